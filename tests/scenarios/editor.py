"""How editors read YAML: as YAML 1.2 with its core schema, where ``no`` is text, ``1.1`` a number and ``010`` ten."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import ClassVar

import yaml
from jsonschema import Draft7Validator

from mockserver.scenarios.schema import scenario_schema


class _Core(yaml.SafeLoader):
    yaml_implicit_resolvers: ClassVar[dict] = {}


def _means(tag: str, regex: str, starts: str, construct: Callable[[str], object]) -> None:
    tag = f"tag:yaml.org,2002:{tag}"
    _Core.add_implicit_resolver(tag, re.compile(f"^(?:{regex})$"), [*starts, *([""] if regex.endswith("|") else [])])
    _Core.add_constructor(tag, lambda loader, node: construct(loader.construct_scalar(node)))


_means("null", "~|null|Null|NULL|", "~nN", lambda text: None)
_means("bool", "true|True|TRUE|false|False|FALSE", "tTfF", lambda text: text.lower() == "true")
_means("int", "[-+]?[0-9]+", "-+0123456789", int)
_means("based-int", "0o[0-7]+|0x[0-9a-fA-F]+", "0", lambda text: int(text, 0))
_means("float", r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?", "-+.0123456789", float)
_VALIDATOR = Draft7Validator(scenario_schema())


def seen(text: str) -> list[object]:
    """The documents of a text as an editor sees them, empty ones left out. Raises yaml.YAMLError."""
    return [document for document in yaml.load_all(text, Loader=_Core) if document is not None]


def underlined(text: str) -> list[str]:
    """What an editor with the schema finds wrong with a scenario file; nothing if all is well."""
    try:
        return [error for document in seen(text) for error in _errors(document)]
    except yaml.YAMLError as error:
        return [str(error)]


def _errors(document: object) -> Iterator[str]:
    return (f"{error.json_path}: {error.message}" for error in _VALIDATOR.iter_errors(document))
