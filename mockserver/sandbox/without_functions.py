"""A scenario whose functions are replaced by what they answered, so that a file can hold it."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from mockserver.sandbox.progress import Given
from mockserver.scenarios.answers import Answer, Computed, Status
from mockserver.scenarios.scenario import Scenario


def without_functions(scenario: Scenario, given: Sequence[Given]) -> tuple[Scenario, Sequence[str]]:
    """The scenario that answers the same calls alike, and sentences that say what was replaced.

    ``given`` is what the functions answered, in order. A status stands for one that was never asked, or only failed.
    """
    functions = [answer for answer in scenario.answers if isinstance(answer, Computed)]
    if not functions:
        return scenario, ()
    answers = _told(list(_unrolled(scenario, given)), holds=scenario.then == "hold")
    asked = {id(each.function) for each in given}
    notes = dict.fromkeys(_note(function, asked=id(function) in asked) for function in functions)
    return replace(scenario, answers=tuple(answers)), tuple(notes)


def _note(function: Computed, *, asked: bool) -> str:
    if asked:
        return f"Some answers are what the function {function.name} gave."
    return f"A status stands for the function {function.name}, which gave no answer."


def _unrolled(scenario: Scenario, given: Sequence[Given]) -> Iterator[Answer]:
    """The answers in order; of a loop as many rounds as the functions answered differently, perhaps."""
    answers: defaultdict[int, deque[Answer]] = defaultdict(deque)
    for each in given:
        answers[id(each.function)].append(each.answer)
    while True:
        for number, answer in enumerate(scenario.answers, 1):
            if not isinstance(answer, Computed):
                yield answer
                continue
            left = answers[id(answer)]
            yield left.popleft() if left else Status()
            if number == len(scenario.answers) and scenario.then == "hold":  # it stayed
                yield from left
        if scenario.then != "loop" or not any(answers.values()):
            return


def _told(answers: Sequence[Answer], *, holds: bool) -> list[Answer]:
    """The same in fewer words: equal answers in a row are one with a number of calls; the last that stays has none."""
    told: list[Answer] = []
    for answer, alike in groupby(answers):
        count = len(list(alike))
        single = answer.calls is None and answer.for_ is None
        told += [replace(answer, calls=count)] if single and count > 1 else [answer] * count
    if holds:
        told[-1] = answers[-1]
    return told
