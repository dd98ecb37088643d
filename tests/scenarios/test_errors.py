"""The errors can travel: from a worker of pytest-xdist or of multiprocessing, which pickle what is raised there."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable

import pytest

from mockserver import errors
from mockserver.errors import (
    ListrakMockError,
    Mistake,
    PortInUse,
    SandboxClosed,
    ScenarioError,
    SettingsError,
    UnansweredCalls,
    UnservedAnswers,
)
from mockserver.scenarios.answers import Http, Rows
from mockserver.scenarios.loading import loads
from tests.answers import ROW

MISTAKES = (Mistake("wrong", "x.yaml", 2, 3, "'stall'", ("stalls",), "stalls"), Mistake("wrong, too"))
ERRORS = (
    ListrakMockError("the base"),
    ScenarioError(MISTAKES),
    SettingsError(MISTAKES),
    PortInUse("127.0.0.1", 80, "Permission denied", "Give another port."),
    SandboxClosed("it is closed"),
    UnservedAnswers("two answers", [Http(503, headers={"X-A": "b"}, calls=2), Rows([ROW])]),
    UnansweredCalls("a call", []),
)


def test_each_error_is_tried() -> None:
    known = {each for each in vars(errors).values() if isinstance(each, type) and issubclass(each, ListrakMockError)}
    assert {type(error) for error in ERRORS} == known


@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy, lambda error: pickle.loads(pickle.dumps(error))])
@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
def test_an_error_can_be_copied_and_pickled(
    error: ListrakMockError, copied: Callable[[ListrakMockError], ListrakMockError]
) -> None:
    error.add_note("seen in a worker")
    again = copied(error)
    assert type(again) is type(error)
    assert (str(again), repr(again), vars(again)) == (str(error), repr(error), vars(error))


def test_the_error_of_a_file_can_be_pickled() -> None:
    with pytest.raises(ScenarioError) as error:
        loads("scenario: x\nprocesses: [{at: 1}]\n", "x.yaml")
    assert pickle.loads(pickle.dumps(error.value)).mistakes == error.value.mistakes
