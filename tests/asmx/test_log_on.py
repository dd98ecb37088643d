"""The WSUser header, and headers that must be understood."""

from __future__ import annotations

import pytest

from tests.soap import TNS, envelope


@pytest.mark.parametrize(
    ("header", "user"),
    [
        pytest.param("", None, id="none"),
        pytest.param(f'<WSUser xmlns="{TNS}"/>', (None, None), id="empty"),
        pytest.param("<WSUser><UserName>a</UserName></WSUser>", None, id="in no namespace"),
        pytest.param(f'<WSUser xmlns="{TNS}"><Password>p</Password><x/>y<UserName>u</UserName></WSUser>', ("u", "p")),
        pytest.param(
            f'<WSUser xmlns="{TNS}"><UserName>u</UserName><UserName>v</UserName></WSUser>', ("u", None), id="first"
        ),
        pytest.param(
            f'<WSUser xmlns="{TNS}"><UserName>u</UserName></WSUser>'
            f'<WSUser xmlns="{TNS}"><UserName>v</UserName></WSUser>',
            ("u", None),
            id="only the first WSUser",
        ),
        pytest.param(f'<a/><WSUser xmlns="{TNS}"><UserName xmlns="">u</UserName></WSUser>', (None, None), id="null"),
    ],
)
def test_the_log_on_is_read_from_the_first_ws_user(asmx, header, user):
    asmx.post(envelope(header=header))
    assert asmx.asked[0].user == user


@pytest.mark.parametrize("value", ["0", "false", "yes", "", "TRUE"])
def test_a_header_that_need_not_be_understood_is_passed_over(asmx, value):
    assert asmx.post(envelope(header=f'<x soap:mustUnderstand="{value}"/>')).status == 200


@pytest.mark.parametrize("value", ["0", "1", "true", "false"])
def test_the_log_on_is_understood(asmx, value):
    header = f'<WSUser xmlns="{TNS}" soap:mustUnderstand="{value}"><UserName>u</UserName></WSUser>'
    assert asmx.post(envelope(header=header)).status == 200


@pytest.mark.parametrize(
    ("written", "value"), [("2", "2"), ("&#50;", "2"), ("a&lt;b", "a<b"), ("1&#10;", "1\n"), ("a&quot;", 'a"')]
)
def test_the_place_of_must_understand_is_found_whatever_its_value(asmx, said, written, value):
    header = f'<WSUser xmlns="{TNS}" a="mustUnderstand=\'2\'" soap:mustUnderstand="{written}"/>'
    document = envelope(header=header)
    column = document.index("soap:mustUnderstand") + 1
    text = said(asmx.post(document)).text
    assert f"({1}, {column}). ---> '{value}' is not a valid value" in text


def test_another_must_understand_on_the_log_on_is_a_value_error(asmx, said):
    header = f'\n<WSUser xmlns="{TNS}" soap:mustUnderstand="yes"/>'
    assert said(asmx.post(envelope(header=header))).text == (
        "Server was unable to read request. ---> There is an error in XML document (2, 53). ---> "
        "'yes' is not a valid value for the field EncodedMustUnderstand. "
        "Valid values are '0', '1', 'true', and 'false'."
    )


def test_a_log_on_of_another_type_is_a_value_error(asmx, said):
    xsi = "http://www.w3.org/2001/XMLSchema-instance"
    document = envelope(header=f'<WSUser xmlns="{TNS}" xmlns:x="{xsi}" xmlns:p="urn:p" x:type="p:Other"/>')
    assert said(asmx.post(document)).text == (
        "Server was unable to read request. ---> There is an error in XML document "
        f"(1, {document.index('WSUser') + 1}). ---> The specified type was not recognized: "
        f"name='Other', namespace='urn:p', at <WSUser xmlns='{TNS}'>."
    )
    same = envelope(header=f'<a/><t:WSUser xmlns:t="{TNS}" xmlns:x="{xsi}" x:type="t:WSUser"/>')
    assert asmx.post(same).status == 200
