"""Processes as Python and files say them: one text for one meaning, the same model either way."""

from __future__ import annotations

import dataclasses
from datetime import datetime, timedelta
from typing import Any

import pytest

from mockserver.errors import ScenarioError
from mockserver.scenarios.loading import loads
from mockserver.scenarios.paces import Pace
from mockserver.scenarios.processes import Process
from mockserver.scenarios.rows import ROW_KINDS


def from_file(text: str) -> Process:
    (scenario,) = loads(f"scenario: x\nprocesses:\n  - {text}\n")
    (process,) = scenario.played_processes
    return process


PACES = [
    ("poll", "poll", Pace(polls=1)),
    ("1 poll", "poll", Pace(polls=1)),
    ("1 polls", "poll", Pace(polls=1)),
    ("3 polls", "3 polls", Pace(polls=3)),
    ("3 poll", "3 polls", Pace(polls=3)),
    ("007 polls", "7 polls", Pace(polls=7)),
    ("2147483647 polls", "2147483647 polls", Pace(polls=2**31 - 1)),
    ("told", "told", Pace()),
    ("5m", "5m", Pace(seconds=300)),
    ("300s", "5m", Pace(seconds=300)),
    ("1h30m", "90m", Pace(seconds=5400)),
    ("1.5s", "1500ms", Pace(seconds=1.5)),
    ("1ms", "1ms", Pace(seconds=0.001)),
    ("365d23h59m59s999ms", "31622399999ms", Pace(seconds=31622399.999)),
    ("366d", "366d", Pace(seconds=366 * 86400)),
    (timedelta(minutes=5), "5m", Pace(seconds=300)),
    (timedelta(days=1, milliseconds=1), "86400001ms", Pace(seconds=86400.001)),
    (timedelta(microseconds=1600), "2ms", Pace(seconds=0.002)),
]


@pytest.mark.parametrize(("given", "text", "pace"), PACES)
def test_a_pace_is_kept_as_one_text_for_one_meaning(given: str | timedelta, text: str, pace: Pace) -> None:
    process = Process(every=given)
    assert (process.every, process.pace) == (text, pace)
    assert process == Process(every=text) == from_file(f"{{every: {text}}}")


@pytest.mark.parametrize(("given", "text", "pace"), [case for case in PACES if case[0] != "poll"])
def test_what_appears_is_kept_as_paces_are(given: str | timedelta, text: str, pace: Pace) -> None:
    process = Process(appears=given)
    text = "1 poll" if text == "poll" else text
    assert (process.appears, process.appearing) == (text, pace)
    assert process == Process(appears=text) == from_file(f"{{appears: {text}}}")


def test_only_what_is_told_waits_for_the_test() -> None:
    assert [Process(every=every).pace.told for every in ("told", "poll", "1ms")] == [True, False, False]


def test_a_process_that_does_not_appear_later_is_there_from_the_beginning() -> None:
    assert Process().appearing is None


SAME: list[tuple[str, Process]] = [
    ("{ending: goes-back, at: 3, to: 2}", Process(ending="goes-back", at=3, to=2)),
    ("{ending: vanishes, lasts: 2, queued: 1}", Process(ending="vanishes", lasts=2, queued=1)),
    ("{every: 300s, appears: 02 polls}", Process(every=timedelta(minutes=5), appears="2 polls")),
    ("{count: 5000, seed: -7, StatusID: 100}", Process(count=5000, seed=-7, StatusID=100)),
    ("{path: [0, 1, 2, 2, gone, 3, done]}", Process(path=[0, 1, 2, 2, "gone", 3, "done"])),
    ('{path: ["0", "gone"]}', Process(path=("0", "gone"))),
    ("{path: [{CurrentStep: 2, MaxStep: 9}]}", Process(path=[{"MaxStep": 9, "CurrentStep": 2}])),
    ("{path: [{}, {ProcessType: nil}]}", Process(path=[{}, {"ProcessType": None}])),
    ("{path: [{ProcessCompleteTime: none}]}", Process(path=[{"ProcessCompleteTime": None}])),
    (
        "{path: [{ProcessCompleteTime: 2015-03-09T10:15:30.10}]}",
        Process(path=[{"ProcessCompleteTime": datetime(2015, 3, 9, 10, 15, 30, 100_000)}]),
    ),
    (
        "{path: [{StatusID: 7, ListID: +8, ProcessStartTime: now}]}",
        Process(path=[{"StatusID": 7, "ListID": 8, "ProcessStartTime": "now"}]),
    ),
]


@pytest.mark.parametrize(("text", "python"), SAME)
def test_files_and_python_say_the_same_process(text: str, python: Process) -> None:
    assert from_file(text) == python
    assert hash(from_file(text)) == hash(python)


@pytest.mark.parametrize("process", [process for _, process in SAME])
def test_a_copy_is_equal_and_checked(process: Process) -> None:
    assert dataclasses.replace(process) == process
    with pytest.raises(ScenarioError, match="MaxStep: expected a whole number of at least 1, got 0"):
        dataclasses.replace(process, MaxStep=0)


def test_a_path_that_was_handed_in_can_change_without_changing_the_model() -> None:
    fields: dict[str, object] = {"CurrentStep": 2}
    path: list[Any] = [1, fields]
    process = Process(path=path)
    path.append("done")
    fields["CurrentStep"] = 3
    assert process.path == (1, {"CurrentStep": 2})


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (
            {"every": 5},
            "every: expected poll, told, a number of polls such as 3 polls, or a duration such as 5m, got 5",
        ),
        ({"every": timedelta(0)}, "every: expected a duration of at least 1ms, got datetime.timedelta(0)"),
        (
            {"every": timedelta(microseconds=400)},
            "every: expected a duration of at least 1ms, got datetime.timedelta(microseconds=400)",
        ),
        (
            {"every": timedelta(-1)},
            "every: expected a duration from 0s to 366d, got datetime.timedelta(days=-1)",
        ),
        (
            {"every": "٣ polls"},
            "every: expected poll, told, a number of polls such as 3 polls, or a duration such as 5m, got '٣ polls'",
        ),
        (
            {"every": None},
            "every: expected poll, told, a number of polls such as 3 polls, or a duration such as 5m, got None",
        ),
        ({"path": "gone"}, "path: expected a list of positions, got 'gone'"),
        ({"path": {1, 2}}, "path: expected a list of positions, got {1, 2}"),
        (
            {"path": [True]},
            "path: position 1: expected a position: a step, gone, done, or a mapping of a row's fields, got True",
        ),
        (
            {"path": [None]},
            "path: position 1: expected a position: a step, gone, done, or a mapping of a row's fields, got None",
        ),
        (
            {"path": [{5: 1}]},
            f"path: position 1: unknown key '5' in a position of a path; allowed: {', '.join(ROW_KINDS)}",
        ),
        ({"path": [{"StatusID": None}]}, "path: position 1: StatusID: expected a whole number, got None"),
        (
            {"path": [0] * 100_001},
            "path: expected at most 100000 positions, got 100001; an `ending` may have any number of steps",
        ),
        ({"count": True}, "count: expected a whole number, got True"),
    ],
)
def test_what_python_gives_is_checked(given: dict[str, Any], message: str) -> None:
    with pytest.raises(ScenarioError) as error:
        Process(**given)
    assert str(error.value) == message


def test_a_path_may_have_a_hundred_thousand_positions_in_a_file_too() -> None:
    assert from_file(f"{{path: [{', '.join(['2'] * 100_000)}]}}").path == (2,) * 100_000
    with pytest.raises(ScenarioError, match=":3:12: path: expected at most 100000 positions, got 100001;"):
        from_file(f"{{path: [{', '.join(['2'] * 100_001)}]}}")


def test_all_mistakes_of_a_process_are_told_at_once() -> None:
    with pytest.raises(ScenarioError) as error:
        Process(MaxStep=2, at=1, to=2, path=[3, "done", 4], queued=1, seed=1)
    assert [mistake.what.partition(",")[0] for mistake in error.value.mistakes] == [
        "at: `path` writes out every position",
        "to: `path` writes out every position",
        "queued: `path` writes out every position",
        "path: position 1: expected a step of at most MaxStep",
        "path: position 3: expected a step of at most MaxStep",
        "seed: spreads the rows of a `count` over the path",
    ]


def test_the_last_of_many_rows_may_have_the_largest_StatusID() -> None:
    assert Process(count=1000, StatusID=2**31 - 1000).StatusID == 2**31 - 1000


def test_what_32_bits_just_hold_is_no_mistake() -> None:
    assert Process(MaxStep=2**31 - 2, ending="overshoots").route.completions == (2**31 - 2,)
    assert Process(MaxStep=2**30 - 1, ending="grows").route.completions == (2**31 - 3,)
    assert Process(MaxStep=2**30, ending="grows", to=2**31 - 1).route.completions == (2**31 - 2,)


@pytest.mark.parametrize(
    ("process", "text"),
    [
        (Process(), "a step a poll, completes at 4"),
        (Process(every="3 polls", ending="stalls"), "a step every 3 polls, stalls at 3 of 4"),
        (Process(ending="stalls", lasts=1), "a step a poll, stalls at 3 of 4 for 1 more poll, then completes"),
        (Process(every="5m", ending="vanishes"), "a step every 5m, vanishes at 2"),
        (Process(every="5m", ending="vanishes", lasts=2), "a step every 5m, vanishes at 2 for 2 moves, then completes"),
        (Process(every="told", ending="ends-short"), "a step when told, ends short at 3 of 4"),
        (Process(ending="goes-back"), "a step a poll, goes back from 3 to 1, completes at 4"),
        (Process(ending="reopens"), "a step a poll, completes at 4, reopens at 3, completes again"),
        (Process(ending="overshoots"), "a step a poll, overshoots 4, completes at 5"),
        (Process(ending="grows"), "a step a poll, grows at 3 of 4, completes at 8"),
        (Process(ending="skips"), "a step a poll, skips 2, completes at 4"),
        (Process(appears="10m", queued=2), "appears after 10m, queued for 2 polls, a step a poll, completes at 4"),
        (
            Process(appears="told", queued=1, every="1d"),
            "appears when told, queued for 1 move, a step every 1d, completes at 4",
        ),
        (Process(count=500), "500 rows, a step a poll, completes at 4"),
        (Process(count=500, seed=7), "500 rows spread by seed 7, a step a poll, completes at 4"),
        (Process(path=[0, 1, "gone", {"MaxStep": 9}, "done"]), "a step a poll, path 0 1 gone {…} done"),
        (Process(path=range(5), MaxStep=9, every="1h"), "a step every 1h, path 0 1 2 3 4"),
        (Process(path=[1] * 11), "a step a poll, a path of 11 positions"),
    ],
)
def test_a_process_is_described_in_a_few_words(process: Process, text: str) -> None:
    assert process.describe() == text


def test_a_repr_shows_what_is_unusual() -> None:
    assert repr(Process(every="60s", path=[1, {"MaxStep": 9}])) == "Process(every='1m', path=(1, {'MaxStep': 9}))"
