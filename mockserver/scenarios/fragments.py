"""A piece of XML that goes inside a fault's detail element."""

from __future__ import annotations

from mockserver.contract import xml_text
from mockserver.scenarios.kinds import Kind

_OPEN, _CLOSE = "<detail>", "</detail>"


class Fragment(Kind):
    """Well-formed XML that declares every prefix it uses. It can't hold a DTD, as it is not a document."""

    expected = "well-formed XML"
    free = True

    def _check(self, value: object) -> object:
        text = xml_text(value)
        from xml.parsers import expat  # noqa: PLC0415 - only a fault with a detail needs it

        parser = expat.ParserCreate("utf-8", " ")
        try:
            parser.Parse(f"{_OPEN}{text}{_CLOSE}".encode(), True)
        except expat.ExpatError as error:
            column = error.offset + 1 - (len(_OPEN) if error.lineno == 1 else 0)
            problem = expat.ErrorString(error.code)
            raise ValueError(
                f"expected {self.expected}, got '{problem}' at line {error.lineno}, column {column} of it"
            ) from None
        return text
