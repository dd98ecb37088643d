"""A process as a scenario describes it: what its row says, and how it moves."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Literal, get_args

from mockserver.contract import shown
from mockserver.scenarios.checking import FieldMistake, Rule, brief, said, settle
from mockserver.scenarios.kinds import Moment, Text, Whole, Word
from mockserver.scenarios.paths import Path, completes, stalls

Ending = Literal["completes", "stalls"]
Every = Literal["poll"]

_STEP = Whole(expected="a whole number of at least 1", least=1)
_NUMBER = Whole(expected="a whole number")


def _at_is_for_stalls(ending: str, at: int | None) -> FieldMistake | None:
    if at is None or ending != "completes":
        return None
    return FieldMistake("at: says where a process stalls, and this one completes; add `ending: stalls`", path=("at",))


def _at_is_on_the_path(at: int | None, MaxStep: int) -> FieldMistake | None:
    if at is None or at <= MaxStep:
        return None
    what = f"at: expected a step from 1 to MaxStep, which is {MaxStep}, got {at}"
    return FieldMistake(what, found=shown(at), path=("at",))


def _lasts_is_for_stalls(ending: str, lasts: int | None) -> FieldMistake | None:
    if lasts is None or ending != "completes":
        return None
    what = "lasts: says how long a process stalls, and this one completes; add `ending: stalls`"
    return FieldMistake(what, path=("lasts",))


RULES = (
    Rule(("ending", "at"), _at_is_for_stalls),
    Rule(("at", "MaxStep"), _at_is_on_the_path),
    Rule(("ending", "lasts"), _lasts_is_for_stalls),
)


@dataclass(frozen=True, init=False, repr=False)
class Process:
    """One process of a list. Everything has a default: ``Process()`` is a "Send to List" of four steps.

    Raises ScenarioError that holds every mistake.
    """

    ProcessType: str | None = field(
        default="Send to List",
        metadata=said(Text(nil=True), "What kind of process it is, in the service's free text; nil: no such element."),
    )
    MaxStep: int = field(default=4, metadata=said(_STEP, "The number of steps."))
    every: Every = field(
        default="poll",
        metadata=said(Word(get_args(Every)), "What moves it: each poll that is shown the status."),
    )
    ending: Ending = field(
        default="completes",
        metadata=said(Word(get_args(Ending)), "How it goes: to its end, or stuck on the way."),
    )
    at: int | None = field(
        default=None, metadata=said(_STEP, "The step at which it stalls; the one before MaxStep if left out.")
    )
    lasts: int | None = field(
        default=None,
        metadata=said(
            Whole(expected="a number of polls of at least 1", least=1),
            "How many more polls are shown the step it stalls at, before it goes on; for ever if left out.",
        ),
    )
    StatusID: int | None = field(
        default=None,
        metadata=said(_NUMBER, "The row's StatusID; if left out, the process's place in the list, from 1."),
    )
    ListID: int | None = field(default=None, metadata=said(_NUMBER, "The row's ListID; the asked one if left out."))
    ProcessStartTime: str = field(
        default="now",
        metadata=said(Moment(words=("now",)), "When it started; now is when the scenario began."),
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
        StatusID: int | None = None,
        ListID: int | None = None,
        ProcessStartTime: str | datetime = "now",
    ) -> None:
        settle(
            self,
            RULES,
            ProcessType=ProcessType,
            MaxStep=MaxStep,
            every=every,
            ending=ending,
            at=at,
            lasts=lasts,
            StatusID=StatusID,
            ListID=ListID,
            ProcessStartTime=ProcessStartTime,
        )

    __repr__ = brief

    @cached_property
    def route(self) -> Path:
        """The positions it takes, one after the other."""
        if self.ending == "completes":
            return completes(self.MaxStep)
        return stalls(self.MaxStep, self._stalls_at, self.lasts)

    @property
    def _stalls_at(self) -> int:
        return self.at or max(1, self.MaxStep - 1)

    def describe(self) -> str:
        """How it moves, in a few words: "a step a poll, completes at 4"."""
        if self.ending == "completes":
            return f"a step a poll, completes at {self.MaxStep}"
        stuck = f"a step a poll, stalls at {self._stalls_at} of {self.MaxStep}"
        return f"{stuck} for {counted(self.lasts, 'more poll')}, then completes" if self.lasts else stuck


def counted(count: int, thing: str) -> str:
    """A number and its noun: "1 poll", "2 polls"."""
    return f"{count} {thing}" if count == 1 else f"{count} {thing}s"
