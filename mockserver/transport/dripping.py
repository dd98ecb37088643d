"""How a reply is sent that comes a few bytes at a time."""

from __future__ import annotations

from mockserver.messages import Drip
from mockserver.transport.sending import AT_ONCE_BYTES, SLICE_BYTES, Sending


class Dripping(Sending):
    """A reply whose body leaves in pieces, the head with the first, with a pause behind each but the last.

    A pause begins when the system has taken the piece before it, so a client that reads slowly gets no burst later.
    Until the last piece has left, whoever may end a delay may end the drip: somebody waits all the time.
    """

    __slots__ = ("_drip", "_piece_end")

    @property
    def waiting(self) -> bool:
        """The reply waits for its time, or for that of its next piece."""
        return not self._ended

    def start(self) -> None:
        """Send the first piece, or begin to wait for the reply's time."""
        self._drip = self._reply.drip or Drip(len(self._body), 0.0)
        self._piece_end = 0
        if self._reply.delay <= 0:
            self._listen()
        super().start()

    def _write(self) -> None:
        self._begun = True
        self._write_piece(self._head)

    def _write_piece(self, head: bytes = b"") -> None:
        start = self._position
        self._piece_end = min(start + max(self._drip.bytes, 1), len(self._body))  # a drip of none would never end
        if self._piece_end == len(self._body) and self._piece_end - start <= AT_ONCE_BYTES:
            self._finish_early()
        self._write_slice(head)

    def _write_slice(self, head: bytes = b"") -> None:
        """The piece, or as much of it as may hold the loop."""
        self._timer = None
        start = self._position
        self._position = min(start + SLICE_BYTES, self._piece_end)
        self._transport.write(head + self._body[start : self._position])
        if self._all_taken():
            self._go_on()

    def _go_on(self) -> None:
        if self._position < self._piece_end:
            self._timer = self._loop.call_soon(self._write_slice)
        elif self._position < len(self._body):
            self._timer = self._loop.call_later(self._drip.every, self._write_piece)
        else:
            self._end()

    def _end(self) -> None:
        self._stop_waiting()
        super()._end()
