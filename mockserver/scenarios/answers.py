"""What a call can get, one class a kind. The files' words and these constructors say the same things."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar, Literal, NamedTuple, TypedDict, Unpack, get_args

from mockserver.contract import FaultCode, Row
from mockserver.scenarios.checking import FieldMistake, Rule, brief, said, settle
from mockserver.scenarios.durations import Duration, duration_text
from mockserver.scenarios.fragments import Fragment
from mockserver.scenarios.http_parts import Body, BodyFile, Headers
from mockserver.scenarios.kinds import Kind, Span, Text, Whole, Word
from mockserver.scenarios.processes import counted
from mockserver.scenarios.rows import ExactRow, RowList

LogonToken = Literal["InvalidLogonAttempt", "LoginAttemptsExceeded", "ProhibitedIPAddress"]
"""The words that public clients look for in the text of a refused log-on."""

RowLike = Mapping[str, object] | Row | ExactRow


class Sending(TypedDict, total=False):
    """What every answer takes besides its own: for how many calls, and how it is sent."""

    calls: int | None
    delay: Duration


class OnlyInFiles(NamedTuple):
    """A key that is another way to give a field, by reading something that only a file can name."""

    kind: Kind
    doc: str
    instead_of: str


@dataclass(frozen=True, init=False, repr=False)
class Answer(ABC):
    """The base of all kinds. Every constructor raises ScenarioError that holds every mistake."""

    kind: ClassVar[str]
    """The word in files."""
    whole: ClassVar[str | None] = None
    """The field that a file may give alone, without its name: ``http: 503`` is ``http: {status: 503}``."""
    only_in_files: ClassVar[Mapping[str, OnlyInFiles]] = {}
    """Keys of a file that Python has no parameter for."""

    calls: int | None = field(
        default=None,
        kw_only=True,
        metadata=said(
            Whole(expected="a number of calls of at least 1", least=1), "How many calls get it; one if left out."
        ),
    )
    delay: float = field(
        default=0.0, kw_only=True, metadata=said(Span(), "Real time that passes before the first byte is sent.")
    )
    """Seconds."""

    __repr__ = brief

    def describe(self) -> str:
        """The answer in a few words: "http 503, 2 calls, after 2s"."""
        calls = counted(self.calls, "call") if self.calls else ""
        return ", ".join(
            filter(None, (self._gist(), calls, f"after {duration_text(self.delay)}" if self.delay else ""))
        )

    @abstractmethod
    def _gist(self) -> str: ...


@dataclass(frozen=True, init=False, repr=False)
class Status(Answer):
    """The processes as they stand."""

    kind = "status"

    def __init__(self, **sending: Unpack[Sending]) -> None:
        settle(self, **sending)

    def _gist(self) -> str:
        return "status"


@dataclass(frozen=True, init=False, repr=False)
class Rows(Answer):
    """Exactly these rows: a mapping of all fields each, or None for a nil row.

    No rows at all are an empty result; None is an absent one. ListID left out is the asked one, ProcessType left out no
    element; ``"now"`` is when the scenario began, ``"none"`` as ProcessCompleteTime the setting ``no_date``.
    """

    kind = "rows"
    whole = "rows"

    rows: tuple[ExactRow | None, ...] | None = field(
        metadata=said(RowList(), "The rows, every field of each; [] is an empty result, absent is none.")
    )

    def __init__(self, rows: Sequence[RowLike | None] | None, **sending: Unpack[Sending]) -> None:
        settle(self, rows=rows, **sending)

    def _gist(self) -> str:
        if self.rows is None:
            return "absent result"
        return f"exactly {counted(len(self.rows), 'row')}" if self.rows else "empty result"


@dataclass(frozen=True, init=False, repr=False)
class Fault(Answer):
    """A SOAP fault, in the version of the call. ``code`` takes SOAP 1.2's Sender and Receiver too."""

    kind = "fault"
    whole = "text"

    text: str = field(metadata=said(Text(), "The fault's text."))
    code: FaultCode = field(
        default="Server",
        metadata=said(
            Word(get_args(FaultCode), same={"Sender": "Client", "Receiver": "Server"}),
            "The fault's code; Sender and Receiver are Client and Server.",
        ),
    )
    actor: str | None = field(default=None, metadata=said(Text(), "Who is to blame, as a URI; no element if left out."))
    detail: str | None = field(
        default=None, metadata=said(Fragment(), "XML inside the detail element; the element is empty if left out.")
    )

    def __init__(
        self,
        text: str,
        code: FaultCode | Literal["Sender", "Receiver"] = "Server",
        actor: str | None = None,
        detail: str | None = None,
        **sending: Unpack[Sending],
    ) -> None:
        settle(self, text=text, code=code, actor=actor, detail=detail, **sending)

    def _gist(self) -> str:
        text = self.text if len(self.text) <= 50 else f"{self.text[:47]}..."
        return f"fault {self.code} {text!r}"


def _no_body_with(status: int, body: bytes | None) -> FieldMistake | None:
    if status not in (204, 304) or not body:
        return None
    return FieldMistake(f"body: an answer with status {status} has none", path=("body",), on_key=True)


@dataclass(frozen=True, init=False, repr=False)
class Http(Answer):
    """A plain HTTP answer in the place of the SOAP message. A body given as text is sent as UTF-8.

    Without a body (None), a status of 400 or more has a short page, as web servers send one; ``b""`` is really none.
    """

    kind = "http"
    whole = "status"
    only_in_files = {  # noqa: RUF012 - a ClassVar of the base
        "file": OnlyInFiles(
            BodyFile(), "A file whose bytes are the body; it lies in the scenario's folder or below it.", "body"
        )
    }

    status: int = field(
        default=200,
        metadata=said(Whole(expected="an HTTP status from 200 to 599", least=200, most=599), "The HTTP status."),
    )
    body: bytes | None = field(
        default=None, metadata=said(Body(nil=True), "The body, as text; left out, an error has a short page.")
    )
    headers: Mapping[str, str] = field(
        default_factory=dict, hash=False, metadata=said(Headers(), "Headers besides those that the server writes.")
    )

    def __init__(
        self,
        status: int = 200,
        body: bytes | str | None = None,
        headers: Mapping[str, str] | None = None,
        **sending: Unpack[Sending],
    ) -> None:
        rules = (Rule(("status", "body"), _no_body_with),)
        settle(self, rules, status=status, body=body, headers={} if headers is None else headers, **sending)

    def _gist(self) -> str:
        return f"http {self.status}"


@dataclass(frozen=True, init=False, repr=False)
class Logon(Answer):
    """A refused log-on: a Client fault that carries the token."""

    kind = "logon"
    whole = "token"

    token: LogonToken = field(
        default="InvalidLogonAttempt",
        metadata=said(Word(get_args(LogonToken)), "Why the log-on is refused."),
    )

    def __init__(self, token: LogonToken = "InvalidLogonAttempt", **sending: Unpack[Sending]) -> None:  # noqa: S107 - no secret
        settle(self, token=token, **sending)

    def _gist(self) -> str:
        return f"logon {self.token}"


AnswerLike = Answer | Literal["status"]

KINDS: Mapping[str, type[Answer]] = {model.kind: model for model in (Status, Rows, Fault, Http, Logon)}
"""The classes by their word in files."""
