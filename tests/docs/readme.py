"""The README's parts: its examples and its table of the catalogue. ``python -m tests.docs.readme`` writes it anew."""

from __future__ import annotations

import re
from pathlib import Path

from mockserver.scenarios.library import catalogue

README = Path(__file__).parents[2] / "README.md"
_TABLE = re.compile("(<!-- the catalogue -->\n).*?(<!-- end of the catalogue -->)", re.DOTALL)
_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)


def blocks(language: str) -> list[str]:
    """The README's code blocks in one language, in order."""
    return [text for name, text in _BLOCK.findall(README.read_text(encoding="utf-8")) if name == language]


def with_table(text: str) -> str:
    """The README's text with the catalogue as it is now."""
    rows = ["| ListID | scenario | what happens |", "|---|---|---|"]
    scenarios = sorted(catalogue(), key=lambda each: each.ListID if isinstance(each.ListID, int) else 0)
    rows += [f"| {each.ListID} | `{each.name}` | {' '.join(each.about.split())} |" for each in scenarios]
    return _TABLE.sub(lambda found: found[1] + "\n".join(rows) + "\n" + found[2], text)


if __name__ == "__main__":
    README.write_text(with_table(README.read_text(encoding="utf-8")), encoding="utf-8")
