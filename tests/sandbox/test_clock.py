"""The clock of a sandbox: real, frozen, advanced, sped up; and as what clients sleep by."""

from __future__ import annotations

import asyncio
import math
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from mockserver.realtime import Real
from mockserver.sandbox.clock import Clock

START = datetime(2015, 3, 9, 10, 15, 30, tzinfo=UTC)
CHICAGO = ZoneInfo("America/Chicago")


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def frozen(clock: Clock) -> Clock:
    clock.freeze(START)
    return clock


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """What the machine's own clock shows; the test moves it."""
    reading = [1_000.0]
    monkeypatch.setattr(Real, "elapsed", staticmethod(lambda: reading[0]))
    monkeypatch.setattr(Real, "epoch", START.timestamp() - 1_000)
    return reading


def text(clock: Clock) -> str:
    return clock.text(clock.time())


# -- real time


def test_it_is_the_real_time_at_first(clock):
    before = datetime.now(UTC)
    assert before - timedelta(seconds=5) < clock.now < before + timedelta(seconds=5)


def test_real_time_goes_on(machine):
    clock = Clock()
    assert clock.now == START
    machine[0] += 90
    assert clock.now == START + timedelta(seconds=90)
    assert repr(clock) == "<Clock at 2015-03-09T10:17:00Z>"


# -- freeze


@pytest.mark.parametrize(
    "at",
    [
        START,
        START.replace(tzinfo=None),
        START.astimezone(CHICAGO),
        "2015-03-09T10:15:30",
        "2015-03-09T10:15:30Z",
        "2015-03-09T12:15:30+02:00",
    ],
)
def test_it_freezes_at_a_moment(clock, at):
    clock.freeze(at)
    assert clock.now == START
    assert clock.now.utcoffset() == timedelta(0)
    assert repr(clock) == "<Clock frozen at 2015-03-09T10:15:30Z>"


def test_a_fraction_is_kept_as_far_as_datetimes_have_it(clock):
    clock.freeze("2015-03-09T10:15:30.1234567")
    assert clock.now == START.replace(microsecond=123456)
    assert text(clock) == "2015-03-09T10:15:30"


def test_it_freezes_where_it_stands_and_runs_on_from_there(machine):
    clock = Clock()
    machine[0] += 60
    clock.freeze()
    machine[0] += 60
    assert clock.now == START + timedelta(minutes=1)
    clock.run()
    machine[0] += 1
    assert clock.now == START + timedelta(seconds=61)


def test_each_call_moves_a_frozen_clock_on_by_its_tick(clock):
    clock.freeze(START, tick="1m30s")
    assert repr(clock) == "<Clock frozen at 2015-03-09T10:15:30Z, 90s a call>"
    assert [clock.stamp(tick=True) - START.timestamp() for _ in range(3)] == [0, 90, 180]
    assert clock.stamp() == clock.stamp() == START.timestamp() + 270
    clock.freeze()
    assert clock.stamp(tick=True) == clock.stamp(tick=True)


def test_a_running_clock_does_not_tick(machine):
    clock = Clock()
    clock.freeze(tick=5)
    clock.run()
    assert clock.stamp(tick=True) == clock.stamp(tick=True) == START.timestamp()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"at": "10:15"}, "at: expected a date and time such as 2015-03-09T10:15:30, got '10:15'"),
        ({"at": "2015-02-29T10:15:30"}, "at: expected a date and time that exists, got '2015-02-29T10:15:30': day*"),
        ({"at": 1425896130}, "at: expected a date and time, got 1425896130"),
        ({"at": date(2015, 3, 9)}, "at: expected a date and time, got datetime.date(2015, 3, 9)"),
        (
            {"at": datetime.min},
            "at: expected a moment from 0001-01-02 to 9999-12-30, got datetime.datetime(1, 1, 1, 0, 0)",
        ),
        (
            {"tick": "5"},
            "tick: expected a duration with its unit, such as 5s or 5ms, got '5'",
        ),
        ({"tick": -1}, "tick: expected a duration from 0s to 366d, got -1; a clock only goes forwards"),
    ],
)
def test_what_it_can_not_freeze_at(clock, arguments, message):
    with pytest.raises(ValueError, match=f"^clock.freeze: {as_pattern(message)}$"):
        clock.freeze(**arguments)
    assert repr(clock).startswith("<Clock at ")


def as_pattern(message: str) -> str:
    start, star, _ = message.partition("*")
    escaped = "".join(f"\\{c}" if c in "()." else c for c in start)
    return f"{escaped}.*" if star else escaped


def test_it_is_not_set_back_to_before_something_that_happened(frozen):
    frozen.stamp()
    frozen.advance("1h")
    frozen.freeze("2015-03-09T10:15:30")  # nothing has happened since
    with pytest.raises(ValueError, match="can't be set back") as error:
        frozen.freeze("2015-03-09T10:15:29")
    assert str(error.value) == (
        "clock.freeze: something has happened here at 2015-03-09T10:15:30Z, so the clock can't be set back to "
        "2015-03-09T10:15:29Z; freeze it before you play scenarios or make calls, or with the marker: "
        'listrak_mock(clock="2015-03-09T10:15:29Z")'
    )
    assert frozen.now == START
    frozen.forget()
    frozen.freeze("2015-03-09T10:15:29")
    assert frozen.now == START - timedelta(seconds=1)


def test_it_can_be_set_to_the_very_moment_at_which_something_happened(clock):
    happened = clock.moment(clock.stamp())
    clock.freeze(happened)
    assert clock.now == happened
    assert clock.moment(clock.stamp()) >= happened


# -- advance


@pytest.mark.parametrize(
    ("by", "seconds"),
    [("5m", 300), ("1h30m", 5400), (timedelta(days=1), 86400), (2.5, 2.5), (0, 0), ("366d", 31622400)],
)
def test_it_advances_and_says_to_when(frozen, by, seconds):
    assert frozen.advance(by) == START + timedelta(seconds=seconds)
    assert frozen.now == START + timedelta(seconds=seconds)


def test_a_running_clock_advances_and_runs_on(machine):
    clock = Clock()
    assert clock.advance("5m") == START + timedelta(minutes=5)
    machine[0] += 1
    assert clock.now == START + timedelta(seconds=301)


def test_tenths_of_a_second_add_up(frozen):
    for _ in range(10):
        frozen.advance(0.1)
    assert frozen.now == START + timedelta(seconds=1)
    assert text(frozen) == "2015-03-09T10:15:31"


@pytest.mark.parametrize(
    ("by", "message"),
    [
        (-5, "expected a duration from 0s to 366d, got -5; a clock only goes forwards"),
        (
            timedelta(seconds=-5),
            (
                "expected a duration from 0s to 366d, got datetime.timedelta(days=-1, seconds=86395); "
                "a clock only goes forwards"
            ),
        ),
        (-math.inf, "expected a duration from 0s to 366d, got -inf; a clock only goes forwards"),
        ("1000d", "expected a duration from 0s to 366d, got '1000d'"),
        ("5 m", "expected a duration such as 500ms, 30s, 5m, 2h, 1d or 1h30m, got '5 m'"),
        (math.nan, "expected a duration from 0s to 366d, got nan"),
        (math.inf, "expected a duration from 0s to 366d, got inf"),
        ("5", "expected a duration with its unit, such as 5s or 5ms, got '5'"),
        ("soon", "expected a duration such as 500ms, 30s, 5m, 2h, 1d or 1h30m, got 'soon'"),
        (None, "expected a duration: text with units, a timedelta or seconds, got None"),
    ],
)
def test_what_it_does_not_advance_by(frozen, by, message):
    with pytest.raises(ValueError, match=r"^clock\.advance: by: ") as error:
        frozen.advance(by)
    assert str(error.value) == f"clock.advance: by: {message}"
    assert frozen.now == START


def test_it_does_not_leave_the_year_9999(clock):
    clock.freeze("9999-12-29T00:00:00", tick="20h")
    with pytest.raises(ValueError, match=r"^the clock can't go on for 2d: it would leave the year 9999$"):
        clock.advance("2d")
    assert repr(clock) == "<Clock frozen at 9999-12-29T00:00:00Z, 20h a call>"
    for _ in range(3):
        clock.stamp(tick=True)
    assert text(clock) == "9999-12-30T00:00:00"
    clock.zone = timezone(timedelta(hours=14))
    clock.run(1_000_000)
    assert clock.text(clock.time() + 1e9) == "9999-12-30T14:00:00"


# -- run


def test_it_runs_faster_and_slower_than_real_time(machine):
    clock = Clock()
    clock.run(60)
    machine[0] += 2
    assert clock.now == START + timedelta(minutes=2)
    assert repr(clock) == "<Clock at 2015-03-09T10:17:30Z, 60 times as fast as real time>"
    clock.run(0.5)
    machine[0] += 2
    assert clock.now == START + timedelta(seconds=121)
    clock.advance("1m")
    machine[0] += 2
    assert clock.now == START + timedelta(seconds=182)


@pytest.mark.parametrize("speed", [0, -1, math.nan, math.inf, 1e7, "2", None, True])
def test_what_it_does_not_run_at(frozen, speed):
    with pytest.raises(ValueError, match=r"^clock\.run: expected a speed above 0, up to 1000000 times real time, got "):
        frozen.run(speed)
    assert repr(frozen) == "<Clock frozen at 2015-03-09T10:15:30Z>"


# -- sleep


def test_sleeping_advances_it_instead(frozen):
    assert frozen.sleep(3600) is None
    frozen.sleep(0.25)
    frozen.sleep(True)
    assert frozen.now == START + timedelta(seconds=3601.25)


@pytest.mark.parametrize("seconds", [-1, -0.5, math.nan])
def test_it_refuses_what_time_sleep_refuses(frozen, seconds):
    with pytest.raises(ValueError):  # noqa: PT011 - the words differ from version to version
        time.sleep(seconds)
    with pytest.raises(ValueError, match=r"^clock\.sleep: expected 0 to 31622400 seconds, got "):
        frozen.sleep(seconds)
    assert frozen.now == START


@pytest.mark.parametrize(
    ("seconds", "got"),
    [
        (10**9, "1000000000"),
        (math.inf, "inf"),
        (10**5000, "a number that no float holds"),
        (-(10**5000), "a number that no float holds"),
    ],
    ids=["years", "for ever", "huge", "hugely negative"],
)
def test_it_does_not_sleep_for_ages(frozen, seconds, got):
    with pytest.raises(ValueError, match=f"^clock.sleep: expected 0 to 31622400 seconds, got {got}$"):
        frozen.sleep(seconds)
    assert frozen.now == START


@pytest.mark.parametrize("seconds", ["5m", None, timedelta(seconds=1), Decimal("1.5")])
def test_it_takes_no_more_types_than_time_sleep(frozen, seconds):
    with pytest.raises(TypeError):
        frozen.sleep(seconds)
    assert frozen.now == START


def test_threads_sleep_by_it_and_no_second_is_lost(frozen):
    with ThreadPoolExecutor(8) as pool:
        for _ in range(8):
            pool.submit(lambda: [frozen.sleep(1) for _ in range(1000)])
    assert frozen.now == START + timedelta(seconds=8000)


def test_it_takes_the_place_of_asyncio_sleep(frozen, monkeypatch):
    monkeypatch.setattr(asyncio, "sleep", frozen.asleep)
    order = []

    async def task(name):
        for _ in range(2):
            order.append(name)
            assert await asyncio.sleep(60, result=name) == name

    async def both():
        await asyncio.gather(task("a"), task("b"))
        assert await asyncio.sleep(-1) is None
        with pytest.raises(ValueError, match=r"^clock\.sleep: "):
            await asyncio.sleep(math.nan)
        with pytest.raises(TypeError):
            await asyncio.sleep("1")

    asyncio.run(both())
    assert order == ["a", "b", "a", "b"]
    assert frozen.now == START + timedelta(minutes=4)


def test_it_takes_the_place_of_trio_sleep(frozen, monkeypatch):
    trio = pytest.importorskip("trio")
    monkeypatch.setattr(trio, "sleep", frozen.asleep)
    order = []

    async def task(name):
        for _ in range(2):
            order.append(name)
            await trio.sleep(60)

    async def both():
        async with trio.open_nursery() as nursery:
            nursery.start_soon(task, "a")
            nursery.start_soon(task, "b")

    trio.run(both)
    assert sorted(order[:2]) == sorted(order[2:]) == ["a", "b"]
    assert frozen.now == START + timedelta(minutes=4)


# -- what goes over the wire


def test_text_is_in_the_zone_without_naming_it(frozen):
    assert text(frozen) == "2015-03-09T10:15:30"
    frozen.zone = CHICAGO
    assert text(frozen) == "2015-03-09T05:15:30"
    assert Clock(timezone(timedelta(hours=-3, minutes=-30))).text(START.timestamp()) == "2015-03-09T06:45:30"


@pytest.mark.parametrize(
    ("at", "written"),
    [
        ("2015-03-09T10:15:30.999999", "2015-03-09T10:15:30"),
        ("1969-12-31T23:59:59.5", "1969-12-31T23:59:59"),
        ("0001-01-02T00:00:00", "0001-01-02T00:00:00"),
    ],
)
def test_text_has_whole_seconds_that_have_begun(clock, at, written):
    clock.freeze(at)
    assert text(clock) == written
