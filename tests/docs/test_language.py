"""The page of the language has every word of it, and its examples are good ones."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest

from mockserver.asmx.writing import response_bytes
from mockserver.messages import WireKind
from mockserver.scenarios.loading import loads
from mockserver.scenarios.schema import scenario_schema
from tests.answers import ROW
from tests.docs.language import PAGE, TABLES, examples, tables_named, with_tables
from tests.scenarios.editor import underlined


def page() -> str:
    return PAGE.read_text(encoding="utf-8")


def test_the_tables_are_those_of_the_models() -> None:
    assert page() == with_tables(page()), "run `python -m tests.docs.language`, which writes the tables anew"


def test_every_table_has_its_place() -> None:
    assert sorted(tables_named(page())) == sorted(TABLES)


def keys(schema: object) -> Iterator[str]:
    """Every key that a schema knows, at every level."""
    if isinstance(schema, dict):
        yield from schema.get("properties", {})
    if isinstance(schema, dict | list):
        for part in schema.values() if isinstance(schema, dict) else schema:
            yield from keys(part)


def test_every_key_of_the_language_is_on_the_page() -> None:
    known = set(keys(scenario_schema()))
    assert len(known) > 50
    assert [key for key in sorted(known) if f"`{key}`" not in page() and f"{{{key}: " not in page()] == []


def test_every_way_to_break_an_answer_is_explained() -> None:
    section = page().partition("### Wire")[2].partition("### ")[0]
    explained = re.findall(r"^\| `\{?([a-z-]+)(?:: \w+\})?` \| [a-z]", section, re.MULTILINE)
    assert set(explained) == set(get_args(WireKind))


@pytest.mark.parametrize("text", examples(), ids=lambda text: re.findall("scenario: (.+)", text)[0])
def test_an_example_is_right_to_the_checker_and_to_an_editor(text: str, tmp_path: Path) -> None:
    (tmp_path / "captured").mkdir()
    (tmp_path / "captured" / "answer.xml").write_bytes(response_bytes("1.1", (ROW,)))
    assert len(loads(text, folder=tmp_path)) == 1
    assert underlined(text) == []


def test_every_section_that_deserves_one_has_an_example() -> None:
    sections = re.split("^## ", page(), flags=re.MULTILINE)[1:]
    assert [section.partition("\n")[0] for section in sections if "```yaml" not in section] == [
        "How a file is read",
        "A scenario",
    ]


def test_all_links_lead_to_files_and_to_sections() -> None:
    files = re.findall(r"\]\(([^)#]+)", page())
    assert files
    assert [file for file in files if not (PAGE.parent / file).exists()] == []
    titles = {title.lower().replace(" ", "-") for title in re.findall("^#+ (.+)$", page(), re.MULTILINE)}
    assert set(re.findall(r"\]\(#([^)]+)\)", page())) <= titles
