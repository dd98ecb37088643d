"""Whose turn it is among the answers of a script, for one list."""

from __future__ import annotations

from copy import copy

from mockserver.sandbox.service import Service
from mockserver.scenarios.answers import Answer
from mockserver.scenarios.scenario import Scenario


class Turns:
    """The answers in order, each for a number of calls or for a time. The caller holds the sandbox's lock."""

    __slots__ = ("_answers", "_began", "_holds", "_loops", "_served", "_service", "_taken", "_timed", "_turn")

    def __init__(self, scenario: Scenario, began: float, service: Service) -> None:
        """``service`` is told what calls got."""
        self._service = service
        self._answers = scenario.turns
        self._holds = scenario.then == "hold" or not scenario.answers
        self._loops = scenario.then == "loop"
        self._timed = any(answer.for_ is not None for answer in self._answers)
        self._began = began  # the turn's own beginning: the end of the one before it
        self._turn = self._taken = 0
        self._served = [0] * len(self._answers)

    def ended(self, now: float) -> bool:
        """Whether all turns are over and nothing follows them. Asking changes nothing: time may yet be set back."""
        if not self._timed:
            return self._turn == len(self._answers)
        then = copy(self)
        then._run_out(now)
        return then._turn == len(self._answers)

    def take(self, now: float) -> int | None:
        """The place, from 0, of the answer of a call that comes now; None if the turns have ended."""
        if self._timed:
            self._run_out(now)
        place = self._turn
        if place == len(self._answers):
            return None
        answer = self._answers[place]
        self._taken += 1
        if answer.for_ is None and self._taken >= (answer.calls or 1):
            self._next(now)
        return place

    def answer(self, place: int) -> Answer:
        """The answer at this place."""
        return self._answers[place]

    def serve(self, place: int) -> None:
        """A call has got the answer at this place."""
        served = self._served[place] = self._served[place] + 1
        most = self._service.most
        if served > most[place]:  # noqa: PLR1730 - `max` is slower, and this is done at every call
            most[place] = served

    def _run_out(self, now: float) -> None:
        """Pass over the turns whose time is over, whether or not anybody called."""
        passed = 0
        while self._turn < len(self._answers):
            lasts = self._answers[self._turn].for_
            if lasts is None or round(now - self._began - lasts, 6) < 0:
                return
            if passed == len(self._answers):  # nothing but times, again and again: any number of rounds at once
                whole = sum(answer.for_ or 0.0 for answer in self._answers)
                self._began += whole * int((now - self._began) / whole)
                passed = 0
                continue
            passed += 1
            self._next(self._began + lasts)

    def _next(self, began: float) -> None:
        last = self._turn + 1 == len(self._answers)
        if last and self._holds:
            return
        self._turn = 0 if last and self._loops else self._turn + 1
        self._taken = 0
        self._began = round(began, 6)  # as the clock tells time: what floats lose would add up from turn to turn
