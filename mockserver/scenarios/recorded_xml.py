"""The elements of a recorded document, each with its place. A DTD is refused: nothing grows, nothing is fetched."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from xml.parsers.expat import XMLParserType


class Element:
    """An element and where it stands."""

    __slots__ = ("_texts", "attributes", "children", "end", "line", "name", "namespace", "start")

    def __init__(self, name: str, attributes: Mapping[str, str], line: int) -> None:
        """``name`` is expat's: the namespace and the local name, a blank between."""
        self.namespace, _, self.name = name.rpartition(" ")
        self.attributes = attributes
        """By names as expat has them."""
        self.line = line
        """Of the start tag, from 1."""
        self.children: list[Element] = []
        self._texts: list[str] = []
        self.start: int | None = None
        """The first byte of its content; None if it has none."""
        self.end: int | None = None
        """The first byte of its end tag; None if the document ends before it."""

    @property
    def text(self) -> str:
        """The text directly in it."""
        return "".join(self._texts)

    def add_text(self, text: str) -> None:
        """More text."""
        self._texts.append(text)


class Document(NamedTuple):
    """What could be read."""

    root: Element | None
    problem: str | None
    """Why it was not read to its end, with the place; None if it was."""
    charset: str
    """The character set as the document names it."""


class _DTD(Exception):
    pass


def read_document(data: bytes) -> Document:
    """Read as much as there is of a document; never raises."""
    builder = _Builder()
    problem = None
    if not data.strip():
        problem = "it is empty"
    elif data.startswith(b"HTTP/"):
        problem = "line 1: it begins with an HTTP status line; a recording is the body alone, without its headers"
    else:
        problem = builder.read(data)
    return Document(builder.root, problem, builder.declared or _charset_by_mark(data) or "utf-8")


def codec_of(data: bytes, charset: str) -> str:
    """The Python codec that writes a part in the middle of the document."""
    wide = {b"\xff\xfe": "utf-16-le", b"<\x00": "utf-16-le", b"\xfe\xff": "utf-16-be", b"\x00<": "utf-16-be"}
    return wide.get(data[:2], charset)


def _charset_by_mark(data: bytes) -> str | None:
    return "utf-16" if codec_of(data, "").startswith("utf-16") else None


class _Builder:
    """Builds the elements, from expat's events."""

    def __init__(self) -> None:
        self.root: Element | None = None
        self.declared: str | None = None
        self._open: list[Element] = []
        self._parser: XMLParserType

    def read(self, data: bytes) -> str | None:
        """What is wrong with the document, if it is not read to its end."""
        from xml.parsers import expat  # noqa: PLC0415 - only a recording needs it

        self._parser = parser = expat.ParserCreate(namespace_separator=" ")
        parser.XmlDeclHandler = self._declaration
        parser.StartDoctypeDeclHandler = self._doctype
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.StartCdataSectionHandler = parser.CommentHandler = parser.ProcessingInstructionHandler = self._content
        try:
            parser.Parse(data, True)
        except expat.ExpatError as error:
            place = f"line {error.lineno}, column {error.offset + 1}"
            return f"{place}: it is not well-formed XML: {expat.ErrorString(error.code)}"
        except _DTD:
            return f"line {parser.CurrentLineNumber}: it has a DTD, which no SOAP message may have"
        except (LookupError, ValueError) as error:  # what Python says of a declared encoding that expat can't read
            return f"line 1: it can't be read: {error}"
        return None

    def _declaration(self, _version: str, encoding: str | None, _standalone: int) -> None:
        self.declared = encoding

    def _doctype(self, *_: object) -> None:
        raise _DTD

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        element = Element(name, attributes, self._parser.CurrentLineNumber)
        if self._open:
            self._content()
            self._open[-1].children.append(element)
        else:
            self.root = element
        self._open.append(element)

    def _end(self, _name: str) -> None:
        self._open.pop().end = self._parser.CurrentByteIndex

    def _text(self, text: str) -> None:
        self._content()
        self._open[-1].add_text(text)

    def _content(self, *_: object) -> None:
        """Something is in the element that is open."""
        if self._open and self._open[-1].start is None:
            self._open[-1].start = self._parser.CurrentByteIndex
