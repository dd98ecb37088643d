"""The wire's names, types and order, in one table.

The Spyne types, the test of the WSDL and the check of rows derive from it.

Source: the public copy of the service's WSDL.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Literal, NamedTuple

from mockserver.frozen import Frozen

NAMESPACE = "http://webservices.listrak.com/v31/"
SERVICE = "IntegrationService"
OPERATION = "GetLegacyProcessStatus"
SOAP_ACTION = NAMESPACE + OPERATION
ENDPOINT = "/v31/IntegrationService.asmx"

DESCRIPTION = "Listrak Integration Services Version 3.1"
OPERATION_DESCRIPTION = (
    "[Deprecated: Please use GetProcessStatus.] Provides status information for asynchronous legacy processes "
    'such as the XML over HTTP "Send to List" and "Send to File" calls.'
)

SERVER_HEADERS: Mapping[str, str] = Frozen(
    {"Server": "Microsoft-IIS/10.0", "X-AspNet-Version": "4.0.30319", "X-Powered-By": "ASP.NET"}
)
"""The headers by which IIS and ASP.NET name themselves, in the order in which they come."""

INT32_MIN, INT32_MAX = -(2**31), 2**31 - 1

FaultCode = Literal["Client", "Server", "MustUnderstand", "VersionMismatch"]
"""SOAP 1.1's names; SOAP 1.2 calls the first two Sender and Receiver."""

XsdType = Literal["int", "string", "dateTime"]


class Field(NamedTuple):
    """A child element of ``WSLegacyProcessStatus``."""

    name: str
    type: XsdType
    required: bool


ROW_FIELDS = (
    Field("StatusID", "int", required=True),
    Field("ListID", "int", required=True),
    Field("ProcessType", "string", required=False),
    Field("CurrentStep", "int", required=True),
    Field("MaxStep", "int", required=True),
    Field("ProcessStartTime", "dateTime", required=True),
    Field("ProcessCompleteTime", "dateTime", required=True),
)


class Row(NamedTuple):
    """A ``WSLegacyProcessStatus`` as it goes over the wire; the two times are the wire's own text."""

    StatusID: int
    ListID: int
    ProcessType: str | None
    CurrentStep: int
    MaxStep: int
    ProcessStartTime: str
    ProcessCompleteTime: str


class LooseRow(NamedTuple):
    """What stands in the place of a row and is none by the contract: some elements by name and text, in this order."""

    elements: tuple[tuple[str, str], ...]

    def text(self, name: str) -> str | None:
        """What the first element of this name holds; None if there is none."""
        return next((text for known, text in self.elements if known == name), None)

    def __str__(self) -> str:
        return f"row with {', '.join(f'{name}={text}' for name, text in self.elements) or 'nothing in it'}"


def int32(value: object) -> int:
    """The value as a 32-bit whole number, from an int or its decimal digits. Raises ValueError with the reason."""
    if isinstance(value, str) and re.fullmatch(r"[+-]?[0-9]{1,30}", value):
        value = int(value)
    if not isinstance(value, int) or isinstance(value, bool):
        raise ValueError(f"expected a whole number, got {shown(value)}")
    if not INT32_MIN <= value <= INT32_MAX:
        raise ValueError(f"expected a whole number from {INT32_MIN} to {INT32_MAX} (32 bits), got {shown(value)}")
    return value


# All but "\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff"; said the other way round it takes 4 ms to compile.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def is_xml_character(character: str) -> bool:
    """Whether XML 1.0 can carry the character."""
    return _FORBIDDEN.match(character) is None


def xml_text(value: object) -> str:
    """The value as text that XML 1.0 can carry. Raises ValueError that names the first character it can't."""
    if not isinstance(value, str):
        raise ValueError(f"expected text, got {shown(value)}")
    if found := _FORBIDDEN.search(value):
        character, position = f"U+{ord(found[0]):04X}", found.start() + 1
        raise ValueError(f"expected text that XML can carry, got the character {character} at position {position}")
    return plain_text(value)


def plain_text(text: str) -> str:
    """The same text as no subclass of str, which may have ideas of its own about hashes, comparing and showing."""
    return str.__str__(text)


_PLAIN_NAME = re.compile("[A-Za-z_][A-Za-z0-9._-]*")
_OTHER_NAME = re.compile(r"[^\x00-,/:-@\[-^`{-\x7f]+")  # A-Z, a-z, 0-9, dot, underscore, dash, and all beyond ASCII


def is_xml_name(text: str) -> bool:
    """Whether an element or a prefix can have this name: one of XML 1.0's fourth edition, without a colon."""
    if _PLAIN_NAME.fullmatch(text):
        return True
    if not _OTHER_NAME.fullmatch(text):
        return False
    from xml.parsers import expat  # noqa: PLC0415 - it has the table of letters, which few names need

    try:
        expat.ParserCreate().Parse(f"<{text}/>".encode(), True)
    except (expat.ExpatError, UnicodeEncodeError):
        return False
    return True


_FARTHEST_ZONE = timedelta(hours=14)  # XML Schema's bound
DATE_TIME = re.compile(
    r"(?P<date>[0-9]{4}-[0-9]{2}-[0-9]{2})T(?P<time>[0-9]{2}:[0-9]{2}:[0-9]{2})(?:\.(?P<fraction>[0-9]{1,7}))?(?P<zone>Z|[+-][0-9]{2}:[0-9]{2})?"
)


def date_time(value: object) -> str:
    """The value as .NET writes a dateTime: no trailing zeros in the fraction, a zone as given.

    Takes a datetime (written without a zone if it has none) or text. Raises ValueError with the reason.
    """
    if isinstance(value, datetime):
        return date_time_text(value)
    if not isinstance(value, str):
        raise ValueError(f"expected a date and time, got {shown(value)}")
    parts = DATE_TIME.fullmatch(value)
    if parts is None:
        raise ValueError(f"expected a date and time such as 2015-03-09T10:15:30, got {shown(value)}")
    try:
        zone = datetime.fromisoformat(f"{parts['date']}T{parts['time']}{parts['zone'] or ''}").utcoffset()
    except ValueError as error:
        raise ValueError(f"expected a date and time that exists, got {shown(value)}: {error}") from None
    if zone is not None and abs(zone) > _FARTHEST_ZONE:
        raise ValueError(f"expected a zone from -14:00 to +14:00, got {shown(value)}")
    fraction = (parts["fraction"] or "").rstrip("0")
    return f"{parts['date']}T{parts['time']}{'.' + fraction if fraction else ''}{parts['zone'] or ''}"


def date_time_text(moment: datetime) -> str:
    """A datetime as .NET writes it; UTC is ``Z``, another zone its offset, none nothing."""
    text = moment.replace(tzinfo=None).isoformat()
    if moment.microsecond:
        text = text.rstrip("0")
    offset = moment.utcoffset()
    if offset is None:
        return text
    if offset == timedelta(0):
        return text + "Z"
    sign, minutes = ("-", -offset) if offset < timedelta(0) else ("+", offset)
    hours, rest = divmod(int(minutes.total_seconds()) // 60, 60)
    return f"{text}{sign}{hours:02}:{rest:02}"


def shown(value: object) -> str:
    """A value as an error message shows it: quoted, and cut where it is long."""
    try:
        text = repr(value)
    except Exception:  # noqa: BLE001 - whatever a stranger's repr raises; and Python writes no int of 4301 digits
        return f"<{type(value).__name__} that can't be shown>"
    return text if len(text) <= 80 else f"{text[:76]}...{text[-1]}"
