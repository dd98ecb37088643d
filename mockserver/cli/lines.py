"""Lines on their way from the server's thread to the terminal, which may be slow, or paused."""

from __future__ import annotations

from collections.abc import Iterator
from queue import SimpleQueue
from types import FrameType

from mockserver.cli import output
from mockserver.sandbox.journal import Call

_MOST_WAITING = 10_000
_LAST_SECONDS = 0.5
"""How long the end waits for an output that takes nothing."""

_END = 0
"""In the queue, a number says how many lines were left out up to there, at least one; so this can be the end."""


class Lines:
    """Takes a call's line from the server's thread, which never waits; prints it in the main thread.

    A signal may come between any two steps of the main thread, and must neither lose a line nor leave anything locked.
    So it raises only where the main thread waits for an output that nobody reads; otherwise it is a message in the
    queue, which is written in C and can take one at any time.
    """

    def __init__(self) -> None:
        self._waiting: SimpleQueue[str | int] = SimpleQueue()
        self._left_out = 0
        self._gap_marked = 0
        self._gap_told = 0
        self._printing = ""
        self._output_awaited = False
        self._ending = False

    def add(self, call: Call) -> None:
        """Take a line; when too many wait, it is only counted."""
        if self._waiting.qsize() >= _MOST_WAITING:
            self._left_out += 1
            return
        if self._left_out > self._gap_marked:
            self._gap_marked = self._left_out
            self._waiting.put(self._left_out)
        self._waiting.put(repr(call))

    def end(self, _number: int, _frame: FrameType | None) -> None:
        """Let ``print_all`` return: a handler of signals. Raises KeyboardInterrupt where that would take too long."""
        if self._ending or self._output_awaited:
            raise KeyboardInterrupt
        self._ending = True
        self._waiting.put(_END)

    def print_all(self, first: str) -> None:
        """Print a text and then lines as they come, until the end. Raises OSError when the output takes no more."""
        self._print(first)
        while (entry := self._waiting.get()) != _END:
            self._print(self._text(entry))
            if self._waiting.empty():
                self._print(self._gap(self._left_out))

    def print_rest(self, last: str) -> None:
        """Print what still waits, then a last line; but never wait long for an output that nobody reads."""
        for line in (*self._rest(), last):
            if not output.takes_more(_LAST_SECONDS):
                output.abandon()
                return
            print(line, flush=True)

    def _rest(self) -> Iterator[str]:
        """What waits now that nothing is added any more."""
        entries = [self._waiting.get() for _ in range(self._waiting.qsize())]
        yield from filter(None, (self._printing, *map(self._text, entries), self._gap(self._left_out)))

    def _text(self, entry: str | int) -> str:
        return self._gap(entry) if isinstance(entry, int) else entry

    def _gap(self, left_out: int) -> str:
        """Tells how many lines were left out up to here, counted from the start; empty if that has been told."""
        count = left_out - self._gap_told
        if count <= 0:
            return ""
        self._gap_told = left_out
        return f"({count} lines left out: the output was not read fast enough)"

    def _print(self, line: str) -> None:
        if not line:
            return
        self._printing = line
        self._output_awaited = True
        output.takes_more(None)
        self._output_awaited = False
        self._printing = ""
        print(line, flush=True)
