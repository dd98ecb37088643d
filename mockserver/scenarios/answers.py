"""What a call can get, one class a kind. The files' words and these constructors say the same things."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from inspect import iscoroutinefunction
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Literal, NamedTuple, TypedDict, Unpack, get_args

from mockserver.contract import FaultCode, LooseRow, Row
from mockserver.errors import ScenarioError
from mockserver.scenarios.checking import FieldMistake, Rule, brief, said, settle
from mockserver.scenarios.dress import Dress, DressKind
from mockserver.scenarios.durations import Duration, duration_text
from mockserver.scenarios.fragments import Fragment
from mockserver.scenarios.http_parts import Body, BodyFile, Headers
from mockserver.scenarios.kinds import Kind, MappedOrModel, Span, Switch, Text, Whole, Word
from mockserver.scenarios.processes import counted
from mockserver.scenarios.recorded import RecordedFile, Recording
from mockserver.scenarios.rows import ExactRow, RawRow, RowList, breaches_of
from mockserver.scenarios.sending import DelayKind, Dripping, Spread, Wire, WireBreak

if TYPE_CHECKING:
    from mockserver.sandbox.journal import Call

LogonToken = Literal["InvalidLogonAttempt", "LoginAttemptsExceeded", "ProhibitedIPAddress"]
"""The words that public clients look for in the text of a refused log-on."""

RowLike = Mapping[str, object] | Row | ExactRow


class Sending(TypedDict, total=False):
    """What every answer takes besides its own: for how many calls or how long, and how it is sent."""

    calls: int | None
    for_: Duration | None
    delay: Duration | Spread | Mapping[str, object]
    drip: Dripping | Mapping[str, object] | None
    wire: Wire | str | Mapping[str, object] | None
    dress: Dress | Mapping[str, object] | None


def unmeant(breach: FieldMistake) -> FieldMistake:
    """The mistake of breaking the contract in a scenario that does not say so."""
    return replace(breach, what=f"{breach.what}; if it is meant, add `breaks: contract` to the scenario")


def _calls_or_time(calls: int | None, for_: float | None) -> FieldMistake | None:
    if calls is None or for_ is None:
        return None
    return FieldMistake("a turn lasts a number of calls or a time, and this has both", on_key=True).below("for", "for_")


def _no_soap_message(dress: Dress | None) -> FieldMistake | None:
    if dress is None:
        return None
    return FieldMistake(
        "dress: it is for SOAP messages that are written here, and this answer has none", path=("dress",), on_key=True
    )


_TURN = Rule(("calls", "for_"), _calls_or_time)
_UNDRESSED = Rule(("dress",), _no_soap_message)


class OnlyInFiles(NamedTuple):
    """A key that is another way to give a field, by reading something that only a file can name."""

    kind: Kind
    doc: str
    instead_of: str


@dataclass(frozen=True, init=False, repr=False)
class Answer:
    """The base of all kinds. Every constructor raises ScenarioError that holds every mistake."""

    kind: ClassVar[str]
    """The word in files."""
    whole: ClassVar[str | None] = None
    """The field that a file may give alone, without its name: ``http: 503`` is ``http: {status: 503}``."""
    beside: ClassVar[tuple[str, ...]] = ()
    """Keys of its own that may also stand beside the kind's."""
    only_in_files: ClassVar[Mapping[str, OnlyInFiles]] = {}
    """Keys of a file that Python has no parameter for."""

    calls: int | None = field(
        default=None,
        kw_only=True,
        metadata=said(
            Whole(expected="a number of calls of at least 1", least=1), "How many calls get it; one if left out."
        ),
    )
    for_: float | None = field(
        default=None,
        kw_only=True,
        metadata=said(
            Span(least=0.001),
            "How long calls get it, by the clock, from when the turn before it ended; in the place of `calls`.",
            key="for",
        ),
    )
    """Seconds."""
    delay: float | Spread = field(
        default=0.0,
        kw_only=True,
        metadata=said(DelayKind(), "Real time that passes before the first byte is sent; or its median and spread."),
    )
    """Seconds, or from which they are drawn."""
    drip: Dripping | None = field(
        default=None,
        kw_only=True,
        metadata=said(MappedOrModel("a drip", Dripping), "The body comes so many bytes at a time, in real time."),
    )
    wire: Wire | None = field(
        default=None, kw_only=True, metadata=said(WireBreak(), "How the answer is broken on its way.")
    )
    dress: Dress | None = field(
        default=None, kw_only=True, metadata=said(DressKind(), "How the SOAP message is written, if not as usual.")
    )

    __repr__ = brief

    def describe(self) -> str:
        """The answer in a few words: "http 503, 2 calls, after 2s"."""
        return ", ".join(filter(None, (self._gist(), self._turn(), self._late(), *self._odd())))

    def _turn(self) -> str:
        if self.for_ is not None:
            return f"for {duration_text(self.for_)}"
        return counted(self.calls, "call") if self.calls else ""

    def _late(self) -> str:
        if isinstance(self.delay, Spread):
            return f"after {self.delay}"
        return f"after {duration_text(self.delay)}" if self.delay else ""

    def _odd(self) -> Iterator[str]:
        if self.drip:
            yield f"{self.drip}"
        if self.wire:
            yield f"wire {self.wire}"
        if self.dress:
            yield "dressed up"

    @property
    def breaches(self) -> Sequence[FieldMistake]:
        """What of it breaks the service's contract; only a scenario that says so may."""
        return [] if self.dress is None else [breach.below("dress", "dress") for breach in self.dress.breaches]

    def _gist(self) -> str:
        raise NotImplementedError


@dataclass(frozen=True, init=False, repr=False)
class Status(Answer):
    """The processes as they stand."""

    kind = "status"

    def __init__(self, **sending: Unpack[Sending]) -> None:
        settle(self, (_TURN,), **sending)

    def _gist(self) -> str:
        return "status"


@dataclass(frozen=True, init=False, repr=False)
class Rows(Answer):
    """Exactly these rows.

    Each is a mapping of all fields, or None for a nil row. No rows at all are an empty result; None is an absent one.
    ListID left out is the asked one, ProcessType left out no element; ``"now"`` is when the scenario began, ``"none"``
    as ProcessCompleteTime the setting ``no_date``.
    """

    kind = "rows"
    whole = "rows"

    rows: tuple[ExactRow | RawRow | None, ...] | None = field(
        metadata=said(RowList(), "The rows, every field of each; [] is an empty result, absent is none.")
    )

    def __init__(self, rows: Sequence[RowLike | None] | None, **sending: Unpack[Sending]) -> None:
        settle(self, (_TURN,), rows=rows, **sending)

    @property
    def breaches(self) -> Sequence[FieldMistake]:
        """See ``Answer.breaches``."""
        return [*super().breaches, *(breach.below("rows", "rows") for breach in breaches_of(self.rows))]

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
        settle(self, (_TURN,), text=text, code=code, actor=actor, detail=detail, **sending)

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
        rules = (_TURN, _UNDRESSED, Rule(("status", "body"), _no_body_with))
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
        settle(self, (_TURN,), token=token, **sending)

    def _gist(self) -> str:
        return f"logon {self.token}"


@dataclass(frozen=True, init=False, repr=False)
class Recorded(Answer):
    """An answer as it was seen once: the bytes of one HTTP body with a SOAP envelope. In Python any path will do.

    They go as they are to callers who speak the envelope's version; others get what it says in their own. With
    ``adapt`` its rows are of the list that was asked for, and its times such that the earliest is when the scenario
    began.
    """

    kind = "recorded"
    whole = "file"
    beside = ("adapt",)

    path: Recording = field(
        metadata=said(
            RecordedFile(), "A file with a recorded answer; it lies in the scenario's folder or below it.", key="file"
        )
    )
    """The file, read."""
    adapt: bool = field(
        default=False,
        metadata=said(
            Switch(),
            "Its rows get the ListID that was asked for, and times such that the earliest is when the scenario began.",
        ),
    )

    def __init__(self, path: str | Path | Recording, adapt: bool = False, **sending: Unpack[Sending]) -> None:
        settle(self, (_TURN, _UNDRESSED), path=path, adapt=adapt, **sending)

    def rows(self, ListID: int, now: datetime) -> Sequence[Row | LooseRow | None] | None:
        """The rows for a call that asked for this list.

        ``now`` is when the scenario began: aware, and in the zone of times on the wire.
        """
        return self.path.adapted_rows(ListID, now) if self.adapt else self.path.rows

    def data(self, ListID: int, now: datetime) -> bytes:
        """The bytes for such a call."""
        return self.path.adapted(ListID, now) if self.adapt else self.path.data

    @property
    def breaches(self) -> Sequence[FieldMistake]:
        """See ``Answer.breaches``."""
        return [FieldMistake(f"recorded: {breach}", path=("recorded",)) for breach in self.path.breaches]

    def _gist(self) -> str:
        return f"recorded {self.path.path}"


@dataclass(frozen=True, init=False, repr=False)
class Computed(Answer):
    """What a function answers, called with the call when its turn comes. It may take its time, and use the sandbox.

    In Python only: a list of answers takes the function itself.
    """

    kind = "function"

    function: Callable[[Call], Answer | Literal["status"]]

    def __init__(self, function: Callable[[Call], Answer | Literal["status"]]) -> None:
        object.__setattr__(self, "function", function)
        if iscoroutinefunction(function) or iscoroutinefunction(getattr(function, "__call__", None)):  # noqa: B004 - which kind
            what = (
                f"expected a function that returns its answer, and {self.name} is asynchronous; make it a plain `def`"
            )
            raise ScenarioError([FieldMistake(what, found=self.name)])
        settle(self)

    def _gist(self) -> str:
        return f"what {self.name} says"

    @property
    def name(self) -> str:
        """What people call the function."""
        return plain_name(self.function)

    def __repr__(self) -> str:
        return self.name


def plain_name(function: object) -> str:
    """What people call a function, or an object that can be called; it may refuse to say."""
    try:
        return str(getattr(function, "__name__", None) or repr(function))
    except Exception:  # noqa: BLE001 - it is somebody else's code
        return f"<{type(function).__name__}>"


AnswerLike = Answer | Literal["status"] | Callable[[Any], Answer | Literal["status"]]

KINDS: Mapping[str, type[Answer]] = {model.kind: model for model in (Status, Rows, Fault, Http, Logon, Recorded)}
"""The classes by their word in files."""
