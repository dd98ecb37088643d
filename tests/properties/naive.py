"""The language told a second time, as slowly and as plainly as it can be: what the sandbox is held against.

Paths are lists that are written out, time is a whole number of microseconds, and events are gone through one by one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from datetime import UTC, datetime, timedelta
from math import ceil
from typing import NamedTuple

from mockserver import Http, Process, Row, Rows, Scenario, Status
from mockserver.sandbox.chance import drawn
from mockserver.scenarios.answers import Answer, Computed
from mockserver.scenarios.rows import ExactRow

NO_DATE = "0001-01-01T00:00:00"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_UNITS = {"ms": 1_000, "s": 1_000_000, "m": 60_000_000, "h": 3_600_000_000}


def microseconds(at: datetime) -> int:
    return (at - _EPOCH) // timedelta(microseconds=1)


def written(at: int) -> str:
    """A time as the wire has it."""
    return (_EPOCH + timedelta(microseconds=at)).replace(tzinfo=None, microsecond=0).isoformat()


def _span(text: str) -> int | None:
    """What a duration means; None for polls and words."""
    number = text.rstrip("msh")
    return int(number) * _UNITS[text[len(number) :]] if number.isdigit() and number != text else None


def _polls(text: str) -> int | None:
    return 1 if text == "poll" else int(text.split(maxsplit=1)[0]) if "poll" in text else None


# -- the path


class Spot(NamedTuple):
    """A position; in its place None is no row."""

    CurrentStep: int
    MaxStep: int
    completed: bool = False
    fields: Mapping[str, object] = {}


Spots = list[Spot | None]


def path_of(process: Process) -> Spots:
    """All positions of a process, one by one."""
    if process.path is not None:
        return _written_path(process)
    return [Spot(0, process.MaxStep)] * process.queued + _ending(process)


def _written_path(process: Process) -> Spots:
    spots: Spots = []
    step = 0
    for given in process.path or ():
        if isinstance(given, Mapping):
            fields = dict(given)
            step = int(str(fields.pop("CurrentStep", step)))
            most = int(str(fields.pop("MaxStep", process.MaxStep)))
            spots.append(Spot(step, most, fields.get("ProcessCompleteTime", "none") != "none", fields))
        elif given == "gone":
            spots.append(None)
        else:
            step = process.MaxStep if given == "done" else int(given)
            spots.append(Spot(step, process.MaxStep, given == "done"))
    return spots


def _ending(process: Process) -> Spots:
    M, n = process.MaxStep, process.lasts
    k = _usual_at(process) if process.at is None else process.at
    match process.ending:
        case "completes":
            return _up_to_completed(1, M)
        case "stalls" if n is None:
            return _steps(1, k, M)
        case "stalls":
            return _steps(1, k, M) + [Spot(k, M)] * n + _up_to_completed(k + 1, M)
        case "vanishes" if n is None:
            return [*_steps(1, k - 1, M), None]
        case "vanishes":
            return _steps(1, k - 1, M) + [None] * n + _up_to_completed(k, M)
        case "ends-short" | "overshoots":
            return [*_steps(1, k - 1, M), Spot(k, M, completed=True)]
        case "goes-back":
            return _steps(1, k, M) + _up_to_completed(1 if process.to is None else process.to, M)
        case "reopens":
            return _up_to_completed(1, M) + _up_to_completed(k, M)
        case "grows":
            most = 2 * M if process.to is None else process.to
            return _steps(1, k, M) + _up_to_completed(k + 1, most)
        case "skips":
            return [spot for spot in _up_to_completed(1, M) if spot and spot.CurrentStep != k]


def _usual_at(process: Process) -> int:
    M = process.MaxStep
    return {
        "overshoots": M + 1,
        "vanishes": min(2, M),
        "skips": min(2, M - 1),
        "ends-short": M - 1,
        "reopens": M - 1,
    }.get(process.ending, max(1, M - 1))


def _steps(first: int, last: int, MaxStep: int) -> Spots:
    return [Spot(step, MaxStep) for step in range(first, last + 1)]


def _up_to_completed(first: int, MaxStep: int) -> Spots:
    return [*_steps(first, MaxStep - 1, MaxStep), Spot(MaxStep, MaxStep, completed=True)]


# -- a process on its way


class NaiveRow:
    """One row of a process: how far it is, and since when it is at least so far."""

    def __init__(self, path: Spots, offset: int) -> None:
        self.path, self.offset = path, offset
        self.told = 0
        self.since: list[int | None] = [None] * len(path)

    def position(self, paces: int) -> int:
        return min(self.offset + self.told + paces, len(self.path) - 1)

    def stand(self, paces: int, at: int) -> None:
        for position in range(self.position(paces) + 1):
            if self.since[position] is None:
                self.since[position] = at

    def completed_at(self, position: int) -> int:
        while position and (before := self.path[position - 1]) and before.completed:
            position -= 1
        at = self.since[position]
        assert at is not None
        return at


class NaiveProcess:
    def __init__(self, process: Process, place: int, ListID: int, began: int) -> None:
        self.process, self.ListID, self.began = process, ListID, began
        self.StatusID = place if process.StatusID is None else process.StatusID
        path = path_of(process)
        self.longest = len(path)
        self.rows = [NaiveRow(path, process.offset(number)) for number in range(process.count)]
        self.appeared: int | None = None
        self.seen = self.shown = self.paces = 0
        self.by_polls, self.by_time = _polls(process.every), _span(process.every)
        if process.appears is None:
            self.appear(began)

    def appear(self, at: int) -> None:
        self.appeared = at
        for row in self.rows:
            if self.by_polls is None or row.told:
                row.stand(0, at)

    def catch_up(self, now: int) -> None:
        """What the clock has brought about until now."""
        wait = _span(self.process.appears or "")
        if self.appeared is None and wait is not None and self.began + wait <= now:
            self.appear(self.began + wait)
        while (
            self.by_time is not None
            and self.appeared is not None
            and self.paces < self.longest
            and self.appeared + (self.paces + 1) * self.by_time <= now
        ):
            self.paces += 1
            for row in self.rows:
                row.stand(self.paces, self.appeared + self.paces * self.by_time)

    def move(self, times: int, now: int, StatusID: int | None) -> None:
        self.catch_up(now)
        if self.appeared is None and self.process.appears == "told":
            self.appear(now)
            times -= 1
        for row in self.rows if StatusID is None else [self.rows[StatusID - self.StatusID]]:
            row.told += times
            if self.appeared is not None:
                row.stand(self.paces, now)

    def has(self, StatusID: int) -> bool:
        return StatusID in range(self.StatusID, self.StatusID + len(self.rows))

    def show(self, now: int) -> list[Row]:
        """The rows of a showing."""
        self.catch_up(now)
        wait = _polls(self.process.appears or "")
        if self.appeared is None and wait is not None and self.seen >= wait:
            self.appear(now)
            self.catch_up(now)
        self.seen += 1
        if self.appeared is None:
            return []
        if self.by_polls is not None:
            self.paces = self.shown // self.by_polls
            for row in self.rows:
                row.stand(self.paces, now)
        self.shown += 1
        return list(self.written())

    def written(self) -> Iterator[Row]:
        process = self.process
        for number, row in enumerate(self.rows):
            position = row.position(self.paces)
            spot = row.path[position]
            if spot is None:
                continue
            start = written(self.began) if process.ProcessStartTime == "now" else process.ProcessStartTime
            complete = written(row.completed_at(position)) if spot.completed else NO_DATE
            ListID = self.ListID if process.ListID is None else process.ListID
            step, most = spot.CurrentStep, spot.MaxStep
            told = Row(self.StatusID + number, ListID, process.ProcessType, step, most, start, complete)
            own = {name: value for name, value in spot.fields.items() if value not in ("now", "none")}
            yield told._replace(**own)  # type: ignore[arg-type]  # each is the field's


# -- a list


class Got(NamedTuple):
    """What a call gets, as far as the language says it."""

    what: object
    wire: str | None = None


REFUSED = Got("[mock]")


class NaiveList:
    """A scenario in play for one list."""

    def __init__(self, scenario: Scenario, ListID: int, began: int) -> None:
        self.scenario, self.ListID, self.began = scenario, ListID, began
        self.processes: list[NaiveProcess] = []
        place = 1
        for process in self._processes():
            self.processes.append(NaiveProcess(process, place, ListID, began))
            place += process.count
        self.answers = list(scenario.answers or [Status()])
        self.turn, self.taken, self.turn_began = 0, 0, began
        self.served = [0] * len(self.answers)
        self.polls = 0
        self.let_through: list[int] = []

    def _processes(self) -> Sequence[Process]:
        if self.scenario.processes is not None:
            return self.scenario.processes
        rate, chaos = self.scenario.rate, self.scenario.chaos
        beside = [rate.answer] if rate is not None else []
        needed = (
            not self.scenario.answers
            or (chaos is not None and set(chaos.rates) - {"http", "fault"})
            or any(isinstance(answer, Status | Computed) for answer in (*self.scenario.answers, *beside))
        )
        return [Process()] if needed else []

    def poll(self, now: int) -> Got:
        self.polls += 1
        if stopped := self._too_many(now) or self._trouble():
            return self.got(stopped, now, moves=False)
        answer = self._take(now)
        return REFUSED if answer is None else self.got(answer, now)

    def got(self, answer: Answer, now: int, *, moves: bool = True) -> Got:
        wire = answer.wire if answer.wire is None or isinstance(answer.wire, str) else "truncated"
        match answer:
            case Status():
                return Got(self.show(now) if moves and wire is None else self.look(now), wire)
            case Rows():
                return Got(None if answer.rows is None else [self._exact(row) for row in answer.rows], wire)
            case Http():
                return Got((answer.status, dict(answer.headers)), wire)
        return Got(getattr(answer, "text", None) or getattr(answer, "token", None), wire)

    def _exact(self, row: object) -> Row | None:
        if row is None:
            return None
        assert isinstance(row, ExactRow)
        ListID = self.ListID if row.ListID is None else row.ListID
        began = written(self.began)
        start, complete = (began if at == "now" else at for at in (row.ProcessStartTime, row.ProcessCompleteTime))
        return Row(*row)._replace(ListID=ListID, ProcessStartTime=start or "", ProcessCompleteTime=complete or NO_DATE)

    # -- before the turn

    def _too_many(self, now: int) -> Answer | None:
        rate = self.scenario.rate
        if rate is None:
            return None
        per = round(rate.per * 1_000_000)
        recent = [at for at in self.let_through if at > now - per]
        if len(recent) < rate.calls:
            self.let_through.append(now)
            return None
        wait = ceil((min(recent) + per - now) / 1_000_000)
        return rate.answer or Http(429, headers={"Retry-After": str(max(1, wait))})

    def _trouble(self) -> Answer | None:
        chaos = self.scenario.chaos
        if chaos is None:
            return None
        return chaos.trouble(drawn("chaos", chaos.seed, self.ListID, self.polls))

    # -- the turn

    def catch_up(self, now: int) -> None:
        while self.turn < len(self.answers):
            lasts = self.answers[self.turn].for_
            if lasts is None or self.turn_began + round(lasts * 1_000_000) > now:
                return
            self._next(self.turn_began + round(lasts * 1_000_000))

    def _take(self, now: int) -> Answer | None:
        self.catch_up(now)
        if self.turn == len(self.answers):
            return None
        answer = self.answers[self.turn]
        self.served[self.turn] += 1
        self.taken += 1
        if answer.for_ is None and self.taken == (answer.calls or 1):
            self._next(now)
        return answer

    def _next(self, at: int) -> None:
        if self.turn == len(self.answers) - 1 and self.scenario.then == "hold":
            self.taken = 0
            return
        self.turn, self.taken, self.turn_began = self.turn + 1, 0, at
        if self.turn == len(self.answers) and self.scenario.then == "loop":
            self.turn = 0

    def ended(self, now: int) -> bool:
        self.catch_up(now)
        return self.turn == len(self.answers)

    # -- the processes

    def show(self, now: int) -> list[Row]:
        return [row for process in self.processes for row in process.show(now)]

    def look(self, now: int) -> list[Row]:
        """The rows of a showing that does not take place."""
        return [row for process in deepcopy(self.processes) for row in process.show(now)]

    def has(self, StatusID: int) -> bool:
        return any(process.has(StatusID) for process in self.processes)

    def move(self, times: int, now: int, StatusID: int | None) -> None:
        for process in self.processes:
            if StatusID is None or process.has(StatusID):
                process.move(times, now, StatusID)
