"""The operation, as a Spyne service. It asks the backend of the exchange, and knows nothing of scenarios."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from mockserver.contract import OPERATION, LooseRow, Row
from mockserver.service.backend import NO_MESSAGE, Answered, Exchange, SoapFault
from mockserver.service.spyne_shim import Context, Fault, Integer32, Service, rpc
from mockserver.service.types import ArrayOfWSLegacyProcessStatus, WSUser

INNER = " ---> "
"""Stands between the messages of a chain of exceptions, the outermost first."""
UNPROCESSED = "Server was unable to process request."
"""What ASP.NET says of an exception that nobody caught, before the exception's own message."""

_log = logging.getLogger("listrak_mock")


def uncaught(message: str) -> SoapFault:
    """What a caller is told of an exception that nobody caught; its message may be empty."""
    return SoapFault("Server", f"{UNPROCESSED}{INNER}{message or NO_MESSAGE}")


class ThrownFault(Fault):  # type: ignore[misc]  # Spyne has no types
    """A fault that the operation throws, on its way through Spyne."""

    def __init__(self, fault: SoapFault) -> None:
        super().__init__(fault.code, fault.text)
        self.soap = fault


def _is_news(record: logging.LogRecord) -> bool:
    return not isinstance(record.msg, ThrownFault)


# Spyne logs each fault that its service throws, with a traceback. Ours are answers, and no news.
for _logger in ("spyne.application", "spyne.application.client"):
    logging.getLogger(_logger).addFilter(_is_news)


class IntegrationService(Service):  # type: ignore[misc]  # Spyne has no types
    """The part of Listrak's service that is imitated."""

    __in_header__ = WSUser

    @rpc(
        Integer32(min_occurs=1, nillable=False),
        _returns=ArrayOfWSLegacyProcessStatus.customize(min_occurs=0, nillable=False),
        _operation_name=OPERATION,
        _out_variable_name=f"{OPERATION}Result",
    )  # type: ignore[untyped-decorator]  # Spyne has no types
    def GetLegacyProcessStatus(ctx: Context, ListID: int) -> Sequence[Row | LooseRow | None] | None:  # noqa: N805 - Spyne's way
        """[Deprecated: Please use GetProcessStatus.] Tells how far the legacy processes of a list are."""
        exchange: Exchange = ctx.udc
        exchange.ListID = ListID
        exchange.answered = answered = _ask(exchange)
        if answered.fault is not None:
            raise ThrownFault(answered.fault)
        return answered.rows


def _ask(exchange: Exchange) -> Answered:
    try:
        return exchange.backend.answer(exchange)
    except Exception as error:  # noqa: BLE001 - the engine makes a fault of any exception, and so do we
        _log.exception("the backend failed to answer a call")
        return Answered(fault=uncaught(str(error)))
