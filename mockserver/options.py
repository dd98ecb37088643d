"""The settings as people give them: one table of flags, environment variables and ini options.

It imports nothing, so that the pytest plugin can register its options in sessions that use none of this. What a value
may be is said once, by the fields of ``Settings``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal, NamedTuple

Reach = Literal["call", "scenario", "sandbox", "server"]
"""How far down a setting can have a value of its own: for the calls that a scenario answers; for a sandbox as long as a
scenario is in play there; for a sandbox; or only for a server."""


class Option(NamedTuple):
    """A setting, by the name of its field."""

    name: str
    values: str
    """How a value is written as text."""
    default: str
    """As text."""
    reach: Reach
    doc: str
    lines: bool = False
    """Its text can have several lines: the flag may be repeated, the ini option is a list of lines."""

    @property
    def flag(self) -> str:
        """The flag of ``listrak-mock serve``."""
        return f"--{self.name.replace('_', '-')}"

    @property
    def variable(self) -> str:
        """The environment variable."""
        return f"LISTRAK_MOCK_{self.name.upper()}"

    @property
    def ini(self) -> str:
        """The option in pytest's ini file."""
        return f"listrak_mock_{self.name}"

    @property
    def in_scenarios(self) -> bool:
        """Whether a scenario can have a value of its own."""
        return self.reach in ("call", "scenario")


OPTIONS = (
    Option(
        "missing_header",
        "service|engine",
        "service",
        "call",
        "who refuses a call without WSUser: the service, as a bad log-on, or the engine, with a MustUnderstand fault "
        "(in SOAP 1.1 only)",
    ),
    Option(
        "custom_errors",
        "on|off",
        "on",
        "call",
        "ASP.NET's customErrors: on, a fault's text is the messages of its exceptions; off, it is their whole dump",
    ),
    Option(
        "no_date",
        "DATE|start",
        "0001-01-01T00:00:00",
        "call",
        "ProcessCompleteTime of a process that is not completed: a date and time, or start, its ProcessStartTime",
    ),
    Option(
        "unknown_list",
        "explain|empty|fault:TEXT",
        "explain",
        "scenario",
        "what a call for a list gets that no scenario answers: a [mock] fault that explains, and the call counts as "
        "unanswered; an empty result; or a fault with this text",
    ),
    Option(
        "server_headers",
        "NAME: VALUE",
        "Server: Microsoft-IIS/10.0, X-AspNet-Version: 4.0.30319, X-Powered-By: ASP.NET",
        "call",
        "headers that name the server's products, one a line, in the place of the usual ones; none sends none",
        lines=True,
    ),
    Option(
        "time_zone",
        "ZONE",
        "UTC",
        "sandbox",
        "in which the clock's times are written: UTC, an offset such as +02:00, or a name such as Europe/Berlin",
    ),
    Option(
        "credentials",
        "USER:PASSWORD|anybody",
        "anybody",
        "sandbox",
        "the users who are let in, one a line; anybody: whoever has a user name and a password that are not empty",
        lines=True,
    ),
    Option(
        "lockout",
        "ATTEMPTS/DURATION|none",
        "none",
        "sandbox",
        "5/15m: a user whose log-on failed 5 times in a row gets LoginAttemptsExceeded for 15 minutes, by the clock, "
        "also with the right password",
    ),
    Option(
        "max_request_bytes",
        "BYTES",
        "4194304",
        "scenario",
        "longest body of a request that is read (ASP.NET's maxRequestLength); a longer one gets the engine's fault; "
        "a sandbox's is at most its server's",
    ),
    Option("kept_calls", "COUNT", "10000", "sandbox", "calls that the journal of a sandbox keeps"),
    Option(
        "kept_bytes",
        "BYTES",
        "16777216",
        "sandbox",
        "what the journal of a sandbox holds at the most, copies and rows together; older calls lose theirs first",
    ),
    Option(
        "kept_request_bytes",
        "BYTES",
        "65536",
        "sandbox",
        "the part of each request and each answer that the journal keeps",
    ),
    Option(
        "kept_lists",
        "COUNT",
        "10000",
        "sandbox",
        "lists that a scenario for any list remembers; the one asked least recently starts over",
    ),
    Option("max_sandboxes", "COUNT", "10000", "server", "sandboxes open at one time"),
    Option(
        "max_connections",
        "COUNT",
        "4096",
        "server",
        "connections open at one time, and so the most answers that wait for their time; a further one gets a 503",
    ),
    Option(
        "kept_closed",
        "COUNT",
        "1000",
        "server",
        "closed sandboxes that are remembered, so that a late call can be told where it came from",
    ),
)
OPTION: Mapping[str, Option] = {option.name: option for option in OPTIONS}


class Given(NamedTuple):
    """The text that somebody gave a setting, and where, for messages."""

    where: str
    text: str

    def __repr__(self) -> str:
        """Without the text, which may hold passwords."""
        return f"<Given by {self.where}>"


def given_by(source: str, name_of: Callable[[Option], str], texts: Mapping[str, str | None]) -> Mapping[str, Given]:
    """What a source says of settings, by the name of the field; ``name_of`` tells what the source calls each.

    An empty text says nothing: so does a variable that a compose file passes on unset. Other names are not looked at:
    container platforms put variables of their own beside ours, such as LISTRAK_MOCK_PORT for a service of that name.
    """
    names = ((option.name, name_of(option)) for option in OPTIONS)
    return {field: Given(f"{source} {name}", text) for field, name in names if (text := texts.get(name))}


def environment(variables: Mapping[str, str]) -> Mapping[str, Given]:
    """What the environment says of settings."""
    return given_by("the environment variable", lambda option: option.variable, variables)
