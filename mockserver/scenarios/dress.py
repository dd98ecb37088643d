"""How a SOAP message is written if not as the service writes it: another type, another encoding, other prefixes."""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from mockserver.contract import is_xml_name
from mockserver.scenarios.checking import FieldMistake, Rule, brief, refusal, said, settle
from mockserver.scenarios.http_parts import HEADER_VALUE, header_value
from mockserver.scenarios.kinds import Kind, MappedOrModel, Switch, Word
from mockserver.scenarios.schema import Definitions, Schema, pattern


class ContentType(Kind):
    """The value of a Content-Type header."""

    expected = "the value of a Content-Type header, such as text/html"
    free = True

    def _check(self, value: object) -> object:
        text = header_value(value)
        if not text.strip():
            raise refusal(self.expected, value)
        return text

    def _schema(self, definitions: Definitions) -> Schema:
        return {"allOf": [HEADER_VALUE, {"pattern": r"\S"}]}


_NO_CHARSETS = ("idna", "mbcs", "oem", "punycode", "raw-unicode-escape", "undefined", "unicode-escape")
"""Encodings of Python's that encode text, but no document, or not on every machine."""
_ENCODING_NAME = re.compile("[A-Za-z][A-Za-z0-9._-]*")  # what an XML declaration allows; a header allows it too


class Charset(Kind):
    """The name of a character set that Python can write."""

    expected = "the name of a character set, such as utf-16 or iso-8859-1"

    def _check(self, value: object) -> object:
        if not isinstance(value, str) or not _ENCODING_NAME.fullmatch(value) or not _writes_text(value):
            raise refusal(self.expected, value)
        return value

    def _schema(self, definitions: Definitions) -> Schema:
        return {"type": "string", "pattern": pattern(_ENCODING_NAME)}


def _writes_text(name: str) -> bool:
    try:
        written = codecs.lookup(name).name.replace("_", "-")
        return written not in _NO_CHARSETS and "a".encode(name).decode(name) == "a"
    except (LookupError, ValueError):  # unknown, or an encoding of bytes
        return False


class Prefix(Kind):
    """A namespace prefix; empty text is the default namespace, which has none."""

    expected = 'a prefix such as env, or "" for the default namespace'
    free = True

    def _check(self, value: object) -> object:
        if not isinstance(value, str) or (value and not is_xml_name(value)):
            raise refusal(self.expected, value)
        if value[:3].casefold() == "xml":
            raise refusal(f"{self.expected}; those that begin with xml are taken", value)
        if value in ("xsi", "xsd"):
            raise refusal(f"{self.expected}; the envelope has {value} for another namespace", value)
        return value

    def _schema(self, definitions: Definitions) -> Schema:
        return {"type": ["string", "boolean"], "pattern": r"^(?![Xx][Mm][Ll]|xs[id]$)[^\s:<>&]*$"}


def _mark_can_be_written(charset: str | None, bom: bool) -> FieldMistake | None:
    if not bom or charset is None or _can_write("\ufeff", charset):
        return None
    return FieldMistake(f"bom: {charset} has no byte order mark; leave bom out", path=("bom",))


def _prefix_can_be_written(charset: str | None, prefix: str | None) -> FieldMistake | None:
    if prefix is None or charset is None or _can_write(prefix, charset):
        return None
    return FieldMistake(f"prefix: {charset} can't write it", path=("prefix",))


def _can_write(text: str, charset: str) -> bool:
    try:
        text.encode(charset)
    except UnicodeError:
        return False
    return True


_RULES = (
    Rule(("charset", "bom"), _mark_can_be_written),
    Rule(("charset", "prefix"), _prefix_can_be_written),
)


@dataclass(frozen=True, init=False, repr=False)
class Dress:
    """How a SOAP message is written; what is left out is as the service does it. Raises ScenarioError."""

    content_type: str | None = field(
        default=None,
        metadata=said(ContentType(), "The Content-Type header, whatever the message is.", key="content-type"),
    )
    soap: Literal["1.1", "1.2", "other"] | None = field(
        default=None,
        metadata=said(
            Word(("1.1", "1.2", "other")),
            "The SOAP version of the message and its type; other is the one that the caller does not speak.",
        ),
    )
    charset: str | None = field(
        default=None,
        metadata=said(
            Charset(),
            "The message is in this character set, and says so in Content-Type and declaration; what the set lacks is "
            "a character reference. To say one and send another, give content-type too.",
        ),
    )
    bom: bool = field(default=False, metadata=said(Switch(), "A byte order mark stands before the message."))
    pretty: bool = field(
        default=False, metadata=said(Switch(), "The message is indented; text has no white space added.")
    )
    prefix: str | None = field(
        default=None,
        metadata=said(Prefix(), 'The prefix of the envelope\'s namespace; "" is none: the default namespace.'),
    )
    extra_elements: bool = field(
        default=False,
        metadata=said(
            Switch(),
            "Elements that the contract does not know, as from a later version of the service: in each row, behind the "
            "result, and as a SOAP header.",
            key="extra-elements",
        ),
    )

    def __init__(
        self,
        *,
        content_type: str | None = None,
        soap: Literal["1.1", "1.2", "other"] | None = None,
        charset: str | None = None,
        bom: bool = False,
        pretty: bool = False,
        prefix: str | None = None,
        extra_elements: bool = False,
    ) -> None:
        text = {"content_type": content_type, "soap": soap, "charset": charset, "prefix": prefix}
        settle(self, _RULES, **text, bom=bom, pretty=pretty, extra_elements=extra_elements)

    __repr__ = brief

    @property
    def breaches(self) -> tuple[FieldMistake, ...]:
        """What of it breaks the contract; other prefixes, white space and a byte order mark never do."""
        found = {
            "content-type": self.content_type is not None,
            "soap": self.soap is not None,
            "charset": self.charset is not None and self.charset.lower() != "utf-8",
            "extra-elements": self.extra_elements,
        }
        return tuple(
            FieldMistake(f"{key}: {_BREACHES[key]}, so this breaks the contract", path=(key,), on_key=True)
            for key, breaks in found.items()
            if breaks
        )


_BREACHES: Mapping[str, str] = {
    "content-type": "the service sends another type with one of the two SOAP versions",
    "soap": "the service answers in the version of the call",
    "charset": "the service's answers are in utf-8",
    "extra-elements": "the service's schema knows no such elements",
}


class DressKind(MappedOrModel):
    """A mapping in files; in Python a Dress, or a mapping with the keys of files."""

    def __init__(self) -> None:
        super().__init__("a dress", Dress)
