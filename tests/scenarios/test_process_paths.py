"""The positions that a process takes, one after the other."""

from __future__ import annotations

import pytest

from mockserver.scenarios.processes import Process

LARGEST = 2**31 - 1


def told(process: Process, count: int) -> str:
    """The first positions: the step, marked where it is completed."""
    positions = [process.route.position(n) for n in range(count)]
    assert {position.MaxStep for position in positions} == {process.MaxStep}
    return " ".join(f"{position.CurrentStep}{'*' if position.completed else ''}" for position in positions)


@pytest.mark.parametrize(
    ("process", "steps"),
    [
        (Process(), "1 2 3 4* 4* 4*"),
        (Process(MaxStep=1), "1* 1* 1*"),
        (Process(MaxStep=2), "1 2* 2*"),
        (Process(ending="stalls"), "1 2 3 3 3 3"),
        (Process(ending="stalls", at=1), "1 1 1 1"),
        (Process(ending="stalls", at=4), "1 2 3 4 4 4"),
        (Process(ending="stalls", MaxStep=1), "1 1 1"),
        (Process(ending="stalls", at=2, lasts=2), "1 2 2 2 3 4* 4*"),
        (Process(ending="stalls", lasts=1), "1 2 3 3 4* 4*"),
        (Process(ending="stalls", at=4, lasts=2), "1 2 3 4 4 4 4* 4*"),
        (Process(ending="stalls", MaxStep=1, lasts=1), "1 1 1* 1*"),
    ],
)
def test_a_process_takes_these_steps(process: Process, steps: str) -> None:
    assert told(process, len(steps.split())) == steps


def test_a_path_is_as_long_as_it_takes_to_come_to_rest() -> None:
    assert len(Process().route) == 4
    assert len(Process(ending="stalls", at=2, lasts=5).route) == 9


def test_the_longest_path_costs_no_more_than_a_short_one() -> None:
    path = Process(MaxStep=LARGEST, ending="stalls", at=LARGEST - 1, lasts=LARGEST).route
    assert len(path) == 2 * LARGEST
    assert path.position(LARGEST - 2) == (LARGEST - 1, LARGEST, False)
    assert path.position(2 * LARGEST - 2) == (LARGEST - 1, LARGEST, False)
    assert path.position(2 * LARGEST - 1) == path.position(10**30) == (LARGEST, LARGEST, True)
