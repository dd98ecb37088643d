"""Every example of docs/testing.md is run, and what it shows is what comes out."""

from __future__ import annotations

import re

import pytest

from tests.docs import readme

PAGE = readme.README.parent / "docs" / "testing.md"
_FILE = re.compile(r"# (\w+\.py)\n")


@pytest.fixture
def project(pytester):
    """A folder with the README's client and all files of the page."""
    for text in (*readme.blocks("python"), *readme.blocks("python", PAGE)):
        if named := _FILE.match(text):
            (pytester.path / named[1]).write_text(text, encoding="utf-8")
    return pytester


@pytest.mark.parametrize(
    ("file", "passed"),
    [("test_stories", 12), ("test_time", 3), ("test_trouble", 13), ("test_polls", 2), ("test_background", 2)],
)
def test_the_examples_pass(project, file, passed):
    project.runpytest_subprocess("-q", "-p", "no:asyncio", f"{file}.py").assert_outcomes(passed=passed)


def test_the_strict_example_fails_as_shown(project):
    result = project.runpytest_subprocess("-q", "-p", "no:asyncio", "test_strict.py")
    result.assert_outcomes(passed=1, errors=1)
    (shown,) = readme.blocks("text", PAGE)
    assert shown in result.stdout.str()


def test_all_links_lead_to_files():
    links = re.findall(r"\]\(([^)#]+)\)", PAGE.read_text(encoding="utf-8"))
    assert [link for link in links if not (PAGE.parent / link).exists()] == []


def test_a_client_with_a_deadline_reads_the_clock_it_sleeps_by(project):
    """As the page says under "Time"."""
    project.makepyfile(
        client="""
        import time
        from poller import ask

        def wait(url, list_id, deadline):
            end = time.monotonic() + deadline
            while time.monotonic() < end:
                ask(url, list_id)
                time.sleep(60)
        """,
        test_deadline="""
        import time
        import client

        def test_it(listrak_mock, monkeypatch):
            monkeypatch.setattr(time, "sleep", listrak_mock.clock.sleep)
            monkeypatch.setattr(time, "monotonic", listrak_mock.clock.monotonic)
            listrak_mock.play("stalls", ListID=5)
            client.wait(listrak_mock.url, 5, 1800)
            assert listrak_mock.polls(5).count == 30
        """,
    )
    project.runpytest_subprocess("-q", "-p", "no:asyncio", "test_deadline.py").assert_outcomes(passed=1)
