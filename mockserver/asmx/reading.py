"""What is found in a request's XML, and what keeps it from being read."""

from __future__ import annotations

from dataclasses import dataclass

from mockserver.service.backend import User

INVALID_FORMAT = "Request format is invalid: "
NO_BODY = f"{INVALID_FORMAT}Missing required soap:Body element."
NO_ENVELOPE = f"{INVALID_FORMAT}Missing required soap:Envelope element."

# How the sentences begin that have a value, or its place, in them.
ERROR_IN_DOCUMENT = "There is an error in XML document "
UNKNOWN_TYPE = "The specified type was not recognized: "
UNKNOWN_PREFIX = "Namespace prefix "


def no_value_of(field: str) -> str:
    """What the engine says of an attribute of WSUser behind its value; ``field`` is the property that it sets."""
    return f" is not a valid value for the field {field}. Valid values are '0', '1', 'true', and 'false'."


class InvalidRequest(Exception):
    """The document is XML and can't be read as a request; the text is what the engine says of it."""


@dataclass(slots=True)
class Parameters:
    """What a request says, as far as it could be read."""

    user: User | None = None
    user_note: str | None = None
    """A WSUser, UserName or Password that does not count, for explanations."""
    lacks_user: bool = False
    """There is a Header without WSUser, or no Header: what an engine would notice that requires one."""
    not_understood: str | None = None
    """Local name of the first header with mustUnderstand that is not the log-on."""
    ListID: int | None = None
    """None: the operation gets 0."""
    ListID_note: str | None = None
    """Why there is no ListID, for explanations."""
