"""What a case expects of the answer. Each finds what differs, in words; nothing is no difference."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from lxml import etree

from tests.fidelity.requests import MEDIA, NAMESPACES, Version
from tests.fidelity.wire import Answer

CODES_12 = {"Client": "Sender", "Server": "Receiver"}

Check = Callable[[Answer], object]
"""Raises AssertionError, or returns; for what no other word can say."""


class Fault(NamedTuple):
    """A SOAP fault, in 1.1's words."""

    code: str
    text: str


@dataclass(frozen=True)
class Expected:
    """An answer as a rule wants it; what is None is not looked at."""

    status: int
    answered: Version | None = None
    """The version of the answer, where it is not that of the row."""
    content_type: str | None = None
    """Where it is not that of a SOAP answer."""
    fault: Fault | None = None
    ListID: int | None = None
    """The operation ran, for this list."""
    body: str | bytes | None = None
    """Exactly."""
    contains: Sequence[str] = ()
    """Of the answer as text."""
    headers: Mapping[str, str | None] = field(default_factory=dict)
    """None is a header that must not come."""
    check: Check | None = None

    def differences(self, answer: Answer, version: Version, fill: Callable[[str], str]) -> Iterator[str]:
        """What the answer has otherwise."""
        version = self.answered or version
        content_type = self.content_type or f"{MEDIA[version]}; charset=utf-8"
        yield from _differs("status", self.status, answer.status)
        if content_type != "any":
            yield from _differs("Content-Type", content_type, answer.header("Content-Type"))
        if self.fault is not None:
            code = CODES_12.get(self.fault.code, self.fault.code) if version == "1.2" else self.fault.code
            expected = (NAMESPACES[version], code, fill(self.fault.text))
            yield from _differs("fault", expected, _fault(answer.body))
            yield from _differs("who refused", "engine", _last_call(answer, "answered_by"))
        if self.ListID is not None:
            yield from _differs("ListID of the operation", self.ListID, _last_call(answer, "ListID"))
            yield from _differs("who answered", "script", _last_call(answer, "answered_by"))
            yield from _differs("namespace of the envelope", NAMESPACES[version], _namespace(answer.body))
        if self.body is not None:
            expected_bytes = fill(self.body).encode() if isinstance(self.body, str) else self.body
            yield from _differs("body", expected_bytes, answer.body)
        text = answer.body.decode("utf-8", "replace")
        yield from (f"{fill(part)!r} is not in {text!r}" for part in self.contains if fill(part) not in text)
        for name, value in self.headers.items():
            yield from _differs(name, value, answer.header(name))
        if self.check is not None:
            try:
                self.check(answer)
            except AssertionError as error:
                yield str(error) or "the check failed"


def _differs(what: str, expected: object, got: object) -> Iterator[str]:
    if expected != got:
        yield f"{what}: expected {expected!r}\n{' ' * len(what)}       got {got!r}"


def _last_call(answer: Answer, name: str) -> object:
    calls = answer.sandbox.calls
    return getattr(calls[-1], name) if calls else "no call"


def _namespace(body: bytes) -> str | None:
    try:
        return etree.QName(etree.fromstring(body)).namespace
    except etree.XMLSyntaxError:
        return None


def _fault(body: bytes) -> tuple[str, str, str] | str:
    """The namespace of the code, its local name, and the text."""
    try:
        root = etree.fromstring(body)
    except etree.XMLSyntaxError:
        return f"no XML: {body[:200]!r}"
    code = root.find(".//{*}faultcode")
    code = root.find(".//{*}Code/{*}Value") if code is None else code
    text = root.find(".//{*}faultstring")
    text = root.find(".//{*}Reason/{*}Text") if text is None else text
    if code is None or text is None:
        return f"no fault: {body[:200]!r}"
    prefix, _, local = (code.text or "").rpartition(":")
    return str(code.nsmap.get(prefix)), local, text.text or ""
