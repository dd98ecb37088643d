"""Why a body is not XML that the engine takes, in sentences as those of ``complaints``."""

from __future__ import annotations

import re

from mockserver.asmx.charset_names import codec_of
from mockserver.asmx.charsets import INVALID_BYTES, NO_MARK
from mockserver.asmx.complaints import cut, placed, quoted
from mockserver.asmx.document import Document
from mockserver.asmx.xml import errors
from mockserver.asmx.xml.errors import XmlError

_GZIP = b"\x1f\x8b"

_BEGINNINGS = (
    (r"[{\[]|\"[^<]|(?:true|false|null)\b", "the body is JSON; the service speaks only SOAP, in XML"),
    (r"--[^\s]", "the body is a MIME multipart message (attachments, MTOM); send the envelope alone"),
    (r"PD9|PHNv|PFNP|PFNv|PEVu", "the body is in base64; send the XML as it is"),
    (r"[\w.%+-]+=", "the body is a form (name=value); send a SOAP envelope in XML"),
    (r"[\"']<", "the body is in quotes; send the XML without them"),
    (r"b[\"']<", "the body is the repr of Python's bytes, b'...'; send the bytes themselves"),
    (r"&lt;", "the XML is escaped (&lt; for <); send it as it is"),
    (r"%3[Cc]", "the body is URL-encoded (%3C for <); send the XML as it is"),
)
"""How bodies begin that are something else; the five of base64 are `<?`, `<so`, `<SO`, `<So` and `<En`."""

_REASONS = (
    (
        "Unexpected XML declaration",
        "<?xml ...?> {place} is not the very first thing in the body; nothing may precede it",
    ),
    ("Unexpected DTD declaration", "the request has a DTD {place}, which the engine prohibits; leave it out"),
    (
        "An error occurred while parsing EntityName",
        "an & {place} begins no reference; a mere & is written &amp; in XML",
    ),
)
"""What the reader says, where that needs an explanation."""


def why_not_xml(document: Document, error: XmlError) -> str:
    """One sentence for what kept the engine from reading the request's body."""
    return (
        _compressed(document)
        or _not_decoded(document, error)
        or _something_else(document.text)
        or _not_well_formed(document, error)
    )


def _compressed(document: Document) -> str | None:
    encoding = document.request.headers.get("content-encoding", "").strip().lower()
    is_gzip = document.request.body.startswith(_GZIP)
    if is_gzip or (encoding not in ("", "identity") and not document.text.lstrip().startswith("<")):
        return f"the body is compressed ({cut(encoding, 20) or 'gzip'}), which the engine never unpacks; send it plain"
    return None


def _not_decoded(document: Document, error: XmlError) -> str | None:
    if error.reason == NO_MARK:
        return "the XML declaration says UTF-16, but the body is not in it; declare what it is, such as utf-8"
    if unsupported := re.fullmatch(r"System does not support '(.*)' encoding\.", error.reason, re.DOTALL):
        if unsupported[1] == "ebcdic":
            return "the body is in EBCDIC, of which the Content-Type says nothing; send UTF-8"
        return f"the XML declaration says encoding={quoted(unsupported[1], 30)}, which .NET does not know; use utf-8"
    if error.reason == INVALID_BYTES:
        place = placed(document.where(error.offset or 0))
        return f"there are bytes {place} that are not in the body's encoding (UTF-8 if it names none); send UTF-8"
    return _of_another_charset(document)


def _of_another_charset(document: Document) -> str | None:
    """For a body whose first characters are of another width than the Content-Type says."""
    body, charset = document.request.body, document.media.parameters.get("charset", "")
    codec = codec_of(charset)
    if "\0" in document.text[:4] and body[:4] in (b"\0<\0" + body[3:4], b"<\0" + body[2:3] + b"\0"):
        named = f"charset={cut(charset, 30)}, which is another" if codec else "no charset that .NET knows"
        return f"the body is in UTF-16, but the Content-Type has {named}; say charset=utf-16, or send UTF-8"
    if body[:1] == b"<" and b"\0" not in body[:4] and codec in ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"):
        return f"the Content-Type says charset={cut(charset, 30)}, but the body is not in it; say charset=utf-8"
    return None


def _something_else(text: str) -> str | None:
    """For a body that was never meant as a SOAP message."""
    if not text:
        return "the body is empty; send a SOAP envelope"
    start = text[:200].lstrip("\ufeff \t\r\n")
    if not start and not text.strip(" \t\r\n"):
        return "the body is white space only; send a SOAP envelope"
    if re.match("<!doctype html|<html", start, re.IGNORECASE):
        return "the body is an HTML page; send a SOAP envelope"
    for pattern, sentence in _BEGINNINGS:
        if re.match(pattern, start):
            return sentence
    return None


def _not_well_formed(document: Document, error: XmlError) -> str:
    if error.reason == errors.DTD_PROHIBITED:
        return "the request has a DTD, which the engine prohibits; leave <!DOCTYPE ...> out"
    if error.reason == errors.ROOT_MISSING:
        return "the body has no element in it; send a SOAP envelope"
    if error.offset is None:  # the one of the engine's own that is left: it wanted text
        what, _, _ = error.reason.partition(" stands ")
        return f"{what} {placed(document.here)} stands in ListID, UserName or Password, which may hold only text"
    place = placed(document.where(error.offset))
    for pattern, sentence in _REASONS:
        if re.match(pattern, error.reason, re.DOTALL):
            return sentence.format(place=place)
    if error.reason == errors.ROOT_DATA:
        return _at_the_root(place, is_behind=document.root is not None)
    fault = "ends too early" if error.reason.startswith("Unexpected end of file") else "is not well-formed XML"
    return f"the body {fault} {place}: {cut(error.reason.rstrip('. '), 90)}"


def _at_the_root(place: str, *, is_behind: bool) -> str:
    if is_behind:
        return f"something stands behind the end of the envelope {place}; nothing may follow it"
    return f"the body is not XML: it does not begin with < {place}"
