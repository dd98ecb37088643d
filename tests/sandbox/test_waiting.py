"""Waiting for polls, and asking at the end what was not needed."""

from __future__ import annotations

import math
import threading

import pytest

from mockserver import Fault, Http, Process, SandboxClosed, Scenario, Status, UnansweredCalls, UnservedAnswers
from mockserver.sandbox.sandbox import Sandbox
from tests.sandbox.conftest import Caller


def test_polls_that_have_come_are_not_waited_for(sandbox: Sandbox, call: Caller) -> None:
    sandbox.script("any", processes=[])
    call(1)
    call(2)
    call(2)
    assert sandbox.wait_for_polls(3).count == 3
    assert [poll.number for poll in sandbox.wait_for_polls(2, 2)] == [2, 3]


def test_polls_are_waited_for(sandbox: Sandbox, call: Caller) -> None:
    sandbox.script("any", processes=[])
    poller = threading.Thread(target=lambda: [call(1), call(2), call(1)])
    poller.start()
    assert sandbox.wait_for_polls(2, 1, timeout=30).count == 2
    poller.join()


def test_who_waits_in_vain_is_told_what_came(sandbox: Sandbox, call: Caller) -> None:
    sandbox.script(1101, processes=[Process()])
    call(1101)
    with pytest.raises(TimeoutError) as error:
        sandbox.wait_for_polls(2, 1101, timeout=0)
    first, *story = str(error.value).splitlines()
    assert first == "waited 0 s for 2 polls, and 1 came."
    assert "Send to List 1/4" in "\n".join(story)
    with pytest.raises(TimeoutError, match=r"waited 0\.001 s for 1 poll, and none came"):
        sandbox.wait_for_polls(1, 7, timeout=0.001)


def test_polls_that_are_no_longer_kept_count(sandbox: Sandbox, call: Caller) -> None:
    sandbox.configure(kept_calls=2, unknown_list="empty")
    for ListID in (5, 6, 6, 5):
        call(ListID)
    assert [poll.number for poll in sandbox.wait_for_polls(4)] == [3, 4]
    assert [sandbox.wait_for_polls(2, ListID).count for ListID in (5, 6)] == [2, 2]
    assert [sandbox.polls(UserName=name).count for name in ("me", "you")] == [4, 0]
    assert [sandbox.polls(5, UserName=name).count for name in ("me", "you")] == [2, 0]
    for count, ListID in ((5, None), (3, 5), (3, 6), (1, 7)):
        with pytest.raises(TimeoutError):
            sandbox.wait_for_polls(count, ListID, timeout=0)
    with pytest.raises(TimeoutError, match="for 5 polls, and 4 came, of which 2 are no longer kept"):
        sandbox.wait_for_polls(5, timeout=0)
    sandbox.reset()
    with pytest.raises(TimeoutError):
        sandbox.wait_for_polls(1, timeout=0)


def test_nobody_waits_at_a_closed_sandbox(sandbox: Sandbox) -> None:
    closing = threading.Thread(target=sandbox.close)
    waited: list[BaseException] = []

    def wait() -> None:
        try:
            sandbox.wait_for_polls(1, timeout=60)
        except SandboxClosed as error:
            waited.append(error)

    waiting = threading.Thread(target=wait)
    waiting.start()
    closing.start()
    closing.join()
    waiting.join(30)
    assert len(waited) == 1


def test_the_polls_are_those_of_a_list_and_a_user(sandbox: Sandbox, call: Caller) -> None:
    sandbox.script("any", processes=[])
    call(1)
    call(2)
    call.refused("not XML")
    assert [sandbox.polls().count, sandbox.polls(1).count, sandbox.polls(1, UserName="you").count] == [2, 1, 0]


# -- strict


def test_all_answers_served_is_well(sandbox: Sandbox, call: Caller) -> None:
    script = sandbox.script(1101, [Http(503, calls=2), Status()])
    for _ in range(3):
        call()
    assert list(script.unserved) == []
    sandbox.check(strict=True)


def test_answers_that_did_not_get_their_calls_are_listed(sandbox: Sandbox, call: Caller) -> None:
    script = sandbox.script(1101, [Http(503, calls=3), Fault("x", calls=2), Status(for_="1m"), Status()])
    call()
    call()
    sandbox.check()
    with pytest.raises(UnservedAnswers) as error:
        sandbox.check(strict=True)
    assert error.value.answers == tuple(script.unserved) == script.scenario.answers
    assert str(error.value).splitlines() == [
        f"sandbox '{sandbox.origin}' is strict, and not all answers got their calls:",
        "  ListID 1101 (script-1101):",
        "    answer 1, http 503, 3 calls: 2 of 3 calls",
        "    answer 2, fault Server 'x', 2 calls: none of 2 calls",
        "    answer 3, status, for 1m: no call",
        "    answer 4, status: no call",
        "Poll as often as the script says, or leave out what is not needed.",
    ]


def test_what_is_merely_loaded_need_not_be_asked(sandbox: Sandbox) -> None:
    sandbox.load([Scenario("x", ListID=5, processes=[])])
    sandbox.check(strict=True)
    sandbox.script(6, processes=[])
    with pytest.raises(UnservedAnswers, match="answer 1, status: no call"):
        sandbox.check(strict=True)


def test_an_answer_that_one_list_got_is_served(sandbox: Sandbox, call: Caller) -> None:
    script = sandbox.script("any", [Status(), Fault("x")])
    call(1)
    assert list(script.unserved) == [Fault("x")]
    call(2)
    call(1)
    assert list(script.unserved) == []


def test_unanswered_calls_come_first(sandbox: Sandbox, call: Caller) -> None:
    sandbox.script(5, [Status(), Status()])
    call(7)
    with pytest.raises(UnansweredCalls):
        sandbox.check(strict=True)


def test_a_script_that_was_replaced_is_not_forgotten(sandbox: Sandbox, call: Caller) -> None:
    sandbox.script(1101, [Status(), Fault("x")])
    call()
    sandbox.script(1101, [Fault("y")])
    sandbox.script(1101, [Fault("z")])
    call()
    with pytest.raises(UnservedAnswers) as error:
        sandbox.check(strict=True)
    assert error.value.answers == (Fault("x"), Fault("y"))
    assert str(error.value).splitlines()[1:-1] == [
        "  ListID 1101 (script-1101), in whose place another was played:",
        "    answer 2, fault Server 'x': no call",
        "  ListID 1101 (script-1101), in whose place another was played:",
        "    answer 1, fault Server 'y': no call",
    ]
    sandbox.reset()
    sandbox.check(strict=True)


def test_an_answer_stays_served_when_its_list_is_forgotten(sandbox: Sandbox, call: Caller) -> None:
    sandbox.configure(kept_lists=1)
    script = sandbox.script("any", [Status(), Fault("x")])
    call(1)
    call(1)
    call(2)
    assert list(script.unserved) == []


def test_only_the_last_of_very_many_replaced_scripts_are_told(sandbox: Sandbox) -> None:
    for number in range(1_010):
        sandbox.script(1101, [Fault(str(number))])
    with pytest.raises(UnservedAnswers) as error:
        sandbox.check(strict=True)
    assert error.value.answers == tuple(Fault(str(number)) for number in range(9, 1_010))


# -- what can't be meant


@pytest.mark.parametrize("count", [None, "3", -1, True, 1.5, math.nan])
def test_the_number_of_polls_is_a_whole_number(sandbox: Sandbox, count: int) -> None:
    with pytest.raises(ValueError, match=r"^count: expected a whole number of polls of at least 0, got "):
        sandbox.wait_for_polls(count)


@pytest.mark.parametrize("timeout", [None, "1", math.inf, math.nan, -1, True, 86_401])
def test_the_timeout_is_a_number_of_seconds(sandbox: Sandbox, timeout: float) -> None:
    with pytest.raises(ValueError, match=r"^timeout: expected a number of seconds from 0 to 86400, got "):
        sandbox.wait_for_polls(1, timeout=timeout)


def test_a_list_is_asked_for_as_it_is_scripted(sandbox: Sandbox, call: Caller) -> None:
    script = sandbox.script("5", processes=[Process()])  # type: ignore[arg-type]  # as a person may have it
    call(5)
    assert sandbox.polls("5").count == sandbox.wait_for_polls(1, "5").count == 1  # type: ignore[arg-type]  # as above
    assert len(script.rows("5")) == 1  # type: ignore[arg-type]  # as above


@pytest.mark.parametrize("ListID", ["five", "any", 2**31, 1.5, True])
def test_what_is_no_list_is_refused(sandbox: Sandbox, ListID: int) -> None:
    script = sandbox.script("any", processes=[])
    for ask in (sandbox.polls, script.rows, lambda ListID: sandbox.wait_for_polls(1, ListID)):
        with pytest.raises(ValueError, match=r"^ListID: expected a whole number"):
            ask(ListID)


def test_a_user_is_a_text(sandbox: Sandbox) -> None:
    with pytest.raises(ValueError, match=r"^UserName: expected text, got 5"):
        sandbox.polls(UserName=5)  # type: ignore[arg-type]  # the mistake that is tested
