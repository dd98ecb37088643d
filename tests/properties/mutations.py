"""What can become of a good request: changes of characters, tokens, elements, bytes and headers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from hypothesis import strategies as st

from mockserver.asmx.names import XSI
from mockserver.contract import SOAP_ACTION
from mockserver.messages import Request
from tests.properties import good
from tests.soap import SOAP11, SOAP12, TNS

_TOKEN = re.compile(r"<[^<>]*>?|[^<]+")
_TAG_NAME = re.compile(r"</?([^\s/>]*)")

_TAG_THAT_COUNTS = re.compile(r"</?(?:[\w-]+:)?(?:Header|Body|WSUser|UserName|Password|ListID|Get[A-Z]\w+)\b[^<>]*>")

_CHARACTERS = "<>&\"'/?!-]:=;# \t\r\n\x00\x85\ufffeé😀"
_NODES = (
    *(
        "<!-- c -->",
        "<?p i?>",
        "<![CDATA[7]]>",
        "<a/>",
        "<a>",
        "</a>",
        "<a>1<b/></a>",
        "x",
        " ",
        "1",
        "\u00a0",
        "\ufeff",
    ),
    *("&lt;", "&#48;", "&#x30;", "&#32;", "&#0;", "&#xD800;", "&nope;", "]]>", "<!DOCTYPE a>", "<?xml version='1.0'?>"),
    *(
        f'<ListID xmlns="{TNS}">9</ListID>',
        f'<WSUser xmlns="{TNS}"/>',
        f'<UserName xmlns="{TNS}"/>',
        "<ListID>3</ListID>",
    ),
    *(f'<h xmlns:s="{namespace}" s:mustUnderstand="{value}"/>' for namespace in (SOAP11, SOAP12) for value in (0, 1)),
    *(f'<s:Body xmlns:s="{SOAP11}"/>', f'<s:Header xmlns:s="{SOAP12}"/>', "</soap:Envelope>", "<soap:Body/>"),
)
_ATTRIBUTES = (
    *(
        ' a="b"',
        ' a="c"',
        ' xmlns=""',
        ' xmlns:q="u"',
        ' q:a="b"',
        ' xmlns:q=""',
        " xmlns:xml='u'",
        ' a="<"',
        ' a="&#1;"',
    ),
    *(' xml:space="preserve"', ' xml:space="odd"', ' mustUnderstand="1"', ' soap:mustUnderstand="maybe"'),
    *(f' xmlns:y="{SOAP11}" y:mustUnderstand="1"', f' xmlns:z="{SOAP12}" z:mustUnderstand="true"'),
    *(f' xmlns:i="{XSI}" i:type="a"', f' xmlns:i="{XSI}" i:nil="true"', f' xmlns:z="{SOAP12}" z:relay="1 "'),
)
_PIECES = (*_CHARACTERS, *_NODES, *_ATTRIBUTES, "<!--", "-->", "<![CDATA[", "\r\n", "2147483648", "<!DOCTYPE a [")
_NODE = st.sampled_from(_NODES)
_ATTRIBUTE = st.sampled_from(_ATTRIBUTES)
_PIECE = st.sampled_from(_PIECES)
_CHARACTER = st.sampled_from("<>&\"'/:=?!-] \t\n0a")
_BYTES = (
    b"\0",
    b"\xff",
    b"\xfe",
    b"\xff\xfe",
    b"\xfe\xff",
    b"\xef\xbb\xbf",
    b"\xc3",
    b"\xed\xa0\x80",
    b"\xf0\x9f",
    b"<",
)


def _place(draw: st.DrawFn, within: str | bytes | list[str]) -> int:
    return draw(st.integers(0, len(within)))


def _span(draw: st.DrawFn, within: str | bytes | list[str], longest: int = 8) -> tuple[int, int]:
    start = _place(draw, within)
    return start, min(len(within), start + draw(st.integers(1, longest)))


# Characters


def _insert(draw: st.DrawFn, text: str) -> str:
    at = _place(draw, text)
    return text[:at] + draw(_PIECE) + text[at:]


def _insert_between_tokens(draw: st.DrawFn, text: str) -> str:
    tokens = _TOKEN.findall(text)
    tokens.insert(_place(draw, tokens), draw(_PIECE))
    return "".join(tokens)


def _insert_before_tag_end(draw: st.DrawFn, text: str) -> str:
    ends = [found.start() for found in re.finditer(r"/?>", text)] or [0]
    at = draw(st.sampled_from(ends))
    return text[:at] + draw(_PIECE) + text[at:]


def _delete(draw: st.DrawFn, text: str) -> str:
    start, end = _span(draw, text)
    return text[:start] + text[end:]


def _replace(draw: st.DrawFn, text: str) -> str:
    at = _place(draw, text)
    return text[:at] + draw(_CHARACTER) + text[at + 1 :]


def _flip_case(draw: st.DrawFn, text: str) -> str:
    start, end = _span(draw, text)
    return text[:start] + text[start:end].swapcase() + text[end:]


def _truncate(draw: st.DrawFn, text: str) -> str:
    return text[: _place(draw, text)]


def _insert_where_it_counts(draw: st.DrawFn, text: str) -> str:
    """Something between the tags that the engine looks for, or at the beginning or end of what they hold."""
    places = [place for found in _TAG_THAT_COUNTS.finditer(text) for place in found.span()] or [0]
    at = draw(st.sampled_from(places))
    return text[:at] + draw(_NODE) + text[at:]


def spoilt_where_it_counts(text: str) -> Iterator[str]:
    """A text with each oddity at each place where it may matter."""
    for found in _TAG_THAT_COUNTS.finditer(text):
        for at, pieces in ((found.start(), _NODES), (found.end() - 1, _ATTRIBUTES), (found.end(), _NODES)):
            for piece in pieces:
                yield text[:at] + piece + text[at:]


def _insert_into_tag_that_counts(draw: st.DrawFn, text: str) -> str:
    ends = [found.end() - 1 for found in _TAG_THAT_COUNTS.finditer(text)] or [0]
    at = draw(st.sampled_from(ends))
    return text[:at] + draw(_ATTRIBUTE) + text[at:]


# Tokens: tags, and what stands between


def _delete_tokens(draw: st.DrawFn, text: str) -> str:
    tokens = _TOKEN.findall(text)
    start, end = _span(draw, tokens, 3)
    return "".join(tokens[:start] + tokens[end:])


def _duplicate_tokens(draw: st.DrawFn, text: str) -> str:
    tokens = _TOKEN.findall(text)
    start, end = _span(draw, tokens, 6)
    at = _place(draw, tokens)
    return "".join(tokens[:at] + tokens[start:end] + tokens[at:])


def _transpose_tokens(draw: st.DrawFn, text: str) -> str:
    tokens = _TOKEN.findall(text)
    at = _place(draw, tokens)
    return "".join([*tokens[:at], *reversed(tokens[at : at + 2]), *tokens[at + 2 :]])


# Elements


def _element(draw: st.DrawFn, text: str) -> tuple[int, int]:
    """Where some element begins and ends, as far as that can be told."""
    starts = [found.start() for found in re.finditer(r"<[A-Za-z]", text)] or [0]
    start = draw(st.sampled_from(starts))
    name = _TAG_NAME.match(text, start)
    tag_end = text.find(">", start) + 1 or len(text)
    if name is None or text[tag_end - 2 : tag_end] == "/>":
        return start, tag_end
    closing = f"</{name[1]}>"
    end = text.find(closing, tag_end)
    return start, tag_end if end < 0 else end + len(closing)


def _duplicate_element(draw: st.DrawFn, text: str) -> str:
    start, end = _element(draw, text)
    return text[:end] + text[start:end] + text[end:]


def _delete_element(draw: st.DrawFn, text: str) -> str:
    start, end = _element(draw, text)
    return text[:start] + text[end:]


def _move_element(draw: st.DrawFn, text: str) -> str:
    start, end = _element(draw, text)
    element, rest = text[start:end], text[:start] + text[end:]
    at = draw(st.sampled_from([found.start() for found in re.finditer("<", rest)] or [0]))
    return rest[:at] + element + rest[at:]


def _wrap_element(draw: st.DrawFn, text: str) -> str:
    start, end = _element(draw, text)
    return f"{text[:start]}<w>{text[start:end]}</w>{text[end:]}"


def _splice(draw: st.DrawFn, text: str) -> str:
    """The beginning of this one, the end of another."""
    tokens, others = _TOKEN.findall(text), _TOKEN.findall(draw(good.texts()))
    return "".join(tokens[: _place(draw, tokens)] + others[_place(draw, others) :])


_CHANGES: tuple[Callable[[st.DrawFn, str], str], ...] = (
    *(_insert, _insert_between_tokens, _insert_before_tag_end, _insert_where_it_counts, _insert_where_it_counts),
    _insert_into_tag_that_counts,
    *(_delete, _replace, _flip_case, _truncate, _delete_tokens, _duplicate_tokens, _transpose_tokens),
    *(_duplicate_element, _delete_element, _move_element, _wrap_element, _splice),
)


_SOME_CHANGES = {most: st.lists(st.sampled_from(_CHANGES), max_size=most) for most in (1, 2, 3)}


@st.composite
def texts(draw: st.DrawFn, *, most: int = 3, plain: bool = False) -> str:
    """A good envelope, a plain one or any, after up to so many changes."""
    text = draw(good.texts(plain=plain))
    for change in draw(_SOME_CHANGES[most]):
        text = change(draw, text)
    return text


# Bytes


def _changed_bytes(draw: st.DrawFn, data: bytes) -> bytes:
    start, end = _span(draw, data, 4)
    what = draw(st.sampled_from((b"", data[start:end] * 2, *_BYTES)))
    return draw(st.sampled_from((data[:start] + what + data[end:], data[:start] + what + data[start:], what + data)))


# Headers

_LATIN1 = st.text(st.characters(max_codepoint=255, exclude_categories=["Cc"]), max_size=30)
"""What HTTP carries, and XML too."""
_CONTENT_TYPES = (
    *("text/xml ; charset=utf-8", "text/xml;;charset=utf-8", "TEXT/XML", "text/html", "application/json", ""),
    *(
        "application/soap+xml ;x",
        "application/SOAP+xml; action=Other",
        'application/soap+xml; action=""',
        "text/xml; action=x",
    ),
    *(
        "text/xml; charset=utf-7",
        "text/xml; charset=nonsense",
        "application/soap+xml; charset=nonsense",
        "multipart/related",
    ),
    f"text/xml; action='{SOAP_ACTION}'",
)
_SOAP_ACTIONS = (
    "",
    '""',
    '"',
    SOAP_ACTION.upper(),
    f"{SOAP_ACTION},{SOAP_ACTION}",
    f"'{SOAP_ACTION}'",
    "%",
    "+",
    "%u12",
)


@st.composite
def _headers(draw: st.DrawFn, headers: good.Headers) -> good.Headers:
    name = draw(st.sampled_from(("content-type", "soapaction")))
    if draw(st.booleans()):
        return {key: value for key, value in headers.items() if key != name}
    usual = _CONTENT_TYPES if name == "content-type" else _SOAP_ACTIONS
    return headers | {name: draw(st.one_of(st.sampled_from(usual), _LATIN1))}


@st.composite
def requests(draw: st.DrawFn) -> Request:
    """A good request after changes of all kinds."""
    text = draw(texts())
    headers, sending = draw(good.headers(text))
    body = good.written(text, sending)
    kind = draw(st.integers(0, 9))
    if kind == 1:
        headers = draw(_headers(headers))
    elif kind == 2:
        headers = {"content-type": draw(good.sendings).content_type}
    elif kind in (3, 4):
        body = _changed_bytes(draw, body)
    return Request("POST", "/", headers, body)


@st.composite
def noise(draw: st.DrawFn) -> Request:
    """Any bytes under any headers."""
    names = st.sampled_from(("content-type", "soapaction", "content-encoding"))
    headers = draw(st.dictionaries(names, _LATIN1))
    usual = draw(good.headers(draw(good.texts())))[0]
    return Request("POST", "/", draw(st.sampled_from((usual, headers))), draw(st.binary(max_size=60)))
