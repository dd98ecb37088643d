"""What happened in a sandbox, as a file that a server plays again."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from mockserver.contract import date_time_text
from mockserver.options import OPTION, OPTIONS
from mockserver.sandbox.clock import Clock
from mockserver.sandbox.files import put, writable
from mockserver.sandbox.hiding import Hidden, HidingWriter
from mockserver.sandbox.printing import printable
from mockserver.sandbox.redaction import MARK
from mockserver.sandbox.without_functions import without_functions
from mockserver.scenarios.answers import Fault
from mockserver.scenarios.durations import duration_text
from mockserver.scenarios.scenario import Scenario
from mockserver.scenarios.setting_kinds import Lockout
from mockserver.scenarios.writing import file_name
from mockserver.settings import value_of
from mockserver.version import VERSION

if TYPE_CHECKING:
    from mockserver.sandbox.sandbox import Sandbox

_LONGEST_LINE = 1_000
_LONGEST_STEM = 120
_OF_SCENARIOS = tuple(
    # The server itself has to read so much, so a scenario can't have it alone.
    option.name
    for option in OPTIONS
    if option.in_scenarios and option.name != "max_request_bytes"
)


def save(sandbox: Sandbox, in_play: Mapping[str, object], path: str | Path) -> None:
    """See ``Sandbox.save``; ``in_play`` is what the scripts say for the whole sandbox."""
    path = writable(path)
    passwords = Hidden((sandbox.credentials or {}).values())
    writer = HidingWriter(f"{file_name(path.stem, _LONGEST_STEM)}.", passwords)
    documents = [
        _comment(notes, passwords) + writer.document(scenario)
        for scenario, notes in _scenarios(sandbox, in_play, passwords)
    ]
    # The headlines come last, as only now is it known whether there were passwords.
    headlines = _comment(_headlines(sandbox, path, hides=writer.hid_something), passwords)
    for name, content in writer.files.items():
        put(path.with_name(name), content)
    put(path, "\n".join([headlines, "---\n".join(documents)] if documents else [headlines]).encode())


def open_flags(sandbox: Sandbox) -> Sequence[str]:
    """The flags with which the file plays as the sandbox does, but for its users, whose passwords nobody must see."""
    return _flags(sandbox)[0]


# -- scenarios


def _scenarios(
    sandbox: Sandbox, in_play: Mapping[str, object], passwords: Hidden
) -> Iterator[tuple[Scenario, Sequence[str]]]:
    """What is in play, each for the list and the user that it is played for, and under a name of its own.

    They also have the sandbox's own settings, as far as scenarios can have settings.
    """
    names: set[str] = set()
    own = {name: getattr(sandbox.settings, name) for name in sandbox.settings.unusual if name in _OF_SCENARIOS}
    for script in sandbox.scripts:
        scenario, notes = without_functions(script.scenario, script.given)
        name = _unique(passwords.text(scenario.name), names)
        names.add(name)
        # What holds for the whole sandbox is as the one says that was played last; loaded, two must not contradict.
        settings = {setting: in_play.get(setting, value) for setting, value in {**own, **scenario.settings}.items()}
        unknown = settings.get("unknown_list")
        breaks = scenario.breaks or ("contract" if isinstance(unknown, Fault) and unknown.breaches else None)
        scenario = replace(scenario, name=name, settings=settings, breaks=breaks)
        yield replace(scenario, ListID=script.ListID, UserName=script.UserName), notes


def _unique(name: str, taken: set[str]) -> str:
    unique, number = name, 1
    while unique in taken:
        number += 1
        unique = f"{name}-{number}"
    return unique


# -- comments


def _comment(lines: Iterable[str], passwords: Hidden) -> str:
    """The lines as comments, harmless and without passwords."""
    return "".join([f"# {printable(passwords.text(line), _LONGEST_LINE)}".rstrip() + "\n" for line in lines])


def _headlines(sandbox: Sandbox, path: Path, *, hides: bool) -> Iterator[str]:
    yield f"What was in play in the sandbox of {sandbox.origin}"
    yield f"when listrak-mock {VERSION} saved it at {date_time_text(Clock().now.replace(microsecond=0))}."
    yield f"Its clock stood {sandbox.clock.describe()}."
    flags, unsayable = _flags(sandbox)
    users = [f"--credentials {shlex.quote(f'{user}:{MARK}')}" for user in sandbox.credentials or {}]
    yield f"To play it again: {' '.join(['listrak-mock serve', shlex.quote(path.name), *users, *flags])}"
    if users:
        yield f"(with the passwords in the place of {MARK})"
    yield from unsayable
    if hides:
        yield f"Where passwords were in the scenarios or in the files beside this one, there is {MARK} now."
    yield ""
    yield "What happened:"
    yield from (f"  {line}" for line in sandbox.transcript().splitlines())
    if not sandbox.scripts:
        yield ""
        yield "Nothing was in play, so there is nothing to serve."


def _flags(sandbox: Sandbox) -> tuple[list[str], list[str]]:
    """The unusual settings that no scenario in the file has, as flags; and a sentence for each that no flag can say."""
    flags, unsayable = [], []
    elsewhere = {"credentials", *(_OF_SCENARIOS if sandbox.scripts else ())}
    for name in (name for name in sandbox.settings.unusual if name not in elsewhere):
        value = getattr(sandbox.settings, name)
        texts = list(_texts(value))
        if _say(texts, name, value):
            flags += [f"{OPTION[name].flag} {shlex.quote(text)}" for text in texts]
        else:
            unsayable.append(f"(the setting {name} was {value!r}, which no flag can say)")
    return flags, unsayable


def _say(texts: Sequence[str], name: str, value: object) -> bool:
    """Whether the setting reads back as this value."""
    try:
        return value_of(name, "\n".join(texts)) == value
    except ValueError:
        return False


def _texts(value: object) -> Iterator[str]:
    """How a setting is written as text; several are one to a flag."""
    match value:
        case bool():
            yield "on" if value else "off"
        case Fault():
            yield f"fault:{value.text}"
        case Lockout():
            yield f"{value.after}/{duration_text(value.for_)}"
        case Mapping():
            yield from [f"{name}: {text}" for name, text in value.items()] or ["none"]
        case _:
            yield str(value)
