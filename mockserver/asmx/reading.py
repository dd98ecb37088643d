"""What is found in a request's XML, and what keeps it from being read."""

from __future__ import annotations

from dataclasses import dataclass, field

from mockserver.asmx.complaints import Element
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

    def __init__(self, text: str, complaint: str) -> None:
        super().__init__(text)
        self.complaint = complaint
        """What is wrong with it, for explanations."""


@dataclass(slots=True)
class Parameters:
    """What a request says, as far as it could be read."""

    user: User | None = None
    lacks_user: bool = False
    """There is a Header without WSUser, or no Header: what an engine would notice that requires one."""
    not_understood: Element | None = None
    """The first header with mustUnderstand that is not the log-on."""
    ListID: int | None = None
    """None: the operation gets 0."""
    met: dict[str, Element] = field(default_factory=dict, compare=False)
    """Elements that may have been meant for something, for explanations: the first of each kind, by what it is taken
    for (see ``complaints.user_note`` and ``complaints.list_note``)."""
