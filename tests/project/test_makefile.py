"""The Makefile: what a newcomer reads, and how it finds its Python."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest


@pytest.fixture
def make(root, bare_environment, tmp_path):
    """Runs make in the checkout with an environment folder of the test's own."""

    def run(*arguments):
        command = ["make", "--no-print-directory", *arguments, f"VENV={tmp_path / 'venv'}"]
        return subprocess.run(
            command, cwd=root, env=bare_environment, capture_output=True, text=True, timeout=60, check=False
        )

    return run


def test_make_alone_lists_every_target(make):
    done = make()
    assert done.returncode == 0
    listed = {line.split()[0] for line in done.stdout.splitlines() if line.startswith("  ")}
    assert {"help", "serve", "test", "check", "format", "bench", "clean"} <= listed


@pytest.mark.parametrize("python", ["/nonexistent/python3", "false"])
def test_without_a_fitting_python_it_says_what_to_do(make, python):
    done = make("test", f"PYTHON={python}")
    assert done.returncode != 0
    assert f"No Python 3.11 or newer found as {python}" in done.stderr
    assert "make PYTHON=" in done.stderr


def test_the_environment_is_made_with_the_python_that_is_named(make, tmp_path):
    done = make(str(tmp_path / "venv/bin/python"), f"PYTHON={sys.executable}")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(f"Making {tmp_path / 'venv'} with Python {sys.version.split()[0]}")


def test_an_environment_that_is_there_is_used_as_it_is(make, tmp_path, root):
    pretend = tmp_path / "venv"
    (pretend / "bin").mkdir(parents=True)
    newer = (root / "pyproject.toml").stat().st_mtime + 10
    for name in ("bin/python", ".ready-serve"):
        (pretend / name).touch()
        os.utime(pretend / name, (newer, newer))
    assert "install" not in make("--dry-run", "serve").stdout

    stale = (root / "pyproject.toml").stat().st_mtime - 10
    os.utime(pretend / ".ready-serve", (stale, stale))
    assert "install" in make("--dry-run", "serve").stdout
