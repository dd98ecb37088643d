"""Rows that a scenario writes out, field by field."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from mockserver.contract import ROW_FIELDS, Row
from mockserver.scenarios.checking import FieldMistake, Mistakes, refusal, unknown_key
from mockserver.scenarios.kinds import Kind, Moment, Text, Whole
from mockserver.scenarios.nodes import Entries, Items, Node, Scalar

if TYPE_CHECKING:
    from mockserver.scenarios.reading import Reader

_KINDS: Mapping[str, Kind] = {"int": Whole(expected="a whole number"), "string": Text(nil=True)}
_OPTIONAL = ("ListID", "ProcessType")

ROW_KINDS: Mapping[str, Kind] = {
    **{field.name: _KINDS[field.type] for field in ROW_FIELDS if field.type in _KINDS},
    "ProcessStartTime": Moment(words=("now",)),
    "ProcessCompleteTime": Moment(words=("now", "none")),
}
"""The kind of value of every field of a row."""


class ExactRow(NamedTuple):
    """A row as it was written; what it leaves to the moment of the call is None or a word."""

    StatusID: int
    ListID: int | None
    """None is the list that was asked for."""
    ProcessType: str | None
    """None is no such element."""
    CurrentStep: int
    MaxStep: int
    ProcessStartTime: str
    """The wire's text, or ``now``: when the scenario began."""
    ProcessCompleteTime: str | None
    """The wire's text, or ``now``; None is the setting ``no_date``."""

    def row(self, ListID: int, now: str, no_date: str) -> Row:
        """The row for a call that asked for ListID; ``now`` is the wire's text, ``no_date`` the setting."""
        start = now if self.ProcessStartTime == "now" else self.ProcessStartTime
        complete = self.ProcessCompleteTime or written_no_date(no_date, start)
        return Row(
            StatusID=self.StatusID,
            ListID=ListID if self.ListID is None else self.ListID,
            ProcessType=self.ProcessType,
            CurrentStep=self.CurrentStep,
            MaxStep=self.MaxStep,
            ProcessStartTime=start,
            ProcessCompleteTime=now if complete == "now" else complete,
        )


def written_no_date(no_date: str, ProcessStartTime: str) -> str:
    """What the setting ``no_date`` means in a row that starts at this time, as the wire's text."""
    return ProcessStartTime if no_date == "start" else no_date


def exact_row(value: object) -> ExactRow | None:
    """A row from its fields, a mapping or a named tuple; None stays None, a nil row. Raises ScenarioError."""
    if value is None:
        return None
    if isinstance(value, ExactRow | Row):
        value = value._asdict()
    if not isinstance(value, Mapping):
        raise refusal(_ROW.expected, value)
    mistakes = Mistakes()
    mistakes.all += [unknown_key(str(key), ROW_KINDS, of="a row") for key in value if key not in ROW_KINDS]
    fields = {name: _field(name, value, mistakes) for name in ROW_KINDS}
    mistakes.raise_any()
    return ExactRow(**fields)  # type: ignore[arg-type]  # the kinds have checked each of them


def _field(name: str, given: Mapping[object, object], mistakes: Mistakes) -> object:
    if name not in given:
        if name not in _OPTIONAL:
            mistakes.all.append(FieldMistake(f"the field {name} is missing"))
        return None
    value = given[name]
    if value is None and name in (*_OPTIONAL, "ProcessCompleteTime"):
        return None
    checked = mistakes.check(name, name, ROW_KINDS[name].check, value)
    return None if checked == "none" and name == "ProcessCompleteTime" else checked


class RowList(Kind):
    """Exact rows, or ``absent``; models keep a tuple, and None for an absent result."""

    expected = "a list of rows, or absent"
    words = ("absent",)
    nil = True

    def _check(self, value: object) -> object:
        if isinstance(value, str | bytes) or not isinstance(value, Sequence):
            raise refusal(self.expected, value, self.words)
        mistakes = Mistakes()
        rows = tuple(mistakes.check(i, f"row {i + 1}", exact_row, row) for i, row in enumerate(value))
        mistakes.raise_any()
        return rows

    def _read(self, node: Node, reader: Reader) -> object:
        if isinstance(node, Items):
            return [_fields(item, reader) for item in node.items]
        if isinstance(node, Scalar) and node.empty:
            raise ValueError("expected a list of rows, got nothing; write [] for an empty result, absent for none")
        text = self.scalar(node)
        return None if text == "absent" else text


_ROW = Kind(expected="a row: a mapping of its fields, or nil", nil=True)


def _fields(node: Node, reader: Reader) -> object:
    """A row as `exact_row` takes it; what is missing and what is unknown is for that one to say."""
    if not isinstance(node, Entries):
        return reader.value(_ROW, node)
    unknown = Text()
    return {name: reader.value(ROW_KINDS.get(name, unknown), entry.node, name) for name, entry in node.entries.items()}
