"""The kinds of value that an HTTP reply is made of."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, cast

from mockserver.contract import shown, xml_text
from mockserver.frozen import Frozen
from mockserver.scenarios.checking import FieldMistake, Mistakes, refusal, text_of
from mockserver.scenarios.kinds import Kind, Text, got
from mockserver.scenarios.nodes import Entries, Node
from mockserver.scenarios.schema import TEXT, Definitions, Schema, any_case, pattern

if TYPE_CHECKING:
    from mockserver.scenarios.reading import Reader
    from mockserver.scenarios.writing import Data, Writer

LARGEST_BODY = 64 * 2**20
"""Bytes of a file that is sent as a body."""

_LONGEST_TEXT = 10_000
"""Bytes of a body that is written into a scenario's own file."""

_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_VALUE = re.compile(r"[\t\x20-\x7e\x80-\xff]*")


_MOST_BITS = 1_000
"""Of a number that stands for its digits; Python itself writes none of 4301 digits."""


class Body(Kind):
    """The bytes of an HTTP body; text is sent as UTF-8."""

    expected = "text"

    def _check(self, value: object) -> object:
        if not isinstance(value, str | bytes):
            raise refusal("text or bytes", value)
        return value.encode("utf-8", "surrogatepass") if isinstance(value, str) else value

    def sayable(self, value: object) -> bool:
        """See ``Kind.sayable``: text that is no longer than people want to see it."""
        body = cast("bytes", value)
        if len(body) > _LONGEST_TEXT:
            return False
        try:
            xml_text(body.decode())
        except ValueError:  # not UTF-8, or with characters such as U+0000, which no text should hold
            return False
        return True

    def _write(self, value: object, writer: Writer) -> Data:
        return cast("bytes", value).decode()


class Headers(Kind):
    """HTTP headers by name; models keep a mapping of text that does not change."""

    expected = "a mapping of header names to values"
    of_the_server: tuple[str, ...] = ("content-length", "transfer-encoding", "connection")
    """Names in lower case that are not for people to give."""

    def _check(self, value: object) -> object:
        if not isinstance(value, Mapping):
            raise refusal(self.expected, value)
        mistakes = Mistakes()
        headers: dict[str, object] = {}
        for name, text in value.items():
            mistakes.all += _wrong_name(name, headers, self.of_the_server)
            key = text_of(name)
            headers[key] = mistakes.check(key, key, header_value, text)
        mistakes.raise_any()
        return Frozen(headers)

    def _read(self, node: Node, reader: Reader) -> object:
        if not isinstance(node, Entries):
            raise ValueError(f"expected {self.expected}, got {got(node)}")
        kind = Text(expected="a header's value")
        return {name: reader.value(kind, entry.node, name) for name, entry in node.entries.items()}

    def _write(self, value: object, writer: Writer) -> Data:
        return dict(cast("Mapping[str, str]", value))

    def _schema(self, definitions: Definitions) -> Schema:
        names = {"pattern": pattern(_TOKEN), "not": {"pattern": any_case(*self.of_the_server)}}
        return {"type": "object", "propertyNames": names, "additionalProperties": HEADER_VALUE}


HEADER_VALUE: Schema = {**TEXT, "pattern": pattern(_VALUE)}


def _wrong_name(name: object, before: Mapping[str, object], of_the_server: Sequence[str]) -> list[FieldMistake]:
    if not isinstance(name, str) or not _TOKEN.fullmatch(name):
        what = f"expected a header's name (letters, digits and dashes), got {shown(name)}"
    elif name.lower() in of_the_server:
        what = f"{name} is written by the server itself; leave it out"
    elif name.lower() in map(str.lower, before):
        what = f"{name} is here twice; header names are the same in any case"
    else:
        return []
    return [FieldMistake(what, found=shown(name), path=(text_of(name),), on_key=True)]


def header_value(value: object) -> str:
    """The value as one that a header can have; a number may stand for its digits. Raises ScenarioError."""
    is_number = isinstance(value, int) and not isinstance(value, bool) and value.bit_length() <= _MOST_BITS
    text = str(value) if is_number else value
    if not isinstance(text, str):
        raise refusal("a header's value as text", value)
    if not _VALUE.fullmatch(text):
        raise refusal("a header's value on one line, in ISO-8859-1 and without control characters", value)
    return text


class BodyFile(Kind):
    """The bytes of a file that lies beside the scenario's own, or in a folder below it."""

    expected = "the name of a file"

    def _read(self, node: Node, reader: Reader) -> object:
        _, content = bytes_beside(self.scalar(node), reader)
        return content

    def _write(self, value: object, writer: Writer) -> Data:
        return writer.beside(cast("bytes", value), ".body")


def bytes_beside(name: object, reader: Reader) -> tuple[str, bytes]:
    """The name and the bytes of a file in the folder of what is read, or below it. Raises ValueError."""
    text = xml_text(name)
    if reader.folder is None:
        raise ValueError("a scenario that is not in a file has no folder to look in")
    folder, file = (Path(os.path.realpath(path)) for path in (reader.folder, reader.folder / text))
    if not file.is_relative_to(folder):
        raise ValueError(f"expected a file in the scenario's own folder or below it, got {shown(text)}")
    return text, bytes_of(file, text, " in the scenario's folder")


def bytes_of(file: Path, name: str, where: str = "") -> bytes:
    """The bytes of a file, which messages call ``name``; ``where`` completes "there is no file". Raises ValueError."""
    try:
        if file.is_dir():
            raise ValueError(f"expected a file, got the folder {shown(name)}")
        if file.is_file():
            with file.open("rb") as opened:
                content = opened.read(LARGEST_BODY + 1)
            if len(content) > LARGEST_BODY:
                raise ValueError(f"the file {shown(name)} is larger than {LARGEST_BODY // 2**20} MiB")
            return content
    except OSError as error:
        raise ValueError(f"the file {shown(name)} can't be read: {error.strerror}") from None
    raise ValueError(f"there is no file {shown(name)}{where}")
