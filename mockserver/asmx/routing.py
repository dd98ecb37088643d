"""What the HTTP headers alone decide: the version that the engine guesses, and which operation is meant.

The rules are those of ASP.NET's SoapServerProtocol, ContentType and HttpUtility, in Microsoft's reference source.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

from mockserver.asmx.arguments import argument
from mockserver.asmx.charsets import replaced
from mockserver.asmx.names import SOAP_XML, TEXT_XML
from mockserver.contract import SOAP_ACTION
from mockserver.service.backend import SoapVersion

LONE_QUOTE = "Length cannot be less than zero.\r\nParameter name: length"
"""What .NET says of a SOAPAction header that is one double quote: it begins and ends with it, so both are cut off."""

# How the sentences begin that have the action in them.
UNKNOWN_SOAP_ACTION = "Server did not recognize the value of HTTP Header SOAPAction: "
UNROUTED = "Unable to handle request"

_PARAMETERS = ("charset", "action")
_TRIMMED = " '\"\t"
_ESCAPED = re.compile(r"%u(?P<unit>[0-9A-Fa-f]{4})|(?P<bytes>(?:%[0-9A-Fa-f]{2})+)")
_SURROGATE = re.compile("[\ud800-\udfff]")


class MediaType(NamedTuple):
    """A Content-Type, taken apart as the engine does it."""

    name: str
    """Everything before the first `;`, in lower case and not trimmed: a blank before the `;` spoils it."""
    parameters: Mapping[str, str]
    """``charset`` and ``action``, each only if it is there."""

    @property
    def is_soap(self) -> bool:
        """One of the two types that a SOAP request may have."""
        return self.name in (TEXT_XML, SOAP_XML)

    @property
    def is_application(self) -> bool:
        """Any application/...; then the XML declaration counts where there is no known charset."""
        return self.name.partition("/")[0] == "application"


@lru_cache(maxsize=64)
def media_type(content_type: str) -> MediaType:
    """Take a Content-Type header apart; empty for a missing one."""
    name, *rest = content_type.split(";")
    found = {wanted: value for wanted in _PARAMETERS if (value := _parameter(rest, wanted)) is not None}
    return MediaType(name.lower(), MappingProxyType(found))


def _parameter(parameters: list[str], wanted: str) -> str | None:
    """The first one that begins so and has a `=`: the engine takes ``charset-of-mine=utf-8`` for a charset too."""
    for parameter in parameters:
        text = parameter.lstrip()
        if text[: len(wanted)].lower() == wanted and "=" in text:
            return text.partition("=")[2].strip(_TRIMMED)
    return None


def guessed_version(headers: Mapping[str, str], media: MediaType) -> SoapVersion:
    """The version that the headers suggest; errors before the root's start tag are answered in it."""
    return "1.2" if "soapaction" not in headers or media.name == SOAP_XML else "1.1"


def soap_action(value: str) -> str:
    """The value of a SOAPAction header as the engine compares it: one pair of quotes less, then URL-decoded."""
    if len(value) > 1 and value[0] == value[-1] == '"':
        value = value[1:-1]
    return url_decoded(value)


def url_decoded(value: str) -> str:
    """As HttpUtility.UrlDecode does it: `+` is a blank, `%u20AC` a UTF-16 unit, a bad escape stays as it stands.

    The bytes of escapes side by side are UTF-8; what is not becomes U+FFFD, and so does half a surrogate pair.
    """
    value = value.replace("+", " ")
    if "%" not in value:
        return value
    text = _ESCAPED.sub(_unescaped, value)
    if not _SURROGATE.search(text):
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _unescaped(escaped: re.Match[str]) -> str:
    if escaped["unit"]:
        return chr(int(escaped["unit"], 16))
    return replaced(bytes.fromhex(escaped["bytes"].replace("%", "")))


def is_known(action: str) -> bool:
    """Whether an action names the operation; case counts."""
    return action == SOAP_ACTION


def unknown_soap_action(action: str) -> str:
    """What the SOAP 1.1 way says to an action that it does not know."""
    return f"{UNKNOWN_SOAP_ACTION}{argument(action)}."


def unknown_action(action: str) -> str:
    """What the SOAP 1.2 way says when neither the action nor the body names the operation."""
    if not action:
        return f"{UNROUTED} without a valid action parameter. Please supply a valid soap action."
    return f"{UNROUTED}. The action '{argument(action)}' was not recognized."
