"""A message's text in another style: other prefixes, or indented. What it says stays the same.

It works on the tags as they are written rather than on a tree, so that everything else stays to the character.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

_PIECE = (
    r"""(?P<other><!--.*?-->|<\?.*?\?>)|(?P<text><!\[CDATA\[.*?\]\]>|[^<]+)|"""
    r"""<(?P<close>/?)(?P<name>[^\s/>]+)(?P<rest>(?:[^>"']|"[^"]*"|'[^']*')*?)(?P<empty>/?)>"""
)
_PIECES = re.compile(_PIECE, re.DOTALL)
_PIECES_OR_LEAVES = re.compile(rf"""<(?P<leaf>[\w.:-]+)>[^<]*</(?P=leaf)>|{_PIECE}""", re.DOTALL)
_DECLARATION = re.compile(r"""\sxmlns(?::(?P<prefix>[^\s=]+))?\s*=""")


class Piece(NamedTuple):
    """A tag, a piece of text (CDATA is text too), or a comment or processing instruction."""

    text: str
    name: str = ""
    """Of a tag; otherwise nothing."""
    opens: bool = False
    closes: bool = False
    """A tag may do both: ``<a />``."""
    other: bool = False
    """A comment or a processing instruction, as the declaration looks like one."""


def _pieces(text: str) -> Iterator[Piece]:
    """The pieces of a well-formed document, one after the other."""
    for found in _PIECES.finditer(text):
        yield _piece(found)


def _pieces_or_leaves(text: str) -> Iterator[Piece]:
    """As `_pieces`, but for elements with nothing but text in them: they are one piece, as if they were empty."""
    for found in _PIECES_OR_LEAVES.finditer(text):
        yield Piece(found[0], found["leaf"], opens=True, closes=True) if found["leaf"] else _piece(found)


def _piece(found: re.Match[str]) -> Piece:
    closes, name, empty = found["close"], found["name"], found["empty"]
    if name is None:
        return Piece(found[0], other=found["other"] is not None)
    return Piece(found[0], name, opens=not closes, closes=bool(closes or empty))


_QNAMES = (
    ("soap:Envelope", "soap:Body", "soap:Fault", "faultcode"),
    ("soap:Envelope", "soap:Body", "soap:Fault", "soap:Code", "soap:Value"),
)
"""The elements whose text is a name with a prefix."""


class _Open(NamedTuple):
    """What holds inside an element: of what was written, and of what is to be written."""

    name: str
    shadowed: bool
    """The prefix ``soap`` means something else here: it was declared again, in XML that somebody gave."""
    had_default: bool
    has_default: bool
    """There is a default namespace."""


_OUTSIDE = _Open("", shadowed=False, had_default=False, has_default=False)


def with_prefix(text: str, prefix: str, namespace: str) -> str:
    """A message whose envelope's namespace has this prefix in the place of ``soap``; none, if it is empty."""
    written: list[str] = []
    stack = [_OUTSIDE]
    for piece in _pieces(text):
        if not piece.name:
            written.append(_in_prefix(piece.text, stack, prefix))
            continue
        if piece.opens:
            tag, inside = _opened(piece, stack, prefix, namespace)
            stack.append(inside)
        else:
            tag = piece.text if stack[-1].shadowed else _renamed(piece.text, prefix)
        written.append(tag)
        if piece.closes:
            stack.pop()
    return "".join(written)


def _opened(piece: Piece, stack: Sequence[_Open], prefix: str, namespace: str) -> tuple[str, _Open]:
    """The start tag with the new prefix, and what holds behind it."""
    parent, is_root = stack[-1], len(stack) == 1
    declared = {found["prefix"] for found in _DECLARATION.finditer(piece.text)}
    shadowed = parent.shadowed or ("soap" in declared and not is_root)
    had_default = parent.had_default or None in declared
    has_default = parent.has_default or None in declared or (is_root and not prefix)
    tag = piece.text if shadowed else _renamed(piece.text, prefix)
    if is_root:
        tag = tag.replace(" xmlns:soap=", f" xmlns:{prefix}=" if prefix else " xmlns=", 1)
    elif has_default and not had_default and ":" not in piece.name:
        tag = tag.replace(piece.name, f'{piece.name} xmlns=""', 1)  # it was in no namespace, and stays there
        has_default = False
        if (
            parent.name == "soap:Fault" and piece.name == "faultcode"
        ):  # a name in its text can't be in a default namespace that is none
            tag = tag.replace(">", f' xmlns:soap="{namespace}">')
    return tag, _Open(piece.name, shadowed, had_default, has_default)


def _renamed(tag: str, prefix: str) -> str:
    return re.sub("^(</?)soap:", rf"\g<1>{prefix}:" if prefix else r"\1", tag)


def _in_prefix(text: str, stack: Sequence[_Open], prefix: str) -> str:
    """Text between tags; the fault's code is a name with a prefix."""
    if tuple(element.name for element in stack[1:]) not in _QNAMES or not (prefix or stack[-1].has_default):
        return text
    return text.replace("soap:", f"{prefix}:" if prefix else "", 1)


def indented(text: str) -> str:
    """A message with each element on a line of its own, two blanks a level, but for elements that hold text."""
    document = list(_pieces_or_leaves(text))
    mixed = _holding_text(document)
    written: list[str] = []
    stack = [False]  # of each open element, whether it holds text
    alone = True  # nothing was written since the last start tag
    for number, piece in enumerate(document):
        if piece.closes and not piece.opens:
            in_text, on_its_line = stack.pop(), not alone
        else:
            in_text, on_its_line = stack[-1], piece.name != "" or piece.other
        if on_its_line and not in_text and written:
            written.append("\n" + "  " * (len(stack) - 1))
        written.append(piece.text)
        alone = piece.opens and not piece.closes
        if alone:
            stack.append(in_text or number in mixed)
    return "".join(written)


def _holding_text(document: Sequence[Piece]) -> set[int]:
    """The numbers of the start tags of elements that hold text themselves."""
    found: set[int] = set()
    stack = [-1]
    for number, piece in enumerate(document):
        if piece.name:
            if piece.opens:
                stack.append(number)
            if piece.closes:
                stack.pop()
        elif not piece.other:
            found.add(stack[-1])
    return found
