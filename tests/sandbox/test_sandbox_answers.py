"""What a call gets: which script, whose turn, where its processes stand."""

import sys
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from threading import Thread
from typing import Any

import pytest

from mockserver.contract import Row
from mockserver.errors import SandboxClosed, ScenarioError
from mockserver.sandbox.sandbox import Sandbox
from mockserver.scenarios.answers import Fault, Http, Logon, Rows, Status
from mockserver.scenarios.beside import TROUBLES
from mockserver.scenarios.processes import Process
from mockserver.scenarios.scenario import Scenario, Then
from mockserver.service.backend import PlainReply, SoapFault, User
from mockserver.settings import Settings

from .conftest import Caller

NO_DATE = "0001-01-01T00:00:00"
BOB = User("bob", "pa55word")
EXACT = {
    "StatusID": 7,
    "CurrentStep": 9,
    "MaxStep": 3,
    "ProcessStartTime": "2015-03-09T10:15:30",
    "ProcessCompleteTime": "none",
}


def answering(text: str) -> list[Fault]:
    """Answers that tell by which script they were given."""
    return [Fault(text)]


# -- showings


def test_a_process_moves_a_step_a_showing_and_stays_completed(sandbox: Sandbox, call: Caller) -> None:
    sandbox.script(1101, processes=[Process(MaxStep=3)])
    assert [call.steps() for _ in range(5)] == [["1/3"], ["2/3"], ["3/3!"], ["3/3!"], ["3/3!"]]


def test_all_processes_of_a_list_move_with_each_showing(sandbox: Sandbox, call: Caller) -> None:
    sandbox.script(1101, processes=[Process(MaxStep=2), Process(MaxStep=3, ending="stalls", at=2, lasts=1)])
    assert [call.steps() for _ in range(5)] == [
        ["1/2", "1/3"],
        ["2/2!", "2/3"],
        ["2/2!", "2/3"],
        ["2/2!", "3/3!"],
        ["2/2!", "3/3!"],
    ]


def test_a_row_says_what_its_process_says_and_counts_what_it_does_not_say(sandbox: Sandbox, call: Caller) -> None:
    start = "2015-03-09T10:15:30"
    sandbox.script(
        1101,
        processes=[
            Process("Send to File", ProcessStartTime=start),
            Process(None, StatusID=70, ListID=5, MaxStep=1, ProcessStartTime=start),
            Process(ProcessStartTime=start, ending="stalls", at=4),
        ],
    )
    first, second, third = call.rows()
    assert first == Row(1, 1101, "Send to File", 1, 4, start, NO_DATE)
    assert second is not None
    assert second[:5] == (70, 5, None, 1, 1)
    assert third == Row(3, 1101, "Send to List", 1, 4, start, NO_DATE)


def test_times_are_those_of_the_clock_in_utc_whole_seconds_and_without_a_zone(sandbox: Sandbox, call: Caller) -> None:
    before = datetime.now(UTC).replace(microsecond=0, tzinfo=None)
    sandbox.script(1101, processes=[Process(MaxStep=1)])
    (row,) = call.rows()
    after = datetime.now(UTC).replace(tzinfo=None) + timedelta(seconds=1)
    assert row is not None
    assert before <= datetime.fromisoformat(row.ProcessStartTime) <= after
    assert before <= datetime.fromisoformat(row.ProcessCompleteTime) <= after
    assert len(row.ProcessStartTime) == len("2015-03-09T10:15:30")


def test_a_completed_process_keeps_the_time_at_which_it_was_first_shown_so(sandbox: Sandbox, call: Caller) -> None:
    sandbox.clock.freeze("2001-09-09T01:46:40.5", tick=1)
    sandbox.script(1101, processes=[Process(MaxStep=2), Process(MaxStep=4)])
    seen = [[row.ProcessCompleteTime[-2:] for row in call.rows() if row] for _ in range(5)]
    assert seen == [["00", "00"], ["41", "00"], ["41", "00"], ["41", "43"], ["41", "43"]]


def test_what_a_process_not_completed_says_is_a_setting(caller_of: Callable[[Sandbox], Caller]) -> None:
    sandbox = Sandbox("x", "http://h", settings=Settings(no_date="1900-01-01T00:00:00"))
    sandbox.script(1101, [Status(calls=1), Rows([EXACT])])
    call = caller_of(sandbox)
    assert [row.ProcessCompleteTime for _ in "ab" for row in call.rows() if row] == ["1900-01-01T00:00:00"] * 2


def test_a_huge_process_costs_nothing(sandbox: Sandbox, call: Caller) -> None:
    sandbox.script(1101, processes=[Process(MaxStep=2_147_483_647)])
    assert call.steps() == ["1/2147483647"]


def test_only_a_status_moves_a_process(sandbox: Sandbox, call: Caller) -> None:
    sandbox.script(1101, ["status", Fault("x"), Http(503), Rows([]), Logon(), "status"], processes=[Process()])
    assert [call.steps() for _ in range(6)] == [["1/4"], [], [], [], [], ["2/4"]]


def test_no_processes_are_an_empty_list(sandbox: Sandbox, call: Caller) -> None:
    sandbox.script(1101, processes=[])
    assert [call().rows, call().rows] == [(), ()]


# -- turns


@pytest.mark.parametrize(
    ("then", "answers", "got"),
    [
        ("hold", [Fault("a"), Fault("b", calls=2), Fault("c")], "abbccc"),
        ("loop", [Fault("a"), Fault("b", calls=2)], "abbabb"),
        ("loop", [Fault("a")], "aaa"),
    ],
)
def test_answers_come_in_order_and_then(
    sandbox: Sandbox, call: Caller, then: Then, answers: list[Fault], got: str
) -> None:
    script = sandbox.script(1101, answers, then=then)
    assert [call.fault() for _ in got] == list(got)
    assert not script.ended


def test_a_refusing_script_ends_when_its_last_answer_is_taken(sandbox: Sandbox, call: Caller) -> None:
    script = sandbox.script(1101, [Fault("a", calls=2), Fault("b")], then="refuse")
    assert [call.fault(), call.fault(), script.ended, call.fault(), script.ended] == ["a", "a", False, "b", True]
    text = call.fault()
    assert text.startswith("[mock] The script for ListID 1101 (script-1101) has ended")
    assert "`then: hold`" in text
    assert [c.number for c in sandbox.unanswered] == [4]


def test_a_looping_script_does_not_begin_anew(sandbox: Sandbox, call: Caller) -> None:
    sandbox.script(1101, ["status", Http(503)], then="loop")
    assert [call.steps() for _ in range(5)] == [["1/4"], [], ["2/4"], [], ["3/4"]]


# -- kinds


def test_each_kind_of_answer_becomes_what_the_service_sends(sandbox: Sandbox, call: Caller) -> None:
    sandbox.script(
        1101,
        [
            Fault("no", "Client", actor="urn:a", detail="<x/>", delay=2),
            Http(503, "busy", {"Retry-After": "30"}, delay="1500ms"),
            Logon("ProhibitedIPAddress"),
            Rows(None),
            Rows([]),
            Rows([EXACT, None, {**EXACT, "ListID": 5, "ProcessType": "x"}], delay=0.5),
        ],
    )
    fault, http, logon, absent, empty, rows = (call() for _ in range(6))
    assert (fault.fault, fault.delay) == (SoapFault("Client", "no", "urn:a", "<x/>"), 2.0)
    assert (http.plain, http.delay) == (PlainReply(503, b"busy", {"Retry-After": "30"}), 1.5)
    assert logon.fault is not None
    assert logon.fault.code == "Client"
    assert logon.fault.text.startswith("[ProhibitedIPAddress] ")
    assert (absent.rows, absent.fault, absent.plain) == (None, None, None)
    assert empty.rows == ()
    exact = Row(7, 1101, None, 9, 3, "2015-03-09T10:15:30", NO_DATE)
    assert (rows.rows, rows.delay) == ((exact, None, exact._replace(ListID=5, ProcessType="x")), 0.5)


def test_now_in_exact_rows_is_when_the_script_began_so_that_answers_are_repeatable(
    sandbox: Sandbox, call: Caller
) -> None:
    sandbox.clock.freeze("2001-09-09T01:46:40")
    sandbox.script(1101, [Rows([{**EXACT, "ProcessStartTime": "now", "ProcessCompleteTime": "now"}])])
    sandbox.clock.advance(100)
    (row,) = call.rows()
    assert row is not None
    assert (row.ProcessStartTime, row.ProcessCompleteTime) == ("2001-09-09T01:46:40",) * 2
    assert call().rows == (row,)


# -- which script


def test_the_most_specific_script_answers(sandbox: Sandbox, call: Caller) -> None:
    sandbox.script("any", answering("any"))
    sandbox.script("any", answering("any & bob"), UserName="bob")
    sandbox.script(5, answering("5"))
    sandbox.script(5, answering("5 & bob"), UserName="bob")
    assert [call.fault(6), call.fault(6, BOB), call.fault(5), call.fault(5, BOB)] == [
        "any",
        "any & bob",
        "5",
        "5 & bob",
    ]
    assert [str(script.key) for script in sandbox.scripts] == [
        "ListID 5 for user 'bob'",
        "ListID 5",
        "ListID any for user 'bob'",
        "ListID any",
    ]


def test_callers_that_match_one_script_share_it(sandbox: Sandbox, call: Caller) -> None:
    sandbox.script(1101, processes=[Process()])
    assert [call.steps(), call.steps(user=BOB), call.steps()] == [["1/4"], ["2/4"], ["3/4"]]


def test_what_can_not_be_played_is_told(sandbox: Sandbox) -> None:
    with pytest.raises(ScenarioError) as error:
        sandbox.play({"me": "s3cret"})  # type: ignore[arg-type]  # the mistake that is tested
    assert str(error.value) == "expected the name of a scenario, a path, or a Scenario, got a value of type dict"
    with pytest.raises(ScenarioError, match="expected a list of answers"):
        sandbox.script(1, Status())  # type: ignore[arg-type]  # as above


def test_under_any_each_list_has_a_story_of_its_own_0_and_negatives_too(sandbox: Sandbox, call: Caller) -> None:
    script = sandbox.script("any", ["status", Fault("over")], then="refuse", processes=[Process()])
    assert [call.steps(n) for n in (5, 0, -7)] == [["1/4"]] * 3
    assert call.fault(5) == "over"
    assert not script.ended
    assert [call.fault(0), call.fault(-7), script.ended] == ["over", "over", True]


def test_the_list_asked_least_recently_starts_over_when_there_are_too_many(
    caller_of: Callable[[Sandbox], Caller],
) -> None:
    sandbox = Sandbox("x", "http://h", settings=Settings(kept_lists=2))
    sandbox.script("any", processes=[Process()])
    call = caller_of(sandbox)
    assert [call.steps(n)[0] for n in (1, 2, 1, 3, 1, 2)] == ["1/4", "1/4", "2/4", "1/4", "3/4", "1/4"]


def test_playing_again_replaces_and_starts_over(sandbox: Sandbox, call: Caller) -> None:
    scenario = Scenario("story", processes=[Process()])
    old = sandbox.play(scenario, 5)
    assert [call.steps(5), call.steps(5)] == [["1/4"], ["2/4"]]
    new = sandbox.play(scenario, 5)
    assert call.steps(5) == ["1/4"]
    assert list(sandbox.scripts) == [new]
    assert [row.CurrentStep for row in old.rows()] == [3]


# -- scripts


def test_a_played_script_begins_at_once_and_a_loaded_one_at_its_lists_first_call(
    sandbox: Sandbox, call: Caller
) -> None:
    def starts(*lists: int) -> list[str]:
        return [row.ProcessStartTime[-2:] for n in lists for row in call.rows(n) if row]

    sandbox.clock.freeze("2001-09-09T01:46:40")
    sandbox.load([Scenario("one", ListID=1, processes=[Process()]), Scenario("a", ListID="any", processes=[Process()])])
    sandbox.script(2, processes=[Process()])
    sandbox.clock.advance(1)
    assert starts(1, 2, 3) == ["41", "40", "41"]
    sandbox.clock.advance(1)
    assert starts(1, 2, 3, 4) == ["41", "40", "41", "42"]


def test_a_script_tells_the_rows_that_a_status_would_show_now_and_moves_nothing(sandbox: Sandbox, call: Caller) -> None:
    script = sandbox.script(1101, processes=[Process(MaxStep=2)])
    assert [row.CurrentStep for _ in range(3) for row in script.rows()] == [1, 1, 1]
    call()
    (row,) = script.rows(1101)
    assert (row.CurrentStep, row.ProcessCompleteTime != NO_DATE) == (2, True)
    assert call().rows is not None
    assert script.rows() == call().rows


def test_a_script_for_any_must_be_told_of_which_list(sandbox: Sandbox, call: Caller) -> None:
    script = sandbox.script("any", processes=[Process()])
    call(5)
    assert [row.CurrentStep for n in (5, 6) for row in script.rows(n)] == [2, 1]
    with pytest.raises(ValueError, match=r"rows\(ListID=12345\)"):
        script.rows()
    with pytest.raises(ValueError, match="for ListID 5, not for 6"):
        sandbox.script(5, processes=[]).rows(6)


def test_a_scenario_without_a_list_must_be_told_for_which_it_plays(sandbox: Sandbox) -> None:
    nameless = Scenario("story", processes=[])
    with pytest.raises(ScenarioError, match=r'play\("story", ListID=12345\)'):
        sandbox.play(nameless)
    assert sandbox.play(nameless, 7).ListID == 7
    assert sandbox.play(Scenario("own", ListID=8, processes=[])).ListID == 8
    assert sandbox.play(Scenario("own", ListID=8, processes=[]), "any", UserName="bob").ListID == "any"


@pytest.mark.parametrize("ListID", [2**31, True, "all", 1.5, None])
def test_a_list_that_the_wire_can_not_carry_is_a_mistake(sandbox: Sandbox, ListID: object) -> None:
    with pytest.raises(ScenarioError, match="ListID"):
        sandbox.script(ListID, ["status"])  # type: ignore[arg-type]  # that is the point
    assert sandbox.scripts == ()


def test_loading_tells_all_mistakes_and_then_loads_nothing(sandbox: Sandbox) -> None:
    one = Scenario("one", ListID=1, processes=[], source="a.yaml:1")
    with pytest.raises(ScenarioError) as told:
        sandbox.load([one, Scenario("un", processes=[]), Scenario("deux", processes=[], source="b.yaml:3")])
    assert [mistake.file for mistake in told.value.mistakes] == [None, "b.yaml:3"]
    with pytest.raises(ScenarioError, match=r"'uno' is for ListID 1, and so is 'one' \(a.yaml:1\)"):
        sandbox.load([one, Scenario("uno", ListID=1, processes=[])])
    assert sandbox.scripts == ()
    sandbox.load([one])
    with pytest.raises(ScenarioError, match="'uno'"):
        sandbox.load([Scenario("uno", ListID=1, processes=[])])


def test_what_is_played_hides_what_is_loaded_until_a_reset(sandbox: Sandbox, call: Caller) -> None:
    sandbox.load([Scenario("loaded", ListID=1101, processes=[Process()])])
    assert call.steps() == ["1/4"]
    sandbox.script(1101, answering("played"))
    sandbox.script(5, answering("played"))
    assert [call.fault(), call.fault(5), len(sandbox.scripts)] == ["played", "played", 2]
    sandbox.reset()
    assert (sandbox.calls, len(sandbox.scripts)) == ((), 1)
    assert call.steps() == ["1/4"]
    assert call.fault(5).startswith("[mock] ")
    assert [c.number for c in sandbox.calls] == [1, 2]


# -- log-on


@pytest.mark.parametrize(
    ("user", "problem"),
    [
        (None, "no WSUser header"),
        (User(None, "x"), "no UserName"),
        (User("", "x"), "UserName is empty"),
        (User("me", None), "no Password"),
        (User("me", ""), "Password is empty"),
    ],
)
def test_an_incomplete_log_on_is_refused_and_takes_no_turn(
    sandbox: Sandbox, call: Caller, user: User | None, problem: str
) -> None:
    sandbox.script(1101, processes=[Process()])
    answered = call(user=user)
    assert answered.fault is not None
    assert answered.fault.code == "Client"
    assert answered.fault.text.startswith("[InvalidLogonAttempt] ")
    assert problem in (sandbox.calls[0].problem or "")
    assert sandbox.unanswered == ()
    assert call.steps() == ["1/4"]


def test_credentials_narrow_who_may_log_on(caller_of: Callable[[Sandbox], Caller]) -> None:
    sandbox = Sandbox("x", "http://h", credentials={"me": "hunter22", "ärger": "ü"})
    sandbox.script("any", answering("in"))
    call = caller_of(sandbox)
    good = [User("me", "hunter22"), User("ärger", "ü")]
    bad = [User("me", "hunter2"), User("me", "ü"), User("ME", "hunter22"), User("you", "hunter22")]
    assert [call.fault(user=user) for user in good] == ["in", "in"]
    assert all(call.fault(user=user).startswith("[InvalidLogonAttempt] ") for user in bad)
    assert [c.answered_by for c in sandbox.calls] == ["script"] * 2 + ["log-on"] * 4


# -- the end


def test_a_closed_sandbox_answers_with_its_name_and_counts_nothing(sandbox: Sandbox, call: Caller) -> None:
    sandbox.script(1101, processes=[Process()])
    call()
    sandbox.close()
    for user in (User("me", "x"), None):
        answered = call(user=user)
        assert answered.fault is not None
        assert answered.fault.code == "Server"
        assert answered.fault.text.startswith(
            "[mock] This sandbox is closed: it belonged to 'tests/test_it.py::test_it'"
        )
    call.refused("not well-formed")
    sandbox.check()
    assert [c.number for c in sandbox.calls] == [1]


def test_a_closed_sandbox_takes_no_scripts_and_closing_again_is_nothing() -> None:
    closed: list[Sandbox] = []
    with Sandbox("x", "http://h", on_close=closed.append) as sandbox:
        assert not sandbox.closed
    sandbox.close()
    assert (closed, sandbox.closed) == ([sandbox], True)
    scenario = Scenario("story", ListID=1, processes=[])
    for use in (lambda: sandbox.play(scenario), lambda: sandbox.load([scenario]), lambda: sandbox.script(1, ["status"]),
                sandbox.reset):  # fmt: skip
        with pytest.raises(SandboxClosed, match="'x' is closed"):
            use()


def test_the_addresses_follow_the_base_also_when_it_is_not_known_yet() -> None:
    port = 0
    sandbox = Sandbox("x", lambda: f"http://127.0.0.1:{port}/s/x")
    port = 8080
    assert sandbox.base_url == "http://127.0.0.1:8080/s/x"
    assert sandbox.url == "http://127.0.0.1:8080/s/x/v31/IntegrationService.asmx"
    assert sandbox.wsdl_url == sandbox.url + "?WSDL"


# -- many at once


@pytest.fixture
def hurry() -> Iterator[None]:
    """Threads take turns as often as can be, so that a missing lock shows."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


@pytest.mark.usefixtures("hurry")
def test_parallel_calls_get_each_turn_once_in_the_journals_order(sandbox: Sandbox, call: Caller) -> None:
    turns, threads = 2_000, 16
    sandbox.script(1101, [Rows([{**EXACT, "StatusID": n}]) for n in range(turns)], then="refuse")
    got: Counter[int] = Counter()
    seen: list[list[int]] = []

    def ask() -> None:
        mine = [row.StatusID for _ in range(turns // threads) for row in call.rows() if row]
        seen.append(mine)

    workers = [Thread(target=ask) for _ in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    for mine in seen:
        assert mine == sorted(mine)
        got.update(mine)
    assert got == Counter(range(turns))
    assert [row.StatusID for c in sandbox.calls for row in c.rows if row] == list(range(turns))
    assert [c.number for c in sandbox.calls] == list(range(1, turns + 1))


@pytest.mark.usefixtures("hurry")
def test_parallel_polls_move_a_process_one_step_each(sandbox: Sandbox, call: Caller) -> None:
    sandbox.script("any", processes=[Process(MaxStep=10_000)])
    workers = [Thread(target=lambda n=n: [call(n % 4) for _ in range(100)]) for n in range(16)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    for ListID in range(4):
        steps = [row.CurrentStep for c in sandbox.calls if c.ListID == ListID for row in c.rows if row]
        assert steps == list(range(1, 401))


SCENARIO = Scenario("x", ListID=1, processes=[])


@pytest.mark.parametrize(
    ("given", "what"),
    [
        ("x", "expected a list of scenarios, got a value of type str"),
        (5, "expected a list of scenarios, got a value of type int"),
        (SCENARIO, "expected a list of scenarios, got a value of type Scenario"),
        ([None], "item 1: expected a scenario, got a value of type NoneType"),
        ([SCENARIO, Process()], "item 2: expected a scenario, got a value of type Process"),
    ],
)
def test_what_can_not_be_loaded_is_told(sandbox: Sandbox, given: Any, what: str) -> None:
    with pytest.raises(ScenarioError) as error:
        sandbox.load(given)
    assert str(error.value).startswith(f"load: {what}; ")
    assert sandbox.scripts == ()


def test_the_headers_of_an_answer_do_not_change(sandbox: Sandbox, call: Caller) -> None:
    answer = Http(503, headers={"Retry-After": "1"})
    sandbox.script(1101, [answer], chaos={"rates": {"http": 0.5}})
    call()
    for http in (answer, Http(503), TROUBLES["http"]):
        assert isinstance(http, Http)
        with pytest.raises(TypeError):
            http.headers["Retry-After"] = "999"  # type: ignore[index]  # that is what is tested
    assert answer.headers == {"Retry-After": "1"}
    assert repr(answer) == "Http(status=503, headers={'Retry-After': '1'})"
    assert Http(503).headers == {}


def test_a_script_without_rows_is_shown_as_empty(sandbox: Sandbox) -> None:
    assert repr(sandbox.script(1101, processes=[])) == "<Script ListID 1101 (script-1101): empty>"


def test_rows_are_written_while_others_go_on(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    script = sandbox.script(1101, processes=[Process()])
    text = sandbox.clock.text

    def asked_meanwhile(seconds: float) -> str:
        other = Thread(target=lambda: sandbox.scripts, daemon=True)
        other.start()
        other.join(30)
        assert not other.is_alive()
        return text(seconds)

    monkeypatch.setattr(sandbox.clock, "text", asked_meanwhile)
    assert len(script.rows()) == 1
