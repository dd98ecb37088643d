"""``listrak-mock schema``."""

from __future__ import annotations

import json

from mockserver.scenarios.library import catalogue_folder
from mockserver.scenarios.schema import scenario_schema


def test_it_is_listed_and_explains_itself(command):
    assert "\n    schema " in command("--help").out
    assert command("schema", "--help").out.startswith("usage: listrak-mock schema ")


def test_the_schema_is_printed(command):
    ran = command("schema")
    assert (ran.code, ran.err) == (0, "")
    assert json.loads(ran.out) == scenario_schema()


def test_the_file_that_ships_is_what_is_printed(program):
    assert (catalogue_folder() / "scenario.schema.json").read_text(encoding="utf-8") == program("schema").out
