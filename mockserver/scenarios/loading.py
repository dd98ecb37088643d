"""Scenario files to scenarios: all that can be read is read, and all mistakes of all files are told at once."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from mockserver.contract import shown
from mockserver.errors import Mistake, ScenarioError
from mockserver.scenarios.checking import MOST_MISTAKES, table
from mockserver.scenarios.kinds import got
from mockserver.scenarios.nodes import Entries, Node, Place, place_of
from mockserver.scenarios.own_settings import setting_above
from mockserver.scenarios.reading import Reader, TooManyMistakes
from mockserver.scenarios.scenario import Scenario

SUFFIXES = (".yaml", ".yml")
LARGEST = 16 * 2**20
"""Bytes of a scenario file."""


def load(paths: Iterable[str | Path]) -> list[Scenario]:
    """The scenarios of files, and of folders with all that is below them, in the order given, then by path.

    Raises ScenarioError that holds every mistake of every file. No scenario at all is one too; so are two scenarios
    with the same name or for the same list.
    """
    parts = list(_parts([Path(path) for path in paths]))
    mistakes = [mistake for part in parts for mistake in part.mistakes]
    if not parts:
        mistakes.append(Mistake("no scenario files are given"))
    return _all_right(_Found([read for part in parts for read in part.scenarios], mistakes))


def loads(text: str, file: str = "<text>", folder: Path | None = None) -> list[Scenario]:
    """The scenarios of a text. ``file`` is what messages call it; files that it names are looked up in ``folder``."""
    return _all_right(_read(text, file, folder))


def scenario_files(folder: Path) -> Iterator[Path]:
    """All scenario files in a folder and below it, in order; what is hidden and links to folders are left alone."""
    for parent, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (Path(parent, name) for name in sorted(files) if _is_scenario_file(name))


def _is_scenario_file(name: str) -> bool:
    return not name.startswith(".") and name.lower().endswith(SUFFIXES)


class _Read(NamedTuple):
    """A scenario, and where its name and its list are said."""

    scenario: Scenario
    file: str
    name: Place
    ListID: Place


class _Found(NamedTuple):
    scenarios: Sequence[_Read]
    mistakes: Sequence[Mistake]


def _all_right(found: _Found) -> list[Scenario]:
    """The scenarios, if there is nothing wrong with them, alone and together."""
    taken = list(islice(_taken_twice(found.scenarios), MOST_MISTAKES + 1))
    mistakes = [*found.mistakes, *taken[:MOST_MISTAKES]]
    if len(taken) > MOST_MISTAKES:
        mistakes.append(_more_mistakes(taken[-1].file))
    if mistakes:
        raise ScenarioError(mistakes)
    return [read.scenario for read in found.scenarios]


def _parts(paths: Iterable[Path]) -> Iterator[_Found]:
    """What is in each file, however many of the paths lead to it."""
    seen: set[str] = set()
    for path in paths:
        files = list(scenario_files(path)) if os.path.isdir(path) else [path]  # noqa: PTH112 - Path raises for long names
        if not files:
            yield _no(f"there are no scenario files ({' or '.join(SUFFIXES)}) in this folder", path)
        for file in files:
            if (real := _real(file)) not in seen:
                seen.add(real)
                yield _load_file(file)


def _real(file: Path) -> str:
    """The one name of a file, whichever way led to it."""
    try:
        return os.path.realpath(file)
    except ValueError:  # no file can have this name: told when it is opened
        return str(file)


def _load_file(path: Path) -> _Found:
    try:
        content = _content(path)
    except FileNotFoundError:
        return _no("there is no such file or folder", path)
    except OSError as error:
        return _no(f"the file can't be read: {error.strerror}", path)
    except ValueError as error:  # a name that no file can have, or no file
        return _no(f"the file can't be read: {error}", path)
    if len(content) > LARGEST:
        return _no(f"the file is larger than {LARGEST // 2**20} MiB", path)
    try:
        return _read(content.decode(), str(path), path.parent)
    except UnicodeDecodeError as error:
        before = content[: error.start]
        line, column = before.count(b"\n") + 1, len(before.rpartition(b"\n")[2].decode("utf-8-sig", "replace")) + 1
        byte = content[error.start]
        return _no(
            f"the file is not UTF-8: the byte 0x{byte:02X} is no character; save it as UTF-8", path, line, column
        )


def _content(path: Path) -> bytes:
    """The bytes of a file, one more than allowed at the most. Raises OSError, and ValueError for an impossible name."""
    if path.exists() and not path.is_file():  # opening a named pipe would wait for ever
        raise ValueError("it is no file but a pipe, socket or device")
    with path.open("rb") as file:
        return file.read(LARGEST + 1)


def _no(what: str, path: Path, line: int | None = None, column: int | None = None) -> _Found:
    return _Found([], [Mistake(what, str(path), line, column)])


def _read(text: str, file: str, folder: Path | None) -> _Found:
    from mockserver.scenarios.composing import Unreadable, documents  # noqa: PLC0415 - it imports PyYAML

    reader = Reader(file, folder)
    scenarios: list[_Read] = []
    empty = True
    try:
        for node in documents(text, reader.wrong):
            empty = False
            scenarios += _scenario(node, reader)
        if empty:
            reader.wrong(Place(1, 1), "there is no scenario in this file; begin one with `scenario: NAME`")
    except Unreadable as error:
        last = [Mistake(error.what, file, *error.place)]
    except TooManyMistakes:
        last = [_more_mistakes(file)]
    else:
        last = []
    told = sorted(reader.mistakes, key=lambda mistake: (mistake.line or 0, mistake.column or 0))
    return _Found(scenarios, [*told, *last])


def _more_mistakes(file: str | None) -> Mistake:
    return Mistake(f"there are more than {MOST_MISTAKES} mistakes; the others are not told", file)


def _scenario(node: Node, reader: Reader) -> list[_Read]:
    if not isinstance(node, Entries):
        reader.wrong(node.place, f"expected a scenario: a mapping that begins with `scenario: NAME`, got {got(node)}")
        return []
    entries = table(Scenario)
    reader.known_keys(node, entries, "a scenario", elsewhere=setting_above)
    reader.may_break = "breaks" in node.entries
    model = partial(Scenario, source=f"{reader.file}:{node.place.line}")
    scenario = reader.build(model, reader.fields(entries, node, of="a scenario"), node)
    if not isinstance(scenario, Scenario):
        return []
    return [_Read(scenario, reader.file, place_of(node, ("scenario",)), place_of(node, ("ListID",)))]


def _taken_twice(scenarios: Sequence[_Read]) -> Iterator[Mistake]:
    """Scenarios that share a name or a list, told where the later one says so."""
    yield from _repeated(scenarios, "scenario", lambda read: read.scenario.name, lambda read: read.name)
    yield from _repeated(scenarios, "ListID", _list_and_user, lambda read: read.ListID)


def _list_and_user(read: _Read) -> object:
    """For whom it is; None if it does not say."""
    ListID, UserName = read.scenario.ListID, read.scenario.UserName
    return ListID if ListID is None or UserName is None else f"{ListID} for user {UserName}"


def _repeated(
    scenarios: Sequence[_Read], key: str, value: Callable[[_Read], object], place: Callable[[_Read], Place]
) -> Iterator[Mistake]:
    first: dict[object, _Read] = {}
    for read in scenarios:
        found = value(read)
        before = first.setdefault(found, read)
        if found is not None and before is not read:
            other = f"the scenario '{before.scenario.name}' in {before.file}:{place(before).line}"
            what = f"{key}: {shown(found)} is also that of {other}; change one of them"
            yield Mistake(what, read.file, *place(read), found=shown(found))
