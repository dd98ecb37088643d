"""The life of the server: start, stop, ports, threads, descriptors, forks."""

import asyncio
import os
import socket
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from mockserver.errors import PortInUse
from mockserver.messages import Reply
from mockserver.transport.listener import Listener

GET = b"GET /a HTTP/1.1\r\nHost: test\r\n\r\n"
DESCRIPTORS = Path("/proc/self/fd")


def test_a_free_port_is_taken_and_told(serve, connect, echo):
    listener = serve(echo)
    assert listener.host == "127.0.0.1"
    assert listener.port > 0
    assert listener.running
    assert connect(listener).ask(GET).status == 200


@pytest.mark.parametrize(("host", "told"), [("localhost", "127.0.0.1"), ("0.0.0.0", "0.0.0.0"), ("::1", "::1")])
def test_the_host_is_told_as_a_number(serve, connect, echo, host, told):
    if ":" in host and not _has_ipv6():
        pytest.skip("this machine has no IPv6")
    listener = serve(echo, host)
    assert listener.host == told
    assert connect(listener).ask(GET).status == 200


def _has_ipv6():
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        return False
    return True


def test_a_taken_port_is_an_error_that_says_so(serve, echo):
    first = serve(echo)
    second = Listener(echo, port=first.port)
    with pytest.raises(PortInUse, match=rf"can't listen on 127\.0\.0\.1:{first.port}: Address already in use"):
        second.start()
    assert not second.running
    first.stop()
    second.start()
    second.stop()


@pytest.mark.parametrize(
    ("host", "port"),
    [
        pytest.param("192.0.2.1", 0, id="not an address of this machine"),
        pytest.param("no-such-host.invalid", 0, id="a name without address"),
        pytest.param("a..b", 0, id="not a name"),
        pytest.param("127.0.0.1", 70_000, id="not a port"),
        pytest.param("127.0.0.1", -1, id="a port below zero"),
    ],
)
def test_an_address_that_can_not_be_had_is_an_error_of_the_same_kind(echo, host, port):
    listener = Listener(echo, host, port)
    with pytest.raises(PortInUse) as caught:
        listener.start()
    assert (caught.value.host, caught.value.port) == (host, port)
    listener.stop()


def test_starting_and_stopping_twice_changes_nothing(serve, connect, echo):
    listener = serve(echo)
    port = listener.port
    listener.start()
    assert listener.port == port
    listener.stop()
    listener.stop()
    assert not listener.running


def test_it_starts_again_on_its_port(serve, connect, echo):
    listener = serve(echo)
    port = listener.port
    for _ in range(3):
        assert connect(listener).ask(GET).status == 200  # the connection is left open: it does not hold the port
        listener.stop()
        listener.start()
        assert listener.port == port


def test_stopping_closes_two_hundred_connections_in_every_state(serve, connect, echo):
    large = b"x" * 20_000_000
    echo.answer = lambda _: Reply(200, large)
    listener = serve(echo)
    beginnings = [
        b"",
        GET[:7],
        b"POST / HTTP/1.1\r\nHost: test\r\nContent-Length: 9\r\n\r\nx",
        GET.replace(b"a", b"large"),
    ]
    wires = [connect(listener, receive_buffer=65_536) for _ in range(200)]
    for number, wire in enumerate(wires):
        wire.send(beginnings[number % 4])
    for _ in range(50):
        echo.next_request()
    listener.stop()
    for number, wire in enumerate(wires):
        if number % 4 != 3:
            assert wire.is_closed()
    assert [echo.next_outcome() for _ in range(50)] == ["cut"] * 50
    with pytest.raises(ConnectionRefusedError):
        connect(listener)


def test_it_may_be_started_and_stopped_inside_a_running_event_loop(serve, connect, echo):
    async def test():
        listener = serve(echo)
        assert connect(listener).ask(GET).status == 200
        listener.stop()

    asyncio.run(test())


def test_two_may_stop_the_server_at_one_time(connect, echo):
    entered, go_on = threading.Event(), threading.Event()

    def handler(_request):
        entered.set()
        go_on.wait(20)
        listener.stop()
        return Reply(200)

    listener = Listener(handler)
    listener.start()
    connect(listener).send(GET)
    assert entered.wait(20)
    stopping = threading.Thread(target=listener.stop)
    stopping.start()
    go_on.set()
    stopping.join(20)
    assert not stopping.is_alive()


def test_a_handler_may_stop_the_server(connect, echo):
    def handler(_request):
        listener.stop()
        return Reply(200)

    listener = Listener(handler)
    listener.start()
    thread = next(thread for thread in threading.enumerate() if thread.name == f"listrak-mock-{listener.port}")
    connect(listener).send(GET)
    thread.join(20)
    assert not thread.is_alive()
    assert not listener.running


@pytest.mark.skipif(not DESCRIPTORS.exists(), reason="counts descriptors the way Linux shows them")
def test_repeated_starts_leak_neither_threads_nor_descriptors(connect, echo):
    listener = Listener(lambda request: lambda: echo(request))
    others = set(threading.enumerate())

    def life():
        listener.start()
        wires = [connect(listener) for _ in range(5)]
        for wire in wires:
            wire.ask(GET)
        listener.stop()
        for wire in wires:
            wire.close()
        for thread in set(threading.enumerate()) - others:
            thread.join(20)

    life()
    before = threading.active_count(), len(list(DESCRIPTORS.iterdir()))
    for _ in range(30):
        life()
    assert (threading.active_count(), len(list(DESCRIPTORS.iterdir()))) == before


def test_connections_that_come_and_go_while_it_stops_do_no_harm(echo, caplog):
    for _ in range(20):
        listener = Listener(echo)
        listener.start()
        wires = [socket.create_connection((listener.host, listener.port), timeout=20) for _ in range(20)]
        listener.stop()
        for wire in wires:
            wire.close()
    assert caplog.records == []


SERVER = """
import os, socket, sys, threading
from mockserver.messages import Reply
from mockserver.transport.listener import Listener

def ask():
    with socket.create_connection((listener.host, listener.port), timeout=20) as wire:
        wire.sendall(b"GET / HTTP/1.1\\r\\nHost: test\\r\\n\\r\\n")
        return wire.recv(1000)[9:12].decode()

begun = threading.Event()
listener = Listener(lambda request: lambda: begun.set() or Reply(200, delay=60 if "late" in request.target else 0))
listener.start()
held = socket.create_connection((listener.host, listener.port), timeout=20)
held.sendall(b"GET /late HTTP/1.1\\r\\nHost: test\\r\\n\\r\\n")
begun.wait(20)
"""

FORK = """
import warnings
with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)  # Python 3.12 warns of forks where there are threads
    child = os.fork()
"""


def run(program: str) -> subprocess.CompletedProcess:
    """The program's end, in an interpreter where every warning is an error."""
    command = [sys.executable, "-W", "error", "-X", "dev", "-c", program]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, cwd=Path.cwd())


@pytest.mark.parametrize(
    ("program", "printed"),
    [
        pytest.param(SERVER + "print(ask())", "200\n", id="a program that ends while the server runs"),
        pytest.param(
            """
import threading
from mockserver.messages import Reply
from mockserver.transport.listener import Listener
import socket
begun = threading.Event()
listener = Listener(lambda request: lambda: begun.set() or threading.Event().wait() or Reply(200))
listener.start()
wire = socket.create_connection((listener.host, listener.port), timeout=20)
wire.sendall(b"GET / HTTP/1.1\\r\\nHost: test\\r\\n\\r\\n")
print(begun.wait(20))
wire.close()
""",
            "True\n",
            id="a program that ends while work never ends",
        ),
        pytest.param(
            SERVER
            + FORK
            + """
if child == 0:
    held.close()
    print(listener.running, flush=True)
    listener.stop()
    sys.exit(7)
print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), ask(), flush=True)
held.close()
listener.stop()
""",
            "False\n7 200\n",
            id="a forked child that exits",
        ),
        pytest.param(
            SERVER
            + FORK
            + """
if child == 0:
    other = Listener(lambda request: Reply(201))
    other.start()
    parent, listener = listener, other
    print(ask(), flush=True)
    other.stop()
    os._exit(0)
os.waitpid(child, 0)
listener.stop()
held.settimeout(20)
print(held.recv(1), flush=True)
held.close()
""",
            "201\nb''\n",
            id="a forked child with a server of its own",
        ),
        pytest.param(
            SERVER
            + """
ready, go = os.pipe()
"""
            + FORK
            + """
if child == 0:
    held.close()
    os.close(go)
    os.read(ready, 1)  # until the parent is done: meanwhile the child holds none of its descriptors
    os._exit(0)
listener.stop()
held.settimeout(20)
print(held.recv(1), flush=True)
listener.start()
print(ask(), flush=True)
listener.stop()
held.close()
os.close(go)
os.close(ready)
os.waitpid(child, 0)
""",
            "b''\n200\n",
            id="a forked child that outlives the server",
        ),
    ],
)
def test_no_end_of_a_process_hangs_or_prints_a_traceback(program, printed):
    if "os.fork" in program and not hasattr(os, "fork"):
        pytest.skip("this system has no fork")
    ended = run(program)
    assert (ended.stderr, ended.stdout, ended.returncode) == ("", printed, 0)
