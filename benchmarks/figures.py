"""How figures are taken and printed."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median, quantiles


def title(name: str, how: str) -> None:
    """The heading of a benchmark: what it measures, and how."""
    print(f"{name}: {how}")


def figure(what: str, value: str, remark: str = "") -> None:
    """One line of a benchmark's table."""
    print(f"  {what:<52} {value:>12}  {remark}".rstrip())


def milliseconds(what: str, seconds: Sequence[float], *, under: float | None = None) -> None:
    """The median of some durations with their middle half, and whether it keeps below a target in milliseconds."""
    low, _, high = (value * 1000 for value in quantiles(seconds, n=4))
    middle = median(seconds) * 1000
    remark = f"half of {len(seconds)} runs: {low:.1f} to {high:.1f}"
    figure(what, f"{middle:.1f} ms", f"{remark}; {verdict(middle, under)}" if under is not None else remark)


def verdict(value: float, under: float) -> str:
    """Whether a value keeps below its target."""
    return f"target under {under:g}: {'met' if value < under else 'MISSED'}"
