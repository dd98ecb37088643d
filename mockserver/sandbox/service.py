"""How many calls the answers of a script got: what a strict test asks about at its end."""

from __future__ import annotations

from typing import NamedTuple

from mockserver.sandbox.matching import Key
from mockserver.scenarios.answers import Answer
from mockserver.scenarios.scenario import Scenario


class Served(NamedTuple):
    """One answer of a script, and how it was asked for."""

    answer: Answer
    served: int
    """How many calls it had; of several lists the most that one of them had."""
    wanted: int
    """How many it was meant to have; one that stands for a time, or stays, needs a single one."""


class Service:
    """What the answers of one script got. It outlives the lists, which may be forgotten, and even the script."""

    __slots__ = ("key", "most", "replaced", "scenario")

    def __init__(self, key: Key, scenario: Scenario) -> None:
        self.key, self.scenario = key, scenario
        self.most = [0] * len(scenario.turns)
        """How many calls each answer had for the list for which it had most. Whoever changes it holds the lock."""
        self.replaced = False
        """Whether another script was played in the place of this one."""

    @property
    def complete(self) -> bool:
        """Whether every answer got its calls."""
        return all(served >= (answer.calls or 1) for served, answer in zip(self.most, self.scenario.turns, strict=True))

    def of_each(self) -> list[Served]:
        """Each answer in order. Needs no lock."""
        return [
            Served(answer, served, answer.calls or 1)
            for answer, served in zip(self.scenario.turns, tuple(self.most), strict=True)
        ]
