"""`listrak_mock`: an endpoint of the test's own."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest

from mockserver import Fault, Http, Logon, Process, Rows, Scenario, Status
from tests.plugin.client import ask, step

ROW = {
    "StatusID": 7,
    "CurrentStep": 2,
    "MaxStep": 3,
    "ProcessStartTime": "2026-03-09T10:15:30",
    "ProcessCompleteTime": "none",
}


def test_a_story_of_the_catalogue_plays_for_the_list_that_is_asked_for(listrak_mock):
    listrak_mock.play("send-to-list", ListID=12345)
    assert [step(listrak_mock.url) for _ in range(5)] == [1, 2, 3, 4, 4]
    assert [call.rows[0].CurrentStep for call in listrak_mock.calls] == [1, 2, 3, 4, 4]
    assert {(call.ListID, call.UserName, call.version) for call in listrak_mock.calls} == {(12345, "me", "1.1")}


def test_the_wsdl_is_that_of_the_sandbox(listrak_mock):
    assert listrak_mock.wsdl_url == f"{listrak_mock.url}?WSDL"
    assert urlsplit(listrak_mock.url).path.startswith("/s/")


SAME = {
    "status for ever": ("processes: [{MaxStep: 2}]", {"processes": [Process(MaxStep=2)]}),
    "a process that stalls": (
        "processes: [{ProcessType: Send to File, MaxStep: 5, ending: stalls, at: 2, lasts: 1}]",
        {"processes": [Process("Send to File", MaxStep=5, ending="stalls", at=2, lasts=1)]},
    ),
    "an empty list": ("processes: []", {"processes": []}),
    "no process type": ("processes: [{ProcessType: nil, StatusID: -4}]", {"processes": [Process(None, StatusID=-4)]}),
    "faults, then the status": (
        'answers: [{fault: {code: Client, text: "no & never", actor: "urn:me", detail: "<a/>"}, calls: 2}, status]',
        {"answers": [Fault("no & never", code="Client", actor="urn:me", detail="<a/>", calls=2), Status()]},
    ),
    "a plain answer": (
        'answers: [{http: {status: 429, headers: {Retry-After: "3"}, body: "wait"}}]',
        {"answers": [Http(429, "wait", {"Retry-After": "3"})]},
    ),
    "exact rows": (
        f"answers: [{{rows: [nil, {ROW}]}}, {{rows: []}}, {{rows: absent}}]",
        {"answers": [Rows([None, ROW]), Rows([]), Rows(None)]},
    ),
    "refused, again and again": (
        "answers: [{logon: LoginAttemptsExceeded}, status]\nthen: loop",
        {"answers": [Logon("LoginAttemptsExceeded"), "status"], "then": "loop"},
    ),
    "late": ("answers: [{http: 503, delay: 10ms}]", {"answers": [Http(503, delay=0.01)]}),
}


@pytest.mark.parametrize("version", ["1.1", "1.2"])
@pytest.mark.parametrize(("yaml", "python"), SAME.values(), ids=SAME)
def test_python_says_what_yaml_says(listrak_mock_server, tmp_path, yaml, python, version):
    file = tmp_path / "story.yaml"
    file.write_text(f"scenario: story\n{yaml}\n")
    with listrak_mock_server.new_sandbox() as from_file, listrak_mock_server.new_sandbox() as from_python:
        from_file.play(file, ListID=12345)
        from_python.script(12345, **python)
        said = [[ask(sandbox.url, version=version) for _ in range(4)] for sandbox in (from_file, from_python)]
        kinds = [[(call.answer, call.fault) for call in sandbox.calls] for sandbox in (from_file, from_python)]
    assert without_moments(said[0]) == without_moments(said[1])
    assert kinds[0] == kinds[1]


def without_moments(said):
    return [(status, re.sub(r"20\d\d-\d\d-\d\dT[0-9:]{8}", "MOMENT", text)) for status, text in said]


def test_a_scenario_may_be_an_object(listrak_mock):
    listrak_mock.play(Scenario("mine", ListID=5, processes=[Process(MaxStep=9)]))
    assert step(listrak_mock.url, 5) == 1


def test_tests_do_not_disturb_each_other(run):
    run(
        """
        @pytest.mark.parametrize("turn", range(3))
        def test_it(listrak_mock, turn):
            assert not listrak_mock.calls and not listrak_mock.scripts
            listrak_mock.play("send-to-list", ListID=12345)
            assert [step(listrak_mock.url) for _ in range(turn + 1)] == [1, 2, 3][: turn + 1]
            assert len(listrak_mock.calls) == turn + 1
        """
    ).assert_outcomes(passed=3)


def test_one_server_serves_the_session(run):
    run(
        """
        seen = set()

        @pytest.mark.parametrize("turn", range(3))
        def test_it(listrak_mock, listrak_mock_server, turn):
            seen.add(listrak_mock_server.port)
            assert listrak_mock.url.startswith(listrak_mock_server.base_url)
            assert step(listrak_mock_server.url, 1103) == min(turn + 1, 3)    # its own sandbox plays the catalogue
            assert len(seen) == 1
        """
    ).assert_outcomes(passed=3)


def test_many_threads_get_each_turn_once(run):
    run(
        """
        from concurrent.futures import ThreadPoolExecutor
        from mockserver import Process

        @pytest.mark.parametrize("test", range(2))
        def test_it(listrak_mock, test):
            listrak_mock.script(12345, processes=[Process(MaxStep=80)])
            with ThreadPoolExecutor(8) as threads:
                steps = list(threads.map(lambda _: step(listrak_mock.url), range(80)))
            assert sorted(steps) == list(range(1, 81))
            assert [call.rows[0].CurrentStep for call in listrak_mock.calls] == list(range(1, 81))
        """
    ).assert_outcomes(passed=2)


def test_workers_of_xdist_do_not_disturb_each_other(run):
    result = run(
        """
        @pytest.mark.parametrize("turn", range(20))
        @pytest.mark.listrak_mock("send-to-list", ListID=12345)
        def test_it(listrak_mock, turn):
            assert [step(listrak_mock.url) for _ in range(3)] == [1, 2, 3]
            assert len(listrak_mock.calls) == 3
        """,
        "-n2",
        fresh=True,
    )
    result.assert_outcomes(passed=20)


ODD_IDS = r"""["", "/../..", "a b?c#d%2F", "\N{SNOWMAN}", "\0\x1b[31m\n", "x" * 5000, "[[", "-", ".."]"""


@pytest.mark.parametrize("escaping", [True, False])
def test_any_name_of_a_test_makes_a_url(run, project, escaping):
    if not escaping:
        project.makeini("[pytest]\ndisable_test_id_escaping_and_forfeit_all_rights_to_community_support = true")
    result = run(
        f"""
        @pytest.mark.parametrize("odd", [*range(9)], ids={ODD_IDS})
        @pytest.mark.listrak_mock("stalls", ListID=12345)
        def test_it(listrak_mock, odd):
            assert len(listrak_mock.url) < 200
            assert listrak_mock.url.isascii() and listrak_mock.url.isprintable()
            assert step(listrak_mock.url) == 1
        """.replace("\0", "")
    )
    result.assert_outcomes(passed=9)


def test_a_class_of_unittest_takes_it_through_a_fixture(run):
    result = run(
        """
        import unittest

        class TestIt(unittest.TestCase):
            @pytest.fixture(autouse=True)
            def endpoint(self, listrak_mock):
                self.mock = listrak_mock

            def test_answered(self):
                self.mock.play("stalls", ListID=12345)
                assert step(self.mock.url) == 1

            def test_not_answered(self):
                ask(self.mock.url)

            def test_failing(self):
                self.mock.play("stalls", ListID=12345)
                self.assertEqual(step(self.mock.url), 4)
        """
    )
    result.assert_outcomes(passed=2, failed=1, errors=1)
    result.stdout.fnmatch_lines(["*No script answers ListID 12345*", "*status: Send to List 1/4*"])


def test_a_server_of_ones_own_is_used_when_the_project_defines_it(run, project):
    project.makeconftest(
        """
        import pytest
        from mockserver import MockServer

        @pytest.fixture(scope="session")
        def listrak_mock_server():
            with MockServer(credentials={"only": "them"}) as server:
                yield server
        """
    )
    run(
        """
        def test_it(listrak_mock):
            listrak_mock.play("stalls", ListID=12345)
            assert "[InvalidLogonAttempt]" in ask(listrak_mock.url)[1]
            assert ask(listrak_mock.url, user="only", password="them")[0] == 200
        """
    ).assert_outcomes(passed=1)
