"""Answers that take time to make are made elsewhere than on the event loop; the others at once."""

import gc
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from mockserver.asmx import engine
from mockserver.messages import Reply, Request
from mockserver.sandbox.sandbox import Sandbox
from mockserver.scenarios.answers import AnswerLike, Recorded, Rows, Status
from mockserver.scenarios.processes import Process
from tests.soap import HEADERS_11, envelope, rows_of

ROW = {
    "StatusID": 7,
    "CurrentStep": 1,
    "MaxStep": 3,
    "ProcessStartTime": "2015-03-09T10:15:30",
    "ProcessCompleteTime": "none",
}


def handle(sandbox: Sandbox, body: bytes | None = None) -> Reply | None:
    """The answer of one more call; None if it is left to be made."""
    made = engine.handle(Request("POST", "/", HEADERS_11, body or envelope().encode()), sandbox.backend)
    return made if isinstance(made, Reply) else None


@pytest.mark.parametrize(
    ("answers", "processes"),
    [
        ([], [Process(count=1_000)]),
        ([], [Process(count=150), Process(count=150)]),
        ([Rows([ROW] * 300)], None),
        ([lambda _: Status()], []),
    ],
    ids=["many rows of a process", "many rows of two processes", "many exact rows", "a function"],
)
def test_what_takes_time_is_left_to_be_made(
    sandbox: Sandbox, answers: Sequence[AnswerLike], processes: Sequence[Process] | None
) -> None:
    sandbox.script(12345, answers, processes=processes)
    assert handle(sandbox) is None
    assert sandbox.call_count == 0, "its turn is taken when it is made"


def test_a_large_recorded_answer_is_left_to_be_made(sandbox: Sandbox, tmp_path: Path) -> None:
    path = tmp_path / "large.xml"
    path.write_text(envelope() + " " * 100_000)
    sandbox.script(12345, [Recorded(path)], breaks="contract")
    assert handle(sandbox) is None


def test_what_is_left_to_be_made_is_the_whole_answer(sandbox: Sandbox) -> None:
    sandbox.script(12345, processes=[Process(count=1_000)])
    left = engine.handle(Request("POST", "/", HEADERS_11, envelope().encode()), sandbox.backend)
    assert not isinstance(left, Reply)
    assert [row["StatusID"] for row in rows_of(left().body)] == [str(number) for number in range(1, 1_001)]


def test_others_are_answered_at_once_beside_a_scenario_that_takes_time(sandbox: Sandbox) -> None:
    sandbox.script(1, processes=[Process(count=1_000)])
    sandbox.script(12345, [Rows([ROW] * 100), Status()], processes=[Process(), Process(count=50)])
    first, second = handle(sandbox), handle(sandbox)
    assert first is not None
    assert second is not None
    assert [len(rows_of(first.body)), len(rows_of(second.body))] == [100, 51]


def test_a_scenario_in_the_place_of_one_that_takes_time_is_answered_at_once(sandbox: Sandbox) -> None:
    sandbox.script(12345, processes=[Process(count=1_000)])
    sandbox.script(12345, processes=[Process()])
    assert handle(sandbox) is not None


def test_a_request_is_let_go_once_it_was_answered(sandbox: Sandbox) -> None:
    sandbox.script(12345, processes=[Process()])
    body = envelope().encode() + b" " * 100_000  # more than the journal keeps
    references = sys.getrefcount(body)
    gc.disable()
    try:
        assert handle(sandbox, body) is not None
        assert sys.getrefcount(body) == references
    finally:
        gc.enable()
