"""What a sandbox remembers of its calls, and how it tells of them."""

import dataclasses
import logging
import pickle
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from mockserver.errors import UnansweredCalls
from mockserver.messages import Request
from mockserver.sandbox.journal import Call
from mockserver.sandbox.sandbox import Sandbox
from mockserver.scenarios.answers import Fault, Http, Logon, Rows, Status
from mockserver.scenarios.processes import Process
from mockserver.scenarios.scenario import Scenario
from mockserver.service.backend import Exchange, User
from mockserver.settings import Settings

from .conftest import Caller

REQUEST = b"<WSUser><UserName>me</UserName><Password>hunter22</Password></WSUser><ListID>1101</ListID>"


@pytest.fixture
def at_noon(sandbox: Sandbox) -> None:
    """The sandbox's clock stands at 12:00:05."""
    sandbox.clock.freeze("2026-03-09T12:00:05")


# -- what is kept


@pytest.mark.usefixtures("at_noon")
def test_a_call_tells_all_there_is_to_know(sandbox: Sandbox, call: Caller) -> None:
    sandbox.script(1101, [Fault("no"), "status"], processes=[Process()])
    call(body=REQUEST, response=b"<no/>", version="1.2")
    rows = call(outcome="cut").rows
    first, second = sandbox.calls
    assert (first.number, first.at) == (1, datetime(2026, 3, 9, 12, 0, 5, tzinfo=UTC))
    assert (first.ListID, first.UserName, first.version) == (1101, "me", "1.2")
    assert (first.answer, first.fault, first.rows, first.status) == (Fault("no"), "no", (), 500)
    assert (first.problem, first.outcome, first.answered_by) == (None, "sent", "script")
    assert first.request == REQUEST.replace(b"hunter22", b"***")
    assert first.response == b"<no/>"
    assert (second.answer, second.rows, second.outcome, second.status) == (Status(), rows, "cut", 200)


def test_a_call_is_frozen_and_a_snapshot(sandbox: Sandbox, call: Caller) -> None:
    sandbox.script(1101, ["status"])
    call()
    before = sandbox.calls
    call()
    assert (len(before), len(sandbox.calls)) == (1, 2)
    with pytest.raises(dataclasses.FrozenInstanceError):
        before[0].number = 7  # type: ignore[misc]  # that is the point
    assert pickle.loads(pickle.dumps(before[0])) == before[0]  # a worker of pytest-xdist sends it


def test_a_call_is_in_the_journal_before_it_is_sent_and_its_outcome_comes_later(sandbox: Sandbox, call: Caller) -> None:
    sandbox.script(1101, [Fault("no hunter22")])
    exchange = Exchange(Request("POST", "/", {}, REQUEST), sandbox.backend, "1.1", User("me", "hunter22"), 1101)
    sandbox.backend.answer(exchange)
    (chosen,) = sandbox.calls
    assert (chosen.outcome, chosen.status, chosen.request, chosen.fault) == ("pending", None, b"", "no ***")
    sandbox.backend.record(exchange, 500, "no hunter22", b"no hunter22")
    (written,) = sandbox.calls
    assert (written.outcome, written.status, written.fault, written.response) == ("pending", 500, "no ***", b"no ***")
    assert exchange.finished is not None
    exchange.finished("sent")
    exchange.finished("cut")
    assert [c.outcome for c in sandbox.calls] == ["sent"]


def test_a_call_that_the_engine_refused_is_in_the_journal_and_fails_nothing(sandbox: Sandbox, call: Caller) -> None:
    sandbox.script(1101, processes=[Process()])
    call.refused("the body is not well-formed", body=b"<Password>hunter22")
    assert call.steps() == ["1/4"]
    refused = sandbox.calls[0]
    assert (refused.ListID, refused.UserName, refused.version, refused.answer) == (None, None, None, None)
    assert (refused.problem, refused.status, refused.answered_by) == ("the body is not well-formed", 400, "engine")
    assert refused.request == b"<Password>***"
    sandbox.check()


def test_the_journal_and_its_copies_are_bounded(caller_of: Callable[[Sandbox], Caller]) -> None:
    sandbox = Sandbox("x", "http://h", settings=Settings(kept_calls=3, kept_request_bytes=10))
    sandbox.script(1101, ["status"])
    call = caller_of(sandbox)
    call(5)
    for _ in range(5):
        call(body=b"b" * 50, response=b"r" * 50)
    assert [c.number for c in sandbox.calls] == [4, 5, 6]
    assert {(c.request, c.response) for c in sandbox.calls} == {(b"b" * 10, b"r" * 10)}
    assert [c.number for c in sandbox.unanswered] == [1], "an unanswered call is not forgotten so soon"
    assert sandbox.transcript().startswith("(3 earlier calls no longer kept)\n#4 ")


def test_a_name_of_megabytes_is_not_kept(sandbox: Sandbox, call: Caller) -> None:
    sandbox.script("any", ["status"])
    call(user=User("u" * 5_000_000, "hunter22"))
    assert sandbox.calls[0].UserName == "u" * 1_000


def test_who_wants_to_know_is_told_of_each_call_once_when_it_is_over(caplog: pytest.LogCaptureFixture) -> None:
    told: list[Call] = []

    def tell(call: Call) -> None:
        told.append(call)
        raise RuntimeError("a user's own mistake")

    sandbox = Sandbox("x", "http://h", on_call=tell)
    sandbox.script(1101, ["status"])
    call = Caller(sandbox)
    with caplog.at_level(logging.ERROR):
        call(outcome=None)
        assert told == []
        call()
        call.refused("no XML")
    assert told == list(sandbox.calls[1:])
    assert [c.outcome for c in told] == ["sent", "sent"]
    assert "on_call failed for call 2 of sandbox 'x'" in caplog.text


def test_the_sandbox_may_be_used_by_who_is_told_of_a_call() -> None:
    seen: list[int] = []
    sandbox = Sandbox("x", "http://h", on_call=lambda _: seen.append(len(sandbox.calls)))
    sandbox.script(1101, ["status"])
    Caller(sandbox)()
    assert seen == [1]


# -- a line a call


@pytest.mark.usefixtures("at_noon")
def test_the_transcript_is_the_conversation_a_line_a_call(sandbox: Sandbox, call: Caller) -> None:
    row = {
        "StatusID": 1,
        "CurrentStep": 9,
        "MaxStep": 3,
        "ProcessStartTime": "now",
        "ProcessCompleteTime": "now",
    }
    sandbox.script(
        1101,
        ["status", "status", Http(503), Fault("try later"), Logon(), Rows([row, None]), Rows([]), Rows(None), "status"],
        processes=[Process(MaxStep=2), Process("Send to File")],
    )
    call.sandbox.script(7, processes=[])
    for _ in range(8):
        call()
    call(version="1.2", outcome="cut")
    call(7, User("Zoë", "x" * 9))
    call(user=User("me", ""))
    call.refused("the body is not well-formed")
    call.refused("the media type is text/plain", status=415)
    call(8, outcome=None)
    lines = sandbox.transcript().splitlines()
    asked, newer = (f"12:00:05 ListID 1101 user 'me' SOAP {version} →" for version in ("1.1", "1.2"))
    assert lines[:13] == [
        f"#1 {asked} status: Send to List 1/2, Send to File 1/4",
        f"#2 {asked} status: Send to List 2/2 completed, Send to File 2/4",
        f"#3 {asked} http 503",
        f"#4 {asked} fault: try later (HTTP 500)",
        f"#5 {asked} fault: [InvalidLogonAttempt] The user name or password is not valid. (HTTP 500)",
        f"#6 {asked} rows: (no ProcessType) 9/3 completed, nil row",
        f"#7 {asked} rows: empty result",
        f"#8 {asked} rows: absent result",
        f"#9 {newer} status: Send to List 2/2 completed, Send to File 3/4 (the connection ended before it was sent)",
        "#10 12:00:05 ListID 7 user 'Zoë' SOAP 1.1 → status: empty result",
        f"#11 {asked} log-on refused: Password is empty (HTTP 500)",
        "#12 12:00:05 no ListID no user SOAP unknown → refused by the engine: the body is not well-formed (HTTP 400)",
        "#13 12:00:05 no ListID no user SOAP unknown → refused by the engine: the media type is text/plain (HTTP 415)",
    ]
    assert lines[13].startswith("#14 12:00:05 ListID 8 user 'me' SOAP 1.1 → NOT ANSWERED: No script answers ListID 8")
    assert lines[13].endswith("(HTTP 500) (not sent yet)")
    assert [repr(c) for c in sandbox.calls] == lines


def test_a_conversation_that_never_was_is_told_too(sandbox: Sandbox) -> None:
    assert sandbox.transcript() == "no calls"


def test_what_others_chose_can_not_break_the_line_or_flood_it(sandbox: Sandbox, call: Caller) -> None:
    sandbox.script(1101, [Fault("two\nlines\t\u202e" + "x" * 5_000), Status()], processes=[Process("a\nb")] * 50)
    call(user=User("\x1b[31m\r\n" + "u" * 5_000, "hunter22"))
    call()
    call.refused("bad\x00\ud800")
    call(8, User("ev'il\n", "hunter22"))
    for line in (text := sandbox.transcript()).split("\n"):
        assert line.isprintable()
        assert len(line) < 1_000
    assert len(text.split("\n")) == 4
    assert r"two\nlines\t\u202ex" in text
    assert r"\x1b[31m\r\nu" in text
    assert r"bad\x00\ud800" in text
    assert "42 more" in text


def test_no_report_holds_a_password(sandbox: Sandbox, call: Caller) -> None:
    sandbox.script(1101, [Fault("hunter22 is wrong"), Status()])
    call(body=REQUEST, response=b"<x>hunter22</x>")
    call(body=REQUEST)
    call(8, body=REQUEST)
    call(user=User("hunter", "hunter22"), body=REQUEST)
    call.refused("x", body=REQUEST)
    with pytest.raises(UnansweredCalls) as told:
        sandbox.check()
    everything = [sandbox.transcript(), str(told.value), repr(sandbox), repr(sandbox.scripts)]
    calls = (*sandbox.calls, *told.value.calls)
    kept = [dataclasses.replace(c, answer=None) for c in calls]  # what a test's author wrote into an answer may stay
    everything += [str(dataclasses.asdict(c)) for c in kept]
    assert "hunter22" not in " ".join(everything)


# -- calls that nobody answers


def test_an_unanswered_call_is_told_what_is_in_play_what_is_nearest_and_what_to_do(
    sandbox: Sandbox, call: Caller
) -> None:
    assert call.fault(12345) == (
        "[mock] No script answers ListID 12345 for user 'me'. Nothing is in play. "
        'Play a scenario for it: in a test with play("send-to-list", ListID=12345), '
        "in a scenario file with `ListID: 12345` or `ListID: any`."
    )
    sandbox.play(Scenario("stalls", processes=[], source="stalls.yaml:1"), 12354)
    sandbox.play(Scenario("quiet", processes=[]), 5)
    sandbox.play(Scenario("bobs", processes=[]), 12346, UserName="bob")
    assert call.fault(12345) == (
        "[mock] No script answers ListID 12345 for user 'me'. "
        "In play: ListID 12354 (stalls), ListID 5 (quiet), ListID 12346 for user 'bob' (bobs). "
        "Nearest is ListID 12354, but the call asked for ListID 12345. "
        'Play a scenario for it: in a test with play("stalls", ListID=12345), '
        "in a scenario file with `ListID: 12345` or `ListID: any`."
    )
    assert "Nearest is ListID 12346 for user 'bob', but the call came from user 'me'. " in call.fault(12346)


def test_an_unanswered_call_for_0_is_told_why_it_is_0(sandbox: Sandbox, call: Caller) -> None:
    text = call.fault(0, note="the request has no element ListID in the service's namespace")
    assert "The ListID was read as 0: the request has no element ListID in the service's namespace. " in text
    assert "Correct the request" in text
    assert "read as 0" not in call.fault(0)


def test_many_scripts_are_not_all_listed(sandbox: Sandbox, call: Caller) -> None:
    for ListID in range(1, 101):
        sandbox.script(ListID, ["status"])
    text = call.fault(150)
    assert "In play: ListID 100 (script-100), ListID 1 (script-1), " in text
    assert ", and 92 more. Nearest is ListID 100, but the call asked for ListID 150." in text
    assert len(text) < 600
    assert "Nearest" not in call.fault(1000), "nobody mistakes 1000 for 100"


def test_calls_alike_are_told_together(sandbox: Sandbox, call: Caller) -> None:
    sandbox.script(1101, processes=[Process(MaxStep=2)])
    for _ in range(6):
        call()
    first, second, more = sandbox.transcript().splitlines()
    assert "1/2" in first
    assert second.startswith("#2 ")
    assert more.startswith("    … the same 4 times more, until #6 ")


def test_check_raises_once_for_all_with_the_reasons_put_together(sandbox: Sandbox, call: Caller) -> None:
    sandbox.script(1101, processes=[Process()])
    call()
    sandbox.check()
    call(5)
    call(6)
    call(5)
    with pytest.raises(UnansweredCalls) as told:
        sandbox.check()
    first, *reasons = str(told.value).splitlines()
    assert first == "3 calls to sandbox 'tests/test_it.py::test_it' were answered by no script:"
    assert [re.sub(r"\d\d:\d\d:\d\d", "TIME", reason.split(".")[0]) for reason in reasons] == [
        "  #2 TIME and 1 more until #4: No script answers ListID 5 for user 'me'",
        "  #3 TIME: No script answers ListID 6 for user 'me'",
    ]
    assert told.value.calls == sandbox.unanswered
    assert isinstance(told.value, AssertionError)


# -- the clock


def test_the_clock_is_the_real_time_and_never_goes_back(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    real = datetime.now(UTC)
    monkeypatch.setattr("time.time", lambda: 0.0)
    monkeypatch.setattr("time.perf_counter", lambda: 0.0)
    monkeypatch.setattr("time.monotonic", lambda: 0.0)
    readings = [sandbox.clock.now for _ in range(100)]
    assert readings == sorted(readings)
    assert abs(readings[0] - real) < timedelta(seconds=60)
    assert readings[0].tzinfo is UTC
    assert abs(sandbox.backend.timestamp() - real.timestamp()) < 60
