"""Scenarios of all kinds, and what may happen while they are in play."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import NamedTuple

from hypothesis import strategies as st

from mockserver import Call, Chaos, Fault, Http, Logon, Process, Rate, Recorded, Row, Rows, Scenario, Status
from mockserver.asmx.faults import fault_bytes
from mockserver.asmx.writing import response_bytes
from mockserver.scenarios.answers import Answer
from mockserver.scenarios.beside import TROUBLES
from mockserver.scenarios.recorded import read_recording
from mockserver.service.backend import SoapFault

PACES = ("poll", "poll", "2 polls", "3 polls", "told", "100ms", "700ms", "90s", "5m")
APPEARANCES = (None, None, None, "1 poll", "2 polls", "told", "1500ms", "10m")
WIRES = ("reset", "reset-midway", "empty", "garbage", "hang", "half-close", "wrong-length", "bad-chunk")
SPANS = ("100ms", "200ms", "900ms", "1s", "30s", "90s")
"""Tenths of a second are no whole number of what a float can tell apart."""
LIST_IDS = (1101, 7)

Fields = dict[str, object]


# -- processes


@st.composite
def _endings(draw: st.DrawFn, MaxStep: int) -> Fields:
    """An ending with numbers that it can have, given or left out."""
    words = ["completes", "stalls", "vanishes", "goes-back", "reopens", "overshoots", "grows"]
    ending = draw(st.sampled_from([*words, "ends-short", "skips"] if MaxStep > 1 else words))
    least, most = {
        "ends-short": (1, MaxStep - 1),
        "skips": (1, MaxStep - 1),
        "reopens": (0, MaxStep - 1),
        "overshoots": (MaxStep + 1, MaxStep + 3),
    }.get(ending, (1, MaxStep))
    given: Fields = {"ending": ending}
    at = None if ending == "completes" else draw(st.none() | st.integers(least, most))
    if at is not None:
        given["at"] = at
    if ending in ("stalls", "vanishes"):
        given["lasts"] = draw(st.none() | st.integers(1, 3))
    if ending == "goes-back":
        k = max(1, MaxStep - 1) if at is None else at
        given["to"] = draw(st.integers(0, k - 1) | st.none() if k > 1 else st.just(0))
    if ending == "grows":
        given["to"] = draw(st.none() | st.integers(MaxStep + 1, MaxStep + 4))
    return {name: value for name, value in given.items() if value is not None}


_TIMES = st.sampled_from(("now", "2015-03-09T10:15:30", "2015-03-09T10:15:30.1234567", "2015-03-09T10:15:30+02:00"))


@st.composite
def _paths(draw: st.DrawFn, MaxStep: int) -> Fields:
    steps = st.integers(0, MaxStep)
    fields = st.fixed_dictionaries(
        {},
        optional={
            "CurrentStep": steps,
            "MaxStep": st.integers(MaxStep, MaxStep + 2),
            "ProcessType": st.none() | st.just("Send to File"),
            "StatusID": st.integers(50, 52),
            "ProcessStartTime": _TIMES,
            "ProcessCompleteTime": st.just("none") | _TIMES,
        },
    ).filter(bool)
    step = steps | st.sampled_from(("gone", "done", "done")) | fields
    return {"path": draw(st.lists(step, min_size=1, max_size=7))}


@st.composite
def processes(draw: st.DrawFn) -> Process:
    """A process that goes any way at any pace."""
    MaxStep = draw(st.integers(1, 5))
    given: Fields = {"MaxStep": MaxStep, "every": draw(st.sampled_from(PACES))}
    if draw(st.booleans()):
        given |= draw(_paths(MaxStep))
    else:
        given |= draw(_endings(MaxStep)) | {"queued": draw(st.sampled_from((0, 0, 1, 2)))}
    given["appears"] = draw(st.sampled_from(APPEARANCES))
    given["count"] = draw(st.sampled_from((1, 1, 1, 2, 4)))
    if given["count"] != 1:
        given["seed"] = draw(st.none() | st.integers(-1, 3))
    given["StatusID"] = draw(st.none() | st.integers(1, 6))
    given["ListID"] = draw(st.sampled_from((None, None, 5)))
    given["ProcessType"] = draw(st.sampled_from(("Send to List", "Send to File", "", None)))
    given["ProcessStartTime"] = draw(_TIMES)
    return Process(**given)  # type: ignore[arg-type]  # checked by the constructor


# -- answers


_rows = st.builds(
    dict,
    StatusID=st.integers(1, 9),
    ListID=st.none() | st.just(5),
    ProcessType=st.none() | st.sampled_from(("Send to File", "é <&>")),
    CurrentStep=st.integers(-1, 9),
    MaxStep=st.just(4),
    ProcessStartTime=_TIMES,
    ProcessCompleteTime=st.just("none") | _TIMES,
)


@st.composite
def _sendings(draw: st.DrawFn, *, turn: bool, late: bool) -> Fields:
    """What stands beside a kind."""
    found: Fields = {}
    if turn:
        how = draw(st.sampled_from(("once", "once", "calls", "for")))
        found |= {"calls": draw(st.integers(1, 3))} if how == "calls" else {}
        found |= {"for_": draw(st.sampled_from(SPANS))} if how == "for" else {}
    found["wire"] = draw(st.sampled_from((None, None, None, None, *WIRES, {"truncated": 9}, {"truncated": "MaxStep"})))
    if late:
        spread = {"median": "2ms", "spread": "1ms", "seed": draw(st.integers(0, 3))}
        found["delay"] = draw(st.sampled_from((0, 0, 0, "1ms", "3ms", spread)))
        found["drip"] = draw(st.sampled_from((None, None, None, {"bytes": 300, "every": "1ms"})))
    return found


_SEEN = Row(7, 12345, "Send to List", 1, 4, "2015-03-09T10:15:30", "2015-03-09T10:20:30.5")
RECORDINGS = (
    read_recording(response_bytes("1.1", [_SEEN, None, _SEEN._replace(ProcessType=None)])),
    read_recording(response_bytes("1.2", None)),
    read_recording(fault_bytes("1.1", SoapFault("Client", "Not <you>", None, "<a/>"))),
)

DRESSES = (
    *(None, None, None),
    {"bom": "on"},
    {"pretty": "on"},
    {"prefix": "env"},
    {"prefix": ""},
    {"charset": "utf-16"},
    {"soap": "1.2"},
    {"content-type": "text/html"},
    {"extra-elements": "on"},
)


@st.composite
def answers(draw: st.DrawFn, *, turn: bool = True, late: bool = False) -> Answer:
    """An answer; ``turn`` says that it may last, ``late`` that it may be late, slow, and dressed up."""
    sending = draw(_sendings(turn=turn, late=late))
    kinds = ("status", "status", "status", "rows", "fault", "http", "logon", *(["recorded"] if late else []))
    kind = draw(st.sampled_from(kinds))
    if late and kind not in ("http", "recorded"):
        sending["dress"] = draw(st.sampled_from(DRESSES))
    match kind:
        case "rows":
            return Rows(draw(st.none() | st.lists(st.none() | _rows, max_size=3)), **sending)  # type: ignore[arg-type]
        case "fault":
            code = draw(st.sampled_from(("Server", "Client")))
            return Fault(draw(st.sampled_from(("busy", "no: no", "yes", "é <&>"))), code, **sending)  # type: ignore[arg-type]
        case "http":
            status, body = draw(st.sampled_from(((503, None), (429, ""), (200, "<p>"), (204, None), (500, b"\0\xff"))))
            headers = draw(st.sampled_from(({}, {"Retry-After": "5"})))
            return Http(status, body, headers, **sending)  # type: ignore[arg-type]
        case "logon":
            tokens = ("InvalidLogonAttempt", "LoginAttemptsExceeded", "ProhibitedIPAddress")
            return Logon(draw(st.sampled_from(tokens)), **sending)  # type: ignore[arg-type]
        case "recorded":
            return Recorded(draw(st.sampled_from(RECORDINGS)), draw(st.booleans()), **sending)  # type: ignore[arg-type]
    return Status(**sending)  # type: ignore[arg-type]


# -- scenarios


@st.composite
def scenarios(draw: st.DrawFn, *, late: bool = False, plain: bool = False) -> Scenario:
    """A scenario of any kind but functions. A ``plain`` one is of processes alone; ``late`` adds all that is sent
    in odd ways, recorded answers among it.
    """
    given: Fields = {"ListID": draw(st.sampled_from((1101, 1101, "any")))}
    given["processes"] = draw(st.lists(processes(), max_size=3) | st.lists(processes(), min_size=1, max_size=1))
    told = [] if plain else draw(st.lists(answers(late=late), max_size=4))
    if told:
        last = told[-1]
        ends = last.calls is not None or last.for_ is not None
        given["then"] = draw(st.sampled_from(("loop", "refuse") if ends else ("hold", "loop", "refuse")))
        given["answers"] = told
        given["processes"] = draw(st.sampled_from((given["processes"], None)))
    if not plain:
        given["rate"] = draw(st.none() | st.none() | rates(late=late))
        given["chaos"] = draw(st.none() | st.none() | chaos())
        if any(answer.breaches for answer in told):
            given["breaks"] = "contract"
    return Scenario("story", **given)  # type: ignore[arg-type]  # checked by the constructor


@st.composite
def turns(draw: st.DrawFn) -> Scenario:
    """A scenario that is about whose turn it is: faults that tell where they stand."""
    lasting = st.builds(dict, calls=st.none() | st.integers(1, 4)) | st.builds(dict, for_=st.sampled_from(SPANS))
    told = [Fault(str(number), **lasts) for number, lasts in enumerate(draw(st.lists(lasting, min_size=1, max_size=5)))]
    ends = told[-1].calls is not None or told[-1].for_ is not None
    then = draw(st.sampled_from(("loop", "refuse") if ends else ("hold", "loop", "refuse")))
    return Scenario("story", ListID=1101, answers=told, then=then)  # type: ignore[arg-type]


@st.composite
def limited(draw: st.DrawFn) -> Scenario:
    """A scenario that lets only so many calls through."""
    return Scenario("story", ListID=1101, processes=[Process(MaxStep=40)], rate=draw(rates()))


@st.composite
def with_functions(draw: st.DrawFn) -> Scenario:
    """A scenario for one list in which functions give some of the answers, another one at each call."""
    scenario = draw(scenarios(late=True).filter(lambda scenario: scenario.answers and not scenario.breaks))
    said = st.lists(answers(turn=False).filter(lambda answer: not answer.breaches), min_size=1, max_size=3)
    told = [answer if draw(st.booleans()) else function(draw(said)) for answer in scenario.answers]
    return replace(scenario, ListID=1101, answers=told, processes=scenario.played_processes)


def function(said: Sequence[Answer]) -> Callable[[Call], Answer]:
    """A function that gives these answers in turn."""

    def says(call: Call) -> Answer:
        return said[call.number % len(said)]

    return says


@st.composite
def rates(draw: st.DrawFn, *, late: bool = False) -> Rate:
    """A rate of some calls in a time."""
    answer = draw(st.none() | answers(turn=False, late=late).filter(lambda answer: not answer.breaches))
    return Rate(draw(st.integers(1, 3)), draw(st.sampled_from(SPANS)), answer)


@st.composite
def chaos(draw: st.DrawFn) -> Chaos:
    """Trouble for some of the calls."""
    names = draw(st.lists(st.sampled_from(sorted(TROUBLES)), min_size=1, max_size=3, unique=True))
    return Chaos(dict.fromkeys(names, draw(st.sampled_from((0.05, 0.25, 1 / 3)))), seed=draw(st.integers(-1, 9)))


# -- what happens


class Poll(NamedTuple):
    ListID: int


class Advance(NamedTuple):
    milliseconds: int


class Move(NamedTuple):
    times: int
    StatusID: int | None


class Look(NamedTuple):
    """Somebody asks the script for its rows."""

    ListID: int


Event = Poll | Advance | Move | Look

_polls = st.builds(Poll, st.sampled_from((*LIST_IDS[:1], *LIST_IDS)))
_advances = st.builds(
    Advance,
    st.sampled_from((1, 50, 100, 200, 700, 900, 1_000, 10_000, 30_000, 90_000, 300_000, 600_000))
    | st.integers(0, 2_000),
)
_moves = st.builds(Move, st.sampled_from((1, 1, 1, 2, 9)), st.none() | st.none() | st.integers(1, 7))
_looks = st.builds(Look, st.sampled_from(LIST_IDS))
_MANY = {"min_size": 10, "max_size": 40}  # or half of the lists would have less than five
events = st.lists(_polls | _polls | _polls | _advances | _moves | _looks, **_MANY)
"""What happens, one after the other, to a script for one of two lists or for both."""
calls = st.lists(st.just(Poll(LIST_IDS[0])) | st.just(Poll(LIST_IDS[0])) | _advances, **_MANY)
"""Calls to one list, and time that passes."""

BEGINNINGS = (
    "2026-03-09T12:00:00",
    "2026-03-09T12:00:00.7",
    "2026-03-09T11:59:59.999999",
    "1970-01-01T00:00:00",
    "1969-12-31T23:59:59.3",
)
beginnings = st.sampled_from(BEGINNINGS)
ticks = st.sampled_from(("0s", "0s", "0s", "100ms", "1s"))
