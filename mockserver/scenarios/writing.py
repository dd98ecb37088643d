"""Models to the text of a file that says the same: how a value is written is its kind's affair, as reading it is.

Only what is not as usual is written, in the order of the models' tables.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import count
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from mockserver.scenarios.checking import Said, table, unusual

if TYPE_CHECKING:
    from mockserver.scenarios.scenario import Scenario


class Plain(str):
    """A word of the language, a number or a time: what is written without quotes. Empty, it is nothing at all."""

    __slots__ = ()


Data: TypeAlias = "str | Sequence[Data] | Mapping[str, Data]"
"""What a YAML text is made of. Text that is not Plain is free text, which gets quotes where it could be misread."""

NIL = Plain("nil")
NOTHING = Plain()


class Written(NamedTuple):
    """Scenarios as files hold them."""

    text: str
    """One YAML document a scenario."""
    files: Mapping[str, bytes]
    """What has to lie in the same folder, by name."""


def written(scenarios: Iterable[Scenario], prefix: str = "") -> Written:
    """The text that reads back as equal scenarios. The names of files beside it begin with ``prefix``.

    Raises ScenarioError for a scenario that holds a function.
    """
    writer = Writer(prefix)
    return Written("---\n".join([writer.document(scenario) for scenario in scenarios]), writer.files)


class Writer:
    """Writes the documents of one text, and collects the contents of the files that they name."""

    def __init__(self, prefix: str = "") -> None:
        self.files: dict[str, bytes] = {}
        self._prefix = prefix
        self._scenario = ""
        self._names: dict[tuple[bytes, str], str] = {}

    def document(self, scenario: Scenario) -> str:
        """One scenario, without a line that separates it from others. Raises ScenarioError if it holds a function."""
        from mockserver.scenarios.emitting import yaml_text  # noqa: PLC0415 - it imports PyYAML

        self._scenario = scenario.name
        return yaml_text(self.fields(scenario))

    def fields(self, model: object, entries: Mapping[str, Said] | None = None) -> dict[str, Data]:
        """What of a model, or of some of its fields, is not as usual, by the words in files."""
        return {
            key: entry.kind.write(getattr(model, entry.name), self)
            for key, entry in (table(type(model)) if entries is None else entries).items()
            if unusual(model, entry)
        }

    def beside(self, content: bytes, suffix: str) -> str:
        """The name of the file beside the text that holds these bytes; the same for the same."""
        known = (content, suffix)
        if known not in self._names:
            stem = f"{self._prefix}{file_name(self._scenario)}"
            name = next(name for number in count(1) if (name := f"{stem}-{number}{suffix}") not in self.files)
            self._names[known] = name
            self.files[name] = content
        return self._names[known]


def file_name(text: str, longest: int = 60) -> str:
    """A part of a file's name that every system takes."""
    return re.sub(r"[^\w.-]+", "-", text, flags=re.ASCII)[:longest].strip(".-") or "scenario"
