"""Scenarios written to files without the passwords that a sandbox knows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import reduce

from mockserver.sandbox.redaction import redact_request, redact_text
from mockserver.scenarios.checking import Said
from mockserver.scenarios.writing import Data, Plain, Writer


class Hidden:
    """Passwords that nothing may show; and whatever stands where passwords do goes with them."""

    def __init__(self, passwords: Iterable[str]) -> None:
        self._passwords: tuple[str | None, ...] = tuple(passwords) or (None,)

    def text(self, text: str) -> str:
        """The text without them."""
        return reduce(lambda left, password: redact_text(left, password, None, len(left)), self._passwords, text)

    def content(self, content: bytes) -> bytes:
        """The content of a file without them."""
        return reduce(lambda left, word: redact_request(left, word, len(left)), self._passwords, content)


class HidingWriter(Writer):
    """Writes scenarios and the files beside them without passwords; words of the language and numbers stay."""

    def __init__(self, prefix: str, passwords: Hidden) -> None:
        super().__init__(prefix)
        self._hidden = passwords
        self.hid_something = False

    def fields(self, model: object, entries: Mapping[str, Said] | None = None) -> dict[str, Data]:
        """See ``Writer.fields``."""
        return {key: self._without(value) for key, value in super().fields(model, entries).items()}

    def beside(self, content: bytes, suffix: str) -> str:
        """See ``Writer.beside``."""
        left = self._hidden.content(content)
        self.hid_something |= left != content
        return super().beside(left, suffix)

    def _text(self, text: str) -> str:
        left = self._hidden.text(text)
        self.hid_something |= left != text
        return left

    def _without(self, data: Data) -> Data:
        if isinstance(data, str):
            return data if isinstance(data, Plain) or data in self.files else self._text(data)
        if isinstance(data, Mapping):
            return {key: self._without(value) for key, value in data.items()}
        return [self._without(each) for each in data]
