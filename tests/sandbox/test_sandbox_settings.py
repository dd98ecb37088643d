"""Settings of a sandbox, and of scenarios in play there: whose calls they hold for, and which of two counts."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from mockserver import Fault, Process, Rows, Sandbox, SandboxClosed, Scenario, ScenarioError, Settings, SettingsError
from mockserver.messages import Request
from mockserver.service.backend import Exchange, User
from tests.sandbox.conftest import Caller

OPEN = [Process(ending="stalls")]
YEAR_1 = "0001-01-01T00:00:00"


def times(call: Caller, ListID: int = 1101) -> tuple[str, str]:
    (row,) = call.rows(ListID)
    assert row is not None
    return row.ProcessStartTime, row.ProcessCompleteTime


def settings_for(sandbox: Sandbox, ListID: int | None = None, user: str | None = None) -> Settings:
    caller = None if user is None else User(user, "secret")
    return sandbox.backend.settings_for(Exchange(Request("POST", "/", {}), sandbox.backend, "1.1", caller, ListID))


def scenario(ListID: int | str, name: str = "", **settings: object) -> Scenario:
    return Scenario(name or f"s{ListID}", ListID=ListID, processes=[], settings=settings)  # type: ignore[arg-type]


# -- no_date


def test_no_date_may_be_the_start_of_the_process(call: Caller, sandbox: Sandbox) -> None:
    sandbox.configure(no_date="start")
    sandbox.script(1101, processes=[Process(MaxStep=2, ProcessStartTime="2015-03-09T10:15:30")])
    assert times(call) == ("2015-03-09T10:15:30", "2015-03-09T10:15:30")
    assert repr(sandbox.calls[-1]).endswith("→ status: Send to List 1/2")
    assert times(call)[1].startswith("20")
    assert repr(sandbox.calls[-1]).endswith("→ status: Send to List 2/2 completed")


def test_exact_rows_follow_no_date_too(call: Caller, sandbox: Sandbox) -> None:
    row = {"StatusID": 1, "CurrentStep": 1, "MaxStep": 2, "ProcessStartTime": "2015-03-09T10:15:30"}
    sandbox.script(1101, [Rows([{**row, "ProcessCompleteTime": "none"}])], settings={"no_date": "start"})
    assert times(call) == ("2015-03-09T10:15:30", "2015-03-09T10:15:30")
    assert "completed" not in repr(sandbox.calls[-1])


def test_a_changed_no_date_holds_from_the_next_call_on_also_for_what_stands_still(
    call: Caller, sandbox: Sandbox
) -> None:
    sandbox.script(1101, processes=[Process(MaxStep=2, ending="stalls")])
    row = {"StatusID": 1, "CurrentStep": 1, "MaxStep": 2, "ProcessStartTime": "now", "ProcessCompleteTime": "none"}
    sandbox.script(1102, [Rows([row])])
    for ListID in (1101, 1102):
        assert [times(call, ListID)[1] for _ in range(3)] == [YEAR_1] * 3
    assert sandbox.configure(no_date="1900-01-01T00:00:00.0").no_date == "1900-01-01T00:00:00"
    for ListID in (1101, 1102):
        assert times(call, ListID)[1] == "1900-01-01T00:00:00"
    assert "completed" not in sandbox.transcript(), "each line goes by what held for its call"


# -- which calls a scenario's settings hold for


def test_settings_of_a_scenario_hold_for_the_calls_that_its_script_answers(sandbox: Sandbox) -> None:
    sandbox.play(scenario(5, missing_header="engine"))
    sandbox.play(scenario(6, custom_errors="off"), UserName="ann")
    sandbox.play(scenario(7))
    assert settings_for(sandbox, 5).missing_header == "engine"
    assert settings_for(sandbox, 6, "ann").custom_errors is False
    for other in (settings_for(sandbox, 6, "bob"), settings_for(sandbox, 7), settings_for(sandbox, 8)):
        assert other == sandbox.settings == Settings()


def test_a_call_whose_list_was_not_read_is_one_for_list_0(sandbox: Sandbox) -> None:
    sandbox.play(scenario("any", custom_errors=False))
    sandbox.play(scenario(5, custom_errors=True))
    assert settings_for(sandbox).custom_errors is False
    sandbox.play(scenario(0, custom_errors=True))
    assert settings_for(sandbox).custom_errors is True


def test_a_scenario_without_a_setting_has_the_sandboxs(sandbox: Sandbox) -> None:
    sandbox.configure(no_date="start", server_headers={"Server": "a"})
    sandbox.play(scenario(5, no_date="1900-01-01T00:00:00"))
    assert settings_for(sandbox, 5) == Settings(no_date="1900-01-01T00:00:00", server_headers={"Server": "a"})
    sandbox.configure(server_headers={})
    assert settings_for(sandbox, 5).server_headers == {}


def test_a_scenario_played_anew_without_settings_has_none_left(sandbox: Sandbox) -> None:
    sandbox.play(scenario(5, missing_header="engine", unknown_list="empty"))
    sandbox.play(scenario(5))
    assert settings_for(sandbox, 5) == settings_for(sandbox) == Settings()


# -- what holds for the whole sandbox


@pytest.mark.parametrize("by", ["sandbox", "scenario"])
def test_an_unknown_list_may_be_an_empty_result(call: Caller, sandbox: Sandbox, by: str) -> None:
    if by == "sandbox":
        sandbox.configure(unknown_list="empty")
    else:
        sandbox.script(1, processes=[], settings={"unknown_list": "empty"})
    assert list(call.rows(4711)) == []
    (seen,) = sandbox.calls
    assert (seen.answered_by, seen.answer, seen.fault) == ("settings", None, None)
    assert repr(seen).endswith("→ unknown list: empty result")
    assert sandbox.unanswered == ()
    sandbox.check()


def test_an_unknown_list_may_be_a_fault_of_the_users(call: Caller, sandbox: Sandbox) -> None:
    sandbox.configure(unknown_list=Fault("no such list", code="Client", actor="urn:a", delay="50ms"))
    answered = call(4711)
    assert answered.fault is not None
    assert (answered.fault.code, answered.fault.text, answered.fault.actor) == ("Client", "no such list", "urn:a")
    assert answered.delay == 0.05
    assert repr(sandbox.calls[-1]).endswith("→ fault: no such list (HTTP 500)")
    sandbox.check()


def test_a_log_on_is_refused_before_the_list_is_looked_for(call: Caller, sandbox: Sandbox) -> None:
    sandbox.configure(unknown_list="empty")
    assert "[InvalidLogonAttempt]" in call.fault(4711, None)


def test_an_ended_script_is_no_unknown_list(call: Caller, sandbox: Sandbox) -> None:
    sandbox.script(5, ["status"], then="refuse", settings={"unknown_list": "empty"})
    call.rows(5)
    assert call.fault(5).startswith("[mock] The script for ListID 5")


def test_what_holds_for_the_sandbox_is_what_was_played_last(call: Caller, sandbox: Sandbox) -> None:
    sandbox.load([scenario(1, unknown_list="empty", max_request_bytes=1_000)])
    sandbox.play(scenario(2, unknown_list="fault:two"))
    sandbox.play(scenario(3, unknown_list="fault:three"))
    assert call.fault(9) == "three"
    sandbox.play(scenario(2, unknown_list="fault:two again"))
    assert call.fault(9) == "two again"
    assert settings_for(sandbox, 3).max_request_bytes == settings_for(sandbox).max_request_bytes == 1_000
    assert sandbox.settings_in_play.max_request_bytes == 1_000
    assert sandbox.settings == Settings(), "its own are as they were"
    sandbox.reset()
    assert list(call.rows(9)) == [], "what was loaded begins anew"


def test_what_a_loaded_scenario_says_is_gone_while_another_plays_in_its_place(call: Caller, sandbox: Sandbox) -> None:
    sandbox.load([scenario(1, unknown_list="empty")])
    sandbox.play(scenario(1))
    assert call.fault(9).startswith("[mock] ")
    sandbox.reset()
    assert list(call.rows(9)) == []


def test_loaded_scenarios_that_contradict_each_other_are_a_mistake(sandbox: Sandbox) -> None:
    one = Scenario("one", ListID=1, processes=[], settings={"unknown_list": "empty"}, source="a.yaml:1")
    two = Scenario("two", ListID=2, processes=[], settings={"unknown_list": "explain"}, source="b.yaml:7")
    with pytest.raises(ScenarioError) as error:
        sandbox.load([one, two])
    assert str(error.value) == (
        "b.yaml:7: the scenario 'two' sets unknown_list to 'explain', and 'one' (a.yaml:1) to 'empty': "
        "it holds for the whole sandbox, so they can't both be loaded"
    )
    assert sandbox.scripts == ()
    sandbox.load([scenario(1, unknown_list="empty", no_date="start"), scenario(2, unknown_list="empty")])


# -- the log-on


def test_only_those_with_credentials_are_let_in(caller_of: Callable[[Sandbox], Caller]) -> None:
    with Sandbox("x", "http://h", settings=Settings(credentials={"me": "hunter22"})) as sandbox:
        assert sandbox.credentials == {"me": "hunter22"}
        sandbox.script(1101, processes=OPEN)
        call = caller_of(sandbox)
        assert call(1101).fault is None
        assert "[InvalidLogonAttempt]" in call.fault(1101, User("me", "wrong"))
        assert sandbox.configure(credentials={"you": "word"}).credentials == sandbox.credentials == {"you": "word"}
        assert "[InvalidLogonAttempt]" in call.fault(1101)
        sandbox.configure(credentials=None)
        assert call(1101).fault is None


def test_a_user_is_shut_out_for_a_time_by_the_sandboxs_clock(call: Caller, sandbox: Sandbox) -> None:
    sandbox.clock.freeze()
    sandbox.configure(credentials={"me": "hunter22"}, lockout="2/15m")
    sandbox.script(1101, processes=OPEN)
    wrong = User("me", "wrong")
    assert [call.fault(1101, wrong).partition(" ")[0] for _ in range(3)] == [
        "[InvalidLogonAttempt]",
        "[InvalidLogonAttempt]",
        "[LoginAttemptsExceeded]",
    ]
    assert "[LoginAttemptsExceeded]" in call.fault(1101)
    assert sandbox.calls[-1].problem == "user 'me' is locked out for another 900 s after 2 failed attempts"
    assert sandbox.calls[-1].answered_by == "log-on"
    sandbox.clock.advance("15m")
    assert call.steps(1101) == ["1/4"]
    sandbox.check()


def test_a_reset_forgives_failed_log_ons(call: Caller, sandbox: Sandbox) -> None:
    sandbox.configure(lockout="1/1h", unknown_list="empty")
    call.fault(1101, User("me", ""))
    assert "[LoginAttemptsExceeded]" in call.fault(1101)
    sandbox.reset()
    assert call(1101).fault is None


# -- the time zone


def test_times_of_the_clock_are_written_in_the_time_zone(call: Caller, sandbox: Sandbox) -> None:
    sandbox.clock.freeze("2026-07-01T12:00:00")
    sandbox.configure(time_zone="Europe/Berlin")
    sandbox.script(1101, processes=[Process(MaxStep=1)])
    assert times(call) == ("2026-07-01T14:00:00", "2026-07-01T14:00:00")
    sandbox.configure(time_zone="-03:30")
    sandbox.script(1101, processes=[Process(MaxStep=1)])
    assert times(call) == ("2026-07-01T08:30:00", "2026-07-01T08:30:00")


@pytest.mark.parametrize("name", ["time_zone", "credentials", "lockout"])
def test_time_zone_and_log_on_are_no_scenarios(name: str) -> None:
    with pytest.raises(ScenarioError) as error:
        Scenario("x", ListID=1, processes=[], settings={name: {"me": "s3cret"}})
    flag = f"--{name.replace('_', '-')}"
    told = f"settings: {name}: this is a whole sandbox's or server's, so a scenario can't set it; give it as {flag}, "
    assert str(error.value) == f"{told}LISTRAK_MOCK_{name.upper()} or Settings({name}=…)"


# -- changes


def test_a_sandbox_is_configured_by_name(sandbox: Sandbox) -> None:
    assert sandbox.configure(missing_header="engine") is sandbox.settings
    assert settings_for(sandbox).missing_header == "engine"
    with pytest.raises(SettingsError, match=r"unknown key 'mising_header' in the settings; .* did you mean 'missing_h"):
        sandbox.configure(mising_header="service")
    with pytest.raises(SettingsError, match="max_sandboxes: this is the server's, not a sandbox's"):
        sandbox.configure(max_sandboxes=5)
    sandbox.reset()
    assert sandbox.settings == settings_for(sandbox) == Settings(missing_header="engine"), "they survive a reset"


def test_less_may_be_kept_from_now_on(call: Caller, sandbox: Sandbox) -> None:
    sandbox.script(1101, processes=OPEN)
    for _ in range(5):
        call(1101, body=b"x" * 100)
        call(7)
    sandbox.configure(kept_calls=3)
    assert [seen.number for seen in sandbox.calls] == [8, 9, 10]
    assert [seen.number for seen in sandbox.unanswered] == [6, 8, 10]
    call(1101)
    assert [seen.number for seen in sandbox.calls] == [9, 10, 11]
    sandbox.configure(kept_bytes=1, kept_request_bytes=10)
    assert [bool(seen.request) for seen in sandbox.calls] == [False, False, True]
    call(1101, body=b"x" * 100)
    assert len(sandbox.calls[-1].request) <= 10


def test_a_closed_sandbox_is_not_configured(sandbox: Sandbox) -> None:
    sandbox.close()
    with pytest.raises(SandboxClosed):
        sandbox.configure(no_date="start")


def test_a_sandbox_can_not_have_more_bytes_than_its_server_reads() -> None:
    told = "max_request_bytes: expected at most 1000, as the server reads no more, got 2000"
    with pytest.raises(SettingsError, match=told):
        Sandbox("x", "http://h", settings=Settings(max_request_bytes=2_000), most_request_bytes=1_000)
    sandbox = Sandbox("x", "http://h", settings=Settings(max_request_bytes=1_000), most_request_bytes=1_000)
    with pytest.raises(SettingsError, match=told):
        sandbox.configure(max_request_bytes=2_000)
    with pytest.raises(ScenarioError, match=f"the scenario 's1': {told}"):
        sandbox.play(scenario(1, max_request_bytes=2_000))
    assert sandbox.scripts == ()
