"""Spoilt requests over real connections: each is answered or let go, and nothing of any is left behind."""

from __future__ import annotations

import logging
import re
import socket
import threading
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from mockserver import MockServer
from mockserver.contract import ENDPOINT
from tests.properties import good, mutations
from tests.properties.asking import PATIENCE
from tests.soap import HEADERS_11, list_id, rows_of

_DESCRIPTORS = Path("/proc/self/fd")
_ANSWER = re.compile(rb"HTTP/1\.[01] [1-5][0-9][0-9] ")

_METHODS = st.sampled_from(("POST", "POST", "POST", "GET", "HEAD", "PUT", "post", "P\0ST", ""))
_TARGETS = st.sampled_from(
    (ENDPOINT, ENDPOINT, ENDPOINT.upper(), f"{ENDPOINT}/x", f"{ENDPOINT}?WSDL", "/", "*", "%", "/\xff")
)
_VERSIONS = st.sampled_from(("HTTP/1.1", "HTTP/1.1", "HTTP/1.0", "HTTP/2.0", "HTTP/1.1x", ""))
_LENGTHS = st.sampled_from(
    (
        "{n}",
        "{n}",
        "{n}",
        "0",
        "1",
        "99999999",
        "-1",
        "+{n}",
        "0x10",
        "",
        "{n}, {n}",
        "{n}\r\nContent-Length: 7",
        "9" * 30,
    )
)
_LINES = st.sampled_from(
    (
        *("", "", "", "Transfer-Encoding: chunked\r\n", "Transfer-Encoding: gzip\r\n", "Connection: close\r\n"),
        *("Expect: 100-continue\r\n", "Expect: more\r\n", "Host: b\r\n", ": empty\r\n", "no colon\r\n", " folded\r\n"),
        *(
            "X: \0\r\n",
            "X: \xff\r\n",
            "X y: z\r\n",
            "X: a\rb\r\n",
            f"X: {'a' * 70_000}\r\n",
            "Upgrade: h2c\r\n",
            "\r\n",
            "\n",
        ),
    )
)


@st.composite
def _messages(draw: st.DrawFn) -> bytes:
    """A request as bytes: its head may lie about it, and be no head at all."""
    request = draw(st.one_of(good.requests(), mutations.requests()))
    length = draw(_LENGTHS).format(n=len(request.body))
    lines = "".join(f"{name}: {value}\r\n" for name, value in request.headers.items())
    head = f"{draw(_METHODS)} {draw(_TARGETS)} {draw(_VERSIONS)}\r\nHost: a\r\n{draw(_LINES)}{lines}{draw(_LINES)}"
    whole = f"{head}Content-Length: {length}\r\n\r\n".encode("latin-1") + request.body
    return whole[: draw(st.one_of(st.just(len(whole)), st.integers(0, len(whole))))]


def _exchange(server: MockServer, sent: bytes, *, ended: bool) -> bytes:
    """All that the server says to these bytes; ``ended`` says the client's end before it reads."""
    with socket.create_connection((server.host, server.port), timeout=PATIENCE) as connection:
        received = b""
        try:
            connection.sendall(sent)
            if ended:
                connection.shutdown(socket.SHUT_WR)
                while more := connection.recv(65_536):
                    received += more
        except (BrokenPipeError, ConnectionResetError):
            pass  # it had closed, which it may
        return received


def _good_call() -> bytes:
    headers = "".join(f"{name}: {value}\r\n" for name, value in HEADERS_11.items())
    body = list_id("1101").encode()
    return f"POST {ENDPOINT} HTTP/1.1\r\nHost: a\r\nContent-Length: {len(body)}\r\n{headers}\r\n".encode() + body


def _open_descriptors() -> int:
    return len(list(_DESCRIPTORS.iterdir())) if _DESCRIPTORS.exists() else 0


def test_spoilt_requests_leave_no_thread_and_no_socket_behind(caplog):
    threads, descriptors = threading.enumerate(), _open_descriptors()
    with MockServer() as server:

        @settings(max_examples=150)
        @given(st.lists(_messages(), min_size=1, max_size=3), st.booleans())
        def send(messages: list[bytes], ended: bool) -> None:
            answers = _exchange(server, b"".join(messages), ended=ended)
            assert answers == b"" or _ANSWER.match(answers)

        send()
        assert len(rows_of(_exchange(server, _good_call(), ended=True).partition(b"\r\n\r\n")[2])) == 1
    for thread in set(threading.enumerate()) - set(threads):
        thread.join(PATIENCE)  # a worker ends when its work is done, for which the server does not wait
    assert set(threading.enumerate()) <= set(threads)
    assert _open_descriptors() == descriptors
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []
