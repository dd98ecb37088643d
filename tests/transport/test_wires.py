"""Broken answers: the bytes that arrive, how the connection ends, and what clients make of it."""

import contextlib
import http.client
import itertools
import select
import threading
import time

import pytest
import requests

from mockserver.hangup import Hangup
from mockserver.messages import Drip, Reply
from tests.transport.conftest import PATIENCE

BODY = bytes(range(256)) * 4
GET = b"GET /a HTTP/1.1\r\nHost: test\r\n\r\n"
CLOSE = b"GET /a HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n"
HEAD = b"HEAD /a HTTP/1.1\r\nHost: test\r\n\r\n"
OLD = b"GET /a HTTP/1.0\r\n\r\n"
GARBAGE = b"\x00\xff\xfe\x15 [mock] These bytes are not HTTP. \xfe\xff\x00\r\n\r\n"
ENDING = ["reset", "reset-midway", "empty", "garbage", "half-close", "wrong-length", "bad-chunk"]
"""All wires but ``hang``, which never ends, and ``truncated``, which is not broken."""


def arrives(wire, body, status="200 OK", connection=b""):
    """What a client gets of an answer with this body, and how its connection ends."""

    def head(framing):
        return f"HTTP/1.1 {status}\r\n{framing}\r\n".encode() + connection + b"\r\n"

    size, half = len(body), body[: len(body) // 2]
    chunk = f"{len(half):x}\r\n".encode() + half + b"\r\n" if half else b""
    return {
        "reset": (b"", "reset"),
        "reset-midway": (head(f"Content-Length: {size}") + half, "reset"),
        "empty": (b"", "closed"),
        "garbage": (GARBAGE, "closed"),
        "half-close": (head(f"Content-Length: {size}") + half, "closed"),
        "wrong-length": (head(f"Content-Length: {size + 64}") + body, "closed"),
        "bad-chunk": (head("Transfer-Encoding: chunked") + chunk + b"no-size\r\n", "closed"),
    }[wire]


@pytest.mark.parametrize("wire", ENDING)
class TestWhatArrives:
    @pytest.mark.parametrize("size", [0, 1, 2, 1_023, 16_384, 65_536, 262_144, 2_000_000])
    @pytest.mark.parametrize("drip", [None, Drip(200_000, 0.0)], ids=["in one go", "dripping"])
    def test_it_is_the_part_that_the_wire_says_whatever_the_length(self, serve, connect, echo, wire, size, drip):
        body = (BODY * (size // 1_024 + 1))[:size]
        echo.answer = lambda _: Reply(200, body, wire=wire, drip=drip)
        client = connect(serve(echo))
        client.send(GET)
        assert client.to_the_end() == arrives(wire, body)
        assert echo.next_outcome() == "cut"

    @pytest.mark.parametrize("delay", [0.0, 0.001])
    @pytest.mark.parametrize("drip", [None, Drip(100, 0.001), Drip(10_000, 60.0)], ids=["in one go", "drip", "piece"])
    @pytest.mark.parametrize(
        ("request_bytes", "connection"),
        [(GET, b""), (CLOSE, b"Connection: close\r\n"), (OLD, b"Connection: close\r\n")],
    )
    def test_so_it_is_late_and_slow_and_where_the_client_closes(
        self, serve, connect, echo, wire, delay, drip, request_bytes, connection
    ):
        echo.answer = lambda _: Reply(200, BODY, wire=wire, drip=drip, delay=delay)
        client = connect(serve(echo))
        client.send(request_bytes)
        assert client.to_the_end() == arrives(wire, BODY, connection=connection)
        assert echo.next_outcome() == "cut"

    @pytest.mark.parametrize(("request_bytes", "status"), [(HEAD, 200), (GET, 204), (GET, 304)])
    def test_an_answer_that_may_have_no_body_has_none(self, serve, connect, echo, wire, request_bytes, status):
        echo.answer = lambda _: Reply(status, BODY, wire=wire)
        client = connect(serve(echo))
        client.send(request_bytes)
        data, end = client.to_the_end()
        assert (end == "reset") == (wire in {"reset", "reset-midway"})
        if wire in {"reset", "empty"}:
            assert data == b""
        elif wire == "garbage":
            assert data == GARBAGE
        else:
            assert data.startswith(f"HTTP/1.1 {status} ".encode())
            assert data.index(b"\r\n\r\n") == len(data) - 4
            assert (b"Content-Length" in data or b"Transfer-Encoding" in data) == (status == 200)
        assert echo.next_outcome() == "cut"

    def test_a_header_that_http_cannot_carry_is_a_whole_500(self, serve, connect, echo, wire):
        echo.answer = lambda _: Reply(200, BODY, (("X-Name", "\u65e5"),), wire=wire)
        client = connect(serve(echo))
        if wire in {"reset", "empty", "garbage"}:  # no header is sent
            client.send(GET)
            assert client.to_the_end() == arrives(wire, BODY)
        else:
            assert client.ask(GET).status == 500
        assert echo.next_outcome() == "cut"

    def test_answers_before_it_arrive_whole_and_requests_behind_it_are_dropped(self, serve, connect, echo, wire):
        wires = itertools.chain([None, None, wire], itertools.repeat(None))
        echo.answer = lambda _: Reply(200, BODY, wire=next(wires))
        client = connect(serve(echo, pipelined=4))
        client.send(GET * 50)
        whole = b"HTTP/1.1 200 OK\r\nContent-Length: 1024\r\n\r\n" + BODY
        part, end = arrives(wire, BODY)
        assert client.to_the_end() == (whole * 2 + part, end)
        assert [echo.next_outcome() for _ in range(3)] == ["sent", "sent", "cut"]
        assert echo.requests.qsize() == 3
        assert echo.outcomes.empty()

    def test_a_client_that_ended_its_half_gets_it_too(self, serve, connect, echo, wire):
        ended = threading.Event()

        def work(request):
            assert ended.wait(PATIENCE)
            return echo(request)

        echo.answer = lambda _: Reply(200, BODY, wire=wire)
        client = connect(serve(lambda request: lambda: work(request)))
        client.send(GET)
        client.end()
        ended.set()
        assert client.to_the_end() == arrives(wire, BODY)
        assert echo.next_outcome() == "cut"

    def test_one_that_reads_slowly_gets_all_of_it_before_the_end(self, serve, connect, echo, wire):
        body = BODY * 4_000
        echo.answer = lambda _: Reply(200, body, wire=wire)
        client = connect(serve(echo), receive_buffer=16_384)
        client.send(GET)
        assert client.to_the_end() == arrives(wire, body)


def test_a_truncated_answer_is_well_formed_http_sent_whole(serve, connect, echo):
    echo.answer = lambda _: Reply(200, BODY[:100], wire="truncated", drip=Drip(30, 0.0))
    client = connect(serve(echo))
    for _ in range(2):
        assert client.ask(GET).body == BODY[:100]
        assert echo.next_outcome() == "sent"


def test_a_reset_waits_for_a_client_that_does_not_read_only_so_long(serve, connect, echo):
    echo.answer = lambda _: Reply(200, bytes(60_000), wire="reset-midway")
    client = connect(serve(echo, write_seconds=0.05), receive_buffer=2_048)
    client.send(GET)
    broken = select.poll()
    broken.register(client.sock, 0)  # errors are told always
    assert broken.poll(20_000)
    data, end = client.to_the_end()
    assert (end, len(data) < 30_000) == ("reset", True)
    assert echo.next_outcome() == "cut"


def test_where_the_system_does_not_tell_what_has_arrived_a_reset_waits_a_moment(serve, connect, echo, monkeypatch):
    monkeypatch.setattr("mockserver.transport.resetting._unacknowledged", lambda _sock: None)
    wires = itertools.cycle(["reset", "reset-midway"])
    echo.answer = lambda _: Reply(200, BODY, wire=next(wires))
    listener = serve(echo)
    for wire in ("reset", "reset-midway"):
        client = connect(listener)
        client.send(GET)
        assert client.to_the_end() == arrives(wire, BODY)


@pytest.mark.parametrize("ends_half", [False, True])
@pytest.mark.parametrize("leave", ["close", "reset"])
def test_a_client_that_leaves_before_the_reset_is_let_go(serve, connect, echo, reset, leave, ends_half):
    echo.answer = lambda request: Reply(200, bytes(60_000), wire="reset-midway" if request.target == "/a" else None)
    listener = serve(echo, connections=1)
    client = connect(listener, receive_buffer=2_048)
    client.send(GET)
    assert echo.next_outcome() == "cut"
    if ends_half:
        client.end()
        assert is_full(listener, connect)
    {"close": client.close, "reset": lambda: reset(client)}[leave]()
    until_there_is_room(listener, connect)


@pytest.mark.parametrize("wire", ["empty", "garbage", "half-close", "wrong-length", "bad-chunk"])
def test_a_client_that_goes_on_sending_gets_an_end_and_no_reset(serve, connect, echo, wire):
    """Closing on bytes that nobody reads would reset."""
    echo.answer = lambda _: Reply(200, BODY, wire=wire)
    client = connect(serve(echo, linger_seconds=PATIENCE))
    client.send(GET * 100_000)
    assert client.to_the_end() == arrives(wire, BODY)


class TestHeldConnections:
    """Of ``hang`` and ``half-close``: open until the client goes, somebody hangs up, or the server stops."""

    @pytest.fixture
    def hangup(self):
        return Hangup()

    @pytest.fixture(params=["hang", "half-close"])
    def wire(self, echo, hangup, request):
        echo.answer = lambda asked: (
            Reply(200, BODY, wire=request.param, hangup=hangup) if asked.target == "/a" else Reply(200)
        )
        return request.param

    @staticmethod
    def held(listener, connect, echo, wire, request_bytes=GET):
        """A client whose answer has come, as far as it comes."""
        client = connect(listener)
        client.send(request_bytes)
        echo.next_request()
        if wire == "half-close":
            assert client.to_the_end() == arrives(wire, BODY)
            assert echo.next_outcome() == "cut"
        return client

    @pytest.mark.parametrize("leave", ["end", "close", "reset"])
    def test_they_end_when_the_client_goes_whatever_it_sent_meanwhile(self, serve, connect, echo, reset, wire, leave):
        listener = serve(echo, connections=1, idle_seconds=0.01, head_seconds=0.01, linger_seconds=0.01)
        client = self.held(listener, connect, echo, wire)
        for _ in range(1_000):
            client.send(GET * 100)
        assert is_full(listener, connect)
        {"end": client.end, "close": client.close, "reset": lambda: reset(client)}[leave]()
        if wire == "hang":
            assert echo.next_outcome() == "cut"
        until_there_is_room(listener, connect)

    def test_they_end_when_somebody_hangs_up(self, serve, connect, echo, wire, hangup):
        listener = serve(echo, connections=1)
        client = self.held(listener, connect, echo, wire)
        assert is_full(listener, connect)
        hangup.ring()
        assert client.is_closed()
        if wire == "hang":
            assert echo.next_outcome() == "cut"
        until_there_is_room(listener, connect)

    def test_they_are_none_for_a_client_that_has_gone_before(self, serve, connect, echo, wire):
        """Its end was seen while the answer was made, and will not be seen again."""
        client = connect(serve(lambda request: lambda: echo(request)))
        client.send(GET)
        client.end()
        assert client.to_the_end() == (arrives(wire, BODY) if wire == "half-close" else (b"", "closed"))
        assert echo.next_outcome() == "cut"

    def test_they_are_none_for_a_client_that_resets_meanwhile(self, serve, connect, echo, wire, reset):
        began, go_on = threading.Event(), threading.Event()

        def work(request):
            began.set()
            go_on.wait(20)
            return echo(request)

        client = connect(serve(lambda request: lambda: work(request)))
        client.send(GET)
        client.end()
        assert began.wait(20)
        reset(client)
        go_on.set()
        assert echo.next_outcome() == "cut"


@pytest.mark.parametrize("wire", [*ENDING, "hang"])
class TestBeforeItIsSent:
    @pytest.mark.parametrize("leave", ["end", "close", "reset"])
    def test_a_client_that_goes_ends_the_delay(self, serve, connect, echo, reset, wire, leave):
        echo.answer = lambda _: Reply(200, BODY, wire=wire, delay=60.0)
        client = connect(serve(echo))
        client.send(GET)
        echo.next_request()
        {"end": client.end, "close": client.close, "reset": lambda: reset(client)}[leave]()
        assert echo.next_outcome() == "cut"
        assert echo.outcomes.empty()

    @pytest.mark.parametrize("drip", [None, Drip(1, 0.0)])
    def test_somebody_who_hangs_up_ends_the_delay(self, serve, connect, echo, wire, drip):
        hangup = Hangup()
        echo.answer = lambda _: Reply(200, BODY, wire=wire, delay=60.0, drip=drip, hangup=hangup)
        client = connect(serve(echo))
        client.send(GET)
        echo.next_request()
        hangup.ring()
        assert client.to_the_end() == (b"", "closed")
        assert echo.next_outcome() == "cut"

    @pytest.mark.parametrize("delay", [0.0, 60.0])
    def test_a_server_that_stops_leaves_nothing_of_a_hundred(self, serve, connect, echo, wire, delay):
        before = threading.active_count()
        echo.answer = lambda _: Reply(200, BODY * 2_000, wire=wire, delay=delay)
        listener = serve(echo)
        clients = [connect(listener, receive_buffer=16_384) for _ in range(100)]
        for client in clients:
            client.send(GET)
        for _ in clients:
            echo.next_request()
        listener.stop()
        assert [echo.next_outcome() for _ in clients] == ["cut"] * 100
        for client in clients:
            client.to_the_end()
        assert threading.active_count() == before
        assert echo.outcomes.empty()


@pytest.mark.parametrize("wire", ["reset-midway", "half-close", "wrong-length", "bad-chunk"])
@pytest.mark.parametrize("leave", ["hangup", "close", "reset"])
def test_a_broken_answer_that_drips_is_cut_as_any_other(serve, connect, echo, reset, wire, leave):
    hangup = Hangup()
    echo.answer = lambda _: Reply(200, BODY, wire=wire, drip=Drip(1, 60.0), hangup=hangup)
    client = connect(serve(echo))
    client.send(GET)
    assert client.line() == "HTTP/1.1 200 OK"
    assert echo.outcomes.empty()
    {"hangup": hangup.ring, "close": client.close, "reset": lambda: reset(client)}[leave]()
    assert echo.next_outcome() == "cut"
    assert echo.outcomes.empty()


class TestWhatClientsMakeOfIt:
    @pytest.mark.parametrize(
        ("wire", "error"),
        [
            ("reset", ConnectionResetError),
            ("reset-midway", ConnectionResetError),
            ("empty", http.client.RemoteDisconnected),
            ("garbage", http.client.BadStatusLine),
            ("hang", TimeoutError),
            ("half-close", http.client.IncompleteRead),
            ("wrong-length", http.client.IncompleteRead),
            ("bad-chunk", http.client.IncompleteRead),
        ],
    )
    def test_http_client(self, serve, echo, wire, error):
        echo.answer = lambda _: Reply(200, BODY, wire=wire)
        listener = serve(echo)
        connection = http.client.HTTPConnection(listener.host, listener.port, timeout=0.3 if wire == "hang" else 20)

        def ask():
            with contextlib.closing(connection):
                connection.request("POST", "/a", b"abc")
                connection.getresponse().read()

        with pytest.raises(error) as raised:
            ask()
        assert raised.type is error

    @pytest.mark.parametrize(
        ("wire", "error"),
        [
            ("reset", requests.exceptions.ConnectionError),
            ("reset-midway", (requests.exceptions.ConnectionError, requests.exceptions.ChunkedEncodingError)),
            ("empty", requests.exceptions.ConnectionError),
            ("garbage", requests.exceptions.ConnectionError),
            ("hang", requests.exceptions.ReadTimeout),
            ("half-close", requests.exceptions.ChunkedEncodingError),
            ("wrong-length", requests.exceptions.ChunkedEncodingError),
            ("bad-chunk", requests.exceptions.ChunkedEncodingError),
        ],
    )
    def test_requests_with_a_kept_connection(self, serve, echo, wire, error):
        wires = iter([None, wire, None])
        echo.answer = lambda _: Reply(200, BODY, wire=next(wires))
        listener = serve(echo)
        url = f"http://{listener.host}:{listener.port}/a"
        with requests.Session() as session:
            assert session.post(url, b"abc", timeout=20).content == BODY
            with pytest.raises(error):
                session.post(url, b"abc", timeout=0.3 if wire == "hang" else 20)
            assert session.post(url, b"abc", timeout=20).content == BODY


def until_there_is_room(listener, connect):
    """Wait until a server that takes one connection has let go of it."""
    latest = time.monotonic() + PATIENCE
    while is_full(listener, connect):
        assert time.monotonic() < latest, "the connection is still open"


def is_full(listener, connect):
    """Whether a server that takes one connection has it: another client is told so, and nothing else."""
    client = connect(listener)
    client.send(CLOSE.replace(b"/a", b"/b"))
    status = client.line()
    client.close()
    return status == "HTTP/1.1 503 Service Unavailable"
