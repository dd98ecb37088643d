"""Messages that are not written as the service writes them say the same all the same; and bodies that are cut."""

from __future__ import annotations

import re
from typing import Any, Literal

import pytest
from lxml import etree

from mockserver.asmx.dressing import dressed, truncated
from mockserver.asmx.faults import fault_bytes
from mockserver.asmx.writing import response_bytes
from mockserver.contract import LooseRow, Row
from mockserver.scenarios.dress import Dress
from mockserver.service.backend import SoapFault
from tests.answers import ROW, WRITTEN_ROW
from tests.soap import SOAP11, SOAP12, TNS

Version = Literal["1.1", "1.2"]
NAMESPACES = {"1.1": SOAP11, "1.2": SOAP12}
DETAIL = '<a b="&gt;"> <!-- > --><soap:c xmlns:soap="urn:x"><![CDATA[<d>soap:Client</d>]]></soap:c></a><?p <i> ?>'
FAULT = SoapFault("Client", "soap:Client is <wrong>", "urn:actor", DETAIL)
MESSAGES = {
    "rows": [ROW, None, ROW._replace(ProcessType=None), ROW._replace(ProcessType=" <soap:Body> \n")],
    "no rows": [],
    "absent": None,
    "fault": FAULT,
    "empty detail": SoapFault("Server", "x"),
    "mismatch": SoapFault("VersionMismatch", "x"),
}


def plain(version: Version, answer: Any) -> bytes:
    return fault_bytes(version, answer) if isinstance(answer, SoapFault) else response_bytes(version, answer)


def meaning(body: bytes) -> Any:
    """All that a message says: names, attributes and texts, but not its prefixes."""

    def said(element: Any) -> Any:
        if not isinstance(element.tag, str):
            return (element.text, element.tail)
        text = element.text
        if element.tag == "faultcode" or element.tag == f"{{{SOAP12}}}Value":
            prefix, _, local = text.rpartition(":")
            text = (element.nsmap[prefix or None], local)
        return (element.tag, dict(element.attrib), text, element.tail, [said(child) for child in element])

    return said(etree.fromstring(body))


@pytest.mark.parametrize("prefix", ["", "SOAP-ENV", "é", "soap12", "soap"])
@pytest.mark.parametrize("answer", MESSAGES.values(), ids=MESSAGES)
@pytest.mark.parametrize("version", ["1.1", "1.2"])
def test_another_prefix_changes_nothing_that_is_said(version: Version, answer: Any, prefix: str) -> None:
    body, content_type = dressed(version, answer, Dress(prefix=prefix))
    assert meaning(body) == meaning(plain(version, answer))
    assert etree.fromstring(body).prefix == (prefix or None)
    assert content_type == {"1.1": "text/xml", "1.2": "application/soap+xml"}[version] + "; charset=utf-8"


@pytest.mark.parametrize(
    ("version", "prefix", "code"),
    [
        ("1.1", "x", "<faultcode>x:Client</faultcode>"),
        ("1.2", "x", "<x:Value>x:Sender</x:Value>"),
        ("1.1", "", f'<faultcode xmlns="" xmlns:soap="{SOAP11}">soap:Client</faultcode>'),
        ("1.2", "", "<Value>Sender</Value>"),
    ],
)
def test_the_faults_code_has_the_new_prefix_too(version: Version, prefix: str, code: str) -> None:
    assert code in dressed(version, FAULT, Dress(prefix=prefix)).body.decode()


def test_only_the_prefix_is_other() -> None:
    ours = dressed("1.1", MESSAGES["rows"], Dress(prefix="x")).body.decode()
    theirs = plain("1.1", MESSAGES["rows"]).decode()
    assert ours == re.sub("(</?|xmlns:)soap", r"\1x", theirs)


def without_layout(body: bytes) -> Any:
    """What a message says, but for white space between elements."""
    root = etree.fromstring(body)
    for element in root.iter():
        for child in element if not (element.text or "").strip() and len(element) else ():
            if not (child.tail or "").strip():
                child.tail = None
        if len(element) and not (element.text or "").strip():
            element.text = None
    return meaning(etree.tostring(root))


@pytest.mark.parametrize("answer", MESSAGES.values(), ids=MESSAGES)
@pytest.mark.parametrize("version", ["1.1", "1.2"])
def test_an_indented_message_says_the_same(version: Version, answer: Any) -> None:
    body = dressed(version, answer, Dress(pretty=True)).body
    assert without_layout(body) == without_layout(plain(version, answer))


def test_an_indented_message_has_each_element_on_a_line_and_no_new_space_in_texts() -> None:
    rows = [ROW._replace(ProcessType=" a "), None, LooseRow((("StatusID", ""),))]
    lines = dressed("1.1", rows, Dress(pretty=True)).body.decode().split("\n")
    assert lines[0] == '<?xml version="1.0" encoding="utf-8"?>'
    assert lines[1].startswith("<soap:Envelope xmlns:soap=")
    assert lines[2:] == [
        "  <soap:Body>",
        f'    <GetLegacyProcessStatusResponse xmlns="{TNS}">',
        "      <GetLegacyProcessStatusResult>",
        "        <WSLegacyProcessStatus>",
        "          <StatusID>7</StatusID>",
        "          <ListID>12345</ListID>",
        "          <ProcessType> a </ProcessType>",
        "          <CurrentStep>1</CurrentStep>",
        "          <MaxStep>4</MaxStep>",
        "          <ProcessStartTime>2015-03-09T10:15:30</ProcessStartTime>",
        "          <ProcessCompleteTime>0001-01-01T00:00:00</ProcessCompleteTime>",
        "        </WSLegacyProcessStatus>",
        '        <WSLegacyProcessStatus xsi:nil="true" />',
        "        <WSLegacyProcessStatus>",
        "          <StatusID />",
        "        </WSLegacyProcessStatus>",
        "      </GetLegacyProcessStatusResult>",
        "    </GetLegacyProcessStatusResponse>",
        "  </soap:Body>",
        "</soap:Envelope>",
    ]


def test_a_detail_keeps_the_white_space_that_it_was_given() -> None:
    detail = "<a>\n <b></b>\n</a><c><d>e</d></c><f></f>"
    body = dressed("1.1", SoapFault("Client", "x", detail=detail), Dress(pretty=True)).body.decode()
    assert "<a>\n <b></b>\n</a>" in body
    assert "        <c>\n          <d>e</d>\n        </c>\n        <f></f>\n      </detail>" in body


@pytest.mark.parametrize(
    ("version", "soap", "spoken"),
    [
        *(("1.1", "other", "1.2"), ("1.2", "other", "1.1")),
        *(("1.1", "1.2", "1.2"), ("1.2", "1.2", "1.2"), ("1.2", "1.1", "1.1")),
    ],
)
@pytest.mark.parametrize("answer", [[ROW], FAULT])
def test_the_version_can_be_another_with_its_own_type(
    version: Version, soap: Any, spoken: Version, answer: Any
) -> None:
    body, content_type = dressed(version, answer, Dress(soap=soap))
    assert body == plain(spoken, answer)
    assert content_type.startswith({"1.1": "text/xml;", "1.2": "application/soap+xml;"}[spoken])


def test_a_content_type_is_sent_as_it_is() -> None:
    assert dressed("1.1", [ROW], Dress(content_type="text/html")) == (response_bytes("1.1", [ROW]), "text/html")


@pytest.mark.parametrize(
    "charset", ["utf-8", "UTF-8", "utf-16", "utf-16-be", "us-ascii", "iso-8859-1", "cp037", "utf8"]
)
def test_a_character_set_is_used_and_told(charset: str) -> None:
    row = ROW._replace(ProcessType="é€😀")
    body, content_type = dressed("1.1", [row], Dress(charset=charset))
    assert content_type == f"text/xml; charset={charset}"
    text = body.decode(charset)
    assert text.removeprefix("\ufeff").startswith(f'<?xml version="1.0" encoding="{charset}"?><soap:Envelope')
    content = etree.fromstring(text.partition("?>")[2]).findtext(f".//{{{TNS}}}ProcessType")
    assert content == "é€😀"


def test_what_a_character_set_lacks_is_a_reference() -> None:
    row = ROW._replace(ProcessType="é€")
    assert b"<ProcessType>\xe9&#8364;</ProcessType>" in dressed("1.1", [row], Dress(charset="iso-8859-1")).body


@pytest.mark.parametrize(
    ("dress", "mark"),
    [
        (Dress(bom=True), b"\xef\xbb\xbf<"),
        (Dress(charset="utf-16"), None),
        (Dress(bom=True, charset="utf-16"), None),
        (Dress(bom=True, charset="utf-16-be"), b"\xfe\xff\x00<"),
        (Dress(bom=True, charset="utf-8-sig"), b"\xef\xbb\xbf<"),
    ],
)
def test_a_byte_order_mark_stands_before_it_once(dress: Dress, mark: bytes | None) -> None:
    body = dressed("1.2", [ROW], dress).body
    if mark is None:  # in the byte order of the machine
        mark = "\ufeff<".encode("utf-16")[2:]
    assert body.startswith(mark)


def test_extra_elements_are_in_each_row_behind_the_result_and_in_the_header() -> None:
    root = etree.fromstring(dressed("1.1", [ROW, None], Dress(extra_elements=True)).body)
    (header,) = root.find(f"{{{SOAP11}}}Header")
    assert header.tag == f"{{{TNS}}}ServiceVersion"
    result, more = root.find(f"{{{SOAP11}}}Body")[0]
    assert more.tag == f"{{{TNS}}}RequestCount"
    row, nil = result
    assert [etree.QName(child).localname for child in row] == [*Row._fields, "QueueName"]
    assert len(nil) == 0


@pytest.mark.parametrize("answer", [None, []])
def test_extra_elements_come_without_rows_too(answer: Any) -> None:
    root = etree.fromstring(dressed("1.2", answer, Dress(extra_elements=True)).body)
    *_, last = root.find(f"{{{SOAP12}}}Body")[0]
    assert last.tag == f"{{{TNS}}}RequestCount"


def test_a_faults_extra_element_is_in_the_header() -> None:
    detail = "<x></x>"
    dress = Dress(extra_elements=True)
    plain_body = dressed("1.1", SoapFault("Client", "x", detail=detail), dress).body
    assert [child.tag for child in etree.fromstring(plain_body)[0]] == [f"{{{TNS}}}ServiceVersion"]
    mismatch = dressed("1.1", SoapFault("VersionMismatch", "x"), dress).body
    assert [child.tag for child in etree.fromstring(mismatch)[0]] == [
        f"{{{SOAP12}}}Upgrade",
        f"{{{TNS}}}ServiceVersion",
    ]


def test_all_of_a_dress_goes_together() -> None:
    dress = Dress(soap="other", charset="utf-16", bom=True, pretty=True, prefix="", extra_elements=True)
    body, content_type = dressed("1.1", [ROW], dress)
    assert content_type == "application/soap+xml; charset=utf-16"
    assert etree.fromstring(body).tag == f"{{{SOAP12}}}Envelope"
    assert "      <GetLegacyProcessStatusResult>\n" in body.decode("utf-16")


def test_a_row_that_is_none_by_the_contract_is_written_as_it_is() -> None:
    row = LooseRow((("MaxStep", "4 & more"), ("Foo", ""), ("StatusID", "one")))
    written = (
        "<WSLegacyProcessStatus><MaxStep>4 &amp; more</MaxStep><Foo /><StatusID>one</StatusID></WSLegacyProcessStatus>"
    )
    assert f"Result>{written}{WRITTEN_ROW}<WSLegacyProcessStatus /></GetLegacy" in response_bytes(
        "1.1", [row, ROW, LooseRow(())]
    ).decode().replace(SOAP11, "")


BODY = '<?xml version="1.0"?><s:E xmlns:s="u" a=">"><Row/><s:Rows b=\'/>\'>é<Row c="d">x</Row></s:Rows></s:E>'


@pytest.mark.parametrize(
    ("at", "left"),
    [
        (0, ""),
        (5, "<?xml"),
        (10_000, BODY),
        ("E", BODY[: BODY.index("<Row/>")]),
        ("Row", BODY[: BODY.index("<s:Rows")]),
        ("Rows", BODY[: BODY.index("é")]),
        ("Foo", BODY),
        ("xml", BODY),
    ],
)
def test_a_body_is_cut_at_a_number_of_bytes_or_behind_a_start_tag(at: int | str, left: str) -> None:
    assert truncated(BODY.encode(), at) == left.encode()
    if isinstance(at, str):
        for charset in ("utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-be"):
            assert truncated(BODY.encode(charset), at) == left.encode(charset)


def test_a_body_that_is_no_text_is_cut_as_well() -> None:
    assert truncated(b"\xff\x00<a>\xff", "a") == b"\xff\x00<a>"
    assert truncated("<é>x".encode(), "é") == "<é>".encode()
    assert truncated(b"\xff\xfe<\x00a\x00>\x00\x00\xd8x", "a") == b"\xff\xfe<\x00a\x00>\x00"
