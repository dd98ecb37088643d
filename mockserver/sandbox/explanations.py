"""What a call is told that no script answers: what was asked, what is in play, what is nearest, what to do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from mockserver.messages import WireKind
from mockserver.sandbox.journal import Call
from mockserver.sandbox.matching import Asked, Key, nearest
from mockserver.sandbox.polls import Polls
from mockserver.sandbox.printing import counted, printable, quoted
from mockserver.sandbox.script import Script
from mockserver.sandbox.service import Service
from mockserver.sandbox.transcript import MARK
from mockserver.scenarios.answers import Answer

_MOST_SCRIPTS = 8
_MOST_REASONS = 20
_NEAR = 100
"""How far apart two ListIDs may be for one to be mistaken for the other."""


def unscripted(asked: Asked, note: str | None, scripts: Sequence[Script]) -> str:
    """For a call that differs from every script; ``note`` says why its ListID is 0 although it doesn't say so."""
    names = {script.key: printable(script.scenario.name, 60) for script in scripts}
    playable = {script.key for script in scripts if script.scenario.source}  # what a test wrote has no name to play by
    closest = nearest(names, asked)
    said = [f"No script answers {asked}."]
    if note:
        said += (f"The ListID was read as 0: {printable(note).rstrip('.')}.", "Correct the request.")
    else:
        near = None if closest is None or closest.distance(asked) > _NEAR else closest
        said.append(_in_play(asked, names, near) if names else "Nothing is in play.")
        said.append(_what_to_do(asked, names[near] if near in playable else "send-to-list"))
    return MARK + " ".join(said)


def ended(asked: Asked, script: Script) -> str:
    """For a call that came when all answers of its script were taken."""
    taken = sum(answer.calls or 1 for answer in script.scenario.answers)
    timed = any(answer.for_ is not None for answer in script.scenario.answers)
    over = "when the time of its answers was over" if timed else f"after its {counted(taken, 'answer')}"
    return (
        f"{MARK}The script for {script.key} ({printable(script.scenario.name)}) has ended: {asked} was asked once more "
        f"{over}, and it says `then: refuse`. "
        "Give it more answers, or `then: hold` or `then: loop`; or stop asking sooner."
    )


def failed(asked: Asked, function: str, why: str) -> str:
    """For a call that a function was to answer, and it did not; ``why`` goes on from the function's name."""
    return (
        f"{MARK}The function {printable(function, 80)}, which answers {asked}, {printable(why, 500)}. "
        "It is called with the Call and returns an answer, such as Status() or Fault(...)."
    )


def unbreakable(wire: WireKind) -> str:
    """For a call whose answer is one with a broken wire, where the transport has no way to break it."""
    return (
        f"{MARK}This answer's wire '{wire}' needs the built-in server: under WSGI a connection can't be broken. "
        "Use MockServer(...).url, or leave the wire out."
    )


def closed(name: str) -> str:
    """For a call that came when its sandbox was closed."""
    return (
        f"{MARK}This sandbox is closed: it belonged to {quoted(name, 200)}. The call came too late and counts for "
        "nobody. Let the client stop (its threads, timers, retries) before its test or its program closes the sandbox."
    )


def no_sandbox(name: str) -> str:
    """For a call to a sandbox that this server never had, or forgot long ago."""
    return (
        f"{MARK}There is no sandbox {quoted(name)} on this server. Take the address from the sandbox itself (its `url` "
        "or `wsdl_url`); addresses of an earlier run are not good any more."
    )


def report(name: str, calls: Sequence[Call]) -> str:
    """All unanswered calls, those with one reason together, as the message of an error."""
    groups: dict[str, list[Call]] = {}
    for call in calls:
        groups.setdefault(call.fault or "", []).append(call)
    verb = "was" if len(calls) == 1 else "were"
    lines = [f"{counted(len(calls), 'call')} to sandbox {quoted(name, 200)} {verb} answered by no script:"]
    told = list(groups.items())[:_MOST_REASONS]
    lines += [f"  {_numbers(group)}: {text.removeprefix(MARK)}" for text, group in told]
    if len(groups) > len(told):
        rest = len(calls) - sum(len(group) for _, group in told)
        lines.append(f"  and {counted(rest, 'call')} more, for {len(groups) - len(told)} other reasons")
    return "\n".join(lines)


def unserved(name: str, services: Sequence[Service]) -> str:
    """All answers that did not get their calls, as the message of an error."""
    lines = [f"sandbox {quoted(name, 200)} is strict, and not all answers got their calls:"]
    for service in services:
        replaced = ", in whose place another was played" if service.replaced else ""
        lines.append(f"  {service.key} ({printable(service.scenario.name, 60)}){replaced}:")
        each = enumerate(service.of_each(), 1)
        lines += [f"    {_service(number, *served)}" for number, served in each if served.served < served.wanted]
    lines.append("Poll as often as the script says, or leave out what is not needed.")
    return "\n".join(lines)


def _service(number: int, answer: Answer, served: int, wanted: int) -> str:
    got = (
        f"{served} of {counted(wanted, 'call')}" if served else "no call" if wanted == 1 else f"none of {wanted} calls"
    )
    return f"answer {number}, {printable(answer.describe(), 100)}: {got}"


def waited(polls: Polls, count: int, timeout: float) -> str:
    """For polls that did not come in time; it says so if some that did are no longer kept."""
    gone = polls.count - len(polls)
    kept = f", of which {gone} {'is' if gone == 1 else 'are'} no longer kept (the setting kept_calls)" if gone else ""
    return f"waited {timeout:g} s for {counted(count, 'poll')}, and {polls.count or 'none'} came{kept}.\n{polls}"


def _numbers(calls: Sequence[Call]) -> str:
    """``#3``, or ``#3 and 4 more until #9``; with the time of the first."""
    first = f"#{calls[0].number} {calls[0].at:%H:%M:%S}"
    return first if len(calls) == 1 else f"{first} and {len(calls) - 1} more until #{calls[-1].number}"


def _in_play(asked: Asked, names: Mapping[Key, str], near: Key | None) -> str:
    """Some of the scripts; the one that is near, if one is, first, and how the call differs from it."""
    shown = sorted(names, key=lambda key: (key != near, key.ListID == "any", key.ListID))[:_MOST_SCRIPTS]
    listed = ", ".join(f"{key} ({names[key]})" for key in shown)
    more = f", and {len(names) - len(shown)} more" if len(names) > len(shown) else ""
    nearest = f" Nearest is {near}, but {' and '.join(near.differences(asked))}." if near else ""
    return f"In play: {listed}{more}.{nearest}"


def _what_to_do(asked: Asked, name: str) -> str:
    return (
        f'Play a scenario for it: in a test with play("{name}", ListID={asked.ListID}), '
        f"in a scenario file with `ListID: {asked.ListID}` or `ListID: any`."
    )
