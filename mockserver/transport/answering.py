"""A reply whatever the handler does, and the one for a connection too many."""

from __future__ import annotations

from mockserver.messages import Handler, Reply, Request, WaitingWork, Work
from mockserver.transport.log import logger
from mockserver.transport.reading import Incoming
from mockserver.transport.refusals import refusal


def answered_or_work(handler: Handler, request: Request) -> Reply | Work:
    """What the handler returns; what it raises is logged, and the client gets a 500."""
    try:
        return handler(request)
    except Exception:  # noqa: BLE001 - a handler promises not to raise; a mistake in it must not end the server
        return failed()


def answered_or_waiting(handler: Handler, request: Request) -> Reply | WaitingWork:
    """The handler's reply, with the work done that it takes, but for what may wait."""
    answer = answered_or_work(handler, request)
    return answer if isinstance(answer, Reply | WaitingWork) else done(answer)


def done(work: Work) -> Reply:
    """What the work comes to; what it raises is logged, and the client gets a 500."""
    try:
        return work()
    except Exception:  # noqa: BLE001 - as above, and work may be a user's callable
        return failed()


def failed() -> Reply:
    """What a client gets when the handler raises; the exception that is being handled goes to the log."""
    logger.exception("a request could not be answered")
    return refusal(500, "The mock failed on this request; its log has the reason.")


def too_many(connections: int) -> Incoming:
    """What stands for the request of a client that comes when so many connections are open."""
    why = f"The server has {connections} connections open, and takes no more."
    full = refusal(503, why, headers=(("Retry-After", "1"),))
    return Incoming(Request("", "", {}), full, keep_alive=False, read_whole=False)
