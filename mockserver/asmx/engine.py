"""The engine: a POST to the endpoint in, the reply out. It never raises, and records each call once."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from mockserver.asmx.deciding import decide
from mockserver.asmx.exception_dump import Thrower, dumped
from mockserver.asmx.faults import Refusal, fault_bytes, unprocessable
from mockserver.asmx.headers import PRIVATE, PRIVATE_EXPIRED, plain_headers, soap_headers
from mockserver.asmx.layout import status_page
from mockserver.asmx.protocol import OperationCall
from mockserver.messages import Reply, Request, Work
from mockserver.service.backend import Backend, Exchange, SoapFault

if TYPE_CHECKING:
    from mockserver.settings import Settings

_log = logging.getLogger("listrak_mock")

_MANY_ROWS = 200
"""Answers with more rows are written in another thread: about a millisecond of the event loop's time."""


def handle(request: Request, backend: Backend) -> Reply | Work:
    """Answer a call. The answer is chosen before this returns; a large one is left to be written by the caller."""
    exchange = Exchange(request, backend)
    try:
        if len(request.body) > backend.settings_for(exchange).max_request_bytes:  # the server may read more than that
            request.oversized = True
        call = OperationCall(decide(exchange), exchange)
    except Refusal as refusal:
        return _refuse(exchange, refusal)
    except Exception as error:  # noqa: BLE001 - whatever it is, the client gets an answer and the log the rest
        return _fail(exchange, error)
    if call.rows > _MANY_ROWS:
        return lambda: _written(exchange, call)
    return _written(exchange, call)


def _written(exchange: Exchange, call: OperationCall) -> Reply:
    try:
        return _reply(exchange, call)
    except Exception as error:  # noqa: BLE001 - as above
        return _fail(exchange, error)


def _reply(exchange: Exchange, call: OperationCall) -> Reply:
    plain, fault = call.answered.plain, call.answered.fault
    settings = exchange.backend.settings_for(exchange)
    products = settings.server_headers
    if plain is not None:
        body = status_page(plain.status) if plain.body is None else plain.body
        reply = Reply(plain.status, body, plain_headers(plain, body, exchange.backend.timestamp(), products))
    elif fault is None:
        reply = Reply(200, call.written(), soap_headers(exchange, call.version, PRIVATE_EXPIRED, products))
    else:
        thrown, fault = fault, _told(fault, settings, "service")
        body = call.written() if fault is thrown else fault_bytes(call.version, fault)
        reply = Reply(500, body, soap_headers(exchange, call.version, PRIVATE, products))
    reply.delay, reply.hangup = call.answered.delay, call.answered.hangup
    return _finish(exchange, reply, fault.text if fault else None)


def _refuse(exchange: Exchange, refusal: Refusal) -> Reply:
    exchange.problem = refusal.problem
    settings = exchange.backend.settings_for(exchange)
    fault = refusal.fault and _told(refusal.fault, settings, "engine")
    body = fault_bytes(refusal.version, fault) if fault else b""
    headers = soap_headers(exchange, refusal.version, PRIVATE, settings.server_headers)
    return _finish(exchange, Reply(refusal.status, body, headers), fault.text if fault else None)


def _told(fault: SoapFault, settings: Settings, thrower: Thrower) -> SoapFault:
    """The fault as ASP.NET is set up to tell it. What is not the real service's words is always told as it is."""
    return fault if settings.custom_errors or fault.explains else dumped(fault, thrower)


def _fail(exchange: Exchange, error: Exception) -> Reply:
    """A mistake of this package's own: what the engine makes of any exception."""
    _log.error("the engine failed on a call", exc_info=error)
    return _refuse(exchange, unprocessable(exchange.version or "1.1", str(error)))


def _finish(exchange: Exchange, reply: Reply, fault: str | None = None) -> Reply:
    try:
        exchange.backend.record(exchange, reply.status, fault, reply.body)
    except Exception:  # noqa: BLE001 - the answer is good all the same
        _log.exception("a call could not be written down")
    reply.finished = exchange.finished
    return reply
