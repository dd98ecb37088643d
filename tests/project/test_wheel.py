"""What is shipped: the wheel's contents and metadata, and the sdist."""

from __future__ import annotations

import tarfile
from email import message_from_bytes
from zipfile import ZipFile

import pytest

from mockserver.version import VERSION


@pytest.fixture(scope="module")
def names(wheel):
    with ZipFile(wheel) as archive:
        return set(archive.namelist())


@pytest.fixture(scope="module")
def info(wheel):
    """Reads a file of the wheel's dist-info folder."""

    def read(name):
        with ZipFile(wheel) as archive:
            return archive.read(f"listrak_mock-{VERSION}.dist-info/{name}")

    return read


def files_below(folder, *patterns):
    return {path.relative_to(folder).as_posix() for pattern in patterns for path in folder.rglob(pattern)}


def test_the_wheel_holds_every_module_and_the_typing_marker(names, root):
    modules = {f"mockserver/{name}" for name in files_below(root / "mockserver", "*.py", "py.typed")}
    assert len(modules) > 20
    assert modules <= names


def test_the_wheel_holds_the_catalogue_inside_the_package(names, root):
    scenarios = {f"mockserver/fixtures/{name}" for name in files_below(root / "fixtures", "*.*")}
    assert len(scenarios) >= 10
    assert scenarios <= names


def test_the_wheel_holds_nothing_else(names):
    assert {name.split("/")[0] for name in names} == {"mockserver", f"listrak_mock-{VERSION}.dist-info"}
    assert not [name for name in names if "__pycache__" in name or name.endswith(".pyc")]


def test_the_wheel_carries_the_licence(names):
    assert f"listrak_mock-{VERSION}.dist-info/licenses/LICENSE" in names


def test_the_metadata_says_what_pyproject_promises(info):
    metadata = message_from_bytes(info("METADATA"))
    assert metadata["Name"] == "listrak-mock"
    assert metadata["Version"] == VERSION
    assert metadata["License-Expression"] == "MIT"
    assert metadata["Requires-Python"] == ">=3.11"


def test_the_wheel_installs_the_command_and_the_pytest_plugin(info):
    entry_points = info("entry_points.txt").decode()
    assert "[console_scripts]\nlistrak-mock = mockserver.cli:main" in entry_points
    assert "[pytest11]\nlistrak_mock = mockserver.pytest_plugin" in entry_points


def test_the_sdist_holds_what_building_and_testing_need(built):
    with tarfile.open(built / f"listrak_mock-{VERSION}.tar.gz") as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {"pyproject.toml", "README.md", "LICENSE", "Makefile", "mockserver/py.typed"} <= names
    assert any(name.startswith("fixtures/") for name in names)
    assert any(name.startswith("tests/") for name in names)
    assert not any("node_modules" in name or name.startswith(".venv") for name in names)
