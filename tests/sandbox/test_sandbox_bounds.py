"""A sandbox keeps what the settings allow, and no more."""

from __future__ import annotations

import pytest

from mockserver import Process, Sandbox, Settings, Status, UnansweredCalls
from mockserver.messages import Request
from mockserver.service.backend import Exchange, User


def call(sandbox: Sandbox, ListID: int, size: int) -> None:
    exchange = Exchange(Request("POST", "/", {}, b"x" * size), sandbox.backend, "1.1", User("me", "s3cret"), ListID)
    answered = sandbox.backend.answer(exchange)
    sandbox.backend.record(exchange, 200, answered.fault and answered.fault.text, b"y" * size)


def test_the_journal_is_bounded_in_bytes() -> None:
    sandbox = Sandbox("x", "http://h", settings=Settings(kept_bytes=10_000))
    sandbox.script(1, [Status()], processes=[])
    for _ in range(50):
        call(sandbox, 1, 1_000)
    numbers = [entry.number for entry in sandbox.calls]
    assert numbers == list(range(46, 51))
    call(sandbox, 1, 60_000)
    assert [entry.number for entry in sandbox.calls] == [51], "the last call is kept however large it is"


def test_rows_count_too() -> None:
    sandbox = Sandbox("x", "http://h", settings=Settings(kept_bytes=100_000))
    sandbox.script(1, processes=[Process(MaxStep=100)] * 100)
    for _ in range(10):
        call(sandbox, 1, 0)
    assert len(sandbox.calls) == 2


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
    assert len(sandbox.calls) == 24
    assert {len(kept.problem or "") for kept in sandbox.calls} == {4_096}


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
