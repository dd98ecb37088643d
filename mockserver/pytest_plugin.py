"""The pytest plugin: fixtures, the marker, and the conversation in the report of a failed test.

It is loaded in every pytest session of an environment that has the package, so it imports nothing heavy until a fixture
is used: neither the server nor the scenario language.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Literal

import pytest

from mockserver import realtime  # noqa: F401 - reads the clocks now, before any test can have touched them
from mockserver.options import OPTIONS, environment, given_by

if TYPE_CHECKING:
    from mockserver.errors import ListrakMockError
    from mockserver.sandbox.sandbox import Sandbox
    from mockserver.scenarios.library import Library
    from mockserver.server import MockServer
    from mockserver.settings import Settings

_MARKER = (
    'listrak_mock(*scenarios, ListID=None, credentials=None, unanswered="fail", settings={}): what the `listrak_mock` '
    "fixture plays from the start (names of the catalogue or of listrak_mock_scenarios, or .yaml paths relative to the "
    "test file), for which ListID if not their own; the user names and passwords that are let in; whether a call that "
    'no script answers fails the test ("fail") or not ("allow"); and settings of the sandbox, by name'
)
_PACKAGE = Path(__file__).parent
_FIRST_LINES, _LAST_LINES = 30, 70
"""What the report of a long conversation shows; a client gone wild makes thousands of calls."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Register the ini options."""
    parser.addini(
        "listrak_mock_scenarios",
        "Folders and files, relative to the rootdir, whose scenarios can be played by name, before the catalogue's.",
        type="linelist",
        default=[],
    )
    for option in OPTIONS:
        doc = f"A setting: {option.doc}. If it is not given: {option.variable} in the environment, or {option.default}."
        kind: Literal["linelist", "string"] = "linelist" if option.lines else "string"
        parser.addini(option.ini, doc, type=kind, default=[] if option.lines else "")


def pytest_configure(config: pytest.Config) -> None:
    """Register the marker."""
    config.addinivalue_line("markers", _MARKER)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Refuse a test that is marked itself, and takes no sandbox for which the marker could mean anything."""
    marked = any(marker.name == "listrak_mock" for marker in item.own_markers)
    taken = getattr(item, "fixturenames", ("request",))  # through `request` a test can take any fixture
    if marked and "listrak_mock" not in taken and "request" not in taken:
        what = "it says what the fixture `listrak_mock` plays, and this test does not take the fixture"
        raise pytest.fail.Exception(str(_marker_mistake(what)), pytrace=False)


@pytest.fixture(scope="session")
def listrak_mock_server(request: pytest.FixtureRequest) -> Iterator[MockServer]:
    """A running server for the session; with pytest-xdist, one a worker. Its own sandbox plays the catalogue.

    Redefine it in a conftest.py for a server that is set up differently; `listrak_mock` uses what it finds.
    """
    from mockserver.server import MockServer  # noqa: PLC0415 - see the module's docstring

    with _mistakes_as_failures():
        server = MockServer(library=_library(request.config), settings=_settings(request.config)).start()
    with server:
        yield server


@pytest.fixture
def listrak_mock(request: pytest.FixtureRequest, listrak_mock_server: MockServer) -> Iterator[Sandbox]:
    """A sandbox of the test's own: an endpoint that nobody else knows, where nothing plays yet.

    A call that no script answers fails the test when it ends, also if the client swallowed the fault. The marker
    `listrak_mock` plays scenarios from the start.
    """
    with _mistakes_as_failures():
        marked = _Marked(request.node)
        sandbox = marked.new_sandbox(listrak_mock_server, _library(request.config, request.path.parent))
    with sandbox:
        with _mistakes_as_failures():
            for scenario, ListID in marked.scenarios:
                sandbox.play(scenario, ListID=ListID)
        request.node.stash[_CONVERSATION] = _Conversation(sandbox)
        yield sandbox
    if marked.unanswered == "fail":
        with _mistakes_as_failures():
            sandbox.check()


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


class _Marked:
    """What the `listrak_mock` markers of a test say together. Raises ListrakMockError if that can't be meant.

    Each marker plays its own scenarios, those of the module and the class first; of two that say who is let in, what
    unanswered calls mean, or what a setting is, the one nearer to the test counts. Not a dataclass: its representation,
    which tracebacks may print, must not show the credentials.
    """

    def __init__(self, item: pytest.Item) -> None:
        self._item = item
        self.scenarios: list[tuple[Any, Any]] = []
        """What is played, and for which list."""
        self._settings: dict[str, object] = {}
        words: dict[str, Any] = {"ListID": None, "credentials": None, "unanswered": "fail", "settings": None}
        for marker in reversed(list(item.iter_markers("listrak_mock"))):
            _known(marker.kwargs, words)
            ListID = marker.kwargs.get("ListID")
            self.scenarios += [(scenario, ListID) for scenario in _playable(marker.args, ListID)]
            words |= marker.kwargs
            self._settings |= _sandbox_settings(marker.kwargs.get("settings", {}))
        self._credentials = _credentials(words["credentials"])
        self.unanswered = words["unanswered"]
        if self.unanswered not in ("fail", "allow"):
            raise _marker_mistake(f'unanswered= is "fail" or "allow", not {self.unanswered!r}')

    def new_sandbox(self, server: MockServer, library: Library) -> Sandbox:
        """The test's, with the server's settings but for what the markers say."""
        from mockserver.errors import SettingsError  # noqa: PLC0415 - see the module's docstring

        try:
            return server.new_sandbox(
                self._item.name,
                origin=self._item.nodeid,
                settings=server.settings.but(self._settings),
                credentials=self._credentials,
                library=library,
            )
        except SettingsError as error:
            raise _marker_mistake(f"settings=: {error}") from None


def _known(given: Mapping[str, object], words: Mapping[str, object]) -> None:
    from mockserver.scenarios.checking import nearest  # noqa: PLC0415 - see the module's docstring

    for word in given:
        if word not in words:
            guess = nearest(word, tuple(words))
            hint = f"; did you mean `{guess}=`?" if guess else ""
            raise _marker_mistake(f"it takes no `{word}=`, only {', '.join(f'`{each}=`' for each in words)}{hint}")


def _playable(scenarios: Sequence[Any], ListID: object) -> Sequence[Any]:
    from mockserver.scenarios.scenario import Scenario  # noqa: PLC0415 - see the module's docstring

    for scenario in scenarios:
        if not isinstance(scenario, str | Path | Scenario):
            raise _marker_mistake(f"expected names, paths or Scenario objects to play, got {scenario!r}")
    if ListID is not None and len(scenarios) != 1:
        raise _marker_mistake(
            f"ListID= says for which list its one scenario plays, and it has {len(scenarios)} scenarios; "
            'play each in the test, as in listrak_mock.play("stalls", ListID=12345)'
        )
    return scenarios


def _sandbox_settings(settings: object) -> Mapping[str, object]:
    if not isinstance(settings, Mapping):
        raise _marker_mistake(
            f'settings= is a dict of settings by name, such as {{"no_date": "start"}}, not {settings!r}'
        )
    for option in OPTIONS:
        if option.reach == "server" and option.name in settings:
            raise _marker_mistake(f"settings=: {option.name} is the server's; set it in the ini file ({option.ini})")
    return settings


def _credentials(credentials: object) -> Mapping[str, str] | None:
    from mockserver.errors import ListrakMockError  # noqa: PLC0415 - see the module's docstring
    from mockserver.server import checked_credentials  # noqa: PLC0415 - see the module's docstring

    try:
        return checked_credentials(credentials)
    except ListrakMockError as error:
        raise _marker_mistake(str(error)) from None


def _marker_mistake(what: str) -> ListrakMockError:
    from mockserver.errors import ListrakMockError  # noqa: PLC0415 - see the module's docstring

    return ListrakMockError(f"the marker listrak_mock: {what}")


class _Conversation:
    """The calls to one test's sandbox, as far as they have not been reported."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        self._reported = ""

    def report(self, report: pytest.TestReport) -> None:
        """Add it to the report of a phase that failed; nothing that an earlier phase's report has said already."""
        text = self._sandbox.transcript()
        if text == self._reported:
            return
        self._reported = text
        title = f"listrak_mock: the calls to {self._sandbox.url}"
        # Beside the traceback rather than among what was captured: so --show-capture does not hide it, and it is in
        # JUnit's files and in editors too. Some failures are a mere text, which has no sections.
        add = getattr(report.longrepr, "addsection", lambda *section: report.sections.append(section))
        add(title, _shortened(text))


_CONVERSATION = pytest.StashKey[_Conversation]()


def _shortened(text: str) -> str:
    lines = text.splitlines()
    left_out = len(lines) - _FIRST_LINES - _LAST_LINES
    if left_out <= 1:
        return text
    return "\n".join(
        (*lines[:_FIRST_LINES], f"({left_out} calls left out; `listrak_mock.calls` has them)", *lines[-_LAST_LINES:])
    )


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Put the conversation into the report of a test that failed, and keep the package's inside out of it."""
    if call.excinfo is not None and not item.config.getoption("fulltrace", default=False):
        _leave_out_own_frames(call.excinfo)
    report = yield
    conversation = item.stash.get(_CONVERSATION, None)
    if conversation is not None:
        if report.failed:
            conversation.report(report)
        if report.when == "teardown":
            del item.stash[_CONVERSATION]  # pytest keeps all items to the end, and a journal can be large
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
        file = Path(entry.tb_frame.f_code.co_filename)
        if _PACKAGE in file.parents and file != Path(__file__):
            return caller
        caller, entry = entry, entry.tb_next
    return None
