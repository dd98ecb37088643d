"""The pytest plugin: fixtures, the marker, and the conversation in the report of a failed test.

It is loaded in every pytest session of an environment that has the package, so it imports nothing heavy until a fixture
is used: neither the server nor the scenario language.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Literal

import pytest

from mockserver import realtime  # noqa: F401 - reads the clocks now, before any test can have touched them
from mockserver.options import OPTIONS, environment, given_by

if TYPE_CHECKING:
    from mockserver.plugin.reporting import Reporter
    from mockserver.sandbox.sandbox import Sandbox
    from mockserver.scenarios.library import Library
    from mockserver.server import MockServer
    from mockserver.settings import Settings

_MARKER = (
    'listrak_mock(*scenarios, ListID=None, clock=None, credentials=None, strict=None, unanswered="fail", settings={}): '
    "what the `listrak_mock` fixture plays from the start (names of the catalogue or of listrak_mock_scenarios, or "
    ".yaml paths relative to the test file), for which ListID if not their own; where the sandbox's clock stands still "
    '("frozen", at the present moment; a datetime; or text such as "2015-03-09T10:15:30"); the users and passwords '
    "that are let in; whether the test fails if answers did not get all their calls (if not said: as the ini option "
    'listrak_mock_strict says); whether a call that no script answers fails it ("fail") or not ("allow"); and settings '
    "of the sandbox, by name"
)
_PACKAGE, _PLUGIN = "mockserver.", "mockserver.plugin."


def pytest_addoption(parser: pytest.Parser) -> None:
    """Register the ini options."""
    parser.addini(
        "listrak_mock_scenarios",
        "Folders and files, relative to the rootdir, whose scenarios can be played by name, before the catalogue's.",
        type="linelist",
        default=[],
    )
    # No environment variable says this: whether a test passes must not depend on where it runs. The settings have
    # variables because the command and containers need them.
    parser.addini(
        "listrak_mock_strict",
        "Whether a test fails if answers that it played did not get all their calls; the marker's strict= goes before.",
        type="bool",
        default=False,
    )
    for option in OPTIONS:
        doc = f"A setting: {option.doc}. If it is not given: {option.variable} in the environment, or {option.default}."
        kind: Literal["linelist", "string"] = "linelist" if option.lines else "string"
        parser.addini(option.ini, doc, type=kind, default=[] if option.lines else "")


def pytest_configure(config: pytest.Config) -> None:
    """Register the marker."""
    config.addinivalue_line("markers", _MARKER)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Begin anew with what is said; refuse a test that is marked, and takes no sandbox that the marker could mean."""
    if (reporter := _reporter(item)) is not None:
        reporter.begin()
    marked = any(marker.name == "listrak_mock" for marker in item.own_markers)
    taken = getattr(item, "fixturenames", ("request",))  # through `request` a test can take any fixture
    if marked and "listrak_mock" not in taken and "request" not in taken:
        from mockserver.plugin.marked import mistake  # noqa: PLC0415 - see the module's docstring

        what = "it says what the fixture `listrak_mock` plays, and this test does not take the fixture"
        raise pytest.fail.Exception(str(mistake(what)), pytrace=False)


def pytest_runtest_call(item: pytest.Item) -> None:
    """Get to know a server of the project's own, so that reports can tell of its sandboxes, whoever made them.

    Not when the fixture is set up: a wrapper of that hook would be in the traceback of every fixture that fails.
    """
    server = (getattr(item, "funcargs", None) or {}).get("listrak_mock_server")
    if server is not None:
        _watch(item.session, server)


@pytest.fixture(scope="session")
def listrak_mock_server(request: pytest.FixtureRequest) -> Iterator[MockServer]:
    """A running server for the session; with pytest-xdist, one a worker. Its own sandbox plays the catalogue.

    Redefine it in a conftest.py for a server that is set up differently; `listrak_mock` uses what it finds.
    """
    from mockserver.server import MockServer  # noqa: PLC0415 - see the module's docstring

    with _mistakes_as_failures():
        server = MockServer(library=_library(request.config), settings=_settings(request.config)).start()
    with server:
        _watch(request.session, server)
        yield server


@pytest.fixture
def listrak_mock(request: pytest.FixtureRequest, listrak_mock_server: MockServer) -> Iterator[Sandbox]:
    """A sandbox of the test's own: an endpoint that nobody else knows, where nothing plays yet.

    A call that no script answers fails the test when it ends, also if the client swallowed the fault. The report of a
    test that fails tells the calls, and where a file lies that plays them again. The marker `listrak_mock` plays
    scenarios from the start, and says what else is to hold.
    """
    from mockserver.plugin.marked import Marked  # noqa: PLC0415 - see the module's docstring

    with _mistakes_as_failures():
        marked = Marked(request.node, strict=_strict(request.config))
        sandbox = marked.new_sandbox(listrak_mock_server, _library(request.config, request.path.parent))
    with sandbox:
        with _mistakes_as_failures():
            marked.begin(sandbox)
        reporter = _watch(request.session, listrak_mock_server)
        reporter.own = sandbox
        yield sandbox
    if complaints := [each for each in marked.complaints(sandbox) if each not in reporter.told]:
        raise pytest.fail.Exception("\n\n".join(complaints), pytrace=False)


_REPORTER = pytest.StashKey["Reporter"]()


def _reporter(item: pytest.Item) -> Reporter | None:
    """What tells the reports of failed tests; None as long as the session has no server."""
    return item.session.stash.get(_REPORTER, None)


def _watch(session: pytest.Session, server: MockServer) -> Reporter:
    """The session's reporter, which from now on tells of this server's sandboxes too."""
    from mockserver.plugin.reporting import Reporter  # noqa: PLC0415 - see the module's docstring

    if _REPORTER not in session.stash:
        session.stash[_REPORTER] = Reporter(session.config)
    reporter = session.stash[_REPORTER]
    reporter.add(server)
    return reporter


_WRONG_INI = (TypeError, ValueError, pytest.UsageError)
"""What pytest raises depends on its version and on the kind of file."""


def _strict(config: pytest.Config) -> bool:
    try:
        return bool(config.getini("listrak_mock_strict"))
    except _WRONG_INI as error:
        what = f"the ini option listrak_mock_strict: expected true or false: {error}"
        raise pytest.fail.Exception(what, pytrace=False) from None


def _library(config: pytest.Config, relative_to: Path | None = None) -> Library:
    """Where names and paths are looked up; paths start at a folder, or where pytest was started."""
    from mockserver.scenarios.library import Library  # noqa: PLC0415 - see the module's docstring

    folders = [config.rootpath / line for line in config.getini("listrak_mock_scenarios")]
    for folder in folders:
        if not folder.exists():
            what = f"the ini option listrak_mock_scenarios names {folder}, and there is no such file or folder"
            raise pytest.fail.Exception(what, pytrace=False)
    return Library(folders, relative_to=relative_to)


def _settings(config: pytest.Config) -> Settings:
    """What the ini file says, or else the environment."""
    from mockserver.settings import settings_from  # noqa: PLC0415 - see the module's docstring

    lines = {option.ini: config.getini(option.ini) for option in OPTIONS}
    texts = {name: said if isinstance(said, str) else "\n".join(said) for name, said in lines.items()}
    return settings_from(environment(os.environ), given_by("the ini option", lambda option: option.ini, texts))


@contextmanager
def _mistakes_as_failures() -> Iterator[None]:
    """What this package raises on purpose says all there is to say: the report shows it without a traceback."""
    from mockserver.errors import ListrakMockError  # noqa: PLC0415 - see the module's docstring

    try:
        yield
    except ListrakMockError as error:
        raise pytest.fail.Exception(str(error), pytrace=False) from None


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Put the conversations into the report of a test that failed, and keep the package's inside out of it."""
    if call.excinfo is not None and not item.config.getoption("fulltrace", default=False):
        _leave_out_own_frames(call.excinfo)
    report = yield
    reporter = _reporter(item)
    if reporter is not None:
        reporter.look()
        if report.failed:
            reporter.report(report, call, item.name)
        if report.when == "teardown":
            reporter.end()
    return report


def _leave_out_own_frames(excinfo: pytest.ExceptionInfo[BaseException]) -> None:
    """For what this package raises on purpose, let the traceback end where the test called it.

    The traceback itself is cut: pytest goes back to it when it leaves out frames of its own.
    """
    errors = sys.modules.get("mockserver.errors")  # it is not imported for this: then the error is none of ours
    if errors is None or not isinstance(excinfo.value, errors.ListrakMockError):
        return
    caller = _caller(excinfo.tb)
    if caller is not None:
        caller.tb_next = None


def _caller(entry: TracebackType | None) -> TracebackType | None:
    """The last frame before the package's own begin, those of this plugin not counted: they call tests and fixtures."""
    caller = None
    while entry is not None:
        # By the module's name: the constructors that dataclasses write are in no file, and have passwords among their
        # arguments, which reports show.
        module = str(entry.tb_frame.f_globals.get("__name__"))
        if module.startswith(_PACKAGE) and module != __name__ and not module.startswith(_PLUGIN):
            return caller
        caller, entry = entry, entry.tb_next
    return None
