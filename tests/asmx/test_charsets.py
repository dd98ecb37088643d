"""Character sets of requests."""

from __future__ import annotations

import pytest

from mockserver.contract import SOAP_ACTION
from tests.soap import HEADERS_11, SOAP12, envelope


@pytest.mark.parametrize(
    ("data", "headers"),
    [
        (b"\xef\xbb\xbf" + envelope().encode(), HEADERS_11),
        (envelope().encode("utf-16"), HEADERS_11),
        (envelope().encode("utf-16-be"), HEADERS_11 | {"content-type": "text/xml; charset=utf-16BE"}),
        (envelope().encode("utf-16-le"), HEADERS_11 | {"content-type": "text/xml; charset='UTF-16'"}),
        (
            envelope().replace("me<", "mé<").encode("latin-1"),
            HEADERS_11 | {"content-type": "text/xml;charset=iso-8859-1"},
        ),
        (
            ('<?xml version="1.0" encoding="windows-1252"?>' + envelope(namespace=SOAP12).replace("me<", "mé<")).encode(
                "cp1252"
            ),
            {"content-type": "application/soap+xml"},
        ),
    ],
)
def test_a_character_set_is_understood(asmx, data, headers):
    assert asmx.post(data, headers).status == 200
    assert asmx.ListIDs == [12345]
    assert asmx.asked[0].user.UserName in ("me", "mé")


@pytest.mark.parametrize("parameters", ["", "; charset=", "; charset=utf8", "; charset=nope"])
def test_text_xml_without_a_known_charset_is_ascii(asmx, parameters):
    asmx.post(envelope().replace("me<", "mé<"), HEADERS_11 | {"content-type": f"text/xml{parameters}"})
    assert asmx.asked[0].user.UserName == "m??"


@pytest.mark.parametrize(
    "data",
    [
        envelope(namespace=SOAP12).replace("me<", "mé<").encode("latin-1"),
        ('<?xml version="1.0" encoding="nope"?>' + envelope(namespace=SOAP12)).encode(),
        ('<?xml version="1.0" encoding="utf-16"?>' + envelope(namespace=SOAP12)).encode(),
    ],
)
def test_undecodable_bytes_are_an_error_only_where_the_declaration_counts(asmx, data):
    action = f"application/soap+xml; action={SOAP_ACTION}"
    assert asmx.post(data, {"content-type": action}).status == 400
    assert asmx.post(data, {"content-type": f"{action}; charset=utf-8"}).status == 200


@pytest.mark.parametrize("declared", ["nope", "utf-16"])
def test_the_declaration_counts_behind_a_utf8_mark_too(asmx, said, declared):
    data = b"\xef\xbb\xbf" + f'<?xml version="1.0" encoding="{declared}"?>{envelope(namespace=SOAP12)}'.encode()
    assert asmx.post(data, {"content-type": f"application/soap+xml; action={SOAP_ACTION}"}).status == 400
    assert said(asmx.post(data, {"content-type": "application/soap+xml"})).code == "Receiver"


def test_an_undecodable_byte_is_told_in_document_order(asmx, said):
    """Behind the element that routes it is no longer the server's fault; and a root that was read says the version."""
    behind = envelope(namespace=SOAP12).replace("12345", "\xff").encode("latin-1")
    assert asmx.post(behind, {"content-type": "application/soap+xml"}).status == 400
    before = envelope().replace("<soap:Header>", "<soap:Header>\xff").encode("latin-1")
    reply = asmx.post(before, {"content-type": "application/soap+xml"})
    column = before.index(b"\xff") + 1
    text = f"Invalid character in the given encoding. Line 1, position {column}."
    assert said(reply) == ("1.1", "Server", f"Server was unable to process request. ---> {text}")


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("charset", ["; charset=utf-8", "", "; charset=iso-8859-1"])
def test_utf16_without_a_mark_or_a_charset_that_says_so_is_no_xml(asmx, encoding, charset):
    """expat would notice that it is UTF-16, and read it; to .NET a NUL is no character of XML."""
    data = envelope().encode(encoding)
    assert asmx.post(data, HEADERS_11 | {"content-type": f"text/xml{charset}"}).status == 400
    assert not asmx.asked
