"""The page of rules lists all of them, and what it names is there."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

from tests.docs.fidelity import PAGE, with_rules
from tests.fidelity.catalogue import SECTIONS

TESTS = Path(__file__).parents[1] / "fidelity"


def page() -> str:
    return PAGE.read_text(encoding="utf-8")


def test_the_table_is_that_of_the_tests():
    assert page() == with_rules(page()), "run `python -m tests.docs.fidelity`, which writes the table anew"


def test_every_module_of_rules_is_listed():
    modules = {path.stem for path in TESTS.glob("test_*.py")}
    assert modules == {f"test_{section.name}" for section in SECTIONS}


def test_every_rule_is_one_sentence_that_comes_once_and_has_cases():
    rules = [rule for section in SECTIONS for rule in section.rules]
    assert [text for text, times in Counter(rule.text for rule in rules).items() if times > 1] == []
    assert [rule.text for rule in rules if not rule.text.endswith(".") or not rule.cases] == []


def test_every_row_has_a_name_of_its_own_and_expects_something():
    for section in SECTIONS:
        names = Counter(str(row.id) for row in section.rows())
        assert [name for name, times in names.items() if times > 1] == []
        assert [case.name for rule in section.rules for case in rule.cases if case.expected is None] == []


def test_every_kind_of_evidence_is_explained():
    used = {rule.evidence for section in SECTIONS for rule in section.rules}
    assert used == set(re.findall(r"^\| \*\*(\w+)\*\* \|", page(), re.MULTILINE))


def test_all_links_lead_to_files():
    links = re.findall(r"\]\(([^)#]+)", page())
    assert links
    assert [link for link in links if not (PAGE.parent / link).exists()] == []
