"""What is found in a request's XML, and what keeps it from being read."""

from __future__ import annotations

from dataclasses import dataclass

from mockserver.service.backend import User

NO_BODY = "Request format is invalid: Missing required soap:Body element."
NO_ENVELOPE = "Request format is invalid: Missing required soap:Envelope element."


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
