"""Recorded answers: what they say, in what they break the contract, and how they are made to fit a call."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from urllib.request import Request, urlopen

import pytest

from mockserver import MockServer, Recorded, Scenario
from mockserver.asmx.faults import fault_bytes
from mockserver.asmx.writing import response_bytes
from mockserver.contract import LooseRow, Row
from mockserver.errors import ScenarioError
from mockserver.scenarios import http_parts
from mockserver.scenarios.recorded import RecordedFile, Recording, read_recording
from mockserver.service.backend import SoapFault
from tests.answers import ROW, message, response
from tests.soap import HEADERS_11, SOAP11, SOAP12, TNS, list_id, rows_of

NEW_YEAR = datetime(2024, 1, 1, tzinfo=UTC)
FIELDS = {
    "StatusID": "7",
    "ListID": "12345",
    "ProcessType": "Send to List",
    "CurrentStep": "1",
    "MaxStep": "4",
    "ProcessStartTime": "2015-03-09T10:15:30",
    "ProcessCompleteTime": "0001-01-01T00:00:00",
}


def row(fields: dict[str, str] = FIELDS) -> str:
    """A row on lines of its own, the first being line 3 of the document."""
    lines = "".join(f"\n<{name}>{text}</{name}>" for name, text in fields.items())
    return f"\n<WSLegacyProcessStatus>{lines}</WSLegacyProcessStatus>"


def document(result: str, namespace: str = SOAP11) -> str:
    return message(namespace, response(f"\n<GetLegacyProcessStatusResult>{result}</GetLegacyProcessStatusResult>"))


def read(text: str) -> Recording:
    return read_recording(text.encode())


# -- what they say


@pytest.mark.parametrize("version", ["1.1", "1.2"])
def test_what_the_service_writes_breaks_nothing_and_is_read_as_it_was_meant(version: str) -> None:
    rows = (ROW, None, ROW._replace(ProcessType=None), ROW._replace(ProcessType="", MaxStep=-5))
    for answer in (rows, (), None):
        recording = read_recording(response_bytes(version, answer))
        assert (recording.breaches, recording.version, recording.fault) == ((), version, None)
        assert recording.rows == answer


@pytest.mark.parametrize("version", ["1.1", "1.2"])
@pytest.mark.parametrize("code", ["Client", "Server", "MustUnderstand", "VersionMismatch"])
def test_a_fault_that_the_service_writes_breaks_nothing(version: str, code: str) -> None:
    fault = SoapFault(code, "It's <bad>", "urn:actor", "<a><b/></a>")
    recording = read_recording(fault_bytes(version, fault))
    assert (recording.breaches, recording.version, recording.rows) == ((), version, ())
    assert recording.fault == (code, "It's <bad>", "urn:actor")


def test_other_prefixes_white_space_comments_and_a_byte_order_mark_break_nothing() -> None:
    text = f"""\ufeff<?xml version="1.0"?>
    <!-- seen --><e:Envelope xmlns:e="{SOAP11}" xmlns:i="http://www.w3.org/2001/XMLSchema-instance" e:a="b">
      <e:Header><Other xmlns="urn:x">1</Other></e:Header>
      <e:Body><t:GetLegacyProcessStatusResponse xmlns:t="{TNS}"><t:GetLegacyProcessStatusResult>
        <t:WSLegacyProcessStatus i:nil=" 1 "></t:WSLegacyProcessStatus>
        <t:WSLegacyProcessStatus><t:StatusID> &#49;<![CDATA[2]]></t:StatusID><t:ListID>1</t:ListID>
          <t:CurrentStep>+1</t:CurrentStep><t:MaxStep>4</t:MaxStep><!-- - -->
          <t:ProcessStartTime> 2015-03-09T10:15:30.1234567-04:00 </t:ProcessStartTime>
          <t:ProcessCompleteTime>0001-01-01T00:00:00</t:ProcessCompleteTime></t:WSLegacyProcessStatus>
      </t:GetLegacyProcessStatusResult></t:GetLegacyProcessStatusResponse></e:Body></e:Envelope>"""
    recording = read(text)
    assert recording.breaches == ()
    seen = Row(12, 1, None, 1, 4, "2015-03-09T10:15:30.1234567-04:00", "0001-01-01T00:00:00")
    assert recording.rows == (None, seen)


def test_recordings_are_equal_by_their_bytes() -> None:
    data = document(row()).encode()
    assert read_recording(data, "a") == read_recording(data, "b") != read_recording(data + b" ")
    assert len({read_recording(data, "a"), read_recording(data, "b")}) == 1
    assert repr(read_recording(data, "a.xml")) == "Recording('a.xml')"


# -- in what they break the contract


def rows_with(**fields: str | None) -> str:
    return document(row({name: text for name, text in (FIELDS | fields).items() if text is not None}))


WHOLE = (
    "expected GetLegacyProcessStatusResponse or a SOAP 1.1 Fault, got",
    "the namespace 'http://webservices.listrak.com/v31/'",
)
XSI_NIL = 'xmlns:i="http://www.w3.org/2001/XMLSchema-instance" i:nil="true"'


@pytest.mark.parametrize(
    ("text", "breaches"),
    [
        ("", ["it is empty"]),
        (" \n", ["it is empty"]),
        (
            "HTTP/1.1 200 OK\r\n\r\n<a/>",
            ["line 1: it begins with an HTTP status line; a recording is the body alone, without its headers"],
        ),
        ("here", ["line 1, column 1: it is not well-formed XML: syntax error"]),
        (
            "<a>\n</b>",
            [
                "line 2, column 3: it is not well-formed XML: mismatched tag",
            ],
        ),
        ("<!DOCTYPE a [<!ENTITY b 'c'>]>\n<a>&b;</a>", ["line 1: it has a DTD, which no SOAP message may have"]),
        ("<a/>", ["line 1: expected the Envelope of SOAP 1.1 or 1.2, got a in no namespace"]),
        (
            f'<Body xmlns="{SOAP12}"/>',
            [f"line 1: expected the Envelope of SOAP 1.1 or 1.2, got Body in the namespace '{SOAP12}'"],
        ),
        (f'<Envelope xmlns="{SOAP12}"/>', ["line 1: Envelope: the element Body is missing"]),
        (
            f'<Envelope xmlns="{SOAP11}">a<Body/>\n<Header/><b/></Envelope>',
            [
                "line 1: Envelope: text between its elements: 'a'",
                f"line 1: Body: {WHOLE[0]} nothing",
                "line 2: Envelope: Header stands behind Body, and belongs before it",
                f"line 2: Envelope: unknown element b in the namespace '{SOAP11}'",
            ],
        ),
        (
            message(SOAP11, f'<a/>\n<Fault xmlns="{SOAP12}"/>'),
            [
                f"line 1: Body: {WHOLE[0]} a in no namespace",
                f"line 2: Body: expected one element, got Fault in the namespace '{SOAP12}' too",
            ],
        ),
        (
            document('<a/><WSLegacyProcessStatus xmlns=""/>'),
            [
                f"line 2: GetLegacyProcessStatusResult: unknown element a in {WHOLE[1]}",
                (
                    f"line 2: GetLegacyProcessStatusResult: expected WSLegacyProcessStatus in {WHOLE[1]}, "
                    "got it in no namespace"
                ),
                *(
                    f"line 2: row 1: the element {name} is missing"
                    for name in ("StatusID", "ListID", "CurrentStep", "MaxStep", "ProcessStartTime")
                ),
                "line 2: row 1: the element ProcessCompleteTime is missing",
            ],
        ),
        (
            document(f"<WSLegacyProcessStatus {XSI_NIL}>x</WSLegacyProcessStatus>"),
            ["line 2: row 1: it is nil, and yet holds something"],
        ),
        (
            message(SOAP11, response(f'<GetLegacyProcessStatusResult {XSI_NIL} a="b" />')),
            [
                "line 1: GetLegacyProcessStatusResult: unknown attribute a",
                "line 1: GetLegacyProcessStatusResult: it is nil, and can't be",
            ],
        ),
        (
            rows_with(StatusID="one", MaxStep=None, ProcessCompleteTime="never"),
            [
                "line 3: row 1: the element MaxStep is missing",
                "line 4: row 1: StatusID: expected a whole number, got 'one'",
                (
                    "line 9: row 1: ProcessCompleteTime: expected a date and time such as 2015-03-09T10:15:30, "
                    "got 'never'"
                ),
            ],
        ),
        (rows_with(StatusID="<b>7</b>"), ["line 4: row 1: StatusID: expected text, got the element b in it"]),
        (rows_with(Foo="1"), [f"line 11: row 1: unknown element Foo in {WHOLE[1]}"]),
        (
            document(row(dict(reversed(FIELDS.items())))),
            [
                f"line {line}: row 1: {name} stands behind ProcessCompleteTime, and belongs before it"
                for line, name in enumerate(reversed(list(FIELDS)[:-1]), 5)
            ],
        ),
        (
            document(row().replace("<MaxStep>4</MaxStep>", "<MaxStep>4</MaxStep><MaxStep>5</MaxStep>")),
            ["line 8: row 1: MaxStep is here twice"],
        ),
        (
            document(row().replace("<MaxStep>4", f"<MaxStep {XSI_NIL}>")),
            ["line 8: row 1: MaxStep: it is nil, and can't be"],
        ),
        (
            document(row().replace("<MaxStep>", '<MaxStep xmlns="urn:x">')),
            [f"line 8: row 1: expected MaxStep in {WHOLE[1]}, got it in the namespace 'urn:x'"],
        ),
        (
            message(SOAP11, "<soap:Fault><faultstring/><faultcode>soap:Sender</faultcode></soap:Fault>"),
            [
                "line 1: Fault: faultcode stands behind faultstring, and belongs before it",
                "line 1: Fault: expected a code of Client, Server, MustUnderstand, VersionMismatch, got 'Sender'",
            ],
        ),
        (
            message(SOAP12, "<soap:Fault><soap:Code/><Detail/></soap:Fault>"),
            [
                f"line 1: Fault: expected Detail in the namespace '{SOAP12}', got it in no namespace",
                "line 1: Fault: the element Reason is missing",
                "line 1: Code: the element Value is missing",
            ],
        ),
        (
            '<?xml version="1.0" encoding="ISO-8859-1"?>' + document(row()).partition("?>")[2],
            ["line 1: it is in ISO-8859-1, and the service's answers are in utf-8"],
        ),
        (
            rows_with(StatusID="one").replace("</soap:Body>", ""),
            [
                "line 4: row 1: StatusID: expected a whole number, got 'one'",
                "line 10, column 153: it is not well-formed XML: mismatched tag",
            ],
        ),
        ("<?xml version='1.0' encoding='klingon'?><a/>", ["line 1: it can't be read: unknown encoding: klingon"]),
    ],
)
def test_each_breach_is_told_with_its_line_and_all_at_once(text: str, breaches: list[str]) -> None:
    assert list(read(text).breaches) == breaches


def test_rows_are_read_as_far_as_they_can_be() -> None:
    good = row()
    bad = row(FIELDS | {"MaxStep": "four", "Foo": "x"})
    recording = read(document(good + bad + row(FIELDS | {"Foo": "x"}) + good)[:-250])
    assert recording.rows is not None
    seen = Row(7, 12345, "Send to List", 1, 4, FIELDS["ProcessStartTime"], FIELDS["ProcessCompleteTime"])
    assert recording.rows == (seen, LooseRow((*(FIELDS | {"MaxStep": "four"}).items(), ("Foo", "x"))), seen)
    assert read(document(good)[: document(good).index("<GetLegacyProcessStatusResult")]).rows == ()


def test_a_recording_may_be_anything_at_all() -> None:
    deep = "<a>" * 30_000
    for data in (b"\0", b"\xff\xfe", bytes(range(256)), deep.encode(), document(deep).encode(), b"<a b='&c;'/>"):
        assert read_recording(data).breaches
    laughs = "<!DOCTYPE a [<!ENTITY x '" + "y" * 1000 + "'>]><a>" + "&x;" * 10_000 + "</a>"
    assert read(laughs).rows == ()


# -- how they are made to fit


def test_an_adapted_recording_has_the_asked_list_and_begins_now_and_every_other_byte_stays() -> None:
    early = FIELDS | {"ProcessStartTime": "2015-03-09T10:15:30.25", "ProcessCompleteTime": "1753-01-01T00:00:00"}
    late = FIELDS | {
        "ProcessStartTime": " 2015-03-09T11:15:30.1234567 ",
        "ProcessCompleteTime": "9999-12-31T23:59:59.9",
    }
    text = document(row(late) + f"<WSLegacyProcessStatus {XSI_NIL}/>" + row(early) + "<!-- 12345 -->")
    expected = (
        text.replace("<ListID>12345<", "<ListID>-9<")
        .replace("2015-03-09T10:15:30", "2024-02-28T23:59:59")
        .replace("2015-03-09T11:15:30", "2024-02-29T00:59:59")
    )
    recording = read(text)
    now = datetime(2024, 2, 28, 23, 59, 59, tzinfo=UTC)
    assert recording.adapted(-9, now.replace(microsecond=500_000)) == expected.encode()
    assert recording.adapted_rows(-9, now) == read(expected).rows
    assert read_recording(recording.adapted(12345, datetime(2015, 3, 9, 10, 15, 30, tzinfo=UTC))) == recording


def test_zones_stay_as_written_and_the_earliest_instant_is_now() -> None:
    zoned = FIELDS | {"ProcessStartTime": "2015-03-09T10:15:30Z", "ProcessCompleteTime": "2015-03-09T11:15:30.5+02:00"}
    recording = read(document(row(zoned)))
    now = datetime(2024, 1, 1, 5, tzinfo=timezone(timedelta(hours=5)))
    for same in (now, now.astimezone(UTC)):
        (adapted,) = recording.adapted_rows(1, same) or ()
        assert isinstance(adapted, Row)
        assert adapted.ProcessStartTime == "2024-01-01T01:00:00Z"
        assert adapted.ProcessCompleteTime == "2024-01-01T02:00:00.5+02:00"


@pytest.mark.parametrize(
    ("start", "complete", "told"),
    [
        ("2015-03-09T10:15:30", "2015-03-09T11:15:30", ("2024-01-01T02:00:00", "2024-01-01T03:00:00")),
        ("2015-03-09T10:15:30Z", "2015-03-09T11:15:30+01:00", ("2024-01-01T00:00:00Z", "2024-01-01T01:00:00+01:00")),
        ("2015-03-09T10:15:30Z", "2015-03-09T12:15:31.5", ("2024-01-01T00:00:00Z", "2024-01-01T02:00:01.5")),
        ("2015-03-09T12:15:30", "2015-03-09T10:15:31Z", ("2024-01-01T02:00:00", "2024-01-01T00:00:01Z")),
    ],
)
def test_times_without_a_zone_are_in_the_zone_of_now(start: str, complete: str, told: tuple[str, str]) -> None:
    recording = read(document(row(FIELDS | {"ProcessStartTime": start, "ProcessCompleteTime": complete})))
    now = NEW_YEAR.astimezone(timezone(timedelta(hours=2)))
    (adapted,) = recording.adapted_rows(1, now) or ()
    assert isinstance(adapted, Row)
    assert adapted[-2:] == told
    assert read_recording(recording.adapted(1, now)).rows == (adapted,)


def test_it_is_adapted_to_the_instant_at_which_the_scenario_began_whatever_the_time_zone(tmp_path: Path) -> None:
    zoned = FIELDS | {"ProcessStartTime": "2015-03-09T10:15:30Z", "ProcessCompleteTime": "2015-03-09T13:15:30"}
    (tmp_path / "a.xml").write_text(document(row(zoned)), encoding="utf-8")
    with MockServer(Scenario("x", ListID=1, processes=[])) as server, server.new_sandbox() as sandbox:
        sandbox.clock.freeze(NEW_YEAR)
        sandbox.configure(time_zone="+02:00")
        sandbox.script(7, [Recorded(tmp_path / "a.xml", adapt=True)])
        with urlopen(Request(sandbox.url, list_id("7").encode(), dict(HEADERS_11)), timeout=20) as answer:
            (told,) = rows_of(answer.read())
        (kept,) = sandbox.calls[0].rows
    assert isinstance(kept, Row)
    both = ("2024-01-01T00:00:00Z", "2024-01-01T03:00:00")
    assert (told["ProcessStartTime"], told["ProcessCompleteTime"]) == kept[-2:] == both


@pytest.mark.parametrize("charset", ["utf-8", "utf-16", "windows-1252", "iso-8859-1"])
def test_a_recording_is_adapted_in_its_own_character_set(charset: str) -> None:
    fields = FIELDS | {
        "ProcessType": "é",
        "ListID": "1<!-- é -->2",
        "ProcessStartTime": "<![CDATA[2015-03-09T10:15:30]]>",
    }
    text = document(row(fields)).replace('encoding="utf-8"', f'encoding="{charset}"')
    expected = text.replace("1<!-- é -->2", "99").replace("2015-03-09T10:15:30", "2024-01-01T00:00:00")
    recording = read_recording(text.encode(charset))
    assert recording.charset == charset
    assert recording.adapted(99, NEW_YEAR) == expected.encode(charset)


def test_what_can_not_be_adapted_stays() -> None:
    fields = {"ListID": "", "ProcessStartTime": "soon", "ProcessCompleteTime": "1900-01-01T00:00:00", "Foo": "12345"}
    text = document(row(fields))
    assert read(text).adapted(5, NEW_YEAR) == text.encode()
    far = document(
        row(FIELDS | {"ProcessStartTime": "2015-01-01T00:00:00", "ProcessCompleteTime": "9998-01-01T00:00:00"})
    )
    (adapted,) = read(far).adapted_rows(5, NEW_YEAR) or ()
    assert isinstance(adapted, Row)
    assert adapted[-2:] == ("2024-01-01T00:00:00", "9998-01-01T00:00:00")


def test_rows_that_break_the_contract_are_adapted_too() -> None:
    text = document(row(FIELDS | {"MaxStep": "four"}))
    recording = read(text)
    (adapted,) = recording.adapted_rows(5, NEW_YEAR) or ()
    assert isinstance(adapted, LooseRow)
    assert (adapted.text("ListID"), adapted.text("ProcessStartTime")) == ("5", "2024-01-01T00:00:00")
    assert read_recording(recording.adapted(5, NEW_YEAR)).rows == (adapted,)


@pytest.mark.parametrize("answer", [None, ()])
def test_an_answer_without_rows_is_adapted_by_leaving_it(answer: tuple[()] | None) -> None:
    data = response_bytes("1.1", answer)
    assert read_recording(data).adapted(5, NEW_YEAR) == data
    assert read_recording(data).adapted_rows(5, NEW_YEAR) == answer


# -- where they come from


def test_python_gives_a_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.xml").write_bytes(document(row()).encode())
    kind = RecordedFile()
    recording = kind.check("a.xml")
    assert isinstance(recording, Recording)
    assert recording == kind.check(tmp_path / "a.xml") == kind.check(recording)
    assert recording.path == "a.xml"


def test_a_path_that_leads_nowhere_has_its_own_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(http_parts, "LARGEST_BODY", 2**20)
    (tmp_path / "large.xml").write_bytes(b" " * (2**20 + 1))
    told = {
        "nope.xml": f"there is no file 'nope.xml' in {tmp_path}, where paths start in Python",
        ".": "expected a file, got the folder '.'",
        "large.xml": "the file 'large.xml' is larger than 1 MiB",
    }
    for path, sentence in told.items():
        with pytest.raises(ValueError, match="file") as error:
            RecordedFile().check(path)
        assert str(error.value) == sentence
    with pytest.raises(ScenarioError, match="expected the path of a file with a recorded answer, got 5"):
        RecordedFile().check(5)
