"""The same answers as a WSGI application, by Werkzeug's test client."""

from __future__ import annotations

import http.client
import threading

import pytest
from werkzeug.middleware.dispatcher import DispatcherMiddleware
from werkzeug.test import Client
from werkzeug.wrappers import Response

from mockserver import MockServer, Process, Settings, Status, UnansweredCalls
from mockserver.contract import ENDPOINT
from tests.server.test_server import locations
from tests.soap import HEADERS_11, HEADERS_12, SOAP11, SOAP12, fault_of, list_id, rows_of

HEADERS = {"Content-Type": HEADERS_11["content-type"], "SOAPAction": HEADERS_11["soapaction"]}


@pytest.fixture
def server():
    return MockServer()


def test_a_call_is_answered_and_remembered(server):
    answer = Client(server.wsgi_app).post(ENDPOINT, data=list_id("1101"), headers=HEADERS)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/xml; charset=utf-8")
    assert rows_of(answer.data)[0]["CurrentStep"] == "1"
    answer.close()
    assert [(call.ListID, call.outcome) for call in server.sandbox.calls] == [(1101, "sent")]


def test_it_answers_byte_for_byte_as_the_socket_does(server):
    server.sandbox.script(7, processes=[Process(ProcessStartTime="2015-03-09T10:15:30")])
    server.sandbox.script(8, processes=[Process(ProcessStartTime="2015-03-09T10:15:30")])
    client = Client(server.wsgi_app)
    first = client.post(ENDPOINT, data=list_id("7"), headers=HEADERS)
    with server:
        connection = http.client.HTTPConnection(server.host, server.port, timeout=10)
        connection.request("POST", ENDPOINT, list_id("8"), HEADERS)
        second = connection.getresponse()
        body = second.read()
        connection.close()
    assert first.data.replace(b"<ListID>7<", b"<ListID>8<") == body
    assert {name for name, _ in first.headers} == {name for name, _ in second.getheaders()}


@pytest.mark.parametrize("mount", ["", "/mock"])
def test_mounted_anywhere_the_wsdl_leads_back(server, mount):
    application = DispatcherMiddleware(Response("not here", status=404), {mount: server.wsgi_app}) if mount else None
    client = Client(application or server.wsgi_app)
    answer = client.get(f"{mount}{ENDPOINT}?WSDL", base_url="https://example.org")
    assert locations(answer.data) == {f"https://example.org{mount}{ENDPOINT}"}
    called = client.post(f"{mount}{ENDPOINT}", data=list_id("1101"), headers=HEADERS)
    assert called.status_code == 200
    assert client.get(f"{mount}/__mock__/health").json["status"] == "ok"


def test_thousands_of_rows_and_faults_come_too(server):
    server.sandbox.script(7, processes=[Process(MaxStep=number) for number in range(1, 500)])
    client = Client(server.wsgi_app)
    assert len(rows_of(client.post(ENDPOINT, data=list_id("7"), headers=HEADERS).data)) == 499
    assert "[mock]" in fault_of(client.post(ENDPOINT, data=list_id("8"), headers=HEADERS).data).text


def test_closing_a_sandbox_ends_the_waiting_here_too(server):
    with server:
        sandbox = server.new_sandbox("slow")
        sandbox.script(7, [Status(delay="60s")], processes=[])
        answers = []

        def ask():
            path = f"/s/slow{ENDPOINT}"
            answers.append(Client(server.wsgi_app).post(path, data=list_id("7"), headers=HEADERS))

        waiting = threading.Thread(target=ask)
        waiting.start()
        while not sandbox.calls:
            waiting.join(0.001)
        sandbox.close()
        waiting.join(20)
    (answer,) = answers
    assert (answer.status_code, answer.text) == (503, "[mock] The sandbox was closed while its answer was delayed.\n")
    assert [call.outcome for call in sandbox.calls] == ["cut"]


UNBREAKABLE = (
    "[mock] This answer's wire '{}' needs the built-in server: under WSGI a connection can't be broken. "
    "Use MockServer(...).url, or leave the wire out."
)


@pytest.mark.parametrize(
    "wire", ["reset", "reset-midway", "empty", "garbage", "hang", "half-close", "wrong-length", "bad-chunk"]
)
@pytest.mark.parametrize("version", ["1.1", "1.2"])
def test_a_wire_that_wsgi_cannot_break_is_a_fault_in_the_callers_version(server, wire, version):
    server.sandbox.script(7, [Status(wire=wire, delay="60s"), Status()], processes=[])
    client = Client(server.wsgi_app)
    body = list_id("7") if version == "1.1" else list_id("7").replace(SOAP11, SOAP12)
    headers = HEADERS if version == "1.1" else {"Content-Type": HEADERS_12["content-type"]}
    with client.post(ENDPOINT, data=body, headers=headers) as answer:
        assert answer.status_code == 500
        assert answer.headers["Content-Type"] == {"1.1": HEADERS_11, "1.2": HEADERS_12}[version]["content-type"]
        code = {"1.1": "Server", "1.2": "Receiver"}[version]
        assert fault_of(answer.data) == (version, code, UNBREAKABLE.format(wire))
    with client.post(ENDPOINT, data=body, headers=headers) as answer:
        assert (answer.status_code, rows_of(answer.data)) == (200, [])
    first, second = server.sandbox.calls
    assert (first.status, first.fault, first.rows, first.answered_by) == (500, UNBREAKABLE.format(wire), (), "nobody")
    assert [first.outcome, second.outcome] == ["sent", "sent"]
    assert server.sandbox.unanswered == (first,)
    assert f"NOT ANSWERED: This answer's wire '{wire}' needs" in server.sandbox.transcript()
    with pytest.raises(UnansweredCalls, match="needs the built-in server"):
        server.sandbox.check()


def test_one_poll_after_another_is_sent_though_the_client_closes_no_answer(server):
    server.sandbox.script(7, processes=[Process(MaxStep=2)])
    client = Client(server.wsgi_app)
    for _ in range(5):
        assert rows_of(client.post(ENDPOINT, data=list_id("7"), headers=HEADERS).get_data())
    polls = server.sandbox.polls(ListID=7)
    assert [call.outcome for call in polls] == ["sent"] * 5
    assert polls.overlapping == []
    assert polls.completed_at is not None


def test_what_drips_and_what_is_truncated_comes_as_the_socket_sends_it(server):
    answers = [Status(drip={"bytes": 100, "every": "1ms"}), Status(wire={"truncated": 50})]
    server.sandbox.script(7, answers, processes=[])
    client = Client(server.wsgi_app)
    with client.post(ENDPOINT, data=list_id("7"), headers=HEADERS) as dripped:
        assert rows_of(dripped.data) == []
    with client.post(ENDPOINT, data=list_id("7"), headers=HEADERS) as truncated:
        assert truncated.data == dripped.data[:50]
    assert [call.outcome for call in server.sandbox.calls] == ["sent", "sent"]


def test_closing_a_sandbox_ends_a_drip_here_too(server):
    with server:
        sandbox = server.new_sandbox("slow")
        sandbox.script(7, [Status(drip={"bytes": 100, "every": "60s"})], processes=[])
        path = f"/s/slow{ENDPOINT}"
        with Client(server.wsgi_app).post(path, data=list_id("7"), headers=HEADERS) as answer:
            sandbox.close()
            assert len(answer.data) == 100
    assert [call.outcome for call in sandbox.calls] == ["cut"]


def test_the_longest_request_is_that_of_the_settings():
    application = MockServer(settings=Settings(max_request_bytes=5_000_000)).wsgi_app
    body = list_id("1101").replace("<soap:Body>", f"<soap:Body><!--{'x' * 4_500_000}-->")
    assert Client(application).post(ENDPOINT, data=body, headers=HEADERS).status_code == 200
