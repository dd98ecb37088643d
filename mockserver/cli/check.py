"""``listrak-mock check``: mistakes in scenario files, all at once."""

from __future__ import annotations

import argparse
import sys

from mockserver.errors import ScenarioError
from mockserver.scenarios.loading import load


def run(arguments: argparse.Namespace) -> int:
    """Print each mistake on a line of its own, as compilers do, or how many scenarios are right."""
    try:
        scenarios = load(arguments.scenarios)
    except ScenarioError as error:
        print(error)
        count = len(error.mistakes)
        print(f"listrak-mock: {count} mistake{'s' if count > 1 else ''}", file=sys.stderr)
        return 1
    print(f"{len(scenarios)} scenario{'s' if len(scenarios) > 1 else ''}, no mistakes")
    return 0
