"""Where something stands in a document, counted as .NET's XmlTextReader counts. Computed only when a fault needs it."""

from __future__ import annotations

import re
from typing import NamedTuple, Self

_LINE_END = re.compile(r"\r\n?|\n")
# Possessive, so that hostile ones take linear time. An attribute begins behind a blank or a quote: else a long element
# name would be tried at each of its letters. A `>` inside a quoted value does not end a start tag.
ATTRIBUTE = re.compile(
    rb"(?<=[\s\"'])(?P<name>(?:[^\s\"'=<>:/]++:)?(?P<local>[^\s\"'=<>:/]++))\s*+=\s*+(?P<value>\"[^\"]*+\"|'[^']*+')"
)
_START_TAG = re.compile(rb"<(?:[^<>\"']|\"[^\"]*+\"|'[^']*+')*+>")


class Place(NamedTuple):
    """A line and a column, both from 1; columns are UTF-16 units, and LF, CR LF and CR are one line end each."""

    line: int
    column: int

    @classmethod
    def at(cls, data: bytes, offset: int) -> Self:
        """The place of the byte at ``offset`` of UTF-8 text."""
        before = data[:offset].decode("utf-8", "replace")
        line_starts = [match.end() for match in _LINE_END.finditer(before)]
        last_line = before[line_starts[-1] if line_starts else 0 :]
        return cls(len(line_starts) + 1, len(last_line.encode("utf-16-le", "surrogatepass")) // 2 + 1)

    @classmethod
    def of_attribute(cls, data: bytes, start: int, local: str, value: str) -> Self:
        """The place of the name of an attribute in the start tag at ``start``.

        Of several that have this local name, with different prefixes, it is the one with the value.
        """
        tag = data[start : cls.tag_end(data, start)]
        named = [found for found in ATTRIBUTE.finditer(tag) if found["local"] == local.encode()]
        meant = [found for found in named if found["value"][1:-1] == value.encode()] or named
        return cls.at(data, start + meant[0].start("name"))

    @staticmethod
    def tag_end(data: bytes, start: int) -> int:
        """The offset behind the `>` of the start tag at ``start``."""
        found = _START_TAG.match(data, start)
        return found.end() if found else len(data)
