"""A fault's text as ASP.NET writes it with customErrors off: the whole exception, as .NET's ToString() has it.

Which exceptions are thrown where is in Microsoft's reference source (SoapServerProtocol, SoapServerProtocolHelper,
SoapHeaderHandling, WebServiceHandler). The frames are those that live servers have shown in public; a just-in-time
compiler leaves out some of them now and again, so no two servers agree in all. Made up is the service's own frame.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from mockserver.contract import OPERATION, SERVICE
from mockserver.service.backend import SoapFault

INNER = " ---> "
"""Stands between the messages of a chain of exceptions, the outermost first."""

_PLACED = re.compile(r" Line [0-9]+, position [0-9]+\.\Z")
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
_THROW = (f"{_XML}.XmlTextReaderImpl.Throw(Exception e)", f"{_XML}.XmlTextReaderImpl.Throw(String res, String arg)")
_READ_NODE = (f"{_XML}.XmlTextReaderImpl.Read()", f"{_XML}.XmlTextReader.Read()")
_READ_ROOT = (
    f"{_XML}.XmlTextReaderImpl.ParseRootLevelWhitespace()",
    f"{_XML}.XmlTextReaderImpl.ParseDocumentContent()",
    *_READ_NODE,
    f"{_XML}.XmlReader.MoveToContent()",
)
_SET_MUST_UNDERSTAND = f"{_SOAP}.SoapHeader.set_EncodedMustUnderstand(String value)"
_SERVICE = (f"{SERVICE}.{OPERATION}(Int32 ListID)",)


class _Link(NamedTuple):
    """An exception of a chain: its class, and where it was thrown and passed through, the innermost frame first."""

    type: str
    frames: Sequence[str]


_SOAP_EXCEPTION = f"{_SOAP}.SoapException"
_INVALID_OPERATION = "System.InvalidOperationException"
_XML_EXCEPTION = f"{_XML}.XmlException"

_READ = "Server was unable to read request."
_PROCESSED = "Server was unable to process request."
_EXTENSIONS = "There was an exception running the extensions specified in the config file."
_MISSING = "Missing required header "
_ERROR_IN_DOCUMENT = "There is an error in XML document "
_POSITION = re.compile(r"Line [0-9]+, position [0-9]+\.$")

_READ_FAILED = _Link(_SOAP_EXCEPTION, (*_READ_PARAMETERS, *_PROCESS))
_EXTENSION_FAILED = _Link(_SOAP_EXCEPTION, (*_INITIALIZE, *_START))
_WRAPPED = _Link(_SOAP_EXCEPTION, ())
"""What the engine makes of any other exception: it is written without having been thrown."""
_NOT_UNDERSTOOD = _Link(f"{_SOAP}.SoapHeaderException", _SET_HEADERS)
_MISSING_HEADER = _Link(f"{_SOAP}.SoapHeaderException", (*_READ_PARAMETERS, *_PROCESS))

_ALONE: Sequence[tuple[str, _Link]] = (
    ("Server did not recognize the value of HTTP Header SOAPAction: ", _Link(_SOAP_EXCEPTION, _ROUTE_11)),
    ("Unable to handle request", _Link(_SOAP_EXCEPTION, _ROUTE_12)),
    (
        "Possible SOAP version mismatch: ",
        _Link(_SOAP_EXCEPTION, (f"{_SOAP}.SoapServerProtocol.CheckHelperVersion()", *_READ_PARAMETERS, *_PROCESS)),
    ),
)
"""The engine's faults without a cause, by how their text begins."""

_VALUES: Sequence[tuple[str, _Link]] = (
    ("Input string was not", _Link("System.FormatException", (_TO_NUMBER, _PARSE_INT32, *_READ_BODY))),
    ("Value was either too", _Link("System.OverflowException", (_PARSE_INT32, *_READ_BODY))),
    ("The specified type was not recognized", _Link(_INVALID_OPERATION, _READ_HEADER)),
    ("'", _Link("System.ArgumentException", (_SET_MUST_UNDERSTAND, *_READ_HEADER))),
)
"""What can be wrong with a value in a request that was routed."""

_ROUTING: Sequence[tuple[str, _Link]] = (
    ("Request format is invalid", _Link(_INVALID_OPERATION, _ROUTE_BY_BODY)),
    ("Object reference not set", _Link("System.NullReferenceException", _ROUTE_BY_BODY)),
    ("Data at the root level", _Link(_XML_EXCEPTION, (*_THROW, *_READ_ROOT, *_ROUTE_BY_BODY))),
    ("DTD is prohibited", _Link(_XML_EXCEPTION, (*_THROW, *_READ_NODE, *_ROUTE_BY_BODY))),
    ("Root element is missing", _Link(_XML_EXCEPTION, (*_THROW, *_READ_NODE, *_ROUTE_BY_BODY))),
)
"""What can be wrong while the engine still looks for the operation; all else that has a position is wrong XML."""


def dumped(fault: SoapFault) -> SoapFault:
    """The fault with the dump of its exception as its text; lines end with CR LF, as on Windows.

    Every chain that the engine can make is known by its messages. Any other text is a SoapException that the service
    threw, or, behind `Server was unable to process request. ---> `, some exception that it did not catch.
    """
    chain = _chain(fault)
    first = INNER.join(f"{link.type}: {message}" for message, link in chain)
    return fault._replace(text=_NEW_LINE.join((first, *_frames([link for _, link in chain]))))


def _frames(links: Sequence[_Link]) -> Iterator[str]:
    """The lines below the messages: what each exception went through, the innermost first."""
    for depth in range(len(links) - 1, -1, -1):
        yield from (f"   at {frame}" for frame in links[depth].frames)
        if depth:
            yield _END_OF_INNER


_Chain = list[tuple[str, _Link]]
"""Messages, each with its exception; the outermost first."""


def _chain(fault: SoapFault) -> _Chain:
    if fault.code == "MustUnderstand":
        missing = fault.text.startswith(_MISSING)
        return [(fault.text, _MISSING_HEADER if missing else _NOT_UNDERSTOOD)]
    if alone := _known(_ALONE, fault.text):
        return [(fault.text, alone)]  # it quotes the request, which may hold anything
    outer, *inner = fault.text.split(INNER)
    if not inner:
        return [(outer, _Link(_SOAP_EXCEPTION, _SERVICE))]
    if outer == _READ:
        return [(outer, _READ_FAILED), *_reading(fault.text.removeprefix(outer + INNER))]
    if outer == _EXTENSIONS:
        return [(outer, _EXTENSION_FAILED), (INNER.join(inner), _Link("System.Web.HttpException", _LENGTH))]
    if outer == _PROCESSED and _PLACED.search(fault.text):  # a sentence of the reader, which may quote anything
        inner = [INNER.join(inner)]
    thrown = _WRAPPED if outer == _PROCESSED else _Link(_SOAP_EXCEPTION, _SERVICE)
    return [(outer, thrown), *((message, _thrown(message)) for message in inner)]


def _reading(text: str) -> _Chain:
    """What was wrong in a request that was routed, with the place of a value if it was one."""
    where, _, what = text.partition(INNER)
    if not where.startswith(_ERROR_IN_DOCUMENT) or not what:
        return [(text, _Link(_INVALID_OPERATION, _READ_PARAMETERS))]
    cause = _known(_VALUES, what) or _Link("System.FormatException", _READ_BODY)
    headers = _READ_HEADERS if _READ_HEADER[0] in cause.frames else ()
    return [(where, _Link(_INVALID_OPERATION, (*_DESERIALIZE, *headers, *_READ_PARAMETERS))), (what, cause)]


def _thrown(message: str) -> _Link:
    """What was behind `Server was unable to process request. ---> `: an error of routing, or the service's own."""
    if _POSITION.search(message):
        return _known(_ROUTING, message) or _Link(_XML_EXCEPTION, (*_THROW, *_READ_NODE, *_ROUTE_BY_BODY))
    return _known(_ROUTING, message) or _Link("System.Exception", _SERVICE)


def _known(links: Sequence[tuple[str, _Link]], message: str) -> _Link | None:
    return next((link for beginning, link in links if message.startswith(beginning)), None)
