"""Which requests the engine takes, and in which order it refuses."""

from __future__ import annotations

import pytest

from mockserver.asmx import engine
from mockserver.asmx.document import Document
from mockserver.asmx.protocol import SERVERS, Asmx
from mockserver.contract import SOAP_ACTION
from mockserver.service.backend import Answered
from tests.soap import HEADERS_11, HEADERS_12, SOAP11, SOAP12, TNS, envelope, list_id

ACTION = {"soapaction": f'"{SOAP_ACTION}"'}


@pytest.mark.parametrize(
    ("namespace", "headers", "content_type"),
    [
        pytest.param(SOAP11, HEADERS_11, "text/xml", id="1.1"),
        pytest.param(SOAP11, HEADERS_11 | {"soapaction": SOAP_ACTION}, "text/xml", id="1.1, action unquoted"),
        pytest.param(SOAP11, {"content-type": "text/xml"}, "text/xml", id="1.1, no action: the body routes"),
        pytest.param(SOAP11, HEADERS_11 | {"content-type": "TEXT/XML"}, "text/xml", id="the media type's case"),
        pytest.param(SOAP12, HEADERS_12, "application/soap+xml", id="1.2, no action"),
        pytest.param(
            SOAP12,
            {"content-type": f'application/soap+xml;charset=utf-8;action="{SOAP_ACTION}"'},
            "application/soap+xml",
            id="1.2, action",
        ),
        pytest.param(
            SOAP12,
            {"content-type": f"application/soap+xml;action={SOAP_ACTION}"},
            "application/soap+xml",
            id="1.2, action unquoted and no blank before",
        ),
        pytest.param(SOAP12, HEADERS_12 | ACTION, "application/soap+xml", id="1.2, and a SOAPAction header"),
        pytest.param(
            SOAP12, HEADERS_12 | {"soapaction": "other"}, "application/soap+xml", id="1.2, SOAPAction is not looked at"
        ),
        pytest.param(SOAP12, HEADERS_11, "application/soap+xml", id="a 1.2 envelope in text/xml is 1.2"),
        pytest.param(
            SOAP12,
            {"content-type": "application/soap+xml; action=urn:unknown"},
            "application/soap+xml",
            id="1.2, unknown action: the body routes",
        ),
        pytest.param(
            SOAP11,
            HEADERS_11 | {"soapaction": SOAP_ACTION.replace(":", "%3A")},
            "text/xml",
            id="the action is URL-decoded",
        ),
    ],
)
def test_the_envelope_is_the_version_and_the_operation_is_found(asmx, namespace, headers, content_type):
    reply = asmx.post(envelope(namespace=namespace), headers)
    assert reply.status == 200
    assert dict(reply.headers)["Content-Type"] == f"{content_type}; charset=utf-8"
    assert asmx.ListIDs == [12345]
    assert asmx.asked[0].version == {SOAP11: "1.1", SOAP12: "1.2"}[namespace]
    assert asmx.asked[0].user == ("me", "secret")


def test_elements_behind_body_are_ignored(asmx):
    assert asmx.post(envelope().replace("</soap:Body>", "</soap:Body><soap:Body/><x/>y")).status == 200
    assert asmx.ListIDs == [12345]


@pytest.mark.parametrize(
    ("document", "headers", "expected"),
    [
        pytest.param(
            envelope(),
            HEADERS_11 | {"soapaction": '"urn:other"'},
            ("1.1", "Client", "Server did not recognize the value of HTTP Header SOAPAction: urn:other."),
            id="unknown SOAPAction",
        ),
        pytest.param(
            "not read",
            HEADERS_11 | {"soapaction": ""},
            ("1.1", "Client", "Server did not recognize the value of HTTP Header SOAPAction: ."),
            id="empty SOAPAction",
        ),
        pytest.param(
            envelope("<Other/>", namespace=SOAP12),
            HEADERS_12,
            (
                "1.2",
                "Sender",
                "Unable to handle request without a valid action parameter. Please supply a valid soap action.",
            ),
            id="1.2, no action, unknown element",
        ),
        pytest.param(
            envelope("text", namespace=SOAP12),
            {"content-type": "application/soap+xml; action='urn:a+b'"},
            ("1.2", "Sender", "Unable to handle request. The action 'urn:a b' was not recognized."),
            id="1.2, unknown action, no element",
        ),
        pytest.param(
            envelope().replace("soap:Body", "soap:body"),
            HEADERS_11,
            (
                "1.1",
                "Client",
                (
                    "Server was unable to read request. ---> "
                    "Request format is invalid: Missing required soap:Body element."
                ),
            ),
            id="no Body",
        ),
        pytest.param(
            envelope().replace("<soap:Body>", "x<soap:Body>"),
            HEADERS_11,
            (
                "1.1",
                "Client",
                (
                    "Server was unable to read request. ---> "
                    "Request format is invalid: Missing required soap:Body element."
                ),
            ),
            id="text before Body",
        ),
        pytest.param(
            f'<Other xmlns="{SOAP11}"/>',
            HEADERS_11,
            (
                "1.1",
                "Client",
                (
                    "Server was unable to read request. ---> "
                    "Request format is invalid: Missing required soap:Envelope element."
                ),
            ),
            id="no Envelope",
        ),
        pytest.param(
            "<Envelope/>",
            HEADERS_11,
            (
                "1.1",
                "VersionMismatch",
                f"Possible SOAP version mismatch: Envelope namespace  was unexpected. Expecting {SOAP11}.",
            ),
            id="no namespace",
        ),
        pytest.param(
            envelope(header='<a:x xmlns:a="urn:a" soap:mustUnderstand="1"/><y soap:mustUnderstand="true"/>'),
            HEADERS_11,
            ("1.1", "MustUnderstand", "SOAP header x was not understood."),
            id="a header that must be understood",
        ),
    ],
)
def test_a_refusal_says_what_the_engine_says(asmx, said, document, headers, expected):
    reply = asmx.post(document, headers)
    assert reply.status == 500
    assert said(reply) == expected
    ((status, fault, _problem),) = asmx.recorded
    assert (status, fault) == (500, expected[2])
    assert not asmx.asked


@pytest.mark.parametrize("content_type", ["text/plain", "application/json", "text/xml ;charset=utf-8", "", None])
def test_another_media_type_gets_the_bare_status_415(asmx, content_type):
    headers = ACTION if content_type is None else ACTION | {"content-type": content_type}
    reply = asmx.post(envelope(), headers)
    assert (reply.status, reply.body) == (415, b"")
    assert dict(reply.headers)["Content-Type"] == "text/xml; charset=utf-8"


def test_a_soap_11_envelope_in_the_other_media_type_gets_415(asmx):
    reply = asmx.post(envelope(), HEADERS_12)
    assert (reply.status, reply.body) == (415, b"")


@pytest.mark.parametrize(
    ("headers", "text"),
    [
        (
            HEADERS_11,
            (
                "There was an exception running the extensions specified in the config file. ---> "
                "Maximum request length exceeded."
            ),
        ),
        (HEADERS_11 | {"soapaction": "x"}, "Server did not recognize the value of HTTP Header SOAPAction: x."),
        (
            HEADERS_12,
            "Server was unable to process request. ---> Object reference not set to an instance of an object.",
        ),
    ],
)
def test_a_body_that_is_too_long_is_told_after_an_unknown_action(asmx, said, headers, text):
    assert said(asmx.post(b"", headers, oversized=True)).text == text


def test_the_first_thing_wrong_in_document_order_is_told(asmx, said):
    assert "XML document" in said(asmx.post(list_id("x")[:-9])).text, "a value error before the XML error"
    spoilt = envelope(header='<x soap:mustUnderstand="1"/>')[:-9]
    assert asmx.post(spoilt).status == 400, "an XML error before mustUnderstand"


@pytest.mark.parametrize(
    ("document", "known"),
    [
        (envelope(header=f'<WSUser xmlns="{TNS}"><UserName>me</UserName></WSUser><x soap:mustUnderstand="1"/>'), 12345),
        (list_id("x"), None),
        (envelope()[:-5], 12345),
    ],
)
def test_a_refused_call_is_recorded_with_what_was_read(asmx, document, known):
    seen = []
    asmx.record = lambda exchange, *_: seen.append((exchange.version, exchange.user.UserName, exchange.ListID))
    assert asmx.post(document).status >= 400
    assert seen == [("1.1", "me", known)]


@pytest.mark.parametrize(
    ("namespace", "headers", "version", "code"),
    [(SOAP11, HEADERS_11, "1.1", "Server"), (SOAP12, HEADERS_12, "1.2", "Receiver")],
)
def test_a_mistake_of_our_own_is_a_server_fault_and_a_log_entry(asmx, said, caplog, namespace, headers, version, code):
    def fail(*_):
        raise RuntimeError("out of cheese")

    expected = (version, code, "Server was unable to process request. ---> out of cheese")
    asmx.answer = fail
    assert said(asmx.post(envelope(namespace=namespace), headers)) == expected
    asmx.answer = lambda _exchange: Answered(rows=[object()] * 5000)
    reply = asmx.post(envelope(namespace=namespace), headers)
    assert said(reply)[:2] == (version, code)
    assert next(str(record.exc_info[1]) for record in caplog.records) == "out of cheese"
    assert len(caplog.records) == 2
    assert len(asmx.recorded) == 2


def _failing_decision(monkeypatch, fail):
    monkeypatch.setattr(engine, "decide", fail)


def _failing_reader(monkeypatch, fail):
    monkeypatch.setattr(Document, "read_parameters", fail)


def _failing_dispatch(monkeypatch, fail):
    monkeypatch.setattr(Asmx, "deserialize", fail)


def _failing_listener(monkeypatch, fail):
    monkeypatch.setattr(SERVERS["1.1"].app.event_manager, "handlers", {"method_return_object": [fail]})


@pytest.mark.parametrize("failing", [_failing_decision, _failing_reader, _failing_dispatch, _failing_listener])
def test_whatever_fails_within_the_engine_is_answered_logged_and_recorded(asmx, said, caplog, monkeypatch, failing):
    def fail(*_, **__):
        raise RuntimeError("out of cheese")

    failing(monkeypatch, fail)
    reply = asmx.post(envelope())
    fault = said(reply)
    assert (reply.status, fault.version, fault.code) == (500, "1.1", "Server")
    assert fault.text.startswith("Server was unable to process request. ---> ")
    (logged,) = [record for record in caplog.records if record.name == "listrak_mock"]
    assert logged.message == "the engine failed on a call"
    assert logged.exc_info is not None
    assert asmx.recorded == [(500, fault.text, fault.text)]
    monkeypatch.undo()
    assert asmx.post(envelope()).status == 200, "the next call is served"


def test_an_exception_without_a_message_is_told_by_a_name(asmx, said, monkeypatch):
    def fail(*_):
        raise RuntimeError

    asmx.answer = fail
    assert said(asmx.post(envelope())).text == "Server was unable to process request. ---> SoapException"
    monkeypatch.setattr(engine, "decide", fail)
    assert said(asmx.post(envelope())).text == "Server was unable to process request. ---> SoapException"


def test_an_answer_that_cannot_be_recorded_is_an_answer_all_the_same(asmx, caplog):
    def fail(*_):
        raise RuntimeError("out of paper")

    asmx.record = fail
    assert asmx.post(envelope()).status == 200
    assert [str(record.exc_info[1]) for record in caplog.records] == ["out of paper"]
