"""Broken answers: which bytes leave, and what then becomes of the connection."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Literal, NamedTuple

from mockserver.messages import Reply, WireKind
from mockserver.transport.sending import finish, has_body, head

Ending = Literal["reset", "close", "half-close"]
"""How a connection ends behind a broken answer; a half-closed one is still open for what the client sends."""

_ENDINGS: dict[WireKind | None, Ending] = {"reset": "reset", "reset-midway": "reset", "half-close": "half-close"}

MISSING_BYTES = 64
"""How many bytes more than there are the Content-Length of a ``wrong-length`` answer promises."""

GARBAGE = b"\x00\xff\xfe\x15 [mock] These bytes are not HTTP. \xfe\xff\x00\r\n\r\n"
"""No status line of any version of HTTP. The line ends are for clients that judge a whole line."""

BAD_CHUNK = b"no-size\r\n"
"""Where the size of a chunk should be: the first letter is no hexadecimal digit, so no reader takes a part of it."""


class Broken(NamedTuple):
    """What leaves of a broken answer."""

    reply: Reply
    """Whose delay, drip and hangup hold; its outcome is always ``cut``, as the answer did not arrive whole."""
    head: bytes
    body: bytes
    """All that comes behind the head, chunk sizes included."""
    ending: Ending
    """What follows the last byte."""


def broken(reply: Reply, *, method: str, connection: str | None) -> Broken:
    """What leaves of a reply whose wire is broken; half a body is rounded down, so that it is never the whole.

    Where HTTP allows no body (HEAD, 204), there is none, and no header that would promise one to a 204. Raises
    UnicodeEncodeError as ``head`` does.
    """
    start, body = _bytes(reply, method, connection)
    told = replace(reply, finished=lambda _: finish(reply, "cut"))
    if reply.wire == "hang":  # a delay that never ends, so the same things end it
        told.delay = math.inf
    return Broken(told, start, body, _ENDINGS.get(reply.wire, "close"))


def _bytes(reply: Reply, method: str, connection: str | None) -> tuple[bytes, bytes]:
    """The head, and what comes behind it."""
    body = reply.body if has_body(reply.status, method) else b""
    half = body[: len(body) // 2]
    match reply.wire:
        case "reset" | "empty" | "hang":
            return b"", b""
        case "garbage":
            return GARBAGE, b""
        case "wrong-length":
            length = f"Content-Length: {len(reply.body) + MISSING_BYTES}"
            return head(reply, connection=connection, framing=length), body
        case "bad-chunk":
            start = head(reply, connection=connection, framing="Transfer-Encoding: chunked")
            return start, _chunks(half) if has_body(reply.status, method) else b""
        case _:
            return head(reply, connection=connection), half


def _chunks(half: bytes) -> bytes:
    """The half as a chunk, and a malformed size; an empty chunk would be a good end."""
    first = f"{len(half):x}\r\n".encode("ascii") + half + b"\r\n" if half else b""
    return first + BAD_CHUNK
