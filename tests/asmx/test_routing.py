"""What the HTTP headers decide: the media type and its parameters, the action, the version that is guessed."""

from __future__ import annotations

import pytest

from mockserver.asmx import routing
from mockserver.contract import SOAP_ACTION
from tests.soap import HEADERS_11, SOAP12, envelope


@pytest.mark.parametrize(
    ("content_type", "charset", "action"),
    [
        ("text/xml", None, None),
        ("text/xml;", None, None),
        ("text/xml; charset", None, None),
        ("text/xml; charset=", "", None),
        ("text/xml;charset=utf-8", "utf-8", None),
        ("text/xml; CHARSET = UTF-8 ", "UTF-8", None),
        ("text/xml; charset=\"utf-8\"; action='urn:a'", "utf-8", "urn:a"),
        ("text/xml; charset=\t'\" utf-8 \"'", "utf-8", None),
        ("text/xml; charset=a=b", "a=b", None),
        ("text/xml; charset; charset=b; charset=c", "b", None),
        ("text/xml; charset=; charset=b", "", None),
        ("text/xml; charset-of-mine=b; charset=c", "b", None),
        ("text/xml; xcharset=b", None, None),
        ('text/xml; "charset"=b', None, None),
        ("charset=b", None, None),
        ("application/soap+xml; Actions=b; action=c", None, "b"),
        ('application/soap+xml; action=""', None, ""),
        ('application/soap+xml; action="a;b"', None, "a"),
    ],
)
def test_a_parameter_is_the_first_whose_name_begins_so(content_type, charset, action):
    parameters = routing.media_type(content_type).parameters
    assert (parameters.get("charset"), parameters.get("action")) == (charset, action)


@pytest.mark.parametrize(
    ("content_type", "soap", "application"),
    [
        ("text/xml", True, False),
        ("TEXT/Xml;x", True, False),
        ("text/xml ;charset=utf-8", False, False),
        (" text/xml", False, False),
        ("Application/SOAP+xml", True, True),
        ("application/xml; charset=utf-8", False, True),
        ("application", False, True),
        ("application+x/xml", False, False),
        ("", False, False),
    ],
)
def test_a_media_type_is_all_that_stands_before_the_first_semicolon(content_type, soap, application):
    media = routing.media_type(content_type)
    assert (media.is_soap, media.is_application) == (soap, application)


@pytest.mark.parametrize(
    ("header", "action"),
    [
        ("", ""),
        ("urn:a", "urn:a"),
        ('"urn:a"', "urn:a"),
        ('""', ""),
        ('"', '"'),
        ('"urn:a', '"urn:a'),
        ('urn:a"', 'urn:a"'),
        ('""urn:a""', '"urn:a"'),
        ("'urn:a'", "'urn:a'"),
        ('" urn:a "', " urn:a "),
        ("%22urn:a%22", '"urn:a"'),
    ],
)
def test_one_pair_of_double_quotes_is_cut_off_a_soapaction(header, action):
    assert routing.soap_action(header) == action


@pytest.mark.parametrize(
    ("encoded", "decoded"),
    [
        ("a+b", "a b"),
        ("a%2Bb%20c", "a+b c"),
        ("%41%6a%4A", "AjJ"),
        ("%", "%"),
        ("%4", "%4"),
        ("%4g%zz%", "%4g%zz%"),
        ("%%41", "%A"),
        ("%2541", "%41"),
        ("%C3%A9", "é"),
        ("%e2%82%acé", "€é"),
        ("%F0%9F%98%80", "😀"),
        ("%C3", "\ufffd"),
        ("%C3A", "\ufffdA"),
        ("%E0%80%80", "\ufffd\ufffd"),
        ("%C3é%A9", "\ufffdé\ufffd"),
        ("%u20AC", "€"),
        ("%U20AC", "%U20AC"),
        ("%u20A", "%u20A"),
        ("%u20Ag", "%u20Ag"),
        ("%C3%u0041%A9", "\ufffdA\ufffd"),
        ("%uD83D%uDE00", "😀"),
        ("%uD83D", "\ufffd"),
        ("%uDE00%uD83D", "\ufffd\ufffd"),
        ("%25u0041", "%u0041"),
    ],
)
def test_an_action_is_url_decoded_as_aspnet_does_it(encoded, decoded):
    assert routing.url_decoded(encoded) == decoded


@pytest.mark.parametrize(
    "action", [SOAP_ACTION, f'"{SOAP_ACTION}"', SOAP_ACTION.replace(":", "%3a").replace("G", "%u0047")]
)
def test_a_known_action_routes_however_it_is_written(asmx, action):
    assert asmx.post(envelope(), HEADERS_11 | {"soapaction": action}).status == 200
    headers = {"content-type": f"application/soap+xml; charset=utf-8; action={action}"}
    assert asmx.post(envelope("", namespace=SOAP12), headers).status == 200


@pytest.mark.parametrize(
    ("action", "shown"),
    [
        (f" {SOAP_ACTION}", f" {SOAP_ACTION}"),
        (SOAP_ACTION.lower(), SOAP_ACTION.lower()),
        ("a+b%21", "a b!"),
        ("", ""),
        ('"a', '"a'),
        ("%ff", "\ufffd"),
    ],
)
def test_an_unknown_soapaction_is_shown_decoded(asmx, said, action, shown):
    text = f"Server did not recognize the value of HTTP Header SOAPAction: {shown}."
    assert said(asmx.post(envelope(), HEADERS_11 | {"soapaction": action})) == ("1.1", "Client", text)


@pytest.mark.parametrize(
    ("headers", "version"),
    [
        ({"content-type": "text/xml"}, "1.2"),
        ({"content-type": "text/xml", "soapaction": ""}, "1.1"),
        ({"content-type": "application/SOAP+xml;x", "soapaction": "a"}, "1.2"),
        ({"content-type": "application/soap+xml ;x", "soapaction": "a"}, "1.1"),
        ({"soapaction": "a"}, "1.1"),
        ({}, "1.2"),
    ],
)
def test_a_soapaction_header_beside_another_type_than_soap12s_means_soap11(headers, version):
    assert routing.guessed_version(headers, routing.media_type(headers.get("content-type", ""))) == version
