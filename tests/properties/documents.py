"""Documents of any shape, nearly all well-formed, dense with what a reader can get wrong."""

from __future__ import annotations

from hypothesis import strategies as st

_NAMES = st.sampled_from(("a", "b", "p:a", "q:b", "é", "_x-1.2", "p:mustUnderstand"))
_ATTRIBUTE_NAMES = st.sampled_from(("a", "b", "p:a", "q:a", "q:é", "xml:a", "mustUnderstand", "p:mustUnderstand"))
_DECLARATIONS = st.sampled_from(
    ("", "", "", ' xmlns="u"', ' xmlns=""', ' xmlns:p="v"', " xmlns:p='s'", ' xmlns:q="u"\nxmlns:p="w"')
)
_VALUES = st.sampled_from(
    (
        "",
        "1",
        " a\tb\r\nc\nd\re ",
        "&lt;&#38;&apos;'",
        "&#9;&#xA;&#13;",
        "é😀>",
        "&#x1F600;]]>",
        "\u2028\x85",
        '"&quot;',
    )
)
_QUOTES = st.sampled_from("\"'")
_EQUALS = st.sampled_from(("=", " = ", "\n=\t"))
_ATTRIBUTES = st.lists(st.tuples(_ATTRIBUTE_NAMES, _EQUALS, _QUOTES, _VALUES), max_size=3)
_TAG_ENDS = st.sampled_from((">", ">", " >", "\n>", "/>", " />"))
_PIECES = (
    *("x", " ", "\r\n", "\r", "\n\t", "é", "😀", "\x85", "]]", "]", ">", "]]&gt;", "&amp;lt;", "&quot;&apos;"),
    *("&#32;", "&#x20;", "&#13;\n", "&#xD;&#10;", "&#65;", "&#x10FFFF;", "<![CDATA[]]>", "<![CDATA[<a>&amp;]]]]>"),
    *("<![CDATA[\r\n]]>", "<!---->", "<!-- - <a> & -->", "<?p?>", "<?p  ?>", "<?xmlp a='b' ? > ?>", "<?p\r\nq?>"),
)
_ELEMENT = None
_CONTENT = st.lists(st.sampled_from((_ELEMENT, _ELEMENT, _ELEMENT, *_PIECES, *_PIECES[:8])), max_size=4)
_OUTSIDE = st.sampled_from(("", "", " ", "\r\n", "<!-- c -->", "<?p q?>\n", "<!--é-->\t<?p?>"))
_XML_DECLARATIONS = st.sampled_from(("", '<?xml version="1.0"?>', "<?xml version='1.0' encoding='utf-16'\r\n?>"))


def _content(draw: st.DrawFn, depth: int) -> str:
    pieces = draw(_CONTENT) if depth else []
    return "".join(_element(draw, depth - 1) if piece is _ELEMENT else piece for piece in pieces)


def _element(draw: st.DrawFn, depth: int) -> str:
    name, declarations, end = draw(_NAMES), draw(_DECLARATIONS), draw(_TAG_ENDS)
    attributes = "".join(
        f" {attribute}{equals}{quote}{value.replace(quote, '&#x22;')}{quote}"
        for attribute, equals, quote, value in draw(_ATTRIBUTES)
    )
    tag = f"<{name}{declarations}{attributes}{end}"
    return tag if end.endswith("/>") else f"{tag}{_content(draw, depth)}</{name}{end}"


@st.composite
def documents(draw: st.DrawFn) -> str:
    """A document without a DTD. It can have an attribute twice."""
    root = f'<p:r xmlns:p="r" xmlns:q="s">{_content(draw, 4)}</p:r>'
    return draw(_XML_DECLARATIONS) + draw(_OUTSIDE) + root + draw(_OUTSIDE)
