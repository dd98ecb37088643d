"""The service description, and that it and the Spyne types say the same."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from lxml import etree

from mockserver.contract import DESCRIPTION, OPERATION_DESCRIPTION, ROW_FIELDS
from mockserver.service.operation import IntegrationService
from mockserver.service.types import ArrayOfWSLegacyProcessStatus, WSLegacyProcessStatus, WSUser, type_info
from mockserver.service.wsdl import wsdl

URL = "http://127.0.0.1:8080/s/a&b/v31/IntegrationService.asmx"
NS = {
    "w": "http://schemas.xmlsoap.org/wsdl/",
    "s": "http://www.w3.org/2001/XMLSchema",
    "soap": "http://schemas.xmlsoap.org/wsdl/soap/",
    "soap12": "http://schemas.xmlsoap.org/wsdl/soap12/",
}


@pytest.fixture(scope="module")
def text() -> str:
    return wsdl(URL).decode()


@pytest.fixture(scope="module")
def root(text):
    return etree.fromstring(text.encode())


def members(root, path: str):
    """Name, type, occurs and nillable of the elements of a sequence, in order."""
    return [
        (
            element.get("name"),
            element.get("type"),
            element.get("minOccurs"),
            element.get("maxOccurs"),
            element.get("nillable", "false"),
        )
        for element in root.findall(f"w:types/s:schema/{path}/s:sequence/s:element", NS)
    ]


def spyne_members(kind):
    """The same of a Spyne type."""
    names = {"integer": "s:int", "int": "s:int", "string": "s:string", "dateTime": "s:dateTime"}

    def type_name(member):
        name = member.get_type_name()
        return names.get(name, f"tns:{name}")

    return [
        (
            name,
            type_name(member),
            str(member.Attributes.min_occurs),
            {float("inf"): "unbounded"}.get(member.Attributes.max_occurs, str(member.Attributes.max_occurs)),
            str(bool(member.Attributes.nillable)).lower(),
        )
        for name, member in type_info(kind).items()
    ]


def test_the_row_is_that_of_the_contract(root):
    assert members(root, "s:complexType[@name='WSLegacyProcessStatus']") == [
        (field.name, f"s:{field.type}", str(int(field.required)), "1", "false") for field in ROW_FIELDS
    ]


def descriptor():
    (method,) = IntegrationService.public_methods.values()
    return method


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("s:complexType[@name='WSLegacyProcessStatus']", lambda: WSLegacyProcessStatus),
        ("s:complexType[@name='ArrayOfWSLegacyProcessStatus']", lambda: ArrayOfWSLegacyProcessStatus),
        ("s:complexType[@name='WSUser']", lambda: WSUser),
        ("s:element[@name='GetLegacyProcessStatus']/s:complexType", lambda: descriptor().in_message),
        ("s:element[@name='GetLegacyProcessStatusResponse']/s:complexType", lambda: descriptor().out_message),
    ],
)
def test_the_schema_and_the_spyne_types_agree(root, path, kind):
    assert members(root, path) == spyne_members(kind())


def test_the_schema_is_one_that_lxml_can_use(root):
    alone = etree.fromstring(etree.tostring(root.find("w:types/s:schema", NS)))
    schema = etree.XMLSchema(alone)
    tns = "http://webservices.listrak.com/v31/"
    assert schema.validate(
        etree.fromstring(f'<GetLegacyProcessStatus xmlns="{tns}"><ListID>1</ListID></GetLegacyProcessStatus>')
    )
    assert not schema.validate(etree.fromstring(f'<GetLegacyProcessStatus xmlns="{tns}"/>'))


def test_both_ports_have_the_address_of_the_request(root):
    assert [port.get("name") for port in root.findall("w:service/w:port", NS)] == [
        "IntegrationServiceSoap",
        "IntegrationServiceSoap12",
    ]
    assert [address.get("location") for address in root.findall("w:service/w:port/*", NS)] == [URL, URL]


@pytest.mark.parametrize("prefix", ["soap", "soap12"])
def test_a_binding_has_the_header_behind_the_body(root, prefix):
    name = "IntegrationServiceSoap" if prefix == "soap" else "IntegrationServiceSoap12"
    operation = root.find(f"w:binding[@name='{name}']/w:operation", NS)
    assert [etree.QName(child).localname for child in operation.find("w:input", NS)] == ["body", "header"]
    assert [etree.QName(child).localname for child in operation.find("w:output", NS)] == ["body"]
    assert dict(operation.find(f"{prefix}:operation", NS).attrib) == {
        "soapAction": "http://webservices.listrak.com/v31/GetLegacyProcessStatus",
        "style": "document",
    }
    assert dict(operation.find(f"w:input/{prefix}:header", NS).attrib) == {
        "message": "tns:GetLegacyProcessStatusWSUser",
        "part": "WSUser",
        "use": "literal",
    }


def outline(element, depth: int = 0):
    """Each element with its attributes, in document order, prefixes as they are written."""
    name = f"{element.prefix}:{etree.QName(element).localname}"
    attributes = [f"{key}={value}" for key, value in element.items()]
    yield "  " * depth + " ".join([name, *attributes])
    for child in element:
        yield from outline(child, depth + 1)


def test_every_element_and_attribute_stands_where_aspnet_puts_it(root):
    address = "IntegrationService.outline.txt"
    expected = Path(__file__).with_name(address).read_text(encoding="utf-8").replace("$address", URL)
    assert "\n".join(outline(root)) + "\n" == expected


def test_the_prefixes_are_declared_in_aspnets_order(text):
    first = text.splitlines()[1]
    assert re.findall(r"xmlns:(\w+)=|(targetNamespace)=", first) == [
        *((prefix, "") for prefix in ("soapenc", "mime", "tns", "s", "soap", "tm", "http", "soap12")),
        ("", "targetNamespace"),
        ("wsdl", ""),
    ]


def test_it_is_written_as_aspnet_writes_it(text, root):
    assert text.startswith('<?xml version="1.0" encoding="utf-8"?>\n<wsdl:definitions xmlns:soapenc=')
    assert text.endswith("</wsdl:definitions>")
    assert (
        '\n        <s:sequence>\n          <s:element minOccurs="1" maxOccurs="1" name="StatusID" type="s:int" />\n'
        in text
    )
    assert (
        'maxOccurs="unbounded" name="WSLegacyProcessStatus" nillable="true" type="tns:WSLegacyProcessStatus" />' in text
    )
    assert f'      <wsdl:documentation xmlns:wsdl="{NS["w"]}">{OPERATION_DESCRIPTION}</wsdl:documentation>\n' in text
    assert [element.text for element in root.iter(f"{{{NS['w']}}}documentation")] == [
        DESCRIPTION,
        OPERATION_DESCRIPTION,
        DESCRIPTION,
    ]
