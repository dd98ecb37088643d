"""Which files are read, and what is told of files as a whole."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from mockserver.errors import ScenarioError
from mockserver.scenarios.loading import LARGEST, load, loads

ONE = "scenario: one\nListID: 1\nprocesses: []\n"
TWO = "scenario: two\nListID: 2\nprocesses: []\n"


def mistakes_of(*paths: str | Path) -> list[str]:
    with pytest.raises(ScenarioError) as error:
        load(paths)
    return [str(mistake) for mistake in error.value.mistakes]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_folder_is_read_with_all_below_it_in_the_order_of_paths(folder: Path) -> None:
    (folder / "b").mkdir()
    (folder / "b" / "deeper").mkdir()
    (folder / "b" / "deeper" / "x.yml").write_text("scenario: deep\nprocesses: []\n")
    (folder / "z.yaml").write_text(ONE)
    (folder / "a.YAML").write_text(TWO)
    (folder / "page.html").write_text("not a scenario")
    (folder / ".hidden.yaml").write_text("not: one")
    (folder / ".git").mkdir()
    (folder / ".git" / "x.yaml").write_text("not: one")
    assert [scenario.name for scenario in load([folder])] == ["two", "one", "deep"]


def test_a_file_holds_as_many_scenarios_as_it_has_documents(folder: Path) -> None:
    (folder / "all.yaml").write_text(f"# two of them\n---\n{ONE}---\n---\n{TWO}...\n")
    scenarios = load(["all.yaml"])
    assert [(scenario.name, scenario.source) for scenario in scenarios] == [
        ("one", "all.yaml:3"),
        ("two", "all.yaml:8"),
    ]


def test_a_file_that_several_paths_lead_to_is_read_once(folder: Path) -> None:
    (folder / "one.yaml").write_text(ONE)
    assert len(load([folder, "one.yaml", folder / "one.yaml"])) == 1


def test_a_link_that_leads_back_does_not_go_round_for_ever(folder: Path) -> None:
    (folder / "one.yaml").write_text(ONE)
    (folder / "again").symlink_to(folder, target_is_directory=True)
    (folder / "self.yaml").symlink_to(folder / "self.yaml")
    (folder / "other").mkdir()
    (folder / "other" / "two.yaml").write_text(TWO)
    assert mistakes_of(".") == ["self.yaml: the file can't be read: Too many levels of symbolic links"]


def test_mistakes_of_all_files_are_told_at_once(folder: Path) -> None:
    (folder / "a.yaml").write_text("scenario: a\n")
    (folder / "b.yaml").write_text("- b\n")
    (folder / "c.yaml").write_text(ONE)
    assert [told.split(": ")[0] for told in mistakes_of(folder, "missing.yaml")] == [
        f"{folder}/a.yaml:1:1",
        f"{folder}/b.yaml:1:1",
        "missing.yaml",
    ]


def test_nothing_to_read_is_a_mistake(folder: Path) -> None:
    (folder / "empty").mkdir()
    (folder / "empty" / "readme.txt").write_text("nothing here")
    assert mistakes_of() == ["no scenario files are given"]
    assert mistakes_of("empty") == ["empty: there are no scenario files (.yaml or .yml) in this folder"]
    assert mistakes_of("nowhere") == ["nowhere: there is no such file or folder"]
    assert mistakes_of("no\0where") == ["no\0where: the file can't be read: embedded null byte"]


def test_a_file_that_is_not_utf_8_is_told_with_the_place_of_the_byte(folder: Path) -> None:
    (folder / "latin.yaml").write_bytes("scenario: x\nabout: Größe\n".encode("latin-1"))
    (folder / "wide.yaml").write_bytes(ONE.encode("utf-16"))
    assert mistakes_of("latin.yaml", "wide.yaml") == [
        "latin.yaml:2:10: the file is not UTF-8: the byte 0xF6 is no character; save it as UTF-8",
        "wide.yaml:1:1: the file is not UTF-8: the byte 0xFF is no character; save it as UTF-8",
    ]


def test_a_byte_order_mark_is_not_in_the_way(folder: Path) -> None:
    (folder / "marked.yaml").write_bytes(b"\xef\xbb\xbf" + ONE.encode() + b"then: \n")
    assert mistakes_of("marked.yaml") == ["marked.yaml:4:1: then: expected hold, loop or refuse, got nothing"]


def test_line_ends_of_windows_do_not_move_the_places(folder: Path) -> None:
    (folder / "x.yaml").write_bytes(b"scenario: x\r\nprocesses:\r\n  - MaxStep: x\r\n")
    assert mistakes_of("x.yaml") == ["x.yaml:3:14: MaxStep: expected a whole number of at least 1, got 'x'"]


def test_a_column_counts_characters(folder: Path) -> None:
    (folder / "x.yaml").write_text("scenario: x\nprocesses: [{ProcessType: größe 📨, MaxStep: 0}]\n", encoding="utf-8")
    assert mistakes_of("x.yaml") == ["x.yaml:2:45: MaxStep: expected a whole number of at least 1, got '0'"]


def test_a_file_that_is_too_large_is_not_read(folder: Path) -> None:
    with (folder / "large.yaml").open("wb") as file:
        file.truncate(LARGEST + 1)
    assert mistakes_of("large.yaml") == ["large.yaml: the file is larger than 16 MiB"]


def test_two_scenarios_for_one_list_are_told_with_both_places(folder: Path) -> None:
    (folder / "a.yaml").write_text(ONE)
    (folder / "b.yaml").write_text("scenario: other\nabout: x\nListID: 1\nprocesses: []\n")
    assert mistakes_of("a.yaml", "b.yaml") == [
        "b.yaml:3:9: ListID: 1 is also that of the scenario 'one' in a.yaml:2; change one of them"
    ]


def test_two_scenarios_for_any_list_are_told_too() -> None:
    with pytest.raises(ScenarioError, match="text>:6:9: ListID: 'any' is also that of the scenario 'a'"):
        loads("scenario: a\nListID: any\nprocesses: []\n---\nscenario: b\nListID: any\nprocesses: []\n")


def test_two_scenarios_of_one_name_are_told_with_both_places(folder: Path) -> None:
    (folder / "a.yaml").write_text(ONE)
    (folder / "b.yaml").write_text("scenario: one\nprocesses: []\n")
    assert mistakes_of("a.yaml", "b.yaml") == [
        "b.yaml:1:11: scenario: 'one' is also that of the scenario 'one' in a.yaml:1; change one of them"
    ]


def test_scenarios_without_a_list_do_not_get_in_each_others_way() -> None:
    assert len(loads("scenario: a\nprocesses: []\n---\nscenario: b\nprocesses: []\n")) == 2


def test_a_body_comes_from_a_file_beside_the_scenario(folder: Path) -> None:
    (folder / "pages").mkdir()
    (folder / "pages" / "404.html").write_bytes(b"<html>\xff\r\n")
    (folder / "x.yaml").write_text("scenario: x\nanswers:\n  - http: {status: 404, file: pages/404.html}\n")
    (answer,) = load([folder])[0].answers
    assert answer.body == b"<html>\xff\r\n"


@pytest.mark.parametrize("name", ["link.html", "pages", '"a\\0b"', "x" * 300, "self.html"])
def test_a_body_that_can_not_be_had_is_a_mistake(folder: Path, name: str) -> None:
    inside = folder / "inside"
    (inside / "pages").mkdir(parents=True)
    (folder / "secret.html").write_text("outside")
    (inside / "link.html").symlink_to(folder / "secret.html")
    (inside / "self.html").symlink_to(inside / "self.html")
    (inside / "x.yaml").write_text(f"scenario: x\nanswers:\n  - http: {{file: {name}}}\n")
    (told,) = mistakes_of("inside")
    assert told.startswith("inside/x.yaml:3:18: file: ")


def test_a_text_that_is_in_no_folder_can_not_name_files() -> None:
    with pytest.raises(ScenarioError, match="file: a scenario that is not in a file has no folder to look in"):
        loads("scenario: x\nanswers:\n  - http: {file: page.html}\n")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_what_is_no_file_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.yaml")
    with pytest.raises(ScenarioError, match=r"pipe\.yaml: the file can't be read: it is no file but a pipe"):
        load([tmp_path])


def test_a_body_file_is_bounded(tmp_path: Path) -> None:
    with (tmp_path / "huge").open("wb") as file:
        file.truncate(64 * 2**20 + 1)
    (tmp_path / "a.yaml").write_text("scenario: a\nListID: 1\nanswers:\n  - http: {file: huge}\n")
    with pytest.raises(ScenarioError, match="the file 'huge' is larger than 64 MiB"):
        load([tmp_path])
