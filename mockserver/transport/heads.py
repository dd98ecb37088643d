"""What is refused of a request's head: by RFC 9112, and by what Windows' HTTP driver is known to do."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NoReturn
from urllib.parse import unquote, urlsplit

import httptools

_METHODS = frozenset(
    b"ACL BIND CHECKOUT CONNECT COPY DELETE GET HEAD LINK LOCK M-SEARCH MERGE MKACTIVITY MKCALENDAR MKCOL MOVE NOTIFY "
    b"OPTIONS PATCH POST PROPFIND PROPPATCH PURGE PUT REBIND REPORT SEARCH SOURCE SUBSCRIBE TRACE UNBIND UNLINK UNLOCK "
    b"UNSUBSCRIBE".split()
)
"""The methods that httptools reads."""

_USUAL = (b"POST ", b"GET ")
_START = re.compile(rb"(?:\r\n)*([!#$%&'*+.^_`|~0-9A-Za-z-]+) ")
_OTHER_PROTOCOL = re.compile(rb"[^ \r\n]++ [^ \r\n]++ (?:RTSP|ICE)/")

_LAST_PORT = 65_535
_SEGMENT_CHARACTERS = 260
"""The longest part of a path between two slashes that the driver takes (UrlSegmentMaxLength)."""
_HOST = re.compile(r"(?:[A-Za-z0-9._~!$&'()*+,;=%-]*|\[[0-9A-Fa-f:.]+\])(?::(?P<port>[0-9]{0,5}))?")
"""A name or an address, and a port: what RFC 3986 allows, which is more than DNS does."""
_BAD_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


class Refused(Exception):
    """A request that no handler gets to see."""

    def __init__(self, status: int, why: str, what: str = "") -> None:
        self.status = status
        self.what = what
        """The part of the request that is wrong, in two words; empty if the status says it."""
        super().__init__(why)


def with_known_method(data: bytes) -> tuple[bytes, str | None]:
    """The start of a request as httptools reads it, and the method if that had to be replaced by another.

    httptools knows the registered methods only, the driver takes any word but its own methods in lower case.
    """
    if data.startswith(_USUAL) or (start := _START.match(data)) is None or start[1].upper() in _METHODS:
        return data, None
    return data[: start.start(1)] + b"PATCH" + data[start.end(1) :], start[1].decode("ascii")


def names_other_protocol(data: bytes) -> bool:
    """Whether a request's first line, if it is here whole, is that of RTSP or ICE: httptools takes them for HTTP."""
    return _OTHER_PROTOCOL.match(data) is not None


def awaits_continue(headers: Mapping[str, str]) -> bool:
    """Whether the client expects to be told to send the body. Raises Refused if it expects anything else."""
    if "expect" not in headers:
        return False
    expected = {each.strip(" \t").lower() for each in headers["expect"].split(",")} - {""}
    if expected - {"100-continue"}:
        raise Refused(417, f"Expected 100-continue in the Expect header, got {headers['expect']!r}.")
    return bool(expected)


def check_framing(method: str, version: str, headers: Mapping[str, str]) -> None:
    """Raise Refused for what is missing or not understood in the headers. Lengths were compared by httptools."""
    if version not in {"1.1", "1.0"}:
        raise _unknown_version(version)
    if version == "1.1" and "host" not in headers:
        raise Refused(400, "An HTTP/1.1 request needs a Host header.", "Invalid Hostname")
    if method == "CONNECT":
        raise Refused(400, "This server is no proxy: it takes no CONNECT.", "Invalid Verb")
    coding = headers.get("transfer-encoding")
    if coding is not None and coding.lower() != "chunked":
        raise _unknown_coding(coding)
    if coding is not None and version == "1.0":
        raise Refused(400, "Expected a Content-Length: HTTP/1.0 has no chunked bodies.", "Invalid Header")
    if method == "POST" and coding is None and "content-length" not in headers:
        raise Refused(411, "A POST needs a Content-Length header or a chunked body.")


def origin_form(target: str, headers: dict[str, str]) -> str:
    """The path and query of a target. One with a host overrules the Host header (RFC 9112, 3.2.2). Raises Refused."""
    if target[0] != "/" and target != "*":
        target = _without_host(target, headers)
    if "%" in target or len(target) > _SEGMENT_CHARACTERS:
        _check_path(target.partition("?")[0])
    return target


def check_host(headers: Mapping[str, str]) -> None:
    """Raise Refused if what the client takes for this server can't be the address of any."""
    host = headers.get("host", "")
    found = _HOST.fullmatch(host)
    if found is None or int(found["port"] or 0) > _LAST_PORT:
        why = f"Expected a host name or address, and perhaps a port, in the Host header, got {host!r}."
        raise Refused(400, why, "Invalid Hostname")


def unreadable(error: httptools.HttpParserError, version: str, headers: Mapping[str, str]) -> Refused:
    """What is wrong with a request that httptools does not read; it tells some mistakes by its message alone."""
    message = str(error)
    if isinstance(error, httptools.HttpParserInvalidMethodError):
        return Refused(400, "The request does not begin with a method, in upper case.", "Invalid Verb")
    if isinstance(error, httptools.HttpParserInvalidURLError):
        return Refused(400, "The target of the request has a character that has to be escaped.", "Invalid URL")
    if "HTTP version" in message:
        return _unknown_version(version)
    if "Transfer-Encoding" in message and "Content-Length" not in message and "content-length" not in headers:
        return _unknown_coding(headers.get("transfer-encoding", "several"))
    return Refused(400, f"This is no HTTP request that the server can read: {message}.")


def _without_host(target: str, headers: dict[str, str]) -> str:
    try:
        parts = urlsplit(target)
    except ValueError as error:
        _bad_target(target, error)
    if not parts.netloc:
        _bad_target(target)
    headers["host"] = parts.netloc.rpartition("@")[2]
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def _check_path(path: str) -> None:
    """Raise if the driver takes no such path: a broken escape, a control character, or a part that is too long."""
    decoded = unquote(path)
    if _BAD_ESCAPE.search(path):
        raise Refused(400, "The path has a percent sign without two hexadecimal digits behind it.", "Invalid URL")
    if _CONTROL.search(decoded):
        raise Refused(400, "The path has a control character.", "Invalid URL")
    if max(map(len, decoded.split("/"))) > _SEGMENT_CHARACTERS:
        why = f"A part of the path between two slashes is longer than {_SEGMENT_CHARACTERS} characters."
        raise Refused(400, why, "Invalid URL")


def _bad_target(target: str, reason: Exception | None = None) -> NoReturn:
    why = f"Expected a path or an http URL as the target of the request, got {target!r}."
    raise Refused(400, why, "Invalid URL") from reason


def _unknown_version(version: str) -> Refused:
    return Refused(505, f"Expected HTTP/1.1 or HTTP/1.0, got HTTP/{version}.")


def _unknown_coding(coding: str) -> Refused:
    return Refused(501, f"Expected the transfer coding chunked, got {coding!r}.")
