"""Resetting a connection, and not before the client's system has what was sent to it."""

from __future__ import annotations

import asyncio
import socket
import struct
import sys
from asyncio import AbstractEventLoop

# Windows' struct linger has two shorts, that of others two ints.
_LINGER_NOT = struct.pack("hh" if sys.platform == "win32" else "ii", 1, 0)

_FIRST_PAUSE, _LONGEST_PAUSE = 0.001, 0.05
_BLIND_PAUSE = 0.05
"""How long to wait where the system does not tell what is on its way; plenty for clients on the same machine."""


def reset(transport: asyncio.Transport, loop: AbstractEventLoop, *, patience: float) -> None:
    """Reset the connection (RST instead of FIN) when all that was sent has arrived, or after ``patience`` seconds.

    Everything written has to be with our system already. A reset makes it forget what it has not yet sent, as to a
    client that does not read. What has arrived stays readable on Linux: a read finds it before it finds the error.
    """
    if _under_way(transport) is None:
        loop.call_later(_BLIND_PAUSE, _reset_now, transport)
    else:
        _reset_when_arrived(transport, loop, loop.time() + patience, _FIRST_PAUSE)


def _reset_when_arrived(transport: asyncio.Transport, loop: AbstractEventLoop, latest: float, pause: float) -> None:
    if _under_way(transport) and loop.time() < latest:
        loop.call_later(pause, _reset_when_arrived, transport, loop, latest, min(2 * pause, _LONGEST_PAUSE))
    else:
        _reset_now(transport)


def _reset_now(transport: asyncio.Transport) -> None:
    if not transport.is_closing():
        transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _LINGER_NOT)
        transport.abort()


def _under_way(transport: asyncio.Transport) -> int | None:
    """How many bytes the client's system has not acknowledged; None if ours does not say. 0 if nobody takes them."""
    sock = transport.get_extra_info("socket")
    if transport.is_closing() or sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR):  # the client may reset, too
        return 0
    return _unacknowledged(sock)


if sys.platform == "linux":
    import fcntl
    import termios

    def _unacknowledged(sock: socket.socket) -> int | None:
        answer = fcntl.ioctl(sock.fileno(), termios.TIOCOUTQ, b"\0\0\0\0")  # tcp(7), where it is called SIOCOUTQ
        return int.from_bytes(answer, sys.byteorder)

else:

    def _unacknowledged(sock: socket.socket) -> int | None:
        return None
