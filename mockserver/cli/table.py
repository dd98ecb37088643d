"""The table of lists and what each does."""

from __future__ import annotations

from collections.abc import Iterable
from textwrap import wrap
from typing import NamedTuple

from mockserver.sandbox.printing import printable
from mockserver.scenarios.scenario import Scenario

_NARROWEST = 24
"""Columns; with fewer left for it, the text of the last column is left to the terminal to break."""


class _Line(NamedTuple):
    ListID: str
    name: str
    about: str


def table(scenarios: Iterable[Scenario], columns: int | None = None) -> str:
    """A line a scenario, ordered by ListID, ``any`` last, those without one after it; ends with a line break.

    With ``columns`` the last column is broken into several lines where it would be wider than that.
    """
    lines = [_Line("ListID", "scenario", "what it does"), *map(_line, sorted(scenarios, key=_order))]
    numbers, names = (max(len(line[column]) for line in lines) for column in (0, 1))
    indent = " " * (numbers + names + 6)
    room = columns - len(indent) if columns else 0
    text = ""
    for line in lines:
        first, *rest = wrap(line.about, room) if room >= _NARROWEST else [line.about]
        text += f"  {line.ListID:<{numbers}}  {line.name:<{names}}  {first}\n"
        text += "".join(f"{indent}{more}\n" for more in rest)
    return text


def _line(scenario: Scenario) -> _Line:
    about = " ".join(scenario.about.split()) or scenario.describe()
    ListID = "-" if scenario.ListID is None else str(scenario.ListID)
    if scenario.UserName is not None:
        ListID += f" ({printable(scenario.UserName, 30)})"
    return _Line(ListID, printable(scenario.name, len(scenario.name)), printable(about, len(about)))


def _order(scenario: Scenario) -> tuple[int, int, str]:
    ListID = scenario.ListID
    if isinstance(ListID, int):
        return 0, ListID, ""
    return (2 if ListID is None else 1), 0, scenario.name
