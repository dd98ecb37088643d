"""A request's document, read by whichever reader will do: the quick one, or the exact one where that has doubts."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from mockserver.asmx import complaints
from mockserver.asmx.charsets import NO_MARK, Decoded
from mockserver.asmx.complaints import Element
from mockserver.asmx.names import SOAP11, SOAP12
from mockserver.asmx.plain import read_plainly
from mockserver.asmx.reading import Parameters
from mockserver.asmx.routing import MediaType
from mockserver.asmx.xml.errors import XmlError
from mockserver.asmx.xml.places import Place
from mockserver.contract import NAMESPACE, OPERATION
from mockserver.messages import Request

if TYPE_CHECKING:
    from mockserver.asmx.xml.text_reader import XmlTextReader


class Document:
    """Answers what the engine wants to know, in the order in which it asks.

    When the engine has read a document for the name of its operation, it reads it anew for the values.
    """

    def __init__(self, request: Request, media: MediaType, decoded: Decoded) -> None:
        self.request = request
        self.media = media
        self._decoded = decoded
        self._plain = read_plainly(decoded.data) if decoded.broken is None else None
        self.root: Element | None = None
        """None until its start tag was read by the exact reader."""
        self.first: Element | None = None
        """The first element in Body; None if there is none, or it was not looked for."""

    def names_operation(self) -> bool:
        """Whether the first element in Body is the operation's. Raises InvalidRequest, XmlError."""
        if self._plain is not None:
            return True
        from mockserver.asmx import envelope  # noqa: PLC0415 - most processes never read an odd request

        reader = self._reader()
        self.root = envelope.root(reader)
        self.first = envelope.request_element(reader)
        return self.first is not None and self.first.is_called(OPERATION, NAMESPACE)

    def read_root(self) -> str:
        """The namespace of the root. Raises XmlError."""
        if self._plain is not None:
            return SOAP11 if self._plain.version == "1.1" else SOAP12
        from mockserver.asmx import envelope  # noqa: PLC0415 - as above

        self._values = self._reader()
        self.root = envelope.root(self._values)
        return self.root.namespace

    def read_parameters(self, found: Parameters) -> None:
        """Put into ``found`` what the request says, once its root was read. Raises InvalidRequest, XmlError."""
        if self._plain is not None:
            found.user, found.ListID = self._plain.user, self._plain.ListID
            return
        from mockserver.asmx import envelope  # noqa: PLC0415 - as above

        envelope.read_parameters(self._values, found)

    def message(self, error: Exception) -> str:
        """What the engine says of an error that one of these methods raised."""
        return error.message(self.text) if isinstance(error, XmlError) else str(error)

    def notes(self, found: Parameters) -> tuple[str | None, str | None]:
        """For explanations: what was meant as a log-on and does not count, and why there is no ListID."""
        missing = ["WSUser"] if found.user is None else [n for n, v in found.user._asdict().items() if v is None]
        user_note = complaints.user_note(missing, found.met, self.where) if missing else None
        return user_note, complaints.list_note(found.met, self.where) if found.ListID is None else None

    @property
    def here(self) -> Place:
        """Where the exact reader stands among the values."""
        return self.where(self._values.place)

    def where(self, offset: int) -> Place:
        """Line and column of an offset in the text."""
        return Place.at(self.text, offset)

    @cached_property
    def text(self) -> str:
        """The text as far as it could be decoded."""
        data, broken = self._decoded
        return (data if broken is None else data[: broken.offset]).decode()

    def _reader(self) -> XmlTextReader:
        from mockserver.asmx.xml.text_reader import XmlTextReader  # noqa: PLC0415 - as above

        broken = self._decoded.broken
        cut = None if broken is None else XmlError(broken.reason, None if broken.reason == NO_MARK else len(self.text))
        return XmlTextReader(self.text, cut)
