"""The texts of the engine's faults."""

from __future__ import annotations

import pytest

from tests.fidelity.rules import V11, V12, Rule, Section, case, ours, records, source

NO_ACTION = "Unable to handle request without a valid action parameter. Please supply a valid soap action."
NO_BODY = "Request format is invalid: Missing required soap:Body element."
NO_ENVELOPE = "Request format is invalid: Missing required soap:Envelope element."
SOAP_XML = "application/soap+xml; charset=utf-8"
DECLARATION = (
    "Unexpected XML declaration. The XML declaration must be the first node in the document, "
    "and no white space characters are allowed to appear before it. "
)
OPEN = "Unexpected end of file has occurred. The following elements are not closed: "


def enveloped(inner: str) -> str:
    return f'<soap:Envelope xmlns:soap="{{soap}}">\n{inner}</soap:Envelope>'


def unclosed(inner: str) -> str:
    """Routed by its body; what is inside begins line 2."""
    return f'<soap:Envelope xmlns:soap="{{soap}}">\n{inner}'


SECTION = Section(
    "faults",
    "The texts of faults",
    [
        Rule(
            "An unknown SOAPAction is told as it was compared, also an empty one.",
            source,
            case("unknown", versions=V11, soapaction='"urn:a"').fault(
                "Client", "Server did not recognize the value of HTTP Header SOAPAction: urn:a."
            ),
            case("empty", versions=V11, soapaction="").fault(
                "Client", "Server did not recognize the value of HTTP Header SOAPAction: ."
            ),
            case("markup in it", versions=V11, soapaction="<a>&amp;").fault(
                "Client", "Server did not recognize the value of HTTP Header SOAPAction: <a>&amp;."
            ),
        ),
        Rule(
            "In the 1.2 way without an action, an unknown element or an empty Body is a fault of the caller.",
            source,
            case("no action, unknown element", by_body=True, body="<Other/>").fault("Client", NO_ACTION),
            case("no action, empty Body", by_body=True, body="").fault("Client", NO_ACTION),
            case("no action, a self-closed Body", by_body=True, document=enveloped("<soap:Body/>")).fault(
                "Client", NO_ACTION
            ),
            case("no action, the operation in no namespace", by_body=True, body="<GetLegacyProcessStatus/>").fault(
                "Client", NO_ACTION
            ),
            case(
                "no action, the operation in lower case", by_body=True, body='<getlegacyprocessstatus xmlns="{tns}"/>'
            ).fault("Client", NO_ACTION),
            case("no action, the operation second", by_body=True, body="<a/>{operation}").fault("Client", NO_ACTION),
            case("no action, ListID first", by_body=True, body='<ListID xmlns="{tns}">5</ListID>').fault(
                "Client", NO_ACTION
            ),
            case("empty action", versions=V12, content_type=SOAP_XML + '; action=""', body="<Other/>").fault(
                "Client", NO_ACTION
            ),
        ),
        Rule(
            "In the 1.2 way an unknown action with an unknown element is told, unquoted and URL-decoded.",
            source,
            *(
                case(name, versions=V12, content_type=f"{SOAP_XML}; action={value}", body="<Other/>").fault(
                    "Client", f"Unable to handle request. The action '{told}' was not recognized."
                )
                for name, value, told in (
                    ("quoted", '"urn:a"', "urn:a"),
                    ("unquoted", "urn:a", "urn:a"),
                    ("apostrophes", "'urn:a'", "urn:a"),
                    ("encoded", "urn%3Aa", "urn:a"),
                    ("a plus", "a+b", "a b"),
                    ("a good one in another case", "{tns}GETLEGACYPROCESSSTATUS", "{tns}GETLEGACYPROCESSSTATUS"),
                )
            ),
            case("empty Body", versions=V12, content_type=SOAP_XML + "; action=a", body="").fault(
                "Client", "Unable to handle request. The action 'a' was not recognized."
            ),
            case("in text/xml", content_type="text/xml; action=a", soapaction=None, body="<a/>").fault(
                "Client", "Unable to handle request. The action 'a' was not recognized."
            ),
        ),
        Rule(
            "No Body and no Envelope are the server's fault if found while routing, else the caller's.",
            source,
            case("no Body, routing", by_body=True, document=enveloped("<a/>")).unprocessable(NO_BODY),
            case("an empty Envelope, routing", by_body=True, document=enveloped("")).unprocessable(NO_BODY),
            case(
                "a self-closed Envelope, routing", by_body=True, document='<soap:Envelope xmlns:soap="{soap}"/>'
            ).unprocessable(NO_BODY),
            case("no Envelope, routing", by_body=True, document='<Other xmlns="{soap}"/>').unprocessable(NO_ENVELOPE),
            case(
                "Body as the root, routing", by_body=True, document='<Body xmlns="{soap}">{operation}</Body>'
            ).unprocessable(NO_ENVELOPE),
            case("no Body", document=enveloped("")).unreadable(NO_BODY),
            case("no Envelope", document='<Other xmlns="{soap}"/>').unreadable(NO_ENVELOPE),
            case(
                "an unknown action, no Body", versions=V12, content_type=SOAP_XML + "; action=a", document=enveloped("")
            ).unprocessable(NO_BODY),
        ),
        Rule(
            "VersionMismatch names the namespace that came and the one of SOAP 1.1.",
            source,
            case("unknown", document='<a xmlns="urn:n"/>').fault(
                "VersionMismatch",
                "Possible SOAP version mismatch: Envelope namespace urn:n was unexpected. Expecting http://schemas.xmlsoap.org/soap/envelope/.",
                answered="1.1",
            ),
            case("none", document="<a/>").fault(
                "VersionMismatch",
                "Possible SOAP version mismatch: Envelope namespace  was unexpected. Expecting http://schemas.xmlsoap.org/soap/envelope/.",
                answered="1.1",
            ),
        ),
        Rule(
            "ListID is told as not a number, or as too large or too small, with line and column.",
            source,
            case("not a number", list_id="x").fault(
                "Client",
                "Server was unable to read request. ---> There is an error in XML document (5, 21). ---> Input "
                "string was not in a correct format.",
            ),
            case("too large", list_id="2147483648").fault(
                "Client",
                "Server was unable to read request. ---> There is an error in XML document (5, 30). ---> Value "
                "was either too large or too small for an Int32.",
            ),
        ),
        Rule(
            "A missing root, of nothing or of white space, is told without a place.",
            source,
            case("nothing", by_body=True, document="").unprocessable("Root element is missing.", answered="1.2"),
            case("white space", by_body=True, document=" \r\n\t").unprocessable(
                "Root element is missing.", answered="1.2"
            ),
            case("a comment", by_body=True, document="<!-- a -->").unprocessable(
                "Root element is missing.", answered="1.2"
            ),
            case("a declaration", by_body=True, document='<?xml version="1.0"?>').unprocessable(
                "Root element is missing.", answered="1.2"
            ),
            case("a NUL before the root", by_body=True, document="\x00{good}").unprocessable(
                "Root element is missing.", answered="1.2"
            ),
        ),
        Rule(
            "Data at the root level is told at its first character that is not white.",
            source,
            case("a word", by_body=True, document="hello").unprocessable(
                "Data at the root level is invalid. Line 1, position 1.", answered="1.2"
            ),
            case("behind white space", by_body=True, document="\r\n \thello").unprocessable(
                "Data at the root level is invalid. Line 2, position 3.", answered="1.2"
            ),
            case("behind a declaration", by_body=True, document='<?xml version="1.0"?>hello').unprocessable(
                "Data at the root level is invalid. Line 1, position 22.", answered="1.2"
            ),
            case("behind a comment and a line break", by_body=True, document="<!-- a -->\nhello").unprocessable(
                "Data at the root level is invalid. Line 2, position 1.", answered="1.2"
            ),
            case("JSON", by_body=True, document="{}").unprocessable(
                "Data at the root level is invalid. Line 1, position 1.", answered="1.2"
            ),
            case("behind a byte order mark", by_body=True, document="\ufeffhello").unprocessable(
                "Data at the root level is invalid. Line 1, position 1.", answered="1.2"
            ),
        ),
        Rule(
            "A DTD is prohibited, told without a place.",
            source,
            case("first", by_body=True, document="<!DOCTYPE a>{good}").unprocessable(
                "DTD is prohibited in this XML document.", answered="1.2"
            ),
            case(
                "behind a declaration", by_body=True, document='<?xml version="1.0"?>\n<!DOCTYPE a [ ]>{good}'
            ).unprocessable("DTD is prohibited in this XML document.", answered="1.2"),
        ),
        Rule(
            "An unexpected end of the file names the elements that are open, innermost first, with their prefixes.",
            source,
            case("two", by_body=True, document=unclosed("<soap:Body>")).unprocessable(
                OPEN + "soap:Body, soap:Envelope. Line 2, position 12."
            ),
            case("one", by_body=True, document=unclosed("")).unprocessable(OPEN + "soap:Envelope. Line 2, position 1."),
            case("three", by_body=True, document=unclosed("<soap:Header><a>\n b")).unprocessable(
                OPEN + "a, soap:Header, soap:Envelope. Line 3, position 3."
            ),
            case(
                "closed ones are not named", by_body=True, document=unclosed("<soap:Header><a/></soap:Header>")
            ).unprocessable(OPEN + "soap:Envelope. Line 2, position 32."),
        ),
        Rule(
            "A wrong end tag names the start tag with its place, and is told at its own name.",
            source,
            case("Body", by_body=True, document=unclosed("<soap:Body></soap:Envelope>")).unprocessable(
                "The 'soap:Body' start tag on line 2 position 2 does not match the end tag of 'soap:Envelope'. "
                "Line 2, position 14."
            ),
            case("in the Header", by_body=True, document=unclosed("<soap:Header>\n <a>\n  </b>")).unprocessable(
                "The 'a' start tag on line 3 position 3 does not match the end tag of 'b'. Line 4, position 5."
            ),
            case("another prefix", by_body=True, document=unclosed('<a xmlns:s="urn:s"></s:a>')).unprocessable(
                "The 'a' start tag on line 2 position 2 does not match the end tag of 's:a'. Line 2, position 22."
            ),
        ),
        Rule(
            "An undeclared prefix is told at the name that has it.",
            source,
            case("an element", by_body=True, document=unclosed(" <q:Body/>")).unprocessable(
                "'q' is an undeclared prefix. Line 2, position 3."
            ),
            case("an attribute", by_body=True, document=unclosed('<a b="c" q:d="e"/>')).unprocessable(
                "'q' is an undeclared prefix. Line 2, position 10."
            ),
            case("the envelope", versions=V12, by_body=True, document="<q:Envelope/>").unprocessable(
                "'q' is an undeclared prefix. Line 1, position 2."
            ),
        ),
        Rule(
            "A version of XML other than 1.0 is told at its number.",
            source,
            case("1.1", by_body=True, document='<?xml version="1.1"?>{good}').unprocessable(
                "Version number '1.1' is invalid. Line 1, position 16.", answered="1.2"
            ),
            case("with a blank more", by_body=True, document="<?xml  version='2.0'?>{good}").unprocessable(
                "Version number '2.0' is invalid. Line 1, position 17.", answered="1.2"
            ),
        ),
        Rule(
            "A declaration that is not the first thing is told at its name.",
            source,
            case("behind a blank", by_body=True, document=' <?xml version="1.0"?>{good}').unprocessable(
                DECLARATION + "Line 1, position 4.", answered="1.2"
            ),
            case("behind a line break", by_body=True, document='\n<?xml version="1.0"?>{good}').unprocessable(
                DECLARATION + "Line 2, position 3.", answered="1.2"
            ),
        ),
        Rule(
            "A refused log-on has one of the tokens that public clients look for.",
            records,
            case("no WSUser", header="").gets(500, contains=["[InvalidLogonAttempt]"]),
            case(
                "a wrong password",
                header='<WSUser xmlns="{tns}"><UserName>me</UserName><Password>x</Password></WSUser>',
            ).gets(500, contains=["[InvalidLogonAttempt]"]),
        ),
        Rule(
            "The words behind the token of a refused log-on are made up, and the fault is the caller's.",
            ours,
            case("a wrong password", versions=V11, header="").gets(
                500,
                contains=[
                    (
                        "<faultcode>soap:Client</faultcode><faultstring>[InvalidLogonAttempt] The user name or "
                        "password is not valid."
                    )
                ],
            ),
            case("in 1.2", versions=V12, header="").gets(
                500,
                contains=[
                    "<soap:Value>soap:Sender</soap:Value>",
                    "[InvalidLogonAttempt] The user name or password is not valid.",
                ],
            ),
        ),
        Rule(
            "A call that no scenario answers gets a Server fault whose text begins with `[mock]`, as nothing of "
            "the vendor's does.",
            ours,
            case("an unknown list", versions=V11, plays_for=1).gets(
                500, contains=["<faultcode>soap:Server</faultcode><faultstring>[mock] "]
            ),
            case("an unknown list in 1.2", versions=V12, plays_for=1).gets(
                500, contains=["<soap:Value>soap:Receiver</soap:Value>", '<soap:Text xml:lang="en">[mock] ']
            ),
        ),
    ],
)


@pytest.mark.parametrize("row", SECTION.rows())
def test_faults(wire, row):
    row.hold(wire)
