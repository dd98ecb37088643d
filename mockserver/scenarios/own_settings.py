"""The settings that a scenario has of its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, cast

from mockserver.contract import shown
from mockserver.frozen import Frozen
from mockserver.options import OPTIONS
from mockserver.scenarios.checking import FieldMistake, Mistakes, refusal, table, text_of, unknown_key
from mockserver.scenarios.kinds import Kind, got
from mockserver.scenarios.nodes import Entries, Node, value_place
from mockserver.scenarios.schema import Definitions, Schema
from mockserver.settings import Settings

if TYPE_CHECKING:
    from mockserver.scenarios.reading import Reader
    from mockserver.scenarios.writing import Data, Writer

_ALLOWED = tuple(option.name for option in OPTIONS if option.in_scenarios)
_NOT_HERE = tuple(option.name for option in OPTIONS if not option.in_scenarios)


class OwnSettings(Kind):
    """Some settings by name; models keep a mapping that does not change."""

    expected = f"a mapping of settings ({', '.join(_ALLOWED)})"

    def _check(self, value: object) -> object:
        if not isinstance(value, Mapping):
            raise refusal(self.expected, value)
        kinds = {name: setting.kind for name, setting in table(Settings).items()}
        mistakes = Mistakes()
        mistakes.all += [_misplaced(text_of(name)) for name in value if name not in _ALLOWED]
        checked = {
            name: mistakes.check(name, name, kinds[name].check, given)
            for name, given in value.items()
            if name in _ALLOWED
        }
        mistakes.raise_any()
        return Frozen(checked)

    def _read(self, node: Node, reader: Reader) -> object:
        if not isinstance(node, Entries):
            raise ValueError(f"expected {self.expected}, got {got(node)}")
        settings = table(Settings)
        return {
            name: reader.value(settings[name].kind, entry.node, name, value_place(entry)) if name in _ALLOWED else None
            for name, entry in node.entries.items()
        }

    def _write(self, value: object, writer: Writer) -> Data:
        given = cast("Mapping[str, object]", value)
        return {name: table(Settings)[name].kind.write(each, writer) for name, each in given.items()}

    def _schema(self, definitions: Definitions) -> Schema:
        return definitions.mapping({name: table(Settings)[name] for name in _ALLOWED})


def setting_above(key: str) -> FieldMistake | None:
    """The mistake of a setting that stands among a scenario's own keys; None if it is no setting."""
    if key in _NOT_HERE:
        return _misplaced(key)
    if key not in _ALLOWED:
        return None
    what = f"unknown key {shown(key)} in a scenario; it is a setting: write it below `settings:`"
    return FieldMistake(what, found=shown(key), path=(key,), on_key=True)


def _misplaced(name: str) -> FieldMistake:
    if name not in _NOT_HERE:
        return unknown_key(name, _ALLOWED, of="a scenario's settings")
    what = f"{name}: this is a whole sandbox's or server's, so a scenario can't set it; {_advice(name)}"
    return FieldMistake(what, path=(name,), on_key=True)


def _advice(name: str) -> str:
    option = next(option for option in OPTIONS if option.name == name)
    return f"give it as {option.flag}, {option.variable} or Settings({name}=…)"
