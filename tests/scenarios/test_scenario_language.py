"""What scenarios mean: the words of files, their defaults, and the same in Python."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from mockserver.contract import Row
from mockserver.errors import ScenarioError
from mockserver.scenarios.answers import Answer, Fault, Http, Logon, Rows, Status
from mockserver.scenarios.loading import loads
from mockserver.scenarios.processes import Process
from mockserver.scenarios.scenario import Scenario

EXACT = {
    "StatusID": 1,
    "CurrentStep": 1,
    "MaxStep": 4,
    "ProcessStartTime": "now",
    "ProcessCompleteTime": "none",
}


def one(text: str) -> Scenario:
    (scenario,) = loads(text)
    return scenario


def answer(text: str) -> Answer:
    """The first answer of a scenario whose last one is the status."""
    return one(f"scenario: x\nanswers:\n  - {text}\n  - status\n").turns[0]


def process(text: str) -> Process:
    (process,) = one(f"scenario: x\nprocesses:\n  - {text}\n").played_processes
    return process


SAME_ANSWERS = [
    ("status", Status()),
    ("{status: , calls: 2}", Status(calls=2)),
    ("{delay: 2s}", Status(delay=2)),
    ("{delay: 1m30s, calls: 2}", Status(delay="90s", calls=2)),
    ("{http: 503, delay: 500ms}", Http(503, delay=0.5)),
    ("http: {}", Http()),
    ("http: {status: 429, headers: {Retry-After: 30}}", Http(429, headers={"Retry-After": "30"})),
    ("http: {body: größe}", Http(200, "größe")),
    ('http: {status: 503, body: ""}', Http(503, b"")),
    ("http: {status: 503, body: nil}", Http(503)),
    ("http: {body: größe}", Http(body="größe".encode())),
    ("fault: no", Fault("no")),
    ("fault: {text: no, code: Sender}", Fault("no", "Client")),
    ("fault: {text: no, code: Receiver}", Fault("no", "Receiver")),
    ("fault: {text: no, actor: urn:a, detail: <a/><b>c</b>}", Fault("no", actor="urn:a", detail="<a/><b>c</b>")),
    ("logon: ProhibitedIPAddress", Logon("ProhibitedIPAddress")),
    ("rows: []", Rows([])),
    ("rows: absent", Rows(None)),
    ("rows: [nil]", Rows([None])),
    (f"rows: [{EXACT}]", Rows([EXACT])),
    (f"rows: [{EXACT | {'ProcessType': 'nil'}}]", Rows([EXACT | {"ProcessType": "nil"}])),
    (f"rows: [{EXACT}, nil]".replace("}", ", ProcessType: nil}"), Rows([EXACT, None])),
]


@pytest.mark.parametrize(("text", "python"), SAME_ANSWERS)
def test_files_and_python_say_the_same_answers(text: str, python: Answer) -> None:
    assert answer(text) == python


MOMENT = datetime(2015, 3, 9, 10, 15, 30, tzinfo=UTC)
SAME_PROCESSES = [
    ("{}", Process()),
    ("{ProcessType: Send to File, MaxStep: 7}", Process("Send to File", MaxStep=7)),
    ("{ProcessType: nil}", Process(None)),
    ('{ProcessType: "nil"}', Process("nil")),
    ('{ProcessType: ""}', Process("")),
    ("{ProcessType: no}", Process("no")),
    ("{ProcessType: 1:30}", Process("1:30")),
    ("{ending: stalls, at: 2, lasts: 3, every: poll}", Process(ending="stalls", at=2, lasts=3)),
    ("{StatusID: -1, ListID: +7}", Process(StatusID=-1, ListID=7)),
    ("{ProcessStartTime: 2015-03-09T10:15:30.1200000Z}", Process(ProcessStartTime="2015-03-09T10:15:30.12Z")),
    ("{ProcessStartTime: 2015-03-09T10:15:30}", Process(ProcessStartTime=datetime(2015, 3, 9, 10, 15, 30))),
    (
        "{ProcessStartTime: 2015-03-09T10:15:30Z}",
        Process(ProcessStartTime=datetime(2015, 3, 9, 10, 15, 30, tzinfo=UTC)),
    ),
    ("{ProcessStartTime: now}", Process(ProcessStartTime="now")),
]


@pytest.mark.parametrize(("text", "python"), SAME_PROCESSES)
def test_files_and_python_say_the_same_processes(text: str, python: Process) -> None:
    assert process(text) == python


def test_files_and_python_say_the_same_scenario() -> None:
    text = """
scenario: both
about: The same twice.
ListID: any
processes: [{MaxStep: 2}]
answers: [{http: 503, calls: 2}, status]
then: loop
"""
    python = Scenario(
        "both",
        "The same twice.",
        ListID="any",
        processes=[Process(MaxStep=2)],
        answers=[Http(503, calls=2), "status"],
        then="loop",
    )
    assert one(text) == python
    assert one(text).source == "<text>:2"
    assert python.source is None


def test_an_alias_stands_for_what_it_names() -> None:
    scenario = one("scenario: x\nprocesses:\n  - &first {MaxStep: 2}\n  - *first\n")
    assert scenario.processes == (Process(MaxStep=2), Process(MaxStep=2))


class TestTurns:
    def test_without_answers_the_status_is_the_one_turn(self) -> None:
        assert one("scenario: x\nprocesses: []\n").turns == (Status(),)

    def test_where_a_status_needs_a_process_there_is_a_default_one(self) -> None:
        assert one("scenario: x\nanswers: [http: 503, status]\n").played_processes == (Process(),)

    def test_where_no_status_is_shown_there_is_no_process(self) -> None:
        assert one("scenario: x\nanswers: [http: 503]\n").played_processes == ()

    def test_an_empty_list_of_processes_stays_empty(self) -> None:
        assert one("scenario: x\nprocesses: []\n").played_processes == ()


class TestRows:
    def test_what_is_left_out_is_filled_in_at_the_call(self) -> None:
        (row,) = Rows([EXACT]).rows or ()
        assert row is not None
        assert row.row(77, "2015-03-09T10:15:30", "0001-01-01T00:00:00") == Row(
            1, 77, None, 1, 4, "2015-03-09T10:15:30", "0001-01-01T00:00:00"
        )

    def test_what_is_given_stays_as_it_is(self) -> None:
        given = Row(1, 5, "", 1, 4, "2015-03-09T10:15:30-04:00", "2015-03-09T10:15:30Z")
        (row,) = Rows([given]).rows or ()
        assert row is not None
        assert row.row(77, "-", "-") == given

    def test_times_may_be_datetimes_and_now(self) -> None:
        zone = timezone(timedelta(hours=-4))
        moment = datetime(2015, 3, 9, 10, 15, 30, 500_000, tzinfo=zone)
        (row,) = Rows([EXACT | {"ProcessStartTime": moment, "ProcessCompleteTime": "now"}]).rows or ()
        assert row is not None
        assert row.row(1, "NOW", "-")[-2:] == ("2015-03-09T10:15:30.5-04:00", "NOW")


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("0s", 0), ("500ms", 0.5), ("1.5s", 1.5), ("30s", 30), ("5m", 300), ("2h", 7200), ("1d", 86400), ("1h30m", 5400)],
)
def test_a_duration_is_read_with_its_units(text: str, seconds: float) -> None:
    assert Status(delay=text).delay == answer(f"delay: {text}").delay == seconds


@pytest.mark.parametrize("text", ["", "s", "5 s", "-5s", "1m1h", "1s1s", "1e3s", "٣s", "5S", "1.s"])
def test_what_only_looks_like_a_duration_is_refused(text: str) -> None:
    with pytest.raises(ScenarioError, match="delay: expected a duration"):
        Status(delay=text)


@pytest.mark.parametrize(
    ("scenario", "line"),
    [
        (Scenario("x", processes=[Process()]), "a step a poll, completes at 4"),
        (Scenario("x", processes=[]), "empty result"),
        (Scenario("x", processes=[Process(ending="stalls")]), "a step a poll, stalls at 3 of 4"),
        (
            Scenario("x", processes=[Process(ending="stalls", at=1, lasts=1)]),
            "a step a poll, stalls at 1 of 4 for 1 more poll, then completes",
        ),
        (
            Scenario("x", processes=[Process(MaxStep=2), Process()]),
            "2 processes: a step a poll, completes at 2 / a step a poll, completes at 4",
        ),
        (
            Scenario("x", answers=[Http(503, calls=2, delay="90s"), "status"]),
            "http 503, 2 calls, after 90s; then status (a step a poll, completes at 4)",
        ),
        (Scenario("x", answers=[Rows([])], then="loop"), "empty result; and again"),
        (
            Scenario("x", answers=[Rows(None), Rows([None])], then="refuse"),
            "absent result; then exactly 1 row; then nothing more",
        ),
        (
            Scenario("x", answers=[Logon(), Fault("x" * 99)]),
            f"logon InvalidLogonAttempt; then fault Server '{'x' * 47}...'",
        ),
    ],
)
def test_a_scenario_is_described_in_a_line(scenario: Scenario, line: str) -> None:
    assert scenario.describe() == line
