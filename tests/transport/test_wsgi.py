"""The handler as a WSGI application, and WSGI applications as replies."""

import io
import threading
import urllib.error
import urllib.request
from typing import get_args
from wsgiref.util import setup_testing_defaults
from wsgiref.validate import validator

import pytest
from werkzeug import Request as WerkzeugRequest
from werkzeug import Response as WerkzeugResponse
from werkzeug.middleware.dispatcher import DispatcherMiddleware
from werkzeug.serving import make_server
from werkzeug.test import Client

from mockserver.hangup import Hangup
from mockserver.messages import Drip, Reply, Request, WireKind
from mockserver.transport.limits import Limits
from mockserver.transport.wsgi import as_wsgi, call_wsgi


class TestAnApplicationForOtherServers:
    def test_request_and_reply_pass_through(self, echo):
        echo.answer = lambda _: Reply(503, b"later", (("Retry-After", "5"), ("Content-Type", "text/xml")))
        client = Client(validator(as_wsgi(echo)))
        with client.post("/a%20b?c=%64&d", data=b"abc", headers={"X-Name": "1"}) as answer:
            assert (answer.status, answer.data) == ("503 Service Unavailable", b"later")
        assert list(answer.headers) == [("Retry-After", "5"), ("Content-Type", "text/xml"), ("Content-Length", "5")]
        request = echo.next_request()
        assert (request.method, request.target, request.body) == ("POST", "/a%20b?c=%64&d", b"abc")
        assert (request.headers["x-name"], request.headers["host"], request.scheme) == ("1", "localhost", "http")

    def test_the_target_has_the_path_of_the_mount(self, echo):
        Client(DispatcherMiddleware(WerkzeugResponse(), {"/mock": as_wsgi(echo)})).get("/mock/a?wsdl")
        assert echo.next_request().target == "/mock/a?wsdl"

    @pytest.mark.parametrize(("method", "status"), [("HEAD", 200), ("GET", 204), ("GET", 304)])
    def test_an_answer_without_a_body_has_none(self, echo, method, status):
        headers = (("Content-Type", "text/plain"),) if status == 200 else ()
        echo.answer = lambda _: Reply(status, b"left out", headers)
        with Client(validator(as_wsgi(echo))).open("/a", method=method) as answer:
            assert (answer.status_code, answer.data) == (status, b"")
            assert answer.headers.get("Content-Length") == ("8" if method == "HEAD" else None)
        assert echo.next_outcome() == "sent"

    @pytest.mark.parametrize(("size", "oversized"), [(10, False), (11, True), (100_000, True)])
    def test_a_long_body_is_read_to_its_end_and_thrown_away(self, echo, size, oversized):
        source = io.BytesIO(b"x" * size)
        app = as_wsgi(echo, limits=Limits(body_bytes=10))
        Client(app).post("/a", input_stream=source, content_length=size)
        request = echo.next_request()
        assert (request.oversized, len(request.body)) == (oversized, 0 if oversized else size)
        assert source.read() == b""

    def test_work_is_done(self, echo):
        assert Client(as_wsgi(lambda request: lambda: echo(request))).get("/a").data == b"GET /a "

    @pytest.mark.parametrize(
        ("environ", "status"),
        [({}, 411), ({"CONTENT_LENGTH": "5"}, 400)],
        ids=["no length", "half a body"],
    )
    def test_a_post_without_its_whole_body_is_refused(self, echo, environ, status):
        environ = {"REQUEST_METHOD": "POST", "wsgi.input": io.BytesIO(b"abc"), **environ}
        setup_testing_defaults(environ)
        told = []
        for _ in as_wsgi(echo)(environ, lambda line, headers: told.append((line, dict(headers)))):
            pass
        ((line, headers),) = told
        assert int(line.split(" ")[0]) == status
        assert headers["Content-Type"].startswith("text/html")
        assert echo.requests.empty()

    def test_the_outcome_is_sent_when_the_server_took_all(self, echo):
        echo.answer = lambda _: Reply(200, b"x" * 1_000_000)
        with Client(as_wsgi(echo)).get("/a", buffered=False) as answer:
            assert len(answer.data) == 1_000_000
            assert echo.outcomes.get_nowait() == "sent"
        assert echo.outcomes.empty()

    @pytest.mark.parametrize(("size", "taken"), [(10, 0), (20_000, 1), (1_000_000, 1), (1_000_000, 7)])
    def test_the_outcome_is_cut_when_the_server_gave_up(self, echo, size, taken):
        echo.answer = lambda _: Reply(200, b"x" * size)
        environ = {}
        setup_testing_defaults(environ)
        answer = as_wsgi(echo)(environ, lambda _line, _headers: None)
        pieces = iter(answer)
        assert all(next(pieces) for _ in range(taken))
        answer.close()
        assert echo.next_outcome() == "cut"

    def test_the_outcome_is_known_before_the_server_has_the_last_piece(self, echo):
        echo.answer = lambda _: Reply(200, b"x" * 1_000_000)
        environ = {}
        setup_testing_defaults(environ)
        outcomes = [list(echo.outcomes.queue) for _ in as_wsgi(echo)(environ, lambda _line, _headers: None)]
        assert outcomes == [[]] * (len(outcomes) - 1) + [["sent"]]

    @pytest.mark.parametrize("status", [200, 204])
    def test_an_answer_without_a_body_is_sent_though_nobody_closes_it(self, echo, status):
        echo.answer = lambda _: Reply(status)
        assert Client(as_wsgi(echo)).get("/a").get_data() == b""
        assert echo.outcomes.get_nowait() == "sent"

    def test_requests_say_that_their_connection_cannot_be_broken(self, echo):
        Client(as_wsgi(echo)).get("/a")
        assert echo.next_request().unbreakable

    @pytest.mark.parametrize(("size", "pieces"), [(0, []), (10, [10]), (11, [10, 1]), (30, [10, 10, 10])])
    def test_a_drip_comes_in_its_pieces(self, echo, size, pieces):
        echo.answer = lambda _: Reply(200, b"x" * size, drip=Drip(10, 0.001), delay=0.001)
        environ = {}
        setup_testing_defaults(environ)
        answer = as_wsgi(echo)(environ, lambda _line, _headers: None)
        assert [len(piece) for piece in answer] == pieces
        assert echo.outcomes.get_nowait() == "sent"
        answer.close()
        assert echo.outcomes.empty()

    def test_a_drip_waits_only_between_its_pieces(self, echo):
        echo.answer = lambda _: Reply(200, b"x" * 10, drip=Drip(10, 60.0))
        assert Client(as_wsgi(echo)).get("/a").data == b"x" * 10
        assert Client(as_wsgi(echo)).head("/a").data == b""

    def test_somebody_who_hangs_up_ends_a_drip(self, echo):
        hangup = Hangup()
        echo.answer = lambda _: Reply(200, b"x" * 100, drip=Drip(10, 60.0), hangup=hangup)
        with Client(as_wsgi(echo)).get("/a", buffered=False) as answer:
            pieces = iter(answer.response)
            assert next(pieces) == b"x" * 10
            hangup.ring()
            assert list(pieces) == []
        assert echo.next_outcome() == "cut"
        assert echo.outcomes.empty()

    def test_a_truncated_answer_is_an_answer_like_any_other(self, echo):
        echo.answer = lambda _: Reply(200, b"<a><b", wire="truncated")
        with Client(as_wsgi(echo)).get("/a") as answer:
            assert (answer.status_code, answer.data) == (200, b"<a><b")
        assert echo.next_outcome() == "sent"

    @pytest.mark.parametrize("wire", [each for each in get_args(WireKind) if each != "truncated"])
    def test_a_wire_that_wsgi_cannot_break_is_told_at_once(self, echo, wire):
        echo.answer = lambda _: Reply(200, b"abc", wire=wire, delay=60.0, drip=Drip(1, 60.0))
        with Client(as_wsgi(echo)).get("/a") as answer:
            assert answer.status_code == 501
            assert f"Under WSGI a connection can't be broken, as the wire '{wire}' wants." in answer.text
        assert echo.next_outcome() == "cut"
        assert echo.outcomes.empty()

    def test_it_runs_in_a_real_server(self, echo):
        echo.delay = 0.01
        server = make_server("127.0.0.1", 0, as_wsgi(echo), threaded=True)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            url = f"http://127.0.0.1:{server.port}/a%20b?c"
            for body in (b"abc", [b"a", b"bc"]):  # with a length, and in chunks
                with urllib.request.urlopen(urllib.request.Request(url, data=body), timeout=20) as answer:
                    assert answer.read() == b"POST /a%20b?c abc"
                assert echo.next_outcome() == "sent"
            assert echo.next_request().headers["host"] == f"127.0.0.1:{server.port}"
        finally:
            server.shutdown()
            thread.join()
            server.server_close()


@WerkzeugRequest.application
def page(request):
    return WerkzeugResponse(
        f"{request.method} {request.url} {request.content_type} {request.get_data(as_text=True)}",
        status=201,
        headers={"X-Agent": request.headers.get("User-Agent", "")},
        content_type="text/html; charset=utf-8",
    )


class TestAnApplicationsPages:
    def test_a_request_gets_the_applications_answer(self):
        headers = {"host": "test:81", "content-type": "text/xml", "content-length": "3", "user-agent": "x"}
        reply = call_wsgi(validator(page), Request("POST", "/a%20b?c=%64", headers, b"abc"))
        assert (reply.status, reply.body) == (201, b"POST http://test:81/a%20b?c=d text/xml abc")
        assert reply.headers == (("X-Agent", "x"), ("Content-Type", "text/html; charset=utf-8"))

    @pytest.mark.parametrize(
        ("request_", "url"),
        [
            (Request("GET", "/", {}), "http://127.0.0.1/"),
            (Request("GET", "/", {"host": "test"}), "http://test/"),
            (Request("GET", "/", {"host": "[::1]:81"}), "http://[::1]:81/"),
            (Request("GET", "/", {"host": "test"}, scheme="https"), "https://test/"),
        ],
    )
    def test_it_knows_its_address(self, request_, url):
        assert call_wsgi(page, request_).body == f"GET {url} None ".encode()

    def test_a_reply_to_head_has_the_length_of_the_applications_answer(self, serve, connect):
        wire = connect(serve(lambda request: call_wsgi(page, request)))
        for _ in range(2):
            answer = wire.ask(b"HEAD /a HTTP/1.1\r\nHost: test\r\n\r\n", body=False)
            assert (answer.status, answer.headers["Content-Length"]) == (201, str(len("HEAD http://test/a None ")))

    def test_a_handler_can_go_there_and_back(self, echo):
        reply = call_wsgi(as_wsgi(echo), Request("POST", "/a%2Fb", {"host": "test"}, b"abc"))
        assert (reply.status, reply.body) == (200, b"POST /a/b abc")
        assert echo.next_outcome() == "sent"

    def test_what_the_application_raises_is_the_handlers_matter(self):
        def broken(_environ, _start_response):
            raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            call_wsgi(broken, Request("GET", "/", {}))
