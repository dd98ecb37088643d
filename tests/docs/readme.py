"""The README's parts: its examples, and its tables, which ``python -m tests.docs.readme`` writes anew."""

from __future__ import annotations

import re
from pathlib import Path

from mockserver.options import OPTIONS
from mockserver.scenarios.library import catalogue

README = Path(__file__).parents[2] / "README.md"
_CATALOGUE = re.compile("(<!-- the catalogue -->\n).*?(<!-- end of the catalogue -->)", re.DOTALL)
_SETTINGS = re.compile("(<!-- the settings -->\n).*?(<!-- end of the settings -->)", re.DOTALL)
_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)


def blocks(language: str, page: Path = README) -> list[str]:
    """The page's code blocks in one language, in order."""
    return [text for name, text in _BLOCK.findall(page.read_text(encoding="utf-8")) if name == language]


def with_tables(text: str) -> str:
    """The README's text with the catalogue and the settings as they are now."""
    for table, rows in ((_CATALOGUE, _catalogue()), (_SETTINGS, _settings())):
        lines = "\n".join(rows)
        text = table.sub(lambda found, lines=lines: f"{found[1]}{lines}\n{found[2]}", text)
    return text


def _catalogue() -> list[str]:
    rows = ["| ListID | scenario | what happens |", "|---|---|---|"]
    scenarios = sorted(catalogue(), key=lambda each: each.ListID if isinstance(each.ListID, int) else 0)
    return rows + [f"| {each.ListID} | `{each.name}` | {' '.join(each.about.split())} |" for each in scenarios]


def _settings() -> list[str]:
    rows = ["| setting | values | default | may differ by | what it is |", "|---|---|---|---|---|"]
    for option in OPTIONS:
        values, default = (f"`{text}`".replace("|", "`, `") for text in (option.values, option.default))
        reach = "scenario" if option.in_scenarios else option.reach
        rows.append(f"| `{option.name}` | {values} | {default} | {reach} | {option.doc} |")
    return rows


if __name__ == "__main__":
    README.write_text(with_tables(README.read_text(encoding="utf-8")), encoding="utf-8")
