"""Tests of users that stop or move the time of the whole process: the server goes on, by real time."""

from __future__ import annotations

import asyncio
import importlib.util
import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest
import time_machine
from freezegun import freeze_time

from mockserver import Http, MockServer, Process, Status, realtime
from mockserver.realtime import Real
from tests.plugin.client import ENVELOPE, NAMESPACES, TYPES, ask, step

ELSEWHERE = datetime(2001, 2, 3, 4, 5, 6, tzinfo=UTC)

TOOLS: dict[str, Callable[[], AbstractContextManager[object]]] = {
    "freezegun": lambda: freeze_time(ELSEWHERE),
    "freezegun ticking": lambda: freeze_time(ELSEWHERE, tick=True),
    "freezegun ticking by itself": lambda: freeze_time(ELSEWHERE, auto_tick_seconds=3600),
    "freezegun but for asyncio": lambda: freeze_time(ELSEWHERE, real_asyncio=True),
    "time-machine": lambda: time_machine.travel(ELSEWHERE, tick=False),
    "time-machine ticking": lambda: time_machine.travel(ELSEWHERE),
}


elsewhere = pytest.mark.parametrize("elsewhere", TOOLS.values(), ids=TOOLS)
"""Makes the process believe in another time; not a fixture, so that pytest's own times stay right."""


def is_real(moment: datetime) -> bool:
    return abs(moment.timestamp() - Real.epoch - Real.elapsed()) < 60


@elsewhere
def test_a_delayed_answer_comes(elsewhere, listrak_mock):
    with elsewhere():
        listrak_mock.script(12345, [Status(delay="50ms")], processes=[Process()])
        asked = Real.elapsed()
        assert step(listrak_mock.url) == 1
        assert Real.elapsed() - asked >= 0.05


@elsewhere
def test_a_delayed_answer_stays_pending_when_the_process_jumps_by_a_year(elsewhere, listrak_mock):
    with elsewhere() as tool:
        listrak_mock.script(12345, [Status(delay="1h")])
        listrak_mock.script(7, [Status()])
        late = in_thread(lambda: ask(listrak_mock.url))
        listrak_mock.wait_for_polls(1)
        shift = tool.shift if hasattr(tool, "shift") else tool.tick
        shift(timedelta(days=365))
        assert time.gmtime().tm_year == 2002
        assert step(listrak_mock.url, 7) == 1
        assert [call.outcome for call in listrak_mock.calls] == ["pending", "sent"]
        listrak_mock.close()
        late.join()


def in_thread(work: Callable[[], object]) -> threading.Thread:
    """Runs work whose connection is cut in the end."""

    def run() -> None:
        with pytest.raises(ConnectionError):
            work()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


@elsewhere
def test_the_sandbox_believes_in_real_time(elsewhere, listrak_mock):
    with elsewhere():
        listrak_mock.script(12345, processes=[Process()])
        address = urlsplit(listrak_mock.url)
        connection = HTTPConnection(address.hostname, address.port, timeout=10)
        body = ENVELOPE.format(namespace=NAMESPACES["1.1"], user="me", password="x", ListID=12345)
        connection.request("POST", address.path, body.encode(), {"Content-Type": TYPES["1.1"]})
        answer = connection.getresponse()
        assert is_real(parsedate_to_datetime(answer.headers["Date"]))
        answer.read()
        connection.close()
        call = listrak_mock.calls[0]
        assert is_real(call.at)
        assert is_real(datetime.fromisoformat(f"{call.rows[0].ProcessStartTime}Z"))
        assert is_real(listrak_mock.clock.now)


@elsewhere
def test_the_sandbox_has_a_clock_of_its_own_to_freeze(elsewhere, listrak_mock):
    with elsewhere():
        listrak_mock.clock.freeze("2015-03-09T10:15:30")
        listrak_mock.script(12345, processes=[Process(every="5m")])
        seen = [step(listrak_mock.url)]
        listrak_mock.clock.advance("5m")
        seen.append(step(listrak_mock.url))
        assert seen == [1, 2]
        assert [call.at for call in listrak_mock.calls] == [
            datetime(2015, 3, 9, 10, 15, 30, tzinfo=UTC),
            datetime(2015, 3, 9, 10, 20, 30, tzinfo=UTC),
        ]
        listrak_mock.clock.freeze(datetime.now(UTC).replace(year=2030))  # freezegun has a datetime of its own
        assert listrak_mock.clock.now.year == 2030


@elsewhere
def test_a_server_starts_and_stops_at_such_a_time(elsewhere):
    with elsewhere(), MockServer() as server:
        assert ask(server.url, 1101)[0] == 200


@elsewhere
def test_waiting_for_polls_ends_at_such_a_time(elsewhere, listrak_mock):
    listrak_mock.script(12345, processes=[Process()])
    with elsewhere():
        with pytest.raises(TimeoutError, match="none came"):
            listrak_mock.wait_for_polls(1, timeout=0.01)
        ask(listrak_mock.url)
        assert listrak_mock.wait_for_polls(1, timeout=0.01).count == 1


@elsewhere
def test_a_client_of_asyncio_polls_at_such_a_time(elsewhere, listrak_mock, monkeypatch):
    with elsewhere():
        listrak_mock.clock.freeze("2015-03-09T10:15:30")
        listrak_mock.script(12345, [Status(delay="10ms")], processes=[Process(MaxStep=3, every="5m")])
        monkeypatch.setattr(asyncio, "sleep", listrak_mock.clock.asleep)

        async def poll() -> int:
            for poll in range(1, 20):
                if b"<CurrentStep>3<" in await ask_by_asyncio(listrak_mock.url):
                    return poll
                await asyncio.sleep(60)
            raise AssertionError("it never ends")

        assert asyncio.run(poll()) == 11
        assert listrak_mock.clock.now == datetime(2015, 3, 9, 10, 25, 30, tzinfo=UTC)


async def ask_by_asyncio(url: str) -> bytes:
    address = urlsplit(url)
    reader, writer = await asyncio.open_connection(address.hostname, address.port)
    body = ENVELOPE.format(namespace=NAMESPACES["1.1"], user="me", password="x", ListID=12345).encode()
    head = f"POST {address.path} HTTP/1.1\r\nHost: x\r\nContent-Type: {TYPES['1.1']}\r\nConnection: close\r\n"
    writer.write(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
    answer = await reader.read()
    writer.close()
    await writer.wait_closed()
    return answer


def test_the_wall_clock_is_read_past_freezegun_also_when_the_package_is_imported_late():
    spec = importlib.util.spec_from_file_location("realtime_again", realtime.__file__)
    module = importlib.util.module_from_spec(spec)
    with freeze_time(ELSEWHERE):
        spec.loader.exec_module(module)
    assert module.Real.epoch == pytest.approx(Real.epoch, abs=60)


def test_an_hour_of_polling_takes_no_time(listrak_mock, monkeypatch):
    listrak_mock.clock.freeze("2015-03-09T10:15:30")
    listrak_mock.script(12345, [Status(), Http(503, calls=2), Status()], processes=[Process(MaxStep=5, every="15m")])
    monkeypatch.setattr(time, "sleep", listrak_mock.clock.sleep)

    def wait_for_completion() -> int:
        for poll in range(1, 100):
            if "<CurrentStep>5<" in ask(listrak_mock.url)[1]:
                return poll
            time.sleep(60)
        raise AssertionError("it never ends")

    assert wait_for_completion() == 61
    assert listrak_mock.clock.now == datetime(2015, 3, 9, 11, 15, 30, tzinfo=UTC)
