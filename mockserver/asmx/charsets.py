"""How the bytes of a request become text: a mark, the charset parameter, or the reader's default.

Microsoft's reference source: a byte order mark wins; then the charset parameter counts for both media types. Without a
charset that .NET knows, text/xml is read as ASCII, and application/soap+xml goes by its XML declaration.
"""

from __future__ import annotations

import codecs
import re

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16's, which is its beginning
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

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
_ONE_BYTE_DECLARATION = re.compile(rb"<\?xml[^>]*?\sencoding\s*=\s*[\"']([^\"']*)[\"']")


class Undecodable(Exception):
    """The bytes are not in the character set that the XML declaration names, where the engine goes by it."""


def utf8(body: bytes, charset: str, *, by_declaration: bool) -> bytes:
    """The body as UTF-8 without a mark, whatever it came in.

    ``charset`` is the parameter of the Content-Type, empty for none. ``by_declaration`` is the engine's strict way for
    application/soap+xml without a known charset. Raises Undecodable, only there.
    """
    known = _NAMES.get(charset.lower())
    strict = by_declaration and known is None
    for mark, encoding in _MARKS:
        if body.startswith(mark):
            return _recoded(body[len(mark) :], encoding, strict=strict)
    if strict:
        return _recoded(body, _declared(body), strict=True)
    return _recoded(body, known or "ascii", strict=False)


def _recoded(body: bytes, encoding: str, *, strict: bool) -> bytes:
    if not encoding.startswith("utf-16") and not encoding.startswith("utf-32") and body.isascii():
        return body
    try:
        text = body.decode(encoding, "strict" if strict else "replace")
    except UnicodeDecodeError as error:
        raise Undecodable(str(error)) from None
    if encoding == "ascii":
        text = text.replace("\ufffd", "?")
    return text.encode("utf-8", "replace")


def _declared(body: bytes) -> str:
    found = _ONE_BYTE_DECLARATION.match(body)
    if found is None:
        return "utf-8"
    name = found[1].decode("latin-1")
    encoding = _NAMES.get(name.lower())
    if encoding is None:
        raise Undecodable(f"the XML declaration names the unknown encoding {name!r}")
    if encoding.startswith(("utf-16", "utf-32")):
        raise Undecodable(f"the XML declaration says {name!r}, but the text has one byte a character")
    return encoding
