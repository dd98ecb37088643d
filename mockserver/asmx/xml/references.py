"""References to characters: by number, or by one of the five names that need no declaration."""

from __future__ import annotations

import re
from typing import NamedTuple, Never

from mockserver.asmx.xml import errors
from mockserver.asmx.xml.errors import XmlError
from mockserver.asmx.xml.scanner import Scanner
from mockserver.contract import INT32_MAX, is_xml_character

_CHARACTERS = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_REFERENCE = re.compile("&(?:#x([0-9A-Fa-f]++)|#([0-9]++)|(amp|lt|gt|quot|apos));")
_DIGITS = {16: re.compile("[0-9A-Fa-f]*+"), 10: re.compile("[0-9]*+")}
_BAD_NAME = "An error occurred while parsing EntityName."
_LAST_CHARACTER = 0x10FFFF


class Reference(NamedTuple):
    """What a reference stands for, and where it ends."""

    character: str
    end: int
    is_decimal: bool
    """White space that is written so is text to XmlTextReader, as it was in .NET 1."""


def read_reference(scanner: Scanner, position: int) -> Reference | None:
    """The reference whose `&` is here; None if it is to an entity, of which there are none without a DTD."""
    found = _REFERENCE.match(scanner.text, position)
    if found is None:
        if scanner.text[position + 1] == "#":
            _refuse_number(scanner, position)
        return None
    hexadecimal, decimal, name = found.groups()
    if name is not None:
        return Reference(_CHARACTERS[name], found.end(), is_decimal=False)
    base = 16 if hexadecimal else 10
    return Reference(
        _character(found.start(1 if hexadecimal else 2), hexadecimal or decimal, base), found.end(), base == 10
    )


def refuse_entity(scanner: Scanner, position: int) -> Never:
    """Complain about the reference to an entity whose `&` is here."""
    if position + 1 == scanner.end:
        raise scanner.ended(XmlError(errors.END_OF_FILE, position))
    begun = scanner.text[position + 1 : scanner.end]
    if len(begun) <= len("quot") and any(name.startswith(begun) for name in _CHARACTERS):
        scanner.want_more()
    try:
        end = scanner.name(position + 1)
    except XmlError as error:
        raise XmlError(_BAD_NAME, error.offset) from error
    if scanner.text[end] != ";":
        raise XmlError(_BAD_NAME, position + 1)
    raise XmlError(f"Reference to undeclared entity '{scanner.text[position + 1 : end]}'.", position + 1)


def _character(start: int, digits: str, base: int) -> str:
    number = _number(start, digits, base)
    if number > _LAST_CHARACTER:
        high = (0xD800 + ((number - 0x10000) >> 10)) & 0xFFFF  # .NET shows the surrogate that it would have to be
        raise errors.invalid_character(chr(high), start)
    if not is_xml_character(chr(number)):
        raise errors.invalid_character(chr(number), start)
    return chr(number)


def _number(start: int, digits: str, base: int) -> int:
    """The number, unless it is beyond 32 bits: the complaint points to the digit that was one too many."""
    number = 0
    for offset, digit in enumerate(digits):
        number = number * base + int(digit, 16)
        if number > INT32_MAX:
            raise XmlError("Invalid value of a character entity reference.", start + offset)
    return number


def _refuse_number(scanner: Scanner, position: int) -> Never:
    is_hexadecimal = scanner.text[position + 2] == "x"
    start, base, kind = (position + 3, 16, "hexadecimal") if is_hexadecimal else (position + 2, 10, "decimal")
    found = _DIGITS[base].match(scanner.text, start)
    assert found is not None  # noqa: S101 - for mypy: no digits match too
    _number(start, found[0], base)
    if found.end() == scanner.end:
        raise scanner.ended(XmlError(errors.END_IN_REFERENCE, position))
    raise XmlError(f"Invalid syntax for a {kind} numeric entity reference.", found.end())
