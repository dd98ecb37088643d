"""Clients in other languages read the served WSDL and call the endpoint in both SOAP versions."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from mockserver import MockServer, Process

pytestmark = pytest.mark.interop

HERE = Path(__file__).parent
CLIENTS = {
    "node": ["node", str(HERE / "node" / "client.mjs")],
    "php": ["php", str(HERE / "php" / "client.php")],
}
LIST = 4711
EXPECTED_ROWS = [
    {"StatusID": 1, "ListID": LIST, "ProcessType": "Send to List", "CurrentStep": 1, "MaxStep": 4},
    {"StatusID": 2, "ListID": LIST, "ProcessType": "Résumé & <File>", "CurrentStep": 1, "MaxStep": 1},
]


@pytest.fixture
def server() -> Iterator[MockServer]:
    with MockServer(credentials={"ann": "s3cret"}) as server:
        processes = [Process("Send to List", MaxStep=4), Process("Résumé & <File>", MaxStep=1)]
        server.sandbox.script(LIST, processes=processes)
        yield server


@pytest.fixture(params=CLIENTS)
def client(request: pytest.FixtureRequest, server: MockServer) -> Callable[..., dict[str, object]]:
    def call(version: str, *, password: str = "s3cret") -> dict[str, object]:
        command = [*CLIENTS[request.param], server.wsdl_url, version, str(LIST), "ann", password]
        environment = os.environ | {"TZ": "UTC"}
        done = subprocess.run(command, env=environment, capture_output=True, encoding="utf-8", timeout=60, check=False)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return call


@pytest.mark.parametrize("version", ["1.1", "1.2"])
def test_a_client_reads_the_rows_and_sees_them_move(client, server, version):
    first = client(version)["rows"]
    assert [{name: row[name] for name in EXPECTED_ROWS[0]} for row in first] == EXPECTED_ROWS
    assert first[0]["ProcessCompleteTime"].startswith("0001-01-01T00:00:00")
    assert first[1]["ProcessCompleteTime"] >= first[1]["ProcessStartTime"] > "2020"

    assert [row["CurrentStep"] for row in client(version)["rows"]] == [2, 1]
    assert [call.version for call in server.sandbox.calls] == [version, version]


@pytest.mark.parametrize("version", ["1.1", "1.2"])
def test_a_client_reads_the_fault_of_a_wrong_password(client, server, version):
    assert "[InvalidLogonAttempt]" in client(version, password="wrong")["fault"]
    assert [call.version for call in server.sandbox.calls] == [version]
