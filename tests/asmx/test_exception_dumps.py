"""A fault with customErrors off: the dump of its exception, and who threw it where."""

from __future__ import annotations

import pytest

from mockserver.asmx import engine
from mockserver.service.backend import SoapFault
from mockserver.settings import Settings
from tests.soap import HEADERS_11, HEADERS_12, SOAP12, TNS, envelope, list_id

DUMPS = Settings(custom_errors=False)
SOAP = "System.Web.Services.Protocols"
READ = f"{SOAP}.SoapException: Server was unable to read request. ---> "
UNPROCESSED = "Server was unable to process request."
PROCESSED = f"{SOAP}.SoapException: {UNPROCESSED} ---> "
END_OF_INNER = "   --- End of inner exception stack trace ---"
IN_SERVICE = "   at IntegrationService.GetLegacyProcessStatus(Int32 ListID)"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
NOT_A_NUMBER = """\
System.Web.Services.Protocols.SoapException: Server was unable to read request. ---> \
System.InvalidOperationException: There is an error in XML document (1, 304). ---> \
System.FormatException: Input string was not in a correct format.
   at System.Number.StringToNumber(String str, NumberStyles options, NumberBuffer& number, NumberFormatInfo info, \
Boolean parseDecimal)
   at System.Number.ParseInt32(String s, NumberStyles style, NumberFormatInfo info)
   at Microsoft.Xml.Serialization.GeneratedAssembly.XmlSerializationReader1.Read1_GetLegacyProcessStatus()
   at Microsoft.Xml.Serialization.GeneratedAssembly.ArrayOfObjectSerializer.Deserialize(XmlSerializationReader reader)
   at System.Xml.Serialization.XmlSerializer.Deserialize(XmlReader xmlReader, String encodingStyle, \
XmlDeserializationEvents events)
   --- End of inner exception stack trace ---
   at System.Xml.Serialization.XmlSerializer.Deserialize(XmlReader xmlReader, String encodingStyle, \
XmlDeserializationEvents events)
   at System.Web.Services.Protocols.SoapServerProtocol.ReadParameters()
   --- End of inner exception stack trace ---
   at System.Web.Services.Protocols.SoapServerProtocol.ReadParameters()
   at System.Web.Services.Protocols.WebServiceHandler.CoreProcessRequest()"""
"""As live servers have shown it for such a request, but for the place and the operation."""


@pytest.fixture
def dumping(asmx):
    asmx.settings = DUMPS
    return asmx


def lines(text: str) -> list[str]:
    return text.replace("\r\n", "\n").split("\n")


def test_with_custom_errors_off_a_fault_tells_the_whole_exception(dumping, said):
    reply = dumping.post(list_id("x"))
    fault = said(reply)
    assert (reply.status, fault.version, fault.code) == (500, "1.1", "Client")
    place = fault.text.partition("document ")[2].partition(".")[0]
    assert lines(fault.text) == NOT_A_NUMBER.replace("(1, 304)", place).split("\n")
    (recorded,) = dumping.recorded
    assert (recorded.fault or "").replace("\r\n", "\n") == fault.text, "the journal has what was sent"


def test_the_lines_of_a_dump_end_as_on_windows_and_are_escaped_as_text(dumping):
    body = dumping.post(list_id("x")).body
    assert body.count(b"\r\n") == body.count(b"\n") == len(NOT_A_NUMBER.split("\n")) - 1
    assert b"SoapException: Server was unable to read request. ---&gt; System.Invalid" in body
    assert b"NumberBuffer&amp; number" in body


MUST_UNDERSTAND = '<x xmlns="urn:x" soap:mustUnderstand="1" />'
UNKNOWN_BODY = envelope("<other />", namespace=SOAP12)
LONE_QUOTE = HEADERS_11 | {"soapaction": '"'}
BY_DECLARATION = {"content-type": "application/soap+xml"}
UTF_16_DECLARED = '<?xml version="1.0" encoding="utf-16"?><x/>'
CASES = {
    "out of range": (
        list_id("99999999999"),
        HEADERS_11,
        READ,
        "System.OverflowException: Value was either too large or too small for an Int32.",
        "   at System.Number.ParseInt32(String s, NumberStyles style, NumberFormatInfo info)",
    ),
    "no Body": (
        envelope().replace("soap:Body", "soap:Bodi"),
        HEADERS_11,
        READ,
        "System.InvalidOperationException: Request format is invalid: Missing required soap:Body element.",
        f"   at {SOAP}.SoapServerProtocol.ReadParameters()",
    ),
    "a header that is not understood": (
        envelope(header=MUST_UNDERSTAND),
        HEADERS_11,
        f"{SOAP}.SoapHeaderException: ",
        "SOAP header x was not understood.",
        f"   at {SOAP}.SoapHeaderHandling.SetHeaderMembers(",
    ),
    "an unknown SOAPAction, with an arrow in it": (
        envelope(),
        {**HEADERS_11, "soapaction": "a ---> b"},
        f"{SOAP}.SoapException: ",
        "Server did not recognize the value of HTTP Header SOAPAction: a ---> b.",
        f"   at {SOAP}.Soap11ServerProtocolHelper.RouteRequest()",
    ),
    "an unknown element in SOAP 1.2": (
        UNKNOWN_BODY,
        HEADERS_12,
        f"{SOAP}.SoapException: ",
        "Unable to handle request without a valid action parameter. Please supply a valid soap action.",
        f"   at {SOAP}.Soap12ServerProtocolHelper.RouteRequest()",
    ),
    "no XML in SOAP 1.2": (
        "x",
        HEADERS_12,
        PROCESSED,
        "System.Xml.XmlException: Data at the root level is invalid. Line 1, position 1.",
        "   at System.Xml.XmlTextReaderImpl.Throw(Exception e)",
    ),
    "other XML errors while routing": (
        f'<s:Envelope xmlns:s="{SOAP12}"><s:Body><p:x/></s:Body></s:Envelope>',
        HEADERS_12,
        PROCESSED,
        "System.Xml.XmlException: 'p' is an undeclared prefix.",
        "   at System.Xml.XmlTextReaderImpl.Throw(Exception e)",
    ),
    "an XML error that quotes an arrow": (
        f'<s:Envelope xmlns:s="{SOAP12}" xml:space="a ---> b. Line 1, position 1. ---> c"/>',
        HEADERS_12,
        PROCESSED,
        "System.Xml.XmlException: 'a ---> b. Line 1, position 1. ---> c' is an invalid xml:space value.",
        "   at System.Xml.XmlTextReaderImpl.Throw(Exception e)",
    ),
    "another namespace": (
        envelope(namespace="urn:x"),
        HEADERS_11,
        f"{SOAP}.SoapException: ",
        "Possible SOAP version mismatch: Envelope namespace urn:x was unexpected.",
        f"   at {SOAP}.SoapServerProtocol.CheckHelperVersion()",
    ),
    "a wrong mustUnderstand on WSUser": (
        envelope().replace("<WSUser ", '<WSUser soap:mustUnderstand="a ---> b" '),
        HEADERS_11,
        READ,
        "System.ArgumentException: 'a ---> b' is not a valid value for the field EncodedMustUnderstand.",
        f"   at {SOAP}.SoapHeader.set_EncodedMustUnderstand(String value)",
    ),
    "a wrong relay on WSUser, which quotes the other field": (
        envelope().replace("<WSUser ", f'<WSUser xmlns:s="{SOAP12}" s:relay="the field EncodedMustUnderstand." '),
        HEADERS_11,
        READ,
        "System.ArgumentException: 'the field EncodedMustUnderstand.' is not a valid value for the field EncodedRelay.",
        f"   at {SOAP}.SoapHeader.set_EncodedRelay(String value)",
    ),
    "a type of WSUser that nobody knows": (
        envelope().replace("<WSUser ", f'<WSUser xmlns:i="{XSI}" i:type="x" '),
        HEADERS_11,
        READ,
        f"System.InvalidOperationException: The specified type was not recognized: name='x', namespace='{TNS}'",
        "   at Microsoft.Xml.Serialization.GeneratedAssembly.XmlSerializationReader1.Read2_WSUser(",
    ),
    "a type of WSUser with an undeclared prefix": (
        envelope().replace("<WSUser ", f'<WSUser xmlns:i="{XSI}" i:type="p:x" '),
        HEADERS_11,
        READ,
        "System.InvalidOperationException: Namespace prefix 'p' is not defined.",
        "   at System.Xml.Serialization.XmlSerializationReader.ToXmlQualifiedName(String value, Boolean decodeName)",
    ),
    "a SOAPAction of one double quote": (
        envelope(),
        LONE_QUOTE,
        PROCESSED,
        "System.ArgumentOutOfRangeException: Length cannot be less than zero.",
        "   at System.String.Substring(Int32 startIndex, Int32 length)",
    ),
    "UTF-16 declared over bytes while routing": (
        UTF_16_DECLARED,
        BY_DECLARATION,
        PROCESSED,
        "System.Xml.XmlException: There is no Unicode byte order mark. Cannot switch to Unicode.",
        "   at System.Xml.XmlTextReaderImpl.Throw(Exception e)",
    ),
    "a DTD while routing": (
        "<!DOCTYPE x><x/>",
        HEADERS_12,
        PROCESSED,
        "System.Xml.XmlException: DTD is prohibited in this XML document.",
        "   at System.Xml.XmlTextReaderImpl.Throw(Exception e)",
    ),
    "no root while routing": (
        "",
        HEADERS_12,
        PROCESSED,
        "System.Xml.XmlException: Root element is missing.",
        "   at System.Xml.XmlTextReaderImpl.Throw(Exception e)",
    ),
    "no Body while routing": (
        envelope(namespace=SOAP12).replace("soap:Body", "soap:Bodi"),
        HEADERS_12,
        PROCESSED,
        "System.InvalidOperationException: Request format is invalid: Missing required soap:Body element.",
        f"   at {SOAP}.SoapServerProtocolHelper.GetRequestElement()",
    ),
}


@pytest.mark.parametrize(("body", "headers", "outer", "message", "frame"), CASES.values(), ids=CASES)
def test_each_dump_names_the_exception_and_where_it_was_thrown(dumping, said, body, headers, outer, message, frame):
    first, *rest = lines(said(dumping.post(body, headers)).text)
    assert first.startswith(outer)
    assert message in first
    frames = [line for line in rest if line != "Parameter name: length"]
    assert frames[0].startswith(frame)
    assert all(line.startswith("   ") for line in frames)
    assert not any("IntegrationService" in line for line in frames), "the service was not reached"
    assert rest.count(END_OF_INNER) == first.count(" ---> System."), "one end for each inner exception"


@pytest.mark.parametrize(
    ("headers", "document", "frame", "way"),
    [
        (LONE_QUOTE, envelope(), "String.Substring(Int32 startIndex, Int32 length)", "11"),
        (BY_DECLARATION, UTF_16_DECLARED, "XmlTextReaderImpl.CheckEncoding(String newEncodingName)", "12"),
        (HEADERS_12, "<!DOCTYPE x><x/>", "XmlTextReaderImpl.ParseDoctypeDecl()", "12"),
        (HEADERS_12, "x", "XmlTextReaderImpl.ParseRootLevelWhitespace()", "12"),
    ],
)
def test_what_is_thrown_while_routing_passes_through_the_way_that_routes(dumping, said, headers, document, frame, way):
    frames = lines(said(dumping.post(document, headers)).text)
    positions = [
        next(at for at, line in enumerate(frames) if line.endswith(passed))
        for passed in (frame, f"Soap{way}ServerProtocolHelper.RouteRequest()", "SoapServerProtocol.Initialize()")
    ]
    assert positions == sorted(positions)
    assert frames[-1] == END_OF_INNER, "what the engine wraps an exception in was not thrown itself"


def test_a_log_on_that_the_engine_misses_is_told_with_its_exception(asmx, said):
    asmx.settings = Settings(custom_errors=False, missing_header="engine")
    assert lines(said(asmx.post(envelope(header=""))).text) == [
        f"{SOAP}.SoapHeaderException: Missing required header 'WSUser'.",
        f"   at {SOAP}.SoapServerProtocol.ReadParameters()",
        f"   at {SOAP}.WebServiceHandler.CoreProcessRequest()",
    ]


def test_a_body_that_is_too_long_is_told_with_its_exception(dumping, said):
    text = said(dumping.post("", oversized=True)).text
    assert lines(text)[0].endswith(" ---> System.Web.HttpException: Maximum request length exceeded.")
    assert "System.Web.HttpRequest.GetEntireRawContent()" in text
    null = said(dumping.post("", HEADERS_12, oversized=True)).text
    assert "System.NullReferenceException: Object reference not set" in null


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        (
            SoapFault("Client", "no such list"),
            [
                f"{SOAP}.SoapException: no such list",
                IN_SERVICE,
            ],
        ),
        (
            SoapFault("Server", f"{UNPROCESSED} ---> Timeout expired. ---> Busy."),
            [
                f"{PROCESSED}System.Exception: Timeout expired. ---> System.Exception: Busy.",
                IN_SERVICE,
                END_OF_INNER,
                IN_SERVICE,
                END_OF_INNER,
            ],
        ),
        (
            SoapFault("Server", "a ---> b"),
            [
                f"{SOAP}.SoapException: a ---> System.Exception: b",
                IN_SERVICE,
                END_OF_INNER,
                IN_SERVICE,
            ],
        ),
        (
            SoapFault("Server", f"{UNPROCESSED} ---> Object reference not set to an instance of an object."),
            [
                f"{PROCESSED}System.NullReferenceException: Object reference not set to an instance of an object.",
                IN_SERVICE,
                END_OF_INNER,
            ],
        ),
        (
            SoapFault("Server", f"{UNPROCESSED} ---> Root element is missing."),
            [f"{PROCESSED}System.Exception: Root element is missing.", IN_SERVICE, END_OF_INNER],
        ),
        (
            SoapFault("Server", UNPROCESSED),
            [f"{SOAP}.SoapException: {UNPROCESSED}", IN_SERVICE],
        ),
        (
            SoapFault("Client", "Unable to handle request. The action 'x' was not recognized."),
            [f"{SOAP}.SoapException: Unable to handle request. The action 'x' was not recognized.", IN_SERVICE],
        ),
        (
            SoapFault("Client", "Server was unable to read request. ---> There is an error in XML document (1, 2)."),
            [
                f"{READ}System.Exception: There is an error in XML document (1, 2).",
                IN_SERVICE,
                END_OF_INNER,
                IN_SERVICE,
            ],
        ),
        (
            SoapFault("MustUnderstand", "Missing required header 'WSUser'."),
            [f"{SOAP}.SoapHeaderException: Missing required header 'WSUser'.", IN_SERVICE],
        ),
        (
            SoapFault("VersionMismatch", "Possible SOAP version mismatch: none."),
            [f"{SOAP}.SoapException: Possible SOAP version mismatch: none.", IN_SERVICE],
        ),
        (SoapFault("Server", ""), [f"{SOAP}.SoapException", IN_SERVICE]),
    ],
)
def test_what_the_service_throws_is_dumped_as_thrown_there(dumping, said, fault, expected):
    dumping.fault(fault)
    assert lines(said(dumping.post(envelope())).text) == expected


def test_code_actor_and_detail_are_the_same_in_a_dump(dumping):
    dumping.fault(SoapFault("Client", "no", actor="urn:a", detail="<why/>"))
    body = dumping.post(envelope()).body
    assert b"<faultcode>soap:Client</faultcode>" in body
    assert b"</faultstring><faultactor>urn:a</faultactor><detail><why/></detail>" in body


def test_an_explanation_is_no_exception(dumping, said):
    dumping.fault(SoapFault("Server", "[mock] nothing plays", explains=True))
    assert said(dumping.post(envelope())).text == "[mock] nothing plays"


def test_a_mistake_of_our_own_is_dumped_as_one_of_the_service(dumping, said, monkeypatch):
    def fail(_exchange):
        raise RuntimeError("out of cheese")

    monkeypatch.setattr(engine, "decide", fail)
    expected = [f"{PROCESSED}System.Exception: out of cheese", IN_SERVICE, END_OF_INNER]
    assert lines(said(dumping.post(envelope())).text) == expected
