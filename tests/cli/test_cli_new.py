"""``listrak-mock new``: a start that is right as it is."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest

from mockserver.scenarios.loading import load
from mockserver.scenarios.schema import scenario_schema
from tests.scenarios.editor import underlined


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def only(file: str):
    (scenario,) = load([file])
    return scenario


def test_it_is_listed_and_explains_itself(command):
    assert "\n    new " in command("--help").out
    assert "NAME" in command("new", "--help").out


def test_the_start_is_right_to_the_checker_and_to_an_editor(command):
    assert command("new", "first").code == 0
    assert (only("first.yaml").name, only("first.yaml").ListID) == ("first", 12345)
    assert underlined(Path("first.yaml").read_text()) == []


def test_it_says_what_to_do_next_and_that_works(command):
    ran = command("new", "my story", "--folder", "all my/scenarios")
    assert ran.out == (
        "Wrote all my/scenarios/my story.yaml. It plays as it is; change it to your story.\n\n"
        "  listrak-mock check 'all my/scenarios/my story.yaml'      look for mistakes\n"
        "  listrak-mock serve 'all my/scenarios/my story.yaml'      play it for list 12345\n\n"
        "In a test, listrak_mock.play('all my/scenarios/my story.yaml') plays it; "
        "a relative path starts at the test's file.\n"
        "Editors with a YAML language server complete and check the words by all my/scenarios/scenario.schema.json.\n"
    )
    assert command("check", "all my/scenarios/my story.yaml").out == "1 scenario, no mistakes\n"


def test_the_schema_that_its_first_line_names_lies_beside_it(command):
    command("new", "first", "--folder", "scenarios")
    first = Path("scenarios/first.yaml").read_text().partition("\n")[0]
    _, _, path = first.partition("# yaml-language-server: $schema=")
    assert json.loads(Path("scenarios", path).read_text()) == scenario_schema()


def test_a_schema_that_is_there_stays_as_it_is(command):
    Path("scenario.schema.json").write_text("{}")
    command("new", "first")
    assert Path("scenario.schema.json").read_text() == "{}"


def alternatives() -> list[str]:
    """What the start has in comments, each with the lines that go on from it."""
    from mockserver.cli.new import _START  # noqa: PLC0415 - a part of the start, which nobody else needs to know

    return re.findall(r"^  # - .+\n(?:  #   .+\n)*", _START, re.MULTILINE)


@pytest.mark.parametrize("commented", alternatives(), ids=lambda text: text.split()[2])
def test_whatever_stands_in_a_comment_can_be_taken_out_of_it(command, commented):
    command("new", "first")
    text = Path("first.yaml").read_text()
    assert commented in text
    Path("first.yaml").write_text(text.replace(commented, re.sub("^  # ", "  ", commented, flags=re.MULTILINE)))
    story = only("first.yaml")
    assert (len(story.processes), len(story.answers)) in ((2, 3), (1, 4))


@pytest.mark.parametrize(
    "name", ["Größer & <kleiner>", "null", "true", "5", "a: b", "# no comment", "it's", 'a "word"', "{x}"]
)
def test_any_name_is_read_back(command, name):
    assert command("new", name).code == 0
    assert only(f"{name}.yaml").name == name
    assert underlined(Path(f"{name}.yaml").read_text()) == []


def test_a_list_that_is_taken_in_the_folder_is_left_to_its_scenario(command):
    Path("of-others.yaml").write_text("not: a scenario\n")
    for name in ("first", "second", "third"):
        command("new", name)
    assert [only(f"{name}.yaml").ListID for name in ("first", "second", "third")] == [12345, 12346, 12347]
    assert len(load(["first.yaml", "second.yaml", "third.yaml"])) == 3


def test_nothing_is_overwritten(command):
    Path("first.yaml").write_text("mine")
    assert command("new", "first") == (
        1,
        "",
        "listrak-mock: there is a file first.yaml already; choose another name, or delete it first\n",
    )
    assert Path("first.yaml").read_text() == "mine"


def test_a_name_that_another_file_of_the_folder_has_is_refused(command):
    Path("other.yml").write_text("scenario: first\nprocesses: []\n")
    told = "listrak-mock: other.yml:1 has a scenario named 'first' already; choose another name\n"
    assert command("new", "first") == (1, "", told)


WRONG = {
    "a/b": "argument NAME: expected a name that does not look like a file (no slash, no .yaml), got 'a/b'",
    "a.yaml": "expected a name that does not look like a file (no slash, no .yaml), got 'a.yaml'",
    " a": "expected a name on one line, without blanks round it, got ' a'",
    "": "argument NAME: expected a value, got nothing",
    ".a": "expected a name that does not begin with a dot, got '.a'",
}


@pytest.mark.parametrize(("name", "told"), WRONG.items(), ids=WRONG)
def test_a_name_that_can_be_none_is_refused_in_a_sentence(command, name, told):
    ran = command("new", name)
    assert (ran.code, ran.out) == (2, "")
    assert told in ran.err
    assert list(Path().iterdir()) == []


def test_a_folder_that_is_a_file_is_told(command):
    Path("file").write_text("")
    ran = command("new", "first", "--folder", "file")
    assert (ran.code, ran.out) == (1, "")
    assert re.fullmatch(r"listrak-mock: can't write file: .+\n", ran.err)


def test_a_name_that_no_file_can_have_is_told(command):
    ran = command("new", "a" * 300)
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith(f"listrak-mock: can't write {'a' * 300}.yaml: ")


def test_line_ends_are_the_same_on_every_system(command):
    command("new", "first")
    assert os.linesep == "\n" or b"\r" not in Path("first.yaml").read_bytes()
