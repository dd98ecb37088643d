"""The engine: a POST to the endpoint in, the reply out. It never raises."""

from __future__ import annotations

import logging

from mockserver.asmx.deciding import decide
from mockserver.asmx.faults import Refusal, fault_bytes, unprocessable
from mockserver.asmx.headers import FAULT, SUCCESS, plain_headers, soap_headers
from mockserver.asmx.protocol import OperationCall
from mockserver.messages import Reply, Request, Work
from mockserver.service.backend import Answered, Backend, Exchange, SoapVersion

_log = logging.getLogger("listrak_mock")

_MANY_ROWS = 200
"""Answers with more rows are written in another thread: about a millisecond of the event loop's time."""


def handle(request: Request, backend: Backend) -> Reply | Work:
    """Answer a call. The answer is chosen before this returns; a large one is left to be written by the caller."""
    exchange = Exchange(request, backend)
    try:
        return _answer(exchange)
    except Refusal as refusal:
        return _refuse(exchange, refusal)
    except Exception as error:  # noqa: BLE001 - whatever it is, the client gets an answer and the log the rest
        _log.exception("the engine failed on a call")
        return _refuse(exchange, unprocessable(str(error)))


def _answer(exchange: Exchange) -> Reply | Work:
    version, reading = decide(exchange)
    exchange.ListID_note = reading.ListID_note
    call = OperationCall(version, reading, exchange)
    answered = exchange.answered
    assert answered is not None  # noqa: S101 - the operation has set it
    if answered.rows is not None and len(answered.rows) > _MANY_ROWS:
        return lambda: _reply(exchange, version, answered, call)
    return _reply(exchange, version, answered, call)


def _reply(exchange: Exchange, version: SoapVersion, answered: Answered, call: OperationCall) -> Reply:
    if answered.plain is not None:
        headers = plain_headers(answered.plain, exchange.backend.timestamp())
        return _finish(exchange, Reply(answered.plain.status, answered.plain.body, headers, answered.delay))
    fault = answered.fault
    status, cache = (200, SUCCESS) if fault is None else (500, FAULT)
    reply = Reply(status, call.written(), soap_headers(exchange, version, cache), answered.delay)
    return _finish(exchange, reply, fault.text if fault else None)


def _refuse(exchange: Exchange, refusal: Refusal) -> Reply:
    version = refusal.version or "1.1"
    exchange.problem = refusal.problem
    body = fault_bytes(version, refusal.fault) if refusal.fault else b""
    reply = Reply(refusal.status, body, soap_headers(exchange, version, FAULT))
    return _finish(exchange, reply, refusal.fault.text if refusal.fault else None)


def _finish(exchange: Exchange, reply: Reply, fault: str | None = None) -> Reply:
    exchange.backend.record(exchange, reply.status, fault, reply.body)
    reply.finished = exchange.finished
    return reply
