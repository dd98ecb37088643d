"""The server under measurement, started as users start it, and one right call to it."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Timer
from typing import NamedTuple
from urllib.parse import urlsplit

from mockserver.contract import SOAP_ACTION

LIST = 4711
SCENARIO = f"""\
scenario: two-rows
about: Two processes on their way, as a polling client sees them most of the time.
ListID: {LIST}
processes:
  - {{ProcessType: Send to List, MaxStep: 4}}
  - {{ProcessType: Send to File, MaxStep: 2}}
"""
ENVELOPE = f"""\
<?xml version="1.0" encoding="utf-8"?><soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Header>\
<WSUser xmlns="http://webservices.listrak.com/v31/"><UserName>ann</UserName><Password>s3cret</Password></WSUser></soap:Header>\
<soap:Body><GetLegacyProcessStatus xmlns="http://webservices.listrak.com/v31/"><ListID>{LIST}</ListID>\
</GetLegacyProcessStatus></soap:Body></soap:Envelope>"""
RIGHT_ANSWER = f"<ListID>{LIST}</ListID>".encode()

_ENDPOINT = re.compile(r"http://\S+?/v31/IntegrationService\.asmx")
_START_LIMIT = 30.0


class Server(NamedTuple):
    """A running server: where a call goes, and its process id."""

    host: str
    port: int
    path: str
    pid: int

    def request(self) -> bytes:
        """The bytes of one call, asking to keep the connection."""
        body = ENVELOPE.encode()
        head = (
            f"POST {self.path} HTTP/1.1\r\nHost: {self.host}:{self.port}\r\nContent-Type: text/xml; charset=utf-8\r\n"
            f'SOAPAction: "{SOAP_ACTION}"\r\nContent-Length: {len(body)}\r\n\r\n'
        )
        return head.encode() + body


@contextmanager
def scenario_file() -> Iterator[Path]:
    """A file with the scenario that the benchmarks play."""
    with TemporaryDirectory() as folder:
        path = Path(folder, "two-rows.yaml")
        path.write_text(SCENARIO)
        yield path


@contextmanager
def listrak_mock(scenario: Path) -> Iterator[Server]:
    """``listrak-mock serve`` on a free port, as the console script of this environment. Ready when it is handed out."""
    command = Path(sys.executable).parent / "listrak-mock"
    with _started([str(command), "serve", "--port", "0", str(scenario)]) as server:
        yield server


@contextmanager
def pytest_httpserver(answer: Path) -> Iterator[Server]:
    """pytest-httpserver, serving the bytes of a file as the answer to the same call."""
    with _started([sys.executable, "-m", "benchmarks.peer", str(answer)]) as server:
        yield server


@contextmanager
def _started(command: list[str]) -> Iterator[Server]:
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stdin=subprocess.PIPE, text=True)
    watchdog = Timer(_START_LIMIT, process.kill)
    watchdog.start()
    try:
        server = _server(process)
        watchdog.cancel()
        # What it prints a call goes into the bin, or it would stand still once the pipe is full.
        with subprocess.Popen(["cat"], stdin=process.stdout, stdout=subprocess.DEVNULL):
            try:
                yield server
            finally:
                _end(process)
    finally:
        watchdog.cancel()
        process.kill()
        process.wait()


def _end(process: subprocess.Popen[str]) -> None:
    process.send_signal(signal.SIGINT)
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()


def _server(process: subprocess.Popen[str]) -> Server:
    assert process.stdout is not None
    for line in process.stdout:
        if found := _ENDPOINT.search(line):
            url = urlsplit(found[0])
            assert url.hostname is not None
            assert url.port is not None
            return Server(url.hostname, url.port, url.path, process.pid)
    raise SystemExit("the server ended before it named its endpoint")
