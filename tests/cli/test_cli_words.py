"""The words that the command takes, and the commands that end by themselves."""

from __future__ import annotations

import io
import os
import pty
import signal
import subprocess
import sys
from threading import Thread

import pytest

import mockserver.cli
from mockserver import __version__
from mockserver.cli import main
from mockserver.scenarios.library import catalogue
from tests.cli.conftest import PROGRAM

SECRET = "hunter22-of-the-command"


def test_version(command, program):
    assert command("--version") == (0, f"listrak-mock {__version__}\n", "")
    assert program("--version") == (0, f"listrak-mock {__version__}\n", "")


def test_the_installed_command_is_the_module(program):
    installed = os.path.join(os.path.dirname(sys.executable), "listrak-mock")  # noqa: PTH118, PTH120
    if not os.path.exists(installed):  # noqa: PTH110
        pytest.skip("the package is not installed beside this interpreter")
    assert subprocess.check_output([installed, "list"], text=True) == program("list").out


@pytest.mark.parametrize("name", ["serve", "list", "check", "new", "schema", "health"])
def test_each_command_is_listed_and_explains_itself(command, name):
    assert f"\n    {name} " in command("--help").out
    explained = command(name, "--help")
    assert explained.code == 0
    assert explained.out.startswith(f"usage: listrak-mock {name} ")


WRONG = {
    "no command": ((), "the following arguments are required: COMMAND"),
    "unknown command": (("serv",), "invalid choice: 'serv'"),
    "nothing to check": (("check",), "the following arguments are required: SCENARIOS"),
    "port too large": (("serve", "--port", "65536"), "expected a number from 0 to 65535, got '65536'"),
    "port of many digits": (("serve", "--port", "9" * 5000), "expected a number from 0 to 65535"),
    "port negative": (("serve", "--port=-1"), "expected a number from 0 to 65535, got '-1'"),
    "port a word": (("serve", "--port", "http"), "expected a number from 0 to 65535, got 'http'"),
    "port in other digits": (("serve", "--port", "٨٠"), "expected a number from 0 to 65535"),
    "no colon": (("serve", "--credentials", SECRET), "argument --credentials: expected USER:PASSWORD, both not empty"),
    "no user": (("serve", "--credentials", f":{SECRET}"), "expected USER:PASSWORD, both not empty"),
    "no password": (("serve", "--credentials", f"{SECRET}:"), "expected USER:PASSWORD, both not empty"),
    "no host": (("serve", "--host", ""), "argument --host: expected a value, got nothing"),
    "no name of a file": (("serve", ""), "argument SCENARIOS: expected a value, got nothing"),
    "no name to check": (("check", ""), "argument SCENARIOS: expected a value, got nothing"),
}


@pytest.mark.parametrize(("words", "message"), WRONG.values(), ids=WRONG)
def test_wrong_words_are_told_in_a_sentence(command, words, message):
    ran = command(*words)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("usage: listrak-mock")
    assert message in ran.err
    assert SECRET not in ran.err


def test_the_catalogue_is_listed_a_line_a_scenario(command):
    code, out, err = command("list")
    heading, *lines = out.splitlines()
    assert (code, err) == (0, "")
    assert heading.split("  ")[1] == "ListID"
    stories = sorted(catalogue(), key=lambda story: story.ListID)
    assert [line.split()[:2] for line in lines] == [[str(story.ListID), story.name] for story in stories]
    assert all(line.endswith(" ".join(story.about.split())) for line, story in zip(lines, stories, strict=True))


def test_own_files_are_listed_in_the_order_of_their_lists(command, stories):
    (stories / "c.yaml").write_text('scenario: for-play-only\nabout: "a\\u202eb"\nprocesses: []\n')
    (stories / "d.yaml").write_text("scenario: below-zero\nListID: -3\nprocesses: []\nabout: x\n")
    assert command("list", str(stories)).out == (
        "  ListID  scenario       what it does\n"
        "  -3      below-zero     x\n"
        "  77      mine           http 503, 2 calls; then status (a step a poll, completes at 4)\n"
        "  any     all-others     Two lines.\n"
        "  -       for-play-only  a\\u202eb\n"
    )


@pytest.mark.parametrize(("columns", "longest"), [(80, 80), (100, 100), (40, None)])
def test_a_terminal_gets_lines_that_fit(columns, longest):
    """A narrow one, where hardly a word would fit beside the names, breaks the lines itself."""
    ours, theirs = pty.openpty()
    environment = {**os.environ, "COLUMNS": str(columns), "LINES": "24"}
    with subprocess.Popen([*PROGRAM, "list"], stdout=theirs, env=environment) as process:
        os.close(theirs)
        text = b""
        while chunk := read(ours):
            text += chunk
    os.close(ours)
    assert process.returncode == 0
    widest = max(len(line) for line in text.decode().splitlines())
    assert longest - 12 < widest <= longest if longest else widest > 100
    words = " ".join(story.about for story in catalogue()).split()
    assert sorted(word for word in text.decode().split() if word in words)[:50]


def read(descriptor):
    try:
        return os.read(descriptor, 65_536)
    except OSError:  # how Linux tells the end of a terminal
        return b""


def test_check_counts_what_is_right(command, stories):
    assert command("check", str(stories)) == (0, "2 scenarios, no mistakes\n", "")
    assert command("check", str(stories / "a.yaml")) == (0, "1 scenario, no mistakes\n", "")


def test_check_tells_all_mistakes_a_line_each(command, broken, tmp_path):
    code, out, err = command("check", str(broken), str(tmp_path / "nowhere"))
    assert code == 1
    places = [line.removeprefix(str(tmp_path)).partition(" ")[0] for line in out.splitlines()]
    assert places == ["/broken.yaml:2:9:", "/broken.yaml:3:1:", "/broken.yaml:4:11:", "/nowhere:"]
    assert "did you mean 'processes'?" in out
    assert err == "listrak-mock: 4 mistakes\n"


def test_check_tells_a_lonely_mistake(command, tmp_path):
    assert command("check", str(tmp_path)) == (
        1,
        f"{tmp_path}: there are no scenario files (.yaml or .yml) in this folder\n",
        "listrak-mock: 1 mistake\n",
    )


@pytest.mark.parametrize("name", ["serve", "list"])
def test_nothing_is_done_with_broken_files(command, broken, name):
    code, out, err = command(name, str(broken))
    assert (code, out) == (1, "")
    assert [line.split(": ")[0].partition("broken.yaml")[2] for line in err.splitlines()] == [
        ":2:9",
        ":3:1",
        ":4:11",
        "",
    ]
    assert err.endswith(f"\nlistrak-mock {name}: stopped by 3 mistakes\n")


def test_a_reader_that_has_gone_is_no_error_to_tell(program):
    reading, writing = os.pipe()
    os.close(reading)
    ran = program("list", stdout=writing)
    os.close(writing)
    assert (ran.code, ran.err) == (1, "")


def test_a_full_disk_is_told_in_a_sentence(program):
    if not os.path.exists("/dev/full"):  # noqa: PTH110
        pytest.skip("there is no /dev/full")
    with open("/dev/full", "w") as full:  # noqa: PTH123
        ran = program("list", stdout=full)
    assert (ran.code, ran.err) == (1, "listrak-mock: can't write the output: No space left on device\n")


def test_no_output_at_all_is_fine(program):
    ended = subprocess.run(
        ["/bin/sh", "-c", 'exec "$@" >&-', "-", *PROGRAM, "list"], stderr=subprocess.PIPE, check=True
    )
    assert ended.stderr == b""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_before_it_is_done_ends_it_quietly(command, monkeypatch, number):
    def interrupted(_name):
        signal.raise_signal(number)

    before = signal.getsignal(number)
    monkeypatch.setattr(mockserver.cli, "import_module", interrupted)
    assert command("serve") == (130, "", "")
    assert signal.getsignal(number) is before


class Gone(io.StringIO):
    """An output that is no file of the system, and whose reader has gone."""

    def write(self, _text):
        raise BrokenPipeError


@pytest.mark.parametrize(("stdout", "code"), [(None, 0), (Gone(), 1)], ids=["none", "gone"])
def test_an_output_of_the_callers_own_may_be_missing_or_break(monkeypatch, stdout, code):
    monkeypatch.setattr(sys, "stdout", stdout)
    assert main(["list"]) == code


def test_another_thread_may_call_it(capsys):
    codes = []
    thread = Thread(target=lambda: codes.append(main(["list"])))
    thread.start()
    thread.join()
    assert codes == [0]
