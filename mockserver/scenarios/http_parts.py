"""The kinds of value that an HTTP reply is made of."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from mockserver.contract import shown, xml_text
from mockserver.scenarios.checking import FieldMistake, Mistakes, refusal
from mockserver.scenarios.kinds import Kind, Text, got
from mockserver.scenarios.nodes import Entries, Node

if TYPE_CHECKING:
    from mockserver.scenarios.reading import Reader

LARGEST_BODY = 64 * 2**20
"""Bytes of a file that is sent as a body."""

_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_VALUE = re.compile(r"[\t\x20-\x7e\x80-\xff]*")


class Body(Kind):
    """The bytes of an HTTP body; text is sent as UTF-8."""

    expected = "text"

    def _check(self, value: object) -> object:
        if not isinstance(value, str | bytes):
            raise refusal("text or bytes", value)
        return value.encode("utf-8", "surrogatepass") if isinstance(value, str) else value


class Headers(Kind):
    """HTTP headers by name; models keep a dict of text."""

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
            headers[str(name)] = mistakes.check(str(name), str(name), _header_value, text)
        mistakes.raise_any()
        return headers

    def _read(self, node: Node, reader: Reader) -> object:
        if not isinstance(node, Entries):
            raise ValueError(f"expected {self.expected}, got {got(node)}")
        kind = Text(expected="a header's value")
        return {name: reader.value(kind, entry.node, name) for name, entry in node.entries.items()}


def _wrong_name(name: object, before: Mapping[str, object], of_the_server: Sequence[str]) -> list[FieldMistake]:
    if not isinstance(name, str) or not _TOKEN.fullmatch(name):
        what = f"expected a header's name (letters, digits and dashes), got {shown(name)}"
    elif name.lower() in of_the_server:
        what = f"{name} is written by the server itself; leave it out"
    elif name.lower() in map(str.lower, before):
        what = f"{name} is here twice; header names are the same in any case"
    else:
        return []
    return [FieldMistake(what, found=shown(name), path=(str(name),), on_key=True)]


def _header_value(value: object) -> str:
    text = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
    if not isinstance(text, str):
        raise refusal("a header's value as text", value)
    if not _VALUE.fullmatch(text):
        raise refusal("a header's value on one line, in ISO-8859-1 and without control characters", value)
    return text


class BodyFile(Kind):
    """The bytes of a file that lies beside the scenario's own, or in a folder below it."""

    expected = "the name of a file"

    def _read(self, node: Node, reader: Reader) -> object:
        name = xml_text(self.scalar(node))
        if reader.folder is None:
            raise ValueError("a scenario that is not in a file has no folder to look in")
        folder, file = (Path(os.path.realpath(path)) for path in (reader.folder, reader.folder / name))
        if not file.is_relative_to(folder):
            raise ValueError(f"expected a file in the scenario's own folder or below it, got {shown(name)}")
        return _bytes_of(file, name)


def _bytes_of(file: Path, name: str) -> bytes:
    try:
        if file.is_file():
            with file.open("rb") as opened:
                content = opened.read(LARGEST_BODY + 1)
            if len(content) > LARGEST_BODY:
                raise ValueError(f"the file {shown(name)} is larger than {LARGEST_BODY // 2**20} MiB")
            return content
    except OSError as error:
        raise ValueError(f"the file {shown(name)} can't be read: {error.strerror}") from None
    raise ValueError(f"there is no file {shown(name)} in the scenario's folder")
