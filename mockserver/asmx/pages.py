"""The answers to everything but SOAP: descriptions, help pages, refusals, as ASP.NET and IIS give them.

What a query asks for is decided as in ASP.NET's DiscoveryServerProtocol and its help page. The look is our own, and so
are the words where the real ones are not public.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape

from mockserver.asmx.disco import disco
from mockserver.asmx.headers import HTML, PRIVATE, PRIVATE_EXPIRED, TEXT, XML, page_headers
from mockserver.asmx.layout import error_page, service_page
from mockserver.asmx.query import Query
from mockserver.asmx.samples import SAMPLES
from mockserver.contract import DESCRIPTION, OPERATION, OPERATION_DESCRIPTION, SERVER_HEADERS, SERVICE
from mockserver.messages import Reply
from mockserver.service.wsdl import wsdl

_JSON = "application/json"
_TITLE = f"{SERVICE} Web Service"
_ALLOW = ("Allow", "GET, OPTIONS, POST")


@dataclass(frozen=True)
class PageRequest:
    """A request to the endpoint that is not a SOAP call."""

    method: str
    url: str
    """Of the endpoint as the client sees it: scheme, host and path, without the query."""
    trailing: str
    """The path behind the endpoint's; empty for the endpoint itself."""
    query: str
    """As it came, percent-encoded; one character a byte."""
    timestamp: float
    """Seconds since 1970, for the Date header."""
    content_type: str = ""
    service: str = ""
    """Where the service is, if the URL is not its own."""
    products: Mapping[str, str] = SERVER_HEADERS
    """The setting ``server_headers``."""

    @property
    def wants_json(self) -> bool:
        """Whether ASP.NET's script handler takes the request: JSON by these very words, and a trailing path."""
        content_type = self.content_type.lower()
        return content_type == _JSON or content_type.startswith(f"{_JSON};")


def page(request: PageRequest) -> Reply:
    """The answer of the endpoint to anything but a POST."""
    if request.trailing:
        return _unrecognized(request)
    if request.method == "OPTIONS":
        return options(request)
    if request.method != "GET":
        text = f"The method {request.method} is not allowed here; use GET for the pages, POST for SOAP."
        body = error_page("405 - HTTP verb used to access this page is not allowed.", text)
        return _reply(request, 405, body, HTML, PRIVATE, _ALLOW)
    return _described(request, Query.of(request.query))


def options(request: PageRequest) -> Reply:
    """What the server takes: the answer to OPTIONS."""
    return _reply(request, 200, b"", HTML, PRIVATE, _ALLOW)


def not_found(request: PageRequest, path: str) -> Reply:
    """No resource lies at this path; the page says where the service is."""
    here = escape(request.service)
    link = f'<p>The service is at <a href="{here}">{here}</a>.</p>\n'
    body = error_page("404 - File or directory not found.", f"Nothing is at {path}.", link)
    return _reply(request, 404, body, HTML, PRIVATE)


def _described(request: PageRequest, query: Query) -> Reply:
    """What a GET asks for. A description or schema by name comes first; there are none, the only one has no name."""
    if "schema" in query.named:
        return _reply(request, 500, b"Schema not found.\r\n", TEXT, PRIVATE)
    if "wsdl" in query.named:
        return _reply(request, 500, b"XML Web service description was not found.\r\n", TEXT, PRIVATE)
    if query.bare.lower() == "wsdl":
        return _reply(request, 200, wsdl(request.url), XML, PRIVATE_EXPIRED)
    if query.bare.lower() == "disco":
        return _reply(request, 200, disco(request.url), XML, PRIVATE_EXPIRED)
    operation = query.named.get("op")
    if operation is None:
        return _reply(request, 200, _operations(request.url), HTML, PRIVATE_EXPIRED)
    return _reply(request, 200, _operation(request.url, operation), HTML, PRIVATE_EXPIRED)


def _unrecognized(request: PageRequest) -> Reply:
    text = f"Request format is unrecognized for URL unexpectedly ending in '{request.trailing}'."
    if request.wants_json:
        body = json.dumps({"Message": text, "StackTrace": None, "ExceptionType": "System.InvalidOperationException"})
        return _reply(request, 500, body.encode(), f"{_JSON}; charset=utf-8", PRIVATE, ("jsonerror", "true"))
    return _reply(request, 500, error_page("Server Error in '/' Application.", text), HTML, PRIVATE)


def _reply(
    request: PageRequest, status: int, body: bytes, content_type: str, cache: str, *more: tuple[str, str]
) -> Reply:
    return Reply(status, body, (*page_headers(content_type, cache, request.timestamp, request.products), *more))


def _operations(url: str) -> bytes:
    here = escape(url)
    return service_page(
        _TITLE,
        SERVICE,
        f"<p>{DESCRIPTION}</p>\n"
        "<p>The following operations are supported. For a formal definition, please review the "
        f'<a href="{here}?WSDL">Service Description</a>.</p>\n'
        f'<ul>\n<li><a href="{here}?op={OPERATION}">{OPERATION}</a>\n'
        f"<p>{escape(OPERATION_DESCRIPTION, quote=False)}</p></li>\n</ul>\n",
    )


def _operation(url: str, operation: str) -> bytes:
    here = escape(url)
    links = (
        f'<nav aria-label="Service"><a href="{here}">All operations</a> · '
        f'<a href="{here}?WSDL">Service Description</a></nav>\n'
    )
    if operation != OPERATION:
        text = escape(f"Method '{operation}' was not found in service {SERVICE}.", quote=False)
        return service_page(_TITLE, SERVICE, f"{links}<h2>Method Not Found</h2>\n<p>{text}</p>\n")
    intro = f"<h2>{OPERATION}</h2>\n<p>{escape(OPERATION_DESCRIPTION, quote=False)}</p>\n"
    note = (
        "<p>The following are sample SOAP requests and responses. "
        "The placeholders shown need to be replaced with actual values.</p>\n"
    )
    samples = "".join(
        # A frame that scrolls has to be one that a keyboard can reach.
        f'<h3 id="sample-{number}">{title}</h3>\n'
        f'<pre tabindex="0" role="region" aria-labelledby="sample-{number}">{escape(text, quote=False)}</pre>\n'
        for number, (title, text) in enumerate(SAMPLES, 1)
    )
    return service_page(_TITLE, SERVICE, links + intro + note + samples)
