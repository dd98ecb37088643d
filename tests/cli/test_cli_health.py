"""``listrak-mock health``: whether a server is ready."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from threading import Thread

import pytest

from mockserver import MockServer
from mockserver.scenarios.library import catalogue


@pytest.fixture(scope="module")
def server():
    with MockServer() as server:
        yield server


@pytest.mark.parametrize(
    "form",
    [
        "{0.base_url}",
        "{0.base_url}/",
        "{0.host}:{0.port}",
        "{0.url}",
        "{0.wsdl_url}",
        "http://me:word@{0.host}:{0.port}",
    ],
)
def test_a_server_that_is_ready(command, server, form):
    state = f"ok: {len(catalogue())} scenarios at {server.url}\n"
    assert command("health", form.format(server)) == (0, state, "")


def test_proxies_of_the_environment_are_not_asked(command, server, monkeypatch):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    assert command("health", server.base_url).code == 0


def test_nothing_there(command):
    with socket.create_server(("127.0.0.1", 0)) as was:
        address = f"127.0.0.1:{was.getsockname()[1]}"
    code, out, err = command("health", address)
    assert (code, out) == (1, "")
    assert err.startswith(f"listrak-mock: no server answers at http://{address}/__mock__/health: ")
    assert "refused" in err
    assert err.count("\n") == 1


def test_the_address_of_serve_is_the_default(command, monkeypatch):
    asked = []
    monkeypatch.setattr("mockserver.cli.health._get", lambda url: asked.append(url) or b"")
    command("health")
    assert asked == ["http://127.0.0.1:8080/__mock__/health"]


@pytest.fixture
def answering() -> Callable[[bytes], AbstractContextManager[str]]:
    """Something that answers one connection with these bytes."""

    @contextmanager
    def answering(answer: bytes) -> Iterator[str]:
        def run() -> None:
            with listening.accept()[0] as client:
                client.recv(65_536)
                client.sendall(answer)

        with socket.create_server(("127.0.0.1", 0)) as listening:
            thread = Thread(target=run)
            thread.start()
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
            thread.join()

    return answering


def ok(body: bytes) -> bytes:
    return b"HTTP/1.0 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body)


OTHERS = {
    "no such page": b"HTTP/1.0 404 Not Found\r\nContent-Length: 0\r\n\r\n",
    "a busy one": b"HTTP/1.0 503 Busy\r\n\r\n",
    "a page": ok(b"<html>"),
    "bytes": ok(b"\xff\xfe\x80"),
    "another health": ok(b'{"status": "ok"}'),
    "not ready": ok(b'{"status": "starting", "scenarios": 0, "url": ""}'),
    "a list": ok(b"[]"),
    "deep": ok(b"[" * 60_000),
    "no HTTP": b"SSH-2.0-OpenSSH\r\n",
    "cut short": b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n{",
}


@pytest.mark.parametrize("answer", OTHERS.values(), ids=OTHERS)
def test_something_else_there(command, answering, answer):
    with answering(answer) as url:
        code, out, err = command("health", url)
    assert (code, out) == (1, "")
    assert err == (
        f"listrak-mock: something answers at {url}/__mock__/health, but it is not a listrak-mock of this version. "
        "Is the port right?\n"
    )


def test_something_that_hangs_up(command, answering):
    with answering(b"") as url:
        code, _, err = command("health", url)
    assert code == 1
    assert err.startswith("listrak-mock: ")
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    "url",
    [
        "",
        "http://",
        "ftp://127.0.0.1",
        "http://[::1",
        "http://127.0.0.1:port",
        "http://x:70000",
        "http://a b",
        "//",
        "http://\n",
    ],
)
def test_no_address(command, url):
    code, out, err = command("health", url)
    assert (code, out) == (1, "")
    assert err == f"listrak-mock: expected an address such as http://127.0.0.1:8080, got '{url}'\n"
