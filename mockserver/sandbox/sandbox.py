"""The sandbox: an isolated world of scripts, clock, credentials and journal that answers calls."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from mockserver.contract import ENDPOINT
from mockserver.errors import ListrakMockError, ScenarioError, UnansweredCalls, UnservedAnswers
from mockserver.realtime import Real
from mockserver.sandbox import explanations
from mockserver.sandbox.clock import Clock
from mockserver.sandbox.current_settings import CurrentSettings
from mockserver.sandbox.journal import Call
from mockserver.sandbox.matching import Key, ScriptedList
from mockserver.sandbox.naming import (
    asked_list,
    checked_list,
    checked_user,
    checked_wait,
    needs_list,
    not_playable,
    own_keys,
)
from mockserver.sandbox.polls import Polls, polls_among
from mockserver.sandbox.script import Script
from mockserver.sandbox.service import Service
from mockserver.sandbox.transcript import Other, conversation
from mockserver.sandbox.world import World
from mockserver.scenarios.answers import AnswerLike
from mockserver.scenarios.beside import Chaos, Rate
from mockserver.scenarios.processes import Process
from mockserver.scenarios.scenario import NO_SETTINGS, Breaks, Scenario, Then
from mockserver.service.backend import Backend
from mockserver.settings import Settings

if TYPE_CHECKING:
    from mockserver.scenarios.library import Library


class Sandbox:
    """Answers calls as its scripts say, and remembers them. Thread-safe; a context manager that closes it.

    ``origin`` tells people whose sandbox it is, such as a test's id; default: the name.
    ``base_url`` can be a function, for a server that doesn't know its port yet. ``on_call`` is called for each call
    when its answer leaves or is given up, ``on_close`` once; both in whichever thread did it.
    ``most_request_bytes`` is what its server reads of a request. Raises SettingsError if the settings say more.
    """

    def __init__(
        self,
        name: str,
        base_url: str | Callable[[], str],
        *,
        origin: str | None = None,
        library: Library | None = None,
        settings: Settings | None = None,
        credentials: Mapping[str, str] | None = None,
        on_call: Callable[[Call], None] | None = None,
        on_close: Callable[[Sandbox], None] | None = None,
        most_request_bytes: int | None = None,
    ) -> None:
        self.name = name
        self.origin = origin or name
        self._base_url = base_url
        self._library, self._on_close = library, on_close
        own = settings or Settings()
        own = own if credentials is None else own.but({"credentials": credentials})
        self._world = World(self.origin, CurrentSettings(own, most_request_bytes), on_call)

    @property
    def base_url(self) -> str:
        """The part of the endpoint's address before its path."""
        return self._base_url if isinstance(self._base_url, str) else self._base_url()

    @property
    def url(self) -> str:
        """The endpoint's address."""
        return f"{self.base_url}{ENDPOINT}"

    @property
    def wsdl_url(self) -> str:
        """The address of the WSDL, whose own addresses lead back to this sandbox."""
        return f"{self.url}?WSDL"

    @property
    def backend(self) -> Backend:
        """What the service asks for its answers."""
        return self._world

    @property
    def clock(self) -> Clock:
        """The time that the sandbox believes in: a test can freeze it and move it on."""
        return self._world.clock

    # -- settings

    @property
    def settings(self) -> Settings:
        """The sandbox's own settings; scenarios in play may have others."""
        return self._world.current.own

    @property
    def settings_in_play(self) -> Settings:
        """The sandbox's settings with what scenarios in play say for the whole sandbox."""
        return self._world.current.general

    @property
    def credentials(self) -> Mapping[str, str] | None:
        """The user names that are let in, with their passwords; None: any pair that is not empty."""
        return self.settings.credentials

    def configure(self, **changes: object) -> Settings:
        """Change settings, as in ``configure(custom_errors=False)``; they hold from the next call on.

        Returns all of the sandbox's settings. Raises SettingsError that holds every mistake; SandboxClosed.
        """
        world = self._world
        with world.lock:
            world.require_open()
            world.current.own = settings = world.current.changed(changes)
            world.settle()
            world.journal.keep(settings.kept_calls, settings.kept_bytes)
        return settings

    # -- scripts

    def load(self, scenarios: Iterable[Scenario]) -> None:
        """Puts scenarios in play, each for its own ListID; each begins for a list at that list's first call.

        Raises ScenarioError, and loads none, if one has no ListID, two are for the same, or something is no scenario;
        SandboxClosed.
        """
        world = self._world
        scripts = [world.script(key, scenario, begins_at_once=False) for key, scenario in own_keys(scenarios)]
        with world.lock:
            world.require_open()
            world.scripts.load(scripts)
            world.settle()

    def play(
        self, scenario: str | Path | Scenario, ListID: ScriptedList | None = None, *, UserName: str | None = None
    ) -> Script:
        """Puts a scenario in play now, in the place of what was in play for the same list and user.

        The scenario is an object, or what the library finds by name or path. Without ``ListID`` it plays for its own,
        and without ``UserName`` for its own user, or everybody.
        Raises ScenarioError, also if it has no ListID of its own and none is given; SandboxClosed.
        """
        if not isinstance(scenario, Scenario):
            scenario = self._look_up(scenario)
        if ListID is None:
            ListID = scenario.ListID
        if ListID is None:
            raise ScenarioError([needs_list(scenario, f'give one, as in play("{scenario.name}", ListID=12345)')])
        key = Key(checked_list(ListID), scenario.UserName if UserName is None else checked_user(UserName))
        world = self._world
        with world.lock:
            world.require_open()
            return world.play(key, scenario)

    def script(
        self,
        ListID: ScriptedList,
        answers: Sequence[AnswerLike] = (),
        *,
        processes: Sequence[Process] | None = None,
        then: Then = "hold",
        rate: Rate | Mapping[str, object] | None = None,
        chaos: Chaos | Mapping[str, object] | None = None,
        breaks: Breaks | None = None,
        settings: Mapping[str, object] = NO_SETTINGS,
        UserName: str | None = None,
    ) -> Script:
        """Plays a scenario written on the spot: the answers in order; with ``processes`` alone, ``status`` for ever.

        ``settings`` has some settings by name, as a scenario file has them.
        Raises ScenarioError with all mistakes; SandboxClosed.
        """
        name = f"script-{ListID}" if isinstance(ListID, int | str) else "script"  # what it is, is checked with the rest
        scenario = Scenario(
            name,
            ListID=ListID,
            UserName=UserName,
            processes=processes,
            answers=answers,
            then=then,
            rate=rate,
            chaos=chaos,
            breaks=breaks,
            settings=settings,
        )
        return self.play(scenario)

    @property
    def scripts(self) -> Sequence[Script]:
        """What is in play now, the most specific first."""
        with self._world.lock:
            return self._world.scripts.in_play

    # -- what happened

    @property
    def calls(self) -> Sequence[Call]:
        """All POSTs to the endpoint that are still kept, oldest first, as they stand at this moment."""
        world = self._world
        with world.lock:
            entries = world.journal.entries()
        return world.calls(entries)

    @property
    def call_count(self) -> int:
        """How many calls came since the sandbox began or was reset, kept or not: the number of the last one."""
        return self._world.journal.count

    def polls(self, ListID: int | None = None, *, UserName: str | None = None) -> Polls:
        """The calls whose ListID was read, whatever they got: of one list, of one user, or all that are still kept.

        Raises ValueError if ``ListID`` is no whole number of 32 bits, or ``UserName`` no text.
        """
        ListID, UserName = asked_list(ListID), checked_user(UserName)
        world = self._world
        with world.lock:
            entries, forgotten = world.journal.entries(), world.journal.forgotten_polls(ListID, UserName)
        return polls_among(world.calls(entries), ListID, UserName, forgotten)

    def wait_for_polls(self, count: int, ListID: int | None = None, *, timeout: float = 5.0) -> Polls:
        """The polls, as soon as there are so many; an answer may still be on its way.

        All that came count, also those that are no longer kept. ``timeout`` is in seconds of real time, whatever the
        sandbox's clock says, a day at the most. Raises TimeoutError, which tells what came instead; SandboxClosed if
        the sandbox was closed before they came; ValueError if an argument can't be meant.
        """
        ListID = asked_list(ListID)
        count, timeout = checked_wait(count, timeout)
        world, end = self._world, Real.monotonic() + timeout
        with world.lock:
            while (found := world.journal.polls(ListID)) < count and (left := end - Real.monotonic()) > 0:
                world.require_open()
                world.wait(left)
        polls = self.polls(ListID)
        if found < count:
            raise TimeoutError(explanations.waited(polls, count, timeout))
        return polls

    @property
    def unanswered(self) -> Sequence[Call]:
        """The calls that no script answers. Calls that the engine or the log-on refused are not among them."""
        world = self._world
        with world.lock:
            entries = world.journal.unanswered()
        return world.calls(entries)

    def check(self, *, strict: bool = False, unanswered: bool = True) -> None:
        """Raises UnansweredCalls, which says for each call why and what to do, if any call was not answered.

        With ``strict`` also UnservedAnswers, if an answer of what was played did not get all its calls, be it in play
        or replaced by another. Where ``unanswered`` is false, calls that were not answered are let pass.
        """
        if unanswered and (calls := self.unanswered):
            raise UnansweredCalls(explanations.report(self.origin, calls), calls)
        if strict and (unserved := [service for service in self._played() if not service.complete]):
            each = [served for service in unserved for served in service.of_each()]
            answers = [answer for answer, served, wanted in each if served < wanted]
            raise UnservedAnswers(explanations.unserved(self.origin, unserved), answers)

    def _played(self) -> Sequence[Service]:
        with self._world.lock:
            return self._world.scripts.played

    def transcript(self) -> str:
        """The conversation, a line a call or other request, oldest first; never a password."""
        with self._world.lock:
            others = list(self._world.others)
        return conversation(self.calls, others)

    def save(self, path: str | Path) -> None:
        """Writes all that is in play to a file that ``listrak-mock serve`` plays again, and the transcript as comments.

        Recorded answers, and bodies that text can't hold, lie beside it; their names begin with the file's own.
        What functions answered stands in their place, and *** where a password stood. Closed sandboxes can be saved,
        too. A file of that name is replaced; what is there and no regular file is not. Raises OSError as ``open`` does.
        """
        from mockserver.sandbox.saving import save  # noqa: PLC0415 - it writes YAML, which few sandboxes need

        with self._world.lock:
            settings = self._world.scripts.settings
        save(self, settings, path)

    def note(self, what: str, status: int) -> None:
        """Remember a request that is not a call, for the transcript: its method and target, and the status it got."""
        with self._world.lock:
            self._world.others.append(Other(self.clock.now, what, status, self.call_count))

    # -- its life

    def reset(self) -> None:
        """Back to the start: what was loaded begins anew, what was played or scripted is gone, the journal is empty.

        The sandbox's own settings stay as they are, and so does its clock. What ``check`` would have complained of is
        forgotten, unanswered calls and unserved answers alike.
        Raises SandboxClosed.
        """
        with self._world.lock:
            self._world.require_open()
            self._world.restart()

    def close(self) -> None:
        """Ends the sandbox. What happened can still be read; later calls get a fault and count for nobody.

        Answers that are still delayed are not waited for: their connections are closed.
        """
        world = self._world
        with world.lock:
            if world.closed:
                return
            world.close()
        if self._on_close is not None:
            self._on_close(self)
        world.hangup.ring()

    @property
    def closed(self) -> bool:
        """Whether the sandbox was closed."""
        return self._world.closed

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        try:
            where = f"at {self.url}"
        except ListrakMockError:  # its server has no address yet
            where = "not served yet"
        return f"<Sandbox '{self.name}' {where}{' (closed)' if self.closed else ''}>"

    def _look_up(self, scenario: object) -> Scenario:
        if not isinstance(scenario, str | Path):
            raise not_playable(scenario)
        if self._library is None:
            from mockserver.scenarios.library import Library  # noqa: PLC0415 - YAML is read only where a name is used

            self._library = Library()
        return self._library.find(scenario)
