"""How far one list is in a scenario: whose turn it is, and where its processes stand."""

from __future__ import annotations

from mockserver.contract import Row
from mockserver.scenarios.answers import Answer, Rows
from mockserver.scenarios.processes import Process
from mockserver.scenarios.rows import written_no_date
from mockserver.scenarios.scenario import Scenario

ShownRows = tuple[Row | None, ...] | None
"""What a result holds; None is an absent result."""


class Progress:
    """A scenario in play for one list. The caller holds the sandbox's lock, except where it says otherwise."""

    __slots__ = (
        *("_ListID", "_began", "_no_date", "_turns", "_holds", "_loops", "_standings", "_last_move"),
        *("_turn", "_taken", "_showings", "_settled", "_exact"),
    )

    def __init__(self, scenario: Scenario, ListID: int, began: str, no_date: str) -> None:
        self._ListID, self._began, self._no_date = ListID, began, no_date
        self._turns = scenario.turns
        self._holds = scenario.then == "hold" or not scenario.answers
        self._loops = scenario.then == "loop"
        self._turn = self._taken = self._showings = 0
        self._standings = [
            _Standing(process, number, ListID, began) for number, process in enumerate(scenario.played_processes, 1)
        ]
        self._last_move = max((standing.last_move for standing in self._standings), default=0)
        self._settled: tuple[Row, ...] | None = None
        self._exact: dict[int, tuple[Row | None, ...]] = {}

    def set_no_date(self, no_date: str) -> None:
        """From now on rows say so that their process is not completed."""
        if no_date != self._no_date:
            self._no_date = no_date
            self._settled = None
            self._exact.clear()

    @property
    def ended(self) -> bool:
        """All turns were taken and nothing follows them."""
        return self._turn == len(self._turns)

    def take_turn(self) -> Answer | None:
        """The answer of the next call; None if the script has ended."""
        if self.ended:
            return None
        answer = self._turns[self._turn]
        self._taken += 1
        if self._taken >= (answer.calls or 1):
            self._next_turn()
        return answer

    def _next_turn(self) -> None:
        last = self._turn + 1 == len(self._turns)
        if last and self._holds:
            return
        self._turn = 0 if last and self._loops else self._turn + 1
        self._taken = 0

    def show(self, now: str) -> tuple[Row, ...]:
        """The rows of a showing, by which all processes move."""
        if self._settled is not None:
            return self._settled
        rows = tuple([standing.show(self._showings, now, self._no_date) for standing in self._standings])
        if self._showings >= self._last_move:
            self._settled = rows  # nothing changes any more
        self._showings += 1
        return rows

    def rows(self, now: str) -> tuple[Row, ...]:
        """The rows that the next showing shows if it comes now; moves nothing."""
        return tuple(standing.row(self._showings, now, self._no_date)[0] for standing in self._standings)

    def exact(self, answer: Rows) -> ShownRows:
        """The rows of an answer that gives them itself, the same at every call. Needs no lock."""
        if not answer.rows:
            return None if answer.rows is None else ()
        rows = self._exact.get(id(answer))
        if rows is None:
            rows = tuple(row and row.row(self._ListID, self._began, self._no_date) for row in answer.rows)
            self._exact[id(answer)] = rows
        return rows


class _Standing:
    """Where one process stands."""

    __slots__ = ("ListID", "ProcessStartTime", "ProcessType", "StatusID", "_completed", "_path", "last_move")

    def __init__(self, process: Process, number: int, ListID: int, began: str) -> None:
        self.StatusID = number if process.StatusID is None else process.StatusID
        self.ListID = ListID if process.ListID is None else process.ListID
        self.ProcessType = process.ProcessType
        self.ProcessStartTime = began if process.ProcessStartTime == "now" else process.ProcessStartTime
        self._path = process.route
        self.last_move = len(process.route) - 1
        self._completed: str | None = None

    def show(self, showings: int, now: str, no_date: str) -> Row:
        """The row of a showing; remembers when the process was first shown completed."""
        row, completed = self.row(showings, now, no_date)
        if completed and self._completed is None:
            self._completed = now
        return row

    def row(self, showings: int, now: str, no_date: str) -> tuple[Row, bool]:
        """The row after so many showings, and whether the process is completed."""
        CurrentStep, MaxStep, completed = self._path.position(showings)
        complete = (self._completed or now) if completed else written_no_date(no_date, self.ProcessStartTime)
        row = Row(self.StatusID, self.ListID, self.ProcessType, CurrentStep, MaxStep, self.ProcessStartTime, complete)
        return row, completed
