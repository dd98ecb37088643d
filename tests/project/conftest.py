"""What the tests of the project itself share: the checkout, the built wheel, and a started command."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from threading import Timer
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parents[2]
ENDPOINT = re.compile(r"http://\S+?/v31/IntegrationService\.asmx")
START_LIMIT = 30.0


class Served(NamedTuple):
    """A running ``listrak-mock serve``: the endpoint that it printed, and the process."""

    url: str
    process: subprocess.Popen[str]


Serving = Callable[..., AbstractContextManager[Served]]


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def bare_environment() -> dict[str, str]:
    """The environment without what could lend a program this checkout, this venv or this test run's coverage."""
    taken_out = ("PYTHON", "VIRTUAL_ENV", "COVERAGE", "COV_", "PYTEST", "LISTRAK_MOCK", "MAKE", "MFLAGS")
    return {name: value for name, value in os.environ.items() if not name.startswith(taken_out)}


@pytest.fixture(scope="session")
def built(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheel and the sdist of this checkout."""
    folder = tmp_path_factory.mktemp("built")
    command = [sys.executable, "-m", "hatchling", "build", "--directory", str(folder)]
    subprocess.run(command, cwd=root, check=True, capture_output=True, timeout=120)
    return folder


@pytest.fixture(scope="session")
def wheel(built: Path) -> Path:
    return next(built.glob("*.whl"))


@pytest.fixture(scope="session")
def serving() -> Serving:
    """Starts a command that serves, waits for the endpoint that it prints, and ends it as Ctrl-C does."""

    @contextmanager
    def serve(
        command: Sequence[str], *, env: Mapping[str, str], cwd: Path, user: int | None = None
    ) -> Iterator[Served]:
        output = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
        process = subprocess.Popen(command, env=env, cwd=cwd, user=user, group=user, **output)
        watchdog = Timer(START_LIMIT, process.kill)
        watchdog.start()
        try:
            yield Served(_printed_endpoint(process), process)
            process.send_signal(signal.SIGINT)
            rest, _ = process.communicate(timeout=10)
            assert process.returncode == 0, rest
            assert "Traceback" not in rest
        finally:
            watchdog.cancel()
            process.kill()
            process.wait()
            process.stdout.close()

    return serve


def _printed_endpoint(process: subprocess.Popen[str]) -> str:
    """The endpoint in the first line that names one; the test fails with what was printed instead."""
    printed: list[str] = []
    for line in process.stdout:
        printed.append(line)
        if found := ENDPOINT.search(line):
            return found[0]
    pytest.fail(f"the command ended without naming an endpoint; it printed:\n{''.join(printed)}")
