"""What the settings change about the engine's answers: dumps of exceptions, the products' headers, the largest body."""

from __future__ import annotations

import pytest

from mockserver.contract import SERVER_HEADERS
from mockserver.service.backend import Answered, PlainReply, SoapFault
from mockserver.settings import Settings
from tests.soap import HEADERS_11, HEADERS_12, SOAP12, envelope, list_id

DUMPS = Settings(custom_errors=False)
SOAP = "System.Web.Services.Protocols"
READ = f"{SOAP}.SoapException: Server was unable to read request. ---> "
PROCESSED = f"{SOAP}.SoapException: Server was unable to process request. ---> "
END_OF_INNER = "   --- End of inner exception stack trace ---"
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
}


@pytest.mark.parametrize(("body", "headers", "outer", "message", "frame"), CASES.values(), ids=CASES)
def test_each_dump_names_the_exception_and_where_it_was_thrown(dumping, said, body, headers, outer, message, frame):
    first, *rest = lines(said(dumping.post(body, headers)).text)
    assert first.startswith(outer)
    assert message in first
    assert rest[0].startswith(frame)
    assert rest.count(END_OF_INNER) == first.count(" ---> System."), "one end for each inner exception"


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
                "   at IntegrationService.GetLegacyProcessStatus(Int32 ListID)",
            ],
        ),
        (
            SoapFault("Server", "Server was unable to process request. ---> Timeout expired. ---> Busy."),
            [
                f"{PROCESSED}System.Exception: Timeout expired. ---> System.Exception: Busy.",
                "   at IntegrationService.GetLegacyProcessStatus(Int32 ListID)",
                END_OF_INNER,
                "   at IntegrationService.GetLegacyProcessStatus(Int32 ListID)",
                END_OF_INNER,
            ],
        ),
        (
            SoapFault("Server", "a ---> b"),
            [
                f"{SOAP}.SoapException: a ---> System.Exception: b",
                "   at IntegrationService.GetLegacyProcessStatus(Int32 ListID)",
                END_OF_INNER,
                "   at IntegrationService.GetLegacyProcessStatus(Int32 ListID)",
            ],
        ),
        (
            SoapFault("Client", "Server was unable to read request. ---> There is an error in XML document (1, 2)."),
            [
                f"{READ}System.InvalidOperationException: There is an error in XML document (1, 2).",
                f"   at {SOAP}.SoapServerProtocol.ReadParameters()",
                END_OF_INNER,
                f"   at {SOAP}.SoapServerProtocol.ReadParameters()",
                f"   at {SOAP}.WebServiceHandler.CoreProcessRequest()",
            ],
        ),
        (
            SoapFault("MustUnderstand", "Missing required header 'WSUser'."),
            [
                f"{SOAP}.SoapHeaderException: Missing required header 'WSUser'.",
                f"   at {SOAP}.SoapServerProtocol.ReadParameters()",
                f"   at {SOAP}.WebServiceHandler.CoreProcessRequest()",
            ],
        ),
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


def test_the_products_are_named_as_the_setting_says(asmx):
    asmx.settings = Settings(server_headers={"Server": "nginx", "Via": "1.1 proxy"})
    names = ["Cache-Control", "Content-Type", "Server", "Via", "Date"]
    for body in (envelope(), list_id("x"), "<"):
        reply = asmx.post(body)
        assert [name for name, _ in reply.headers] == names
        assert dict(reply.headers)["Server"] == "nginx"
    asmx.answered = Answered(plain=PlainReply(503, b"", {"Via": "mine"}))
    assert [pair for pair in asmx.post(envelope()).headers if pair[0] != "Date"] == [
        ("Via", "mine"),
        ("Server", "nginx"),
    ]


def test_the_products_may_stay_unnamed(asmx):
    asmx.settings = Settings(server_headers={})
    assert [name for name, _ in asmx.post(envelope()).headers] == ["Cache-Control", "Content-Type", "Date"]


def test_the_products_are_named_as_iis_does_if_nothing_is_said(asmx):
    assert set(SERVER_HEADERS.items()) < set(asmx.post(envelope()).headers)


@pytest.mark.parametrize("headers", [HEADERS_11, HEADERS_12])
def test_a_body_longer_than_the_setting_is_refused(asmx, said, headers):
    body = envelope(namespace=SOAP12) if headers is HEADERS_12 else envelope()
    asmx.settings = Settings(max_request_bytes=len(body))
    assert asmx.post(body, headers).status == 200
    reply = asmx.post(f"{body} ", headers)
    assert reply.status == 500
    told = {"1.1": "Maximum request length exceeded.", "1.2": "Object reference not set to an instance of an object."}
    assert said(reply).text.rpartition(" ---> ")[2] == told[said(reply).version]
