"""The endings of a process: each is a word, and at most three numbers, for a whole path."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal, NamedTuple

from mockserver.contract import INT32_MAX, shown
from mockserver.scenarios.checking import FieldMistake
from mockserver.scenarios.kinds import alternatives
from mockserver.scenarios.paths import Run

Ending = Literal[
    "completes", "stalls", "vanishes", "ends-short", "goes-back", "reopens", "overshoots", "grows", "skips"
]

NumberKey = Literal["at", "lasts", "to"]
"""What may stand beside an ending."""


class Numbers(NamedTuple):
    """What an ending goes by; ``at`` and ``to`` are 0 for one that does not take them."""

    MaxStep: int
    at: int = 0
    to: int = 0
    lasts: int | None = None


def settled_numbers(ending: Ending, numbers: Numbers, at: int | None, to: int | None) -> Numbers:
    """The numbers of an ending, with the usual ones where none are given."""
    told = _ENDINGS[ending]
    if told.at:
        numbers = numbers._replace(at=told.at.usual(numbers) if at is None else at)
    if told.to:
        numbers = numbers._replace(to=told.to.usual(numbers) if to is None else to)
    return numbers


def ending_runs(ending: Ending, numbers: Numbers) -> list[Run]:
    """The path that an ending stands for."""
    return _ENDINGS[ending].runs(numbers)


def ending_phrase(ending: Ending, numbers: Numbers) -> str:
    """What happens, in a few words, but for how long it lasts: "goes back from 3 to 1, completes at 4"."""
    return _ENDINGS[ending].phrase.format(**numbers._asdict())


def not_taken(key: NumberKey, ending: Ending) -> FieldMistake | None:
    """The mistake of a number that is given to an ending without use for it."""
    if getattr(_ENDINGS[ending], key):
        return None
    those = [f"`{word}`" for word, told in _ENDINGS.items() if getattr(told, key)]
    useless = f"{key}: {_SAYS[key]}, and `ending: {ending}` has no use for it"
    return FieldMistake(f"{useless}; give it with {alternatives(those)}, or leave it out", path=(key,))


def impossible_step(ending: Ending, MaxStep: int, at: int | None, to: int | None) -> FieldMistake | None:
    """The mistake of a step, given or left out, that the ending can't have."""
    numbers = settled_numbers(ending, Numbers(MaxStep), at, to)
    told = _ENDINGS[ending]
    if told.at and (mistake := _out_of_bounds("at", told.at, ending, numbers, given=at)):
        return mistake
    return _out_of_bounds("to", told.to, ending, numbers, given=to) if told.to else None


def _out_of_bounds(
    key: NumberKey, step: _Step, ending: Ending, numbers: Numbers, *, given: int | None
) -> FieldMistake | None:
    least, most = step.least(numbers), step.most(numbers)
    if least > most:
        return FieldMistake(f"ending: {ending} with MaxStep {numbers.MaxStep}: {step.none}", path=("ending",))
    found = numbers.at if key == "at" else numbers.to
    if least <= found <= most:
        return None
    allowed = f"a step from {least} to {most}" if least < most else f"the step {least}"
    here = f"`ending: {ending}` {f'at {numbers.at} ' if key == 'to' else ''}with MaxStep {numbers.MaxStep}"
    if given is None:
        what = f"{key}: {here} needs {allowed}, and left out it is {found}; add {_advice(key, step, ending, numbers)}"
        return FieldMistake(what, path=("ending",))
    what = f"{key}: expected {allowed} for {here}, got {given}{_beyond(key, given, numbers)}"
    return FieldMistake(what, found=shown(given), path=(key,))


def _advice(key: NumberKey, step: _Step, ending: Ending, numbers: Numbers) -> str:
    """What to write, where a number was left out that the usual one can't stand for."""
    own = f"`{key}: {step.least(numbers)}`"
    at = _ENDINGS[ending].at
    if key == "at" or at is None:
        return own
    later = numbers._replace(at=min(numbers.at + 1, at.most(numbers)))
    fits = step.least(later) <= step.usual(later) <= step.most(later)
    return f"`at: {later.at}` or {own}" if fits else own


def _beyond(key: str, given: int, numbers: Numbers) -> str:
    return "; `ending: overshoots` goes beyond MaxStep" if key == "at" and given > numbers.MaxStep else ""


_SAYS: Mapping[NumberKey, str] = {
    "at": "is the step at which an ending differs",
    "lasts": "says how long an ending lasts",
    "to": "is the step to which an ending goes",
}


class _Step(NamedTuple):
    """A step that an ending takes: what it is if left out, and the bounds, from the numbers known so far."""

    usual: Callable[[Numbers], int]
    least: Callable[[Numbers], int]
    most: Callable[[Numbers], int]
    none: str = ""
    """What to say where MaxStep leaves no such step."""


class _Ending(NamedTuple):
    runs: Callable[[Numbers], list[Run]]
    phrase: str
    at: _Step | None = None
    to: _Step | None = None
    lasts: bool = False


def _climb(first: int, last: int, MaxStep: int) -> Run:
    return Run(first, last - first + 1, MaxStep)


def _done(step: int, MaxStep: int) -> Run:
    return Run(step, 1, MaxStep, completed=True)


def _to_end(first: int, MaxStep: int) -> list[Run]:
    return [_climb(first, MaxStep - 1, MaxStep), _done(MaxStep, MaxStep)]


def _completes(numbers: Numbers) -> list[Run]:
    return _to_end(1, numbers.MaxStep)


def _stalls(numbers: Numbers) -> list[Run]:
    MaxStep, at, _, lasts = numbers
    up = _climb(1, at, MaxStep)
    return [up] if lasts is None else [up, Run(at, lasts, MaxStep, climbs=False), *_to_end(at + 1, MaxStep)]


def _vanishes(numbers: Numbers) -> list[Run]:
    MaxStep, at, _, lasts = numbers
    away = [_climb(1, at - 1, MaxStep), Run(at, lasts or 1, MaxStep, gone=True)]
    return away if lasts is None else [*away, *_to_end(at, MaxStep)]


def _completes_at(numbers: Numbers) -> list[Run]:
    """The way of ends-short and of overshoots."""
    MaxStep, at, _, _ = numbers
    return [_climb(1, at - 1, MaxStep), _done(at, MaxStep)]


def _goes_back(numbers: Numbers) -> list[Run]:
    MaxStep, at, to, _ = numbers
    return [_climb(1, at, MaxStep), *_to_end(to, MaxStep)]


def _reopens(numbers: Numbers) -> list[Run]:
    return [*_to_end(1, numbers.MaxStep), *_to_end(numbers.at, numbers.MaxStep)]


def _grows(numbers: Numbers) -> list[Run]:
    MaxStep, at, to, _ = numbers
    return [_climb(1, at, MaxStep), _climb(at + 1, to - 1, to), _done(to, to)]


def _skips(numbers: Numbers) -> list[Run]:
    MaxStep, at, _, _ = numbers
    return [_climb(1, at - 1, MaxStep), *_to_end(at + 1, MaxStep)]


def _one(_: Numbers) -> int:
    return 1


def _zero(_: Numbers) -> int:
    return 0


def _largest(_: Numbers) -> int:
    return INT32_MAX


def _full(numbers: Numbers) -> int:
    return numbers.MaxStep


def _before_full(numbers: Numbers) -> int:
    return numbers.MaxStep - 1


def _after_full(numbers: Numbers) -> int:
    return numbers.MaxStep + 1


def _first_or_before_full(numbers: Numbers) -> int:
    return max(1, numbers.MaxStep - 1)


_AT_LEAST_2 = "there is no step below it to {}; give a MaxStep of at least 2"
_SMALLER = "32 bits hold no step above it; give a smaller MaxStep"

_ENDINGS: Mapping[Ending, _Ending] = {
    "completes": _Ending(_completes, "completes at {MaxStep}"),
    "stalls": _Ending(_stalls, "stalls at {at} of {MaxStep}", at=_Step(_first_or_before_full, _one, _full), lasts=True),
    "vanishes": _Ending(
        _vanishes, "vanishes at {at}", at=_Step(lambda numbers: min(2, numbers.MaxStep), _one, _full), lasts=True
    ),
    "ends-short": _Ending(
        _completes_at,
        "ends short at {at} of {MaxStep}",
        at=_Step(_before_full, _one, _before_full, _AT_LEAST_2.format("end at")),
    ),
    "goes-back": _Ending(
        _goes_back,
        "goes back from {at} to {to}, completes at {MaxStep}",
        at=_Step(_first_or_before_full, _one, _full),
        to=_Step(_one, _zero, lambda numbers: numbers.at - 1),
    ),
    "reopens": _Ending(
        _reopens,
        "completes at {MaxStep}, reopens at {at}, completes again",
        at=_Step(_before_full, _zero, _before_full),
    ),
    "overshoots": _Ending(
        _completes_at,
        "overshoots {MaxStep}, completes at {at}",
        at=_Step(_after_full, _after_full, _largest, _SMALLER),
    ),
    "grows": _Ending(
        _grows,
        "grows at {at} of {MaxStep}, completes at {to}",
        at=_Step(_first_or_before_full, _one, _full),
        to=_Step(lambda numbers: 2 * numbers.MaxStep, _after_full, _largest, _SMALLER),
    ),
    "skips": _Ending(
        _skips,
        "skips {at}, completes at {MaxStep}",
        at=_Step(lambda numbers: min(2, numbers.MaxStep - 1), _one, _before_full, _AT_LEAST_2.format("skip")),
    ),
}
