"""A mapping that does not change, for what must not: it can be hashed, and be a part of frozen dataclasses."""

from __future__ import annotations

from collections.abc import ItemsView, Iterable, Iterator, Mapping
from typing import TypeVar

_Value_co = TypeVar("_Value_co", covariant=True)


class Frozen(Mapping[str, _Value_co]):
    """Keeps its order; equal to any mapping with the same items. It can be hashed if its values can."""

    __slots__ = ("_items",)

    def __init__(self, items: Mapping[str, _Value_co] | Iterable[tuple[str, _Value_co]] = ()) -> None:
        self._items = dict(items)

    def __getitem__(self, key: str) -> _Value_co:
        return self._items[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._items)

    def __len__(self) -> int:
        return len(self._items)

    def items(self) -> ItemsView[str, _Value_co]:
        """As a dict has them: the general way of mappings is slow."""
        return self._items.items()

    def __hash__(self) -> int:
        return hash(frozenset(self._items.items()))

    def __repr__(self) -> str:
        return repr(self._items)
