"""Scenarios of every kind, for properties that hold for all of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, get_args

from hypothesis import assume
from hypothesis import strategies as st

from mockserver.contract import INT32_MAX, INT32_MIN
from mockserver.errors import ScenarioError
from mockserver.scenarios.answers import Answer, Fault, Http, Logon, LogonToken, Recorded, Rows, Status
from mockserver.scenarios.beside import TROUBLES, Chaos, Rate
from mockserver.scenarios.dress import Dress
from mockserver.scenarios.endings import Ending
from mockserver.scenarios.processes import Process
from mockserver.scenarios.recorded import Recording, read_recording
from mockserver.scenarios.scenario import Scenario
from mockserver.scenarios.sending import Dripping, Spread, Truncated, WireBreak

ODD = (
    *("nil", "null", "NULL", "~", "yes", "No", "on", "1:30", "1.5", "12", "0x1F", "-", "- a", "? a", "?", "=", "<<"),
    *("absent", "status", "gone", "done", "none", "now", "poll", "", " ", " leading", "trailing ", "a: b", "a:", ":a"),
    *("a #b", "#a", "'", '"', "it's", '"quoted"', "two\nlines", "\n", "a\r\nb", "tab\there", "a, b", "[a]", "{a: b}"),
    *(
        "&a",
        "*a",
        "!a",
        "!!str a",
        "|",
        ">",
        "%a",
        "@a",
        "`a",
        "---",
        "...",
        "--- a",
        "\u0085",
        "\u2028",
        "\ufeff",
        "\xa0",
    ),
    *(
        "é",
        "📨",
        "\\",
        "\\n",
        "2015-03-09",
        "2015-03-09T10:15:30",
        "x" * 300,
        "a " * 100,
        "y",
        "n",
        "\x7f\x9f",
        "\U0010ffff",
    ),
)
_CHARACTERS = st.characters(
    exclude_categories=["Cs"], exclude_characters=[*map(chr, range(9)), *"\x0b\x0c\ufffe\uffff"]
)
_XML = _CHARACTERS.filter(lambda character: character >= " " or character in "\t\n\r")
texts = st.sampled_from(ODD) | st.text(_XML, max_size=12)


def built(model: Callable[..., Any], **arguments: Any) -> st.SearchStrategy[Any]:
    """A model whose arguments are each given or left out; combinations that it refuses are not drawn."""

    @st.composite
    def one(draw: st.DrawFn) -> Any:
        given = {name: draw(values) for name, values in arguments.items() if draw(st.booleans())}
        try:
            return model(**given)
        except ScenarioError:
            assume(False)

    return one()


numbers = st.integers(INT32_MIN, INT32_MAX)
few = st.integers(1, 9)
durations = st.sampled_from(["1ms", "90s", "1h30m", "1.5s", 0.57, 12345.678, 86400, "366d"]) | st.floats(0.001, 40)
times = st.sampled_from(["now", "0001-01-01T00:00:00", "2015-03-09T10:15:30.1234567-04:00", "9999-12-31T23:59:59Z"])
paces = st.sampled_from(["poll", "told", "3 polls", "5m", "1500ms", "90s"])
endings = st.sampled_from(get_args(Ending))
fields = st.fixed_dictionaries(
    {},
    optional={
        "StatusID": numbers,
        "ListID": numbers,
        "ProcessType": st.none() | texts,
        "CurrentStep": numbers,
        "MaxStep": numbers,
        "ProcessStartTime": times,
        "ProcessCompleteTime": times | st.just("none"),
    },
)
_NEEDED = ("StatusID", "CurrentStep", "MaxStep", "ProcessStartTime", "ProcessCompleteTime")
_USUAL = {"StatusID": 1, "CurrentStep": 1, "MaxStep": 4, "ProcessStartTime": "now", "ProcessCompleteTime": "none"}
exact_rows = fields.map(lambda given: _USUAL | given)
raw_rows = st.dictionaries(
    st.sampled_from([*_NEEDED, "ListID", "ProcessType", "Extra", "é"]), st.none() | texts | times | numbers.map(str)
)

_moving = {"MaxStep": st.integers(1, 9), "every": paces}
_others = {
    "ProcessType": st.none() | texts,
    "appears": paces.filter(lambda pace: pace != "poll"),
    "StatusID": numbers,
    "ListID": numbers,
    "ProcessStartTime": times,
}
_steps = st.integers(0, 1) | st.sampled_from(["gone", "done"]) | fields
processes = st.one_of(
    built(Process, ending=endings, queued=few, **_moving, **_others),
    built(Process, ending=endings, at=few, **_moving),
    built(Process, ending=st.sampled_from(["goes-back", "grows"]), at=few, to=few, **_moving),
    built(Process, ending=st.sampled_from(["stalls", "vanishes"]), lasts=few, **_moving),
    built(Process, path=st.lists(_steps, min_size=1, max_size=4), **_moving, **_others),
    built(Process, MaxStep=st.integers(1, INT32_MAX), count=st.integers(2, 3), seed=numbers),
)

dresses = built(
    Dress,
    content_type=st.sampled_from(["text/html", "nil", 'a; b="c"', "\xa0x"]),
    soap=st.sampled_from(["1.1", "1.2", "other"]),
    charset=st.sampled_from(["utf-16", "iso-8859-1"]),
    bom=st.booleans(),
    pretty=st.booleans(),
    prefix=st.sampled_from(["", "env", "nil", "é"]),
    extra_elements=st.booleans(),
)
spreads = st.builds(Spread, st.just("2s"), st.sampled_from(["1s", "0s", "5ms"]), numbers)
wires = st.sampled_from(WireBreak.words) | st.builds(
    Truncated, st.integers(0, INT32_MAX) | st.sampled_from(["nil", "Row"])
)
sending = {
    "delay": spreads | durations | st.just(0),
    "drip": st.builds(Dripping, few, durations),
    "wire": wires,
}
turns = {"calls": few}
BODIES = ("", "text", "nil", "é\n", b"\xff\xfe\0", "\x00", b"\xed\xa0\x80", "x" * 10_001)
headers = st.dictionaries(
    st.sampled_from(["Retry-After", "X-Odd", "!#$%&'*+.^_`|~", "nil"]),
    st.sampled_from(["30", "nil", "", " a", "é\x85", "a, b"]),
)
ENVELOPE = b'<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body/></soap:Envelope>'
RECORDINGS: tuple[Recording, ...] = (read_recording(ENVELOPE), read_recording(b"\xff\0nothing"), read_recording(b""))


def _faults(**more: Any) -> st.SearchStrategy[Any]:
    return built(
        lambda text="", **given: Fault(text, **given),
        text=texts,
        code=st.sampled_from(["Client", "Sender", "Server"]),
        actor=texts,
        detail=st.sampled_from(["", '<a b="c">d</a>', "nil", "text &amp; more"]),
        **more,
    )


def _answers(**more: Any) -> st.SearchStrategy[Any]:
    """Answers of all kinds, without functions."""
    dressed = {**sending, "dress": dresses, **more}
    plain = {**sending, **more}
    return st.one_of(
        built(Status, **dressed),
        built(
            lambda rows=(), **given: Rows(rows, **given),
            rows=st.none() | st.lists(st.none() | exact_rows | raw_rows, max_size=3),
            **dressed,
        ),
        _faults(**dressed),
        built(Logon, token=st.sampled_from(get_args(LogonToken)), **dressed),
        built(Http, status=st.integers(200, 599), body=st.sampled_from(BODIES), headers=headers, **plain),
        built(
            lambda recording=RECORDINGS[0], **given: Recorded(recording, **given),
            recording=st.sampled_from(RECORDINGS),
            adapt=st.booleans(),
            **plain,
        ),
    )


answers: st.SearchStrategy[Answer] = _answers() | _answers(calls=few) | _answers(for_=durations)
chaoses = st.builds(
    Chaos, st.dictionaries(st.sampled_from([*TROUBLES]), st.sampled_from([0.1, 1e-05, 0, 0.25]), max_size=3), numbers
)
rates = st.builds(Rate, few, durations, st.none() | _answers())
settings = st.fixed_dictionaries(
    {},
    optional={
        "missing_header": st.sampled_from(["service", "engine"]),
        "custom_errors": st.booleans(),
        "no_date": times.filter(lambda text: text != "now") | st.just("start"),
        "unknown_list": st.sampled_from(["explain", "empty"]) | _faults(delay=durations).filter(bool),
        "server_headers": st.dictionaries(st.sampled_from(["Server", "X-A"]), st.sampled_from(["a", "nil", ""])),
        "max_request_bytes": st.integers(1, 1000),
    },
)
names = texts.map(lambda text: text.strip().replace("/", "").replace("\\", "")).filter(
    lambda name: name.strip() == name and len(name.splitlines()) == 1
)

scenarios: st.SearchStrategy[Scenario] = built(
    lambda **given: Scenario(**({"name": "x", "processes": ()} | given)),
    name=names,
    about=texts,
    ListID=st.just("any") | numbers,
    UserName=texts,
    processes=st.lists(processes, max_size=3),
    answers=st.lists(answers, max_size=4),
    then=st.sampled_from(["hold", "loop", "refuse"]),
    rate=rates,
    chaos=chaoses,
    breaks=st.just("contract"),
    settings=settings,
)
