"""The one settings object: what is not public about the real service, and the bounds of the mock."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import tzinfo
from typing import Literal

from mockserver.contract import SERVER_HEADERS
from mockserver.errors import SettingsError
from mockserver.options import OPTION, Given
from mockserver.scenarios.answers import Fault
from mockserver.scenarios.checking import Mistakes, said, table, unknown_key
from mockserver.scenarios.kinds import Kind, Moment, Switch, Whole, Word
from mockserver.scenarios.setting_kinds import Credentials, Lockout, LockoutKind, ServerHeaders, UnknownList
from mockserver.scenarios.time_zones import TimeZone, zone

LARGEST_REQUEST = 67_108_864
"""Bytes; the transport reads no more of one request."""


def _as(name: str, kind: Kind) -> Mapping[str, object]:
    """The description of a setting, for its field."""
    return said(kind, OPTION[name].doc)


_BODY = Whole(expected=f"a number of bytes from 1 to {LARGEST_REQUEST}", least=1, most=LARGEST_REQUEST)
_COUNT = Whole(expected="a whole number of at least 1", least=1)


@dataclass(frozen=True)
class Settings:
    """What a sandbox does where the real service's behaviour is not public, and how much it keeps.

    Counts are numbers of things, sizes are bytes. Values may be given as the texts that files and flags have, too
    (``custom_errors="off"``). Raises SettingsError that holds every mistake.
    """

    missing_header: Literal["service", "engine"] = field(
        default="service", metadata=_as("missing_header", Word(("service", "engine")))
    )
    """Who refuses a call without WSUser: the ``service``, as a bad log-on, or the ``engine``, with a MustUnderstand
    fault (in SOAP 1.1 only). Both set-ups exist, and which one this service has is not public."""
    custom_errors: bool = field(default=True, metadata=_as("custom_errors", Switch()))
    """ASP.NET's customErrors. False: the text of a fault is the dump of its exceptions, stack traces and all."""
    no_date: str = field(default="0001-01-01T00:00:00", metadata=_as("no_date", Moment(words=("start",))))
    """ProcessCompleteTime of a process that is not completed: .NET's DateTime.MinValue (a guess for this service);
    ``start`` is the row's own ProcessStartTime."""
    unknown_list: Literal["explain", "empty"] | Fault = field(
        default="explain", metadata=_as("unknown_list", UnknownList())
    )
    """What a call gets for a list that no script answers. ``explain``: a `[mock]` fault, and the call counts as
    unanswered; ``empty``: an empty result, or a fault of one's own, and it counts as answered."""
    server_headers: Mapping[str, str] = field(default=SERVER_HEADERS, metadata=_as("server_headers", ServerHeaders()))
    """The headers that name the server's products, in order; empty for none. Kept as a mapping that does not change."""
    time_zone: str = field(default="UTC", metadata=_as("time_zone", TimeZone()))
    """In which the clock's times are written: ``UTC``, an offset such as ``+02:00``, or an IANA name."""
    credentials: Mapping[str, str] | None = field(default=None, metadata=_as("credentials", Credentials()))
    """The users who are let in and their passwords; None: whoever has a user name and a password that are not empty.
    Kept as a mapping that does not change, and whose representation shows no password."""
    lockout: Lockout | None = field(default=None, metadata=_as("lockout", LockoutKind()))
    """How many failed log-ons in a row shut a user out, and for how long, by the sandbox's clock."""
    max_request_bytes: int = field(default=4_194_304, metadata=_as("max_request_bytes", _BODY))
    """The longest body that is read (ASP.NET's maxRequestLength, 4096 KB); a sandbox's is at most its server's."""
    kept_calls: int = field(default=10_000, metadata=_as("kept_calls", _COUNT))
    """Calls that the journal of a sandbox keeps; older ones are forgotten."""
    kept_bytes: int = field(default=16_777_216, metadata=_as("kept_bytes", _COUNT))
    """What the journal of a sandbox holds at the most, copies and rows together; older calls lose theirs first."""
    kept_request_bytes: int = field(default=65_536, metadata=_as("kept_request_bytes", _COUNT))
    """The part of each request and each answer that the journal keeps."""
    kept_lists: int = field(default=10_000, metadata=_as("kept_lists", _COUNT))
    """Lists that a script for ``any`` remembers; the one asked least recently starts over when it is asked again."""
    max_sandboxes: int = field(default=10_000, metadata=_as("max_sandboxes", _COUNT))
    """Sandboxes open at one time."""
    max_connections: int = field(default=4_096, metadata=_as("max_connections", _COUNT))
    """Connections open at one time, and so the most answers that wait for their time; a further one gets a 503."""
    kept_closed: int = field(default=1_000, metadata=_as("kept_closed", _COUNT))
    """Closed sandboxes whose names are remembered, so that a late call can be told where it came from."""

    def __post_init__(self) -> None:
        """Check every value, and keep it as its kind does."""
        mistakes = Mistakes()
        for setting in table(Settings).values():
            value = mistakes.check(setting.name, setting.name, setting.kind.check, getattr(self, setting.name))
            object.__setattr__(self, setting.name, value)
        if mistakes.all:
            raise SettingsError(mistakes.all)

    def but(self, changes: Mapping[str, object]) -> Settings:
        """A copy with these values changed. Raises SettingsError, also for a setting that there is not."""
        if not changes:
            return self
        mistakes = [
            unknown_key(str(name), table(Settings), of="the settings") for name in changes if name not in OPTION
        ]
        if mistakes:
            raise SettingsError(mistakes)
        return replace(self, **changes)  # type: ignore[arg-type]  # they are checked as all values are

    @property
    def zone(self) -> tzinfo:
        """The time zone that ``time_zone`` names."""
        return zone(self.time_zone)

    def __repr__(self) -> str:
        """What differs from the defaults."""
        given = (f"{name}={getattr(self, name)!r}" for name in self.unusual)
        return f"Settings({', '.join(given)})"

    @property
    def unusual(self) -> list[str]:
        """The names of the settings that differ from the defaults."""
        return [each.name for each in table(Settings).values() if getattr(self, each.name) != each.default]


def value_of(name: str, text: str) -> object:
    """The value that a text means for a setting. Raises ValueError with the reason."""
    return table(Settings)[name].kind.check(text)


def settings_from(*sources: Mapping[str, Given]) -> Settings:
    """The settings that texts say, the later sources over the earlier ones, the rest by default.

    Raises SettingsError that names for each mistake where the text is. A text that a later source hides is not read.
    """
    mistakes = Mistakes()
    given: dict[str, Given] = {name: text for source in sources for name, text in source.items()}
    values = {
        name: mistakes.check(name, where, table(Settings)[name].kind.check, text)
        for name, (where, text) in given.items()
    }
    if mistakes.all:
        raise SettingsError(mistakes.all)
    return Settings().but(values)
