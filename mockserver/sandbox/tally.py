"""How many polls came that the journal no longer keeps."""

from __future__ import annotations

from collections import OrderedDict
from typing import TypeVar

_MOST = 10_000
"""Lists, and lists with users, that are told apart."""

_Key = TypeVar("_Key")


class Tally:
    """Counts polls of all lists, of each list and of each user. The caller holds the sandbox's lock."""

    def __init__(self) -> None:
        self._all = 0
        self._of_list: OrderedDict[int, int] = OrderedDict()
        self._of_poller: OrderedDict[tuple[int, str | None], int] = OrderedDict()

    def add(self, ListID: int, UserName: str | None) -> None:
        """Count one more; of too many lists those are forgotten that were counted first."""
        self._all += 1
        _count(self._of_list, ListID)
        _count(self._of_poller, (ListID, UserName))

    def of(self, ListID: int | None, UserName: str | None) -> int:
        """How many there were of a list and a user; None stands for all."""
        if UserName is not None:
            return sum(
                count for (of, user), count in self._of_poller.items() if user == UserName and ListID in (None, of)
            )
        return self._all if ListID is None else self._of_list.get(ListID, 0)


def _count(counts: OrderedDict[_Key, int], key: _Key) -> None:
    counts[key] = counts.get(key, 0) + 1
    if len(counts) > _MOST:
        counts.popitem(last=False)
