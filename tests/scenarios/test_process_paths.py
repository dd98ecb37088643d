"""The positions that a process takes, one after the other."""

from __future__ import annotations

from typing import Any, get_args

import pytest

from mockserver.scenarios.endings import Ending
from mockserver.scenarios.paths import Path, Position
from mockserver.scenarios.processes import Process

LARGEST = 2**31 - 1
OFFSETS = [7, 6, 3, 6, 6, 5, 1, 7, 4, 6, 4, 1, 3, 0, 8, 6, 0, 9, 7, 9]
"""Of the first rows of a path of ten positions with seed 7."""


def told(process: Process) -> str:
    """The whole path: steps, marked where completed, with MaxStep where it is another; ``-`` where there is no row."""
    route = process.route
    return " ".join(_told(route.position(n), process.MaxStep) for n in range(len(route)))


def _told(position: Position | None, MaxStep: int) -> str:
    if position is None:
        return "-"
    grown = "" if position.MaxStep == MaxStep else f"/{position.MaxStep}"
    return f"{position.CurrentStep}{grown}{'*' if position.completed else ''}"


ENDINGS: list[tuple[dict[str, Any], str]] = [
    ({}, "1 2 3 4*"),
    ({"MaxStep": 1}, "1*"),
    ({"MaxStep": 2}, "1 2*"),
    ({"ending": "stalls"}, "1 2 3"),
    ({"ending": "stalls", "at": 1}, "1"),
    ({"ending": "stalls", "at": 4}, "1 2 3 4"),
    ({"ending": "stalls", "MaxStep": 1}, "1"),
    ({"ending": "stalls", "at": 2, "lasts": 2}, "1 2 2 2 3 4*"),
    ({"ending": "stalls", "lasts": 1}, "1 2 3 3 4*"),
    ({"ending": "stalls", "at": 4, "lasts": 2}, "1 2 3 4 4 4 4*"),
    ({"ending": "stalls", "MaxStep": 1, "lasts": 1}, "1 1 1*"),
    ({"ending": "vanishes"}, "1 -"),
    ({"ending": "vanishes", "at": 1}, "-"),
    ({"ending": "vanishes", "at": 4}, "1 2 3 -"),
    ({"ending": "vanishes", "MaxStep": 1}, "-"),
    ({"ending": "vanishes", "lasts": 2}, "1 - - 2 3 4*"),
    ({"ending": "vanishes", "at": 4, "lasts": 1}, "1 2 3 - 4*"),
    ({"ending": "vanishes", "MaxStep": 1, "lasts": 1}, "- 1*"),
    ({"ending": "ends-short"}, "1 2 3*"),
    ({"ending": "ends-short", "at": 1}, "1*"),
    ({"ending": "ends-short", "MaxStep": 2}, "1*"),
    ({"ending": "goes-back"}, "1 2 3 1 2 3 4*"),
    ({"ending": "goes-back", "at": 4, "to": 3}, "1 2 3 4 3 4*"),
    ({"ending": "goes-back", "at": 2, "to": 0}, "1 2 0 1 2 3 4*"),
    ({"ending": "goes-back", "MaxStep": 1, "to": 0}, "1 0 1*"),
    ({"ending": "reopens"}, "1 2 3 4* 3 4*"),
    ({"ending": "reopens", "at": 1}, "1 2 3 4* 1 2 3 4*"),
    ({"ending": "reopens", "at": 0}, "1 2 3 4* 0 1 2 3 4*"),
    ({"ending": "reopens", "MaxStep": 1}, "1* 0 1*"),
    ({"ending": "overshoots"}, "1 2 3 4 5*"),
    ({"ending": "overshoots", "at": 7}, "1 2 3 4 5 6 7*"),
    ({"ending": "overshoots", "MaxStep": 1}, "1 2*"),
    ({"ending": "grows"}, "1 2 3 4/8 5/8 6/8 7/8 8/8*"),
    ({"ending": "grows", "at": 1, "to": 5}, "1 2/5 3/5 4/5 5/5*"),
    ({"ending": "grows", "at": 4, "to": 5}, "1 2 3 4 5/5*"),
    ({"ending": "grows", "MaxStep": 1}, "1 2/2*"),
    ({"ending": "skips"}, "1 3 4*"),
    ({"ending": "skips", "at": 1}, "2 3 4*"),
    ({"ending": "skips", "at": 3}, "1 2 4*"),
    ({"ending": "skips", "MaxStep": 2}, "2*"),
]


@pytest.mark.parametrize(("given", "steps"), ENDINGS)
def test_an_ending_stands_for_this_path(given: dict[str, Any], steps: str) -> None:
    assert told(Process(**given)) == steps


def test_every_ending_is_in_the_table() -> None:
    assert {given.get("ending", "completes") for given, _ in ENDINGS} == set(get_args(Ending))


@pytest.mark.parametrize(("given", "steps"), ENDINGS)
def test_a_queue_comes_before_everything(given: dict[str, Any], steps: str) -> None:
    assert told(Process(**given, queued=2)) == f"0 0 {steps}"


@pytest.mark.parametrize(
    ("path", "steps"),
    [
        ([0, 1, 2, 2, "gone", 3, "done"], "0 1 2 2 - 3 4*"),
        ([4, 4, "done", "done", 0], "4 4 4* 4* 0"),
        (["gone"], "-"),
        (range(5), "0 1 2 3 4"),
        ([2, {}, {"MaxStep": 9}], "2 2 2/9"),
        ([{}, {"CurrentStep": -1}, {"CurrentStep": 7, "MaxStep": 0}], "0 -1 7/0"),
        ([3, "gone", {}, "done", {}], "3 - 3 4* 4"),
        ([{"CurrentStep": 2, "ProcessCompleteTime": "now"}, {"ProcessCompleteTime": "none"}], "2* 2"),
    ],
)
def test_a_path_that_is_written_out_is_taken_as_it_is(path: Any, steps: str) -> None:
    assert told(Process(path=path)) == steps


def test_after_its_last_position_a_process_stays_there() -> None:
    for process in (Process(), Process(ending="vanishes"), Process(path=[1, 2])):
        last = process.route.position(len(process.route) - 1)
        assert process.route.position(len(process.route)) == process.route.position(10**30) == last


def test_a_position_says_what_its_mapping_says_of_the_row() -> None:
    fields = {
        "StatusID": 9,
        "ListID": 8,
        "ProcessType": None,
        "ProcessStartTime": "now",
        "ProcessCompleteTime": "2015-03-09T10:15:30.50",
    }
    route = Process(path=[1, {"CurrentStep": 2, **fields}, {"ProcessCompleteTime": None}, {"MaxStep": 9}, 2]).route
    told_of_row = [position.fields for position in map(route.position, range(5)) if position]
    full = {**fields, "ProcessCompleteTime": "2015-03-09T10:15:30.5"}
    assert told_of_row == [None, full, {"ProcessCompleteTime": None}, None, None]
    assert route.position(1) == (2, 4, True, full)


def stretches(path: Path) -> list[int]:
    """For every completed position where its stretch begins."""
    completed = [n for n in range(len(path)) if (position := path.position(n)) and position.completed]
    return [path.completed_from(n) for n in completed]


@pytest.mark.parametrize(
    ("process", "completions", "each"),
    [
        (Process(), (3,), [3]),
        (Process(ending="stalls"), (), []),
        (Process(ending="reopens", queued=2), (5, 7), [5, 7]),
        (Process(path=["done", "done", "done"]), (0,), [0, 0, 0]),
        (Process(path=["done", "gone", "done", "done", 4, "done"]), (0, 2, 5), [0, 2, 2, 5]),
        (Process(path=[1, "done", {"ProcessCompleteTime": "now"}, {}]), (1,), [1, 1]),
    ],
)
def test_a_path_knows_where_each_completed_stretch_begins(
    process: Process, completions: tuple[int, ...], each: list[int]
) -> None:
    assert process.route.completions == completions
    assert stretches(process.route) == each


def test_past_its_end_a_completed_path_is_completed_since_the_same_position() -> None:
    assert Process(ending="reopens").route.completed_from(10**30) == 5


def test_a_position_that_is_not_completed_is_in_no_completed_stretch() -> None:
    with pytest.raises(ValueError, match="position 0 is not completed"):
        Process().route.completed_from(0)


def test_the_longest_path_costs_no_more_than_a_short_one() -> None:
    path = Process(MaxStep=LARGEST, ending="stalls", at=LARGEST - 1, lasts=LARGEST, queued=LARGEST).route
    assert len(path) == 3 * LARGEST
    assert path.position(LARGEST - 1) == (0, LARGEST, False, None)
    assert path.position(2 * LARGEST - 2) == (LARGEST - 1, LARGEST, False, None)
    assert path.position(3 * LARGEST - 2) == (LARGEST - 1, LARGEST, False, None)
    assert path.position(3 * LARGEST - 1) == path.position(10**30) == (LARGEST, LARGEST, True, None)
    assert path.completions == (3 * LARGEST - 1,)


class TestRowsOfACount:
    def test_without_a_seed_all_start_at_the_first_position(self) -> None:
        process = Process(count=1_000_000)
        assert {process.offset(number) for number in (0, 1, 999_999)} == {0}

    def test_a_seed_gives_the_same_positions_everywhere(self) -> None:
        process = Process(MaxStep=10, count=20, seed=7)
        assert [process.offset(number) for number in range(20)] == OFFSETS

    def test_more_rows_leave_the_first_ones_where_they_are(self) -> None:
        process = Process(MaxStep=10, count=1000, seed=7)
        assert [process.offset(number) for number in range(20)] == OFFSETS

    def test_rows_start_from_every_position_of_the_path_about_as_often(self) -> None:
        process = Process(ending="vanishes", queued=3, count=5000, seed=-1)
        started = [process.offset(number) for number in range(5000)]
        often = [started.count(position) for position in range(len(process.route))]
        assert len(often) == 5
        assert min(often) > 900
        assert sum(often) == 5000

    def test_another_seed_spreads_them_otherwise(self) -> None:
        process = Process(MaxStep=10, count=20, seed=8)
        assert [process.offset(number) for number in range(20)] != OFFSETS

    def test_a_path_of_thousands_of_millions_is_spread_over_as_well(self) -> None:
        process = Process(MaxStep=LARGEST, queued=LARGEST, count=100, seed=1)
        assert max(process.offset(number) for number in range(100)) > 1.9 * LARGEST
