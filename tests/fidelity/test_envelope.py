"""The version of the envelope; Envelope, Header and Body as elements."""

from __future__ import annotations

import pytest

from tests.fidelity.rules import V11, V12, Rule, Section, case, source

NO_BODY = "Request format is invalid: Missing required soap:Body element."
NO_ACTION = "Unable to handle request without a valid action parameter. Please supply a valid soap action."
NO_ENVELOPE = "Request format is invalid: Missing required soap:Envelope element."
TEXT_XML = "text/xml; charset=utf-8"
SOAP_XML = 'application/soap+xml; charset=utf-8; action="{action}"'
MISMATCH = "Possible SOAP version mismatch: Envelope namespace {N} was unexpected. Expecting {soap11}."


def enveloped(inner: str) -> str:
    """A document whose envelope has just this inside."""
    return f'<soap:Envelope xmlns:soap="{{soap}}">{inner}</soap:Envelope>'


HEADER = "<soap:Header>{user}</soap:Header>"
BODY = "<soap:Body>{operation}</soap:Body>"


SECTION = Section(
    "envelope",
    "Envelope and Body",
    [
        Rule(
            "The root's namespace is the version of the answer, whatever the headers suggest.",
            source,
            case(
                "a 1.2 envelope with a SOAPAction in text/xml",
                versions=V12,
                content_type=TEXT_XML,
                soapaction='"{action}"',
            ).runs(),
            case(
                "a 1.2 envelope in text/xml, action there", versions=V12, content_type=TEXT_XML + "; action={action}"
            ).runs(),
            case("a 1.2 envelope in text/xml, by body", versions=V12, content_type=TEXT_XML, by_body=True).runs(),
            case(
                "its errors too", versions=V12, content_type=TEXT_XML, soapaction="{action}", list_id="x"
            ).not_a_number(5, 21),
            case("its 400 too", versions=V12, content_type=TEXT_XML, soapaction="{action}", list_id="<!---->").empty(
                400
            ),
        ),
        Rule(
            "A 1.1 envelope must be in text/xml, else it gets 415.",
            source,
            case("action known", versions=V11, content_type=SOAP_XML, soapaction=None).empty(415, answered="1.1"),
            case("by body", versions=V11, content_type="application/soap+xml", soapaction=None).empty(
                415, answered="1.1"
            ),
            case("with a SOAPAction too", versions=V11, content_type=SOAP_XML).empty(415, answered="1.1"),
            case("before errors further on", versions=V11, content_type=SOAP_XML, soapaction=None, list_id="x").empty(
                415
            ),
            case(
                "before the end of the document",
                versions=V11,
                content_type=SOAP_XML,
                soapaction=None,
                document='<a:Envelope xmlns:a="{soap}">',
            ).empty(415),
            case(
                "also if it is no Envelope",
                versions=V11,
                content_type=SOAP_XML,
                soapaction=None,
                document='<a:Other xmlns:a="{soap}"/>',
            ).empty(415),
        ),
        Rule(
            "Another namespace of the root is a VersionMismatch, always as a 1.1 answer.",
            source,
            *(
                case(name, document=document).fault(
                    "VersionMismatch", MISMATCH.replace("{N}", namespace), answered="1.1"
                )
                for name, namespace, document in (
                    ("no namespace", "", "<Envelope><Body/></Envelope>"),
                    ("an unknown one", "urn:n", '<e:Envelope xmlns:e="urn:n"/>'),
                    (
                        "1.1 without its slash",
                        "http://schemas.xmlsoap.org/soap/envelope",
                        '<Envelope xmlns="http://schemas.xmlsoap.org/soap/envelope"/>',
                    ),
                    (
                        "1.2 with a slash",
                        "http://www.w3.org/2003/05/soap-envelope/",
                        '<Envelope xmlns="http://www.w3.org/2003/05/soap-envelope/"/>',
                    ),
                    (
                        "an early draft",
                        "http://www.w3.org/2001/12/soap-envelope",
                        '<Envelope xmlns="http://www.w3.org/2001/12/soap-envelope"/>',
                    ),
                    ("the service's", "http://webservices.listrak.com/v31/", '<GetLegacyProcessStatus xmlns="{tns}"/>'),
                    ("HTML", "", "<html><body/></html>"),
                    ("before an XML error further on", "urn:n", '<e:Envelope xmlns:e="urn:n"><a></e:Envelope>'),
                )
            ),
        ),
        Rule(
            "A root in a SOAP namespace that is not Envelope is told.",
            source,
            case("Other", document='<soap:Other xmlns:soap="{soap}"/>').unreadable(NO_ENVELOPE),
            case(
                "in lower case", document='<soap:envelope xmlns:soap="{soap}">' + BODY + "</soap:envelope>"
            ).unreadable(NO_ENVELOPE),
            case("Body", document='<Body xmlns="{soap}"/>').unreadable(NO_ENVELOPE),
            case("before an XML error further on", document='<soap:Other xmlns:soap="{soap}"><a>').unreadable(
                NO_ENVELOPE
            ),
        ),
        Rule(
            "Without a Body in the envelope's namespace there is no Body.",
            source,
            case("an empty Envelope", document='<soap:Envelope xmlns:soap="{soap}"/>').unreadable(NO_BODY),
            case("an Envelope with nothing inside", document=enveloped("")).unreadable(NO_BODY),
            case("a Header alone", document=enveloped(HEADER)).unreadable(NO_BODY),
            case("in lower case", document=enveloped(HEADER + "<soap:body/>")).unreadable(NO_BODY),
            case("in no namespace", document=enveloped(HEADER + "<Body/>")).unreadable(NO_BODY),
            case("of 1.2 in 1.1", versions=V11, document=enveloped(HEADER + '<Body xmlns="{soap12}"/>')).unreadable(
                NO_BODY
            ),
            case("of 1.1 in 1.2", versions=V12, document=enveloped(HEADER + '<Body xmlns="{soap11}"/>')).unreadable(
                NO_BODY
            ),
        ),
        Rule(
            "Anything but white space, comments and processing instructions between Header and Body means no Body.",
            source,
            *(
                case(name, document=enveloped(HEADER + stands + BODY)).unreadable(NO_BODY)
                for name, stands in (
                    ("an element", "<a/>"),
                    ("text", "a"),
                    ("CDATA", "<![CDATA[a]]>"),
                    ("a second Header", "<soap:Header/>"),
                    ("a Header in no namespace", "<Header/>"),
                    ("a Body in no namespace", "<Body/>"),
                    ("an element behind a comment", "<!-- --><a/>"),
                )
            ),
            *(
                case(name, document=enveloped(stands + HEADER + BODY)).unreadable(NO_BODY)
                for name, stands in (
                    ("text before Header", "a"),
                    ("an element before Header", "<a/>"),
                    ("a Header of the other version before", '<Header xmlns="urn:h"/>'),
                )
            ),
            *(
                case(f"but {name}", document=enveloped(stands + HEADER + stands + BODY)).runs()
                for name, stands in (
                    ("white space", " \t\r\n "),
                    ("a comment", "<!-- a -->"),
                    ("a processing instruction", "<?a b?>"),
                    ("all three", "\n<!--a-->\n<?a?> "),
                )
            ),
        ),
        Rule(
            "A decimal reference to white space counts as text, a hexadecimal one as white space.",
            source,
            *(
                case(reference, document=enveloped(HEADER + reference + BODY)).unreadable(NO_BODY)
                for reference in ("&#32;", "&#9;", "&#10;", "&#13;", "&#032;")
            ),
            *(
                case(f"but {reference}", document=enveloped(HEADER + reference + BODY)).runs()
                for reference in ("&#x20;", "&#x9;", "&#xA;", "&#xd;", "&#x0020;")
            ),
            case("one of each", document=enveloped(HEADER + "&#x20;&#32;" + BODY)).unreadable(NO_BODY),
            case("before Header", document=enveloped("&#32;" + HEADER + BODY)).unreadable(NO_BODY),
            case("before the operation, by body", by_body=True, body="&#32;{operation}").fault("Client", NO_ACTION),
            case("but before it", by_body=True, body="&#x20;{operation}").runs(),
        ),
        Rule(
            "A Header after Body is no header.",
            source,
            case("Body first", document=enveloped(BODY + HEADER)).refused_log_on(),
            case(
                "its mustUnderstand does not count",
                document=enveloped(HEADER + BODY + '<soap:Header><a soap:mustUnderstand="1"/></soap:Header>'),
            ).runs(),
        ),
        Rule(
            "What stands after Body is ignored.",
            source,
            *(
                case(name, document=enveloped(HEADER + BODY + stands)).runs()
                for name, stands in (
                    ("an element", "<a><b/></a>"),
                    ("text", "text"),
                    (
                        "a second Body",
                        (
                            '<soap:Body><GetLegacyProcessStatus xmlns="{tns}"><ListID>9</ListID>'
                            "</GetLegacyProcessStatus></soap:Body>"
                        ),
                    ),
                    ("a comment", "<!-- -->"),
                )
            ),
        ),
        Rule(
            "A prefix is as good as another, also two for one namespace; other attributes of the envelope are skipped.",
            source,
            case(
                "another prefix",
                document='<e:Envelope xmlns:e="{soap}"><e:Header>{user}</e:Header><e:Body>{operation}</e:Body>'
                "</e:Envelope>",
            ).runs(),
            case(
                "none", document='<Envelope xmlns="{soap}"><Header>{user}</Header><Body>{operation}</Body></Envelope>'
            ).runs(),
            case(
                "two",
                document='<a:Envelope xmlns:a="{soap}" xmlns:b="{soap}"><b:Header>{user}</b:Header>'
                "<b:Body>{operation}</b:Body></a:Envelope>",
            ).runs(),
            case(
                "attributes",
                document='<soap:Envelope xmlns:soap="{soap}" '
                'soap:encodingStyle="http://schemas.xmlsoap.org/soap/encoding/" a="b">'
                + HEADER
                + BODY
                + "</soap:Envelope>",
            ).runs(),
            case(
                "prefixes in the payload",
                header='<t:WSUser xmlns:t="{tns}"><t:UserName>me</t:UserName><t:Password>secret</t:Password>'
                "</t:WSUser>",
                body='<t:GetLegacyProcessStatus xmlns:t="{tns}"><t:ListID>12345</t:ListID></t:GetLegacyProcessStatus>',
            ).runs(),
        ),
    ],
)


@pytest.mark.parametrize("row", SECTION.rows())
def test_envelope(wire, row):
    row.hold(wire)
