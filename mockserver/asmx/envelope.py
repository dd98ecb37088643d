"""An envelope as the engine reads it: once for the name of the operation, if nothing else names it, and once for all.

Each function is a method of Microsoft's reference source, or of the reader that XmlSerializer generates for the types
of this service, told in its words; what looks odd here is odd there.
"""

from __future__ import annotations

from collections.abc import Callable

from mockserver.asmx import complaints
from mockserver.asmx.arguments import argument
from mockserver.asmx.complaints import Element
from mockserver.asmx.names import SOAP11, SOAP12, XSI_NAMESPACES
from mockserver.asmx.reading import (
    ERROR_IN_DOCUMENT,
    NO_BODY,
    NO_ENVELOPE,
    UNKNOWN_PREFIX,
    UNKNOWN_TYPE,
    InvalidRequest,
    Parameters,
    no_value_of,
)
from mockserver.asmx.values import BOOLEANS, parse_int32
from mockserver.asmx.xml.tags import Attribute
from mockserver.asmx.xml.text_reader import Kind, XmlTextReader
from mockserver.contract import NAMESPACE, OPERATION
from mockserver.service.backend import User
from mockserver.service.operation import INNER

_TRUE = ("1", "true")
_CREDENTIALS = ("UserName", "Password")


def root(reader: XmlTextReader) -> Element:
    """The root; its namespace decides the version. Raises XmlError."""
    reader.move_to_content()
    return _here(reader)


def request_element(reader: XmlTextReader) -> Element | None:
    """The first element in Body, when the root was read; None if Body has none.

    Whatever stands before Body is skipped; the reading of the values judges it later.
    Raises InvalidRequest, XmlError.
    """
    namespace = reader.namespace
    _enter_envelope(reader, namespace)
    instead = None
    while not reader.eof and not reader.is_start_element("Body", namespace):
        if instead is None and reader.kind is Kind.ELEMENT and reader.local.lower() == "body":
            instead = _here(reader)
        reader.skip()
    if reader.eof:
        raise InvalidRequest(NO_BODY, complaints.no_body(instead, namespace, reader.at))
    if reader.is_empty_element:
        return None
    reader.read()
    return _here(reader) if reader.move_to_content() is Kind.ELEMENT else None


def read_parameters(reader: XmlTextReader, found: Parameters) -> None:
    """Read the envelope whose root was read to its end, and one node further; what is found goes into ``found``.

    Raises InvalidRequest, XmlError.
    """
    namespace = reader.namespace
    _enter_envelope(reader, namespace)
    reader.move_to_content()
    _read_headers(reader, found, namespace)
    if not reader.is_start_element("Body", namespace):
        raise InvalidRequest(NO_BODY, _no_body(reader, namespace))
    reader.read()
    _read_body(reader, found)
    _leave_envelope(reader, found)


def _enter_envelope(reader: XmlTextReader, namespace: str) -> None:
    if not reader.is_start_element("Envelope", namespace):
        raise InvalidRequest(NO_ENVELOPE, complaints.no_envelope(_here(reader), reader.at))
    if reader.is_empty_element:
        raise InvalidRequest(NO_BODY, complaints.no_body(None, namespace, reader.at))
    reader.read()


def _no_body(reader: XmlTextReader, namespace: str) -> str:
    """What is here instead."""
    if reader.kind is Kind.ELEMENT:
        return complaints.no_body(_here(reader), namespace, reader.at)
    if reader.kind in (Kind.TEXT, Kind.CDATA):
        return complaints.text_for_body(reader.at(reader.place))
    return complaints.no_body(None, namespace, reader.at)


def _leave_envelope(reader: XmlTextReader, found: Parameters) -> None:
    """Read to the end of the envelope, and one node further."""
    while reader.depth > 0 and reader.read():
        if reader.kind is Kind.ELEMENT and reader.depth == 1 and reader.local == "Header":
            found.met.setdefault("late Header", _here(reader))
    if reader.kind is Kind.END_ELEMENT:
        reader.read()


def _leave(reader: XmlTextReader, depth: int) -> None:
    """Go behind the end tag of the element at this depth: one node further than it takes to see the end."""
    while reader.depth > depth and reader.read():
        pass
    if reader.kind is Kind.END_ELEMENT:
        reader.read()


# Header


def _read_headers(reader: XmlTextReader, found: Parameters, namespace: str) -> None:
    if not reader.is_start_element("Header", namespace):
        found.lacks_user = True
    elif reader.is_empty_element:
        reader.skip()  # the engine does not look whether WSUser is missing here
    else:
        depth = reader.depth
        reader.read()
        _read_children(reader, lambda: _read_header(reader, found))
        _leave(reader, depth)
        found.lacks_user = found.user is None


def _read_header(reader: XmlTextReader, found: Parameters) -> None:
    is_user = reader.local == "WSUser" and reader.namespace == NAMESPACE
    if is_user and found.user is None:
        _read_user(reader, found)
        return
    if reader.local.lower() == "wsuser":
        found.met.setdefault("WSUser", _here(reader))
    elif reader.local in _CREDENTIALS:
        found.met.setdefault("stray", _here(reader))
    _unknown_header(reader, found)


def _unknown_header(reader: XmlTextReader, found: Parameters) -> None:
    """An element that is nobody's. The engine takes those within WSUser for headers too."""
    if found.not_understood is None and _must_understand(reader) in _TRUE:
        found.not_understood = _here(reader)
    reader.skip()


def _must_understand(reader: XmlTextReader) -> str | None:
    """SOAP 1.1's attribute, else 1.2's. On an element of that namespace without a prefix it has no prefix either."""
    for namespace in (SOAP11, SOAP12):
        wanted = "" if not reader.has_prefix and reader.namespace == namespace else namespace
        for attribute in reader.attributes:
            if attribute.local == "mustUnderstand" and attribute.namespace == wanted:
                return attribute.value
    return None


def _read_user(reader: XmlTextReader, found: Parameters) -> None:
    found.user = User(None, None)
    _check_type(reader)
    for attribute in reader.attributes:
        _check_soap_attribute(reader, attribute)
    if reader.is_empty_element:
        reader.skip()
        return
    reader.read()
    _read_children(reader, lambda: _read_credential(reader, found))
    reader.read()


def _read_credential(reader: XmlTextReader, found: Parameters) -> None:
    assert found.user is not None  # noqa: S101 - for mypy
    if reader.local in _CREDENTIALS and reader.namespace == NAMESPACE and getattr(found.user, reader.local) is None:
        field = reader.local
        found.user = found.user._replace(**{field: reader.read_element_string()})
        return
    for field in _CREDENTIALS:
        if reader.local.lower() == field.lower() and (reader.local, reader.namespace) != (field, NAMESPACE):
            found.met.setdefault(field, _here(reader))
    _unknown_header(reader, found)


def _check_type(reader: XmlTextReader) -> None:
    """An xsi:type must name the type of WSUser."""
    for namespace in XSI_NAMESPACES:
        for attribute in reader.attributes:
            if attribute.local == "type" and attribute.namespace == namespace:
                _check_type_name(reader, attribute.value)
                return


def _check_type_name(reader: XmlTextReader, qualified: str) -> None:
    prefix, _, local = qualified.rpartition(":")
    if not prefix:
        local = qualified  # even if a colon comes first
    namespace = reader.lookup_namespace(prefix)
    complaint = complaints.header_type(qualified, reader.at(reader.place))
    if namespace is None:
        what = f"{UNKNOWN_PREFIX}'{argument(prefix)}' is not defined."
        raise _invalid_value(reader, reader.place, what, complaint)
    if (local, namespace) != ("WSUser", NAMESPACE):
        what = f"{UNKNOWN_TYPE}name='{argument(local)}', namespace='{argument(namespace)}'"
        raise _invalid_value(reader, reader.place, f"{what}, at <WSUser xmlns='{NAMESPACE}'>.", complaint)


def _check_soap_attribute(reader: XmlTextReader, attribute: Attribute) -> None:
    """What SoapHeader has of its own; both versions set the same property."""
    fields = {
        ("mustUnderstand", SOAP11): "EncodedMustUnderstand",
        ("mustUnderstand", SOAP12): "EncodedMustUnderstand",
        ("relay", SOAP12): "EncodedRelay",
    }
    field = fields.get((attribute.local, attribute.namespace))
    if field is not None and attribute.value not in BOOLEANS:
        complaint = complaints.header_attribute(attribute.local, attribute.value, reader.at(attribute.offset))
        what = f"'{argument(attribute.value)}'{no_value_of(field)}"
        raise _invalid_value(reader, attribute.offset, what, complaint)


# Body


def _read_body(reader: XmlTextReader, found: Parameters) -> None:
    _read_children(reader, lambda: _read_operation(reader, found))


def _read_operation(reader: XmlTextReader, found: Parameters) -> None:
    if (reader.local, reader.namespace) != (OPERATION, NAMESPACE):
        found.met.setdefault("lost" if reader.local.lower() == "wsuser" else "operation", _here(reader))
        reader.skip()
        return
    found.met.setdefault(OPERATION, _here(reader))
    if reader.is_empty_element:
        reader.skip()
        return
    reader.read()
    arguments = _Arguments()
    _read_children(reader, lambda: arguments.read(reader, found))
    reader.read()


class _Arguments:
    """The children of one operation element, of which the first ListID counts."""

    def __init__(self) -> None:
        self._seen = False

    def read(self, reader: XmlTextReader, found: Parameters) -> None:
        if (reader.local, reader.namespace) == ("ListID", NAMESPACE) and not self._seen:
            self._seen = True
            _read_list_id(reader, found)
            return
        meant = {"listid": "ListID", "wsuser": "lost"}.get(reader.local.lower(), "argument")
        found.met.setdefault(meant, _here(reader))
        reader.skip()


def _read_list_id(reader: XmlTextReader, found: Parameters) -> None:
    start = reader.place
    text = reader.read_element_string()
    try:
        found.ListID = parse_int32(text)
    except ValueError as error:
        complaint = complaints.list_id(text, reader.at(start))
        raise _invalid_value(reader, reader.place, str(error), complaint) from error


# XmlSerializer


def _read_children(reader: XmlTextReader, take: Callable[[], None]) -> None:
    """Give each child element to ``take``, which leaves it behind; skip all else, up to the end tag of the parent."""
    while reader.move_to_content() not in (Kind.END_ELEMENT, Kind.NONE):
        if reader.kind is Kind.ELEMENT:
            take()
        else:
            reader.read()


def _invalid_value(reader: XmlTextReader, offset: int, reason: str, complaint: str) -> InvalidRequest:
    line, column = reader.at(offset)
    return InvalidRequest(f"{ERROR_IN_DOCUMENT}({line}, {column}).{INNER}{reason}", complaint)


def _here(reader: XmlTextReader) -> Element:
    return Element(reader.local, reader.namespace, reader.place)
