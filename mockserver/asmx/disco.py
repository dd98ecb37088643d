"""The discovery document: where the service's description is, and an address for each of its ports."""

from __future__ import annotations

from xml.sax.saxutils import escape

from mockserver.asmx.names import XSD, XSI
from mockserver.contract import NAMESPACE, SERVICE

_DISCO = "http://schemas.xmlsoap.org/disco/"


def disco(address: str) -> bytes:
    """The document of the service at this URL, as ASP.NET writes it."""
    here = escape(address, {'"': "&quot;"})
    ports = "".join(_port(here, number, name) for number, name in ((1, f"{SERVICE}Soap"), (2, f"{SERVICE}Soap12")))
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        f'<discovery xmlns:xsi="{XSI}" xmlns:xsd="{XSD}" xmlns="{_DISCO}">\n'
        f'  <contractRef ref="{here}?wsdl" docRef="{here}" xmlns="{_DISCO}scl/" />\n'
        f"{ports}</discovery>"
    ).encode()


def _port(here: str, number: int, name: str) -> str:
    prefix = f"q{number}"
    return f'  <soap address="{here}" xmlns:{prefix}="{NAMESPACE}" binding="{prefix}:{name}" xmlns="{_DISCO}soap/" />\n'
