"""What the `listrak_mock` markers of a test say together."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import pytest

from mockserver.errors import ListrakMockError, SettingsError, UnansweredCalls
from mockserver.options import OPTIONS
from mockserver.sandbox import explanations
from mockserver.sandbox.sandbox import Sandbox
from mockserver.sandbox.transcript import MARK
from mockserver.scenarios.checking import nearest
from mockserver.scenarios.library import Library
from mockserver.scenarios.scenario import Scenario
from mockserver.server import MockServer, checked_credentials

if TYPE_CHECKING:
    from datetime import datetime

_WORDS: Mapping[str, object] = {
    "ListID": None,
    "clock": None,
    "credentials": None,
    "strict": None,
    "unanswered": "fail",
    "settings": None,
}
_FUNCTION = f"{MARK}The function "
"""Begins the fault of a call whose function failed."""


class Marked:
    """A test's sandbox as its markers describe it. Raises ListrakMockError if that can't be meant.

    Each marker plays its own scenarios, those of the module and the class first; of two that say what the clock shows,
    who is let in, what fails the test, or what a setting is, the one nearer to the test counts. Not a dataclass: its
    representation, which tracebacks may print, must not show the credentials.
    """

    def __init__(self, item: pytest.Item, *, strict: bool) -> None:
        """``strict`` counts where no marker says it."""
        self._item = item
        self._scenarios: list[tuple[Any, Any]] = []  # what is played, and for which list
        self._settings: dict[str, object] = {}
        words: dict[str, Any] = dict(_WORDS)
        for marker in reversed(list(item.iter_markers("listrak_mock"))):
            _check_words(marker.kwargs)
            ListID = marker.kwargs.get("ListID")
            self._scenarios += [(scenario, ListID) for scenario in _playable(marker.args, ListID)]
            settings = _sandbox_settings(marker.kwargs.get("settings", {}))
            if "credentials" in settings:
                words["credentials"] = None  # nearer than what a marker before this one says
            words |= marker.kwargs
            self._settings |= settings
        self._clock = words["clock"]
        self._credentials = _credentials(words["credentials"])
        self._unanswered = _fails(words["unanswered"])
        self._strict = strict if words["strict"] is None else _strict(words["strict"])

    def new_sandbox(self, server: MockServer, library: Library) -> Sandbox:
        """The test's, with the server's settings but for what the markers say; nothing plays yet."""
        try:
            return server.new_sandbox(
                self._item.name,
                origin=self._item.nodeid,
                settings=server.settings.but(self._settings),
                credentials=self._credentials,
                library=library,
            )
        except SettingsError as error:
            raise mistake(f"settings=: {error}") from None

    def begin(self, sandbox: Sandbox) -> None:
        """Set the clock, then play: what is played begins at the clock's moment."""
        if self._clock is not None:
            _freeze(sandbox, self._clock)
        for scenario, ListID in self._scenarios:
            sandbox.play(scenario, ListID=ListID)

    def complaints(self, sandbox: Sandbox) -> Sequence[str]:
        """What fails the test although its client may not have noticed, each thing once."""
        checks: list[Callable[[], None]] = [sandbox.check if self._unanswered else partial(_check_functions, sandbox)]
        if self._strict:
            checks.append(partial(sandbox.check, strict=True, unanswered=False))
        told = []
        for check in checks:
            try:
                check()
            except ListrakMockError as error:
                told.append(str(error))
        return told


def mistake(what: str) -> ListrakMockError:
    """The error for a marker that can't be meant."""
    return ListrakMockError(f"the marker listrak_mock: {what}")


def _check_functions(sandbox: Sandbox) -> None:
    """Raise UnansweredCalls if functions failed: that is the test's own mistake, whatever calls may go unanswered."""
    calls = [call for call in sandbox.unanswered if (call.fault or "").startswith(_FUNCTION)]
    if calls:
        raise UnansweredCalls(explanations.report(sandbox.origin, calls), calls)


def _check_words(given: Mapping[str, object]) -> None:
    for word in given:
        if word not in _WORDS:
            guess = nearest(word, tuple(_WORDS))
            hint = f"; did you mean `{guess}=`?" if guess else ""
            raise mistake(f"it takes no `{word}=`, only {', '.join(f'`{each}=`' for each in _WORDS)}{hint}")


def _playable(scenarios: Sequence[Any], ListID: object) -> Sequence[Any]:
    for scenario in scenarios:
        if not isinstance(scenario, str | Path | Scenario):
            raise mistake(f"expected names, paths or Scenario objects to play, got {_type(scenario)}")
    if ListID is not None and len(scenarios) != 1:
        raise mistake(
            f"ListID= says for which list its one scenario plays, and it has {len(scenarios)} scenarios; "
            'play each in the test, as in listrak_mock.play("stalls", ListID=12345)'
        )
    return scenarios


def _sandbox_settings(settings: object) -> Mapping[str, object]:
    if not isinstance(settings, Mapping):
        raise mistake(f'settings= is a dict of settings by name, such as {{"no_date": "start"}}, not {_type(settings)}')
    for option in OPTIONS:
        if option.reach == "server" and option.name in settings:
            raise mistake(f"settings=: {option.name} is the server's; set it in the ini file ({option.ini})")
    return settings


def _credentials(credentials: object) -> Mapping[str, str] | None:
    try:
        return checked_credentials(credentials)
    except ListrakMockError as error:
        raise mistake(str(error)) from None


def _freeze(sandbox: Sandbox, clock: object) -> None:
    try:
        sandbox.clock.freeze(None if clock == "frozen" else cast("str | datetime", clock))  # it checks
    except ValueError as error:
        said = str(error).removeprefix("clock.freeze: at: ")
        raise mistake(f'clock=: {said}; "frozen" stops it at the present moment') from None


def _fails(unanswered: object) -> bool:
    if unanswered not in ("fail", "allow"):
        got = repr(unanswered) if isinstance(unanswered, str) else _type(unanswered)
        raise mistake(f'unanswered= is "fail" or "allow", not {got}')
    return unanswered == "fail"


def _strict(strict: object) -> bool:
    if not isinstance(strict, bool):
        raise mistake(f"strict= is True or False, not {_type(strict)}")
    return strict


def _type(given: object) -> str:
    """What came, but not its value: credentials may have got there."""
    return f"a value of type {type(given).__name__}"
