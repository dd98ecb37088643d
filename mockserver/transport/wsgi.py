"""The way to and from WSGI: a handler as an application for other servers, and an application's pages as replies.

Import this module only where it is used: Werkzeug takes longer to import than the rest of the transport together.
"""

from __future__ import annotations

import io
import sys
import threading
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote_to_bytes

from werkzeug import Request as WerkzeugRequest
from werkzeug import Response as WerkzeugResponse
from werkzeug.exceptions import BadRequest
from werkzeug.test import run_wsgi_app

from mockserver.messages import Handler, Outcome, Reply, Request, is_broken
from mockserver.transport.limits import Limits
from mockserver.transport.refusals import refusal
from mockserver.transport.sending import AT_ONCE_BYTES, SLICE_BYTES, finish, has_body, status_line

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_TRANSPORT_HEADERS = frozenset({"content-length", "transfer-encoding", "connection"})
_GONE = "[mock] The sandbox was closed while its answer was delayed.\n"
_PATH_CHARACTERS = "/:@!$&'()*+,;=~-._"


def as_wsgi(handler: Handler, *, limits: Limits | None = None) -> WSGIApplication:
    """The handler as a WSGI application, for a server of the user's own or for Werkzeug's test client.

    Of ``limits`` the sizes of the body hold; all else is the server's matter. The path that the application is mounted
    at is part of the target. Work, and a reply that is delayed or drips, holds its thread: there can only be as many of
    these at one time as the server has threads. A reply is ``sent`` when the server comes for its last piece, having
    taken the others, and ``cut`` if it closes the response before. Requests say that they are ``unbreakable``; a reply
    that needs a broken connection all the same is cut, and a page with status 501 is sent instead, at once.
    """
    bounds = limits or Limits()

    def application(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        try:
            request = _request(environ, bounds)
        except BadRequest as refused:
            return refused.get_response(environ)(environ, start_response)
        if request is None:
            unframed = refusal(411, "A POST needs a Content-Length header or a chunked body.")
            return response_of(unframed, "POST")(environ, start_response)
        answer = handler(request)
        reply = answer if isinstance(answer, Reply) else answer()
        if is_broken(reply.wire):
            finish(reply, "cut")
            reply = refusal(501, f"Under WSGI a connection can't be broken, as the wire '{reply.wire}' wants.")
        if reply.delay > 0 and _is_hung_up(reply, reply.delay):
            finish(reply, "cut")
            return WerkzeugResponse(_GONE, status_line(503))(environ, start_response)
        return response_of(reply, request.method)(environ, start_response)

    return application


def _is_hung_up(reply: Reply, seconds: float) -> bool:
    """Wait; whether somebody ended the waiting before its time. WSGI can't close a connection."""
    over = threading.Event()
    unlisten = reply.hangup.listen(over.set) if reply.hangup is not None else None
    hung_up = over.wait(seconds)
    if unlisten is not None:
        unlisten()
    return hung_up


def call_wsgi(app: WSGIApplication, request: Request) -> Reply:
    """What a WSGI application answers, read whole. An exception of the application passes through.

    The body of an answer to HEAD is as long as the application says, for the transport to measure, and blank.
    """
    chunks, status, headers = run_wsgi_app(app, _environ(request), buffered=True)
    body = bytes(headers.get("Content-Length", 0, type=int)) if request.method == "HEAD" else b"".join(chunks)
    kept = tuple((name, value) for name, value in headers if name.lower() not in _TRANSPORT_HEADERS)
    return Reply(int(status.split(" ", 1)[0]), body, kept)


def response_of(reply: Reply, method: str) -> WerkzeugResponse:
    """The reply to a request of this method as a Werkzeug response.

    It heeds the reply's drip, neither delay nor wire; it finishes the reply.
    """
    slices = _Slices(reply, reply.body if has_body(reply.status, method) else b"")
    response = _Response(slices, status_line(reply.status), list(reply.headers))
    if has_body(reply.status, ""):
        response.headers["Content-Length"] = str(len(reply.body))
    response.call_on_close(slices.close)
    return response


class _Response(WerkzeugResponse):
    default_mimetype = None  # a reply's headers are all that is sent
    autocorrect_location_header = False


class _Slices:
    """A reply's body for the server to iterate. It finishes the reply, once.

    Not every server tells that it has sent the last piece before the client has it, and Werkzeug's test client closes
    no response by itself: so asking for that piece, which is a small one, counts as having sent it. A drip that
    somebody ends leaves fewer bytes than announced: then servers close the connection, as PEP 3333 asks.
    """

    def __init__(self, reply: Reply, body: bytes) -> None:
        self._reply = reply
        self._body = body
        self._finished = False
        if not body:  # then nobody iterates
            self._finish("sent")

    def __iter__(self) -> Iterator[bytes]:
        drip = self._reply.drip
        start = 0
        while start < len(self._body):
            if drip is not None and start and _is_hung_up(self._reply, drip.every):
                return
            end = self._end(start)
            if end == len(self._body):
                self._finish("sent")
            yield self._body[start:end]
            start = end

    def close(self) -> None:
        """The server is done with the response."""
        self._finish("cut")

    def _end(self, start: int) -> int:
        """Where the piece ends that starts there."""
        left = len(self._body) - start
        if self._reply.drip is not None:
            return start + min(max(self._reply.drip.bytes, 1), left)
        return start + (left if left <= AT_ONCE_BYTES else min(SLICE_BYTES, left - AT_ONCE_BYTES))

    def _finish(self, outcome: Outcome) -> None:
        if not self._finished:
            self._finished = True
            finish(self._reply, outcome)


def _request(environ: WSGIEnvironment, limits: Limits) -> Request | None:
    """The request of a WSGI server; None if it does not say how long its body is and has to. Raises BadRequest."""
    source = WerkzeugRequest(environ)
    length_known = source.content_length is not None or bool(environ.get("wsgi.input_terminated"))
    if source.method == "POST" and not length_known:
        return None
    body, oversized = _read(source, limits)
    headers = {name.lower(): value for name, value in source.headers.items()}
    headers.setdefault("host", source.host)
    path = (environ.get("SCRIPT_NAME", "") + environ.get("PATH_INFO", "")).encode("latin-1")
    query = environ.get("QUERY_STRING", "")
    target = quote(path, safe=_PATH_CHARACTERS) + (f"?{query}" if query else "")
    return Request(source.method, target or "/", headers, body, source.scheme, oversized, unbreakable=True)


def _read(source: WerkzeugRequest, limits: Limits) -> tuple[bytes, bool]:
    """The body, and whether it was too long; then it is read to its end, as far as the limits go, and thrown away."""
    body = bytearray()
    size = 0
    while size <= limits.drained_bytes and (piece := source.stream.read(SLICE_BYTES)):
        size += len(piece)
        if size <= limits.body_bytes:
            body += piece
    oversized = size > limits.body_bytes
    return b"" if oversized else bytes(body), oversized


def _environ(request: Request) -> WSGIEnvironment:
    path, _, query = request.target.partition("?")
    host, port = _host_and_port(request)
    environ: WSGIEnvironment = {
        "REQUEST_METHOD": request.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(path).decode("latin-1"),
        "QUERY_STRING": query,
        "SERVER_NAME": host,
        "SERVER_PORT": port,
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "CONTENT_LENGTH": str(len(request.body)),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": request.scheme,
        "wsgi.input": io.BytesIO(request.body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    for name, value in request.headers.items():
        if name == "content-type":
            environ["CONTENT_TYPE"] = value
        elif name not in _TRANSPORT_HEADERS:
            environ[f"HTTP_{name.upper().replace('-', '_')}"] = value
    return environ


def _host_and_port(request: Request) -> tuple[str, str]:
    host = request.headers.get("host", "127.0.0.1")
    name, colon, port = host.rpartition(":")
    if colon and port.isdigit():
        return name, port
    return host, "443" if request.scheme == "https" else "80"
