"""HTTP itself: versions, lengths, headers, connections, sizes."""

from __future__ import annotations

import socket

import pytest

from tests.fidelity.rules import ANY, V11, Case, Rule, Section, case, guess, records, source
from tests.fidelity.wire import Answer
from tests.soap import envelope


def chunked(data: bytes, *sizes: int) -> bytes:
    """The data in chunks of these sizes, the rest in a last one."""
    chunks, at = b"", 0
    for size in (*sizes, len(data)):
        part = data[at : at + size]
        at += size
        if part:
            chunks += f"{len(part):x}\r\n".encode() + part + b"\r\n"
    return chunks + b"0\r\n\r\n"


def in_chunks(name: str, *sizes: int) -> Case:
    """A good call whose body comes so."""
    body = chunked(envelope().encode(), *sizes)
    return case(name, versions=V11, headers=[("Transfer-Encoding", "chunked")], sent=body)


def interim(count: int):
    def check(answer: Answer) -> None:
        assert answer.raw.count(b"HTTP/1.1 100 ") == count, answer.raw[:200]

    return check


def connection_is(value: str | None):
    def check(answer: Answer) -> None:
        got = answer.header("Connection")
        assert (got or "").lower() == (value or ""), got

    return check


def stays_open(answer: Answer) -> None:
    """Two requests on one connection get two answers."""
    host, port = answer.url.split("/")[2].rsplit(":", 1)
    path = "/" + answer.url.split("/", 3)[3]
    request = f"GET {path}?wsdl HTTP/1.1\r\nHost: {host}\r\n\r\n".encode()
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        for _ in range(2):
            connection.sendall(request)
            received = b""
            while b"</wsdl:definitions>" not in received:
                part = connection.recv(65_536)
                assert part, "the connection was closed"
                received += part


SECTION = Section(
    "http",
    "HTTP",
    [
        Rule(
            "HTTP/1.0 works, also without a Host.",
            source,
            case("with Host", http="HTTP/1.0").runs(),
            case("without Host", http="HTTP/1.0", without=["Host"]).runs(),
            case("a fault", http="HTTP/1.0", list_id="x").not_a_number(5, 21),
        ),
        Rule(
            "Chunked bodies work.",
            source,
            in_chunks("one chunk").runs(),
            in_chunks("many chunks", 1, 2, 3, 100).runs(),
        ),
        Rule(
            "`Expect: 100-continue` gets one 100.",
            source,
            case("before the body", headers=[("Expect", "100-continue")]).gets(200, check=interim(1)),
            case("in another case", versions=V11, headers=[("Expect", "100-Continue")]).gets(200, check=interim(1)),
            case("not asked for", versions=V11).gets(200, check=interim(0)),
        ),
        Rule(
            "Accept headers change nothing.",
            source,
            case("Accept", headers=[("Accept", "application/json")]).runs(),
            case("Accept-Encoding", headers=[("Accept-Encoding", "gzip, br")]).gets(
                200, headers={"Content-Encoding": None}
            ),
            case("Accept-Charset", headers=[("Accept-Charset", "utf-16")]).runs(),
            case("Accept-Language", headers=[("Accept-Language", "de")], list_id="x").not_a_number(5, 21),
        ),
        Rule(
            "Header names have no case.",
            source,
            case("soapaction", versions=V11, soapaction=None, headers=[("soapaction", '"{action}"')]).runs(),
            case("SOAPACTION", versions=V11, soapaction=None, headers=[("SOAPACTION", '"{action}"')]).runs(),
            case("content-type", headers=[("content-type", "text/xml")], soapaction="{action}").runs(),
            case("CONTENT-TYPE", headers=[("CONTENT-TYPE", "text/xml")], soapaction="{action}").runs(),
        ),
        Rule(
            "A POST without a length and not chunked is 411.",
            guess,
            case("no length", versions=V11, without=["Content-Length"], sent=b"").gets(411, ANY),
        ),
        Rule(
            "HTTP/1.1 without Host is 400.",
            guess,
            case("a call", versions=V11, without=["Host"]).gets(400, ANY),
            case("a page", versions=V11, method="GET", without=["Host"]).gets(400, ANY),
        ),
        Rule(
            "3 MB and thousands of nested elements are read.",
            records,
            case("3 MB", versions=V11, body="<!--" + "x" * 3_000_000 + "-->{operation}").runs(),
            case("3 MB in an unknown header", versions=V11, header="<a>" + "x" * 3_000_000 + "</a>{user}").runs(),
            case("10,000 deep", versions=V11, header="<a>" * 10_000 + "</a>" * 10_000 + "{user}").runs(),
        ),
        Rule(
            "The connection is kept; an answer says `Connection: close` when the server closes it.",
            records,
            case("kept", versions=V11).gets(200, check=stays_open),
            case("nothing said", versions=V11).gets(200, check=connection_is(None)),
            case("the client closes", versions=V11, headers=[("Connection", "close")]).gets(
                200, check=connection_is("close")
            ),
            case("HTTP/1.0", versions=V11, http="HTTP/1.0").gets(200, check=connection_is("close")),
        ),
    ],
)


@pytest.mark.parametrize("row", SECTION.rows())
def test_http(wire, row):
    row.hold(wire)
