"""The path of positions that a process goes along."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from struct import unpack
from typing import NamedTuple, cast

from mockserver.frozen import Frozen

PathStep = int | str | Mapping[str, object]
"""A position as it is written: CurrentStep, ``gone``, ``done``, or fields of the row."""


class Position(NamedTuple):
    """How far a process is."""

    CurrentStep: int
    MaxStep: int
    completed: bool
    fields: Mapping[str, object] | None = None
    """What the row says here besides, by the wire's names, where it is not what the process says; None: nothing.

    A ProcessCompleteTime among them is the wire's text, ``now`` (the time of the move), or None for the no-date.
    """


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
    gone: bool = False
    """There is no row."""
    fields: Mapping[str, object] | None = None

    def position(self, n: int) -> Position | None:
        """The position that is n after the first; None: no row."""
        if self.gone:
            return None
        return Position(self.first + n if self.climbs else self.first, self.MaxStep, self.completed, self.fields)


class Path:
    """Positions in order. Any number of them costs the same; at least one is needed."""

    def __init__(self, runs: Iterable[Run]) -> None:
        self._runs = tuple(run for run in runs if run.count > 0)
        self._ends = tuple(accumulate(run.count for run in self._runs))

    def __len__(self) -> int:
        return self._ends[-1]

    def position(self, n: int) -> Position | None:
        """The position after n moves, n from 0; the last one stays. None: there is no row."""
        n = min(n, len(self) - 1)
        number = bisect_right(self._ends, n)
        run = self._runs[number]
        return run.position(n - self._begin(number))

    def completed_from(self, n: int) -> int:
        """Where the unbroken stretch of completed positions begins in which the completed position n stands."""
        begin = self._stretches[bisect_right(self._ends, min(n, len(self) - 1))]
        if begin is None:
            raise ValueError(f"position {n} is not completed")
        return begin

    @cached_property
    def completions(self) -> tuple[int, ...]:
        """The positions at which a stretch of completed ones begins, in order."""
        return tuple(sorted({begin for begin in self._stretches if begin is not None}))

    @cached_property
    def _stretches(self) -> tuple[int | None, ...]:
        """For every run the beginning of the completed stretch it is part of."""
        begins: list[int | None] = []
        for number, run in enumerate(self._runs):
            before = begins[-1] if begins else None
            begins.append((self._begin(number) if before is None else before) if run.completed else None)
        return tuple(begins)

    def _begin(self, number: int) -> int:
        return self._ends[number] - self._runs[number].count


def written_path(steps: Iterable[PathStep], MaxStep: int) -> Path:
    """The path that is written out in full; every step is as ``PathSteps`` keeps it."""
    return Path(_written_runs(steps, MaxStep))


def _written_runs(steps: Iterable[PathStep], MaxStep: int) -> Iterator[Run]:
    CurrentStep = 0
    for step in steps:
        run = _written_run(step, CurrentStep, MaxStep)
        CurrentStep = run.first
        yield run


def _written_run(step: PathStep, CurrentStep: int, MaxStep: int) -> Run:
    """The one position that a step is, CurrentStep being that of the position before it."""
    if isinstance(step, Mapping):
        return _mapped_run(step, CurrentStep, MaxStep)
    if step == "gone":
        return Run(CurrentStep, 1, MaxStep, gone=True)
    if step == "done":
        return Run(MaxStep, 1, MaxStep, completed=True)
    return Run(cast("int", step), 1, MaxStep)


def _mapped_run(step: Mapping[str, object], CurrentStep: int, MaxStep: int) -> Run:
    fields = dict(step)
    own = {"CurrentStep": CurrentStep, "MaxStep": MaxStep}
    steps = {name: cast("int", fields.pop(name, usual)) for name, usual in own.items()}
    if fields.get("ProcessCompleteTime") == "none":
        fields["ProcessCompleteTime"] = None
    completed = fields.get("ProcessCompleteTime") is not None
    return Run(
        steps["CurrentStep"], 1, steps["MaxStep"], completed=completed, fields=Frozen(fields) if fields else None
    )


_DRAWN_AT_ONCE = 8


def spread(seed: int, count: int, length: int) -> Sequence[int]:
    """So many positions of a path of this length, drawn evenly; equal for a seed on every Python and platform."""
    from hashlib import blake2b  # noqa: PLC0415 - it loads OpenSSL, and few scenarios draw anything

    positions = array("q")
    for block in range(-(-count // _DRAWN_AT_ONCE)):
        drawn = unpack(f">{_DRAWN_AT_ONCE}Q", blake2b(f"{seed}:{block}".encode(), digest_size=64).digest())
        positions.extend(number % length for number in drawn)
    return positions[:count]
