"""What a poller did: the polls of a list, facts about them, and assertions that tell the story when they fail."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from itertools import pairwise
from typing import overload

from mockserver.sandbox.journal import Call
from mockserver.sandbox.pollers import after_completion, grows, is_broken, is_failure, too_early
from mockserver.sandbox.polls_story import Story, failed
from mockserver.sandbox.printing import counted, quoted


def polls_among(
    calls: Iterable[Call], ListID: int | None = None, UserName: str | None = None, forgotten: int = 0
) -> Polls:
    """The calls whose ListID was read, whatever they got: of one list or of all, of one user or of everybody.

    ``forgotten`` such polls came before them and are no longer kept.
    """
    of = "any list" if ListID is None else f"list {ListID}"
    if UserName is not None:
        of += f" by user {quoted(UserName)}"
    return Polls(
        (
            call
            for call in calls
            if call.ListID is not None and ListID in (None, call.ListID) and UserName in (None, call.UserName)
        ),
        of,
        forgotten,
    )


class Polls(Collection[Call]):
    """Polls in the order in which their answers were chosen, as they stood when they were asked for.

    They have a length, can be indexed, sliced and iterated, and are equal to a list of the same calls. Times are the
    sandbox's. A poller is a user who asks for a list: what one poller was told, another does not know.
    ``of`` says whose polls they are. The representation is the story in short, ``str`` the whole of it.

    Of very many polls a sandbox keeps only the last. ``forgotten`` came before them: ``count`` counts these too, and
    the stories tell of them, but all other facts and the assertions are about those that are kept.
    """

    def __init__(self, calls: Iterable[Call], of: str = "any list", forgotten: int = 0) -> None:
        self._calls = tuple(calls)
        self._of = of
        self._forgotten = forgotten

    # -- facts

    @property
    def count(self) -> int:
        """How many came; more than the length if some are no longer kept."""
        return self._forgotten + len(self._calls)

    @property
    def times(self) -> list[datetime]:
        """When each came; aware, in UTC."""
        return [call.at for call in self._calls]

    @property
    def gaps(self) -> list[float]:
        """Seconds between each poll and the next; one fewer than the length."""
        return [_seconds(poll, following) for poll, following in pairwise(self._calls)]

    @property
    def versions(self) -> set[str]:
        """The SOAP versions that were spoken."""
        return {call.version for call in self._calls if call.version is not None}

    @property
    def users(self) -> set[str]:
        """The user names that were given."""
        return {call.UserName for call in self._calls if call.UserName is not None}

    @property
    def rows_served(self) -> int:
        """How many rows were in the answers that were sent whole."""
        return sum(call.row_count for call in self._calls if call.outcome == "sent" and not is_broken(call))

    @property
    def overlapping(self) -> list[Call]:
        """Polls that came before the same poller's previous one was fully answered."""
        return [call for call in self._calls if call.overlaps]

    @property
    def completed_at(self) -> datetime | None:
        """When the first poll came whose answer told completion: at least one row, all completed, sent whole."""
        return next((call.at for call in self._calls if call.completed), None)

    @property
    def after_completion(self) -> list[Call]:
        """Polls that came after the same poller had been told completion."""
        late = {id(call) for polls in self._pollers() for call in after_completion(polls)}
        return [call for call in self._calls if id(call) in late]

    @property
    def early_retries(self) -> list[Call]:
        """Polls that came earlier than the Retry-After of any answer to the same poller asked.

        The time counts from when that answer was sent whole, and what comes in between does not shorten it. An answer
        that was cut asks for nothing.
        """
        return [call for call, _ in self._early()]

    @property
    def backed_off(self) -> bool:
        """Whether the poller waited longer and longer after failures in a row.

        A failure is a fault, an HTTP status of 400 or more, or an answer that was cut or broken; the wait after it is
        the time to the same poller's next poll. In every run of failures with two waits or more, no wait may be shorter
        than the one before, and the last must be longer than the first; so waits may grow up to a limit. A tenth more
        or less counts as equal. False if no run has two waits: nothing shows then that they grow.
        """
        runs = self._waits()
        return bool(runs) and all(grows([_seconds(*wait) for wait in run]) for run in runs)

    @property
    def gave_up_after(self) -> float | None:
        """Seconds from the first poll to the last, if none was told completion; None if one was, or without polls."""
        if not self._calls or self.completed_at is not None:
            return None
        return _seconds(self._calls[0], self._calls[-1])

    # -- assertions

    def assert_stopped_after_completion(self) -> None:
        """Completion was told, and nobody who was told it polled again. Raises AssertionError."""
        __tracebackhide__ = True  # pytest shows the line of the test instead of this one
        if self.completed_at is None:
            what = f"expected that polling of {self._of} stops after completion: no poll was told completion"
            raise failed(what, self._story())
        if late := self.after_completion:
            told = next(call for call in self._calls if call.completed and _same_poller(call, late[0]))
            raise failed(
                f"expected no poll of {self._of} after completion, but {_first(late)} came "
                f"{_seconds(told, late[0]):g}s after #{told.number}, which was told completion ({_such(late)})",
                self._story(late),
            )

    def assert_backed_off(self) -> None:
        """See ``backed_off``. Raises AssertionError, also if there were not two waits after failures in a row."""
        __tracebackhide__ = True
        runs = self._waits()
        if not runs:
            raise failed(
                f"expected that polling of {self._of} backs off: there are no two waits after failures in a row "
                "(faults, HTTP statuses of 400 and more, broken answers), so nothing shows it",
                self._story(),
            )
        for run in runs:
            if not grows(waits := [_seconds(*wait) for wait in run]):
                raise failed(
                    f"expected waits that grow after failures in a row, up to a limit if there is one, but from "
                    f"#{run[0][0].number} on {self._of} was left alone for {', '.join(f'{wait:g}s' for wait in waits)}",
                    self._story([failure for failure, _ in run]),
                )

    def assert_no_overlap(self) -> None:
        """Nobody polled before their previous poll was fully answered.

        Raises AssertionError, also if there are no two polls of one poller: nothing shows it then.
        """
        __tracebackhide__ = True
        if overlapping := self.overlapping:
            raise failed(
                f"expected each poll of {self._of} after the whole answer to the one before, but {_first(overlapping)} "
                f"came earlier ({_such(overlapping)})",
                self._story(overlapping),
            )
        if not any(self._pairs()):
            raise failed(
                f"expected each poll of {self._of} after the whole answer to the one before: there are no two polls of "
                "one poller, so nothing shows it",
                self._story(),
            )

    def assert_honoured_retry_after(self) -> None:
        """No poll came earlier than a Retry-After asked. Raises AssertionError, also if no answer had one."""
        __tracebackhide__ = True
        if all(call.retry_after is None for call in self._calls):
            raise failed(f"expected that Retry-After is honoured: no answer for {self._of} had one", self._story())
        if pairs := self._early():
            early, asked = [call for call, _ in pairs], pairs[0][1]
            raise failed(
                f"expected no poll of {self._of} earlier than Retry-After asked, but {_first(early)} came "
                f"{_seconds(asked, early[0]):g}s after #{asked.number}, whose answer asked for {asked.retry_after:g}s "
                f"({_such(early)})",
                self._story(early),
            )

    # -- as a sequence; not a Sequence, whose `count` is a method

    def __len__(self) -> int:
        return len(self._calls)

    def __iter__(self) -> Iterator[Call]:
        return iter(self._calls)

    def __contains__(self, call: object) -> bool:
        return call in self._calls

    @overload
    def __getitem__(self, index: int) -> Call: ...
    @overload
    def __getitem__(self, index: slice) -> Polls: ...
    def __getitem__(self, index: int | slice) -> Call | Polls:
        if isinstance(index, slice):
            return Polls(self._calls[index], self._of)
        return self._calls[index]

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Polls | list | tuple):
            return self._calls == tuple(other)
        return NotImplemented

    __hash__ = None  # type: ignore[assignment]  # as for other collections that equal lists

    def __repr__(self) -> str:
        return f"<{self._story().brief}>"

    def __str__(self) -> str:
        return str(self._story())

    # -- helpers

    def _story(self, marked: Iterable[Call] = ()) -> Story:
        return Story(self._calls, self._of, frozenset(call.number for call in marked), self._forgotten)

    def _pollers(self) -> list[list[Call]]:
        """The polls of each user and list."""
        polls = defaultdict(list)
        for call in self._calls:
            polls[call.ListID, call.UserName].append(call)
        return list(polls.values())

    def _pairs(self) -> Iterator[tuple[Call, Call]]:
        """Each poll with the same poller's next one."""
        return (pair for polls in self._pollers() for pair in pairwise(polls))

    def _early(self) -> list[tuple[Call, Call]]:
        """The polls that came too early, each with the one whose answer asked to wait longest."""
        pairs = (pair for polls in self._pollers() for pair in too_early(polls))
        return sorted(pairs, key=lambda pair: pair[0].number)

    def _waits(self) -> list[list[tuple[Call, Call]]]:
        """The runs of failures with two waits or more: each failure with the same poller's next poll."""
        runs: list[list[tuple[Call, Call]]] = []
        for polls in self._pollers():
            run: list[tuple[Call, Call]] = []
            for before, call in pairwise(polls):
                if is_failure(before):
                    run.append((before, call))
                else:
                    runs.append(run)
                    run = []
            runs.append(run)
        return [run for run in runs if len(run) > 1]


def _seconds(earlier: Call, later: Call) -> float:
    return (later.at - earlier.at).total_seconds()


def _same_poller(one: Call, other: Call) -> bool:
    return (one.ListID, one.UserName) == (other.ListID, other.UserName)


def _first(calls: list[Call]) -> str:
    return f"#{calls[0].number} ({calls[0].at:%H:%M:%S})"


def _such(calls: list[Call]) -> str:
    return counted(len(calls), "such poll")
