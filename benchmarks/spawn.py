"""From starting `listrak-mock serve` to its first right answer."""

from __future__ import annotations

import http.client
import time
from pathlib import Path

from benchmarks.figures import milliseconds, title
from benchmarks.serving import ENVELOPE, RIGHT_ANSWER, Server, listrak_mock, scenario_file
from mockserver.contract import SOAP_ACTION

RUNS = 15


def main() -> None:
    """Prints the median."""
    title("spawn", f"{RUNS} fresh processes with one scenario file, from fork to the last byte of the first answer")
    with scenario_file() as scenario:
        first_answer(scenario)  # not counted: it writes the bytecode
        milliseconds("listrak-mock serve", [first_answer(scenario) for _ in range(RUNS)], under=300)


def first_answer(scenario: Path) -> float:
    """Seconds from starting the command until its answer was read and found right."""
    begin = time.perf_counter()
    with listrak_mock(scenario) as server:
        if RIGHT_ANSWER not in call(server):
            raise SystemExit("the first answer was not the right one")
        return time.perf_counter() - begin


def call(server: Server) -> bytes:
    """The body of one answer."""
    connection = http.client.HTTPConnection(server.host, server.port, timeout=10)
    headers = {"Content-Type": "text/xml; charset=utf-8", "SOAPAction": f'"{SOAP_ACTION}"'}
    connection.request("POST", server.path, ENVELOPE.encode(), headers)
    body = connection.getresponse().read()
    connection.close()
    return body
