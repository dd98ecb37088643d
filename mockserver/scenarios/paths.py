"""The path of positions that a process goes along."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import accumulate
from typing import NamedTuple


class Position(NamedTuple):
    """How far a process is."""

    CurrentStep: int
    MaxStep: int
    completed: bool


@dataclass(frozen=True, slots=True)
class Run:
    """Positions in a row that differ in nothing but the step, so that a path of two thousand million takes no room."""

    first: int
    """CurrentStep of the first position."""
    count: int
    MaxStep: int
    climbs: bool = True
    """Each position is a step above the one before; otherwise all are the same."""
    completed: bool = False

    def position(self, n: int) -> Position:
        """The position that is n after the first."""
        return Position(self.first + n if self.climbs else self.first, self.MaxStep, self.completed)


class Path:
    """Positions in order. Any number of them costs the same; at least one is needed."""

    def __init__(self, runs: Iterable[Run]) -> None:
        self._runs = tuple(run for run in runs if run.count > 0)
        self._ends = tuple(accumulate(run.count for run in self._runs))

    def __len__(self) -> int:
        return self._ends[-1]

    def position(self, n: int) -> Position:
        """The position after n moves, n from 0; the last one stays."""
        n = min(n, len(self) - 1)
        number = bisect_right(self._ends, n)
        run = self._runs[number]
        return run.position(n - (self._ends[number] - run.count))


def completes(MaxStep: int) -> Path:
    """1 … MaxStep, completed there."""
    return Path([_climb(1, MaxStep - 1, MaxStep), _completed(MaxStep)])


def stalls(MaxStep: int, at: int, lasts: int | None) -> Path:
    """1 … at, and stays; with ``lasts``, ``at`` is shown that many more times, then it goes on to the end."""
    up = _climb(1, at, MaxStep)
    if lasts is None:
        return Path([up])
    stuck = Run(at, lasts, MaxStep, climbs=False)
    return Path([up, stuck, _climb(at + 1, MaxStep - 1, MaxStep), _completed(MaxStep)])


def _climb(first: int, last: int, MaxStep: int) -> Run:
    return Run(first, last - first + 1, MaxStep)


def _completed(MaxStep: int) -> Run:
    return Run(MaxStep, 1, MaxStep, completed=True)
