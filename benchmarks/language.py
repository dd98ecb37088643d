"""What the scenario language costs: playing, moving, asking, loading files, large answers, and its import."""

from __future__ import annotations

import subprocess
import sys
import tracemalloc
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from itertools import count
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from threading import Lock
from time import perf_counter
from typing import cast

import yaml

from benchmarks.figures import figure, milliseconds, title, verdict
from benchmarks.serving import ENVELOPE, LIST
from mockserver import Http, MockServer, Process, Sandbox, Scenario, Status
from mockserver.asmx import engine
from mockserver.contract import ENDPOINT, SOAP_ACTION
from mockserver.messages import Reply, Request
from mockserver.sandbox.world import World
from mockserver.scenarios.library import catalogue_folder
from mockserver.scenarios.loading import load

TIMES = 300
MANY = 10_000
FILES = 1_000
ROWS = 10_000
IMPORTS = 11
STANDARD = "asyncio, dataclasses, datetime, email.utils, pathlib, socket"
"""What a server imports anyway, whatever it can say."""

SCENARIO = """\
scenario: story-{number}
about: A send that a gateway spoils, and that completes for those who go on.
ListID: {number}
processes:
  - ProcessType: Send to List
    MaxStep: 6
    every: 5m
  - ProcessType: Send to File
    MaxStep: 3
    ending: stalls
answers:
  - status
  - http: 503
    calls: 2
  - fault: {{code: Server, text: "The list is busy."}}
    delay: 200ms
  - wire: reset
  - rows:
      - {{StatusID: 1, ProcessType: Send to List, CurrentStep: 2, MaxStep: 6, ProcessStartTime: now,
         ProcessCompleteTime: none}}
  - status
"""
HEADERS = {"content-type": "text/xml; charset=utf-8", "soapaction": f'"{SOAP_ACTION}"', "host": "127.0.0.1"}


def main() -> None:
    """Prints all of them."""
    title("language", f"one of each, in process; the median of {TIMES}, or of as many as it says")
    each()
    title("many", f"{MANY:,} of them in one sandbox")
    many_scripts()
    many_calls()
    title("files", f"{FILES:,} scenario files of {len(SCENARIO.splitlines())} lines, read, checked and made scenarios")
    files()
    title("rows", f"one process with `count: {ROWS}`, from the request's bytes to the answer's")
    for paced in ("every: poll", "every: 5m", "every: poll, seed: 7"):
        rows(paced)
    title("imports", f"processor time in {IMPORTS} fresh processes each")
    imports()


# -- one of each


def each() -> None:
    """Every verb of a test on a sandbox with one script."""
    with new_sandbox() as sandbox:
        scenario = Scenario("told", ListID=LIST, processes=[Process(MaxStep=2 * TIMES, every="told")])
        answers, processes = (Http(503, calls=2), Status()), [Process("Send to List", MaxStep=4, every="5m")]
        timed("play, a name of the catalogue", lambda: sandbox.play("send-to-list", LIST))
        timed("play, a Scenario", lambda: sandbox.play(scenario))
        timed("script, written on the spot", lambda: sandbox.script(LIST, answers, processes=processes))
        timed("move", sandbox.play(scenario).move)
        timed("clock.advance", lambda: sandbox.clock.advance("5m"))
        timed("clock.sleep", lambda: sandbox.clock.sleep(60))
        users = count()
        timed("a call, the same bytes again", lambda: call(sandbox))
        timed("a call, of another user each time", lambda: call(sandbox, ENVELOPE.replace("ann", f"u{next(users)}")))


def many_scripts() -> None:
    """Whether the next play and the next call know how many scripts there are."""
    scenario = Scenario("default", processes=[Process()])
    with new_sandbox() as sandbox:
        spent = [seconds(partial(sandbox.play, scenario, number)) for number in range(1, MANY + 1)]
        figure("all plays, one after the other", f"{sum(spent) * 1000:.0f} ms")
        fast("a play among the first hundred", spent[:100])
        fast("a play among the last hundred", spent[-100:])
        lists = count(1)
        text = ENVELOPE.replace(str(LIST), "{}")
        timed("the first call for a list among so many", lambda: call(sandbox, text.format(next(lists))))


def many_calls() -> None:
    """What a test asks at its end, after many polls of one list and after a hundred."""
    for number in (100, MANY):
        with new_sandbox() as sandbox:
            sandbox.play("send-to-list", LIST)
            for _ in range(number):
                call(sandbox)
            timed(f"polls, {number:,} calls", sandbox.polls, 5)
            timed(f"str(polls), {number:,} calls", lambda: str(sandbox.polls()), 5)
            timed(f"transcript, {number:,} calls", sandbox.transcript, 5)
            timed(f"wait_for_polls, one look among {number:,} calls", partial(look, sandbox, number + 1))


def look(sandbox: Sandbox, number: int) -> None:
    """What a test that waits for polls does at each call."""
    world = cast("World", sandbox.backend)
    with world.lock:
        assert world.journal.polls(LIST) < number


# -- files


def files() -> None:
    """Loading, beside what PyYAML alone takes for the same texts."""
    with TemporaryDirectory() as folder:
        for number in range(1, FILES + 1):
            Path(folder, f"{number}.yaml").write_text(SCENARIO.format(number=number))
        milliseconds("loaded", [seconds(lambda: load([folder])) for _ in range(5)], under=2000)
        loader = "CSafeLoader" if hasattr(yaml, "CSafeLoader") else "SafeLoader"
        alone = [seconds(lambda: read_alone(Path(folder), getattr(yaml, loader))) for _ in range(5)]
        milliseconds(f"beside it: PyYAML's {loader} alone", alone)
    milliseconds("the catalogue, loaded", [seconds(lambda: load([catalogue_folder()])) for _ in range(9)])


def read_alone(folder: Path, loader: type[yaml.SafeLoader]) -> None:
    """Each file to dictionaries and lists, unchecked."""
    for path in sorted(folder.iterdir()):
        yaml.load(path.read_text(), Loader=loader)


# -- large answers


def rows(paced: str) -> None:
    """The first answer, later ones, what they hold at the most, and ten times as many rows."""
    with counted(paced, ROWS) as sandbox:
        first = seconds(lambda: call(sandbox))
        milliseconds(f"{paced}: first {first * 1000:.1f} ms, later", [seconds(lambda: call(sandbox)) for _ in range(9)])
    with counted(paced, ROWS) as sandbox:
        call(sandbox)
        tracemalloc.start()
        size = len(call(sandbox).body)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        figure("  memory at its peak", f"{peak / 1e6:.1f} MB", f"for an answer of {size / 1e6:.1f} MB")
        figure("  of it all under the sandbox's lock", f"{longest_hold(sandbox) * 1e6:.0f} us", "at the longest")
    with counted(paced, 10 * ROWS) as sandbox:
        call(sandbox)
        figure(f"  {10 * ROWS:,} rows", f"{seconds(lambda: call(sandbox)) * 1000:.1f} ms")
    with counted(paced, 10) as sandbox:
        timed(f"  10 rows, {ROWS // 10:,} times over", lambda: [call(sandbox) for _ in range(ROWS // 10)], 3)


@contextmanager
def counted(paced: str, number: int) -> Iterator[Sandbox]:
    """A sandbox in which one process has so many rows, each with a long way to go."""
    every, _, seed = paced.removeprefix("every: ").partition(", seed: ")
    process = Process(MaxStep=1000, every=every, count=number, seed=int(seed) if seed else None)
    with new_sandbox() as sandbox:
        sandbox.script(LIST, processes=[process])
        yield sandbox


# -- imports


def imports() -> None:
    """What a server's start pays for the language, beside other imports that are measured alike."""
    language = "mockserver.scenarios.library"
    imported(language, "the language, after what any server imports", STANDARD, under=45)
    imported("mockserver.scenarios.composing", "what reads files, PyYAML, after the language", language)
    imported("asyncio", "beside it: asyncio, first of all", "sys")
    imported("mockserver.asmx.engine", "beside it: the engine, Spyne, after the language", language)


def imported(module: str, what: str, before: str, *, under: float | None = None) -> None:
    """Prints what one import costs once others are there."""
    took = [import_time(module, before) for _ in range(IMPORTS + 1)][1:]  # the first writes the bytecode
    milliseconds(what, took, under=under)


def import_time(module: str, before: str) -> float:
    """Seconds of processor time, which other programs hardly move."""
    code = f"import {before}\nfrom time import process_time\nbegin = process_time()\nimport {module}\n"
    command = [sys.executable, "-c", code + "print(process_time() - begin)"]
    return float(subprocess.run(command, check=True, capture_output=True, text=True, timeout=60).stdout)


# -- helpers


class TimedLock:
    """A lock that knows how long it was held at the longest."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._since = self.longest = 0.0

    def __enter__(self) -> None:
        self._lock.acquire()
        self._since = perf_counter()

    def __exit__(self, *error: object) -> None:
        self.longest = max(self.longest, perf_counter() - self._since)
        self._lock.release()


def longest_hold(sandbox: Sandbox) -> float:
    """Seconds for which a call keeps others from being answered: the least of some calls, as a pause is nobody's."""
    holds = []
    for _ in range(9):
        lock = TimedLock()
        cast("World", sandbox.backend).lock = cast("Lock", lock)
        call(sandbox)
        holds.append(lock.longest)
    return min(holds)


@contextmanager
def new_sandbox() -> Iterator[Sandbox]:
    """An empty sandbox of a server that never starts."""
    with MockServer().new_sandbox() as sandbox:
        yield sandbox


def call(sandbox: Sandbox, envelope: str = ENVELOPE) -> Reply:
    """One call as a transport makes it, but for the socket."""
    found = engine.handle(Request("POST", ENDPOINT, HEADERS, envelope.encode()), sandbox.backend)
    reply = found if isinstance(found, Reply) else found()
    assert reply.finished is not None
    reply.finished("sent")
    return reply


def timed(what: str, do: Callable[[], object], times: int = TIMES) -> None:
    """Prints the median of so many times; what is done often should take less than a millisecond."""
    spent = [seconds(do) for _ in range(times)]
    fast(what, spent) if times == TIMES else milliseconds(what, spent)


def fast(what: str, spent: Sequence[float]) -> None:
    """Prints the median of some durations, to the microsecond."""
    middle = median(spent) * 1000
    figure(what, f"{middle:.3f} ms", verdict(middle, 1))


def seconds(do: Callable[[], object]) -> float:
    """How long it takes."""
    begin = perf_counter()
    do()
    return perf_counter() - begin
