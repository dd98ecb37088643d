"""Resident memory of the running server."""

from __future__ import annotations

import sys
from pathlib import Path

from benchmarks.figures import figure, title, verdict
from benchmarks.serving import Server, listrak_mock, scenario_file
from benchmarks.spawn import call
from benchmarks.throughput import rate


def main() -> None:
    """Prints the resident set after the first answer, and after the thousands that fill the journal."""
    title("memory", "resident set of `listrak-mock serve` with one scenario file")
    if not sys.platform.startswith("linux"):
        figure("skipped", "-", "reads /proc")
        return
    with scenario_file() as scenario, listrak_mock(scenario) as server:
        call(server)
        megabytes = resident(server)
        figure("after the first answer", f"{megabytes:.1f} MB", verdict(megabytes, 60))
        for _ in range(2):
            rate(server, 8)
        figure("after 16,000 calls, the journal full", f"{resident(server):.1f} MB")


def resident(server: Server) -> float:
    """Megabytes (10^6 bytes) that the process holds in memory now."""
    lines = Path(f"/proc/{server.pid}/status").read_text().splitlines()
    [kibibytes] = [line.split()[1] for line in lines if line.startswith("VmRSS:")]
    return int(kibibytes) * 1024 / 1e6
