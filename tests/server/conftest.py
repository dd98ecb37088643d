"""A server of the test's own, and a client that speaks plain HTTP to it."""

from __future__ import annotations

import http.client
from collections.abc import Iterator, Mapping
from typing import NamedTuple

import pytest

from mockserver import MockServer
from mockserver.contract import ENDPOINT
from tests.soap import HEADERS_11, envelope


class Answer(NamedTuple):
    status: int
    headers: Mapping[str, str]
    body: bytes


class Client:
    """One kept connection to a server."""

    def __init__(self, server: MockServer) -> None:
        self._connection = http.client.HTTPConnection(server.host, server.port, timeout=10)

    def ask(self, method: str, target: str, body: str | bytes | None = None, headers: Mapping[str, str] = {}) -> Answer:
        self._connection.request(method, target, body.encode() if isinstance(body, str) else body, dict(headers))
        answer = self._connection.getresponse()
        return Answer(answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read())

    def call(self, body: str | bytes = envelope(), headers: Mapping[str, str] = HEADERS_11, prefix: str = "") -> Answer:
        return self.ask("POST", prefix + ENDPOINT, body, headers)

    def close(self) -> None:
        self._connection.close()


@pytest.fixture
def server() -> Iterator[MockServer]:
    with MockServer() as server:
        yield server


@pytest.fixture
def client(server: MockServer) -> Iterator[Client]:
    client = Client(server)
    yield client
    client.close()
