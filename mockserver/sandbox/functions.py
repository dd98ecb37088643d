"""A function of the user's that answers calls: it is asked, and what it says is checked as a file's answers are."""

from __future__ import annotations

import inspect

from mockserver.sandbox.journal import Call
from mockserver.scenarios.answer_kind import AnswerKind
from mockserver.scenarios.answers import Answer, Computed, unmeant

_ANSWER = AnswerKind()


class FunctionFailed(Exception):
    """A function gave no answer. ``why`` goes on from "The function …"; the cause is what it raised, if it did."""

    def __init__(self, function: Computed, why: str) -> None:
        self.name, self.why = function.name, why
        super().__init__(f"the function {self.name} {why}")


def said_by(function: Computed, call: Call, *, may_break: bool) -> Answer:
    """What the function says to the call. Raises FunctionFailed.

    ``may_break`` says whether its answer may break the service's contract.
    """
    try:
        answer = _answer(function, call)
    except BaseException as error:  # pytest's own are no Exceptions; and the thread is the server's
        raise FunctionFailed(function, f"failed with {type(error).__name__}: {_text(error)}") from error
    if not may_break and (breaches := answer.breaches):
        told = "; ".join(breach.what for breach in breaches[:-1]) + ("; " if breaches[1:] else "")
        what = f"returned an answer that breaks the contract: {told}{unmeant(breaches[-1]).what}"
        raise FunctionFailed(function, what)
    return answer


def _answer(function: Computed, call: Call) -> Answer:
    said: object = function.function(call)
    if inspect.iscoroutine(said):
        said.close()  # or Python warns of it later, somewhere else
        raise TypeError("expected an answer, got a coroutine: a function that answers calls can't be asynchronous")
    answer = _ANSWER.check(said)
    if not isinstance(answer, Answer) or isinstance(answer, Computed):
        raise TypeError(f"expected an answer, got {answer!r}")
    if answer.calls is not None or answer.for_ is not None:
        raise ValueError("what a function returns is for one call: it can't have `calls` or `for_`")
    return answer


def _text(error: BaseException) -> str:
    try:
        return str(error)
    except BaseException:  # noqa: BLE001 - as above, and it matters less
        return "(its text can't be told)"
