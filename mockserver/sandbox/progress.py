"""How far one list is in a scenario: whose turn it is, and where its processes stand."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from mockserver.contract import LooseRow, Row
from mockserver.sandbox.chance import drawn
from mockserver.sandbox.clock import Clock
from mockserver.sandbox.service import Service
from mockserver.sandbox.standing import Moment, Standing, Writing
from mockserver.sandbox.turns import Turns
from mockserver.scenarios.answers import Answer, Computed, Recorded, Rows, Status
from mockserver.scenarios.beside import Chaos, Rate
from mockserver.scenarios.scenario import Scenario
from mockserver.scenarios.sending import Spread

ShownRow = Row | LooseRow | None
ShownRows = Sequence[ShownRow] | None
"""What a result holds; None is an absent result, and a None in it a nil row."""


_MOST_KEPT = 100
_MOST_GIVEN = 10_000


class Turn(NamedTuple):
    """What one call took from a script."""

    answer: Answer
    moments: tuple[Moment | None, ...]
    """Where the processes stand, for a status."""
    number: int
    """Which poll of the list it is in this script, from 1."""
    progress: Progress
    place: int | None = None
    """Of the answer in the script, from 0; None for what comes before the turn, such as chaos."""

    def rows(self) -> ShownRows:
        """The rows that the call gets; empty for an answer without rows. Needs no lock."""
        if isinstance(self.answer, Status):
            return self.progress.standing_rows(self.moments)
        return self.progress.own_rows(self.answer)

    @property
    def delay(self) -> float:
        """Seconds before the first byte is sent."""
        delay = self.answer.delay
        if isinstance(delay, Spread):
            return delay.at(drawn("delay", delay.seed, self.progress.ListID, self.number))
        return delay


class Given(NamedTuple):
    """What a function answered."""

    number: int
    """Which poll of the list it was, as ``Turn.number``."""
    function: Computed
    answer: Answer


class Progress:
    """A scenario in play for one list. The caller holds the sandbox's lock, except where it says otherwise."""

    __slots__ = (
        *("ListID", "_chaos", "_exact", "_let_through", "_rate", "_settled", "_standings", "_writing"),
        *("given", "number", "turns"),
    )

    def __init__(
        self, scenario: Scenario, ListID: int, began: float, *, clock: Clock, no_date: str, service: Service
    ) -> None:
        self.ListID = ListID
        self.turns = Turns(scenario, began, service)
        self.number = 0
        """How many polls have come."""
        self.given: list[Given] = []
        """What functions answered, the first of it; not in the order of the polls, as functions take their time."""
        self._rate, self._chaos = scenario.rate, scenario.chaos
        self._let_through: deque[float] = deque()
        self._writing = Writing(ListID, began, clock, no_date)
        self._standings: list[Standing] = []
        place = 1
        for process in scenario.played_processes:
            self._standings.append(Standing(process, place, began))
            place += process.count
        self._settled: tuple[Moment | None, ...] | None = None
        self._exact: dict[int, tuple[Answer, ShownRows]] = {}

    def set_no_date(self, no_date: str) -> None:
        """From now on rows say so that their process is not completed."""
        if no_date != self._writing.no_date:
            self._writing = self._writing._replace(no_date=no_date)
        self._exact = {}  # times may be told in another zone, too

    # -- a call

    def take(self, now: float) -> Turn | None:
        """What a call gets that comes now, after the rate, chaos, and its turn; None if all turns are over."""
        self.number += 1
        answer = None
        if self._rate is not None:
            answer = self._too_many(self._rate, now)
        if answer is None and self._chaos is not None:
            answer = self._trouble(self._chaos)
        if answer is not None:
            return Turn(answer, self.peek(now) if isinstance(answer, Status) else (), self.number, self)
        place = self.turns.take(now)
        if place is None:
            return None
        answer = self.turns.answer(place)
        if isinstance(answer, Computed):  # served when the function has said something
            return Turn(answer, (), self.number, self, place)
        self.turns.serve(place)
        return Turn(answer, self._shown(answer, now), self.number, self, place)

    def say(self, turn: Turn, function: Computed, answer: Answer, now: float) -> Turn:
        """The turn of a call for which a function gave this answer, which is kept."""
        if len(self.given) < _MOST_GIVEN:
            self.given.append(Given(turn.number, function, answer))
        if turn.place is not None:
            self.turns.serve(turn.place)
        return turn._replace(answer=answer, moments=self._shown(answer, now))

    def _shown(self, answer: Answer, now: float) -> tuple[Moment | None, ...]:
        """Where the processes stand, if the answer shows it; a status that is sent whole moves them."""
        if not isinstance(answer, Status):
            return ()
        return self._show(now) if answer.wire is None else self.peek(now)

    def _too_many(self, rate: Rate, now: float) -> Answer | None:
        passed = self._let_through
        while passed and round(now - passed[0] - rate.per, 6) >= 0:
            passed.popleft()
        if len(passed) < rate.calls:
            passed.append(now)
            return None
        return rate.refusal(round(passed[0] + rate.per - now, 6))

    def _trouble(self, chaos: Chaos) -> Answer | None:
        return chaos.trouble(drawn("chaos", chaos.seed, self.ListID, self.number))

    # -- the processes

    def move(self, times: int, now: float, StatusID: int | None) -> None:
        """Move the processes on, or the one row with this StatusID."""
        for standing in self._standings:
            if StatusID is None or standing.has(StatusID):
                standing.move(times, now, StatusID)
        self._settled = None

    def has(self, StatusID: int) -> bool:
        """Whether a process has a row with this StatusID."""
        return any(standing.has(StatusID) for standing in self._standings)

    def _show(self, now: float) -> tuple[Moment | None, ...]:
        if self._settled is not None:
            return self._settled
        moments = tuple([standing.show(now) for standing in self._standings])
        if all(standing.settled for standing in self._standings):
            self._settled = moments
        return moments

    def peek(self, now: float) -> tuple[Moment | None, ...]:
        """Where the processes would stand in a showing that came now; moves nothing."""
        return tuple([standing.peek(now) for standing in self._standings])

    # -- rows; none of these needs the lock

    def standing_rows(self, moments: Sequence[Moment | None]) -> Sequence[Row]:
        """The rows of the processes that stand so."""
        writing = self._writing
        if len(moments) == 1:  # most lists
            return () if moments[0] is None else self._standings[0].rows(moments[0], writing)
        rows: list[Row] = []
        for standing, moment in zip(self._standings, moments, strict=True):
            if moment is not None:
                rows += standing.rows(moment, writing)
        return tuple(rows)

    def own_rows(self, answer: Answer) -> ShownRows:
        """The rows that an answer brings itself, the same at every call."""
        if not isinstance(answer, Rows | Recorded):
            return ()
        kept = self._exact.get(id(answer))
        if kept is None or kept[0] is not answer:
            if len(self._exact) >= _MOST_KEPT:  # answers of functions come and go
                self._exact = {}
            kept = self._exact[id(answer)] = (answer, self._brought(answer))
        return kept[1]

    def _brought(self, answer: Rows | Recorded) -> ShownRows:
        writing = self._writing
        if isinstance(answer, Recorded):
            return answer.rows(writing.ListID, self.began_at)
        if not answer.rows:
            return None if answer.rows is None else ()
        told = (writing.ListID, self.began, writing.no_date)
        return tuple([None if row is None else row.row(*told) for row in answer.rows])

    @property
    def began(self) -> str:
        """When the script began for this list, as the wire tells it."""
        return self._writing.clock.text(self._writing.began)

    @property
    def began_at(self) -> datetime:
        """The same as a moment, in the zone of times on the wire."""
        clock = self._writing.clock
        return clock.moment(self._writing.began).astimezone(clock.zone)
