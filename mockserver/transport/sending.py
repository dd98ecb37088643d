"""How a reply is sent: late if it says so, in one go, and no faster than the client reads."""

from __future__ import annotations

import asyncio
import contextlib
from asyncio import AbstractEventLoop, TimerHandle
from collections.abc import Callable
from http import HTTPStatus

from mockserver.messages import Outcome, Reply
from mockserver.transport.log import logger

SLICE_BYTES = 131_072
"""A longer body is written in pieces of this size, so that it neither holds the loop nor is kept twice."""

AT_ONCE_BYTES = 16_384
"""What the system takes at once when it has taken all before: no more than this is left for the last write."""

_REASONS = {status.value: status.phrase for status in HTTPStatus}


def status_line(status: int) -> str:
    """The code and the standard reason phrase, as in ``404 Not Found``; an unknown code has an empty phrase."""
    return f"{status} {_REASONS.get(status, '')}"


def has_body(status: int, method: str) -> bool:
    """Whether HTTP lets an answer of this status to this method carry a body."""
    return method != "HEAD" and status >= 200 and status not in {204, 304}


def head(reply: Reply, *, connection: str | None, framing: str | None = None) -> bytes:
    """The status line and the headers of a reply; ``connection`` is what the Connection header says.

    ``framing`` is a header that stands in the place of the true Content-Length. No answer has either whose status has
    no body. Raises UnicodeEncodeError if a header can't be written in latin-1.
    """
    lines = [f"HTTP/1.1 {status_line(reply.status)}\r\n"]
    lines += [f"{name}: {value}\r\n" for name, value in reply.headers]
    if has_body(reply.status, ""):
        lines.append(f"{framing}\r\n" if framing else f"Content-Length: {len(reply.body)}\r\n")
    if connection is not None:
        lines.append(f"Connection: {connection}\r\n")
    lines.append("\r\n")
    return "".join(lines).encode("latin-1")


def finish(reply: Reply, outcome: Outcome) -> None:
    """Tell whoever made the reply how it ended. What their callback raises is logged."""
    if reply.finished is None:
        return
    try:
        reply.finished(outcome)
    except Exception:  # noqa: BLE001 - someone else's callback must not break the connection
        logger.exception("what is called when a reply is finished raised")


class Sending:
    """One reply on its way out of one connection.

    Its owner calls ``start`` once, ``resume`` when the client takes bytes again, and ``cut`` when the client is gone or
    the server stops. It calls ``done`` when all bytes have left; after ``cut`` it does not.
    """

    __slots__ = (
        *("_begun", "_body", "_done", "_ended", "_finished", "_head", "_loop", "_piece_end", "_position"),
        *("_reply", "_timer", "_transport", "_unlisten", "blocked"),
    )

    def __init__(
        self,
        transport: asyncio.WriteTransport,
        loop: AbstractEventLoop,
        reply: Reply,
        head: bytes,
        body: bytes,
        *,
        done: Callable[[], None],
        blocked: bool = False,
    ) -> None:
        self._transport = transport
        self._loop = loop
        self._reply = reply
        self._head = head
        self._body = body
        self._done = done
        self._position = 0
        self._piece_end = len(body)
        self._timer: TimerHandle | asyncio.Handle | None = None
        self._begun = self._ended = self._finished = False
        self._unlisten: Callable[[], None] | None = None
        self.blocked = blocked
        """The client reads slower than we write; nothing is written until ``resume``."""

    @property
    def waiting(self) -> bool:
        """The reply waits for its time; nothing has been sent."""
        return not self._begun and self._timer is not None

    def start(self) -> None:
        """Send, or begin to wait for the reply's time."""
        if self._reply.delay > 0:
            self._timer = self._loop.call_later(self._reply.delay, self._write)
            self._listen()
        else:
            self._write()

    def block(self) -> None:
        """The transport could not hand all bytes to the system."""
        self.blocked = True

    def resume(self) -> None:
        """The transport has handed all bytes to the system."""
        self.blocked = False
        if self._begun:  # else its time has not come; something else was blocked
            self._go_on()

    def cut(self) -> None:
        """Give up. Does nothing if the reply has been sent."""
        self._stop_waiting()
        if not self._ended:
            self._ended = True
            if not self._finished:
                finish(self._reply, "cut")

    def _listen(self) -> None:
        """Let whoever may end the waiting do so."""
        if self._reply.hangup is not None:
            self._unlisten = self._reply.hangup.listen(self._hang_up)

    def _hang_up(self) -> None:
        """Nobody waits for the reply any more. Called in any thread."""
        with contextlib.suppress(RuntimeError):  # the server has stopped, and the reply was cut with it
            self._loop.call_soon_threadsafe(self._abort)

    def _abort(self) -> None:
        if self.waiting:
            self._transport.abort()  # the connection's owner then calls `cut`

    def _stop_waiting(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._unlisten is not None:
            self._unlisten()
            self._unlisten = None

    def _write(self) -> None:
        """The head shares a packet with what comes first of the body."""
        self._stop_waiting()
        self._begun = True
        self._write_slice(self._head)

    def _write_slice(self, head: bytes = b"") -> None:
        """One write. A blocked transport goes on with ``resume``.

        A client that has the whole answer has to find it noted as sent, so that is noted before the last bytes leave.
        """
        self._timer = None
        start, self._position = self._position, self._slice_end()
        if self._position == len(self._body) and self._all_taken():
            self._stop_waiting()
            finish(self._reply, "sent")
            self._finished = True
        self._transport.write(b"".join((head, memoryview(self._body)[start : self._position])))
        if self._all_taken():
            self._go_on()

    def _slice_end(self) -> int:
        """Where the next write ends: the last few bytes get one of their own."""
        end = self._piece_end
        if end == len(self._body) and end - self._position > AT_ONCE_BYTES:
            end -= AT_ONCE_BYTES
        return min(self._position + SLICE_BYTES, end)

    def _go_on(self) -> None:
        """The system has all that was written."""
        left = self._piece_end - self._position
        if left > AT_ONCE_BYTES:
            self._timer = self._loop.call_soon(self._write_slice)  # between two slices the loop serves others
        elif left > 0:
            self._write_slice()
        else:
            self._end()

    def _all_taken(self) -> bool:
        """The system has what was written. If not, ``resume`` follows, or ``cut`` if the connection broke."""
        return not self.blocked and not self._transport.is_closing()

    def _end(self) -> None:
        if not self._ended:
            self._ended = True
            if not self._finished:
                finish(self._reply, "sent")
            self._done()
