"""Everything that one server answers, by path: the endpoints of its sandboxes, and everything else."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote

from mockserver.asmx import engine
from mockserver.contract import ENDPOINT
from mockserver.messages import Reply, Request, Work
from mockserver.sandbox.sandboxes import PREFIX, Sandboxes

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

_ENDPOINT = ENDPOINT.lower()


class Place(NamedTuple):
    """The path of a request, taken apart."""

    sandbox: str | None
    """The name of the sandbox; None is the default one."""
    path: str
    """The rest, percent-decoded, in lower case: IIS does not tell cases apart."""

    @classmethod
    def of(cls, target: str) -> Place:
        """The place that a request target means."""
        path = unquote(target.partition("?")[0])
        if path.startswith(PREFIX):
            name, slash, rest = path.removeprefix(PREFIX).partition("/")
            return cls(name, (slash + rest).lower())
        return cls(None, path.lower())

    @property
    def is_endpoint(self) -> bool:
        """The path is that of the service, with nothing behind it."""
        return self.path == _ENDPOINT

    @property
    def trailing(self) -> str | None:
        """What stands behind the service's path; empty for nothing, None if it is not the service's path at all."""
        rest = self.path.removeprefix(_ENDPOINT)
        return rest if self.path.startswith(_ENDPOINT) and rest[:1] in ("", "/") else None


class Site:
    """The handler of one server. SOAP calls go straight to the engine; all else goes through the WSGI application."""

    def __init__(self, sandboxes: Sandboxes) -> None:
        self.sandboxes = sandboxes

    def handle(self, request: Request) -> Reply | Work:
        """Answer any request: what a transport serves."""
        place = Place.of(request.target)
        if request.method == "POST" and place.is_endpoint:
            return self.call(request, place)
        return lambda: self._page(request)

    def call(self, request: Request, place: Place) -> Reply | Work:
        """Answer a POST to the endpoint of a sandbox."""
        return engine.handle(request, self.sandboxes.backend(place.sandbox))

    @cached_property
    def wsgi_app(self) -> WSGIApplication:
        """The same answers as a WSGI application."""
        from mockserver.web import WebApplication  # noqa: PLC0415 - Werkzeug takes its time; most runs see no page

        return WebApplication(self)

    def _page(self, request: Request) -> Reply:
        from mockserver.transport.wsgi import call_wsgi  # noqa: PLC0415 - as above

        return call_wsgi(self.wsgi_app, request)
