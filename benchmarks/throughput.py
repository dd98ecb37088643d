"""Calls a second, beside pytest-httpserver serving the same bytes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from benchmarks.figures import figure, title
from benchmarks.serving import Server, listrak_mock, pytest_httpserver, scenario_file
from benchmarks.spawn import call

ROUNDS = 5
CALLS = 8000
SECONDS = 3.0
CONNECTIONS = (1, 8)


def main() -> None:
    """Prints the medians of both servers and their ratio, the rounds taken in turn."""
    title("throughput", f"kept connections, one call at a time on each, {ROUNDS} rounds in turn, a load process apart")
    with TemporaryDirectory() as folder, scenario_file() as scenario, listrak_mock(scenario) as ours:
        answer = Path(folder, "answer.xml")
        for _ in range(4):  # until both processes are completed: from then on every answer is the same
            answer.write_bytes(call(ours))
        with pytest_httpserver(answer) as peer:
            for connections in CONNECTIONS:
                compare(ours, peer, connections)


def compare(ours: Server, peer: Server, connections: int) -> None:
    """One number of connections: a warm-up each, then the rounds."""
    for server in (ours, peer):
        rate(server, connections, seconds=0.5)
    rounds = [(rate(ours, connections), rate(peer, connections)) for _ in range(ROUNDS)]
    mine, theirs = (median(values) for values in zip(*rounds, strict=True))
    noun = "connection" if connections == 1 else "connections"
    figure(f"listrak-mock, {connections} {noun}", f"{mine:,.0f}/s", f"{mine / theirs:.1f} times the peer")
    figure(f"pytest-httpserver, {connections} {noun}", f"{theirs:,.0f}/s")


def rate(server: Server, connections: int, seconds: float = SECONDS) -> float:
    """Calls a second of one bounded round."""
    bounds = [str(connections), str(CALLS), str(seconds)]
    command = [sys.executable, "-m", "benchmarks.load", server.host, str(server.port), *bounds]
    done = subprocess.run(command, input=server.request(), stdout=subprocess.PIPE, check=True, timeout=seconds + 30)
    return float(done.stdout)
