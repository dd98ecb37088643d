"""The table of lists and what each does."""

from __future__ import annotations

from collections.abc import Iterable

from mockserver.scenarios.scenario import Scenario


def table(scenarios: Iterable[Scenario]) -> str:
    """A line a scenario, ordered by ListID, `any` last; each line ends with a line break."""
    ordered = sorted(scenarios, key=_order)
    rows = [("ListID", "scenario", "what it does")]
    rows += [(str(each.ListID), each.name, " ".join(each.about.split()) or each.describe()) for each in ordered]
    widths = [max(len(row[column]) for row in rows) for column in (0, 1)]
    return "".join(f"  {number:<{widths[0]}}  {name:<{widths[1]}}  {about}\n" for number, name, about in rows)


def _order(scenario: Scenario) -> tuple[bool, int]:
    return (False, scenario.ListID) if isinstance(scenario.ListID, int) else (True, 0)
