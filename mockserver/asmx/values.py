"""How .NET reads a number out of text."""

from __future__ import annotations

import re

from mockserver.contract import INT32_MAX, INT32_MIN

NOT_A_NUMBER = "Input string was not in a correct format."
OUT_OF_RANGE = "Value was either too large or too small for an Int32."

# Int32.Parse with NumberStyles.Integer: white space is these six characters alone, digits are ASCII alone,
# and trailing NULs can't come because XML can't carry them.
# Possessive, so that a text of a million digits or blanks is refused in linear time.
_INTEGER = re.compile(r"[ \t\n\r\v\f]*+([+-]?)([0-9]++)[ \t\n\r\v\f]*+")
_MOST_DIGITS = 10

BOOLEANS = ("0", "1", "true", "false")
"""What SoapHeader's own attributes may be."""


def parse_int32(text: str) -> int:
    """The number that Int32.Parse reads. Raises ValueError with .NET's own sentence."""
    parts = _INTEGER.fullmatch(text)
    if parts is None:
        raise ValueError(NOT_A_NUMBER)
    sign, digits = parts[1], parts[2].lstrip("0") or "0"
    if len(digits) > _MOST_DIGITS:  # also spares int() a number of a million digits
        raise ValueError(OUT_OF_RANGE)
    value = int(sign + digits)
    if not INT32_MIN <= value <= INT32_MAX:
        raise ValueError(OUT_OF_RANGE)
    return value
