"""``listrak-mock new``: a scenario to begin with."""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Iterator
from pathlib import Path
from shlex import quote
from typing import get_args

from mockserver.cli import OK
from mockserver.cli.schema import schema_text
from mockserver.contract import shown
from mockserver.errors import ListrakMockError, ScenarioError
from mockserver.scenarios.endings import Ending
from mockserver.scenarios.loading import SUFFIXES, load
from mockserver.scenarios.scenario import Scenario

_FIRST_LIST = 12345
_SCHEMA = "scenario.schema.json"
_START = """\
# yaml-language-server: $schema={schema}
scenario: {name}
about: Say here in a sentence what happens.
ListID: {ListID}                   # the list that plays it; any is every list that nothing else answers

# What is going on there. The processes move on their own, and each is a row of the status.
processes:
  - ProcessType: Send to List
    MaxStep: 4
    every: poll                 # a step each time it is shown; or 3 polls, or 5m by the clock, or told: by a test
    ending: completes           # or {endings}
  # - ProcessType: Send to File   # a second process, which never gets beyond step 3
  #   MaxStep: 10
  #   ending: stalls
  #   at: 3

# What the calls get, one after the other. Without answers it is the status, for ever.
answers:
  - status:                     # the processes as they stand
    calls: 2                    # how many calls get it, one if left out; or `for: 30s`, by the clock
  - http: 503                   # a plain HTTP answer
    delay: 500ms                # how it is sent stands beside it; there are drip, wire and dress, too
  # - fault: no such list         # a SOAP fault
  # - logon: InvalidLogonAttempt  # a refused log-on
  # - wire: reset                 # a status whose connection is reset
  # - rows: []                    # exactly these rows: here none
  - status
then: hold                      # the last answer stays; or loop: from the first again, or refuse: a fault that says so
"""


def run(arguments: argparse.Namespace) -> int:
    """Write the file, and the schema that its first line names if that is not there; say what to do next.

    Raises ListrakMockError where the file or the scenario exists already, or can't be written.
    """
    folder, name = Path(arguments.folder), str(arguments.name)
    file = folder / f"{name}.yaml"
    neighbours = list(_scenarios(folder))
    if taken := next((each for each in neighbours if each.name == name), None):
        raise ListrakMockError(f"{taken.source} has a scenario named {shown(name)} already; choose another name")
    ListID = _free(neighbours)
    try:
        if file.exists():
            raise ListrakMockError(f"there is a file {file} already; choose another name, or delete it first")
        folder.mkdir(parents=True, exist_ok=True)
        _write(file, _start(name, ListID))
        if not (folder / _SCHEMA).exists():
            _write(folder / _SCHEMA, schema_text())
    except OSError as error:
        raise ListrakMockError(f"can't write {error.filename or file}: {error.strerror or error}") from None
    print(_next_steps(file, ListID))
    return OK


def _scenarios(folder: Path) -> Iterator[Scenario]:
    """The scenarios of the folder itself; what has mistakes, or is something else, is passed over."""
    for file in sorted(folder.glob("*")):
        if file.suffix.lower() in SUFFIXES:
            try:
                yield from load([file])
            except ScenarioError:
                continue


def _free(scenarios: list[Scenario]) -> int:
    taken = {each.ListID for each in scenarios}
    return next(ListID for ListID in range(_FIRST_LIST, _FIRST_LIST + len(taken) + 1) if ListID not in taken)


def _start(name: str, ListID: int) -> str:
    plain = re.fullmatch("[a-z][a-z0-9-]*", name) and name not in ("null", "true", "false")
    others = ", ".join(ending for ending in get_args(Ending) if ending != "completes")
    quoted = name if plain else json.dumps(name, ensure_ascii=False)
    return _START.format(schema=_SCHEMA, name=quoted, ListID=ListID, endings=others)


def _write(file: Path, text: str) -> None:
    with file.open("x", encoding="utf-8", newline="\n") as new:
        new.write(text)


def _next_steps(file: Path, ListID: int) -> str:
    path = quote(str(file))
    return f"""\
Wrote {file}. It plays as it is; change it to your story.

  listrak-mock check {path}      look for mistakes
  listrak-mock serve {path}      play it for list {ListID}

In a test, listrak_mock.play({str(file)!r}) plays it; a relative path starts at the test's file.
Editors with a YAML language server complete and check the words by {file.parent / _SCHEMA}."""
