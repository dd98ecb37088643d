"""The sandbox: an isolated world of scripts, clock, credentials and journal that answers calls."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from threading import Lock
from types import TracebackType
from typing import TYPE_CHECKING, NamedTuple, Self

from mockserver.contract import ENDPOINT, shown
from mockserver.errors import ListrakMockError, Mistake, SandboxClosed, ScenarioError, UnansweredCalls
from mockserver.hangup import Hangup
from mockserver.messages import Outcome
from mockserver.sandbox import explanations
from mockserver.sandbox.clock import Clock
from mockserver.sandbox.current_settings import CurrentSettings
from mockserver.sandbox.journal import AnsweredBy, Call, Entry, Journal, Written
from mockserver.sandbox.logon import logon_fault, refusal
from mockserver.sandbox.matching import Asked, Key, ScriptedList
from mockserver.sandbox.naming import checked_list, needs_list, own_keys
from mockserver.sandbox.redaction import readable, redact_request, redact_response, redact_text, words_of_passwords
from mockserver.sandbox.replies import reply, unknown_list
from mockserver.sandbox.script import Script
from mockserver.sandbox.scripts import Scripts
from mockserver.sandbox.secret_words import SecretWords
from mockserver.sandbox.transcript import Other, conversation
from mockserver.scenarios.answers import AnswerLike
from mockserver.scenarios.processes import Process
from mockserver.scenarios.scenario import NO_SETTINGS, Scenario, Then
from mockserver.service.backend import Answered, Exchange, SoapFault
from mockserver.settings import Settings

if TYPE_CHECKING:
    from mockserver.scenarios.library import Library

_log = logging.getLogger(__name__)

_KEPT_TEXT = 4_096
"""Characters of a fault or a problem."""
_KEPT_OTHERS = 1_000
"""Requests that are no calls: for the WSDL, for pages, to wrong paths."""


class Sandbox:
    """Answers calls as its scripts say, and remembers them. Thread-safe; a context manager that closes it.

    Choosing an answer, moving the script and writing the journal is one step under one lock.
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
        self._current = CurrentSettings(settings or Settings(), most_request_bytes)
        self.credentials = None if credentials is None else dict(credentials)
        self.clock = Clock()
        self._library, self._on_call, self._on_close = library, on_call, on_close
        self._lock = Lock()
        self._scripts = Scripts(self.settings.kept_lists)
        self._journal = Journal(self.settings.kept_calls, self.settings.kept_bytes)
        self._others: deque[Other] = deque(maxlen=_KEPT_OTHERS)
        self._hangup = Hangup()
        self._closed = False

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

    # -- settings

    @property
    def settings(self) -> Settings:
        """The sandbox's own settings; scenarios in play may have others."""
        return self._current.own

    @property
    def settings_in_play(self) -> Settings:
        """The sandbox's settings with what scenarios in play say for the whole sandbox."""
        return self._current.general

    def configure(self, **changes: object) -> Settings:
        """Change settings, as in ``configure(custom_errors=False)``; they hold from the next call on.

        Returns all of the sandbox's settings. Raises SettingsError that holds every mistake; SandboxClosed.
        """
        with self._lock:
            self._require_open()
            self._current.own = settings = self._current.changed(changes)
            self._current.settle(self._scripts)
            self._scripts.remembered = settings.kept_lists
            self._journal.keep(settings.kept_calls, settings.kept_bytes)
        return settings

    # -- scripts

    def load(self, scenarios: Iterable[Scenario]) -> None:
        """Puts scenarios in play, each for its own ListID; each begins for a list at that list's first call.

        Raises ScenarioError, and loads none, if one has no ListID or two are for the same; SandboxClosed.
        """
        scripts = [self._script(key, scenario, begins_at_once=False) for key, scenario in own_keys(scenarios)]
        with self._lock:
            self._require_open()
            self._scripts.load(scripts)
            self._current.settle(self._scripts)

    def play(
        self, scenario: str | Path | Scenario, ListID: ScriptedList | None = None, *, UserName: str | None = None
    ) -> Script:
        """Puts a scenario in play now, in the place of what was in play for the same list and user.

        The scenario is an object, or what the library finds by name or path. Without ``ListID`` it plays for its own.
        Raises ScenarioError, also if it has no ListID of its own and none is given; SandboxClosed.
        """
        if not isinstance(scenario, Scenario):
            scenario = self._look_up(scenario)
        if ListID is None:
            ListID = scenario.ListID
        if ListID is None:
            raise ScenarioError([needs_list(scenario, f'give one, as in play("{scenario.name}", ListID=12345)')])
        key = Key(checked_list(ListID), UserName)
        script = self._script(key, scenario, begins_at_once=True)
        with self._lock:
            self._require_open()
            self._scripts.play(script)
            self._current.settle(self._scripts)
        return script

    def script(
        self,
        ListID: ScriptedList,
        answers: Sequence[AnswerLike] = (),
        *,
        processes: Sequence[Process] | None = None,
        then: Then = "hold",
        settings: Mapping[str, object] = NO_SETTINGS,
        UserName: str | None = None,
    ) -> Script:
        """Plays a scenario written on the spot: the answers in order; with ``processes`` alone, ``status`` for ever.

        ``settings`` has some settings by name, as a scenario file has them.
        Raises ScenarioError with all mistakes; SandboxClosed.
        """
        name = f"script-{ListID}" if isinstance(ListID, int | str) else "script"  # what it is, is checked with the rest
        scenario = Scenario(name, ListID=ListID, processes=processes, answers=answers, then=then, settings=settings)
        return self.play(scenario, UserName=UserName)

    @property
    def scripts(self) -> Sequence[Script]:
        """What is in play now, the most specific first."""
        return self._scripts.in_play

    # -- what happened

    @property
    def calls(self) -> Sequence[Call]:
        """All POSTs to the endpoint that are still kept, oldest first, as they stand at this moment."""
        with self._lock:
            entries = self._journal.entries()
        return self._as_calls(entries)

    @property
    def unanswered(self) -> Sequence[Call]:
        """The calls that no script answers. Calls that the engine or the log-on refused are not among them."""
        with self._lock:
            entries = self._journal.unanswered()
        return self._as_calls(entries)

    def check(self) -> None:
        """Raises UnansweredCalls, which says for each call why and what to do, if any call was not answered."""
        if calls := self.unanswered:
            raise UnansweredCalls(explanations.report(self.origin, calls), calls)

    def transcript(self) -> str:
        """The conversation, a line a call or other request, oldest first; never a password."""
        with self._lock:
            others = list(self._others)
        return conversation(self.calls, others)

    def note(self, what: str, status: int) -> None:
        """Remember a request that is not a call, for the transcript: its method and target, and the status it got."""
        with self._lock:
            self._others.append(Other(self.clock.now, what, status))

    # -- its life

    def reset(self) -> None:
        """Back to the start: what was loaded begins anew, what was played or scripted is gone, the journal is empty.

        The sandbox's own settings stay as they are.
        Raises SandboxClosed.
        """
        with self._lock:
            self._require_open()
            self._scripts.restart(
                [self._script(script.key, script.scenario, begins_at_once=False) for script in self._scripts.loaded]
            )
            self._current.settle(self._scripts)
            self._journal.forget_all()
            self._journal = Journal(self.settings.kept_calls, self.settings.kept_bytes)
            self._others.clear()

    def close(self) -> None:
        """Ends the sandbox. What happened can still be read; later calls get a fault and count for nobody.

        Answers that are still delayed are not waited for: their connections are closed.
        """
        with self._lock:
            if self._closed:
                return
            self._closed = True
        if self._on_close is not None:
            self._on_close(self)
        self._hangup.ring()

    @property
    def closed(self) -> bool:
        """Whether the sandbox was closed."""
        return self._closed

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
        return f"<Sandbox '{self.name}' {where}{' (closed)' if self._closed else ''}>"

    # -- the backend

    def settings_for(self, exchange: Exchange) -> Settings:
        """See ``Backend.settings_for``."""
        if not self._scripts.have_settings:
            return self._current.general
        with self._lock:
            script = self._scripts.find(_asked(exchange))
            return self._current.general if script is None else script.settings

    def answer(self, exchange: Exchange) -> Answered:
        """See ``Backend.answer``."""
        asked = _asked(exchange)
        refused = refusal(exchange.user, exchange.user_note, self.credentials)
        script = turn = unknown = None
        with self._lock:
            if self._closed:
                return Answered(fault=SoapFault("Server", explanations.closed(self.origin), explains=True))
            at = self.clock.time()
            if refused is None:
                script = self._scripts.find(asked)
                turn = script.take_turn(asked.ListID, self.clock.text(at)) if script else None
                unknown = unknown_list(self._current.general) if script is None else None
            by: AnsweredBy = "log-on" if refused else "script" if turn else "settings" if unknown else "nobody"
            no_date = (script.settings if script else self._current.general).no_date
            entry = self._journal.write(at, exchange, by, no_date, turn)
        exchange.note = entry
        if turn is not None:
            entry.rows = rows = turn.rows()
            answered = reply(turn.answer, rows)
        elif refused is not None:
            answered = Answered(fault=logon_fault("InvalidLogonAttempt"))
        elif unknown is not None:
            answered = unknown
        else:
            answered = Answered(fault=SoapFault("Server", self._explanation(exchange, asked, script), explains=True))
        answered.hangup = self._hangup
        if answered.fault is not None:
            secrets = _secrets(exchange)
            entry.fault, entry.problem = _kept(answered.fault.text, secrets), _kept(refused, secrets)
        return answered

    def record(self, exchange: Exchange, status: int, fault: str | None, response: bytes) -> None:
        """See ``Backend.record``."""
        entry = exchange.note
        if not isinstance(entry, Entry):
            with self._lock:
                if self._closed:
                    return
                entry = self._journal.write(self.clock.time(), exchange, "engine", self._current.general.no_date)
        secrets = _secrets(exchange)
        kept = self.settings.kept_request_bytes
        written = Written(
            fault=_kept(fault, secrets),
            status=status,
            problem=_kept(exchange.problem, secrets) or entry.problem,
            request=redact_request(readable(exchange.request.body, exchange.read), secrets.password, kept),
            response=redact_response(response, secrets.password, secrets.words, kept),
        )
        with self._lock:
            self._journal.complete(entry, written)
        exchange.finished = partial(self._finish, entry)

    def timestamp(self) -> float:
        """See ``Backend.timestamp``."""
        return self.clock.time()

    def _finish(self, entry: Entry, outcome: Outcome) -> None:
        """Notes how sending ended, and tells who wants to know; their errors are theirs."""
        if entry.outcome is not None:
            return
        entry.outcome = outcome
        if self._on_call is not None:
            try:
                self._on_call(entry.call(self.clock))
            except Exception:  # noqa: BLE001 - it is the user's, and the reply must not suffer from it
                _log.exception("on_call failed for call %d of sandbox '%s'", entry.number, self.name)

    # -- helpers

    def _explanation(self, exchange: Exchange, asked: Asked, script: Script | None) -> str:
        """Why no script answers the call; ``script`` is the one that would have, had it not ended."""
        if script is not None:
            return explanations.ended(asked, script)
        return explanations.unscripted(asked, exchange.ListID_note, self.scripts)

    def _as_calls(self, entries: Iterable[Entry]) -> tuple[Call, ...]:
        return tuple(entry.call(self.clock) for entry in entries)

    def _script(self, key: Key, scenario: Scenario, *, begins_at_once: bool) -> Script:
        settings = self._current.of(scenario)
        return Script(
            key, scenario, clock=self.clock, settings=settings, lock=self._lock, begins_at_once=begins_at_once
        )

    def _require_open(self) -> None:
        if self._closed:
            raise SandboxClosed(f"the sandbox '{self.origin}' is closed: play scenarios while its test or program runs")

    def _look_up(self, scenario: object) -> Scenario:
        if not isinstance(scenario, str | Path):
            what = f"expected the name of a scenario, a path, or a Scenario, got {shown(scenario)}"
            raise ScenarioError([Mistake(what, found=shown(scenario))])
        if self._library is None:
            from mockserver.scenarios.library import Library  # noqa: PLC0415 - YAML is read only where a name is used

            self._library = Library()
        return self._library.find(scenario)


def _asked(exchange: Exchange) -> Asked:
    return Asked(exchange.ListID or 0, exchange.user.UserName or "" if exchange.user else "")


class _Secrets(NamedTuple):
    """What must not be kept of a call."""

    password: str | None
    """The log-on's."""
    words: SecretWords | None
    """What stands where passwords do; None if no sentence can quote the request."""


def _secrets(exchange: Exchange) -> _Secrets:
    password = exchange.user.Password if exchange.user else None
    if password is not None and not (exchange.problem or exchange.user_note or exchange.ListID_note):
        return _Secrets(password, None)
    return _Secrets(password, words_of_passwords(exchange.request.body if exchange.read is None else exchange.read))


def _kept(text: str | None, secrets: _Secrets) -> str | None:
    return text and redact_text(text, secrets.password, secrets.words, _KEPT_TEXT)
