"""What the HTTP headers and the first look into the body decide: which version is guessed, which operation is meant."""

from __future__ import annotations

import pytest

from tests.fidelity.rules import BOTH, V11, V12, Rule, Section, case, guess, source

NOT_RECOGNIZED = "Server did not recognize the value of HTTP Header SOAPAction: "
NO_ACTION = "Unable to handle request without a valid action parameter. Please supply a valid soap action."
NO_BODY = "Request format is invalid: Missing required soap:Body element."
NO_ENVELOPE = "Request format is invalid: Missing required soap:Envelope element."
MISMATCH = "Possible SOAP version mismatch: Envelope namespace {N} was unexpected. Expecting {soap11}."
ANY_OTHER = "<Other/>"
ENVELOPE = '<soap:Envelope xmlns:soap="{soap}">'
SOAP_XML = "application/soap+xml; charset=utf-8"
TEXT_XML = "text/xml; charset=utf-8"


def action(name: str, value: str):
    """A good 1.1 call, but for its SOAPAction."""
    return case(name, versions=V11, soapaction=value)


def unknown_operation(**changed: object):
    """What makes a call one that its body has to route, and doesn't."""
    return {"by_body": True, "body": ANY_OTHER, **changed}


SECTION = Section(
    "routing",
    "Version and operation",
    [
        Rule(
            "No SOAPAction header at all means 1.2: an error before the root's start tag is told in 1.2.",
            source,
            case("text/xml, no XML", versions=V11, by_body=True, document="hello").unprocessable(
                "Data at the root level is invalid. Line 1, position 1.", answered="1.2"
            ),
            case("text/xml, nothing", versions=V11, by_body=True, document="").unprocessable(
                "Root element is missing.", answered="1.2"
            ),
            case("text/xml, a DTD", versions=V11, by_body=True, document="<!DOCTYPE a>{good}").unprocessable(
                "DTD is prohibited in this XML document.", answered="1.2"
            ),
            case(
                "another media type, no XML", versions=V11, content_type="text/plain", soapaction=None, document="x"
            ).unprocessable("Data at the root level is invalid. Line 1, position 1.", answered="1.2"),
        ),
        Rule(
            "application/soap+xml means 1.2, whatever the SOAPAction.",
            source,
            case("good SOAPAction, no XML", versions=V11, content_type=SOAP_XML, document="x").unprocessable(
                "Data at the root level is invalid. Line 1, position 1.", answered="1.2"
            ),
            case("unknown SOAPAction", versions=V12, content_type=SOAP_XML, soapaction="urn:x").runs(),
            case("empty SOAPAction", versions=V12, soapaction="").runs(),
            case("in another case", versions=V12, content_type="Application/SOAP+XML", soapaction="x").runs(),
        ),
        Rule(
            "Any other media type with a SOAPAction means 1.1.",
            source,
            case("text/xml, nothing", versions=V11, document="").empty(400),
            case("another media type", versions=V11, content_type="text/plain").empty(415),
            case(
                "another media type, unknown SOAPAction", versions=V11, content_type="text/plain", soapaction="x"
            ).fault("Client", NOT_RECOGNIZED + "x."),
            case("a SOAPAction that is empty", versions=V11, soapaction="", document="").fault(
                "Client", NOT_RECOGNIZED + "."
            ),
        ),
        Rule(
            "The SOAPAction is compared less one pair of double quotes.",
            source,
            action("quoted", '"{action}"').runs(),
            action("unquoted", "{action}").runs(),
            action("two pairs", '""{action}""').fault("Client", NOT_RECOGNIZED + '"{action}".'),
            action("only in front", '"{action}').fault("Client", NOT_RECOGNIZED + '"{action}.'),
            action("only behind", '{action}"').fault("Client", NOT_RECOGNIZED + '{action}".'),
            action("apostrophes", "'{action}'").fault("Client", NOT_RECOGNIZED + "'{action}'."),
            action("a blank inside the quotes", '" {action}"').fault("Client", NOT_RECOGNIZED + " {action}."),
            action("empty quotes", '""').fault("Client", NOT_RECOGNIZED + "."),
            action("one double quote alone, which is both", '"').unprocessable(
                "Length cannot be less than zero.\nParameter name: length"
            ),
        ),
        Rule(
            "The SOAPAction is then URL-decoded; a plus sign is a space.",
            source,
            action("a colon encoded", '"http%3A//webservices.listrak.com/v31/GetLegacyProcessStatus"').runs(),
            action("all lower case hex", "http%3a%2f%2fwebservices.listrak.com%2fv31%2fGetLegacyProcessStatus").runs(),
            action("a plus", "a+b").fault("Client", NOT_RECOGNIZED + "a b."),
            action("a percent-encoded plus", "a%2Bb").fault("Client", NOT_RECOGNIZED + "a+b."),
            action("encoded quotes are none", "%22{action}%22").fault("Client", NOT_RECOGNIZED + '"{action}".'),
            action("%u and four digits", "%u0068ttp://webservices.listrak.com/v31/GetLegacyProcessStatus").runs(),
            action("UTF-8", "%C3%A4").fault("Client", NOT_RECOGNIZED + "ä."),
            action("not an escape", "100%").fault("Client", NOT_RECOGNIZED + "100%."),
        ),
        Rule(
            "The SOAPAction is compared exactly and with case.",
            source,
            action("lower case", '"http://webservices.listrak.com/v31/getlegacyprocessstatus"').fault(
                "Client", NOT_RECOGNIZED + "http://webservices.listrak.com/v31/getlegacyprocessstatus."
            ),
            action("the host in upper case", '"http://WEBSERVICES.listrak.com/v31/GetLegacyProcessStatus"').fault(
                "Client", NOT_RECOGNIZED + "http://WEBSERVICES.listrak.com/v31/GetLegacyProcessStatus."
            ),
            action("https", '"https://webservices.listrak.com/v31/GetLegacyProcessStatus"').fault(
                "Client", NOT_RECOGNIZED + "https://webservices.listrak.com/v31/GetLegacyProcessStatus."
            ),
            action("a slash behind", '"{action}/"').fault("Client", NOT_RECOGNIZED + "{action}/."),
            action("the name alone", '"GetLegacyProcessStatus"').fault(
                "Client", NOT_RECOGNIZED + "GetLegacyProcessStatus."
            ),
            action("another operation", '"http://webservices.listrak.com/v31/GetProcessStatus"').fault(
                "Client", NOT_RECOGNIZED + "http://webservices.listrak.com/v31/GetProcessStatus."
            ),
        ),
        Rule(
            "In the 1.1 way the body is not looked at for the route.",
            source,
            case("unknown, no XML", versions=V11, soapaction="x", document="no XML").fault(
                "Client", NOT_RECOGNIZED + "x."
            ),
            case("unknown, nothing", versions=V11, soapaction="x", document="").fault("Client", NOT_RECOGNIZED + "x."),
            case("unknown, a 1.2 envelope", versions=V12, content_type=TEXT_XML, soapaction="x").fault(
                "Client", NOT_RECOGNIZED + "x.", answered="1.1"
            ),
            case("unknown, another root", versions=V11, soapaction="x", document="<a/>").fault(
                "Client", NOT_RECOGNIZED + "x."
            ),
            case("known, another element", versions=V11, body=ANY_OTHER).runs(0),
        ),
        Rule(
            "Repeated SOAPAction headers are one value, joined with a comma, and so not recognised.",
            guess,
            case("twice", versions=V11, headers=[("SOAPAction", "{action}")], soapaction="{action}").fault(
                "Client", NOT_RECOGNIZED + "{action},{action}."
            ),
            case("two", versions=V11, headers=[("soapaction", "b")], soapaction="a").fault(
                "Client", NOT_RECOGNIZED + "a,b."
            ),
        ),
        Rule(
            "In the 1.2 way the `action` parameter of Content-Type names the operation, whatever the body holds.",
            source,
            *(
                case(
                    name, content_type=f"{media}; {parameter}", soapaction=None, versions=versions, body=ANY_OTHER
                ).runs(0)
                for media, versions in (("application/soap+xml", V12), ("text/xml", BOTH))
                for name, parameter in (
                    (f"quoted, {media}", 'charset=utf-8; action="{action}"'),
                    (f"unquoted, {media}", "charset=utf-8; action={action}"),
                    (f"apostrophes, {media}", "action='{action}'; charset=utf-8"),
                    (f"URL-encoded, {media}", "action=http%3A//webservices.listrak.com/v31/GetLegacyProcessStatus"),
                )
            ),
        ),
        Rule(
            "An action that is not known leaves the route to the first element in Body.",
            source,
            case("unknown", versions=V12, content_type=SOAP_XML + "; action=urn:x").runs(),
            case("unknown, text/xml", content_type=TEXT_XML + "; action=urn:x", soapaction=None).runs(),
            case("empty", versions=V12, content_type=SOAP_XML + "; action=").runs(),
            case("other case", versions=V12, content_type=SOAP_XML + "; action={tns}getlegacyprocessstatus").runs(),
        ),
        Rule(
            "In the 1.2 way the SOAPAction header is not looked at.",
            source,
            case("known, unknown element", versions=V12, by_body=True, soapaction="{action}", body=ANY_OTHER).fault(
                "Client", NO_ACTION
            ),
            case("unknown, known element", versions=V12, by_body=True, soapaction="urn:x").runs(),
            case("both known", versions=V12, soapaction='"{action}"').runs(),
        ),
        Rule(
            "The namespace of the envelope does not decide the route.",
            source,
            case("1.1 envelope as soap+xml, element known", versions=V11, content_type=SOAP_XML, soapaction=None).empty(
                415
            ),
            case(
                "1.2 envelope, SOAPAction known",
                versions=V12,
                content_type=TEXT_XML,
                soapaction="{action}",
                body=ANY_OTHER,
            ).runs(0),
            case("1.2 envelope in text/xml, element known", versions=V12, content_type=TEXT_XML, by_body=True).runs(),
        ),
        Rule(
            "A 1.1 request without a SOAPAction works, as its body names the operation.",
            source,
            case("text/xml", versions=V11, by_body=True).runs(),
            case("text/xml, no charset", versions=V11, by_body=True, content_type="text/xml").runs(),
        ),
        Rule(
            "Routing by body reads no further than the start tag of Body's first element.",
            source,
            case("a wrong end tag behind it", by_body=True, list_id="1</ListID></x>").empty(400),
            case(
                "the end behind it",
                by_body=True,
                document='<soap:Envelope xmlns:soap="{soap}"><soap:Body><GetLegacyProcessStatus xmlns="{tns}">',
            ).empty(400),
            case("an undeclared entity behind it", by_body=True, list_id="&nbsp;").empty(400),
            case("a forbidden character behind it", by_body=True, list_id="\x01").empty(400),
            case("a second root", by_body=True, document="{good}<a/>").empty(400),
            case(
                "the end within its start tag",
                by_body=True,
                document='<soap:Envelope xmlns:soap="{soap}"><soap:Body>\n<GetLegacyProcessStatus',
            ).unprocessable("Unexpected end of file while parsing Name has occurred. Line 2, position 24."),
            case("an undeclared prefix in it", by_body=True, body="\n<p:GetLegacyProcessStatus/>").unprocessable(
                "'p' is an undeclared prefix. Line 4, position 2."
            ),
        ),
        Rule(
            "Routing by body skips whatever stands before Body; that is judged when the operation is known.",
            source,
            *(
                case(
                    f"{name}, {operation}",
                    by_body=True,
                    document=f'<soap:Envelope xmlns:soap="{{soap}}">{stands}<soap:Body>{body}</soap:Body>'
                    f"</soap:Envelope>",
                ).fault("Client", text)
                for name, stands in (
                    ("an element", "<a><b/>text</a>"),
                    ("text", "text"),
                    ("two Headers", "<soap:Header/><soap:Header/>"),
                    ("a Header without a namespace", "<Header/>"),
                )
                for operation, body, text in (
                    ("known", "{operation}", f"Server was unable to read request. ---> {NO_BODY}"),
                    ("unknown", ANY_OTHER, NO_ACTION),
                )
            ),
            case(
                "a value in WSUser, unknown",
                **unknown_operation(header='<WSUser xmlns="{tns}"><UserName>a<b/></UserName></WSUser>'),
            ).fault("Client", NO_ACTION),
            case("mustUnderstand, unknown", **unknown_operation(header='<a soap:mustUnderstand="1"/>')).fault(
                "Client", NO_ACTION
            ),
            case(
                "the log-on's mustUnderstand, unknown",
                **unknown_operation(header='<WSUser xmlns="{tns}" soap:mustUnderstand="x"/>'),
            ).fault("Client", NO_ACTION),
        ),
        Rule(
            "Routing by body looks for Body past the envelope's end, and an XML error there is told.",
            source,
            case("a second root", by_body=True, document=ENVELOPE + "\n</soap:Envelope><a/>").unprocessable(
                "There are multiple root elements. Line 2, position 18."
            ),
            case("behind white space too", by_body=True, document=ENVELOPE + "\n</soap:Envelope>\n <a/>").unprocessable(
                "There are multiple root elements. Line 3, position 3."
            ),
            case("text", by_body=True, document=ENVELOPE + "\n</soap:Envelope>a").unprocessable(
                "Data at the root level is invalid. Line 2, position 17."
            ),
            case("a comment is no error", by_body=True, document=ENVELOPE + "</soap:Envelope><!-- -->").unprocessable(
                NO_BODY
            ),
            case(
                "a Body inside another element is none",
                by_body=True,
                document=ENVELOPE + "<a><soap:Body>{operation}</soap:Body></a></soap:Envelope>",
            ).unprocessable(NO_BODY),
        ),
        Rule(
            "Comments and processing instructions at the beginning of Body are passed over.",
            source,
            case("a comment", by_body=True, body="<!-- a -->{operation}").runs(),
            case("a processing instruction", by_body=True, body="<?a b?>{operation}").runs(),
            case("several", by_body=True, body=" <!--a--> <?a?>\n<!--b-->{operation}").runs(),
            case("a comment alone", by_body=True, body="<!-- a -->").fault("Client", NO_ACTION),
        ),
        Rule(
            "Text first in Body counts as an unknown element.",
            source,
            case("text", by_body=True, body="a{operation}").fault("Client", NO_ACTION),
            case("a CDATA section", by_body=True, body="<![CDATA[a]]>{operation}").fault("Client", NO_ACTION),
            case("behind a comment", by_body=True, body="<!-- -->a{operation}").fault("Client", NO_ACTION),
            case("a reference", by_body=True, body="&#65;{operation}").fault("Client", NO_ACTION),
            case("but only the first node counts", by_body=True, body="{operation}text").runs(),
        ),
        Rule(
            "If routing fails after the root's start tag, the root's namespace decides the answer's version.",
            source,
            case("1.1 as soap+xml", versions=V11, content_type=SOAP_XML, soapaction=None, body=ANY_OTHER).fault(
                "Client", NO_ACTION, answered="1.1"
            ),
            case("1.2 as text/xml", versions=V12, content_type=TEXT_XML, soapaction=None, body=ANY_OTHER).fault(
                "Client", NO_ACTION, answered="1.2"
            ),
            case("no SOAPAction, no Body", by_body=True, document='<soap:Envelope xmlns:soap="{soap}"/>').unprocessable(
                NO_BODY
            ),
            case("no Envelope", by_body=True, document='<soap:Other xmlns:soap="{soap}"/>').unprocessable(NO_ENVELOPE),
            case(
                "an XML error further on, 1.1 as soap+xml",
                versions=V11,
                content_type=SOAP_XML,
                soapaction=None,
                document='<soap:Envelope xmlns:soap="{soap}">\n<a></b>',
            ).unprocessable(
                "The 'a' start tag on line 2 position 2 does not match the end tag of 'b'. Line 2, position 6.",
                answered="1.1",
            ),
            case("as any other media type", content_type="text/plain", soapaction=None, body=ANY_OTHER).fault(
                "Client", NO_ACTION
            ),
        ),
        Rule(
            "A root in an unknown namespace is a VersionMismatch in place of any other error of routing.",
            source,
            *(
                case(name, versions=V12, content_type=content_type, document=document).fault(
                    "VersionMismatch", MISMATCH.replace("{N}", "urn:n"), answered="1.1"
                )
                for name, content_type, document in (
                    ("no Body", SOAP_XML, '<a xmlns="urn:n"/>'),
                    ("no action", SOAP_XML, '<e:Envelope xmlns:e="urn:n"><e:Body><a/></e:Body></e:Envelope>'),
                    ("an unknown action", SOAP_XML + "; action=urn:x", '<a xmlns="urn:n"/>'),
                    ("an XML error further on", SOAP_XML, '<a xmlns="urn:n"><b></a>'),
                    ("truncated", SOAP_XML, '<a xmlns="urn:n">'),
                    ("a DTD does not come that far", SOAP_XML, '<?p?><!-- --><a xmlns="urn:n"/>'),
                    ("another media type", "text/plain", '<a xmlns="urn:n"/>'),
                )
            ),
        ),
        Rule(
            "An XML error met while routing is the server's fault, with the XML reader's words.",
            source,
            case("not XML", by_body=True, document="\n  hello").unprocessable(
                "Data at the root level is invalid. Line 2, position 3.", answered="1.2"
            ),
            case("a DTD", by_body=True, document="<!DOCTYPE a []>{good}").unprocessable(
                "DTD is prohibited in this XML document.", answered="1.2"
            ),
            case("before Body", by_body=True, header="<a></b>").unprocessable(
                "The 'a' start tag on line 2 position 15 does not match the end tag of 'b'. Line 2, position 19."
            ),
            case("the end", by_body=True, document='<soap:Envelope xmlns:soap="{soap}">\n<soap:Body>').unprocessable(
                "Unexpected end of file has occurred. The following elements are not closed: soap:Body, soap:Envelope. "
                "Line 2, position 12."
            ),
        ),
    ],
)


@pytest.mark.parametrize("row", SECTION.rows())
def test_routing(wire, row):
    row.hold(wire)
