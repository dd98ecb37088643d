"""Which script answers a call, and, from the same rule, why one doesn't."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, NamedTuple

from mockserver.sandbox.printing import quoted

ScriptedList = int | Literal["any"]
"""The list a script answers: a ListID, or ``any`` for each list that nothing more specific answers."""


class Asked(NamedTuple):
    """What of a call decides which script answers it."""

    ListID: int
    UserName: str

    def __str__(self) -> str:
        return f"ListID {self.ListID} for user {quoted(self.UserName)}"


class Key(NamedTuple):
    """The calls that a script is for. At most one script in a sandbox has a given key."""

    ListID: ScriptedList
    UserName: str | None = None
    """None: every user."""

    def __str__(self) -> str:
        return f"ListID {self.ListID}" + ("" if self.UserName is None else f" for user {quoted(self.UserName)}")

    def differences(self, asked: Asked) -> list[str]:
        """How the call differs from those the script is for, as sentences' parts; no difference means a match."""
        found = []
        if self.ListID not in ("any", asked.ListID):
            found.append(f"the call asked for ListID {asked.ListID}")
        if self.UserName not in (None, asked.UserName):
            found.append(f"the call came from user {quoted(asked.UserName)}")
        return found

    def distance(self, asked: Asked) -> int:
        """How far the call's ListID is from the script's; 0 for ``any``."""
        return abs(self.ListID - asked.ListID) if isinstance(self.ListID, int) else 0

    @property
    def rank(self) -> int:
        """How specific the key is, 0 most: list and user, list, any and user, any."""
        return 2 * (self.ListID == "any") + (self.UserName is None)


def nearest(keys: Iterable[Key], asked: Asked) -> Key | None:
    """The key that differs in the fewest ways, then by the smallest number."""
    return min(keys, key=lambda key: (len(key.differences(asked)), key.distance(asked)), default=None)
