"""A process as a scenario describes it: what its row says, and how it moves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property, partial
from typing import TYPE_CHECKING, cast, get_args

from mockserver.contract import INT32_MAX, shown
from mockserver.scenarios.checking import FieldMistake, Rule, brief, said, settle
from mockserver.scenarios.endings import (
    Ending,
    NumberKey,
    Numbers,
    ending_phrase,
    ending_runs,
    impossible_step,
    not_taken,
    settled_numbers,
)
from mockserver.scenarios.kinds import ModelOf, Moment, Text, Whole, Word
from mockserver.scenarios.nodes import Entries, Node, place_of
from mockserver.scenarios.paces import Pace, PaceText, pace
from mockserver.scenarios.path_steps import PathSteps, steps_above_MaxStep
from mockserver.scenarios.paths import Path, PathStep, Run, spread, written_path

if TYPE_CHECKING:
    from mockserver.scenarios.reading import Reader

Every = str | timedelta
"""``poll``, ``3 polls``, ``told``, or a duration: ``5m``, a timedelta."""

MOST_ROWS = 1_000_000
"""Rows of one process with ``count``, and of all processes of a scenario together."""

_NUMBER = Whole(expected="a whole number")
_STEP = Whole(expected="a step: a whole number of at least 0", least=0)


_UNSAID = {"ending": "completes", "queued": 0}
"""What keys that ``path`` excludes are where nobody gave them; the others are None."""


def _path_excludes(key: str, path: object, value: object) -> FieldMistake | None:
    return None if path is None or value == _UNSAID.get(key) else _excluded(key)


def _excluded(key: str) -> FieldMistake:
    what = f"{key}: `path` writes out every position, so `{key}` can't stand beside it; leave one of them out"
    return FieldMistake(what, path=(key,), on_key=True)


def _number_not_taken(key: NumberKey, path: object, ending: Ending, value: int | None) -> FieldMistake | None:
    if path is not None or value is None:
        return None
    return not_taken(key, ending)


def _impossible_step(path: object, ending: Ending, MaxStep: int, at: int | None, to: int | None) -> FieldMistake | None:
    return None if path is not None else impossible_step(ending, MaxStep, at, to)


def _seed_needs_count(seed: int | None, count: int) -> FieldMistake | None:
    if seed is None or count > 1:
        return None
    what = "seed: spreads the rows of a `count` over the path, and there is one row; add a `count` of at least 2"
    return FieldMistake(what, path=("seed",), on_key=True)


def _last_StatusID_fits(StatusID: int | None, count: int) -> FieldMistake | None:
    if StatusID is None or StatusID + count - 1 <= INT32_MAX:
        return None
    what = f"StatusID: expected at most {INT32_MAX - count + 1}, as {count} rows count on from it, got {StatusID}"
    return FieldMistake(what, found=shown(StatusID), path=("StatusID",))


RULES = (
    *(Rule(("path", key), partial(_path_excludes, key)) for key in ("ending", "at", "lasts", "to", "queued")),
    *(Rule(("path", "ending", key), partial(_number_not_taken, key)) for key in get_args(NumberKey)),
    Rule(("path", "ending", "MaxStep", "at", "to"), _impossible_step),
    Rule(("path", "MaxStep"), steps_above_MaxStep),
    Rule(("seed", "count"), _seed_needs_count),
    Rule(("StatusID", "count"), _last_StatusID_fits),
)


@dataclass(frozen=True, init=False, repr=False)
class Process:
    """One process of a list. Everything has a default: ``Process()`` is a "Send to List" of four steps.

    Raises ScenarioError that holds every mistake. Two that say the same are equal, wherever they come from.
    """

    ProcessType: str | None = field(
        default="Send to List",
        metadata=said(Text(nil=True), "What kind of process it is, in the service's free text; nil: no such element."),
    )
    MaxStep: int = field(
        default=4,
        metadata=said(Whole(expected="a whole number of at least 1", least=1), "The number of steps."),
    )
    every: str = field(
        default="poll",
        metadata=said(
            PaceText(words=("poll", "told"), polls="3 polls", duration="5m"),
            "What moves it: each poll that is shown the status, every so many of them, the clock, or only the test.",
        ),
    )
    ending: Ending = field(
        default="completes",
        metadata=said(
            Word(get_args(Ending)),
            "How it goes: completes; stalls or vanishes at a step, for ever or for some moves; ends-short: completed "
            "below MaxStep; goes-back; reopens after it was completed; overshoots MaxStep; grows: MaxStep rises on the "
            "way; skips a step.",
        ),
    )
    at: int | None = field(
        default=None,
        metadata=said(
            _STEP,
            "The step at which the ending differs; if left out, the one before MaxStep, the one after it for "
            "overshoots, the second for vanishes and skips.",
        ),
    )
    lasts: int | None = field(
        default=None,
        metadata=said(
            Whole(expected="a number of moves of at least 1", least=1),
            "How many moves it takes until it goes on: those that it stalls, or the positions at which it is gone; "
            "for ever if left out.",
        ),
    )
    to: int | None = field(
        default=None,
        metadata=said(
            _STEP,
            "The step to which it goes back, 1 if left out; or the MaxStep to which it grows, twice the first one.",
        ),
    )
    path: tuple[PathStep, ...] | None = field(
        default=None,
        metadata=said(
            PathSteps(),
            "All its positions instead of an ending: a step, gone (no row), done (completed), or fields of the row.",
        ),
    )
    queued: int = field(
        default=0,
        metadata=said(
            Whole(expected="a number of positions of at least 0", least=0), "How many positions at step 0 come first."
        ),
    )
    appears: str | None = field(
        default=None,
        metadata=said(
            PaceText(words=("told",), polls="2 polls", duration="10m"),
            "Until when it has no row: after so many polls, by the clock, or when the test says; from the beginning "
            "if left out.",
        ),
    )
    StatusID: int | None = field(
        default=None,
        metadata=said(
            _NUMBER, "The StatusID of its row, the first one; if left out, the row's place in the list, from 1."
        ),
    )
    ListID: int | None = field(default=None, metadata=said(_NUMBER, "The row's ListID; the asked one if left out."))
    ProcessStartTime: str = field(
        default="now",
        metadata=said(Moment(words=("now",)), "When it started; now is when the scenario began."),
    )
    count: int = field(
        default=1,
        metadata=said(
            Whole(expected=f"a number of rows from 1 to {MOST_ROWS}", least=1, most=MOST_ROWS),
            "How many such rows there are. Their StatusIDs count on from the first one's, and the places of the "
            "processes behind it from the last one's.",
        ),
    )
    seed: int | None = field(
        default=None,
        metadata=said(
            _NUMBER,
            "Spreads the rows of a count over the path: each starts from a position of its own, always the same for "
            "the same seed. If left out, all start at the first.",
        ),
    )

    def __init__(
        self,
        ProcessType: str | None = "Send to List",
        *,
        MaxStep: int = 4,
        every: Every = "poll",
        ending: Ending = "completes",
        at: int | None = None,
        lasts: int | None = None,
        to: int | None = None,
        path: Sequence[PathStep] | None = None,
        queued: int = 0,
        appears: Every | None = None,
        StatusID: int | None = None,
        ListID: int | None = None,
        ProcessStartTime: str | datetime = "now",
        count: int = 1,
        seed: int | None = None,
    ) -> None:
        movement = {"MaxStep": MaxStep, "every": every, "ending": ending, "at": at, "lasts": lasts, "to": to}
        course = {"path": path, "queued": queued, "appears": appears, "count": count, "seed": seed}
        row = {"StatusID": StatusID, "ListID": ListID, "ProcessStartTime": ProcessStartTime}
        settle(self, RULES, ProcessType=ProcessType, **movement, **course, **row)

    __repr__ = brief

    @cached_property
    def route(self) -> Path:
        """The positions it takes, one after the other."""
        if self.path is not None:
            return written_path(self.path, self.MaxStep)
        return Path([Run(0, self.queued, self.MaxStep, climbs=False), *ending_runs(self.ending, self._numbers)])

    @cached_property
    def pace(self) -> Pace:
        """How long it takes to move on by one position."""
        return pace(self.every)

    @cached_property
    def appearing(self) -> Pace | None:
        """How long it has no row; None: it has one from the beginning."""
        return None if self.appears is None else pace(self.appears)

    def offset(self, number: int) -> int:
        """The position from which its row of this number starts, the first being 0.

        Always 0 without a seed. With one, equal on every Python and platform, and spread over the whole path.
        """
        return self._offsets[number] if self._offsets else 0

    @cached_property
    def _offsets(self) -> Sequence[int]:
        return () if self.seed is None else spread(self.seed, self.count, len(self.route))

    @property
    def _numbers(self) -> Numbers:
        return settled_numbers(self.ending, Numbers(self.MaxStep, lasts=self.lasts), self.at, self.to)

    def describe(self) -> str:
        """How it moves, in a few words: "a step a poll, completes at 4"."""
        parts = (self._rows(), self._wait(), self._queue(), _step_each(self.every), self._way())
        return ", ".join(filter(None, parts))

    def _rows(self) -> str:
        if self.count == 1:
            return ""
        return counted(self.count, "row") + ("" if self.seed is None else f" spread by seed {self.seed}")

    def _wait(self) -> str:
        if self.appears is None:
            return ""
        return "appears when told" if self.appears == "told" else f"appears after {self.appears}"

    def _queue(self) -> str:
        return f"queued for {counted(self.queued, self._move)}" if self.queued else ""

    def _way(self) -> str:
        if self.path is not None:
            return _path_in_short(self.path)
        phrase = ending_phrase(self.ending, self._numbers)
        if self.lasts is None:
            return phrase
        more = "more " if self.ending == "stalls" else ""
        return f"{phrase} for {counted(self.lasts, more + self._move)}, then completes"

    @property
    def _move(self) -> str:
        return "poll" if self.every == "poll" else "move"


class ProcessKind(ModelOf):
    """A process. In a file even what changes nothing can't stand beside a path, as nobody would know what is meant."""

    def __init__(self) -> None:
        super().__init__("a process", Process)

    def _read(self, node: Node, reader: Reader) -> object:
        process = super()._read(node, reader)
        if isinstance(process, Process) and process.path is not None:
            for key in _UNSAID.keys() & cast("Entries", node).entries:
                reader.wrong(place_of(node, (key,), key=True), _excluded(key))
        return process


def _step_each(every: str) -> str:
    words = {"poll": "a step a poll", "told": "a step when told"}
    return words.get(every, f"a step every {every}")


def _path_in_short(path: Sequence[PathStep]) -> str:
    if len(path) > 10:
        return f"a path of {len(path)} positions"
    return "path " + " ".join(str(step) if isinstance(step, int | str) else "{…}" for step in path)


def counted(count: int, thing: str) -> str:
    """A number and its noun: "1 poll", "2 polls"."""
    return f"{count} {thing}" if count == 1 else f"{count} {thing}s"
