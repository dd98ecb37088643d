"""What a poller did: facts over polls, and assertions whose failure tells the story."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from mockserver.contract import LooseRow, Row
from mockserver.sandbox.journal import Call, Summary
from mockserver.sandbox.polls import Polls, polls_among
from mockserver.scenarios.answers import Http, Rows, Status

START = datetime(2015, 3, 9, 10, 15, 30, tzinfo=UTC)
NO_DATE = "0001-01-01T00:00:00"

PLAIN = Call(
    number=1,
    at=START,
    ListID=12345,
    UserName="me",
    version="1.1",
    answer=Status(),
    rows=(),
    fault=None,
    status=200,
    problem=None,
    outcome="sent",
    sent_at=START,
    overlaps=False,
    request=b"",
    response=b"",
    answered_by="script",
    no_date=NO_DATE,
)


def row(step: int, completed: bool = False) -> Row:
    complete = "2015-03-09T10:18:30" if completed else NO_DATE
    return Row(1, 12345, "Send to List", step, 4, "2015-03-09T10:15:30", complete)


def step(number: int, **facts: Any) -> dict[str, Any]:
    return {"rows": (row(number),), **facts}


def http(status: int = 503, retry_after: object = None, **facts: Any) -> dict[str, Any]:
    headers = {} if retry_after is None else {"Retry-After": str(retry_after)}
    return {"answer": Http(status, headers=headers), "status": status, **facts}


DONE = {"rows": (row(4, completed=True),)}
FAULT = {"fault": "the list was deleted", "status": 500}
CUT = {"outcome": "cut"}
PENDING = {"outcome": "pending"}
RESET = {"answer": Status(wire="reset"), "outcome": "cut", "rows": (row(4, completed=True),)}


def conversation(*gots: dict[str, Any], every: float | list[float] = 60, of: str = "list 12345") -> Polls:
    """Polls with these answers, each so many seconds after the one before, or at these seconds."""
    times = every if isinstance(every, list) else [every * i for i in range(len(gots))]
    assert len(times) == len(gots)
    calls = []
    for number, (got, seconds) in enumerate(zip(gots, times, strict=True), 1):
        at = START + timedelta(seconds=seconds)
        call = replace(PLAIN, **{"number": number, "at": at, "sent_at": at, **got})
        calls.append(call if call.outcome == "sent" else replace(call, sent_at=None))
    return Polls(calls, of)


def numbers(calls: Any) -> list[int]:
    return [call.number for call in calls]


# -- facts


def test_polls_are_counted_timed_and_named():
    polls = conversation(step(1), step(2, version="1.2", UserName="you"), http(400, version=None, UserName=None), DONE)
    assert polls.count == len(polls) == 4
    assert polls.times == [START + timedelta(minutes=i) for i in range(4)]
    assert polls.gaps == [60.0, 60.0, 60.0]
    assert polls.versions == {"1.1", "1.2"}
    assert polls.users == {"me", "you"}


def test_no_polls_have_no_facts_and_are_false():
    polls = conversation()
    assert not polls
    assert (polls.count, polls.times, polls.gaps, polls.rows_served) == (0, [], [], 0)
    assert (polls.completed_at, polls.gave_up_after, polls.backed_off) == (None, None, False)
    assert (polls.overlapping, polls.after_completion, polls.early_retries) == ([], [], [])


def test_polls_are_indexed_sliced_iterated_and_compared_like_a_list():
    polls = conversation(step(1), step(2), DONE)
    assert numbers(polls) == [1, 2, 3]
    assert polls[-1].number == 3
    assert polls[0] in polls
    assert numbers(polls[1:]) == [2, 3]
    assert isinstance(polls[1:], Polls)
    assert polls == list(polls)
    assert polls == tuple(polls)
    assert polls == polls[:]
    assert polls != polls[1:]
    assert polls != 3
    with pytest.raises(IndexError):
        polls[3]
    with pytest.raises(TypeError):
        hash(polls)


def test_rows_served_are_those_of_whole_answers():
    two = {"rows": (row(1), row(2))}
    wrong_length = {"rows": (row(1),), "answer": Status(wire="wrong-length")}
    assert conversation(two, {**two, **CUT}, {**two, **PENDING}, wrong_length, {"rows": (None,)}).rows_served == 3


@pytest.mark.parametrize(
    ("polls", "completed", "gave_up_after"),
    [
        pytest.param(conversation(step(1), DONE), 60, None, id="completed"),
        pytest.param(conversation(step(1), DONE, step(3), DONE), 60, None, id="reopened, so the first time counts"),
        pytest.param(conversation(step(1), step(2), step(2)), None, 120.0, id="gave up"),
        pytest.param(conversation(step(4)), None, 0.0, id="one poll, full but open"),
        pytest.param(conversation({"rows": (row(4, completed=True), row(3))}), None, 0.0, id="not all rows"),
        pytest.param(conversation({"rows": ()}), None, 0.0, id="no rows"),
        pytest.param(conversation({**DONE, **CUT}), None, 0.0, id="not delivered"),
    ],
)
def test_completion_and_giving_up(polls, completed, gave_up_after):
    assert polls.completed_at == (None if completed is None else START + timedelta(seconds=completed))
    assert polls.gave_up_after == gave_up_after


@pytest.mark.parametrize(
    ("polls", "late"),
    [
        pytest.param(conversation(step(3), DONE), [], id="stopped"),
        pytest.param(conversation(step(3), DONE, DONE, FAULT), [3, 4], id="went on"),
        pytest.param(conversation({**DONE, **CUT}, DONE, DONE), [3], id="the first was never delivered"),
        pytest.param(conversation({**DONE, "UserName": "you"}, DONE), [], id="another user was told"),
        pytest.param(conversation({**DONE, "ListID": 7}, DONE), [], id="of another list"),
        pytest.param(
            conversation({**DONE, "sent_at": START + timedelta(seconds=61)}, DONE), [], id="it was still being told"
        ),
        pytest.param(
            conversation(DONE, {**DONE, "overlaps": True}, every=0),
            [],
            id="at one moment of a frozen clock, overlapping",
        ),
        pytest.param(conversation(DONE, DONE, every=0), [2], id="at one moment of a frozen clock"),
    ],
)
def test_polls_after_completion(polls, late):
    assert numbers(polls.after_completion) == late


@pytest.mark.parametrize(
    ("polls", "early"),
    [
        pytest.param(conversation(http(retry_after=30), step(1), every=30), [], id="just in time"),
        pytest.param(conversation(http(retry_after=30), step(1), every=29), [2], id="too early"),
        pytest.param(
            conversation(http(retry_after=30), http(), step(1), http(), every=[0, 5, 10, 30]),
            [2, 3],
            id="also after an answer that asks for nothing",
        ),
        pytest.param(
            conversation(http(retry_after=30), http(retry_after=1), step(1), every=[0, 5, 10]),
            [2, 3],
            id="also after one that asks for less",
        ),
        pytest.param(
            conversation(http(retry_after=1), http(retry_after=30, **CUT), step(1), every=[0, 5, 10]),
            [],
            id="one in between was cut",
        ),
        pytest.param(conversation(http(retry_after="9" * 400), step(1), every=9e6), [2], id="for ever"),
        pytest.param(
            conversation(http(retry_after=0.1, sent_at=START), http(retry_after="0"), every=0), [], id="for no time"
        ),
        pytest.param(
            conversation(http(retry_after=30), http(retry_after=30), step(1), every=1), [2, 3], id="each time"
        ),
        pytest.param(conversation(http(retry_after=30), step(1, UserName="you"), every=1), [], id="asked of another"),
        pytest.param(conversation(http(retry_after=30, **CUT), step(1), every=1), [], id="it was cut"),
        pytest.param(
            conversation(http(retry_after=30, sent_at=START + timedelta(seconds=10)), step(1), every=35),
            [2],
            id="counted from when it was sent",
        ),
        pytest.param(
            conversation(http(retry_after=30, sent_at=START + timedelta(seconds=10)), step(1), every=5),
            [],
            id="it had not been sent",
        ),
        pytest.param(conversation(http(), step(1), every=0), [], id="nothing asked"),
    ],
)
def test_early_retries(polls, early):
    assert numbers(polls.early_retries) == early


@pytest.mark.parametrize(
    ("polls", "backed_off"),
    [
        pytest.param(conversation(http(), http(), http(), step(1), every=[0, 1, 3, 7]), True, id="doubling"),
        pytest.param(conversation(FAULT, CUT, RESET, DONE, every=[0, 1, 3, 7]), True, id="every kind of failure"),
        pytest.param(conversation(*[http()] * 6, every=[0, 1, 3, 7, 11, 15]), True, id="up to a limit"),
        pytest.param(conversation(*[http()] * 4, every=[0, 1, 3, 6.9]), True, id="with chance"),
        pytest.param(conversation(*[http()] * 4, every=[0, 0, 1, 3]), True, id="at once at first"),
        pytest.param(conversation(*[http()] * 4, every=60), False, id="always the same"),
        pytest.param(conversation(*[http()] * 4, every=[0, 1.0, 2.001, 3.004]), False, id="the same by a real clock"),
        pytest.param(conversation(*[http()] * 4, every=[0, 1, 5, 7]), False, id="shorter again"),
        pytest.param(conversation(http(), http(), step(1), every=[0, 60, 61]), False, id="shorter"),
        pytest.param(conversation(http(), step(1), every=[0, 60]), False, id="only one failure"),
        pytest.param(conversation(http(), step(1), http(), step(1), every=[0, 1, 2, 9]), False, id="not in a row"),
        pytest.param(
            conversation(*[http()] * 2, step(1), *[http()] * 2, step(2), every=[0, 1, 3, 4, 5, 6]),
            False,
            id="one run of two doesn't grow",
        ),
        pytest.param(
            conversation(*[http()] * 2, step(1), http(), step(2), every=[0, 1, 3, 4, 5]),
            True,
            id="a single one besides",
        ),
        pytest.param(
            conversation(
                *[http(), http(UserName="you"), http(), http(UserName="you"), step(1)], every=[0, 0.5, 1, 1.5, 3]
            ),
            True,
            id="each poller for itself",
        ),
        pytest.param(conversation(*[step(1)] * 3, every=[0, 1, 3]), False, id="no failures"),
    ],
)
def test_backing_off(polls, backed_off):
    assert polls.backed_off is backed_off


def test_overlapping_polls_are_those_that_the_journal_tells():
    polls = conversation(step(1), step(2, overlaps=True), step(3))
    assert numbers(polls.overlapping) == [2]


def test_polls_are_the_calls_whose_list_was_read():
    calls = list(
        conversation(step(1), step(1, ListID=7), http(400, ListID=None, UserName=None), step(2, UserName="you"))
    )
    assert numbers(polls_among(calls)) == [1, 2, 4]
    assert numbers(polls_among(calls, 12345)) == [1, 4]
    assert numbers(polls_among(calls, 12345, "you")) == [4]
    assert numbers(polls_among(calls, UserName="me")) == [1, 2]
    assert numbers(polls_among(calls, 0)) == []


# -- assertions


@pytest.mark.parametrize(
    ("method", "polls"),
    [
        (Polls.assert_stopped_after_completion, conversation(step(3), DONE)),
        (Polls.assert_backed_off, conversation(http(), http(), step(1), every=[0, 1, 3])),
        (Polls.assert_no_overlap, conversation(step(1), step(2))),
        (Polls.assert_honoured_retry_after, conversation(http(retry_after=60), step(1))),
        (Polls.assert_honoured_retry_after, conversation(http(retry_after=60))),
    ],
)
def test_an_assertion_that_holds_says_nothing(method: Callable[[Polls], None], polls: Polls):
    method(polls)


@pytest.mark.parametrize(
    ("method", "polls", "message"),
    [
        (
            Polls.assert_stopped_after_completion,
            conversation(step(3), DONE, DONE, DONE),
            (
                "expected no poll of list 12345 after completion, but #3 (10:17:30) came 60s after #2, which was told "
                "completion (2 such polls)\n"
                "4 polls of list 12345\n"
                "  #1 10:15:30 ListID 12345 user 'me' SOAP 1.1 → status: Send to List 3/4\n"
                "  #2 10:16:30 ListID 12345 user 'me' SOAP 1.1 → status: Send to List 4/4 completed\n"
                "> #3 10:17:30 ListID 12345 user 'me' SOAP 1.1 → status: Send to List 4/4 completed\n"
                "> #4 10:18:30 ListID 12345 user 'me' SOAP 1.1 → status: Send to List 4/4 completed"
            ),
        ),
        (
            Polls.assert_stopped_after_completion,
            conversation(step(3)),
            (
                "expected that polling of list 12345 stops after completion: no poll was told completion\n"
                "1 poll of list 12345\n"
                "  #1 10:15:30 ListID 12345 user 'me' SOAP 1.1 → status: Send to List 3/4"
            ),
        ),
        (
            Polls.assert_backed_off,
            conversation(http(), FAULT, http(), step(1), every=[0, 60, 120, 180]),
            (
                "expected waits that grow after failures in a row, up to a limit if there is one, but from #1 on "
                "list 12345 was left alone for 60s, 60s, 60s\n"
                "4 polls of list 12345\n"
                "> #1 10:15:30 ListID 12345 user 'me' SOAP 1.1 → http 503\n"
                "> #2 10:16:30 ListID 12345 user 'me' SOAP 1.1 → fault: the list was deleted (HTTP 500)\n"
                "> #3 10:17:30 ListID 12345 user 'me' SOAP 1.1 → http 503\n"
                "  #4 10:18:30 ListID 12345 user 'me' SOAP 1.1 → status: Send to List 1/4"
            ),
        ),
        (
            Polls.assert_backed_off,
            conversation(http()),
            (
                "expected that polling of list 12345 backs off: there are no two waits after failures in a row "
                "(faults, HTTP statuses of 400 and more, broken answers), so nothing shows it\n"
                "1 poll of list 12345\n"
                "  #1 10:15:30 ListID 12345 user 'me' SOAP 1.1 → http 503"
            ),
        ),
        (
            Polls.assert_no_overlap,
            conversation(step(1), step(2, overlaps=True)),
            (
                "expected each poll of list 12345 after the whole answer to the one before, but #2 (10:16:30) came "
                "earlier (1 such poll)\n"
                "2 polls of list 12345\n"
                "  #1 10:15:30 ListID 12345 user 'me' SOAP 1.1 → status: Send to List 1/4\n"
                "> #2 10:16:30 ListID 12345 user 'me' SOAP 1.1 → status: Send to List 2/4"
            ),
        ),
        (
            Polls.assert_no_overlap,
            conversation(step(1), step(2, UserName="you")),
            (
                "expected each poll of list 12345 after the whole answer to the one before: there are no two polls of "
                "one poller, so nothing shows it\n"
                "2 polls of list 12345\n"
                "  #1 10:15:30 ListID 12345 user 'me' SOAP 1.1 → status: Send to List 1/4\n"
                "  #2 10:16:30 ListID 12345 user 'you' SOAP 1.1 → status: Send to List 2/4"
            ),
        ),
        (
            Polls.assert_no_overlap,
            conversation(),
            (
                "expected each poll of list 12345 after the whole answer to the one before: there are no two polls of "
                "one poller, so nothing shows it\n0 polls of list 12345"
            ),
        ),
        (
            Polls.assert_honoured_retry_after,
            conversation(http(retry_after=90), step(2)),
            (
                "expected no poll of list 12345 earlier than Retry-After asked, but #2 (10:16:30) came 60s after #1, "
                "whose answer asked for 90s (1 such poll)\n"
                "2 polls of list 12345\n"
                "  #1 10:15:30 ListID 12345 user 'me' SOAP 1.1 → http 503\n"
                "> #2 10:16:30 ListID 12345 user 'me' SOAP 1.1 → status: Send to List 2/4"
            ),
        ),
        (
            Polls.assert_honoured_retry_after,
            conversation(),
            "expected that Retry-After is honoured: no answer for list 12345 had one\n0 polls of list 12345",
        ),
    ],
)
def test_an_assertion_that_fails_tells_the_story(method: Callable[[Polls], None], polls: Polls, message: str):
    with pytest.raises(AssertionError) as error:
        method(polls)
    assert str(error.value) == message


def test_a_long_story_is_cut_in_the_middle_but_for_the_poll_it_is_about():
    polls = conversation(*[step(1)] * 20, step(2, overlaps=True), *[step(3)] * 40)
    lines = str(polls).splitlines()
    assert lines[15:18] == [f"  {polls[14]!r}", "  (21 polls left out)", f"  {polls[36]!r}"]
    with pytest.raises(AssertionError) as error:
        polls.assert_no_overlap()
    lines = str(error.value).splitlines()
    assert lines[17:20] == ["  (5 polls left out)", f"> {polls[20]!r}", "  (15 polls left out)"]
    assert len(lines) == 2 + 15 + 3 + 25


# -- polls that are no longer kept


def test_polls_that_are_no_longer_kept_are_counted_and_told():
    calls = list(conversation(step(1), step(1), DONE))
    polls = polls_among(calls[1:], 12345, forgotten=1)
    assert polls.count == 3
    assert len(polls) == 2
    assert polls == calls[1:]
    assert repr(polls) == (
        "<3 polls of list 12345: (1 earlier poll no longer kept); #2 10:16:30 1/4; #3 10:17:30 4/4 completed>"
    )
    assert str(polls) == f"3 polls of list 12345\n  (1 earlier poll no longer kept)\n  {calls[1]!r}\n  {calls[2]!r}"
    with pytest.raises(
        AssertionError, match=r"no two waits[^\n]*\n3 polls of list 12345\n  \(1 earlier poll no longer"
    ):
        polls.assert_backed_off()
    assert polls[1:].count == 1


def test_the_representation_stays_short_when_polls_are_gone():
    polls = Polls(conversation(*[step(i % 4) for i in range(100)]), "list 12345", forgotten=1_000_000)
    assert repr(polls).startswith(
        "<1000100 polls of list 12345: (1000000 earlier polls no longer kept); #1 10:15:30 0/4;"
    )
    assert len(repr(polls)) < 240


def test_of_rows_that_are_no_longer_kept_their_number_is_told():
    light = {"rows": (), "summary": Summary(2, completed=False)}
    done = {"rows": (), "summary": Summary(1, completed=True)}
    polls = conversation(light, done)
    assert polls.rows_served == 3
    assert repr(polls) == "<2 polls of list 12345: #1 10:15:30 2 rows; #2 10:16:30 1 row completed>"
    assert str(polls).splitlines()[1:] == [
        "  #1 10:15:30 ListID 12345 user 'me' SOAP 1.1 → status: 2 rows, no longer kept",
        "  #2 10:16:30 ListID 12345 user 'me' SOAP 1.1 → status: 1 row completed, no longer kept",
    ]


# -- what a Retry-After asks


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("30", 30),
        (" 30 ", 30),
        ("Mon, 09 Mar 2015 10:16:30 GMT", 60),
        ("Mon, 09 Mar 2015 10:14:30 GMT", 0),
        ("9" * 400, 366 * 86_400),
        ("Fri, 31 Dec 9999 23:59:59 GMT", 366 * 86_400),
        ("Mon, 01 Jan 99999999999999999999 00:00:00 GMT", None),
        ("Mon, 09 Mar 2015 10:16:30 +99999999999999999999", None),
        ("Mon, 09 Mar 2015 99:16:30 GMT", None),
        ("-5", None),
        ("1.5", None),
        ("soon", None),
        ("", None),
    ],
)
def test_retry_after_is_seconds_or_a_date_or_nothing(said: str, seconds: float | None):
    [call] = conversation(http(retry_after=said))
    assert call.retry_after == seconds


# -- in short


@pytest.mark.parametrize(
    ("polls", "brief"),
    [
        (conversation(), "<0 polls of list 12345>"),
        (
            conversation(step(1), step(1), DONE),
            "<3 polls of list 12345: #1-#2 10:15:30-10:16:30 1/4; #3 10:17:30 4/4 completed>",
        ),
        (
            conversation(http(), FAULT, CUT, PENDING, RESET),
            (
                "<5 polls of list 12345: #1 10:15:30 http 503; #2 10:16:30 fault 'the list was deleted'; "
                "#3 10:17:30 cut; #4 10:18:30 not sent yet; #5 10:19:30 wire reset>"
            ),
        ),
        (
            conversation({}, {"answer": Rows(None)}, {"rows": (None, LooseRow(()), row(1), row(2))}),
            "<3 polls of list 12345: #1-#2 10:15:30-10:16:30 no rows; #3 10:17:30 nil row, odd row, 2 more>",
        ),
        (
            conversation(step(1), step(1, ListID=7), of="any list"),
            "<2 polls of any list: #1 10:15:30 list 12345 1/4; #2 10:16:30 list 7 1/4>",
        ),
        (
            conversation({"answered_by": "nobody", "fault": "[mock] no", "answer": None}),
            "<1 poll of list 12345: #1 10:15:30 NOT ANSWERED>",
        ),
        (
            conversation(*[step(i % 4) for i in range(100)]),
            (
                "<100 polls of list 12345: #1 10:15:30 0/4; ...; #92 11:46:30 3/4; #93 11:47:30 0/4; #94 11:48:30 1/4; "
                "#95 11:49:30 2/4; #96 11:50:30 3/4; #97 11:51:30 0/4; #98 11:52:30 1/4; #99 11:53:30 2/4; "
                "#100 11:54:30 3/4>"
            ),
        ),
    ],
)
def test_the_representation_is_the_story_in_short(polls: Polls, brief: str):
    assert repr(polls) == brief
    assert len(brief) < 240  # where pytest cuts
    assert brief.isascii()  # pytest -vv escapes the rest


SETUP = """
from tests.sandbox.test_polls import DONE, conversation, http, step
polls = conversation(step(1), step(2), DONE, DONE)
"""


@pytest.mark.parametrize(
    ("statement", "lines"),
    [
        (
            "assert polls.count == 3",
            [
                "E       assert 4 == 3",
                (
                    "E        +  where 4 = <4 polls of list 12345: #1 10:15:30 1/4; #2 10:16:30 2/4; "
                    "#3-#4 10:17:30-10:18:30 4/4 completed>.count"
                ),
            ],
        ),
        (
            "assert not polls.after_completion",
            [
                "E       *assert not [[]#4 10:18:30 ListID 12345 user 'me' SOAP 1.1 * Send to List 4/4 completed]",
                "E        +  where [[]#4 *] = <4 polls of list 12345: *>.after_completion",
            ],
        ),
        ("assert polls.backed_off", ["E        +  where False = <4 polls of list 12345: *>.backed_off"]),
        ("assert polls.gaps == [60, 60]", ["E       assert [[]60.0, 60.0, 60.0] == [[]60, 60]"]),
        (
            "polls.assert_stopped_after_completion()",
            [
                ">       polls.assert_stopped_after_completion()",
                "E       AssertionError: expected no poll of list 12345 after completion, but #4 (10:18:30) came *",
                "E       4 polls of list 12345",
                "E       > #4 10:18:30 *",
            ],
        ),
    ],
)
@pytest.mark.parametrize("verbosity", ["-q", "-vv"])
def test_a_plain_assert_tells_the_story(pytester: pytest.Pytester, statement: str, lines: list[str], verbosity: str):
    pytester.makepyfile(f"{SETUP}\ndef test_it():\n    {statement}\n")
    left_out = ("-pno:cacheprovider", "-pno:asyncio")
    result = pytester.runpytest_inprocess(verbosity, *left_out, "--rootdir", str(pytester.path))
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(lines)
    result.stdout.no_fnmatch_line("*polls.py:*: AssertionError")
