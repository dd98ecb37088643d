"""A document read node by node as .NET's XmlTextReader reads it: what it takes, what it says first, and where.

It is the reader that ASMX uses: DTDs are prohibited, line ends are normalised, white space is reported. Where .NET
takes what is not well-formed (an entity that nobody declared where nobody looks, NULs at the end, a nonsensical name of
an encoding that has no say), it is refused all the same. What is right is taken by a regular expression; where that
does not match, a closer look finds the sentence. Time is linear, whatever comes.

Source: XmlTextReaderImpl in Microsoft's reference source.
"""

from __future__ import annotations

import re
from enum import Enum
from typing import NamedTuple, Never

from mockserver.asmx.xml import BLANK, errors
from mockserver.asmx.xml.declaration import skip_declaration
from mockserver.asmx.xml.errors import XmlError
from mockserver.asmx.xml.places import Place
from mockserver.asmx.xml.references import read_reference, refuse_entity
from mockserver.asmx.xml.scanner import INVALID, NAME, Scanner
from mockserver.asmx.xml.sections import cdata_end, comment_end, instruction_end
from mockserver.asmx.xml.tags import Attribute, Namespaces, read_start_tag

_TEXT = re.compile(rf"(?:[^<&\]{INVALID}]++|\](?!\]>)|&(?:amp|lt|gt|quot|apos);)*+")
_LINE_END = re.compile("\r\n?")
_SIMPLE_TAG = re.compile(rf"<(?:({NAME})[ \t\r\n]*+(/?)|/({NAME})[ \t\r\n]*+)>")


class Kind(Enum):
    """.NET's XmlNodeType, as far as a document without a DTD has it."""

    NONE = "nothing: before the first node, or behind the last"
    ELEMENT = "a start tag"
    END_ELEMENT = "an end tag"
    TEXT = "text"
    CDATA = "a CDATA section"
    WHITESPACE = "white space"
    COMMENT = "a comment"
    INSTRUCTION = "a processing instruction"


_CONTENT = (Kind.ELEMENT, Kind.END_ELEMENT, Kind.TEXT, Kind.CDATA, Kind.NONE)
_TEXTUAL = (Kind.TEXT, Kind.CDATA, Kind.WHITESPACE)


class _Open(NamedTuple):
    """An element whose end tag is still to come."""

    name: str
    local: str
    namespace: str
    place: int
    shadowed: tuple[tuple[str, str | None], ...]


class XmlTextReader:
    """Stands on one node at a time; ``read`` goes to the next. Methods have .NET's names. All may raise XmlError.

    ``cut`` is the decoder's complaint where the text ends because its bytes could not be read further.
    """

    def __init__(self, text: str, cut: XmlError | None = None) -> None:
        self._scanner = Scanner(text, cut)
        self._text = self._scanner.text
        self._namespaces = Namespaces()
        self._open: list[_Open] = []
        self._shadowed: tuple[tuple[str, str | None], ...] = ()  # by an element that is left with the next step
        self._position = -1
        self._root_seen = False
        self.kind = Kind.NONE
        self.eof = False
        """The last node was read."""
        self.depth = 0
        """How many elements the node is in."""
        self.local = ""
        """Local name of an element."""
        self.namespace = ""
        """Of an element."""
        self.value = ""
        """Of text, CDATA sections and white space, with line ends as LF."""
        self.attributes: tuple[Attribute, ...] = ()
        """Of a start tag: those with a prefix, and `mustUnderstand` without one."""
        self.is_empty_element = False
        self.place = 0
        """The offset in the text that .NET's line and position of this node mean."""
        self.has_prefix = False
        """The element's name is written with a prefix."""

    # What XmlReader builds upon it.

    def move_to_content(self) -> Kind:
        """Go on to the next node that is no white space, comment or processing instruction, unless here is one."""
        while self.kind not in _CONTENT or (self.kind is Kind.NONE and not self.eof):
            self.read()
        return self.kind

    def is_start_element(self, local: str, namespace: str) -> bool:
        """Whether the next content is the start tag of this element."""
        is_element = self.move_to_content() is Kind.ELEMENT
        return is_element and self.local == local and self.namespace == namespace

    def skip(self) -> None:
        """Leave the node, and what an element holds."""
        if self.kind is Kind.ELEMENT and not self.is_empty_element:
            depth = self.depth
            self._skim(depth + 1)
            while self.read() and self.depth > depth:
                self._skim(depth + 1)
        self.read()

    def read_element_string(self) -> str:
        """The text of the element here, and on to the node behind it.

        An oddity of .NET: an element that stands first in it is entered, and its end tag is taken for the end.
        """
        if self.is_empty_element:
            self.read()
            return ""
        self.read()
        text = self._read_string()
        if self.kind is not Kind.END_ELEMENT:
            raise XmlError(f"{self.kind.value} stands inside an element whose text is read")
        self.read()
        return text

    def lookup_namespace(self, prefix: str) -> str | None:
        """The namespace that a prefix has here; None if it has none."""
        return self._namespaces.of(prefix)

    def at(self, offset: int) -> Place:
        """Line and column of a place in the text."""
        return Place.at(self._text, offset)

    def _read_string(self) -> str:
        if self.kind is Kind.ELEMENT:
            if self.is_empty_element:
                return ""
            self.read()
        parts = []
        while self.kind in _TEXTUAL:
            parts.append(self.value)
            self.read()
        return "".join(parts)

    def _skim(self, depth: int) -> None:
        """Go past the simplest of tags, of which nothing can be wrong, as long as they are this deep.

        Without it, a few megabytes of tags that nobody looks at would take three times as long.
        """
        self._leave_scope()
        text, opened, position = self._text, self._open, self._position
        while found := _SIMPLE_TAG.match(text, position):
            name, slash, closing = found.groups()
            if closing is None:
                if not slash:
                    opened.append(_Open(name, name, "", position + 1, ()))
            elif len(opened) > depth and opened[-1].name == closing:
                self._namespaces.leave(opened.pop().shadowed)
            else:
                break
            position = found.end()
        self._position = position

    # The nodes.

    def read(self) -> bool:
        """Go to the next node; False behind the last."""
        self._leave_scope()
        if self._position < 0:
            self._position = skip_declaration(self._scanner)
        self.depth = len(self._open)
        if self._open:
            self._element_content(self._position)
        else:
            self._document_content(self._position)
        return not self.eof

    def _leave_scope(self) -> None:
        """The namespaces end that were declared by the element behind which the reader stands."""
        if self._shadowed:
            self._namespaces.leave(self._shadowed)
            self._shadowed = ()

    def _document_content(self, position: int) -> None:
        """Outside the root."""
        text, end = self._text, self._scanner.end
        if position == end:
            self._finish()
        elif text[position] == "\0":
            self._root_level_nul(position)
        elif text[position] != "<":
            self._root_level_text(position)
        elif not self._scanner.has(4, position):  # .NET waits for as much as `<a/>`
            raise self._scanner.ended(XmlError(errors.ROOT_DATA, position))
        elif text[position + 1] == "?":
            self._instruction(position + 2)
        elif text[position + 1] == "!":
            self._root_level_declaration(position)
        elif text[position + 1] == "/":
            raise XmlError("Unexpected end tag.", position + 2)
        elif self._root_seen:
            raise XmlError("There are multiple root elements.", position + 1)
        else:
            self._root_seen = True
            self._start_tag(position + 1)

    def _finish(self) -> None:
        self._scanner.want_more()
        if not self._root_seen:
            raise XmlError(errors.ROOT_MISSING)
        self.kind, self.eof = Kind.NONE, True

    def _root_level_text(self, position: int) -> None:
        end = self._scanner.space(position)
        if end == self._scanner.end:
            self._scanner.want_more()
        elif self._text[end] == "\0" and end + 1 == self._scanner.end and not self._root_seen:
            raise XmlError(errors.ROOT_MISSING)  # .NET takes one NUL for the end
        elif self._text[end] != "<":
            if self._scanner.is_valid(end) and self._text[end] <= "\uffff":
                raise XmlError(errors.ROOT_DATA, end)
            raise errors.invalid_character(self._text[end], end)
        self._set(Kind.WHITESPACE, position, end)

    def _root_level_nul(self, position: int) -> None:
        """.NET takes it for the end, whatever follows; behind the root it is refused here all the same."""
        if not self._root_seen:
            raise XmlError(errors.ROOT_MISSING)
        raise errors.invalid_character("\0", position)

    def _root_level_declaration(self, position: int) -> None:
        """`<!` outside the root: only a comment may begin so, and all that looks like a declaration is a DTD's."""
        kind = self._text[position + 2]
        if kind == "-":
            self._comment(position + 2)
        elif kind == "[":
            raise XmlError(errors.ROOT_DATA, position)
        else:
            raise XmlError(errors.DTD_PROHIBITED)

    def _element_content(self, position: int) -> None:
        """Inside the root."""
        text, end = self._text, self._scanner.end
        if position == end:
            self._unclosed()
        if text[position] != "<":
            self._text_node(position)
            return
        kind = text[position + 1]
        if kind == "/":
            self._end_tag(position + 2)
        elif kind == "?":
            self._instruction(position + 2)
        elif kind == "!":
            self._declaration(position + 2)
        elif position + 1 == end:
            self._unclosed()
        else:
            self._start_tag(position + 1)

    def _declaration(self, position: int) -> None:
        """`<!` inside the root."""
        scanner, text = self._scanner, self._text
        if not scanner.has(2, position):
            self._unclosed()
        if text[position] == "-":
            self._comment(position)
        elif text[position] == "[":
            if not scanner.has(len("[CDATA["), position):
                self._unclosed()
            if not text.startswith("[CDATA[", position):
                scanner.unexpected(position + 1, "CDATA[")
            self._cdata(position + len("[CDATA["))
        elif scanner.token(position) == "DOCTYPE":
            raise XmlError("Unexpected DTD declaration.", position)
        else:
            scanner.unexpected(position, "<!--' or '<[CDATA[")

    def _start_tag(self, position: int) -> None:
        tag = read_start_tag(self._scanner, self._namespaces, position, self._unclosed)
        self.kind, self.place = Kind.ELEMENT, position
        self.local, self.namespace, self.attributes = tag.local, tag.namespace, tag.attributes
        self.has_prefix, self.is_empty_element = len(tag.name) > len(tag.local), tag.is_empty
        self._position = tag.end
        if tag.is_empty:
            self._shadowed = tag.shadowed
        else:
            self._open.append(_Open(tag.name, tag.local, tag.namespace, position, tag.shadowed))

    def _end_tag(self, position: int) -> None:
        opened, scanner = self._open[-1], self._scanner
        end = position + len(opened.name)
        if not self._text.startswith(opened.name, position) or (end < scanner.end and scanner.goes_on(end)):
            self._mismatch(opened, position)
        end = scanner.space(end)
        if end == scanner.end:
            self._unclosed()
        if self._text[end] != ">":
            scanner.unexpected(end, ">")
        self._open.pop()
        self.kind, self.place = Kind.END_ELEMENT, position
        self.local, self.namespace, self._shadowed = opened.local, opened.namespace, opened.shadowed
        self.depth = len(self._open)
        self._position = end + 1

    def _text_node(self, position: int) -> None:
        """Text up to the next tag, or up to the reference to an entity, which is a node of its own."""
        parts: list[str] = []
        is_text, start, text = False, position, self._text
        while True:
            found = _TEXT.match(text, position)
            assert found is not None  # noqa: S101 - for mypy: nothing matches too
            parts.append(_value(found[0]))
            position = found.end()
            if text[position] == "&":
                reference = read_reference(self._scanner, position)
                if reference is None:
                    if position == start:
                        refuse_entity(self._scanner, position)
                    break
                parts.append(reference.character)
                is_text = is_text or reference.is_decimal
                position = reference.end
            elif text[position] == "]":
                raise XmlError("']]>' is not allowed in character data.", position)
            elif position == self._scanner.end:
                self._scanner.want_more()
                break
            elif text[position] == "<":
                break
            else:
                raise errors.invalid_character(text[position], position)
        self.value = "".join(parts)
        self.kind = Kind.TEXT if is_text or self.value.strip(BLANK) else Kind.WHITESPACE
        self.place, self._position = start, position

    def _comment(self, position: int) -> None:
        """A comment; the first of its two hyphens is here."""
        start = position + len("--")
        end = comment_end(self._scanner, position)
        self._set(Kind.COMMENT, start, end)
        self._position = end + len("-->")

    def _cdata(self, position: int) -> None:
        end = cdata_end(self._scanner, position)
        self._set(Kind.CDATA, position, end)
        self._position = end + len("]]>")

    def _instruction(self, position: int) -> None:
        end = instruction_end(self._scanner, position)
        self._set(Kind.INSTRUCTION, position, end)
        self._position = end + len("?>")

    def _set(self, kind: Kind, place: int, end: int) -> None:
        """The node is of this kind, at this place; its value, or what follows it, ends at ``end``."""
        self.kind, self.place, self._position = kind, place, end
        self.value = _LINE_END.sub("\n", self._text[place:end]) if kind in _TEXTUAL else ""

    # Complaints.

    def _unclosed(self, place: Place | None = None) -> Never:
        """The text ends inside elements."""
        names = [opened.name for opened in reversed(self._open)]
        raise self._scanner.ended(errors.unclosed(names, self._scanner.end, place))

    def _mismatch(self, opened: _Open, position: int) -> Never:
        _, _, end = self._scanner.qualified_name(position)
        start = self.at(opened.place)
        what = f"The '{opened.name}' start tag on line {start.line} position {start.column}"
        raise XmlError(f"{what} does not match the end tag of '{self._text[position:end]}'.", position)


def _value(text: str) -> str:
    """Literal text with the five named references resolved, and line ends as LF."""
    if "&" in text:
        for name, character in _NAMED:
            text = text.replace(name, character)
    return _LINE_END.sub("\n", text) if "\r" in text else text


_NAMED = (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'"), ("&amp;", "&"))  # the ampersand last
