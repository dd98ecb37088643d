"""A fault's text as ASP.NET writes it with customErrors off: the whole exception, as .NET's ToString() has it.

Which exceptions are thrown where is in Microsoft's reference source (SoapServerProtocol, SoapServerProtocolHelper,
SoapHeaderHandling, WebServiceHandler). The frames are those that live servers have shown in public; a just-in-time
compiler leaves out some of them now and again, so no two servers agree in all. Made up is the service's own frame.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from mockserver.asmx.charsets import NO_MARK
from mockserver.asmx.faults import EXTENSIONS_FAILED, NO_OBJECT, NO_USER, UNREAD
from mockserver.asmx.reading import ERROR_IN_DOCUMENT, INVALID_FORMAT, UNKNOWN_PREFIX, UNKNOWN_TYPE, no_value_of
from mockserver.asmx.routing import LONE_QUOTE, UNKNOWN_SOAP_ACTION, UNROUTED
from mockserver.asmx.values import NOT_A_NUMBER, OUT_OF_RANGE
from mockserver.asmx.xml.errors import DTD_PROHIBITED, ROOT_DATA, ROOT_MISSING
from mockserver.contract import OPERATION, SERVICE
from mockserver.service.backend import SoapFault
from mockserver.service.operation import INNER, UNPROCESSED

Thrower = Literal["engine", "service"]
"""Who threw the exception: the engine before it called the operation, or the operation."""

_NEW_LINE = "\r\n"
_END_OF_INNER = "   --- End of inner exception stack trace ---"

_SOAP = "System.Web.Services.Protocols"
_XML = "System.Xml"
_SERIALIZER = f"{_XML}.Serialization.XmlSerializer"
_GENERATED = "Microsoft.Xml.Serialization.GeneratedAssembly"

_CREATE = (
    "ServerProtocolFactory.Create(Type type, HttpContext context, HttpRequest request, HttpResponse response, "
    "Boolean& abortProcessing)"
)
_SET_HEADER_MEMBERS = (
    "SoapHeaderHandling.SetHeaderMembers(SoapHeaderCollection headers, Object target, SoapHeaderMapping[] mappings, "
    "SoapHeaderDirection direction, Boolean client)"
)
_READ_HEADERS_OF = (
    "SoapHeaderHandling.ReadHeaders(XmlReader reader, XmlSerializer serializer, SoapHeaderCollection headers, "
    "SoapHeaderMapping[] mappings, SoapHeaderDirection direction, String envelopeNS, String encodingStyle, "
    "Boolean checkRequiredHeaders)"
)
_DESERIALIZE = (
    f"{_SERIALIZER}.Deserialize(XmlReader xmlReader, String encodingStyle, XmlDeserializationEvents events)",
)
_READ_PARAMETERS = (f"{_SOAP}.SoapServerProtocol.ReadParameters()",)
_READ_BODY = (
    f"{_GENERATED}.XmlSerializationReader1.Read1_{OPERATION}()",
    f"{_GENERATED}.ArrayOfObjectSerializer.Deserialize(XmlSerializationReader reader)",
    *_DESERIALIZE,
)
_READ_HEADER = (
    f"{_GENERATED}.XmlSerializationReader1.Read2_WSUser(Boolean isNullable, Boolean checkType)",
    f"{_GENERATED}.XmlSerializationReader1.Read3_{OPERATION}InHeaders()",
    f"{_GENERATED}.ArrayOfObjectSerializer2.Deserialize(XmlSerializationReader reader)",
    *_DESERIALIZE,
)
_READ_HEADERS = (f"{_SOAP}.{_READ_HEADERS_OF}",)
_PROCESS = (f"{_SOAP}.WebServiceHandler.CoreProcessRequest()",)
_START = (
    f"{_SOAP}.ServerProtocol.SetContext(Type type, HttpContext context, HttpRequest request, HttpResponse response)",
    f"{_SOAP}.{_CREATE}",
)
_INITIALIZE = (f"{_SOAP}.SoapServerProtocol.Initialize()",)
_ROUTED = (f"{_SOAP}.SoapServerProtocol.RouteRequest(SoapServerMessage message)", *_INITIALIZE, *_START)
_ROUTE_11 = (f"{_SOAP}.Soap11ServerProtocolHelper.RouteRequest()", *_ROUTED)
_ROUTE_12 = (f"{_SOAP}.Soap12ServerProtocolHelper.RouteRequest()", *_ROUTED)
_ROUTE_BY_BODY = (f"{_SOAP}.SoapServerProtocolHelper.GetRequestElement()", *_ROUTE_12)
_SET_HEADERS = (
    f"{_SOAP}.{_SET_HEADER_MEMBERS}",
    f"{_SOAP}.SoapServerProtocol.CreateServerInstance()",
    f"{_SOAP}.WebServiceHandler.Invoke()",
    *_PROCESS,
)
_LENGTH = ("System.Web.HttpRequest.GetEntireRawContent()", "System.Web.HttpRequest.get_InputStream()", *_INITIALIZE)
_PARSE_INT32 = "System.Number.ParseInt32(String s, NumberStyles style, NumberFormatInfo info)"
_TO_NUMBER = (
    "System.Number.StringToNumber(String str, NumberStyles options, NumberBuffer& number, NumberFormatInfo info, "
    "Boolean parseDecimal)"
)
_THROW_THIS = f"{_XML}.XmlTextReaderImpl.Throw(Exception e)"
_THROW = (_THROW_THIS, f"{_XML}.XmlTextReaderImpl.Throw(String res, String arg)")
_READ_NODE = (f"{_XML}.XmlTextReaderImpl.Read()", f"{_XML}.XmlTextReader.Read()")
_FIND_ROOT = (*_READ_NODE, f"{_XML}.XmlReader.MoveToContent()", *_ROUTE_BY_BODY)
_BEFORE_ROOT = (f"{_XML}.XmlTextReaderImpl.ParseDocumentContent()", *_FIND_ROOT)
_ROOT_DATA = (*_THROW, f"{_XML}.XmlTextReaderImpl.ParseRootLevelWhitespace()", *_BEFORE_ROOT)
_DTD = (_THROW_THIS, f"{_XML}.XmlTextReaderImpl.ParseDoctypeDecl()", *_BEFORE_ROOT)
_SWITCH_ENCODING = (
    _THROW_THIS,
    f"{_XML}.XmlTextReaderImpl.CheckEncoding(String newEncodingName)",
    f"{_XML}.XmlTextReaderImpl.ParseXmlDeclaration(Boolean isTextDecl)",
    *_FIND_ROOT,
)
_SUBSTRING = "System.String.Substring(Int32 startIndex, Int32 length)"
_XSI_TYPE = (
    f"{_XML}.Serialization.XmlSerializationReader.ToXmlQualifiedName(String value, Boolean decodeName)",
    f"{_XML}.Serialization.XmlSerializationReader.GetXsiType()",
)
_SERVICE = (f"{SERVICE}.{OPERATION}(Int32 ListID)",)


class _Link(NamedTuple):
    """An exception of a chain: its class, and where it was thrown and passed through, the innermost frame first."""

    type: str
    frames: Sequence[str]


_Sentences = Sequence[tuple[str, _Link]]
"""How a message begins, and the exception that says it."""

_SOAP_EXCEPTION = f"{_SOAP}.SoapException"
_HEADER_EXCEPTION = f"{_SOAP}.SoapHeaderException"
_INVALID_OPERATION = "System.InvalidOperationException"
_NULL_REFERENCE = "System.NullReferenceException"
_XML_EXCEPTION = f"{_XML}.XmlException"

_PLACED = re.compile(r" Line [0-9]+, position [0-9]+\.\Z")

_READ_FAILED = _Link(_SOAP_EXCEPTION, (*_READ_PARAMETERS, *_PROCESS))
_EXTENSION_FAILED = _Link(_SOAP_EXCEPTION, (*_INITIALIZE, *_START))
_TOO_LONG = _Link("System.Web.HttpException", _LENGTH)
_WRAPPED = _Link(_SOAP_EXCEPTION, ())
"""What the engine makes of any other exception: it is written without having been thrown."""
_NOT_UNDERSTOOD = _Link(_HEADER_EXCEPTION, _SET_HEADERS)
_MISSING_HEADER = _Link(_HEADER_EXCEPTION, (*_READ_PARAMETERS, *_PROCESS))
_MISMATCH = _Link(_SOAP_EXCEPTION, (f"{_SOAP}.SoapServerProtocol.CheckHelperVersion()", *_READ_PARAMETERS, *_PROCESS))

_ALONE: _Sentences = (
    (UNKNOWN_SOAP_ACTION, _Link(_SOAP_EXCEPTION, _ROUTE_11)),
    (UNROUTED, _Link(_SOAP_EXCEPTION, _ROUTE_12)),
)
"""The engine's faults without a cause."""

_VALUES: _Sentences = (
    (NOT_A_NUMBER, _Link("System.FormatException", (_TO_NUMBER, _PARSE_INT32, *_READ_BODY))),
    (OUT_OF_RANGE, _Link("System.OverflowException", (_PARSE_INT32, *_READ_BODY))),
    (UNKNOWN_TYPE, _Link(_INVALID_OPERATION, _READ_HEADER)),
    (UNKNOWN_PREFIX, _Link(_INVALID_OPERATION, (*_XSI_TYPE, *_READ_HEADER))),
)
"""What can be wrong with a value in a request that was routed, but for a field of the header."""

_ROUTING: _Sentences = (
    (INVALID_FORMAT, _Link(_INVALID_OPERATION, _ROUTE_BY_BODY)),
    (NO_OBJECT, _Link(_NULL_REFERENCE, _ROUTE_BY_BODY)),
    (LONE_QUOTE, _Link("System.ArgumentOutOfRangeException", (_SUBSTRING, *_ROUTE_11))),
    (ROOT_DATA, _Link(_XML_EXCEPTION, _ROOT_DATA)),
    (DTD_PROHIBITED, _Link(_XML_EXCEPTION, _DTD)),
    (ROOT_MISSING, _Link(_XML_EXCEPTION, (_THROW_THIS, *_BEFORE_ROOT))),
    (NO_MARK, _Link(_XML_EXCEPTION, _SWITCH_ENCODING)),
)
"""What can be wrong while the engine still looks for the operation; all else that has a position is wrong XML."""


def dumped(fault: SoapFault, thrower: Thrower) -> SoapFault:
    """The fault with the dump of its exception as its text; lines end with CR LF, as on Windows.

    Every chain that the engine makes is known by its sentences. The service may throw the same ones; then they are a
    SoapException of its own, or, behind `Server was unable to process request.`, exceptions that it did not catch.
    """
    chain = _of_engine(fault) if thrower == "engine" else _of_service(fault)
    first = INNER.join(f"{link.type}: {message}" if message else link.type for message, link in chain)
    return fault._replace(text=_NEW_LINE.join((first, *_frames([link for _, link in chain]))))


def _frames(links: Sequence[_Link]) -> Iterator[str]:
    """The lines below the messages: what each exception went through, the innermost first."""
    for depth in range(len(links) - 1, -1, -1):
        yield from (f"   at {frame}" for frame in links[depth].frames)
        if depth:
            yield _END_OF_INNER


_Chain = list[tuple[str, _Link]]
"""Messages, each with its exception; the outermost first."""


def _of_service(fault: SoapFault) -> _Chain:
    outer, *inner = fault.text.split(INNER)
    soap = _Link(_HEADER_EXCEPTION if fault.code == "MustUnderstand" else _SOAP_EXCEPTION, _SERVICE)
    thrown = _WRAPPED if inner and outer == UNPROCESSED else soap
    return [(outer, thrown), *((message, _uncaught(message)) for message in inner)]


def _uncaught(message: str) -> _Link:
    return _Link(_NULL_REFERENCE if message == NO_OBJECT else "System.Exception", _SERVICE)


def _of_engine(fault: SoapFault) -> _Chain:
    if fault.code == "VersionMismatch":
        return [(fault.text, _MISMATCH)]
    if fault.code == "MustUnderstand":
        return [(fault.text, _MISSING_HEADER if fault.text == NO_USER else _NOT_UNDERSTOOD)]
    if alone := _known(_ALONE, fault.text):
        return [(fault.text, alone)]
    outer, _, inner = fault.text.partition(INNER)  # what is behind may quote the request, which may hold anything
    if outer == UNREAD:
        return [(outer, _READ_FAILED), *_reading(inner)]
    if outer == EXTENSIONS_FAILED:
        return [(outer, _EXTENSION_FAILED), (inner, _TOO_LONG)]
    return [(outer, _WRAPPED), (inner, _routing(inner))]


def _reading(text: str) -> _Chain:
    """What was wrong in a request that was routed, with the place of a value if it was one."""
    where, _, what = text.partition(INNER)
    if not where.startswith(ERROR_IN_DOCUMENT):
        return [(text, _Link(_INVALID_OPERATION, _READ_PARAMETERS))]
    cause = _known(_VALUES, what) or _field(what)
    headers = _READ_HEADERS if _READ_HEADER[0] in cause.frames else ()
    return [(where, _Link(_INVALID_OPERATION, (*_DESERIALIZE, *headers, *_READ_PARAMETERS))), (what, cause)]


def _field(message: str) -> _Link:
    """Of a header's attribute; its value comes first in the message, and may be anything."""
    field = "EncodedRelay" if message.endswith(no_value_of("EncodedRelay")) else "EncodedMustUnderstand"
    return _Link("System.ArgumentException", (f"{_SOAP}.SoapHeader.set_{field}(String value)", *_READ_HEADER))


def _routing(message: str) -> _Link:
    """An error of routing, or else a mistake of this package's own, which looks like one of the service's."""
    if known := _known(_ROUTING, message):
        return known
    if _PLACED.search(message):
        return _Link(_XML_EXCEPTION, (*_THROW, *_READ_NODE, *_ROUTE_BY_BODY))
    return _Link("System.Exception", _SERVICE)


def _known(sentences: _Sentences, message: str) -> _Link | None:
    return next((link for beginning, link in sentences if message.startswith(beginning)), None)
