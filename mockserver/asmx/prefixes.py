"""What a prefix means at a place in a document. Needed only for xsi:type, so it is found out only then."""

from __future__ import annotations

from collections import defaultdict
from xml.parsers import expat

from mockserver.asmx.places import Place


def resolved(name: str, data: bytes, start: int) -> tuple[str, str]:
    """Namespace and local name that a qualified name has in the start tag at ``start`` of the UTF-8 text.

    An undeclared prefix has no namespace.
    """
    prefix, _, local = name.strip().rpartition(":")
    beginning = data[: Place.tag_end(data, start)]
    if beginning.endswith(b"/>"):  # left open, or its own declarations would be over
        beginning = beginning[:-2] + b">"
    scopes = _Scopes(beginning).namespaces[prefix]
    return scopes[-1] if scopes else "", local


class _Scopes:
    """The namespaces that each prefix has at the end of the beginning of a document, the innermost last."""

    def __init__(self, beginning: bytes) -> None:
        self.namespaces: defaultdict[str, list[str]] = defaultdict(list)
        self._declared: list[tuple[str, ...]] = []
        parser = expat.ParserCreate("utf-8")
        parser.StartElementHandler, parser.EndElementHandler = self._start, self._end
        parser.Parse(beginning, False)

    def _start(self, _name: str, attributes: dict[str, str]) -> None:
        own = {key.partition(":")[2]: value for key, value in attributes.items() if key.split(":")[0] == "xmlns"}
        for prefix, namespace in own.items():
            self.namespaces[prefix].append(namespace)
        self._declared.append(tuple(own))

    def _end(self, _name: str) -> None:
        for prefix in self._declared.pop():
            self.namespaces[prefix].pop()
