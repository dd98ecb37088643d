"""The bytes of answers, in both versions."""

from __future__ import annotations

import pytest

from mockserver.asmx import engine
from mockserver.messages import Reply, Request
from mockserver.service.backend import Answered, PlainReply, SoapFault
from tests.answers import ROW, WRITTEN_ROW, message, response
from tests.soap import HEADERS_11, HEADERS_12, SOAP11, SOAP12, envelope

VERSIONS = pytest.mark.parametrize(
    ("namespace", "headers", "content_type"),
    [
        pytest.param(SOAP11, HEADERS_11, "text/xml; charset=utf-8", id="1.1"),
        pytest.param(SOAP12, HEADERS_12, "application/soap+xml; charset=utf-8", id="1.2"),
    ],
)


@VERSIONS
@pytest.mark.parametrize(
    ("rows", "body"),
    [
        pytest.param(
            (ROW,),
            response(f"<GetLegacyProcessStatusResult>{WRITTEN_ROW}</GetLegacyProcessStatusResult>"),
            id="one row",
        ),
        pytest.param(
            (ROW, ROW._replace(StatusID=-8)),
            response(
                "<GetLegacyProcessStatusResult>"
                + WRITTEN_ROW
                + WRITTEN_ROW.replace("<StatusID>7<", "<StatusID>-8<")
                + "</GetLegacyProcessStatusResult>"
            ),
            id="two rows in order",
        ),
        pytest.param((), response("<GetLegacyProcessStatusResult />"), id="an empty list"),
        pytest.param(
            None,
            '<GetLegacyProcessStatusResponse xmlns="http://webservices.listrak.com/v31/" />',
            id="an absent list",
        ),
        pytest.param(
            (None,),
            response(
                '<GetLegacyProcessStatusResult><WSLegacyProcessStatus xsi:nil="true" /></GetLegacyProcessStatusResult>'
            ),
            id="a nil row",
        ),
        pytest.param(
            (ROW._replace(ProcessType=None),),
            response(
                "<GetLegacyProcessStatusResult>"
                + WRITTEN_ROW.replace("<ProcessType>Send to List</ProcessType>", "")
                + "</GetLegacyProcessStatusResult>"
            ),
            id="a null ProcessType is left out",
        ),
        pytest.param(
            (ROW._replace(ProcessType=""),),
            response(
                "<GetLegacyProcessStatusResult>"
                + WRITTEN_ROW.replace("<ProcessType>Send to List</ProcessType>", "<ProcessType />")
                + "</GetLegacyProcessStatusResult>"
            ),
            id="an empty ProcessType is an empty element",
        ),
        pytest.param(
            (ROW._replace(ProcessType="R&D <\"ä'☃😀>"),),
            response(
                "<GetLegacyProcessStatusResult>"
                + WRITTEN_ROW.replace("Send to List", "R&amp;D &lt;\"ä'☃😀&gt;")
                + "</GetLegacyProcessStatusResult>"
            ),
            id="only three characters are escaped",
        ),
    ],
)
def test_a_success_is_written_byte_for_byte(asmx, namespace, headers, content_type, rows, body):
    asmx.answered = Answered(rows=rows)
    reply = asmx.post(envelope(namespace=namespace), headers)
    assert (reply.status, reply.body) == (200, message(namespace, body).encode())
    assert dict(reply.headers)["Content-Type"] == content_type


def fault_11(code: str, text: str, rest: str = "<detail />") -> str:
    return f"<soap:Fault><faultcode>soap:{code}</faultcode><faultstring>{text}</faultstring>{rest}</soap:Fault>"


def fault_12(code: str, text: str, rest: str = "<soap:Detail />") -> str:
    return (
        f"<soap:Fault><soap:Code><soap:Value>soap:{code}</soap:Value></soap:Code>"
        f'<soap:Reason><soap:Text xml:lang="en">{text}</soap:Text></soap:Reason>{rest}</soap:Fault>'
    )


@pytest.mark.parametrize(
    ("fault", "in_11", "in_12"),
    [
        pytest.param(
            SoapFault("Client", "[InvalidLogonAttempt] no"),
            fault_11("Client", "[InvalidLogonAttempt] no"),
            fault_12("Sender", "[InvalidLogonAttempt] no"),
            id="the caller's fault",
        ),
        pytest.param(
            SoapFault("Server", "a < b & c"),
            fault_11("Server", "a &lt; b &amp; c"),
            fault_12("Receiver", "a &lt; b &amp; c"),
            id="the server's fault, escaped",
        ),
        pytest.param(
            SoapFault("Server", "no", actor="urn:x", detail="<why>busy</why>"),
            fault_11("Server", "no", "<faultactor>urn:x</faultactor><detail><why>busy</why></detail>"),
            fault_12(
                "Receiver",
                "no",
                "<soap:Node>urn:x</soap:Node><soap:Role>urn:x</soap:Role><soap:Detail><why>busy</why></soap:Detail>",
            ),
            id="actor and detail",
        ),
        pytest.param(
            SoapFault("MustUnderstand", "no"),
            fault_11("MustUnderstand", "no", ""),
            fault_12("MustUnderstand", "no", ""),
            id="MustUnderstand has no detail",
        ),
    ],
)
def test_a_fault_is_written_byte_for_byte(asmx, fault, in_11, in_12):
    asmx.fault(fault)
    first, second = asmx.post(envelope()), asmx.post(envelope(namespace=SOAP12), HEADERS_12)
    assert (first.status, first.body) == (500, message(SOAP11, in_11).encode())
    assert (second.status, second.body) == (500, message(SOAP12, in_12).encode())


def test_a_version_mismatch_is_a_soap_11_answer_with_an_upgrade_header(asmx):
    reply = asmx.post(envelope(namespace="urn:none"), HEADERS_12 | {"soapaction": "x"})
    upgrade = (
        f'<soap:Header><soap12:Upgrade xmlns:soap12="{SOAP12}">'
        f'<soap12:SupportedEnvelope qname="soap:Envelope" xmlns:soap="{SOAP11}" />'
        f'<soap12:SupportedEnvelope qname="soap12:Envelope" xmlns:soap12="{SOAP12}" />'
        "</soap12:Upgrade></soap:Header>"
    )
    text = f"Possible SOAP version mismatch: Envelope namespace urn:none was unexpected. Expecting {SOAP11}."
    assert reply.body == message(SOAP11, fault_11("VersionMismatch", text), upgrade).encode()
    assert dict(reply.headers)["Content-Type"] == "text/xml; charset=utf-8"


@VERSIONS
def test_the_headers_are_those_of_iis(asmx, namespace, headers, content_type):
    good = asmx.post(envelope(namespace=namespace), headers)
    asmx.fault(SoapFault("Server", "no"))
    bad = asmx.post(envelope(namespace=namespace), headers)
    rest = (
        ("Content-Type", content_type),
        ("Server", "Microsoft-IIS/10.0"),
        ("X-AspNet-Version", "4.0.30319"),
        ("X-Powered-By", "ASP.NET"),
        ("Date", "Mon, 09 Mar 2015 10:15:30 GMT"),
    )
    assert good.headers == (("Cache-Control", "private, max-age=0"), *rest)
    assert bad.headers == (("Cache-Control", "private"), *rest)


def test_a_content_encoding_comes_back_as_it_came(asmx):
    reply = asmx.post(envelope(), HEADERS_11 | {"content-encoding": "identity"})
    assert dict(reply.headers)["Content-Encoding"] == "identity"


def test_a_plain_reply_takes_the_place_of_the_message(asmx):
    asmx.answered = Answered(plain=PlainReply(503, b"<h1>busy</h1>", {"Retry-After": "30", "server": "nginx"}), delay=2)
    reply = asmx.post(envelope())
    headers = dict(reply.headers)
    assert (reply.status, reply.body, reply.delay) == (503, b"<h1>busy</h1>", 2)
    assert headers["Retry-After"] == "30"
    assert headers["Content-Type"] == "text/html; charset=utf-8"
    assert [value for name, value in reply.headers if name.lower() == "server"] == ["nginx"]


def test_thousands_of_rows_are_left_to_be_written_off_the_loop(asmx):
    asmx.rows(*[ROW._replace(StatusID=number) for number in range(5_000)])
    work = engine.handle(Request("POST", "/", HEADERS_11, envelope().encode()), asmx)
    assert not isinstance(work, Reply)
    assert len(asmx.asked) == 1, "the answer is chosen before"
    assert not asmx.recorded
    reply = work()
    assert reply.body.count(b"<WSLegacyProcessStatus>") == 5_000
    assert asmx.recorded == [(200, None, None)]


@pytest.mark.parametrize(
    ("status", "body", "sent"),
    [
        (503, None, b"HTTP Error 503. "),
        (429, None, b"<h1>Too Many Requests</h1>"),
        (599, None, b"HTTP Error 599.</p>"),
        (503, b"", b""),
        (503, b"busy", b"busy"),
        (302, None, b""),
        (200, None, b""),
    ],
)
def test_an_error_without_a_body_has_a_page_as_servers_send_one(asmx, status, body, sent):
    asmx.answered = Answered(plain=PlainReply(status, body, {}))
    reply = asmx.post(envelope())
    assert reply.status == status
    assert reply.body == sent or (body is None and sent and sent in reply.body)
    assert ("Content-Type", "text/html; charset=utf-8") in reply.headers or not reply.body
