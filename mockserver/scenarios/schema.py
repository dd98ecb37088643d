"""The language as a JSON Schema, for editors: they complete its words, explain them and underline what is wrong.

Draft 7, which every YAML editor knows. A schema sees a file as editors do, where ``5`` is a number, ``true`` a switch
and nothing at all a null; to this language all three are text. It accepts whatever the checker accepts, and refuses
what has a wrong shape: keys, words and kinds of value. How values must fit together is mostly for the checker to say.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from mockserver.scenarios.checking import table
from mockserver.scenarios.durations import duration_text

if TYPE_CHECKING:
    from mockserver.scenarios.checking import Said

Schema = dict[str, Any]

TEXT: Schema = {"type": ["string", "number", "boolean"]}
"""Any single value."""


class Definitions:
    """The parts of a schema that are written once and referred to."""

    def __init__(self) -> None:
        self.all: dict[str, Schema] = {}

    def named(self, name: str, make: Callable[[], Schema]) -> Schema:
        """A reference to what ``make`` makes, which is called for the first one."""
        if name not in self.all:
            self.all[name] = {}  # its place, before those of the parts that it refers to itself
            self.all[name] |= make()
        return {"$ref": f"#/definitions/{name}"}

    def model(self, model: type) -> Schema:
        """A reference to the mapping that files write for a model."""
        return self.named(model.__name__, lambda: {"description": summary(model), **self.mapping(table(model))})

    def mapping(self, entries: Mapping[str, Said]) -> Schema:
        """A mapping with the keys of a model's table."""
        return mapping(
            {key: self.described(entry) for key, entry in entries.items()},
            required=[key for key, entry in entries.items() if entry.required],
        )

    def described(self, entry: Said) -> Schema:
        """What a key may be given, with what it means and what it is if left out."""
        usual = usual_value(entry)
        default = {} if usual is None else {"default": usual}
        return {"description": entry.doc, **default, **entry.kind.schema(self)}


def mapping(properties: Mapping[str, Schema], *, required: list[str] | None = None) -> Schema:
    """A mapping with these keys and no others."""
    needed = {"required": required} if required else {}
    return {"type": "object", "properties": dict(properties), **needed, "additionalProperties": False}


def usual_value(entry: Said) -> str | int | None:
    """What a key is if it is left out, as a file would write it; None where there is nothing to write."""
    default = entry.default
    if entry.required or default is None or default == "":
        return None
    if isinstance(default, bool):
        return "on" if default else "off"
    if isinstance(default, float):
        return duration_text(default)
    return default if isinstance(default, int | str) else None


def summary(model: type) -> str:
    """The first sentence of a class's docstring."""
    return (model.__doc__ or "").split("\n\n")[0].replace("\n    ", " ").partition(". ")[0].rstrip(".") + "."


def pattern(regex: re.Pattern[str]) -> str:
    """A regular expression that a whole text has to match, in the words that JavaScript's have too."""
    return f"^{re.sub(r'[?]P<[a-z]+>', '', regex.pattern)}$"


def any_case(*words: str) -> str:
    """A regular expression for words in any case: a schema's have no flag for that."""
    spelled = ("".join(f"[{c.upper()}{c}]" if c.isalpha() else c for c in word) for word in words)
    return f"^({'|'.join(spelled)})$"


def scenario_schema() -> Schema:
    """The schema of a scenario: of each document of a file."""
    from mockserver.scenarios.rows import exact_row_schema  # noqa: PLC0415 - the kinds refer to this module
    from mockserver.scenarios.scenario import Scenario  # noqa: PLC0415

    definitions = Definitions()
    scenario = definitions.mapping(table(Scenario))
    row = definitions.named("ExactRow", lambda: exact_row_schema(definitions))
    right = {"properties": _by_the_contract(row)}
    answers = {
        "answers": {"items": right},
        "rate": {"properties": {"answer": right}},
        "settings": {"properties": {"unknown_list": right}},
    }
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "A scenario of listrak-mock",
        "description": summary(Scenario),
        **scenario,
        "anyOf": [{"required": ["processes"]}, {"required": ["answers"]}],
        "if": {"not": {"required": ["breaks"]}},
        "then": {"properties": answers},
        "definitions": definitions.all,
    }


def _by_the_contract(row: Schema) -> Schema:
    """What rows and dress are held to in a scenario that doesn't say that it breaks the contract."""
    dress = {
        "content-type": False,
        "soap": False,
        "charset": {"pattern": any_case("utf-8")},
        "extra-elements": {"not": {"anyOf": [{"const": True}, {"pattern": any_case("on", "yes", "true")}]}},
    }
    return {"rows": {"items": row}, "dress": {"properties": dress}}
