"""Answers that did not get all their calls: they fail the test that says so."""

from __future__ import annotations

import pytest

NOT_POLLED = """
from mockserver import Http, Status

def not_polled_enough(listrak_mock):
    listrak_mock.script(12345, [Http(503, calls=2), Status()])
    ask(listrak_mock.url)
"""
TOLD = [
    "sandbox 'test_it.py::test_it' is strict, and not all answers got their calls:",
    "  ListID 12345 (script-12345):",
    "    answer 1, http 503*: 1 of 2 calls",
    "    answer 2, status: no call",
]


@pytest.mark.parametrize(
    ("ini", "marker", "fails"),
    [
        ("", "", False),
        ("", "strict=True", True),
        ("", "strict=False", False),
        ("listrak_mock_strict = true", "", True),
        ("listrak_mock_strict = true", "strict=False", False),
        ("listrak_mock_strict = true", "strict=None", True),
        ("listrak_mock_strict = off", "strict=True", True),
    ],
)
def test_the_marker_and_else_the_ini_option_say_whether_a_test_is_strict(run, project, ini, marker, fails):
    project.makeini(f"[pytest]\n{ini}\n")
    result = run(
        f"""
        {NOT_POLLED.replace(chr(10), chr(10) + " " * 8)}
        @pytest.mark.listrak_mock({marker})
        def test_it(listrak_mock):
            not_polled_enough(listrak_mock)
        """
    )
    result.assert_outcomes(passed=1, errors=int(fails))
    if fails:
        result.stdout.fnmatch_lines(TOLD, consecutive=True)
        assert result.stdout.str().count(TOLD[0]) == 1
        assert "mockserver/" not in result.stdout.str()


def test_the_nearest_marker_counts(run):
    run(
        NOT_POLLED
        + """
pytestmark = pytest.mark.listrak_mock(strict=True)

@pytest.mark.listrak_mock(strict=False)
def test_it(listrak_mock):
    not_polled_enough(listrak_mock)
"""
    ).assert_outcomes(passed=1)


def test_a_test_that_polls_as_often_as_its_script_says_passes(run):
    run(
        NOT_POLLED
        + """
@pytest.mark.listrak_mock(strict=True)
def test_it(listrak_mock):
    not_polled_enough(listrak_mock)
    ask(listrak_mock.url), ask(listrak_mock.url)
"""
    ).assert_outcomes(passed=1)


@pytest.mark.parametrize(("unanswered", "told"), [("fail", 1), ("allow", 0)])
def test_unanswered_calls_and_unserved_answers_are_told_together_and_once(run, unanswered, told):
    result = run(
        NOT_POLLED
        + f"""
@pytest.mark.listrak_mock(strict=True, unanswered="{unanswered}")
def test_it(listrak_mock):
    not_polled_enough(listrak_mock)
    ask(listrak_mock.url, 7)
"""
    )
    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines(TOLD, consecutive=True)
    output = result.stdout.str()
    assert output.count("\n1 call to sandbox 'test_it.py::test_it' was answered by no script:") == told
    assert output.count("ERROR at teardown of test_it") == output.count(TOLD[0]) == 1


def test_a_test_that_fails_itself_is_told_too(run):
    result = run(
        NOT_POLLED
        + """
@pytest.mark.listrak_mock(strict=True)
def test_it(listrak_mock):
    not_polled_enough(listrak_mock)
    ask(listrak_mock.url, 7)
    assert not "the test's own"
"""
    )
    result.assert_outcomes(failed=1, errors=1)
    output = result.stdout.str()
    for each in (TOLD[0], "was answered by no script", "\nE       assert not", "listrak_mock: the calls to"):
        assert output.count(each) == 1


def test_what_the_test_found_out_itself_is_not_told_again(run):
    result = run(
        NOT_POLLED
        + """
@pytest.mark.listrak_mock(strict=True)
def test_it(listrak_mock):
    not_polled_enough(listrak_mock)
    listrak_mock.check(strict=True)

def test_another(listrak_mock):
    ask(listrak_mock.url)
    listrak_mock.check()
"""
    )
    result.assert_outcomes(failed=2)


@pytest.mark.parametrize("file", ["pytest.ini", "pyproject.toml"])
def test_a_wrong_ini_option_is_told_in_a_sentence(run, project, file):
    section = "[pytest]" if file == "pytest.ini" else "[tool.pytest.ini_options]"
    (project.path / file).write_text(f'{section}\nlistrak_mock_strict = "maybe"\n')
    result = run("def test_it(listrak_mock): pass")
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["the ini option listrak_mock_strict: expected true or false: *maybe*"])
    assert "mockserver/" not in result.stdout.str()


def test_pytest_lists_the_option(run):
    run("", "--help").stdout.fnmatch_lines(["*listrak_mock_strict (bool):*"])
