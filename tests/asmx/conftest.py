"""An engine over a backend that answers what a test says, without a socket between."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import pytest

from mockserver.asmx import engine
from mockserver.contract import Row
from mockserver.messages import Reply, Request
from mockserver.service.backend import Answered, Exchange, SoapFault
from mockserver.settings import Settings
from tests.soap import HEADERS_11, Said, fault_of


class Recorded(NamedTuple):
    status: int
    fault: str | None
    problem: str | None


class Engine:
    """The engine, and what its backend saw."""

    def __init__(self) -> None:
        self.answered = Answered(rows=())
        self.settings = Settings()
        self.asked: list[Exchange] = []
        self.recorded: list[Recorded] = []

    def post(self, body: str | bytes, headers: Mapping[str, str] = HEADERS_11, *, oversized: bool = False) -> Reply:
        data = body.encode() if isinstance(body, str) else body
        reply = engine.handle(Request("POST", "/", headers, data, oversized=oversized), self)
        return reply if isinstance(reply, Reply) else reply()

    def rows(self, *rows: Row | None) -> None:
        self.answered = Answered(rows=rows)

    def fault(self, fault: SoapFault) -> None:
        self.answered = Answered(fault=fault)

    @property
    def ListIDs(self) -> Sequence[int | None]:
        return [exchange.ListID for exchange in self.asked]

    def settings_for(self, exchange: Exchange) -> Settings:
        return self.settings

    def takes_time(self, exchange: Exchange) -> None:
        return None

    def answer(self, exchange: Exchange) -> Answered:
        self.asked.append(exchange)
        return self.answered

    def record(self, exchange: Exchange, status: int, fault: str | None, response: bytes) -> None:
        self.recorded.append(Recorded(status, fault, exchange.problem))

    def timestamp(self) -> float:
        return 1_425_896_130.7


@pytest.fixture
def asmx() -> Engine:
    return Engine()


@pytest.fixture
def said():
    """Reads the fault of a reply."""

    def read(reply: Reply) -> Said:
        return fault_of(reply.body)

    return read
