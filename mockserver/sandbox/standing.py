"""Where a process stands on its path: what has moved it, when, and the rows that tell of it."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from operator import itemgetter
from typing import NamedTuple

from mockserver.contract import Row
from mockserver.sandbox.clock import Clock
from mockserver.scenarios.paths import Position
from mockserver.scenarios.processes import Process
from mockserver.scenarios.rows import written_no_date


class Writing(NamedTuple):
    """How rows are written: for which list, since when it plays, and how times are told."""

    ListID: int
    began: float
    """Seconds since 1970."""
    clock: Clock
    no_date: str


class Moment(NamedTuple):
    """Where a process stands in one showing."""

    paces: int
    """How often its pace has moved it."""
    moves: int
    """How often it was told to move, all of its rows alike."""
    told: int
    """How many times single rows of it were told to move."""
    appeared: float
    now: float


Told = tuple[float, int, int]
"""When a single row was told to move, how often until then, and how many times single rows were; 0 for all rows."""
_TOLD_TIMES = itemgetter(2)


class Standing:
    """One process of a script, for one list. The caller holds the sandbox's lock, except for ``rows``.

    Its position is the number of its paces and of the moves that it was told. The first paces are remembered with
    their time, because a row says when the process was completed: when the position was reached that says so.
    """

    __slots__ = (
        *("StatusID", "_appeared", "_appearing", "_began", "_last", "_moves", "_pace", "_process", "_route"),
        *("_seen", "_shown", "_told", "_told_times", "_turned", "_kept"),
    )

    def __init__(self, process: Process, place: int, began: float) -> None:
        """``place`` is that of its first row in the list, from 1."""
        self._process, self._began = process, began
        self._route, self._pace, self._appearing = process.route, process.pace, process.appearing
        self._last = len(self._route) - 1
        self.StatusID = place if process.StatusID is None else process.StatusID
        """Of its first row; further ones count up."""
        self._appeared = began if self._appearing is None else None
        self._seen = self._shown = 0  # showings in all, and since it appeared
        self._turned: list[float] = []  # by a pace that counts polls: when each pace was first shown
        self._moves: list[tuple[float, int]] = []  # what it was told: when, and how often until then
        self._told_times = 0
        # The same for single rows, with the number of `_told_times` behind it: rows are written without the lock, while
        # others move them on.
        self._told: defaultdict[int, list[Told]] = defaultdict(list)
        self._kept: tuple[object, tuple[Row, ...]] | None = None

    # -- what moves it

    def show(self, now: float) -> Moment | None:
        """Where it stands in a showing that comes now, by which it may move; None if it has not appeared."""
        if self._appeared is None:
            self._appeared = self._appears(now)
        self._seen += 1
        if self._appeared is None:
            return None
        moment = self._moment(now, self._appeared)
        if self._pace.polls and moment.paces == len(self._turned):
            self._turned.append(now)
        self._shown += 1
        return moment

    def peek(self, now: float) -> Moment | None:
        """Where it would stand in a showing that came now."""
        appeared = self._appears(now) if self._appeared is None else self._appeared
        return None if appeared is None else self._moment(now, appeared)

    def move(self, times: int, now: float, StatusID: int | None = None) -> None:
        """Move one of its rows, or all, on by so many positions; what waits to be told appears by the first."""
        if self._appeared is None and self._appearing and self._appearing.told:
            self._appeared = now
            times -= 1
        if StatusID is None or self._process.count == 1:
            if not self._moves or self._moved(self._moves) < self._last:  # beyond the end there is nothing to remember
                self._moves.append((now, min(self._moved(self._moves) + times, self._last)))
            return
        own = self._told[StatusID - self.StatusID]
        if not own or own[-1][1] < self._last:
            self._told_times += 1
            own.append((now, min((own[-1][1] if own else 0) + times, self._last), self._told_times))

    def has(self, StatusID: int) -> bool:
        """Whether it has a row with this StatusID."""
        return 0 <= StatusID - self.StatusID < self._process.count

    @property
    def settled(self) -> bool:
        """Whether it has been shown at its path's end, so that nothing changes any more."""
        at_end = bool(self._pace.polls) and len(self._turned) > self._last
        return at_end or (self._shown > 0 and self._moved(self._moves) >= self._last)

    def _appears(self, now: float) -> float | None:
        """Since when it is there, if it is."""
        appearing = self._appearing
        if appearing is None or appearing.told:
            return None
        if appearing.polls is not None:
            return now if self._seen >= appearing.polls else None
        at = round(self._began + (appearing.seconds or 0.0), 6)
        return at if now >= at else None

    def _moment(self, now: float, appeared: float) -> Moment:
        return Moment(self._paces(now, appeared), self._moved(self._moves), self._told_times, appeared, now)

    def _paces(self, now: float, appeared: float) -> int:
        pace = self._pace
        if pace.polls is not None:
            return min(self._shown // pace.polls, self._last)
        if pace.seconds is not None:
            paces = _microseconds(now - appeared) // _microseconds(pace.seconds)
            return max(0, min(paces, self._last))
        return 0

    @staticmethod
    def _moved(log: Sequence[tuple[float, int] | Told]) -> int:
        return log[-1][1] if log else 0

    # -- what its rows say

    def rows(self, moment: Moment, writing: Writing) -> tuple[Row, ...]:
        """Its rows in a showing; the same tuple again as long as nothing changes. Needs no lock."""
        key = (moment[:4], writing, writing.clock.zone)
        kept = self._kept
        if kept is not None and kept[0] == key:
            return kept[1]
        rows = tuple(self._written(moment, writing))
        if not self._pace.polls or moment.paces < len(self._turned):  # else nobody was shown this yet: times may change
            self._kept = (key, rows)
        return rows

    def _written(self, moment: Moment, writing: Writing) -> Iterator[Row]:
        process = self._process
        base = moment.paces + moment.moves
        positions: dict[int, Position | None] = {}  # rows without a seed all stand at the same one
        texts: dict[int, str] = {}
        started = process.ProcessStartTime
        start = writing.clock.text(writing.began) if started == "now" else started
        ListID = writing.ListID if process.ListID is None else process.ListID
        no_date = written_no_date(writing.no_date, start)
        for number in range(process.count):
            offset = process.offset(number)
            own = self._told_until(moment, number) if self._told else ()
            at = min(offset + base + self._moved(own), self._last)
            if at not in positions:
                positions[at] = self._route.position(at)
            position = positions[at]
            if position is None:
                continue
            complete = no_date
            if position.completed:
                begin = self._route.completed_from(at) - offset
                if own:  # its time is its own
                    complete = writing.clock.text(self._reached(begin, own, moment))
                else:
                    if begin not in texts:
                        texts[begin] = writing.clock.text(self._reached(begin, own, moment))
                    complete = texts[begin]
            row = Row(
                self.StatusID + number,
                ListID,
                process.ProcessType,
                position.CurrentStep,
                position.MaxStep,
                start,
                complete,
            )
            yield row if position.fields is None else _with_fields(row, position.fields, no_date)

    def _told_until(self, moment: Moment, number: int) -> Sequence[Told]:
        """What a single row was told before the moment."""
        own = self._told.get(number, ())
        return own[: bisect_right(own, moment.told, key=_TOLD_TIMES)]

    def _reached(self, position: int, own: Sequence[Told], moment: Moment) -> float:
        """When it first stood so far on: as early as its paces and the moves it was told made it so."""
        best = self._paced(max(position, 0), moment, moved=False)
        total_all = total_own = 0
        told: list[Told] = [(at, total, 0) for at, total in self._moves]
        for at, total, single in sorted([*told, *own]) if own else told:
            if single:
                total_own = total
            else:
                total_all = total
            best = min(best, max(at, self._paced(position - total_all - total_own, moment, moved=True)))
            if at >= best:
                break
        return best

    def _paced(self, paces: int, moment: Moment, *, moved: bool) -> float:
        """When its pace had moved it so often; later than the moment if it has not."""
        if paces < 0 or (paces == 0 and (moved or not self._pace.polls)):
            return moment.appeared
        if self._pace.seconds is not None:
            return round(moment.appeared + paces * self._pace.seconds, 6)
        if self._pace.polls is not None:
            return self._turned[paces] if paces < len(self._turned) else moment.now
        return float("inf")


def _microseconds(seconds: float) -> int:
    """A span as the clock can tell it: ten times 0.1 s is a second."""
    return round(seconds * 1_000_000)


def _with_fields(row: Row, fields: Mapping[str, object], no_date: str) -> Row:
    """The row with what its position says of it."""
    told = dict(fields)
    if told.get("ProcessCompleteTime", "") in (None, "none"):
        told["ProcessCompleteTime"] = no_date
    elif told.get("ProcessCompleteTime") == "now":
        del told["ProcessCompleteTime"]  # completed by this position: the row has the time
    if told.get("ProcessStartTime") == "now":
        del told["ProcessStartTime"]
    return row._replace(**told)  # type: ignore[arg-type]  # the kinds have checked each of them
