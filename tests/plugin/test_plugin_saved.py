"""The file that a failed test leaves, and that the command plays again."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from mockserver import MockServer
from tests.plugin.client import PASSWORD, step

FAILING = """
@pytest.mark.listrak_mock("send-to-list", ListID=12345)
def test_it(listrak_mock):
    listrak_mock.script(7, [Http(503), Status()])
    ask(listrak_mock.url)
    assert 0
"""
AGAIN = "play it again: listrak-mock serve "


@pytest.fixture
def fails(run, project):
    """Runs a test module whose last test fails; the file that it left, by the words of its report."""

    def fails(test: str, *arguments: str, **words: bool) -> Path:
        result = run(f"from mockserver import Http, Process, Status\n{test}", *arguments, **words)
        lines = [line for line in result.stdout.lines if line.startswith(AGAIN)]
        assert len(lines) == 1, result.stdout.str()
        [path] = shlex.split(lines[0].removeprefix(AGAIN))
        return Path(path)

    return fails


def test_it_plays_what_was_in_play(fails):
    path = fails(FAILING)
    assert (path.name, path.parent.name) == ("scenario.yaml", "listrak_mock-test_it0")
    with MockServer(path) as server:
        assert [step(server.url) for _ in range(2)] == [1, 2]
        assert {script.ListID for script in server.sandbox.scripts} == {7, 12345}


def test_what_only_flags_can_say_is_said_beside_it_but_for_passwords(run, project):
    settings = '{"time_zone": "+02:00", "lockout": "5/15m", "no_date": "start"}'
    words = f'"stalls", ListID=12345, settings={settings}, credentials={{"me": "{PASSWORD}"}}'
    result = run(f"@pytest.mark.listrak_mock({words})\ndef test_it(listrak_mock): assert 0")
    [line] = [line for line in result.stdout.lines if line.startswith(AGAIN)]
    path, *flags = shlex.split(line.removeprefix(AGAIN))
    assert flags == ["--time-zone", "+02:00", "--lockout", "5/15m"]
    with MockServer(path) as server:
        [script] = server.sandbox.scripts
        assert script.scenario.settings == {"no_date": "start"}


def test_it_tells_what_was_said_and_no_password(fails):
    text = fails(FAILING).read_text()
    assert re.search(r"^# +#1 .* ListID 12345 user 'me' SOAP 1.1 → status: Send to List 1/4$", text, re.MULTILINE)
    assert "test_it.py::test_it" in text
    assert PASSWORD not in text


def test_it_lies_in_the_folder_that_pytest_is_told(fails, project):
    base = project.path / "a base with blanks"
    assert fails(FAILING, f"--basetemp={base}") == base / "listrak_mock-test_it0" / "scenario.yaml"


def test_each_worker_of_xdist_has_a_folder_of_its_own(fails):
    path = fails(FAILING, "-n2", fresh=True)
    assert re.fullmatch("popen-gw[01]", path.parents[1].name)
    assert path.is_file()


@pytest.mark.parametrize(
    "test",
    [
        pytest.param("@pytest.fixture\ndef other(listrak_mock):\n    begin(listrak_mock)\n    assert 0\n", id="setup"),
        pytest.param(
            "@pytest.fixture\ndef other(listrak_mock):\n    yield\n    begin(listrak_mock)\n    assert 0\n",
            id="teardown",
        ),
        pytest.param(
            "@pytest.fixture\ndef other(listrak_mock):\n    begin(listrak_mock)\n    ask(listrak_mock.url, 7)\n",
            id="unanswered",
        ),
    ],
)
def test_a_failure_in_any_phase_leaves_one(fails, test):
    begin = 'def begin(listrak_mock):\n    listrak_mock.play("stalls", ListID=5)\n'
    with MockServer(fails(f"{begin}\n{test}\ndef test_it(other): pass")) as server:
        assert step(server.url, 5) == 1


def test_call_and_teardown_that_both_fail_leave_one_of_what_was_known_in_the_end(run, project):
    result = run(
        """
        @pytest.fixture
        def later(listrak_mock):
            yield
            listrak_mock.play("stalls", ListID=7)
            ask(listrak_mock.url, 7)
            assert not "the teardown's"

        def test_it(listrak_mock, later):
            listrak_mock.play("stalls", ListID=5)
            assert not "the test's"
        """,
        "--basetemp=base",
    )
    result.assert_outcomes(failed=1, errors=1)
    [path] = (project.path / "base").rglob("*.yaml")
    assert result.stdout.str().count(f"{AGAIN}{path}") == 2
    with MockServer(path) as server:
        assert {script.ListID for script in server.sandbox.scripts} == {5, 7}


NOTHING = {
    "a test that passes": ('def test_it(listrak_mock): listrak_mock.play("stalls")', ()),
    "an expected failure": (f"{FAILING.replace('def', '@pytest.mark.xfail' + chr(10) + 'def')}", ()),
    "nothing played or said": ("def test_it(listrak_mock): assert 0", ()),
    "no temporary folders": (FAILING, ("-p", "no:tmpdir")),
    "folders that are not kept": (FAILING, ("-o", "tmp_path_retention_count=0")),
    "folders that nobody wants": (FAILING, ("-o", "tmp_path_retention_policy=none")),
}


@pytest.mark.parametrize(("test", "arguments"), NOTHING.values(), ids=NOTHING)
def test_nothing_is_left_or_said_for(run, project, test, arguments):
    temporary = () if "no:tmpdir" in arguments else ("--basetemp=base",)
    result = run(f"from mockserver import Http, Status\n{test}", *arguments, *temporary)
    assert not result.parseoutcomes().get("errors")
    assert not list(project.path.rglob("*.yaml"))
    assert not list(project.path.rglob("listrak_mock-*"))
    assert AGAIN not in result.stdout.str()


@pytest.mark.parametrize("policy", ["all", "failed"])
def test_it_is_kept_as_long_as_pytest_keeps_folders_of_failed_tests(fails, policy):
    assert fails(FAILING, "-o", f"tmp_path_retention_policy={policy}", "-o", "tmp_path_retention_count=1").is_file()


def test_calls_without_a_script_are_kept_although_there_is_nothing_to_play(run, project):
    result = run("def test_it(listrak_mock): ask(listrak_mock.url)", "--basetemp=base")
    [path] = (project.path / "base").rglob("*.yaml")
    result.stdout.fnmatch_lines([f"nothing was in play; the calls are also in {path}"])
    assert "ListID 12345" in path.read_text()


def test_what_keeps_it_from_being_saved_is_a_line_of_the_report(run, project):
    result = run(
        """
        @pytest.fixture(autouse=True)
        def nowhere(monkeypatch):
            from mockserver import Sandbox

            def save(sandbox, path):
                raise OSError("no space\\nleft")

            monkeypatch.setattr(Sandbox, "save", save)

        def test_it(listrak_mock):
            listrak_mock.play("stalls", ListID=12345)
            ask(listrak_mock.url)
            assert 0
        """
    )
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["#1 *", r"it could not be saved: OSError: no space\nleft"], consecutive=True)
    assert AGAIN not in result.stdout.str()


ODD_NAMES = r"""["/../..", "a b?c#d%2F", "\N{SNOWMAN}", "x" * 500, "-", "..", "$(rm)'"]"""


def test_any_name_of_a_test_makes_a_folder(run, project):
    run(
        f"""
        @pytest.mark.parametrize("odd", [*range(7)], ids={ODD_NAMES})
        @pytest.mark.listrak_mock("stalls", ListID=12345)
        def test_it(listrak_mock, odd): assert 0
        """,
        "--basetemp=base",
    ).assert_outcomes(failed=7)
    folders = [path.name for path in (project.path / "base").iterdir() if not path.is_symlink()]
    assert len(folders) == 7
    assert all(re.fullmatch(r"listrak_mock-\w{1,40}", folder, re.ASCII) for folder in folders)
