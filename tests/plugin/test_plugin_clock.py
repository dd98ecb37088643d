"""The sandbox's clock in tests: the marker stops it, and an hour of polling takes no time."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta, timezone

import pytest

from mockserver import Process
from tests.plugin.client import ask, step

MOMENTS = {
    '"2015-03-09T10:15:30"': datetime(2015, 3, 9, 10, 15, 30, tzinfo=UTC),
    '"2015-03-09T10:15:30+02:00"': datetime(2015, 3, 9, 8, 15, 30, tzinfo=UTC),
    '"2015-03-09T10:15:30.25Z"': datetime(2015, 3, 9, 10, 15, 30, 250_000, tzinfo=UTC),
    "datetime(2015, 3, 9, 10, 15, 30)": datetime(2015, 3, 9, 10, 15, 30, tzinfo=UTC),
    "datetime(2015, 3, 9, tzinfo=timezone(timedelta(hours=2)))": datetime(
        2015, 3, 9, tzinfo=timezone(timedelta(hours=2))
    ),
}


@pytest.mark.parametrize(("written", "moment"), MOMENTS.items(), ids=MOMENTS)
def test_the_marker_stops_the_clock_at_a_moment(run, written, moment):
    run(
        f"""
        from datetime import datetime, timedelta, timezone

        @pytest.mark.listrak_mock(clock={written})
        def test_it(listrak_mock):
            assert listrak_mock.clock.now == datetime.fromisoformat("{moment.isoformat()}")
            assert "frozen" in repr(listrak_mock.clock)
        """
    ).assert_outcomes(passed=1)


@pytest.mark.listrak_mock("send-to-list", ListID=12345, clock="2015-03-09T10:15:30")
def test_what_is_played_begins_at_that_moment(listrak_mock):
    [row] = listrak_mock.scripts[0].rows()
    assert row.ProcessStartTime == "2015-03-09T10:15:30"


@pytest.mark.listrak_mock(clock="frozen")
def test_frozen_means_the_present_moment(listrak_mock):
    now = listrak_mock.clock.now
    assert abs(now - datetime.now(UTC)) < timedelta(minutes=1)
    assert listrak_mock.clock.now == now


def test_the_nearest_marker_counts(run):
    run(
        """
        pytestmark = pytest.mark.listrak_mock("stalls", clock="2015-03-09T10:15:30")

        def test_the_module(listrak_mock):
            assert listrak_mock.clock.now.year == 2015

        @pytest.mark.listrak_mock(clock="2016-03-09T10:15:30")
        def test_the_function(listrak_mock):
            assert listrak_mock.clock.now.year == 2016
            assert listrak_mock.scripts

        @pytest.mark.listrak_mock(clock=None)
        def test_real_time(listrak_mock):
            assert "frozen" not in repr(listrak_mock.clock)
        """
    ).assert_outcomes(passed=3)


@pytest.mark.listrak_mock(clock="frozen")
def test_an_hour_of_polling_takes_no_time_once_the_clients_sleep_is_the_clocks(listrak_mock, monkeypatch):
    monkeypatch.setattr(time, "sleep", listrak_mock.clock.sleep)
    listrak_mock.script(12345, processes=[Process(MaxStep=5, every="15m")])
    began = listrak_mock.clock.now
    while step(listrak_mock.url) < 5:
        time.sleep(60)
    assert listrak_mock.clock.now - began == timedelta(hours=1)
    assert listrak_mock.polls(12345).gaps == [60] * 60
    listrak_mock.polls(12345).assert_stopped_after_completion()


@pytest.mark.listrak_mock("stalls", ListID=12345, clock="frozen")
def test_each_test_has_a_clock_of_its_own(listrak_mock, listrak_mock_server):
    listrak_mock.clock.advance("1d")
    ask(listrak_mock.url)
    assert listrak_mock.clock.now - listrak_mock_server.sandbox.clock.now > timedelta(hours=23)
