"""Documents that are made to cost a reader dear, each in any size."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import NamedTuple

from mockserver.asmx.names import SOAP12
from mockserver.contract import NAMESPACE, OPERATION

Build = Callable[[int], str | bytes]
"""Makes about so many bytes of a document."""

_WS_USER = f'<WSUser xmlns="{NAMESPACE}"><UserName>me</UserName><Password>secret</Password></WSUser>'


class Document(NamedTuple):
    """A kind of hostile document."""

    name: str
    build: Build
    charset: str = ""
    """Of the Content-Type; empty for none."""

    def body(self, size: int) -> bytes:
        """The document in at most this many bytes."""
        built = self.build(size - 1_000)
        return (built.encode() if isinstance(built, str) else built)[:size]


def _envelope(header: str = "", operation: str = "", behind: str = "") -> str:
    """An envelope that is good but for the parts that are given."""
    return (
        f'<soap:Envelope xmlns:soap="{SOAP12}"><soap:Header>{header}{_WS_USER}</soap:Header><soap:Body>'
        f'<{OPERATION} xmlns="{NAMESPACE}">{operation}<ListID>1101</ListID></{OPERATION}></soap:Body>'
        f"</soap:Envelope>{behind}"
    )


def _in_header(build: Callable[[int], str]) -> Build:
    return lambda size: _envelope(header=build(size))


def _in_operation(build: Callable[[int], str]) -> Build:
    return lambda size: _envelope(operation=build(size))


def _times(piece: str, before: str = "", after: str = "") -> Callable[[int], str]:
    """A piece again and again, up to the size."""
    length = len(piece.encode())
    return lambda size: before + piece * (size // length) + after


def _numbered(piece: str, before: str = "", after: str = "") -> Callable[[int], str]:
    """The same, each with a number of its own in place of ``#``."""
    length = len(piece) + 4
    return lambda size: before + "".join(piece.replace("#", f"{n:x}") for n in range(size // length)) + after


def _nested(start: str, end: str = "</a>") -> Callable[[int], str]:
    length = len(start) + len(end)
    return lambda size: start * (size // length) + end * (size // length)


def _long_namespace(size: int) -> str:
    return f"<p:a xmlns:p='{'u' * (size // 2)}'>{'<p:b/>' * (size // 12)}</p:a>"


def _nested_namespaces(size: int) -> str:
    count = size // 26
    return "".join(f"<a xmlns:n{n:x}='u'>" for n in range(count)) + "</a>" * count


def _one_prefix_nested(size: int) -> str:
    count = size // 26
    return "".join(f"<p:a xmlns:p='u{n % 2}'>" for n in range(count)) + "</p:a>" * count


def _random_bytes(size: int) -> bytes:
    return random.Random(7).randbytes(size)


def _encoded(text: Callable[[int], str], codec: str, width: int = 1) -> Build:
    return lambda size: _envelope(header=text(size // width)).encode(codec, "replace")[:size]


def _garbage_in(codec: str) -> Build:
    """A good beginning, then bytes that are no characters."""
    return lambda size: f"{_envelope()[:-20]}<a>".encode(codec) + _random_bytes(size)


DOCUMENTS = (
    # Elements
    Document("nested elements", _in_header(_nested("<a>"))),
    Document("nested elements, never closed", _in_header(_times("<a>"))),
    Document(
        "nested elements, closed in the wrong order",
        _in_header(lambda n: "<a><b>" * (n // 14) + "</a></b>" * (n // 14)),
    ),
    Document("nested elements with an attribute", _in_header(_nested("<a b='c'>"))),
    Document("nested elements with a text each", _in_header(_nested("<a>x"))),
    Document("nested operations", _in_operation(_nested(f"<{OPERATION}>", f"</{OPERATION}>"))),
    Document("flat elements", _in_header(_times("<a/>"))),
    Document("flat elements with end tags", _in_header(_times("<a></a>"))),
    Document("flat elements, an error at the end", lambda n: _envelope(header="<a/>" * (n // 4), behind="x")),
    Document(
        "flat elements behind Body",
        lambda n: _envelope().replace("</soap:Envelope>", "<a/>" * (n // 4) + "</soap:Envelope>"),
    ),
    Document("prefixed elements", _in_header(_times("<soap:a/>"))),
    Document("text between elements in the operation", _in_operation(_times("x<a/>"))),
    Document("WSUser again and again", _in_header(_times(f'<WSUser xmlns="{NAMESPACE}"/>'))),
    Document("ListID again and again", _in_operation(_times("<ListID>1</ListID>"))),
    Document("headers with mustUnderstand", _in_header(_times('<a soap:mustUnderstand="0"/>'))),
    Document("a name of the whole size", _in_header(lambda n: f"<{'a' * n}/>")),
    Document("a name of the whole size, never ended", lambda n: f"<{'a' * n}"),
    Document("a name that is almost closed", _in_header(lambda n: f"<{'a' * (n // 2)}></{'a' * (n // 2 - 1)}>")),
    Document("different long names", _in_header(_numbered(f"<{'a' * 200}#/>"))),
    # Attributes
    Document("a tag of attributes", _in_header(_numbered("a#='' ", "<a ", "/>"))),
    Document("a tag of attributes with a prefix", _in_header(_numbered("p:a#='' ", "<a xmlns:p='u' ", "/>"))),
    Document(
        "attributes of two prefixes, one namespace",
        _in_header(_numbered("p:a#='' q:a#='' ", "<a xmlns:p='u' xmlns:q='u' ", "/>")),
    ),
    Document("one attribute repeated", _in_header(_times("a='' ", "<a ", "/>"))),
    Document("one prefixed attribute repeated", _in_header(_times("soap:a='' ", "<a ", "/>"))),
    Document("undeclared prefixes in attributes", _in_header(_numbered("p#:a='' ", "<a ", "/>"))),
    Document("attributes that never end", _in_header(_times(" b=", "<a"))),
    Document("an attribute of the whole size", _in_header(lambda n: f"<a b='{'x' * n}'/>")),
    Document("an attribute of quotes", _in_header(lambda n: f"<a b='{chr(34) * n}'/>")),
    Document("an attribute of line ends", _in_header(_times("\r\n", "<a b='", "'/>"))),
    Document("white space before an attribute", _in_header(_times(" ", "<a", "b"))),
    Document("line ends before an equals sign", _in_header(_times("\n", "<a b", "="))),
    # Namespaces
    Document("namespaces in one tag", _in_header(_numbered("xmlns:n#='u' ", "<a ", "/>"))),
    Document("namespaces, nested", _in_header(_nested_namespaces)),
    Document("one prefix declared anew at each level", _in_header(_one_prefix_nested)),
    Document("default namespaces, nested", _in_header(_nested("<a xmlns='u'>"))),
    Document("a long namespace, used often", _in_header(_long_namespace)),
    Document("a namespace of the root of the whole size", lambda n: f"<a xmlns='{'u' * n}'/>"),
    # Text
    Document("a text of the whole size", _in_header(lambda n: f"<a>{'x' * n}</a>")),
    Document(
        "a text in UserName of the whole size",
        _in_header(lambda n: f'<WSUser xmlns="{NAMESPACE}"><UserName>{"x" * n}</UserName></WSUser>'),
    ),
    Document("brackets", _in_header(_times("]", "<a>", "</a>"))),
    Document("brackets, then a wrong end", _in_header(_times("]", "<a>", "></a>"))),
    Document("white space, then the root", _times(" ", after="<a/>")),
    Document("white space between elements", _in_header(_times(" "))),
    Document("CR LF lines, then an error", _in_header(_times("\r\n", "<a>", "</a><"))),
    Document("CR, then an error", _in_header(_times("\r", "<a>", "</a><"))),
    Document("characters beyond 16 bits, then an error", _in_header(_times("\U0001f600", "<a>", "</a><"))),
    Document("letters of two bytes, then an error", _in_header(_times("é", "<a>", "</a><"))),
    Document("bits of text and white space", _in_header(_times("x \r\n"))),
    # References
    Document("named references", _in_header(_times("&lt;", "<a>", "</a>"))),
    Document("decimal references", _in_header(_times("&#65;", "<a>", "</a>"))),
    Document("hexadecimal references", _in_header(_times("&#x41;", "<a>", "</a>"))),
    Document("named references in an attribute", _in_header(_times("&lt;", "<a b='", "'/>"))),
    Document("hexadecimal references in an attribute", _in_header(_times("&#x41;", "<a b='", "'/>"))),
    Document("references to white space", _in_header(_times("&#32;"))),
    Document("references in ListID", _in_operation(_times("&#49;", "<ListID>", "</ListID>"))),
    Document("a reference of a million zeros", _in_header(_times("0", "<a>&#", "65;</a>"))),
    Document("a reference of a million nines", _in_header(_times("9", "<a>&#", ";</a>"))),
    Document("a reference to a long name", _in_header(lambda n: f"<a>&{'x' * n};</a>")),
    Document("a reference that never ends", _in_header(lambda n: f"<a>&{'x' * n}")),
    # Numbers
    Document("a number of a million digits", _in_operation(_times("1", "<ListID>", "</ListID>"))),
    Document("a number of a million zeros", _in_operation(_times("0", "<ListID>", "</ListID>"))),
    Document("blanks, then no number", _in_operation(_times(" ", "<ListID>", "1x</ListID>"))),
    Document("digits, then no number", _in_operation(_times("1 ", "<ListID>", "</ListID>"))),
    # What is neither
    Document("comments", _in_header(_times("<!---->"))),
    Document("comments before the root", lambda n: "<!---->" * (n // 7) + _envelope()),
    Document("comments behind the root", lambda n: _envelope(behind="<!---->" * (n // 7))),
    Document("a comment of hyphens", _in_header(_times("- ", "<!--", "-->"))),
    Document("a comment, never ended", _in_header(_times("-x", "<!--"))),
    Document("instructions", _in_header(_times("<?a?>"))),
    Document("an instruction of question marks", _in_header(_times("?", "<?a ", "?>"))),
    Document("an instruction, never ended", _in_header(_times("?", "<?a "))),
    Document("CDATA sections", _in_operation(_times("<![CDATA[]]>"))),
    Document("CDATA sections in ListID", _in_operation(_times("<![CDATA[1]]>", "<ListID>", "</ListID>"))),
    Document("a CDATA section of brackets", _in_operation(_times("]", "<![CDATA[", "]]>"))),
    Document("a CDATA section, never ended", _in_operation(_times("]]", "<![CDATA["))),
    Document("a declaration of the whole size", lambda n: f"<?xml version='1.0'{' ' * n}?>{_envelope()}"),
    Document("a declaration whose encoding never ends", lambda n: f"<?xml version='1.0' encoding='{'u' * n}"),
    Document("a DTD of entities", lambda n: "<!DOCTYPE a [" + "<!ENTITY b 'c'>" * (n // 15) + "]>" + _envelope()),
    Document("a DTD that never ends", lambda n: "<!DOCTYPE a [" + "<!ENTITY b 'c'>" * (n // 15)),
    # No XML
    *(Document(f"all {what}", _times(piece)) for what, piece in {"<": "<", "&": "&", ">": ">", "quotes": '"'}.items()),
    *(
        Document(f"all {piece}", _in_header(_times(piece)))
        for piece in ("<a:", "<a b", "</", "<!", "<!-", "<![", "<?", "]]>")
    ),
    Document("all NULs", lambda n: b"\0" * n),
    Document("NULs behind a good request", lambda n: _envelope(behind="\0" * n)),
    Document("any bytes", _random_bytes),
    # Character sets
    *(Document(f"any bytes as {name}", _random_bytes, name) for name in ("utf-8", "utf-16", "utf-32", "utf-7")),
    *(
        Document(f"any bytes as {name}", _random_bytes, name)
        for name in ("gb18030", "shift_jis", "iso-2022-jp", "big5")
    ),
    Document("UTF-8 that ends in bytes that are none", _garbage_in("utf-8"), "utf-8"),
    Document("UTF-8's worst bytes", lambda n: b"\xf4\x90" * (n // 2), "utf-8"),
    Document("UTF-16 that ends in bytes that are none", _garbage_in("utf-16-le"), "utf-16"),
    Document("UTF-16 of halves of pairs", lambda n: b"\x00\xd8" * (n // 2), "utf-16"),
    Document("UTF-16 of elements", _encoded(_times("<a/>"), "utf-16-le", 2), "utf-16"),
    Document("UTF-32 of elements", _encoded(_times("<a/>"), "utf-32-le", 4), "utf-32"),
    Document("UTF-7 of letters", _encoded(_times("é"), "utf-7", 3), "utf-7"),
    Document("UTF-7 of plus signs", lambda n: b"+" * n, "utf-7"),
    Document("Latin-1 of letters", _encoded(_times("é"), "latin-1"), "iso-8859-1"),
    Document("GB 18030 of letters", _encoded(_times("é"), "gb18030", 2), "gb18030"),
    Document("Shift JIS of kana", _encoded(_times("あ"), "shift_jis", 2), "shift_jis"),
    Document("ASCII of other bytes", lambda n: _envelope(header=f"<a>{'é' * (n // 2)}</a>"), "us-ascii"),
)
