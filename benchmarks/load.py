"""A load generator over raw sockets, in a process of its own so that it doesn't share the server's interpreter.

``python -m benchmarks.load HOST PORT CONNECTIONS CALLS SECONDS`` reads the request's bytes from standard input, sends
it CALLS times over CONNECTIONS kept connections, one call at a time on each, stops after SECONDS whatever happens, and
prints calls a second. A connection that the server says it closes is opened again: that is part of the server's
cost. Every answer must be a 200 with its length.
"""

from __future__ import annotations

import selectors
import socket
import sys
import time


class Connection:
    """One client: it sends the request and gathers the answer."""

    def __init__(self, address: tuple[str, int], request: bytes, selector: selectors.BaseSelector) -> None:
        self.address, self.request, self.selector = address, request, selector
        self.open()

    def open(self) -> None:
        """Connects anew, with nothing read yet."""
        self.socket = socket.create_connection(self.address, timeout=10)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.selector.register(self.socket, selectors.EVENT_READ, self)
        self.received = b""

    def close(self) -> None:
        """Gives the connection up."""
        self.selector.unregister(self.socket)
        self.socket.close()

    def send(self) -> None:
        """Sends one call."""
        self.socket.sendall(self.request)

    def read(self) -> bool:
        """Takes what is there. True when an answer is whole: then the next call may be sent."""
        piece = self.socket.recv(65536)
        if not piece:
            raise SystemExit(f"the server closed before its answer was whole: {self.received[:200]!r}")
        self.received += piece
        end = self.received.find(b"\r\n\r\n")
        if end < 0:
            return False
        head = self.received[:end].lower()
        if len(self.received) < end + 4 + _content_length(head):
            return False
        self.finish(head)
        return True

    def finish(self, head: bytes) -> None:
        """Judges a whole answer, and connects anew if the server said that it closes."""
        if not head.startswith((b"http/1.1 200 ", b"http/1.0 200 ")):
            raise SystemExit(f"not the right answer: {self.received[:200]!r}")
        self.received = b""
        if b"\r\nconnection: close" in head:
            self.close()
            self.open()


def _content_length(head: bytes) -> int:
    start = head.index(b"content-length:") + len(b"content-length:")
    return int(head[start:].split(b"\r\n", 1)[0])


def run(address: tuple[str, int], request: bytes, connections: int, calls: int, limit: float) -> float:
    """Calls a second. Ends after ``calls`` answers or ``limit`` seconds, whichever comes first."""
    selector = selectors.DefaultSelector()
    clients = [Connection(address, request, selector) for _ in range(connections)]
    begin = time.perf_counter()
    for client in clients:
        client.send()
    answered = 0
    while answered < calls and time.perf_counter() - begin < limit:
        for key, _ in selector.select(timeout=limit):
            if key.data.read():
                answered += 1
                key.data.send()
    seconds = time.perf_counter() - begin
    for client in clients:
        client.close()
    return answered / seconds


if __name__ == "__main__":
    host, port, connections, calls, seconds = sys.argv[1:]
    print(run((host, int(port)), sys.stdin.buffer.read(), int(connections), int(calls), float(seconds)))
