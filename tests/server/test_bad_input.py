"""What people and programs send by mistake, over a real socket: an answer each, nothing printed, and life goes on."""

from __future__ import annotations

import base64
import socket

import pytest

from mockserver.contract import ENDPOINT
from mockserver.messages import Reply
from mockserver.transport.limits import Limits
from mockserver.transport.listener import Listener
from tests.soap import HEADERS_11, HEADERS_12, SOAP11, SOAP12, TNS, envelope, fault_of, list_id, rows_of


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


SECRET = "Sup3rSecretPW"


def with_password(password: str, more: str = "", namespace: str = SOAP11) -> str:
    """A good request, but for what stands in Password and behind WSUser."""
    user = f'<WSUser xmlns="{TNS}"><UserName>me</UserName><Password>{password}</Password></WSUser>{more}'
    return envelope(header=user, namespace=namespace)


def in_utf_7(text: str) -> bytes:
    """Each character of it in base 64."""
    return b"+" + base64.b64encode(text.encode("utf-16-be")).rstrip(b"=") + b"-"


def in_ucs_4_2143(text: str) -> bytes:
    usual = text.encode("utf-32-be")
    return bytes(usual[at + place] for at in range(0, len(usual), 4) for place in (1, 0, 3, 2))


def with_charset(charset: str) -> dict[str, str]:
    return HEADERS_11 | {"content-type": f"text/xml; charset={charset}"}


REFUSED = {
    "a prefix": ("<a><Password>x<Sup3rSecretPW:y/></Password></a>", {"content-type": "text/xml"}),
    "an element before": (
        list_id("1").replace("<soap:Header>", "<soap:Header>x<a><Password>Sup3rSecretPW</Password></b>"),
        HEADERS_11,
    ),
    "text behind the end": (with_password(SECRET) + "x", HEADERS_11),
    "an element in the action": ("", HEADERS_11 | {"soapaction": f"<Password>{SECRET}</Password>"}),
    "an attribute in the action": ("", HEADERS_11 | {"soapaction": f"Password={SECRET}"}),
    "the action": (with_password(SECRET), HEADERS_11 | {"soapaction": SECRET}),
    "the action, cut": (with_password(SECRET), HEADERS_11 | {"soapaction": "x" * 1_012 + SECRET}),
    "the action, and UTF-7": (in_utf_7(with_password(SECRET)), with_charset("utf-7") | {"soapaction": SECRET}),
    "the media type": (with_password(SECRET.lower()), {"content-type": SECRET}),
    "an entity": (with_password(f"&{SECRET};"), HEADERS_11),
    "a very long entity": (with_password(f"&{SECRET * 100};"), HEADERS_11),
    "an entity in a second Password": (with_password(f"x</Password><Password>&{SECRET};"), HEADERS_11),
    "an entity behind an empty Password": (with_password(f"</Password><Password>&{SECRET};"), HEADERS_11),
    "an entity in a second WSUser": (
        with_password("x", f'<WSUser xmlns="{TNS}"><Password>&{SECRET};</Password></WSUser>'),
        HEADERS_11,
    ),
    "an entity in the Body": (list_id(f"1</ListID><Password>&{SECRET};</Password><ListID>"), HEADERS_11),
    "an entity, the operation sought": (with_password(f"&{SECRET};", namespace=SOAP12), HEADERS_12),
    "an attribute without quotes": (with_password(f"<a b={SECRET}!x"), HEADERS_11),
    "xml:space": (list_id("1").replace("<Password", f'<Password xml:space="{SECRET}"'), HEADERS_11),
    "a NUL in the name": (with_password(SECRET).replace("Password>", "Pass\0word>"), HEADERS_11),
    "EBCDIC": (with_password(SECRET).encode("cp037"), with_charset("ibm037")),
    "EBCDIC and an entity": (with_password(f"&{SECRET};").encode("cp037"), with_charset("ibm037")),
    "EBCDIC under another name": (with_password(SECRET).encode("cp037"), HEADERS_11),
    "UTF-7 and an entity": (in_utf_7(with_password(f"&{SECRET};")), with_charset("utf-7")),
    "UTF-16 under another name": (with_password(SECRET).encode("utf-16-le"), HEADERS_11),
    "an attribute of WSUser": (envelope(header=f'<WSUser xmlns="{TNS}" Password="{SECRET}"/>'), HEADERS_11),
}


@pytest.mark.parametrize("custom_errors", [True, False])
@pytest.mark.parametrize(("body", "headers"), REFUSED.values(), ids=REFUSED)
def test_no_password_is_kept_of_a_call_that_is_refused(server, client, body, headers, custom_errors):
    server.sandbox.configure(custom_errors=custom_errors)
    assert client.call(body, headers).status >= 400
    nothing_is_kept_of_it(server)


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        pytest.param(in_utf_7(with_password(SECRET)), with_charset("utf-7"), id="UTF-7"),
        pytest.param(with_password(SECRET).encode("cp037"), with_charset("ibm037"), id="EBCDIC"),
        pytest.param(
            in_ucs_4_2143(with_password(SECRET, namespace=SOAP12)), {"content-type": "application/soap+xml"}, id="UCS-4"
        ),
    ],
)
def test_a_request_whose_encoding_only_the_engine_knows_is_kept_as_utf_8(server, client, body, headers):
    client.call(body, headers)
    nothing_is_kept_of_it(server)
    (call,) = server.sandbox.calls
    assert call.ListID == 12345
    assert b"<Password>***</Password>" in call.request


def nothing_is_kept_of_it(server):
    (call,) = server.sandbox.calls
    sentences = f"{call!r} {call.problem} {call.fault} {server.sandbox.transcript()}"
    assert SECRET[:6].lower() not in sentences.lower()
    encodings = ("utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "cp037", "utf-7")
    for kept in (call.request, call.response):
        assert [encoding for encoding in encodings if SECRET in kept.decode(encoding, "replace")] == []


@pytest.mark.parametrize(
    "target",
    [
        "?Password={}",
        "?Password%3D{}",
        "?a=1;Password={}",
        "?x=Password%3D{}",
        "?a=%3CPassword%3E{}%3C/Password%3E",
        "?PASSWD={}",
        "?pass={}",
        "?userPwd={}",
        "?Pass%2577ord={}",
        "?Password=a%26{}",
        "/Password={}",
        "/Password/{}",
        "x/Password%3D{}",
    ],
)
def test_no_password_is_kept_of_a_request_that_is_no_call(server, client, target):
    client.ask("GET", ENDPOINT + target.format(SECRET))
    (line,) = server.sandbox.transcript().splitlines()[:1]
    assert "GET" in line
    assert "***" in line
    assert SECRET not in line


def test_the_name_of_a_sandbox_may_speak_of_passwords(server, client):
    sandbox = server.new_sandbox("a-pass-1")
    client.ask("GET", f"/s/a-pass-1{ENDPOINT}?WSDL&passenger=1")
    assert f"GET /s/a-pass-1{ENDPOINT}?WSDL&passenger=1 →" in sandbox.transcript()


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
