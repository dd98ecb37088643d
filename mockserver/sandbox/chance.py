"""Chance that can be repeated: drawn from a hash, so that it is the same on every Python and machine."""

from __future__ import annotations

from hashlib import blake2b


def drawn(purpose: str, seed: int, ListID: int, number: int) -> float:
    """A number from 0 to just under 1, for a poll's number; another ``purpose`` draws another one."""
    digest = blake2b(f"{purpose} {seed} {ListID} {number}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") / 2**64
