"""SOAP messages for tests: good ones, ones that are wrong in one place, and what an answer says."""

from __future__ import annotations

from typing import NamedTuple

from lxml import etree

from mockserver.contract import SOAP_ACTION

SOAP11 = "http://schemas.xmlsoap.org/soap/envelope/"
SOAP12 = "http://www.w3.org/2003/05/soap-envelope"
TNS = "http://webservices.listrak.com/v31/"
OPERATION = f'<GetLegacyProcessStatus xmlns="{TNS}"><ListID>5</ListID></GetLegacyProcessStatus>'
"""A good content of Body."""

HEADERS_11 = {"content-type": "text/xml; charset=utf-8", "soapaction": f'"{SOAP_ACTION}"'}
HEADERS_12 = {"content-type": "application/soap+xml; charset=utf-8"}


def envelope(
    body: str = f'<GetLegacyProcessStatus xmlns="{TNS}"><ListID>12345</ListID></GetLegacyProcessStatus>',
    *,
    namespace: str = SOAP11,
    header: str = f'<WSUser xmlns="{TNS}"><UserName>me</UserName><Password>secret</Password></WSUser>',
) -> str:
    """A good request, but for the part that a test gives."""
    return (
        f'<soap:Envelope xmlns:soap="{namespace}"><soap:Header>{header}</soap:Header>'
        f"<soap:Body>{body}</soap:Body></soap:Envelope>"
    )


def list_id(text: str) -> str:
    """A good request, but for the content of ListID."""
    return envelope(f'<GetLegacyProcessStatus xmlns="{TNS}"><ListID>{text}</ListID></GetLegacyProcessStatus>')


class Said(NamedTuple):
    """What a SOAP fault says, read with a parser of its own."""

    version: str
    code: str
    text: str


def fault_of(body: bytes) -> Said:
    """The fault that an answer carries."""
    root = etree.fromstring(body)
    namespace = str(etree.QName(root).namespace)
    version = {SOAP11: "1.1", SOAP12: "1.2"}[namespace]
    code, text = {
        "1.1": ("s:Body/s:Fault/faultcode", "s:Body/s:Fault/faultstring"),
        "1.2": ("s:Body/s:Fault/s:Code/s:Value", "s:Body/s:Fault/s:Reason/s:Text"),
    }[version]
    found = root.findtext(code, "", {"s": namespace})
    assert found.startswith("soap:"), body
    return Said(version, found.removeprefix("soap:"), root.findtext(text, "", {"s": namespace}))


def rows_of(body: bytes) -> list[dict[str, str]]:
    """The rows that an answer carries, each element's text by its name."""
    rows = etree.fromstring(body).iter(f"{{{TNS}}}WSLegacyProcessStatus")
    return [{etree.QName(child).localname: child.text or "" for child in row} for row in rows]
