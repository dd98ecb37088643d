"""The scripts in play in a sandbox, and which of them answers a call."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from mockserver.errors import Mistake, ScenarioError
from mockserver.sandbox.matching import Asked, Key, first_match
from mockserver.sandbox.script import Script

_LONGEST_NAME = 200
"""Users with longer names are looked up anew at each call: names of megabytes are not worth keeping."""


class Scripts:
    """At most one script for each key; what is played hides what is loaded. The caller holds the sandbox's lock."""

    def __init__(self, remembered: int) -> None:
        self.in_play: tuple[Script, ...] = ()
        """The most specific first. Replaced whole, so that it may be read without the lock."""
        self._loaded: dict[Key, Script] = {}
        self._played: dict[Key, Script] = {}
        self._by_key: dict[Key, Script] = {}
        self._found: dict[Asked, Script | None] = {}
        self._remembered = remembered

    @property
    def loaded(self) -> Sequence[Script]:
        """What is loaded, whether or not something played hides it."""
        return tuple(self._loaded.values())

    def load(self, scripts: Sequence[Script]) -> None:
        """Adds scripts. Raises ScenarioError with one mistake for each whose key is taken, and then adds none."""
        loaded = dict(self._loaded)
        mistakes = []
        for script in scripts:
            earlier = loaded.setdefault(script.key, script)
            if earlier is not script:
                mistakes.append(_twice(script, earlier))
        if mistakes:
            raise ScenarioError(mistakes)
        self._loaded = loaded
        self._arrange()

    def play(self, script: Script) -> None:
        """Adds a script, in the place of one with the same key."""
        self._played[script.key] = script
        self._arrange()

    def restart(self, loaded: Iterable[Script]) -> None:
        """Only these are left."""
        self._loaded = {script.key: script for script in loaded}
        self._played = {}
        self._arrange()

    def find(self, asked: Asked) -> Script | None:
        """The script that answers the call, the most specific if several do; None if none does."""
        try:
            return self._found[asked]  # the rule itself costs a look at each script: once for each list and user
        except KeyError:
            key = first_match(self._by_key, asked)
        script = None if key is None else self._by_key[key]
        if len(asked.UserName) <= _LONGEST_NAME:
            if len(self._found) >= self._remembered:
                self._found.clear()
            self._found[asked] = script
        return script

    def _arrange(self) -> None:
        scripts = {**self._loaded, **self._played}
        self._by_key = dict(sorted(scripts.items(), key=lambda item: item[0].rank))
        self.in_play = tuple(self._by_key.values())
        self._found.clear()


def _twice(script: Script, earlier: Script) -> Mistake:
    other = earlier.scenario.source
    place = f" ({other})" if other else ""
    return Mistake(
        f"the scenario '{script.scenario.name}' is for {script.key}, and so is '{earlier.scenario.name}'{place}: "
        "give one of them another ListID",
        file=script.scenario.source,
    )
