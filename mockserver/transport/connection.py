"""One connection: its requests are answered one after another, in the order they came."""

from __future__ import annotations

import asyncio
import contextlib
import math
import socket
from asyncio import AbstractEventLoop
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import cast

from mockserver.hangup import Hangup
from mockserver.messages import Handler, Reply, Request, WaitingWork, Work, is_broken
from mockserver.transport.answering import answered_or_waiting, answered_or_work, done, failed, too_many
from mockserver.transport.dripping import Dripping
from mockserver.transport.limits import Limits
from mockserver.transport.patience import Patience, Waiting
from mockserver.transport.reading import Incoming, Phase, RequestReader
from mockserver.transport.resetting import reset
from mockserver.transport.sending import Sending, finish, has_body, head
from mockserver.transport.wires import Ending, broken
from mockserver.transport.workers import Workers

LARGE_REQUEST_BYTES = 65_536
"""A request with a longer body is handled in another thread, so that reading it does not hold up other clients."""


@dataclass(slots=True)
class Serving:
    """What all connections of one listener share."""

    handler: Handler
    limits: Limits
    loop: AbstractEventLoop
    workers: Workers
    """For large requests and much work: these share a few threads, as none of it waits for anybody."""
    waiters: Workers
    """For somebody's code, which may wait for anything, such as another call: each has its thread."""
    connections: set[Connection] = field(default_factory=set)


class Connection(asyncio.Protocol):
    """Reads requests, has them handled, and sends the replies.

    A pipelined request is handled when the one before it has been answered. While a reply waits for its time (a delay,
    a drip), the end of what the client sends means that the client is gone; else a client may close its half and still
    get its answers. Behind a broken answer nothing is answered any more: what the client sends is thrown away.
    """

    def __init__(self, serving: Serving) -> None:
        self._serving = serving
        self._limits = serving.limits
        self._reader = RequestReader(serving.limits, self._deliver)
        self._queue: deque[Incoming] = deque()
        self._current: Incoming | None = None  # what is being handled or answered
        self._sending: Sending | None = None
        self._advancing = False
        self._write_blocked = False
        self._read_paused = False
        self._at_end = False  # the client sends no more
        self._deaf = False  # what the client sends is thrown away
        self._lingering = False
        self._lost = False
        self._progress = 0  # counts what happens; ``check`` compares
        self._patience = Patience(serving.limits)

    # what asyncio calls

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """A client came."""
        self._transport = cast(asyncio.Transport, transport)
        self._transport.set_write_buffer_limits(high=0)  # paused means: the system has not taken all bytes
        _send_at_once(transport)
        connections = self._serving.connections
        connections.add(self)
        if len(connections) > self._limits.connections:
            self._deliver(too_many(self._limits.connections))
            self._advance()

    def data_received(self, data: bytes) -> None:
        """The client sent something."""
        if self._deaf:
            return
        self._reader.feed(data)
        if self._reader.phase is not Phase.IDLE or self._queue:  # blank lines between requests keep nothing alive
            self._progress += 1
        if self._queue:
            self._advance()
            if len(self._queue) >= self._limits.pipelined and not self._lost:
                self._read_paused = True
                self._transport.pause_reading()
        self._send_continue(self._reader.unfinished)

    def eof_received(self) -> bool:
        """The client sends no more. True keeps the connection for the answers that it still waits for."""
        self._at_end = True
        if self._current is None or self._lingering:
            return False
        return self._sending is None or not self._sending.waiting

    def pause_writing(self) -> None:
        """The system takes no more bytes for now."""
        self._write_blocked = True
        if self._sending is not None:
            self._sending.block()

    def resume_writing(self) -> None:
        """The system has taken all bytes."""
        self._write_blocked = False
        self._progress += 1
        if self._sending is not None:
            self._sending.resume()

    def connection_lost(self, exc: Exception | None) -> None:
        """The connection is closed, by whichever side."""
        self._lost = True
        self._serving.connections.discard(self)
        self._cut()

    # what the listener calls

    def stop(self) -> None:
        """Close at once; a reply on its way is cut."""
        self._lost = True
        self._cut()
        self._transport.abort()

    def abandon(self) -> None:
        """Close the descriptor of a forked child's copy, and nothing else."""
        state = vars(self._transport)  # asyncio has no public way that does not use the loop
        if (sock := state.get("_sock")) is not None:
            sock.close()
        state["_sock"] = None

    def check(self, now: float) -> None:
        """Close the connection if the client keeps us waiting for too long; ``now`` is the loop's time in seconds."""
        waiting = self._waits_for()
        if self._patience.is_over(waiting, self._progress, now):
            self._time_out(waiting)

    # the steps

    def _deliver(self, incoming: Incoming) -> None:
        self._queue.append(incoming)

    def _advance(self) -> None:
        """Answer what waits, until an answer takes its time. Not reentrant: an answer sent at once comes back here."""
        if self._advancing:
            return
        self._advancing = True
        while self._current is None and self._queue and not self._lost:
            incoming = self._queue.popleft()
            self._send_continue(incoming)
            self._current = incoming
            if incoming.refusal is not None:
                self._send(incoming.refusal)
            else:
                self._handle(incoming.request)
        self._advancing = False
        if self._read_paused and len(self._queue) < self._limits.pipelined:
            self._read_on()

    def _handle(self, request: Request) -> None:
        handler = self._serving.handler
        if len(request.body) > LARGE_REQUEST_BYTES:
            self._serving.workers.submit(partial(answered_or_waiting, handler, request), self._worked, _drop)
            return
        answer = answered_or_work(handler, request)
        if isinstance(answer, Reply):
            self._send(answer)
        else:
            self._hand_over(answer)

    def _hand_over(self, work: Work) -> None:
        threads = self._serving.waiters if isinstance(work, WaitingWork) else self._serving.workers
        threads.submit(partial(done, work), self._worked, _drop)

    def _worked(self, answer: Reply | WaitingWork) -> None:
        if isinstance(answer, WaitingWork):
            self._hand_over(answer)
        elif self._lost:
            finish(answer, "cut")
        else:
            self._send(answer)

    def _send(self, reply: Reply) -> None:
        incoming = self._current
        if incoming is None:  # pragma: no cover - a reply belongs to a request
            return
        method = incoming.request.method
        connection = None
        if not incoming.keep_alive:
            connection = "close"
        elif incoming.http_1_0:
            connection = "keep-alive"
        then = self._sent
        try:
            if is_broken(reply.wire):
                reply, start, body, ending = broken(reply, method=method, connection=connection)
                then = partial(self._break, ending, reply.hangup)
                self._hear_no_more()
            else:
                start = head(reply, connection=connection)
                body = reply.body if has_body(reply.status, method) else b""
        except UnicodeEncodeError:
            finish(reply, "cut")
            self._send(failed())
            return
        self._start(reply, start, body, then)

    def _start(self, reply: Reply, start: bytes, body: bytes, then: Callable[[], None]) -> None:
        make = Sending if reply.drip is None else Dripping
        self._sending = make(
            self._transport, self._serving.loop, reply, start, body, done=then, blocked=self._write_blocked
        )
        self._sending.start()
        if self._at_end and reply.delay == math.inf:  # nobody is left to wait for it
            self._close()

    def _sent(self) -> None:
        incoming, self._current, self._sending = self._current, None, None
        self._progress += 1
        if incoming is not None and not incoming.keep_alive:
            self._close(linger=not incoming.read_whole)
        elif self._at_end and not self._queue:
            self._close()
        else:
            self._advance()
            self._send_continue(self._reader.unfinished)

    def _break(self, ending: Ending, hangup: Hangup | None) -> None:
        """What follows the last byte of a broken answer."""
        self._sending = None
        if ending == "reset":
            reset(self._transport, self._serving.loop, patience=self._limits.write_seconds)
        elif ending == "close":
            self._current = None
            self._close(linger=True)
        elif self._end_half():
            self._hang(hangup)

    def _hang(self, hangup: Hangup | None) -> None:
        """Send nothing until the client goes, somebody hangs up or the server stops: a delay that never ends."""
        self._start(Reply(200, delay=math.inf, hangup=hangup), b"", b"", self._sent)

    def _hear_no_more(self) -> None:
        """Drop what was pipelined and what the client will send. Read it all the same: its end has to be seen."""
        self._deaf = True
        self._queue.clear()
        self._read_on()

    def _send_continue(self, incoming: Incoming | None) -> None:
        """Tell a client that asked for it to send its body, unless earlier answers have to come first.

        It is told also if it has not waited: some count on the 100 that they have asked for.
        """
        if incoming is not None and incoming.awaits_continue and self._current is None and not self._lost:
            incoming.awaits_continue = False
            self._transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")

    def _close(self, *, linger: bool = False) -> None:
        """Close when all is sent. Closing on bytes that come in would reset, and the client would lose the answer."""
        self._queue.clear()
        if not linger or self._at_end:
            self._lost = True
            self._transport.close()
            return
        self._lingering = True
        self._hear_no_more()
        self._end_half()

    def _end_half(self) -> bool:
        """Say that nothing more is sent; False if the connection broke before."""
        try:
            self._transport.write_eof()
        except OSError:  # the client was faster
            self._transport.abort()
            return False
        return True

    def _read_on(self) -> None:
        if self._read_paused and not self._lost:
            self._read_paused = False
            self._transport.resume_reading()

    def _cut(self) -> None:
        self._queue.clear()
        if self._sending is not None:
            self._sending.cut()
            self._sending = None

    # time-outs

    def _waits_for(self) -> Waiting | None:
        """What the client owes us; None while it is our turn."""
        if self._lingering:
            return "linger"
        if self._write_blocked:
            return "write"
        if self._current is not None:
            return None
        phases: dict[Phase, Waiting] = {Phase.IDLE: "idle", Phase.HEAD: "head", Phase.BODY: "body"}
        return phases.get(self._reader.phase)

    def _time_out(self, waiting: Waiting | None) -> None:
        if waiting in {"head", "body"}:
            self._reader.time_out()
            self._advance()
        else:
            self.stop()


def _send_at_once(transport: asyncio.BaseTransport) -> None:
    """Without this the last piece of an answer may wait forty milliseconds for the client's acknowledgement of others.

    asyncio asks for it only where the listening socket names its protocol, and that of ``create_server`` does not.
    """
    with contextlib.suppress(OSError):  # the client is gone
        transport.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


def _drop(answer: Reply | WaitingWork) -> None:
    """The server has stopped."""
    if isinstance(answer, Reply):
        finish(answer, "cut")
