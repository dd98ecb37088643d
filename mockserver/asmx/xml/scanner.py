"""A text to be read, and what it is asked again and again: is here a name, where does the white space end."""

from __future__ import annotations

import re
from typing import Never

from mockserver.asmx.xml import errors
from mockserver.asmx.xml.errors import XmlError
from mockserver.asmx.xml.names import FIRST, FURTHER

NAME = f"[{FIRST}][{FURTHER}]*+"
"""A name without a colon, as a regular expression."""
QNAME = f"({NAME})(?::({NAME}))?+"
"""A name that may have a prefix; groups: the prefix, or the name if it has none, and the name behind a prefix."""
INVALID = "\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff"
"""What XML can't carry, for a character class."""

_SPACE = re.compile(r"[ \t\r\n]*+")
_NAME = re.compile(NAME)
_QNAME = re.compile(QNAME)
_FIRST = re.compile(f"[{FIRST}]")
_FURTHER = re.compile(f"[{FURTHER}]++")
_INVALID = re.compile(f"[{INVALID}]")

_SENTINEL = "\0" * 8
"""Behind the end, so that looking a few characters ahead needs no care; a NUL is nothing that XML has."""


class Scanner:
    """A text and where it ends.

    ``cut`` is what the decoder has to say where the text ends before its time: it is raised wherever the reader
    would want more.
    """

    def __init__(self, text: str, cut: XmlError | None = None) -> None:
        self.text = text + _SENTINEL
        self.end = len(text)
        self._cut = cut

    def ended(self, error: XmlError) -> XmlError:
        """The error of a text that is over too early."""
        return self._cut or error

    def want_more(self) -> None:
        """The reader has come to the end and would go on if there was more."""
        if self._cut is not None:
            raise self._cut

    def space(self, position: int) -> int:
        """Where the white space that may be here ends."""
        found = _SPACE.match(self.text, position)
        assert found is not None  # noqa: S101 - for mypy: no white space matches too
        return found.end()

    def name(self, position: int) -> int:
        """Where the name without a colon ends that must be here."""
        found = _NAME.match(self.text, position)
        if found is None:
            self._no_name(position)
        end = found.end()
        if self.text[end] == ":":
            raise errors.bad_name_character(":", end)
        return self._name_end(end)

    def qualified_name(self, position: int) -> tuple[str, str, int]:
        """The prefix, empty if there is none, and the local name that must be here; and where they end."""
        found = _QNAME.match(self.text, position)
        if found is None:
            self._no_name(position)
        first, second = found.groups()
        end = found.end()
        if self.text[end] == ":":
            if second is not None:
                raise errors.bad_name_character(":", end)
            self._no_name(end + 1)
        self._name_end(end)
        return ("", first, end) if second is None else (first, second, end)

    def has(self, units: int, position: int) -> bool:
        """Whether so many UTF-16 units are left from here on: .NET counts in them how far it can look ahead."""
        ahead = self.text[position : min(position + units, self.end)]
        return len(ahead) + sum(character > "\uffff" for character in ahead) >= units

    def begins(self, position: int) -> bool:
        """Whether a name could begin here."""
        return _FIRST.match(self.text, position) is not None

    def goes_on(self, position: int) -> bool:
        """Whether a name could go on here."""
        return self.text[position] == ":" or _FURTHER.match(self.text, position) is not None

    def token(self, position: int) -> str | None:
        """What stands here, for a sentence that complains about it; None at the end."""
        if position == self.end:
            return None
        found = _FURTHER.match(self.text, position)
        return found[0] if found else self.text[position]

    def unexpected(self, position: int, expected: str) -> Never:
        """Something else stands here than is expected."""
        token = self.token(position)
        if token is None:
            raise self.ended(XmlError(errors.END_OF_FILE, position))
        raise errors.unexpected_token(token, expected, position)

    def is_valid(self, position: int) -> bool:
        """Whether XML can carry the character that stands here."""
        return _INVALID.match(self.text, position) is None

    def _name_end(self, end: int) -> int:
        if end == self.end:
            raise self.ended(errors.end_while_parsing("Name", end))
        return end

    def _no_name(self, position: int) -> Never:
        if position + 1 >= self.end and self.text[position] <= "\uffff":  # .NET wants to see one unit more first
            raise self.ended(errors.end_while_parsing("Name", position))
        raise errors.bad_first_character(self.text[position], position)
