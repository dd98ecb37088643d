"""The conversation as people read it: a line a call."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from mockserver.contract import LooseRow, Row
from mockserver.sandbox.printing import counted, printable, quoted
from mockserver.scenarios.answers import Http, Recorded, Rows
from mockserver.scenarios.rows import written_no_date

if TYPE_CHECKING:
    from mockserver.sandbox.journal import Call

MARK = "[mock] "
"""Begins the text of every fault that the real service would not give."""

_MOST_ROWS = 8
_MOST_ALIKE = 2


def call_line(call: Call) -> str:
    """Number, time, list, user, version, and what the call got, on one line."""
    return f"{_when(call)} {_exchange(call)}"


class Other(NamedTuple):
    """A request to a sandbox that is not a call: for the WSDL, for a page, or to a path where nothing is."""

    at: datetime
    what: str
    """Method and target."""
    status: int
    after: int
    """The number of the last call before it; 0 if there was none."""


def conversation(calls: Sequence[Call], others: Sequence[Other] = ()) -> str:
    """A line a call or other request, oldest first; says so if the first calls are no longer kept, or if none came."""
    lines = []
    requests: list[Call | Other] = [*calls, *others]
    for _, alike in groupby(sorted(requests, key=_place), _exchange):
        lines += _run(list(alike))
    if not calls:
        lines.append("no calls")
        return "\n".join(lines)
    if forgotten := calls[0].number - 1:
        lines.insert(0, f"({counted(forgotten, 'earlier call')} no longer kept)")
    return "\n".join(lines)


def _place(request: Call | Other) -> tuple[int, bool]:
    """Where it belongs; not by the time, as that of a frozen clock is the same for all."""
    return (request.after, True) if isinstance(request, Other) else (request.number, False)


def _run(alike: Sequence[Call | Other]) -> list[str]:
    """The lines of requests in a row that differ in nothing but number and time; many are told in two."""
    lines = [f"{_when(each)} {_exchange(each)}" for each in alike[:_MOST_ALIKE]]
    if len(alike) <= _MOST_ALIKE:
        return lines
    return [lines[0], f"    … the same {len(alike) - 1} times more, until {_when(alike[-1])}"]


def _when(request: Call | Other) -> str:
    number = "" if isinstance(request, Other) else f"#{request.number} "
    return f"{number}{request.at:%H:%M:%S}"


def _exchange(call: Call | Other) -> str:
    """What was asked and what came of it."""
    if isinstance(call, Other):
        return f"{printable(call.what, 200)} → no call (HTTP {call.status})"
    if call.answer is not None and call.answer.wire is not None:
        return f"{_asked(call)} → {_got(call)} (wire {call.answer.wire})"
    endings = {"pending": " (not sent yet)", "sent": "", "cut": " (the connection ended before it was sent)"}
    return f"{_asked(call)} → {_got(call)}{endings[call.outcome]}"


def _asked(call: Call) -> str:
    """Which list, who, which SOAP version."""
    ListID = "no ListID" if call.ListID is None else f"ListID {call.ListID}"
    user = "no user" if call.UserName is None else f"user {quoted(call.UserName)}"
    return f"{ListID} {user} SOAP {call.version or 'unknown'}"


def _got(call: Call) -> str:
    match call.answered_by:
        case "engine":
            reason = call.problem or call.fault or "it could not be read"
            return f"refused by the engine: {printable(reason)}{_status(call)}"
        case "log-on":
            return f"log-on refused: {printable(call.problem or '')}{_status(call)}"
        case "nobody":
            reason = (call.fault or "").removeprefix(MARK).partition(". ")[0]  # the rest is what to do about it
            return f"NOT ANSWERED: {printable(reason, 300)}{_status(call)}"
        case "script" | "settings":
            return _scripted(call)


def _scripted(call: Call) -> str:
    """The kind of the script's answer and what came of it."""
    if call.fault is not None:
        return f"fault: {printable(call.fault)}{_status(call)}"
    match call.answer:
        case Http(status=status):
            return f"http {status}"
        case Rows(rows=None):
            return f"rows: absent result{_status(call)}"
        case None:
            kind = "unknown list"
        case Rows():
            kind = "rows"
        case Recorded():
            kind = "recorded"
        case _:
            kind = "status"
    return f"{kind}: {_rows(call)}{_status(call)}"


def _rows(call: Call) -> str:
    if call.row_count and not call.rows:
        return f"{counted(call.row_count, 'row')}{' completed' if call.completed else ''}, no longer kept"
    return rows_text(call.rows, call.no_date) or "empty result"


def rows_text(rows: Sequence[Row | LooseRow | None], no_date: str) -> str:
    """The rows in short: ``Send to List 3/4, Send to File 4/4 completed``."""
    texts = [_row_text(row, no_date) for row in rows[:_MOST_ROWS]]
    if len(rows) > _MOST_ROWS:
        texts.append(f"{len(rows) - _MOST_ROWS} more")
    return ", ".join(texts)


def _row_text(row: Row | LooseRow | None, no_date: str) -> str:
    if row is None:
        return "nil row"
    if isinstance(row, LooseRow):
        return printable(str(row))
    name = "(no ProcessType)" if row.ProcessType is None else printable(row.ProcessType, 60)
    completed = " completed" if is_completed(row, no_date) else ""
    return f"{name} {row.CurrentStep}/{row.MaxStep}{completed}"


def is_completed(row: Row | LooseRow | None, no_date: str) -> bool:
    """Whether a row says that its process is completed."""
    if row is None:
        return False
    if isinstance(row, LooseRow):
        started, complete = row.text("ProcessStartTime") or "", row.text("ProcessCompleteTime")
    else:
        started, complete = row.ProcessStartTime, row.ProcessCompleteTime
    # Recordings and rows written out may say it in another way than the setting: no e-mail was sent before 1970.
    return complete is not None and complete != written_no_date(no_date, started) and complete[:4] >= "1970"


def _status(call: Call) -> str:
    return "" if call.status in (None, 200) else f" (HTTP {call.status})"
