"""The kinds of value that only settings have."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, cast

from mockserver.contract import shown
from mockserver.frozen import Frozen
from mockserver.scenarios.answer_kind import AnswerKind
from mockserver.scenarios.answers import Fault
from mockserver.scenarios.checking import WRONG, refusal
from mockserver.scenarios.http_parts import Headers
from mockserver.scenarios.kinds import Kind
from mockserver.scenarios.nodes import Entries, Node

if TYPE_CHECKING:
    from mockserver.scenarios.reading import Reader


class Switch(Kind):
    """On or off; models keep a bool. Texts may say it as YAML and ini files do."""

    expected = "on or off"
    words = ("on", "off")
    _MEANINGS: Mapping[str, bool] = {"on": True, "true": True, "yes": True, "off": False, "false": False, "no": False}

    def _check(self, value: object) -> object:
        meaning = self._MEANINGS.get(value.casefold()) if isinstance(value, str) else value
        if not isinstance(meaning, bool):
            raise refusal(self.expected, value, self.words)
        return meaning


class UnknownList(Kind):
    """What a call gets for a list that nothing answers: a word, or a fault, which may be late."""

    words = ("explain", "empty")
    expected = "explain, empty or a fault (fault:TEXT, or in Python a Fault)"
    _FAULT = "fault:"

    def _check(self, value: object) -> object:
        if isinstance(value, str) and value.startswith(self._FAULT):
            text = value.removeprefix(self._FAULT).strip()
            if not text:
                raise refusal(self.expected, value)
            value = Fault(text)
        if isinstance(value, Fault):
            return _unending(value)
        if not isinstance(value, str) or value not in self.words:
            raise refusal(self.expected, value, self.words)
        return value

    def _read(self, node: Node, reader: Reader) -> object:
        if not isinstance(node, Entries):
            return super()._read(node, reader)
        answer = AnswerKind().read(node, reader)
        if answer is WRONG or isinstance(answer, Fault):
            return answer
        raise ValueError("expected explain, empty or a fault such as {fault: no such list}, got another answer")


def _unending(fault: Fault) -> Fault:
    if fault.calls is not None:
        raise ValueError("every call for such a list gets the fault, so it can't have a number of calls")
    return fault


_LINE_END = re.compile(r"\r?\n")


class ServerHeaders(Headers):
    """Headers that each answer has, besides those that say something about it; as text one `NAME: VALUE` a line."""

    expected = "a mapping of header names to values, or none"
    of_the_server = (
        *Headers.of_the_server,
        *("allow", "cache-control", "content-encoding", "content-type", "date", "jsonerror"),
    )

    def _check(self, value: object) -> object:
        given = self._lines(value) if isinstance(value, str) else value
        return Frozen(cast("Mapping[str, str]", super()._check(given)))

    def _read(self, node: Node, reader: Reader) -> object:
        return super()._read(node, reader) if isinstance(node, Entries) else self.scalar(node)

    def _lines(self, text: str) -> Mapping[str, str]:
        lines = [line for line in map(_trimmed, _LINE_END.split(text)) if line]
        if lines == ["none"]:
            return {}
        headers: dict[str, str] = {}
        for line in lines or [text]:  # nothing but blanks is told as it came
            name, colon, value = line.partition(":")
            if not colon:
                raise ValueError(f"expected `NAME: VALUE`, one a line, or none, got {shown(line)}")
            if name in headers:
                raise ValueError(f"{name} is here twice")
            headers[name] = _trimmed(value)
        return headers


def _trimmed(text: str) -> str:
    return text.strip(" \t")  # HTTP's blanks; others are characters like any, which the check of a value tells
