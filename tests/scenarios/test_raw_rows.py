"""Rows that break the contract: what of them does, and how they are written all the same."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime

import pytest

from mockserver.contract import LooseRow, Row
from mockserver.errors import ScenarioError
from mockserver.scenarios.answers import Rows
from mockserver.scenarios.loading import loads
from mockserver.scenarios.rows import ExactRow, RawRow, breaches_of

GOOD: dict[str, object] = {
    "StatusID": 1,
    "CurrentStep": 1,
    "MaxStep": 4,
    "ProcessStartTime": "now",
    "ProcessCompleteTime": "none",
}
NOW, NO_DATE = "2024-05-06T07:08:09", "0001-01-01T00:00:00"


def told(rows: Rows) -> list[tuple[str, tuple[str | int, ...]]]:
    return [(str(breach), breach.path) for breach in breaches_of(rows.rows)]


def in_a_file(row: str) -> Rows:
    (scenario,) = loads(f"scenario: x\nbreaks: contract\nanswers:\n  - rows: [{row}]\n", "x.yaml")
    (answer,) = scenario.answers
    assert isinstance(answer, Rows)
    return answer


def written(rows: Rows) -> tuple[tuple[str, str], ...]:
    (row,) = rows.rows or ()
    assert isinstance(row, RawRow)
    loose = row.row(12345, NOW, NO_DATE)
    assert isinstance(loose, LooseRow)
    return loose.elements


def test_rows_by_the_contract_break_nothing() -> None:
    given = Row(1, 2, None, 1, 4, NOW, NO_DATE)
    rows = Rows([GOOD, None, given, GOOD | {"StatusID": "+07", "ListID": None, "ProcessType": None}])
    assert breaches_of(rows.rows) == []
    assert breaches_of(None) == []
    assert [type(row) for row in rows.rows or ()] == [ExactRow, type(None), ExactRow, ExactRow]


@pytest.mark.parametrize(
    ("row", "breach", "path"),
    [
        ({"MaxStep": "many"}, "row 1: MaxStep: expected a whole number, got 'many'", ("MaxStep",)),
        ({"MaxStep": 1.5}, "row 1: MaxStep: expected a whole number, got 1.5", ("MaxStep",)),
        ({"MaxStep": True}, "row 1: MaxStep: expected a whole number, got True", ("MaxStep",)),
        ({"MaxStep": None}, "row 1: MaxStep: expected a whole number, got nil", ("MaxStep",)),
        (
            {"ListID": 2**31},
            "row 1: ListID: expected a whole number from -2147483648 to 2147483647 (32 bits), got 2147483648",
            ("ListID",),
        ),
        (
            {"ProcessStartTime": "none"},
            "row 1: ProcessStartTime: expected a date and time such as 2015-03-09T10:15:30, or now, got 'none'",
            ("ProcessStartTime",),
        ),
        (
            {"Foo": "x"},
            (
                "row 1: unknown key 'Foo' in a row; allowed: StatusID, ListID, ProcessType, CurrentStep, MaxStep, "
                "ProcessStartTime, ProcessCompleteTime"
            ),
            ("Foo",),
        ),
    ],
)
def test_each_breach_is_told_with_the_way_to_it(row: dict[str, object], breach: str, path: tuple[str, ...]) -> None:
    assert told(Rows([GOOD | row])) == [(breach, (0, *path))]


def test_missing_fields_are_told_with_the_row() -> None:
    rows = Rows([GOOD, {"StatusID": 1, "CurrentStep": 2, "ProcessCompleteTime": "now"}])
    assert told(rows) == [
        ("row 2: the field MaxStep is missing", (1,)),
        ("row 2: the field ProcessStartTime is missing", (1,)),
    ]


@pytest.mark.parametrize(
    ("text", "row", "elements"),
    [
        ("{}", {}, ()),
        (
            "{StatusID: one, Foo: <x>, ProcessType: nil, MaxStep: ''}",
            {"StatusID": "one", "Foo": "<x>", "ProcessType": None, "MaxStep": ""},
            (("StatusID", "one"), ("Foo", "<x>"), ("MaxStep", "")),
        ),
        (
            "{MaxStep: 0x4, StatusID: 1, ListID: nil}",
            {"MaxStep": "0x4", "StatusID": 1, "ListID": None},
            (("MaxStep", "0x4"), ("StatusID", "1"), ("ListID", "12345")),
        ),
        (
            "{ProcessCompleteTime: none, ProcessStartTime: now}",
            {"ProcessCompleteTime": "none", "ProcessStartTime": "now"},
            (("ProcessCompleteTime", NO_DATE), ("ProcessStartTime", NOW)),
        ),
        (
            "{ProcessStartTime: nil, ProcessCompleteTime: nil, ProcessType: now}",
            {"ProcessStartTime": None, "ProcessCompleteTime": None, "ProcessType": "now"},
            (("ProcessCompleteTime", NO_DATE), ("ProcessType", "now")),
        ),
        (
            "{MaxStep: 1.5, ProcessStartTime: 2024-02-30, StatusID: 'true', élan: 1e3}",
            {"MaxStep": 1.5, "ProcessStartTime": "2024-02-30", "StatusID": True, "élan": "1e3"},
            (("MaxStep", "1.5"), ("ProcessStartTime", "2024-02-30"), ("StatusID", "true"), ("élan", "1e3")),
        ),
    ],
)
def test_a_row_that_breaks_the_contract_is_written_as_it_was_given(
    text: str, row: dict[str, object], elements: tuple[tuple[str, str], ...]
) -> None:
    assert in_a_file(text) == Rows([row])
    assert written(in_a_file(text)) == written(Rows([row])) == elements


def test_a_datetime_is_written_as_in_any_row() -> None:
    at = datetime(2024, 2, 29, 1, 2, 3, tzinfo=UTC)
    assert written(Rows([{"ProcessStartTime": at}])) == (("ProcessStartTime", "2024-02-29T01:02:03Z"),)


def test_no_date_may_be_the_start() -> None:
    (row,) = Rows([{"ProcessStartTime": "yesterday", "ProcessCompleteTime": "none"}]).rows or ()
    assert isinstance(row, RawRow)
    assert row.row(1, NOW, "start").text("ProcessCompleteTime") == "yesterday"
    (row,) = Rows([{"ProcessCompleteTime": "none"}]).rows or ()
    assert isinstance(row, RawRow)
    assert row.row(1, NOW, "start").text("ProcessCompleteTime") == NOW


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ({5: 1}, "rows: row 1: unknown key '5' in a row; allowed: StatusID, "),
        ({"a:b": 1}, "rows: row 1: unknown key 'a:b' in a row; allowed: StatusID, "),
        ({"Foo": [1]}, "rows: row 1: Foo: expected a value: text, a number or a date and time, got [1]"),
        ({"Foo": "\0"}, "rows: row 1: Foo: expected text that XML can carry, got the character U+0000 at position 1"),
        (GOOD | {"ProcessType": 5}, "rows: row 1: ProcessType: expected text, got 5"),
    ],
)
def test_what_can_be_no_row_at_all_is_refused_at_once(row: dict[object, object], message: str) -> None:
    with pytest.raises(ScenarioError) as error:
        Rows([row])  # type: ignore[list-item]
    assert str(error.value).startswith(message)


def test_raw_rows_are_kept_when_an_answer_is_copied() -> None:
    rows = Rows([{"StatusID": "one"}, None])
    assert dataclasses.replace(rows, delay="2s").rows == rows.rows
    assert told(dataclasses.replace(rows, delay="2s")) == told(rows)
    assert len({rows, Rows([{"StatusID": "one"}, None]), Rows([GOOD])}) == 2


def test_a_loose_row_tells_its_elements() -> None:
    row = LooseRow((("StatusID", "one"), ("Foo", ""), ("StatusID", "2")))
    assert str(row) == "row with StatusID=one, Foo=, StatusID=2"
    assert (row.text("StatusID"), row.text("Bar")) == ("one", None)
    assert str(LooseRow(())) == "row with nothing in it"
