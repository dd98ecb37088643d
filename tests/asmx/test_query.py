"""How a query is read: as ASP.NET's HttpRequest.QueryString does."""

from __future__ import annotations

import pytest

from mockserver.asmx.query import Query


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        pytest.param("", "", id="no query"),
        pytest.param("wsdl", "wsdl", id="one part without an equals sign"),
        pytest.param("wsdl&x=1", "wsdl", id="a part with one does not count"),
        pytest.param("x=1&wsdl", "wsdl", id="in front neither"),
        pytest.param("WSDL&WSDL", "WSDL,WSDL", id="two are joined"),
        pytest.param("a&wsdl", "a,wsdl", id="also two that differ"),
        pytest.param("wsdl&", "wsdl,", id="an empty part behind"),
        pytest.param("&wsdl", ",wsdl", id="an empty part in front"),
        pytest.param("%77s%64l", "wsdl", id="escapes"),
        pytest.param("wsdl+", "wsdl ", id="a plus is a space"),
        pytest.param("a%26b%3Dc", "a&b=c", id="escaped marks are no marks"),
        pytest.param("100%", "100%", id="a lone percent sign"),
        pytest.param("%C3%A9%FF", "é\ufffd", id="UTF-8, and what is none"),
        pytest.param("\xc3\xa9", "é", id="UTF-8 that is not escaped"),
        pytest.param("%C3\xa9\xc3%A9", "éé", id="half of it escaped"),
        pytest.param("%\xc3\xa9%4\xc3\xa9", "%é%4é", id="behind what is no escape"),
        pytest.param("%E0%80", "\ufffd", id="a second byte that is impossible behind the first"),
        pytest.param("%u0077sdl", "wsdl", id="a UTF-16 unit"),
        pytest.param("%uD83D%uDE00%uD83D", "\U0001f600\ufffd", id="surrogates, a pair and half of one"),
        pytest.param("%u007", "%u007", id="three digits are no unit"),
    ],
)
def test_parts_without_an_equals_sign_are_kept_under_no_name(text, bare):
    assert Query.of(text).bare == bare


@pytest.mark.parametrize(
    ("text", "named"),
    [
        pytest.param("wsdl&disco", {}, id="none"),
        pytest.param("op=a", {"op": "a"}, id="one"),
        pytest.param("Op=a&OP=b", {"op": "a,b"}, id="names have no case, and equal ones are joined"),
        pytest.param("wsdl=", {"wsdl": ""}, id="an empty value is one"),
        pytest.param("=x", {"": "x"}, id="an empty name is one"),
        pytest.param("op=a=b", {"op": "a=b"}, id="the first equals sign counts"),
        pytest.param("%6Fp=%3Cb%3E+c", {"op": "<b> c"}, id="escapes in both"),
    ],
)
def test_the_others_are_kept_by_name(text, named):
    assert dict(Query.of(text).named) == named
