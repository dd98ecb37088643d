"""For which list a scenario is put in play: as it says itself, or as it is told."""

from __future__ import annotations

from collections.abc import Iterable

from mockserver.contract import int32, shown, xml_text
from mockserver.errors import Mistake, ScenarioError
from mockserver.sandbox.matching import Key, ScriptedList
from mockserver.scenarios.scenario import Scenario

_LONGEST_WAIT = 86_400
"""Seconds."""


def own_keys(scenarios: Iterable[Scenario]) -> list[tuple[Key, Scenario]]:
    """Each scenario with the key that it says itself. Raises ScenarioError if some say none."""
    scenarios = _all_scenarios(scenarios)
    keyed = [
        (Key(scenario.ListID, scenario.UserName), scenario) for scenario in scenarios if scenario.ListID is not None
    ]
    if len(keyed) < len(scenarios):
        advice = "add a line `ListID:` with a number or `any`"
        raise ScenarioError([needs_list(scenario, advice) for scenario in scenarios if scenario.ListID is None])
    return keyed


def _all_scenarios(given: object) -> list[Scenario]:
    """What was given, if that is some scenarios. Raises ScenarioError."""
    if isinstance(given, str | bytes | Scenario) or not isinstance(given, Iterable):
        raise ScenarioError([_no_scenarios(f"expected a list of scenarios, got {_a(given)}")])
    scenarios = list(given)
    mistakes = [
        _no_scenarios(f"item {number}: expected a scenario, got {_a(each)}")
        for number, each in enumerate(scenarios, 1)
        if not isinstance(each, Scenario)
    ]
    if mistakes:
        raise ScenarioError(mistakes)
    return scenarios


def _no_scenarios(what: str) -> Mistake:
    return Mistake(f'load: {what}; scenarios in a file are played with play("folder/file.yaml")')


def _a(value: object) -> str:
    """The value by its type: what it holds may be secret."""
    return f"a value of type {type(value).__name__}"


def needs_list(scenario: Scenario, advice: str) -> Mistake:
    """The mistake that a scenario says no list and nobody says it for it; ``advice`` is what to do."""
    return Mistake(f"the scenario '{scenario.name}' has no ListID, so no call reaches it: {advice}", scenario.source)


def checked_user(UserName: str | None) -> str | None:
    """The user name as given. Raises ScenarioError if it is none that a call can have."""
    try:
        return UserName if UserName is None else xml_text(UserName)
    except ValueError as error:
        raise ScenarioError([Mistake(f"UserName: {error}", found=shown(UserName))]) from None


def not_playable(value: object) -> ScenarioError:
    """The error for something that can't be played; it does not say what it holds."""
    what = f"expected the name of a scenario, a path, or a Scenario, got {_a(value)}"
    return ScenarioError([Mistake(what, found=type(value).__name__)])


def asked_list(ListID: object) -> int | None:
    """The list that somebody asks about, None for all. Raises ValueError if it is none that a call can ask for."""
    try:
        return None if ListID is None else int32(ListID)
    except ValueError as error:
        raise ValueError(f"ListID: {error}") from None


def checked_wait(count: object, timeout: object) -> tuple[int, float]:
    """How many polls to wait for and how many seconds, as given. Raises ValueError if they can't be meant."""
    if not isinstance(count, int) or isinstance(count, bool) or count < 0:
        raise ValueError(f"count: expected a whole number of polls of at least 0, got {shown(count)}")
    if not isinstance(timeout, int | float) or isinstance(timeout, bool) or not 0 <= timeout <= _LONGEST_WAIT:
        raise ValueError(f"timeout: expected a number of seconds from 0 to {_LONGEST_WAIT}, got {shown(timeout)}")
    return count, float(timeout)


def checked_list(ListID: ScriptedList) -> ScriptedList:
    """The list as given. Raises ScenarioError if it is neither a number that the wire can carry nor ``any``."""
    if ListID == "any":
        return ListID
    try:
        return int32(ListID)
    except ValueError as error:
        what = f"ListID: {error}".replace("a whole number", "'any' or a whole number", 1)
        raise ScenarioError([Mistake(what, found=repr(ListID))]) from None
