"""Numbers, and where a fault says that something stands, by models of their own."""

from __future__ import annotations

from typing import NamedTuple
from xml.sax.saxutils import escape

from hypothesis import given
from hypothesis import strategies as st

from mockserver.asmx.values import parse_int32
from mockserver.messages import Request
from tests.properties import good, judge
from tests.properties.asking import ask
from tests.soap import HEADERS_11, HEADERS_12, SOAP11, TNS, fault_of, list_id

_BLANKS = " \t\n\r\v\f"
_NEAR_THE_EDGE = st.sampled_from((0, 2**31 - 1, -(2**31), 2**32, 10**9, -(10**10))).flatmap(
    lambda edge: st.integers(edge - 2, edge + 2)
)
_NUMBERS = st.one_of(_NEAR_THE_EDGE, st.integers()).map(str)
_DECORATION = st.text(f"{_BLANKS}+-0", max_size=4)
_TEXTS = st.one_of(
    st.tuples(_DECORATION, _NUMBERS, _DECORATION).map("".join),
    st.text("0123456789", max_size=14),
    st.text(f"{_BLANKS}+-0159_.,eExXabF\u0663\u096b\uff11\u00a0\u0085\u200b\u2212", max_size=6),
)


@given(_TEXTS)
def test_a_number_is_what_int32_parse_takes_for_one(text):
    try:
        read: int | str = parse_int32(text)
    except ValueError as error:
        read = str(error)
    assert read == judge.int32(text)


@given(_TEXTS.filter(lambda text: not set(text) & set("\v\f")), st.sampled_from(("utf-8", "utf-16-le")))
def test_a_list_gets_its_rows_or_the_sentence_of_its_number(text, codec):
    headers = HEADERS_11 | {"content-type": f"text/xml; charset={codec.removesuffix('-le')}"}
    asked = ask(Request("POST", "/", headers, list_id(escape(text, {"\r": "&#13;"})).encode(codec)))
    wanted = judge.int32(text)
    if isinstance(wanted, int):
        assert (asked.reply.status, asked.ListID) == (200, wanted)
    else:
        said = fault_of(asked.reply.body)
        assert said.code == "Client"
        assert said.text.endswith(f"). ---> {wanted}")


# Places

_GAPS = st.lists(
    st.sampled_from(
        ("\n", "\r\n", "\r", " ", "\t", "<!-- é😀\r\n -->", "<?p\t?>", "<x y='\r\n'>😀\n</x>", "x &#10;\r\r\n\n")
    ),
    max_size=4,
).map("".join)
_NO_MARKUP = str.maketrans("<&'", "...")
_BETWEEN = st.text(" \t\n\r", max_size=3)
_BAD_NUMBERS = st.sampled_from(("x", "", "1\r\n2", "&#120;", "<![CDATA[\r\n]]>", "é😀", "99999999999"))


class After(NamedTuple):
    """What stands behind ListID, and how far into it .NET points."""

    text: str
    into: int


_AFTER = st.sampled_from(
    (
        *(After("", 2), After("\r\n ", 0), After("text", 0), After("&#65;", 0), After("😀", 0)),
        *(
            After("<a/>", 1),
            After("<tns:a/>", 1),
            After("<!-- c -->", 4),
            After("<?p i?>", 2),
            After("<![CDATA[c]]>", 9),
        ),
    )
)


@given(_BETWEEN, _GAPS, _BETWEEN, _BAD_NUMBERS, _AFTER, st.sampled_from(good.SENDINGS[:5]), st.booleans())
def test_a_bad_number_is_placed_where_the_next_node_begins(gap, inside, blank, number, after, sending, by_body):
    before = (
        f'<s:Envelope xmlns:s="{SOAP11}">{gap}<s:Body>{gap}<tns:GetLegacyProcessStatus{blank or " "}xmlns:tns="{TNS}">'
        f"{inside}<tns:ListID>{number}</tns:ListID{blank}>"
    )
    text = f"{before}{after.text}</tns:GetLegacyProcessStatus></s:Body></s:Envelope>"
    headers = {"content-type": sending.content_type} | ({} if by_body else {"soapaction": HEADERS_11["soapaction"]})
    asked = ask(Request("POST", "/", headers, good.written(text, sending)))
    pointed_at = f"{after.text}</"[: after.into]
    line, column = judge.place((before + pointed_at).encode(sending.codec, "replace").decode(sending.codec))
    assert f" error in XML document ({line}, {column}). " in fault_of(asked.reply.body).text


@given(_BETWEEN, _GAPS, st.sampled_from(("utf-8", "utf-16-le", "utf-16-be")))
def test_a_mistake_in_the_xml_is_placed_by_the_same_count(blank, gap, codec):
    before = f"<!--{blank}-->{blank}<a b='{gap.translate(_NO_MARKUP)}'"
    asked = ask(Request("POST", "/", HEADERS_12, f"\ufeff{before}=".encode(codec)))
    line, column = judge.place(before)
    assert asked.reply.status == 500
    assert fault_of(asked.reply.body).text.endswith(f" Line {line}, position {column}.")
