"""Standard output, whatever is behind it: a terminal, a pipe that nobody reads, or one whose reader has gone."""

from __future__ import annotations

import io
import os
import select
import shutil
import sys


def take_any_character() -> None:
    """Let characters that the output's encoding lacks be escaped rather than end the program."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def columns() -> int | None:
    """How wide the terminal is; None if the output goes elsewhere, where lines may be as long as they like."""
    if sys.stdout is None or not sys.stdout.isatty():
        return None
    return shutil.get_terminal_size().columns


def size(text: str) -> int:
    """How many bytes a text takes there."""
    return len(text.encode(getattr(sys.stdout, "encoding", None) or "utf-8", "backslashreplace"))


def flush() -> None:
    """Write what waits in the buffer now, while errors can still be told. Raises OSError."""
    if sys.stdout is not None:  # it is None when the program was started with a closed one
        sys.stdout.flush()


def takes_more(seconds: float | None) -> bool:
    """Wait until a line can be written at once, or so many seconds; whether it can. Yes where that can't be known."""
    try:
        return bool(select.select([], [sys.stdout], [], seconds)[1])
    except (TypeError, OSError, ValueError):  # none, not a real file, closed, or one that Windows can't wait for
        return True


def abandon() -> None:
    """Throw away what is still to be written: nobody takes it, and the end of the program must not wait for that."""
    try:
        descriptor = sys.stdout.fileno()
    except (AttributeError, OSError, ValueError):  # none, not a real file, or closed
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, descriptor)
    os.close(nowhere)
