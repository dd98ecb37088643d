"""The kinds of value that the language knows: what is allowed, how it is checked, how it is read from a file."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from mockserver.contract import INT32_MAX, INT32_MIN, date_time, int32, shown, xml_text
from mockserver.scenarios.checking import Mistakes, refusal, table
from mockserver.scenarios.durations import seconds
from mockserver.scenarios.nodes import Entries, Items, Node, Scalar, shape

if TYPE_CHECKING:
    from mockserver.scenarios.reading import Reader


class Kind:
    """What a value may be. ``expected`` completes "expected …"; ``words`` are allowed beside or instead of a value."""

    expected: str = ""
    words: tuple[str, ...] = ()
    nil: bool = False
    """None is allowed; a file writes it ``nil``."""

    def __init__(self, expected: str = "", *, words: tuple[str, ...] = (), nil: bool = False) -> None:
        """What is not given is as the class has it."""
        self.expected = expected or self.expected
        self.words = words or self.words
        self.nil = nil or self.nil

    def check(self, value: object) -> object:
        """The value as models keep it, from Python's values and from a file's text alike.

        Raises ValueError with the reason, or ScenarioError with several.
        """
        return None if self.nil and value is None else self._check(value)

    def read(self, node: Node, reader: Reader) -> object:
        """What a file says, as the constructor takes it. Raises ValueError with the reason.

        A value whose mistakes are told to the reader already is WRONG.
        """
        return self._read(node, reader)

    def scalar(self, node: Node) -> str | None:
        """The text of a node that must be a single value."""
        if not isinstance(node, Scalar):
            raise ValueError(f"expected {self.expected}, got {shape(node)}")
        if node.empty:
            raise ValueError(f"expected {self.expected}, got nothing")
        return None if self.nil and node.plain and node.text == "nil" else node.text

    def _check(self, value: object) -> object:
        raise NotImplementedError

    def _read(self, node: Node, reader: Reader) -> object:
        return self.scalar(node)


class Whole(Kind):
    """A 32-bit whole number within bounds, or one of the words."""

    def __init__(
        self, expected: str, *, words: tuple[str, ...] = (), least: int = INT32_MIN, most: int = INT32_MAX
    ) -> None:
        super().__init__(expected, words=words)
        self.least, self.most = least, most

    def _check(self, value: object) -> object:
        if isinstance(value, str) and value in self.words:
            return value
        if isinstance(value, str) and not re.fullmatch("[+-]?[0-9]+", value):
            raise refusal(self.expected, value, self.words)
        try:
            number = int32(value)
        except ValueError:
            if self.least == INT32_MIN or isinstance(value, bool) or not isinstance(value, int | str):
                raise
            raise refusal(self._expected_in_32_bits, value) from None
        if not self.least <= number <= self.most:
            raise refusal(self.expected, value)
        return number

    @property
    def _expected_in_32_bits(self) -> str:
        return self.expected if self.most < INT32_MAX else f"{self.expected} and at most {INT32_MAX}"


class Text(Kind):
    """Text that XML can carry."""

    expected = "text"

    def _check(self, value: object) -> object:
        return xml_text(value)

    def _read(self, node: Node, reader: Reader) -> object:
        if isinstance(node, Scalar) and node.plain and node.text in ("null", "Null", "NULL", "~"):
            wanted = "write nil for no value, or put it in quotes" if self.nil else "put it in quotes if it is the text"
            raise ValueError(f"expected {self.expected}, got {node.text}; {wanted}")
        return super()._read(node, reader)


class Name(Kind):
    """The name of a scenario: one line that can't be taken for a file."""

    expected = "a name"

    def _check(self, value: object) -> object:
        name = xml_text(value)
        if not name.strip() or name != name.strip() or len(name.splitlines()) > 1:
            raise refusal("a name on one line, without blanks round it", value)
        if name.lower().endswith((".yaml", ".yml")) or "/" in name or "\\" in name:
            raise refusal("a name that does not look like a file (no slash, no .yaml)", value)
        return name


class Word(Kind):
    """One of the words, exactly as they are."""

    def __init__(self, words: tuple[str, ...], *, same: Mapping[str, str] | None = None) -> None:
        """``same`` are other names of some words."""
        self._same = same or {}
        words = (*words, *self._same)
        super().__init__(alternatives(words), words=words)

    def _check(self, value: object) -> object:
        if not isinstance(value, str) or value not in self.words:
            raise refusal(self.expected, value, self.words)
        return self._same.get(value, value)


class Moment(Kind):
    """A date and time as .NET writes it, or one of the words."""

    expected = "a date and time such as 2015-03-09T10:15:30"

    def _check(self, value: object) -> object:
        if isinstance(value, str) and value in self.words:
            return value
        if isinstance(value, str) and not value[:1].isdigit():
            raise refusal(f"{self.expected}, or {alternatives(self.words)}", value, self.words)
        return date_time(value)


class Span(Kind):
    """A duration; models keep its seconds."""

    expected = "a duration such as 30s"

    def _check(self, value: object) -> object:
        return seconds(value)


class ModelOf(Kind):
    """A mapping in files, an instance of ``model`` in Python."""

    def __init__(self, expected: str, model: type) -> None:
        super().__init__(expected)
        self.model = model

    def _check(self, value: object) -> object:
        if not isinstance(value, self.model):
            raise refusal(f"{self.expected} ({self.model.__name__})", value)
        return value

    def _read(self, node: Node, reader: Reader) -> object:
        if not isinstance(node, Entries):
            raise ValueError(f"expected {self.expected}: a mapping, got {got(node)}")
        entries = table(self.model)
        reader.known_keys(node, entries, self.expected)
        return reader.build(self.model, reader.fields(entries, node, of=self.expected), node)


class ListOf(Kind):
    """A list in files, a sequence in Python; models keep a tuple."""

    def __init__(self, expected: str, item: Kind) -> None:
        super().__init__(expected)
        self.item = item

    def _check(self, value: object) -> object:
        if isinstance(value, str | bytes) or not isinstance(value, Sequence):
            raise refusal(self.expected, value)
        mistakes = Mistakes()
        items = tuple(mistakes.check(i, f"item {i + 1}", self.item.check, item) for i, item in enumerate(value))
        mistakes.raise_any()
        return items

    def _read(self, node: Node, reader: Reader) -> object:
        if not isinstance(node, Items):
            raise ValueError(f"expected {self.expected}, got {got(node)}")
        return [reader.value(self.item, item) for item in node.items]


def alternatives(words: Sequence[str]) -> str:
    """Words as a sentence has them: "a, b or c"."""
    return " or ".join(filter(None, (", ".join(words[:-1]), words[-1])))


def got(node: Node) -> str:
    """What a node is, for a message that says what came instead of a list or a mapping."""
    if isinstance(node, Scalar):
        return "nothing" if node.empty else shown(node.text)
    return shape(node)
