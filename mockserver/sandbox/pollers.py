"""What the polls of one poller say about it: failures, waits, and polls that came too soon or too late."""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import datetime
from heapq import heappop, heappush
from itertools import pairwise

from mockserver.sandbox.journal import Call

_SLACK = 1.1
"""By what factor two waits may differ and still be equal: clients wait by real clocks, and some add chance."""


def is_failure(call: Call) -> bool:
    """Whether the call got nothing that a poller can use."""
    return call.fault is not None or (call.status or 0) >= 400 or call.outcome == "cut" or is_broken(call)


def is_broken(call: Call) -> bool:
    """Whether the answer was spoilt on the wire, which may well be sent to its end."""
    return call.answer is not None and call.answer.wire is not None


def grows(waits: list[float]) -> bool:
    """Whether the waits grow, perhaps up to a limit."""
    steady = all(later * _SLACK >= earlier for earlier, later in pairwise(waits))
    return steady and waits[-1] > waits[0] * _SLACK


def _answered_before(answered: Call, call: Call) -> bool:
    """Whether a call came when an earlier one had been fully answered.

    On a frozen clock both may be at one moment; then a poll that overlaps another is given the benefit of the doubt.
    """
    if answered.outcome != "sent" or answered.sent_at is None:
        return False
    return answered.sent_at < call.at or (answered.sent_at == call.at and not call.overlaps)


def after_completion(polls: list[Call]) -> list[Call]:
    """Those that came after one poller was told completion."""
    told: list[Call] = []
    late = []
    for call in polls:
        if any(_answered_before(each, call) for each in told):
            late.append(call)
        if call.completed:
            told.append(call)
    return late


def too_early(polls: list[Call]) -> Iterator[tuple[Call, Call]]:
    """Of one poller's polls those that came too early, each with the one whose answer asked to wait longest."""
    on_their_way: list[tuple[datetime, int, float, Call]] = []  # a heap of what asks to wait, by when it is sent
    longest, asked = -math.inf, None
    for call in polls:
        while on_their_way and _answered_before(on_their_way[0][-1], call):
            *_, until, answered = heappop(on_their_way)
            if until > longest:
                longest, asked = until, answered
        if asked is not None and call.at.timestamp() < longest:
            yield call, asked
        if call.sent_at is not None and call.retry_after is not None:
            until = round(call.sent_at.timestamp() + call.retry_after, 6)  # whole microseconds, as times have them
            heappush(on_their_way, (call.sent_at, call.number, until, call))
