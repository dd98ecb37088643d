"""A request and a reply as every part of the package sees them, whatever transport carries them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

from mockserver.hangup import Hangup

Outcome = Literal["sent", "cut"]
"""How sending ended: the whole answer left (``sent``), or the client, the server or its wire stopped it (``cut``)."""


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
    unbreakable: bool = False
    """The transport can't break the connection: only the wire ``truncated`` can be had."""


WireKind = Literal[
    "reset", "reset-midway", "empty", "garbage", "hang", "half-close", "wrong-length", "bad-chunk", "truncated"
]
"""The ways in which an answer can be broken on the wire.

``reset`` RST instead of an answer; ``reset-midway`` head and half of the body, then RST; ``empty`` closed without a
byte; ``garbage`` bytes that are not HTTP, then closed; ``hang`` nothing until the client goes; ``half-close`` head and
half of the body, then an end, on a connection that stays open until the client goes; ``wrong-length`` a Content-Length
of 64 bytes too many, then closed; ``bad-chunk`` half of the body, then a malformed chunk size, then closed;
``truncated`` well-formed HTTP with a part of the body. All but the last come to the outcome ``cut``.
"""


def is_broken(wire: WireKind | None) -> bool:
    """Whether an answer needs a connection that can be broken; a ``truncated`` one is well-formed HTTP, sent whole."""
    return wire is not None and wire != "truncated"


class Drip(NamedTuple):
    """An answer that comes a few bytes at a time."""

    bytes: int
    """How many come at a time."""
    every: float
    """Seconds of real time between them."""


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
    """Who may end a delay, a drip, or the waiting of a ``hang`` or ``half-close``: the connection is closed at once."""
    drip: Drip | None = None
    """The body comes a few bytes at a time; None: as fast as the client reads."""
    wire: WireKind | None = None
    """How the answer is broken on its way; None: not at all. The body of a ``truncated`` one is cut already."""
    finished: Callable[[Outcome], None] | None = None
    """Called exactly once, when the transport is done with the reply."""


Work = Callable[[], Reply]
"""What is left to do for an answer that takes long; a transport with an event loop runs it in another thread."""


@dataclass(frozen=True, slots=True)
class WaitingWork:
    """Work that runs somebody's code, which may wait for as long as it likes: no other work may have to wait for it."""

    work: Work

    def __call__(self) -> Reply:
        """Do it."""
        return self.work()


Handler = Callable[[Request], Reply | Work]
"""What a transport serves. It never raises and never blocks."""
