"""The models as Python uses them: checked as files are, frozen, and told in few words."""

from __future__ import annotations

import dataclasses
import inspect
from typing import get_args

import pytest

from mockserver.errors import ScenarioError
from mockserver.scenarios.answers import KINDS, Fault, Http, Logon, Rows, Status
from mockserver.scenarios.endings import Ending
from mockserver.scenarios.kinds import alternatives
from mockserver.scenarios.processes import Process
from mockserver.scenarios.scenario import Scenario
from mockserver.settings import Settings

EXACT = {
    "StatusID": 1,
    "CurrentStep": 1,
    "MaxStep": 4,
    "ProcessStartTime": "now",
    "ProcessCompleteTime": "none",
}


class Secretive:
    """Its values can't be shown."""

    def __repr__(self) -> str:
        raise RuntimeError("no")


class Textual(str):
    """Text that can't be a member of a set, as a scenario has to be."""

    __slots__ = ()
    __hash__ = None  # type: ignore[assignment]


def test_text_is_kept_as_plain_text_whatever_class_it_is_of() -> None:
    given = Scenario(Textual("x"), Textual("y"), ListID=Textual("any"), UserName=Textual("u"), processes=[])
    assert {given} == {Scenario("x", "y", ListID="any", UserName="u", processes=[])}
    assert {type(each) for each in (given.name, given.about, given.ListID, given.UserName)} == {str}
    assert {Fault(Textual("x"), Textual("Sender"))} == {Fault("x", "Client")}
    assert type(Settings(time_zone=Textual("+02:00")).time_zone) is str


@pytest.mark.parametrize("digits", [13, 5000])
def test_advice_does_not_repeat_what_is_long(digits: int) -> None:
    with pytest.raises(ScenarioError) as error:
        Process(every="9" * digits, appears="9" * digits)
    assert str(error.value).count("write `5 polls` or `5s`") == 2
    with pytest.raises(ScenarioError) as error:
        Status(delay="1." + "9" * digits * 2)
    assert "such as 30s or 30ms, got" in str(error.value)
    assert len(str(error.value)) < 300


def test_all_mistakes_of_a_constructor_are_told_at_once() -> None:
    with pytest.raises(ScenarioError) as error:
        Process("a\0", MaxStep=0, ending="stals", at=2**31)  # type: ignore[arg-type]
    assert [str(mistake) for mistake in error.value.mistakes] == [
        "ProcessType: expected text that XML can carry, got the character U+0000 at position 2",
        "MaxStep: expected a whole number of at least 1, got 0",
        f"ending: expected {alternatives(get_args(Ending))}, got 'stals'; did you mean 'stalls'?",
        "at: expected a step: a whole number of at least 0 and at most 2147483647, got 2147483648",
    ]


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Http(True), "status: expected a whole number, got True"),
        (lambda: Http(200.0), "status: expected a whole number, got 200.0"),
        (lambda: Http(body=5), "body: expected text or bytes, got 5"),
        (lambda: Http(headers={"X": None}), "headers: X: expected a header's value as text, got None"),
        (
            lambda: Http(headers=[("X", "y")]),
            "headers: expected a mapping of header names to values, got [(",
        ),
        (lambda: Http(headers={5: "x"}), "headers: expected a header's name (letters, digits and dashes), got 5"),
        (lambda: Status(calls=0), "calls: expected a number of calls of at least 1, got 0"),
        (lambda: Status(delay=-1), "delay: expected a duration from 0s to 366d, got -1"),
        (lambda: Status(delay=float("nan")), "delay: expected a duration from 0s to 366d, got nan"),
        (lambda: Status(delay=10**400), "delay: expected a duration from 0s to 366d, got 1000"),
        (lambda: Status(delay="5"), "delay: expected a duration with its unit, such as 5s or 5ms, got '5'"),
        (
            lambda: Status(delay=None),
            "delay: expected a duration: text with units, a timedelta or seconds",
        ),
        (
            lambda: Status(calls=10**5000),
            "calls: expected a number of calls of at least 1 and at most 2147483647, got <int",
        ),
        (lambda: Status(for_=0), "for_: expected a duration of at least 1ms, got 0"),
        (lambda: Status(calls=1, for_=1), "for_: a turn lasts a number of calls or a time, and this has both"),
        (lambda: Status(dress={"extra-elements": 5}), "dress: extra-elements: expected on or off, got 5"),
        (lambda: Fault(Secretive()), "text: expected text, got <Secretive that can't be shown>"),
        (
            lambda: Http(headers={Secretive(): "x"}),
            "headers: expected a header's name (letters, digits and dashes), got <",
        ),
        (lambda: Http(headers={"X": 10**5000}), "headers: X: expected a header's value as text, got <int that can't"),
        (lambda: Rows([{10**5000: 1}]), 'rows: row 1: unknown key "<int that can\'t be shown>" in a row; allowed:'),
        (
            lambda: Rows([{"Foo": 10**5000}]),
            "rows: row 1: Foo: expected a value: text, a number or a date and time, got <",
        ),
        (lambda: Process(every=10**5000), "every: expected poll, told, a number of polls such as 3 polls, or a "),
        (lambda: Fault(None), "text: expected text, got None"),
        (
            lambda: Fault("x", detail="<a>"),
            "detail: expected well-formed XML, got 'mismatched tag' at line 1",
        ),
        (
            lambda: Logon("x"),
            "token: expected InvalidLogonAttempt, LoginAttemptsExceeded or ",
        ),
        (lambda: Rows("absent"), "rows: expected a list of rows, or None for an absent result, got 'absent'"),
        (lambda: Rows([5]), "rows: row 1: expected a row: a mapping of its fields, or nil, got 5"),
        (lambda: Scenario("x", answers=[Rows([{}])]), "answers: item 1: rows: row 1: the field StatusID is missing"),
        (lambda: Rows([EXACT | {5: 1}]), "rows: row 1: unknown key '5' in a row; allowed: StatusID, "),
        (lambda: Scenario("x"), "a scenario needs processes or answers, and this has neither"),
        (
            lambda: Scenario(" x", processes=[]),
            "name: expected a name on one line, without blanks round it",
        ),
        (
            lambda: Scenario("x", processes=[], settings=5),
            "settings: expected a mapping of settings (missing_header, ",
        ),
        (
            lambda: Scenario("x", processes=[], settings={"no_date": "strat", 5: 6}),
            "settings: unknown key '5' in a scenario's settings; allowed: missing_header, ",
        ),
        (
            lambda: Scenario("x", processes=[], settings={"unknown_list": Fault("x", calls=2)}),
            "settings: unknown_list: every call for such a list gets the fault, so it can't have a number of calls",
        ),
        (lambda: Scenario("x", processes=Process()), "processes: expected a list of processes, got Process()"),
        (lambda: Scenario("x", processes=["x"]), "processes: item 1: expected a process (Process), got 'x'"),
        (lambda: Scenario("x", answers="status"), "answers: expected a list of answers, got 'status'"),
        (
            lambda: Scenario("x", answers=[Status(), "http"]),
            "answers: item 2: expected an answer (Status, Rows,",
        ),
        (
            lambda: Scenario("x", answers=[Http(503, calls=2)]),
            "answers: item 1 is the last, which stays, so it can't have",
        ),
        (lambda: Scenario("x", processes=[], ListID="7a"), "ListID: expected a whole number or any, got '7a'"),
    ],
)
def test_what_python_gives_is_checked_as_files_are(make: object, message: str) -> None:
    assert callable(make)
    with pytest.raises(ScenarioError) as error:
        make()
    assert str(error.value).startswith(message)


def test_an_unknown_argument_is_pythons_own_mistake() -> None:
    with pytest.raises(TypeError, match=r"Http\(\) got an unexpected keyword argument 'cals'"):
        Http(503, cals=2)  # type: ignore[call-arg]


def test_models_do_not_change() -> None:
    for model in (Process(), Http(503), Scenario("x", processes=[])):
        with pytest.raises(dataclasses.FrozenInstanceError):
            model.ListID = 5  # type: ignore[misc,union-attr]


def test_what_was_handed_in_can_change_without_changing_the_model() -> None:
    headers = {"X-A": "b"}
    http = Http(headers=headers)
    headers["X-A"] = "c"
    assert http.headers == {"X-A": "b"}


def test_settings_of_a_scenario_are_kept_as_values_that_do_not_change() -> None:
    given = {"custom_errors": "off", "server_headers": {"Server": "a"}, "unknown_list": "fault: no such list"}
    scenario = Scenario("x", processes=[], settings=given)
    given.clear()
    kept = {"unknown_list": Fault("no such list"), "server_headers": {"Server": "a"}, "custom_errors": False}
    assert scenario.settings == kept
    assert {scenario, Scenario("x", processes=[], settings=kept), Scenario("x", processes=[])} == {
        scenario,
        Scenario("x", processes=[]),
    }
    assert dataclasses.replace(scenario, name="y").settings == kept


def test_models_can_be_kept_in_sets() -> None:
    assert len({Http(503), Http(503), Http(503, calls=2), Process(), Process(), Rows([EXACT]), Rows([EXACT])}) == 4


def test_a_copy_with_other_values_is_checked_too() -> None:
    assert dataclasses.replace(Http(503, "x", calls=2), status=500) == Http(500, "x", calls=2)
    assert dataclasses.replace(Rows([EXACT]), delay="2s") == Rows([EXACT], delay=2)
    with pytest.raises(ScenarioError, match="MaxStep: expected a whole number of at least 1, got 0"):
        dataclasses.replace(Process(), MaxStep=0)


@pytest.mark.parametrize(
    ("model", "text"),
    [
        (Process(), "Process()"),
        (Process(None, ending="stalls"), "Process(ProcessType=None, ending='stalls')"),
        (Http(503, calls=2), "Http(calls=2, status=503)"),
        (Fault("no", delay=2), "Fault(delay=2.0, text='no')"),
    ],
)
def test_a_repr_shows_what_is_unusual(model: object, text: str) -> None:
    assert repr(model) == text


@pytest.mark.parametrize("model", [Process, Scenario, *KINDS.values()])
def test_a_constructor_has_the_defaults_that_its_fields_tell(model: type) -> None:
    parameters = inspect.signature(model).parameters
    for field in dataclasses.fields(model):
        if field.name in parameters and field.default_factory is dataclasses.MISSING:
            default = parameters[field.name].default
            assert default == (inspect.Parameter.empty if field.default is dataclasses.MISSING else field.default)
