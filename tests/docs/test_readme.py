"""Every example of the README is run, and what it shows is what comes out."""

from __future__ import annotations

import contextlib
import io
import re
import shlex
import shutil
import subprocess
from urllib.request import ProxyHandler, Request, build_opener

import pytest

import mockserver
from mockserver import MockServer
from mockserver.cli import main
from mockserver.options import OPTIONS
from mockserver.scenarios.loading import loads
from tests.docs.readme import README, blocks, with_tables


def python(title: str) -> str:
    """The Python example that contains these words."""
    (found,) = [text for text in blocks("python") if title in text]
    return found


@pytest.fixture
def readme_project(pytester):
    """A folder with the README's client and its tests."""
    pytester.makepyfile(poller=python("# poller.py"), test_poller=python("# test_poller.py"))
    return pytester


def test_the_pytest_example_passes(readme_project):
    readme_project.runpytest_subprocess("-q").assert_outcomes(passed=4)


def without_moments(text: str) -> str:
    """Times, dates and port numbers as placeholders, the rulers of pytest's headings cut."""
    text = re.sub(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", "MOMENT", text)
    text = re.sub(r"\b\d\d:\d\d:\d\d\b", "TIME", text)
    text = re.sub(r"127\.0\.0\.1:\d+", "ADDRESS", text)
    return re.sub(r"-+", "-", text)


def test_the_report_of_a_failed_test_is_as_shown(readme_project):
    poller = (readme_project.path / "poller.py").read_text()
    (readme_project.path / "poller.py").write_text(poller.replace("polls=10", "polls=2"))
    output = readme_project.runpytest_subprocess("-k", "stops_when_complete").stdout.str()
    (shown,) = [text for text in blocks("text") if "listrak_mock: the calls to" in text]
    assert without_moments(shown) in without_moments(output)


def test_the_zeep_example_prints_what_is_shown():
    output = io.StringIO()
    with contextlib.redirect_stdout(output):
        exec(compile(python("import zeep"), "README.md", "exec"), {})
    assert output.getvalue() in blocks("text")


@pytest.fixture
def curl_words():
    """The words of the README's curl command, its address replaced by that of a running server."""
    (command,) = [text for text in blocks("sh") if text.startswith("curl")]
    with MockServer() as server:
        yield shlex.split(command.replace("http://127.0.0.1:8080", server.base_url).replace("\\\n", ""))


def shown_answer() -> str:
    (answer,) = blocks("xml")
    date = "2026-03-09T10:15:30"
    assert answer.count(date) == 1
    return answer.rstrip("\n").replace(date, "MOMENT")


def of_today(answer: str) -> str:
    return re.sub(r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d", "MOMENT", answer)


def test_the_curl_example_gets_the_answer_that_is_shown(curl_words):
    """The command's words are sent as curl sends them, so that this holds where curl is not installed."""
    curl, silent, url, *options = curl_words
    assert (curl, silent) == ("curl", "-s")
    given = list(zip(options[::2], options[1::2], strict=True))
    headers = dict(value.split(": ", 1) for flag, value in given if flag == "-H")
    (body,) = [value for flag, value in given if flag == "-d"]
    with build_opener(ProxyHandler({})).open(Request(url, body.encode(), headers), timeout=10) as answer:
        assert of_today(answer.read().decode()) == shown_answer()


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed; the test above sends the same")
def test_curl_itself_gets_the_answer_that_is_shown(curl_words):
    command = [*curl_words, "--noproxy", "*"]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=30, check=True)
    assert of_today(done.stdout) == shown_answer()


def test_the_yaml_example_is_a_good_scenario(tmp_path, capsys):
    (text,) = [text for text in blocks("yaml") if "busy-then-fine" in text]
    (tmp_path / "busy-then-fine.yaml").write_text(text)
    assert main(["check", str(tmp_path)]) == 0
    assert capsys.readouterr().out == "1 scenario, no mistakes\n"


def test_a_mistake_is_told_as_shown(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "wrong.yaml").write_text("scenario: wrong\nListID: 1\nprocesses:\n  - endng: stalls\n")
    assert main(["check", "wrong.yaml"]) == 1
    (shown,) = [text for text in blocks("text") if text.startswith("$ listrak-mock check")]
    assert capsys.readouterr().out == shown.partition("\n")[2]


def test_the_tables_are_the_catalogue_and_the_settings():
    text = README.read_text(encoding="utf-8")
    assert text == with_tables(text), "run `python -m tests.docs.readme`, which writes the tables anew"


def test_all_links_lead_to_files():
    links = re.findall(r"\]\(([^)#]+)\)", README.read_text(encoding="utf-8"))
    assert links
    assert [link for link in links if not (README.parent / link).exists()] == []


def test_the_unittest_example_passes(readme_project):
    readme_project.makepyfile(test_with_unittest=python("import unittest"))
    readme_project.runpytest_subprocess("-q", "test_with_unittest.py").assert_outcomes(passed=1)


def test_the_answers_of_the_table_are_the_same_in_a_file_and_in_python():
    table = re.findall(r"^\| `(- .+?)` \| `(\w+\(.*?\))` \|", README.read_text(encoding="utf-8"), re.MULTILINE)
    assert len(table) == 12
    names = {name: getattr(mockserver, name) for name in mockserver.__all__}
    for in_a_file, in_python in table:
        lines = in_a_file.replace("`<br>`", "\n").replace("\n", "\n  ")
        (scenario,) = loads(f"scenario: x\nListID: 1\nthen: loop\nanswers:\n  {lines}\n")
        if "…" not in in_python:
            assert scenario.answers == (eval(in_python, names),), in_a_file
        else:
            assert [row.StatusID for row in scenario.answers[0].rows] == [1]


def test_the_client_shown_falls_for_the_lists_that_are_named():
    client: dict = {}
    exec(compile(python("# poller.py"), "README.md", "exec"), client)
    (sentence,) = re.findall(r"pointed at lists ([\d, or]+) of the catalogue", README.read_text(encoding="utf-8"))
    with MockServer() as server:
        for ListID in map(int, re.findall(r"\d+", sentence)):
            assert client["wait_for_completion"](server.url, ListID) == "complete", ListID


def test_the_settings_shown_are_good_ones(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (text,) = [text for text in blocks("yaml") if "settings:" in text]
    (tmp_path / "strict.yaml").write_text(text)
    assert main(["check", "strict.yaml"]) == 0
    (scenario,) = loads(text)
    assert set(scenario.settings) == {option.name for option in OPTIONS if option.in_scenarios}
