"""Answers that are not as the service writes them, as a client gets them: dressed up, recorded, broken, cut."""

from __future__ import annotations

from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from typing import NamedTuple

import pytest
from werkzeug.test import Client

from mockserver import Dress, Fault, MockServer, Process, Recorded, Rows, Scenario, ScenarioError, Status
from mockserver.sandbox.sandbox import Sandbox
from mockserver.scenarios.loading import load
from tests.soap import HEADERS_11, HEADERS_12, SOAP12, envelope, fault_of, list_id, rows_of

MOMENT = "2026-03-09T10:15:30"
LATER = "2030-01-01T00:00:00"


class Answer(NamedTuple):
    status: int
    content_type: str
    body: bytes


@pytest.fixture(scope="module")
def server() -> Iterator[MockServer]:
    with MockServer(Scenario("x", ListID=1, processes=[])) as server:
        yield server


@pytest.fixture
def sandbox(server: MockServer) -> Iterator[Sandbox]:
    with server.new_sandbox() as sandbox:
        sandbox.clock.freeze(MOMENT)
        yield sandbox


def post(sandbox: Sandbox, ListID: int = 12345, *, version: str = "1.1") -> Answer:
    body = list_id(str(ListID)) if version == "1.1" else envelope(namespace=SOAP12)
    host, _, path = sandbox.url.removeprefix("http://").partition("/")
    connection = HTTPConnection(host, timeout=20)
    try:
        connection.request("POST", f"/{path}", body.encode(), HEADERS_11 if version == "1.1" else HEADERS_12)
        answer = connection.getresponse()
        return Answer(answer.status, answer.getheader("content-type", ""), answer.read())
    finally:
        connection.close()


# -- dress


def test_an_answer_in_another_dress_says_the_same(sandbox: Sandbox) -> None:
    plain = sandbox.script(12345, processes=[Process()]) and rows_of(post(sandbox).body)
    sandbox.script(12345, [Status(dress={"pretty": True, "prefix": "env", "bom": True})], processes=[Process()])
    dressed = post(sandbox)
    assert dressed.body.startswith(b"\xef\xbb\xbf<?xml")
    assert b"\n  <env:Body>\n" in dressed.body
    assert rows_of(dressed.body) == plain
    assert dressed.content_type == "text/xml; charset=utf-8"


@pytest.mark.parametrize(
    ("version", "content_type"),
    [("1.1", "application/soap+xml; charset=utf-16"), ("1.2", "text/xml; charset=utf-16")],
)
def test_a_dress_of_the_other_version_in_another_charset(sandbox: Sandbox, version: str, content_type: str) -> None:
    sandbox.script(12345, [Status(dress=Dress(soap="other", charset="utf-16"))], breaks="contract")
    answer = post(sandbox, version=version)
    assert answer.content_type == content_type
    assert [row["CurrentStep"] for row in rows_of(answer.body)] == ["1"]


def test_a_fault_can_be_dressed_too(sandbox: Sandbox) -> None:
    sandbox.script(12345, [Fault("no", dress={"content-type": "text/plain", "prefix": ""})], breaks="contract")
    answer = post(sandbox)
    assert (answer.status, answer.content_type) == (500, "text/plain")
    assert b'<Envelope xmlns="http://schemas' in answer.body


# -- recorded


@pytest.fixture
def recording(sandbox: Sandbox, tmp_path: Path) -> Path:
    """The answer that a completed process got."""
    sandbox.script(12345, processes=[Process(path=["done"])])
    file = tmp_path / "answer.xml"
    file.write_bytes(post(sandbox).body)
    sandbox.reset()
    sandbox.clock.freeze(LATER)
    return file


def test_a_recorded_answer_goes_as_it_is(sandbox: Sandbox, recording: Path) -> None:
    sandbox.script("any", [Recorded(recording)])
    assert post(sandbox, 7).body == recording.read_bytes()
    assert post(sandbox, 7).content_type == "text/xml; charset=utf-8"
    assert sandbox.calls[0].rows[0] is not None


def test_callers_of_the_other_version_get_what_it_says(sandbox: Sandbox, recording: Path) -> None:
    sandbox.script(12345, [Recorded(recording)])
    answer = post(sandbox, version="1.2")
    assert answer.content_type == "application/soap+xml; charset=utf-8"
    assert rows_of(answer.body) == rows_of(recording.read_bytes())


def test_an_adapted_recording_is_of_the_asked_list_and_of_today(sandbox: Sandbox, recording: Path) -> None:
    sandbox.script("any", [Recorded(recording, adapt=True)])
    (row,) = rows_of(post(sandbox, 7).body)
    assert (row["ListID"], row["ProcessStartTime"], row["ProcessCompleteTime"]) == ("7", LATER, LATER)
    assert rows_of(post(sandbox, 8).body)[0]["ListID"] == "8"


@pytest.mark.parametrize("version", ["1.1", "1.2"])
def test_a_recorded_fault_is_a_fault(sandbox: Sandbox, tmp_path: Path, version: str) -> None:
    sandbox.script(12345, [Fault("it broke", "Client", actor="urn:x")])
    file = tmp_path / "fault.xml"
    file.write_bytes(post(sandbox).body)
    sandbox.script(12345, [Recorded(file)])
    answer = post(sandbox, version=version)
    assert answer.status == 500
    said = fault_of(answer.body)
    assert (said.version, said.text) == (version, "it broke")
    assert said.code in ("Client", "Sender")
    assert sandbox.calls[-1].fault == "it broke"


def test_a_recording_is_named_in_a_file(sandbox: Sandbox, recording: Path) -> None:
    told = "answers:\n  - recorded: answer.xml\n    adapt: true\n  - recorded: {file: answer.xml, adapt: on}\n"
    (recording.parent / "x.yaml").write_text(f"scenario: x\nListID: any\n{told}", encoding="utf-8")
    (scenario,) = load([recording.parent / "x.yaml"])
    assert scenario.answers == (Recorded(recording, adapt=True),) * 2
    sandbox.play(scenario)
    assert [rows_of(post(sandbox, 9).body)[0]["ListID"] for _ in "ab"] == ["9", "9"]


def test_a_recording_of_anything_else_has_to_be_meant(sandbox: Sandbox, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text("<p>Gone", encoding="utf-8")
    with pytest.raises(ScenarioError, match=r"recorded: line 1, column 8: .* add `breaks: contract`"):
        sandbox.script(12345, [Recorded(page)])
    sandbox.script(12345, [Recorded(page)], breaks="contract")
    for version in ("1.1", "1.2"):
        assert post(sandbox, version=version).body == b"<p>Gone"


# -- rows that break the contract


def test_rows_that_break_the_contract_go_as_they_were_given(sandbox: Sandbox) -> None:
    sandbox.script(12345, [Rows([{"StatusID": "one", "Queue": "<a&b>"}, None])], breaks="contract")
    answer = post(sandbox)
    assert rows_of(answer.body) == [{"StatusID": "one", "Queue": "<a&b>"}, {}]
    assert "row with StatusID=one, Queue=<a&b>, nil row" in sandbox.transcript()


# -- wires


def test_a_truncated_answer_is_cut_and_well_framed(sandbox: Sandbox) -> None:
    sandbox.script(12345, [Status(wire={"truncated": 120}), Status(wire={"truncated": "MaxStep"}), Status()])
    assert len(post(sandbox).body) == 120
    assert post(sandbox).body.endswith(b"<MaxStep>")
    assert [row["CurrentStep"] for row in rows_of(post(sandbox).body)] == ["1"]
    assert [call.outcome for call in sandbox.calls] == ["sent"] * 3
    assert sandbox.polls().rows_served == 1


def test_under_wsgi_an_answer_is_late_drips_is_cut_and_can_not_be_broken(server: MockServer) -> None:
    with server.new_sandbox() as sandbox:
        path = sandbox.url.removeprefix(server.base_url)
        client = Client(server.wsgi_app)

        def ask() -> Answer:
            response = client.post(path, data=envelope(), headers=HEADERS_11)
            return Answer(response.status_code, response.content_type, response.data)

        sandbox.script(12345, [Status(delay="1ms", drip={"bytes": 100, "every": "1ms"}), Status(wire={"truncated": 9})])
        assert len(rows_of(ask().body)) == 1
        assert ask().body == b"<?xml ver"
        sandbox.script(12345, [Status(wire="reset")])
        refused = ask()
        assert refused.status == 500
        assert "wire 'reset' needs the built-in server" in fault_of(refused.body).text
