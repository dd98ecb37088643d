"""Replies that come a few bytes at a time."""

import threading

import pytest

from mockserver.hangup import Hangup
from mockserver.messages import Drip, Reply

BODY = bytes(range(256)) * 4
GET = b"GET /a HTTP/1.1\r\nHost: test\r\n\r\n"
CLOSE = b"GET /a HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n"
OLD = b"GET /a HTTP/1.0\r\n\r\n"
HEAD = b"HEAD /a HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n"
FIRST_PIECE = b"HTTP/1.1 200 OK\r\nContent-Length: 1024\r\n\r\n" + BODY[:10]


@pytest.mark.parametrize(
    ("size", "drip"),
    [
        pytest.param(0, Drip(10, 60.0), id="no body, so no pause"),
        pytest.param(10, Drip(10, 60.0), id="one piece, so no pause"),
        pytest.param(11, Drip(10, 0.001), id="one and a bit"),
        pytest.param(1_024, Drip(100, 0.001), id="many"),
        pytest.param(1_024, Drip(100, 0.0), id="without a pause"),
        pytest.param(20, Drip(0, 0.0), id="of nothing, taken for one byte"),
        pytest.param(2_000_000, Drip(300_000, 0.001), id="large"),
        pytest.param(20_000_000, Drip(20_000_000, 60.0), id="one large piece"),
    ],
)
@pytest.mark.parametrize("delay", [0.0, 0.001])
def test_the_answer_arrives_whole_and_the_connection_goes_on(serve, connect, echo, size, drip, delay):
    body = (BODY * (size // 1_024 + 1))[:size]
    echo.answer = lambda _: Reply(200, body, drip=drip, delay=delay)
    wire = connect(serve(echo))
    for _ in range(2):
        assert wire.ask(GET).body == body
        assert echo.next_outcome() == "sent"
    assert echo.outcomes.empty()


@pytest.mark.parametrize("request_bytes", [CLOSE, OLD])
def test_it_ends_with_the_connection_where_the_client_wants_that(serve, connect, echo, request_bytes):
    echo.answer = lambda _: Reply(200, BODY, drip=Drip(100, 0.0))
    wire = connect(serve(echo))
    answer = wire.ask(request_bytes)
    assert (answer.headers["Connection"], answer.body) == ("close", BODY)
    assert wire.is_closed()


@pytest.mark.parametrize(("request_bytes", "status"), [(HEAD, 200), (CLOSE, 204), (CLOSE, 304)])
def test_an_answer_without_a_body_comes_at_once(serve, connect, echo, request_bytes, status):
    echo.answer = lambda _: Reply(status, BODY, drip=Drip(1, 60.0))
    wire = connect(serve(echo))
    wire.send(request_bytes)
    data, end = wire.to_the_end()
    assert data.startswith(f"HTTP/1.1 {status} ".encode())
    assert data.endswith(b"\r\n\r\n")
    assert end == "closed"
    assert echo.next_outcome() == "sent"


def test_the_head_comes_with_the_first_piece_and_the_rest_later(serve, connect, echo):
    hangup = Hangup()
    echo.answer = lambda _: Reply(200, BODY, drip=Drip(10, 60.0), hangup=hangup)
    wire = connect(serve(echo))
    wire.send(GET)
    assert wire.sock.recv(65_536) == FIRST_PIECE
    assert echo.outcomes.empty()


def test_what_was_pipelined_waits_for_the_last_piece(serve, connect, echo):
    echo.answer = lambda request: Reply(200, request.target.encode() * 10, drip=Drip(3, 0.0))
    wire = connect(serve(echo))
    wire.send(GET + GET.replace(b"/a", b"/b"))
    assert [wire.answer().body, wire.answer().body] == [b"/a" * 10, b"/b" * 10]


def test_a_slow_reader_holds_up_nobody_and_gets_all(serve, connect, echo):
    body = BODY * 8_000
    echo.answer = lambda request: Reply(200, body, drip=Drip(1_000_000, 0.0)) if request.method == "GET" else Reply(200)
    listener = serve(echo)
    slow, quick = connect(listener, receive_buffer=65_536), connect(listener)
    slow.send(GET)
    assert slow.line() == "HTTP/1.1 200 OK"
    for _ in range(50):
        assert quick.ask(GET.replace(b"GET", b"PUT")).status == 200
        assert echo.next_outcome() == "sent"
    while slow.line():
        pass
    assert slow.file.read(len(body)) == body
    assert echo.next_outcome() == "sent"


class TestItEnds:
    """Before its time, and then the outcome is ``cut``, once."""

    @pytest.fixture
    def hangup(self):
        return Hangup()

    @pytest.fixture(params=[0.0, 0.001], ids=["at once", "delayed"])
    def dripping(self, serve, connect, echo, hangup, request):
        """A client that has the first of many pieces."""
        echo.answer = lambda _: Reply(200, BODY, drip=Drip(10, 60.0), hangup=hangup, delay=request.param)
        wire = connect(serve(echo))
        wire.send(GET + GET)
        data = b""
        while len(data) < len(FIRST_PIECE):
            data += wire.sock.recv(65_536)
        assert data == FIRST_PIECE
        assert echo.outcomes.empty()
        return wire

    @pytest.mark.parametrize("leave", ["end", "close", "reset"])
    def test_when_the_client_goes(self, dripping, echo, reset, leave):
        {"end": dripping.end, "close": dripping.close, "reset": lambda: reset(dripping)}[leave]()
        assert echo.next_outcome() == "cut"

    def test_when_somebody_hangs_up(self, dripping, echo, hangup):
        hangup.ring()
        assert dripping.is_closed()
        assert echo.next_outcome() == "cut"
        assert echo.outcomes.empty()

    def test_although_the_client_stopped_reading_when_somebody_hangs_up(self, serve, connect, echo, hangup):
        echo.answer = lambda _: Reply(200, BODY * 20_000, drip=Drip(20_000_000, 0.0), hangup=hangup)
        wire = connect(serve(echo), receive_buffer=65_536)
        wire.send(GET)
        assert wire.line() == "HTTP/1.1 200 OK"
        hangup.ring()
        assert echo.next_outcome() == "cut"

    def test_when_the_server_stops_with_a_hundred_of_them(self, serve, connect, echo):
        before = threading.active_count()
        echo.answer = lambda _: Reply(200, BODY, drip=Drip(10, 60.0))
        listener = serve(echo)
        wires = [connect(listener) for _ in range(100)]
        for wire in wires:
            wire.send(GET)
            assert wire.sock.recv(65_536) == FIRST_PIECE
        listener.stop()
        assert [echo.next_outcome() for _ in wires] == ["cut"] * 100
        assert all(wire.is_closed() for wire in wires)
        assert threading.active_count() == before

    def test_nobody_listens_for_a_hangup_once_it_is_over(self, serve, connect, echo):
        listening = []

        class Counting(Hangup):
            def listen(self, listener):
                unlisten = super().listen(listener)
                listening.append(listener)
                return lambda: (listening.remove(listener), unlisten())

        hangup = Counting()
        echo.answer = lambda _: Reply(200, BODY, drip=Drip(1_000, 0.0), hangup=hangup)
        wire = connect(serve(echo))
        for _ in range(3):
            assert wire.ask(GET).body == BODY
        assert listening == []

    def test_a_hangup_behind_the_last_piece_harms_nobody(self, serve, connect, echo, hangup):
        echo.answer = lambda _: Reply(200, BODY, drip=Drip(1_000, 0.0), hangup=hangup)
        wire = connect(serve(echo))
        assert wire.ask(GET).body == BODY
        hangup.ring()
        echo.answer = None
        assert wire.ask(GET).status == 200
        assert [echo.next_outcome(), echo.next_outcome()] == ["sent", "sent"]
