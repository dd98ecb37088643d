"""Scenarios as text: what is written reads back as the same, and reads as people would write it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given
from hypothesis import settings as profile
from hypothesis import strategies as st

from mockserver.errors import ScenarioError
from mockserver.scenarios.answers import Fault, Http, Logon, Recorded, Rows, Status
from mockserver.scenarios.beside import Chaos, Rate
from mockserver.scenarios.dress import Dress
from mockserver.scenarios.library import catalogue
from mockserver.scenarios.loading import load, loads
from mockserver.scenarios.processes import Process
from mockserver.scenarios.recorded import read_recording
from mockserver.scenarios.scenario import Scenario
from mockserver.scenarios.sending import Spread, Truncated
from mockserver.scenarios.writing import Written, written
from tests.scenarios.models import ENVELOPE, ODD, scenarios


def read(text: Written, folder: Path) -> list[Scenario]:
    for name, content in text.files.items():
        (folder / name).write_bytes(content)
    (folder / "written.yaml").write_text(text.text, "utf-8")
    return load([folder / "written.yaml"])


def answer(*answers: Any, **more: Any) -> str:
    """How answers are written."""
    text = written([Scenario("x", answers=answers, **more)]).text
    return text.removeprefix("scenario: x\nanswers:\n")


@profile(suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.function_scoped_fixture])
@given(scenario=scenarios)
def test_what_is_written_reads_back_as_the_same(scenario: Scenario, tmp_path: Path) -> None:
    assert read(written([scenario]), tmp_path) == [scenario]


@pytest.mark.parametrize("without_libyaml", [False, True])
@pytest.mark.parametrize("text", ODD)
def test_odd_text_reads_back_as_it_was(text: str, without_libyaml: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if without_libyaml:
        monkeypatch.delattr(yaml, "CSafeDumper", raising=False)
    headers = {"X-Odd": text.strip("\n\r")} if text.isascii() and text.isprintable() else {}
    everywhere = Scenario(
        "x",
        about=text,
        UserName=text,
        processes=[Process(text), Process(path=[{"ProcessType": text}, {"CurrentStep": 1, "ProcessType": text}])],
        answers=[Fault(text, actor=text), Http(body=text, headers=headers)],
    )
    result = written([everywhere])
    assert loads(result.text) == [everywhere]
    assert yaml.safe_load(result.text)["UserName"] == text  # other readers of YAML see the same


def test_the_catalogue_reads_back_as_the_same(tmp_path: Path) -> None:
    assert read(written(catalogue()), tmp_path) == list(catalogue())


@pytest.mark.parametrize(
    ("answers", "lines"),
    [
        ([Status()], "- status"),
        ([Status(calls=2), Status()], "- status:\n  calls: 2\n- status"),
        ([Status(delay=2)], "- delay: 2s"),
        ([Status(wire="reset", calls=2), Status()], "- status:\n  calls: 2\n  wire: reset\n- status"),
        ([Status(wire=Truncated("MaxStep"))], "- wire: {truncated: MaxStep}"),
        ([Http()], "- http: 200"),
        ([Http(503)], "- http: 503"),
        ([Http(503, body=b"")], '- http: {status: 503, body: ""}'),
        ([Http(body="late", delay=Spread(2, "500ms"))], "- http: {body: late}\n  delay: {median: 2s, spread: 500ms}"),
        (
            [Http(429, headers={"Retry-After": "30"})],
            '- http:\n    status: 429\n    headers: {Retry-After: "30"}',
        ),
        ([Rows([])], "- rows: []"),
        ([Rows(None)], "- rows: absent"),
        ([Rows([None])], "- rows: [nil]"),
        ([Fault("Gone: see you")], '- fault: "Gone: see you"'),
        ([Fault("Gone, see you")], "- fault: Gone, see you"),
        ([Fault("Gone, see you", "Client")], '- fault: {text: "Gone, see you", code: Client}'),
        ([Logon()], "- logon: InvalidLogonAttempt"),
        ([Status(for_="90s"), Status()], "- status:\n  for: 90s\n- status"),
        ([Status(drip={"bytes": 9, "every": "1s"})], "- drip: {bytes: 9, every: 1s}"),
        ([Status(dress=Dress(prefix="", pretty=True))], '- dress: {pretty: on, prefix: ""}'),
    ],
)  # fmt: skip
def test_an_answer_is_written_in_the_shortest_way(answers: list[Any], lines: str) -> None:
    assert answer(*answers) == f"{lines}\n"


def test_times_have_no_quotes() -> None:
    row = {"StatusID": 1, "CurrentStep": 4, "MaxStep": 4, "ProcessStartTime": "now", "ProcessCompleteTime": "none"}
    lines = "- rows:\n  - {StatusID: 1, CurrentStep: 4, MaxStep: 4, ProcessStartTime: now, ProcessCompleteTime: none}\n"
    assert answer(Rows([row])) == lines
    later = row | {"ProcessCompleteTime": "2015-03-09T10:15:30.1234567Z"}
    assert "\n    ProcessCompleteTime: 2015-03-09T10:15:30.1234567Z\n" in answer(Rows([later]))


def test_a_row_that_breaks_the_contract_is_written_as_it_was_given() -> None:
    row = {"MaxStep": "many", "StatusID": "1", "ListID": None, "Extra": "1", "CurrentStep": ""}
    lines = '- rows:\n  - {MaxStep: many, StatusID: 1, ListID: nil, Extra: "1", CurrentStep: ""}\nbreaks: contract\n'
    assert answer(Rows([row]), breaks="contract") == lines


def test_only_what_is_not_as_usual_is_written() -> None:
    scenario = Scenario(
        "all-of-it",
        "Everything at once.",
        ListID="any",
        UserName="me",
        processes=[Process(), Process(None, every="5m", path=[0, "gone", "done"])],
        answers=[Status(), Http(503, calls=2)],
        then="loop",
        rate=Rate(10, "1m", Http(429)),
        chaos=Chaos({"reset": 0.05}, seed=7),
        settings={"custom_errors": False, "unknown_list": Fault("No such list")},
    )
    assert (
        written([scenario, Scenario("none", processes=())]).text
        == """\
scenario: all-of-it
about: Everything at once.
ListID: any
UserName: me
processes:
- {}
- ProcessType: nil
  every: 5m
  path: [0, gone, done]
answers:
- status
- http: 503
  calls: 2
then: loop
rate:
  calls: 10
  per: 1m
  answer:
    http: 429
chaos:
  rates:
    reset: 0.05
  seed: 7
settings:
  custom_errors: off
  unknown_list:
    fault: No such list
---
scenario: none
processes: []
"""
    )


@pytest.mark.parametrize("seconds", [0.001, 0.57, 1.5, 90, 3599.999, 12345.678, 366 * 86400])
def test_a_duration_is_written_without_loss(seconds: float) -> None:
    scenario = Scenario("x", answers=[Status(for_=seconds), Status(delay=seconds)])
    assert loads(written([scenario]).text) == [scenario]
    assert scenario.answers[0].for_ == seconds


def test_models_keep_durations_as_files_can_say_them() -> None:
    scenario = Scenario("x", answers=[Status(for_=1 / 3, delay=0.00049), Status()])
    assert (scenario.answers[0].for_, scenario.answers[0].delay) == (0.333, 0.0)
    assert loads(written([scenario]).text) == [scenario]


def test_what_text_cannot_hold_lies_in_files_beside_it() -> None:
    recording = read_recording(ENVELOPE)
    answers = [
        *(Http(body=b"\xff\0"), Http(body="text"), Http(body=b"\xff\0", calls=2), Http(500, body=b"\xfe")),
        *(Recorded(recording, adapt=True), Recorded(recording)),
    ]
    result = written([Scenario("a b|..|c:d", answers=answers, breaks="contract")], prefix="saved.")
    assert result.files == {
        "saved.a-b-..-c-d-1.body": b"\xff\0",
        "saved.a-b-..-c-d-2.body": b"\xfe",
        "saved.a-b-..-c-d-1.xml": ENVELOPE,
    }
    assert "recorded: saved.a-b-..-c-d-1.xml\n  adapt: on\n" in result.text
    assert "http: {status: 500, file: saved.a-b-..-c-d-2.body}\n" in result.text


def test_scenarios_whose_names_look_alike_have_files_of_their_own() -> None:
    two = [Scenario(name, answers=[Http(body=name.encode() + b"\0")]) for name in ("a b", "a?b")]
    assert written(two).files == {"a-b-1.body": b"a b\0", "a-b-2.body": b"a?b\0"}


@pytest.mark.parametrize("name", ["..", "?", "é", "x" * 300])
def test_a_file_gets_a_name_that_every_system_takes(name: str, tmp_path: Path) -> None:
    scenario = Scenario(name, answers=[Http(body=b"\xff")])
    assert read(written([scenario]), tmp_path) == [scenario]


def test_a_function_cannot_be_written() -> None:
    def later(call: object) -> Status:
        return Status()

    with pytest.raises(ScenarioError, match=r"^a file can't hold a function, and later is one$"):
        written([Scenario("x", answers=[later])])


@pytest.mark.parametrize(
    "beside",
    [
        {"rate": Rate(1, "1m", Status(dress={"soap": "other"}))},
        {"settings": {"unknown_list": Fault("gone", dress={"soap": "other"})}},
    ],
)
def test_what_a_file_could_not_say_is_refused_in_python(beside: dict[str, Any]) -> None:
    with pytest.raises(ScenarioError, match="so this breaks the contract; if it is meant, add `breaks: contract`"):
        Scenario("x", processes=(), **beside)
    meant = Scenario("x", processes=(), breaks="contract", **beside)
    assert loads(written([meant]).text) == [meant]


@given(st.lists(st.sampled_from(ODD), min_size=1, max_size=3))
def test_several_documents_are_kept_apart(texts: list[str]) -> None:
    several = [Scenario(f"x{number}", text, processes=()) for number, text in enumerate(texts)]
    assert loads(written(several).text) == several
