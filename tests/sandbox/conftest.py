"""A sandbox, and a caller that goes through the backend's door as the engine does."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import pytest

from mockserver.contract import Row
from mockserver.messages import Outcome, Request
from mockserver.sandbox.sandbox import Sandbox
from mockserver.service.backend import Answered, Exchange, SoapVersion, User

USER = User("me", "hunter22")


@dataclass
class Caller:
    """Makes calls to one sandbox: the whole way from the question to the sent answer."""

    sandbox: Sandbox

    def __call__(
        self,
        ListID: int = 1101,
        user: User | None = USER,
        *,
        version: SoapVersion = "1.1",
        note: str | None = None,
        body: bytes = b"<request/>",
        response: bytes = b"<response/>",
        outcome: Outcome | None = "sent",
    ) -> Answered:
        exchange = Exchange(Request("POST", "/", {}, body), self.sandbox.backend, version, user, ListID, note)
        answered = self.sandbox.backend.answer(exchange)
        fault = answered.fault.text if answered.fault else None
        status = answered.plain.status if answered.plain else 500 if fault else 200
        self.sandbox.backend.record(exchange, status, fault, response)
        if outcome is not None and exchange.finished is not None:
            exchange.finished(outcome)
        return answered

    def rows(self, ListID: int = 1101) -> Sequence[Row | None]:
        """One more call, which must get rows."""
        rows = self(ListID).rows
        assert rows is not None
        return rows

    def steps(self, ListID: int = 1101, user: User | None = USER) -> list[str]:
        """One more call, its rows as ``3/4`` or ``4/4!`` for a completed one."""
        rows = self(ListID, user).rows or ()
        no_date = self.sandbox.settings.no_date
        return [f"{r.CurrentStep}/{r.MaxStep}{'' if r.ProcessCompleteTime == no_date else '!'}" for r in rows if r]

    def fault(self, ListID: int = 1101, user: User | None = USER, *, note: str | None = None) -> str:
        """One more call, which must get a fault; its text."""
        answered = self(ListID, user, note=note)
        assert answered.fault is not None, f"expected a fault, got {answered}"
        return answered.fault.text

    def refused(self, problem: str, *, body: bytes = b"<request/>", status: int = 400) -> None:
        """A call that the engine could not read."""
        exchange = Exchange(Request("POST", "/", {}, body), self.sandbox.backend, problem=problem)
        self.sandbox.backend.record(exchange, status, None, b"")
        if exchange.finished is not None:
            exchange.finished("sent")


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox("tests/test_it.py::test_it", "http://127.0.0.1:8080/s/1") as sandbox:
        yield sandbox


@pytest.fixture
def call(sandbox: Sandbox) -> Caller:
    return Caller(sandbox)


@pytest.fixture
def caller_of() -> Callable[[Sandbox], Caller]:
    return Caller
