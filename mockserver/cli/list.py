"""``listrak-mock list``: which ListID plays what."""

from __future__ import annotations

import argparse

from mockserver.cli import output
from mockserver.cli.table import table
from mockserver.scenarios.library import catalogue
from mockserver.scenarios.loading import load


def run(arguments: argparse.Namespace) -> int:
    """Print the table of the files named, or of the catalogue. Raises ScenarioError."""
    scenarios = load(arguments.scenarios) if arguments.scenarios else catalogue()
    print(table(scenarios, output.columns()), end="")
    return 0
