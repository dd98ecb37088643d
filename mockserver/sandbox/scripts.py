"""The scripts in play in a sandbox, which of them answers a call, and what settings they bring."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence

from mockserver.contract import shown
from mockserver.errors import Mistake, ScenarioError
from mockserver.options import OPTIONS
from mockserver.sandbox.matching import Asked, Key, ScriptedList
from mockserver.sandbox.script import Script
from mockserver.sandbox.service import Service

_OF_THE_SANDBOX = tuple(option.name for option in OPTIONS if option.reach == "scenario")
"""Settings that are decided before a list is known, or where no script matches."""
_MOST_REPLACED = 1_000
"""Scripts that lacked calls when others were played in their place."""


class Scripts:
    """At most one script for each key; what is played hides what is loaded. The caller holds the sandbox's lock."""

    def __init__(self) -> None:
        self.settings: Mapping[str, object] = {}
        """What the scenarios in play say for the whole sandbox; of two the one played later counts."""
        self.have_settings = False
        """Whether a scenario in play has settings of its own."""
        self.take_time = False
        """Whether some of their calls may take time to answer."""
        self._loaded: dict[Key, Script] = {}
        self._played: dict[Key, Script] = {}
        self._replaced: deque[Service] = deque(maxlen=_MOST_REPLACED)
        self._by_key: dict[
            tuple[ScriptedList, str | None], Script
        ] = {}  # those in play, the one played last at the end
        self._in_play: tuple[Script, ...] | None = ()

    @property
    def in_play(self) -> tuple[Script, ...]:
        """The most specific first."""
        if self._in_play is None:  # since the last play nobody has asked
            self._in_play = tuple(sorted(self._by_key.values(), key=lambda script: script.key.rank))
        return self._in_play

    @property
    def played(self) -> Sequence[Service]:
        """What was played, in order, with how it was asked for; of what was replaced that which lacks calls."""
        return (*self._replaced, *(script.service for script in self._played.values()))

    @property
    def loaded(self) -> Sequence[Script]:
        """What is loaded, whether or not something played hides it."""
        return tuple(self._loaded.values())

    def load(self, scripts: Sequence[Script]) -> None:
        """Adds scripts.

        Raises ScenarioError with one mistake for each whose key is taken, or whose settings for the whole sandbox
        contradict another's, and then adds none.
        """
        loaded = dict(self._loaded)
        mistakes = []
        for script in scripts:
            earlier = loaded.setdefault(script.key, script)
            if earlier is not script:
                mistakes.append(_twice(script, earlier))
        mistakes += _contradictions(loaded.values())
        if mistakes:
            raise ScenarioError(mistakes)
        self._loaded = loaded
        self._arrange()

    def play(self, script: Script) -> None:
        """Adds a script, in the place of one with the same key. Costs the same however many there are."""
        before = self._played.pop(script.key, None)  # so that it becomes the last one
        if before is not None and not before.service.complete:
            before.service.replaced = True
            self._replaced.append(before.service)
        self._played[script.key] = script
        replaced = self._by_key.pop(script.key, script)
        self._by_key[script.key] = script
        self._in_play = None
        if not (_is_plain(script) and _is_plain(replaced)):
            self._gather()

    def restart(self, loaded: Iterable[Script]) -> None:
        """Only these are left."""
        self._loaded = {script.key: script for script in loaded}
        self._played = {}
        self._replaced.clear()
        self._arrange()

    def find(self, asked: Asked) -> Script | None:
        """The script that answers the call, the most specific if several do; None if none does."""
        # No more than four keys match a call, so that it costs the same among ten thousand.
        ListID, UserName = asked
        get = self._by_key.get
        return get((ListID, UserName)) or get((ListID, None)) or get(("any", UserName)) or get(("any", None))

    def _arrange(self) -> None:
        seen = (script for key, script in self._loaded.items() if key not in self._played)
        self._by_key = {script.key: script for script in (*seen, *self._played.values())}
        self._in_play = None
        self._gather()

    def _gather(self) -> None:
        scripts = self._by_key.values()
        self.settings = {name: value for script in scripts for name, value in _for_the_sandbox(script)}
        self.have_settings = any(script.scenario.settings for script in scripts)
        self.take_time = any(script.scenario.takes_time for script in scripts)


def _is_plain(script: Script) -> bool:
    """Whether nothing of the script concerns the sandbox as a whole."""
    return not (script.scenario.settings or script.scenario.takes_time)


def _for_the_sandbox(script: Script) -> Iterator[tuple[str, object]]:
    own = script.scenario.settings
    return ((name, own[name]) for name in _OF_THE_SANDBOX if name in own)


def _contradictions(scripts: Iterable[Script]) -> Iterator[Mistake]:
    first: dict[str, tuple[Script, object]] = {}
    for script in scripts:
        for name, value in _for_the_sandbox(script):
            earlier, before = first.setdefault(name, (script, value))
            if before != value:
                yield _contradiction(name, script, value, earlier, before)


def _contradiction(name: str, script: Script, value: object, earlier: Script, before: object) -> Mistake:
    other = f"'{earlier.scenario.name}'" + (f" ({earlier.scenario.source})" if earlier.scenario.source else "")
    return Mistake(
        f"the scenario '{script.scenario.name}' sets {name} to {shown(value)}, and {other} to {shown(before)}: "
        "it holds for the whole sandbox, so they can't both be loaded",
        file=script.scenario.source,
        found=shown(value),
    )


def _twice(script: Script, earlier: Script) -> Mistake:
    other = earlier.scenario.source
    place = f" ({other})" if other else ""
    return Mistake(
        f"the scenario '{script.scenario.name}' is for {script.key}, and so is '{earlier.scenario.name}'{place}: "
        "give one of them another ListID",
        file=script.scenario.source,
    )
