"""Documents that expat would blow up: it writes a namespace's whole name into each element and attribute.

With a long namespace name, a few hundred kilobytes of attributes take gigabytes, all before a handler is called. Such
documents are left to the exact reader, which writes no name twice.
"""

from __future__ import annotations

import re

_SMALL = 16_384
"""Bytes of a document that can't do harm: at worst it swells to some ten megabytes."""
_MOST = 64 * 2**20
"""Bytes that a document's names may swell to. A good one of four megabytes, all attributes, stays below it."""

_DECLARATION = re.compile(rb"xmlns(?::[^\s=<>\"':]*+)?\s*+=\s*+(?:\"([^\"]*+)|'([^']*+))")


def swells(data: bytes) -> bool:
    """Whether the names of the UTF-8 text would take too much memory once they are expanded."""
    if len(data) <= _SMALL:
        return False
    longest = max((len(found[1] or found[2] or b"") for found in _DECLARATION.finditer(data)), default=0)
    return longest * (data.count(b"<") + data.count(b"=")) > _MOST
