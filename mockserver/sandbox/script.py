"""A scenario in play in a sandbox: it remembers how far it is, for each list that asks."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from threading import Lock
from typing import NamedTuple

from mockserver.contract import Row
from mockserver.sandbox.clock import Clock
from mockserver.sandbox.matching import Key, ScriptedList
from mockserver.sandbox.progress import Progress, ShownRows
from mockserver.sandbox.transcript import rows_text
from mockserver.scenarios.answers import Answer, Rows, Status
from mockserver.scenarios.scenario import Scenario
from mockserver.settings import Settings


class Turn(NamedTuple):
    """What one call took from a script: its answer, and for a showing the rows."""

    answer: Answer
    shown: tuple[Row, ...] | None
    progress: Progress

    def rows(self) -> ShownRows:
        """The rows that the call gets; empty for an answer without rows. Needs no lock."""
        if self.shown is not None:
            return self.shown
        return self.progress.exact(self.answer) if isinstance(self.answer, Rows) else ()


class Script:
    """A scenario in play. Sandboxes make scripts; what is public here may be asked from any thread."""

    def __init__(
        self, key: Key, scenario: Scenario, *, clock: Clock, settings: Settings, lock: Lock, begins_at_once: bool
    ) -> None:
        self.key = key
        self.scenario = scenario
        self._clock, self._lock = clock, lock
        self.settings = settings
        """What holds for the calls that the script answers. Set by ``set_settings``."""
        self._began = clock.text(clock.time()) if begins_at_once else None
        self._lists: OrderedDict[int, Progress] = OrderedDict()

    def set_settings(self, settings: Settings) -> None:
        """What holds for the calls of the script from now on. The caller holds the sandbox's lock."""
        self.settings = settings
        for progress in self._lists.values():
            progress.set_no_date(settings.no_date)

    @property
    def ListID(self) -> ScriptedList:
        """The list that the script answers, or ``any``."""
        return self.key.ListID

    @property
    def UserName(self) -> str | None:
        """The user whose calls the script answers; None if it answers everybody's."""
        return self.key.UserName

    @property
    def ended(self) -> bool:
        """Whether every further call is refused: all answers are taken and the scenario says ``then: refuse``.

        A script for ``any`` has ended when it has for all lists that asked so far, at least one.
        """
        with self._lock:
            return bool(self._lists) and all(progress.ended for progress in self._lists.values())

    def rows(self, ListID: int | None = None) -> Sequence[Row]:
        """The rows that a status would show now; asking moves nothing.

        ``ListID`` is needed where the script is for ``any``. Raises ValueError for a list that isn't the script's.
        """
        asked = self.ListID if ListID is None else ListID
        if asked == "any":
            raise ValueError('this script is for ListID "any": say which list, as in rows(ListID=12345)')
        if self.ListID not in ("any", asked):
            raise ValueError(f"this script is for ListID {self.ListID}, not for {asked}")
        with self._lock:
            now = self._clock.text(self._clock.time())
            progress = self._lists.get(asked) or self._new_progress(asked, now)
            return progress.rows(now)

    def take_turn(self, ListID: int, now: str) -> Turn | None:
        """What a call gets that comes now; None if the script has ended. The caller holds the sandbox's lock."""
        progress = self._progress(ListID, now)
        answer = progress.take_turn()
        if answer is None:
            return None
        return Turn(answer, progress.show(now) if isinstance(answer, Status) else None, progress)

    def _progress(self, ListID: int, now: str) -> Progress:
        """The list's own progress; for ``any`` the list that asked least recently is forgotten for it if need be."""
        progress = self._lists.get(ListID)
        if progress is None:
            progress = self._lists[ListID] = self._new_progress(ListID, now)
            if len(self._lists) > self.settings.kept_lists:
                self._lists.popitem(last=False)
        elif self.key.ListID == "any":
            self._lists.move_to_end(ListID)
        return progress

    def _new_progress(self, ListID: int, now: str) -> Progress:
        return Progress(self.scenario, ListID, self._began or now, self.settings.no_date)

    def __repr__(self) -> str:
        """The key, the scenario's name and, for one list, where it stands."""
        standing = "" if self.ListID == "any" else f": {rows_text(self.rows(), self.settings.no_date)}"
        return f"<Script {self.key} ({self.scenario.name}){standing}>"
