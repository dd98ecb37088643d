"""A sandbox keeps what the settings allow, and no more."""

from __future__ import annotations

import pytest

from mockserver import Fault, Process, Sandbox, Scenario, ScenarioError, Settings, Status, UnansweredCalls
from mockserver.messages import Request
from mockserver.service.backend import Exchange, User


def call(sandbox: Sandbox, ListID: int, size: int) -> None:
    exchange = Exchange(Request("POST", "/", {}, b"x" * size), sandbox.backend, "1.1", User("me", "s3cret"), ListID)
    answered = sandbox.backend.answer(exchange)
    sandbox.backend.record(exchange, 200, answered.fault and answered.fault.text, b"y" * size)
    assert exchange.finished is not None
    exchange.finished("sent")


def test_the_journal_is_bounded_in_bytes() -> None:
    sandbox = Sandbox("x", "http://h", settings=Settings(kept_bytes=10_000))
    sandbox.script(1, [Status()], processes=[])
    for _ in range(50):
        call(sandbox, 1, 1_000)
    assert whole(sandbox) == list(range(46, 51))
    assert len(sandbox.calls) == 50
    call(sandbox, 1, 60_000)
    assert whole(sandbox) == [51], "the last call is kept however large it is"


def whole(sandbox: Sandbox) -> list[int]:
    """The numbers of the calls whose copies are kept."""
    return [entry.number for entry in sandbox.calls if entry.request and entry.response]


def test_rows_count_too() -> None:
    sandbox = Sandbox("x", "http://h", settings=Settings(kept_bytes=100_000))
    sandbox.script(1, processes=[Process(MaxStep=100)] * 100)
    for _ in range(10):
        call(sandbox, 1, 0)
    assert [len(entry.rows) for entry in sandbox.calls] == [0] * 8 + [100] * 2


def test_what_rows_told_stays_known_when_they_are_no_longer_kept() -> None:
    sandbox = Sandbox("x", "http://h", settings=Settings(kept_bytes=10_000))
    sandbox.clock.freeze("2026-03-09T12:00:00", tick="1m")
    sandbox.script(1, [Status(calls=3), Fault("over")], processes=[Process(MaxStep=3, count=1_000)])
    for _ in range(20):
        call(sandbox, 1, 0)
    polls = sandbox.polls()
    assert [len(poll.rows) for poll in polls] == [0] * 20
    assert [poll.row_count for poll in polls] == [1_000] * 3 + [0] * 17
    assert [poll.completed for poll in polls] == [False, False, True] + [False] * 17
    assert (polls.count, polls.rows_served, len(polls.after_completion)) == (20, 3_000, 17)
    assert f"{polls.completed_at:%H:%M}" == "12:02"
    assert sandbox.wait_for_polls(20, timeout=0).count == 20
    assert "status: 1000 rows completed, no longer kept" in sandbox.transcript()


def test_rows_that_answers_share_count_once() -> None:
    sandbox = Sandbox("x", "http://h", settings=Settings(kept_bytes=50_000))
    script = sandbox.script(1, processes=[Process(every="told", count=100)])
    for _ in range(10):
        call(sandbox, 1, 0)
    assert [len(entry.rows) for entry in sandbox.calls] == [100] * 10
    script.move()
    call(sandbox, 1, 0)
    assert [len(entry.rows) for entry in sandbox.calls] == [0] * 10 + [100]
    sandbox.configure(kept_calls=1)
    script.move()
    call(sandbox, 1, 0)
    assert [len(entry.rows) for entry in sandbox.calls] == [100]


def test_the_processes_of_a_scenario_have_a_million_rows_at_the_most() -> None:
    Scenario("x", processes=[Process(count=999_999), Process()])
    with pytest.raises(ScenarioError, match=r"^processes: expected at most 1000000 rows in all, got 1000001, "):
        Scenario("x", processes=[Process(count=1_000_000), Process()])


def test_an_unanswered_call_stays_known_without_its_bytes() -> None:
    sandbox = Sandbox("x", "http://h", settings=Settings(kept_bytes=3_000))
    sandbox.script(1, [Status()], processes=[])
    call(sandbox, 7, 1_000)
    assert sandbox.unanswered[0].request
    for _ in range(5):
        call(sandbox, 1, 1_000)
    (kept,) = sandbox.unanswered
    assert (kept.ListID, kept.request, kept.response) == (7, b"", b"")
    assert kept.fault is not None
    assert kept.fault.startswith("[mock] ")


def test_faults_and_problems_count_too_and_are_cut() -> None:
    sandbox = Sandbox("x", "http://h", settings=Settings(kept_bytes=100_000))
    for _ in range(50):
        exchange = Exchange(Request("POST", "/", {}, b""), sandbox.backend, problem="y" * 60_000)
        sandbox.backend.record(exchange, 415, None, b"")
    assert [len(kept.problem or "") for kept in sandbox.calls] == [300] * 26 + [4_096] * 24


def test_a_reset_during_a_call_leaves_the_new_journal_right() -> None:
    sandbox = Sandbox("x", "http://h", settings=Settings(kept_bytes=5_000))
    sandbox.script(1, processes=[Process()] * 5)
    exchange = Exchange(Request("POST", "/", {}, b"x" * 4_000), sandbox.backend, "1.1", User("me", "s3cret"), 1)
    sandbox.backend.answer(exchange)
    sandbox.reset()
    sandbox.backend.record(exchange, 200, None, b"y" * 4_000)
    assert exchange.finished is not None
    exchange.finished("sent")
    assert sandbox.calls == ()
    sandbox.script(1, [Status()], processes=[])
    for _ in range(3):
        call(sandbox, 1, 500)
    assert [kept.number for kept in sandbox.calls] == [1, 2, 3], "nothing is counted that is not there"


def test_the_report_of_many_unanswered_lists_is_bounded() -> None:
    sandbox = Sandbox("x", "http://h")
    for ListID in range(1, 101):
        call(sandbox, ListID, 0)
    with pytest.raises(UnansweredCalls) as caught:
        sandbox.check()
    assert len(str(caught.value).splitlines()) == 22
    assert str(caught.value).endswith("\n  and 80 calls more, for 80 other reasons")
    assert len(caught.value.calls) == 100
