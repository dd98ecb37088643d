"""The service description, byte by byte where it matters."""

from __future__ import annotations

import re

import pytest

from tests.fidelity.rules import HTML, XML, Rule, Section, get, source, wsdl
from tests.fidelity.wire import Answer

SERVICE_PAGE = "The following operations are supported."


def whole(name: str, *parts: str):
    """The WSDL holds these parts exactly as they are written."""
    return get(name, "?WSDL").gets(200, XML, contains=parts)


def indented_by_two(answer: Answer) -> None:
    depth = 0
    for line in answer.body.decode().split("\n")[1:]:
        text = line.lstrip(" ")
        depth -= text.startswith("</")
        assert len(line) - len(text) == 2 * depth, line
        depth += not (text.startswith("</") or text.endswith("/>") or "</" in text)


def ends_with_the_root(answer: Answer) -> None:
    assert answer.body.endswith(b"</wsdl:definitions>"), answer.body[-40:]


def top_level_in_order(answer: Answer) -> None:
    names = re.findall(r"^  <(wsdl:\w+)", answer.body.decode(), re.MULTILINE)
    assert names == [
        "wsdl:documentation",
        "wsdl:types",
        *["wsdl:message"] * 3,
        "wsdl:portType",
        *["wsdl:binding"] * 2,
        "wsdl:service",
    ], names


def schema_in_order(answer: Answer) -> None:
    names = re.findall(r'^      <(s:\w+) name="(\w+)"', answer.body.decode(), re.MULTILINE)
    assert names == [
        ("s:element", "GetLegacyProcessStatus"),
        ("s:element", "GetLegacyProcessStatusResponse"),
        ("s:complexType", "ArrayOfWSLegacyProcessStatus"),
        ("s:complexType", "WSLegacyProcessStatus"),
        ("s:element", "WSUser"),
        ("s:complexType", "WSUser"),
    ], names


def nothing_of(*words: bytes):
    def check(answer: Answer) -> None:
        assert not [word for word in words if word in answer.body], words

    return check


BINDING = """\
  <wsdl:binding name="IntegrationService{kind}" type="tns:IntegrationServiceSoap">
    <{prefix}:binding transport="http://schemas.xmlsoap.org/soap/http" />
    <wsdl:operation name="GetLegacyProcessStatus">
      <{prefix}:operation soapAction="{action}" style="document" />
      <wsdl:input>
        <{prefix}:body use="literal" />
        <{prefix}:header message="tns:GetLegacyProcessStatusWSUser" part="WSUser" use="literal" />
      </wsdl:input>
      <wsdl:output>
        <{prefix}:body use="literal" />
      </wsdl:output>
    </wsdl:operation>
  </wsdl:binding>
"""

SECTION = Section(
    "wsdl",
    "The WSDL",
    [
        Rule(
            "A GET gets the WSDL when the parts of its query that have no `=` are just `wsdl`, in any case.",
            source,
            get("lower case", "?wsdl").gets(200, XML, contains=["<wsdl:definitions"]),
            get("upper case", "?WSDL").gets(200, XML, contains=["<wsdl:definitions"]),
            get("mixed case", "?Wsdl").gets(200, XML, contains=["<wsdl:definitions"]),
            get("a parameter behind it", "?wsdl&a=b").gets(200, XML, contains=["<wsdl:definitions"]),
            get("a parameter before it", "?x=1&WSDL").gets(200, XML, contains=["<wsdl:definitions"]),
            get("with op", "?wsdl&op=GetLegacyProcessStatus").gets(200, XML, contains=["<wsdl:definitions"]),
            get("percent-encoded", "?%77sdl").gets(200, XML, contains=["<wsdl:definitions"]),
            get("as UTF-16 units", "?%u0077sd%u006C").gets(200, XML, contains=["<wsdl:definitions"]),
            get("twice is another word", "?wsdl&wsdl").gets(200, HTML, contains=[SERVICE_PAGE]),
            get("an empty part is a word too", "?wsdl&").gets(200, HTML, contains=[SERVICE_PAGE]),
            get("another word beside it", "?wsdl&x").gets(200, HTML, contains=[SERVICE_PAGE]),
            get("a longer word", "?wsdls").gets(200, HTML, contains=[SERVICE_PAGE]),
            get("singleWsdl", "?singleWsdl").gets(200, HTML, contains=[SERVICE_PAGE]),
        ),
        Rule(
            "The discovery document is asked for in the same way, with the word `disco`.",
            source,
            get("lower case", "?disco").gets(200, XML, contains=["discovery"]),
            get("upper case", "?DISCO").gets(200, XML, contains=["discovery"]),
            get("a parameter beside it", "?a=b&disco").gets(200, XML, contains=["discovery"]),
            get("another word beside it", "?disco&x").gets(200, HTML, contains=[SERVICE_PAGE]),
            get("with wsdl", "?wsdl&disco").gets(200, HTML, contains=[SERVICE_PAGE]),
        ),
        Rule(
            "The WSDL is indented by two spaces and ends without a newline.",
            source,
            get("indentation", "?WSDL").gets(200, XML, check=indented_by_two),
            get("its end", "?WSDL").gets(200, XML, check=ends_with_the_root),
            whole("its beginning", '<?xml version="1.0" encoding="utf-8"?>\n<wsdl:definitions '),
        ),
        Rule(
            "The WSDL must not be kept: `Cache-Control: private, max-age=0`.",
            source,
            get("the header", "?WSDL").gets(200, XML, headers={"Cache-Control": "private, max-age=0"}),
        ),
        Rule(
            "Both addresses in the WSDL are the URL of the request, without its query.",
            source,
            whole("1.1", '      <soap:address location="{url}" />\n'),
            whole("1.2", '      <soap12:address location="{url}" />\n'),
            get("the Host header", "?WSDL", headers=[("Host", "mock.example:81")]).gets(
                200, XML, contains=['<soap:address location="http://mock.example:81/']
            ),
            get("a query", "?wsdl&a=b").gets(200, XML, contains=['<soap:address location="{url}" />']),
            get("the path's case", path="/V31/integrationservice.asmx?wsdl").gets(
                200, XML, contains=['/V31/integrationservice.asmx" />']
            ),
        ),
        Rule(
            "The WSDL's root declares soapenc, mime, tns, s, soap, tm, http, soap12 and wsdl in this order, "
            "has the service's targetNamespace and no name.",
            wsdl,
            whole(
                "the root",
                '<wsdl:definitions xmlns:soapenc="http://schemas.xmlsoap.org/soap/encoding/" '
                'xmlns:mime="http://schemas.xmlsoap.org/wsdl/mime/" xmlns:tns="{tns}" '
                'xmlns:s="http://www.w3.org/2001/XMLSchema" xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/" '
                'xmlns:tm="http://microsoft.com/wsdl/mime/textMatching/" '
                'xmlns:http="http://schemas.xmlsoap.org/wsdl/http/" '
                'xmlns:soap12="http://schemas.xmlsoap.org/wsdl/soap12/" targetNamespace="{tns}" '
                'xmlns:wsdl="http://schemas.xmlsoap.org/wsdl/">\n',
            ),
        ),
        Rule(
            'The documentation "Listrak Integration Services Version 3.1" stands in the WSDL twice.',
            wsdl,
            whole(
                "at the root",
                '\n  <wsdl:documentation xmlns:wsdl="http://schemas.xmlsoap.org/wsdl/">'
                "Listrak Integration Services Version 3.1</wsdl:documentation>\n",
            ),
            whole(
                "in the service",
                '\n    <wsdl:documentation xmlns:wsdl="http://schemas.xmlsoap.org/wsdl/">'
                "Listrak Integration Services Version 3.1</wsdl:documentation>\n",
            ),
        ),
        Rule(
            "The WSDL has documentation, types, messages, port type, bindings and service, in this order.",
            wsdl,
            get("the order", "?WSDL").gets(200, XML, check=top_level_in_order),
        ),
        Rule(
            "The WSDL has one inline schema, qualified, whose elements and types come in the order of their use.",
            wsdl,
            whole("the schema", '\n    <s:schema elementFormDefault="qualified" targetNamespace="{tns}">\n'),
            get("the order", "?WSDL").gets(200, XML, check=schema_in_order),
        ),
        Rule(
            "Attributes in the schema come in the order minOccurs, maxOccurs, name, nillable, type; both occurs "
            "are always written.",
            wsdl,
            whole("ListID", '<s:element minOccurs="1" maxOccurs="1" name="ListID" type="s:int" />\n'),
            whole(
                "a row",
                '<s:element minOccurs="0" maxOccurs="unbounded" name="WSLegacyProcessStatus" nillable="true" '
                'type="tns:WSLegacyProcessStatus" />\n',
            ),
            whole("UserName", '<s:element minOccurs="0" maxOccurs="1" name="UserName" type="s:string" />\n'),
        ),
        Rule(
            "WSUser is an element of a type of the same name, whose sequence is followed by anyAttribute.",
            wsdl,
            whole("the element", '\n      <s:element name="WSUser" type="tns:WSUser" />\n'),
            whole("any attribute", "        </s:sequence>\n        <s:anyAttribute />\n      </s:complexType>\n"),
        ),
        Rule(
            "The messages are SoapIn and SoapOut with the part `parameters`, and one for the header with the "
            "part WSUser.",
            wsdl,
            *(
                whole(
                    name,
                    f'  <wsdl:message name="{name}">\n    <wsdl:part name="{part}" element="tns:{element}" />\n'
                    "  </wsdl:message>\n",
                )
                for name, part, element in (
                    ("GetLegacyProcessStatusSoapIn", "parameters", "GetLegacyProcessStatus"),
                    ("GetLegacyProcessStatusSoapOut", "parameters", "GetLegacyProcessStatusResponse"),
                    ("GetLegacyProcessStatusWSUser", "WSUser", "WSUser"),
                )
            ),
        ),
        Rule(
            "The operation of the port type has the vendor's description, which declares the prefix wsdl once more.",
            wsdl,
            whole(
                "the port type",
                '  <wsdl:portType name="IntegrationServiceSoap">\n'
                '    <wsdl:operation name="GetLegacyProcessStatus">\n'
                '      <wsdl:documentation xmlns:wsdl="http://schemas.xmlsoap.org/wsdl/">[Deprecated: Please use '
                "GetProcessStatus.] Provides status information for asynchronous legacy processes such as the XML over "
                'HTTP "Send to List" and "Send to File" calls.</wsdl:documentation>\n'
                '      <wsdl:input message="tns:GetLegacyProcessStatusSoapIn" />\n'
                '      <wsdl:output message="tns:GetLegacyProcessStatusSoapOut" />\n'
                "    </wsdl:operation>\n  </wsdl:portType>\n",
            ),
        ),
        Rule(
            "The WSDL has two bindings, alike but for the prefix; the input has the body first, then the header.",
            wsdl,
            whole("1.1", BINDING.replace("{kind}", "Soap").replace("{prefix}", "soap")),
            whole("1.2", BINDING.replace("{kind}", "Soap12").replace("{prefix}", "soap12")),
        ),
        Rule(
            "The service has the ports IntegrationServiceSoap and IntegrationServiceSoap12, in that order.",
            wsdl,
            whole(
                "the ports",
                '    <wsdl:port name="IntegrationServiceSoap" binding="tns:IntegrationServiceSoap">\n'
                '      <soap:address location="{url}" />\n    </wsdl:port>\n'
                '    <wsdl:port name="IntegrationServiceSoap12" binding="tns:IntegrationServiceSoap12">\n'
                '      <soap12:address location="{url}" />\n    </wsdl:port>\n',
            ),
            whole("the service", '  <wsdl:service name="IntegrationService">\n'),
        ),
        Rule(
            "The WSDL has no fault, no header in the output, and no binding for HTTP's GET or POST.",
            wsdl,
            get("no fault", "?WSDL").gets(200, XML, check=nothing_of(b"wsdl:fault", b":fault")),
            get("no GET or POST", "?WSDL").gets(200, XML, check=nothing_of(b"HttpGet", b"HttpPost", b"http:binding")),
        ),
    ],
)


@pytest.mark.parametrize("row", SECTION.rows())
def test_wsdl(wire, row):
    row.hold(wire)
