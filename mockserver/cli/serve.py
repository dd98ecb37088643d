"""``listrak-mock serve``: the fake endpoint, with a line for each call."""

from __future__ import annotations

import argparse
import os
import signal
from contextlib import suppress

from mockserver.cli import OK, output
from mockserver.cli.arguments import settings_given
from mockserver.cli.greeting import greeting
from mockserver.cli.lines import Lines
from mockserver.cli.signals import handled
from mockserver.options import environment
from mockserver.scenarios.library import catalogue_folder
from mockserver.server import MockServer
from mockserver.settings import settings_from


def run(arguments: argparse.Namespace) -> int:
    """Serve until the user or the system ends it. Raises ScenarioError, SettingsError, PortInUse."""
    lines = Lines()
    # First: of two scenarios that can't be together the later one is told, and that has to be the user's.
    catalogue = [catalogue_folder()] if arguments.catalogue and arguments.scenarios else []
    server = MockServer(
        *catalogue,
        *arguments.scenarios,
        host=arguments.host,
        port=arguments.port,
        settings=settings_from(environment(os.environ), settings_given(arguments)),
        on_call=lines.add,
    )
    with server, suppress(KeyboardInterrupt), handled(lines.end, signal.SIGINT, signal.SIGTERM):
        lines.print_all(greeting(server, output.columns()))
    lines.print_rest("\nStopped.")
    return OK
