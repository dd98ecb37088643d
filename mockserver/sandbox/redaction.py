"""Passwords are taken out of everything before it is kept.

What is taken out: the content of every element whose local name is Password, whatever the request's encoding and
however broken it is, and the password of the log-on wherever else it stands. Where in doubt, too much is taken out.
Every function here takes time linear in the length of its input.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache
from html import unescape

MARK = "***"
"""What stands in the place of a password."""

_SHORT = 4
"""A password with fewer characters is hidden only where it stands as a word, one of a single character only in
Password elements: as mere letters they are all over the place, and hiding them there would hide the whole request."""

_FEW = 4
"""Elements whose content is looked for elsewhere too; a bound, since each costs a look at the whole request."""

_WIDE = ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")

_NAME = r"(?:[^\s<>/:'\"=]*+:)?password"
_OPENING = re.compile(rf"<{_NAME}(?=[\s/>]|\Z)", re.IGNORECASE | re.ASCII)
_USUAL = re.compile(rf"(?:\s[^'\"<>/]*+)?+>[^<]*+(?=</{_NAME}>)", re.IGNORECASE | re.ASCII)
"""What follows the name in a Password element of the usual form; the many others take a longer way."""

_ATTRIBUTES = re.compile(r"(?:[^'\">]++|\"[^\"]*\"|'[^']*')*+")
_LANDMARK = re.compile(
    rf"(?P<skip><!\[CDATA\[|<!--)|(?P<close></{_NAME}\s*+>)|(?P<open><{_NAME}(?=[\s/>]))", re.IGNORECASE | re.ASCII
)
_REFERENCE = re.compile(r"&(?:#[0-9]{1,10}|#[xX][0-9a-fA-F]{1,10}|amp|lt|gt|quot|apos);", re.ASCII)

_WORD = re.compile(r"[^\s<>/:='\"&;]{4,}")
_LONGEST_QUOTED = 1_000
_MOST_WORDS = 32
_MOST_LOOKED_AT = 65_536

Span = tuple[int, int]


def redact_request(body: bytes, password: str | None, limit: int) -> bytes:
    """The first ``limit`` bytes of a request, without passwords; a mark in the place of each.

    Half a password at the cut goes too. A replacement can make the copy a little longer or shorter than the limit.
    """
    return (_redact_again if len(body) <= _SMALL else _redact)(body, password, limit)


def _redact(body: bytes, password: str | None, limit: int) -> bytes:
    window = body if len(body) <= limit else body[: limit + 64 + 12 * len(password or "")]
    if b"\0" not in window:
        return _redact_encoded(window, password, limit, "utf-8", "surrogateescape")
    window = _redact_encoded(window, password, len(window), "utf-8", "surrogateescape")  # a NUL may be a mere mistake
    for encoding in _WIDE:
        window = _redact_encoded(window, password, limit, encoding, "replace")
    return window if len(body) <= limit else window[:limit]


# A poller sends the same bytes each time.
_SMALL = 4_096
_redact_again = lru_cache(maxsize=64)(_redact)


def redact_response(body: bytes, password: str | None, words: Collection[str], limit: int) -> bytes:
    """The first ``limit`` bytes of an answer, without passwords; cheap where the answer can't hold the password.

    ``words`` are those of passwords that could not be read.
    """
    if words:
        text = body[: limit + _LONGEST_QUOTED].decode("utf-8", "surrogateescape")
        return _replaced(text, _word_spans(text, words), limit).encode("utf-8", "surrogateescape")
    if not password:
        return body[:limit]
    plain = password.isascii() and b"&" not in body and b"\0" not in body
    if plain and password.encode() not in body:
        return body[:limit]
    return redact_request(body, password, limit)


def redact_text(text: str, password: str | None, words: Collection[str], limit: int) -> str:
    """The first ``limit`` characters of a text, without passwords and the content of Password elements."""
    text = text[: limit + _LONGEST_QUOTED]
    spans = [*_element_spans(text), *_value_spans(text, password or ""), *_word_spans(text, words)]
    return _replaced(text, spans, limit) if spans else text[:limit]


def words_of_passwords(body: bytes) -> Collection[str]:
    """What the Password elements of a request hold, word by word: an error can quote any part of a broken document.

    For a request in which no log-on could be read. Only the first words of the first elements: nobody has more.
    """
    encodings = ("utf-8", *_WIDE) if b"\0" in body[:_MOST_LOOKED_AT] else ("utf-8",)
    words: dict[str, None] = {}
    for encoding in encodings:
        text = body[:_MOST_LOOKED_AT].decode(encoding, "replace")
        contents = (text[start:stop] for start, stop in _element_spans(text)[:_FEW])
        words |= dict.fromkeys(word for content in contents for word in _WORD.findall(content[:_LONGEST_QUOTED]))
    return list(words)[:_MOST_WORDS]


def _word_spans(text: str, words: Collection[str]) -> list[Span]:
    if not words:
        return []
    return [found.span() for found in re.finditer("|".join(map(re.escape, words)), text)]


def _redact_encoded(body: bytes, password: str | None, limit: int, encoding: str, errors: str) -> bytes:
    """A body in one encoding; unchanged if, read in it, nothing is to be hidden and nothing to be cut."""
    text = body.decode(encoding, errors)
    spans = _element_spans(text)
    secrets = {
        text[start:stop].strip() for start, stop in spans[:_FEW]
    }  # in a character set that only the engine knows
    secrets.add(password or "")
    for secret in secrets:
        spans += _value_spans(text, secret)
    if not spans:
        return body[:limit] if encoding == "utf-8" else body
    end = len(text) if len(body) <= limit else len(body[:limit].decode(encoding, errors))
    return _replaced(text, spans, end).encode(encoding, errors)


def _replaced(text: str, spans: list[Span], end: int) -> str:
    """The text up to ``end`` with a mark in the place of each span; overlapping spans are one."""
    pieces: list[str] = []
    at = 0
    for start, stop in sorted(spans):
        if start >= end:
            break
        if start >= at:
            pieces += (text[at:start], MARK)
        at = max(at, stop)
    pieces.append(text[at:end])
    return "".join(pieces)


def _element_spans(text: str) -> list[Span]:
    """The contents of Password elements; to the end of the text where an element isn't closed."""
    spans = []
    at = 0
    while opening := _OPENING.search(text, at):
        start, at = _element_content(text, opening.end())
        if at > start:
            spans.append((start, at))
    return spans


def _element_content(text: str, at: int) -> Span:
    """The content of the element whose opening tag's name ends here."""
    if usual := _USUAL.match(text, at):
        return text.index(">", at) + 1, usual.end()
    tag = _tag_end(text, at)
    if tag is None:
        return at, len(text)
    start, empty = tag
    return start, start if empty else _content_end(text, start)


def _tag_end(text: str, at: int) -> tuple[int, bool] | None:
    """Where the tag whose name ends here is over, and whether it is an empty element's; None if it never is."""
    attributes = _ATTRIBUTES.match(text, at)
    end = attributes.end() if attributes else at
    return (end + 1, text[end - 1] == "/") if text[end : end + 1] == ">" else None


def _content_end(text: str, at: int) -> int:
    """Where the content that begins here ends; what a CDATA section or a comment holds doesn't end it."""
    depth = 1
    while landmark := _LANDMARK.search(text, at):
        at = landmark.end()
        if landmark["skip"]:
            end = text.find("]]>" if landmark["skip"].endswith("[") else "-->", at)
            if end < 0:
                return len(text)
            at = end + 3
        elif landmark["close"]:
            depth -= 1
            if not depth:
                return landmark.start()
        else:
            tag = _tag_end(text, at)
            if tag is None:
                return len(text)
            at, empty = tag
            depth += not empty
    return len(text)


def _value_spans(text: str, password: str) -> list[Span]:
    """Where the password stands, also with characters of it written as XML references."""
    if len(password) < 2:
        return []
    spans = _found(text, password)
    if "&" in text:
        spans += _spans_behind_references(text, password)
    return spans


def _found(text: str, word: str) -> list[Span]:
    spans = []
    at = text.find(word)
    while at >= 0:
        end = at + len(word)
        if len(word) >= _SHORT or not (text[at - 1 : at].isalnum() or text[end : end + 1].isalnum()):
            spans.append((at, end))
        at = text.find(word, end)
    return spans


def _spans_behind_references(text: str, password: str) -> list[Span]:
    """Where the password stands once references are read; as places in the text as it is written."""
    references = [(*reference.span(), unescape(reference[0])) for reference in _REFERENCE.finditer(text)]
    if not references:
        return []
    pieces: list[str] = []
    places: list[int] = []  # for each character of the text that is read, where it begins in the text as written
    at = 0
    for start, end, character in [*references, (len(text), len(text), "")]:
        pieces += (text[at:start], character)
        places += range(at, start)
        places += [start] * len(character)
        at = end
    places.append(len(text))
    return [(places[start], places[end]) for start, end in _found("".join(pieces), password)]
