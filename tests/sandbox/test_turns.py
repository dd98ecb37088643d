"""Whose turn it is: by calls and by the clock; and what comes before the turn: the rate, chaos, the log-on."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from mockserver import Chaos, Fault, Http, Logon, Process, Rate, Rows, Scenario, Status
from mockserver.messages import Request
from mockserver.sandbox.sandbox import Sandbox
from mockserver.scenarios.answers import Answer
from mockserver.service.backend import Exchange, User
from tests.sandbox.conftest import Caller

NOON = "2026-03-09T12:00:00"


@pytest.fixture(autouse=True)
def at_noon(sandbox: Sandbox) -> None:
    sandbox.clock.freeze(NOON)


def got(call: Caller, ListID: int = 1101) -> str:
    """One more call, in a word."""
    answered = call(ListID)
    if answered.plain is not None:
        return str(answered.plain.status)
    if answered.fault is not None:
        return answered.fault.text.split()[0]
    return "rows" if answered.wire is None else answered.wire


# -- by the clock


def test_a_turn_lasts_its_time_however_many_call(sandbox: Sandbox, call: Caller) -> None:
    sandbox.script(1101, [Http(503, for_="30s"), Status()])
    assert [got(call) for _ in range(3)] == ["503"] * 3
    sandbox.clock.advance("29s")
    assert got(call) == "503"
    sandbox.clock.advance("1s")
    assert got(call) == "rows"


def test_a_turn_runs_out_though_nobody_calls(sandbox: Sandbox, call: Caller) -> None:
    sandbox.script(1101, [Http(503, for_="30s"), Fault("busy", for_="30s"), Status()])
    sandbox.clock.advance("45s")
    assert got(call) == "busy"
    sandbox.clock.advance("15s")
    assert got(call) == "rows"


def test_a_time_begins_when_the_turn_before_it_ended(sandbox: Sandbox, call: Caller) -> None:
    sandbox.script(1101, [Status(), Http(503, for_="30s"), Status()])
    sandbox.clock.advance("1h")
    assert got(call) == "rows"
    sandbox.clock.advance("20s")
    assert got(call) == "503"
    sandbox.clock.advance("10s")
    assert got(call) == "rows"


def test_turns_of_times_alone_go_round_and_round(sandbox: Sandbox, call: Caller) -> None:
    sandbox.script(1101, [Http(503, for_="10ms"), Fault("busy", for_="20ms")], then="loop")
    assert got(call) == "503"
    sandbox.clock.advance("300d")  # a whole number of rounds, some thousand million
    assert got(call) == "503"
    sandbox.clock.advance("10ms")
    assert got(call) == "busy"
    sandbox.clock.advance("20ms")
    assert got(call) == "503"


def test_a_round_with_a_number_of_calls_waits_for_them(sandbox: Sandbox, call: Caller) -> None:
    sandbox.script(1101, [Http(503, for_="10s"), Fault("busy", calls=2)], then="loop")
    sandbox.clock.advance("1h")
    assert [got(call) for _ in range(3)] == ["busy", "busy", "503"]


def test_a_script_of_times_ends_by_the_clock(sandbox: Sandbox, call: Caller) -> None:
    script = sandbox.script(1101, [Status(for_="1m")], then="refuse")
    assert not script.ended
    sandbox.clock.advance("1m")
    assert script.ended
    assert "has ended" in call.fault()
    assert "when the time of its answers was over" in call.fault()


# -- which script


def test_the_most_specific_script_answers(sandbox: Sandbox, call: Caller) -> None:
    sandbox.script("any", [Fault("any")])
    sandbox.script("any", [Fault("any-me")], UserName="me")
    sandbox.script(1101, [Fault("list")])
    sandbox.play(Scenario("x", ListID=1101, UserName="me", answers=[Fault("list-me")]))
    you = User("you", "secret")
    assert [call.fault(1101), call.fault(1101, you), call.fault(7), call.fault(7, you)] == [
        "list-me",
        "list",
        "any-me",
        "any",
    ]


# -- the rate


def test_calls_over_the_rate_are_turned_away_and_take_no_turn(sandbox: Sandbox, call: Caller) -> None:
    sandbox.script(1101, [Fault("a"), Fault("b"), Fault("c")], rate=Rate(2, per="1m"))
    assert [got(call) for _ in range(4)] == ["a", "b", "429", "429"]
    sandbox.clock.advance("1m")
    assert got(call) == "c"


def test_the_window_slides(sandbox: Sandbox, call: Caller) -> None:
    sandbox.script(1101, rate={"calls": 2, "per": "1m"}, processes=[])
    assert got(call) == "rows"
    sandbox.clock.advance("40s")
    assert [got(call), got(call)] == ["rows", "429"]
    sandbox.clock.advance("20s")
    assert [got(call), got(call)] == ["rows", "429"]


def test_a_429_says_when_the_next_call_is_let_through(sandbox: Sandbox, call: Caller) -> None:
    sandbox.script(1101, rate=Rate(1, per="1m"), processes=[])
    call()
    sandbox.clock.advance("12.5s")
    plain = call().plain
    assert plain is not None
    assert plain.headers == {"Retry-After": "48"}
    sandbox.clock.advance("48s")
    assert got(call) == "rows"


def test_a_rate_has_an_answer_of_its_own_and_counts_each_list_alone(sandbox: Sandbox, call: Caller) -> None:
    sandbox.script("any", rate=Rate(1, per="1m", answer=Fault("slower")), processes=[])
    assert [got(call, 1), got(call, 1), got(call, 2), got(call, 2)] == ["rows", "slower", "rows", "slower"]


def test_a_refused_log_on_is_not_counted(sandbox: Sandbox, call: Caller) -> None:
    sandbox.script(1101, rate=Rate(1, per="1m"), processes=[])
    call(user=User("me", ""))
    assert [got(call), got(call)] == ["rows", "429"]


# -- chaos


def chaotic(sandbox: Sandbox, call: Caller, ListID: int, calls: int = 200, seed: int = 7) -> Sequence[str]:
    chaos = Chaos({"http": 0.1, "fault": 0.1, "reset": 0.1}, seed=seed)
    sandbox.script(ListID, chaos=chaos, processes=[Process(every="told")])
    return [got(call, ListID) for _ in range(calls)]


def test_chaos_is_the_same_at_every_run_and_another_for_each_list_and_seed(sandbox: Sandbox, call: Caller) -> None:
    first = chaotic(sandbox, call, 1101)
    assert chaotic(sandbox, call, 1101) == first
    assert chaotic(sandbox, call, 1102) != first
    assert chaotic(sandbox, call, 1101, seed=8) != first


def test_chaos_is_the_same_on_every_machine(sandbox: Sandbox, call: Caller) -> None:
    assert " ".join(chaotic(sandbox, call, 1101, 24)) == CHAOS


CHAOS = (
    "rows rows rows rows Server Server rows rows rows Server 503 Server "
    "rows rows reset reset reset rows Server 503 reset rows Server rows"
)


def test_chaos_takes_its_share(sandbox: Sandbox, call: Caller) -> None:
    seen = chaotic(sandbox, call, 1101, 1_000)
    shares = {word: seen.count(word) for word in ("503", "Server", "reset")}
    assert all(60 <= share <= 140 for share in shares.values()), shares


def test_chaos_takes_no_turn_and_moves_nothing(sandbox: Sandbox, call: Caller) -> None:
    sandbox.script(1101, ["status"], processes=[Process(MaxStep=50)], chaos={"seed": 1, "rates": {"reset": 0.5}})
    steps = [call.steps()[0] for _ in range(40)]
    wires = [poll.answer.wire for poll in sandbox.polls() if poll.answer]
    moved = [step for step, wire in zip(steps, wires, strict=True) if wire is None]
    assert moved == [f"{number}/50" for number in range(1, len(moved) + 1)]
    assert 10 < len(moved) < 30


def test_all_of_it_can_be_trouble(sandbox: Sandbox, call: Caller) -> None:
    sandbox.script(1101, [Logon()], chaos={"rates": {"hang": 0.25, "garbage": 0.75}})
    assert {got(call) for _ in range(40)} == {"hang", "garbage"}


# -- how an answer is sent


def test_a_spread_delay_is_drawn_anew_for_each_poll_and_the_same_at_every_run(sandbox: Sandbox, call: Caller) -> None:
    def delays(seed: int) -> list[float]:
        delay = {"median": "2s", "spread": "500ms", "seed": seed}
        sandbox.script(1101, [Status(delay=delay)])
        return [call().delay for _ in range(50)]

    drawn = delays(3)
    assert drawn == delays(3)
    assert drawn != delays(4)
    assert len(set(drawn)) == 50
    assert 1.5 <= min(drawn) < 1.7
    assert 2.3 < max(drawn) <= 2.5


@pytest.mark.parametrize(
    ("answer", "sent"),
    [
        (Status(drip={"bytes": 10, "every": "5ms"}), (0.0, (10, 0.005), None, None)),
        (Fault("x", wire="half-close", delay=1), (1.0, None, "half-close", None)),
        (Http(wire={"truncated": 7}), (0.0, None, "truncated", 7)),
        (Rows([], wire={"truncated": "MaxStep"}), (0.0, None, "truncated", "MaxStep")),
    ],
)
def test_an_answer_says_how_it_is_sent(
    sandbox: Sandbox, call: Caller, answer: Answer, sent: tuple[object, ...]
) -> None:
    sandbox.script(1101, [answer])
    answered = call()
    assert (answered.delay, answered.drip, answered.wire, answered.cut_at) == sent


def test_a_status_for_calls_over_the_rate_moves_nothing(sandbox: Sandbox, call: Caller) -> None:
    sandbox.script(1101, [Status()], rate=Rate(1, per="1m", answer="status"))
    assert [call.steps(), call.steps(), call.steps()] == [["1/4"], ["2/4"], ["2/4"]]
    sandbox.clock.advance("1m")
    assert call.steps() == ["2/4"]


def test_what_stops_a_call_brings_a_process_where_it_shows_one(sandbox: Sandbox, call: Caller) -> None:
    sandbox.script(1101, [Fault("x")], rate=Rate(1, per="1m", answer="status"))
    assert [call.fault(), call.steps()] == ["x", ["1/4"]]
    sandbox.script(1101, [Fault("x")], chaos={"rates": {"empty": 1}})
    assert call.steps() == ["1/4"]


# -- the clock that is set back


def test_asking_whether_a_script_has_ended_takes_no_turn(sandbox: Sandbox, call: Caller) -> None:
    script = sandbox.script(1101, [Http(503, for_="30s"), Fault("busy")], then="refuse")
    sandbox.clock.advance("1m")
    assert not script.ended
    sandbox.clock.freeze(NOON)
    assert got(call) == "503"


def test_the_clock_is_not_set_back_to_before_an_answer_was_sent(sandbox: Sandbox, call: Caller) -> None:
    exchange = Exchange(Request("POST", "/", {}, b""), sandbox.backend, "1.1", User("me", "hunter22"), 1101)
    sandbox.script(1101, processes=[])
    sandbox.backend.answer(exchange)
    sandbox.backend.record(exchange, 200, None, b"")
    sandbox.clock.advance("1m")
    assert exchange.finished is not None
    exchange.finished("sent")
    with pytest.raises(ValueError, match="something has happened here at 2026-03-09T12:01:00"):
        sandbox.clock.freeze("2026-03-09T12:00:30")
