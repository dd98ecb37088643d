"""The engine's first look into a request that no header routes: what is the first element in Body?"""

from __future__ import annotations

_BLANK = " \t\r\n"


class Router:
    """Follows a document down to the first node that counts in Body. White space, comments and PIs don't.

    Whatever stands before Body is skipped here; the reading of the values judges it later.
    """

    def __init__(self) -> None:
        self.first: str | None = None
        """The expanded name of the element found; empty if text comes first or Body has none."""
        self._body: str | None = None
        self._in_body = False

    def envelope(self, body: str) -> None:
        """The root is an envelope; ``body`` is the name that its Body has."""
        self._body = body

    def start(self, name: str, depth: int) -> bool:
        """A start tag; its element is at this depth, the root's being 1. True if that settles it."""
        if self._in_body:
            return self._found(name)
        self._in_body = depth == 2 and name == self._body
        return False

    def text(self, text: str) -> bool:
        """Text or a CDATA section. True if that settles it: text counts as an element that nobody knows."""
        return self._in_body and bool(text.strip(_BLANK)) and self._found("")

    def end(self, depth: int) -> bool:
        """An end tag of an element at this depth. True if that settles it: Body was empty."""
        return self._in_body and depth == 2 and self._found("")

    def _found(self, name: str) -> bool:
        self.first = name
        return True
