"""How a model of the language is described and checked, the same for Python and for YAML.

A model is a frozen dataclass. Each field that a person can write carries ``said(kind, doc)``: the kind of value and
what it means. The constructors, the reader of files, and whatever explains the language to people work from that one
table.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import MISSING, Field, dataclass, fields, replace
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from mockserver.contract import shown
from mockserver.errors import Mistake, ScenarioError

if TYPE_CHECKING:
    from mockserver.scenarios.kinds import Kind

WRONG = object()
"""Stands for a value whose mistakes are told already, so that the rest of the model can still be checked."""

MOST_MISTAKES = 1_000
"""Of one file that are told."""


@dataclass(frozen=True)
class FieldMistake(Mistake):
    """A mistake that knows the way to its value, from the model that is checked."""

    path: tuple[str | int, ...] = ()
    on_key: bool = False
    """The key at the end of the path is wrong, not what it is given."""
    label: str = ""
    """What the sentence calls the first step of the path: Python's name of it."""

    def below(self, step: str | int, label: str) -> FieldMistake:
        """The same mistake seen from what has this one's value under ``step``, which messages call ``label``."""
        return replace(self, what=f"{label}: {self.what}" if label else self.what, path=(step, *self.path), label=label)

    def in_files(self) -> FieldMistake:
        """The same mistake with the word that files have for the first step, if Python has another."""
        key = self.path[0] if self.path else ""
        if not self.label or not isinstance(key, str) or key == self.label:
            return self
        return replace(self, what=key + self.what.removeprefix(self.label), label=key)


class Mistakes:
    """Collects what is wrong with the parts of a value, so that all of it is told at once."""

    def __init__(self) -> None:
        self.all: list[FieldMistake] = []
        self._told_before = False

    def check(self, step: str | int, label: str, check: Callable[[object], object], value: object) -> object:
        """The part as ``check`` returns it, or WRONG when it is refused; the mistakes are kept, below ``step``."""
        if value is WRONG:
            self._told_before = True
            return WRONG
        try:
            return check(value)
        except ScenarioError as error:
            self._told_before = self._told_before or not error.mistakes
            self.all += [mistake.below(step, label) for mistake in error.mistakes if isinstance(mistake, FieldMistake)]
        except ValueError as error:
            self.all.append(FieldMistake(str(error), found=shown(value)).below(step, label))
        return WRONG

    def raise_any(self) -> None:
        """Raise ScenarioError if there are mistakes; it holds none if all were told before (see WRONG)."""
        if self.all or self._told_before:
            raise ScenarioError(self.all)


def refusal(expected: str, value: object, words: Iterable[str] = ()) -> ScenarioError:
    """The error for a value that is not what was expected; ``words`` are those that would have been right."""
    return ScenarioError([FieldMistake(f"expected {expected}, got {shown(value)}", **_found(value, words))])


def unknown_key(key: object, allowed: Iterable[str], *, of: str, path: tuple[str | int, ...] = ()) -> FieldMistake:
    """The mistake of a key that ``of`` does not have."""
    allowed = tuple(allowed)
    key = text_of(key)
    what = f"unknown key {shown(key)} in {of}; allowed: {', '.join(allowed)}"
    return FieldMistake(what, **_found(key, allowed), path=(*path, key), on_key=True)


def text_of(value: object) -> str:
    """Text itself, and anything else as a message shows it: a mapping's key can be anything."""
    return value if isinstance(value, str) else shown(value)


def _found(value: object, words: Iterable[str]) -> dict[str, Any]:
    words = tuple(words)
    return {"found": shown(value), "allowed": words, "nearest": nearest(value, words)}


def nearest(found: object, words: Iterable[str]) -> str | None:
    """The word most like the one found, whatever the case and the dashes; None if none is near enough to be meant."""
    if not isinstance(found, str) or len(found) > 60:
        return None
    from difflib import get_close_matches  # noqa: PLC0415 - only a mistake needs it

    plain = {_plain(word): word for word in words}
    matches = get_close_matches(_plain(found), plain, n=1)
    return plain[matches[0]] if matches else None


def _plain(word: str) -> str:
    return word.casefold().replace("-", "").replace("_", "").replace(" ", "")


def said(kind: Kind, doc: str, *, key: str | None = None) -> Mapping[str, object]:
    """The description of a field, for its ``metadata``; ``key`` is its word in files, where that is not its name."""
    return {"kind": kind, "doc": doc, "key": key}


class Said(NamedTuple):
    """A field of a model as its table has it."""

    name: str
    key: str
    kind: Kind
    doc: str
    required: bool
    default: object


def table(model: type) -> Mapping[str, Said]:
    """What a person can write in a model, by the word in files, in the order of the model's fields."""
    return _table(cast("Any", model))


@cache
def _table(model: Any) -> Mapping[str, Said]:  # noqa: ANN401 - a dataclass, which has no type of its own
    described = (_said(field) for field in fields(model) if "kind" in field.metadata)
    return {entry.key: entry for entry in described}


def _said(field: Field[Any]) -> Said:
    default = field.default if field.default_factory is MISSING else field.default_factory()
    meta = field.metadata
    return Said(field.name, meta["key"] or field.name, meta["kind"], meta["doc"], default is MISSING, default)


class Rule(NamedTuple):
    """What must hold between fields: called with their values when each of them is right by itself."""

    needs: tuple[str, ...]
    broken: Callable[..., FieldMistake | Sequence[FieldMistake] | None]


def settle(model: object, rules: Iterable[Rule] = (), **values: object) -> None:
    """Check the values given to a model's constructor and set its fields; what is not given gets its default.

    Raises ScenarioError with every mistake there is.
    """
    mistakes = Mistakes()
    checked = {
        entry.name: _checked(entry, values.pop(entry.name, entry.default), mistakes)
        for entry in table(type(model)).values()
    }
    if values:
        raise TypeError(f"{type(model).__name__}() got an unexpected keyword argument '{next(iter(values))}'")
    for needs, broken in rules:
        if not any(checked[name] is WRONG for name in needs):
            found = broken(*(checked[name] for name in needs)) or ()
            mistakes.all += [found] if isinstance(found, FieldMistake) else found
    mistakes.raise_any()
    for name, value in checked.items():
        object.__setattr__(model, name, value)


def _checked(entry: Said, value: object, mistakes: Mistakes) -> object:
    if value is None and entry.default is None:
        return value
    return mistakes.check(entry.key, entry.name, entry.kind.check, value)


def brief(model: object) -> str:
    """A repr that leaves out what is as usual: ``Http(503, calls=2)`` reads better in a report than every field.

    Tracebacks show models whose constructor has failed, too: what these lack is left out.
    """
    entries = [entry for entry in table(type(model)).values() if hasattr(model, entry.name)]
    parts = (f"{entry.name}={_short(getattr(model, entry.name))}" for entry in entries if unusual(model, entry))
    return f"{type(model).__name__}({', '.join(parts)})"


def unusual(model: object, entry: Said) -> bool:
    """Whether the model's field has to be told: it has no default, or differs from it."""
    return entry.required or getattr(model, entry.name) != entry.default


def _short(value: object) -> str:
    return shown(value) if isinstance(value, str | bytes) else repr(value)
