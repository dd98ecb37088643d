"""What the server makes of the bytes that come in."""

import pytest

HOST = b"Host: test\r\n"
POST = b"POST /a HTTP/1.1\r\n" + HOST
GET = b"GET /a HTTP/1.1\r\n" + HOST


def test_a_request_reaches_the_handler_whole(serve, connect, echo):
    wire = connect(serve(echo))
    wire.ask(
        b"POST /a%20b?c=%64 HTTP/1.1\r\nHOST: test\r\nX-Blank:\r\n"
        b"X-Many: 1 \r\nx-many: 2\r\nContent-Length: 3\r\n\r\nabc"
    )
    request = echo.next_request()
    assert (request.method, request.target, request.body) == ("POST", "/a%20b?c=%64", b"abc")
    assert request.headers == {"host": "test", "x-blank": "", "x-many": "1,2", "content-length": "3"}
    assert (request.scheme, request.oversized) == ("http", False)


@pytest.mark.parametrize(
    ("sent", "answered"),
    [
        pytest.param(POST + b"Content-Length: 3\r\n\r\nabc", b"POST /a abc", id="a length"),
        pytest.param(POST + b"content-length:3\r\n\r\nabc", b"POST /a abc", id="header names in any case, no space"),
        pytest.param(
            POST + b"Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n2;x=y\r\nbc\r\n0\r\nT: 1\r\n\r\n",
            b"POST /a abc",
            id="chunks",
        ),
        pytest.param(POST + b"Transfer-Encoding: Chunked\r\n\r\n0\r\n\r\n", b"POST /a ", id="no chunks"),
        pytest.param(b"\r\n" + GET + b"\r\n", b"GET /a ", id="a blank line before the request"),
        pytest.param(b"GET http://test/a?b HTTP/1.1\r\n" + HOST + b"\r\n", b"GET /a?b ", id="an absolute target"),
        pytest.param(b"GET http://test HTTP/1.1\r\n" + HOST + b"\r\n", b"GET / ", id="an absolute target without path"),
        pytest.param(b"OPTIONS * HTTP/1.1\r\n" + HOST + b"\r\n", b"OPTIONS * ", id="an asterisk"),
        pytest.param(b"PUT /a HTTP/1.1\r\n" + HOST + b"\r\n", b"PUT /a ", id="a PUT without a body"),
        pytest.param(b"DEBUG /a HTTP/1.1\r\n" + HOST + b"\r\n", b"DEBUG /a ", id="a method of ASP.NET's own"),
        pytest.param(b"\r\nBrew-It! /a HTTP/1.1\r\n" + HOST + b"\r\n", b"Brew-It! /a ", id="a made-up method"),
        pytest.param(GET + b"Content-Length: 3\r\n\r\nabc", b"GET /a abc", id="a GET with a body"),
        pytest.param(POST + b"Content-Length: 0\r\n\r\n", b"POST /a ", id="a POST of nothing"),
        pytest.param(POST + b"Content-Length: \t3 \r\n\r\nabc", b"POST /a abc", id="blanks round a length"),
        pytest.param(GET.replace(b"/a", b"/" + b"a" * 260) + b"\r\n", b"GET /" + b"a" * 260 + b" ", id="a long path"),
        pytest.param(
            GET.replace(b"/a", b"/a?%zz%00" + b"a" * 9000) + b"\r\n",
            b"GET /a?%zz%00" + b"a" * 9000 + b" ",
            id="any query",
        ),
        pytest.param(GET + b"X: " + b"a" * 16_000 + b"\r\n\r\n", b"GET /a ", id="a header of nearly 16 KB"),
        pytest.param(GET + b"X: \xe9\r\n\r\n", b"GET /a ", id="latin-1 in a header"),
        pytest.param(
            GET + b"Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n",
            b"GET /a ",
            id="an upgrade is an ordinary request",
        ),
        pytest.param(
            POST + b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nContent-Length: 3\r\n\r\nabc",
            b"POST /a abc",
            id="an upgrade with a length",
        ),
        pytest.param(
            POST + b"Connection: Upgrade\r\nUpgrade: h2c\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
            b"POST /a abc",
            id="an upgrade with chunks",
        ),
    ],
)
def test_a_good_request_is_answered_and_the_connection_kept(serve, connect, echo, sent, answered):
    wire = connect(serve(echo))
    for _ in range(2):
        answer = wire.ask(sent)
        assert (answer.status, answer.body) == (200, answered)
        assert "Connection" not in answer.headers


@pytest.mark.parametrize("sent", [
    pytest.param(POST + b"Content-Length: 12\r\n\r\nhello, world", id="a length"),
    pytest.param(POST + b"Transfer-Encoding: chunked\r\n\r\nc\r\nhello, world\r\n0\r\n\r\n", id="chunks"),
    pytest.param(
        POST + b"Connection: Upgrade\r\nUpgrade: h2c\r\nContent-Length: 12\r\n\r\nhello, world", id="an upgrade"
    ),
])  # fmt: skip
def test_a_request_may_come_a_byte_at_a_time(serve, connect, echo, sent):
    wire = connect(serve(echo))
    for position in range(len(sent)):
        wire.send(sent[position : position + 1])
    assert wire.answer().body == b"POST /a hello, world"


def test_an_absolute_target_overrules_the_host_header(serve, connect, echo):
    connect(serve(echo)).ask(b"GET http://me@other:81/a HTTP/1.1\r\n" + HOST + b"\r\n")
    assert echo.next_request().headers["host"] == "other:81"


class TestLargeBodies:
    @pytest.mark.parametrize("size", [65_536, 65_537, 1_000_000])
    def test_a_body_up_to_the_limit_arrives(self, serve, connect, echo, size):
        body = bytes(range(256)) * (size // 256) + b"x" * (size % 256)
        connect(serve(echo, body_bytes=1_000_000)).ask(POST + b"Content-Length: %d\r\n\r\n" % size + body)
        assert echo.next_request().body == body

    @pytest.mark.parametrize("chunked", [False, True])
    def test_ten_megabytes_are_read_to_their_end_and_the_connection_is_kept(self, serve, connect, echo, chunked):
        wire, size = connect(serve(echo)), 10_000_000
        body = b"%x\r\n" % size + b"x" * size + b"\r\n0\r\n\r\n" if chunked else b"x" * size
        framing = b"Transfer-Encoding: chunked" if chunked else b"Content-Length: %d" % size
        assert wire.ask(POST + framing + b"\r\n\r\n" + body).body == b"POST /a "
        assert echo.next_request().oversized
        assert wire.ask(GET + b"\r\n").body == b"GET /a "

    def test_the_limit_is_the_last_length_that_passes(self, serve, connect, echo):
        wire = connect(serve(echo, body_bytes=10))
        for size, oversized in [(10, False), (11, True)]:
            wire.ask(POST + b"Content-Length: %d\r\n\r\n" % size + b"x" * size)
            assert echo.next_request().oversized is oversized

    @pytest.mark.parametrize("framing", [b"Content-Length: 1000000000", b"Transfer-Encoding: chunked"])
    def test_a_body_without_end_is_answered_and_the_connection_closed(self, serve, connect, echo, framing):
        wire = connect(serve(echo, body_bytes=1_000, drained_bytes=500_000))
        wire.send(POST + framing + b"\r\n\r\n" + b"3b9aca00\r\n")
        for _ in range(10):
            wire.send(b"x" * 65_536)
        answer = wire.answer()
        assert (answer.status, answer.headers["Connection"]) == (200, "close")
        assert echo.next_request().oversized
        assert wire.is_closed()

    def test_chunks_that_are_mostly_extensions_count_too(self, serve, connect, echo):
        wire = connect(serve(echo, body_bytes=1_000, drained_bytes=500_000))
        wire.send(POST + b"Transfer-Encoding: chunked\r\n\r\n1;" + b"x" * 700_000)
        assert wire.answer().headers["Connection"] == "close"
        assert echo.next_request().oversized


class TestClientsThatGo:
    REQUESTS = (
        POST + b"Content-Length: 5\r\n\r\nhello",
        POST + b"Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
    )

    @pytest.mark.parametrize("request_bytes", REQUESTS, ids=["a length", "chunks"])
    def test_a_request_cut_at_any_byte_is_dropped(self, serve, connect, echo, request_bytes):
        listener = serve(echo)
        for length in range(len(request_bytes)):
            wire = connect(listener)
            wire.send(request_bytes[:length])
            wire.end()
            assert wire.rest() == b""
        assert echo.requests.empty()
        assert connect(listener).ask(GET + b"\r\n").status == 200

    def test_a_reset_in_the_middle_of_a_request_harms_nobody(self, serve, connect, echo, caplog, reset):
        listener = serve(echo)
        for request_bytes in self.REQUESTS:
            for length in range(1, len(request_bytes) + 1, 7):
                wire = connect(listener)
                wire.send(request_bytes[:length])
                reset(wire)
        assert connect(listener).ask(GET + b"\r\n").status == 200
        assert caplog.records == []


class TestExpectContinue:
    ASKING = POST + b"Expect: 100-continue\r\nContent-Length: 5\r\n\r\n"

    def test_a_client_that_waits_is_told_once_to_go_on(self, serve, connect, echo):
        wire = connect(serve(echo))
        for _ in range(2):
            assert wire.ask(self.ASKING).status == 100
            wire.send(b"he")
            assert wire.ask(b"llo").body == b"POST /a hello"

    @pytest.mark.parametrize("large", [False, True])
    def test_a_client_that_does_not_wait_is_told_once_too(self, serve, connect, echo, large):
        wire, size = connect(serve(echo)), 300_000 if large else 5
        asking = self.ASKING.replace(b"5", b"%d" % size)
        wire.send((asking + b"h" * size) * 2)
        assert [wire.answer().status for _ in range(4)] == [100, 200, 100, 200]

    @pytest.mark.parametrize("head", [POST + b"Content-Length: 0\r\n", GET])
    def test_one_without_a_body_is_not_told(self, serve, connect, echo, head):
        assert connect(serve(echo)).ask(head + b"Expect: 100-continue\r\n\r\n").status == 200

    @pytest.mark.parametrize(
        "said", [b"100-continue, 100-Continue", b"100-continue\r\nExpect: 100-continue", b",100-continue"]
    )
    def test_what_is_said_twice_is_meant_once(self, serve, connect, echo, said):
        wire = connect(serve(echo))
        assert wire.ask(self.ASKING.replace(b"100-continue", said)).status == 100
        assert wire.ask(b"hello").body == b"POST /a hello"

    @pytest.mark.parametrize("said", [b"", b" ", b","])
    def test_an_empty_expectation_is_none(self, serve, connect, echo, said):
        wire = connect(serve(echo))
        assert wire.ask(self.ASKING.replace(b"100-continue", said) + b"hello").body == b"POST /a hello"

    def test_a_chunked_body_is_asked_for_too(self, serve, connect, echo):
        wire = connect(serve(echo))
        assert wire.ask(POST + b"Expect: 100-continue\r\nTransfer-Encoding: chunked\r\n\r\n").status == 100
        assert wire.ask(b"5\r\nhello\r\n0\r\n\r\n").body == b"POST /a hello"

    def test_the_answers_to_earlier_requests_come_first(self, serve, connect, echo):
        echo.delay = 0.05
        wire = connect(serve(echo))
        wire.send(GET + b"\r\n" + self.ASKING)
        assert [wire.answer().status, wire.answer().status] == [200, 100]
        assert wire.ask(b"hello").body == b"POST /a hello"

    def test_http_1_0_has_no_100(self, serve, connect, echo):
        wire = connect(serve(echo))
        wire.send(b"POST /a HTTP/1.0\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n")
        assert wire.ask(b"hello").status == 200


class TestTimeOuts:
    def test_an_idle_connection_is_closed_in_silence(self, serve, connect, echo):
        wire = connect(serve(echo, idle_seconds=0.05))
        assert wire.rest() == b""

    @pytest.mark.parametrize("sent", [GET[:5], GET, POST + b"Content-Length: 5\r\n\r\nhel"])
    def test_an_unfinished_request_is_told_why_it_is_closed(self, serve, connect, echo, sent):
        wire = connect(serve(echo, head_seconds=0.05, body_seconds=0.05, linger_seconds=0.05))
        answer = wire.ask(sent)
        assert (answer.status, answer.headers["Connection"]) == (408, "close")
        assert wire.is_closed()

    def test_headers_have_one_time_for_all_of_them(self, serve, connect, echo):
        wire = connect(serve(echo, head_seconds=0.2))
        wire.send(GET + b"X: ")
        wire.sock.settimeout(0.02)
        assert _first_bytes(wire, while_sending=b"x").startswith(b"HTTP/1.1 408")

    def test_a_client_that_waits_for_its_answer_is_not_timed_out(self, serve, connect, echo):
        echo.delay = 0.3
        wire = connect(serve(echo, idle_seconds=0.05, head_seconds=0.05, body_seconds=0.05))
        assert wire.ask(GET + b"\r\n").status == 200


def _first_bytes(wire, *, while_sending):
    """What comes first, while a byte is sent at each time-out of the socket."""
    for _ in range(1000):
        wire.send(while_sending)
        try:
            return wire.sock.recv(20)
        except TimeoutError:
            continue
    return b""
