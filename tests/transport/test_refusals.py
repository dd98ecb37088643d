"""What is refused before a handler sees it: as Windows' HTTP driver does, with a page that says why."""

from email.utils import parsedate_to_datetime

import pytest
from lxml import html

HOST = b"Host: test\r\n"
POST = b"POST /a HTTP/1.1\r\n" + HOST
GET = b"GET /a HTTP/1.1\r\n" + HOST
CHUNKED = b"Transfer-Encoding: chunked\r\n"


def refused(sent, status, heading, *, id):  # noqa: A002 - pytest's word
    return pytest.param(sent, status, heading, id=id)


VERB, URL, HEADER = ("Bad Request - Invalid Verb", "Bad Request - Invalid URL", "Bad Request - Invalid Header")
HOSTNAME, TOO_LONG = "Bad Request - Invalid Hostname", "Bad Request - Request Too Long"
VERSION, LENGTH = "HTTP Version Not Supported", "Length Required"

REFUSED = [
    refused(b"\x16\x03\x01\x02\x00\x01\x00", 400, VERB, id="TLS"),
    refused(b"hello\r\n\r\n", 400, VERB, id="no HTTP"),
    refused(b"post /a HTTP/1.1\r\n" + HOST + b"\r\n", 400, VERB, id="a method in lower case"),
    refused(b"Get /a HTTP/1.1\r\n" + HOST + b"\r\n", 400, VERB, id="a method in both cases"),
    refused(b"G(T /a HTTP/1.1\r\n" + HOST + b"\r\n", 400, VERB, id="a method that is no word"),
    refused(b"CONNECT test:80 HTTP/1.1\r\n" + HOST + b"\r\n", 400, VERB, id="CONNECT"),
    refused(b"GET test HTTP/1.1\r\n" + HOST + b"\r\n", 400, URL, id="a target that is neither path nor URL"),
    refused(b"GET http:///a HTTP/1.1\r\n" + HOST + b"\r\n", 400, URL, id="a URL without host"),
    refused(b"GET http://[::/a HTTP/1.1\r\n" + HOST + b"\r\n", 400, URL, id="a URL with a broken host"),
    refused(b"GET /a\x00 HTTP/1.1\r\n" + HOST + b"\r\n", 400, URL, id="a NUL in the target"),
    refused(b"GET /\xff HTTP/1.1\r\n" + HOST + b"\r\n", 400, URL, id="a bare byte above 127 in the target"),
    refused(b"GET /a%zz HTTP/1.1\r\n" + HOST + b"\r\n", 400, URL, id="an escape that is none"),
    refused(b"GET /a%4 HTTP/1.1\r\n" + HOST + b"\r\n", 400, URL, id="half an escape"),
    refused(b"GET /a%00 HTTP/1.1\r\n" + HOST + b"\r\n", 400, URL, id="an escaped NUL"),
    refused(b"GET /a%7F?b HTTP/1.1\r\n" + HOST + b"\r\n", 400, URL, id="an escaped DEL"),
    refused(b"GET /" + b"a" * 261 + b" HTTP/1.1\r\n" + HOST + b"\r\n", 400, URL, id="a long part of a path"),
    refused(b"GET http://test/%00 HTTP/1.1\r\n" + HOST + b"\r\n", 400, URL, id="an escaped NUL in a URL"),
    refused(b"GET /a b HTTP/1.1\r\n" + HOST + b"\r\n", 400, "Bad Request", id="a space in the target"),
    refused(b"GET /a http/1.1\r\n" + HOST + b"\r\n", 400, "Bad Request", id="the protocol in lower case"),
    refused(b"OPTIONS * RTSP/1.0\r\n\r\n", 400, "Bad Request", id="RTSP"),
    refused(b"ANNOUNCE rtsp://test/a RTSP/1.0\r\n\r\n", 400, "Bad Request", id="RTSP, a method of its own"),
    refused(b"SOURCE /a ICE/1.0\r\n\r\n", 400, "Bad Request", id="ICE"),
    refused(b"GET /a\r\n\r\n", 505, VERSION, id="HTTP/0.9"),
    refused(b"GET /a HTTP/1.2\r\n" + HOST + b"\r\n", 505, VERSION, id="HTTP/1.2"),
    refused(b"GET /a HTTP/2.0\r\n" + HOST + b"\r\n", 505, VERSION, id="HTTP/2 in HTTP/1's clothes"),
    refused(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505, VERSION, id="HTTP/2"),
    refused(b"GET /a HTTP/1.1\r\n\r\n", 400, HOSTNAME, id="no Host"),
    *(
        refused(b"GET /a HTTP/1.1\r\nHost: " + host + b"\r\n\r\n", 400, HOSTNAME, id=f"the Host {host!r}")
        for host in (b"a b", b"a/b", b"a?b", b"a#b", b"a@b", b"<x>", b'"x"', b"x:abc", b"x:65536", b"[::1", b"\xe9")
    ),
    refused(b"GET http://a:99999/ HTTP/1.1\r\n" + HOST + b"\r\n", 400, HOSTNAME, id="an odd port in a URL"),
    refused(GET + HOST + b"\r\n", 400, HEADER, id="two Hosts"),
    refused(b"GET /a HTTP/1.1\nHost: test\n\n", 400, "Bad Request", id="line feeds alone"),
    refused(b"GET /a HTTP/1.1\r\nHost: test\n\r\n", 400, "Bad Request", id="a line feed alone behind a header"),
    refused(GET + b"X : 1\r\n\r\n", 400, "Bad Request", id="a blank before the colon"),
    refused(GET + b": 1\r\n\r\n", 400, "Bad Request", id="a header without name"),
    refused(GET + b"X\r\n\r\n", 400, "Bad Request", id="a header without colon"),
    refused(GET + b"X@: 1\r\n\r\n", 400, "Bad Request", id="a header whose name is no word"),
    refused(GET + b"X: 1\r\n 2\r\n\r\n", 400, "Bad Request", id="a folded header"),
    refused(GET + b"X: \x00\r\n\r\n", 400, "Bad Request", id="a NUL in a header"),
    refused(POST + b"\r\n", 411, LENGTH, id="a POST without length"),
    refused(b"POST /a HTTP/1.0\r\n\r\nabc", 411, LENGTH, id="a POST without length, HTTP/1.0"),
    refused(
        POST + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\nab", 400, "Bad Request", id="two lengths that differ"
    ),
    refused(POST + b"Content-Length: 1\r\nContent-Length: 1\r\n\r\na", 400, "Bad Request", id="two lengths that agree"),
    refused(POST + b"Content-Length: 1, 1\r\n\r\na", 400, "Bad Request", id="two lengths in one header"),
    refused(POST + b"Content-Length: -1\r\n\r\na", 400, "Bad Request", id="a length below zero"),
    refused(POST + b"Content-Length: +1\r\n\r\na", 400, "Bad Request", id="a length with a sign"),
    refused(POST + b"Content-Length: abc\r\n\r\na", 400, "Bad Request", id="a length that is no number"),
    refused(POST + b"Content-Length:\r\n\r\na", 400, "Bad Request", id="an empty length"),
    refused(POST + b"Content-Length: 99999999999999999999\r\n\r\na", 400, "Bad Request", id="a length over 64 bits"),
    refused(
        POST + b"Content-Length: 1\r\n" + CHUNKED + b"\r\n0\r\n\r\n", 400, "Bad Request", id="a length, then chunks"
    ),
    refused(POST + CHUNKED + b"Content-Length: 1\r\n\r\n0\r\n\r\n", 400, "Bad Request", id="chunks, then a length"),
    refused(POST + b"Transfer-Encoding: gzip\r\n\r\nabc", 501, "Not Implemented", id="an unknown coding"),
    refused(POST + b"Transfer-Encoding: identity\r\n\r\nabc", 501, "Not Implemented", id="a coding of HTTP's past"),
    refused(
        POST + b"Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
        501,
        "Not Implemented",
        id="an unknown one, chunked",
    ),
    refused(
        POST + b"Transfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n",
        501,
        "Not Implemented",
        id="an unknown one of chunks",
    ),
    refused(b"POST /a HTTP/1.0\r\n" + CHUNKED + b"\r\n0\r\n\r\n", 400, HEADER, id="chunks in HTTP/1.0"),
    refused(POST + CHUNKED + b"\r\nxyz\r\n", 400, "Bad Request", id="a chunk size that is no number"),
    refused(POST + CHUNKED + b"\r\n1\r\nabc\r\n", 400, "Bad Request", id="a chunk longer than its size"),
    refused(POST + b"Expect: tea\r\nContent-Length: 0\r\n\r\n", 417, "Expectation Failed", id="an unknown expectation"),
    refused(
        POST + b"Expect: 100-continue, tea\r\nContent-Length: 0\r\n\r\n",
        417,
        "Expectation Failed",
        id="a known expectation and an unknown one",
    ),
    refused(GET + b"X: " + b"a" * 16_384 + b"\r\n\r\n", 400, TOO_LONG, id="a long header"),
    refused(GET + b"X: a\r\n" * 3_000 + b"\r\n", 400, TOO_LONG, id="many headers"),
    refused(
        GET.replace(b"/a", b"/a?" + b"b" * 9_000) + b"X: " + b"a" * 9_000 + b"\r\n\r\n", 400, TOO_LONG, id="both long"
    ),
    refused(GET + b"X: " + b"a" * 400_000, 400, TOO_LONG, id="a header without end"),
    refused(POST + CHUNKED + b"\r\n0\r\nT: " + b"a" * 70_000 + b"\r\n\r\n", 400, TOO_LONG, id="a long trailer"),
]


@pytest.mark.parametrize(("sent", "status", "heading"), REFUSED)
def test_what_can_not_be_read_is_refused_and_the_connection_closed(serve, connect, echo, sent, status, heading):
    wire = connect(serve(echo))
    answer = wire.ask(sent)
    assert (answer.status, headings(answer)) == (status, [heading])
    assert wire.is_closed()
    assert echo.requests.empty()


@pytest.mark.parametrize(
    "sent",
    [b"GET /?" + b"a" * 16_384 + b" HTTP/1.1\r\n" + HOST + b"\r\n", b"GET /" + b"a" * 400_000],
    ids=["long", "without end"],
)
def test_a_target_that_is_too_long_has_a_status_of_its_own(serve, connect, echo, sent):
    wire = connect(serve(echo))
    assert wire.ask(sent).status == 414
    assert wire.is_closed()


def headings(answer):
    return [heading.text for heading in html.fromstring(answer.body).iter("h2")]


def test_a_refusal_has_the_drivers_headers_and_says_why(serve, connect, echo):
    answer = connect(serve(echo)).ask(b"GET /a HTTP/1.1\r\n\r\n")
    assert set(answer.headers) == {"Content-Type", "Server", "Date", "Content-Length", "Connection"}
    assert answer.headers["Content-Type"] == "text/html; charset=us-ascii"
    assert answer.headers["Server"] == "Microsoft-HTTPAPI/2.0"
    assert answer.headers["Connection"] == "close"
    assert parsedate_to_datetime(answer.headers["Date"]).tzinfo is not None
    page = html.fromstring(answer.body)
    assert page.findtext(".//title") == "Bad Request"
    assert page.findtext(".//p") == "HTTP Error 400. An HTTP/1.1 request needs a Host header."


def test_what_a_refusal_quotes_is_escaped(serve, connect, echo):
    answer = connect(serve(echo)).ask(POST + b"Expect: <b>\xe9\r\nContent-Length: 0\r\n\r\n")
    assert b"Expect header, got '&lt;b&gt;&#233;'." in answer.body


@pytest.mark.parametrize("sent", [b"HEAD /a HTTP/1.1\r\n\r\n", b"HEAD /a HTTP/1.1\r\nX : 1\r\n\r\n"])
def test_head_is_refused_without_a_body(serve, connect, echo, sent):
    wire = connect(serve(echo))
    answer = wire.ask(sent, body=False)
    assert answer.status == 400
    assert int(answer.headers["Content-Length"]) > 100
    assert wire.rest() == b""


def test_a_refused_client_that_still_sends_gets_the_refusal_not_a_reset(serve, connect, echo):
    wire = connect(serve(echo))
    wire.send(POST + b"Content-Length: 1, 1\r\n\r\n")
    for _ in range(64):
        wire.send(b"x" * 65_536)
    assert wire.answer().status == 400
    assert wire.is_closed()


def test_the_bytes_behind_a_refused_request_are_not_read_as_a_request(serve, connect, echo):
    wire = connect(serve(echo))
    assert wire.ask(POST + b"\r\n" + GET + b"\r\n").status == 411
    assert wire.is_closed()
    assert echo.requests.empty()


def test_a_refusal_waits_for_the_answers_before_it(serve, connect, echo):
    echo.delay = 0.05
    wire = connect(serve(echo))
    wire.send(GET + b"\r\n" + b"nonsense\r\n\r\n")
    assert wire.answer().status == 200
    assert wire.answer().status == 400
