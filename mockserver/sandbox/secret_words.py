"""The words of passwords, and where they stand in sentences that quote a request."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from functools import cached_property

_LONG = 4
"""From so many characters on a word is hidden also inside of another."""

_PIECE = re.compile(rf"[^\s<>'\"=&;/]{{{_LONG},}}")
"""As people see words, so that a password with punctuation is one."""
_WORD = re.compile(r"[A-Za-z0-9]{2,}|[^\0-\x7f]")
"""The smallest that a reader of XML quotes. A sentence has other letters than English ones only from the request."""

_CUT = "..."

Span = tuple[int, int]


class SecretWords:
    """Words that no kept sentence may show. False if there are none."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._words: set[str] = set()
        for text in texts:
            self._words.update(_PIECE.findall(text))
            self._words.update(_WORD.findall(text))

    def __bool__(self) -> bool:
        return bool(self._words)

    def spans(self, text: str, stop: int) -> Iterator[Span]:
        """Where they stand in the text as far as it is looked at.

        Long ones also inside of other words; and half of one where a sentence was cut, or where the look ends.
        """
        for word in _WORD.finditer(text, 0, stop):
            if word[0] in self._words:
                yield word.span()
        for piece in _PIECE.finditer(text, 0, stop):
            yield from self._within(text, *piece.span())
            if piece[0].endswith(_CUT) or piece.end() == stop < len(text):
                yield from self._half(text, piece.start(), piece.start() + len(piece[0].rstrip(".")))

    def _within(self, text: str, start: int, stop: int) -> Iterator[Span]:
        for length in self._lengths:
            if length > stop - start:
                return
            for at in range(start, stop - length + 1):
                if text[at : at + length] in self._words:
                    yield at, at + length

    def _half(self, text: str, start: int, stop: int) -> Iterator[Span]:
        """The end of a piece that is the beginning of a word: the longest such end, of two characters or more."""
        for at in range(start, stop - 1):
            half = text[at:stop]
            place = bisect_left(self._ordered, half)
            if place < len(self._ordered) and self._ordered[place].startswith(half):
                yield at, stop
                return

    @cached_property
    def _lengths(self) -> list[int]:
        return sorted({len(word) for word in self._words if len(word) >= _LONG})

    @cached_property
    def _ordered(self) -> list[str]:
        return sorted(self._words)
