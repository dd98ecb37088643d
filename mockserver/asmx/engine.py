"""The engine: a POST to the endpoint in, the reply out. It never raises, and records each call once."""

from __future__ import annotations

import logging

from mockserver.asmx.deciding import decide
from mockserver.asmx.faults import Refusal, fault_bytes, unprocessable
from mockserver.asmx.headers import FAULT, SUCCESS, plain_headers, soap_headers
from mockserver.asmx.protocol import OperationCall
from mockserver.messages import Reply, Request, Work
from mockserver.service.backend import Backend, Exchange

_log = logging.getLogger("listrak_mock")

_MANY_ROWS = 200
"""Answers with more rows are written in another thread: about a millisecond of the event loop's time."""


def handle(request: Request, backend: Backend) -> Reply | Work:
    """Answer a call. The answer is chosen before this returns; a large one is left to be written by the caller."""
    exchange = Exchange(request, backend)
    try:
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
    if plain is not None:
        reply = Reply(plain.status, plain.body, plain_headers(plain, exchange.backend.timestamp()))
    else:
        status, cache = (200, SUCCESS) if fault is None else (500, FAULT)
        reply = Reply(status, call.written(), soap_headers(exchange, call.version, cache))
    reply.delay, reply.hangup = call.answered.delay, call.answered.hangup
    return _finish(exchange, reply, fault.text if fault else None)


def _refuse(exchange: Exchange, refusal: Refusal) -> Reply:
    exchange.problem = refusal.problem
    body = fault_bytes(refusal.version, refusal.fault) if refusal.fault else b""
    reply = Reply(refusal.status, body, soap_headers(exchange, refusal.version, FAULT))
    return _finish(exchange, reply, refusal.fault.text if refusal.fault else None)


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
