"""Many callers at once: each turn goes to one of them, and nobody sees half of a change."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from itertools import cycle

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mockserver import Fault, Http, MockServer, Process, Rows, SandboxClosed, Status
from mockserver.contract import ENDPOINT, Row
from mockserver.sandbox.sandbox import Sandbox
from mockserver.scenarios.answers import Answer
from tests.properties.asking import PATIENCE
from tests.sandbox.conftest import Caller
from tests.soap import HEADERS_11, fault_of, list_id

CALLERS = 6
few = settings(max_examples=10)  # each of them starts threads


@pytest.fixture(autouse=True, scope="module")
def threads_take_turns_often() -> Iterator[None]:
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    yield
    sys.setswitchinterval(usual)


def a_sandbox() -> Sandbox:
    return Sandbox("crowd", "http://127.0.0.1:8080/s/1")


def all_at_once(tasks: Sequence[Callable[[], object]], *, meanwhile: Sequence[Callable[[], object]] = ()) -> None:
    """Run the tasks in threads that begin together; what is done meanwhile goes round and round until they end."""
    start, over = threading.Barrier(len(tasks) + bool(meanwhile)), threading.Event()

    def task(run: Callable[[], object]) -> None:
        start.wait(PATIENCE)
        run()

    def meddle() -> None:
        start.wait(PATIENCE)
        for run in cycle(meanwhile):
            if over.is_set():
                return
            run()

    with ThreadPoolExecutor(len(tasks) + 1) as pool:
        running = [pool.submit(task, run) for run in tasks]
        meddling = pool.submit(meddle) if meanwhile else None
        try:
            for each in running:
                each.result(PATIENCE)
        finally:
            over.set()
        if meddling is not None:
            meddling.result(PATIENCE)


# -- turns


@few
@given(st.lists(st.integers(1, 3), min_size=5, max_size=60), st.sampled_from(("1101", "any")))
def test_each_turn_is_taken_exactly_once(calls: Sequence[int], key: str) -> None:
    turns = [str(number) for number, count in enumerate(calls) for _ in range(count)]
    got: list[str] = []
    with a_sandbox() as sandbox:
        answers = [Fault(str(number), calls=count) for number, count in enumerate(calls)]
        script = sandbox.script("any" if key == "any" else 1101, answers, then="refuse", processes=[Process(count=20)])
        call = Caller(sandbox)

        def ask() -> None:
            while not (text := call.fault()).startswith("[mock]"):
                got.append(text)

        def look() -> None:
            assert len(script.rows(1101)) == 20
            assert sandbox.polls(1101).count <= sandbox.call_count
            sandbox.transcript()

        def move() -> None:
            if sandbox.call_count:
                script.move(StatusID=3)
            sandbox.clock.advance("1s")

        all_at_once([ask] * CALLERS, meanwhile=[look, move, lambda: script.unserved, lambda: script.ended])
        assert sorted(got) == sorted(turns)
        assert script.ended
        assert not script.unserved
        journal = sandbox.calls
        assert [each.number for each in journal] == list(range(1, len(turns) + CALLERS + 1))
        assert [each.fault for each in journal[: len(turns)]] == turns
        assert len(sandbox.unanswered) == CALLERS
        assert [each.at for each in journal] == sorted(each.at for each in journal)


@few
@given(st.lists(st.sampled_from(("play", "reset", "script", "move", "configure")), min_size=1, max_size=5))
def test_callers_get_whole_answers_whatever_is_played_meanwhile(happening: Sequence[str]) -> None:
    """Each play begins a new script, whose turns are taken in order; nothing raises."""
    answers = [Status(), Rows(None), Http(503, for_="2s"), Status(wire="reset"), Fault("x", calls=2)]
    processes = [
        Process(count=30, seed=1, every="2s"),
        Process(appears="1 poll"),
        Process(appears="told", every="told"),
    ]
    with a_sandbox() as sandbox:
        sandbox.clock.freeze("2026-03-09T12:00:00", tick="1s")
        call = Caller(sandbox)

        def play() -> None:
            sandbox.script(1101, answers, processes=processes, then="loop")

        def move() -> None:
            for script in sandbox.scripts:
                if script.ListID == 1101:
                    script.move()
                    script.move(StatusID=7)
                    assert 29 <= len(script.rows()) <= 32

        def configure() -> None:
            sandbox.configure(no_date="9999-12-31T23:59:59", kept_calls=50)
            sandbox.configure(no_date="0001-01-01T00:00:00", time_zone="Europe/Berlin")

        doing = {
            "play": play,
            "reset": sandbox.reset,
            "script": lambda: sandbox.script("any", [Rows([])]),
            "move": move,
            "configure": configure,
        }

        def ask() -> None:
            for _ in range(60):
                answered = call()
                assert (
                    answered.fault or answered.plain or answered.rows is None or len(answered.rows) in (0, 30, 31, 32)
                )

        play()
        all_at_once([ask] * CALLERS, meanwhile=[*(doing[each] for each in happening), sandbox.transcript])
        numbers = [each.number for each in sandbox.calls]
        assert numbers == sorted(set(numbers))


def test_a_sandbox_that_closes_amid_calls_answers_each_of_them() -> None:
    sandbox = a_sandbox()
    script = sandbox.script(1101, processes=[Process(count=10)])
    call = Caller(sandbox)

    def ask() -> None:
        for _ in range(50):
            answered = call()
            assert len(answered.rows or ()) == 10 or (answered.fault and "closed" in answered.fault.text)

    def close() -> None:
        if sandbox.call_count > CALLERS * 10:
            sandbox.close()

    def play() -> None:
        try:
            sandbox.script(7, [Rows([])])
        except SandboxClosed:
            assert sandbox.closed

    all_at_once([ask] * CALLERS, meanwhile=[script.move, close, play, script.rows])
    sandbox.close()
    assert len(sandbox.calls) <= CALLERS * 50


# -- rows


def steps(rows: Sequence[object]) -> list[int]:
    return [row.CurrentStep for row in rows if isinstance(row, Row)]


def test_rows_that_move_together_are_never_seen_apart() -> None:
    with a_sandbox() as sandbox:
        processes = [Process(count=40, MaxStep=10**6, every=every) for every in ("told", "told", "1s", "poll")]
        script = sandbox.script(1101, processes=processes)
        call = Caller(sandbox)
        seen: list[list[int]] = []

        def ask() -> None:
            seen.extend(steps(call.rows()) for _ in range(40))

        def look() -> None:
            seen.append(steps(script.rows()))

        all_at_once([ask] * CALLERS, meanwhile=[script.move, look, lambda: sandbox.clock.advance("1s")])
        journal = [steps(each.rows) for each in sandbox.calls]
    for found in (*seen, *journal):
        told, told_too, by_clock, by_polls = (set(found[begin : begin + 40]) for begin in range(0, 160, 40))
        assert len(told) == len(by_clock) == len(by_polls) == 1
        assert told == told_too
    assert journal == sorted(journal)  # nobody who came later saw less


def test_of_rows_that_are_moved_one_after_the_other_nobody_sees_the_later_one_first() -> None:
    count = 300
    with a_sandbox() as sandbox:
        sandbox.configure(kept_bytes=10**9)  # the rows of all calls, however often they differ
        script = sandbox.script(1101, processes=[Process(count=count, MaxStep=10**6, every="told")])
        call = Caller(sandbox)
        turn = cycle(range(1, count + 1))

        def ask() -> None:
            for _ in range(80):
                call()

        all_at_once([ask] * CALLERS, meanwhile=[lambda: script.move(StatusID=next(turn))])
        journal = [steps(each.rows) for each in sandbox.calls]
    for found in journal:
        assert found == sorted(found, reverse=True)
        assert found[0] - found[-1] <= 1
    assert journal == sorted(journal)


# -- over sockets


def test_each_turn_is_taken_exactly_once_over_connections_too() -> None:
    count, got = 120, []

    def ask() -> None:
        connection = HTTPConnection(server.host, server.port, timeout=PATIENCE)
        try:
            while True:
                connection.request("POST", ENDPOINT, list_id("1101").encode(), HEADERS_11)
                text = fault_of(connection.getresponse().read()).text
                if text.startswith("[mock]"):
                    return
                got.append(int(text))
        finally:
            connection.close()

    def answer(number: int) -> Answer | Callable[[object], Fault]:
        return (lambda _: Fault(str(number))) if number % 7 == 3 else Fault(str(number))

    with MockServer() as server:
        script = server.sandbox.script(1101, [answer(number) for number in range(count)], then="refuse")
        all_at_once([ask] * CALLERS, meanwhile=[lambda: script.unserved, server.sandbox.transcript])
        journal = server.sandbox.calls
    assert sorted(got) == list(range(count))
    assert [each.fault for each in journal[:count]] == [str(number) for number in range(count)]
    assert [each.number for each in journal] == list(range(1, count + CALLERS + 1))
