"""The quick reader: it takes only what is plainly good, and leaves everything else to the exact one.

Nearly all requests are: a log-on and a number, in elements that hold text and nothing else. expat reads them in a
fraction of the time. A property test holds that the two readers never disagree.
"""

from __future__ import annotations

import codecs
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple
from xml.parsers import expat

from mockserver.asmx.names import SOAP11, SOAP12
from mockserver.asmx.swelling import swells
from mockserver.asmx.values import BOOLEANS, parse_int32
from mockserver.asmx.xml import BLANK
from mockserver.contract import NAMESPACE, OPERATION
from mockserver.service.backend import SoapVersion, User

_SEPARATOR = "\x01"
"""Between namespace and local name in expat's names. It can't stand in a document."""


def _name(namespace: str, local: str) -> str:
    return f"{namespace}{_SEPARATOR}{local}"


_ENVELOPES: dict[str, SoapVersion] = {_name(SOAP11, "Envelope"): "1.1", _name(SOAP12, "Envelope"): "1.2"}
_HEADERS = (_name(SOAP11, "Header"), _name(SOAP12, "Header"))
_WS_USER = _name(NAMESPACE, "WSUser")
_USER_NAME, _PASSWORD = _name(NAMESPACE, "UserName"), _name(NAMESPACE, "Password")
_OPERATION, _LIST_ID = _name(NAMESPACE, OPERATION), _name(NAMESPACE, "ListID")
_MUST_UNDERSTAND = (_name(SOAP11, "mustUnderstand"), _name(SOAP12, "mustUnderstand"))

# Plain text in which these stand may mean something else to .NET than to expat.
_ODD = (b"\0", b"&#", b"xml:space", codecs.BOM_UTF8)

_ALWAYS = 4_096
"""Bytes. A poller sends the same ones each time: what was read of so small a request is remembered."""


class Plain(NamedTuple):
    """What a plainly good request says."""

    version: SoapVersion
    user: User
    ListID: int


def read_plainly(data: bytes) -> Plain | None:
    """What the UTF-8 text of a request says; None if anything about it is out of the ordinary."""
    return (_read_again if len(data) <= _ALWAYS else _read)(data)


def _read(data: bytes) -> Plain | None:
    if any(odd in data for odd in _ODD) or swells(data):
        return None
    try:
        return _Reader().read(data)
    except (_NotPlain, expat.ExpatError):
        return None


_read_again = lru_cache(maxsize=64)(_read)


class _NotPlain(Exception):
    pass


_Level = Callable[[str, dict[str, str]], None]


class _Reader:
    """Follows a document down to the two fields of the log-on and the number; each level knows its children."""

    def __init__(self) -> None:
        self._version: SoapVersion = "1.1"
        self._header = self._body = ""
        self._children: _Level = self._root
        self._parents: list[_Level] = []
        self._user_seen = False
        self._skipped = 0  # depth inside an element that is skipped
        self._field = ""
        self._text: list[str] = []
        self._fields: dict[str, str] = {}

    def read(self, data: bytes) -> Plain:
        """Raises _NotPlain, ExpatError."""
        parser = expat.ParserCreate("utf-8", _SEPARATOR)
        parser.buffer_text = True
        parser.StartElementHandler, parser.EndElementHandler = self._start, self._end
        parser.StartDoctypeDeclHandler = parser.CommentHandler = parser.ProcessingInstructionHandler = _odd
        parser.StartCdataSectionHandler = _odd
        parser.XmlDeclHandler = _declaration
        self._parser = parser
        try:
            parser.Parse(data, True)
        finally:
            del self._parser  # a cycle through the parser's handlers would wait for the garbage collector
        fields = self._fields
        if len(fields) < len(_FIELDS):
            raise _NotPlain
        try:
            return Plain(self._version, User(fields[_USER_NAME], fields[_PASSWORD]), parse_int32(fields[_LIST_ID]))
        except ValueError:
            raise _NotPlain from None

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if self._skipped:
            self._skipped += 1
        elif self._field:
            raise _NotPlain
        else:
            self._children(name, attributes)

    def _end(self, _name: str) -> None:
        if self._skipped:
            self._skipped -= 1
        elif self._field:
            self._fields[self._field] = "".join(self._text)
            self._field, self._text = "", []
            self._parser.CharacterDataHandler = None
        else:
            self._children = self._parents.pop()
            self._parser.CharacterDataHandler = self._blank if self._children == self._envelope else None

    # What the children of each element may be.

    def _root(self, name: str, _attributes: dict[str, str]) -> None:
        version = _ENVELOPES.get(name)
        if version is None:
            raise _NotPlain
        self._version = version
        namespace = SOAP11 if version == "1.1" else SOAP12
        self._header, self._body = _name(namespace, "Header"), _name(namespace, "Body")
        self._enter(self._envelope)
        self._parser.CharacterDataHandler = self._blank

    def _envelope(self, name: str, _attributes: dict[str, str]) -> None:
        if name == self._body:
            self._parents.append(self._rest)
            self._children = self._in_body  # in which text would be taken for an operation that nobody knows
        elif name == self._header:
            self._header = ""
            self._enter(self._in_header)
            self._parser.CharacterDataHandler = None
        else:
            raise _NotPlain

    def _rest(self, _name: str, _attributes: dict[str, str]) -> None:
        """Behind Body nothing counts."""
        self._skipped = 1

    def _in_header(self, name: str, attributes: dict[str, str]) -> None:
        if any(key.endswith("mustUnderstand") for key in attributes) and name != _WS_USER:
            raise _NotPlain
        if name != _WS_USER:
            self._skipped = 1
            return
        for key, value in attributes.items():
            if _SEPARATOR in key and not (key in _MUST_UNDERSTAND and value in BOOLEANS):
                raise _NotPlain
        if self._user_seen:
            raise _NotPlain
        self._user_seen = True
        self._enter(self._in_user)

    def _in_user(self, name: str, _attributes: dict[str, str]) -> None:
        if name not in (_USER_NAME, _PASSWORD) or name in self._fields:
            raise _NotPlain
        self._read_field(name)

    def _in_body(self, name: str, _attributes: dict[str, str]) -> None:
        if name != _OPERATION or _LIST_ID in self._fields:
            raise _NotPlain
        self._enter(self._in_operation)
        self._parser.CharacterDataHandler = None

    def _in_operation(self, name: str, _attributes: dict[str, str]) -> None:
        if name == _LIST_ID and name not in self._fields:
            self._read_field(name)
        else:
            self._skipped = 1

    def _enter(self, children: _Level) -> None:
        self._parents.append(self._children)
        self._children = children

    def _read_field(self, name: str) -> None:
        self._field = name
        self._parser.CharacterDataHandler = self._text.append

    def _blank(self, text: str) -> None:
        if text.strip(BLANK):
            raise _NotPlain


_FIELDS = (_USER_NAME, _PASSWORD, _LIST_ID)


def _odd(*_event: object) -> None:
    raise _NotPlain


def _declaration(version: str, _encoding: str | None, _standalone: int) -> None:
    if version != "1.0":
        raise _NotPlain
