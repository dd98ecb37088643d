"""How text that others chose is shown in reports: on one line, harmless, and no longer than is useful."""

from __future__ import annotations


def printable(text: str, limit: int = 200) -> str:
    """The text with everything that isn't printable escaped as Python escapes it, cut to about ``limit`` characters."""
    if len(text) > limit:
        text = f"{text[: limit - 3]}..."
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def quoted(text: str, limit: int = 80) -> str:
    """The text as ``printable`` shows it, in single quotes."""
    return f"'{printable(text, limit)}'"


def counted(count: int, noun: str) -> str:
    """A number of things: ``1 call``, ``2 calls``."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
