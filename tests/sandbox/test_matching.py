"""Which script answers a call, held against the differences by which an unanswered call is explained."""

from __future__ import annotations

from itertools import product

import pytest

from mockserver import Fault
from mockserver.sandbox.matching import Asked, Key
from mockserver.sandbox.sandbox import Sandbox
from mockserver.service.backend import User
from tests.sandbox.conftest import Caller

KEYS = [Key(ListID, user) for ListID in (7, "any") for user in ("me", None)]
"""From the most specific on."""


@pytest.mark.parametrize("played", list(product([True, False], repeat=len(KEYS))))
def test_the_most_specific_script_that_does_not_differ_answers(
    sandbox: Sandbox, call: Caller, played: tuple[bool, ...]
) -> None:
    keys = [key for key, plays in zip(KEYS, played, strict=True) if plays]
    for key in reversed(keys):
        sandbox.script(key.ListID, [Fault(str(key))], UserName=key.UserName)
    for ListID, name in product((7, 0, -1), ("me", "you")):
        fits = [key for key in keys if not key.differences(Asked(ListID, name))]
        fault = call.fault(ListID, User(name, "secret"))
        if fits:
            assert fault == str(min(fits, key=lambda key: key.rank))
        else:
            assert fault.startswith("[mock] No script answers")
            assert keys == [] or "but the call" in fault or all(key.ListID != "any" for key in keys)
