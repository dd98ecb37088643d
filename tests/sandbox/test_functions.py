"""Answers that a function of the user's gives."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import partial
from http.client import HTTPConnection
from typing import Any

import pytest

from mockserver import (
    Call,
    Fault,
    Http,
    MockServer,
    Process,
    Rows,
    ScenarioError,
    Status,
    UnansweredCalls,
    UnservedAnswers,
)
from mockserver.sandbox.sandbox import Sandbox
from tests.sandbox.conftest import Caller
from tests.soap import HEADERS_11, envelope, fault_of, rows_of


def test_a_function_sees_the_call_and_says_what_it_gets(sandbox: Sandbox, call: Caller) -> None:
    seen: list[Call] = []

    def every_other(asked: Call) -> Fault | str:
        seen.append(asked)
        return "status" if asked.number % 2 else Fault(f"not now, {asked.UserName}")

    sandbox.script(1101, [every_other], processes=[Process()])
    assert call.steps() == ["1/4"]
    assert call.fault() == "not now, me"
    assert call.steps() == ["2/4"]
    assert [(each.number, each.ListID, each.outcome) for each in seen] == [
        (1, 1101, "pending"),
        (2, 1101, "pending"),
        (3, 1101, "pending"),
    ]
    assert [each.answer for each in sandbox.calls] == [Status(), Fault("not now, me"), Status()]


def test_a_function_takes_a_turn_as_any_answer(sandbox: Sandbox, call: Caller) -> None:
    sandbox.script(1101, [lambda _: Http(503), Fault("then this")])
    assert call().plain is not None
    assert call.fault() == "then this"


def test_a_function_may_use_the_sandbox(sandbox: Sandbox, call: Caller) -> None:
    def jump(_: Call) -> str:
        sandbox.clock.advance("10m")
        script.move()
        return "status"

    script = sandbox.script(1101, [jump], processes=[Process(every="5m", MaxStep=9)])
    assert call.steps() == ["4/9"]


def fails(_: Call) -> Status:
    raise LookupError("no such thing")


def skips(_: Call) -> Status:
    pytest.fail("the client asked in the wrong order")


@pytest.mark.parametrize(
    ("function", "reason"),
    [
        (fails, "LookupError: no such thing"),
        (skips, "Failed: the client asked in the wrong order"),
        (lambda _: None, "ScenarioError: expected an answer (Status, Rows, "),
        (lambda _: 503, "ScenarioError: expected an answer (Status, Rows, "),
        (lambda _: fails, "TypeError: expected an answer, got fails"),
        (lambda _: Status(calls=2), "ValueError: what a function returns is for one call"),
        (lambda: None, "TypeError: "),
    ],
)
def test_a_function_that_gives_no_answer_fails_the_test(
    sandbox: Sandbox, call: Caller, function: object, reason: str, caplog: pytest.LogCaptureFixture
) -> None:
    sandbox.script(1101, [function])  # type: ignore[list-item]  # some are no functions of a call
    fault = call.fault()
    assert fault.startswith(f"[mock] The function {function.__name__}, which answers ListID 1101")  # type: ignore[attr-defined]
    assert f"failed with {reason}" in fault
    with pytest.raises(UnansweredCalls, match="The function"):
        sandbox.check()
    assert "a function that answers calls failed" in caplog.text


@pytest.fixture
def server() -> Iterator[MockServer]:
    with MockServer() as server:
        yield server


def post(server: MockServer) -> bytes:
    connection = HTTPConnection(server.host, server.port, timeout=30)
    try:
        connection.request("POST", "/v31/IntegrationService.asmx", envelope().encode(), HEADERS_11)
        return connection.getresponse().read()
    finally:
        connection.close()


def test_a_function_that_waits_holds_up_nobody_else(server: MockServer) -> None:
    go_on = threading.Event()

    def waits(_: Call) -> Rows:
        assert go_on.wait(30)
        return Rows([])

    server.sandbox.script(12345, [waits, Fault("at once")])
    answers: list[bytes] = []
    slow = threading.Thread(target=lambda: answers.append(post(server)))
    slow.start()
    server.sandbox.wait_for_polls(1)
    assert fault_of(post(server)).text == "at once"
    assert not answers
    go_on.set()
    slow.join(30)
    assert rows_of(answers[0]) == []


def _cut_off(server: MockServer) -> None:
    with pytest.raises(OSError, match=r"."):
        post(server)


def test_a_function_that_never_returns_does_not_keep_the_server(server: MockServer) -> None:
    go_on = threading.Event()
    server.sandbox.script(12345, [lambda _: go_on.wait(60) and Status()])
    client = threading.Thread(target=_cut_off, args=[server])
    client.start()
    server.sandbox.wait_for_polls(1)
    server.stop()
    client.join(30)
    assert not client.is_alive()
    go_on.set()


def test_a_function_without_processes_may_show_the_usual_one(sandbox: Sandbox, call: Caller) -> None:
    sandbox.script(1101, [lambda _: "status"])
    assert [call.steps() for _ in range(2)] == [["1/4"], ["2/4"]]


def test_a_status_of_a_function_is_of_the_time_of_its_call(sandbox: Sandbox, call: Caller) -> None:
    sandbox.clock.freeze("2026-03-09T12:00:00", tick="5m")
    sandbox.script(1101, [lambda _: "status", "status"], processes=[Process(every="5m")])
    assert [call.steps() for _ in range(2)] == [["1/4"], ["2/4"]]


def test_the_clock_is_not_set_back_to_before_what_a_function_showed(sandbox: Sandbox, call: Caller) -> None:
    def waits(_: Call) -> str:
        sandbox.clock.advance("10m")
        return "status"

    sandbox.clock.freeze("2026-03-09T12:00:00")
    sandbox.script(1101, [waits], processes=[Process(every="5m", MaxStep=9)])
    assert call.steps() == ["3/9"]
    with pytest.raises(ValueError, match="something has happened here at 2026-03-09T12:10:00"):
        sandbox.clock.freeze("2026-03-09T12:05:00")


def test_a_function_that_failed_has_served_nobody(sandbox: Sandbox, call: Caller) -> None:
    outcomes = iter([LookupError("no such thing"), Fault("x")])

    def says(_: Call) -> Fault:
        outcome = next(outcomes)
        if isinstance(outcome, Fault):
            return outcome
        raise outcome

    script = sandbox.script(1101, [says])
    call()
    with pytest.raises(UnservedAnswers, match="answer 1, what says says: no call"):
        sandbox.check(strict=True, unanswered=False)
    call()
    assert list(script.unserved) == []


BREACH = Rows([{"StatusID": "x"}])


def test_an_answer_that_breaks_the_contract_is_refused_unless_it_is_meant(sandbox: Sandbox, call: Caller) -> None:
    def breaks(_: Call) -> Rows:
        return BREACH

    sandbox.script(1101, [breaks])
    fault = call.fault()
    assert "The function breaks, which answers ListID 1101" in fault
    assert "returned an answer that breaks the contract: rows: " in fault
    assert "if it is meant, add `breaks: contract` to the scenario" in fault
    with pytest.raises(UnansweredCalls, match="breaks the contract"):
        sandbox.check()
    sandbox.script(1102, [breaks], breaks="contract")
    assert call(1102).fault is None


async def waits_for_it(_: Call) -> Status:
    return Status()


class Waiter:
    async def __call__(self, _: Call) -> Status:
        return Status()


@pytest.mark.parametrize("function", [waits_for_it, Waiter(), partial(waits_for_it)])
def test_an_asynchronous_function_is_refused(sandbox: Sandbox, function: Any) -> None:
    with pytest.raises(ScenarioError, match=r"^answers: item 1: expected a function that returns its answer, and "):
        sandbox.script(1101, [function])


def test_a_function_that_returns_a_coroutine_gave_no_answer(sandbox: Sandbox, call: Caller) -> None:
    sandbox.script(1101, [lambda call: waits_for_it(call) or Status()])
    assert "got a coroutine: a function that answers calls can't be asynchronous" in call.fault()


class Shy(Exception):
    def __str__(self) -> str:
        raise LookupError("nothing to say")


class Odd:
    def __call__(self, _: Call) -> Status:
        raise Shy

    def __repr__(self) -> str:
        raise LookupError("nothing to show")


def test_a_function_that_can_not_be_told_of_harms_nobody(sandbox: Sandbox, call: Caller) -> None:
    sandbox.script(1101, [Odd()])
    assert "The function <Odd>, which answers ListID 1101" in call.fault()
    assert "failed with Shy: (its text can't be told)" in call.fault()


def test_a_failure_after_a_reset_belongs_to_what_was_before_it(sandbox: Sandbox, call: Caller) -> None:
    def resets(_: Call) -> Status:
        sandbox.reset()
        raise LookupError

    sandbox.script(1101, [resets])
    call()
    sandbox.check()
    assert sandbox.transcript() == "no calls"
    sandbox.clock.freeze("2015-03-09T10:15:30")  # nothing has happened here


def test_a_failure_after_the_end_is_nobodys_business(
    sandbox: Sandbox, call: Caller, caplog: pytest.LogCaptureFixture
) -> None:
    def closes(_: Call) -> Status:
        sandbox.close()
        raise LookupError

    sandbox.script(1101, [closes])
    assert "failed with LookupError" in call.fault()
    assert not caplog.records
