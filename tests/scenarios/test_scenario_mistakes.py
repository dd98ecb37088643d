"""Every mistake that a person can make in a scenario file has its own sentence, and says where it is.

The table is in ``mistakes*.txt`` beside this file: a headline, the scenario file, and behind ``=>`` what is told of it.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest
import yaml

from mockserver.errors import ScenarioError
from mockserver.scenarios import composing
from mockserver.scenarios.answers import KINDS
from mockserver.scenarios.endings import Ending
from mockserver.scenarios.loading import load, loads

TABLE = "\n".join(file.read_text(encoding="utf-8") for file in sorted(Path(__file__).parent.glob("mistakes*.txt")))
CASES = re.findall(r"^## (.+)\n((?:.*\n)*?)=> (.+)$", TABLE, re.MULTILINE)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "scenarios"
    folder.mkdir()
    monkeypatch.chdir(folder)
    (folder / "page.html").write_text("here", encoding="utf-8")
    (tmp_path / "secret.html").write_text("not for the scenario", encoding="utf-8")
    return folder


@pytest.mark.parametrize(("text", "told"), [pytest.param(text, told, id=name) for name, text, told in CASES])
def test_each_mistake_has_its_own_sentence_and_place(text: str, told: str, folder: Path) -> None:
    (folder / "x.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(ScenarioError) as error:
        load(["x.yaml"])
    assert str(error.value) == f"x.yaml:{told}"


def test_the_table_is_read_whole() -> None:
    assert len(CASES) == TABLE.count("## ") == len({told.partition(": ")[2] + text for _, text, told in CASES})


@pytest.mark.parametrize("date", ["2015-02-29T10:00:00", "2015-13-01T00:00:00", "0000-01-01T00:00:00"])
def test_a_date_that_does_not_exist_is_told_with_the_reason(date: str) -> None:
    sentence = f"x.yaml:2:32: ProcessStartTime: expected a date and time that exists, got '{date}': "
    with pytest.raises(ScenarioError, match=re.escape(sentence) + "."):  # the reason is Python's own
        loads(f"scenario: x\nprocesses: [{{ProcessStartTime: {date}}}]\n", "x.yaml")


def test_a_control_character_is_no_yaml() -> None:
    with pytest.raises(ScenarioError) as error:
        loads("scenario: x\nabout: a\x07b\n", "x.yaml")
    assert str(error.value) == "x.yaml:2:9: a YAML file can't hold the character U+0007"


def test_all_mistakes_of_a_file_are_told_at_once_in_the_order_of_the_file() -> None:
    text = """scenario: one
LystID: 5
processes:
  - MaxStep: 0
  - {MaxStep: 4, ending: stalls, at: 9}
answers:
  - http: 700
    call: 2
  - rows: [{StatusID: one, Foo: 1}]
  - fault: {text: "\\u0001", code: No}
then: hole
---
scenario: two
---
processes: []
"""
    with pytest.raises(ScenarioError) as error:
        loads(text, "all.yaml")
    told = [(mistake.line, re.split(": expected|, |; if", mistake.what)[0]) for mistake in error.value.mistakes]
    assert told == [
        (2, "unknown key 'LystID' in a scenario; allowed: scenario"),
        (4, "MaxStep"),
        (5, "at"),
        (7, "status"),
        (8, "unknown key 'call' in an answer; allowed: status"),
        (9, "rows: row 1: the field CurrentStep is missing"),
        (9, "rows: row 1: the field MaxStep is missing"),
        (9, "rows: row 1: the field ProcessStartTime is missing"),
        (9, "rows: row 1: the field ProcessCompleteTime is missing"),
        (9, "rows: row 1: StatusID"),
        (9, "rows: row 1: unknown key 'Foo' in a row; allowed: StatusID"),
        (10, "text"),
        (10, "code"),
        (11, "then"),
        (13, "a scenario needs processes or answers"),
        (15, "the key 'scenario' is missing in a scenario"),
    ]


def test_a_mistake_carries_what_was_found_what_is_allowed_and_the_nearest_word() -> None:
    with pytest.raises(ScenarioError) as error:
        loads("scenario: x\nprocesses: [{ending: Stall}]\n", "x.yaml")
    (mistake,) = error.value.mistakes
    assert (mistake.file, mistake.line, mistake.column) == ("x.yaml", 2, 22)
    assert (mistake.found, tuple(mistake.allowed), mistake.nearest) == ("'Stall'", get_args(Ending), "stalls")


def test_what_can_not_be_read_further_is_told_beside_the_mistakes_before_it() -> None:
    with pytest.raises(ScenarioError) as error:
        loads("scenario: x\nprocesses: [{at: 1}]\n---\nscenario: y\n\tabout: z\n")
    assert [mistake.line for mistake in error.value.mistakes] == [2, 5]


GROWING = "scenario: x\na0: &a0 [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 40)
)


def test_aliases_that_grow_without_bound_are_refused_before_they_are_written_out() -> None:
    with pytest.raises(ScenarioError, match=r":6:\d+: aliases repeat more than 100000 values; write a smaller file"):
        loads(GROWING)


def test_aliases_are_counted_through_all_documents_of_a_file() -> None:
    document = "---\nscenario: x\na: &a [" + "x, " * 1_000 + "x]\nb: [" + ", ".join(["*a"] * 60) + "]\n"
    with pytest.raises(ScenarioError, match=r":8:\d+: aliases repeat more than 100000 values; write a smaller file"):
        loads(document * 2)


def test_a_file_has_a_bounded_number_of_values(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(composing, "MOST_VALUES", 8)
    loads("scenario: x\nprocesses: [{MaxStep: 5}]\n")
    with pytest.raises(ScenarioError, match=r":2:27: there are more than 8 keys and values; write several smaller"):
        loads("scenario: x\nprocesses: [{MaxStep: 5}, {}]\n")


@pytest.mark.parametrize("wrong", ["answers: [ABC]", "processes: [{path: [ABC]}]", "answers: [{rows: [ABC]}]"])
@pytest.mark.parametrize("count", [999, 1000, 1001, 5000])
def test_a_thousand_mistakes_of_a_file_are_told(wrong: str, count: int) -> None:
    with pytest.raises(ScenarioError) as error:
        loads("scenario: x\n" + wrong.replace("ABC", ", ".join(["x"] * count)), "x.yaml")
    *told, last = error.value.mistakes
    assert len(told) == min(count - 1, 1000)
    assert all(mistake.line == 2 for mistake in told)
    cut = "x.yaml: there are more than 1000 mistakes; the others are not told"
    assert (str(last) == cut) is (count > 1000)


def test_of_rows_that_break_the_contract_a_thousand_breaches_are_told() -> None:
    with pytest.raises(ScenarioError) as error:
        loads(f"scenario: x\nanswers: [{{rows: [{'{}, ' * 300}]}}]\n", "x.yaml")
    assert len(error.value.mistakes) == 1_001


def test_of_scenarios_with_one_name_a_thousand_are_told() -> None:
    with pytest.raises(ScenarioError) as error:
        loads("---\nscenario: x\nprocesses: []\n" * 1_500, "x.yaml")
    assert len(error.value.mistakes) == 1_001
    assert str(error.value.mistakes[-1]) == "x.yaml: there are more than 1000 mistakes; the others are not told"


def test_a_wrong_word_for_an_answer_carries_all_that_are_allowed() -> None:
    with pytest.raises(ScenarioError) as error:
        loads("scenario: x\nanswers: [fualt]\n")
    (mistake,) = error.value.mistakes
    assert (tuple(mistake.allowed), mistake.nearest) == (tuple(KINDS), "fault")


@pytest.mark.parametrize("opening", ["[", "{a: ", "- "])
def test_nesting_is_refused_before_it_costs_anything(opening: str) -> None:
    with pytest.raises(ScenarioError, match="nested more than 20 deep"):
        loads("scenario: x\nprocesses:\n " + opening * 200_000)


def test_without_libyaml_the_same_is_said_about_values(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(yaml, "CSafeLoader")
    with pytest.raises(ScenarioError) as error:
        loads("scenario: x\nprocesses:\n  - MaxStep: 1:30\n", "x.yaml")
    assert str(error.value) == "x.yaml:3:14: MaxStep: expected a whole number of at least 1, got '1:30'"
    with pytest.raises(ScenarioError) as error:
        loads("scenario: x\n\tprocesses:\n", "x.yaml")
    assert str(error.value) == "x.yaml:2:1: a tab can't indent a line of YAML; use blanks"
