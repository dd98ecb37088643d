"""A scenario in play in a sandbox: it remembers how far it is, for each list that asks."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from threading import Lock

from mockserver.contract import INT32_MAX, Row, shown
from mockserver.sandbox.clock import Clock
from mockserver.sandbox.matching import Key, ScriptedList
from mockserver.sandbox.naming import asked_list
from mockserver.sandbox.progress import Given, Progress, Turn
from mockserver.sandbox.service import Service
from mockserver.sandbox.transcript import rows_text
from mockserver.scenarios.answers import Answer
from mockserver.scenarios.scenario import Scenario
from mockserver.settings import Settings


class Script:
    """A scenario in play. Sandboxes make scripts; what is public here may be asked from any thread."""

    def __init__(
        self, key: Key, scenario: Scenario, *, clock: Clock, settings: Settings, lock: Lock, begins_at_once: bool
    ) -> None:
        self.key = key
        self.scenario = scenario
        self._clock, self._lock = clock, lock
        self.settings = settings
        """What holds for the calls that the script answers. Set by ``follow``."""
        self._followed = settings
        self._began = clock.stamp() if begins_at_once else None
        self._lists: OrderedDict[int, Progress] = OrderedDict()
        self.service = Service(key, scenario)
        """How many calls each answer had."""

    def follow(self, general: Settings) -> None:
        """From now on these settings hold, but for the scenario's own. The caller holds the sandbox's lock."""
        if general is self._followed:
            return
        self._followed, self.settings = general, general.but(self.scenario.settings)
        for progress in self._lists.values():
            progress.set_no_date(self.settings.no_date)

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
        """Whether every further call is refused: all answers are over and the scenario says ``then: refuse``.

        A script for ``any`` has ended when it has for all lists that asked so far, at least one.
        """
        with self._lock:
            now = self._clock.time()
            self._begin_if_it_can(now)
            return bool(self._lists) and all(progress.turns.ended(now) for progress in self._lists.values())

    @property
    def unserved(self) -> Sequence[Answer]:
        """The answers that did not get all their calls; one that stands for a time, or stays, needs a single one.

        Of a script for ``any`` an answer counts as served if it was for some list. A function that failed answered
        nothing.
        """
        return [answer for answer, served, wanted in self.service.of_each() if served < wanted]

    @property
    def given(self) -> Sequence[Given]:
        """What functions answered, in the order of the calls; of a script for ``any`` to the list that got most."""
        with self._lock:
            longest = max((progress.given for progress in self._lists.values()), key=len, default=[])
            return sorted(longest, key=lambda each: each.number)

    def rows(self, ListID: int | None = None) -> Sequence[Row]:
        """The rows that a status would show now; asking moves nothing.

        ``ListID`` is needed where the script is for ``any``. Raises ValueError for a list that isn't the script's.
        """
        asked = self.ListID if ListID is None else asked_list(ListID)
        if not isinstance(asked, int):
            raise ValueError('this script is for ListID "any": say which list, as in rows(ListID=12345)')
        if self.ListID not in ("any", asked):
            raise ValueError(f"this script is for ListID {self.ListID}, not for {asked}")
        with self._lock:
            now = self._clock.time()
            progress = self._lists.get(asked) or self._new_progress(asked, now)
            moments = progress.peek(now)
        return tuple(progress.standing_rows(moments))  # a million of them would keep all others waiting

    def move(self, times: int = 1, *, StatusID: int | None = None) -> None:
        """Moves the processes on by so many positions; with ``StatusID`` only the rows that have it, mostly one.

        What waits to be told (``appears: told``) appears by its first move. A script for ``any`` moves for all lists
        that have asked. Raises ValueError: ``times`` is not a number of at least 1, no row has the StatusID, or no
        list has asked a script that is for ``any`` or was loaded.
        """
        if not isinstance(times, int) or isinstance(times, bool) or not 1 <= times <= INT32_MAX:
            raise ValueError(f"times: expected a whole number of at least 1, got {shown(times)}")
        if StatusID is not None and (not isinstance(StatusID, int) or isinstance(StatusID, bool)):
            raise ValueError(f"StatusID: expected a whole number, got {shown(StatusID)}")
        with self._lock:
            now = self._clock.stamp()
            self._begin_if_it_can(now)
            if not self._lists:
                raise ValueError(f"{self._why_not_begun}: there is nothing to move yet")
            moving = [each for each in self._lists.values() if StatusID is None or each.has(StatusID)]
            if not moving:
                raise ValueError(f"no process of this script has the StatusID {shown(StatusID)}")
            for progress in moving:
                progress.move(times, now, StatusID)

    @property
    def _why_not_begun(self) -> str:
        if self.ListID == "any":
            return 'this script is for ListID "any", and no list has asked yet'
        return f"the scenario '{self.scenario.name}' was loaded, so it begins with its first call, which has not come"

    def take_turn(self, ListID: int, now: float) -> Turn | None:
        """What a call gets that comes now; None if the script has ended. The caller holds the sandbox's lock."""
        return self._progress(ListID, now).take(now)

    def _begin_if_it_can(self, now: float) -> None:
        """A script for one list that was played has begun, though nobody has asked."""
        if self._began is not None and isinstance(self.ListID, int):
            self._progress(self.ListID, now)

    def _progress(self, ListID: int, now: float) -> Progress:
        """The list's own progress; for ``any`` the list that asked least recently is forgotten for it if need be."""
        progress = self._lists.get(ListID)
        if progress is None:
            progress = self._lists[ListID] = self._new_progress(ListID, now)
            if len(self._lists) > self.settings.kept_lists:
                self._lists.popitem(last=False)
        elif self.key.ListID == "any":
            self._lists.move_to_end(ListID)
        return progress

    def _new_progress(self, ListID: int, now: float) -> Progress:
        began = now if self._began is None else self._began
        no_date = self.settings.no_date
        return Progress(self.scenario, ListID, began, clock=self._clock, no_date=no_date, service=self.service)

    def __repr__(self) -> str:
        """The key, the scenario's name and, for one list, where it stands."""
        standing = "" if self.ListID == "any" else f": {rows_text(self.rows(), self.settings.no_date) or 'empty'}"
        return f"<Script {self.key} ({self.scenario.name}){standing}>"
