"""The table of rules in docs/fidelity.md. ``python -m tests.docs.fidelity`` writes it anew."""

from __future__ import annotations

import re
from pathlib import Path

from tests.fidelity.catalogue import SECTIONS
from tests.fidelity.rules import Section, count

PAGE = Path(__file__).parents[2] / "docs" / "fidelity.md"
_TABLE = re.compile("(<!-- the rules -->\n).*?(<!-- end of the rules -->)", re.DOTALL)


def with_rules(text: str) -> str:
    """The page's text with the rules as they are now."""
    rules = [rule for section in SECTIONS for rule in section.rules]
    total = f"{len(rules)} rules, {sum(map(count, rules))} rows.\n"
    tables = [total, *map(_section, SECTIONS)]
    return _TABLE.sub(lambda found: found[1] + "\n".join(tables) + "\n" + found[2], text)


def _section(section: Section) -> str:
    lines = [f"### {section.title}", "", f"`tests/fidelity/test_{section.name}.py`", ""]
    lines += ["| test | rule | evidence | rows |", "|---|---|---|---|"]
    lines += [
        f"| `{name}` | {_cell(rule.text)} | {rule.evidence} | {count(rule)} |" for name, rule in section.numbered()
    ]
    return "\n".join([*lines, ""])


def _cell(text: str) -> str:
    """A sentence as Markdown shows it: a bar would end the cell, and tags outside of code would be HTML."""
    parts = re.split("(`[^`]*`)", text.replace("|", "\\|"))
    return "".join(part if part.startswith("`") else part.replace("<", "&lt;") for part in parts)


if __name__ == "__main__":
    PAGE.write_text(with_rules(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
