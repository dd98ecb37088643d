"""What the engine needs for documents that are made to cost it dear, and whether that grows with their size alone."""

from __future__ import annotations

import json
import subprocess
import sys
from time import process_time
from typing import NamedTuple

from benchmarks.figures import figure, title
from benchmarks.hostile_documents import DOCUMENTS, Document
from mockserver.contract import SOAP_ACTION

SIZES = (1_048_576, 2_097_152, 4_194_304)
"""Bytes; the last is the largest that the engine reads."""
PATIENCE = 120.0
"""Seconds after which a kind of document has failed. All its runs together take a few."""
LINEAR = 10.0
"""How many times as long as a quarter of the size is too much. Four would be even; tables that no longer fit the
processor's cache make it up to eight; a square is sixteen."""
_NOTHING = 0.05
"""Seconds of a document of full size that are too few to tell how they grow."""


class Way(NamedTuple):
    """How a document is sent."""

    suffix: str
    media_type: str
    soap_action: str | None


WAYS = (Way("", "text/xml", f'"{SOAP_ACTION}"'), Way(", by body", "application/soap+xml", None))


class Cost(NamedTuple):
    """What one kind of document takes, sent in one way."""

    name: str
    seconds: tuple[float, ...]
    """Of the processor, for each size."""
    status: int
    megabytes: float
    """Resident at most, interpreter and document included, in the process that has sent this and what came before."""

    @property
    def ratio(self) -> float:
        """How many times as long the largest takes as the smallest."""
        return self.seconds[-1] / self.seconds[0]

    @property
    def grows(self) -> bool:
        """It takes long enough to tell, and more than its size explains."""
        return self.seconds[-1] > _NOTHING and self.ratio > LINEAR


def main() -> None:
    """Prints a line for each document and way, then the worst. Takes some minutes."""
    title(
        "hostile", "processor time of a call of 4 MB that is made to take long; its action in a header, or in its body"
    )
    costs = [cost for document in DOCUMENTS for cost in _shown(document)]
    worst, hungriest = max(costs, key=lambda cost: cost.seconds[-1]), max(costs, key=lambda cost: cost.megabytes)
    figure("the slowest", f"{worst.seconds[-1]:.2f} s", worst.name)
    figure("the most memory", f"{hungriest.megabytes:.0f} MB", hungriest.name)
    growing = [cost.name for cost in costs if cost.grows]
    figure("take more than their size explains", str(len(growing)), "; ".join(growing))


def _shown(document: Document) -> list[Cost]:
    command = [sys.executable, "-m", "benchmarks.hostile", document.name]
    try:
        output = subprocess.run(command, check=True, capture_output=True, timeout=PATIENCE).stdout
    except subprocess.TimeoutExpired:
        figure(document.name, f"> {PATIENCE:g} s", "GIVEN UP")
        return [Cost(document.name, (PATIENCE / LINEAR**2, PATIENCE), 0, 0.0)]
    costs = [Cost(name, tuple(seconds), status, megabytes) for name, seconds, status, megabytes in json.loads(output)]
    for cost in costs:
        ratio = f"{cost.ratio:.1f} times that of 1 MB" if cost.seconds[-1] > _NOTHING else "-"
        remark = f"{cost.status}, {cost.megabytes:.0f} MB; {ratio}"
        figure(cost.name, f"{cost.seconds[-1]:.2f} s", f"{remark}{' GROWS' if cost.grows else ''}")
    return costs


def measure(document: Document) -> list[Cost]:
    """What a kind of document takes in this process, in both ways."""
    return [_measured(document, way) for way in WAYS]


def _measured(document: Document, way: Way) -> Cost:
    seconds, status = [], 0
    for size in SIZES:
        body = document.body(size)
        runs = [_sent(body, document.charset, way) for _ in range(2 if size == SIZES[0] else 1)]  # the first warms up
        seconds.append(min(run for run, _ in runs))
        status = runs[-1][1]
    return Cost(f"{document.name}{way.suffix}", tuple(seconds), status, _most_resident())


def _sent(body: bytes, charset: str, way: Way) -> tuple[float, int]:
    """Processor seconds of a call, and the status of its answer."""
    from mockserver import MockServer  # noqa: PLC0415 - the process that only prints does without
    from mockserver.asmx import engine  # noqa: PLC0415
    from mockserver.messages import Reply, Request  # noqa: PLC0415

    headers = {"content-type": f"{way.media_type}; charset={charset}" if charset else way.media_type}
    if way.soap_action is not None:
        headers["soapaction"] = way.soap_action
    sandbox = MockServer().sandbox
    begun = process_time()
    reply = engine.handle(Request("POST", "/", headers, body), sandbox.backend)
    reply = reply if isinstance(reply, Reply) else reply()
    return process_time() - begun, reply.status


def _most_resident() -> float:
    """Megabytes (10^6 bytes) that this process has held in memory at most; 0 where that is not told."""
    try:
        import resource  # noqa: PLC0415 - not on every platform
    except ImportError:
        return 0.0
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6


if __name__ == "__main__":
    [asked_for] = [document for document in DOCUMENTS if document.name == sys.argv[1]]
    print(json.dumps(measure(asked_for)))
