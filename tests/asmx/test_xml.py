"""Documents that are not well-formed, or are and should not be."""

from __future__ import annotations

import gzip

import pytest

from tests.soap import HEADERS_11, HEADERS_12, OPERATION, SOAP12, TNS, envelope, list_id


@pytest.mark.parametrize(
    "document",
    [
        *("", "  ", "<", "hello", envelope() + "<a/>", envelope() + "x", " " + '<?xml version="1.0"?>'),
        envelope()[:-1],
        envelope().replace("<ListID>", "<p:ListID>"),
        envelope().replace("12345", "&nbsp;"),
        envelope().replace("12345", "\x01"),
        '<?xml version="1.1"?>' + envelope(),
        '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>' + envelope().replace("12345", "&b;"),
        list_id("1<!-- -->"),
        list_id("1<?p?>"),
        list_id("1<a/>"),
        list_id("<a/>"),
        list_id("<a>1<b/></a>"),
    ],
)
def test_what_is_not_xml_gets_the_bare_status_400(asmx, document):
    reply = asmx.post(document)
    assert (reply.status, reply.body) == (400, b"")
    assert dict(reply.headers)["Content-Type"] == "text/xml; charset=utf-8"
    assert asmx.recorded[0].problem is not None
    assert not asmx.asked


def test_gzip_is_never_decoded(asmx):
    reply = asmx.post(gzip.compress(envelope().encode()), HEADERS_11 | {"content-encoding": "gzip"})
    assert (reply.status, reply.body) == (400, b"")


def test_a_second_root_behind_white_space_is_not_noticed(asmx):
    assert asmx.post(envelope() + "\n<a/>").status == 200


@pytest.mark.parametrize(
    ("document", "text"),
    [
        ("", "Root element is missing."),
        (" \n ", "Root element is missing."),
        ("hello", "Data at the root level is invalid. Line 1, position 1."),
        ("\n  hello", "Data at the root level is invalid. Line 2, position 3."),
        ("<!DOCTYPE a><a/>", "DTD is prohibited in this XML document."),
        ('<?xml version="1.1"?><a/>', "Version number '1.1' is invalid. Line 1, position 16."),
        (
            ' <?xml version="1.0"?><a/>',
            (
                "Unexpected XML declaration. The XML declaration must be the first node in the document, "
                "and no white space characters are allowed to appear before it. Line 1, position 4."
            ),
        ),
        (
            f'<soap:Envelope xmlns:soap="{SOAP12}">\n<soap:Body>',
            (
                "Unexpected end of file has occurred. The following elements are not closed: soap:Body, soap:Envelope. "
                "Line 2, position 12."
            ),
        ),
        (
            f'<soap:Envelope xmlns:soap="{SOAP12}">\n<soap:Body></soap:Envelope>',
            (
                "The 'soap:Body' start tag on line 2 position 2 does not match the end tag of 'soap:Envelope'. "
                "Line 2, position 14."
            ),
        ),
        (f'<soap:Envelope xmlns:soap="{SOAP12}">\n <q:Body/>', "'q' is an undeclared prefix. Line 2, position 3."),
        (
            f'<soap:Envelope xmlns:soap="{SOAP12}">\n<x a="1" b="2" a="3"/>',
            "'a' is a duplicate attribute name. Line 2, position 16.",
        ),
        (
            f'<soap:Envelope xmlns:soap="{SOAP12}">\n<x>&nbsp;</x>',
            "Reference to undeclared entity 'nbsp'. Line 2, position 5.",
        ),
        (
            f'<soap:Envelope xmlns:soap="{SOAP12}">\n<x p:a="1" xmlns:q="urn:q"/>',
            "'p' is an undeclared prefix. Line 2, position 4.",
        ),
        (
            f'<soap:Envelope xmlns:soap="{SOAP12}">\n<1/>',
            "Name cannot begin with the '1' character, hexadecimal value 0x31. Line 2, position 2.",
        ),
        (
            f'<soap:Envelope xmlns:soap="{SOAP12}"><x/></soap:Envelope>',
            "Request format is invalid: Missing required soap:Body element.",
        ),
        (f'<Other xmlns="{SOAP12}"/>', "Request format is invalid: Missing required soap:Envelope element."),
    ],
)
def test_an_error_met_while_the_body_has_to_route_is_the_servers(asmx, said, document, text):
    reply = asmx.post(document, HEADERS_12)
    assert reply.status == 500
    assert said(reply) == ("1.2", "Receiver", f"Server was unable to process request. ---> {text}")


def test_what_xml_cannot_carry_is_written_as_dotnet_writes_it(asmx):
    for character, shown in (("\x01", "&#x1;"), ("\x00", ".")):
        body = asmx.post(f'<soap:Envelope xmlns:soap="{SOAP12}">\n<x>{character}</x>', HEADERS_12).body.decode()
        code = f"0x{ord(character):02X}"
        assert f"'{shown}', hexadecimal value {code}, is an invalid character. Line 2, position 4." in body
    assert b"SOAPAction: a&#x1;b." in asmx.post(envelope(), HEADERS_11 | {"soapaction": "a%01b"}).body
    assert b"SOAPAction: a&#xFFFF;b." in asmx.post(envelope(), HEADERS_11 | {"soapaction": "a%EF%BF%BFb"}).body


@pytest.mark.parametrize(
    "tag",
    [
        pytest.param(
            "<a xmlns:p='" + "u" * 30_000 + "'" + "".join(f" p:a{n}=''" for n in range(5_000)) + "/>", id="one tag"
        ),
        pytest.param("<a xmlns='" + "u" * 100_000 + "'>" + "<b/>" * 50_000 + "</a>", id="many elements"),
        pytest.param(
            "<a xmlns='" + "u" * 2_000 + "'>" + "".join(f"<b{n}/>" for n in range(60_000)) + "</a>", id="many names"
        ),
    ],
)
def test_names_that_would_swell_to_gigabytes_in_expat_are_read_all_the_same(asmx, tag):
    assert asmx.post(envelope(header=tag)).status == 200
    assert asmx.ListIDs == [12345]


def test_a_long_namespace_and_many_attributes_alone_do_no_harm(asmx):
    assert asmx.post(envelope(header=f'<a xmlns="{"u" * 60_000}"/>')).status == 200
    many = "".join(f" a{number}=''" for number in range(100_000))
    assert asmx.post(envelope(header=f"<a{many}/>")).status == 200


def test_a_tag_that_would_keep_expat_busy_for_long_is_read_all_the_same(asmx):
    many = "".join(f" a{number}=''" for number in range(20_000))
    assert asmx.post(envelope(header=f"<a{many}/>")).status == 200
    assert asmx.ListIDs == [12345]


def test_thousands_of_nested_unknown_elements_are_skipped(asmx):
    assert asmx.post(envelope(OPERATION.replace("<ListID>", "<a>" * 5000 + "</a>" * 5000 + "<ListID>"))).status == 200
    assert asmx.ListIDs == [5]


@pytest.mark.parametrize("spoilt", ["a<!-- c -->", "a<b/>", "a<?x y?>", "<b/>a"])
def test_what_stands_before_body_is_judged_when_the_operation_is_known(asmx, said, spoilt):
    header = f'<WSUser xmlns="{TNS}"><Password>{spoilt}</Password></WSUser>'
    by_body = {"content-type": "text/xml"}
    assert asmx.post(envelope(header=header), by_body).status == 400
    unknown = said(asmx.post(envelope("<Other/>", header=header), by_body))
    assert unknown.code == "Client"
    assert unknown.text.startswith("Unable to handle request")
    broken_too = envelope(header=header).partition("<soap:Body>")[0]
    assert said(asmx.post(broken_too, by_body)).text.startswith(
        "Server was unable to process request. ---> Unexpected end of file has occurred."
    )


def test_an_undeclared_prefix_is_not_looked_for_in_values(asmx, said):
    document = f'<soap:Envelope xmlns:soap="{SOAP12}"><soap:Header><q title="see b:c" d:e="1"/>'
    column = document.index("d:e") + 1
    text = f"'d' is an undeclared prefix. Line 1, position {column}."
    assert said(asmx.post(document, HEADERS_12)).text.endswith(text)


@pytest.mark.parametrize(
    "document",
    [
        pytest.param("<a>" + "xmlns:" * 600_000, id="beginnings of declarations"),
        pytest.param("<a " + "xmlns:a=" * 400_000, id="declarations without a value"),
        pytest.param("<a>" + "xmlns " * 600_000, id="the word alone"),
        pytest.param(
            f"<{'a' * 1_500_000}:WSUser xmlns:{'a' * 1_500_000}='{TNS}' soap:mustUnderstand='x'/>", id="a long prefix"
        ),
        pytest.param(f"<WSUser xmlns='{TNS}' soap:mustUnderstand='x' {'a ' * 100}/>", id="names without values"),
    ],
)
def test_a_hostile_document_is_answered(asmx, document):
    """Each of them once took the square of its length, which at this one is hours."""
    assert asmx.post(envelope(header=document)).status in (400, 500)
