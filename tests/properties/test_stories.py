"""Whatever a scenario says and whatever happens, each call gets what the language means by it."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mockserver import Fault, Http, Process, Rate, Scenario, Status
from mockserver.sandbox.sandbox import Sandbox
from mockserver.sandbox.script import Script
from mockserver.scenarios.loading import load, loads
from mockserver.scenarios.writing import written
from mockserver.service.backend import Answered
from tests.properties import stories
from tests.properties.naive import NO_DATE, REFUSED, Got, NaiveList, microseconds
from tests.properties.naive import written as written_time
from tests.properties.stories import Advance, Event, Look, Move, Poll
from tests.sandbox.conftest import Caller

fewer = settings(max_examples=settings.default.max_examples // 2)
"""For examples that take their time."""


@contextmanager
def a_sandbox(beginning: str, tick: str = "0s") -> Iterator[Sandbox]:
    with Sandbox("story", "http://127.0.0.1:8080/s/1") as sandbox:
        sandbox.clock.freeze(beginning, tick=tick)
        yield sandbox


def is_for(scenario: Scenario, ListID: int) -> bool:
    return scenario.ListID in ("any", ListID)


# -- the sandbox and the naive telling


class Both:
    """One scenario in play in a sandbox and in the naive telling."""

    def __init__(self, sandbox: Sandbox, scenario: Scenario, *, tick: str, loaded: bool) -> None:
        self.sandbox, self.scenario, self.loaded = sandbox, scenario, loaded
        self.call = Caller(sandbox)
        self.now = self.began = microseconds(sandbox.clock.now)
        self.tick = {"0s": 0, "100ms": 100_000, "1s": 1_000_000}[tick]
        if loaded:
            sandbox.load([scenario])
            (self.script,) = sandbox.scripts
        else:
            self.script = sandbox.play(scenario)
        self.lists: dict[int, NaiveList] = {}
        if not loaded and isinstance(scenario.ListID, int):
            self.lists[scenario.ListID] = self._new(scenario.ListID)

    def _new(self, ListID: int) -> NaiveList:
        return NaiveList(self.scenario, ListID, self.now if self.loaded else self.began)

    def happens(self, event: Event) -> None:
        match event:
            case Poll(ListID) if is_for(self.scenario, ListID):
                expected = self.lists.setdefault(ListID, self._new(ListID)).poll(self.now)
                self.now += self.tick
                assert got(self.call(ListID)) == expected
            case Look(ListID) if is_for(self.scenario, ListID):
                naive = self.lists.get(ListID) or self._new(ListID)
                assert list(self.script.rows(ListID)) == naive.look(self.now)
            case Advance(milliseconds):
                self.now += milliseconds * 1_000
                self.sandbox.clock.advance(timedelta(milliseconds=milliseconds))
            case Move(times, StatusID):
                self._move(times, StatusID)
        assert microseconds(self.sandbox.clock.now) == self.now
        naive_lists = self.lists.values()
        assert self.script.ended == (bool(naive_lists) and all(each.ended(self.now) for each in naive_lists))
        assert list(self.script.unserved) == list(self._unserved())

    def _move(self, times: int, StatusID: int | None) -> None:
        moving = [each for each in self.lists.values() if StatusID is None or each.has(StatusID)]
        for naive in moving:
            naive.move(times, self.now, StatusID)
        try:
            self.script.move(times, StatusID=StatusID)
        except ValueError:
            assert not moving
        else:
            assert moving

    def _unserved(self) -> Iterator[object]:
        for number, answer in enumerate(self.script.scenario.turns):
            if max((each.served[number] for each in self.lists.values()), default=0) < (answer.calls or 1):
                yield answer


def got(answered: Answered) -> Got:
    if answered.plain is not None:
        return Got((answered.plain.status, dict(answered.plain.headers)), answered.wire)
    if answered.fault is None:
        return Got(None if answered.rows is None else list(answered.rows), answered.wire)
    text = answered.fault.text
    if text.startswith("[mock]"):
        return REFUSED
    return Got(text[1:].partition("]")[0] if text.startswith("[") else text, answered.wire)


def holds(
    scenario: Scenario, happening: Sequence[Event], beginning: str, tick: str = "0s", loaded: bool = False
) -> None:
    with a_sandbox(beginning, tick) as sandbox:
        both = Both(sandbox, scenario, tick=tick, loaded=loaded)
        for event in happening:
            both.happens(event)


@given(stories.scenarios(plain=True), stories.events, stories.beginnings, stories.ticks)
def test_rows_follow_the_path_at_every_pace(
    scenario: Scenario, happening: Sequence[Event], beginning: str, tick: str
) -> None:
    holds(scenario, happening, beginning, tick)


@given(stories.scenarios(), stories.events, stories.beginnings, stories.ticks, st.booleans())
def test_answers_take_turns_and_what_is_no_whole_status_moves_nothing(
    scenario: Scenario, happening: Sequence[Event], beginning: str, tick: str, loaded: bool
) -> None:
    holds(scenario, happening, beginning, tick, loaded)


@fewer
@given(stories.turns(), stories.calls, stories.beginnings, stories.ticks)
def test_turns_last_their_calls_and_their_time(
    scenario: Scenario, happening: Sequence[Event], beginning: str, tick: str
) -> None:
    holds(scenario, happening, beginning, tick)


@fewer
@given(stories.limited(), stories.calls, stories.beginnings, stories.ticks)
def test_no_more_calls_than_the_rate_lets_through_take_turns(
    scenario: Scenario, happening: Sequence[Event], beginning: str, tick: str
) -> None:
    holds(scenario, happening, beginning, tick)


# -- longer than anybody would write out


LONG = st.integers(0, 300 * 86_400_000) | st.integers(0, 3_600_000)
"""Milliseconds."""


@given(st.integers(1, 5_000), st.integers(1, 2**31 - 1), LONG, stories.beginnings)
def test_a_clock_moves_by_whole_paces_however_many(every: int, MaxStep: int, elapsed: int, beginning: str) -> None:
    position = min(1 + elapsed // every, MaxStep)
    completed = milliseconds_later(beginning, (MaxStep - 1) * every) if position == MaxStep else NO_DATE
    with a_sandbox(beginning) as sandbox:
        script = sandbox.script(1101, processes=[Process(MaxStep=MaxStep, every=f"{every}ms")])
        sandbox.clock.advance(timedelta(milliseconds=elapsed))
        (row,) = script.rows()
    assert (row.CurrentStep, row.ProcessCompleteTime) == (position, completed)


def milliseconds_later(beginning: str, milliseconds: int) -> str:
    at = datetime.fromisoformat(f"{beginning}+00:00") + timedelta(milliseconds=milliseconds)
    return written_time(microseconds(at))


@given(st.lists(st.integers(1, 5_000), min_size=1, max_size=5), LONG, LONG, stories.beginnings)
def test_turns_of_times_go_round_however_often(spans: Sequence[int], first: int, then: int, beginning: str) -> None:
    answers = [Fault(str(number), for_=span / 1_000) for number, span in enumerate(spans)]
    with a_sandbox(beginning) as sandbox:
        sandbox.script(1101, answers, then="loop")
        call = Caller(sandbox)
        for elapsed, later in ((first, first), (first + then, then)):
            sandbox.clock.advance(timedelta(milliseconds=later))
            left, whose = elapsed % sum(spans), 0
            while left >= spans[whose]:
                left -= spans[whose]
                whose += 1
            assert call.fault() == str(whose)


# -- the same again


Told = list[object]


def told(scenario: Scenario, happening: Sequence[Event], beginning: str, *, path: Path | None = None) -> Told:
    """What calls get and scripts show, one after the other. ``path`` is where the sandbox is saved in the end."""
    with a_sandbox(beginning) as sandbox:
        script, call = sandbox.play(scenario), Caller(sandbox)
        found = [_what_comes_of(event, sandbox, script, call) for event in happening]
        if path is not None:
            sandbox.save(path)
    return found


def _what_comes_of(event: Event, sandbox: Sandbox, script: Script, call: Caller) -> object:
    match event:
        case Poll(ListID):
            return _as_sent(call(ListID))
        case Look(ListID):
            return script.rows(ListID) if is_for(script.scenario, ListID) else None
        case Advance(milliseconds):
            return sandbox.clock.advance(timedelta(milliseconds=milliseconds))
        case Move(times, StatusID):
            try:
                script.move(times, StatusID=StatusID)
            except ValueError as error:
                return str(error)
    return None


def _as_sent(answered: Answered) -> object:
    if answered.fault is not None and answered.fault.explains:
        return "[mock]"  # it may name the file
    return replace(answered, hangup=None)


@fewer
@given(stories.scenarios(late=True), stories.events, stories.beginnings)
def test_the_same_script_and_clock_give_the_same_answers(
    scenario: Scenario, happening: Sequence[Event], beginning: str
) -> None:
    assert told(scenario, happening, beginning) == told(scenario, happening, beginning)


@fewer
@given(stories.scenarios(late=True), stories.events, stories.beginnings)
def test_a_file_and_python_that_say_the_same_answer_alike(
    scenario: Scenario, happening: Sequence[Event], beginning: str
) -> None:
    text, files = written([scenario])
    with tempfile.TemporaryDirectory() as folder:
        for name, content in files.items():
            Path(folder, name).write_bytes(content)
        (read,) = loads(text, folder=Path(folder))
    assert read == scenario
    assert told(read, happening, beginning) == told(scenario, happening, beginning)


@fewer
@given(stories.scenarios(late=True) | stories.with_functions(), stories.events, stories.beginnings)
def test_what_was_saved_gives_the_same_answers(scenario: Scenario, happening: Sequence[Event], beginning: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "saved.yaml")
        answers = told(scenario, happening, beginning, path=path)
        (read,) = load([path])
    assert told(read, happening, beginning) == answers


# -- what random search needs luck to find


def _of(*processes: Process, **more: object) -> Scenario:
    return Scenario("story", ListID=1101, processes=processes, **more)  # type: ignore[arg-type]  # each call says which


_STORIES = {
    "at the first moment of 1970": (_of(Process()), [Look(1101), Poll(1101)], "1970-01-01T00:00:00"),
    "the time of a row that was moved alone is its own": (
        _of(Process(count=2, MaxStep=2, every="told")),
        [Move(1, 1), Advance(60_000), Move(1, None), Poll(1101)],
        "2026-03-09T12:00:00",
    ),
    "a look does not fix when it appeared": (
        _of(Process(path=["done"], every="5m", appears="1 poll")),
        [Poll(1101), Advance(60_000), Look(1101), Advance(60_000), Poll(1101)],
        "2026-03-09T12:00:00",
    ),
    "nor when it is completed": (
        _of(Process(MaxStep=1)),
        [Look(1101), Advance(60_000), Look(1101), Poll(1101), Advance(60_000), Poll(1101)],
        "2026-03-09T12:00:00",
    ),
    "many short turns": (
        Scenario(
            "story", ListID=1101, answers=[*[Http(503, for_="900ms")] * 20, *[Http(504, for_="100ms")] * 20, Status()]
        ),
        [
            *(Advance(900 * 20 - 1), Poll(1101), Advance(1), Poll(1101)),
            *(Advance(100 * 20 - 1), Poll(1101), Advance(1), Poll(1101)),
        ],
        "2026-03-09T12:00:00.1",
    ),
    "a whole number of seconds to wait": (
        _of(Process(), rate=Rate(1, per="57176ms")),
        [Poll(1101), Advance(19_176), Poll(1101)],
        "2026-03-09T12:00:00.387",
    ),
    "a row that starts where it is completed": (
        _of(Process(path=[1, "done", "done"], count=8, seed=1)),
        [Advance(60_000), Poll(1101)],
        "2026-03-09T12:00:00",
    ),
}


@pytest.mark.parametrize("story", _STORIES.values(), ids=_STORIES)
def test_what_was_wrong_once(story: tuple[Scenario, Sequence[Event], str]) -> None:
    holds(*story)
