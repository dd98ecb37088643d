"""``listrak-mock serve``: the fake endpoint, with a line for each call."""

from __future__ import annotations

import argparse
import queue
import signal
from types import FrameType
from typing import NoReturn

from mockserver.cli.table import table
from mockserver.contract import NAMESPACE, OPERATION, SOAP_ACTION
from mockserver.sandbox.journal import Call
from mockserver.scenarios.scenario import Scenario
from mockserver.server import MockServer
from mockserver.version import VERSION

_MOST_LINES_WAITING = 10_000


def run(arguments: argparse.Namespace) -> int:
    """Serve until the user or the system ends it. Raises ScenarioError, PortInUse."""
    lines = _Lines()
    credentials = dict(arguments.credentials) if arguments.credentials else None
    server = MockServer(
        *arguments.scenarios, host=arguments.host, port=arguments.port, credentials=credentials, on_call=lines.add
    )
    signal.signal(signal.SIGTERM, _interrupt)
    with server:
        print(_greeting(server), flush=True)
        try:
            lines.print_for_ever()
        except KeyboardInterrupt:
            print("\nStopped.", flush=True)
    return 0


def _interrupt(_signal: int, _frame: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt


class _Lines:
    """Lines on their way from the server's thread to the terminal, which may be slow or paused."""

    def __init__(self) -> None:
        self._waiting: queue.Queue[str] = queue.Queue(_MOST_LINES_WAITING)
        self._left_out = 0

    def add(self, call: Call) -> None:
        """Take a call's line; when too many wait, it is only counted."""
        try:
            self._waiting.put_nowait(repr(call))
        except queue.Full:
            self._left_out += 1

    def print_for_ever(self) -> None:
        """Print lines as they come."""
        while True:
            line = self._waiting.get()
            if self._left_out:
                print(f"({self._left_out} lines left out: the terminal was too slow)")
                self._left_out = 0
            print(line, flush=self._waiting.empty())


def _greeting(server: MockServer) -> str:
    scenarios = [script.scenario for script in server.sandbox.scripts]
    return (
        f"listrak-mock {VERSION} is ready. Ctrl-C ends it.\n\n"
        f"  endpoint  {server.url}\n"
        f"  WSDL      {server.wsdl_url}\n\n"
        f"{table(scenarios)}\n"
        f"Try it:\n\n  {curl(server.url, _first_list(scenarios))}\n\n"
        "Calls:\n"
    )


def _first_list(scenarios: list[Scenario]) -> int:
    return min((scenario.ListID for scenario in scenarios if isinstance(scenario.ListID, int)), default=1)


def curl(url: str, ListID: int) -> str:
    """A call to paste into a shell."""
    envelope = (
        '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/">'
        f'<s:Header><WSUser xmlns="{NAMESPACE}"><UserName>me</UserName><Password>secret</Password></WSUser></s:Header>'
        f'<s:Body><{OPERATION} xmlns="{NAMESPACE}"><ListID>{ListID}</ListID></{OPERATION}></s:Body></s:Envelope>'
    )
    return f"curl -H 'Content-Type: text/xml; charset=utf-8' -H 'SOAPAction: \"{SOAP_ACTION}\"' -d '{envelope}' {url}"
