"""An answer in a list of answers: the word ``status``, or one kind with what goes beside it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from mockserver.scenarios.answers import KINDS, Answer, Status
from mockserver.scenarios.checking import WRONG, FieldMistake, Said, refusal, table
from mockserver.scenarios.kinds import Kind, alternatives
from mockserver.scenarios.nodes import Entries, Entry, Node, Scalar, value_place

if TYPE_CHECKING:
    from mockserver.scenarios.reading import Reader

BESIDE = tuple(table(Answer))
"""The keys that stand beside the kind's own."""

_MEANS_STATUS = ("delay",)
"""Keys that, with no kind beside them, are the status's."""


class AnswerKind(Kind):
    """An answer; in Python an instance, or the word ``status``."""

    expected = f"an answer: status, or a mapping with {alternatives([key for key in KINDS if key != Status.kind])}"
    words = ("status",)

    def _check(self, value: object) -> object:
        if value == "status":
            return Status()
        if isinstance(value, Answer):
            return value
        raise refusal("an answer (Status, Rows, Fault, Http, Logon or the word 'status')", value, self.words)

    def _read(self, node: Node, reader: Reader) -> object:
        if not isinstance(node, Entries):
            return self._word(node, reader)
        reader.known_keys(node, (*KINDS, *BESIDE), "an answer")
        kind = self._kind(node, reader)
        if kind is None:
            return WRONG
        model = KINDS[kind]
        values = reader.fields(table(Answer), node, of="an answer")
        if entry := node.entries.get(kind):
            values |= _own_fields(model, entry, reader)

        def way(mistake: FieldMistake) -> tuple[str | int, ...]:
            here = {kind, *BESIDE}.intersection(mistake.path[:1])
            return mistake.path if here else (kind, *mistake.path)

        return reader.build(model, values, node, way)

    def _word(self, node: Node, reader: Reader) -> object:
        word = self.scalar(node)
        if word == "status":
            return Status()
        if word in KINDS:
            reader.wrong(node.place, f"the answer '{word}' needs its value: `{word}: …`")
        else:
            reader.refused(node.place, refusal(self.expected, word, self.words))
        return WRONG

    def _kind(self, node: Entries, reader: Reader) -> str | None:
        """The answer's one kind; None if that is told as a mistake."""
        found = [key for key in node.entries if key in KINDS]
        if len(found) > 1:
            place = node.entries[found[1]].place
            reader.wrong(place, f"an answer has exactly one kind, and this has {' and '.join(found)}")
            return None
        if found:
            return found[0]
        if any(key in node.entries for key in _MEANS_STATUS):
            return Status.kind
        if all(key in BESIDE for key in node.entries):  # an unknown key, told already, may be meant for the kind
            reader.wrong(node.place, f"an answer needs its kind: {alternatives(tuple(KINDS))}")
        return None


def _own_fields(model: type[Answer], entry: Entry, reader: Reader) -> dict[str, object]:
    """The arguments that stand under the kind's key."""
    own = {key: said for key, said in table(model).items() if key not in BESIDE}
    place = value_place(entry)
    if not own:
        if not (isinstance(entry.node, Scalar) and entry.node.empty):
            reader.wrong(place, _no_value(model.kind))
        return {}
    if len(own) > 1 and isinstance(entry.node, Entries):
        return _spelled_out(model, own, entry.node, reader)
    said = own[str(model.whole)]
    return {said.name: reader.value(said.kind, entry.node, model.kind, place)}


def _spelled_out(model: type[Answer], own: Mapping[str, Said], node: Entries, reader: Reader) -> dict[str, object]:
    reader.known_keys(node, (*own, *model.only_in_files), f"'{model.kind}'")
    values = reader.fields(own, node, of=f"'{model.kind}'")
    for key, other in model.only_in_files.items():
        if entry := node.entries.get(key):
            if other.instead_of in node.entries:
                reader.wrong(entry.place, f"{key}: stands in the place of {other.instead_of}, and both are given")
            values[other.instead_of] = reader.value(other.kind, entry.node, key, value_place(entry))
    return values


def _no_value(kind: str) -> str:
    return f"{kind}: takes no value; `calls` and `delay` stand beside it: `- {kind}:` and, beneath it, `calls: 2`"
