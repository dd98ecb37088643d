"""From a script's answer to what the service sends."""

from __future__ import annotations

from typing import get_args

from mockserver.contract import FaultCode
from mockserver.messages import Drip
from mockserver.sandbox.logon import logon_fault
from mockserver.sandbox.progress import ShownRows, Turn
from mockserver.scenarios.answers import Answer, Fault, Http, Logon, Recorded, Rows, Status
from mockserver.scenarios.sending import Spread, Truncated
from mockserver.service.backend import Answered, Envelope, PlainReply, SoapFault
from mockserver.settings import Settings


def turn_reply(turn: Turn, rows: ShownRows) -> Answered:
    """What a call gets by its turn; ``rows`` is what those kinds show that show rows."""
    answered = reply(turn.answer, rows)
    if isinstance(turn.answer.delay, Spread):
        answered.delay = turn.delay
    if isinstance(turn.answer, Recorded):
        data = turn.answer.data(turn.progress.ListID, turn.progress.began_at)
        answered.envelope = Envelope(data, turn.answer.path.version, turn.answer.path.charset)
    return answered


def reply(answer: Answer, rows: ShownRows) -> Answered:
    """What a call gets by this answer, but for what is different from call to call."""
    answered = _said(answer, rows)
    answered.dress = answer.dress
    if answer.drip is not None:
        answered.drip = Drip(answer.drip.bytes, answer.drip.every)
    if isinstance(answer.wire, Truncated):
        answered.wire, answered.cut_at = "truncated", answer.wire.at
    else:
        answered.wire = answer.wire
    if not isinstance(answer.delay, Spread):
        answered.delay = answer.delay
    return answered


def _said(answer: Answer, rows: ShownRows) -> Answered:
    match answer:
        case Status() | Rows():
            return Answered(rows=rows)
        case Recorded():
            return Answered(rows=rows, fault=_recorded_fault(answer))
        case Fault():
            return Answered(fault=SoapFault(answer.code, answer.text, answer.actor, answer.detail))
        case Logon():
            return Answered(fault=logon_fault(answer.token))
        case Http():
            return Answered(plain=PlainReply(answer.status, answer.body, answer.headers))
        case _:
            raise TypeError(f"no reply is known for answers of kind {answer.kind}")


def _recorded_fault(answer: Recorded) -> SoapFault | None:
    """What callers of the other version are told; a code of nobody's is the server's."""
    fault = answer.path.fault
    if fault is None:
        return None
    codes: tuple[FaultCode, ...] = get_args(FaultCode)
    code: FaultCode = next((known for known in codes if known == fault.code), "Server")
    return SoapFault(code, fault.text, fault.actor)


def unknown_list(settings: Settings) -> Answered | None:
    """What a call gets for a list that nothing answers; None if it gets an explanation."""
    match settings.unknown_list:
        case "explain":
            return None
        case "empty":
            return Answered(rows=())
        case fault:
            return reply(fault, ())
