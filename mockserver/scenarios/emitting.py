"""Data to YAML text, as a person would write it: blocks, short lists on one line, quotes only where they are needed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import yaml

from mockserver.scenarios.writing import Data, Plain

_OUTER_LEVELS = 3
"""A scenario, its lists, their items: these are never written on one line."""
_NO_FOLDING = 2**30
"""Characters of a line."""


def yaml_text(data: Data) -> str:
    """One document, without a line that begins it."""
    # Without libyaml PyYAML has no C dumper, and the pure one writes the same, but for how it escapes, much slower.
    dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
    return str(yaml.emit(_document(data), Dumper=dumper, allow_unicode=True, width=_NO_FOLDING))


def _document(data: Data) -> Iterator[yaml.Event]:
    yield yaml.StreamStartEvent()
    yield yaml.DocumentStartEvent(explicit=False)
    yield from _events(data, 1)
    yield yaml.DocumentEndEvent(explicit=False)
    yield yaml.StreamEndEvent()


def _events(data: Data, level: int) -> Iterator[yaml.Event]:
    if isinstance(data, str):
        yield _scalar(data, _IN_BLOCKS)
    elif isinstance(data, Mapping):
        on_one_line = level > _OUTER_LEVELS and all(map(_is_short, data.values()))
        yield yaml.MappingStartEvent(None, None, implicit=True, flow_style=on_one_line)
        for key, value in data.items():
            yield _scalar(key, _ON_ONE_LINE)
            yield from _value(value, level, on_one_line=on_one_line)
        yield yaml.MappingEndEvent()
    else:
        on_one_line = level > _OUTER_LEVELS and all(map(_is_short, data))
        yield yaml.SequenceStartEvent(None, None, implicit=True, flow_style=on_one_line)
        for item in data:
            yield from _value(item, level, on_one_line=on_one_line)
        yield yaml.SequenceEndEvent()


def _value(data: Data, level: int, *, on_one_line: bool) -> Iterator[yaml.Event]:
    if on_one_line and isinstance(data, str):
        yield _scalar(data, _ON_ONE_LINE)
    else:
        yield from _events(data, level + 1)


def _is_short(data: Data) -> bool:
    """Whether it may stand in a list on one line; the emitter would put a time in quotes there, for its colons."""
    return isinstance(data, str) and not (isinstance(data, Plain) and ":" in data)


_IN_BLOCKS = re.compile(r"[^\W_](?:[^:#]|:(?=\S)|(?<=\S)#)*(?<!\s)")
_ON_ONE_LINE = re.compile(r"[^\W_][^:#,\[\]{}]*(?<!\s)")
"""Free text in which nothing begins or ends something for YAML."""


def _scalar(text: str, harmless: re.Pattern[str]) -> yaml.ScalarEvent:
    quoted = not isinstance(text, Plain) and not (harmless.fullmatch(text) and _is_just_text(text))
    return yaml.ScalarEvent(None, None, (not quoted, True), str(text), style='"' if quoted else None)


_WORDS = ("nil", "y", "n")
"""Words of the language, and of YAML 1.1 where PyYAML does not know them."""
_RESOLVER = yaml.resolver.Resolver()
_TEXT = "tag:yaml.org,2002:str"


def _is_just_text(text: str) -> bool:
    """Whether neither the language nor another reader of YAML takes the text for something else, such as a number."""
    if not text.isprintable() or text.lower() in _WORDS:
        return False
    return str(_RESOLVER.resolve(yaml.ScalarNode, text, (True, False))) == _TEXT  # type: ignore[no-untyped-call]  # it has no types
