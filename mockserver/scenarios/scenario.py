"""A scenario: the named story of a list."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal, get_args

from mockserver.frozen import Frozen
from mockserver.scenarios.answer_kind import AnswerKind
from mockserver.scenarios.answers import Answer, AnswerLike, Computed, Recorded, Rows, Status, unmeant
from mockserver.scenarios.beside import TROUBLES, Chaos, Rate
from mockserver.scenarios.checking import FieldMistake, Rule, brief, said, settle
from mockserver.scenarios.kinds import ListOf, MappedOrModel, Name, Text, Whole, Word
from mockserver.scenarios.own_settings import OwnSettings
from mockserver.scenarios.processes import MOST_ROWS, Process, ProcessKind

Then = Literal["hold", "loop", "refuse"]
Breaks = Literal["contract"]
ListKey = int | Literal["any"]
NO_SETTINGS: Mapping[str, object] = Frozen()

_MANY_ROWS = 200
_MANY_BYTES = 65_536


def _says_something(processes: Sequence[Process] | None, answers: Sequence[Answer]) -> FieldMistake | None:
    if processes is not None or answers:
        return None
    return FieldMistake("a scenario needs processes or answers, and this has neither; `processes: []` is an empty list")


def _rows_in_all(processes: Sequence[Process] | None) -> FieldMistake | None:
    rows = sum(process.count for process in processes or ())
    if rows <= MOST_ROWS:
        return None
    what = f"processes: expected at most {MOST_ROWS} rows in all, got {rows}, the counts of all processes together"
    return FieldMistake(what, found=str(rows), path=("processes",))


def _then_follows_answers(answers: Sequence[Answer], then: Then) -> FieldMistake | None:
    if answers or then == "hold":
        return None
    return FieldMistake("then: says what follows the last answer, and there are no answers", path=("then",))


def _held_answer_has_no_end(answers: Sequence[Answer], then: Then) -> FieldMistake | None:
    if then != "hold" or not answers or (answers[-1].calls is None and answers[-1].for_ is None):
        return None
    key, end = ("calls", "a number of calls") if answers[-1].for_ is None else ("for", "a time")
    what = (
        f"answers: item {len(answers)} is the last, which stays, so it can't have {end}; "
        "add an answer after it, or `then: loop` or `then: refuse` to the scenario"
    )
    return FieldMistake(what, path=("answers", len(answers) - 1, key))


def _breaches(answers: Sequence[Answer], breaks: Breaks | None) -> Sequence[FieldMistake]:
    """What breaks the contract, if the scenario does not say that it means to."""
    if breaks is not None:
        return ()
    found = [(number, breach) for number, answer in enumerate(answers) for breach in answer.breaches]
    return [unmeant(breach).below(number, f"item {number + 1}").below("answers", "answers") for number, breach in found]


def _breaches_beside(
    rate: Rate | None, settings: Mapping[str, object], breaks: Breaks | None
) -> Sequence[FieldMistake]:
    """The same of what calls get that take no turn."""
    if breaks is not None:
        return ()
    refusal = None if rate is None else rate.answer
    unknown = settings.get("unknown_list")
    found = [breach.below("answer", "answer").below("rate", "rate") for breach in (refusal.breaches if refusal else ())]
    if isinstance(unknown, Answer):
        found += [
            breach.below("unknown_list", "unknown_list").below("settings", "settings") for breach in unknown.breaches
        ]
    return [unmeant(breach) for breach in found]


RULES = (
    Rule(("processes", "answers"), _says_something),
    Rule(("processes",), _rows_in_all),
    Rule(("answers", "then"), _then_follows_answers),
    Rule(("answers", "then"), _held_answer_has_no_end),
    Rule(("answers", "breaks"), _breaches),
    Rule(("rate", "settings", "breaks"), _breaches_beside),
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
    UserName: str | None = field(
        default=None, metadata=said(Text(), "The user whose calls it answers; everybody's if left out.")
    )
    processes: tuple[Process, ...] | None = field(
        default=None,
        metadata=said(
            ListOf(expected="a list of processes", item=ProcessKind()),
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
    rate: Rate | None = field(
        default=None,
        metadata=said(MappedOrModel("a rate", Rate), "How many calls are let through in which time, by the clock."),
    )
    chaos: Chaos | None = field(
        default=None,
        metadata=said(
            MappedOrModel("chaos", Chaos),
            "Trouble by chance, and the same at every run: a call that meets it takes no turn.",
        ),
    )
    breaks: Breaks | None = field(
        default=None,
        metadata=said(
            Word(get_args(Breaks)),
            "contract: some of its SOAP messages break the service's contract, and that is meant.",
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
        UserName: str | None = None,
        processes: Sequence[Process] | None = None,
        answers: Sequence[AnswerLike] = (),
        then: Then = "hold",
        rate: Rate | Mapping[str, object] | None = None,
        chaos: Chaos | Mapping[str, object] | None = None,
        breaks: Breaks | None = None,
        settings: Mapping[str, object] = NO_SETTINGS,
        source: str | None = None,
    ) -> None:
        object.__setattr__(self, "source", source)
        key = {"ListID": ListID, "UserName": UserName}
        told = {"processes": processes, "answers": answers, "then": then}
        beside = {"rate": rate, "chaos": chaos, "breaks": breaks, "settings": settings}
        settle(self, RULES, name=name, about=about, **key, **told, **beside)

    __repr__ = brief

    @property
    def turns(self) -> tuple[Answer, ...]:
        """The answers in order, at least one: without any, the status."""
        return self.answers or (Status(),)

    @cached_property
    def played_processes(self) -> tuple[Process, ...]:
        """The processes that a status shows; where none are given, one with all defaults if a status may need it."""
        if self.processes is not None:
            return self.processes
        return (Process(),) if any(isinstance(answer, Status | Computed) for answer in self._everything()) else ()

    def _everything(self) -> Iterator[Answer]:
        """All answers that a call can get."""
        yield from self.turns
        if self.rate is not None and self.rate.answer is not None:
            yield self.rate.answer
        if self.chaos is not None:
            yield from map(TROUBLES.__getitem__, self.chaos.rates)

    @cached_property
    def takes_time(self) -> Literal["work", "waiting"] | None:
        """Why some of its answers take more than a millisecond or so: a function makes them, or they have many rows."""
        if any(isinstance(answer, Computed) for answer in self.answers):
            return "waiting"
        rows = sum(process.count for process in self.played_processes)
        return "work" if rows > _MANY_ROWS or any(map(_is_large, self.answers)) else None

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


def _is_large(answer: Answer) -> bool:
    match answer:
        case Rows():
            return len(answer.rows or ()) > _MANY_ROWS
        case Recorded():
            return len(answer.path.data) > _MANY_BYTES
        case _:
            return False
