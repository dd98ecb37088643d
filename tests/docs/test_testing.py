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
