"""The time a sandbox believes in. For now it is the real time; every reading of time goes through here all the same."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from mockserver.contract import date_time_text
from mockserver.realtime import Real

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Clock:
    """Wall-clock time that moves evenly, whatever happens to the process's own idea of it. Thread-safe."""

    def __init__(self) -> None:
        self._last_written = (-1, "")

    @property
    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        return self.moment(self.time())

    def time(self) -> float:
        """The present moment in seconds since 1970-01-01T00:00:00Z."""
        return Real.now()

    def moment(self, seconds: float) -> datetime:
        """A reading of ``time`` as an aware datetime in UTC."""
        return _EPOCH + timedelta(seconds=seconds)

    def text(self, seconds: float) -> str:
        """A reading of ``time`` as the service writes it: UTC without a zone, whole seconds."""
        whole = int(seconds)
        known, text = self._last_written
        if known != whole:  # polls come many a second: the text is made once for each
            text = date_time_text(self.moment(whole).replace(tzinfo=None))
            self._last_written = (whole, text)
        return text
