"""How replies leave: framed, in order, in time, at the client's pace, and with an outcome."""

import contextlib
import http.client
import itertools
import threading

import pytest

from mockserver.messages import Drip, Reply

HOST = b"Host: test\r\n"
GET = b"GET /a HTTP/1.1\r\n" + HOST + b"\r\n"
LARGE = 20_000_000


def get(target: str, *headers: str) -> bytes:
    return "\r\n".join([f"GET {target} HTTP/1.1", "Host: test", *headers, "", ""]).encode()


def test_status_headers_and_body_go_out_as_the_handler_gave_them(serve, connect, echo):
    echo.answer = lambda _: Reply(503, b"later", (("Retry-After", "5"), ("X-Name", "caf\xe9")))
    wire = connect(serve(echo))
    wire.send(GET + get("/b", "Connection: close"))
    expected = b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 5\r\nX-Name: caf\xe9\r\nContent-Length: 5\r\n"
    assert wire.rest() == expected + b"\r\nlater" + expected + b"Connection: close\r\n\r\nlater"


@pytest.mark.parametrize(
    ("status", "line"),
    [(200, "200 OK"), (404, "404 Not Found"), (429, "429 Too Many Requests"), (299, "299 "), (799, "799 ")],
)
def test_the_reason_phrase_is_the_standard_one_or_empty(serve, connect, echo, status, line):
    echo.answer = lambda _: Reply(status)
    wire = connect(serve(echo))
    wire.send(GET)
    assert wire.line() == f"HTTP/1.1 {line}"


@pytest.mark.parametrize("status", [204, 304])
def test_statuses_that_have_no_body_get_none(serve, connect, echo, status):
    echo.answer = lambda _: Reply(status, b"left out")
    wire = connect(serve(echo))
    for _ in range(2):
        answer = wire.ask(GET)
        assert (answer.status, answer.headers) == (status, {})


def test_head_gets_the_length_without_the_body(serve, connect, echo):
    wire = connect(serve(echo))
    for _ in range(2):
        answer = wire.ask(b"HEAD /a HTTP/1.1\r\n" + HOST + b"\r\n", body=False)
        assert answer.headers["Content-Length"] == str(len(b"HEAD /a "))


class TestKeepAlive:
    @pytest.mark.parametrize(
        ("request_bytes", "told"),
        [
            (b"GET /a HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n", "close"),
            (b"GET /a HTTP/1.1\r\nHost: test\r\nConnection: TE, Close\r\n\r\n", "close"),
            (b"GET /a HTTP/1.0\r\n\r\n", "close"),
            (b"GET /a HTTP/1.0\r\nConnection: close\r\n\r\n", "close"),
        ],
    )
    def test_a_closed_connection_is_announced(self, serve, connect, echo, request_bytes, told):
        wire = connect(serve(echo))
        assert wire.ask(request_bytes + GET).headers["Connection"] == told
        assert wire.is_closed()
        echo.next_request()
        assert echo.requests.empty()

    @pytest.mark.parametrize(
        ("request_bytes", "told"),
        [
            (GET, None),
            (b"GET /a HTTP/1.1\r\nHost: test\r\nConnection: keep-alive\r\n\r\n", None),
            (b"GET /a HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n", "keep-alive"),
        ],
    )
    def test_http_1_0_is_told_of_a_kept_connection(self, serve, connect, echo, request_bytes, told):
        wire = connect(serve(echo))
        for _ in range(2):
            assert wire.ask(request_bytes).headers.get("Connection") == told

    def test_one_connection_too_many_is_told_so(self, serve, connect, echo):
        listener = serve(echo, connections=1)
        first = connect(listener)
        first.ask(GET)
        second = connect(listener)
        answer = second.answer()
        assert (answer.status, answer.headers["Connection"]) == (503, "close")
        assert second.is_closed()
        assert first.ask(GET).status == 200


class TestPipelining:
    def test_answers_come_in_the_order_of_the_requests_although_the_first_is_late(self, serve, connect, echo):
        delays = itertools.chain([0.1], itertools.repeat(0.0))
        echo.answer = lambda request: Reply(200, request.target.encode(), delay=next(delays))
        wire = connect(serve(echo))
        wire.send(b"".join(get(f"/{number}") for number in range(5)))
        assert [wire.answer().body for _ in range(5)] == [b"/0", b"/1", b"/2", b"/3", b"/4"]

    def test_more_requests_than_may_wait_are_all_answered(self, serve, connect, echo):
        wire = connect(serve(echo, pipelined=2))
        sender = threading.Thread(target=wire.send, args=(b"".join(get(f"/{number}") for number in range(20_000)),))
        sender.start()
        assert all(wire.answer().body == f"GET /{number} ".encode() for number in range(20_000))
        sender.join()

    def test_nothing_is_read_while_too_many_wait(self, serve, connect, echo):
        """A client that only sends is held up by the system's buffers, not by our memory."""
        echo.delay = 60
        wire = connect(serve(echo, pipelined=2))
        wire.sock.settimeout(0.3)
        with pytest.raises(TimeoutError):
            wire.send(GET * 1_000_000)

    def test_a_request_is_handled_when_the_one_before_is_answered(self, serve, connect, echo):
        echo.delay = 60
        listener = serve(echo)
        connect(listener).send(GET + GET)
        echo.next_request()
        listener.stop()
        assert echo.requests.empty()


class TestDelay:
    def test_others_are_served_meanwhile(self, serve, connect, echo):
        delays = iter([60.0, 0.0])
        echo.answer = lambda _: Reply(200, delay=next(delays))
        listener = serve(echo)
        connect(listener).send(GET)
        echo.next_request()
        assert connect(listener).ask(GET).status == 200

    def test_hundreds_of_delayed_replies_hold_no_threads(self, serve, connect, echo):
        echo.delay = 0.5
        listener = serve(echo)
        wires = [connect(listener) for _ in range(200)]
        before = threading.active_count()
        for wire in wires:
            wire.send(GET)
        for _ in wires:
            echo.next_request()
        assert threading.active_count() == before
        assert [wire.answer().status for wire in wires] == [200] * 200

    @pytest.mark.parametrize("leave", ["end", "close", "reset"])
    def test_it_ends_when_the_client_goes(self, serve, connect, echo, reset, leave):
        echo.delay = 60
        wire = connect(serve(echo))
        wire.send(GET)
        echo.next_request()
        {"end": wire.end, "close": wire.close, "reset": lambda: reset(wire)}[leave]()
        assert echo.next_outcome() == "cut"

    def test_it_ends_when_the_server_stops(self, serve, connect, echo):
        echo.delay = 60
        listener = serve(echo)
        wire = connect(listener)
        wire.send(GET)
        echo.next_request()
        listener.stop()
        assert echo.next_outcome() == "cut"
        assert wire.is_closed()

    def test_it_ends_in_real_time_while_a_test_holds_the_time_module(self, serve, connect, echo, monkeypatch):
        echo.delay = 0.05
        wire = connect(serve(echo))
        for clock in ("monotonic", "time", "perf_counter"):
            monkeypatch.setattr(f"time.{clock}", lambda: 0.0)
        assert wire.ask(GET).status == 200


class TestOutcome:
    def test_a_reply_that_left_is_sent(self, serve, connect, echo):
        wire = connect(serve(echo))
        for _ in range(3):
            wire.ask(GET)
            assert echo.next_outcome() == "sent"
        wire.close()
        assert echo.outcomes.empty()

    @pytest.mark.parametrize(
        ("size", "drip"),
        [(20_000, None), (131_073, None), (300_000, None), (100, Drip(40, 0.0)), (300_000, Drip(150_000, 0.0))],
    )
    def test_a_client_that_has_its_answer_finds_it_noted_as_sent(self, serve, echo, size, drip):
        echo.answer = lambda _: Reply(200, bytes(size), drip=drip)
        listener = serve(echo)
        with contextlib.closing(http.client.HTTPConnection(listener.host, listener.port, timeout=20)) as connection:
            for _ in range(200):
                connection.request("GET", "/a")
                assert len(connection.getresponse().read()) == size
                assert echo.outcomes.get_nowait() == "sent"

    def test_a_client_that_ends_its_half_still_gets_its_answers(self, serve, connect, echo):
        wire = connect(serve(lambda request: lambda: echo(request)))
        wire.send(GET + GET)
        wire.end()
        assert wire.rest().count(b"HTTP/1.1 200 OK") == 2
        assert [echo.next_outcome(), echo.next_outcome()] == ["sent", "sent"]

    @pytest.mark.parametrize("leave", ["close", "reset"])
    def test_an_answer_that_the_client_does_not_read_to_its_end_is_cut(self, serve, connect, echo, reset, leave):
        echo.answer = lambda _: Reply(200, b"x" * LARGE)
        wire = connect(serve(echo), receive_buffer=65_536)
        wire.send(GET)
        wire.line()
        {"close": wire.close, "reset": lambda: reset(wire)}[leave]()
        assert echo.next_outcome() == "cut"

    def test_a_reader_that_stands_still_is_cut_after_its_time(self, serve, connect, echo):
        echo.answer = lambda _: Reply(200, b"x" * LARGE)
        wire = connect(serve(echo, write_seconds=0.05), receive_buffer=65_536)
        wire.send(GET)
        assert echo.next_outcome() == "cut"
        with pytest.raises((ConnectionResetError, AssertionError)):
            assert len(wire.answer().body) == LARGE

    def test_a_callback_that_raises_is_logged_and_harms_nobody(self, serve, connect, echo, caplog):
        def finished(_outcome):
            raise ValueError("mine")

        listener = serve(lambda _: Reply(200, finished=finished))
        wire = connect(listener)
        assert [wire.ask(GET).status, wire.ask(GET).status] == [200, 200]
        listener.stop()
        assert [record.exc_info[0] for record in caplog.records] == [ValueError, ValueError]


class TestLargeAnswers:
    @pytest.mark.parametrize("size", [131_071, 131_072, 131_073, LARGE])
    def test_they_arrive_whole_and_the_connection_goes_on(self, serve, connect, echo, size):
        body = bytes(range(256)) * (size // 256 + 1)
        echo.answer = lambda _: Reply(200, body[:size])
        wire = connect(serve(echo))
        for _ in range(2):
            assert wire.ask(GET).body == body[:size]
            assert echo.next_outcome() == "sent"

    def test_a_slow_reader_holds_up_nobody(self, serve, connect, echo):
        echo.answer = lambda request: Reply(200, b"x" * (LARGE if request.target == "/large" else 10))
        listener = serve(echo)
        slow, quick = connect(listener, receive_buffer=65_536), connect(listener)
        slow.send(get("/large"))
        assert slow.line() == "HTTP/1.1 200 OK"
        for _ in range(100):
            assert quick.ask(GET).status == 200
            assert slow.sock.recv(4_096)
        assert [echo.next_outcome() for _ in range(100)] == ["sent"] * 100  # the quick ones; the slow one is not done
        slow.end()
        while slow.sock.recv(1_048_576):
            pass
        assert echo.next_outcome() == "sent"

    def test_what_follows_a_large_answer_waits_for_it(self, serve, connect, echo):
        echo.answer = lambda request: Reply(
            200, request.target.encode() * (1_000_000 if "large" in request.target else 1)
        )
        wire = connect(serve(echo))
        wire.send(get("/large", "Connection: keep-alive") + get("/small"))
        assert len(wire.answer().body) == 6_000_000
        assert wire.answer().body == b"/small"


class TestThreads:
    def test_work_and_large_requests_leave_the_loop(self, serve, connect, echo):
        threads = {}

        def handler(request):
            def work():
                threads["work"] = threading.current_thread().name
                return Reply(200, b"worked")

            threads[request.target] = threading.current_thread().name
            return work if request.target == "/work" else echo(request)

        listener = serve(handler)
        wire = connect(listener)
        large = b"POST /large HTTP/1.1\r\nHost: test\r\nContent-Length: 100000\r\n\r\n" + b"x" * 100_000
        assert wire.ask(get("/small")).status == 200
        assert wire.ask(large).status == 200
        assert wire.ask(get("/work")).body == b"worked"
        assert threads["/small"] == threads["/work"] == f"listrak-mock-{listener.port}"
        assert threads["/large"].startswith("listrak-mock-worker-")
        assert threads["work"].startswith("listrak-mock-worker-")

    def test_work_that_takes_long_holds_up_nobody_and_its_late_reply_is_cut(self, serve, connect, echo):
        began, go_on = threading.Event(), threading.Event()

        def work():
            began.set()
            go_on.wait(20)
            return Reply(200, b"late", finished=echo.outcomes.put)

        listener = serve(lambda request: work if request.target == "/work" else Reply(200))
        slow, quick = connect(listener), connect(listener)
        slow.send(get("/work"))
        assert began.wait(20)
        assert quick.ask(GET).status == 200
        listener.stop()
        go_on.set()
        assert echo.next_outcome() == "cut"

    def test_the_reply_to_a_client_that_left_during_the_work_is_cut(self, serve, connect, echo, reset):
        began, go_on = threading.Event(), threading.Event()

        def work():
            began.set()
            go_on.wait(20)
            return Reply(200, b"late", finished=echo.outcomes.put)

        listener = serve(lambda request: work if request.target == "/work" else Reply(200))
        gone, other = connect(listener), connect(listener)
        gone.send(get("/work"))
        assert began.wait(20)
        reset(gone)
        assert other.ask(GET).status == 200  # the reset was seen
        go_on.set()
        assert echo.next_outcome() == "cut"

    def test_more_work_than_threads_is_done_in_turn(self, serve, connect, echo):
        listener = serve(lambda request: lambda: echo(request), workers=2)
        wires = [connect(listener) for _ in range(20)]
        for wire in wires:
            wire.send(GET)
        assert [wire.answer().status for wire in wires] == [200] * 20


class TestMistakesOfAHandler:
    @staticmethod
    def raises(_request):
        raise ZeroDivisionError("a secret of the inside")

    HANDLERS = (
        pytest.param(raises, id="raises"),
        pytest.param(lambda _: lambda: 1 / 0, id="returns work that raises"),
        pytest.param(lambda _: Reply(200, b"", (("X-Name", "\u65e5"),)), id="gives a header that HTTP can't carry"),
    )

    @pytest.mark.parametrize("handler", HANDLERS)
    def test_it_is_a_500_that_tells_nothing_of_the_inside_and_the_connection_goes_on(
        self, serve, connect, handler, caplog, capfd
    ):
        wire = connect(serve(handler))
        for _ in range(2):
            answer = wire.ask(GET)
            assert answer.status == 500
            assert b"The mock failed on this request; its log has the reason." in answer.body
            assert b"secret" not in answer.body
            assert "Date" in answer.headers
        assert [(record.name, record.levelname) for record in caplog.records] == [("listrak_mock", "ERROR")] * 2
        assert capfd.readouterr() == ("", "")
