"""The tables of docs/language.md. ``python -m tests.docs.language`` writes them anew."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import get_args

from mockserver.options import OPTIONS
from mockserver.scenarios.answer_kind import AnswerKind, own_keys
from mockserver.scenarios.answers import KINDS, Answer, Fault, Http
from mockserver.scenarios.beside import TROUBLES, Chaos, Rate
from mockserver.scenarios.checking import Said, table
from mockserver.scenarios.dress import Dress
from mockserver.scenarios.endings import Ending, NumberKey, Numbers, ending_phrase, not_taken, settled_numbers
from mockserver.scenarios.kinds import Kind, ModelOf, Moment, Switch, Word
from mockserver.scenarios.path_steps import PathSteps
from mockserver.scenarios.paths import Position
from mockserver.scenarios.processes import Process
from mockserver.scenarios.rows import ROW_KINDS
from mockserver.scenarios.scenario import Scenario
from mockserver.scenarios.schema import summary, usual_value
from mockserver.scenarios.sending import Dripping, Spread, WireBreak

PAGE = Path(__file__).parents[2] / "docs" / "language.md"
_TABLE = re.compile("(<!-- (the [a-z ]+) -->\n).*?(<!-- end of \\2 -->)", re.DOTALL)
_BLOCK = re.compile(r"^```yaml\n(.*?)^```$", re.DOTALL | re.MULTILINE)


def examples() -> list[str]:
    """The scenarios that the page shows, in order."""
    return _BLOCK.findall(PAGE.read_text(encoding="utf-8"))


def tables_named(text: str) -> list[str]:
    """The names of the tables that the page has a place for."""
    return [name for _, name, _ in _TABLE.findall(text)]


def with_tables(text: str) -> str:
    """The page's text with its tables as the models have them now."""
    return _TABLE.sub(lambda found: found[1] + "\n".join(TABLES[found[2]]()) + "\n" + found[3], text)


def _keys(model: type) -> Callable[[], Iterator[str]]:
    def rows() -> Iterator[str]:
        yield from _head("key", "value", "if left out", "meaning")
        for key, entry in table(model).items():
            yield _row(f"`{key}`", _value(entry.kind), _left_out(entry), entry.doc)

    return rows


_EXPLAINED: Mapping[type[Kind], str] = {
    AnswerKind: "[an answer](#answers)",
    PathSteps: "[a list of positions](#paths)",
    WireBreak: "a word, or a mapping with one: [wire](#wire)",
}


def _value(kind: Kind) -> str:
    """What a value may be, in a few words."""
    if type(kind) in _EXPLAINED:
        return _EXPLAINED[type(kind)]
    if isinstance(kind, ModelOf):
        section = kind.expected.removeprefix("a ")
        return f"a mapping: [{section}](#{section})"
    if isinstance(kind, Word | Switch):
        return ", ".join(f"`{word}`" for word in kind.words)
    words = [*(kind.words if isinstance(kind, Moment) else ()), *(["nil"] if kind.nil else [])]
    return re.sub(r" \(.*\)", "", kind.expected) + "".join(f", or `{word}`" for word in words)


def _left_out(entry: Said) -> str:
    if entry.required:
        return "needed"
    usual = usual_value(entry)
    return "" if usual is None else f"`{usual}`"


def _endings() -> Iterator[str]:
    yield from _head("ending", "what happens", "path", "takes")
    for ending in get_args(Ending):
        numbers = settled_numbers(ending, Numbers(4), None, None)
        taken = [key for key in get_args(NumberKey) if not_taken(key, ending) is None]
        usual = [f"`{key}: {getattr(numbers, key)}`" if key != "lasts" else "`lasts`" for key in taken]
        yield _row(f"`{ending}`", ending_phrase(ending, numbers), _drawn(Process(ending=ending)), ", ".join(usual))
        if "lasts" in taken:
            lasting = Process(ending=ending, lasts=2)
            what = lasting.describe().partition(", ")[2]
            yield _row(f"`{ending}`, `lasts: 2`", what, _drawn(lasting), "")


def _drawn(process: Process) -> str:
    route = process.route
    return " ".join(_position(route.position(n), process.MaxStep) for n in range(len(route)))


def _position(position: Position | None, MaxStep: int) -> str:
    if position is None:
        return "gone"
    of = "" if position.MaxStep == MaxStep else f"/{position.MaxStep}"
    return f"{position.CurrentStep}{of}{'✓' if position.completed else ''}"


def _kinds() -> Iterator[str]:
    yield from _head("kind", "what a call gets")
    yield from (_row(f"`{kind}`", summary(model)) for kind, model in KINDS.items())


def _keys_of_kinds() -> Iterator[str]:
    yield from _head("kind", "key", "value", "if left out", "meaning")
    for kind, model in KINDS.items():
        for key, entry in own_keys(model).items():
            name = f"**`{key}`**" if key == model.whole else f"`{key}`"
            beside = " May also stand beside the kind." if key in model.beside else ""
            yield _row(f"`{kind}`", name, _value(entry.kind), _left_out(entry), entry.doc + beside)
        for key, other in model.only_in_files.items():
            meaning = f"{other.doc} In the place of `{other.instead_of}`."
            yield _row(f"`{kind}`", f"`{key}`", _value(other.kind), "", meaning)


_ROW_LEFT_OUT = {"ListID": "the asked one", "ProcessType": "no element"}
_ROW_WORDS = {
    "now": "`now` is when the scenario began",
    "none": "`none` is the setting `no_date`",
    "nil": "`nil` is no element",
}


def _fields() -> Iterator[str]:
    yield from _head("field", "value", "if left out")
    for name, kind in ROW_KINDS.items():
        words = [*(kind.words), *(["nil"] if kind.nil else [])]
        value = "; ".join([kind.expected, *(_ROW_WORDS[word] for word in words)])
        yield _row(f"`{name}`", value, _ROW_LEFT_OUT.get(name, "needed"))


def _troubles() -> Iterator[str]:
    yield from _head("trouble", "what a call gets")
    yield from (_row(f"`{name}`", _trouble(answer)) for name, answer in TROUBLES.items())


def _trouble(answer: Answer) -> str:
    if isinstance(answer, Http):
        return f"`http: {answer.status}`"
    if isinstance(answer, Fault):
        return f"`fault: {answer.text}`"
    return f"a status with `wire: {answer.wire}`"


def _settings() -> Iterator[str]:
    yield from _head("setting", "value", "default", "meaning")
    for option in OPTIONS:
        if option.in_scenarios:
            values, default = (f"`{text}`".replace("|", "`, `") for text in (option.values, option.default))
            yield _row(f"`{option.name}`", values, default, option.doc)


def _head(*titles: str) -> Iterator[str]:
    yield _row(*titles)
    yield "|" + "---|" * len(titles)


def _row(*cells: str) -> str:
    return f"| {' | '.join(_cell(cell) for cell in cells)} |"


def _cell(text: str) -> str:
    """A text as Markdown shows it in a table, where a bar would end the cell."""
    return text.replace("|", r"\|")


TABLES: Mapping[str, Callable[[], Iterator[str]]] = {
    "the keys of a scenario": _keys(Scenario),
    "the keys of a process": _keys(Process),
    "the endings": _endings,
    "the kinds of answer": _kinds,
    "the keys of the kinds": _keys_of_kinds,
    "the fields of a row": _fields,
    "the keys beside a kind": _keys(Answer),
    "the keys of a delay": _keys(Spread),
    "the keys of a drip": _keys(Dripping),
    "the keys of a dress": _keys(Dress),
    "the keys of a rate": _keys(Rate),
    "the keys of chaos": _keys(Chaos),
    "the troubles": _troubles,
    "the settings of a scenario": _settings,
}


if __name__ == "__main__":
    PAGE.write_text(with_tables(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
