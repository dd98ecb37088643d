"""The kinds of value that the language knows: what is allowed, how it is checked, how it is read from a file."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, cast

from mockserver.contract import DATE_TIME, INT32_MAX, INT32_MIN, date_time, int32, plain_text, shown, xml_text
from mockserver.errors import ScenarioError
from mockserver.scenarios.checking import FieldMistake, Mistakes, refusal, table, unknown_key
from mockserver.scenarios.durations import TEXT as DURATION
from mockserver.scenarios.durations import duration_text, seconds
from mockserver.scenarios.nodes import Entries, Items, Node, Scalar, shape
from mockserver.scenarios.schema import TEXT, Definitions, Schema, any_case, pattern
from mockserver.scenarios.writing import NIL, Data, Plain, Writer

if TYPE_CHECKING:
    from mockserver.scenarios.reading import Reader


class Kind:
    """What a value may be. ``expected`` completes "expected …"; ``words`` are allowed beside or instead of a value."""

    expected: str = ""
    words: tuple[str, ...] = ()
    nil: bool = False
    """None is allowed; a file writes it ``nil``."""
    free: bool = False
    """Its values may be any text, so that a file may have to put them in quotes."""

    def __init__(self, expected: str = "", *, words: tuple[str, ...] = (), nil: bool = False) -> None:
        """What is not given is as the class has it."""
        self.expected = expected or self.expected
        self.words = words or self.words
        self.nil = nil or self.nil

    def check(self, value: object) -> object:
        """The value as models keep it, from Python's values and from a file's text alike.

        Raises ValueError with the reason, or ScenarioError with several.
        """
        if isinstance(value, str):
            value = plain_text(value)
        return None if self.nil and value is None else self._check(value)

    def read(self, node: Node, reader: Reader) -> object:
        """What a file says, as the constructor takes it. Raises ValueError with the reason.

        A value whose mistakes are told to the reader already is WRONG.
        """
        return self._read(node, reader)

    def write(self, value: object, writer: Writer) -> Data:
        """How a file says the value that a model keeps; ``read`` and ``check`` make the same of it."""
        return NIL if self.nil and value is None else self._write(value, writer)

    def sayable(self, value: object) -> bool:
        """Whether a text file can say the value; if not, there is another key, which names a file that holds it."""
        return True

    def scalar(self, node: Node) -> str | None:
        """The text of a node that must be a single value."""
        if not isinstance(node, Scalar):
            raise ValueError(f"expected {self.expected}, got {shape(node)}")
        if node.empty:
            raise ValueError(f"expected {self.expected}, got nothing")
        return None if self.nil and node.plain and node.text == "nil" else node.text

    def schema(self, definitions: Definitions) -> Schema:
        """What a file may say, as a JSON Schema."""
        words = (*self.words, "nil") if self.nil else self.words
        own = self._schema(definitions)
        return {"anyOf": [{"enum": list(words)}, own]} if words else own

    def _check(self, value: object) -> object:
        raise NotImplementedError

    def _read(self, node: Node, reader: Reader) -> object:
        return self.scalar(node)

    def _write(self, value: object, writer: Writer) -> Data:
        return str(value) if self.free else Plain(value)

    def _schema(self, definitions: Definitions) -> Schema:
        """What may stand beside the words."""
        return TEXT


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

    def _schema(self, definitions: Definitions) -> Schema:
        # The bounds are for a number, the pattern is for the same in quotes.
        bounds = {"minimum": self.least, "maximum": self.most}
        return {"type": ["integer", "string"], **bounds, "pattern": "^[+-]?[0-9]+$"}

    @property
    def _expected_in_32_bits(self) -> str:
        return self.expected if self.most < INT32_MAX else f"{self.expected} and at most {INT32_MAX}"


class Text(Kind):
    """Text that XML can carry."""

    expected = "text"
    free = True

    def _check(self, value: object) -> object:
        return xml_text(value)

    def _read(self, node: Node, reader: Reader) -> object:
        if isinstance(node, Scalar) and node.plain and node.text in ("null", "Null", "NULL", "~"):
            wanted = "write nil for no value, or put it in quotes" if self.nil else "put it in quotes if it is the text"
            raise ValueError(f"expected {self.expected}, got {node.text}; {wanted}")
        return super()._read(node, reader)

    def _schema(self, definitions: Definitions) -> Schema:
        return {**TEXT, "pattern": r"^[^\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]*$"}


class Name(Kind):
    """The name of a scenario: one line that can't be taken for a file."""

    expected = "a name"
    free = True

    def _check(self, value: object) -> object:
        name = xml_text(value)
        if not name.strip() or name != name.strip() or len(name.splitlines()) > 1:
            raise refusal("a name on one line, without blanks round it", value)
        if name.lower().endswith((".yaml", ".yml")) or "/" in name or "\\" in name:
            raise refusal("a name that does not look like a file (no slash, no .yaml)", value)
        return name

    def _schema(self, definitions: Definitions) -> Schema:
        return {**TEXT, "pattern": r"^(?!.*\.[Yy][Aa]?[Mm][Ll]$)[^\s/\\]([^\r\n/\\]*[^\s/\\])?$"}


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

    def schema(self, definitions: Definitions) -> Schema:
        """See ``Kind.schema``. A word such as ``1.2`` is a number to editors."""
        numbers = [float(word) for word in self.words if re.fullmatch(r"[0-9]+\.[0-9]+", word)]
        return {"enum": [*self.words, *numbers]}


class Switch(Kind):
    """On or off; models keep a bool. Texts may say it as YAML and ini files do."""

    expected = "on or off"
    words = ("on", "off")
    _MEANINGS: Mapping[str, bool] = {"on": True, "true": True, "yes": True, "off": False, "false": False, "no": False}

    def _check(self, value: object) -> object:
        meaning = self._MEANINGS.get(value.casefold()) if isinstance(value, str) else value
        if not isinstance(meaning, bool):
            raise refusal(self.expected, value, self.words)
        return meaning

    def _write(self, value: object, writer: Writer) -> Data:
        return Plain("on" if value else "off")

    def _schema(self, definitions: Definitions) -> Schema:
        return {"type": ["boolean", "string"], "pattern": any_case(*self._MEANINGS)}


class Moment(Kind):
    """A date and time as .NET writes it, or one of the words."""

    expected = "a date and time such as 2015-03-09T10:15:30"

    def _check(self, value: object) -> object:
        if isinstance(value, str) and value in self.words:
            return value
        if isinstance(value, str) and not value[:1].isdigit():
            raise refusal(f"{self.expected}, or {alternatives(self.words)}", value, self.words)
        return date_time(value)

    def _schema(self, definitions: Definitions) -> Schema:
        return {"type": "string", "pattern": pattern(DATE_TIME)}


class Span(Kind):
    """A duration; models keep its seconds, to the millisecond, as a file can say them."""

    expected = "a duration such as 30s"

    def __init__(self, *, least: float = 0.0) -> None:
        """``least`` is in seconds."""
        super().__init__()
        self.least = least

    def _check(self, value: object) -> object:
        span = seconds(value)
        if span < self.least:
            raise ValueError(f"expected a duration of at least {duration_text(self.least)}, got {shown(value)}")
        return round(span, 3)

    def _write(self, value: object, writer: Writer) -> Data:
        return Plain(duration_text(cast("float", value)))

    def _schema(self, definitions: Definitions) -> Schema:
        return duration_schema()


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

    def _write(self, value: object, writer: Writer) -> Data:
        return writer.fields(value)

    def _schema(self, definitions: Definitions) -> Schema:
        return definitions.model(self.model)


class MappedOrModel(ModelOf):
    """A mapping in files; in Python an instance of ``model``, or a mapping with the same keys."""

    def _check(self, value: object) -> object:
        if not isinstance(value, Mapping):
            return super()._check(value)
        entries = table(self.model)
        mistakes = Mistakes()
        mistakes.all += [unknown_key(key, entries, of=self.expected) for key in value if key not in entries]
        missing = [key for key, entry in entries.items() if entry.required and key not in value]
        mistakes.all += [FieldMistake(f"the key '{key}' is missing in {self.expected}") for key in missing]
        mistakes.raise_any()
        try:
            return self.model(**{entries[key].name: given for key, given in value.items()})
        except ScenarioError as error:  # a mapping has the words of files
            raise ScenarioError(
                [mistake.in_files() for mistake in error.mistakes if isinstance(mistake, FieldMistake)]
            ) from None


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

    def _write(self, value: object, writer: Writer) -> Data:
        return [self.item.write(item, writer) for item in cast("Sequence[object]", value)]

    def _schema(self, definitions: Definitions) -> Schema:
        return {"type": "array", "items": self.item.schema(definitions)}


def duration_schema() -> Schema:
    """The schema of a duration; the text that is empty matches the pattern of its parts."""
    return {"type": "string", "minLength": 1, "pattern": pattern(DURATION)}


def alternatives(words: Sequence[str]) -> str:
    """Words as a sentence has them: "a, b or c"."""
    return " or ".join(filter(None, (", ".join(words[:-1]), words[-1])))


def got(node: Node) -> str:
    """What a node is, for a message that says what came instead of a list or a mapping."""
    if isinstance(node, Scalar):
        return "nothing" if node.empty else shown(node.text)
    return shape(node)
