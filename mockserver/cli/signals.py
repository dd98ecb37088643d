"""Signals that end the command."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import NoReturn

Handler = Callable[[int, FrameType | None], None]


@contextmanager
def handled(handler: Handler, *numbers: int) -> Iterator[None]:
    """Let the handler take these signals meanwhile.

    Not one that is ignored, as a shell has it for what runs in the background; and none in another than the main
    thread, where Python allows no handlers.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.getsignal(number) for number in numbers}
    before = {number: old for number, old in before.items() if old not in (None, signal.SIG_IGN)}
    for number in before:
        signal.signal(number, handler)
    try:
        yield
    finally:
        for number, old in before.items():
            signal.signal(number, old)


def interrupt(_number: int, _frame: FrameType | None) -> NoReturn:
    """A handler that does what Ctrl-C does."""
    raise KeyboardInterrupt
