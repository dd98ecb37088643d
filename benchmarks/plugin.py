"""What the installed plugin costs: a pytest run that doesn't use it, and a test that does."""

from __future__ import annotations

import itertools
import os
import re
import subprocess
import sys
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from statistics import median
from tempfile import TemporaryDirectory

from benchmarks.figures import figure, milliseconds, title, verdict

RUNS = 31
TESTS = 300

EMPTY = "def test_nothing(): pass\n"
MANY = """\
import pytest

@pytest.fixture
def nothing():
    yield

@pytest.mark.parametrize("number", range({tests}))
def test_it({fixture}, number):
    pass
"""
CONFTEST = """\
import time

def pytest_runtest_logfinish():
    print("finished", time.perf_counter())
"""


def main() -> None:
    """Prints both costs."""
    title("plugin", f"processor time of a pytest run that doesn't use it, {RUNS} pairs with and without it")
    with TemporaryDirectory() as folder:
        Path(folder, "test_empty.py").write_text(EMPTY)
        unused(Path(folder))
    title("fixture", f"{TESTS} empty tests that take listrak_mock, beside {TESTS} that take an empty fixture")
    with TemporaryDirectory() as folder:
        Path(folder, "conftest.py").write_text(CONFTEST)
        used(Path(folder))


def unused(folder: Path) -> None:
    """The difference of two whole runs, and the import alone as Python itself counts it."""
    pairs = [pair(folder, number) for number in range(RUNS + 1)][1:]  # the first writes the bytecode
    milliseconds("pytest with the plugin", [with_it for with_it, _ in pairs])
    milliseconds("pytest without it", [without for _, without in pairs])
    extra = median(with_it - without for with_it, without in pairs) * 1000
    figure("added by the plugin (median of the differences)", f"{extra:.1f} ms", verdict(extra, 10))
    imported = median(import_time() for _ in range(RUNS // 3))
    figure("its import once pytest is there, by -X importtime", f"{imported:.1f} ms", verdict(imported, 10))


def pair(folder: Path, number: int) -> tuple[float, float]:
    """A run with the plugin and one without; which comes first alternates, as the second has the warmer machine."""
    runs = [(), ("-p", "no:listrak_mock")]
    if number % 2:
        without, with_it = (seconds(folder, *arguments) for arguments in reversed(runs))
    else:
        with_it, without = (seconds(folder, *arguments) for arguments in runs)
    return with_it, without


def used(folder: Path) -> None:
    """The median time of a test that takes the fixture, less one that takes an empty fixture; the first not counted."""
    with_it, without = (time_of_a_test(folder, fixture) for fixture in ("listrak_mock", "nothing"))
    extra = (with_it - without) * 1000
    figure("a test with listrak_mock", f"{with_it * 1000:.2f} ms")
    figure("a test with an empty fixture", f"{without * 1000:.2f} ms")
    figure("added by the fixture", f"{extra:.2f} ms", verdict(extra, 2))


def run(folder: Path, *arguments: str) -> str:
    """What a pytest run in a folder of its own prints. Raises CalledProcessError if it doesn't pass."""
    command = [sys.executable, "-m", "pytest", "-q", "-s", "-p", "no:cacheprovider", *arguments]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST")}
    return subprocess.run(
        command, cwd=folder, env=environment, check=True, capture_output=True, text=True, timeout=120
    ).stdout


def seconds(folder: Path, *arguments: str) -> float:
    """The processor time that a whole pytest run takes: unlike the clock's, hardly moved by what else is running."""
    before = getrusage(RUSAGE_CHILDREN)
    run(folder, *arguments)
    after = getrusage(RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def import_time() -> float:
    """Milliseconds that the plugin's import takes, with all that it is the first to import."""
    command = [sys.executable, "-X", "importtime", "-c", "import pytest\nimport mockserver.pytest_plugin"]
    report = subprocess.run(command, check=True, capture_output=True, text=True, timeout=60).stderr
    [microseconds] = re.findall(r"\| +(\d+) \| mockserver\.pytest_plugin$", report, re.MULTILINE)
    return int(microseconds) / 1000


def time_of_a_test(folder: Path, fixture: str) -> float:
    """The median time from the end of one test to the end of the next."""
    path = folder / f"test_{fixture}.py"
    path.write_text(MANY.format(tests=TESTS, fixture=fixture))
    ends = [float(end) for end in re.findall(r"finished ([0-9.]+)", run(folder, path.name))]
    return median(later - earlier for earlier, later in itertools.pairwise(ends))
