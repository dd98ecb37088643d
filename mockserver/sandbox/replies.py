"""From a script's answer to what the service sends."""

from __future__ import annotations

from mockserver.sandbox.logon import logon_fault
from mockserver.sandbox.progress import ShownRows
from mockserver.scenarios.answers import Answer, Fault, Http, Logon, Rows, Status
from mockserver.service.backend import Answered, PlainReply, SoapFault
from mockserver.settings import Settings


def reply(answer: Answer, rows: ShownRows) -> Answered:
    """What a call gets by this answer; ``rows`` is what those kinds show that show rows."""
    match answer:
        case Status() | Rows():
            return Answered(rows=rows, delay=answer.delay)
        case Fault():
            fault = SoapFault(answer.code, answer.text, answer.actor, answer.detail)
            return Answered(fault=fault, delay=answer.delay)
        case Logon():
            return Answered(fault=logon_fault(answer.token), delay=answer.delay)
        case Http():
            return Answered(plain=PlainReply(answer.status, answer.body, answer.headers), delay=answer.delay)
        case _:
            raise TypeError(f"no reply is known for answers of kind {answer.kind}")


def unknown_list(settings: Settings) -> Answered | None:
    """What a call gets for a list that nothing answers; None if it gets an explanation."""
    match settings.unknown_list:
        case "explain":
            return None
        case "empty":
            return Answered(rows=())
        case fault:
            return reply(fault, ())
