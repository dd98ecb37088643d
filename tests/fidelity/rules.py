"""The words that the tables are written in: sections of rules, each in a sentence with its evidence and its cases."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

import pytest

from mockserver.scenarios.answers import AnswerLike
from tests.fidelity.expectations import Expected, Fault
from tests.fidelity.requests import Request, Version
from tests.fidelity.wire import Wire

Evidence = Literal["source", "records", "WSDL", "guess", "ours"]
source: Evidence = "source"
"""Microsoft's published source of the engine."""
records: Evidence = "records"
"""Public records of the service, or of other ASMX servers."""
wsdl: Evidence = "WSDL"
"""The public copy of the service's WSDL."""
guess: Evidence = "guess"
ours: Evidence = "ours"
"""Deliberately unlike the real endpoint."""

BOTH: tuple[Version, ...] = ("1.1", "1.2")
V11: tuple[Version, ...] = ("1.1",)
V12: tuple[Version, ...] = ("1.2",)

UNREADABLE = "Server was unable to read request. ---> "
UNPROCESSABLE = "Server was unable to process request. ---> "
HTML = "text/html; charset=utf-8"
TEXT = "text/plain; charset=utf-8"
XML = "text/xml; charset=utf-8"
ANY = "any"
"""A Content-Type that is not looked at."""


@dataclass(frozen=True)
class Case:
    """One request and what it gets, in one version or in both. Begin one with `case`, end it with what it expects."""

    name: str
    request: Request
    versions: tuple[Version, ...]
    answer: AnswerLike | None
    settings: Mapping[str, object] | None
    throws: str | None
    """The operation fails with this message."""
    plays_for: int | str
    """The list that the answer is for."""
    expected: Expected | None = None

    def gets(self, status: int, content_type: str | None = None, **more: object) -> Case:
        """Any answer; the keywords are the fields of Expected."""
        return replace(self, expected=Expected(status, content_type=content_type, **more))

    def runs(self, ListID: int = 12345, answered: Version | None = None) -> Case:
        """The operation runs for this list, and the log-on is good."""
        return self.gets(200, ListID=ListID, answered=answered)

    def empty(self, status: int, answered: Version | None = None) -> Case:
        """The bare status."""
        return self.gets(status, answered=answered, body=b"")

    def fault(self, code: str, text: str, answered: Version | None = None) -> Case:
        """A fault of the engine with this text; the code is 1.1's, and translated for 1.2."""
        return self.gets(500, fault=Fault(code, text), answered=answered)

    def unreadable(self, text: str, answered: Version | None = None) -> Case:
        """The client's fault, behind "Server was unable to read request. ---> "."""
        return self.fault("Client", UNREADABLE + text, answered)

    def unprocessable(self, text: str, answered: Version | None = None) -> Case:
        """The server's fault, behind "Server was unable to process request. ---> "."""
        return self.fault("Server", UNPROCESSABLE + text, answered)

    def not_a_number(self, line: int, column: int) -> Case:
        """ListID is not a number, and the place told is this one."""
        return self.unreadable(
            f"There is an error in XML document ({line}, {column}). ---> Input string was not in a correct format."
        )

    def out_of_range(self, line: int, column: int) -> Case:
        """ListID does not fit, and the place told is this one."""
        return self.unreadable(
            f"There is an error in XML document ({line}, {column}). ---> "
            "Value was either too large or too small for an Int32."
        )

    def refused_log_on(self) -> Case:
        """The request is fine for the engine, and user and password are not for the service."""
        return self.gets(500, check=_log_on_was_refused)


def _log_on_was_refused(answer: object) -> None:
    assert b"[InvalidLogonAttempt]" in answer.body, answer.body  # type: ignore[attr-defined]  # an Answer


def case(
    name: str,
    *,
    versions: tuple[Version, ...] = BOTH,
    answer: AnswerLike | None = None,
    settings: Mapping[str, object] | None = None,
    throws: str | None = None,
    plays_for: int | str = "any",
    **changed: object,
) -> Case:
    """A good request with something changed: the keywords are the fields of Request, `answer` what the list plays."""
    return Case(name, Request(**changed), versions, answer, settings, throws, plays_for)


def get(name: str, target: str = "", **changed: object) -> Case:
    """A GET of the endpoint; the target is what stands behind its path."""
    path = "/v31/IntegrationService.asmx" + target
    return case(name, versions=V11, **{"method": "GET", "path": path, **changed})


class Rule:
    """A sentence that the mock keeps, what it is known from, and at least one case."""

    def __init__(self, text: str, evidence: Evidence, *cases: Case) -> None:
        self.text, self.evidence, self.cases = text, evidence, cases


class Row(NamedTuple):
    """A case in one version."""

    rule: Rule
    case: Case
    version: Version

    def hold(self, wire: Wire) -> None:
        """Send the request and compare. Raises AssertionError that quotes the rule."""
        __tracebackhide__ = True
        request, expected = self.case.request, self.case.expected
        assert expected is not None, f"the case {self.case.name!r} expects nothing"
        with wire.open(self.case) as sandbox:
            prefix = sandbox.base_url.partition(wire.host)[2]
            sent = request.http_request(self.version, prefix, wire.host)
            answer = wire.send(sandbox, sent, request.method)

            def fill(text: str) -> str:
                return request.text(self.version, text).replace("{url}", answer.url)

            if differences := list(expected.differences(answer, self.version, fill)):
                told = "\n".join(differences)
                pytest.fail(f"{self.rule.text} ({self.rule.evidence})\n{told}\nsent: {sent[:3000]!r}", pytrace=False)


class Section:
    """The rules of one module. `name` is the module's, without `test_`."""

    def __init__(self, name: str, title: str, rules: Sequence[Rule]) -> None:
        self.name, self.title, self.rules = name, title, rules

    def numbered(self) -> Iterator[tuple[str, Rule]]:
        """Each rule with its name, such as `routing-07`, which its tests' ids begin with."""
        return ((f"{self.name}-{number:02}", rule) for number, rule in enumerate(self.rules, 1))

    def rows(self) -> list[object]:
        """The parameters of the section's test."""
        return [
            pytest.param(Row(rule, case, version), id=f"{name} {case.name}, {version}")
            for name, rule in self.numbered()
            for case in rule.cases
            for version in case.versions
        ]


def count(rule: Rule) -> int:
    """The rule's rows: its cases, each in its versions."""
    return sum(len(case.versions) for case in rule.cases)
