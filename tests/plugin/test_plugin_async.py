"""Coroutines that test coroutines: pytest-asyncio and anyio, on asyncio and on trio."""

from __future__ import annotations

from pathlib import Path

import pytest

SCOPE = ("-o", "asyncio_default_fixture_loop_scope=function")

POLLER = """
import {library}
from datetime import timedelta
from async_client import ask, is_complete
from mockserver import Process, Status

async def wait_for_completion(url):
    while not await is_complete(url):
        await {library}.sleep(60)

{mark}
@pytest.mark.listrak_mock("send-to-list", ListID=12345)
async def test_it(listrak_mock):
    while not await is_complete(listrak_mock.url):
        pass
    assert listrak_mock.polls(12345).count == 4

{mark}
@pytest.mark.listrak_mock(clock="frozen")
async def test_an_hour(listrak_mock, monkeypatch):
    monkeypatch.setattr({library}, "sleep", listrak_mock.clock.asleep)
    listrak_mock.script(12345, processes=[Process(MaxStep=5, every="15m")])
    began = listrak_mock.clock.now
    await wait_for_completion(listrak_mock.url)
    assert listrak_mock.clock.now - began == timedelta(hours=1)
    assert listrak_mock.polls(12345).gaps == [60] * 60

{mark}
async def test_failing(listrak_mock):
    listrak_mock.play("stalls", ListID=12345)
    assert await is_complete(listrak_mock.url)

{mark}
async def test_unanswered(listrak_mock):
    await ask(listrak_mock.url)
"""
"""Passes three times, of which one leaves a call unanswered, and fails once."""

REPORT = [
    "*ERROR at teardown of test_unanswered*",
    "1 call to sandbox 'test_it.py::test_unanswered*' was answered by no script:",
    "*listrak_mock: the calls to http://127.0.0.1:*/s/test_failing*",
    "#1 *status: Send to List 1/4",
    "play it again: *",
]


@pytest.fixture(autouse=True)
def client(project):
    project.makepyfile(async_client=Path(__file__).with_name("async_client.py").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("mode", "mark"),
    [("strict", "@pytest.mark.asyncio"), ("auto", ""), ("auto", '@pytest.mark.asyncio(loop_scope="module")')],
)
def test_tests_of_pytest_asyncio(run, mode, mark):
    result = run(POLLER.format(library="asyncio", mark=mark), *SCOPE, f"--asyncio-mode={mode}", plugin="asyncio")
    result.assert_outcomes(passed=3, failed=1, errors=1)
    result.stdout.fnmatch_lines(REPORT)


@pytest.mark.parametrize("library", ["anyio", "asyncio"])
def test_tests_of_anyio_on_asyncio(run, library):
    mark = '@pytest.mark.anyio\n@pytest.mark.parametrize("anyio_backend", ["asyncio"])'
    result = run(POLLER.format(library=library, mark=mark), plugin="anyio")
    result.assert_outcomes(passed=3, failed=1, errors=1)
    result.stdout.fnmatch_lines(REPORT)


@pytest.mark.parametrize("library", ["anyio", "trio"])
def test_tests_of_anyio_on_trio(run, library):
    mark = '@pytest.mark.anyio\n@pytest.mark.parametrize("anyio_backend", ["trio"])'
    result = run(POLLER.format(library=library, mark=mark), plugin="anyio")
    result.assert_outcomes(passed=3, failed=1, errors=1)
    result.stdout.fnmatch_lines(REPORT)


def test_many_tasks_get_each_turn_once(run):
    run(
        """
        import asyncio
        from async_client import ask, value
        from mockserver import Process

        async def test_it(listrak_mock):
            listrak_mock.script(12345, processes=[Process(MaxStep=40)])
            answers = await asyncio.gather(*(ask(listrak_mock.url) for _ in range(40)))
            assert sorted(int(value(answer, "CurrentStep")) for answer in answers) == list(range(1, 41))
        """,
        *SCOPE,
        "--asyncio-mode=auto",
        plugin="asyncio",
    ).assert_outcomes(passed=1)


def test_a_task_that_polls_in_the_background_is_waited_for_in_another_thread(run):
    run(
        """
        import asyncio
        from async_client import ask

        @pytest.mark.listrak_mock("stalls", ListID=12345)
        async def test_it(listrak_mock):
            polling = asyncio.create_task(ask(listrak_mock.url))
            polls = await asyncio.to_thread(listrak_mock.wait_for_polls, 1, 12345)
            assert polls.users == {"me"}
            await polling
        """,
        *SCOPE,
        "--asyncio-mode=auto",
        plugin="asyncio",
    ).assert_outcomes(passed=1)


def test_asynchronous_fixtures_share_a_sandbox(run):
    run(
        """
        import pytest_asyncio
        from async_client import ask, is_complete

        @pytest_asyncio.fixture(scope="module", loop_scope="module")
        async def box(listrak_mock_server):
            with listrak_mock_server.new_sandbox("box") as box:
                box.play("single-step", ListID=12345)
                assert await is_complete(box.url)
                yield box

        @pytest.mark.asyncio(loop_scope="module")
        async def test_it(box):
            assert await is_complete(box.url)
            assert box.polls().count == 2
        """,
        *SCOPE,
        plugin="asyncio",
    ).assert_outcomes(passed=1)
