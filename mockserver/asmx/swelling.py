"""Documents that are too much for expat, and are left to the exact reader.

expat writes a namespace's whole name into each element and attribute: with a long name, a few hundred kilobytes of
attributes take gigabytes, all before a handler is called. And it lets no other thread run within a tag.
"""

from __future__ import annotations

import re

_SMALL = 4_096
"""Bytes of a document that can't do harm: at worst it swells to a megabyte."""
_MOST = 16
"""How many times its size a document may swell to; good ones, with all the namespaces of WS-*, come to five."""
_LONG_TAG = re.compile(rb"<[^<>]{65536}")
"""For which expat would keep the interpreter, and so all other threads, for up to a second."""

_DECLARATION = re.compile(rb"xmlns(?::[^\s=<>\"':]*+)?\s*+=\s*+(?:\"([^\"]*+)|'([^']*+))")


def swells(data: bytes) -> bool:
    """Whether expat would need too much memory, or too long at a time, for the names of the UTF-8 text."""
    if len(data) <= _SMALL:
        return False
    longest = max((len(found[1] or found[2] or b"") for found in _DECLARATION.finditer(data)), default=0)
    return longest * (data.count(b"<") + data.count(b"=")) > _MOST * len(data) or _LONG_TAG.search(data) is not None
