"""How the bytes of a request become text: a mark, the charset parameter, or the reader's default.

The engine has two ways, both of them in Microsoft's reference source. With a charset that .NET knows, and always where
the media type is not application/..., a StreamReader decodes: a byte order mark wins, what can't be decoded is
replaced, and the XML declaration is never looked at. Else XmlTextReader reads the bytes itself, by the declaration.
"""

from __future__ import annotations

import codecs
import re
from typing import NamedTuple

from mockserver.asmx.charset_names import codec_of

INVALID_BYTES = "Invalid character in the given encoding."
NO_MARK = "There is no Unicode byte order mark. Cannot switch to Unicode."
"""The one sentence that .NET tells without a place."""


class Undecodable(NamedTuple):
    """The bytes are not in the character set that the engine goes by."""

    offset: int
    """Bytes of the UTF-8 text that come before."""
    reason: str
    """.NET's sentence, without the place."""


class Decoded(NamedTuple):
    """The body as UTF-8 without a mark, and what ends it too early."""

    data: bytes
    """At least all that comes before ``broken``."""
    broken: Undecodable | None = None


def utf8(body: bytes, charset: str, *, by_declaration: bool) -> Decoded:
    """The body as UTF-8, whatever it came in.

    ``charset`` is the parameter of the Content-Type, empty for none; one that .NET doesn't know counts as none.
    ``by_declaration`` says that the media type is application/...: without a known charset its XML declaration counts,
    and only there can bytes be undecodable.
    """
    codec = codec_of(charset)
    declared = by_declaration and codec is None
    if body.isascii() and b"\0" not in body and (not body.startswith(b"<?xml") if declared else codec in _ASCII_STAYS):
        return Decoded(body)  # so are nearly all requests; there is no mark in them, a mark is not ASCII
    return _by_declaration(body) if declared else Decoded(_streamed(body, codec or "ascii"))


def replaced(data: bytes) -> str:
    """UTF-8 as .NET Framework decodes it where bad bytes are replaced: U+FFFD for each bad sequence.

    Unlike Python it counts a first byte and a second that is impossible behind it (E0 80, ED A0, ...) as one.
    """
    return _IMPOSSIBLE_PAIR.sub(b"\xff", data).decode("utf-8", "replace")


_ASCII_STAYS = (None, "utf-8", "ascii", "latin-1", "cp1252")  # the usual ones; None is the default, which is ASCII
_IMPOSSIBLE_PAIR = re.compile(rb"\xe0[\x80-\x9f]|\xed[\xa0-\xbf]|\xf0[\x80-\x8f]|\xf4[\x90-\xbf]")


# StreamReader.

_MARKS = {
    "utf-8": codecs.BOM_UTF8,
    "utf-32-le": codecs.BOM_UTF32_LE,  # before UTF-16's, which is its beginning
    "utf-32-be": codecs.BOM_UTF32_BE,
    "utf-16-le": codecs.BOM_UTF16_LE,
    "utf-16-be": codecs.BOM_UTF16_BE,
}


def _streamed(body: bytes, codec: str) -> bytes:
    """What StreamReader makes of the body: first it looks for the charset's own mark, then for any."""
    for marked in (codec, *_MARKS):
        mark = _MARKS.get(marked)
        if mark is not None and body.startswith(mark):
            return _lenient(body[len(mark) :], marked)
    return _lenient(body, codec)


def _lenient(data: bytes, codec: str) -> bytes:
    """Decoded with replacement, as UTF-8. The decoder is never flushed: an unfinished last character is dropped."""
    if codec == "utf-8":
        if _is_utf8(data):
            return data
        data = _IMPOSSIBLE_PAIR.sub(b"\xff", data)
    try:
        text = codecs.getincrementaldecoder(codec)("replace").decode(data)
    except UnicodeDecodeError:  # Python's decoders of ISO-2022 keep an escape without end, until they can't
        text = data.decode(codec, "replace")
    if codec not in _MARKS:
        text = text.replace("\ufffd", "?")  # only the encodings of Unicode replace by U+FFFD
    return text.encode("utf-8", "replace")


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


# XmlTextReader.


class _Form(NamedTuple):
    """What the first bytes tell of a document."""

    codec: str
    mark: int = 0
    """Bytes of the byte order mark."""
    width: int = 1
    """Bytes of a character of the declaration."""


_PLAIN = _Form("")  # bytes, UTF-8 unless the declaration says otherwise
_FORMS = {
    b"\0\0\xfe\xff": _Form("ucs-4 1234", 4, 4),
    b"\0\0\0<": _Form("ucs-4 1234", 0, 4),
    b"\xff\xfe\0\0": _Form("ucs-4 4321", 4, 4),
    b"<\0\0\0": _Form("ucs-4 4321", 0, 4),
    b"\0\0\xff\xfe": _Form("ucs-4 2143", 4, 4),
    b"\0\0<\0": _Form("ucs-4 2143", 0, 4),
    b"\xfe\xff\0\0": _Form("ucs-4 3412", 4, 4),
    b"\0<\0\0": _Form("ucs-4 3412", 0, 4),
    b"\xfe\xff": _Form("utf-16-be", 2, 2),
    b"\0<": _Form("utf-16-be", 0, 2),
    b"\xff\xfe": _Form("utf-16-le", 2, 2),
    b"<\0": _Form("utf-16-le", 0, 2),
    codecs.BOM_UTF8: _Form("utf-8", 3, 1),
}
_UTF16 = ("utf-16-le", "utf-16-be")
_TWO_BYTES = ("utf-16", "ucs-2", "iso-10646-ucs-2")
"""The names of UTF-16 that are minded; by another one (``unicode``, ``utf-16le``) the reader just goes over to it."""
_EBCDIC = b"\x4c\x6f\xa7\x94"  # `<?xm`
_BLANK = "[ \t\r\n]"
_EQUALS = f"{_BLANK}*={_BLANK}*"
# Up to the name just as far as .NET's reader has to get before it minds the name; anything else is told as bad XML.
_DECLARATION = re.compile(
    rf"""<\?xml{_BLANK}+version{_EQUALS}(?:"1\.0"|'1\.0'){_BLANK}+encoding{_EQUALS}"""
    rf"""(?P<quote>["'])(?P<name>[^<>&"'\t\r\n]*)(?P=quote)"""
    rf"""(?P<end>(?:{_BLANK}+standalone{_EQUALS}(?:"yes"|"no"|'yes'|'no'))?{_BLANK}*\?>)?"""
)
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


def _by_declaration(body: bytes) -> Decoded:
    """What XmlTextReader makes of the body: the first bytes, then the declaration say what it is in."""
    if body.startswith(_EBCDIC):
        return Decoded(body.decode("latin-1").encode(), Undecodable(0, _unsupported("ebcdic")))
    form = _form(body)
    undeclared = _strict(body[form.mark :], form.codec or "utf-8")
    declared = _DECLARATION.match(_beginning(body, form, undeclared))
    if declared is None:
        return undeclared
    name = declared["name"].lower()
    codec = codec_of(name)
    if name in _TWO_BYTES and form.codec not in _UTF16:
        return _refused(declared, NO_MARK)
    if name != "ucs-4" and codec is None:
        return _refused(declared, _unsupported(declared["name"]))
    if declared["end"] is None or _stays(name, codec, form):
        return undeclared
    return _switched(body, form, declared[0], name, codec or "utf-8")


def _form(body: bytes) -> _Form:
    """The reader takes bytes that are missing among the first four as zeros."""
    if len(body) < len(codecs.BOM_UTF16):
        return _PLAIN
    first = body[:4].ljust(4, b"\0")
    return _FORMS.get(first) or _FORMS.get(first[:2]) or _FORMS.get(first[:3], _PLAIN)


def _beginning(body: bytes, form: _Form, undeclared: Decoded) -> str:
    """The text as it is before the declaration was read; without a mark each byte is then a character."""
    if form is not _PLAIN:
        return undeclared.data.decode()
    return body.decode("latin-1") if body.startswith(b"<?xml") else ""


def _unsupported(name: str) -> str:
    return f"System does not support '{name}' encoding."


def _refused(declared: re.Match[str], reason: str) -> Decoded:
    offset = len(declared[0][: declared.start("name")].encode())
    return Decoded(declared[0].encode(), Undecodable(offset, reason))


def _stays(name: str, codec: str | None, form: _Form) -> bool:
    """Whether the reader goes on as it began: the name says the same, or leaves it to the first bytes."""
    return codec == form.codec or name in _TWO_BYTES or (name == ("utf-8" if form is _PLAIN else "ucs-4"))


def _switched(body: bytes, form: _Form, declaration: str, name: str, codec: str) -> Decoded:
    """What follows the declaration is in another encoding. Only ``utf-8`` by that very name is strict."""
    rest = body[form.mark + form.width * len(declaration) :]
    decoded = _strict(rest, codec) if name == "utf-8" or codec in _UTF16 else Decoded(_lenient(rest, codec))
    start = declaration.encode()
    broken = decoded.broken and Undecodable(len(start) + decoded.broken.offset, decoded.broken.reason)
    return Decoded(start + decoded.data, broken)


def _strict(data: bytes, codec: str) -> Decoded:
    """Decoded up to the first bytes that are not in the encoding; an unfinished last character is dropped."""
    if codec == "utf-8":
        return _strict_utf8(data)
    if codec in _UTF16:
        return _raw_utf16(data, codec)
    return _ucs4(data, codec)


def _strict_utf8(data: bytes) -> Decoded:
    if _is_utf8(data):
        return Decoded(data)
    try:
        return Decoded(codecs.getincrementaldecoder("utf-8")().decode(data).encode())
    except UnicodeDecodeError as error:
        return Decoded(data[: error.start], Undecodable(error.start, INVALID_BYTES))


def _raw_utf16(data: bytes, codec: str) -> Decoded:
    """The reader's own decoder checks nothing; half a pair is an invalid character when the XML is read.

    Of a first half without its second the reader blames the character behind it.
    """
    text = data[: len(data) & ~1].decode(codec, "surrogatepass")
    lone = _LONE_SURROGATE.search(text)
    if lone is None:
        return Decoded(text.encode())
    skipped = lone[0] < "\udc00" and lone.end() < len(text)
    good = (text[: lone.start()] + "\ufffd" * skipped).encode()
    return Decoded(good, Undecodable(len(good), _invalid_character(text[lone.start() + skipped])))


def _invalid_character(character: str) -> str:
    shown = "\ufffd" if _LONE_SURROGATE.match(character) else character
    return f"'{shown}', hexadecimal value 0x{ord(character):02X}, is an invalid character."


def _ucs4(data: bytes, order: str) -> Decoded:
    """UCS-4 in any of four orders of its bytes; the last part of ``order`` says which byte of a character is where."""
    size = len(data) & ~3
    ordered = bytearray(size)
    for place, byte in enumerate(order[-4:]):
        ordered[int(byte) - 1 :: 4] = data[place:size:4]
    try:
        return Decoded(ordered.decode("utf-32-be").encode())
    except UnicodeDecodeError as error:
        good = ordered[: error.start].decode("utf-32-be").encode()
        return Decoded(good, Undecodable(len(good), INVALID_BYTES))
