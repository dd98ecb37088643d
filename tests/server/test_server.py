"""MockServer, as somebody uses it who has no pytest."""

from __future__ import annotations

import contextlib
import http.client
import json
import socket
import threading

import pytest
from lxml import etree

from mockserver import (
    ListrakMockError,
    MockServer,
    PortInUse,
    Process,
    SandboxClosed,
    Scenario,
    ScenarioError,
    Settings,
    Status,
)
from mockserver.contract import ENDPOINT
from tests.server.conftest import Client
from tests.soap import HEADERS_12, SOAP12, envelope, fault_of, list_id, rows_of


def locations(wsdl: bytes) -> set[str]:
    return {address.get("location") for address in etree.fromstring(wsdl).iter("{*}address")}


def test_without_scenarios_it_plays_the_catalogue(server, client):
    (row,) = rows_of(client.call(list_id("1101")).body)
    assert (row["ListID"], row["CurrentStep"], row["MaxStep"]) == ("1101", "1", "4")


def test_scenarios_are_files_folders_and_objects(tmp_path):
    (tmp_path / "one.yaml").write_text("scenario: one\nListID: 1\nprocesses: []\n")
    story = Scenario("two", ListID=2, processes=[Process(MaxStep=9)])
    with MockServer(tmp_path, story) as server:
        client = Client(server)
        assert rows_of(client.call(list_id("1")).body) == []
        assert rows_of(client.call(list_id("2")).body)[0]["MaxStep"] == "9"
        assert "No script answers" in fault_of(client.call(list_id("1101")).body).text
        client.close()


def test_a_mistake_in_a_scenario_is_told_before_anything_listens(tmp_path):
    (tmp_path / "wrong.yaml").write_text("scenario: one\nListID: x\nprocesses: []\nthen: what\n")
    with pytest.raises(ScenarioError) as caught:
        MockServer(tmp_path)
    assert [mistake.line for mistake in caught.value.mistakes] == [2, 4]


def test_no_scenario_is_an_error(tmp_path):
    with pytest.raises(ScenarioError, match="no scenario files"):
        MockServer(tmp_path)


def test_it_has_no_address_before_it_starts():
    server = MockServer()
    with pytest.raises(ListrakMockError, match="start it first"):
        _ = server.url
    assert "not running" in repr(server)


def test_a_server_on_all_addresses_names_one_that_clients_can_use(monkeypatch):
    server = MockServer(host="0.0.0.0", port=8080)
    monkeypatch.setattr(type(server), "port", 8080)  # not started: tests bind nothing but loopback
    assert server.url == f"http://127.0.0.1:8080{ENDPOINT}"


def test_start_and_stop_may_be_repeated(server):
    port = server.port
    assert server.start() is server
    assert server.port == port
    server.stop()
    server.stop()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((server.host, port), timeout=5)
    with server:
        client = Client(server)
        assert server.port == port
        assert client.call(list_id("1101")).status == 200
        client.close()


def test_a_taken_port_is_a_plain_error(server):
    with pytest.raises(PortInUse, match=rf"can't listen on 127.0.0.1:{server.port}: Address already in use") as caught:
        MockServer(port=server.port).start()
    assert (caught.value.host, caught.value.port) == ("127.0.0.1", server.port)


CREDENTIALS = 'credentials= is a dict of user names and their passwords, such as {"me": "my password"}; got '
SETTINGS = 'settings= is a Settings object, such as Settings(no_date="start"), not '
LIBRARY = "library= is a Library, such as Library([Path('scenarios')]), not "
PORT = "port= is a number from 0 to 65535 (0 picks a free one), not "


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"port": "x"}, PORT + "'x'"),
        ({"port": None}, PORT + "None"),
        ({"port": True}, PORT + "True"),
        ({"host": 5}, 'host= is an address of this machine as text, such as "127.0.0.1", not 5'),
        (
            {"settings": {"no_date": "start"}},
            "settings= is a Settings object, such as Settings(no_date=\"start\"), not {'no_date': 'start'}",
        ),
        ({"credentials": "abc"}, CREDENTIALS + "a value of type str"),
        ({"credentials": [("ann", "s3cret")]}, CREDENTIALS + "a value of type list"),
        ({"credentials": {"ann": None}}, CREDENTIALS + "a password of type NoneType"),
        ({"credentials": {1: "s3cret"}}, CREDENTIALS + "a user name of type int"),
        ({"credentials": {"ann": "s3cret", "bob": ""}}, CREDENTIALS + "an empty password"),
        ({"credentials": {"": "s3cret"}}, CREDENTIALS + "an empty user name"),
        ({"credentials": {}}, CREDENTIALS + "an empty one, which lets nobody in"),
        ({"on_call": 5}, "on_call= is a function that is called with each Call, not 5"),
        ({"library": 5}, LIBRARY + "5"),
    ],
)
def test_an_argument_that_can_not_be_meant_is_told_at_once(given, told):
    with pytest.raises(ListrakMockError) as caught:
        MockServer(**given)
    assert str(caught.value).startswith(told)
    assert "s3cret" not in str(caught.value)


@pytest.mark.parametrize(("given", "told"), [(None, "None"), (5, "5"), (["a.yaml"], "['a.yaml']"), (b"a", "b'a'")])
def test_what_is_no_scenario_is_told_at_once(given, told):
    with pytest.raises(ListrakMockError) as caught:
        MockServer(given)
    assert str(caught.value) == f"expected scenario files, folders or Scenario objects, got {told}"


def test_a_name_too_long_for_a_file_is_a_mistake_like_any():
    with pytest.raises(ScenarioError, match="the file can't be read: File name too long"):
        MockServer("9" * 5_000)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"name": 5}, "the name of a sandbox is text for its URL, not 5"),
        ({"settings": "x"}, SETTINGS + "a value of type str"),
        ({"settings": True}, SETTINGS + "a value of type bool"),
        ({"settings": {}}, SETTINGS + "{}"),
        (
            {"settings": {"credentials": {"ann": "s3cret"}, "Credentials": "ann:s3cret", "no_date": "start"}},
            SETTINGS + "{'credentials': '***', 'Credentials': '***', 'no_date': 'start'}",
        ),
        ({"library": "scenarios"}, LIBRARY + "'scenarios'"),
    ],
)
def test_a_sandbox_takes_no_argument_that_can_not_be_meant(server, given, told):
    with pytest.raises(ListrakMockError) as caught:
        server.new_sandbox(**given)
    assert str(caught.value) == told
    assert server.sandboxes == {}


def test_a_sandbox_takes_no_credentials_that_can_not_be_meant(server):
    with pytest.raises(ListrakMockError, match=r"a password of type NoneType; leave it out to let in any user name"):
        server.new_sandbox(credentials={"ann": None})


def test_it_stops_with_connections_open(server):
    idle = [socket.create_connection((server.host, server.port), timeout=5) for _ in range(20)]
    half = socket.create_connection((server.host, server.port), timeout=5)
    half.sendall(f"POST {ENDPOINT} HTTP/1.1\r\nHost: a\r\nContent-Length: 99\r\n\r\nhalf".encode())
    last = Client(server)
    last.call()  # connections are accepted in order: now all are
    last.close()
    server.stop()
    for connection in [*idle, half]:
        assert connection.recv(1) == b""
        connection.close()


def test_offline_the_port_refuses_and_then_goes_on(server, client):
    client.call(list_id("1101"))
    with server.offline(), pytest.raises(ConnectionRefusedError):
        socket.create_connection((server.host, server.port), timeout=5)
    client.close()
    (row,) = rows_of(client.call(list_id("1101")).body)
    assert row["CurrentStep"] == "2", "the story is not forgotten"


def test_nothing_is_left_behind():
    before = set(threading.enumerate())
    for _ in range(3):
        with MockServer() as server:
            client = Client(server)
            client.call()
            client.close()
    assert set(threading.enumerate()) == before


def test_sandboxes_do_not_disturb_each_other(server, client):
    one, two = server.new_sandbox("one"), server.new_sandbox("two")
    one.play("send-to-list", ListID=7)
    two.script(7, processes=[Process(MaxStep=9)])
    prefixes = [sandbox.base_url.removeprefix(server.base_url) for sandbox in (one, two, one, two)]
    rows = [rows_of(client.call(list_id("7"), prefix=prefix).body)[0] for prefix in prefixes]
    assert [(row["CurrentStep"], row["MaxStep"]) for row in rows] == [("1", "4"), ("1", "9"), ("2", "4"), ("2", "9")]
    assert [len(sandbox.calls) for sandbox in (one, two, server.sandbox)] == [2, 2, 0]


def test_equal_and_odd_names_become_urls_of_their_own(server):
    names = [server.new_sandbox(name).name for name in ("a", "a", "test_x[ä/b c]", "", None, "x" * 500)]
    assert names[0] == "a"
    assert len(set(names)) == len(names)
    assert all(name.isascii() and "/" not in name and len(name) <= 100 for name in names)


@pytest.mark.parametrize("host", [None, "mock.example:8080", "listrak_mock:8080", "[::1]:81", "a..b:1", "x&y"])
def test_the_wsdls_address_is_that_of_the_request(server, client, host):
    sandbox = server.new_sandbox("mine")
    headers = {"Host": host} if host else {}
    base = f"http://{host}" if host else server.base_url
    for prefix in ("", "/s/mine"):
        answer = client.ask("GET", f"{prefix}{ENDPOINT}?wsdl", headers=headers)
        assert locations(answer.body) == {f"{base}{prefix}{ENDPOINT}"}
    health = json.loads(client.ask("GET", "/__mock__/health", headers=headers).body)
    assert health["url"] == f"{base}{ENDPOINT}"
    assert sandbox.wsdl_url == f"{server.base_url}/s/mine{ENDPOINT}?WSDL"


@pytest.mark.parametrize(
    ("host", "told"),
    [
        ("UPPER.example:80", "upper.example"),
        ("x:", "x"),
        ("x:080", "x"),
        ("x:0443", "x:443"),
        ("[::1]:80", "[::1]"),
        ("[::AB]", "[::ab]"),
    ],
)
def test_the_host_is_written_as_dotnets_uri_writes_it(client, host, told):
    answer = client.ask("GET", f"{ENDPOINT}?wsdl", headers={"Host": host})
    assert locations(answer.body) == {f"http://{told}{ENDPOINT}"}


def test_without_a_host_the_wsdls_address_is_that_of_the_server(server):
    with socket.create_connection((server.host, server.port), timeout=5) as connection:
        connection.sendall(f"GET {ENDPOINT}?WSDL HTTP/1.0\r\n\r\n".encode())
        answer = b"".join(iter(lambda: connection.recv(65536), b""))
    assert locations(answer.partition(b"\r\n\r\n")[2]) == {server.url}


def test_a_trailing_path_is_told_as_it_came(client):
    answer = client.ask("GET", f"{ENDPOINT.upper()}/GetLegacyProcessStatus")
    assert b"unexpectedly ending in '/GetLegacyProcessStatus'." in answer.body


@pytest.mark.parametrize("path", ["/v31/IntegrationService%252Easmx", "/v31/IntegrationService.asmx%3Fx"])
def test_a_path_is_decoded_once(client, path):
    assert client.ask("POST", path, list_id("1101"), {"Content-Type": "text/xml"}).status == 404


def test_closing_a_sandbox_hangs_up_on_who_waits(server):
    sandbox = server.new_sandbox("slow")
    sandbox.script(7, [Status(delay=60)], processes=[])
    client = Client(server)
    waiting = threading.Thread(target=client.call, args=(list_id("7"),), kwargs={"prefix": "/s/slow"})
    caught: list[type[BaseException]] = []
    hook, threading.excepthook = threading.excepthook, lambda args: caught.append(args.exc_type)
    try:
        waiting.start()
        while not sandbox.calls:
            waiting.join(0.001)
        sandbox.close()
        waiting.join(10)
    finally:
        threading.excepthook = hook
    client.close()
    assert caught == [http.client.RemoteDisconnected]
    assert [call.outcome for call in sandbox.calls] == ["cut"]


def test_an_answer_that_was_received_is_noted_as_sent(server, client):
    for _ in range(200):
        client.call(list_id("1101"))
        assert server.sandbox.calls[-1].outcome == "sent"


def test_the_path_of_the_endpoint_is_taken_in_any_case(server, client):
    assert client.ask("POST", ENDPOINT.upper(), list_id("1101"), {"Content-Type": "text/xml"}).status == 200
    assert client.ask("GET", ENDPOINT.lower() + "?WSDL").status == 200


def test_a_post_with_a_query_is_still_soap(server, client):
    assert client.ask("POST", ENDPOINT + "?op=x", list_id("1101"), {"Content-Type": "text/xml"}).status == 200


def test_requests_that_are_no_calls_stand_in_the_transcript_only(server, client):
    sandbox = server.new_sandbox("mine")
    sandbox.play("send-to-list", ListID=7)
    client.ask("GET", f"/s/mine{ENDPOINT}?wsdl")
    client.call(list_id("7"), prefix="/s/mine")
    for _ in range(5):
        client.ask("POST", "/s/mine/v31/IntegrationService.asm", list_id("7"))
    wsdl, call, wrong, more = sandbox.transcript().splitlines()
    assert wsdl.endswith(f" GET /s/mine{ENDPOINT}?wsdl → no call (HTTP 200)")
    assert call.endswith("→ status: Send to List 1/4")
    assert wrong.endswith(" POST /s/mine/v31/IntegrationService.asm → no call (HTTP 404)")
    assert "the same 4 times more" in more
    assert len(sandbox.calls) == 1
    assert server.sandbox.transcript() == "no calls"
    sandbox.reset()
    assert sandbox.transcript() == "no calls"


def test_a_password_in_a_query_is_not_kept(server, client):
    client.ask("GET", f"{ENDPOINT}/GetLegacyProcessStatus?ListID=1&UserName=me&Pass%77ord=topsecret&pwd=topsecret&x")
    transcript = server.sandbox.transcript()
    assert "?ListID=1&UserName=me&Password=***&pwd=***&x → no call" in transcript
    assert "topsecret" not in transcript


def test_a_late_call_to_a_closed_sandbox_is_told_whose_it_was(server, client):
    sandbox = server.new_sandbox("mine", origin="tests/test_a.py::test_b")
    sandbox.close()
    said = fault_of(client.call(envelope(namespace=SOAP12), HEADERS_12, prefix="/s/mine").body)
    assert (said.version, said.code) == ("1.2", "Receiver")
    assert said.text.startswith("[mock] ")
    assert "tests/test_a.py::test_b" in said.text
    with pytest.raises(SandboxClosed):
        sandbox.play("send-to-list")
    assert sandbox.calls == ()


def test_a_sandbox_that_never_was_is_told_too(server, client):
    assert "[mock]" in fault_of(client.call(prefix="/s/nobody").body).text


def test_sandboxes_are_bounded():
    with MockServer(settings=Settings(max_sandboxes=2, kept_closed=1)) as server:
        first, _ = server.new_sandbox("a"), server.new_sandbox("b")
        with pytest.raises(ListrakMockError, match="2 sandboxes are open"):
            server.new_sandbox("c")
        first.close()
        server.new_sandbox("c").close()
        assert server.new_sandbox("a").name == "a", "its name is forgotten"


def test_health_tells_that_it_is_ready(server, client):
    server.new_sandbox()
    answer = client.ask("GET", "/__mock__/health")
    state = json.loads(answer.body)
    assert (answer.status, answer.headers["content-type"]) == (200, "application/json")
    assert (state["status"], state["sandboxes"], state["url"]) == ("ok", 1, server.url)
    assert state["scenarios"] == len(server.sandbox.scripts) > 10
    assert client.ask("POST", "/__mock__/health", "").status == 405


@pytest.mark.parametrize(
    ("method", "target", "status", "content_type"),
    [
        ("GET", ENDPOINT, 200, "text/html; charset=utf-8"),
        ("GET", ENDPOINT + "?op=GetLegacyProcessStatus", 200, "text/html; charset=utf-8"),
        ("GET", ENDPOINT + "?disco", 200, "text/xml; charset=utf-8"),
        ("GET", ENDPOINT + "/GetLegacyProcessStatus", 500, "text/html; charset=utf-8"),
        ("POST", ENDPOINT + "/", 500, "text/html; charset=utf-8"),
        ("HEAD", ENDPOINT, 405, "text/html; charset=utf-8"),
        ("DELETE", ENDPOINT, 405, "text/html; charset=utf-8"),
        ("OPTIONS", ENDPOINT, 200, "text/html; charset=utf-8"),
        ("GET", "/", 404, "text/html; charset=utf-8"),
        ("POST", "/v31/Other.asmx", 404, "text/html; charset=utf-8"),
        ("GET", "/__mock__//health", 404, "text/html; charset=utf-8"),
        ("GET", "/s/nobody" + ENDPOINT, 200, "text/html; charset=utf-8"),
        ("GET", "/%ff//x", 404, "text/html; charset=utf-8"),
    ],
)
def test_what_is_not_soap_gets_a_page(client, method, target, status, content_type):
    answer = client.ask(method, target, b"" if method == "POST" else None)
    assert (answer.status, answer.headers["content-type"]) == (status, content_type)
    assert answer.headers["server"] == "Microsoft-IIS/10.0"
    assert (answer.body == b"") is (method in ("HEAD", "OPTIONS"))


def test_credentials_narrow_who_is_let_in(client):
    with MockServer(credentials={"ann": "s3cret"}) as server:
        narrow = Client(server)
        assert "[InvalidLogonAttempt]" in fault_of(narrow.call(list_id("1101")).body).text
        good = list_id("1101").replace(">me<", ">ann<").replace(">secret<", ">s3cret<")
        assert narrow.call(good).status == 200
        narrow.close()


def test_on_call_is_told_each_call():
    told: list[object] = []
    done = threading.Event()

    def on_call(call):
        told.append((call.number, call.ListID, call.status, call.outcome))
        done.set()

    with MockServer(on_call=on_call) as server:
        client = Client(server)
        client.call(list_id("1101"))
        assert done.wait(5)
        client.close()
    assert told == [(1, 1101, 200, "sent")]


def test_connections_are_bounded_by_a_setting() -> None:
    with MockServer(settings=Settings(max_connections=1)) as server:
        first, second = (http.client.HTTPConnection(server.host, server.port, timeout=20) for _ in "ab")
        with contextlib.closing(first), contextlib.closing(second):
            statuses = []
            for connection in (first, second):
                connection.request("GET", "/__mock__/health")
                statuses.append(connection.getresponse().status)
    assert statuses == [200, 503]
