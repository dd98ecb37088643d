"""Start tags: their attributes, the namespaces that they declare and use, and all that can be wrong with them."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple, Never

from mockserver.asmx.xml import BLANK, errors
from mockserver.asmx.xml.declaration import equals_and_quote
from mockserver.asmx.xml.errors import XmlError
from mockserver.asmx.xml.places import LINE_END, Place
from mockserver.asmx.xml.references import read_reference, refuse_entity
from mockserver.asmx.xml.scanner import INVALID, QNAME, Scanner

XML = "http://www.w3.org/XML/1998/namespace"
XMLNS = "http://www.w3.org/2000/xmlns/"

_ATTRIBUTE = re.compile(
    rf"[ \t\r\n]++{QNAME}[ \t\r\n]*+=[ \t\r\n]*+"
    rf"(?:\"([^\"<&{INVALID}]*+)\"|'([^'<&{INVALID}]*+)')"
)
_VALUE = re.compile(f"[^\"'<&{INVALID}]*+")
_LINE_OR_TAB = re.compile("\r\n|[\t\r\n]")

_BAD_DECLARATION = "Invalid namespace declaration."
_XMLNS_IS_RESERVED = 'Prefix "xmlns" is reserved for use by XML.'
_XML_IS_RESERVED = f'Prefix "xml" is reserved for use by XML and can be mapped only to namespace name "{XML}".'


class Attribute(NamedTuple):
    """An attribute that a reader may ask for."""

    prefix: str
    local: str
    value: str
    offset: int
    """Where its name begins."""
    namespace: str = ""


class StartTag(NamedTuple):
    """A start tag, or the tag of an empty element."""

    name: str
    """As it is written."""
    local: str
    namespace: str
    attributes: tuple[Attribute, ...]
    """Those with a prefix, and `mustUnderstand` without one; nobody asks for the rest."""
    is_empty: bool
    end: int
    shadowed: tuple[tuple[str, str | None], ...]
    """The namespaces that the prefixes it declares had before; for ``Namespaces.leave``."""


class Namespaces:
    """Which namespace each prefix has at this place of the document; the empty prefix is the default."""

    def __init__(self) -> None:
        self._known: dict[str, str | None] = {"": "", "xml": XML, "xmlns": XMLNS}

    def of(self, prefix: str) -> str | None:
        """The prefix's namespace; None if it was not declared."""
        return self._known.get(prefix)

    def declare(self, prefix: str, namespace: str) -> tuple[str, str | None]:
        """Give a prefix a namespace; what it had before."""
        shadowed = (prefix, self._known.get(prefix))
        self._known[prefix] = namespace
        return shadowed

    def leave(self, shadowed: tuple[tuple[str, str | None], ...]) -> None:
        """The element ends that declared these."""
        for prefix, namespace in reversed(shadowed):
            self._known[prefix] = namespace


Unclosed = Callable[[Place], Never]
"""Complains that the text ends among the attributes of a start tag; it is given the place that .NET tells."""


def read_start_tag(scanner: Scanner, namespaces: Namespaces, position: int, unclosed: Unclosed) -> StartTag:
    """The start tag whose name must be here."""
    prefix, local, end = scanner.qualified_name(position)
    if scanner.text[end] in BLANK:
        return _Attributes(scanner, namespaces, unclosed).read(position, prefix, local, end)
    is_empty, behind = _tag_end(scanner, end)
    namespace = _looked_up(namespaces, prefix, position)
    return StartTag(scanner.text[position:end], local, namespace, (), is_empty, behind, ())


def _tag_end(scanner: Scanner, position: int) -> tuple[bool, int]:
    """The end of a tag directly behind its name: whether the element is empty, and where the tag ends."""
    character = scanner.text[position]
    if character == ">":
        return False, position + 1
    if character != "/":
        raise errors.bad_name_character(character, position)
    if position + 1 == scanner.end:
        raise scanner.ended(errors.end_while_parsing(">", position))
    if scanner.text[position + 1] != ">":
        scanner.unexpected(position, ">")
    return True, position + 2


def _looked_up(namespaces: Namespaces, prefix: str, position: int) -> str:
    namespace = namespaces.of(prefix)
    if namespace is None:
        raise XmlError(f"'{prefix}' is an undeclared prefix.", position)
    return namespace


class _Attributes:
    """The attributes of one start tag."""

    def __init__(self, scanner: Scanner, namespaces: Namespaces, unclosed: Unclosed) -> None:
        self._scanner, self._namespaces, self._unclosed = scanner, namespaces, unclosed
        self._names: dict[str | tuple[str, str], int] = {}  # where each name began first
        self._twice: tuple[int, str, int] | None = None  # a name that comes again: where it was, it, where it is
        self._prefixed: list[Attribute] = []
        self._must_understand: Attribute | None = None
        self._shadowed: list[tuple[str, str | None]] = []

    def read(self, start: int, prefix: str, local: str, end: int) -> StartTag:
        """The whole tag, whose name begins at ``start`` and ends before ``end``."""
        is_empty, behind = self._read_all(end)
        namespace = _looked_up(self._namespaces, prefix, start)
        attributes = self._looked_up()
        if self._twice is not None:
            raise XmlError(f"'{self._twice[1]}' is a duplicate attribute name.", self._twice[2])
        if self._must_understand is not None:
            attributes.append(self._must_understand)
        name = self._scanner.text[start:end]
        return StartTag(name, local, namespace, tuple(attributes), is_empty, behind, tuple(self._shadowed))

    def _read_all(self, position: int) -> tuple[bool, int]:
        """Take attribute after attribute; whether the element is empty, and where the tag ends."""
        text = self._scanner.text
        while True:
            while found := _ATTRIBUTE.match(text, position):
                first, second, double, single = found.groups()
                prefix, local = ("", first) if second is None else (first, second)
                position = found.end()
                value = double if single is None else single
                self._take(prefix, local, _normalised(value), found.start(1), position - 1 - len(value))
            space, position = position, self._scanner.space(position)
            if text[position] == ">":
                return False, position + 1
            if text.startswith("/>", position):
                return True, position + 2
            position = self._closer_look(space, position)

    def _closer_look(self, before: int, position: int) -> int:
        """There is no simple attribute here, and not the end of the tag: a value with references, or a mistake."""
        scanner, text = self._scanner, self._scanner.text
        slash = position + (text[position] == "/")
        if slash == scanner.end:
            self._unclosed(_miscounted(text, text[before:position], scanner.end))
        if slash > position:
            scanner.unexpected(slash, ">")
        if not scanner.begins(position):
            raise errors.bad_first_character(text[position], position)
        if before == position:
            raise errors.no_white_space(scanner.token(position) or "", position)
        prefix, local, end = scanner.qualified_name(position)
        start = equals_and_quote(scanner, end)
        value, end = self._value(start)
        self._take(prefix, local, value, position, start)
        return end + 1

    def _value(self, position: int) -> tuple[str, int]:
        """A value with references in it, and where its closing quote is."""
        scanner, text = self._scanner, self._scanner.text
        quote = text[position - 1]
        parts: list[str] = []
        while True:
            found = _VALUE.match(text, position)
            assert found is not None  # noqa: S101 - for mypy: nothing matches too
            parts.append(_normalised(found[0]))
            position = found.end()
            character = text[position]
            if character == quote:
                return "".join(parts), position
            if character == "&":
                reference = read_reference(scanner, position)
                if reference is None:
                    refuse_entity(scanner, position)
                parts.append(reference.character)
                position = reference.end
            elif character in "\"'":
                parts.append(character)
                position += 1
            else:
                self._refuse(position)

    def _refuse(self, position: int) -> Never:
        scanner = self._scanner
        if position == scanner.end:
            raise scanner.ended(XmlError("There is an unclosed literal string.", position))
        if scanner.text[position] == "<":
            raise errors.bad_attribute_character("<", position)
        raise errors.invalid_character(scanner.text[position], position)

    def _take(self, prefix: str, local: str, value: str, offset: int, start: int) -> None:
        """Note an attribute whose name begins at ``offset`` and whose value at ``start``."""
        if not prefix:
            self._note_name("", local, local, offset)
            if local == "xmlns":
                self._declare("", value, offset, start)
            elif local == "mustUnderstand":
                self._must_understand = Attribute("", local, value, offset)
        elif prefix == "xmlns":
            if not value:
                raise XmlError(_BAD_DECLARATION, start - 1)
            self._note_name(XMLNS, local, f"xmlns:{local}", offset)
            self._declare(local, value, offset, start)
        else:
            if prefix == "xml" and local == "space" and value.strip(BLANK) not in ("preserve", "default"):
                raise XmlError(f"'{value}' is an invalid xml:space value.", offset)
            self._prefixed.append(Attribute(prefix, local, value, offset))

    def _declare(self, prefix: str, namespace: str, offset: int, start: int) -> None:
        if namespace == XMLNS and prefix == "xmlns":
            raise XmlError(_XMLNS_IS_RESERVED, start)
        if namespace == XMLNS or (namespace == XML and prefix != "xml"):
            what = f'Prefix \'{prefix}\' cannot be mapped to namespace name reserved for "xml" or "xmlns".'
            raise XmlError(what, start)
        if prefix == "xmlns":
            raise XmlError(_XMLNS_IS_RESERVED, offset)
        if prefix == "xml" and namespace != XML:
            raise XmlError(_XML_IS_RESERVED, offset)
        self._shadowed.append(self._namespaces.declare(prefix, namespace))

    def _note_name(self, namespace: str, local: str, name: str, offset: int) -> None:
        """Find out which name comes twice: of several the one that came first, as .NET does."""
        first = self._names.setdefault((namespace, local) if namespace else local, offset)
        if first != offset and (self._twice is None or first < self._twice[0]):
            self._twice = (first, name, offset)

    def _looked_up(self) -> list[Attribute]:
        """The attributes with prefixes, and their namespaces."""
        found = []
        for attribute in self._prefixed:
            namespace = _looked_up(self._namespaces, attribute.prefix, attribute.offset)
            found.append(attribute._replace(namespace=namespace))
        for prefix, local, _, offset, namespace in found:
            self._note_name(namespace, local, f"{prefix}:{local}", offset)
        return found


def _miscounted(text: str, space: str, end: int) -> Place:
    """The end of the text in a start tag. .NET does not count the lines of the last white space, nor a last CR."""
    ends_in_cr = text[end - 1] == "\r"
    line, column = Place.at(text, end - ends_in_cr)
    return Place(line - len(LINE_END.findall(space[: len(space) - ends_in_cr])), column + ends_in_cr)


def _normalised(value: str) -> str:
    """An attribute's literal value with each line end and tab as a space."""
    return value if value.isprintable() else _LINE_OR_TAB.sub(" ", value)
