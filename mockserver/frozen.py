"""A mapping that does not change, for what must not: it can be hashed, and be a part of frozen dataclasses."""

from __future__ import annotations

from collections.abc import ItemsView, Iterable, Iterator, Mapping
from typing import NoReturn, Self, TypeVar

_Value_co = TypeVar("_Value_co", covariant=True)


class Frozen(Mapping[str, _Value_co]):
    """Keeps its order; equal to any mapping with the same items. It can be hashed if its values can."""

    __slots__ = ("_items",)

    _items: dict[str, _Value_co]

    def __new__(cls, items: Mapping[str, _Value_co] | Iterable[tuple[str, _Value_co]] = ()) -> Self:
        """Set here and not in ``__init__``, which can be called again."""
        self = super().__new__(cls)
        object.__setattr__(self, "_items", dict(items))
        return self

    def __getitem__(self, key: str) -> _Value_co:
        return self._items[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._items)

    def __len__(self) -> int:
        return len(self._items)

    def items(self) -> ItemsView[str, _Value_co]:
        """As a dict has them: the general way of mappings is slow."""
        return self._items.items()

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(f"a Frozen does not change: {name} can't be set")

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError(f"a Frozen does not change: {name} can't be deleted")

    def __reduce__(self) -> tuple[type[Self], tuple[dict[str, _Value_co]]]:
        """How it is copied and pickled: the usual way sets attributes."""
        return type(self), (dict(self._items),)

    def __hash__(self) -> int:
        return hash(frozenset(self._items.items()))

    def __repr__(self) -> str:
        return repr(self._items)
