"""The answers to everything but SOAP: descriptions, help pages, refusals, as ASP.NET and IIS give them.

The look is our own, and so are the words where the real ones are not public.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from html import escape
from urllib.parse import parse_qsl

from mockserver.asmx.headers import FAULT, HTML, SUCCESS, TEXT, XML, page_headers
from mockserver.asmx.samples import SAMPLES
from mockserver.contract import DESCRIPTION, NAMESPACE, OPERATION, OPERATION_DESCRIPTION, SERVICE
from mockserver.messages import Reply
from mockserver.service.wsdl import wsdl

_VERBS = "GET, OPTIONS, POST"


@dataclass(frozen=True)
class PageRequest:
    """A request to the endpoint that is not a SOAP call."""

    method: str
    url: str
    """Of the endpoint as the client sees it: scheme, host and path, without the query."""
    trailing: str
    """The path behind the endpoint's; empty for the endpoint itself."""
    query: str
    timestamp: float
    """Seconds since 1970, for the Date header."""
    wants_json: bool = False
    service: str = ""
    """Where the service is, if the URL is not its own."""


def page(request: PageRequest) -> Reply:
    """The answer of the endpoint to anything but a POST."""
    if request.trailing:
        return _unrecognized(request)
    if request.method == "OPTIONS":
        return _reply(request, 200, b"", HTML, FAULT, ("Allow", _VERBS))
    if request.method != "GET":
        body = _error_page("Method Not Allowed", f"The method {request.method} is not allowed here; use GET or POST.")
        return _reply(request, 405, body, HTML, FAULT, ("Allow", _VERBS))
    return _described(request)


def not_found(request: PageRequest, path: str) -> Reply:
    """No resource lies at this path; the page says where the service is."""
    body = _error_page("404 - File or directory not found.", f"Nothing is at {path}.", link=request.service)
    return _reply(request, 404, body, HTML, FAULT)


def _described(request: PageRequest) -> Reply:
    """Parts of the query without `=` ask for a description; `op` asks for an operation's page."""
    bare = {part.lower() for part in request.query.split("&") if part and "=" not in part}
    named = {name.lower(): value for name, value in reversed(parse_qsl(request.query, keep_blank_values=True))}
    if bare == {"wsdl"}:
        return _reply(request, 200, wsdl(request.url), XML, SUCCESS)
    if bare == {"disco"}:
        return _reply(request, 200, _disco(request.url), XML, SUCCESS)
    if "wsdl" in named and "wsdl" not in bare:
        return _reply(request, 500, b"XML Web service description was not found.\r\n", TEXT, FAULT)
    if "schema" in named and "schema" not in bare:
        return _reply(request, 500, b"Schema not found.\r\n", TEXT, FAULT)
    if "op" in named and "op" not in bare:
        return _reply(request, 200, _operation_page(request.url, named["op"]), HTML, SUCCESS)
    return _reply(request, 200, _service_page(request.url), HTML, SUCCESS)


def _unrecognized(request: PageRequest) -> Reply:
    text = f"Request format is unrecognized for URL unexpectedly ending in '{request.trailing}'."
    if request.wants_json:
        body = json.dumps({"Message": text, "StackTrace": None, "ExceptionType": "System.InvalidOperationException"})
        reply = _reply(request, 500, body.encode(), "application/json; charset=utf-8", FAULT, ("jsonerror", "true"))
    else:
        reply = _reply(request, 500, _error_page("Server Error in '/v31' Application.", text), HTML, FAULT)
    return reply


def _reply(
    request: PageRequest, status: int, body: bytes, content_type: str, cache: str, *more: tuple[str, str]
) -> Reply:
    return Reply(status, body, (*page_headers(content_type, cache, request.timestamp), *more))


def _disco(url: str) -> bytes:
    """The discovery document: where the description is, and an address for each port."""
    here = escape(url)
    soap = "".join(
        f'  <soap address="{here}" xmlns:q{number}="{NAMESPACE}" binding="q{number}:{SERVICE}{port}" '
        'xmlns="http://schemas.xmlsoap.org/disco/soap/" />\n'
        for number, port in ((1, "Soap"), (2, "Soap12"))
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        '<discovery xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
        'xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns="http://schemas.xmlsoap.org/disco/">\n'
        f'  <contractRef ref="{here}?wsdl" docRef="{here}" xmlns="http://schemas.xmlsoap.org/disco/scl/" />\n'
        f"{soap}</discovery>"
    ).encode()


def _service_page(url: str) -> bytes:
    here = escape(url)
    return _html(
        f"{SERVICE} Web Service",
        f"<h1>{SERVICE}</h1><p>{DESCRIPTION}</p>"
        "<p>The following operations are supported. For a formal definition, please review the "
        f'<a href="{here}?WSDL">Service Description</a>.</p>'
        f'<ul><li><a href="{here}?op={OPERATION}">{OPERATION}</a><p>{escape(OPERATION_DESCRIPTION)}</p></li></ul>',
    )


def _operation_page(url: str, operation: str) -> bytes:
    back = f'<p><a href="{escape(url)}">All operations</a></p>'
    if operation != OPERATION:
        text = f"Method '{escape(operation, quote=False)}' was not found in service {SERVICE}."
        return _html(f"{SERVICE} Web Service", f"<h1>{SERVICE}</h1>{back}<h2>Method Not Found</h2><p>{text}</p>")
    samples = "".join(f"<h3>{title}</h3><pre>{escape(text)}</pre>" for title, text in SAMPLES)
    intro = f"<h2>{OPERATION}</h2><p>{escape(OPERATION_DESCRIPTION)}</p>"
    note = (
        "<p>The following are sample SOAP requests and responses. "
        "The placeholders shown need to be replaced with actual values.</p>"
    )
    return _html(f"{SERVICE} Web Service", f"<h1>{SERVICE}</h1>{back}{intro}{note}{samples}")


def _error_page(title: str, text: str, *, link: str = "") -> bytes:
    service = f'<p>The service is at <a href="{escape(link)}">{escape(link)}</a>.</p>' if link else ""
    return _html(title, f"<h1>{escape(title, quote=False)}</h1><p>{escape(text, quote=False)}</p>{service}")


def _html(title: str, body: str) -> bytes:
    return (
        f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f"<style>{_STYLE}</style></head><body>{body}</body></html>\n"
    ).encode()


_STYLE = (
    ":root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;"
    "padding:0 1rem}h1{border-bottom:3px solid #2b6cb0;padding-bottom:.3rem}pre{background:#8881;padding:1rem;"
    "overflow-x:auto;border-radius:4px}a{color:#2b6cb0}@media(prefers-color-scheme:dark){a{color:#90cdf4}}"
)
