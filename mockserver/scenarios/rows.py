"""Rows that a scenario writes out, field by field."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple, cast

from mockserver.contract import ROW_FIELDS, LooseRow, Row, date_time, is_xml_name, xml_text
from mockserver.scenarios.checking import MOST_MISTAKES, WRONG, FieldMistake, Mistakes, refusal, text_of, unknown_key
from mockserver.scenarios.kinds import Kind, Moment, Text, Whole
from mockserver.scenarios.nodes import Entries, Items, Node, Scalar
from mockserver.scenarios.schema import TEXT, Definitions, Schema, mapping
from mockserver.scenarios.writing import NIL, Data, Plain

if TYPE_CHECKING:
    from mockserver.scenarios.reading import Reader
    from mockserver.scenarios.writing import Writer

_KINDS: Mapping[str, Kind] = {"int": Whole(expected="a whole number"), "string": Text(nil=True)}
_OPTIONAL = ("ListID", "ProcessType")
_MOST_BITS = 1_000
"""Of a number in a row that breaks the contract; Python itself writes none of 4301 digits."""
_TIMES = ("ProcessStartTime", "ProcessCompleteTime")

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


@dataclass(frozen=True)
class RawRow:
    """A row that breaks the contract: it is written as it was given, in that order."""

    items: tuple[tuple[str, str | None], ...]
    """The fields by name, as text. None, ``now`` and ``none`` mean what they do in any row; where a value must be,
    None is no such element."""
    breaches: tuple[FieldMistake, ...] = field(compare=False, repr=False)
    """In what it breaks the contract, at least one."""

    def row(self, ListID: int, now: str, no_date: str) -> LooseRow:
        """The row for a call, as `ExactRow.row` says; what was left out is not added, not even ListID."""
        texts = {name: now if text == "now" and name in _TIMES else text for name, text in self.items}
        if "ListID" in texts and texts["ListID"] is None:
            texts["ListID"] = str(ListID)
        if texts.get("ProcessCompleteTime", "") in (None, "none"):
            texts["ProcessCompleteTime"] = written_no_date(no_date, texts.get("ProcessStartTime") or now)
        return LooseRow(tuple((name, text) for name, text in texts.items() if text is not None))


GivenRow = ExactRow | RawRow | None


def breaches_of(rows: Sequence[GivenRow] | None) -> list[FieldMistake]:
    """In what rows break the contract, each with the way to it: the row's index, then the field's name.

    Of more than a thousand breaches the first ones: nobody reads the others.
    """
    breaches = (
        breach.below(number, f"row {number + 1}")
        for number, row in enumerate(rows or ())
        if isinstance(row, RawRow)
        for breach in row.breaches
    )
    return list(islice(breaches, MOST_MISTAKES + 1))


def given_row(value: object) -> GivenRow:
    """A row from its fields, a mapping or a named tuple; None stays None, a nil row.

    Raises ScenarioError for what can't be written as a row at all.
    """
    if value is None or isinstance(value, RawRow):
        return value
    if isinstance(value, ExactRow | Row):
        value = value._asdict()
    if not isinstance(value, Mapping):
        raise refusal(_ROW.expected, value)
    breaches = Mistakes()
    breaches.all += [unknown_key(key, ROW_KINDS, of="a row") for key in value if key not in ROW_KINDS]
    fields = {name: _field(name, value, breaches) for name in ROW_KINDS}
    if not breaches.all and WRONG not in fields.values():
        return ExactRow(**fields)  # type: ignore[arg-type]  # the kinds have checked each of them
    mistakes = Mistakes()
    items = tuple((text_of(name), _raw(name, given, mistakes)) for name, given in value.items())
    mistakes.raise_any()
    return RawRow(items, tuple(breaches.all))


def _field(name: str, given: Mapping[object, object], breaches: Mistakes) -> object:
    if name not in given:
        if name not in _OPTIONAL:
            breaches.all.append(FieldMistake(f"the field {name} is missing"))
        return None
    value = given[name]
    if value is None:
        if name not in (*_OPTIONAL, "ProcessCompleteTime"):
            breaches.all.append(FieldMistake(f"{name}: expected {ROW_KINDS[name].expected}, got nil", path=(name,)))
        return None
    checked = breaches.check(name, name, ROW_KINDS[name].check, value)
    return None if checked == "none" and name == "ProcessCompleteTime" else checked


def _raw(name: object, value: object, mistakes: Mistakes) -> str | None:
    """A field's value as text for a row that breaks the contract anyway."""
    if not isinstance(name, str) or not is_xml_name(name):
        key = unknown_key(name, ROW_KINDS, of="a row")
        mistakes.all.append(replace(key, what=f"{key.what}; no element can have that name"))
        return None
    text = mistakes.check(name, name, _raw_text, value)
    if isinstance(text, str) and not isinstance(value, str) and _was_refused_for_nothing(name, value, text):
        mistakes.check(name, name, ROW_KINDS[name].check, value)
    return text if isinstance(text, str) else None


def _raw_text(value: object) -> str | None:
    match value:
        case None | str():
            return value if value is None else xml_text(value)
        case bool():
            return str(value).lower()
        case datetime():
            return date_time(value)
        case int() | float() if not _is_huge(value):
            return str(value)
    raise refusal("a value: text, a number or a date and time", value)


def _is_huge(number: float) -> bool:
    return isinstance(number, int) and number.bit_length() > _MOST_BITS


def _was_refused_for_nothing(name: str, value: object, text: str) -> bool:
    """Whether the value is refused though its text would be right: the contract would not be broken at all."""
    kind = ROW_KINDS.get(name)
    return kind is not None and _refuses(kind, value) and not _refuses(kind, text)


def _refuses(kind: Kind, value: object) -> bool:
    try:
        kind.check(value)
    except ValueError:
        return True
    return False


class RowList(Kind):
    """Exact rows, or ``absent``; models keep a tuple, and None for an absent result."""

    expected = "a list of rows, or absent"
    words = ("absent",)
    nil = True

    def _check(self, value: object) -> object:
        if isinstance(value, str | bytes) or not isinstance(value, Sequence):
            raise refusal("a list of rows, or None for an absent result", value)
        mistakes = Mistakes()
        rows = tuple(mistakes.check(i, f"row {i + 1}", given_row, row) for i, row in enumerate(value))
        mistakes.raise_any()
        return rows

    def _read(self, node: Node, reader: Reader) -> object:
        if isinstance(node, Items):
            return [_fields(item, reader) for item in node.items]
        if isinstance(node, Scalar) and node.empty:
            raise ValueError("expected a list of rows, got nothing; write [] for an empty result, absent for none")
        text = self.scalar(node)
        if text is None or text == "absent":
            return None
        raise refusal(self.expected, text, self.words)

    def write(self, value: object, writer: Writer) -> Data:
        """See ``Kind.write``. An absent result has a word of its own."""
        return Plain("absent") if value is None else super().write(value, writer)

    def _write(self, value: object, writer: Writer) -> Data:
        return [_written_row(row, writer) for row in cast("Sequence[GivenRow]", value)]

    def _schema(self, definitions: Definitions) -> Schema:
        return {"type": "array", "items": {"anyOf": [{"const": "nil"}, _loose_row_schema()]}}


def _loose_row_schema() -> Schema:
    """Any elements: what a row may be that breaks the contract."""
    return {"type": "object", "propertyNames": {"pattern": r"^[^\s:<>]+$"}, "additionalProperties": TEXT}


def exact_row_schema(definitions: Definitions) -> Schema:
    """A row by the contract, or nil."""
    fields = {name: kind.schema(definitions) for name, kind in ROW_KINDS.items()}
    for name in ("ListID", "ProcessCompleteTime"):
        fields[name] = {"anyOf": [{"const": "nil"}, fields[name]]}
    needed = [name for name in ROW_KINDS if name not in _OPTIONAL]
    return {"anyOf": [{"const": "nil"}, mapping(fields, required=needed)]}


def _written_row(row: GivenRow, writer: Writer) -> Data:
    if row is None:
        return NIL
    if isinstance(row, RawRow):
        return {name: NIL if text is None else _raw_data(name, text) for name, text in row.items}
    said = {name: value for name, value in row._asdict().items() if value is not None}
    said.setdefault("ProcessCompleteTime", "none")
    return {name: ROW_KINDS[name].write(value, writer) for name, value in said.items()}


_PLAINLY = re.compile("[0-9T:.Z+-]+")


def _raw_data(name: str, text: str) -> Data:
    """A field of a row that breaks the contract; numbers and times have no quotes there either."""
    kind = ROW_KINDS.get(name)
    return Plain(text) if kind and not kind.free and _PLAINLY.fullmatch(text) else text


_ROW = Kind(expected="a row: a mapping of its fields, or nil", nil=True)


def _fields(node: Node, reader: Reader) -> object:
    """A row as `given_row` takes it; what is missing and what is unknown is for that one to say."""
    if not isinstance(node, Entries):
        return reader.value(_ROW, node)
    return {name: _given(name, entry.node, reader) for name, entry in node.entries.items()}


_UNKNOWN = Text()


def _given(name: str, node: Node, reader: Reader) -> object:
    if isinstance(node, Scalar) and node.plain and node.text == "nil":
        return None
    return reader.value(ROW_KINDS.get(name, _UNKNOWN), node, name)
