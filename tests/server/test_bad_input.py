"""What people and programs send by mistake, over a real socket: an answer each, nothing printed, and life goes on."""

from __future__ import annotations

import socket

import pytest

from mockserver.contract import ENDPOINT
from mockserver.messages import Reply
from mockserver.transport.limits import Limits
from mockserver.transport.listener import Listener
from tests.soap import HEADERS_11, HEADERS_12, fault_of, list_id, rows_of


@pytest.fixture(autouse=True)
def still_alive_and_silent(request, client, caplog, capfd):
    """After each test the server answers as ever, and has neither logged nor printed."""
    yield
    (row,) = rows_of(client.call(list_id("1101")).body)
    assert row["MaxStep"] == "4"
    assert caplog.get_records("call") == []
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("body", "headers", "status", "text"),
    [
        pytest.param("<soap:Envelope", HEADERS_11, 400, None, id="malformed XML"),
        pytest.param("", HEADERS_11, 400, None, id="nothing at all"),
        pytest.param(
            "<a><b>",
            HEADERS_12,
            500,
            "Possible SOAP version mismatch: Envelope namespace  was unexpected. "
            "Expecting http://schemas.xmlsoap.org/soap/envelope/.",
            id="not SOAP",
        ),
        pytest.param(
            '<!DOCTYPE a [<!ENTITY b "c">]>' + list_id("&b;"), HEADERS_11, 400, None, id="a DTD, the action known"
        ),
        pytest.param(
            '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>' + list_id("&b;"),
            {"content-type": "text/xml"},
            500,
            "Server was unable to process request. ---> DTD is prohibited in this XML document.",
            id="a DTD, the body to route",
        ),
        pytest.param(
            list_id("1"),
            HEADERS_11 | {"soapaction": '"http://webservices.listrak.com/v31/GetEverything"'},
            500,
            "Server did not recognize the value of HTTP Header SOAPAction: "
            "http://webservices.listrak.com/v31/GetEverything.",
            id="an unknown operation",
        ),
        pytest.param(
            list_id("twelve"),
            HEADERS_11,
            500,
            "Server was unable to read request. ---> There is an error in XML document "
            f"(1, {list_id('twelve').index('</GetLegacyProcessStatus>') + 3}). ---> "
            "Input string was not in a correct format.",
            id="a ListID that is no number",
        ),
        pytest.param(list_id("1101"), {"content-type": "application/json"}, 415, None, id="a wrong Content-Type"),
        pytest.param(b"\x00\xff" * 5000, HEADERS_11, 400, None, id="garbage"),
        pytest.param("<a>" * 200_000, HEADERS_11 | {"soapaction": "x"}, 500, None, id="depth, not even read"),
    ],
)
def test_bad_input_gets_what_the_engine_says(server, client, body, headers, status, text):
    answer = client.call(body, headers)
    assert answer.status == status
    if text is not None:
        assert fault_of(answer.body).text == text
    elif status < 500:
        assert answer.body == b""
    (call,) = server.sandbox.calls
    assert call.problem
    assert call.status == status


def test_a_body_of_ten_megabytes_is_read_and_refused(client):
    answer = client.call(b"x" * 10_000_000)
    assert answer.status == 500
    assert fault_of(answer.body).text == (
        "There was an exception running the extensions specified in the config file. ---> "
        "Maximum request length exceeded."
    )


def test_four_megabytes_are_read(client):
    body = list_id("1101").replace("<soap:Body>", f"<soap:Body><!--{'x' * 4_000_000}-->")
    assert client.call(body).status == 200


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"POST",
        b"POST " + ENDPOINT.encode() + b" HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n" + b"<soap:Envelope",
        b"GET " + ENDPOINT.encode() + b"?WSDL HTTP/1.1\r\nHost: a\r\n\r\n",
    ],
    ids=["at once", "within the request line", "within the body", "before the answer"],
)
def test_a_client_may_leave_at_any_time(server, sent):
    with socket.create_connection((server.host, server.port), timeout=5) as connection:
        connection.sendall(sent)


def test_half_a_body_is_not_a_call(server):
    with socket.create_connection((server.host, server.port), timeout=5) as connection:
        connection.sendall(f"POST {ENDPOINT} HTTP/1.1\r\nHost: a\r\nContent-Length: 99\r\n\r\n<half".encode())
        connection.shutdown(socket.SHUT_WR)
        assert connection.recv(1) == b""
    assert server.sandbox.calls == ()


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        ("<a><Password>x<Sup3rSecretPW:y/></Password></a>", {"content-type": "text/xml"}),
        (list_id("1").replace("<soap:Header>", "<soap:Header>x<a><Password>Sup3rSecretPW</Password></b>"), HEADERS_11),
        (list_id("1101").replace("secret", "Sup3rSecretPW") + "x", HEADERS_11),
        ("", HEADERS_11 | {"soapaction": "<Password>Sup3rSecretPW</Password>"}),
    ],
)
def test_no_password_is_kept_of_a_call_that_the_engine_refuses(server, client, body, headers):
    assert client.call(body, headers).status >= 400
    (call,) = server.sandbox.calls
    assert "Sup3rSecretPW" not in f"{call!r} {call.problem} {call.fault} {call.request!r}" + server.sandbox.transcript()


def test_blank_lines_keep_no_connection_open():
    """They are no request: a connection that gets nothing else is as idle as one that gets nothing."""
    listener = Listener(lambda _request: Reply(200), limits=Limits(idle_seconds=0.2))
    listener.start()
    try:
        with socket.create_connection((listener.host, listener.port), timeout=10) as connection:
            connection.settimeout(0.02)
            for _ in range(500):
                try:
                    if connection.recv(1) == b"":
                        break
                except TimeoutError:
                    connection.sendall(b"\r\n")
                except ConnectionError:
                    break
            else:
                pytest.fail("the connection is still open")
    finally:
        listener.stop()
