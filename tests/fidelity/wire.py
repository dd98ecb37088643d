"""One server for a module's rows, and a client that sends bytes and shows all that comes back."""

from __future__ import annotations

import io
import socket
from collections.abc import Callable
from http.client import HTTPResponse
from typing import TYPE_CHECKING, NamedTuple

from mockserver import MockServer, Settings
from mockserver.sandbox.sandbox import Sandbox
from mockserver.scenarios.answers import Status
from mockserver.service.backend import Answered

if TYPE_CHECKING:
    from tests.fidelity.rules import Case

CREDENTIALS = dict.fromkeys(("me", "mé", "m?", "m??", "m\ufffd"), "secret")
"""The user of the good request, and what character sets can make of `mé`."""


class Answer(NamedTuple):
    """An HTTP answer."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes
    raw: bytes
    """All bytes that came, interim answers included."""
    url: str
    """Of the endpoint that was asked."""
    sandbox: Sandbox

    def header(self, name: str) -> str | None:
        """The value of a header that comes once; None if it does not come."""
        found = [value for key, value in self.headers if key.lower() == name.lower()]
        assert len(found) < 2, f"{name} came {len(found)} times"
        return found[0] if found else None


class _Recorded(io.RawIOBase):
    """What comes from a socket, kept as it comes; the beginning may have been read already."""

    def __init__(self, connection: socket.socket, beginning: bytes) -> None:
        self._connection = connection
        self._beginning = self.bytes = beginning

    def makefile(self, _mode: str) -> io.BufferedReader:
        return io.BufferedReader(self)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # the buffer's type is wider there
        if self._beginning:
            count = len(self._beginning)
            buffer[:count], self._beginning = self._beginning, b""
            return count
        count = self._connection.recv_into(buffer)
        self.bytes += bytes(buffer[:count])
        return count


def _failing(message: str) -> Callable[[object], Answered]:
    def fail(_exchange: object) -> Answered:
        raise RuntimeError(message)

    return fail


def _first_head(connection: socket.socket) -> bytes:
    """The head of the first answer, which may be the 100 that lets the body go."""
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        byte = connection.recv(1)
        assert byte, f"the connection ended within {head!r}"
        head += byte
    return head


class Wire:
    """Sends rows to a server, each to a sandbox of its own."""

    def __init__(self, server: MockServer) -> None:
        self._server = server

    def open(self, case: Case) -> Sandbox:
        """A sandbox that gives the case's answer to the users of good requests, or fails to."""
        settings = None if case.settings is None else Settings(**case.settings)
        sandbox = self._server.new_sandbox("row", credentials=CREDENTIALS, settings=settings)
        sandbox.script(case.plays_for, [case.answer or Status()])
        if case.throws is not None:
            sandbox.backend.answer = _failing(case.throws)  # type: ignore[method-assign]  # no scenario makes the operation fail
        return sandbox

    @property
    def host(self) -> str:
        """The value of the Host header."""
        return f"{self._server.host}:{self._server.port}"

    def send(self, sandbox: Sandbox, request: bytes, method: str) -> Answer:
        """Send the bytes on a connection of their own; return the first whole answer."""
        with socket.create_connection((self._server.host, self._server.port), timeout=20) as connection:
            head, blank, body = request.partition(b"\r\n\r\n")
            connection.sendall(head + blank)
            beginning = _first_head(connection) if b"\nexpect:" in head.lower() else b""
            connection.sendall(body)
            recorded = _Recorded(connection, beginning)
            response = HTTPResponse(recorded, method=method)  # type: ignore[arg-type]  # it only makes a file of it
            response.begin()
            body = response.read()
            return Answer(response.status, response.getheaders(), body, recorded.bytes, sandbox.url, sandbox)
