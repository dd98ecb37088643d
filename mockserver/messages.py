"""A request and a reply as every part of the package sees them, whatever transport carries them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from mockserver.hangup import Hangup

Outcome = Literal["sent", "cut"]
"""How sending ended: the whole answer left (``sent``), or the client or the server stopped it (``cut``)."""


@dataclass(slots=True)
class Request:
    """One HTTP request, read whole."""

    method: str
    target: str
    """The request target as it came: path and query, still percent-encoded."""
    headers: Mapping[str, str]
    """Names in lower case; repeated headers are one value, joined with a comma, as ASP.NET shows them."""
    body: bytes = b""
    scheme: str = "http"
    oversized: bool = False
    """The body was longer than the engine takes; it was read to its end and thrown away."""


@dataclass(slots=True)
class Reply:
    """One HTTP answer, and how to send it."""

    status: int
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()
    """All headers but Content-Length, Transfer-Encoding and Connection: these belong to the transport."""
    delay: float = 0.0
    """Seconds of real time to wait before the first byte is sent."""
    hangup: Hangup | None = None
    """Who may end the waiting: then the connection is closed without an answer."""
    finished: Callable[[Outcome], None] | None = None
    """Called exactly once, when the transport is done with the reply."""


Work = Callable[[], Reply]
"""What is left to do for an answer that takes long; a transport with an event loop runs it in another thread."""

Handler = Callable[[Request], Reply | Work]
"""What a transport serves. It never raises and never blocks."""
