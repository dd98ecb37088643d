"""``listrak-mock check``: mistakes in scenario files, all at once."""

from __future__ import annotations

import argparse
import sys

from mockserver.cli import FAILED, OK, mistakes
from mockserver.errors import ScenarioError
from mockserver.sandbox.printing import counted
from mockserver.scenarios.loading import load


def run(arguments: argparse.Namespace) -> int:
    """Print each mistake on a line of its own, as compilers do, or how many scenarios are right."""
    try:
        scenarios = load(arguments.scenarios)
    except ScenarioError as error:
        print(error, flush=True)
        print(f"listrak-mock: {mistakes(error)}", file=sys.stderr)
        return FAILED
    print(f"{counted(len(scenarios), 'scenario')}, no mistakes")
    for scenario in scenarios:
        if scenario.ListID is None:
            print(f"{scenario.source}: '{scenario.name}' has no ListID: tests can play it for one, `serve` can't")
    return OK
