"""Reading requests from the bytes of one connection: HTTP/1.1 and 1.0, and what is refused before a handler sees it.

The statuses of the refusals are those of Windows' HTTP driver, as far as they are known.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

import httptools

from mockserver.messages import Reply, Request
from mockserver.transport.heads import (
    Refused,
    awaits_continue,
    check_framing,
    check_host,
    names_other_protocol,
    origin_form,
    unreadable,
    with_known_method,
)
from mockserver.transport.limits import Limits
from mockserver.transport.refusals import refusal


class Phase(Enum):
    """What the reader waits for."""

    IDLE = "a request"
    HEAD = "the rest of the headers"
    BODY = "the rest of the body"
    ENDED = "nothing: what still comes is not read as HTTP"


@dataclass(slots=True)
class Incoming:
    """A request that was read, or the reply that refuses it; and how its answer has to be framed."""

    request: Request
    refusal: Reply | None = None
    keep_alive: bool = True
    """The connection is kept after the answer."""
    http_1_0: bool = False
    """The client has to be told of a kept connection, which HTTP/1.1 takes for granted."""
    awaits_continue: bool = False
    """The client has to be sent ``100 Continue`` before the answer; whoever sends it sets this to False."""
    read_whole: bool = True
    """The client has sent all of it; False if it may still be sending."""


class _DrainedEnough(Exception):
    pass


class RequestReader:
    """Turns bytes into requests and refusals, in order. It never raises.

    It goes by RFC 9112, and where that leaves a choice refuses what clients and proxies are known to read differently
    (both lengths, repeated lengths or Hosts, folded headers). After a refusal, and after a request that closes the
    connection, it reads no more. The names ``on_...`` are httptools' own.
    """

    def __init__(self, limits: Limits, deliver: Callable[[Incoming], None]) -> None:
        self._limits = limits
        self._deliver = deliver
        self._parser = httptools.HttpRequestParser(self)
        self.phase = Phase.IDLE
        self._fed = 0  # bytes of the request that is being read
        self._feeding = 0  # bytes of the piece that is being read
        self._incoming: Incoming | None = None  # what is being read, from the end of its headers
        self._framing: bytes | None = None  # how the body of an upgrade request is framed; None: not an upgrade
        self._replayed = False  # the head that comes next was read before
        self._odd_method: str | None = None  # of the request that is being read; httptools was shown another
        self._begin()

    def feed(self, data: bytes) -> None:
        """Read on. May deliver any number of requests, and at most one refusal after them."""
        rest: bytes | memoryview = data
        if self.phase is Phase.IDLE:  # a request begins here; one that is pipelined in a piece has to be usual
            if names_other_protocol(data):
                self._refuse(Refused(400, "Expected HTTP/1.1 or HTTP/1.0 at the end of the request line."))
            rest, self._odd_method = with_known_method(data)
        while rest and self.phase is not Phase.ENDED:
            rest = self._read(rest)

    @property
    def unfinished(self) -> Incoming | None:
        """The request whose body is being read."""
        return self._incoming if self.phase is Phase.BODY else None

    def time_out(self) -> None:
        """Refuse the request that is being read, because it takes too long."""
        self._refuse(Refused(408, f"Waited too long for {self.phase.value} of the request."))

    # what httptools calls

    def on_message_begin(self) -> None:
        """The first byte of a request."""
        if not self._replayed:
            self._begin()
            self._fed = -self._feeding  # it begins somewhere in this piece, which feed adds
            self.phase = Phase.HEAD

    def on_url(self, piece: bytes) -> None:
        """A piece of the request's target."""
        if self._replayed:
            return
        self._target += piece
        if len(self._target) > self._limits.target_bytes:
            raise Refused(414, f"The target of the request is longer than {self._limits.target_bytes} bytes.")

    def on_header(self, raw_name: bytes, raw_value: bytes) -> None:
        """A header or, behind a chunked body, a trailer; trailers are dropped."""
        if self._replayed:
            return
        self._header_bytes += len(raw_name) + len(raw_value) + 4  # the colon, a space, the line end
        if len(self._target) + self._header_bytes > self._limits.header_bytes:
            raise self._too_long()
        if self.phase is not Phase.HEAD:
            return
        name, value = raw_name.lower().decode("latin-1"), raw_value.strip(b" \t").decode("latin-1")
        known = self._headers.get(name)
        if known is None:
            self._headers[name] = value
        elif name == "host":
            raise Refused(400, "The request has more than one Host header.", "Invalid Header")
        else:
            self._headers[name] = f"{known},{value}"

    def on_headers_complete(self) -> None:
        """The end of the headers: all that can be refused without the body is refused here."""
        if self._replayed:
            self._replayed = False
            return
        parser, headers = self._parser, self._headers
        method = self._take_method()
        version = parser.get_http_version()
        check_framing(method, version, headers)
        awaits = awaits_continue(headers)
        target = origin_form(self._target.decode("latin-1"), headers)
        check_host(headers)
        self._incoming = Incoming(
            Request(method, target, headers),
            keep_alive=parser.should_keep_alive(),
            http_1_0=version == "1.0",
            awaits_continue=awaits and version != "1.0" and _framing(headers) != b"",
        )
        self._header_bytes = 0  # trailers have the same bound
        if parser.should_upgrade():
            self._framing = _framing(headers)
        self.phase = Phase.BODY

    def on_body(self, piece: bytes) -> None:
        """A piece of the body, as it came or unchunked."""
        self._body_bytes += len(piece)
        if self._body_bytes <= self._limits.body_bytes:
            self._pieces.append(piece)
        else:
            self._pieces.clear()
            if self._body_bytes > self._limits.drained_bytes:
                raise _DrainedEnough

    def on_message_complete(self) -> None:
        """The end of the body; an upgrade's body is still to come (see ``_ignore_upgrade``)."""
        if not self._framing:
            self._complete()

    # the steps

    def _read(self, data: bytes | memoryview) -> bytes | memoryview:
        """Give the parser a piece; what it did not take is still to be read."""
        self._feeding = len(data)
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserUpgrade as upgrade:
            self._ignore_upgrade()
            return memoryview(data)[upgrade.args[0] :]
        except httptools.HttpParserError as error:
            self._stop_at(error)
        if self.phase is Phase.HEAD or self.phase is Phase.BODY:
            self._fed += len(data)
            self._check_bounds()
        return b""

    def _begin(self) -> None:
        self._target = b""
        self._headers: dict[str, str] = {}
        self._header_bytes = 0
        self._pieces: list[bytes] = []
        self._body_bytes = 0
        self._incoming = None

    def _complete(self) -> None:
        incoming = self._incoming
        assert incoming is not None  # noqa: S101 - for mypy: headers come before the end
        incoming.request.oversized = self._body_bytes > self._limits.body_bytes
        pieces = self._pieces
        incoming.request.body = pieces[0] if len(pieces) == 1 else b"".join(pieces)
        self._pieces = []
        self.phase = Phase.IDLE if incoming.keep_alive else Phase.ENDED
        self._deliver(incoming)

    def _check_bounds(self) -> None:
        """For what the parser keeps to itself: a header without an end, chunk extensions, trailers."""
        limits = self._limits
        if self.phase is Phase.HEAD and self._fed > limits.header_bytes:
            self._refuse(self._too_long())
        elif self.phase is Phase.BODY and self._fed > limits.drained_bytes + limits.header_bytes:
            self._give_up_draining()

    def _ignore_upgrade(self) -> None:
        """Read an upgrade request (h2c, WebSocket) as the ordinary request it also is.

        httptools stops behind its headers. A new parser goes on there, told by a made-up head how the body is framed.
        """
        self._parser = httptools.HttpRequestParser(self)
        framing, self._framing = self._framing, None
        if framing:
            self._replayed = True
            self._parser.feed_data(b"POST / HTTP/1.1\r\n" + framing + b"\r\n")

    def _stop_at(self, error: httptools.HttpParserError) -> None:
        cause = error.__context__
        if self.phase is Phase.ENDED:  # bytes behind the last request
            return
        if isinstance(cause, _DrainedEnough):
            self._give_up_draining()
        elif isinstance(cause, Refused):
            self._refuse(cause)
        else:
            self._refuse(unreadable(error, self._parser.get_http_version(), self._headers))

    def _take_method(self) -> str:
        method, self._odd_method = self._odd_method, None
        return method or self._parser.get_method().decode("ascii")

    def _too_long(self) -> Refused:
        why = f"The request line and the headers are longer than {self._limits.header_bytes} bytes together."
        return Refused(400, why, "Request Too Long")

    def _give_up_draining(self) -> None:
        assert self._incoming is not None  # noqa: S101 - for mypy: headers come before the body
        self._incoming.keep_alive = self._incoming.read_whole = False
        self._body_bytes = max(self._body_bytes, self._limits.body_bytes + 1)
        self._pieces.clear()
        self._complete()

    def _refuse(self, refused: Refused) -> None:
        self.phase = Phase.ENDED
        reply = refusal(refused.status, str(refused), what=refused.what)
        request = Request(self._take_method(), "", {})  # to HEAD, a refusal has no body either
        self._deliver(Incoming(request, reply, keep_alive=False, read_whole=False))


def _framing(headers: dict[str, str]) -> bytes:
    """The header that says how long the body is; empty if there is none."""
    if "transfer-encoding" in headers:
        return b"Transfer-Encoding: chunked\r\n"
    length = headers.get("content-length", "0")
    return b"" if int(length) == 0 else f"Content-Length: {length}\r\n".encode("ascii")
