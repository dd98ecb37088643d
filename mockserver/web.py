"""The WSGI application of a server, built with Werkzeug: SOAP calls, the engine's pages, and the server's own paths."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from werkzeug import Request as WerkzeugRequest
from werkzeug import Response as WerkzeugResponse
from werkzeug.exceptions import HTTPException, NotFound
from werkzeug.routing import Map, Rule

from mockserver.asmx.pages import PageRequest, not_found, page
from mockserver.contract import ENDPOINT
from mockserver.control import health
from mockserver.site import Place
from mockserver.transport.wsgi import as_wsgi, response_of

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

    from mockserver.site import Site


class WebApplication:
    """Everything that one server answers, as WSGI."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._own_paths = Map([Rule(health.PATH, endpoint=self._health, methods=["GET"])])

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request, as PEP 3333 says."""
        request = WerkzeugRequest(environ)
        place = Place.of(request.path)
        if request.method == "POST" and place.is_endpoint:
            return as_wsgi(lambda call: self._site.call(call, place))(environ, start_response)
        return self._page(request, place)(environ, start_response)

    def _page(self, request: WerkzeugRequest, place: Place) -> WerkzeugResponse:
        """One of the server's own paths, or whatever IIS has to say."""
        try:
            endpoint, values = self._own_paths.bind_to_environ(request).match()
        except NotFound:
            return self._of_the_engine(request, place)
        except HTTPException as error:  # a method that an own path does not take, or an odd path
            return WerkzeugResponse.force_type(error.get_response())
        response: WerkzeugResponse = endpoint(request, **values)
        return response

    def _of_the_engine(self, request: WerkzeugRequest, place: Place) -> WerkzeugResponse:
        trailing = place.trailing
        asked = PageRequest(
            method=request.method,
            url=request.base_url,
            trailing=trailing or "",
            query=request.query_string.decode("latin-1"),
            timestamp=self._site.sandboxes.backend(place.sandbox).timestamp(),
            wants_json=request.mimetype == "application/json",
        )
        return response_of(not_found(asked, request.path) if trailing is None else page(asked), request.method)

    def _health(self, request: WerkzeugRequest) -> WerkzeugResponse:
        sandboxes = self._site.sandboxes
        url = request.root_url.rstrip("/") + ENDPOINT
        state = health.health(scenarios=len(sandboxes.default.scripts), sandboxes=len(sandboxes.open), url=url)
        return WerkzeugResponse(health.as_json(state), mimetype="application/json")
