"""The scenarios that ship."""

from __future__ import annotations

from pathlib import Path

import pytest

from mockserver.scenarios.composing import documents
from mockserver.scenarios.library import Library, catalogue, catalogue_folder
from mockserver.scenarios.loading import load, scenario_files
from mockserver.scenarios.scenario import Scenario

HUNDREDS = {
    "life": 11,
    "population": 12,
    "time": 13,
    "transport": 14,
    "soap": 15,
    "login": 16,
    "combined": 17,
}
FILES = list(scenario_files(catalogue_folder()))
each_file = pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)


def only(file: Path) -> Scenario:
    (scenario,) = load([file])
    return scenario


def test_the_catalogue_holds_every_file_by_list() -> None:
    assert [scenario.ListID for scenario in catalogue()] == sorted(only(file).ListID for file in FILES)
    assert len(catalogue()) >= 14


@each_file
def test_a_scenario_is_named_for_its_file(file: Path) -> None:
    assert only(file).name == file.stem
    assert Library().find(file.stem) == only(file)


@each_file
def test_a_list_lies_in_its_folders_hundred(file: Path) -> None:
    ListID = only(file).ListID
    assert isinstance(ListID, int)
    assert ListID // 100 == HUNDREDS[file.parent.name]


@each_file
def test_a_scenario_says_what_it_is_about_in_a_sentence(file: Path) -> None:
    about = only(file).about
    assert about.endswith((".", "?"))
    assert 20 < len(about) < 200


def test_both_yaml_parsers_read_the_catalogue_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    with_libyaml = load([catalogue_folder()])
    monkeypatch.delattr("yaml.CSafeLoader")
    assert load([catalogue_folder()]) == with_libyaml


def test_every_document_is_a_scenario() -> None:
    for file in FILES:
        assert len(list(documents(file.read_text(encoding="utf-8"), pytest.fail))) == 1
