"""What must come of a request, found out without the code that is tested: by lxml, and by the rules told once more."""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping
from typing import NamedTuple

from lxml import etree

from mockserver.contract import SOAP_ACTION
from mockserver.messages import Request
from tests.properties import good
from tests.soap import SOAP11, SOAP12

_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_NODE = re.compile(r"[ \t\r\n]+(?=<|\Z)|<!--(?:(?!--).)*-->|<\?(?!xml\b)[A-Za-z].*?\?>", re.DOTALL)
_NOT_XML = (etree.ErrorTypes.WAR_NS_URI, etree.ErrorTypes.DTD_XMLID_VALUE)
"""What lxml complains of and is none of XML's rules: a namespace that is no URI, an xml:id that is no name."""
_ENCODING = re.compile(r"<\?xml[^>]*encoding\s*=\s*[\"']?([^\"'>]*)")
_BY_DECLARATION = "by declaration"
_ENDS = re.compile(">")


class Root(NamedTuple):
    """How far lxml gets with a text."""

    namespace: str | None
    """Of the root, as far as it can be read; None if there is none."""
    well_formed: bool
    """The whole text is, and has no DTD."""


def media_type(headers: Mapping[str, str]) -> str:
    """Everything before the first semicolon, in lower case."""
    return headers.get("content-type", "").split(";")[0].lower()


def guess(headers: Mapping[str, str]) -> str:
    """The version that the headers alone suggest."""
    return "1.2" if "soapaction" not in headers or media_type(headers) == "application/soap+xml" else "1.1"


def knows_soap_action(headers: Mapping[str, str]) -> bool:
    """Whether the SOAPAction names the operation. No generated one is URL-encoded."""
    return headers["soapaction"] in (SOAP_ACTION, f'"{SOAP_ACTION}"')


def text_of(request: Request) -> str | None:
    """The text that the engine sees; None if this can't tell, or if the bytes are not in their charset."""
    charsets = {sending.content_type: _charset(sending) for sending in good.SENDINGS}
    charset = charsets.get(request.headers.get("content-type", ""))
    if charset is None:
        return request.body.decode() if request.body.isascii() and not _names_wide(request) else None
    by_declaration = charset == _BY_DECLARATION
    for mark, codec in _MARKS:
        if request.body.startswith(mark):
            text = _decoded(request.body[len(mark) :], codec, strict=by_declaration)
            return None if by_declaration and _declares_another(text, codec) else text
    if not by_declaration:
        return _decoded(request.body, charset, strict=False)
    text = None if b"\0" in request.body[:4] else _decoded(request.body, "utf-8", strict=True)
    return None if _declares_another(text, "utf-8") else text


def _charset(sending: good.Sending) -> str:
    """What a Content-Type says, whatever the bytes are really in."""
    name = re.search(r"charset=\"?([\w-]+)", sending.content_type)
    if name is not None:
        return {"utf-16": "utf-16-le", "us-ascii": "ascii"}.get(name[1].lower(), name[1])
    return _BY_DECLARATION if sending.content_type.startswith("application/") else "ascii"


def _decoded(data: bytes, codec: str, *, strict: bool) -> str | None:
    try:
        return codecs.getincrementaldecoder(codec)("strict" if strict else "replace").decode(data)
    except UnicodeDecodeError:
        return None


def _declares_another(text: str | None, codec: str) -> bool:
    """Whether the declaration calls the encoding anything but what it is."""
    found = _ENCODING.match(text or "")
    return found is not None and found[1].lower() != codec.removesuffix("-le").removesuffix("-be")


def _names_wide(request: Request) -> bool:
    return re.search("utf|ucs|unicode", request.headers.get("content-type", ""), re.IGNORECASE) is not None


def parser() -> etree.XMLParser:
    """One that mends what is wrong, remembers it, and does not mind what the declaration says of an encoding."""
    return etree.XMLParser(encoding="utf-8", resolve_entities=False, no_network=True, huge_tree=True, recover=True)


def root(text: str) -> Root:
    """Whether a text is well-formed, and what its root is."""
    if text.startswith("\ufeff"):  # a second mark, which lxml would overlook
        return Root(None, well_formed=False)
    lxml = parser()
    try:
        found = etree.fromstring(text.encode("utf-8", "surrogatepass"), lxml)
    except etree.XMLSyntaxError:  # there is nothing that could be mended
        found = None
    if found is None:
        return Root(None, well_formed=False)
    has_dtd = found.getroottree().docinfo.internalDTD is not None
    errors = [
        entry for entry in lxml.error_log if entry.level > etree.ErrorLevels.WARNING and entry.type not in _NOT_XML
    ]
    well_formed = not (has_dtd or errors or (not text.isascii() and _has_new_names(found)))
    return Root(found.tag.rpartition("}")[0].lstrip("{"), well_formed=well_formed)


def _has_new_names(found: etree._Element) -> bool:
    """Whether names have characters that only the fifth edition of XML lets them have. Of others only é is used."""
    around = [*found.itersiblings(preceding=True), *found.itersiblings()]
    for node in (*found.iter(), *around):
        if isinstance(node, etree._ProcessingInstruction):
            names = [node.target]
        elif isinstance(node, etree._Comment):
            names = []
        else:
            local = [etree.QName(name).localname for name in (node.tag, *node.attrib)]
            names = [*local, *(prefix for prefix in node.nsmap if prefix)]
        if not all(name.replace("é", "").isascii() for name in names):
            return True
    return False


def is_overlooked(text: str) -> bool:
    """Whether all that is wrong stands behind the first white space, comment or instruction behind the root."""
    for end in _ENDS.finditer(text):
        if root(text[: end.end()]).well_formed:
            return _NODE.match(text, end.end()) is not None
    return False


def versions(request: Request, status: int) -> set[str]:
    """The versions that an answer of this status may be in. More than one only if the text is not well-formed."""
    guessed = guess(request.headers)
    if guessed == "1.1" and not knows_soap_action(request.headers):
        return {"1.1"}
    if status == 415:
        is_soap = media_type(request.headers) in ("text/xml", "application/soap+xml")
        return {"1.1" if is_soap else guessed}
    text = text_of(request)
    if text is None:
        return {"1.1", "1.2"}
    found = root(text)
    by_root = guessed if found.namespace is None else "1.2" if found.namespace == SOAP12 else "1.1"
    return {by_root} if found.well_formed else {by_root, guessed}


def is_well_formed(request: Request) -> bool:
    """Whether the text of a request is well-formed, as far as this can tell."""
    text = text_of(request)
    return text is not None and root(text).well_formed


def is_mismatch(request: Request) -> bool:
    """Whether the root is plainly in neither version's namespace."""
    text = text_of(request)
    if text is None:
        return False
    found = root(text)
    return found.well_formed and found.namespace not in (SOAP11, SOAP12)


def int32(text: str) -> int | str:
    """What .NET makes of a text: the number, or its sentence."""
    digits = text.strip(" \t\n\r\v\f")
    sign = -1 if digits[:1] == "-" else 1
    digits = digits[1:] if digits[:1] in ("-", "+") else digits
    if not digits or not set(digits) <= set("0123456789"):
        return "Input string was not in a correct format."
    value = 0
    for digit in digits:
        value = value * 10 + "0123456789".index(digit)
    if not -(2**31) <= sign * value < 2**31:
        return "Value was either too large or too small for an Int32."
    return sign * value


def place(text: str) -> tuple[int, int]:
    """Line and column, from 1, of what follows a text: columns in UTF-16 units, CR LF one line end."""
    line, column, before = 1, 1, ""
    for character in text:
        if character == "\n" and before == "\r":
            pass
        elif character in "\r\n":
            line, column = line + 1, 1
        else:
            column += len(character.encode("utf-16-le")) // 2
        before = character
    return line, column
