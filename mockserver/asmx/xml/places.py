"""Where something stands in a document, counted as .NET's XmlTextReader counts. Computed only when a fault needs it."""

from __future__ import annotations

import re
from typing import NamedTuple, Self

LINE_END = re.compile(r"\r\n?|\n")


class Place(NamedTuple):
    """A line and a column, both from 1; columns are UTF-16 units, and LF, CR LF and CR are one line end each."""

    line: int
    column: int

    @classmethod
    def at(cls, text: str, offset: int) -> Self:
        """The place of the character at ``offset``."""
        before = text[:offset]
        ends = [found.end() for found in LINE_END.finditer(before)]
        last_line = before[ends[-1] if ends else 0 :]
        return cls(len(ends) + 1, len(last_line) + sum(character > "\uffff" for character in last_line) + 1)
