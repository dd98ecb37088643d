"""A server for the rows of a module."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from mockserver import MockServer
from tests.fidelity.wire import Wire


@pytest.fixture(scope="module")
def wire() -> Iterator[Wire]:
    with MockServer() as server:
        yield Wire(server)
