"""Where scenarios come from that are asked for by name or by file."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from mockserver.errors import ScenarioError
from mockserver.scenarios.library import Library, catalogue


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "mine.yaml").write_text("scenario: mine\nListID: 1\nprocesses: []\n")
    (tmp_path / "stalls.yaml").write_text("scenario: stalls\nabout: My own.\nprocesses: []\n")
    (tmp_path / "several.yaml").write_text("scenario: first\nprocesses: []\n---\nscenario: second\nprocesses: []\n")
    return tmp_path


def problem(library: Library, scenario: str | Path) -> str:
    with pytest.raises(ScenarioError) as error:
        library.find(scenario)
    return str(error.value)


def test_a_name_is_found_in_the_catalogue() -> None:
    assert Library().find("send-to-list").ListID == 1101


def test_ones_own_folders_come_before_the_catalogue(folder: Path) -> None:
    library = Library([folder])
    assert library.find("stalls").about == "My own."
    assert library.find("send-to-list").ListID == 1101


def test_the_name_counts_and_not_the_name_of_the_file(folder: Path) -> None:
    assert Library([folder]).find("second").name == "second"


def test_a_name_whose_file_is_right_is_found_beside_a_broken_file(folder: Path) -> None:
    (folder / "broken.yaml").write_text("scenario: [\n")
    assert Library([folder]).find("mine").name == "mine"
    assert "broken.yaml:2:1: this is not YAML" in problem(Library([folder]), "second")


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    assert problem(Library([tmp_path / "gone"]), "stalls") == f"{tmp_path}/gone: there is no such file or folder"


def test_an_unknown_name_is_told_with_the_nearest_one(folder: Path) -> None:
    expected = f"there is no scenario named 'Sendtolist' in {folder}, the catalogue; did you mean 'send-to-list'?"
    assert problem(Library([folder]), "Sendtolist") == expected


def test_a_name_that_is_like_no_other_is_told_with_all_there_are(folder: Path) -> None:
    told = problem(Library([folder]), "xyzzy")
    assert told.startswith(f"there is no scenario named 'xyzzy' in {folder}, the catalogue; there are mine, first, ")
    assert all(scenario.name in told for scenario in catalogue())


def test_a_file_is_found_from_the_folder_it_is_relative_to(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert Library(relative_to=folder).find("mine.yaml").name == "mine"
    assert Library().find(folder / "mine.yaml").name == "mine"
    monkeypatch.chdir(folder)
    assert Library().find("mine.yaml").name == "mine"


def test_a_file_with_several_scenarios_can_not_be_played_as_one(folder: Path) -> None:
    assert problem(Library(relative_to=folder), "several.yaml") == (
        f"{folder}/several.yaml: expected one scenario to play, got 2 (first, second); play one of them by its name"
    )


def test_a_file_that_is_not_there_is_told(folder: Path) -> None:
    assert problem(Library(relative_to=folder), "gone.yaml") == f"{folder}/gone.yaml: there is no such file or folder"


def test_importing_the_language_brings_in_nothing_heavy() -> None:
    code = (
        f"import sys; sys.path[:0] = {sys.path!r}\n"
        "import mockserver.scenarios.library, mockserver.scenarios.scenario\n"
        "print([name for name in ('spyne', 'lxml', 'asyncio', 'yaml', 'difflib', 'pyexpat') if name in sys.modules])"
    )
    ran = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout == "[]\n"
