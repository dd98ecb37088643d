"""What the service asks of whoever answers its calls. The service knows no scenarios; a sandbox implements this."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple, Protocol

from mockserver.contract import FaultCode, LooseRow, Row
from mockserver.hangup import Hangup
from mockserver.messages import Drip, Outcome, Request, WireKind

if TYPE_CHECKING:
    from mockserver.scenarios.dress import Dress
    from mockserver.settings import Settings

SoapVersion = Literal["1.1", "1.2"]
TakesTime = Literal["work", "waiting"]
"""Why an answer may take long: there is much to do, or somebody else's code says what it is, and may wait."""


class User(NamedTuple):
    """The WSUser header; None is an element that was not there."""

    UserName: str | None
    Password: str | None

    def __repr__(self) -> str:
        return f"User(UserName={self.UserName!r}, Password=...)"


NO_MESSAGE = "SoapException"
"""What .NET says for an empty message: the name of the outermost exception."""


class SoapFault(NamedTuple):
    """A fault that goes out as it is, as a thrown SoapException does."""

    code: FaultCode
    text: str
    actor: str | None = None
    detail: str | None = None
    """XML that goes inside the detail element; None is an empty detail."""
    explains: bool = False
    """It is not the service's: it tells the person who tests what is missing, in this package's words."""


class PlainReply(NamedTuple):
    """An HTTP answer that takes the place of the SOAP message."""

    status: int
    body: bytes | None
    """None: whatever a server shows with this status."""
    headers: Mapping[str, str]


class Envelope(NamedTuple):
    """A SOAP message as it goes over the wire, whatever is in it."""

    data: bytes
    version: SoapVersion | None
    """None: it is no envelope of either version, and everybody gets it."""
    charset: str = "utf-8"
    """What the Content-Type says."""


@dataclass(slots=True)
class Answered:
    """What one call gets: rows (None is an absent result), a fault, or a plain HTTP reply; and how it is sent."""

    rows: Sequence[Row | LooseRow | None] | None = None
    fault: SoapFault | None = None
    plain: PlainReply | None = None
    envelope: Envelope | None = None
    """Goes out as it is to callers of its version; others get the rows or the fault that it holds."""
    dress: Dress | None = None
    """How the SOAP message is written, if not as the service writes it."""
    delay: float = 0.0
    """Seconds."""
    drip: Drip | None = None
    wire: WireKind | None = None
    """How the answer is broken on its way."""
    cut_at: int | str | None = None
    """For the wire ``truncated``: behind how many bytes, or behind which element's start tag."""
    hangup: Hangup | None = None
    """What ends a delay before its time."""


@dataclass(slots=True)
class Exchange:
    """One POST to the endpoint on its way through: Spyne carries it as ``ctx.udc``."""

    request: Request
    backend: Backend
    version: SoapVersion | None = None
    """The version of the caller's envelope; None while no envelope was recognised."""
    user: User | None = None
    ListID: int | None = None
    ListID_note: str | None = None
    """Why ListID is 0 although the request does not say 0; for explanations only."""
    user_note: str | None = None
    """What in the request was meant as a log-on and does not count; for explanations only."""
    read: bytes | None = None
    """The body's text as the engine read it, as UTF-8 without a mark, up to where it could not be decoded; None while
    it was not read."""
    problem: str | None = None
    """Why the engine refused the call, as a sentence; None if it did not."""
    answered: Answered | None = None
    finished: Callable[[Outcome], None] | None = None
    """What the transport calls when it is done with the answer; the backend sets it."""
    note: object = None
    """The backend's own memory of this call between ``answer`` and ``record``."""


class Backend(Protocol):
    """Answers calls. Its methods are called from several threads at once."""

    def settings_for(self, exchange: Exchange) -> Settings:
        """What holds for this call, as far as it was read. May be asked several times a call: it costs next to nothing.

        A call whose list was not read, or not yet, is taken for one for list 0.
        """

    def takes_time(self, exchange: Exchange) -> TakesTime | None:
        """Why ``answer`` may take long for this call, and must not be called on an event loop; None if it may."""

    def answer(self, exchange: Exchange) -> Answered:
        """Choose what this call gets. Called at most once a call, and only when the engine could read it."""

    def record(self, exchange: Exchange, status: int, fault: str | None, response: bytes) -> None:
        """Write down how a call was answered. Called exactly once a call, before the first byte is sent.

        The engine may have refused the call: then ``answer`` was never called for it.
        """

    def timestamp(self) -> float:
        """The time that the backend believes in, in seconds since 1970; the Date header says it."""
