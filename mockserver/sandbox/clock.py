"""The time a sandbox believes in: real until a test freezes it, advances it or lets it run faster."""

from __future__ import annotations

import math
import operator
import sys
import types
from collections.abc import Generator
from datetime import UTC, datetime, timedelta, tzinfo
from threading import Lock
from typing import NamedTuple, TypeVar, overload

from mockserver.contract import date_time, date_time_text, shown
from mockserver.realtime import Real
from mockserver.scenarios.durations import LONGEST, Duration, duration_text, seconds

T = TypeVar("T")

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FIRST = (datetime(1, 1, 2, tzinfo=UTC) - _EPOCH).total_seconds()
_LAST = (datetime(9999, 12, 30, tzinfo=UTC) - _EPOCH).total_seconds()
"""What the clock can tell: in every zone it is a date that exists."""
_FASTEST = 1_000_000.0
_HUGE = 2**1024
"""No float holds it; of numbers that are larger still, Python refuses to tell the digits."""


class _Pace(NamedTuple):
    """How the time follows from the machine's clock. Replaced whole, so that reading it needs no lock."""

    base: float
    """The time, in seconds since 1970, at the anchor."""
    anchor: float
    """A reading of ``Real.elapsed``."""
    speed: float
    """0 if the clock is frozen."""


class Clock:
    """Begins as the real time, whatever happens to the process's own idea of it. Goes forwards only. Thread-safe.

    ``zone`` is the time zone of times on the wire, which are written without one.
    """

    def __init__(self, zone: tzinfo = UTC) -> None:
        self.zone = zone
        self._pace = _Pace(Real.epoch, 0.0, 1.0)
        self._tick = 0.0
        self._latest = -math.inf
        self._lock = Lock()
        self._last_written: tuple[float, tzinfo, str] = (math.nan, zone, "")

    # -- for tests

    @property
    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        return self.moment(self.time())

    def freeze(self, at: str | datetime | None = None, *, tick: Duration = 0) -> None:
        """Stop the clock, at a moment or where it stands; each call then moves it on by ``tick``.

        ``at`` is a datetime, or text as on the wire (``2015-03-09T10:15:30``); without a zone it is UTC. ``tick`` is
        a duration (``"500ms"``) or seconds. Raises ValueError, also if something has happened here after ``at``.
        """
        start = None if at is None else _start(at)
        step = _span("freeze", "tick", tick)
        with self._lock:
            if start is None:
                start = self.time()
            elif self._latest > start and self.moment(self._latest) > self.moment(start):  # as people read them
                raise ValueError(self._too_late(start))
            self._set(start, 0.0)
            self._tick = step

    def advance(self, by: Duration) -> datetime:
        """Move the clock on, frozen or running, by a duration (``"5m"``), a timedelta or seconds; returns the new time.

        Raises ValueError if ``by`` is negative, no duration or more than 366 days, or leads beyond the year 9999.
        """
        span = _span("advance", "by", by)
        with self._lock:
            return self.moment(self._move(span))

    def run(self, speed: float = 1.0) -> None:
        """Let the clock go on from where it stands, ``speed`` times as fast as real time.

        Raises ValueError unless ``speed`` is more than 0 and at most a million.
        """
        if isinstance(speed, bool) or not isinstance(speed, int | float) or not 0 < speed <= _FASTEST:
            what = f"clock.run: expected a speed above 0, up to {_FASTEST:.0f} times real time, got {shown(speed)}"
            raise ValueError(f"{what}; freeze() stops the clock" if speed == 0 else what)
        with self._lock:
            self._set(self.time(), float(speed))
            self._tick = 0.0

    def sleep(self, seconds: float) -> None:
        """Advance the clock instead of waiting; stands in for ``time.sleep``, in any thread.

        Raises ValueError and TypeError as ``time.sleep`` does.
        """
        span: float = seconds if isinstance(seconds, float) else operator.index(seconds)
        if not 0 <= span <= LONGEST:
            got = "a number that no float holds" if math.inf > abs(span) >= _HUGE else shown(span)
            raise ValueError(f"clock.sleep: expected 0 to {LONGEST:.0f} seconds, got {got}")
        with self._lock:
            self._move(span)

    @overload
    async def asleep(self, seconds: float) -> None: ...
    @overload
    async def asleep(self, seconds: float, result: T) -> T: ...
    async def asleep(self, seconds: float, result: object = None) -> object:
        """Advance the clock instead of waiting, and let other tasks run; stands in for asyncio's and trio's ``sleep``.

        Returns ``result``. Like asyncio's it takes a negative number for 0.
        """
        if not seconds <= 0:  # not-a-number goes on, and is refused
            self.sleep(seconds)
        await _others_turn()
        return result

    def describe(self) -> str:
        """Where it stands, and how it goes on: "frozen at 2015-03-09T10:15:30Z, 500ms a call"."""
        now, (_, _, speed) = date_time_text(self.now.replace(microsecond=0)), self._pace
        if speed:
            return f"at {now}" if speed == 1 else f"at {now}, {speed:g} times as fast as real time"
        tick = f", {duration_text(self._tick)} a call" if self._tick else ""
        return f"frozen at {now}{tick}"

    def __repr__(self) -> str:
        return f"<Clock {self.describe()}>"

    def time(self) -> float:
        """The present moment in seconds since 1970-01-01T00:00:00Z; stands in for ``time.time``."""
        base, anchor, speed = self._pace
        return base + (Real.elapsed() - anchor) * speed

    def monotonic(self) -> float:
        """Seconds that never go back, as a client measures how long it has waited; stands in for ``time.monotonic``."""
        return self.time()

    # -- for the sandbox

    def stamp(self, *, tick: bool = False) -> float:
        """The time of something that happens now: the clock will not be set to before it.

        With ``tick`` it is a call, after which a frozen clock moves on by its tick.
        """
        if tick and self._tick:
            return self._stamp_and_tick()
        # Without the lock, which would double the cost: a call in the very moment of a `freeze` may count as before it.
        base, anchor, speed = self._pace
        now = base + (Real.elapsed() - anchor) * speed
        if now < self._latest:  # by less than the microsecond to which freezing rounds
            return self._latest
        self._latest = now
        return now

    def forget(self) -> None:
        """Nothing has happened yet; the clock stays as it is."""
        with self._lock:
            self._latest = -math.inf

    def moment(self, seconds: float) -> datetime:
        """A reading of ``time`` as an aware datetime in UTC; the end of the year 9999 stays."""
        return _EPOCH + timedelta(seconds=min(seconds, _LAST))

    def text(self, seconds: float) -> str:
        """A reading of ``time`` as the service writes it: in ``zone`` but without naming it, whole seconds."""
        whole, zone = seconds // 1, self.zone
        known, known_zone, text = self._last_written
        if known != whole or known_zone is not zone:  # polls come many a second: the text is made once for each
            text = date_time_text(self.moment(whole).astimezone(zone).replace(tzinfo=None))
            self._last_written = (whole, zone, text)
        return text

    # -- helpers

    def _stamp_and_tick(self) -> float:
        with self._lock:
            now = self._latest = max(self._latest, self.time())
            if self._tick:  # still
                self._set(min(now + self._tick, _LAST), 0.0)
        return now

    # The caller of these holds the lock.

    def _move(self, span: float) -> float:
        """Move on; returns the new time."""
        moved = self.time() + span
        if moved > _LAST:
            raise ValueError(f"the clock can't go on for {duration_text(span)}: it would leave the year 9999")
        self._set(moved, self._pace.speed)
        return moved

    def _set(self, now: float, speed: float) -> None:
        """Whole microseconds, as datetimes have them: ten times 0.1 s is a second."""
        self._pace = _Pace(round(now, 6), Real.elapsed(), speed)

    def _too_late(self, start: float) -> str:
        at, latest = date_time_text(self.moment(start)), date_time_text(self.moment(self._latest))
        return (
            f"clock.freeze: something has happened here at {latest}, so the clock can't be set back to {at}; "
            f'freeze it before you play scenarios or make calls, or with the marker: listrak_mock(clock="{at}")'
        )


def _start(at: object) -> float:
    """Seconds since 1970 of a moment as a person gives it."""
    try:
        moment = at if isinstance(at, datetime) else datetime.fromisoformat(date_time(at))
    except ValueError as error:
        raise ValueError(f"clock.freeze: at: {error}") from None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    start = (moment - _EPOCH).total_seconds()
    if not _FIRST <= start <= _LAST:
        raise ValueError(f"clock.freeze: at: expected a moment from 0001-01-02 to 9999-12-30, got {shown(at)}")
    return start


def _span(method: str, name: str, value: Duration) -> float:
    try:
        return seconds(value)
    except ValueError as error:
        reason = "; a clock only goes forwards" if _negative(value) else ""
        raise ValueError(f"clock.{method}: {name}: {error}{reason}") from None


def _negative(value: object) -> bool:
    """Whether it is meant as a span backwards."""
    if isinstance(value, timedelta):
        return value < timedelta(0)
    return isinstance(value, int | float) and value < 0


@types.coroutine
def _turn() -> Generator[None, None, None]:
    """What ``asyncio.sleep(0)`` does; that name may have been replaced by ``Clock.asleep``."""
    yield


async def _others_turn() -> None:
    """Let the other tasks of the event loop run once, asyncio's or trio's."""
    trio = sys.modules.get("trio")
    if trio is not None and trio.lowlevel.in_trio_task():
        await trio.lowlevel.checkpoint()
    else:
        await _turn()
