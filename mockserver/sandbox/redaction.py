"""Passwords are taken out of everything before it is kept.

What is taken out: all that stands in an element named like a password, its attributes too; the value of an attribute
that is named so; and the password of the log-on wherever else it stands; whatever the request's encoding and however
broken it is. From sentences that quote a request goes every word that stands in such a place.
Where in doubt, too much is taken out. Every function here takes time linear in the length of its input.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from html import escape, unescape

from mockserver.sandbox.secret_words import SecretWords, Span

MARK = "***"
"""What stands in the place of a password."""

NAMES = "password|passwd|pwd|pass"
"""How a password is named, in any case, as a part of a regular expression. The service's own name is the first."""

_SHORT = 4
"""A password with fewer characters is hidden only where it stands as a word, one of a single character only in
Password elements: as mere letters they are all over the place, and hiding them there would hide the whole request."""

_FEW = 4
"""Elements whose content is looked for elsewhere in the request; a bound, since each costs a look at all of it."""

_WIDE = ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")

_NAME = rf"(?:[^\s<>/:'\"=]*+:)?(?:{NAMES})"
_OPENING = re.compile(rf"<{_NAME}(?=[\s/>]|\Z)", re.IGNORECASE | re.ASCII)
_USUAL = re.compile(rf"\s*+>(?P<content>[^<]*+)(?=</{_NAME}>)", re.IGNORECASE | re.ASCII)
"""What follows the name in a Password element of the usual form; the many others take a longer way."""

_ATTRIBUTES = re.compile(r"(?:[^'\">]++|\"[^\"]*\"|'[^']*')*+")
_ATTRIBUTE = re.compile(r"(?:[^\s'\"]++|\"[^\"]*+\"?|'[^']*+'?)++")
_INNOCENT = re.compile(
    r"xmlns(?::xs[di]?)?=(?:\"[^\":]*+:[^\"]*+\"|'[^':]*+:[^']*+')|xsi:(?:type|nil)=[\"'](?:xsd?:string|true|false|[01])[\"']"
)
"""Attributes that tools write, and the namespace, which explains many a refusal."""
_LANDMARK = re.compile(
    rf"(?P<skip><!\[CDATA\[|<!--)|(?P<close></{_NAME}\s*+>)|(?P<open><{_NAME}(?=[\s/>]))", re.IGNORECASE | re.ASCII
)
_MAYBE_NAMED = re.compile(r"=(?<=[ds\s]=)(?:(?<=word=)|(?<=wd=)|(?<=pass=)|(?<=\s=))", re.IGNORECASE | re.ASCII)
"""Where an attribute named like a password may be; next to no time where there is none."""
_NAMED = re.compile(
    rf"(?:{NAMES})\s*+=\s*+(?:\"(?P<double>[^\"]++)|'(?P<single>[^']++)|(?P<bare>[^\s<>&;\"'][^\s<>&;]*+))",
    re.IGNORECASE | re.ASCII,
)
_REFERENCE = re.compile(r"&(?:#[0-9]{1,10}|#[xX][0-9a-fA-F]{1,10}|amp|lt|gt|quot|apos);", re.ASCII)

_AHEAD = 1_100
"""What is looked at beyond what is kept of a sentence: what it quotes is at most 1,024 characters long."""


def redact_request(body: bytes, password: str | None, limit: int) -> bytes:
    """The first ``limit`` bytes of a request, without passwords; a mark in the place of each.

    Half a password at the cut goes too. A replacement can make the copy a little longer or shorter than the limit.
    """
    return (_redact_again if len(body) <= _SMALL else _redact)(body, password, limit)


def _redact(body: bytes, password: str | None, limit: int) -> bytes:
    window = body if len(body) <= limit else body[: limit + 64 + 12 * len(password or "")]
    if b"<" not in window:  # it may be EBCDIC, whatever it is said to be
        window = _redact_encoded(window, password, limit, "cp037", "strict")
    if b"\0" not in window:
        return _redact_encoded(window, password, limit, "utf-8", "surrogateescape")
    for encoding in _WIDE:
        window = _redact_encoded(window, password, limit, encoding, "replace")
    bare = window.replace(b"\0", b"")  # a NUL may be a mere mistake, in the middle of a name too
    redacted = _redact_encoded(bare, password, limit, "utf-8", "surrogateescape")
    window = window if redacted == bare[:limit] else redacted
    return window if len(body) <= limit else window[:limit]


# A poller sends the same bytes each time.
_SMALL = 4_096
_redact_again = lru_cache(maxsize=64)(_redact)


def readable(body: bytes, read: bytes | None) -> bytes:
    """The request as its copy is made of it: the body itself, or, where only the engine knows the encoding, its text.

    ``read`` is the text that the engine read, as UTF-8, perhaps only the beginning of it.
    """
    if read is None or body.endswith(read):  # it was UTF-8; with a mark or without
        return body
    text = _markup(read.decode("utf-8", "replace"))
    known = any(_markup(body.decode(encoding, "ignore")).startswith(text) for encoding in ("utf-8", *_WIDE))
    return body if known else read


def _markup(text: str) -> bytes:
    """What has to be the same in two readings of a body for both to see the same elements."""
    return text.encode("ascii", "ignore").replace(b"?", b"")  # a question mark may be what could not be decoded


def redact_response(body: bytes, password: str | None, words: SecretWords | None, limit: int) -> bytes:
    """The first ``limit`` bytes of an answer, without passwords; cheap where the answer can't hold the password.

    ``words`` are those of ``words_of_passwords``, where the answer may quote the request; else None.
    """
    if words is not None:
        end = body.find(b"<", limit)  # no half sentences
        return _redact_sentences(body if end < 0 else body[:end], password, words)[:limit]
    if not password:
        return body[:limit]
    plain = password.isascii() and b"&" not in body and b"\0" not in body
    if plain and password.encode() not in body:
        return body[:limit]
    return redact_request(body, password, limit)


def _redact_sentences(body: bytes, password: str | None, words: SecretWords) -> bytes:
    """The texts in an answer; its tags are the engine's own."""

    def redacted(node: re.Match[str]) -> str:
        text = _read(node[0])
        kept = redact_text(text, password, words, len(text))
        return node[0] if kept == text else escape(kept, quote=False)

    return _TEXT_NODE.sub(redacted, body.decode("utf-8", "surrogateescape")).encode("utf-8", "surrogateescape")


_TEXT_NODE = re.compile("(?:(?<=>)|^)[^<]++")


def redact_text(text: str, password: str | None, words: SecretWords | None, limit: int) -> str:
    """The first ``limit`` characters of a text, without passwords and what else ``redact_request`` takes out."""
    end = min(len(text), limit + _AHEAD + 12 * len(password or ""))
    window = text[:end]
    contents, tags = _places(window)
    spans = [*contents, *tags, *_value_spans(window, password or "")]
    if words:
        spans += words.spans(text, end)
    return _replaced(text, spans, limit) if spans else text[:limit]


def words_of_passwords(document: bytes) -> SecretWords:
    """What stands where passwords do, word by word: an error can quote any part of a broken document.

    ``document`` is the text as the engine read it, in UTF-8.
    """
    text = document.replace(b"\0", b"").decode("utf-8", "replace")
    written = [text[start:stop] for spans in _places(text) for start, stop in spans]
    return SecretWords([*written, *(_read(each) for each in written if "&" in each)])


def _read(written: str) -> str:
    return _REFERENCE.sub(lambda reference: unescape(reference[0]), written)


def _redact_encoded(body: bytes, password: str | None, limit: int, encoding: str, errors: str) -> bytes:
    """A body in one encoding; unchanged if, read in it, nothing is to be hidden and nothing to be cut."""
    text = body.decode(encoding, errors)
    spans, tags = _places(text)
    secrets = {text[start:stop].strip() for start, stop in spans[:_FEW]}  # as they are written here
    secrets.add(password or "")
    spans += tags
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


def _places(text: str) -> tuple[list[Span], list[Span]]:
    """Where passwords stand by what is around them: contents of elements and attributes; tags of such elements.

    To the end of the text where an element isn't closed.
    """
    contents: list[Span] = []
    tags: list[Span] = []
    at = 0
    while opening := _OPENING.search(text, at):
        at = opening.end()
        if usual := _USUAL.match(text, at):
            start, at = usual.span("content")
        else:
            start, at = _odd_element(text, at, tags)
        if at > start:
            contents.append((start, at))
    if _MAYBE_NAMED.search(text):
        contents += [named.span(named.lastgroup or 0) for named in _NAMED.finditer(text)]
    return contents, tags


def _odd_element(text: str, at: int, tags: list[Span]) -> Span:
    """The content of the element whose opening tag's name ends here; what the tag holds is noted in ``tags``."""
    tag = _tag_end(text, at)
    if tag is None:
        tags.append((at, len(text)))
        return len(text), len(text)
    start, empty = tag
    tags += _written(text, at, start - 1 - empty)
    return start, start if empty else _content_end(text, start)


def _written(text: str, start: int, stop: int) -> Iterator[Span]:
    """What a tag holds between white space, but for what is innocent."""
    for written in _ATTRIBUTE.finditer(text, start, stop):
        if not _INNOCENT.fullmatch(written[0]):
            yield written.span()


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
