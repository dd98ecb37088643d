"""The bytes of an answer: .NET's XmlWriter without indentation, a writer compiled once from the Spyne types."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from mockserver.asmx.names import SOAP11, SOAP12, XSD, XSI
from mockserver.contract import NAMESPACE, OPERATION, LooseRow, Row, date_time_text
from mockserver.service.backend import SoapVersion
from mockserver.service.spyne_shim import DateTime, Integer32, Unicode
from mockserver.service.types import ArrayOfWSLegacyProcessStatus, WSLegacyProcessStatus, type_info

WrittenRow = Row | LooseRow | None
"""What an answer can have as a row; None is nil."""

_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_DECLARATION = '<?xml version="1.0" encoding="utf-8"?>'
_ENVELOPES: dict[SoapVersion, str] = {
    "1.1": f'{_DECLARATION}<soap:Envelope xmlns:soap="{SOAP11}" xmlns:xsi="{XSI}" xmlns:xsd="{XSD}">',
    "1.2": f'{_DECLARATION}<soap:Envelope xmlns:soap="{SOAP12}" xmlns:xsi="{XSI}" xmlns:xsd="{XSD}">',
}


def in_envelope(version: SoapVersion, body: str, header: str = "") -> bytes:
    """A whole message round what its Body holds."""
    return f"{_ENVELOPES[version]}{header}<soap:Body>{body}</soap:Body></soap:Envelope>".encode()


def escaped(text: str) -> str:
    """Text content as .NET's XmlTextWriter escapes it: three characters, and those that XML can't carry at all.

    The latter reach an answer when a request's headers held them; .NET writes `&#x1;`, which no parser takes either.
    """
    if "&" in text or "<" in text or ">" in text:
        text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    if text.isprintable():  # none of those that XML can't carry is
        return text
    return _FORBIDDEN.sub(lambda found: f"&#x{ord(found[0]):X};", text)


def response_bytes(version: SoapVersion, rows: Sequence[WrittenRow] | None) -> bytes:
    """A whole answer that carries rows; None is an absent result."""
    return in_envelope(version, _response(rows))


def _response(rows: Sequence[WrittenRow] | None) -> str:
    opened = f'<{OPERATION}Response xmlns="{NAMESPACE}"'
    if rows is None:
        return f"{opened} />"
    if not rows:
        return f"{opened}><{OPERATION}Result /></{OPERATION}Response>"
    written = "".join(map(_write_row, rows))
    return f"{opened}><{OPERATION}Result>{written}</{OPERATION}Result></{OPERATION}Response>"


def _compiled() -> Callable[[WrittenRow], str]:
    """A function that writes a row, its elements in the order of the Spyne type."""
    members = [_member(name, kind) for name, kind in type_info(WSLegacyProcessStatus).items()]
    (item,) = type_info(ArrayOfWSLegacyProcessStatus)
    nil, opened, closed = f'<{item} xsi:nil="true" />', f"<{item}>", f"</{item}>"

    def write(row: WrittenRow) -> str:
        if row is None:
            return nil
        if isinstance(row, LooseRow):
            return f"{opened}{_loose(row)}{closed}" if row.elements else f"<{item} />"
        return f"{opened}{''.join([member(row) for member in members])}{closed}"

    return write


def _loose(row: LooseRow) -> str:
    texts = ((name, escaped(text)) for name, text in row.elements)
    return "".join(f"<{name}>{text}</{name}>" if text else f"<{name} />" for name, text in texts)


def _member(name: str, kind: Any) -> Callable[[Row], str]:  # noqa: ANN401 - Spyne has no types
    to_text = next(writer for known, writer in _TO_TEXT if issubclass(kind, known))
    opened, closed, empty = f"<{name}>", f"</{name}>", f"<{name} />"

    def write(row: Row) -> str:
        value = getattr(row, name)
        if value is None:
            return ""
        text = to_text(value)
        return f"{opened}{text}{closed}" if text else empty

    return write


def _date_text(value: datetime | str) -> str:
    return escaped(value) if isinstance(value, str) else date_time_text(value)


_TO_TEXT: tuple[tuple[Any, Callable[[Any], str]], ...] = (
    (Integer32, str),
    (Unicode, escaped),
    (DateTime, _date_text),
)
_write_row = _compiled()
