"""The built wheel alone in an empty environment, far from the checkout: its command and its pytest plugin."""

from __future__ import annotations

import subprocess
import sys

import pytest

pytestmark = pytest.mark.packaging

SCENARIO = """\
scenario: from-a-file
about: One process that completes at the second poll.
ListID: 77
processes:
  - ProcessType: Send to File
    MaxStep: 2
"""
TESTS = """\
from urllib.request import Request, urlopen

ENVELOPE = '''<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Header>
<WSUser xmlns="http://webservices.listrak.com/v31/"><UserName>ann</UserName><Password>s3cret</Password></WSUser>
</soap:Header><soap:Body><GetLegacyProcessStatus xmlns="http://webservices.listrak.com/v31/"><ListID>77</ListID>
</GetLegacyProcessStatus></soap:Body></soap:Envelope>'''

def test_the_fixture_answers(listrak_mock):
    listrak_mock.play("from-a-file.yaml")
    headers = {"Content-Type": "text/xml; charset=utf-8",
               "SOAPAction": '"http://webservices.listrak.com/v31/GetLegacyProcessStatus"'}
    with urlopen(Request(listrak_mock.url, ENVELOPE.encode(), headers), timeout=10) as answer:
        assert b"<CurrentStep>1</CurrentStep><MaxStep>2</MaxStep>" in answer.read()
    assert len(listrak_mock.calls) == 1

def test_the_catalogue_is_there(listrak_mock):
    listrak_mock.play("send-to-list")
"""


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory, bare_environment):
    """Runs a program of an environment that holds the wheel and nothing else of this checkout."""
    folder = tmp_path_factory.mktemp("empty")
    subprocess.run([sys.executable, "-m", "venv", str(folder / "venv")], check=True, timeout=120)
    program = folder / "venv/bin"
    install = [program / "python", "-m", "pip", "-qq", "--disable-pip-version-check", "install", wheel]
    subprocess.run(install, env=bare_environment, check=True, timeout=300)
    project = folder / "project"
    project.mkdir()
    (project / "from-a-file.yaml").write_text(SCENARIO)
    (project / "test_it.py").write_text(TESTS)

    def run(name, *arguments):
        command = [str(program / name), *arguments]
        return subprocess.run(
            command, cwd=project, env=bare_environment, capture_output=True, text=True, timeout=60, check=False
        )

    run.program, run.project = program, project
    return run


def test_the_package_comes_from_the_wheel(installed, root):
    done = installed("python", "-c", "import mockserver; print(mockserver.__file__)")
    assert done.stdout.startswith(str(installed.program.parent))
    assert str(root) not in done.stdout


def test_the_command_serves_the_catalogue_and_tells_its_health(installed, bare_environment, serving):
    command = [str(installed.program / "listrak-mock"), "serve", "--port", "0"]
    with serving(command, env=bare_environment, cwd=installed.project) as served:
        health = installed("listrak-mock", "health", served.url)
        assert health.returncode == 0, health.stdout + health.stderr


def test_the_command_lists_the_catalogue(installed):
    done = installed("listrak-mock", "list")
    assert done.returncode == 0
    assert "send-to-list" in done.stdout


def test_the_command_checks_a_file(installed):
    assert installed("listrak-mock", "check", "from-a-file.yaml").returncode == 0
    (installed.project / "broken.yml.txt").write_text(SCENARIO.replace("MaxStep", "MaxStp"))
    done = installed("listrak-mock", "check", "broken.yml.txt")
    assert done.returncode != 0
    assert "MaxStep" in done.stdout + done.stderr


def test_the_plugin_works_from_there(installed):
    done = installed("python", "-m", "pytest", "-q", "-W", "error", "-p", "no:cacheprovider")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "2 passed" in done.stdout
