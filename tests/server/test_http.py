"""HTTP as IIS and ASP.NET do it, over a socket: paths, verbs, framing, and the headers of every answer."""

from __future__ import annotations

from collections.abc import Iterator
from email.utils import parsedate_to_datetime

import pytest

from mockserver import MockServer, Settings
from mockserver.contract import ENDPOINT, SOAP_ACTION
from mockserver.site import canonical
from tests.soap import list_id, rows_of
from tests.transport.conftest import Answer, Wire

HTML = "text/html; charset=utf-8"
SOAP_11 = "text/xml; charset=utf-8"
SOAP_12 = "application/soap+xml; charset=utf-8"
BODY = list_id("1101").encode()


@pytest.fixture
def wire(server: MockServer) -> Iterator[Wire]:
    wire = Wire((server.host, server.port))
    yield wire
    wire.close()


def head(method: str, target: str, *headers: str, version: str = "1.1") -> bytes:
    return "\r\n".join([f"{method} {target} HTTP/{version}", "Host: mock", *headers, "", ""]).encode()


def call(
    target: str = ENDPOINT, *headers: str, body: bytes = BODY, version: str = "1.1", method: str = "POST"
) -> bytes:
    own = ("Content-Type: text/xml", f'SOAPAction: "{SOAP_ACTION}"', f"Content-Length: {len(body)}")
    return head(method, target, *own, *headers, version=version) + body


def is_rows(answer: Answer) -> bool:
    return answer.status == 200 and len(rows_of(answer.body)) == 1


@pytest.mark.parametrize(
    "target",
    [
        pytest.param(ENDPOINT.lower(), id="lower case"),
        pytest.param(ENDPOINT.upper(), id="upper case"),
        pytest.param(ENDPOINT.replace(".", "%2e"), id="an escaped dot"),
        pytest.param(ENDPOINT.replace("I", "%49"), id="an escaped letter"),
        pytest.param(f"/{ENDPOINT}", id="two slashes in front"),
        pytest.param(ENDPOINT.replace("31/", "31//"), id="two slashes within"),
        pytest.param(ENDPOINT.replace("31/", "31\\"), id="a backslash"),
        pytest.param(ENDPOINT.replace("31/", "31%2F"), id="an escaped slash"),
        pytest.param(ENDPOINT.replace("31/", "31/x/../"), id="a step up"),
        pytest.param(ENDPOINT.replace("31/", "31/%2E/"), id="an escaped step on the spot"),
        pytest.param(f"{ENDPOINT}?", id="an empty query"),
        pytest.param(f"{ENDPOINT}?op=GetLegacyProcessStatus", id="a query of op"),
        pytest.param(f"{ENDPOINT}?WSDL", id="a query of WSDL"),
        pytest.param(f"http://elsewhere:81{ENDPOINT}", id="a whole URL"),
    ],
)
def test_a_post_to_the_service_is_soap_however_its_path_is_written(wire, target):
    assert is_rows(wire.ask(call(target)))


@pytest.mark.parametrize(
    ("target", "status"),
    [
        (f"{ENDPOINT}/", 500),
        (f"{ENDPOINT}/GetLegacyProcessStatus", 500),
        (f"{ENDPOINT}//x", 500),
        (f"{ENDPOINT}/x/..", 500),
        (f"{ENDPOINT}/x?wsdl", 500),
        (f"{ENDPOINT};x", 404),
        (f"{ENDPOINT}%20", 404),
        (f"{ENDPOINT}x", 404),
        (ENDPOINT.replace(".", "%252e"), 404),
        (f"{ENDPOINT}%3Fwsdl", 404),
        ("/v31/", 404),
        ("/", 404),
        ("/../..", 404),
        ("/%ff", 404),
        ("*", 404),
    ],
)
@pytest.mark.parametrize("method", ["POST", "GET", "PUT"])
def test_another_path_is_an_error_page_for_every_verb(wire, target, status, method):
    for _ in range(2):
        answer = wire.ask(call(target, method=method))
        assert (answer.status, answer.headers["Content-Type"]) == (status, HTML)


@pytest.mark.parametrize(
    ("path", "meant"),
    [
        ("/", "/"),
        ("*", "*"),
        ("/a/b", "/a/b"),
        ("/a/b/", "/a/b/"),
        ("//a///b", "/a/b"),
        ("/a/./b", "/a/b"),
        ("/a/../b", "/b"),
        ("/a/.b", "/a/.b"),
        ("/a/..b/c", "/a/..b/c"),
        ("/a/...", "/a/..."),
        ("/a/.", "/a/"),
        ("/a/b/..", "/a/"),
        ("/..", "/"),
        ("/../../a", "/a"),
        ("\\a\\..\\b", "/b"),
        ("//", "/"),
    ],
)
def test_empty_and_dot_segments_vanish_from_a_path(path, meant):
    assert canonical(path) == meant
    assert canonical(meant) == meant


@pytest.mark.parametrize(
    ("method", "target", "status", "allow"),
    [
        *((method, ENDPOINT, 405, "GET, OPTIONS, POST") for method in ("PUT", "DELETE", "PATCH", "TRACE", "HEAD")),
        *((method, f"{ENDPOINT}?wsdl", 405, "GET, OPTIONS, POST") for method in ("DEBUG", "BREW", "PROPFIND", "HEAD")),
        ("OPTIONS", ENDPOINT, 200, "GET, OPTIONS, POST"),
        ("OPTIONS", f"{ENDPOINT}?wsdl", 200, "GET, OPTIONS, POST"),
        ("OPTIONS", "*", 200, "GET, OPTIONS, POST"),
        ("OPTIONS", f"{ENDPOINT}/x", 500, None),
        ("OPTIONS", "/", 404, None),
        ("HEAD", f"{ENDPOINT}/x", 500, None),
        ("HEAD", "/", 404, None),
    ],
)
def test_verbs_are_answered_as_aspnet_does(wire, method, target, status, allow):
    for _ in range(2):
        answer = wire.ask(head(method, target), body=method != "HEAD")
        assert (answer.status, answer.headers.get("Allow"), answer.headers["Content-Type"]) == (status, allow, HTML)
        assert (int(answer.headers["Content-Length"]) > 0) is (status != 200)


@pytest.mark.parametrize(
    "request_bytes",
    [
        pytest.param(head("GET", f"{ENDPOINT}?wsdl", "Content-Length: 3") + b"abc", id="a GET with a body"),
        pytest.param(head("GET", "//v31/./IntegrationService.asmx?wsdl"), id="a path that is not plain"),
        pytest.param(head("GET", f"http://mock{ENDPOINT}?wsdl"), id="a whole URL"),
    ],
)
def test_the_description_names_the_plain_address(wire, request_bytes):
    answer = wire.ask(request_bytes)
    assert answer.body.count(f'location="http://mock{ENDPOINT}"'.encode()) == 2


CHUNKS = b"%x\r\n%s\r\n0\r\n\r\n" % (len(BODY), BODY)
CHUNKED = ("Content-Type: text/xml", f"SOAPAction: {SOAP_ACTION}", "Transfer-Encoding: CHUNKED")


@pytest.mark.parametrize(
    "request_bytes",
    [
        pytest.param(call(), id="plain"),
        pytest.param(head("POST", ENDPOINT, *CHUNKED) + CHUNKS, id="chunked"),
        pytest.param(
            call().replace(b"Content-", b"CONTENT-").replace(b"SOAPAction: ", b"soapaction:").replace(b"Host", b"hOST"),
            id="header names in any case, without a blank",
        ),
        pytest.param(
            call().replace(b"SOAPAction: ", b"SOAPAction: \t ").replace(b'Status"', b'Status" \t'), id="blanks"
        ),
        pytest.param(
            call(ENDPOINT, "Accept: image/png", "Accept-Encoding: gzip", "Accept-Charset: x", "Accept-Language: x"),
            id="Accept and its kin",
        ),
        pytest.param(
            call(ENDPOINT, "Cookie: a=b", "X-Forwarded-For: a", "Upgrade: h2c", "Connection: Upgrade"), id="others"
        ),
    ],
)
def test_a_call_may_be_framed_and_decorated_in_many_ways(wire, request_bytes):
    for _ in range(2):
        answer = wire.ask(request_bytes)
        assert (answer.status, answer.headers["Content-Type"], "Connection" in answer.headers) == (200, SOAP_11, False)


@pytest.mark.parametrize("expectation", ["Expect: 100-continue", "EXPECT: 100-CONTINUE", "expect:100-Continue"])
def test_a_call_that_waits_is_told_once_to_go_on(wire, expectation):
    whole = call(ENDPOINT, expectation)
    wire.send(whole.removesuffix(BODY))
    assert wire.line() == "HTTP/1.1 100 Continue"
    assert wire.line() == ""
    wire.send(BODY[:10])
    assert is_rows(wire.ask(BODY[10:]))
    wire.send(whole)
    assert wire.answer().status == 100, "also if it did not wait"
    assert is_rows(wire.answer())


@pytest.mark.parametrize(
    ("version", "header", "told"),
    [
        ("1.1", "X: y", None),
        ("1.1", "Connection: Keep-Alive", None),
        ("1.1", "Connection: x, Close", "close"),
        ("1.0", "X: y", "close"),
        ("1.0", "Connection: Keep-Alive", "keep-alive"),
    ],
)
def test_every_kind_of_answer_is_honest_about_its_connection(server, version, header, told):
    for request_bytes in (
        call(ENDPOINT, header, version=version),
        call(ENDPOINT, header, version=version, body=b"<a"),
        call(f"{ENDPOINT}/x", header, version=version),
        head("GET", f"{ENDPOINT}?wsdl", header, version=version),
        head("PUT", ENDPOINT, header, version=version),
    ):
        wire = Wire((server.host, server.port))
        answer = wire.ask(request_bytes)
        assert answer.headers.get("Connection") == told
        assert wire.is_closed() if told == "close" else wire.ask(request_bytes).status == answer.status
        wire.close()


@pytest.mark.parametrize(
    ("request_bytes", "status", "content_type"),
    [
        (call(), 200, SOAP_11),
        (call().replace(b"text/xml", b"application/soap+xml").replace(SOAP_ACTION.encode(), b""), 415, SOAP_11),
        (call(body=b"<a"), 400, SOAP_11),
        (head("POST", ENDPOINT, "Content-Length: 0"), 500, SOAP_12),
        (head("GET", ENDPOINT), 200, HTML),
        (head("GET", f"{ENDPOINT}?disco"), 200, "text/xml; charset=utf-8"),
        (head("GET", f"{ENDPOINT}?wsdl=x"), 500, "text/plain; charset=utf-8"),
        (head("PUT", ENDPOINT), 405, HTML),
        (head("OPTIONS", ENDPOINT), 200, HTML),
        (head("GET", "/"), 404, HTML),
        (head("GET", f"{ENDPOINT}/x", "Content-Type: application/json"), 500, "application/json; charset=utf-8"),
        (head("GET", "/__mock__/health"), 200, "application/json"),
        (head("PUT", "/__mock__/health"), 405, HTML),
        (head("GET", f"/s/nobody{ENDPOINT}"), 200, HTML),
    ],
)  # fmt: skip
def test_every_answer_has_a_date_and_a_length_and_no_chunks(wire, request_bytes, status, content_type):
    answer = wire.ask(request_bytes)
    assert (answer.status, answer.headers["Content-Type"]) == (status, content_type)
    assert parsedate_to_datetime(answer.headers["Date"]).tzinfo is not None
    assert len(answer.body) == int(answer.headers["Content-Length"])
    assert "Transfer-Encoding" not in answer.headers


def test_the_answers_to_pipelined_requests_of_all_kinds_come_in_order(wire):
    wire.send(
        call() + head("GET", f"{ENDPOINT}?wsdl") + head("PUT", ENDPOINT) + call(body=b"<a") + head("GET", "/") + b"x"
    )
    assert [wire.answer().status for _ in range(5)] == [200, 200, 405, 400, 404]


def test_the_pages_of_a_sandbox_name_the_products_that_it_is_set_to(server, wire):
    server.new_sandbox("bare", settings=Settings(server_headers={"Server": "bare"}))
    for prefix, products in (("/s/bare", ["bare", None]), ("", ["Microsoft-IIS/10.0", "ASP.NET"])):
        for target in (f"{prefix}{ENDPOINT}?wsdl", f"{prefix}{ENDPOINT}/x", f"{prefix}/x"):
            headers = wire.ask(head("GET", target)).headers
            assert [headers.get(name) for name in ("Server", "X-Powered-By")] == products
