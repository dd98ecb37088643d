"""What a YAML text says, as nodes that know their place. Every plain scalar stays text: its field reads it.

So ``1:30``, ``no`` and dates with seven digits mean what they say, which YAML 1.1's own types would spoil.
"""

from __future__ import annotations

from typing import NamedTuple


class Place(NamedTuple):
    """Where something starts in a file; both count from 1, the column in characters."""

    line: int
    column: int


class Scalar(NamedTuple):
    """A single value."""

    place: Place
    text: str
    plain: bool
    """Written without quotes, so that it may be a word of the language."""

    @property
    def size(self) -> int:
        """As for a list; one value is one."""
        return 1

    @property
    def empty(self) -> bool:
        """Nothing at all is written, not even quotes."""
        return self.plain and not self.text


class Items(NamedTuple):
    """A list."""

    place: Place
    items: list[Node]
    size: int
    """Values in it, at every level, an alias counted as if it were written out."""


class Entry(NamedTuple):
    """A key of a mapping and what it is given."""

    place: Place
    node: Node


class Entries(NamedTuple):
    """A mapping."""

    place: Place
    entries: dict[str, Entry]
    size: int


Node = Scalar | Items | Entries


def shape(node: Items | Entries) -> str:
    """What a node is, for a message that says what came in the place of one value."""
    return "a list" if isinstance(node, Items) else "a mapping"


def value_place(entry: Entry) -> Place:
    """Where to point for what a key is given: the value, or the key if nothing is written behind it."""
    return entry.place if isinstance(entry.node, Scalar) and entry.node.empty else entry.node.place


def place_of(node: Node, path: tuple[str | int, ...], *, key: bool = False) -> Place:
    """The place of what lies at ``path`` below a node, or of the nearest thing above it that is written out.

    With ``key``, the place of the key that the path ends at instead of its value's.
    """
    place = node.place
    for number, step in enumerate(path, 1):
        if isinstance(node, Entries) and isinstance(step, str) and step in node.entries:
            entry = node.entries[step]
            place = entry.place if key and number == len(path) else value_place(entry)
            node = entry.node
        elif isinstance(node, Items) and isinstance(step, int):
            node = node.items[step]
            place = node.place
        else:
            break
    return place
