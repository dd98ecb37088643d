"""What polls got, as people read it: in short for the line of a failed ``assert``, and whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

from mockserver.contract import LooseRow, Row
from mockserver.sandbox.journal import Call
from mockserver.sandbox.printing import counted, printable, quoted
from mockserver.sandbox.transcript import call_line, is_completed
from mockserver.scenarios.answers import Http

_BRIEF = 190
"""Characters of all polls in short. pytest cuts what it shows of a value to 240; it escapes what isn't ASCII if asked
for more."""
_FIRST_LINES, _LAST_LINES = 15, 25
_MOST_ROWS = 2


@dataclass(frozen=True)
class Story:
    """Some polls, whose polls they are, and the numbers of those that a person should look at."""

    polls: Sequence[Call]
    of: str
    marked: frozenset[int] = frozenset()
    forgotten: int = 0
    """How many came before them that are no longer kept."""

    @property
    def brief(self) -> str:
        """On one line: ``3 polls of list 12345: #1 10:15:30 1/4; #2-#3 10:16:30-10:17:30 http 503``."""
        note = [self._note] if self.forgotten else []
        several = len({call.ListID for call in self.polls}) > 1
        got = [f"list {call.ListID} {_got(call)}" if several else _got(call) for call in self.polls]
        runs = groupby(zip(got, self.polls, strict=True), itemgetter(0))
        parts = [f"{_span([call for _, call in alike])} {what}" for what, alike in runs]
        told = [*note, *_fitting(parts, _BRIEF - sum(map(len, note)))]
        return f"{self._title}{': ' if told else ''}{'; '.join(told)}"

    def __str__(self) -> str:
        """A line a poll; a long story is cut in the middle, but the first marked line stays."""
        lines = [f"{'>' if call.number in self.marked else ' '} {call_line(call)}" for call in self.polls]
        note = [f"  {self._note}"] if self.forgotten else []
        return "\n".join([self._title, *note, *_shortened(lines)])

    @property
    def _title(self) -> str:
        return f"{counted(self.forgotten + len(self.polls), 'poll')} of {self.of}"

    @property
    def _note(self) -> str:
        return f"({counted(self.forgotten, 'earlier poll')} no longer kept)"


def failed(expectation: str, story: Story) -> AssertionError:
    """The error of an assertion: what was expected and what came, and then everything that happened."""
    return AssertionError(f"{expectation}\n{story}")


def _shortened(lines: list[str]) -> list[str]:
    if len(lines) <= _FIRST_LINES + _LAST_LINES + 1:
        return lines
    middle = lines[_FIRST_LINES:-_LAST_LINES]
    marked = next((i for i, line in enumerate(middle) if line.startswith(">")), None)
    if marked is None or any(line.startswith(">") for line in lines[:_FIRST_LINES]):
        kept = [_left_out(len(middle))]
    else:
        kept = [*_some_left_out(marked), middle[marked], *_some_left_out(len(middle) - marked - 1)]
    return [*lines[:_FIRST_LINES], *kept, *lines[-_LAST_LINES:]]


def _some_left_out(count: int) -> list[str]:
    return [_left_out(count)] if count else []


def _left_out(count: int) -> str:
    return f"  ({counted(count, 'poll')} left out)"


def _span(alike: list[Call]) -> str:
    first, last = alike[0], alike[-1]
    if first is last:
        return f"#{first.number} {first.at:%H:%M:%S}"
    return f"#{first.number}-#{last.number} {first.at:%H:%M:%S}-{last.at:%H:%M:%S}"


def _fitting(parts: list[str], room: int) -> list[str]:
    """As many of the parts as there is room for, the last ones rather than those in the middle."""
    if sum(map(len, parts)) + 2 * len(parts) <= room:
        return parts
    first, last = parts[:1], parts[1:][-1:]
    left = parts[1:-1]
    room -= sum(len(part) + 2 for part in first + last)
    while left and len(left[-1]) + 2 <= room:
        room -= len(left[-1]) + 2
        last.insert(0, left.pop())
    return [*first, "...", *last]


def _got(call: Call) -> str:
    """What a poll got, in a word or two."""
    wire = call.answer.wire if call.answer is not None else None
    if wire is not None:
        return f"wire {printable(str(wire), 30)}"
    if call.outcome != "sent":
        return "cut" if call.outcome == "cut" else "not sent yet"
    if call.answered_by == "nobody":
        return "NOT ANSWERED"
    if call.fault is not None:
        return f"fault {quoted(call.fault, 30)}"
    if isinstance(call.answer, Http) or call.status not in (None, 200):
        return f"http {call.status}"
    return _rows(call)


def _rows(call: Call) -> str:
    if call.row_count and not call.rows:
        return f"{counted(call.row_count, 'row')}{' completed' if call.completed else ''}"  # no more is known of them
    steps = [_step(row, call.no_date) for row in call.rows[:_MOST_ROWS]]
    if len(call.rows) > _MOST_ROWS:
        steps.append(f"{len(call.rows) - _MOST_ROWS} more")
    return ", ".join(steps) or "no rows"


def _step(row: Row | LooseRow | None, no_date: str) -> str:
    if not isinstance(row, Row):
        return "nil row" if row is None else "odd row"
    return f"{row.CurrentStep}/{row.MaxStep}{' completed' if is_completed(row, no_date) else ''}"
