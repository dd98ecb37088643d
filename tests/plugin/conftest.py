"""Projects of users: a folder with a client and tests, run by a pytest of its own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

import pytest

# pytester forgets what an inner run imports: what wraps C, and classes that others compare, must not come twice.
import mockserver.asmx.envelope
import mockserver.asmx.xml.text_reader
import mockserver.scenarios.composing
import mockserver.server
import mockserver.web  # noqa: F401

Run = Callable[..., pytest.RunResult]
STRICT = ("-W", "error", "--strict-markers", "--strict-config", "-p", "no:cacheprovider")
COROUTINES = ("asyncio", "anyio")
"""Plugins that stay out unless a test wants one: pytest-asyncio asks for an ini option, and each takes time."""


@pytest.fixture
def project(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    monkeypatch.delenv("CI", raising=False)  # there pytest's summary has whole messages, and repeats them
    monkeypatch.delenv("BUILD_NUMBER", raising=False)
    pytester.makepyfile(client=Path(__file__).with_name("client.py").read_text(encoding="utf-8"))
    return pytester


@pytest.fixture
def run(project: pytest.Pytester) -> Run:
    """Runs the text of a test module, in this process unless ``fresh``; with a plugin for coroutines or without."""

    def run(test: str, *arguments: str, fresh: bool = False, plugin: str = "") -> pytest.RunResult:
        project.makepyfile(test_it=f"import pytest\nfrom client import ask, step\n{dedent(test)}")
        start = project.runpytest_subprocess if fresh else project.runpytest_inprocess
        left_out = [f"-pno:{name}" for name in COROUTINES if name != plugin]
        return start(*STRICT, *left_out, *arguments)

    return run
