"""The headers of the engine's answers, as IIS and ASP.NET send them."""

from __future__ import annotations

from collections.abc import Mapping
from email.utils import formatdate
from functools import lru_cache

from mockserver.asmx.names import SOAP_XML, TEXT_XML
from mockserver.contract import SERVER_HEADERS
from mockserver.service.backend import Exchange, PlainReply, SoapVersion

Headers = tuple[tuple[str, str], ...]

HTML = "text/html; charset=utf-8"
TEXT = "text/plain; charset=utf-8"
XML = "text/xml; charset=utf-8"

PRIVATE = "private"
"""Cache-Control of faults, error pages and answers without a document."""
PRIVATE_EXPIRED = "private, max-age=0"
"""Cache-Control of rows, descriptions and the service's pages."""


def soap_type(version: SoapVersion, charset: str = "utf-8") -> str:
    """The Content-Type of a message."""
    return f"{TEXT_XML if version == '1.1' else SOAP_XML}; charset={charset}"


_SOAP_TYPES: dict[SoapVersion, str] = {version: soap_type(version) for version in ("1.1", "1.2")}


def soap_headers(exchange: Exchange, version: SoapVersion, cache: str, products: Mapping[str, str]) -> Headers:
    """Of an answer of the endpoint. A Content-Encoding of the request comes back as it came: ASP.NET does so."""
    headers = page_headers(_SOAP_TYPES[version], cache, exchange.backend.timestamp(), products)
    encoding = exchange.request.headers.get("content-encoding")
    return headers if encoding is None else (*headers, ("Content-Encoding", encoding))


def plain_headers(plain: PlainReply, body: bytes, timestamp: float, products: Mapping[str, str]) -> Headers:
    """Of an HTTP answer that a script wrote: its own headers win; a body without a type is a page."""
    given = {name.lower() for name in plain.headers}
    defaults = (*products.items(), ("Date", http_date(int(timestamp))))
    content_type = (("Content-Type", HTML),) if body and "content-type" not in given else ()
    return (*plain.headers.items(), *content_type, *(pair for pair in defaults if pair[0].lower() not in given))


def page_headers(
    content_type: str, cache: str, timestamp: float, products: Mapping[str, str] = SERVER_HEADERS
) -> Headers:
    """Of any other answer; the time is in seconds since 1970. ``products`` is the setting ``server_headers``."""
    date = ("Date", http_date(int(timestamp)))
    return (("Cache-Control", cache), ("Content-Type", content_type), *products.items(), date)


def with_content_type(headers: Headers, content_type: str) -> Headers:
    """The same headers with another type, in its place."""
    return tuple((name, content_type if name == "Content-Type" else value) for name, value in headers)


@lru_cache(maxsize=64)
def http_date(timestamp: int) -> str:
    """Seconds since 1970 as HTTP writes them."""
    return formatdate(timestamp, usegmt=True)
