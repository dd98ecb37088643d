"""Failed log-ons shut a user out for a while: counted by user name, by the sandbox's clock."""

from __future__ import annotations

import pytest

from mockserver.sandbox.lockouts import Lockouts, Refused
from mockserver.scenarios.setting_kinds import Lockout
from mockserver.service.backend import User

CREDENTIALS = {"me": "secret", "you": "word"}
LOCKOUT = Lockout(after=3, for_="15m")
INVALID, EXCEEDED = "InvalidLogonAttempt", "LoginAttemptsExceeded"


class Door:
    """Where users try to log on, at the times that a test says."""

    def __init__(self, lockout: Lockout | None = LOCKOUT) -> None:
        self.lockouts = Lockouts()
        self.lockout = lockout
        self.now = 1_000.0

    def refusal(self, UserName: str | None = "me", Password: str | None = "wrong") -> Refused | None:
        """What one more attempt gets."""
        return self.lockouts.check(User(UserName, Password), None, CREDENTIALS, self.lockout, self.now)

    def tokens(self, *attempts: str, user: str = "me") -> list[str | None]:
        """What attempts with these passwords get; None is to be let in."""
        refusals = [self.refusal(user, password) for password in attempts]
        return [None if refused is None else refused.token for refused in refusals]


@pytest.fixture
def door() -> Door:
    return Door()


def test_the_attempt_that_fills_the_measure_is_refused_as_any_and_the_next_one_for_being_too_many(door: Door) -> None:
    assert door.tokens("a", "b", "c", "d", "secret") == [INVALID, INVALID, INVALID, EXCEEDED, EXCEEDED]


def test_a_good_log_on_begins_the_count_anew(door: Door) -> None:
    assert door.tokens("a", "b", "secret", "a", "b", "secret") == [INVALID, INVALID, None, INVALID, INVALID, None]


def test_a_lock_out_ends_by_the_clock_and_the_count_begins_anew(door: Door) -> None:
    door.tokens("a", "b")
    door.now += 10_000
    assert door.tokens("c", "secret") == [INVALID, EXCEEDED], "the time between failures does not matter"
    door.now += 899.5
    assert door.tokens("secret") == [EXCEEDED]
    door.now += 0.5
    assert door.tokens("a", "b", "secret") == [INVALID, INVALID, None]


def test_attempts_while_shut_out_neither_count_nor_make_it_longer(door: Door) -> None:
    door.tokens("a", "b", "c")
    door.now += 800
    assert door.tokens("a", "b", "c", "d") == [EXCEEDED] * 4
    door.now += 100
    assert door.tokens("a", "b", "secret") == [INVALID, INVALID, None]


def test_users_are_counted_apart_also_those_that_do_not_exist(door: Door) -> None:
    assert door.tokens("a", "b", "c", "d", user="nobody") == [INVALID, INVALID, INVALID, EXCEEDED]
    assert door.tokens("a", "b", "word", user="you") == [INVALID, INVALID, None]
    assert door.tokens("a", "b", "c", "d") == [INVALID, INVALID, INVALID, EXCEEDED]


def test_a_log_on_without_password_counts_and_one_without_user_name_does_not(door: Door) -> None:
    for UserName in (None, ""):
        assert {door.refusal(UserName).token for _ in range(5)} == {INVALID}  # type: ignore[union-attr]  # all refused
    assert {door.lockouts.check(None, None, CREDENTIALS, LOCKOUT, 0).token for _ in range(5)} == {INVALID}  # type: ignore[union-attr]  # all refused
    assert [door.refusal(Password=password).token for password in (None, "", None, None)] == [INVALID] * 3 + [EXCEEDED]  # type: ignore[union-attr]  # all refused


def test_reports_say_how_long_it_lasts_and_why(door: Door) -> None:
    assert door.refusal() == Refused(INVALID, "the password is not that of user 'me'")
    door.tokens("b", "c")
    door.now += 59.9
    assert door.refusal() == Refused(EXCEEDED, "user 'me' is locked out for another 841 s after 3 failed attempts")
    door.lockout = Lockout(after=1, for_="1s")
    door.tokens("a", user="x\n")
    assert door.refusal("x\n") == Refused(EXCEEDED, r"user 'x\n' is locked out for another 1 s after 1 failed attempt")


def test_what_the_request_has_instead_of_a_log_on_is_told(door: Door) -> None:
    refused = door.lockouts.check(None, "the header is in no namespace", CREDENTIALS, LOCKOUT, 0)
    assert refused == Refused(INVALID, "the header is in no namespace")


def test_without_a_lock_out_nobody_is_shut_out() -> None:
    door = Door(None)
    assert door.tokens(*["wrong"] * 20, "secret") == [*[INVALID] * 20, None]
    door.lockout = LOCKOUT
    assert door.tokens("a", "secret") == [INVALID, None], "and nothing was counted"


def test_a_lock_out_that_is_changed_holds_from_the_next_attempt_on(door: Door) -> None:
    door.tokens("a", "b")
    door.lockout = Lockout(after=2, for_=60)
    assert door.tokens("secret") == [EXCEEDED]
    door.lockout = None
    assert door.tokens("secret") == [None]
    door.lockout = LOCKOUT
    assert door.tokens("a", "b", "c", "d") == [INVALID, INVALID, INVALID, EXCEEDED]


def test_all_is_forgotten_when_it_is_told(door: Door) -> None:
    door.tokens("a", "b", "c")
    door.lockouts.forget_all()
    assert door.tokens("a", "secret") == [INVALID, None]


def test_of_ten_thousand_users_the_one_who_failed_longest_ago_is_forgiven() -> None:
    door = Door(Lockout(after=2, for_=60))
    for user in ("me", "you", "me"):
        door.tokens("a", user=user)
    for number in range(9_999):
        door.tokens("a", user=f"user {number}")
    assert door.tokens("a", user="me") == [EXCEEDED]
    assert door.tokens("a", "b", user="you") == [INVALID, INVALID], "its first failure is forgotten"
