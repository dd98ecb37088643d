"""Whatever a scenario says, over real connections: its answers end, others get theirs, and nothing is left behind."""

from __future__ import annotations

import errno
import logging
import socket
import struct
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mockserver import Call, MockServer, Scenario
from mockserver.contract import ENDPOINT
from mockserver.sandbox.sandbox import Sandbox
from tests.properties import stories
from tests.properties.asking import PATIENCE
from tests.soap import HEADERS_11, HEADERS_12, SOAP12, envelope, list_id, rows_of

_DESCRIPTORS = Path("/proc/self/fd")
PLAIN_LIST = 999


def _open_descriptors() -> int:
    return len(list(_DESCRIPTORS.iterdir())) if _DESCRIPTORS.exists() else 0


@contextmanager
def a_server_that_leaves_nothing_behind(caplog: pytest.LogCaptureFixture) -> Iterator[MockServer]:
    threads, descriptors = threading.enumerate(), _open_descriptors()
    with MockServer() as server:
        yield server
    for thread in set(threading.enumerate()) - set(threads):
        thread.join(PATIENCE)  # a worker ends when its work is done, for which the server does not wait
    assert set(threading.enumerate()) <= set(threads)
    assert _open_descriptors() == descriptors
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []


# -- a client that takes what comes


def _request(path: str, text: str, *, soap12: bool = False) -> bytes:
    headers = "".join(f"{name}: {value}\r\n" for name, value in (HEADERS_12 if soap12 else HEADERS_11).items())
    body = text.encode()
    return f"POST {path} HTTP/1.1\r\nHost: a\r\nContent-Length: {len(body)}\r\n{headers}\r\n".encode() + body


class Client:
    """Connections to one sandbox, a new one for each call."""

    def __init__(self, server: MockServer, sandbox: Sandbox) -> None:
        self.server, self.sandbox = server, sandbox
        self.path = sandbox.url.removeprefix(f"http://{server.host}:{server.port}")

    def call(self, ListID: int, *, soap12: bool = False, leaves: bool = False) -> None:
        """One call, of which all is read that comes; a client that ``leaves``, or is let hang, resets instead."""
        number = self.sandbox.call_count + 1
        text = list_id(str(ListID))
        with self._connection() as connection:
            connection.sendall(_request(self.path, envelope_12(text) if soap12 else text, soap12=soap12))
            self.sandbox.wait_for_polls(number, timeout=PATIENCE)
            if leaves or _hangs(self.sandbox.calls[-1]):
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                return
            all_of(connection)

    def plain_call(self) -> None:
        """A call to a list that nothing is wrong with."""
        with self._connection() as connection:
            connection.sendall(_request(ENDPOINT, list_id(str(PLAIN_LIST))))
            head, _, body = all_of(connection).partition(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 200 ")
        assert len(rows_of(body)) == 1

    def _connection(self) -> socket.socket:
        return socket.create_connection((self.server.host, self.server.port), timeout=PATIENCE)


def envelope_12(text: str) -> str:
    return text.replace(envelope("").partition('"')[2].partition('"')[0], SOAP12)


def all_of(connection: socket.socket) -> bytes:
    """All that still comes after the client has said that it asks for nothing more."""
    received = b""
    try:
        connection.shutdown(socket.SHUT_WR)
        while more := connection.recv(65_536):
            received += more
    except OSError as error:
        if error.errno not in (errno.ECONNRESET, errno.ENOTCONN):  # the other end has reset it
            raise
    return received


def _hangs(call: Call) -> bool:
    return call.answer is not None and call.answer.wire == "hang"


# -- what is played


_polls = st.lists(
    st.tuples(st.sampled_from(stories.LIST_IDS), st.booleans(), st.sampled_from((False, False, False, True))),
    min_size=1,
    max_size=5,
)


def _plays(caplog: pytest.LogCaptureFixture, strategy: st.SearchStrategy[Scenario], share: float) -> None:
    @settings(max_examples=int(settings.default.max_examples * share))
    @given(strategy, _polls)
    def play(scenario: Scenario, polls: Sequence[tuple[int, bool, bool]]) -> None:
        with server.new_sandbox() as sandbox:
            sandbox.play(scenario)
            client = Client(server, sandbox)
            for ListID, soap12, leaves in polls:
                client.call(ListID, soap12=soap12, leaves=leaves)
            client.plain_call()

    with a_server_that_leaves_nothing_behind(caplog) as server:
        server.sandbox.script(PLAIN_LIST, ["status"])
        play()


def test_nothing_that_a_scenario_says_holds_up_the_server(caplog: pytest.LogCaptureFixture) -> None:
    _plays(caplog, stories.scenarios(late=True), 0.5)


def test_nor_does_what_functions_say(caplog: pytest.LogCaptureFixture) -> None:
    _plays(caplog, stories.with_functions(), 0.2)
