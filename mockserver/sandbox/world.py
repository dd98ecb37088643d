"""The state of a sandbox, and how it answers calls: the backend that the service asks.

Choosing an answer, moving the script and writing the journal is one step under one lock; writing the rows, running a
function of the user's, and sending happen outside it.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable, Iterable
from functools import partial
from threading import Condition, Lock
from typing import NamedTuple

from mockserver.errors import SandboxClosed
from mockserver.hangup import Hangup
from mockserver.messages import Outcome, is_broken
from mockserver.sandbox import explanations
from mockserver.sandbox.clock import Clock
from mockserver.sandbox.current_settings import CurrentSettings
from mockserver.sandbox.functions import FunctionFailed, said_by
from mockserver.sandbox.journal import AnsweredBy, Call, Entry, Journal, Written
from mockserver.sandbox.lockouts import Lockouts, Refused
from mockserver.sandbox.logon import logon_fault
from mockserver.sandbox.matching import Asked, Key
from mockserver.sandbox.progress import Turn
from mockserver.sandbox.redaction import readable, redact_request, redact_response, redact_text, words_of_passwords
from mockserver.sandbox.replies import turn_reply, unknown_list
from mockserver.sandbox.script import Script
from mockserver.sandbox.scripts import Scripts
from mockserver.sandbox.secret_words import SecretWords
from mockserver.sandbox.transcript import Other
from mockserver.scenarios.answers import Computed
from mockserver.scenarios.scenario import Scenario
from mockserver.service.backend import Answered, Exchange, SoapFault, TakesTime
from mockserver.settings import Settings

_log = logging.getLogger(__name__)

_KEPT_TEXT = 4_096
"""Characters of a fault or a problem."""
_KEPT_OTHERS = 1_000
"""Requests that are no calls: for the WSDL, for pages, to wrong paths."""


class World:
    """What a sandbox is made of. Whoever changes something holds ``lock``; the backend's methods take it themselves."""

    def __init__(
        self,
        origin: str,
        current: CurrentSettings,
        on_call: Callable[[Call], None] | None,
    ) -> None:
        self.origin = origin
        self.current = current
        self.lock = Lock()
        self._changed = Condition(self.lock)
        self._waiting = 0
        self.clock = Clock(current.own.zone)
        self.scripts = Scripts()
        self.journal = Journal(current.own.kept_calls, current.own.kept_bytes)
        self.others: deque[Other] = deque(maxlen=_KEPT_OTHERS)
        self.lockouts = Lockouts()
        self.hangup = Hangup()
        self.closed = False
        self._on_call = on_call

    def require_open(self) -> None:
        """Raise SandboxClosed if it is not."""
        if self.closed:
            raise SandboxClosed(f"the sandbox '{self.origin}' is closed: play scenarios while its test or program runs")

    def script(self, key: Key, scenario: Scenario, *, begins_at_once: bool) -> Script:
        """A script that is not in play yet. Raises ScenarioError if its settings can't hold here. Needs no lock."""
        settings = self.current.of(scenario)
        return Script(key, scenario, clock=self.clock, settings=settings, lock=self.lock, begins_at_once=begins_at_once)

    def play(self, key: Key, scenario: Scenario) -> Script:
        """Put a scenario in play that begins now. Raises ScenarioError if its settings can't hold here."""
        script = self.script(key, scenario, begins_at_once=True)
        others = self.scripts.have_settings
        self.scripts.play(script)
        if others or self.scripts.have_settings:  # else the sandbox's own hold for all, as they did
            self.settle()
        return script

    def settle(self) -> None:
        """Work out what holds now that the settings or the scripts are others."""
        self.clock.zone = self.current.own.zone
        self.current.settle(self.scripts)

    def wait(self, timeout: float) -> None:
        """Wait for the next call, or until the sandbox closes, so many seconds of real time at the most."""
        self._waiting += 1
        try:
            self._changed.wait(timeout)
        finally:
            self._waiting -= 1

    def close(self) -> None:
        """From now on calls count for nobody."""
        self.closed = True
        self._tell_waiting()

    def _tell_waiting(self) -> None:
        if self._waiting:  # mostly nobody is, and telling nobody would be a fiftieth of a call
            self._changed.notify_all()

    def restart(self) -> None:
        """What was loaded begins anew, what was played is gone, nothing has happened."""
        self.clock.forget()
        self.scripts.restart(
            [self.script(script.key, script.scenario, begins_at_once=False) for script in self.scripts.loaded]
        )
        self.settle()
        self.journal.forget_all()
        self.journal = Journal(self.current.own.kept_calls, self.current.own.kept_bytes)
        self.others.clear()
        self.lockouts.forget_all()

    def calls(self, entries: Iterable[Entry]) -> tuple[Call, ...]:
        """The entries as they stand."""
        return tuple(entry.call(self.clock) for entry in entries)

    # -- the backend

    def settings_for(self, exchange: Exchange) -> Settings:
        """See ``Backend.settings_for``."""
        if not self.scripts.have_settings:
            return self.current.general
        with self.lock:
            script = self.scripts.find(_asked(exchange))
            return self.current.general if script is None else script.settings

    def takes_time(self, exchange: Exchange) -> TakesTime | None:
        """See ``Backend.takes_time``."""
        if not self.scripts.take_time:
            return None
        with self.lock:
            script = self.scripts.find(_asked(exchange))
            return None if script is None else script.scenario.takes_time

    def answer(self, exchange: Exchange) -> Answered:
        """See ``Backend.answer``."""
        asked = _asked(exchange)
        script = turn = unknown = None
        with self.lock:
            if self.closed:
                return Answered(fault=SoapFault("Server", explanations.closed(self.origin), explains=True))
            at = self.clock.stamp(tick=True)
            own = self.current.own
            refused = self.lockouts.check(exchange.user, exchange.user_note, own.credentials, own.lockout, at)
            if refused is None:
                script = self.scripts.find(asked)
                turn = script.take_turn(asked.ListID, at) if script else None
                unknown = unknown_list(self.current.general) if script is None else None
            by: AnsweredBy = "log-on" if refused else "script" if turn else "settings" if unknown else "nobody"
            no_date = (script.settings if script else self.current.general).no_date
            journal = self.journal
            entry = journal.write(at, exchange, by, no_date, turn.answer if turn else None)
            self._tell_waiting()
        exchange.note = entry
        if turn is not None and script is not None:
            try:
                answered = self._scripted(turn, script, entry)
            except FunctionFailed as failed:
                answered = self._given_up(entry, journal, self._failure(failed, asked))
        elif unknown is not None:
            answered = unknown
        else:
            answered = Answered(fault=self._refusal(refused, exchange, asked, script))
        if exchange.request.unbreakable and answered.wire is not None and is_broken(answered.wire):
            answered = self._given_up(entry, journal, explanations.unbreakable(answered.wire))
        answered.hangup = self.hangup
        if answered.fault is not None:
            secrets = _secrets(exchange)
            entry.fault = _kept(answered.fault.text, secrets)
            entry.problem = _kept(refused.problem if refused else None, secrets)
        return answered

    def record(self, exchange: Exchange, status: int, fault: str | None, response: bytes) -> None:
        """See ``Backend.record``."""
        entry = exchange.note
        if not isinstance(entry, Entry):
            with self.lock:
                if self.closed:
                    return
                at = self.clock.stamp(tick=True)
                entry = self.journal.write(at, exchange, "engine", self.current.general.no_date)
                self._tell_waiting()
        secrets = _secrets(exchange)
        kept = self.current.own.kept_request_bytes
        written = Written(
            fault=_kept(fault, secrets),
            status=status,
            problem=_kept(exchange.problem, secrets) or entry.problem,
            request=redact_request(readable(exchange.request.body, exchange.read), secrets.password, kept),
            response=redact_response(response, secrets.password, secrets.words, kept),
        )
        entry.summarise()
        with self.lock:
            self.journal.complete(entry, written)
        exchange.finished = partial(self._finish, entry)

    def timestamp(self) -> float:
        """See ``Backend.timestamp``."""
        return self.clock.time()

    # -- its steps

    def _refusal(self, refused: Refused | None, exchange: Exchange, asked: Asked, script: Script | None) -> SoapFault:
        """Why no script answers: the log-on, or else ``script`` is the one that would have, had it not ended."""
        if refused is not None:
            return logon_fault(refused.token)
        if script is not None:
            why = explanations.ended(asked, script)
        else:
            with self.lock:
                in_play = self.scripts.in_play
            why = explanations.unscripted(asked, exchange.ListID_note, in_play)
        return SoapFault("Server", why, explains=True)

    def _scripted(self, turn: Turn, script: Script, entry: Entry) -> Answered:
        """What the turn says; if that is a function's to say, it is asked. Raises FunctionFailed."""
        if isinstance(turn.answer, Computed):
            turn = self._computed(turn, turn.answer, script, entry)
        entry.rows = rows = turn.rows()
        return turn_reply(turn, rows)

    def _computed(self, turn: Turn, function: Computed, script: Script, entry: Entry) -> Turn:
        before = self.clock.time()
        answer = said_by(function, entry.call(self.clock), may_break=script.scenario.breaks is not None)
        with self.lock:
            # The call's own time, not that after its tick; but if the clock has gone on meanwhile, the present.
            now = entry.at if self.clock.time() == before else self._stamp(entry)
            entry.answer = answer
            return turn.progress.say(turn, function, answer, now)

    def _failure(self, failed: FunctionFailed, asked: Asked) -> str:
        """Why the function gave no answer, which is logged as well, unless its sandbox is over and nobody asks."""
        if not self.closed:
            _log.warning("a function that answers calls failed", exc_info=failed.__cause__)
        return explanations.failed(asked, failed.name, failed.why)

    def _given_up(self, entry: Entry, journal: Journal, why: str) -> Answered:
        """The entry's script has an answer that can't be given; ``journal`` is the one that has the entry."""
        with self.lock:
            entry.answer = entry.rows = None
            journal.give_up(entry)
        return Answered(fault=SoapFault("Server", why, explains=True))

    def _stamp(self, entry: Entry) -> float:
        """The present, as a time at which something happens; of a call that nobody knows any more it does not."""
        return self.clock.time() if entry.forgotten else self.clock.stamp()

    def _finish(self, entry: Entry, outcome: Outcome) -> None:
        """Notes how sending ended, and tells who wants to know; their errors are theirs."""
        if entry.outcome is not None:
            return
        entry.ended_at = self._stamp(entry)
        entry.outcome = outcome
        if self._on_call is not None:
            try:
                self._on_call(entry.call(self.clock))
            except Exception:  # noqa: BLE001 - it is the user's, and the reply must not suffer from it
                _log.exception("on_call failed for call %d of sandbox '%s'", entry.number, self.origin)


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
