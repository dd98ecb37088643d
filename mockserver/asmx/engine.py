"""The engine: a POST to the endpoint in, the reply out. It never raises, and records each call once."""

from __future__ import annotations

import logging
from functools import partial
from typing import TYPE_CHECKING

from mockserver.asmx.deciding import decide
from mockserver.asmx.exception_dump import Thrower, dumped
from mockserver.asmx.faults import Refusal, fault_bytes, unprocessable
from mockserver.asmx.headers import PRIVATE, PRIVATE_EXPIRED, plain_headers, soap_headers, soap_type, with_content_type
from mockserver.asmx.layout import status_page
from mockserver.asmx.protocol import OperationCall
from mockserver.messages import Reply, Request, WaitingWork, Work
from mockserver.service.backend import Answered, Backend, Exchange, SoapFault, SoapVersion

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
        version = decide(exchange)
        if why := backend.takes_time(exchange):
            work: Work = partial(_called, exchange, version)
            return WaitingWork(work) if why == "waiting" else work
        call = OperationCall(version, exchange)
    except Refusal as refusal:
        return _refuse(exchange, refusal)
    except Exception as error:  # noqa: BLE001 - whatever it is, the client gets an answer and the log the rest
        return _fail(exchange, error)
    if call.rows > _MANY_ROWS:
        return lambda: _written(exchange, call)
    return _written(exchange, call)


def _called(exchange: Exchange, version: SoapVersion) -> Reply:
    try:
        call = OperationCall(version, exchange)
    except Exception as error:  # noqa: BLE001 - as above
        return _fail(exchange, error)
    return _written(exchange, call)


def _written(exchange: Exchange, call: OperationCall) -> Reply:
    try:
        return _reply(exchange, call)
    except Exception as error:  # noqa: BLE001 - as above
        return _fail(exchange, error)


def _reply(exchange: Exchange, call: OperationCall) -> Reply:
    answered = call.answered
    plain, fault = answered.plain, answered.fault
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
    if answered.dress is not None or answered.envelope is not None or answered.cut_at is not None:
        _rewrite(reply, answered, call.version)
    reply.delay, reply.drip, reply.wire, reply.hangup = answered.delay, answered.drip, answered.wire, answered.hangup
    return _finish(exchange, reply, fault.text if fault else None)


def _rewrite(reply: Reply, answered: Answered, version: SoapVersion) -> None:
    """A message that is not as the service would write it: recorded somewhere, dressed up, or cut."""
    from mockserver.asmx.dressing import dressed, truncated  # noqa: PLC0415 - few answers need it

    if answered.envelope is not None:
        if answered.envelope.version in (version, None):
            reply.body = answered.envelope.data
            reply.headers = with_content_type(reply.headers, soap_type(version, answered.envelope.charset))
    elif answered.dress is not None:
        message = dressed(version, answered.rows if answered.fault is None else answered.fault, answered.dress)
        reply.body = message.body
        reply.headers = with_content_type(reply.headers, message.content_type)
    if answered.cut_at is not None:
        reply.body = truncated(reply.body, answered.cut_at)


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
