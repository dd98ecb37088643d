"""The service description, and that it and the Spyne types say the same."""

from __future__ import annotations

import re
from copy import deepcopy
from pathlib import Path
from typing import NamedTuple

import pytest
from lxml import etree

from mockserver.contract import DESCRIPTION, NAMESPACE, OPERATION_DESCRIPTION
from mockserver.service.operation import IntegrationService
from mockserver.service.types import type_info
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


class Member(NamedTuple):
    """An element of a sequence, as a schema and a Spyne type both say it."""

    name: str
    type: str
    """Namespace and name."""
    min_occurs: str
    max_occurs: str
    nillable: bool


def in_the_schema(schema) -> dict[str, list[Member]]:
    """The sequences of the schema: by ``element NAME`` for those within an element, ``type NAME`` for the others."""
    found = {}
    for part in schema:
        content = part.find("s:complexType", NS) if part.tag == f"{{{NS['s']}}}element" else part
        if content is not None:
            kind = "element" if content is not part else "type"
            found[f"{kind} {part.get('name')}"] = [
                Member(
                    element.get("name"),
                    expanded(element, element.get("type")),
                    element.get("minOccurs", "1"),
                    element.get("maxOccurs", "1"),
                    element.get("nillable", "false") == "true",
                )
                for element in content.findall("s:sequence/s:element", NS)
            ]
    return found


def expanded(element, name: str) -> str:
    """A name with a prefix as namespace and name."""
    prefix, _, local = name.partition(":")
    return f"{{{element.nsmap[prefix]}}}{local}"


def in_spyne() -> dict[str, list[Member]]:
    """The same of the Spyne service: its messages are elements, the types that these and its header need are types."""
    method = descriptor()
    found = {f"element {message.get_type_name()}": sequence(message) for message in messages(method)}
    waiting = [
        IntegrationService.__in_header__,
        *(kind for message in messages(method) for kind in type_info(message).values()),
    ]
    while waiting:
        kind = waiting.pop()
        if hasattr(kind, "_type_info"):
            found[f"type {kind.get_type_name()}"] = sequence(kind)
            waiting += type_info(kind).values()
    return found


def messages(method):
    return (method.in_message, method.out_message)


def sequence(kind) -> list[Member]:
    return [
        Member(
            name,
            f"{{{member.get_namespace()}}}{member.get_type_name()}",
            str(member.Attributes.min_occurs),
            {float("inf"): "unbounded"}.get(member.Attributes.max_occurs, str(member.Attributes.max_occurs)),
            bool(member.Attributes.nillable),
        )
        for name, member in type_info(kind).items()
    ]


def descriptor():
    (method,) = IntegrationService.public_methods.values()
    return method


def schema_of(root):
    (schema,) = root.findall("w:types/s:schema", NS)
    return schema


def test_the_schema_and_the_spyne_types_agree(root):
    assert schema_of(root).get("targetNamespace") == NAMESPACE
    assert {message.get_namespace() for message in messages(descriptor())} == {NAMESPACE}
    assert in_the_schema(schema_of(root)) == in_spyne()


CHANGES = {
    "name": ["Other"],
    "type": ["s:string", "s:int", "s:long", "s:integer", "tns:Other"],
    "minOccurs": ["0", "1", "2"],
    "maxOccurs": ["1", "2", "unbounded"],
    "nillable": ["true"],
}
"""What a member of the schema may say instead of what it says."""

MEMBERS = range(12)


@pytest.mark.parametrize("number", MEMBERS)
@pytest.mark.parametrize("attribute", CHANGES)
def test_no_difference_between_them_goes_unnoticed(number, attribute):
    for value in CHANGES[attribute]:
        schema = schema_of(etree.fromstring(wsdl(URL)))
        element = schema.findall(".//s:sequence/s:element", NS)[number]
        if element.get(attribute) != value:
            element.set(attribute, value)
            assert in_the_schema(schema) != in_spyne(), (element.attrib, attribute)


@pytest.mark.parametrize("number", MEMBERS)
def test_a_member_too_many_or_too_few_or_elsewhere_is_noticed(number):
    def remove(element):
        element.getparent().remove(element)

    def repeat(element):
        element.addnext(deepcopy(element))

    def move(element):
        element.getparent().insert(0 if element.getprevious() is not None else 9, element)

    for change in (remove, repeat, move):
        schema = schema_of(etree.fromstring(wsdl(URL)))
        elements = schema.findall(".//s:sequence/s:element", NS)
        assert len(elements) == len(MEMBERS)
        element = elements[number]
        if change is not move or len(element.getparent()) > 1:
            change(element)
            assert in_the_schema(schema) != in_spyne(), (element.attrib, change)


def test_the_header_of_the_description_is_the_services(root):
    header = IntegrationService.__in_header__
    part = root.find("w:message[@name='GetLegacyProcessStatusWSUser']/w:part", NS)
    element = next(each for each in schema_of(root) if each.get("name") == header.get_type_name())
    assert part.get("element") == f"tns:{element.get('name')}"
    assert expanded(element, element.get("type")) == f"{{{header.get_namespace()}}}{header.get_type_name()}"
    assert schema_of(root).find("s:complexType[@name='WSUser']/s:anyAttribute", NS) is not None


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
    assert not re.findall(r"\S/>", text), "a blank stands before every />"
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
