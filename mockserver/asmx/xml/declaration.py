"""The XML declaration: it is checked and otherwise forgotten; what its encoding means was decided with the bytes."""

from __future__ import annotations

import re

from mockserver.asmx.xml import errors
from mockserver.asmx.xml.errors import XmlError
from mockserver.asmx.xml.scanner import INVALID, Scanner

INVALID_DECLARATION = "Syntax for an XML declaration is invalid."
_BEGINNING = "<?xml"
_ENCODING = re.compile(r"[A-Za-z][A-Za-z0-9._\-]*+")
_VALUE = re.compile(f"[^\t\r\n\"'<>&{INVALID}\U00010000-\U0010ffff]*+")

# What may come next, by how much there was: nothing yet, the version, the encoding or what counts as much, all.
_NEXT: tuple[dict[str, int], ...] = ({"version": 1}, {"encoding": 2, "standalone": 3}, {"standalone": 3}, {})


def skip_declaration(scanner: Scanner) -> int:
    """Where the declaration at the beginning of the text ends; 0 if there is none."""
    text = scanner.text
    if scanner.end <= len(_BEGINNING) or not text.startswith(_BEGINNING) or scanner.goes_on(len(_BEGINNING)):
        return 0
    state, position = 0, len(_BEGINNING)
    while True:
        start, position = position, scanner.space(position)
        if text[position] == "?":
            return _declaration_end(scanner, position, state)
        if position == start and state:
            scanner.unexpected(position, "?>")
        state, position = _attribute(scanner, position, state)


def _declaration_end(scanner: Scanner, position: int, state: int) -> int:
    if scanner.text[position + 1] == ">":
        if state == 0:
            raise XmlError(INVALID_DECLARATION, position)
        return position + 2
    if position + 1 == scanner.end:
        raise scanner.ended(XmlError(errors.END_OF_FILE, position))
    return scanner.unexpected(position, "'>'")


def _attribute(scanner: Scanner, position: int, state: int) -> tuple[int, int]:
    """Take one of the three attributes; the new state, and where the attribute ends."""
    text = scanner.text
    end = scanner.name(position)
    name = text[position:end]
    if name not in _NEXT[state]:
        raise XmlError(INVALID_DECLARATION, position)
    start = equals_and_quote(scanner, end)
    found = _VALUE.match(text, start)
    assert found is not None  # noqa: S101 - for mypy: an empty value matches too
    if found.end() == scanner.end:
        raise scanner.ended(XmlError("There is an unclosed literal string.", start))
    if text[found.end()] != text[start - 1]:
        raise XmlError(INVALID_DECLARATION, start)
    if name == "version" and found[0] != "1.0":
        raise XmlError(f"Version number '{found[0]}' is invalid.", start)
    if name == "encoding" and not _ENCODING.fullmatch(found[0]):  # .NET would not care where it has no use for it
        raise XmlError(INVALID_DECLARATION, start)
    if name == "standalone" and found[0] not in ("yes", "no"):
        raise XmlError(INVALID_DECLARATION, start - 1)
    return _NEXT[state][name], found.end() + 1


def equals_and_quote(scanner: Scanner, position: int) -> int:
    """Where an attribute's value begins, behind its name, the equals sign and the quote."""
    text = scanner.text
    if text[position] != "=":
        position = scanner.space(position)
        if text[position] != "=":
            scanner.unexpected(position, "=")
    position += 1
    if text[position] not in "\"'":
        position = scanner.space(position)
        if text[position] not in "\"'":
            scanner.unexpected(position, "\"' or ''")
    return position + 1
