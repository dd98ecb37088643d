"""What the journal says of a call that the engine refused, or that was read otherwise than it was meant.

The table is in ``complaints.txt`` beside this file: the name of a request, and behind ``=>`` what is told of it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from mockserver.asmx import engine
from mockserver.contract import SOAP_ACTION
from mockserver.messages import Reply, Request
from mockserver.sandbox.journal import Call
from mockserver.sandbox.sandbox import Sandbox
from tests.asmx.refused import BY_BODY, GOOD, GOOD_12, HEADER, REFUSED, XSI, action, in_namespace, media
from tests.soap import HEADERS_11, HEADERS_12, OPERATION, SOAP11, TNS, envelope, list_id

SENTENCES = re.findall(
    "^## (.+)\n=> (.+)$", (Path(__file__).parent / "complaints.txt").read_text("utf-8"), re.MULTILINE
)
BARE = "; the engine answers a bare 400"


def called(
    body: str | bytes,
    headers: Mapping[str, str],
    settings: Mapping[str, object] | None = None,
    *,
    oversized: bool = False,
) -> Call:
    """What the journal of a sandbox that answers lists 5 and 12345 has of a call."""
    sandbox = Sandbox("x", "http://h")
    sandbox.configure(**settings or {})
    for ListID in (5, 12345):
        sandbox.script(ListID, ["status"], processes=[])
    data = body.encode() if isinstance(body, str) else body
    reply = engine.handle(Request("POST", "/", headers, data, oversized=oversized), sandbox.backend)
    assert isinstance(reply, Reply)
    (call,) = sandbox.calls
    return call


# -- refused


@pytest.mark.parametrize(("name", "sentence"), SENTENCES, ids=[name for name, _ in SENTENCES])
def test_a_refused_call_is_told_in_one_sentence(name, sentence):
    call = called(*REFUSED[name])
    assert ((call.problem or "").replace("\x01", "\\x01"), call.answered_by) == (sentence, "engine")
    assert (call.status, call.fault is None) in {(500, False), (400, True), (415, True)}
    assert sentence.endswith(BARE) == (call.status == 400)


def test_the_table_is_whole():
    assert [name for name, _ in SENTENCES] == list(REFUSED)


@pytest.mark.parametrize(
    ("body", "headers", "settings", "oversized", "sentence"),
    [
        pytest.param(
            b"",
            HEADERS_11,
            {},
            True,
            "the body is longer than 4194304 bytes, the most that the engine takes (setting max_request_bytes)",
            id="too long for the server",
        ),
        pytest.param(
            GOOD_12,
            HEADERS_12,
            {"max_request_bytes": 50},
            False,
            "the body is longer than 50 bytes, the most that the engine takes (setting max_request_bytes)",
            id="too long for the sandbox",
        ),
        pytest.param(
            envelope(header=""),
            HEADERS_11,
            {"missing_header": "engine"},
            False,
            "the request has no WSUser header",
            id="no log-on where the engine insists on one",
        ),
        pytest.param(
            envelope(header="<WSUser/>"),
            HEADERS_11,
            {"missing_header": "engine"},
            False,
            f"'WSUser' (line 1, column 85) is in no namespace; it should be in {TNS}",
            id="no good log-on where the engine insists on one",
        ),
    ],
)
def test_what_a_setting_refuses_is_told_too(body, headers, settings, oversized, sentence):
    call = called(body, headers, settings, oversized=oversized)
    assert (call.problem, call.answered_by) == (sentence, "engine")


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        pytest.param(GOOD_12, HEADERS_11, id="1.2 in the media type of 1.1"),
        pytest.param(GOOD, BY_BODY, id="no SOAPAction"),
        pytest.param(GOOD, media("text/xml; charset=utf8"), id="an unknown charset"),
        pytest.param(list_id("5</ListID><ListID>x"), HEADERS_11, id="a second ListID"),
        pytest.param(GOOD.replace("<WSUser", "<wsUser/><WSUser"), HEADERS_11, id="a stray header"),
        pytest.param(GOOD.replace("</soap:Body>", "</soap:Body><soap:Header/>"), HEADERS_11, id="a Header behind Body"),
    ],
)
def test_what_the_engine_takes_is_no_problem(body, headers):
    call = called(body, headers)
    assert (call.problem, call.fault, call.answered_by) == (None, None, "script")


# -- read otherwise than it was meant


def user(content: str) -> str:
    return envelope(header=f'<WSUser xmlns="{TNS}">{content}</WSUser>')


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (envelope(header=""), "the request has no WSUser header"),
        (
            envelope(header="<WSUser/>"),
            f"'WSUser' (line 1, column 85) is in no namespace; it should be in {TNS}",
        ),
        (
            envelope(header=f'<WSUser xmlns="{TNS.rstrip("/")}"/>'),
            (
                "'WSUser' (line 1, column 85) is in 'http://webservices.listrak.com/v31', "
                f"which lacks the slash at its end; it should be in {TNS}"
            ),
        ),
        (envelope(header=f'<wsUser xmlns="{TNS}"/>'), "'wsUser' (line 1, column 85) should be WSUser: case counts"),
        (
            envelope(header=f'<UserName xmlns="{TNS}">me</UserName>'),
            "'UserName' (line 1, column 85) stands directly in the Header; it belongs in WSUser",
        ),
        (
            envelope(f'<WSUser xmlns="{TNS}"/>{OPERATION}', header=""),
            "'WSUser' (line 1, column 110) stands in the Body; it belongs in the Header",
        ),
        (
            envelope(OPERATION.replace("<ListID>", "<WSUser/><ListID>"), header=""),
            "'WSUser' (line 1, column 178) stands in the Body; it belongs in the Header",
        ),
        (
            f'<soap:Envelope xmlns:soap="{SOAP11}"><soap:Body>{OPERATION}</soap:Body>\n{HEADER}</soap:Envelope>',
            "'Header' (line 2, column 2) stands behind the Body, where nobody looks; it belongs before it",
        ),
        (
            user('<UserName xmlns="">me</UserName><Password>secret</Password>'),
            f"'UserName' (line 1, column 137) is in no namespace; it should be in {TNS}",
        ),
        (
            user('<UserName>me</UserName><Password xmlns="urn:x">secret</Password>'),
            f"'Password' (line 1, column 160) is in 'urn:x'; it should be in {TNS}",
        ),
        (
            user("<UserName>me</UserName><password>secret</password>"),
            "'password' (line 1, column 160) should be Password: case counts",
        ),
        (user("<username/><UserName>me</UserName>"), "WSUser has no Password"),
        (user("<UserName/>"), "UserName is empty"),
    ],
)
def test_what_was_meant_as_a_log_on_is_told(body, sentence):
    call = called(body, HEADERS_11)
    assert (call.problem, call.answered_by) == (sentence, "log-on")


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (envelope(""), "the Body has no element in it"),
        (envelope("text"), "the Body has no element in it"),
        (envelope("<Other/>"), f"'Other' (line 1, column 221) is not GetLegacyProcessStatus of {TNS}"),
        (
            envelope(OPERATION.replace(TNS, "")),
            f"'GetLegacyProcessStatus' (line 1, column 221) is in no namespace; it should be in {TNS}",
        ),
        (
            envelope(OPERATION.replace("Get", "get")),
            "'getLegacyProcessStatus' (line 1, column 221) should be GetLegacyProcessStatus: case counts",
        ),
        (
            envelope(f'<GetLegacyProcessStatus xmlns="{TNS}"/>'),
            "GetLegacyProcessStatus (line 1, column 221) has no ListID",
        ),
        (
            envelope(OPERATION.replace("ListID", "Id")),
            "GetLegacyProcessStatus has no ListID, but 'Id' (line 1, column 289)",
        ),
        (
            envelope(OPERATION.replace("ListID", "listID")),
            "'listID' (line 1, column 289) should be ListID: case counts",
        ),
        (
            envelope(f'<a:GetLegacyProcessStatus xmlns:a="{TNS}"><ListID>5</ListID></a:GetLegacyProcessStatus>'),
            f"'ListID' (line 1, column 293) is in no namespace; it should be in {TNS}",
        ),
        (
            envelope(OPERATION.replace("<ListID>", "<x/><LISTID/><ListID xmlns=''>")),
            "'LISTID' (line 1, column 293) should be ListID: case counts",
        ),
    ],
)
def test_why_the_list_is_0_is_told_in_the_fault(body, sentence):
    call = called(body, HEADERS_11)
    assert (call.ListID, call.answered_by) == (0, "nobody")
    assert call.fault == (
        f"[mock] No script answers ListID 0 for user 'me'. The ListID was read as 0: {sentence}. Correct the request."
    )


# -- whatever comes

LONG = "n" * 3_000
FAR = "\n" * 99_999


@pytest.mark.parametrize(
    "headers",
    [
        HEADERS_11,
        HEADERS_12,
        BY_BODY,
        action(TNS + LONG),
        action(f'"{SOAP_ACTION.upper()}"/'),
        media(LONG),
        {"content-type": f'application/soap+xml; action="{LONG}"; charset={LONG}'},
    ],
    ids=["1.1", "1.2", "by body", "another operation", "slips", "media", "action"],
)
@pytest.mark.parametrize(
    "body",
    [
        in_namespace(f"urn:{LONG}"),
        f"{FAR}{in_namespace('http://www.w3.org/2001/12/soap-envelope')}",
        f'{FAR}<{LONG} xmlns="urn:{LONG}"/>',
        FAR + GOOD.replace("Envelope", LONG),
        FAR + envelope(f'<{LONG} xmlns="{LONG}"/>'),
        FAR + envelope(OPERATION.replace("Get", "get").replace(TNS, LONG)),
        FAR + envelope(OPERATION.replace(TNS, TNS.rstrip("/"))),
        FAR + GOOD.replace("<soap:Body>", f"<{LONG}/><soap:Body>"),
        FAR + envelope(header=f'<{LONG} soap:mustUnderstand="1"/>'),
        FAR + envelope(header=f'<WSUser xmlns="{TNS}" soap:mustUnderstand="{LONG}"/>'),
        FAR + envelope(header=f'<WSUser xmlns="{TNS}" xmlns:i="{XSI}" i:type="{LONG}"/>'),
        FAR + list_id(LONG),
        f"{FAR}<{LONG}></{LONG}x>",
        f'<?xml version="1.0" encoding="{LONG}"?>{GOOD_12}',
        "<a>" * 3_000,
    ],
    ids=lambda body: f"{body.strip()[:20]} {len(body)}",
)
def test_a_sentence_is_never_longer_than_a_line_of_the_transcript_shows(body, headers):
    call = called(body, headers)
    assert len(call.problem or "") <= 200
    assert (call.problem is not None) == (call.answered_by == "engine")
    assert (call.problem or "") in repr(call)


@pytest.mark.parametrize(
    "body",
    [
        GOOD.replace("secret", "hunter22&hunter22"),
        GOOD.replace("secret", "hunter22</hunter22>"),
        GOOD.replace("secret</Password>", "hunter22"),
        list_id("hunter22").replace("secret", "hunter22"),
        GOOD.replace("secret", "<hunter22/>hunter22"),
        envelope(
            header=f'<WSUser xmlns="{TNS}"><Password>hunter22</Password><hunter22 soap:mustUnderstand="1"/></WSUser>'
        ),
        GOOD.replace("secret", "hunter22").replace(SOAP11, "urn:hunter22"),
        GOOD.replace("secret", "hunter22").replace("soap:Body", "hunter22"),
    ],
)
def test_no_sentence_has_the_password(body):
    call = called(body, HEADERS_11)
    assert call.answered_by == "engine"
    assert "hunter22" not in f"{call!r} {call.problem} {call.fault}"


def test_the_transcript_tells_the_sentence():
    line = repr(called(GOOD, action("")))
    assert line.partition(" no ListID ")[2].removesuffix(" (not sent yet)") == (
        "no user SOAP unknown → refused by the engine: the SOAPAction header is empty; "
        f'it should be "{SOAP_ACTION}" (HTTP 500)'
    )
