"""What moves a process: polls, the clock, the test; and what its rows say of it then."""

from __future__ import annotations

import pytest

from mockserver import Fault, Http, Process, Rows, Scenario, Status
from mockserver.contract import Row
from mockserver.sandbox.sandbox import Sandbox
from tests.sandbox.conftest import Caller

NOON = "2026-03-09T12:00:00"
OPEN = "0001-01-01T00:00:00"
EXACT = {
    "StatusID": 9,
    "CurrentStep": 7,
    "MaxStep": 8,
    "ProcessStartTime": "now",
    "ProcessCompleteTime": "none",
}


@pytest.fixture(autouse=True)
def at_noon(sandbox: Sandbox) -> None:
    sandbox.clock.freeze(NOON)


def completed(call: Caller) -> list[str]:
    """One more call: at which time its rows say that they were completed; empty for those that are not."""
    rows = [row for row in call.rows() if isinstance(row, Row)]
    return ["" if row.ProcessCompleteTime == OPEN else row.ProcessCompleteTime[11:] for row in rows]


# -- by polls


def test_several_polls_a_step(sandbox: Sandbox, call: Caller) -> None:
    sandbox.script(1101, processes=[Process(MaxStep=3, every="2 polls")])
    assert [call.steps()[0] for _ in range(6)] == ["1/3", "1/3", "2/3", "2/3", "3/3!", "3/3!"]


@pytest.mark.parametrize(
    "answer", [Fault("x"), Http(503), Rows([EXACT]), Status(wire="reset"), Status(wire={"truncated": 9})]
)
def test_only_a_status_that_is_sent_whole_moves(sandbox: Sandbox, call: Caller, answer: object) -> None:
    sandbox.script(1101, [Status(), answer, Status()], processes=[Process()])  # type: ignore[list-item]  # each of them
    call()
    call()
    assert call.steps() == ["2/4"]


def test_a_broken_status_shows_where_the_process_stands(sandbox: Sandbox, call: Caller) -> None:
    sandbox.script(1101, [Status(), Status(wire="reset-midway", calls=2), Status()], processes=[Process()])
    assert [call.steps()[0] for _ in range(4)] == ["1/4", "2/4", "2/4", "2/4"]


def test_processes_go_at_their_own_pace(sandbox: Sandbox, call: Caller) -> None:
    processes = [Process(MaxStep=2), Process(MaxStep=3, every="5m"), Process(MaxStep=2, every="told")]
    script = sandbox.script(1101, processes=processes)
    assert call.steps() == ["1/2", "1/3", "1/2"]
    sandbox.clock.advance("10m")
    assert call.steps() == ["2/2!", "3/3!", "1/2"]
    script.move(StatusID=3)
    assert call.steps() == ["2/2!", "3/3!", "2/2!"]


# -- by the clock


def test_the_clock_moves_whatever_is_answered(sandbox: Sandbox, call: Caller) -> None:
    sandbox.script(1101, [Http(503, calls=2), Status()], processes=[Process(every="5m")])
    sandbox.clock.advance("5m")
    call()
    sandbox.clock.advance("4m59s")
    call()
    assert call.steps() == ["2/4"]
    sandbox.clock.advance("1s")
    assert call.steps() == ["3/4"]


def test_completion_is_the_exact_instant_by_the_clock(sandbox: Sandbox, call: Caller) -> None:
    sandbox.script(1101, processes=[Process(MaxStep=3, every="90s")])
    sandbox.clock.advance("1h")
    assert completed(call) == ["12:03:00"]


def test_a_tenth_of_a_second_at_a_time_is_as_good_as_an_hour_at_once(sandbox: Sandbox, call: Caller) -> None:
    sandbox.script(1101, processes=[Process(MaxStep=61, every="1m")])
    for _ in range(36_000):
        sandbox.clock.sleep(0.1)
    assert call.steps() == ["61/61!"]
    assert completed(call) == ["13:00:00"]


# -- by the test


def test_the_test_moves_it_and_completion_is_when_it_did(sandbox: Sandbox, call: Caller) -> None:
    script = sandbox.script(1101, processes=[Process(MaxStep=3, every="told")])
    assert [call.steps() for _ in range(3)] == [["1/3"]] * 3
    script.move()
    assert call.steps() == ["2/3"]
    sandbox.clock.advance("1m")
    script.move()
    sandbox.clock.advance("1m")
    assert completed(call) == ["12:01:00"]


def test_a_move_comes_on_top_of_any_pace(sandbox: Sandbox, call: Caller) -> None:
    script = sandbox.script(1101, processes=[Process(MaxStep=9), Process(MaxStep=9, every="1m")])
    assert call.steps() == ["1/9", "1/9"]
    script.move(3)
    assert call.steps() == ["5/9", "4/9"]
    sandbox.clock.advance("2m")
    assert call.steps() == ["6/9", "6/9"]


def test_a_completing_move_before_the_first_poll_has_its_own_time(sandbox: Sandbox, call: Caller) -> None:
    script = sandbox.script(1101, processes=[Process(MaxStep=2), Process(MaxStep=2, every="told")])
    sandbox.clock.advance("1m")
    script.move()
    sandbox.clock.advance("1m")
    assert completed(call) == ["12:01:00", "12:01:00"]


@pytest.mark.parametrize("times", [0, -1, 1.5, True, "2", 2**31])
def test_a_move_is_a_number_of_positions(sandbox: Sandbox, times: object) -> None:
    script = sandbox.script(1101, processes=[Process()])
    with pytest.raises(ValueError, match="times: expected a whole number of at least 1"):
        script.move(times)  # type: ignore[arg-type]


def test_who_can_not_be_moved_is_told(sandbox: Sandbox, call: Caller) -> None:
    script = sandbox.script(1101, processes=[Process(), Process(StatusID=77)])
    with pytest.raises(ValueError, match="no process of this script has the StatusID 5"):
        script.move(StatusID=5)
    anybody = sandbox.script("any", processes=[Process()])
    with pytest.raises(ValueError, match="no list has asked yet"):
        anybody.move()
    call(5)
    call(6)
    anybody.move(2)
    assert [call.steps(5), call.steps(6), call.steps(7)] == [["4/4!"], ["4/4!"], ["1/4"]]


# -- endings that a row's time tells


def test_a_process_that_reopens_has_no_time_and_then_another(sandbox: Sandbox, call: Caller) -> None:
    sandbox.clock.freeze(tick="1m")
    sandbox.script(1101, processes=[Process(MaxStep=3, ending="reopens")])
    assert [completed(call)[0] for _ in range(6)] == ["", "", "12:02:00", "", "12:04:00", "12:04:00"]


def test_what_is_gone_has_no_row(sandbox: Sandbox, call: Caller) -> None:
    sandbox.script(1101, processes=[Process(ending="vanishes", at=2, lasts=2), Process(MaxStep=9)])
    assert [len(call.rows()) for _ in range(5)] == [2, 1, 1, 2, 2]


def test_a_position_can_say_any_field_of_its_row(sandbox: Sandbox, call: Caller) -> None:
    fields = {"StatusID": 5, "ListID": 6, "ProcessType": None, "MaxStep": 7, "ProcessStartTime": "2020-01-01T00:00:00"}
    late = {"ProcessCompleteTime": "2021-02-03T04:05:06"}
    path = [1, fields, late, {"ProcessCompleteTime": "now"}, {"ProcessCompleteTime": "none"}]
    sandbox.script(1101, processes=[Process(path=path)])
    seen = [row for _ in range(5) for row in call.rows()]
    start = NOON
    assert seen == [
        Row(1, 1101, "Send to List", 1, 4, start, OPEN),
        Row(5, 6, None, 1, 7, "2020-01-01T00:00:00", OPEN),
        Row(1, 1101, "Send to List", 1, 4, start, "2021-02-03T04:05:06"),
        Row(1, 1101, "Send to List", 1, 4, start, NOON),
        Row(1, 1101, "Send to List", 1, 4, start, OPEN),
    ]


# -- appearing


def test_a_process_appears_after_polls_and_begins_at_its_beginning(sandbox: Sandbox, call: Caller) -> None:
    sandbox.script(1101, processes=[Process(MaxStep=2, appears="2 polls")])
    assert [call.steps() for _ in range(4)] == [[], [], ["1/2"], ["2/2!"]]


def test_a_process_appears_by_the_clock(sandbox: Sandbox, call: Caller) -> None:
    sandbox.script(1101, processes=[Process(MaxStep=3, appears="10m", every="5m"), Process(appears="10m")])
    assert call.steps() == []
    sandbox.clock.advance("10m")
    assert call.steps() == ["1/3", "1/4"]
    sandbox.clock.advance("5m")
    assert call.steps() == ["2/3", "2/4"]
    sandbox.clock.advance("1h")
    assert completed(call)[0] == "12:20:00"


def test_a_process_appears_when_it_is_told(sandbox: Sandbox, call: Caller) -> None:
    script = sandbox.script(1101, processes=[Process(appears="told", every="told", MaxStep=2)])
    assert call.steps() == []
    script.move()
    assert call.steps() == ["1/2"]
    script.move()
    assert call.steps() == ["2/2!"]


def test_told_twice_at_once_it_appears_and_moves(sandbox: Sandbox, call: Caller) -> None:
    sandbox.script(1101, processes=[Process(appears="told", every="5m")]).move(2)
    assert call.steps() == ["2/4"]


# -- many rows


def test_a_count_is_so_many_rows_that_move_together(sandbox: Sandbox, call: Caller) -> None:
    sandbox.script(1101, processes=[Process(count=3, MaxStep=2), Process(StatusID=50), Process()])
    rows = [row for row in call.rows() if isinstance(row, Row)]
    assert [row.StatusID for row in rows] == [1, 2, 3, 50, 5]
    assert call.steps() == ["2/2!", "2/2!", "2/2!", "2/4", "2/4"]


def test_a_seed_spreads_them_over_the_path(sandbox: Sandbox, call: Caller) -> None:
    sandbox.script(1101, processes=[Process(count=200, seed=7)])
    sandbox.script(1102, processes=[Process(count=200, seed=7)])
    first, second = call.steps(), call.steps()
    assert set(first) == {"1/4", "2/4", "3/4", "4/4!"}
    assert set(second) == {"2/4", "3/4", "4/4!"}
    assert [call.steps(1102), call.steps(1102)] == [first, second]


def test_one_row_of_many_is_moved_alone(sandbox: Sandbox, call: Caller) -> None:
    script = sandbox.script(1101, processes=[Process(count=3, MaxStep=2, every="told")])
    script.move(StatusID=2)
    assert call.steps() == ["1/2", "2/2!", "1/2"]
    script.move()
    assert call.steps() == ["2/2!", "2/2!", "2/2!"]


# -- asking


def test_asking_a_script_moves_nothing_and_fixes_no_time(sandbox: Sandbox, call: Caller) -> None:
    script = sandbox.script(1101, processes=[Process(MaxStep=1), Process(appears="1 poll")])
    assert [row.ProcessCompleteTime for row in script.rows()] == [NOON]
    sandbox.clock.advance("1m")
    assert [row.ProcessCompleteTime[11:] for row in script.rows()] == ["12:01:00"]
    assert completed(call) == ["12:01:00"]
    sandbox.clock.advance("1m")
    assert [row.ProcessCompleteTime[11:] for row in script.rows()] == ["12:01:00", "00:00:00"]


def test_times_are_written_in_the_time_zone_also_after_it_was_changed(sandbox: Sandbox, call: Caller) -> None:
    sandbox.script(1101, [Status(), Rows([EXACT])], processes=[Process(MaxStep=1)])
    assert completed(call) == ["12:00:00"]
    sandbox.configure(time_zone="America/New_York")
    (row,) = call.rows()
    assert isinstance(row, Row)
    assert row.ProcessStartTime == "2026-03-09T08:00:00"


def test_loaded_scenarios_begin_at_their_first_call(sandbox: Sandbox, call: Caller) -> None:
    sandbox.load([Scenario("x", ListID=1101, processes=[Process(every="5m")])])
    sandbox.clock.advance("1h")
    assert call.steps() == ["1/4"]
    sandbox.clock.advance("5m")
    assert call.steps() == ["2/4"]


def test_a_StatusID_that_two_rows_have_moves_both(sandbox: Sandbox, call: Caller) -> None:
    script = sandbox.script(1101, processes=[Process(every="told", StatusID=7), Process(every="told", StatusID=7)])
    script.move(StatusID=7)
    assert call.steps() == ["2/4", "2/4"]


@pytest.mark.parametrize("StatusID", ["1", True, 1.5])
def test_a_StatusID_is_a_whole_number(sandbox: Sandbox, StatusID: int) -> None:
    script = sandbox.script(1101, processes=[Process(every="told")])
    with pytest.raises(ValueError, match=r"^StatusID: expected a whole number, got "):
        script.move(StatusID=StatusID)


def test_moves_beyond_the_end_change_nothing(sandbox: Sandbox, call: Caller) -> None:
    script = sandbox.script(1101, processes=[Process(every="told", MaxStep=3, count=2)])
    for _ in range(5):
        script.move(StatusID=1)
        sandbox.clock.advance("1m")
    script.move()
    assert completed(call) == ["12:01:00", ""]
    for _ in range(3):
        script.move()
        sandbox.clock.advance("1m")
    assert completed(call) == ["12:01:00", "12:05:00"]
