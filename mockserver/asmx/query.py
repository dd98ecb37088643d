"""The query of a URL, as ASP.NET's ``HttpRequest.QueryString`` reads it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from mockserver.asmx.routing import url_decoded

_BEYOND_ASCII = re.compile("[\x80-\xff]")


@dataclass(frozen=True)
class Query:
    """The parts of a query by name. Parts of one name are one value, joined with commas; names have no case."""

    bare: str
    """The parts without ``=``, which ASP.NET keeps under no name. An empty part is one too: ``wsdl&`` is `wsdl,`."""
    named: Mapping[str, str]
    """The others, names in lower case; a value may be empty."""

    @classmethod
    def of(cls, text: str) -> Query:
        """Read what stands behind the question mark, as it came, one character a byte."""
        bare: list[str] = []
        named: dict[str, list[str]] = {}
        for part in text.split("&"):
            name, equals, value = part.partition("=")
            if equals:
                named.setdefault(_decoded(name).lower(), []).append(_decoded(value))
            else:
                bare.append(_decoded(part))
        joined = {name: ",".join(values) for name, values in named.items()}
        return cls(",".join(bare), MappingProxyType(joined))


def _decoded(text: str) -> str:
    """A byte beyond ASCII that came unescaped is read as if it had been escaped: together they may be UTF-8."""
    return url_decoded(_BEYOND_ASCII.sub(lambda byte: f"%{ord(byte[0]):02X}", text))
