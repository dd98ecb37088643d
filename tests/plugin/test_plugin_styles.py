"""Threads, unittest, plain scripts, and pytest within pytest."""

from __future__ import annotations

import subprocess
import sys
from textwrap import dedent


def test_a_client_in_a_thread_is_waited_for(run):
    run(
        """
        import threading, time

        @pytest.mark.listrak_mock("send-to-list", ListID=12345, clock="frozen")
        def test_it(listrak_mock, monkeypatch):
            monkeypatch.setattr(time, "sleep", listrak_mock.clock.sleep)

            def poll():
                while step(listrak_mock.url) < 4:
                    time.sleep(60)

            thread = threading.Thread(target=poll)
            thread.start()
            polls = listrak_mock.wait_for_polls(4, 12345)
            thread.join()
            assert polls.gaps == [60, 60, 60]
        """
    ).assert_outcomes(passed=1)


def test_waiting_for_polls_that_do_not_come_tells_what_came_and_points_at_the_test(run):
    result = run(
        """
        @pytest.mark.listrak_mock("send-to-list", ListID=12345)
        def test_it(listrak_mock):
            ask(listrak_mock.url)
            listrak_mock.wait_for_polls(2, 12345, timeout=0)
        """
    )
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["E  *TimeoutError: waited 0 s for 2 polls, and 1 came."])


def test_a_test_does_not_wait_in_the_end_for_answers_that_are_still_delayed(run):
    """The thread's connection is cut when the sandbox closes; it would wait for an hour otherwise."""
    run(
        """
        import threading
        from mockserver import Status

        @pytest.fixture
        def patient():
            threads = []
            yield threads
            for thread in threads:
                thread.join()

        def test_it(patient, listrak_mock):
            listrak_mock.script(12345, [Status(delay="1h")])

            def wait():
                with pytest.raises(ConnectionError):
                    ask(listrak_mock.url)

            patient.append(threading.Thread(target=wait))
            patient[0].start()
            listrak_mock.wait_for_polls(1)

        def test_the_next(listrak_mock):
            assert not listrak_mock.calls
        """
    ).assert_outcomes(passed=2)


def test_classes_of_unittest_share_a_sandbox(run):
    result = run(
        """
        import unittest

        @pytest.fixture(scope="class")
        def box(request, listrak_mock_server):
            with listrak_mock_server.new_sandbox("box") as request.cls.box:
                request.cls.box.play("send-to-list", ListID=12345)
                yield

        @pytest.mark.usefixtures("box")
        class TestIt(unittest.TestCase):
            def test_1(self): self.assertEqual(step(self.box.url), 1)

            def test_2(self): self.assertEqual(step(self.box.url), 7)
        """
    )
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(["*the calls to sandbox 'box' during this test*", "*before this test)", "#2 *"])


def test_a_class_of_unittest_may_be_marked(run):
    run(
        """
        import unittest

        @pytest.mark.listrak_mock("stalls", ListID=12345, clock="2015-03-09T10:15:30")
        class TestIt(unittest.TestCase):
            @pytest.fixture(autouse=True)
            def endpoint(self, listrak_mock):
                self.mock = listrak_mock

            def test_it(self):
                assert step(self.mock.url) == 1
                assert self.mock.clock.now.year == 2015
        """
    ).assert_outcomes(passed=1)


def test_plain_scripts_need_no_pytest(project):
    project.makepyfile(
        script=dedent(
            """
            import sys
            from client import step
            from mockserver import MockServer, Process

            with MockServer() as server:
                server.sandbox.script(7, processes=[Process(MaxStep=2)])
                with server.new_sandbox("mine") as mine:
                    mine.play("send-to-list", ListID=12345)
                    print(step(server.url, 7), step(mine.url), "pytest" in sys.modules)
            """
        )
    )
    command = [sys.executable, "-W", "error", "script.py"]
    done = subprocess.run(command, cwd=project.path, check=True, capture_output=True, text=True, timeout=60)
    assert (done.stdout, done.stderr) == ("1 1 False\n", "")


def test_workers_of_xdist_share_nothing_but_the_session(run):
    run(
        """
        @pytest.fixture(scope="session")
        def box(listrak_mock_server, worker_id):
            with listrak_mock_server.new_sandbox(worker_id) as box:
                box.play("stalls", ListID=12345)
                yield box

        @pytest.mark.parametrize("turn", range(10))
        def test_it(box, listrak_mock, turn):
            before = len(box.calls)
            assert step(box.url) == min(before + 1, 3)
            assert len(box.calls) == before + 1
        """,
        "-n2",
        fresh=True,
    ).assert_outcomes(passed=10)


def test_pytest_within_pytest_reads_scenario_files_each_time(project):
    """Each inner run imports the package and PyYAML anew, but for what is written in C."""
    project.makepyfile(
        test_it='''
        import pytest

        @pytest.mark.parametrize("turn", [1, 2, 3])
        def test_it(pytester, turn):
            pytester.makefile(".yaml", story="scenario: story\\nListID: 7\\nprocesses: [{MaxStep: 2}]\\n")
            pytester.makefile(".yaml", broken="scenario: [\\n")
            pytester.makepyfile(
                test_inner="""
                import pytest

                @pytest.mark.listrak_mock("story.yaml", "send-to-list")
                def test_it(listrak_mock):
                    assert [script.ListID for script in listrak_mock.scripts] == [7, 1101]

                def test_that_fails(listrak_mock):
                    listrak_mock.play("broken.yaml", ListID=5)
                """
            )
            result = pytester.runpytest_inprocess("-W", "error", "-p", "no:asyncio")
            result.assert_outcomes(passed=1, failed=1)
            result.stdout.fnmatch_lines(["*broken.yaml:*: this is not YAML: *"])
        '''
    )
    result = project.runpytest_subprocess("-p", "pytester", "-p", "no:cacheprovider", "-p", "no:asyncio")
    result.assert_outcomes(passed=3)
