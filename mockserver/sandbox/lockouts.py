"""Who is let in, and who is shut out for a while because too many of their log-ons failed."""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Mapping
from typing import NamedTuple

from mockserver.sandbox.logon import refusal
from mockserver.sandbox.printing import counted, quoted
from mockserver.scenarios.setting_kinds import Lockout
from mockserver.service.backend import User

_MOST_USERS = 10_000


class Refused(NamedTuple):
    """A log-on that is not good."""

    token: str
    """What the service says of it: ``InvalidLogonAttempt`` or ``LoginAttemptsExceeded``."""
    problem: str
    """Why, as a sentence for reports."""


class _Failures(NamedTuple):
    """Of one user's log-ons, in a row."""

    number: int
    last: float
    """When the last one that counts was."""


class Lockouts:
    """Counts failed log-ons by user name, whether there is such a user or not. The caller holds the sandbox's lock.

    Remembers 10,000 users; of more, those whose log-on failed longest ago are forgiven.
    """

    def __init__(self) -> None:
        # By the hashes of the names: a stranger's name can be megabytes long.
        self._failures: OrderedDict[int, _Failures] = OrderedDict()

    def check(
        self,
        user: User | None,
        note: str | None,
        credentials: Mapping[str, str] | None,
        lockout: Lockout | None,
        now: float,
    ) -> Refused | None:
        """Why a log-on at ``now``, in seconds, is refused; None if it is good. ``note`` is as in ``refusal``.

        The attempt that fills the measure is refused as any other; those after it are for being too many, right or
        wrong, and do not count, until the lock-out is over and counting begins anew.
        """
        if lockout is None:
            if self._failures:
                self.forget_all()
            return _invalid(refusal(user, note, credentials))
        name = user.UserName if user is not None else None
        if name and (locked := self._locked(name, lockout, now)):
            return locked
        refused = _invalid(refusal(user, note, credentials))
        if name and refused is None:
            self._failures.pop(hash(name), None)
        elif name:
            self._count(name, now)
        return refused

    def forget_all(self) -> None:
        """As if no log-on had failed."""
        self._failures.clear()

    def _locked(self, name: str, lockout: Lockout, now: float) -> Refused | None:
        failures = self._failures.get(hash(name))
        if failures is None or failures.number < lockout.after:
            return None
        left = failures.last + lockout.for_ - now
        if left <= 0:
            del self._failures[hash(name)]
            return None
        attempts = counted(failures.number, "failed attempt")
        problem = f"user {quoted(name)} is locked out for another {math.ceil(left)} s after {attempts}"
        return Refused("LoginAttemptsExceeded", problem)

    def _count(self, name: str, now: float) -> None:
        before = self._failures.pop(hash(name), None)
        self._failures[hash(name)] = _Failures(1 if before is None else before.number + 1, now)
        if len(self._failures) > _MOST_USERS:
            self._failures.popitem(last=False)


def _invalid(problem: str | None) -> Refused | None:
    return None if problem is None else Refused("InvalidLogonAttempt", problem)
