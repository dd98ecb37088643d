"""Every error that this package raises on purpose; one base class, the facts as attributes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mockserver.sandbox.journal import Call
    from mockserver.scenarios.answers import Answer


class ListrakMockError(Exception):
    """The base of all errors of this package. Each can be copied and pickled, if what it holds can."""

    def __reduce__(self) -> tuple[Callable[..., ListrakMockError], tuple[object, ...]]:
        """The usual way calls the class with the message alone."""
        return _again, (type(self), self.args, self.__dict__)


def _again(kind: type[ListrakMockError], args: tuple[object, ...], facts: dict[str, object]) -> ListrakMockError:
    """The error that was reduced to these."""
    error = kind.__new__(kind)
    error.args = args
    error.__dict__.update(facts)
    return error


@dataclass(frozen=True)
class Mistake:
    """One thing that is wrong in a scenario, and what to write instead.

    ``line`` and ``column`` count from 1 and are None for a scenario written in Python.
    """

    what: str
    """The mistake as a sentence without its place: what was expected, and what came."""
    file: str | None = None
    line: int | None = None
    column: int | None = None
    found: str | None = None
    allowed: Sequence[str] = ()
    nearest: str | None = None
    """The allowed word most like the one found, if one is near enough to be meant."""

    @property
    def place(self) -> str:
        """``file:line:column`` as far as it is known, the way compilers write it."""
        return ":".join(str(part) for part in (self.file, self.line, self.column) if part is not None)

    def __str__(self) -> str:
        text = f"{self.place}: {self.what}" if self.place else self.what
        return f"{text}; did you mean '{self.nearest}'?" if self.nearest else text


class ScenarioError(ListrakMockError, ValueError):
    """A scenario says something that can't be meant. ``mistakes`` holds all of them, at least one."""

    def __init__(self, mistakes: Sequence[Mistake]) -> None:
        self.mistakes = tuple(mistakes)
        super().__init__("\n".join(str(mistake) for mistake in self.mistakes))


class SettingsError(ListrakMockError, ValueError):
    """A setting has a value that can't be meant. ``mistakes`` holds all of them, at least one."""

    def __init__(self, mistakes: Sequence[Mistake]) -> None:
        self.mistakes = tuple(mistakes)
        super().__init__("\n".join(str(mistake) for mistake in self.mistakes))


class PortInUse(ListrakMockError, OSError):
    """The address that the server was told to listen on is taken, or can't be had."""

    def __init__(self, host: str, port: int, reason: str, advice: str) -> None:
        self.host, self.port, self.reason = host, port, reason
        super().__init__(f"can't listen on {host}:{port}: {reason}. {advice}")


class SandboxClosed(ListrakMockError):
    """Something was asked of a sandbox that is closed."""


class UnservedAnswers(ListrakMockError, AssertionError):
    """Answers of a script did not get the calls they were meant for. ``answers`` holds them."""

    def __init__(self, message: str, answers: Sequence[Answer]) -> None:
        self.answers = tuple(answers)
        super().__init__(message)


class UnansweredCalls(ListrakMockError, AssertionError):
    """Calls came that no script answers. ``calls`` holds them."""

    def __init__(self, message: str, calls: Sequence[Call]) -> None:
        self.calls = tuple(calls)
        super().__init__(message)
