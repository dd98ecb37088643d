"""A path that is written out, position by position: what may stand in it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, cast

from mockserver.contract import int32, shown
from mockserver.frozen import Frozen
from mockserver.scenarios.checking import FieldMistake, Mistakes, refusal, unknown_key
from mockserver.scenarios.kinds import Kind, Text, Whole, got
from mockserver.scenarios.nodes import Entries, Items, Node
from mockserver.scenarios.paths import PathStep
from mockserver.scenarios.rows import ROW_KINDS
from mockserver.scenarios.schema import Definitions, Schema, mapping

if TYPE_CHECKING:
    from mockserver.scenarios.reading import Reader
    from mockserver.scenarios.writing import Data, Writer

LONGEST = 100_000
"""Positions of a path that is written out; an ``ending`` may have any number."""


class StepKind(Kind):
    """One position: a step, a word, or fields of the row; models keep an int, the word, or a frozen mapping."""

    expected = "a position: a step, gone, done, or a mapping of a row's fields"
    words = ("gone", "done")

    def _check(self, value: object) -> object:
        if isinstance(value, Mapping):
            return _fields(value)
        if isinstance(value, str) and value in self.words:
            return value
        if isinstance(value, bool) or not isinstance(value, int | str):
            raise refusal(self.expected, value)
        if isinstance(value, str) and not re.fullmatch("[+-]?[0-9]+", value):
            raise refusal(self.expected, value, self.words)
        return _step(value)

    def _read(self, node: Node, reader: Reader) -> object:
        if not isinstance(node, Entries):
            return self.scalar(node)
        unknown = Text()
        return {
            name: reader.value(ROW_KINDS.get(name, unknown), entry.node, name) for name, entry in node.entries.items()
        }

    def _write(self, value: object, writer: Writer) -> Data:
        if not isinstance(value, Mapping):
            return super()._write(value, writer)
        return {name: ROW_KINDS[name].write(field, writer) for name, field in value.items()}

    def _schema(self, definitions: Definitions) -> Schema:
        fields = {name: kind.schema(definitions) for name, kind in ROW_KINDS.items()}
        return {"anyOf": [_STEP.schema(definitions), mapping(fields)]}


_STEP = Whole(expected="a step", least=0)


def _step(value: int | str) -> int:
    number = int32(value)
    if number < 0:
        what = f"expected a step of at least 0, got {shown(value)}; write {{CurrentStep: {number}}} if it is meant"
        raise ValueError(what)
    return number


def _fields(given: Mapping[object, object]) -> Frozen[object]:
    """The fields of a row at one position, checked; the no-date is ``none``."""
    mistakes = Mistakes()
    mistakes.all += [unknown_key(name, ROW_KINDS, of="a position of a path") for name in given if name not in ROW_KINDS]
    checked = {name: _field(name, given[name], mistakes) for name in ROW_KINDS if name in given}
    mistakes.raise_any()
    return Frozen(checked)


def _field(name: str, value: object, mistakes: Mistakes) -> object:
    if value is None and name == "ProcessCompleteTime":
        return "none"
    return mistakes.check(name, name, ROW_KINDS[name].check, value)


class PathSteps(Kind):
    """A list of positions; models keep a tuple."""

    expected = "a list of positions"

    def __init__(self) -> None:
        super().__init__()
        self.item = StepKind()

    def _check(self, value: object) -> object:
        if isinstance(value, str | bytes) or not isinstance(value, Sequence):
            raise refusal(self.expected, value)
        _check_length(len(value))
        mistakes = Mistakes()
        steps = tuple(mistakes.check(i, f"position {i + 1}", self.item.check, step) for i, step in enumerate(value))
        mistakes.raise_any()
        return steps

    def _read(self, node: Node, reader: Reader) -> object:
        if not isinstance(node, Items):
            raise ValueError(f"expected {self.expected}, got {got(node)}")
        _check_length(len(node.items))
        return [reader.value(self.item, item) for item in node.items]

    def _write(self, value: object, writer: Writer) -> Data:
        return [self.item.write(step, writer) for step in cast("Sequence[object]", value)]

    def _schema(self, definitions: Definitions) -> Schema:
        return {"type": "array", "items": self.item.schema(definitions), "minItems": 1, "maxItems": LONGEST}


def _check_length(length: int) -> None:
    if not length:
        raise ValueError("expected at least one position, such as [1, 2, done], got []")
    if length > LONGEST:
        raise ValueError(
            f"expected at most {LONGEST} positions, got {length}; an `ending` may have any number of steps"
        )


def steps_above_MaxStep(path: Sequence[PathStep] | None, MaxStep: int) -> list[FieldMistake]:
    """A mistake for every bare number above MaxStep."""
    return [_above(i, step, MaxStep) for i, step in enumerate(path or ()) if isinstance(step, int) and step > MaxStep]


def _above(i: int, step: int, MaxStep: int) -> FieldMistake:
    expected = f"expected a step of at most MaxStep, which is {MaxStep}"
    what = f"{expected}, got {step}; write {{CurrentStep: {step}}} if it is meant"
    return FieldMistake(what, found=shown(step)).below(i, f"position {i + 1}").below("path", "path")
