"""Which libraries a sandbox needs."""

import subprocess
import sys

import pytest

from mockserver.errors import ScenarioError
from mockserver.sandbox.sandbox import Sandbox


def test_a_sandbox_needs_no_engine_and_no_socket() -> None:
    heavy = {"spyne", "lxml", "asyncio", "socket", "werkzeug", "httptools", "pytest"}
    code = (  # what coverage has imported, where it measures, is not counted
        "import sys; before = set(sys.modules); import mockserver.sandbox.sandbox; "
        f"print(sorted({heavy} & (set(sys.modules) - before)))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


def test_a_name_is_looked_up_in_the_catalogue_when_no_library_is_given() -> None:
    with pytest.raises(ScenarioError, match="no-such-story"):
        Sandbox("x", "http://h").play("no-such-story", 5)
