"""What answers where no sandbox is: the same fault to everybody, and nothing is remembered."""

from __future__ import annotations

from mockserver.sandbox.clock import Clock
from mockserver.service.backend import Answered, Exchange, SoapFault
from mockserver.settings import Settings

_clock = Clock()


class Nobody:
    """A backend without a sandbox: the one that was asked for is closed, or never was."""

    def __init__(self, explanation: str, settings: Settings) -> None:
        self._fault, self._settings = SoapFault("Server", explanation, explains=True), settings

    def settings_for(self, exchange: Exchange) -> Settings:
        """See ``Backend.settings_for``."""
        return self._settings

    def takes_time(self, exchange: Exchange) -> None:
        """See ``Backend.takes_time``."""

    def answer(self, exchange: Exchange) -> Answered:
        """See ``Backend.answer``."""
        return Answered(fault=self._fault)

    def record(self, exchange: Exchange, status: int, fault: str | None, response: bytes) -> None:
        """See ``Backend.record``: there is no journal."""

    def timestamp(self) -> float:
        """See ``Backend.timestamp``."""
        return _clock.time()
