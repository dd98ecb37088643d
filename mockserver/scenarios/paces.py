"""What moves a process, and what lets it appear: polls, the clock, or the test."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import NamedTuple

from mockserver.contract import INT32_MAX, shown
from mockserver.scenarios.checking import refusal, text_of
from mockserver.scenarios.durations import TEXT, seconds
from mockserver.scenarios.kinds import Kind
from mockserver.scenarios.schema import Definitions, Schema, pattern

_POLLS = re.compile("([0-9]+) polls?")
_NUMBER = re.compile(r"[0-9]+(\.[0-9]+)?")
_SHORT = 12
"""Digits of a number that advice repeats."""
_UNITS = {"d": 86_400_000, "h": 3_600_000, "m": 60_000, "s": 1_000, "ms": 1}
"""Milliseconds."""


class Pace(NamedTuple):
    """How long it takes: a number of polls, or time by the clock. Neither: until the test says so."""

    polls: int | None = None
    seconds: float | None = None

    @property
    def told(self) -> bool:
        """Only the test says when."""
        return self == (None, None)


def pace(text: str) -> Pace:
    """What a text means that ``PaceText`` has checked."""
    if text == "told":
        return Pace()
    if text == "poll":
        return Pace(polls=1)
    if found := _POLLS.fullmatch(text):
        return Pace(polls=int(found[1]))
    return Pace(seconds=seconds(text))


class PaceText(Kind):
    """A number of polls, a duration of whole milliseconds, or a word; in Python a timedelta too.

    Models keep one text for one meaning, which can be read again: two that mean the same are equal.
    """

    def __init__(self, *, words: tuple[str, ...], polls: str, duration: str) -> None:
        """``polls`` and ``duration`` are examples for messages."""
        such_as = f"a number of polls such as {polls}, or a duration such as {duration}"
        super().__init__(f"{', '.join(words)}, {such_as}", words=words)

    def _check(self, value: object) -> object:
        if isinstance(value, timedelta):
            return _duration(value)
        if not isinstance(value, str) or " " in value or not value[:1].isdigit():
            return self._word_or_polls(value)
        if _NUMBER.fullmatch(value):
            number = value if len(value) <= _SHORT else "5"
            meant = f"`{number}s`" if "." in number else f"`{number} polls` or `{number}s`"
            raise ValueError(f"expected {self.expected}, got {shown(value)}; write {meant}")
        return _duration(value)

    def _word_or_polls(self, value: object) -> str:
        if isinstance(value, str) and value in self.words:
            return value
        if not isinstance(value, str) or not (found := _POLLS.fullmatch(value)):
            raise refusal(self.expected, value, () if text_of(value)[:1].isdigit() else self.words)
        digits = found[1].lstrip("0")
        if not digits or len(digits) > len(str(INT32_MAX)) or int(digits) > INT32_MAX:
            raise ValueError(f"expected a number of polls from 1 to {INT32_MAX}, got {shown(value)}")
        if digits == "1":
            return "poll" if "poll" in self.words else "1 poll"
        return f"{digits} polls"

    def _schema(self, definitions: Definitions) -> Schema:
        return {"type": "string", "minLength": 1, "pattern": f"({pattern(_POLLS)})|({pattern(TEXT)})"}


def _duration(value: str | timedelta) -> str:
    """A span as text without loss, in the largest unit that is whole: ``5m``, ``90s``, ``1500ms``."""
    milliseconds = round(seconds(value) * 1000)
    if not milliseconds:
        raise ValueError(f"expected a duration of at least 1ms, got {shown(value)}")
    unit, size = next((unit, size) for unit, size in _UNITS.items() if milliseconds % size == 0)
    return f"{milliseconds // size}{unit}"
