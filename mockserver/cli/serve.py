"""``listrak-mock serve``: the fake endpoint, with a line for each call."""

from __future__ import annotations

import argparse
import signal
from collections.abc import Mapping
from contextlib import suppress

from mockserver.cli import OK, output
from mockserver.cli.greeting import greeting
from mockserver.cli.lines import Lines
from mockserver.cli.signals import handled
from mockserver.server import MockServer


def run(arguments: argparse.Namespace) -> int:
    """Serve until the user or the system ends it. Raises ScenarioError, PortInUse."""
    lines = Lines()
    credentials: Mapping[str, str] | None = dict(arguments.credentials) or None
    server = MockServer(
        *arguments.scenarios, host=arguments.host, port=arguments.port, credentials=credentials, on_call=lines.add
    )
    with server, suppress(KeyboardInterrupt), handled(lines.end, signal.SIGINT, signal.SIGTERM):
        lines.print_all(greeting(server, credentials, output.columns()))
    lines.print_rest("\nStopped.")
    return OK
