"""YAML text to nodes, in bounded depth, size and time, and with a sentence for whatever stops it.

With `emitting` the one module that imports PyYAML; `loading` imports it when there is a file to read, so that nobody
else pays for it.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from typing import Protocol, TypeAlias, cast

import yaml

from mockserver.contract import shown
from mockserver.scenarios.nodes import Entries, Entry, Items, Node, Place, Scalar, shape

# Python loads a C extension once a process, so PyYAML's C part keeps the classes of the PyYAML that loaded it. Where
# the rest is imported anew, as in each pytest run that pytester makes in its own process, the first one is to be used.
yaml = getattr(sys.modules.get("yaml._yaml"), "yaml", yaml)

DEEPEST = 20
"""Levels of lists and mappings in one another; a scenario needs six."""

MOST_REPEATED = 100_000
"""Values that the aliases of one text may stand for, each counted as if it were written out."""

MOST_VALUES = 500_000
"""Keys and values of one text, which takes a few seconds to read then; aliases count as one."""

Report = Callable[[Place, str], None]


class Unreadable(Exception):
    """The text stops being readable YAML at ``place``."""

    def __init__(self, place: Place, what: str) -> None:
        super().__init__(what)
        self.place, self.what = place, what


def documents(text: str, report: Report) -> Iterator[Node]:
    """The documents of a YAML text, one node each; empty ones are passed over.

    What is wrong in a document that can still be read goes to ``report``; where reading has to stop, Unreadable is
    raised.
    """
    text = text.removeprefix("\ufeff")
    _refuse_characters(text)
    # Without libyaml PyYAML has no C loader, and the pure one reads the same, ten times slower.
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        yield from _Composer(yaml.parse(text, Loader=loader), report).documents()
    except yaml.MarkedYAMLError as error:
        opened = error.context_mark if "end of stream" in str(error.problem) else None
        place = _place(opened or error.problem_mark)
        raise Unreadable(place, _problem(str(error.problem), text, place)) from None


# The characters that YAML's own rule for the printable ones leaves out; said as that rule it takes 4 ms to compile.
# With them those that YAML 1.1 takes for the end of a line, which nobody can see, and a mark that begins a line.
_REFUSED = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff\u2028\u2029]|^(?:---[ \t]+)?(\ufeff)", re.MULTILINE
)
_LINE_ENDS = "\x85\u2028\u2029"


def _refuse_characters(text: str) -> None:
    if found := _REFUSED.search(text):
        start = found.end() - 1
        place = Place(text.count("\n", 0, start) + 1, start - text.rfind("\n", 0, start))
        raise Unreadable(place, _refusal(found[0][-1]))


def _refusal(character: str) -> str:
    name = f"U+{ord(character):04X}"
    if character == "\ufeff":
        return f"an invisible byte order mark ({name}) stands here; delete it"
    if character in _LINE_ENDS:
        return f'the character {name} would end a line here; write it as "\\u{name[2:]}", in double quotes'
    return f"a YAML file can't hold the character {name}"


class _Mark(Protocol):
    """What the C parser's marks and the pure one's have in common."""

    line: int
    column: int


def _place(mark: _Mark | None) -> Place:
    return Place(mark.line + 1, mark.column + 1) if mark else Place(1, 1)


_SENTENCES = {
    "mapping values are not allowed": "a colon with a blank behind it would start a new key, which can't be here; "
    "put a text that holds it in quotes; or, if the line above is a word with keys beneath it, such as `- status`, "
    "put a colon behind that word",
    "found unexpected end of stream": "the quotes that open here are never closed",
    "expected ',' or ']'": "a list that opens with [ lacks a comma or its ]",
    "expected ',' or '}'": "a mapping that opens with { lacks a comma or its }",
    "could not find expected ':'": "a key on the line before has no colon behind it",
    "did not find expected node content": "a value is lacking here; or a list that opens with [, or a mapping that "
    "opens with {, is not closed above this",
    "did not find expected key": "expected a key here; is it indented as the lines above it are?",
    "cannot start any token": "a text that starts with this character needs quotes",
}


def _problem(problem: str, text: str, place: Place) -> str:
    line = next((line for number, line in enumerate(text.split("\n"), 1) if number == place.line), "")
    if line[place.column - 1 :].startswith("\t"):
        return "a tab can't indent a line of YAML; use blanks"
    sentence = next((sentence for words, sentence in _SENTENCES.items() if words in problem), problem)
    return f"this is not YAML: {sentence}"


_NodeStart: TypeAlias = yaml.ScalarEvent | yaml.CollectionStartEvent


class _Composer:
    """Builds nodes from the parser's events.

    PyYAML's own composer recurses as deep as the text goes and lets an alias hold itself; this one bounds both.
    """

    def __init__(self, events: Iterator[yaml.Event], report: Report) -> None:
        self._events, self._report = iter(events), report
        self._anchors: dict[str, Node | None] = {}
        self._values = self._repeated = 0

    def documents(self) -> Iterator[Node]:
        for event in self._events:
            if isinstance(event, yaml.DocumentStartEvent):
                self._anchors = {}
                node = self._node(next(self._events), 1)
                if not (isinstance(node, Scalar) and node.empty):
                    yield node

    def _node(self, event: yaml.Event, depth: int) -> Node:
        place = _place(event.start_mark)
        self._values += 1
        if self._values > MOST_VALUES:
            raise Unreadable(place, f"there are more than {MOST_VALUES} keys and values; write several smaller files")
        if isinstance(event, yaml.AliasEvent):
            return self._repeat(str(event.anchor), place)
        start = cast("_NodeStart", event)  # no other event can come where a node begins
        if depth > DEEPEST:
            raise Unreadable(place, f"lists and mappings are nested more than {DEEPEST} deep")
        if start.tag:
            self._report(place, f"a tag ({shown(start.tag)}) has no meaning here: the key says how its value is read")
        if not start.anchor:
            return self._compose(start, place, depth)
        self._anchors[start.anchor] = None  # still being read: an alias to it in here would never end
        node = self._anchors[start.anchor] = self._compose(start, place, depth)
        return node

    def _compose(self, event: _NodeStart, place: Place, depth: int) -> Node:
        if isinstance(event, yaml.ScalarEvent):
            return Scalar(place, event.value, event.implicit[0])
        return self._items(place, depth) if isinstance(event, yaml.SequenceStartEvent) else self._entries(place, depth)

    def _items(self, place: Place, depth: int) -> Items:
        items = [self._node(event, depth + 1) for event in self._until(yaml.SequenceEndEvent)]
        return Items(place, items, 1 + sum(item.size for item in items))

    def _entries(self, place: Place, depth: int) -> Entries:
        entries: dict[str, Entry] = {}
        size = 1
        for event in self._until(yaml.MappingEndEvent):
            key = self._node(event, depth + 1)
            entry = Entry(key.place, self._node(next(self._events), depth + 1))
            size += entry.node.size
            if not isinstance(key, Scalar):
                self._report(key.place, f"expected a key, got {shape(key)}")
            elif first := entries.get(key.text):
                self._report(
                    key.place, f"the key {shown(key.text)} is here twice; it is on line {first.place.line} already"
                )
            else:
                entries[key.text] = entry
        return Entries(place, entries, size)

    def _until(self, end: type[yaml.Event]) -> Iterator[yaml.Event]:
        for event in self._events:
            if isinstance(event, end):
                return
            yield event

    def _repeat(self, name: str, place: Place) -> Node:
        if name not in self._anchors:
            raise Unreadable(place, f"the alias *{name} names nothing: no &{name} stands before it")
        node = self._anchors[name]
        if node is None:
            raise Unreadable(place, f"the alias *{name} stands inside what it names, so it would never end")
        self._repeated += node.size
        if self._repeated > MOST_REPEATED:
            raise Unreadable(place, f"aliases repeat more than {MOST_REPEATED} values; write a smaller file")
        return node
