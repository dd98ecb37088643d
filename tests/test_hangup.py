"""Ending replies that wait."""

from __future__ import annotations

from mockserver.hangup import Hangup


def test_who_listens_is_told_once_and_who_comes_later_at_once():
    hangup = Hangup()
    told: list[str] = []
    hangup.listen(lambda: told.append("a"))
    stop = hangup.listen(lambda: told.append("b"))
    stop()
    hangup.ring()
    hangup.ring()
    assert told == ["a"]
    hangup.listen(lambda: told.append("late"))()
    assert told == ["a", "late"]
