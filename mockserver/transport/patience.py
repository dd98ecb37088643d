"""How long one client may keep its connection waiting."""

from __future__ import annotations

from typing import Literal

from mockserver.transport.limits import Limits

Waiting = Literal["idle", "head", "body", "write", "linger"]
"""What the client owes: a request, the rest of its head or body, reading what was written, going away."""


class Patience:
    """Remembers since when nothing has happened."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._seen: tuple[Waiting | None, int] = (None, 0)
        self._since = 0.0

    def is_over(self, waiting: Waiting | None, progress: int, now: float) -> bool:
        """Whether the limit has passed since ``waiting`` or ``progress`` were others; ``now`` is in seconds."""
        # A head has one time for all of it, so that it can't be sent a byte at a time for ever.
        seen = (waiting, 0 if waiting == "head" else progress)
        if seen != self._seen:
            self._seen, self._since = seen, now
            return False
        return waiting is not None and now - self._since >= self._seconds(waiting)

    def _seconds(self, waiting: Waiting) -> float:
        limits = self._limits
        seconds: dict[Waiting, float] = {
            "idle": limits.idle_seconds,
            "head": limits.head_seconds,
            "body": limits.body_seconds,
            "write": limits.write_seconds,
            "linger": limits.linger_seconds,
        }
        return seconds[waiting]
