"""A polling client with its tests, as a user would write them."""

from __future__ import annotations

import time
import xml.etree.ElementTree as ET
from urllib.error import HTTPError
from urllib.request import ProxyHandler, Request, build_opener

import pytest

from mockserver import Fault, Http, Process, Status

TNS = "{http://webservices.listrak.com/v31/}"
ENVELOPE = """<?xml version="1.0" encoding="utf-8"?>
<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/">
  <soap:Header>
    <WSUser xmlns="http://webservices.listrak.com/v31/"><UserName>ann</UserName><Password>s3cret</Password></WSUser>
  </soap:Header>
  <soap:Body>
    <GetLegacyProcessStatus xmlns="http://webservices.listrak.com/v31/"><ListID>{}</ListID></GetLegacyProcessStatus>
  </soap:Body>
</soap:Envelope>"""


class GaveUp(Exception):
    """The processes were not done in time."""


def wait_for_completion(url: str, ListID: int, *, most_polls: int = 10, sleep=time.sleep) -> int:
    """The code under test: asks until every process of the list is done; returns how often it asked."""
    for poll in range(1, most_polls + 1):
        rows = ask(url, ListID)
        if rows is not None and all(row.findtext(f"{TNS}CurrentStep") == row.findtext(f"{TNS}MaxStep") for row in rows):
            return poll
        sleep(60)
    raise GaveUp(f"list {ListID} is not done after {most_polls} polls")


def ask(url: str, ListID: int):
    """The rows of a list; None if the service is busy."""
    headers = {
        "Content-Type": "text/xml; charset=utf-8",
        "SOAPAction": '"http://webservices.listrak.com/v31/GetLegacyProcessStatus"',
    }
    request = Request(url, ENVELOPE.format(ListID).encode(), headers)
    try:
        with build_opener(ProxyHandler({})).open(request, timeout=10) as answer:
            return list(ET.fromstring(answer.read()).iter(f"{TNS}WSLegacyProcessStatus"))
    except HTTPError as error:
        with error:
            if error.code != 503:
                raise
            return None


@pytest.fixture
def naps():
    return []


@pytest.mark.listrak_mock("send-to-list", ListID=12345)
def test_it_stops_when_the_process_is_complete(listrak_mock, naps):
    assert wait_for_completion(listrak_mock.url, 12345, sleep=naps.append) == 4
    assert naps == [60, 60, 60]
    assert [call.rows[0].CurrentStep for call in listrak_mock.calls] == [1, 2, 3, 4]


def test_it_waits_for_the_slowest_process(listrak_mock, naps):
    listrak_mock.script(7, processes=[Process(MaxStep=2), Process("Send to File", MaxStep=5)])
    assert wait_for_completion(listrak_mock.url, 7, sleep=naps.append) == 5


def test_it_survives_a_busy_service(listrak_mock, naps):
    listrak_mock.script(7, [Status(), Http(503, calls=2), Status()], processes=[Process(MaxStep=3)])
    assert wait_for_completion(listrak_mock.url, 7, sleep=naps.append) == 5
    assert [call.status for call in listrak_mock.calls] == [200, 503, 503, 200, 200]


def test_it_gives_up_on_a_process_that_stalls(listrak_mock, naps):
    listrak_mock.play("stalls", ListID=7)
    with pytest.raises(GaveUp, match="after 10 polls"):
        wait_for_completion(listrak_mock.url, 7, sleep=naps.append)
    assert len(listrak_mock.calls) == 10


def test_it_does_not_swallow_a_fault(listrak_mock, naps):
    listrak_mock.script(7, [Fault("the list was deleted")])
    with pytest.raises(HTTPError, match="500"):
        wait_for_completion(listrak_mock.url, 7, sleep=naps.append)
