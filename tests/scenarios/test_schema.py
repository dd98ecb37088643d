"""The schema for editors agrees with the checker: it passes whatever is right, and sees what has a wrong shape."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as profile
from jsonschema import Draft7Validator

from mockserver.errors import ScenarioError
from mockserver.options import OPTIONS
from mockserver.scenarios.answers import KINDS
from mockserver.scenarios.beside import TROUBLES
from mockserver.scenarios.checking import table
from mockserver.scenarios.dress import Dress
from mockserver.scenarios.library import catalogue_folder
from mockserver.scenarios.loading import loads, scenario_files
from mockserver.scenarios.processes import Process
from mockserver.scenarios.rows import ROW_KINDS
from mockserver.scenarios.scenario import Scenario
from mockserver.scenarios.schema import scenario_schema
from mockserver.scenarios.writing import written
from tests.scenarios.editor import underlined
from tests.scenarios.models import scenarios
from tests.scenarios.test_scenario_mistakes import CASES

each_file = pytest.mark.parametrize("file", list(scenario_files(catalogue_folder())), ids=lambda file: file.stem)
FILE = catalogue_folder() / "scenario.schema.json"

UNSEEN: Mapping[str, str] = {
    "YAML's own affair": """
        a key twice; a tag; an empty file; a file of comments; a next line in quotes
    """,
    "how values fit together": """
        a body with 204; a header twice; a held answer with calls; for, of the answer that stays; a then without answers
        an unknown list that gets a fault for some time; dress of an answer that is no SOAP message
        a rate whose answer has a number of calls; a delay that would be less than nothing
        chaos with more trouble than calls; goes back where there is but one step
        at below the first step; at past the last step; at where it would only complete; at that reopens nothing
        at that does not overshoot; at that skips the end; at of a process that completes
        lasts of a process that completes; lasts of an ending that goes on; to of an ending that goes nowhere
        ends short of nothing; skips all there is; overshoots what 32 bits hold; grows beyond 32 bits
        grows to more than 32 bits if nobody says to what; goes back to where it is; goes back to a later step
        goes back from the first step; grows to less
        path and the ending that is usual; path and nothing queued
        path and ending; path and at; path and lasts; path and to; path and queued; a position above MaxStep
        a seed that spreads nothing; StatusIDs that run out
        a byte order mark where there is none; a prefix that the charset lacks
    """,
    "a number inside a text": """
        a duration longer than a year; a drip without a pause; for no time at all; every with no polls
        every with too many polls; every with no time; every that is longer than a year; appears after no polls
        appears after no time
    """,
    "another file": """
        a file that is not there; a file outside the folder; a file from the root; a recording that is not there
        a recording outside the folder; a recording that is a folder; a recording that is no XML
    """,
    "XML": """
        a fault's detail that is not well-formed; a fault's detail that leaves its element; a fault's detail with a DTD
        a fault's detail with an undeclared prefix
    """,
    "Python's table of character sets": """
        a dress in an unknown charset; a dress in an encoding for no documents; a dress in an encoding for bytes
    """,
}
"""The mistakes that no schema can tell, by the reason; all others of the tables it has to see."""

NAMES_UNSEEN = {name.strip() for names in UNSEEN.values() for name in re.split("[;\n]", names)} - {""}


def test_it_is_a_schema() -> None:
    Draft7Validator.check_schema(scenario_schema())


def test_the_file_that_ships_is_that_of_the_models() -> None:
    shipped = json.loads(FILE.read_text(encoding="utf-8"))
    assert shipped == scenario_schema(), "run `listrak-mock schema > fixtures/scenario.schema.json`"


@each_file
def test_a_scenario_that_ships_is_right_to_an_editor(file: Path) -> None:
    assert underlined(file.read_text(encoding="utf-8")) == []


@each_file
def test_a_scenario_that_ships_leads_its_editor_to_the_schema(file: Path) -> None:
    first = file.read_text(encoding="utf-8").partition("\n")[0]
    comment, _, path = first.partition("=")
    assert comment == "# yaml-language-server: $schema"
    assert (file.parent / path).samefile(FILE)


@pytest.mark.parametrize(("name", "text"), [pytest.param(name, text, id=name) for name, text, _ in CASES])
def test_a_mistake_is_seen_unless_it_is_listed_as_one_that_no_schema_can_tell(name: str, text: str) -> None:
    assert bool(underlined(text)) is (name not in NAMES_UNSEEN)


def test_what_is_listed_as_unseen_is_a_mistake_of_the_tables() -> None:
    assert NAMES_UNSEEN - {name for name, _, _ in CASES} == set()


WORDS = """
0 1 2 3 5 -1 +4 007 2147483647 2147483648 1.5 .5 1.0 1e3 0x1F 1_000 1.1 1.2 1.10 other
on off yes no On TRUE true False nil status absent any hold loop refuse contract completes stalls overshoots grows
poll told 5m 0s 90s 1h30m 500ms 1.5s 1m1d
now none start 2015-03-09T10:15:30 2015-03-09T10:15:30.1234567Z 2015-03-09T10:15:30+02:00 2015-03-09 10:15
reset truncated Server Sender InvalidLogonAttempt utf-8 UTF-8 utf-16 latin-1 text/html env é xmlns explain empty engine
Server:x a/b.yaml größer []
"""
OTHERS = """
3 polls
1 poll
two words
fault:no such list
""
" "
"nil"
"a\\nb"
"A: b\\nC: d"
'5'
'on'
'1.2'
{}
[1, 2, done]
[gone, {CurrentStep: 3}]
[nil]
[status]
{truncated: 5}
{truncated: Row}
{http: 503}
{fault: no}
{median: 2s, spread: 1s}
{bytes: 3, every: 20ms}
{bom: yes}
{soap: 1.2}
{X-A: 5}
{calls: 2, per: 1m}
{rates: {http: 0.5}, seed: 3}
{file: x, adapt: on}
{custom_errors: no}
"""
VALUES = [*WORDS.split(), *OTHERS.strip().split("\n")]
"""As a file has them: right ones for every key, and wrong ones."""
ROW = {"StatusID": 1, "CurrentStep": 1, "MaxStep": 4, "ProcessStartTime": "now", "ProcessCompleteTime": "none"}


def places() -> Iterator[str]:
    """A scenario for every key that there is, with ``@`` where its value goes."""
    yield "scenario: @\nprocesses: []\n"
    yield "scenario: x\nprocesses: @\n"
    yield from (f"scenario: x\nprocesses: []\n{key}: @\n" for key in table(Scenario))
    yield from (f"scenario: x\nanswers: [status]\n{key}: @\n" for key in table(Scenario))
    for key in table(Process):
        for other in ("StatusID: 1", "ending: stalls", "ending: grows", "count: 5"):
            yield f"scenario: x\nprocesses:\n  - {other}\n    {key}: @\n"
    for kind, model in KINDS.items():
        yield f"scenario: x\nanswers:\n  - {kind}: @\n  - status\n"
        own = "".join(f", {key}: x" for key, said in table(model).items() if said.required)
        for key in [*table(model), *model.only_in_files]:
            yield f"scenario: x\nanswers:\n  - {kind}: {{{own[2:]}}}\n    {key}: @\n  - status\n"
            yield f"scenario: x\nanswers:\n  - {kind}: {{{key}: @{own}}}\n  - status\n"
    yield from (f"scenario: x\nanswers:\n  - {key}: @\n  - status\n" for key in table(KINDS["status"]))
    yield from (f"scenario: x\nbreaks: contract\nanswers:\n  - dress: {{{key}: @}}\n" for key in table(Dress))
    for key in ROW_KINDS:
        row = json.dumps({name: value for name, value in ROW.items() if name != key} | {key: "@"}).replace('"@"', "@")
        yield f"scenario: x\nanswers:\n  - rows: [{row}]\n"
        yield f"scenario: x\nbreaks: contract\nanswers:\n  - rows: [{row}]\n"
        yield f"scenario: x\nprocesses:\n  - path: [1, {{{key}: @}}]\n"
    yield "scenario: x\nbreaks: contract\nanswers:\n  - rows: [{Foo: @}]\n"
    yield from (f"scenario: x\nchaos: {{rates: {{{name}: @}}}}\nprocesses: []\n" for name in TROUBLES)
    yield from (f"scenario: x\nprocesses: []\nsettings: {{{option.name}: @}}\n" for option in OPTIONS)
    yield "scenario: x\nprocesses: []\nrate: {calls: 2, per: 1m, answer: @}\n"
    yield "scenario: x\nprocesses: []\nrate: {calls: @, per: 1m}\n"
    yield "scenario: x\nprocesses: []\nrate: {calls: 3, per: @}\n"
    yield "scenario: x\nanswers:\n  - delay: {median: @, spread: 0s}\n"
    yield "scenario: x\nanswers:\n  - wire: {truncated: @}\n"


def test_what_the_checker_accepts_the_schema_accepts() -> None:
    accepted = 0
    for place in places():
        for value in VALUES:
            text = place.replace("@", value)
            if is_right(text):
                accepted += 1
                assert underlined(text) == [], text
    assert accepted > 2_000


@profile(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(scenarios)
def test_any_scenario_that_is_written_to_a_file_is_right_to_an_editor(scenario: Scenario) -> None:
    assert underlined(written([scenario]).text) == []


def is_right(text: str) -> bool:
    try:
        loads(text)
    except ScenarioError:
        return False
    return True
