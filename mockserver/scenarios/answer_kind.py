"""An answer in a list of answers: the word ``status``, or one kind with what goes beside it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, cast

from mockserver.errors import ScenarioError
from mockserver.scenarios.answers import KINDS, Answer, Computed, Status, unmeant
from mockserver.scenarios.checking import WRONG, FieldMistake, Said, refusal, table, unusual
from mockserver.scenarios.kinds import Kind, alternatives
from mockserver.scenarios.nodes import Entries, Entry, Node, Scalar, place_of, value_place
from mockserver.scenarios.schema import Definitions, Schema, mapping, summary
from mockserver.scenarios.writing import NOTHING, Data, Plain

if TYPE_CHECKING:
    from mockserver.scenarios.reading import Reader
    from mockserver.scenarios.writing import Writer

BESIDE = tuple(table(Answer))
"""The keys that stand beside the kind's own."""

_MEANS_STATUS = ("delay", "drip", "wire", "dress")
"""Keys that, with no kind beside them, are the status's."""


_IN_PYTHON = f"an answer ({', '.join(model.__name__ for model in KINDS.values())}, a function or the word 'status')"


class AnswerKind(Kind):
    """An answer; in Python an instance, or the word ``status``."""

    expected = f"an answer: status, or a mapping with {alternatives([key for key in KINDS if key != Status.kind])}"
    words = ("status",)

    def _check(self, value: object) -> object:
        if value == "status":
            return Status()
        if isinstance(value, Answer):
            return value
        if callable(value) and not isinstance(value, type):
            return Computed(value)
        raise refusal(_IN_PYTHON, value, self.words)

    def _read(self, node: Node, reader: Reader) -> object:
        if not isinstance(node, Entries):
            return self._word(node, reader)
        own = [key for kind in node.entries if kind in KINDS for key in KINDS[kind].beside]
        reader.known_keys(node, (*KINDS, *BESIDE, *own), "an answer", lambda key: _inside(key, node))
        kind = self._kind(node, reader)
        if kind is None:
            return WRONG
        model = KINDS[kind]
        values = reader.fields(table(Answer), node, of="an answer")
        if entry := node.entries.get(kind):
            values |= _own_fields(model, entry, reader)
            beside = {key: said for key, said in table(model).items() if key in model.beside and key in node.entries}
            values |= reader.fields(beside, node, of="an answer")

        def way(mistake: FieldMistake) -> tuple[str | int, ...]:
            here = {kind, *BESIDE, *model.beside}.intersection(mistake.path[:1])
            return mistake.path if here else (kind, *mistake.path)

        answer = reader.build(model, values, node, way)
        breaches = answer.breaches if isinstance(answer, Answer) and not reader.may_break else ()
        for breach in breaches:  # told here, and not by the scenario, which may have mistakes of its own
            reader.wrong(place_of(node, breach.path, key=breach.on_key), unmeant(breach))
        return WRONG if breaches else answer

    def _write(self, value: object, writer: Writer) -> Data:
        answer = cast("Answer", value)
        if isinstance(answer, Computed):
            raise ScenarioError([FieldMistake(f"a file can't hold a function, and {answer.name} is one")])
        own = _written_own(answer, writer)
        beside = {key: own.pop(key) for key in answer.beside if key in own}
        beside |= writer.fields(answer, table(Answer))
        if isinstance(answer, Status) and not beside.keys() - _MEANS_STATUS:
            return beside or Plain(answer.kind)
        return {answer.kind: _under_the_kind(answer, own), **beside}

    def _word(self, node: Node, reader: Reader) -> object:
        word = self.scalar(node)
        if word == "status":
            return Status()
        if word in KINDS:
            reader.wrong(node.place, f"the answer '{word}' needs its value: `{word}: …`")
        else:
            reader.refused(node.place, refusal(self.expected, word, KINDS))
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
            reader.wrong(node.place, f"an answer needs its kind: {alternatives(tuple(KINDS))}{_status_meant(node)}")
        return None

    def _schema(self, definitions: Definitions) -> Schema:
        return {"anyOf": [answer_schema(model, definitions) for model in KINDS.values()]}


def answer_schema(model: type[Answer], definitions: Definitions) -> Schema:
    """The schema of an answer of one kind, written as a mapping."""
    return definitions.named(f"answer-{model.kind}", lambda: _answer_schema(model, definitions))


def _answer_schema(model: type[Answer], definitions: Definitions) -> Schema:
    own = own_keys(model)
    beside = {**{key: own[key] for key in model.beside}, **table(Answer)}
    keys = {key: _beside_schema(key, entry, definitions) for key, entry in beside.items()}
    named = [model.kind, *(_MEANS_STATUS if model is Status else ())]
    value = {"description": summary(model), **_value_schema(model, own, definitions)}
    either = {"anyOf": [{"required": [key]} for key in named], "not": {"required": ["calls", "for"]}}
    return mapping({model.kind: value, **keys}) | either


def _beside_schema(key: str, entry: Said, definitions: Definitions) -> Schema:
    return definitions.named(f"answer-key-{key}", lambda: definitions.described(entry))


def _value_schema(model: type[Answer], own: Mapping[str, Said], definitions: Definitions) -> Schema:
    """What may stand under the kind's key."""
    if not own:
        return {"type": "null"}
    alone = own[str(model.whole)].kind.schema(definitions)
    if len(own) == 1:
        return alone
    spelled_out = definitions.mapping(own)
    for key, other in model.only_in_files.items():
        spelled_out["properties"][key] = {"description": other.doc, **other.kind.schema(definitions)}
        spelled_out["not"] = {"required": [key, other.instead_of]}
    return {"anyOf": [alone, spelled_out]}


def own_keys(model: type[Answer]) -> Mapping[str, Said]:
    """The part of a kind's table that stands under its key, if it is spelled out."""
    return {key: said for key, said in table(model).items() if key not in BESIDE}


def _inside(key: str, node: Entries) -> FieldMistake | None:
    """The mistake of a key that stands beside the answer's kind and belongs inside it."""
    for kind, model in KINDS.items():
        if kind in node.entries and key in (*own_keys(model), *model.only_in_files):
            what = f"{key}: it stands inside {kind}, as in `{kind}: {{{model.whole}: …, {key}: …}}`"
            return FieldMistake(what, path=(key,), on_key=True)
    return None


def _own_fields(model: type[Answer], entry: Entry, reader: Reader) -> dict[str, object]:
    """The arguments that stand under the kind's key."""
    own = own_keys(model)
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


def _written_own(answer: Answer, writer: Writer) -> dict[str, Data]:
    """What of the kind's own has to be said; what text can't say is in a file, under the key for its name."""
    model = type(answer)
    files = {other.instead_of: (key, other.kind) for key, other in model.only_in_files.items()}
    entries = own_keys(model)
    told = {key: entry for key, entry in entries.items() if unusual(answer, entry)}
    if model.whole and not told:
        told = {model.whole: entries[model.whole]}
    own: dict[str, Data] = {}
    for key, entry in told.items():
        value = getattr(answer, entry.name)
        word, kind = (key, entry.kind) if entry.kind.sayable(value) else files[entry.name]
        own[word] = kind.write(value, writer)
    return own


def _under_the_kind(answer: Answer, own: Mapping[str, Data]) -> Data:
    """The one field that may stand alone, or all that there are by their keys."""
    if not own:
        return NOTHING
    return own[str(answer.whole)] if own.keys() == {answer.whole} else own


def _status_meant(node: Entries) -> str:
    """What to say where only the length of a turn is given, which is nobody's alone."""
    key = next(iter(node.entries), None)
    if key is None:
        return ""
    others = alternatives([f"`{other}`" for other in _MEANS_STATUS])
    return f"; only beside {others} would it be status: write `- status:` and, beneath it, `{key}: …`"


def _no_value(kind: str) -> str:
    return f"{kind}: takes no value; `calls` and `delay` stand beside it: `- {kind}:` and, beneath it, `calls: 2`"
