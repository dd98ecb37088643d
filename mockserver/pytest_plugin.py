"""The pytest plugin: fixtures, the marker, and the conversation in the report of a failed test.

It is loaded in every pytest session of an environment that has the package, so it imports nothing heavy until a fixture
is used: neither the server nor the scenario language.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from mockserver.sandbox.sandbox import Sandbox
    from mockserver.server import MockServer

_MARKER = (
    'listrak_mock(*scenarios, ListID=None, credentials=None, unanswered="fail"): what the `listrak_mock` fixture plays '
    "from the start (names of the catalogue or of listrak_mock_scenarios, or .yaml paths relative to the test file), "
    "for which ListID if not their own; the user names and passwords that are let in; and whether a call that no "
    'script answers fails the test ("fail") or not ("allow")'
)
_SANDBOX = pytest.StashKey["Sandbox"]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Register the ini options."""
    parser.addini(
        "listrak_mock_scenarios",
        "Folders and files, relative to the rootdir, whose scenarios can be played by name, before the catalogue's.",
        type="linelist",
        default=[],
    )


def pytest_configure(config: pytest.Config) -> None:
    """Register the marker."""
    config.addinivalue_line("markers", _MARKER)


@pytest.fixture(scope="session")
def listrak_mock_server() -> Iterator[MockServer]:
    """A running server for the session; with pytest-xdist, one a worker. Its own sandbox plays the catalogue."""
    from mockserver.server import MockServer  # noqa: PLC0415 - see the module's docstring

    with MockServer() as server:
        yield server


@pytest.fixture
def listrak_mock(request: pytest.FixtureRequest, listrak_mock_server: MockServer) -> Iterator[Sandbox]:
    """A sandbox of the test's own: an endpoint that nobody else knows, where nothing plays yet.

    A call that no script answers fails the test when it ends, also if the client swallowed the fault.
    """
    from mockserver.scenarios.library import Library  # noqa: PLC0415 - see the module's docstring

    marked = _Marked(request.node)
    folders = [request.config.rootpath / line for line in request.config.getini("listrak_mock_scenarios")]
    sandbox = listrak_mock_server.new_sandbox(
        request.node.name,
        origin=request.node.nodeid,
        credentials=marked.credentials,
        library=Library(folders, relative_to=request.path.parent),
    )
    with sandbox:
        for scenario in marked.scenarios:
            sandbox.play(scenario, ListID=marked.ListID)
        request.node.stash[_SANDBOX] = sandbox
        yield sandbox
    if marked.unanswered == "fail":
        sandbox.check()


class _Marked:
    """What the closest `listrak_mock` marker of a test says."""

    def __init__(self, node: pytest.Item) -> None:
        marker = node.get_closest_marker("listrak_mock")
        self.scenarios: tuple[Any, ...] = marker.args if marker else ()
        self.ListID: Any = None
        self.credentials: Any = None
        self.unanswered: Any = "fail"
        for name, value in (marker.kwargs if marker else {}).items():
            if not hasattr(self, name) or name == "scenarios":
                raise pytest.UsageError(f"{node.nodeid}: the marker takes no `{name}=`. It is {_MARKER}")
            setattr(self, name, value)
        if self.unanswered not in ("fail", "allow"):
            raise pytest.UsageError(
                f'{node.nodeid}: the marker\'s unanswered= is "fail" or "allow", not {self.unanswered!r}'
            )


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Put the conversation into the report of the first phase that failed."""
    report = yield
    if report.failed and (sandbox := item.stash.get(_SANDBOX, None)) is not None:
        del item.stash[_SANDBOX]
        conversation = sandbox.transcript() or "no call came"
        report.sections.append((f"listrak_mock: the calls to {sandbox.url}", conversation))
    return report
