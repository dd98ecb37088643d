"""The one settings object: what is not public about the real service, and the bounds of the mock."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Settings:
    """What a sandbox does where the real service's behaviour is not public, and how much it keeps.

    Counts are numbers of things, sizes are bytes.
    """

    no_date: str = "0001-01-01T00:00:00"
    """ProcessCompleteTime of a process that is not completed: .NET's DateTime.MinValue (a guess for this service)."""
    kept_calls: int = 10_000
    """Calls that the journal of a sandbox keeps; older ones are forgotten."""
    kept_bytes: int = 16_777_216
    """What the journal of a sandbox holds at the most, copies and rows together; older calls are forgotten for it."""
    kept_request_bytes: int = 65_536
    """The part of each request and each answer that the journal keeps."""
    kept_lists: int = 10_000
    """Lists that a script for ``any`` remembers; the one asked least recently starts over when it is asked again."""
    max_sandboxes: int = 10_000
    """Sandboxes open at one time."""
    kept_closed: int = 1_000
    """Closed sandboxes whose names are remembered, so that a late call can be told where it came from."""
