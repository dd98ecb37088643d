"""A server that listens on a port: one event loop in one thread, for any number of clients."""

from __future__ import annotations

import asyncio
import errno
import os
import socket
import threading
import weakref
from dataclasses import dataclass
from typing import Any

from mockserver.errors import PortInUse
from mockserver.messages import Handler
from mockserver.transport.connection import Connection, Serving
from mockserver.transport.limits import Limits
from mockserver.transport.log import logger
from mockserver.transport.loop import Loop
from mockserver.transport.workers import Workers

_BACKLOG = 512
_MOST_SECONDS_BETWEEN_CHECKS = 1.0

_running: weakref.WeakSet[Listener] = weakref.WeakSet()


@dataclass
class _Run:
    """What there is from one start to its stop."""

    loop: Loop
    sock: socket.socket
    serving: Serving
    thread: threading.Thread
    server: asyncio.Server | None = None


class Listener:
    """Serves a handler over HTTP on one address.

    ``start`` and ``stop`` may be called from any thread. The server's thread is a daemon: a program that ends without
    ``stop`` ends. After a fork only the parent's server goes on; the child's copy counts as stopped.
    """

    def __init__(
        self, handler: Handler, host: str = "127.0.0.1", port: int = 0, *, limits: Limits | None = None
    ) -> None:
        self._handler = handler
        self._limits = limits or Limits()
        self._host = host
        self._port = port
        self._run: _Run | None = None
        self._lock = threading.Lock()

    @property
    def host(self) -> str:
        """The address it listens on, as a number (``127.0.0.1``, ``::1``); before the first start, what was asked."""
        return self._host

    @property
    def port(self) -> int:
        """The port it listens on; 0 before the first start if any free one will do. Kept over stop and start."""
        return self._port

    @property
    def running(self) -> bool:
        """Whether it listens."""
        return self._run is not None

    def start(self) -> None:
        """Listen. Returns when clients can connect; does nothing if they already can.

        Raises PortInUse if the address is taken, not allowed, or not one of this machine.
        """
        with self._lock:
            if self._run is not None:
                return
            sock = _bind(self._host, self._port)
            self._host, self._port = sock.getsockname()[:2]
            try:
                self._run = self._launch(sock)
            except BaseException:
                sock.close()
                raise
            _running.add(self)

    def stop(self) -> None:
        """Close every connection, cut every pending reply, free the port. Does nothing if it does not run.

        A handler's work that is under way in another thread is not waited for.
        """
        with self._lock:
            run, self._run = self._run, None
            _running.discard(self)
        # Not under the lock: a handler that stops the server at this moment would wait for us, and we for it.
        if run is not None:
            run.loop.call_soon_threadsafe(run.loop.stop)
            if threading.current_thread() is not run.thread:
                run.thread.join()

    def _launch(self, sock: socket.socket) -> _Run:
        loop = Loop()
        loop.set_exception_handler(_log_exception)
        workers = Workers(loop, self._limits.workers, "listrak-mock-worker")
        waiters = Workers(loop, self._limits.waiters, "listrak-mock-waiter")
        serving = Serving(self._handler, self._limits, loop, workers, waiters)
        ready = threading.Event()
        thread = threading.Thread(target=lambda: _serve(run, ready), name=f"listrak-mock-{self._port}", daemon=True)
        run = _Run(loop, sock, serving, thread)
        thread.start()
        ready.wait()
        return run

    def _abandon(self) -> None:
        """Make a forked child's copy harmless: its descriptors are closed, its parent's server is not touched."""
        self._lock = threading.Lock()  # another thread may have held it when the process forked
        run, self._run = self._run, None
        if run is None:
            return
        run.loop.abandon()
        run.sock.close()
        for connection in run.serving.connections:
            connection.abandon()


def _bind(host: str, port: int) -> socket.socket:
    """A listening socket on the first address of the host that can be had, IPv4 first: most clients try that."""
    if not 0 <= port <= 65_535:  # glibc would take the remainder
        raise PortInUse(host, port, "a port is a number from 0 to 65535", "0 picks a free one")
    try:
        found = socket.getaddrinfo(host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except (OSError, UnicodeError) as error:
        raise PortInUse(host, port, _why(error), _advice(error)) from error
    reason: Exception | None = None
    for family, _, _, _, address in sorted(found, key=lambda each: each[0] != socket.AF_INET):
        try:
            return socket.create_server(address, family=family, backlog=_BACKLOG)
        except OSError as error:
            reason = reason or error
    raise PortInUse(host, port, _why(reason), _advice(reason)) from reason


def _why(error: Exception | None) -> str:
    """The system's words, without what Python puts around them."""
    number = getattr(error, "errno", None)
    if isinstance(error, OSError) and not isinstance(error, socket.gaierror) and number:
        return os.strerror(number)
    return str(getattr(error, "strerror", None) or error)


def _advice(error: Exception | None) -> str:
    match getattr(error, "errno", None):
        case errno.EADDRINUSE:
            return "Stop what listens there, or choose another port (0 picks a free one)"
        case errno.EACCES:
            return "Choose a port above 1023 (0 picks a free one)"
        case errno.EMFILE | errno.ENFILE | errno.ENOBUFS | errno.ENOMEM:
            return "The system has no more to give: close what is open and not needed"
        case _:
            return "Choose an address of this machine, such as 127.0.0.1"


def _serve(run: _Run, ready: threading.Event) -> None:
    """The life of the server's thread."""
    loop = run.loop
    try:
        run.server = loop.run_until_complete(
            loop.create_server(lambda: Connection(run.serving), sock=run.sock, backlog=_BACKLOG)
        )
        _check_times(run)
        loop.call_soon(ready.set)
        loop.run_forever()
        loop.run_until_complete(_wind_up(run))
    finally:
        loop.close()
        ready.set()


def _check_times(run: _Run) -> None:
    """Look after all time-outs, now and again: cheaper than timers that each request sets and clears."""
    loop, limits = run.loop, run.serving.limits
    now = loop.time()
    for connection in list(run.serving.connections):
        connection.check(now)
    shortest = min(
        limits.idle_seconds, limits.head_seconds, limits.body_seconds, limits.write_seconds, limits.linger_seconds
    )
    loop.call_later(min(_MOST_SECONDS_BETWEEN_CHECKS, shortest / 4), _check_times, run)


async def _wind_up(run: _Run) -> None:
    """Close everything. What the workers have delivered until now still finds its connection, and is cut."""
    if run.server is not None:
        run.server.close()
    run.serving.workers.close()
    run.serving.waiters.close()
    if accepting := asyncio.all_tasks() - {asyncio.current_task()}:
        await asyncio.wait(accepting)
    for connection in list(run.serving.connections):
        connection.stop()
    await asyncio.sleep(0)  # for the calls of connection_lost, which abort has scheduled


def _log_exception(_loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """What asyncio would print: mostly clients that vanished in an unusual way."""
    logger.warning("the event loop reports: %s", context.get("message"), exc_info=context.get("exception"))


def _abandon_all() -> None:
    for listener in list(_running):
        listener._abandon()


if hasattr(os, "register_at_fork"):  # not on Windows
    os.register_at_fork(after_in_child=_abandon_all)
