"""What the engine takes from a request, and in which order it refuses (ASMX.md sections 3, 4 and 6)."""

from __future__ import annotations

import gzip

import pytest

from mockserver.contract import SOAP_ACTION
from mockserver.service.backend import Answered
from tests.soap import HEADERS_11, HEADERS_12, SOAP11, SOAP12, TNS, envelope, list_id

ACTION = {"soapaction": f'"{SOAP_ACTION}"'}
OPERATION = f'<GetLegacyProcessStatus xmlns="{TNS}"><ListID>5</ListID></GetLegacyProcessStatus>'


@pytest.mark.parametrize(
    ("namespace", "headers", "content_type"),
    [
        pytest.param(SOAP11, HEADERS_11, "text/xml", id="1.1"),
        pytest.param(SOAP11, HEADERS_11 | {"soapaction": SOAP_ACTION}, "text/xml", id="1.1, action unquoted"),
        pytest.param(SOAP11, {"content-type": "text/xml"}, "text/xml", id="1.1, no action: the body routes"),
        pytest.param(SOAP11, HEADERS_11 | {"content-type": "TEXT/XML"}, "text/xml", id="the media type's case"),
        pytest.param(SOAP12, HEADERS_12, "application/soap+xml", id="1.2, no action"),
        pytest.param(
            SOAP12,
            {"content-type": f'application/soap+xml;charset=utf-8;action="{SOAP_ACTION}"'},
            "application/soap+xml",
            id="1.2, action",
        ),
        pytest.param(
            SOAP12,
            {"content-type": f"application/soap+xml;action={SOAP_ACTION}"},
            "application/soap+xml",
            id="1.2, action unquoted and no blank before",
        ),
        pytest.param(SOAP12, HEADERS_12 | ACTION, "application/soap+xml", id="1.2, and a SOAPAction header"),
        pytest.param(
            SOAP12, HEADERS_12 | {"soapaction": "other"}, "application/soap+xml", id="1.2, SOAPAction is not looked at"
        ),
        pytest.param(SOAP12, HEADERS_11, "application/soap+xml", id="a 1.2 envelope in text/xml is 1.2"),
        pytest.param(
            SOAP12,
            {"content-type": "application/soap+xml; action=urn:unknown"},
            "application/soap+xml",
            id="1.2, unknown action: the body routes",
        ),
        pytest.param(
            SOAP11,
            HEADERS_11 | {"soapaction": SOAP_ACTION.replace(":", "%3A")},
            "text/xml",
            id="the action is URL-decoded",
        ),
    ],
)
def test_the_envelope_is_the_version_and_the_operation_is_found(asmx, namespace, headers, content_type):
    reply = asmx.post(envelope(namespace=namespace), headers)
    assert reply.status == 200
    assert dict(reply.headers)["Content-Type"] == f"{content_type}; charset=utf-8"
    assert asmx.ListIDs == [12345]
    assert asmx.asked[0].version == {SOAP11: "1.1", SOAP12: "1.2"}[namespace]
    assert asmx.asked[0].user == ("me", "secret")


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("7", 7),
        ("+7", 7),
        ("-7", -7),
        (" \t\r\n7\n", 7),
        ("0000000000000000000007", 7),
        ("2147483647", 2147483647),
        ("-2147483648", -2147483648),
        ("<![CDATA[7]]>", 7),
        ("1<![CDATA[2]]>&#51;", 123),
        ("<x>7</x>", 7),
    ],
)
def test_a_number_is_read_as_dotnet_reads_it(asmx, text, number):
    assert asmx.post(list_id(text)).status == 200
    assert asmx.ListIDs == [number]


@pytest.mark.parametrize(
    "text",
    [
        *("1_0", "\u00a07", "\u0663", "1.0", "1e3", "0x1F", "1,000", "- 7", "7-", "", " ", "7 7", "x", "x" * 50),
        "9" * 50 + "x",
    ],
)
def test_what_is_not_a_number_is_refused_with_its_place(asmx, said, text):
    reply = asmx.post(list_id(text))
    column = len(list_id(text).partition("</ListID>")[0]) + len("</ListID>") + len("</") + 1
    assert reply.status == 500
    assert said(reply) == (
        "1.1",
        "Client",
        (
            "Server was unable to read request. ---> "
            f"There is an error in XML document (1, {column}). ---> Input string was not in a correct format."
        ),
    )
    assert not asmx.asked


@pytest.mark.parametrize("text", ["2147483648", "-2147483649", "9" * 5000])
def test_a_number_that_is_too_large_is_refused(asmx, said, text):
    reply = asmx.post(envelope(OPERATION.replace("5", text), namespace=SOAP12), HEADERS_12)
    assert said(reply)[:2] == ("1.2", "Sender")
    assert said(reply).text.endswith("---> Value was either too large or too small for an Int32.")


@pytest.mark.parametrize(
    "behind",
    [
        pytest.param("</|GetLegacyProcessStatus>", id="before an end tag"),
        pytest.param("|\n </GetLegacyProcessStatus>", id="before white space"),
        pytest.param("|&#32;</GetLegacyProcessStatus>", id="before a reference"),
        pytest.param("<!--|--></GetLegacyProcessStatus>", id="before a comment"),
        pytest.param("<?|p q?></GetLegacyProcessStatus>", id="before a PI"),
        pytest.param("<|a/></GetLegacyProcessStatus>", id="before a start tag"),
        pytest.param("<![CDATA[|x]]></GetLegacyProcessStatus>", id="before CDATA"),
    ],
)
@pytest.mark.parametrize(
    ("before", "line"),
    [
        pytest.param("", 1, id="one line"),
        pytest.param("\n\t\n", 3, id="LF"),
        pytest.param("\r\n\r\r\n", 4, id="CR LF and CR"),
        pytest.param("<a b='ä\t😀'/>", 1, id="UTF-16 units, a tab is one"),
    ],
)
@pytest.mark.parametrize("mark", ["", "\ufeff"], ids=["no mark", "a byte order mark"])
@pytest.mark.parametrize("element", ["<ListID>x</ListID>", "<ListID/>"], ids=["a value", "an empty element"])
def test_a_value_error_is_told_at_the_place_of_the_node_behind_it(asmx, said, element, mark, before, line, behind):
    """The bar shows the place."""
    marked = envelope(f'{before}<GetLegacyProcessStatus xmlns="{TNS}">{element}{behind}')
    last_line = (
        marked.partition("|")[0].replace("\r", "\n").rpartition("\n")[2] if line > 1 else marked.partition("|")[0]
    )
    column = len(last_line.encode("utf-16-le")) // 2 + 1
    reply = asmx.post(mark + marked.replace("|", ""))
    assert f"XML document ({line}, {column}). --->" in said(reply).text


@pytest.mark.parametrize(
    ("body", "number", "noted"),
    [
        pytest.param("", 0, True, id="an empty Body"),
        pytest.param(f'<Other xmlns="{TNS}"><ListID>1</ListID></Other>', 0, True, id="a wrong operation element"),
        pytest.param(f'<GetLegacyProcessStatus xmlns="{TNS}"/>', 0, True, id="no ListID"),
        pytest.param(OPERATION.replace("<ListID>", '<ListID xmlns="">'), 0, True, id="a ListID in no namespace"),
        pytest.param(OPERATION.replace("5", "0"), 0, False, id="a ListID of 0 is no mistake"),
        pytest.param(OPERATION.replace("</ListID>", "</ListID><ListID>2</ListID>"), 5, False, id="the first counts"),
        pytest.param(OPERATION + OPERATION.replace("5", "2"), 2, False, id="the last operation element counts"),
        pytest.param(
            OPERATION.replace("<ListID>", "text<a><ListID>9</ListID></a><ListID b='c'>"), 5, False, id="skipped"
        ),
    ],
)
def test_a_missing_list_id_is_0_and_the_operation_runs(asmx, body, number, noted):
    assert asmx.post(envelope(body)).status == 200
    assert asmx.ListIDs == [number]
    assert (asmx.asked[0].ListID_note is not None) is noted


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


NOT_XML = "not well-formed"


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


def test_elements_behind_body_are_ignored(asmx):
    assert asmx.post(envelope().replace("</soap:Body>", "</soap:Body><soap:Body/><x/>y")).status == 200
    assert asmx.ListIDs == [12345]


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


@pytest.mark.parametrize(
    ("document", "headers", "expected"),
    [
        pytest.param(
            envelope(),
            HEADERS_11 | {"soapaction": '"urn:other"'},
            ("1.1", "Client", "Server did not recognize the value of HTTP Header SOAPAction: urn:other."),
            id="unknown SOAPAction",
        ),
        pytest.param(
            "not read",
            HEADERS_11 | {"soapaction": ""},
            ("1.1", "Client", "Server did not recognize the value of HTTP Header SOAPAction: ."),
            id="empty SOAPAction",
        ),
        pytest.param(
            envelope("<Other/>", namespace=SOAP12),
            HEADERS_12,
            (
                "1.2",
                "Sender",
                "Unable to handle request without a valid action parameter. Please supply a valid soap action.",
            ),
            id="1.2, no action, unknown element",
        ),
        pytest.param(
            envelope("text", namespace=SOAP12),
            {"content-type": "application/soap+xml; action='urn:a+b'"},
            ("1.2", "Sender", "Unable to handle request. The action 'urn:a b' was not recognized."),
            id="1.2, unknown action, no element",
        ),
        pytest.param(
            envelope().replace("soap:Body", "soap:body"),
            HEADERS_11,
            (
                "1.1",
                "Client",
                (
                    "Server was unable to read request. ---> "
                    "Request format is invalid: Missing required soap:Body element."
                ),
            ),
            id="no Body",
        ),
        pytest.param(
            envelope().replace("<soap:Body>", "x<soap:Body>"),
            HEADERS_11,
            (
                "1.1",
                "Client",
                (
                    "Server was unable to read request. ---> "
                    "Request format is invalid: Missing required soap:Body element."
                ),
            ),
            id="text before Body",
        ),
        pytest.param(
            f'<Other xmlns="{SOAP11}"/>',
            HEADERS_11,
            (
                "1.1",
                "Client",
                (
                    "Server was unable to read request. ---> "
                    "Request format is invalid: Missing required soap:Envelope element."
                ),
            ),
            id="no Envelope",
        ),
        pytest.param(
            "<Envelope/>",
            HEADERS_11,
            (
                "1.1",
                "VersionMismatch",
                f"Possible SOAP version mismatch: Envelope namespace  was unexpected. Expecting {SOAP11}.",
            ),
            id="no namespace",
        ),
        pytest.param(
            envelope(header='<a:x xmlns:a="urn:a" soap:mustUnderstand="1"/><y soap:mustUnderstand="true"/>'),
            HEADERS_11,
            ("1.1", "MustUnderstand", "SOAP header x was not understood."),
            id="a header that must be understood",
        ),
    ],
)
def test_a_refusal_says_what_the_engine_says(asmx, said, document, headers, expected):
    reply = asmx.post(document, headers)
    assert reply.status == 500
    assert said(reply) == expected
    ((status, fault, problem),) = asmx.recorded
    assert (status, fault) == (500, expected[2])
    assert problem == expected[2] or SOAP_ACTION in problem, "of an unknown action it says what is known"
    assert not asmx.asked


@pytest.mark.parametrize("value", ["0", "false", "yes", "", "TRUE"])
def test_a_header_that_need_not_be_understood_is_passed_over(asmx, value):
    assert asmx.post(envelope(header=f'<x soap:mustUnderstand="{value}"/>')).status == 200


@pytest.mark.parametrize("value", ["0", "1", "true", "false"])
def test_the_log_on_is_understood(asmx, value):
    header = f'<WSUser xmlns="{TNS}" soap:mustUnderstand="{value}"><UserName>u</UserName></WSUser>'
    assert asmx.post(envelope(header=header)).status == 200


def test_another_must_understand_on_the_log_on_is_a_value_error(asmx, said):
    header = f'\n<WSUser xmlns="{TNS}" soap:mustUnderstand="yes"/>'
    assert said(asmx.post(envelope(header=header))).text == (
        "Server was unable to read request. ---> There is an error in XML document (2, 53). ---> "
        "'yes' is not a valid value for the field EncodedMustUnderstand. "
        "Valid values are '0', '1', 'true', and 'false'."
    )


@pytest.mark.parametrize("content_type", ["text/plain", "application/json", "text/xml ;charset=utf-8", "", None])
def test_another_media_type_gets_the_bare_status_415(asmx, content_type):
    headers = ACTION if content_type is None else ACTION | {"content-type": content_type}
    reply = asmx.post(envelope(), headers)
    assert (reply.status, reply.body) == (415, b"")
    assert dict(reply.headers)["Content-Type"] == "text/xml; charset=utf-8"


def test_a_soap_11_envelope_in_the_other_media_type_gets_415(asmx):
    reply = asmx.post(envelope(), HEADERS_12)
    assert (reply.status, reply.body) == (415, b"")


@pytest.mark.parametrize(
    ("headers", "text"),
    [
        (
            HEADERS_11,
            (
                "There was an exception running the extensions specified in the config file. ---> "
                "Maximum request length exceeded."
            ),
        ),
        (HEADERS_11 | {"soapaction": "x"}, "Server did not recognize the value of HTTP Header SOAPAction: x."),
        (
            HEADERS_12,
            "Server was unable to process request. ---> Object reference not set to an instance of an object.",
        ),
    ],
)
def test_a_body_that_is_too_long_is_told_after_an_unknown_action(asmx, said, headers, text):
    assert said(asmx.post(b"", headers, oversized=True)).text == text


def test_the_first_thing_wrong_in_document_order_is_told(asmx, said):
    assert "XML document" in said(asmx.post(list_id("x")[:-9])).text, "a value error before the XML error"
    spoilt = envelope(header='<x soap:mustUnderstand="1"/>')[:-9]
    assert asmx.post(spoilt).status == 400, "an XML error before mustUnderstand"


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


@pytest.mark.parametrize(
    ("written", "value"), [("2", "2"), ("&#50;", "2"), ("a&lt;b", "a<b"), ("1&#10;", "1\n"), ("a&quot;", 'a"')]
)
def test_the_place_of_must_understand_is_found_whatever_its_value(asmx, said, written, value):
    header = f'<WSUser xmlns="{TNS}" a="mustUnderstand=\'2\'" soap:mustUnderstand="{written}"/>'
    document = envelope(header=header)
    column = document.index("soap:mustUnderstand") + 1
    text = said(asmx.post(document)).text
    assert f"({1}, {column}). ---> '{value}' is not a valid value" in text


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


def test_what_xml_cannot_carry_is_written_as_dotnet_writes_it(asmx):
    for character, shown in (("\x01", "&#x1;"), ("\x00", ".")):
        body = asmx.post(f'<soap:Envelope xmlns:soap="{SOAP12}">\n<x>{character}</x>', HEADERS_12).body.decode()
        code = f"0x{ord(character):02X}"
        assert f"'{shown}', hexadecimal value {code}, is an invalid character. Line 2, position 4." in body
    assert b"SOAPAction: a&#x1;b." in asmx.post(envelope(), HEADERS_11 | {"soapaction": "a%01b"}).body
    assert b"SOAPAction: a&#xFFFF;b." in asmx.post(envelope(), HEADERS_11 | {"soapaction": "a%EF%BF%BFb"}).body


@pytest.mark.parametrize(
    ("document", "noted"),
    [
        (envelope(""), "the Body is empty"),
        (
            envelope("<GetLegacyProcessStatus><ListID>1</ListID></GetLegacyProcessStatus>"),
            f"the Body has 'GetLegacyProcessStatus' in no namespace, not GetLegacyProcessStatus in {TNS}",
        ),
        (
            envelope(f'<a:GetLegacyProcessStatus xmlns:a="{TNS}"><ListID>1</ListID></a:GetLegacyProcessStatus>'),
            f"GetLegacyProcessStatus has 'ListID' in no namespace, not ListID in {TNS}",
        ),
        (
            envelope(OPERATION.replace("ListID", "ListId")),
            f"GetLegacyProcessStatus has 'ListId' in the namespace '{TNS}', not ListID in {TNS}",
        ),
        (envelope(f'<GetLegacyProcessStatus xmlns="{TNS}"/>'), "GetLegacyProcessStatus has no ListID"),
    ],
)
def test_why_the_list_is_0_is_known(asmx, document, noted):
    asmx.post(document)
    assert asmx.asked[0].ListID_note == noted


@pytest.mark.parametrize(
    ("header", "noted"),
    [
        (
            "<WSUser><UserName>a</UserName></WSUser>",
            f"the header has 'WSUser' in no namespace; WSUser belongs in {TNS}",
        ),
        (
            f'<a:WSUser xmlns:a="{TNS}"><UserName>a</UserName></a:WSUser>',
            f"WSUser has 'UserName' in no namespace; its elements belong in {TNS}",
        ),
    ],
)
def test_what_was_meant_as_a_log_on_is_known(asmx, header, noted):
    asmx.post(envelope(header=header))
    assert asmx.asked[0].user_note == noted


@pytest.mark.parametrize(
    ("document", "known"),
    [
        (envelope(header=f'<WSUser xmlns="{TNS}"><UserName>me</UserName></WSUser><x soap:mustUnderstand="1"/>'), 12345),
        (list_id("x"), None),
        (envelope()[:-5], 12345),
    ],
)
def test_a_refused_call_is_recorded_with_what_was_read(asmx, document, known):
    seen = []
    asmx.record = lambda exchange, *_: seen.append((exchange.version, exchange.user.UserName, exchange.ListID))
    assert asmx.post(document).status >= 400
    assert seen == [("1.1", "me", known)]


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
def test_names_that_would_swell_to_gigabytes_are_refused_unread(asmx, tag):
    reply = asmx.post(envelope(header=tag))
    assert (reply.status, reply.body) == (400, b"")
    assert asmx.recorded[0].problem == ("the names in the request would take too much memory: a namespace is too long")


def test_a_long_namespace_and_many_attributes_alone_do_no_harm(asmx):
    assert asmx.post(envelope(header=f'<a xmlns="{"u" * 60_000}"/>')).status == 200
    many = "".join(f" a{number}=''" for number in range(100_000))
    assert asmx.post(envelope(header=f"<a{many}/>")).status == 200


def test_thousands_of_nested_unknown_elements_are_skipped(asmx):
    assert asmx.post(envelope(OPERATION.replace("<ListID>", "<a>" * 5000 + "</a>" * 5000 + "<ListID>"))).status == 200
    assert asmx.ListIDs == [5]


@pytest.mark.parametrize(
    ("namespace", "headers", "version", "code"),
    [(SOAP11, HEADERS_11, "1.1", "Server"), (SOAP12, HEADERS_12, "1.2", "Receiver")],
)
def test_a_mistake_of_our_own_is_a_server_fault_and_a_log_entry(asmx, said, caplog, namespace, headers, version, code):
    def fail(*_):
        raise RuntimeError("out of cheese")

    expected = (version, code, "Server was unable to process request. ---> out of cheese")
    asmx.answer = fail
    assert said(asmx.post(envelope(namespace=namespace), headers)) == expected
    asmx.answer = lambda _exchange: Answered(rows=[object()] * 5000)
    reply = asmx.post(envelope(namespace=namespace), headers)
    assert said(reply)[:2] == (version, code)
    assert next(str(record.exc_info[1]) for record in caplog.records) == "out of cheese"
    assert len(caplog.records) == 2
    assert len(asmx.recorded) == 2


def test_an_answer_that_cannot_be_recorded_is_an_answer_all_the_same(asmx, caplog):
    def fail(*_):
        raise RuntimeError("out of paper")

    asmx.record = fail
    assert asmx.post(envelope()).status == 200
    assert [str(record.exc_info[1]) for record in caplog.records] == ["out of paper"]
