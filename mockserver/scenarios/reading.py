"""Nodes to models. What a value may be is the models' own affair; here is only which node is for which field."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from operator import attrgetter
from pathlib import Path

from mockserver.errors import Mistake, ScenarioError
from mockserver.scenarios.checking import MOST_MISTAKES, WRONG, FieldMistake, Said, unknown_key
from mockserver.scenarios.kinds import Kind
from mockserver.scenarios.nodes import Entries, Node, Place, place_of, value_place

Way = Callable[[FieldMistake], tuple[str | int, ...]]


class TooManyMistakes(Exception):
    """There is one more than are told, so that reading on is of no use."""


class Reader:
    """Reads the documents of one text and keeps what is wrong with them."""

    def __init__(self, file: str, folder: Path | None) -> None:
        self.file, self.folder = file, folder
        self.mistakes: list[Mistake] = []
        self.may_break = False
        """The scenario that is read says that its messages may break the contract."""

    def wrong(self, place: Place | None, what: str | FieldMistake) -> None:
        """Keep a mistake. Raises TooManyMistakes."""
        if len(self.mistakes) == MOST_MISTAKES:
            raise TooManyMistakes
        mistake = what if isinstance(what, FieldMistake) else FieldMistake(what)
        line, column = place or (None, None)
        self.mistakes.append(
            Mistake(mistake.what, self.file, line, column, mistake.found, mistake.allowed, mistake.nearest)
        )

    def value(self, kind: Kind, node: Node, name: str = "", place: Place | None = None) -> object:
        """What a node says, for a constructor; WRONG if that can't be told."""
        try:
            return kind.read(node, self)
        except ScenarioError as error:
            for mistake in _of_fields(error):
                self.wrong(place or node.place, mistake.below(name, name) if name else mistake)
            return WRONG
        except ValueError as error:
            self.wrong(place or node.place, f"{name}: {error}" if name else str(error))
            return WRONG

    def fields(self, entries: Mapping[str, Said], node: Entries, *, of: str) -> dict[str, object]:
        """The arguments for a constructor, from the keys in its table. ``of`` is what messages call the mapping."""
        values = {
            entry.name: self.value(entry.kind, given.node, key, value_place(given))
            for key, entry in entries.items()
            if (given := node.entries.get(key))
        }
        for entry in entries.values():
            if entry.required and entry.name not in values:
                self.wrong(node.place, f"the key '{entry.key}' is missing in {of}")
                values[entry.name] = WRONG
        return values

    def known_keys(
        self,
        node: Entries,
        allowed: Iterable[str],
        of: str,
        elsewhere: Callable[[str], FieldMistake | None] = lambda _: None,
    ) -> None:
        """Keep a mistake for every key that is not allowed; ``elsewhere`` has those of keys that have another place."""
        for key, entry in node.entries.items():
            if key not in allowed:
                self.wrong(entry.place, elsewhere(key) or unknown_key(key, allowed, of=of))

    def build(
        self, model: Callable[..., object], values: dict[str, object], node: Node, way: Way = attrgetter("path")
    ) -> object:
        """The model, or WRONG. ``way`` leads from the node to what a mistake of the constructor is about."""
        try:
            return model(**values)
        except ScenarioError as error:
            for mistake in map(FieldMistake.in_files, _of_fields(error)):
                self.wrong(place_of(node, way(mistake), key=mistake.on_key), mistake)
            return WRONG

    def refused(self, place: Place, error: ScenarioError) -> None:
        """Keep all mistakes of an error."""
        for mistake in _of_fields(error):
            self.wrong(place, mistake)


def _of_fields(error: ScenarioError) -> Iterable[FieldMistake]:
    return (mistake for mistake in error.mistakes if isinstance(mistake, FieldMistake))
