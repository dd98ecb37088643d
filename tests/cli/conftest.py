"""The command, called as a function or started as a program."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from threading import Timer
from typing import NamedTuple
from urllib.parse import urlsplit

import pytest

from mockserver.cli import main

PROGRAM = (sys.executable, "-W", "error", "-m", "mockserver")
LIMIT = 60.0
"""Seconds after which a program that hangs is killed, and its test fails."""


class Ran(NamedTuple):
    code: int
    out: str
    err: str


Command = Callable[..., Ran]


@pytest.fixture
def command(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Command:
    """Calls ``main``; a usage error's exit is its code."""
    monkeypatch.setenv("COLUMNS", "200")  # argparse breaks its lines at the width of the terminal

    def run(*words: str) -> Ran:
        try:
            code = main(list(words))
        except SystemExit as ended:
            code = int(ended.code or 0)
        return Ran(code, *capsys.readouterr())

    return run


class Served:
    """A started ``serve``, and what it has printed so far."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.greeting = ""
        self.overdue = False

    def read_greeting(self) -> None:
        for line in self.process.stdout:
            self.greeting += line
            if line == "Calls:\n":
                assert self.process.stdout.readline() == "\n"
                return
        pytest.fail(f"the server did not start: {self.process.communicate()}")

    def word_after(self, name: str) -> str:
        return next(line.split()[1] for line in self.greeting.splitlines() if line.split()[:1] == [name])

    @property
    def url(self) -> str:
        return self.word_after("endpoint")

    @property
    def address(self) -> tuple[str, int]:
        parts = urlsplit(self.url)
        return parts.hostname, parts.port

    @property
    def curl(self) -> str:
        return next(line.strip() for line in self.greeting.splitlines() if line.strip().startswith("curl"))

    def kill(self) -> None:
        self.overdue = True
        self.process.kill()

    def end(self, number: int) -> Ran:
        """Send a signal and wait for the end."""
        self.process.send_signal(number)
        return self.wait()

    def wait(self) -> Ran:
        out, err = self.process.communicate()
        assert not self.overdue, f"it had to be killed; it printed: {out}{err}"
        return Ran(self.process.returncode, out, err)


Serve = Callable[..., AbstractContextManager[Served]]


@pytest.fixture
def serve(tmp_path: Path) -> Serve:
    """Starts ``serve`` on a free port and reads its greeting; kills what a test has left running."""

    @contextmanager
    def serve(*words: str, env: dict[str, str] | None = None) -> Iterator[Served]:
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True, "encoding": "utf-8"}
        start = [*PROGRAM, "serve", "--port", "0", *words]
        with subprocess.Popen(start, cwd=tmp_path, env=env, **pipes) as process:
            served = Served(process)
            watchdog = Timer(LIMIT, served.kill)
            watchdog.start()
            try:
                served.read_greeting()
                yield served
                if process.poll() is None:  # not killed: coverage is to be measured in it, too
                    assert served.end(signal.SIGTERM).code == 0
            finally:
                watchdog.cancel()
                process.kill()

    return serve


@pytest.fixture
def program() -> Command:
    """Runs the command as a program, to its end; ``options`` are those of subprocess.run."""

    def run(*words: str, **options: object) -> Ran:
        options = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **options}
        ended = subprocess.run([*PROGRAM, *words], check=False, encoding="utf-8", timeout=LIMIT, **options)
        return Ran(ended.returncode, ended.stdout, ended.stderr)

    return run


@pytest.fixture
def stories(tmp_path: Path) -> Path:
    """A folder with two scenarios, one of them for any list."""
    folder = tmp_path / "stories"
    folder.mkdir()
    (folder / "b.yaml").write_text("scenario: all-others\nListID: any\nabout: >\n  Two\n  lines.\nprocesses: []\n")
    (folder / "a.yaml").write_text("scenario: mine\nListID: 77\nanswers: [{http: 503, calls: 2}, status]\n")
    return folder


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    file = tmp_path / "broken.yaml"
    file.write_text("scenario: broken\nListID: many\nproceses: []\nanswers: [sttus]\n")
    return file
