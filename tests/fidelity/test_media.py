"""The media type, its parameters, and the longest body."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.fidelity.rules import UNPROCESSABLE, V11, V12, Rule, Section, case, source
from tests.soap import envelope

NOT_RECOGNIZED = "Server did not recognize the value of HTTP Header SOAPAction: "
NO_ACTION = "Unable to handle request without a valid action parameter. Please supply a valid soap action."
TOO_LONG = (
    "There was an exception running the extensions specified in the config file. ---> Maximum request length exceeded."
)
ANY_OTHER = "<Other/>"
MEGABYTES_4 = 4_194_304


def padded(size: int) -> Callable[[], bytes]:
    """A good 1.1 document, blown up to a size by a comment before Body. It is made when it is sent."""

    def body() -> bytes:
        before, mark, behind = envelope().encode().partition(b"<soap:Body>")
        filling = size - len(before + mark + behind) - len(b"<!---->")
        return before + b"<!--" + b"x" * filling + b"-->" + mark + behind

    return body


SECTION = Section(
    "media",
    "Media type and size",
    [
        Rule(
            "A media type that is no SOAP type is told after the route, in the version that was guessed.",
            source,
            case("1.1 way", versions=V11, content_type="text/plain").empty(415),
            case("1.1 way, a 1.2 envelope", versions=V12, content_type="text/plain", soapaction="{action}").empty(
                415, answered="1.1"
            ),
            case("1.2 way, a 1.1 envelope", versions=V11, content_type="text/plain", soapaction=None).empty(
                415, answered="1.2"
            ),
            case(
                "1.2 way, action known",
                versions=V11,
                content_type="text/plain; action={action}",
                soapaction=None,
                document="x",
            ).empty(415, answered="1.2"),
            case("before an error behind the route", content_type="text/plain", soapaction=None, list_id="x").empty(
                415, answered="1.2"
            ),
            case("an unknown action is told before", content_type="text/plain", soapaction=None, body=ANY_OTHER).fault(
                "Client", NO_ACTION
            ),
        ),
        Rule(
            "The media type is everything before the first `;`, compared without case.",
            source,
            case("upper case", versions=V11, content_type="TEXT/XML; charset=utf-8").runs(),
            case("mixed case", versions=V12, content_type='Application/Soap+Xml;action="{action}"').runs(),
            case("a blank before the semicolon", versions=V11, content_type="text/xml ; charset=utf-8").empty(415),
            case(
                "a blank before the semicolon, 1.2", versions=V12, content_type="application/soap+xml ;charset=utf-8"
            ).empty(415),
            case("a tab before the semicolon", versions=V11, content_type="text/xml\t;charset=utf-8").empty(415),
            case("no parameters", versions=V11, content_type="text/xml").runs(),
            case("an empty parameter", versions=V11, content_type="text/xml;").runs(),
            case("a comma", versions=V11, content_type="text/xml, text/xml").empty(415),
        ),
        Rule(
            "A media type other than text/xml and application/soap+xml, or none, is an empty 415.",
            source,
            *(
                case(media or "an empty one", versions=V11, content_type=media).empty(415)
                for media in (
                    "",
                    "application/xml",
                    "application/json",
                    "text/html",
                    "text/plain; charset=utf-8",
                    "application/x-www-form-urlencoded",
                    "multipart/related; type=text/xml",
                    "application/xop+xml",
                    "text/xmlx",
                )
            ),
            case("no Content-Type", versions=V11, content_type=None).empty(415),
            case("no Content-Type, no SOAPAction", content_type=None, soapaction=None).empty(415, answered="1.2"),
        ),
        Rule(
            "Parameters are split at `;`, need no space behind it, and their names have no case.",
            source,
            case(
                "no space",
                versions=V12,
                content_type='application/soap+xml;charset=utf-8;action="{action}"',
                body=ANY_OTHER,
            ).runs(0),
            case(
                "many spaces", versions=V12, content_type="application/soap+xml;   action={action}", body=ANY_OTHER
            ).runs(0),
            case("upper case", versions=V12, content_type="application/soap+xml; ACTION={action}", body=ANY_OTHER).runs(
                0
            ),
            case("Charset", versions=V11, content_type="text/xml; Charset=utf-16", encoding="utf-16-le").runs(),
            case(
                "a semicolon in a quoted value",
                versions=V12,
                content_type='application/soap+xml; action="a;b"',
                body=ANY_OTHER,
            ).fault("Client", "Unable to handle request. The action 'a' was not recognized."),
            case(
                "a parameter without a value",
                versions=V12,
                content_type="application/soap+xml; x; action={action}",
                body=ANY_OTHER,
            ).runs(0),
        ),
        Rule(
            "Of a parameter that comes twice the first counts.",
            source,
            case(
                "action, known first",
                versions=V12,
                content_type="application/soap+xml; action={action}; action=b",
                body=ANY_OTHER,
            ).runs(0),
            case(
                "action, known second",
                versions=V12,
                content_type="application/soap+xml; action=b; action={action}",
                body=ANY_OTHER,
            ).fault("Client", "Unable to handle request. The action 'b' was not recognized."),
            case(
                "charset", versions=V11, content_type="text/xml; charset=utf-16; charset=utf-8", encoding="utf-16-le"
            ).runs(),
        ),
        Rule(
            "Blanks, tabs, apostrophes and double quotes are trimmed from both ends of a value.",
            source,
            *(
                case(name, versions=V12, content_type=f"application/soap+xml; action={value}", body=ANY_OTHER).runs(0)
                for name, value in (
                    ("blanks", "  {action}  "),
                    ("a tab", "\t{action}\t;x=y"),
                    ("two pairs of quotes", '""{action}""'),
                    ("only one quote", '"{action}'),
                    ("mixed quotes", "'\" {action} \"'"),
                )
            ),
            case(
                "charset in apostrophes", versions=V11, content_type="text/xml; charset='utf-16'", encoding="utf-16-le"
            ).runs(),
        ),
        Rule(
            "A body of more than 4,194,304 bytes is told after an unknown SOAPAction and before the media type.",
            source,
            case("one byte too long", versions=V11, sent=padded(MEGABYTES_4 + 1)).fault("Server", TOO_LONG),
            case("just not too long", versions=V11, sent=padded(MEGABYTES_4)).runs(),
            case("1.2, action known", versions=V12, sent=padded(MEGABYTES_4 + 1)).fault("Server", TOO_LONG),
            case("unknown SOAPAction", versions=V11, soapaction="x", sent=lambda: b"x" * (MEGABYTES_4 + 1)).fault(
                "Client", NOT_RECOGNIZED + "x."
            ),
            case(
                "another media type", versions=V11, content_type="text/plain", sent=lambda: b"x" * (MEGABYTES_4 + 1)
            ).fault("Server", TOO_LONG),
            case("no known action", by_body=True, sent=lambda: b"x" * (MEGABYTES_4 + 1)).fault(
                "Server", UNPROCESSABLE + "Object reference not set to an instance of an object.", answered="1.2"
            ),
        ),
    ],
)


@pytest.mark.parametrize("row", SECTION.rows())
def test_media(wire, row):
    row.hold(wire)
