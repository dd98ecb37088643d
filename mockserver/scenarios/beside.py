"""What may come between a call and its turn: a limit on the rate of calls, and chaos."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, cast, get_args

from mockserver.contract import shown
from mockserver.frozen import Frozen
from mockserver.messages import WireKind
from mockserver.scenarios.answer_kind import AnswerKind
from mockserver.scenarios.answers import Answer, Computed, Fault, Http, Status
from mockserver.scenarios.checking import FieldMistake, Mistakes, Rule, brief, refusal, said, settle, unknown_key
from mockserver.scenarios.durations import Duration, duration_text
from mockserver.scenarios.kinds import Kind, Span, Whole, got
from mockserver.scenarios.nodes import Entries, Node, value_place
from mockserver.scenarios.schema import Definitions, Schema, mapping
from mockserver.scenarios.writing import Data, Plain

if TYPE_CHECKING:
    from mockserver.scenarios.reading import Reader
    from mockserver.scenarios.writing import Writer

_MOST_CALLS = 100_000


def _no_turn(answer: Answer | None) -> FieldMistake | None:
    if answer is None or (answer.calls is None and answer.for_ is None and not isinstance(answer, Computed)):
        return None
    what = "answer: it is given whenever there are too many calls, so it has no `calls`, no `for` and is no function"
    return FieldMistake(what, path=("answer",))


@dataclass(frozen=True, init=False, repr=False)
class Rate:
    """So many calls in any span of so long, by the clock; further ones get another answer and take no turn.

    A call that was turned away does not count. Raises ScenarioError.
    """

    calls: int = field(
        metadata=said(
            Whole(expected="a number of calls of at least 1", least=1, most=_MOST_CALLS),
            "How many calls are let through.",
        )
    )
    per: float = field(metadata=said(Span(least=0.001), "In which time, by the clock."))
    """Seconds."""
    answer: Answer | None = field(
        default=None,
        metadata=said(
            AnswerKind(), "What the others get; if left out, a 429 whose Retry-After says when the next is let through."
        ),
    )

    def __init__(self, calls: int, per: Duration, answer: Answer | Literal["status"] | None = None) -> None:
        settle(self, (Rule(("answer",), _no_turn),), calls=calls, per=per, answer=answer)

    __repr__ = brief

    def refusal(self, wait: float) -> Answer:
        """What a call gets that is one too many; ``wait`` is for how many seconds more."""
        if self.answer is not None:
            return self.answer
        return Http(429, headers={"Retry-After": str(max(1, math.ceil(wait)))})

    def __str__(self) -> str:
        return f"{self.calls} calls per {duration_text(self.per)}"


Trouble = Literal["http", "fault"] | WireKind
"""What chaos can do to a call: a 503, the fault of a service that failed, a broken wire."""

TROUBLES: Mapping[str, Answer] = {
    "http": Http(503),
    "fault": Fault("Server was unable to process request. ---> Timeout expired."),
    **{kind: Status(wire=kind) for kind in get_args(WireKind) if kind != "truncated"},
}
"""What each means. The fault's is what ASP.NET makes of a database that is too slow."""


class Rates(Kind):
    """How likely each trouble is; models keep a mapping that does not change."""

    expected = f"a mapping of troubles ({', '.join(TROUBLES)}) to rates from 0 to 1"

    def _check(self, value: object) -> object:
        if not isinstance(value, Mapping):
            raise refusal(self.expected, value)
        mistakes = Mistakes()
        mistakes.all += [unknown_key(str(name), TROUBLES, of="the rates") for name in value if name not in TROUBLES]
        rates = {name: mistakes.check(name, name, _rate, value[name]) for name in TROUBLES if name in value}
        mistakes.raise_any()
        total = sum(map(float, rates.values()))  # type: ignore[arg-type]  # checked just now
        if total > 1 + 1e-9:
            raise ValueError(f"expected rates that add up to at most 1, got {total:g}")
        return Frozen(rates)

    def _read(self, node: Node, reader: Reader) -> object:
        if not isinstance(node, Entries):
            raise ValueError(f"expected {self.expected}, got {got(node)}")
        rate = Kind(expected="a rate from 0 to 1")
        return {name: reader.value(rate, entry.node, name, value_place(entry)) for name, entry in node.entries.items()}

    def _write(self, value: object, writer: Writer) -> Data:
        return {name: Plain(rate) for name, rate in cast("Mapping[str, float]", value).items()}

    def _schema(self, definitions: Definitions) -> Schema:
        rate = {"type": ["number", "string"], "minimum": 0, "maximum": 1, "pattern": r"^[+]?[0-9.]+([eE][+-]?[0-9]+)?$"}
        return mapping(dict.fromkeys(TROUBLES, rate))


_RATE = re.compile(r"[0-9]{0,20}\.?[0-9]{1,20}(e-?[0-9]{1,3})?")


def _rate(value: object) -> float:
    number = math.nan
    if isinstance(value, str):
        number = float(value) if _RATE.fullmatch(value) else math.nan
    elif isinstance(value, int | float) and not isinstance(value, bool):
        number = float(value) if value <= 1 else math.nan  # a larger whole number may be more than a float holds
    if not 0 <= number <= 1:
        raise ValueError(f"expected a rate from 0 to 1, got {shown(value)}")
    return number


@dataclass(frozen=True, init=False, repr=False)
class Chaos:
    """Trouble by chance, and the same chance at every run: drawn from a hash of seed, ListID and the poll's number.

    A call that gets it takes no turn. Raises ScenarioError.
    """

    rates: Mapping[str, float] = field(
        metadata=said(Rates(), "How likely each trouble is, from 0 to 1; together at most 1."), hash=False
    )
    seed: int = field(
        default=0,
        metadata=said(
            Whole(expected="a whole number"), "Another number draws other trouble; the same one always the same."
        ),
    )

    def __init__(self, rates: Mapping[str, float], seed: int = 0) -> None:
        settle(self, rates=rates, seed=seed)

    __repr__ = brief

    def trouble(self, chance: float) -> Answer | None:
        """What a call gets for which this number from 0 to 1 was drawn; None if it is spared."""
        for name, rate in self.rates.items():
            chance -= rate
            if chance < 0:
                return TROUBLES[name]
        return None
