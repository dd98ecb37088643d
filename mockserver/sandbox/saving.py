"""What happened in a sandbox, as a file that a server plays again."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from secrets import token_hex
from typing import TYPE_CHECKING

from mockserver.contract import date_time_text
from mockserver.options import OPTION
from mockserver.sandbox.clock import Clock
from mockserver.sandbox.printing import printable
from mockserver.sandbox.redaction import MARK, redact_text
from mockserver.sandbox.script import Script
from mockserver.sandbox.without_functions import without_functions
from mockserver.scenarios.answers import Fault
from mockserver.scenarios.durations import duration_text
from mockserver.scenarios.scenario import Scenario
from mockserver.scenarios.setting_kinds import Lockout
from mockserver.scenarios.writing import Writer, file_name
from mockserver.settings import Settings, value_of
from mockserver.version import VERSION

if TYPE_CHECKING:
    from mockserver.sandbox.sandbox import Sandbox

_LONGEST_LINE = 1_000
_LONGEST_STEM = 120


def save(sandbox: Sandbox, in_play: Mapping[str, object], path: Path) -> None:
    """See ``Sandbox.save``; ``in_play`` is what the scripts say for the whole sandbox."""
    writer = Writer(f"{file_name(path.stem, _LONGEST_STEM)}.")
    documents = [_comment(sandbox, _headlines(sandbox, path))]
    for number, (scenario, notes) in enumerate(_scenarios(sandbox.scripts, in_play)):
        documents.append(("---\n" if number else "\n") + _comment(sandbox, notes) + writer.document(scenario))
    for name, content in writer.files.items():
        _put(path.with_name(name), content)
    _put(path, "".join(documents).encode())


def _put(path: Path, content: bytes) -> None:
    """Write the file whole or not at all."""
    unfinished = path.with_name(f".{token_hex(8)}.tmp")
    try:
        with unfinished.open("xb") as file:
            file.write(content)
        unfinished.replace(path)
    except BaseException:
        with suppress(OSError):
            unfinished.unlink()
        raise


# -- scenarios


def _scenarios(scripts: Iterable[Script], in_play: Mapping[str, object]) -> Iterator[tuple[Scenario, Sequence[str]]]:
    """What is in play, each for the list and the user that it is played for, and under a name of its own."""
    names: set[str] = set()
    for script in scripts:
        scenario, notes = without_functions(script.scenario, script.given)
        name = _unique(scenario.name, names)
        names.add(name)
        # What holds for the whole sandbox is as the one says that was played last; loaded, two must not contradict.
        settings = {setting: in_play.get(setting, value) for setting, value in scenario.settings.items()}
        yield replace(scenario, name=name, ListID=script.ListID, UserName=script.UserName, settings=settings), notes


def _unique(name: str, taken: set[str]) -> str:
    unique, number = name, 1
    while unique in taken:
        number += 1
        unique = f"{name}-{number}"
    return unique


# -- comments


def _comment(sandbox: Sandbox, lines: Iterable[str]) -> str:
    """The lines as comments, harmless and without the passwords of those who are let in."""
    return "".join([f"# {_harmless(line, sandbox.credentials or {})}".rstrip() + "\n" for line in lines])


def _harmless(line: str, credentials: Mapping[str, str]) -> str:
    for password in credentials.values():
        line = redact_text(line, password, None, len(line))
    return printable(line, _LONGEST_LINE)


def _headlines(sandbox: Sandbox, path: Path) -> Iterator[str]:
    yield f"What was in play in the sandbox of {sandbox.origin}"
    yield f"when listrak-mock {VERSION} saved it at {date_time_text(Clock().now.replace(microsecond=0))}."
    yield f"Its clock stood {sandbox.clock.describe()}."
    flags, others = _flags(sandbox.settings, sandbox.credentials)
    yield f"To play it again: {' '.join(['listrak-mock serve', shlex.quote(path.name), *flags])}"
    yield from others
    yield ""
    yield "What happened:"
    yield from (f"  {line}" for line in sandbox.transcript().splitlines())
    if not sandbox.scripts:
        yield ""
        yield "Nothing was in play, so there is nothing to serve."


def _flags(settings: Settings, credentials: Mapping[str, str] | None) -> tuple[list[str], list[str]]:
    """The settings that are not as usual, as flags; and a sentence for each that no flag can say."""
    flags = [f"--credentials {shlex.quote(f'{user}:{MARK}')}" for user in credentials or {}]
    others = [f"(with the passwords in the place of {MARK})"] if flags else []
    for name in settings.unusual:
        if name == "credentials":
            continue
        value = getattr(settings, name)
        texts = list(_texts(value))
        if _say(texts, name, value):
            flags += [f"{OPTION[name].flag} {shlex.quote(text)}" for text in texts]
        else:
            others.append(f"(the setting {name} was {value!r}, which no flag can say)")
    return flags, others


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
