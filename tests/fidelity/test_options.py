"""What is not public about the real set-up, and so can be chosen."""

from __future__ import annotations

import re

import pytest

from mockserver import Fault
from tests.fidelity.rules import V11, V12, Case, Rule, Section, case, guess, ours, source
from tests.fidelity.wire import Answer

BY_ENGINE = {"missing_header": "engine"}
NO_CUSTOM_ERRORS = {"custom_errors": False}
MISSING = "Missing required header 'WSUser'."
BODY = "<soap:Body>{operation}</soap:Body>"
DUMP = "System.Web.Services.Protocols.SoapException: "


def enveloped(inner: str) -> str:
    return f'<soap:Envelope xmlns:soap="{{soap}}">{inner}</soap:Envelope>'


def missing(name: str, **changed: object) -> Case:
    return case(name, settings=BY_ENGINE, **changed)


def dumped(name: str, first: str, **changed: object) -> Case:
    """With customErrors off the fault's text begins so, and a stack trace follows."""

    def check(answer: Answer) -> None:
        text = answer.body.decode().replace("&gt;", ">")
        found = re.search(r"<(?:faultstring|soap:Text xml:lang=\"en\")>(.*?)</", text, re.DOTALL)
        assert found, text
        assert found[1].startswith(first), found[1]
        assert re.search(r"\n   at System\.Web\.Services\.", found[1]), found[1]

    return case(name, settings=NO_CUSTOM_ERRORS, **changed).gets(500, check=check)


SECTION = Section(
    "options",
    "Set-ups that are not public",
    [
        Rule(
            "By default a call without WSUser reaches the service, which refuses it as a bad log-on.",
            guess,
            case("no Header", document=enveloped(BODY)).refused_log_on(),
            case("a Header without it", header="<a/>").refused_log_on(),
            case("said so", settings={"missing_header": "service"}, header="").refused_log_on(),
        ),
        Rule(
            "The engine may be set up to refuse it itself, in 1.1 only: MustUnderstand.",
            source,
            missing("no Header", versions=V11, document=enveloped(BODY)).fault("MustUnderstand", MISSING),
            missing("an empty Header", versions=V11, header="").fault("MustUnderstand", MISSING),
            missing("other headers", versions=V11, header="<a/><WSUser/>").fault("MustUnderstand", MISSING),
            missing(
                "Header behind Body", versions=V11, document=enveloped(BODY + "<soap:Header>{user}</soap:Header>")
            ).fault("MustUnderstand", MISSING),
            missing("1.1 without a SOAPAction", versions=V11, by_body=True, header="").fault("MustUnderstand", MISSING),
            missing("not in 1.2", versions=V12, header="").refused_log_on(),
            missing(
                "1.2 in text/xml",
                versions=V12,
                content_type="text/xml; charset=utf-8",
                soapaction="{action}",
                header="",
            ).refused_log_on(),
            missing("a good log-on").runs(),
            missing("an empty WSUser is one", header='<WSUser xmlns="{tns}"/>').refused_log_on(),
        ),
        Rule(
            "The fault for a missing WSUser has no detail.",
            source,
            missing("the bytes", versions=V11, header="").gets(
                500,
                contains=[
                    f"<soap:Fault><faultcode>soap:MustUnderstand</faultcode><faultstring>{MISSING}</faultstring></soap:Fault>"
                ],
            ),
        ),
        Rule(
            "Where the engine refuses a missing WSUser, a self-closed Header slips through to the service.",
            source,
            missing("self-closed", versions=V11, document=enveloped("<soap:Header/>" + BODY)).refused_log_on(),
        ),
        Rule(
            "Where the engine refuses a missing WSUser, it does so when the Header was read, before anything "
            "behind it.",
            source,
            missing("before a value fault", versions=V11, header="", list_id="x").fault("MustUnderstand", MISSING),
            missing("before no Body", versions=V11, document=enveloped("")).fault("MustUnderstand", MISSING),
            missing("before an XML error", versions=V11, header="", list_id="5</a>").fault("MustUnderstand", MISSING),
            missing("before mustUnderstand", versions=V11, header='<a soap:mustUnderstand="1"/>').fault(
                "MustUnderstand", MISSING
            ),
            missing("but not before an XML error in the Header", versions=V11, header="<a></b>").empty(400),
            missing("nor before the route", versions=V11, soapaction="x", header="").fault(
                "Client", "Server did not recognize the value of HTTP Header SOAPAction: x."
            ),
        ),
        Rule(
            "With customErrors off a fault's text is the whole dump of its exceptions, with stack traces.",
            source,
            dumped(
                "an unknown SOAPAction",
                DUMP + "Server did not recognize the value of HTTP Header SOAPAction: x.",
                versions=V11,
                soapaction="x",
            ),
            dumped(
                "ListID",
                DUMP + "Server was unable to read request. ---> System.InvalidOperationException: There is an error "
                "in XML document (5, 21). ---> System.FormatException: Input string was not in a correct format.",
                list_id="x",
            ),
            dumped(
                "ListID out of range",
                DUMP + "Server was unable to read request. ---> System.InvalidOperationException: There is an error "
                "in XML document (5, 30). ---> System.OverflowException: Value was either too large or too small "
                "for an Int32.",
                list_id="9999999999",
            ),
            dumped(
                "no Body",
                DUMP + "Server was unable to read request. ---> System.InvalidOperationException: Request format is "
                "invalid: Missing required soap:Body element.",
                document=enveloped(""),
            ),
            dumped(
                "not XML while routing",
                DUMP + "Server was unable to process request. ---> System.Xml.XmlException: Data at the root level is "
                "invalid. Line 1, position 1.",
                versions=V12,
                by_body=True,
                document="hello",
            ),
            dumped(
                "mustUnderstand",
                "System.Web.Services.Protocols.SoapHeaderException: SOAP header a was not understood.",
                header='<a soap:mustUnderstand="1"/>',
            ),
        ),
        Rule(
            "By default customErrors is on: a fault has its messages alone.",
            guess,
            case("ListID", list_id="x").not_a_number(5, 21),
            case("said so", settings={"custom_errors": True}, list_id="x").not_a_number(5, 21),
        ),
        Rule(
            "customErrors changes neither statuses nor what has no text.",
            source,
            case("400", settings=NO_CUSTOM_ERRORS, document="").empty(400),
            case("415", settings=NO_CUSTOM_ERRORS, content_type="a", soapaction="{action}").empty(415, answered="1.1"),
            case("a good call", settings=NO_CUSTOM_ERRORS).runs(),
        ),
        Rule(
            "What a list gets that no scenario answers is a setting: the explaining fault, an empty result, or a "
            "fault of one's own.",
            ours,
            case("explain", plays_for=1, settings={"unknown_list": "explain"}).gets(500, contains=["[mock] "]),
            case("empty", plays_for=1, settings={"unknown_list": "empty"}).gets(
                200, contains=["<GetLegacyProcessStatusResult />"]
            ),
            case("a fault", plays_for=1, settings={"unknown_list": Fault("no such list", code="Client")}).gets(
                500, contains=[">no such list<"]
            ),
        ),
        Rule(
            "The headers that name the server's products are a setting.",
            ours,
            case("none", settings={"server_headers": {}}).gets(
                200, headers={"Server": None, "X-AspNet-Version": None, "X-Powered-By": None}
            ),
            case("others", settings={"server_headers": {"Server": "nginx"}}).gets(
                200, headers={"Server": "nginx", "X-Powered-By": None}
            ),
        ),
        Rule(
            "The longest body that is read is a setting.",
            ours,
            case("longer", versions=V11, settings={"max_request_bytes": 100}).fault(
                "Server",
                "There was an exception running the extensions specified in the config file. ---> Maximum "
                "request length exceeded.",
            ),
            case("not longer", versions=V11, settings={"max_request_bytes": 10_000}).runs(),
        ),
    ],
)


@pytest.mark.parametrize("row", SECTION.rows())
def test_options(wire, row):
    row.hold(wire)
