"""A handler that remembers, a server around it, and a client that speaks in bytes."""

import queue
import socket
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest

from mockserver.messages import Handler, Outcome, Reply, Request
from mockserver.transport.limits import Limits
from mockserver.transport.listener import Listener

PATIENCE = 20.0
"""Seconds after which a test that waits has failed."""


@dataclass
class Echo:
    """Answers with method, target and body; what it got and how sending ended can be waited for."""

    answer: Callable[[Request], Reply] | None = None
    delay: float = 0.0
    requests: "queue.Queue[Request]" = field(default_factory=queue.Queue)
    outcomes: "queue.Queue[Outcome]" = field(default_factory=queue.Queue)

    def __call__(self, request: Request) -> Reply:
        self.requests.put(request)
        if self.answer is not None:
            reply = self.answer(request)
        else:
            reply = Reply(200, f"{request.method} {request.target} ".encode() + request.body)
        reply.delay = reply.delay or self.delay
        reply.finished = self.outcomes.put
        return reply

    def next_request(self) -> Request:
        return self.requests.get(timeout=PATIENCE)

    def next_outcome(self) -> Outcome:
        return self.outcomes.get(timeout=PATIENCE)


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


class Wire:
    """One connection, seen from the client."""

    def __init__(self, address: tuple[str, int], receive_buffer: int | None = None) -> None:
        self.sock = socket.socket(socket.AF_INET6 if ":" in address[0] else socket.AF_INET)
        self.sock.settimeout(PATIENCE)
        if receive_buffer is not None:
            self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        try:
            self.sock.connect(address)
        except OSError:
            self.sock.close()
            raise
        self.file = self.sock.makefile("rb")

    def send(self, data: bytes) -> None:
        self.sock.sendall(data)

    def end(self) -> None:
        """Say that nothing more is sent."""
        self.sock.shutdown(socket.SHUT_WR)

    def ask(self, data: bytes, *, body: bool = True) -> Answer:
        self.send(data)
        return self.answer(body=body)

    def answer(self, *, body: bool = True) -> Answer:
        status = int(self.line().split(" ")[1])
        headers = {}
        while line := self.line():
            name, value = line.split(": ", 1)
            assert name not in headers
            headers[name] = value
        length = int(headers.get("Content-Length", "0")) if body else 0
        return Answer(status, headers, self.file.read(length))

    def line(self) -> str:
        line = self.file.readline()
        assert line.endswith(b"\r\n"), f"the answer broke off at {line!r}"
        return line.decode("latin-1").removesuffix("\r\n")

    def rest(self) -> bytes:
        """All that still comes until the server closes."""
        return self.file.read()

    def is_closed(self) -> bool:
        """Whether the server has closed or, for as long as the test waits, does so. Nothing more may come before."""
        try:
            return self.file.read(1) == b""
        except ConnectionResetError:
            return True

    def to_the_end(self) -> tuple[bytes, str]:
        """All that comes, if nothing has been read by other methods, and how it ends: ``closed`` or ``reset``."""
        pieces = []
        try:
            while piece := self.sock.recv(65_536):
                pieces.append(piece)
        except ConnectionResetError:
            return b"".join(pieces), "reset"
        return b"".join(pieces), "closed"

    def close(self) -> None:
        self.file.close()
        self.sock.close()


@pytest.fixture
def echo() -> Echo:
    return Echo()


@pytest.fixture
def serve() -> Iterator[Callable[..., Listener]]:
    """Starts servers; they are stopped when the test ends."""
    started: list[Listener] = []

    def start(handler: Handler, host: str = "127.0.0.1", port: int = 0, **limits: float) -> Listener:
        listener = Listener(handler, host, port, limits=Limits(**limits))  # type: ignore[arg-type] # a test's shorthand
        started.append(listener)
        listener.start()
        return listener

    yield start
    for listener in started:
        listener.stop()


@pytest.fixture
def connect() -> Iterator[Callable[..., Wire]]:
    """Opens connections; they are closed when the test ends."""
    opened: list[Wire] = []

    def to(listener: Listener, **options: int) -> Wire:
        wire = Wire((listener.host, listener.port), **options)
        opened.append(wire)
        return wire

    yield to
    for wire in opened:
        wire.close()


@pytest.fixture
def reset() -> Callable[[Wire], None]:
    """Closes a connection as a crash does: with a reset instead of an end."""

    def now(wire: Wire) -> None:
        wire.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        wire.close()

    return now
