"""How an answer is sent, besides what it says: late, slowly, broken."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple, get_args

from mockserver.contract import INT32_MAX, shown
from mockserver.messages import WireKind
from mockserver.scenarios.checking import WRONG, FieldMistake, Rule, brief, refusal, said, settle
from mockserver.scenarios.durations import Duration, duration_text
from mockserver.scenarios.kinds import Kind, MappedOrModel, Span, Whole, alternatives, got
from mockserver.scenarios.nodes import Entries, Items, Node, Scalar, value_place
from mockserver.scenarios.schema import Definitions, Schema, mapping
from mockserver.scenarios.writing import Data, Plain

if TYPE_CHECKING:
    from mockserver.scenarios.reading import Reader
    from mockserver.scenarios.writing import Writer


def _spread_within_median(median: float, spread: float) -> FieldMistake | None:
    if spread <= median:
        return None
    return FieldMistake("spread: a delay can't be less than nothing; give at most the median", path=("spread",))


@dataclass(frozen=True, init=False, repr=False)
class Spread:
    """A delay that differs from call to call: any as likely as another, within ``spread`` of the median.

    Each is drawn from a hash of the seed, the ListID and the poll's number, so that a run can be repeated.
    Raises ScenarioError.
    """

    median: float = field(metadata=said(Span(), "The delay in the middle."))
    spread: float = field(
        metadata=said(Span(), "By how much a delay may be shorter or longer than that; at most the median.")
    )
    seed: int = field(
        default=0,
        metadata=said(
            Whole(expected="a whole number"), "Another number draws other delays; the same one always the same."
        ),
    )

    def __init__(self, median: Duration, spread: Duration, seed: int = 0) -> None:
        rules = (Rule(("median", "spread"), _spread_within_median),)
        settle(self, rules, median=median, spread=spread, seed=seed)

    __repr__ = brief

    def at(self, chance: float) -> float:
        """The delay in seconds for a number from 0 to 1 that was drawn for it."""
        return self.median + (2 * chance - 1) * self.spread

    def __str__(self) -> str:
        return f"{duration_text(self.median)}±{duration_text(self.spread)}"


class DelayKind(Kind):
    """A duration, or a mapping with its median and spread; models keep seconds or a Spread."""

    expected = "a duration such as 2s, or a mapping with median and spread"
    _model = MappedOrModel("a delay", Spread)
    _span = Span()

    def _check(self, value: object) -> object:
        return self._model.check(value) if isinstance(value, Mapping | Spread) else self._span.check(value)

    def _read(self, node: Node, reader: Reader) -> object:
        return self._model.read(node, reader) if isinstance(node, Entries) else self.scalar(node)

    def _write(self, value: object, writer: Writer) -> Data:
        return (self._model if isinstance(value, Spread) else self._span).write(value, writer)

    def _schema(self, definitions: Definitions) -> Schema:
        return {"anyOf": [Span().schema(definitions), self._model.schema(definitions)]}


@dataclass(frozen=True, init=False, repr=False)
class Dripping:
    """An answer that comes a few bytes at a time. Raises ScenarioError."""

    bytes: int = field(metadata=said(Whole(expected="a number of bytes of at least 1", least=1), "How many at a time."))
    every: float = field(metadata=said(Span(least=0.001), "Real time between them."))

    def __init__(self, bytes: int, every: Duration) -> None:  # noqa: A002 - the language's word
        settle(self, bytes=bytes, every=every)

    __repr__ = brief

    def __str__(self) -> str:
        return f"{self.bytes} bytes every {duration_text(self.every)}"


class Truncated(NamedTuple):
    """An answer whose body is cut: to a number of bytes, or behind the start tag of the first element of a name."""

    at: int | str

    def __str__(self) -> str:
        return f"truncated at {self.at}"


Wire = WireKind | Truncated
"""How an answer is broken on its way; as ``truncated`` it says where."""


class WireBreak(Kind):
    """A way to break an answer: a word, or ``{truncated: …}``; models keep the word or a Truncated."""

    words = tuple(word for word in get_args(WireKind) if word != "truncated")
    expected = f"{alternatives((*words, '{truncated: BYTES or ELEMENT}'))}"
    _at = Whole(expected="a number of bytes, or the name of an element", least=0, most=INT32_MAX)

    def _check(self, value: object) -> object:
        if isinstance(value, Truncated):
            return Truncated(_place(value.at))
        if isinstance(value, Mapping):
            if tuple(value) != ("truncated",):
                raise refusal(self.expected, value)
            return Truncated(_place(value["truncated"]))
        if not isinstance(value, str) or value not in self.words:
            raise refusal(self.expected, value, self.words)
        return value

    def _read(self, node: Node, reader: Reader) -> object:
        if not isinstance(node, Entries):
            if isinstance(node, Scalar) and node.text == "truncated":
                raise ValueError("truncated: say where, as in {truncated: 120} or {truncated: CurrentStep}")
            return self.scalar(node)
        reader.known_keys(node, ("truncated",), "a wire")
        entry = node.entries.get("truncated")
        if entry is None:
            return WRONG if node.entries else self.scalar(node)
        if isinstance(entry.node, Entries | Items) or entry.node.empty:
            reader.wrong(value_place(entry), f"truncated: expected {_PLACE}, got {got(entry.node)}")
            return WRONG
        return {"truncated": entry.node.text}

    def _write(self, value: object, writer: Writer) -> Data:
        return {"truncated": Plain(value.at)} if isinstance(value, Truncated) else Plain(value)

    def _schema(self, definitions: Definitions) -> Schema:
        # The name is Python's idea of one, with any letters; the rest is for the checker.
        where = {"type": ["integer", "string", "boolean"], "minimum": 0, "maximum": INT32_MAX, "pattern": r"^[^\s-]+$"}
        return mapping({"truncated": {"description": f"Where it is cut: {_PLACE}.", **where}}, required=["truncated"])


_PLACE = "a number of bytes, or the name of an element"


def _place(value: object) -> int | str:
    if isinstance(value, str) and value[:1].isalpha() and value.isidentifier():
        return value
    try:
        number = int(value) if isinstance(value, str) and value.isascii() and value.isdecimal() else value
        if isinstance(number, int) and not isinstance(number, bool) and 0 <= number <= INT32_MAX:
            return number
    except ValueError:  # thousands of digits
        pass
    raise ValueError(f"truncated: expected {_PLACE}, got {shown(value)}")
