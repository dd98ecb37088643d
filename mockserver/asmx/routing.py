"""What the HTTP headers alone decide: the version that the engine guesses, and which operation is meant.

The rules are those of ASP.NET's SoapServerProtocolFactory and its helpers, in Microsoft's reference source.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple
from urllib.parse import unquote_plus

from mockserver.asmx.names import SOAP_XML, TEXT_XML
from mockserver.contract import SOAP_ACTION
from mockserver.service.backend import SoapVersion

_TRIMMED = " \t'\""


class MediaType(NamedTuple):
    """A Content-Type, taken apart as the engine does it."""

    name: str
    """Everything before the first `;`, in lower case and not trimmed: a blank before the `;` spoils it."""
    parameters: Mapping[str, str]

    @property
    def is_soap(self) -> bool:
        """One of the two types that a SOAP request may have."""
        return self.name in (TEXT_XML, SOAP_XML)


@lru_cache(maxsize=64)
def media_type(content_type: str) -> MediaType:
    """Take a Content-Type header apart; of a repeated parameter the first counts."""
    name, *rest = content_type.split(";")
    parameters: dict[str, str] = {}
    for parameter in rest:
        key, equals, value = parameter.partition("=")
        if equals:
            parameters.setdefault(key.strip(_TRIMMED).lower(), value.strip(_TRIMMED))
    return MediaType(name.lower(), MappingProxyType(parameters))


def guessed_version(headers: Mapping[str, str], media: MediaType) -> SoapVersion:
    """The version that the headers suggest; errors before the root's start tag are answered in it."""
    return "1.2" if "soapaction" not in headers or media.name == SOAP_XML else "1.1"


def soap_action(value: str) -> str:
    """The value of a SOAPAction header as the engine compares it: one pair of quotes less, then URL-decoded."""
    if len(value) >= 2 and value[0] == value[-1] == '"':
        value = value[1:-1]
    return unquote_plus(value)


def is_known(action: str) -> bool:
    """Whether an action names the operation; case counts."""
    return action == SOAP_ACTION


def unknown_soap_action(action: str) -> str:
    """What the SOAP 1.1 way says to an action that it does not know."""
    return f"Server did not recognize the value of HTTP Header SOAPAction: {action}."


def unknown_action(action: str) -> str:
    """What the SOAP 1.2 way says when neither the action nor the body names the operation."""
    if not action:
        return "Unable to handle request without a valid action parameter. Please supply a valid soap action."
    return f"Unable to handle request. The action '{action}' was not recognized."
