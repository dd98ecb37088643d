"""What .NET's XmlReader says of a document that is not well-formed.

These sentences reach a client only when the error is met while the engine looks for the operation in the body.
"""

from __future__ import annotations

import re
from collections import Counter
from xml.parsers import expat

from mockserver.asmx.charsets import INVALID_BYTES, NO_MARK, NUL
from mockserver.asmx.places import ATTRIBUTE, Place
from mockserver.asmx.reading import DTD_PROHIBITED, Broken
from mockserver.contract import is_xml_character

ROOT_MISSING = "Root element is missing."
_DECLARED_VERSION = re.compile(rb"<\?xml\s+version\s*=\s*[\"']([^\"']*)")
_NAME = re.compile(rb"[^\s<>/=;]+")
_CODES = expat.errors.codes
_UNBOUND_PREFIX = _CODES[expat.errors.XML_ERROR_UNBOUND_PREFIX]
_TAG_MISMATCH = _CODES[expat.errors.XML_ERROR_TAG_MISMATCH]
_MISPLACED_DECLARATION = _CODES[expat.errors.XML_ERROR_MISPLACED_XML_PI]
_DUPLICATE = _CODES[expat.errors.XML_ERROR_DUPLICATE_ATTRIBUTE]
_UNDECLARED_ENTITY = _CODES[expat.errors.XML_ERROR_UNDEFINED_ENTITY]
_END = (
    _CODES[expat.errors.XML_ERROR_NO_ELEMENTS],
    _CODES[expat.errors.XML_ERROR_UNCLOSED_TOKEN],
    _CODES[expat.errors.XML_ERROR_PARTIAL_CHAR],
    _CODES[expat.errors.XML_ERROR_UNCLOSED_CDATA_SECTION],
)


def message(data: bytes, broken: Broken) -> str:  # noqa: PLR0911 - one for each sentence
    """The sentence for what was wrong with this UTF-8 text."""
    offset = broken.offset
    text_start = len(data) - len(data.lstrip(b" \t\r\n"))
    if text_start == len(data):
        return ROOT_MISSING
    if broken.reason == DTD_PROHIBITED:
        return DTD_PROHIBITED
    if broken.reason.startswith((INVALID_BYTES, NO_MARK, NUL, "System does not support ")):
        return _placed(broken.reason, data, offset)
    if not data.startswith(b"<", text_start):
        return _placed("Data at the root level is invalid.", data, text_start)
    if broken.code == _MISPLACED_DECLARATION:
        return _placed(
            "Unexpected XML declaration. The XML declaration must be the first node in the document, "
            "and no white space characters are allowed to appear before it.",
            data,
            offset + 2,
        )
    if (declared := _DECLARED_VERSION.match(data)) and declared[1] != b"1.0":
        version = declared[1].decode("utf-8", "replace")
        return _placed(f"Version number '{version}' is invalid.", data, declared.start(1))
    if broken.code == _UNBOUND_PREFIX:
        return _undeclared_prefix(data, offset)
    if broken.code == _TAG_MISMATCH:
        return _mismatch(data, offset)
    if broken.code == _DUPLICATE:
        return _placed(f"'{_name_at(data, offset)}' is a duplicate attribute name.", data, offset)
    if broken.code == _UNDECLARED_ENTITY:
        return _placed(f"Reference to undeclared entity '{_name_at(data, offset + 1)}'.", data, offset + 1)
    if broken.code in _END:
        names = ", ".join(name for name, _ in reversed(_Walk(data[:offset]).open))
        what = f"Unexpected end of file has occurred. The following elements are not closed: {names}."
        return _placed(what, data, len(data)) if names else ROOT_MISSING
    return _unexpected_character(data, offset)


class _Walk:
    """The elements that are open at the end of the beginning of a document, and the prefixes declared there."""

    def __init__(self, data: bytes) -> None:
        self.open: list[tuple[str, int]] = []
        self._declared: list[tuple[str, ...]] = []
        self.prefixes = Counter(("xml", "xmlns"))
        parser = expat.ParserCreate("utf-8")
        parser.StartElementHandler = lambda name, attributes: self._start(name, attributes, parser.CurrentByteIndex)
        parser.EndElementHandler = self._end
        parser.Parse(data, False)
        parser.StartElementHandler = None  # ends the cycle through the parser

    def _start(self, name: str, attributes: dict[str, str], offset: int) -> None:
        self.open.append((name, offset))
        declared = tuple(key[6:] for key in attributes if key.startswith("xmlns:"))
        self._declared.append(declared)
        self.prefixes.update(declared)

    def _end(self, _name: str) -> None:
        self.open.pop()
        self.prefixes.subtract(self._declared.pop())


def _undeclared_prefix(data: bytes, offset: int) -> str:
    known = _Walk(data[:offset]).prefixes
    end = Place.tag_end(data, offset)
    names = [*filter(None, [_NAME.match(data, offset + 1)]), *ATTRIBUTE.finditer(data, offset, end)]
    here = {found["local"] for found in names[1:] if found["name"].startswith(b"xmlns:")}
    for found in names:
        name, at = (found[0], found.start()) if found.re is _NAME else (found["name"], found.start("name"))
        prefix, colon, _ = name.partition(b":")
        if colon and not known[prefix.decode("utf-8", "replace")] and prefix not in here:
            return _placed(f"'{prefix.decode('utf-8', 'replace')}' is an undeclared prefix.", data, at)
    return _unexpected_character(data, offset)


def _mismatch(data: bytes, offset: int) -> str:
    opened, opened_at = _Walk(data[: offset - 2]).open[-1]  # expat points behind the `</`
    start = Place.at(data, opened_at + 1)
    what = f"The '{opened}' start tag on line {start.line} position {start.column}"
    return _placed(f"{what} does not match the end tag of '{_name_at(data, offset)}'.", data, offset)


def _name_at(data: bytes, offset: int) -> str:
    found = _NAME.match(data, offset)
    return found[0].decode("utf-8", "replace") if found else ""


def _unexpected_character(data: bytes, offset: int) -> str:
    """For a character that XML can't carry .NET's own sentence.

    Else a guess: which of .NET's many sentences fits needs its whole tokeniser; this is the commonest.
    """
    character = data[offset : offset + 4].decode("utf-8", "ignore")[:1] or " "
    if not is_xml_character(character):
        shown = "." if character == "\0" else character  # .NET shows NUL so
        return _placed(f"'{shown}', hexadecimal value 0x{ord(character):02X}, is an invalid character.", data, offset)
    what = f"Name cannot begin with the '{character}' character, hexadecimal value 0x{ord(character):02X}."
    return _placed(what, data, offset)


def _placed(what: str, data: bytes, offset: int) -> str:
    place = Place.at(data, offset)
    return f"{what} Line {place.line}, position {place.column}."
