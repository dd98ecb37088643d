"""The journal: every call a sandbox got, and what it answered."""

from __future__ import annotations

from collections import OrderedDict, defaultdict, deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Literal, NamedTuple

from mockserver.contract import LooseRow, Row
from mockserver.messages import Outcome
from mockserver.sandbox.clock import Clock
from mockserver.sandbox.tally import Tally
from mockserver.sandbox.transcript import call_line, is_completed
from mockserver.scenarios.answers import Answer, Http
from mockserver.scenarios.durations import LONGEST
from mockserver.service.backend import Exchange, SoapVersion

_LONGEST_NAME = 1_000
_MOST_POLLERS = 10_000
"""Of so many lists and users the latest poll is known."""

AnsweredBy = Literal["script", "settings", "log-on", "engine", "nobody"]
"""Who decided what the call got: a script; the setting ``unknown_list``, for a list without one; the check of user and
password, which refused it; the engine, which could not read it; or nobody, because no script answers such a call."""


class Summary(NamedTuple):
    """What is left of an answer's rows when they are no longer kept."""

    rows: int
    """How many they were."""
    completed: bool
    """There was a row, and each said that its process is completed."""


@dataclass(frozen=True, repr=False)
class Call:
    """One POST to the endpoint, and what it got. Passwords are already gone."""

    number: int
    """Counts from 1 in its sandbox, in the order in which the answers were chosen."""
    at: datetime
    """When the answer was chosen, by the sandbox's clock; aware, in UTC."""
    ListID: int | None
    """The list asked for; None if the engine could not read the call."""
    UserName: str | None
    """Cut to 1,000 characters; None also if it was empty."""
    version: SoapVersion | None
    """The SOAP version of the caller's envelope; None if it was not recognised."""
    answer: Answer | None
    """The script's answer; None if no script gave one."""
    rows: tuple[Row | LooseRow | None, ...]
    """The rows of the answer; empty also for an absent result, for everything that isn't rows, and if they are no
    longer kept (``kept_bytes``): ``row_count`` and ``completed`` still tell of them."""
    fault: str | None
    """The text of the SOAP fault that the call got."""
    status: int | None
    """The HTTP status; None while the answer is not written."""
    problem: str | None
    """Why the engine or the log-on refused the call, as a sentence."""
    outcome: Literal["pending", "sent", "cut"]
    """Whether the answer left whole (``sent``), only in part or not at all (``cut``), or is not sent yet."""
    sent_at: datetime | None
    """When the whole answer had left, by the sandbox's clock; None if it has not."""
    overlaps: bool
    """When it came, the answer of the same user's poll before it for the same list was still on its way."""
    request: bytes
    """The request's body as far as the journal keeps it."""
    response: bytes
    """The answer's body as far as the journal keeps it."""
    answered_by: AnsweredBy
    no_date: str = field(compare=False)
    """How a row says that its process is not completed: the setting."""
    summary: Summary | None = field(default=None, compare=False)
    """What is known of rows that may no longer be kept."""

    @property
    def row_count(self) -> int:
        """How many rows the answer had, kept or not."""
        return len(self.rows) if self.summary is None else self.summary.rows

    @property
    def completed(self) -> bool:
        """Whether it delivered at least one row, whole, and each row said that its process is completed."""
        whole = self.outcome == "sent" and (self.answer is None or self.answer.wire is None)
        return whole and (self.summary or summary_of(self.rows, self.no_date)).completed

    @property
    def retry_after(self) -> float | None:
        """For how many seconds its answer's Retry-After asked the client to stay away; 366 days at the most."""
        headers = self.answer.headers if isinstance(self.answer, Http) else {}
        said = next((value for name, value in headers.items() if name.lower() == "retry-after"), None)
        return None if said is None else _retry_seconds(said, self.sent_at or self.at)

    def __repr__(self) -> str:
        return call_line(self)


def _retry_seconds(said: str, at: datetime) -> float | None:
    """Seconds, or an HTTP date, a year away at most; None for what is neither, which asks for nothing."""
    if said.strip().isdecimal():
        return min(float(said), LONGEST)  # of hundreds of digits it is infinite
    from email.utils import parsedate_to_datetime  # noqa: PLC0415 - on some Pythons it imports sockets

    try:
        until = parsedate_to_datetime(said)
        away = (until if until.tzinfo else until.replace(tzinfo=UTC)).timestamp() - at.timestamp()
    except (ValueError, OverflowError):  # the latter for a year or a zone of many digits
        return None
    return min(max(0.0, away), LONGEST)


def summary_of(rows: Sequence[Row | LooseRow | None], no_date: str) -> Summary:
    """The rows in short; ``no_date`` is how they say that a process is not completed."""
    return Summary(len(rows), bool(rows) and all(is_completed(row, no_date) for row in rows))


class Written(NamedTuple):
    """What is known of a call once its answer is written."""

    fault: str | None
    status: int
    problem: str | None
    request: bytes
    response: bytes


_ROW_BYTES = 400
"""What a row takes in memory, about."""
_MANY_ROWS = 100
_SHORT_TEXT = 300
"""Characters of a fault or a problem that stay; reports show no more."""


@dataclass(slots=True, eq=False)
class Entry:
    """A call while it is on its way. Each attribute that changes is set once, whole, so that readers need no lock."""

    number: int
    at: float
    ListID: int | None
    UserName: str | None
    version: SoapVersion | None
    answered_by: AnsweredBy
    no_date: str
    answer: Answer | None = None
    overlaps: bool = False
    rows: Sequence[Row | LooseRow | None] | None = None
    fault: str | None = None
    problem: str | None = None
    written: Written | None = None
    outcome: Outcome | None = None
    ended_at: float = 0.0
    """When the outcome was known."""
    texts: int = 0
    """Bytes of what it holds besides rows, about."""
    weighs: bool = False
    """Its rows and texts count in the journal: its answer is written, and it still has them."""
    summary: Summary | None = None
    forgotten: bool = False

    def summarise(self) -> None:
        """Note what its rows say, if they are many: that takes time, and whoever lightens it holds a lock."""
        if self.rows and len(self.rows) > _MANY_ROWS:
            self.summary = summary_of(self.rows, self.no_date)

    def lighten(self) -> None:
        """Let go of its rows, copies and long texts; what they told stays known."""
        self.summary = self.summary or summary_of(self.rows or (), self.no_date)
        self.rows = None  # now, so that a reader who finds no rows finds the summary
        if self.written is None:
            return
        whole = self.answered_by == "nobody"  # whose texts say what to do
        fault, problem = (text if whole else text and text[:_SHORT_TEXT] for text in self.written[0:3:2])
        self.written = Written(fault, self.written.status, problem, b"", b"")

    def call(self, clock: Clock) -> Call:
        """The entry as it stands."""
        rows = tuple(self.rows or ())
        written = self.written or Written(self.fault, 0, self.problem, b"", b"")
        return Call(
            number=self.number,
            at=clock.moment(self.at),
            ListID=self.ListID,
            UserName=self.UserName,
            version=self.version,
            answer=self.answer,
            rows=rows,
            fault=written.fault,
            status=written.status or None,
            problem=written.problem,
            outcome=self.outcome or "pending",
            sent_at=clock.moment(self.ended_at) if self.outcome == "sent" else None,
            overlaps=self.overlaps,
            request=written.request,
            response=written.response,
            answered_by=self.answered_by,
            no_date=self.no_date,
            summary=self.summary,
        )


class Journal:
    """The last calls, in order. The caller holds the sandbox's lock.

    ``kept`` is a number of calls. If rows, copies and texts take more than ``kept_bytes``, the oldest calls lose them.
    """

    def __init__(self, kept: int, kept_bytes: int) -> None:
        self._entries: deque[Entry] = deque()
        self._unanswered: deque[Entry] = deque(maxlen=kept)
        self._kept, self._kept_bytes = kept, kept_bytes
        self.count = self._bytes = 0  # of all calls, kept or not
        self._heavy: deque[Entry] = deque()  # those that weigh something, perhaps, in the order of their answers
        self._holders: dict[int, int] = {}  # of rows, by their id: answers may share them while nothing moves
        self._latest: OrderedDict[tuple[int, str | None], Entry] = OrderedDict()  # poll of each list and user
        self._polls: defaultdict[int, int] = defaultdict(int)  # that are kept, of each list
        self._tally = Tally()

    def write(
        self, at: float, exchange: Exchange, answered_by: AnsweredBy, no_date: str, answer: Answer | None = None
    ) -> Entry:
        """A new entry, with the next number; ``no_date`` is the setting that its rows follow."""
        self.count += 1
        user = exchange.user.UserName[:_LONGEST_NAME] if exchange.user and exchange.user.UserName else None
        entry = Entry(self.count, at, exchange.ListID, user, exchange.version, answered_by, no_date, answer)
        if exchange.ListID is not None:
            self._follow((exchange.ListID, user), entry)
            self._polls[exchange.ListID] += 1
        self._entries.append(entry)
        if len(self._entries) > self._kept:
            self._forget_oldest()
        if answered_by == "nobody":
            self._unanswered.append(entry)  # stays when later calls push it out of the entries
        return entry

    def _follow(self, poller: tuple[int, str | None], entry: Entry) -> None:
        """Note whether the poll before it, of the same list and user, is still being answered."""
        before = self._latest.get(poller)
        entry.overlaps = before is not None and before.outcome is None
        self._latest[poller] = entry
        if len(self._latest) > _MOST_POLLERS:
            self._latest.popitem(last=False)

    def give_up(self, entry: Entry) -> None:
        """The entry's script has no answer after all."""
        entry.answered_by = "nobody"
        self._unanswered.append(entry)

    def complete(self, entry: Entry, written: Written) -> None:
        """The entry's answer is written. If the journal has grown too large for it, the oldest entries lose theirs."""
        entry.written = written
        if entry.forgotten:
            _drop_copies(entry)
            return
        entry.texts = (
            len(written.request) + len(written.response) + len(written.fault or "") + len(written.problem or "")
        )
        self._weigh(entry)
        if self._bytes > self._kept_bytes:
            self._lighten_to(self._kept_bytes)

    def _weigh(self, entry: Entry) -> None:
        entry.weighs = True
        self._heavy.append(entry)
        self._bytes += entry.texts
        if rows := entry.rows:
            held = self._holders.get(id(rows), 0)
            self._holders[id(rows)] = held + 1
            if not held:
                self._bytes += _ROW_BYTES * len(rows)

    def _unweigh(self, entry: Entry) -> None:
        if not entry.weighs:
            return
        entry.weighs = False
        self._bytes -= entry.texts
        if rows := entry.rows:
            holders = self._holders.pop(id(rows)) - 1
            if holders:
                self._holders[id(rows)] = holders
            else:
                self._bytes -= _ROW_BYTES * len(rows)

    def _lighten_to(self, most: int) -> None:
        """The oldest become lighter, but never the one that was written last."""
        while self._bytes > most and len(self._heavy) > 1:
            entry = self._heavy.popleft()
            if entry.weighs:
                self._unweigh(entry)
                entry.lighten()

    def keep(self, kept: int, kept_bytes: int) -> None:
        """Keep so much from now on; what is too much for it already is forgotten."""
        self._kept, self._kept_bytes = kept, kept_bytes
        self._unanswered = deque(self._unanswered, maxlen=kept)
        while len(self._entries) > kept:
            self._forget_oldest()
        self._lighten_to(kept_bytes)

    def forget_all(self) -> None:
        """Forget every entry; those of calls under way are completed without effect."""
        while self._entries:
            self._forget_oldest()
        self._unanswered.clear()

    def _forget_oldest(self) -> None:
        entry = self._entries.popleft()
        entry.forgotten = True
        self._unweigh(entry)
        while self._heavy and self._heavy[0].forgotten:
            self._heavy.popleft()
        if entry.ListID is not None:
            self._tally.add(entry.ListID, entry.UserName)
            self._polls[entry.ListID] -= 1
            if not self._polls[entry.ListID]:
                del self._polls[entry.ListID]
        _drop_copies(entry)

    def entries(self) -> list[Entry]:
        """The entries that are kept, oldest first."""
        return list(self._entries)

    def polls(self, ListID: int | None) -> int:
        """How many polls of the list, or of any list, came, kept or not. No calls are gone through."""
        kept = sum(self._polls.values()) if ListID is None else self._polls.get(ListID, 0)
        return kept + self._tally.of(ListID, None)

    def forgotten_polls(self, ListID: int | None, UserName: str | None) -> int:
        """How many polls of the list and of the user, or of any, are no longer kept."""
        return self._tally.of(ListID, UserName)

    def unanswered(self) -> list[Entry]:
        """The entries of calls that nobody answered, oldest first."""
        return list(self._unanswered)


def _drop_copies(entry: Entry) -> None:
    """A forgotten entry may still be known as unanswered, but for its bytes."""
    if entry.written is not None:
        entry.written = entry.written._replace(request=b"", response=b"")
