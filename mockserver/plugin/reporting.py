"""What the report of a failed test says of its calls: the conversations, and the files that play them again."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from weakref import WeakSet

import pytest

from mockserver.errors import ListrakMockError
from mockserver.sandbox.printing import counted, printable
from mockserver.sandbox.sandbox import Sandbox
from mockserver.sandbox.transcript import conversation
from mockserver.server import MockServer

_FIRST_LINES, _LAST_LINES = 30, 70
"""What the report of a long conversation shows; a client gone wild makes thousands of calls."""
_LONGEST_NAME = 30
"""As pytest shortens the names of its temporary folders."""


class Reporter:
    """Knows what was said during a test: to the sandbox of its own, and to those that it shares with other tests.

    One serves a session, a test after the other. A test that passes costs it a look at the open sandboxes, however many
    calls these have had.
    """

    def __init__(self, config: pytest.Config) -> None:
        self._temporary = _temporary(config)
        self._servers: WeakSet[MockServer] = WeakSet()
        self.end()

    def add(self, server: object) -> None:
        """Look at its sandboxes too, as long as it lives. What a project has in the place of a server is left alone."""
        if isinstance(server, MockServer):
            self._servers.add(server)

    def end(self) -> None:
        """The test is over. Nothing of it is kept: the journal of a sandbox can be large."""
        self.own: Sandbox | None = None
        """The sandbox of the test's own, once it has one."""
        self.told: set[str] = set()
        """The messages of errors with which it has failed, which need not be said again."""
        self._before: dict[Sandbox, int] = {}
        self._reported: dict[Sandbox, str] = {}
        self._folder: Path | None = None

    def begin(self) -> None:
        """A test begins: what was said to open sandboxes before is none of its."""
        self.end()
        self._before = {sandbox: sandbox.call_count for sandbox in self._open()}

    def look(self) -> None:
        """Get to know the sandboxes that were opened since, as fixtures may close them before there is a report."""
        for sandbox in self._open():
            self._before.setdefault(sandbox, 0)

    def report(self, report: pytest.TestReport, call: pytest.CallInfo[None], test: str) -> None:
        """Add the conversations to the report of a phase that failed, but for what an earlier phase's has said."""
        if call.excinfo is not None and isinstance(call.excinfo.value, ListrakMockError):
            self.told.add(str(call.excinfo.value))
        for sandbox, text in self._conversations():
            if self._reported.get(sandbox) == text:
                continue
            self._reported[sandbox] = text
            to = sandbox.url if sandbox is self.own else f"sandbox '{sandbox.name}' during this test"
            # Beside the traceback rather than among what was captured: so --show-capture does not hide it, and it is in
            # JUnit's files and in editors too. Some failures are a mere text, which has no sections.
            add = getattr(report.longrepr, "addsection", lambda *section: report.sections.append(section))
            add(f"listrak_mock: the calls to {to}", _shortened(text) + self._saved(sandbox, test))

    def _open(self) -> Iterator[Sandbox]:
        for server in self._servers:
            yield from (server.sandbox, *server.sandboxes.values())

    def _conversations(self) -> Iterator[tuple[Sandbox, str]]:
        if self.own is not None:
            yield self.own, self.own.transcript()
        for sandbox, before in self._before.items():
            count = sandbox.call_count
            if sandbox is not self.own and count != before:
                yield sandbox, _since(sandbox, before if before < count else 0)  # 0: it was reset

    def _saved(self, sandbox: Sandbox, test: str) -> str:
        """How to play it again, or why that can't be done, as a line of its own; nothing if nobody wants files."""
        if self._temporary is None or not (sandbox.call_count or sandbox.scripts):
            return ""
        from mockserver.sandbox.saving import open_flags  # noqa: PLC0415 - it is for tests that fail

        try:
            if self._folder is None:
                self._folder = self._temporary.mktemp(f"listrak_mock-{_NOT_IN_NAMES.sub('_', test)[:_LONGEST_NAME]}")
            path = self._folder / ("scenario.yaml" if sandbox is self.own else f"sandbox-{sandbox.name}.yaml")
            sandbox.save(path)
        except Exception as error:  # noqa: BLE001 - whatever it is, it must not hide why the test failed
            return f"\nit could not be saved: {printable(f'{type(error).__name__}: {error}', 300)}"
        if not sandbox.scripts:
            return f"\nnothing was in play; the calls are also in {path}"
        return "\n" + " ".join(["play it again: listrak-mock serve", shlex.quote(str(path)), *open_flags(sandbox)])


def _temporary(config: pytest.Config) -> pytest.TempPathFactory | None:
    """What makes pytest's temporary folders; None if it is switched off, or told to keep nothing.

    It is the fixture `tmp_path_factory`, which a report, made outside of fixtures, can't ask for.
    """
    factory: pytest.TempPathFactory | None = getattr(config, "_tmp_path_factory", None)
    if factory is None:
        return None
    keeps_none = config.getini("tmp_path_retention_policy") == "none"
    return None if keeps_none or str(config.getini("tmp_path_retention_count")) == "0" else factory


_NOT_IN_NAMES = re.compile(r"\W", re.ASCII)


def _since(sandbox: Sandbox, number: int) -> str:
    """What was said after the call of that number."""
    lines = conversation([call for call in sandbox.calls if call.number > number]).split("\n")
    if number:  # then the first line tells of earlier calls
        lines[0] = f"({counted(number, 'call')} before this test)"
    return "\n".join(lines)


def _shortened(text: str) -> str:
    lines = text.splitlines()
    left_out = len(lines) - _FIRST_LINES - _LAST_LINES
    if left_out <= 1:
        return text
    return "\n".join(
        (*lines[:_FIRST_LINES], f"({left_out} lines left out; the sandbox's `calls` has them)", *lines[-_LAST_LINES:])
    )
