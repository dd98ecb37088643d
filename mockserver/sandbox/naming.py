"""For which list a scenario is put in play: as it says itself, or as it is told."""

from __future__ import annotations

from collections.abc import Iterable

from mockserver.contract import int32, shown, xml_text
from mockserver.errors import Mistake, ScenarioError
from mockserver.sandbox.matching import Key, ScriptedList
from mockserver.scenarios.scenario import Scenario


def own_keys(scenarios: Iterable[Scenario]) -> list[tuple[Key, Scenario]]:
    """Each scenario with the key that it says itself. Raises ScenarioError if some say none."""
    scenarios = list(scenarios)
    keyed = [
        (Key(scenario.ListID, scenario.UserName), scenario) for scenario in scenarios if scenario.ListID is not None
    ]
    if len(keyed) < len(scenarios):
        advice = "add a line `ListID:` with a number or `any`"
        raise ScenarioError([needs_list(scenario, advice) for scenario in scenarios if scenario.ListID is None])
    return keyed


def needs_list(scenario: Scenario, advice: str) -> Mistake:
    """The mistake that a scenario says no list and nobody says it for it; ``advice`` is what to do."""
    return Mistake(f"the scenario '{scenario.name}' has no ListID, so no call reaches it: {advice}", scenario.source)


def checked_user(UserName: str | None) -> str | None:
    """The user name as given. Raises ScenarioError if it is none that a call can have."""
    try:
        return UserName if UserName is None else xml_text(UserName)
    except ValueError as error:
        raise ScenarioError([Mistake(f"UserName: {error}", found=shown(UserName))]) from None


def checked_list(ListID: ScriptedList) -> ScriptedList:
    """The list as given. Raises ScenarioError if it is neither a number that the wire can carry nor ``any``."""
    if ListID == "any":
        return ListID
    try:
        return int32(ListID)
    except ValueError as error:
        what = f"ListID: {error}".replace("a whole number", "'any' or a whole number", 1)
        raise ScenarioError([Mistake(what, found=repr(ListID))]) from None
