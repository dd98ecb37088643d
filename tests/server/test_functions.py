"""Functions that answer calls may wait for whatever they like, and hold up nobody else."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager

import pytest

from mockserver import MockServer, Process, Status
from mockserver.contract import ENDPOINT
from tests.server.conftest import Client
from tests.soap import list_id, rows_of

PATIENCE = 20.0
"""Seconds after which a test that waits has failed."""
MANY = 12
"""More than the threads that the server has for its own work."""
PADDING = f"<!--{'x' * 100_000}-->"
"""Makes a request so large that it is read in another thread."""


@pytest.fixture
def server() -> Iterator[MockServer]:
    with MockServer() as server:
        yield server


def call(server: MockServer, ListID: int, prefix: str = "", padding: str = "") -> bytes:
    """The body of the answer."""
    with closing(Client(server)) as client:
        return client.call(list_id(str(ListID)) + padding, prefix=prefix).body


@contextmanager
def blocked(play: Callable[[Callable[[object], Status]], object], ask: Callable[[], bytes]) -> Iterator[None]:
    """Many calls wait in a function meanwhile; in the end each gets its answer."""
    inside, go_on = threading.Semaphore(0), threading.Event()

    def function(_call: object) -> Status:
        inside.release()
        assert go_on.wait(PATIENCE)
        return Status()

    play(function)
    with ThreadPoolExecutor(MANY) as callers:
        answers = [callers.submit(ask) for _ in range(MANY)]
        try:
            assert all(inside.acquire(timeout=PATIENCE) for _ in answers)
            yield
        finally:
            go_on.set()
        assert [rows_of(answer.result()) for answer in answers] == [[]] * MANY


def answers_others(server: MockServer) -> None:
    """Fails if a page, an answer of many rows, a large request or another function is not answered."""
    server.sandbox.script(8, processes=[Process(count=1_000)])
    server.sandbox.script(9, [lambda _: Status()], processes=[])
    with closing(Client(server)) as client:
        assert client.ask("GET", f"{ENDPOINT}?WSDL").status == 200
    assert len(rows_of(call(server, 8))) == 1_000
    assert rows_of(call(server, 1101, padding=PADDING))
    assert rows_of(call(server, 9)) == []


@pytest.mark.parametrize("padding", ["", PADDING], ids=["small requests", "large requests"])
def test_all_else_is_answered_while_functions_wait(server: MockServer, padding: str) -> None:
    with blocked(
        lambda function: server.sandbox.script(7, [function], processes=[]), lambda: call(server, 7, padding=padding)
    ):
        assert server.sandbox.polls(ListID=7).count == MANY, "each is in the journal already"
        answers_others(server)


def test_all_else_is_answered_while_functions_of_closed_sandboxes_wait(server: MockServer) -> None:
    sandbox = server.new_sandbox("mine")
    with blocked(
        lambda function: sandbox.script(7, [function], processes=[]), lambda: call(server, 7, prefix="/s/mine")
    ):
        sandbox.close()
        answers_others(server)


def test_many_clients_can_meet_in_a_function(server: MockServer) -> None:
    clients = 40
    barrier = threading.Barrier(clients)

    def meet(_call: object) -> Status:
        barrier.wait(PATIENCE)
        return Status()

    server.sandbox.script(7, [meet], processes=[])
    with ThreadPoolExecutor(clients) as callers:
        for _ in range(2):  # the second time the threads are there
            answers = list(callers.map(lambda _: call(server, 7), range(clients)))
            assert [rows_of(answer) for answer in answers] == [[]] * clients


def test_a_function_that_waits_does_not_keep_the_server_from_stopping() -> None:
    inside, go_on = threading.Event(), threading.Event()

    def function(_call: object) -> Status:
        inside.set()
        go_on.wait(PATIENCE)
        return Status()

    with MockServer() as server, ThreadPoolExecutor(1) as callers:
        server.sandbox.script(7, [function], processes=[])
        answer = callers.submit(call, server, 7)
        assert inside.wait(PATIENCE)
        server.stop()
        assert isinstance(answer.exception(PATIENCE), ConnectionError)
        go_on.set()
