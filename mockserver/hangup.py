"""Ending replies that still wait: a sandbox that closes does not wait for the delays it has scripted."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock


class Hangup:
    """Tells everybody who listens, once. Thread-safe; what is called must neither block nor raise."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._listeners: dict[int, Callable[[], None]] = {}
        self._number = 0
        self._rung = False

    def listen(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Be told, in the thread that rings; at once if that has happened. Returns what ends the listening."""
        with self._lock:
            if not self._rung:
                self._number += 1
                number = self._number
                self._listeners[number] = listener
                return lambda: self._forget(number)
        listener()
        return lambda: None

    def ring(self) -> None:
        """Tell all that listen now, and whoever listens later."""
        with self._lock:
            self._rung = True
            listeners, self._listeners = self._listeners, {}
        for listener in listeners.values():
            listener()

    def _forget(self, number: int) -> None:
        with self._lock:
            self._listeners.pop(number, None)
