"""What real clients send, and what they need of answers."""

from __future__ import annotations

import pytest

from mockserver import Http, Rows
from tests.fidelity.rules import ANY, V11, V12, Rule, Section, case, records, source
from tests.fidelity.wire import Answer

SOAP_ENV = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<SOAP-ENV:Envelope xmlns:SOAP-ENV="{soap}" xmlns:ns1="{tns}">'
    "<SOAP-ENV:Header><ns1:WSUser><ns1:UserName>me</ns1:UserName><ns1:Password>secret</ns1:Password></ns1:WSUser>"
    "</SOAP-ENV:Header><SOAP-ENV:Body><ns1:GetLegacyProcessStatus><ns1:ListID>12345</ns1:ListID>"
    "</ns1:GetLegacyProcessStatus></SOAP-ENV:Body></SOAP-ENV:Envelope>\n"
)
ZEEP = (
    "<?xml version='1.0' encoding='utf-8'?>\n"
    '<soap-env:Envelope xmlns:soap-env="{soap}"><soap-env:Header><ns0:WSUser xmlns:ns0="{tns}">'
    "<ns0:UserName>me</ns0:UserName><ns0:Password>secret</ns0:Password></ns0:WSUser></soap-env:Header><soap-env:Body>"
    '<ns0:GetLegacyProcessStatus xmlns:ns0="{tns}"><ns0:ListID>12345</ns0:ListID></ns0:GetLegacyProcessStatus>'
    "</soap-env:Body></soap-env:Envelope>"
)
SUDS = (
    '<?xml version="1.0" encoding="UTF-8"?><SOAP-ENV:Envelope xmlns:ns0="{tns}" xmlns:ns1="{soap}" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:SOAP-ENV="{soap}"><SOAP-ENV:Header>'
    '<WSUser xmlns="{tns}"><UserName>me</UserName><Password>secret</Password></WSUser></SOAP-ENV:Header>'
    "<ns1:Body><ns0:GetLegacyProcessStatus><ns0:ListID>12345</ns0:ListID></ns0:GetLegacyProcessStatus></ns1:Body>"
    "</SOAP-ENV:Envelope>"
)
DOTNET = (
    '<?xml version="1.0" encoding="utf-8"?><soap:Envelope xmlns:soap="{soap}" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema">'
    "<soap:Header>{user}</soap:Header><soap:Body>{operation}</soap:Body></soap:Envelope>"
)
NOT_A_NUMBER = "Input string was not in a correct format."


def understood(value: str) -> str:
    return DOTNET.replace(
        "{user}",
        f'<WSUser soap:mustUnderstand="{value}" xmlns="{{tns}}"><UserName>me</UserName>'
        f"<Password>secret</Password></WSUser>",
    )


def begins(prefix: bytes):
    def check(answer: Answer) -> None:
        assert answer.body.startswith(prefix), answer.body[:60]

    return check


SECTION = Section(
    "clients",
    "Real clients",
    [
        Rule(
            "zeep writes soap-env, and in 1.2 sends both an action and a SOAPAction.",
            records,
            case("1.1", versions=V11, document=ZEEP).runs(),
            case("1.2", versions=V12, document=ZEEP, soapaction='"{action}"').runs(),
        ),
        Rule(
            "PHP writes SOAP-ENV, and in 1.2 names the operation by `action` alone.",
            records,
            case("1.1", versions=V11, document=SOAP_ENV).runs(),
            case(
                "1.2",
                versions=V12,
                document=SOAP_ENV,
                content_type='application/soap+xml; charset=utf-8; action="{action}"',
            ).runs(),
        ),
        Rule("suds has two prefixes for one envelope.", records, case("both versions", document=SUDS).runs()),
        Rule(
            "Programs on python-requests send an unquoted SOAPAction.",
            records,
            case("unquoted", versions=V11, document=DOTNET, soapaction="{action}").runs(),
        ),
        Rule(
            "KDSoap sends an unquoted `action`, with no space behind the semicolon.",
            records,
            case(
                "1.2",
                versions=V12,
                content_type="application/soap+xml;charset=utf-8;action={action}",
                document=SOAP_ENV,
            ).runs(),
        ),
        Rule(
            "gSOAP marks WSUser with mustUnderstand 1 or true, soap4r and Axis with 0.",
            records,
            *(case(value, document=understood(value)).runs() for value in ("1", "true", "0")),
        ),
        Rule(
            "Axis speaks HTTP/1.0.",
            records,
            case(
                "1.1",
                versions=V11,
                http="HTTP/1.0",
                headers=[("Cache-Control", "no-cache"), ("Pragma", "no-cache")],
                document=understood("0"),
            ).runs(),
        ),
        Rule(
            "Mono asks for 100-continue and puts a byte order mark before its 1.2 envelope.",
            records,
            case("1.1", versions=V11, headers=[("Expect", "100-continue")], document=DOTNET).runs(),
            case("1.2", versions=V12, headers=[("Expect", "100-continue")], document="\ufeff" + DOTNET).runs(),
        ),
        Rule(
            "SOAP::Lite puts an encodingStyle on the Envelope.",
            records,
            case(
                "1.1",
                versions=V11,
                document=DOTNET.replace(
                    "<soap:Envelope", '<soap:Envelope soap:encodingStyle="http://schemas.xmlsoap.org/soap/encoding/"'
                ),
            ).runs(),
        ),
        Rule(
            ".NET's own client sends the SOAPAction quoted, and in 1.2 none.",
            records,
            case("1.1", versions=V11, document=DOTNET).runs(),
            case("1.2", versions=V12, by_body=True, document=DOTNET).runs(),
        ),
        Rule(
            "SAAJ needs answers without a byte order mark.",
            records,
            case("success").gets(200, check=begins(b'<?xml version="1.0" encoding="utf-8"?><soap:Envelope')),
            case("a fault", list_id="x").gets(
                500,
                contains=[NOT_A_NUMBER],
                check=begins(b'<?xml version="1.0" encoding="utf-8"?><soap:Envelope'),
            ),
        ),
        Rule(
            "JAX-WS needs application/soap+xml for 1.2.",
            records,
            case("success", versions=V12).gets(200, "application/soap+xml; charset=utf-8"),
            case("a fault", versions=V12, list_id="x").not_a_number(5, 21),
        ),
        Rule(
            "Clients that match text look for the literal prefix `soap:`.",
            records,
            case("success", document=SOAP_ENV).gets(200, contains=["<soap:Body>"]),
            case("a fault", versions=V11, document=SOAP_ENV.replace("12345", "x")).gets(
                500, contains=["<soap:Body><soap:Fault><faultcode>soap:Client</faultcode>", NOT_A_NUMBER]
            ),
            case("a fault in 1.2", versions=V12, document=SOAP_ENV.replace("12345", "x")).gets(
                500,
                contains=[
                    "<soap:Body><soap:Fault><soap:Code><soap:Value>soap:Sender</soap:Value></soap:Code>",
                    NOT_A_NUMBER,
                ],
            ),
        ),
        Rule(
            "Faults are status 500 in both versions, the caller's too.",
            source,
            case("the caller's", list_id="x").not_a_number(5, 21),
            case("the server's", by_body=True, document='<a xmlns="{soap}"/>').unprocessable(
                "Request format is invalid: Missing required soap:Envelope element."
            ),
            case("mustUnderstand", header='<x soap:mustUnderstand="1"/>').fault(
                "MustUnderstand", "SOAP header x was not understood."
            ),
        ),
        Rule(
            "What trips clients can be played: an empty result, an absent one, one row, a nil row, year 1, a "
            "page, a 503.",
            records,
            case("an empty result", answer=Rows([])).gets(200, contains=["<GetLegacyProcessStatusResult />"]),
            case("an absent result", answer=Rows(None)).gets(
                200, contains=['<GetLegacyProcessStatusResponse xmlns="{tns}" />']
            ),
            case("a nil row", answer=Rows([None])).gets(200, contains=['xsi:nil="true"']),
            case(
                "a page in place of SOAP",
                versions=V11,
                answer=Http(200, "<h1>busy</h1>", {"Content-Type": "text/html"}),
            ).gets(200, "text/html", body="<h1>busy</h1>"),
            case("IIS's 404", versions=V11, answer=Http(404, "404 - File or directory not found.")).gets(
                404, ANY, contains=["File or directory not found."]
            ),
            case("a 503", versions=V11, answer=Http(503)).gets(503, ANY),
            case("broken XML", versions=V11, answer=Http(200, "<soap:Envelope", {"Content-Type": "text/xml"})).gets(
                200, "text/xml", body="<soap:Envelope"
            ),
        ),
    ],
)


@pytest.mark.parametrize("row", SECTION.rows())
def test_clients(wire, row):
    row.hold(wire)
