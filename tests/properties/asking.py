"""Asks the engine as a transport does, and sees to it that it answers in time and without a complaint."""

from __future__ import annotations

import logging
import re
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import NamedTuple

from mockserver.asmx import engine
from mockserver.contract import Row
from mockserver.messages import Reply, Request
from mockserver.service.backend import Answered, Exchange, SoapVersion, User
from mockserver.settings import Settings

_FORBIDDEN = re.compile(rb"&#x(?:[0-8BCEF]|1[0-9A-F]|D[89A-F]..|FFF[EF]);")
PATIENCE = 30.0
"""Seconds after which an answer does not come any more. One takes a millisecond."""


class Asked(NamedTuple):
    """What a request got, and what the service behind the engine was told of it."""

    reply: Reply
    version: SoapVersion | None
    user: User | None
    ListID: int | None
    was_answered: bool
    """The operation ran."""

    @property
    def content_type(self) -> str:
        """Of the reply."""
        [value] = [value for name, value in self.reply.headers if name == "Content-Type"]
        return value

    @property
    def readable(self) -> bytes:
        """The body of the reply for a strict parser: .NET writes references to characters that XML can't carry."""
        return _FORBIDDEN.sub(b"?", self.reply.body)


class _Rows:
    """A backend that has a row for everybody: whoever gets none was refused by the engine."""

    def __init__(self) -> None:
        self.asked: list[Exchange] = []
        self.recorded: list[Exchange] = []

    def settings_for(self, _exchange: Exchange) -> Settings:
        return _SETTINGS

    def answer(self, exchange: Exchange) -> Answered:
        self.asked.append(exchange)
        return Answered(rows=[_ROW])

    def takes_time(self, _exchange: Exchange) -> None:
        return None

    def record(self, exchange: Exchange, _status: int, _fault: str | None, _response: bytes) -> None:
        self.recorded.append(exchange)

    def timestamp(self) -> float:
        return 1_425_896_130.7


_SETTINGS = Settings()
_ROW = Row(1, 5, "Send to List", 1, 4, "2015-03-09T10:15:30", "0001-01-01T00:00:00")


def ask(request: Request) -> Asked:
    """The engine's answer. Fails if it raises, logs, takes for ever, or writes the call down other than once."""
    backend = _Rows()
    with _silent(), _in_time():
        reply = engine.handle(request, backend)
        reply = reply if isinstance(reply, Reply) else reply()
    [exchange] = backend.recorded
    return Asked(reply, exchange.version, exchange.user, exchange.ListID, bool(backend.asked))


class _Listening(logging.Handler):
    def __init__(self) -> None:
        super().__init__()
        self.heard: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.heard.append(self.format(record))


@contextmanager
def _silent() -> Iterator[None]:
    """Nothing is logged meanwhile: the engine logs its own failures alone."""
    log, listening = logging.getLogger("listrak_mock"), _Listening()
    log.addHandler(listening)
    try:
        yield
    finally:
        log.removeHandler(listening)
    assert listening.heard == []


@contextmanager
def _in_time() -> Iterator[None]:
    """Break off what hangs, where the platform has alarms. The engine takes that for a failure of its own, and logs."""
    if not hasattr(signal, "setitimer"):
        yield
        return
    former = signal.signal(signal.SIGALRM, _too_late)
    signal.setitimer(signal.ITIMER_REAL, PATIENCE)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, former)


def _too_late(_number: int, _frame: FrameType | None) -> None:
    raise TimeoutError(f"no answer within {PATIENCE:g} s")
