"""How the bytes of a request become text: a mark, the charset parameter, or the reader's default.

Microsoft's reference source: a byte order mark wins; then the charset parameter counts for both media types. Without a
charset that .NET knows, text/xml is read as ASCII, and application/soap+xml goes by its XML declaration.
"""

from __future__ import annotations

import codecs
import re
from typing import NamedTuple

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16's, which is its beginning
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_WIDE = ("utf-16", "utf-32")

# .NET's names, which are IANA's; Python's spellings are looser, so they are not simply asked.
_NAMES = {
    "utf-8": "utf-8",
    "utf-16": "utf-16-le",
    "utf-16le": "utf-16-le",
    "utf-16be": "utf-16-be",
    "unicode": "utf-16-le",
    "unicodefffe": "utf-16-be",
    "utf-32": "utf-32-le",
    "utf-32le": "utf-32-le",
    "utf-32be": "utf-32-be",
    "us-ascii": "ascii",
    "ascii": "ascii",
    "latin1": "latin-1",
    "iso-8859-1": "latin-1",
    "gb2312": "gb18030",
    "gb18030": "gb18030",
    "big5": "big5",
    "shift_jis": "cp932",
    "euc-jp": "euc_jp",
    "euc-kr": "euc_kr",
    "koi8-r": "koi8-r",
    "koi8-u": "koi8-u",
    "macintosh": "mac-roman",
    **{f"windows-{page}": f"cp{page}" for page in range(1250, 1259)},
    **{f"iso-8859-{part}": f"iso8859-{part}" for part in (2, 3, 4, 5, 6, 7, 8, 9, 13, 15)},
}
_DECLARATION = re.compile(rb"<\?xml[^>]*?\sencoding\s*=\s*[\"']([^\"']*)[\"']")

INVALID_BYTES = "Invalid character in the given encoding."
NUL = "'.', hexadecimal value 0x00, is an invalid character."
NO_MARK = "There is no Unicode byte order mark. Cannot switch to Unicode."


class Undecodable(NamedTuple):
    """The bytes are not in the character set that the engine goes by."""

    offset: int
    """Bytes of the UTF-8 text that come before."""
    reason: str
    """.NET's sentence, without the place."""


class Decoded(NamedTuple):
    """The body as UTF-8 without a mark, and what ends it too early."""

    data: bytes
    broken: Undecodable | None = None


def utf8(body: bytes, charset: str, *, by_declaration: bool) -> Decoded:
    """The body as UTF-8, whatever it came in.

    ``charset`` is the parameter of the Content-Type, empty for none. ``by_declaration`` is the engine's strict way for
    application/soap+xml without a known charset; only there can bytes be undecodable, elsewhere they are replaced.
    A NUL is no character of XML anywhere.
    """
    decoded = _decoded(body, charset, by_declaration=by_declaration)
    nul = decoded.data.find(b"\0")
    if nul < 0 or (decoded.broken is not None and decoded.broken.offset < nul):
        return decoded
    return Decoded(decoded.data, Undecodable(nul, NUL))  # expat would take the text for UTF-16, and read it


def _decoded(body: bytes, charset: str, *, by_declaration: bool) -> Decoded:
    known = _NAMES.get(charset.lower())
    strict = by_declaration and known is None
    for mark, encoding in _MARKS:
        if body.startswith(mark):
            text = body[len(mark) :]
            return _by_declaration(text) if strict and encoding == "utf-8" else _recoded(text, encoding, strict=strict)
    return _by_declaration(body) if strict else _recoded(body, known or "ascii", strict=False)


def _by_declaration(body: bytes) -> Decoded:
    found = _DECLARATION.match(body)
    if found is None:
        return _recoded(body, "utf-8", strict=True)
    name = found[1].decode("latin-1")
    encoding = _NAMES.get(name.lower())
    if encoding is None:
        return Decoded(body, Undecodable(found.start(1), f"System does not support '{name}' encoding."))
    if encoding.startswith(_WIDE):
        return Decoded(body, Undecodable(found.start(1), NO_MARK))
    return _recoded(body, encoding, strict=True)


def _recoded(body: bytes, encoding: str, *, strict: bool) -> Decoded:
    if body.isascii() and not encoding.startswith(_WIDE):
        return Decoded(body)
    try:
        text = body.decode(encoding, "strict" if strict else "replace")
    except UnicodeDecodeError as error:
        good = body[: error.start].decode(encoding).encode()
        return Decoded(good, Undecodable(len(good), INVALID_BYTES))
    if encoding == "ascii":
        text = text.replace("\ufffd", "?")
    return Decoded(text.encode("utf-8", "replace"))
