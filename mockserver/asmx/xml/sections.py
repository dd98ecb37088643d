"""Comments, CDATA sections and processing instructions: where each ends, and what can be wrong with it."""

from __future__ import annotations

import re

from mockserver.asmx.xml import errors
from mockserver.asmx.xml.errors import XmlError
from mockserver.asmx.xml.scanner import INVALID, Scanner

# What is inside: all that neither ends it nor is wrong.
_COMMENT = re.compile(rf"(?:[^\-{INVALID}]++|-(?!-))*+")
_CDATA = re.compile(rf"(?:[^\]{INVALID}]++|\](?!\]>))*+")
_INSTRUCTION = re.compile(rf"(?:[^?{INVALID}]++|\?(?!>))*+")

_MISPLACED_DECLARATION = (
    "Unexpected XML declaration. The XML declaration must be the first node in the document, "
    "and no white space characters are allowed to appear before it."
)


def comment_end(scanner: Scanner, position: int) -> int:
    """Where the `-->` of the comment is whose two hyphens must be here."""
    if scanner.text[position + 1] != "-":
        scanner.unexpected(position + 1, "-")
    start = position + len("--")
    end = _inside_end(scanner, _COMMENT, start, "--", least=3)
    if end is None or end + len("--") == scanner.end:
        raise scanner.ended(errors.end_while_parsing("Comment", _given_up(scanner, start, "-")))
    if scanner.text[end + len("--")] != ">":
        raise XmlError("An XML comment cannot contain '--', and '-' cannot be the last character.", end)
    return end


def cdata_end(scanner: Scanner, position: int) -> int:
    """Where the `]]>` of the CDATA section is whose text begins here."""
    end = _inside_end(scanner, _CDATA, position, "]]>", least=3)
    if end is None:
        raise scanner.ended(errors.end_while_parsing("CDATA", _given_up(scanner, position, "]")))
    return end


def instruction_end(scanner: Scanner, position: int) -> int:
    """Where the `?>` of the processing instruction is whose target must be here."""
    end = scanner.name(position)
    target = scanner.text[position:end]
    if target == "xml":
        raise XmlError(_MISPLACED_DECLARATION, position)
    if target.lower() == "xml":
        raise XmlError(f"'{target}' is an invalid name for processing instructions.", position)
    start = scanner.space(end)
    if start == end and not scanner.text.startswith("?>", end):
        raise errors.bad_name_character(scanner.text[end], end)
    found = _inside_end(scanner, _INSTRUCTION, start, "?>", least=2)
    if found is None:
        raise scanner.ended(errors.end_while_parsing("PI", scanner.end))
    return found


def _inside_end(scanner: Scanner, inside: re.Pattern[str], start: int, closing: str, *, least: int) -> int | None:
    """Where that which closes it begins; None if the text ends before. Raises what is wrong inside.

    ``least`` is how many units .NET wants to see before it looks at any.
    """
    if not scanner.has(least, start):
        return None
    found = inside.match(scanner.text, start)
    assert found is not None  # noqa: S101 - for mypy: nothing matches too
    end = found.end()
    if scanner.text.startswith(closing, end):
        return end
    if end < scanner.end and not scanner.is_valid(end):
        raise errors.invalid_character(scanner.text[end], end)
    return None


def _given_up(scanner: Scanner, start: int, stop: str) -> int:
    """Where .NET is when the text ends inside: not beyond what may begin its end, or a line end."""
    end = scanner.end
    if not scanner.has(3, start):
        return start
    return end - (2 if scanner.text.startswith(stop * 2, end - 2) else scanner.text[end - 1] in (stop, "\r"))
