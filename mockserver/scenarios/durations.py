"""Spans of time: written with units in files, or as a number of seconds in Python; kept as seconds."""

from __future__ import annotations

import math
import re
from datetime import timedelta

from mockserver.contract import shown

Duration = str | timedelta | float
"""Text with units (``500ms``, ``30s``, ``1h30m``), a timedelta, or a number of seconds."""

LONGEST = 366 * 86_400.0
"""Seconds."""

_UNITS = {"d": 86_400.0, "h": 3_600.0, "m": 60.0, "s": 1.0, "ms": 0.001}
TEXT = re.compile("".join(rf"(?:(?P<{unit}>[0-9]{{1,12}}(?:\.[0-9]{{1,6}})?){unit})?" for unit in _UNITS))
_IN_MILLISECONDS = {unit: round(size * 1000) for unit, size in _UNITS.items()}
_SHORT = 20
"""Characters of a number that advice repeats."""
_NUMBER = re.compile(r"[0-9]{1,12}(\.[0-9]+)?")


def seconds(value: object) -> float:
    """The span in seconds, from 0 to a year. Raises ValueError with the reason."""
    span = _from_text(value) if isinstance(value, str) else _from_number(value)
    if not 0 <= span <= LONGEST:
        raise ValueError(f"expected a duration from 0s to 366d, got {shown(value)}")
    return span


def _from_text(text: str) -> float:
    parts = TEXT.fullmatch(text)
    if text and parts:
        # Summed as whole milliseconds: 0.1 + 0.2 is not 0.3.
        return sum(round(float(count) * _UNITS[unit] * 1000) for unit, count in parts.groupdict("0").items()) / 1000
    if _NUMBER.fullmatch(text):
        number = text if len(text) <= _SHORT else "30"
        raise ValueError(f"expected a duration with its unit, such as {number}s or {number}ms, got {shown(text)}")
    raise ValueError(f"expected a duration such as 500ms, 30s, 5m, 2h, 1d or 1h30m, got {shown(text)}")


def _from_number(value: object) -> float:
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError(f"expected a duration: text with units, a timedelta or seconds, got {shown(value)}")
    return float(value) if abs(value) <= LONGEST else math.inf  # not-a-number and what no float holds, too


def duration_text(span: float) -> str:
    """Seconds as a file would write them, the largest unit that is whole: ``90s``, ``5m``, ``500ms``.

    Whole milliseconds are told exactly, others to six digits.
    """
    milliseconds = round(span * 1000)
    if not span or milliseconds / 1000 != span:
        return f"{span:g}s"
    unit, size = next((unit, size) for unit, size in _IN_MILLISECONDS.items() if milliseconds % size == 0)
    return f"{milliseconds // size}{unit}"
