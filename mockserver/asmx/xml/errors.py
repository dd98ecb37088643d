"""What .NET's XmlTextReader says of a document that is not XML: its sentences, and where in the text they point.

The sentences reach a client only when the error is met while the engine looks for the operation in the body; anywhere
else such an error is a bare 400, and the sentence goes into the journal.
"""

from __future__ import annotations

from mockserver.asmx.arguments import argument
from mockserver.asmx.xml.places import Place

DTD_PROHIBITED = "DTD is prohibited in this XML document."
ROOT_MISSING = "Root element is missing."
ROOT_DATA = "Data at the root level is invalid."
END_OF_FILE = "Unexpected end of file has occurred."
END_IN_REFERENCE = "Unexpected end of file while parsing  has occurred."  # .NET forgets to say what it was parsing


class XmlError(Exception):
    """.NET's XmlException. ``offset`` is the character that it points to; None where it points nowhere.

    ``place`` is where it says that this is, if it miscounts.
    """

    def __init__(self, reason: str, offset: int | None = None, place: Place | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.offset = offset
        self._place = place

    def message(self, text: str) -> str:
        """The sentence with its place in the text, as a fault has it."""
        if self.offset is None:
            return self.reason
        place = self._place or Place.at(text, self.offset)
        return f"{argument(self.reason)} Line {place.line}, position {place.column}."


def end_while_parsing(what: str, offset: int) -> XmlError:
    """The document ends within ``what``."""
    return XmlError(f"Unexpected end of file while parsing {what} has occurred.", offset)


def unclosed(names: list[str], offset: int, place: Place | None = None) -> XmlError:
    """The document ends within elements; the innermost name comes first."""
    listed = f"{', '.join(names)}." if names else ""  # nothing at all within the root's own start tag
    return XmlError(f"{END_OF_FILE} The following elements are not closed: {listed}", offset, place)


def unexpected_token(token: str, expected: str, offset: int) -> XmlError:
    """Something stands where ``expected`` belongs; that is a token, or two tokens with their quotes between."""
    return XmlError(f"'{token}' is an unexpected token. The expected token is '{expected}'.", offset)


def no_white_space(token: str, offset: int) -> XmlError:
    """Something follows directly where white space belongs."""
    return XmlError(f"'{token}' is an unexpected token. Expecting white space.", offset)


def invalid_character(character: str, offset: int) -> XmlError:
    """A character that XML can't carry."""
    return XmlError(f"{_named(character)}, is an invalid character.", offset)


def bad_attribute_character(character: str, offset: int) -> XmlError:
    """A character that an attribute's value can't have."""
    return XmlError(f"{_named(character)}, is an invalid attribute character.", offset)


def bad_first_character(character: str, offset: int) -> XmlError:
    """A character that no name begins with."""
    return XmlError(f"Name cannot begin with the {_named(character, ' character')}.", offset)


def bad_name_character(character: str, offset: int) -> XmlError:
    """A character that no name has."""
    return XmlError(f"The {_named(character, ' character')}, cannot be included in a name.", offset)


def _named(character: str, kind: str = "") -> str:
    shown = "." if character == "\0" else character  # .NET shows NUL so
    return f"'{shown}'{kind}, hexadecimal value 0x{ord(character):02X}"
