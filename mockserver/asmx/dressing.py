"""SOAP messages that are not written as the service writes them, and bodies that are cut. Off the usual path."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from mockserver.asmx.faults import fault_bytes
from mockserver.asmx.markup import indented, with_prefix
from mockserver.asmx.names import SOAP11, SOAP12, SOAP_XML, TEXT_XML
from mockserver.asmx.writing import WrittenRow, response_bytes
from mockserver.contract import NAMESPACE, OPERATION
from mockserver.service.backend import SoapFault, SoapVersion

if TYPE_CHECKING:
    from mockserver.scenarios.dress import Dress

_OTHER: dict[SoapVersion, SoapVersion] = {"1.1": "1.2", "1.2": "1.1"}
_NAMESPACES: dict[SoapVersion, str] = {"1.1": SOAP11, "1.2": SOAP12}
_TYPES: dict[SoapVersion, str] = {"1.1": TEXT_XML, "1.2": SOAP_XML}


class Dressed(NamedTuple):
    """A message as it goes out."""

    body: bytes
    content_type: str


def dressed(version: SoapVersion, answer: Sequence[WrittenRow] | SoapFault | None, dress: Dress) -> Dressed:
    """The message for rows (None is an absent result) or a fault; ``version`` is the caller's."""
    spoken = _spoken(version, dress)
    text, of_rows = _plain(spoken, answer), not isinstance(answer, SoapFault)
    if dress.extra_elements:
        text = _with_more(text, of_rows=of_rows)
    if dress.prefix is not None:
        text = _in_prefix(text, dress.prefix, _NAMESPACES[spoken], of_rows=of_rows)
    if dress.pretty:
        text = indented(text)
    charset = dress.charset or "utf-8"
    content_type = dress.content_type or f"{_TYPES[spoken]}; charset={charset}"
    return Dressed(_encoded(text, charset, bom=dress.bom), content_type)


def _spoken(version: SoapVersion, dress: Dress) -> SoapVersion:
    if dress.soap is None:
        return version
    return _OTHER[version] if dress.soap == "other" else dress.soap


def _plain(version: SoapVersion, answer: Sequence[WrittenRow] | SoapFault | None) -> str:
    written = fault_bytes(version, answer) if isinstance(answer, SoapFault) else response_bytes(version, answer)
    return written.decode()


def _in_prefix(text: str, prefix: str, namespace: str, *, of_rows: bool) -> str:
    if not of_rows:
        return with_prefix(text, prefix, namespace)
    opened, closed = "<soap:Body>", "</soap:Body>"  # rows are in a namespace of their own, and there may be many
    before, _, rest = text.partition(opened)
    rows, _, after = rest.rpartition(closed)
    before, _, after = with_prefix(f"{before}{opened}\0{closed}{after}", prefix, namespace).partition("\0")
    return f"{before}{rows}{after}"


def _encoded(text: str, charset: str, *, bom: bool) -> bytes:
    text = text.replace('encoding="utf-8"', f'encoding="{charset}"', 1)
    if bom and not "".encode(charset):  # some codecs, such as utf-16, write the mark themselves
        text = f"\ufeff{text}"
    return text.encode(charset, "xmlcharrefreplace")


_IN_ROW = "<QueueName>default</QueueName>"
_BEHIND_RESULT = "<RequestCount>1</RequestCount>"
_IN_HEADER = f'<ServiceVersion xmlns="{NAMESPACE}">3.2</ServiceVersion>'
_RESPONSE = f"{OPERATION}Response"


def _with_more(text: str, *, of_rows: bool) -> str:
    """A message of a later version of the service. A nil row stays empty, and a fault has only the header."""
    if of_rows:
        closed = f"</{_RESPONSE}>"
        text = text.replace(f'<{_RESPONSE} xmlns="{NAMESPACE}" />', f'<{_RESPONSE} xmlns="{NAMESPACE}">{closed}')
        text = text.replace("</WSLegacyProcessStatus>", f"{_IN_ROW}</WSLegacyProcessStatus>")
        text = text.replace(closed, f"{_BEHIND_RESULT}{closed}")
    before, body, after = text.partition("<soap:Body>")
    header, end, _ = before.partition("</soap:Header>")
    header = f"{header}{_IN_HEADER}</soap:Header>" if end else f"{before}<soap:Header>{_IN_HEADER}</soap:Header>"
    return header + body + after


_WIDE = (
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
    (b"<\x00\x00\x00", "utf-32-le"),
    (b"\x00\x00\x00<", "utf-32-be"),
    (b"<\x00", "utf-16-le"),
    (b"\x00<", "utf-16-be"),
)
"""How documents begin in which a character of ASCII has more than one byte."""


def truncated(body: bytes, at: int | str) -> bytes:
    """The body up to so many bytes, or to the end of the start tag of the first element with this local name.

    The whole body if it is no longer, or has no such element. UTF-16 and UTF-32 are recognised by their first bytes;
    in any other character set ASCII is
    taken to be as always, and other letters of the name to be in UTF-8.
    """
    if isinstance(at, int):
        return body[:at]
    charset = next((name for beginning, name in _WIDE if body.startswith(beginning)), None)
    name = at if charset else at.encode().decode("latin-1")
    tag = re.compile(rf"""<(?:[^\s<>/!?:]+:)?{re.escape(name)}(?=[\s/>])(?:[^>"']|"[^"]*"|'[^']*')*>""")
    charset = charset or "latin-1"
    found = tag.search(body.decode(charset, "replace"))
    return body[: len(found.string[: found.end()].encode(charset))] if found else body
