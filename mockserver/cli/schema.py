"""``listrak-mock schema``: the JSON Schema of scenario files, for editors."""

from __future__ import annotations

import argparse
import json

from mockserver.cli import OK
from mockserver.scenarios.schema import scenario_schema


def run(arguments: argparse.Namespace) -> int:
    """Print the schema."""
    print(schema_text(), end="")
    return OK


def schema_text() -> str:
    """The schema as a file has it."""
    return json.dumps(scenario_schema(), indent=2, ensure_ascii=False) + "\n"
