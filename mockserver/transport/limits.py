"""The bounds of the socket server: how much one client may send, keep open, or make wait."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """How much the server takes from its clients. Sizes are bytes, times are seconds, counts are numbers of things."""

    body_bytes: int = 4_194_304
    """A longer request body is read to its end, thrown away, and handled as ``oversized`` (ASP.NET's 4096 KB)."""
    drained_bytes: int = 67_108_864
    """How much of one request is read at the most; an oversized one is answered then, and the connection closed."""
    header_bytes: int = 16_384
    """The target and all headers together, or all trailers; more is a 400 (http.sys's MaxRequestBytes).

    A header counts four bytes for its colon, blank and line end, however many blanks there are."""
    target_bytes: int = 16_384
    """The target of the request line; more is a 414 (http.sys's MaxFieldLength)."""
    idle_seconds: float = 120.0
    """A kept connection on which nothing comes is closed in silence after this time (IIS's default)."""
    head_seconds: float = 30.0
    """From the first byte of a request to the end of its headers; longer is a 408."""
    body_seconds: float = 60.0
    """Between two pieces of a body; longer is a 408."""
    write_seconds: float = 60.0
    """How long a client may read nothing of an answer that is being sent; then it is cut."""
    linger_seconds: float = 2.0
    """How long a refused client may go on sending before its connection is closed."""
    pipelined: int = 16
    """Requests that wait their turn on one connection; while there are more, nothing is read from it."""
    connections: int = 4_096
    """Connections open at one time; a further one gets a 503."""
    workers: int = 8
    """Threads for what takes long but waits for nobody: large requests, and a handler's ``Work``."""
    waiters: int = 4_096
    """Threads for ``WaitingWork``, which is somebody's code; it may outlive the connection that it works for."""
