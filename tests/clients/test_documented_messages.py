"""The vendor's documented messages, their placeholders filled in, as raw bytes over a socket."""

from __future__ import annotations

import re
import socket

import pytest

from tests.soap import fault_of, rows_of

MESSAGES = {
    "1.1": (
        (
            "POST {path} HTTP/1.1\r\n"
            "Host: {host}\r\n"
            "Content-Type: text/xml; charset=utf-8\r\n"
            "Content-Length: {length}\r\n"
            'SOAPAction: "http://webservices.listrak.com/v31/GetLegacyProcessStatus"\r\n'
            "\r\n"
        ),
        """<?xml version="1.0" encoding="utf-8"?>
<soap:Envelope xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" \
xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/">
  <soap:Header>
    <WSUser xmlns="http://webservices.listrak.com/v31/">
      <UserName>{user}</UserName>
      <Password>{password}</Password>
    </WSUser>
  </soap:Header>
  <soap:Body>
    <GetLegacyProcessStatus xmlns="http://webservices.listrak.com/v31/">
      <ListID>{ListID}</ListID>
    </GetLegacyProcessStatus>
  </soap:Body>
</soap:Envelope>""",
    ),
    "1.2": (
        (
            "POST {path} HTTP/1.1\r\n"
            "Host: {host}\r\n"
            "Content-Type: application/soap+xml; charset=utf-8\r\n"
            "Content-Length: {length}\r\n"
            "\r\n"
        ),
        """<?xml version="1.0" encoding="utf-8"?>
<soap12:Envelope xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" \
xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:soap12="http://www.w3.org/2003/05/soap-envelope">
  <soap12:Header>
    <WSUser xmlns="http://webservices.listrak.com/v31/">
      <UserName>{user}</UserName>
      <Password>{password}</Password>
    </WSUser>
  </soap12:Header>
  <soap12:Body>
    <GetLegacyProcessStatus xmlns="http://webservices.listrak.com/v31/">
      <ListID>{ListID}</ListID>
    </GetLegacyProcessStatus>
  </soap12:Body>
</soap12:Envelope>""",
    ),
}
TYPES = {"1.1": "text/xml; charset=utf-8", "1.2": "application/soap+xml; charset=utf-8"}


class Connection:
    """A kept connection that sends bytes and reads answers by their Content-Length."""

    def __init__(self, host: str, port: int, path: str) -> None:
        self._socket = socket.create_connection((host, port), timeout=10)
        self._file = self._socket.makefile("rb")
        self._host, self._path = f"{host}:{port}", path

    def call(self, version: str, ListID: object, user: str = "ann", password: str = "s3cret"):
        head, body = MESSAGES[version]
        body = body.format(ListID=ListID, user=user, password=password)
        head = head.format(path=self._path, host=self._host, length=len(body.encode()))
        self._socket.sendall((head + body).encode())
        status = int(self._file.readline().split()[1])
        headers = {}
        while line := self._file.readline().strip():
            name, _, value = line.decode().partition(": ")
            headers[name.lower()] = value
        return status, headers, self._file.read(int(headers["content-length"]))

    def close(self) -> None:
        self._file.close()
        self._socket.close()


@pytest.fixture
def connection(listrak_mock, listrak_mock_server):
    path = listrak_mock.url.removeprefix(listrak_mock_server.base_url)
    connection = Connection(listrak_mock_server.host, listrak_mock_server.port, path)
    yield connection
    connection.close()


@pytest.mark.parametrize("version", ["1.1", "1.2"])
def test_the_documented_message_gets_the_row(listrak_mock, connection, version):
    listrak_mock.play("send-to-list", ListID=12345)
    status, headers, body = connection.call(version, 12345)
    assert (status, headers["content-type"]) == (200, TYPES[version])
    (row,) = rows_of(body)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", row.pop("ProcessStartTime"))
    assert row == {
        "StatusID": "1",
        "ListID": "12345",
        "ProcessType": "Send to List",
        "CurrentStep": "1",
        "MaxStep": "4",
        "ProcessCompleteTime": "0001-01-01T00:00:00",
    }
    (call,) = listrak_mock.calls
    assert (call.version, call.UserName, call.ListID, call.status) == (version, "ann", 12345, 200)


@pytest.mark.parametrize("version", ["1.1", "1.2"])
@pytest.mark.listrak_mock("send-to-list", ListID=12345, credentials={"ann": "s3cret"})
def test_a_wrong_password_gets_the_log_on_fault_in_the_callers_version(listrak_mock, connection, version):
    status, headers, body = connection.call(version, 12345, password="wrong")
    said = fault_of(body)
    assert (status, headers["content-type"]) == (500, TYPES[version])
    assert (said.version, said.code) == (version, {"1.1": "Client", "1.2": "Sender"}[version])
    assert said.text.startswith("[InvalidLogonAttempt] ")
    assert connection.call(version, 12345)[0] == 200


def test_both_versions_share_one_connection_and_one_process(listrak_mock, connection):
    listrak_mock.play("send-to-list", ListID=12345)
    steps = [rows_of(connection.call(version, 12345)[2])[0]["CurrentStep"] for version in ("1.1", "1.2", "1.1", "1.2")]
    assert steps == ["1", "2", "3", "4"]


@pytest.mark.parametrize("user", ["", "ann"])
@pytest.mark.parametrize("password", ["", "s3cret"])
def test_by_default_any_pair_that_is_not_empty_is_good(listrak_mock, connection, user, password):
    listrak_mock.play("send-to-list", ListID=12345)
    status, _, body = connection.call("1.1", 12345, user=user, password=password)
    assert (status == 200) is bool(user and password)
    if status == 500:
        assert "[InvalidLogonAttempt]" in fault_of(body).text


def test_no_password_is_kept(listrak_mock, connection):
    listrak_mock.play("send-to-list", ListID=12345)
    connection.call("1.1", 12345, password="hunter2-hunter2")
    (call,) = listrak_mock.calls
    assert b"<UserName>ann</UserName>" in call.request
    assert b"hunter2" not in call.request
    assert "hunter2" not in listrak_mock.transcript() + repr(call)
