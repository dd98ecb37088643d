"""What was found in a request's XML."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from mockserver.service.backend import User

DTD_PROHIBITED = "DTD is prohibited in this XML document."
NO_BODY = "Request format is invalid: Missing required soap:Body element."
NO_ENVELOPE = "Request format is invalid: Missing required soap:Envelope element."


class Broken(NamedTuple):
    """The document is not XML that the engine takes, as far as the engine reads it."""

    offset: int
    """Bytes from the start of the UTF-8 text."""
    while_routing: bool
    """Before the end of the start tag of Body's first element."""
    reason: str
    """What is wrong, in this package's words: for the journal, not for the wire."""
    code: int = 0
    """expat's code of the error; 0 for what expat takes and the engine does not."""


@dataclass(slots=True)
class Reading:
    """What was found, up to the first thing wrong."""

    data: bytes = field(default=b"", repr=False)
    """The text that was read, in UTF-8 and without a mark."""
    root: str | None = None
    """Namespace of the root element; None if its start tag could not be read."""
    is_envelope: bool = False
    first: str | None = None
    """Expanded name of the first element in Body, empty if there is none; None if Body was not reached, or routing
    had no need to look."""
    broken: Broken | None = None
    invalid: str | None = None
    """Why the request can't be read, as the engine says it after `Server was unable to read request. ---> `."""
    user: User | None = None
    user_note: str | None = None
    """A WSUser, UserName or Password that does not count, for explanations."""
    not_understood: str | None = None
    """Local name of the first header with mustUnderstand that is not the log-on."""
    ListID: int | None = None
    """None: the operation gets 0."""
    ListID_note: str | None = None
    """Why there is no ListID, for explanations."""
