"""Sandboxes that tests share: module- and session-scoped fixtures of users, and what a failed test tells of them."""

from __future__ import annotations

import re

import pytest

from mockserver import MockServer
from tests.plugin.client import step

BOX = """
@pytest.fixture(scope="{scope}")
def box(listrak_mock_server):
    with listrak_mock_server.new_sandbox("box of all") as box:
        box.play("send-to-list", ListID=12345)
        yield box
        box.check()
"""
TITLE = "*- listrak_mock: the calls to sandbox 'box-of-all' during this test -*"


@pytest.mark.parametrize("scope", ["class", "module", "package", "session"])
def test_a_failed_test_tells_what_was_said_to_a_shared_sandbox_during_it(run, scope):
    result = run(
        BOX.format(scope=scope)
        + """
class TestIt:
    def test_passing(self, box):
        assert [step(box.url) for _ in range(2)] == [1, 2]

    def test_failing(self, box):
        assert step(box.url) == 1
"""
    )
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(
        [
            TITLE,
            "(2 calls before this test)",
            "#3 * ListID 12345 user 'me' SOAP 1.1 → status: Send to List 3/4",
            "play it again: listrak-mock serve *sandbox-box-of-all.yaml",
        ],
        consecutive=True,
    )


def test_the_first_test_tells_of_calls_from_the_first_on(run):
    result = run(BOX.format(scope="module") + "def test_it(box): assert step(box.url) == 7")
    result.stdout.fnmatch_lines([TITLE, "#1 *Send to List 1/4"], consecutive=True)


def test_a_shared_sandbox_to_which_nothing_was_said_is_not_mentioned(run):
    result = run(
        BOX.format(scope="module")
        + """
def test_passing(box): step(box.url)

def test_failing(box, listrak_mock): assert 0
"""
    )
    result.assert_outcomes(passed=1, failed=1)
    assert "box-of-all'" not in result.stdout.str().partition("test_it.py:12")[2]
    assert result.stdout.str().count("listrak_mock: the calls to") == 1


def test_the_tests_own_sandbox_and_the_shared_ones_are_told_each_once(run, project):
    result = run(
        BOX.format(scope="session")
        + """
@pytest.mark.listrak_mock("stalls", ListID=7)
def test_it(listrak_mock, box, listrak_mock_server):
    step(listrak_mock.url, 7), step(box.url), step(listrak_mock_server.url, 1103), ask(listrak_mock.url, 8)
    assert 0
""",
        "--basetemp=base",
    )
    result.assert_outcomes(failed=1, errors=1)
    output = result.stdout.str()
    titles = re.findall(r"listrak_mock: the calls to (?:sandbox '([a-z-]+)'|http)", output)
    assert sorted(titles) == ["", "box-of-all", "default"]
    folder = project.path / "base" / "listrak_mock-test_it0"
    assert {path.name for path in folder.iterdir()} == {
        "scenario.yaml",
        "sandbox-box-of-all.yaml",
        "sandbox-default.yaml",
    }
    with MockServer(folder / "sandbox-box-of-all.yaml") as server:
        assert step(server.url) == 1


def test_a_sandbox_that_was_reset_meanwhile_tells_all_since_then(run):
    result = run(
        BOX.format(scope="module")
        + """
def test_passing(box):
    step(box.url), step(box.url)

def test_failing(box):
    box.reset()
    box.play("stalls", ListID=12345)
    step(box.url)
    assert 0
"""
    )
    result.stdout.fnmatch_lines([TITLE, "#1 *"], consecutive=True)


def test_a_server_of_the_projects_own_has_shared_sandboxes_too(run, project):
    project.makeconftest(
        """
        import pytest
        from mockserver import MockServer

        @pytest.fixture(scope="module")
        def listrak_mock_server():
            with MockServer() as server:
                yield server
        """
    )
    result = run(
        BOX.format(scope="module")
        + """
def test_passing(box): step(box.url)

def test_failing(box): assert step(box.url) == 7
"""
    )
    result.stdout.fnmatch_lines([TITLE, "(1 call before this test)", "#2 *Send to List 2/4"], consecutive=True)


def test_what_stands_in_the_place_of_a_server_is_left_alone(run):
    run(
        """
        @pytest.fixture(scope="session")
        def listrak_mock_server(): return "http://127.0.0.1:8080"

        def test_one(listrak_mock_server): pass

        def test_two(listrak_mock_server): assert 0
        """
    ).assert_outcomes(passed=1, failed=1)


def test_unanswered_calls_to_a_shared_sandbox_fail_where_its_fixture_checks_them(run):
    result = run(
        BOX.format(scope="module")
        + """
def test_it(box): ask(box.url, 7)

def test_last(box): pass
"""
    )
    result.assert_outcomes(passed=2, errors=1)
    result.stdout.fnmatch_lines(
        ["*ERROR at teardown of test_last*", "*1 call to sandbox 'box-of-all' was answered by no script:"]
    )


def test_a_sandbox_that_its_fixture_has_closed_is_told_all_the_same(run):
    result = run(
        BOX.format(scope="function")
        + """
def test_it(box): ask(box.url, 7)
"""
    )
    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines([TITLE, "#1 * NOT ANSWERED: *", "play it again: *"], consecutive=True)


def test_a_failing_fixture_is_told_without_the_plugins_frames(run):
    result = run(
        """
        @pytest.fixture
        def broken(): raise RuntimeError("of the user")

        def test_it(broken): pass
        """,
        "--tb=native",
    )
    result.assert_outcomes(errors=1)
    assert "mockserver" not in result.stdout.str()
