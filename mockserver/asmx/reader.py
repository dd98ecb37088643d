"""What the engine takes from a request's XML, read as .NET's XmlReader and XmlSerializer read it.

One pass over the document with expat, in document order, so that the first thing wrong is the one told, with its place.
The document is never built as a tree, a DTD is refused at its first character, and nothing is expanded.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from xml.parsers import expat

from mockserver.asmx.charsets import Decoded
from mockserver.asmx.names import SOAP11, SOAP12, XSI
from mockserver.asmx.places import Place
from mockserver.asmx.prefixes import resolved
from mockserver.asmx.reading import DTD_PROHIBITED, NO_BODY, Broken, Reading
from mockserver.asmx.router import Router
from mockserver.asmx.values import parse_int32
from mockserver.contract import NAMESPACE, OPERATION
from mockserver.service.backend import User

# expat writes an expanded name as namespace, separator, local name. U+0001 can't stand in an XML document.
_SEPARATOR = "\x01"


def _name(namespace: str, local: str) -> str:
    return f"{namespace}{_SEPARATOR}{local}"


OPERATION_NAME = _name(NAMESPACE, OPERATION)
_LIST_ID = _name(NAMESPACE, "ListID")
_WS_USER = _name(NAMESPACE, "WSUser")
_USER_FIELDS = {_name(NAMESPACE, "UserName"): "UserName", _name(NAMESPACE, "Password"): "Password"}
_XSI_TYPE = _name(XSI, "type")
_MUST_UNDERSTAND = (_name(SOAP11, "mustUnderstand"), _name(SOAP12, "mustUnderstand"))  # if both are there, 1.1's counts
_TRUE = ("1", "true")
_BOOLEANS = ("0", "1", "true", "false")
_BLANK = " \t\r\n"


class _Settled(Exception):
    """Nothing that follows can change the answer."""


class _NotXml(Exception):
    """XML that expat takes and the engine does not."""


def read(text: Decoded, *, routing: bool) -> Reading:
    """Read a request; ``routing`` says that its body has to name the operation. The result must not be changed."""
    return (_read_again if len(text.data) <= _SMALL else _read)(text, routing)


def _read(text: Decoded, routing: bool) -> Reading:
    return _Reader(text, Router() if routing else None).run()


# A poller sends the same bytes each time; reading them is a third of a call.
_SMALL = 4_096
_read_again = lru_cache(maxsize=64)(_read)


def expanded(name: str) -> tuple[str, str]:
    """Namespace and local name of an expanded name."""
    namespace, _, local = name.rpartition(_SEPARATOR)
    return namespace, local


def _in_words(name: str) -> str:
    namespace, local = expanded(name)
    return f"'{local}' in the namespace '{namespace}'" if namespace else f"'{local}' in no namespace"


class _Text:
    """An element whose text is being read: ListID, UserName or Password."""

    __slots__ = ("done", "parts", "untouched")

    def __init__(self, done: Callable[[str], object]) -> None:
        self.done = done
        self.parts: list[str] = []
        self.untouched = True
        """No node has come yet."""


_Level = Callable[[str, dict[str, str]], None]


class _Reader:
    """The state between two events of the parser.

    ``_levels`` holds, for each element that the engine's reader is in, the function that takes a child's start tag.
    It is shorter than the true depth after the oddity of `_enter`, just as the engine's own idea of its place is.
    """

    def __init__(self, text: Decoded, router: Router | None) -> None:
        self._undecodable = text.broken
        self._data = text.data[: text.broken.offset] if text.broken else text.data
        self._router = router
        self._reading = Reading(text.data)
        self._depth = 0
        self._levels: list[_Level] = [self._root]
        self._skipped = 0  # depth inside an element that is skipped
        self._text: _Text | None = None
        self._header_seen = self._user_seen = self._list_id_seen = False
        self._user: dict[str, str] = {}
        self._pending: str | None = None  # a value error that waits for the place of the next node
        self._root_end = -1
        self._stopped = False  # something is wrong, and only routing goes on

    def run(self) -> Reading:
        parser = expat.ParserCreate("utf-8", _SEPARATOR)
        parser.buffer_text = False  # a buffered text would be told at the place of the node behind it
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        parser.CommentHandler = self._comment
        parser.ProcessingInstructionHandler = self._instruction
        parser.StartCdataSectionHandler = self._cdata
        parser.StartDoctypeDeclHandler = self._doctype
        parser.XmlDeclHandler = self._declaration
        self._parser = parser
        try:
            parser.Parse(self._data, self._undecodable is None)
            if self._undecodable is not None:
                self._break(*self._undecodable)
        except _Settled:
            pass
        except _NotXml as error:
            self._break(parser.CurrentByteIndex, str(error))
        except expat.ExpatError:
            if not self._is_overlooked():
                self._break(parser.ErrorByteIndex, expat.ErrorString(parser.ErrorCode), parser.ErrorCode)
        finally:
            del self._parser  # a cycle through the parser's handlers would wait for the garbage collector
        return self._reading

    # Events of the parser.

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if self._pending is not None:
            self._tell(1)
        self._depth += 1
        if self._router is not None and self._router.start(name, self._depth):
            self._routed(self._router)
        if self._stopped:
            return
        if self._skipped:
            self._skipped += 1
        elif self._text is not None:
            self._enter(self._text)
        else:
            self._levels[-1](name, attributes)

    def _end(self, _name: str) -> None:
        if self._pending is not None:
            self._tell(2)
        if self._router is not None and self._router.end(self._depth):
            self._routed(self._router)
        self._depth -= 1
        if self._depth == 0:
            self._root_end = self._data.find(b">", self._parser.CurrentByteIndex) + 1
        if self._stopped:
            return
        if self._skipped:
            self._skipped -= 1
        elif self._text is not None:
            self._leave_text(self._text)
        elif len(self._levels) > 1:
            self._back_from(self._levels.pop())

    def _characters(self, text: str) -> None:
        if self._pending is not None:
            self._tell(0)
        if self._router is not None and self._router.text(text):
            self._routed(self._router)
        if self._stopped:
            return
        if self._text is not None:
            self._text.parts.append(text)
            self._text.untouched = False
        elif text.strip(_BLANK):
            self._stray_text()

    def _comment(self, _text: str) -> None:
        self._aside(4)

    def _instruction(self, _target: str, _text: str) -> None:
        self._aside(2)

    def _aside(self, place: int) -> None:
        """A comment or a processing instruction, its place that many bytes behind its first."""
        if self._pending is not None:
            self._tell(place)
        if self._text is not None and not self._stopped:
            self._spoil("a comment or processing instruction stands inside an element whose text is read")
        if self._root_end >= 0:
            raise _Settled  # the engine reads one node past the root

    def _cdata(self) -> None:
        if self._pending is not None:
            self._tell(9)
        if self._text is None:
            self._stray_text()

    def _doctype(self, *_declared: object) -> None:
        raise _NotXml(DTD_PROHIBITED)

    def _declaration(self, version: str, _encoding: str | None, _standalone: int) -> None:
        if version != "1.0":
            raise _NotXml(f"Version number '{version}' is invalid.")

    # Levels: what the start tag of a child means.

    def _root(self, name: str, _attributes: dict[str, str]) -> None:
        namespace, local = expanded(name)
        self._reading.root = namespace
        self._reading.is_envelope = local == "Envelope"
        if namespace not in (SOAP11, SOAP12) or not self._reading.is_envelope:
            raise _Settled
        self._header, self._body = _name(namespace, "Header"), _name(namespace, "Body")
        if self._router is not None:
            self._router.envelope(self._body)
        self._levels.append(self._envelope_child)

    def _envelope_child(self, name: str, _attributes: dict[str, str]) -> None:
        if name == self._body:
            self._levels.append(self._body_child)
            self._reading.ListID_note = "the Body is empty"
            self._heed_text(self._router is not None)
        elif name == self._header and not self._header_seen:
            self._header_seen = True
            self._levels.append(self._header_child)
            self._heed_text(False)
        else:
            self._refuse(NO_BODY)

    def _header_child(self, name: str, attributes: dict[str, str]) -> None:
        must_understand = next((attributes[key] for key in _MUST_UNDERSTAND if key in attributes), None)
        if name == _WS_USER and not self._user_seen:
            self._user_seen = True
            self._log_on(must_understand, attributes)
            return
        if must_understand in _TRUE and self._reading.not_understood is None:
            self._reading.not_understood = expanded(name)[1]
        if expanded(name)[1] == "WSUser" and not self._user_seen:
            self._reading.user_note = f"the header has {_in_words(name)}; WSUser belongs in {NAMESPACE}"
        self._skip()

    def _log_on(self, must_understand: str | None, attributes: dict[str, str]) -> None:
        start = self._parser.CurrentByteIndex
        if _XSI_TYPE in attributes:
            namespace, local = resolved(attributes[_XSI_TYPE], self._data, start)
            if (namespace, local) != (NAMESPACE, "WSUser"):
                self._refuse_value(
                    f"The specified type was not recognized: name='{local}', namespace='{namespace}', "
                    f"at <WSUser xmlns='{NAMESPACE}'>.",
                    Place.at(self._data, start + 1),
                )
                return
        if must_understand is not None and must_understand not in _BOOLEANS:
            self._refuse_value(
                f"'{must_understand}' is not a valid value for the field EncodedMustUnderstand. "
                "Valid values are '0', '1', 'true', and 'false'.",
                Place.of_attribute(self._data, start, "mustUnderstand", must_understand),
            )
            return
        self._levels.append(self._user_child)

    def _user_child(self, name: str, _attributes: dict[str, str]) -> None:
        field_name = _USER_FIELDS.get(name)
        if field_name is not None and field_name not in self._user:
            self._read_text(lambda text: self._user.setdefault(field_name, text))
            return
        if field_name is None and expanded(name)[1] in _USER_FIELDS.values():
            self._reading.user_note = f"WSUser has {_in_words(name)}; its elements belong in {NAMESPACE}"
        self._skip()

    def _body_child(self, name: str, _attributes: dict[str, str]) -> None:
        if name != OPERATION_NAME:
            if self._reading.ListID is None:
                self._reading.ListID_note = f"the Body has {_in_words(name)}, not {OPERATION} in {NAMESPACE}"
            self._skip()
            return
        self._list_id_seen = False
        self._levels.append(self._operation_child)
        if self._reading.ListID is None:
            self._reading.ListID_note = f"{OPERATION} has no ListID"

    def _operation_child(self, name: str, _attributes: dict[str, str]) -> None:
        if name == _LIST_ID and not self._list_id_seen:
            self._list_id_seen = True
            self._read_text(self._list_id)
            return
        if self._reading.ListID is None and expanded(name)[1].lower() == "listid":
            self._reading.ListID_note = f"{OPERATION} has {_in_words(name)}, not ListID in {NAMESPACE}"
        self._skip()

    def _rest(self, _name: str, _attributes: dict[str, str]) -> None:
        """Behind Body: the document is read to its end, and nothing in it counts."""
        self._skip()

    # Moves.

    def _heed_text(self, heed: bool) -> None:
        """Most text is white space that nobody looks at: telling of it would be half the work of reading."""
        self._parser.CharacterDataHandler = self._characters if heed else None

    def _skip(self) -> None:
        self._skipped = 1

    def _read_text(self, done: Callable[[str], object]) -> None:
        self._text = _Text(done)
        self._heed_text(True)

    def _enter(self, text: _Text) -> None:
        """An element inside a text: as its very first node it is entered, and its text counts; else the call is spoilt.

        .NET's ReadElementString stops at the inner end tag and takes it for its own: from there on the engine
        believes itself one level further out than it is.
        """
        tag = self._data[: Place.tag_end(self._data, self._parser.CurrentByteIndex)]
        if not text.untouched or tag.endswith(b"/>"):
            self._spoil("an element stands inside an element whose text is read")
        text.untouched = False

    def _leave_text(self, text: _Text) -> None:
        self._text = None
        text.done("".join(text.parts))
        self._heed_text(self._pending is not None)

    def _back_from(self, level: _Level) -> None:
        """The element whose children this level took is closed."""
        if level == self._user_child:
            self._reading.user = User(self._user.get("UserName"), self._user.get("Password"))
        elif level == self._header_child:
            self._heed_text(True)
        elif level == self._body_child:
            self._levels[-1] = self._rest
            self._heed_text(False)
        elif level == self._envelope_child:
            self._refuse(NO_BODY)

    def _stray_text(self) -> None:
        """Text among the envelope's children before Body means that there is no Body; elsewhere it is skipped."""
        if self._levels[-1] == self._envelope_child and not self._stopped:
            self._refuse(NO_BODY)

    def _list_id(self, text: str) -> None:
        try:
            self._reading.ListID = parse_int32(text)
            self._reading.ListID_note = None
        except ValueError as error:
            self._pending = str(error)

    # Ends.

    def _routed(self, router: Router) -> None:
        self._reading.first = router.first
        self._router = None
        self._heed_text(False)
        if self._stopped:
            raise _Settled

    def _tell(self, behind: int) -> None:
        """The value error found last is told at the place of this node."""
        reason, self._pending = self._pending or "", None
        self._refuse_value(reason, Place.at(self._data, self._parser.CurrentByteIndex + behind))

    def _refuse_value(self, reason: str, place: Place) -> None:
        self._refuse(f"There is an error in XML document ({place.line}, {place.column}). ---> {reason}")

    def _refuse(self, reason: str) -> None:
        """The request can't be read."""
        self._reading.invalid = reason
        self._stop()

    def _spoil(self, reason: str) -> None:
        """The document is XML, but the engine's reader of values throws the error of one that is not."""
        self._reading.broken = Broken(self._parser.CurrentByteIndex, while_routing=False, reason=reason)
        self._stop()

    def _stop(self) -> None:
        """From here on only routing goes on, because what it finds is told before."""
        self._stopped = True
        if self._router is None:
            raise _Settled
        self._heed_text(True)

    def _break(self, offset: int, reason: str, code: int = 0) -> None:
        if self._reading.broken is None or self._router is not None:
            self._reading.broken = Broken(offset, self._router is not None, reason, code)

    def _is_overlooked(self) -> bool:
        """Only the one node behind the root is read: after white space there, nothing more is noticed."""
        return self._root_end >= 0 and self._data[self._root_end : self._root_end + 1] in (b" ", b"\t", b"\r", b"\n")
