"""The WSGI application of a server, built with Werkzeug: SOAP calls, the engine's pages, and the server's own paths."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote_plus

from werkzeug import Request as WerkzeugRequest
from werkzeug import Response as WerkzeugResponse
from werkzeug.exceptions import HTTPException, NotFound
from werkzeug.http import http_date
from werkzeug.routing import Map, Rule

from mockserver.asmx.pages import PageRequest, not_found, options, page
from mockserver.contract import ENDPOINT
from mockserver.control import health
from mockserver.sandbox.redaction import NAMES
from mockserver.site import Target, canonical
from mockserver.transport.limits import Limits
from mockserver.transport.wsgi import as_wsgi, response_of

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

    from mockserver.site import Site


class WebApplication:
    """Everything that one server answers, as WSGI."""

    def __init__(self, site: Site) -> None:
        self._site = site
        rules = [Rule(health.PATH, endpoint=self._health, methods=["GET"])]
        self._own_paths = Map(rules, merge_slashes=False)  # no redirects: an odd path is not found

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request, as PEP 3333 says."""
        request = WerkzeugRequest(environ)
        target = Target.of(request.path)
        if target.takes_call(request.method):
            return self._endpoint(target)(environ, start_response)
        return self._page(request, target)(environ, start_response)

    def _endpoint(self, target: Target) -> WSGIApplication:
        """What answers the calls to one sandbox."""
        return as_wsgi(
            lambda call: self._site.call(call, target),
            limits=Limits(body_bytes=self._site.sandboxes.settings.max_request_bytes),
        )

    def _page(self, request: WerkzeugRequest, target: Target) -> WerkzeugResponse:
        """One of the server's own paths, or whatever IIS has to say."""
        own_paths = self._own_paths.bind("", path_info=request.path)  # whatever the Host header says
        try:
            endpoint, values = own_paths.match(method=request.method)
        except NotFound:
            return self._of_the_engine(request, target)
        except HTTPException as error:  # a method that an own path does not take, or an odd path
            response = WerkzeugResponse.force_type(error.get_response())
        else:
            response = endpoint(request, **values)
        response.headers.setdefault("Date", http_date())
        return response

    def _of_the_engine(self, request: WerkzeugRequest, target: Target) -> WerkzeugResponse:
        asked = self._asked(request, target)
        if target.trailing is not None:
            reply = page(asked)
        elif request.method == "OPTIONS" and request.path == "/*":  # what Werkzeug makes of an asterisk
            reply = options(asked)
        else:
            reply = not_found(asked, request.path)
        if (sandbox := self._site.sandboxes.named(target.sandbox)) is not None:
            shown = _without_passwords(request.path, target, asked.query)
            sandbox.note(f"{request.method} {shown}", reply.status)
        return response_of(reply, request.method)

    def _asked(self, request: WerkzeugRequest, target: Target) -> PageRequest:
        sandboxes = self._site.sandboxes
        sandbox = sandboxes.named(target.sandbox)
        settings = sandboxes.settings if sandbox is None else sandbox.settings_in_play
        return PageRequest(
            method=request.method,
            url=_root(request) + quote(canonical(request.path), safe="/:@!$&'()*+,;=~-._"),
            trailing=target.trailing or "",
            query=request.query_string.decode("latin-1"),
            timestamp=sandboxes.backend(target.sandbox).timestamp(),
            content_type=request.content_type or "",
            service=_root(request) + ENDPOINT,
            products=settings.server_headers,
        )

    def _health(self, request: WerkzeugRequest) -> WerkzeugResponse:
        sandboxes = self._site.sandboxes
        url = _root(request) + ENDPOINT
        state = health.health(scenarios=len(sandboxes.default.scripts), sandboxes=len(sandboxes.open), url=url)
        return WerkzeugResponse(health.as_json(state), mimetype="application/json")


def _root(request: WerkzeugRequest) -> str:
    """Where the application is, as .NET's Uri writes it: the host in lower case, and no port that goes without saying.

    Werkzeug's own ``root_url`` refuses names with an underscore, which container networks are full of.
    """
    host, colon, port = (request.headers.get("Host") or request.host).lower().rpartition(":")
    if not colon or not (port == "" or port.isdecimal()):  # an address of IPv6 has colons of its own
        host, port = f"{host}{colon}{port}", ""
    usual = not port or int(port) == _USUAL_PORTS.get(request.scheme)
    return f"{request.scheme}://{host}{'' if usual else f':{int(port)}'}{quote(request.root_path)}"


_USUAL_PORTS = {"http": 80, "https": 443}


def _without_passwords(path: str, target: Target, query: str) -> str:
    """The path and the query as they may be kept: each parameter, and the path in its sandbox, up to a password."""
    start = max(path.find(target.path), 0)  # the name of a sandbox may well be that of a test of passwords
    kept = path[:start] + _up_to_password(path[start:])
    return f"{kept}?{'&'.join(map(_up_to_password, query.split('&')))}" if query else kept


def _up_to_password(part: str) -> str:
    """The part as it came, or, decoded, what is in it up to the name of a password."""
    decoded = part
    for _ in range(_MOST_DECODINGS):
        decoded = unquote_plus(decoded)
    named = _PASSWORD_FOLLOWS.search(decoded)
    return f"{decoded[: named.end()]}***" if named else part


_MOST_DECODINGS = 4
"""Somebody's library may encode what is encoded already."""
_PASSWORD_FOLLOWS = re.compile(rf"(?:{NAMES})(?:[=:>/]|(?=[^a-z]))", re.IGNORECASE | re.ASCII)
