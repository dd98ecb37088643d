"""A scenario: the named story of a list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal, get_args

from mockserver.frozen import Frozen
from mockserver.scenarios.answer_kind import AnswerKind
from mockserver.scenarios.answers import Answer, AnswerLike, Status
from mockserver.scenarios.checking import FieldMistake, Rule, brief, said, settle
from mockserver.scenarios.kinds import ListOf, ModelOf, Name, Text, Whole, Word
from mockserver.scenarios.own_settings import OwnSettings
from mockserver.scenarios.processes import Process

Then = Literal["hold", "loop", "refuse"]
ListKey = int | Literal["any"]
NO_SETTINGS: Mapping[str, object] = Frozen()


def _says_something(processes: Sequence[Process] | None, answers: Sequence[Answer]) -> FieldMistake | None:
    if processes is not None or answers:
        return None
    return FieldMistake("a scenario needs processes or answers, and this has neither; `processes: []` is an empty list")


def _then_follows_answers(answers: Sequence[Answer], then: Then) -> FieldMistake | None:
    if answers or then == "hold":
        return None
    return FieldMistake("then: says what follows the last answer, and there are no answers", path=("then",))


def _held_answer_has_no_end(answers: Sequence[Answer], then: Then) -> FieldMistake | None:
    if then != "hold" or not answers or answers[-1].calls is None:
        return None
    what = (
        "calls: the last answer stays, so it can't have a number of calls; "
        "add an answer after it, or `then: loop` or `then: refuse` to the scenario"
    )
    return FieldMistake(what, path=("answers", len(answers) - 1, "calls"))


RULES = (
    Rule(("processes", "answers"), _says_something),
    Rule(("answers", "then"), _then_follows_answers),
    Rule(("answers", "then"), _held_answer_has_no_end),
)


@dataclass(frozen=True, init=False, repr=False)
class Scenario:
    """The processes of a list, how they move, and what each call gets.

    Raises ScenarioError that holds every mistake. Two scenarios that say the same are equal, wherever they come from.
    """

    name: str = field(metadata=said(Name(), "The scenario's name, by which it is played.", key="scenario"))
    about: str = field(default="", metadata=said(Text(), "What happens, in a sentence for people."))
    ListID: ListKey | None = field(
        default=None,
        metadata=said(
            Whole(expected="a whole number or any", words=("any",)),
            "The list it is for, or any: every list that nothing else answers.",
        ),
    )
    processes: tuple[Process, ...] | None = field(
        default=None,
        metadata=said(
            ListOf(expected="a list of processes", item=ModelOf(expected="a process", model=Process)),
            "The list's processes; they move on their own.",
        ),
    )
    answers: tuple[Answer, ...] = field(
        default=(),
        metadata=said(
            ListOf(expected="a list of answers", item=AnswerKind()),
            "What the calls get, in order; the status for ever if left out.",
        ),
    )
    then: Then = field(
        default="hold",
        metadata=said(
            Word(get_args(Then)),
            "What follows the last answer: it stays (hold), the first one (loop), a [mock] fault (refuse).",
        ),
    )
    settings: Mapping[str, object] = field(
        default=NO_SETTINGS,
        metadata=said(
            OwnSettings(),
            "Settings of its own: what can be decided for a call holds for the calls that it answers, the rest for the "
            "sandbox while it is in play.",
        ),
    )
    source: str | None = field(default=None, compare=False)
    """``file:line`` of a scenario that was read from a file."""

    def __init__(
        self,
        name: str,
        about: str = "",
        *,
        ListID: ListKey | None = None,
        processes: Sequence[Process] | None = None,
        answers: Sequence[AnswerLike] = (),
        then: Then = "hold",
        settings: Mapping[str, object] = NO_SETTINGS,
        source: str | None = None,
    ) -> None:
        object.__setattr__(self, "source", source)
        told = {"ListID": ListID, "processes": processes, "answers": answers, "then": then, "settings": settings}
        settle(self, RULES, name=name, about=about, **told)

    __repr__ = brief

    @property
    def turns(self) -> tuple[Answer, ...]:
        """The answers in order, at least one: without any, the status."""
        return self.answers or (Status(),)

    @cached_property
    def played_processes(self) -> tuple[Process, ...]:
        """The processes that a status shows; where none are given and a status needs one, one with all defaults."""
        if self.processes is not None:
            return self.processes
        return (Process(),) if any(isinstance(turn, Status) for turn in self.turns) else ()

    def describe(self) -> str:
        """What it does, in a line for tables: "http 503, 2 calls; then status (a step a poll, completes at 4)"."""
        if self.turns == (Status(),):
            return self._moves()
        after = {"hold": "", "loop": "; and again", "refuse": "; then nothing more"}[self.then]
        turns = "; then ".join(turn.describe() for turn in self.turns) + after
        return f"{turns} ({self._moves()})" if any(isinstance(turn, Status) for turn in self.turns) else turns

    def _moves(self) -> str:
        processes = self.played_processes
        moves = " / ".join(dict.fromkeys(process.describe() for process in processes))
        return moves if len(processes) == 1 else f"{len(processes)} processes: {moves}" if processes else "empty result"
