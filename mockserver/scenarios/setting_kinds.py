"""The kinds of value that only settings have."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

from mockserver.contract import shown
from mockserver.errors import ScenarioError
from mockserver.frozen import Frozen
from mockserver.scenarios.answer_kind import AnswerKind, answer_schema
from mockserver.scenarios.answers import Fault
from mockserver.scenarios.checking import WRONG, FieldMistake, brief, refusal, said, settle
from mockserver.scenarios.durations import Duration
from mockserver.scenarios.http_parts import Headers
from mockserver.scenarios.kinds import Kind, MappedOrModel, Span, Whole
from mockserver.scenarios.nodes import Entries, Node
from mockserver.scenarios.schema import Definitions, Schema

if TYPE_CHECKING:
    from mockserver.scenarios.reading import Reader
    from mockserver.scenarios.writing import Data, Writer


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

    def _write(self, value: object, writer: Writer) -> Data:
        return AnswerKind().write(value, writer) if isinstance(value, Fault) else super()._write(value, writer)

    def _schema(self, definitions: Definitions) -> Schema:
        return {"anyOf": [{"type": "string", "pattern": rf"^{self._FAULT}\s*\S"}, answer_schema(Fault, definitions)]}


def _unending(fault: Fault) -> Fault:
    if fault.calls is not None or fault.for_ is not None:
        raise ValueError("every call for such a list gets the fault, so it can't have a number of calls or a time")
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

    def _schema(self, definitions: Definitions) -> Schema:
        return {"anyOf": [{"type": "string", "pattern": "^[ \t\r\n]*none[ \t\r\n]*$|:"}, super()._schema(definitions)]}

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


class Passwords(Frozen[str]):
    """Passwords by user name. Its representation, which logs and tracebacks may print, shows none of them."""

    __slots__ = ()

    def __repr__(self) -> str:
        return repr(dict.fromkeys(self, "***"))


class Credentials(Kind):
    """The users who are let in and their passwords, which no message shows; as text one `USER:PASSWORD` a line."""

    expected = "a mapping of user names to passwords (as text USER:PASSWORD, one a line), or anybody"
    nil = True
    _LINE = "USER:PASSWORD, both not empty"

    def _check(self, value: object) -> object:
        if value == "anybody":
            return None
        given = self._lines(value) if isinstance(value, str) else value
        if wrong := wrong_credentials(given):
            instead = "; leave it out, or give at least one user" if given == {} else ""
            raise _mistake(f"expected {self.expected}, got {wrong}{instead}")
        return Passwords(cast("Mapping[str, str]", given))

    def _lines(self, text: str) -> Mapping[str, str]:
        passwords: dict[str, str] = {}
        for line in filter(_trimmed, _LINE_END.split(text)):
            user, _, password = line.partition(":")  # a password may hold further colons, and blanks
            if not user or not password:
                raise _mistake(f"expected {self._LINE}, one a line, or anybody")
            if user in passwords:
                raise _mistake(f"the user {shown(user)} is here twice")
            passwords[user] = password
        if not passwords:
            raise _mistake(f"expected {self._LINE}, one a line, or anybody, got nothing but blanks")
        return passwords


def wrong_credentials(given: object) -> str | None:
    """What came instead of credentials, in words that show no part of it; None if they can be meant."""
    if not isinstance(given, Mapping):
        return f"a value of type {type(given).__name__}"
    if not given:
        return "an empty one, which lets nobody in"
    for pair in given.items():
        for what, word in zip(("user name", "password"), pair, strict=True):
            if not isinstance(word, str):
                return f"a {what} of type {type(word).__name__}"
            if not word:
                return f"an empty {what}"
        if ":" in pair[0]:
            return "a user name with a colon"  # as text it would end there
    return None


def _mistake(what: str) -> ScenarioError:
    """The error for a value that is not to be shown; a ValueError's mistake would hold what was found."""
    return ScenarioError([FieldMistake(what)])


@dataclass(frozen=True, init=False, repr=False)
class Lockout:
    """How many failed log-ons in a row shut a user out, and for how long. Raises ScenarioError."""

    after: int = field(
        metadata=said(
            Whole(expected="a number of attempts of at least 1", least=1), "How many log-ons have to fail in a row."
        )
    )
    for_: float = field(metadata=said(Span(least=0.001), "How long the user is shut out, by the clock.", key="for"))
    """Seconds."""

    def __init__(self, after: int, for_: Duration) -> None:
        settle(self, after=after, for_=for_)

    __repr__ = brief


class LockoutKind(MappedOrModel):
    """A lock-out or none; as text attempts and duration, `5/15m`."""

    nil = True

    def __init__(self) -> None:
        super().__init__("a lock-out such as 5/15m", Lockout)

    def _check(self, value: object) -> object:
        if value == "none":
            return None
        if isinstance(value, str):
            after, slash, span = value.partition("/")
            if not slash:
                raise refusal(f"{self.expected}, or none", value, ("none",))
            value = {"after": after, "for": span}
        return super()._check(value)
