"""Lines on their way from the server's thread to the terminal, which may be slow, or paused."""

from __future__ import annotations

import time
from collections.abc import Iterator
from queue import SimpleQueue
from types import FrameType

from mockserver.cli import output
from mockserver.sandbox.journal import Call

_MOST_WAITING = 10_000
_PAUSE_SECONDS = 0.02
"""How long lines are gathered to be printed together: waking up for each would cost the server half its speed."""
_PORTION = 4_000
"""Bytes; a pipe that can be written to takes 4096 at once."""
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
        self._unprinted: list[str] = []
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
        self._unprinted.append(first)
        self._print()
        ended = False
        while not ended:
            entries = [self._waiting.get()]
            if entries != [_END]:
                time.sleep(_PAUSE_SECONDS)
                entries += self._taken()
            ended = _END in entries
            self._unprinted += [self._text(entry) for entry in entries if entry != _END]
            if self._waiting.empty():
                self._unprinted.append(self._gap(self._left_out))
            self._print()

    def print_rest(self, last: str) -> None:
        """Print what still waits, then a last line; but never wait long for an output that nobody reads."""
        for line in (*self._rest(), last):
            if not output.takes_more(_LAST_SECONDS):
                output.abandon()
                return
            print(line, flush=True)

    def _rest(self) -> Iterator[str]:
        """What waits now that nothing is added any more."""
        yield from filter(None, (*self._unprinted, *map(self._text, self._taken()), self._gap(self._left_out)))

    def _taken(self) -> list[str | int]:
        return [self._waiting.get() for _ in range(self._waiting.qsize())]

    def _text(self, entry: str | int) -> str:
        return self._gap(entry) if isinstance(entry, int) else entry

    def _gap(self, left_out: int) -> str:
        """Tells how many lines were left out up to here, counted from the start; empty if that has been told."""
        count = left_out - self._gap_told
        if count <= 0:
            return ""
        self._gap_told = left_out
        return f"({count} lines left out: the output was not read fast enough)"

    def _print(self) -> None:
        """Print what is unprinted, in portions that an output takes at once when it takes anything."""
        while self._unprinted:
            count, size = 1, output.size(self._unprinted[0])
            while count < len(self._unprinted) and size + output.size(self._unprinted[count]) < _PORTION:
                size += output.size(self._unprinted[count]) + 1
                count += 1
            if portion := "\n".join(filter(None, self._unprinted[:count])):
                self._output_awaited = True
                output.takes_more(None)
                self._output_awaited = False
            del self._unprinted[:count]
            if portion:
                print(portion, flush=True)
