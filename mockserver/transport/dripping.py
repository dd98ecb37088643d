"""How a reply is sent that comes a few bytes at a time."""

from __future__ import annotations

from mockserver.messages import Drip
from mockserver.transport.sending import Sending


class Dripping(Sending):
    """A reply whose body leaves in pieces, the head with the first, with a pause behind each but the last.

    A pause begins when the system has taken the piece before it, so a client that reads slowly gets no burst later.
    Until the last piece has left, whoever may end a delay may end the drip: somebody waits all the time.
    """

    __slots__ = ("_drip",)

    @property
    def waiting(self) -> bool:
        """The reply waits for its time, or for that of its next piece."""
        return not (self._ended or self._finished)

    def start(self) -> None:
        """Send the first piece, or begin to wait for the reply's time."""
        self._drip = self._reply.drip or Drip(len(self._body), 0.0)
        if self._reply.delay <= 0:
            self._listen()
        super().start()

    def _write(self) -> None:
        self._begun = True
        self._write_piece(self._head)

    def _write_piece(self, head: bytes = b"") -> None:
        size = max(self._drip.bytes, 1)  # a drip of none would never end
        self._piece_end = min(self._position + size, len(self._body))
        self._write_slice(head)

    def _go_on(self) -> None:
        if self._position == self._piece_end < len(self._body):
            self._timer = self._loop.call_later(self._drip.every, self._write_piece)
        else:
            super()._go_on()

    def _end(self) -> None:
        self._stop_waiting()
        super()._end()
