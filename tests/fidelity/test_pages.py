"""Everything that is not a SOAP call: pages, descriptions, verbs, paths."""

from __future__ import annotations

import json
import re
from html import unescape

import pytest
from lxml import etree, html

from tests.fidelity.rules import ANY, HTML, TEXT, V11, XML, Case, Rule, Section, case, get, guess, records, source
from tests.fidelity.wire import Answer

SERVICE_PAGE = "The following operations are supported."
DESCRIPTION = (
    "[Deprecated: Please use GetProcessStatus.] Provides status information for asynchronous legacy processes such as "
    'the XML over HTTP "Send to List" and "Send to File" calls.'
)
UNRECOGNIZED = "Request format is unrecognized for URL unexpectedly ending in '{}'."
PATH = "/v31/IntegrationService.asmx"


def text(*parts: str):
    """The page says these, whatever its markup."""

    def check(answer: Answer) -> None:
        said = " ".join(html.fromstring(answer.body).text_content().split())
        for part in parts:
            assert part in said, f"{part!r} is not in {said!r}"

    return check


def links(*targets: str):
    def check(answer: Answer) -> None:
        found = [unescape(link) for link in re.findall(r'href="([^"]*)"', answer.body.decode())]
        for target in targets:
            assert any(link.endswith(target) for link in found), found

    return check


def samples(answer: Answer) -> None:
    said = html.fromstring(answer.body).text_content()
    places = [
        said.find(title) for title in ("SOAP 1.1 Request", "SOAP 1.1 Response", "SOAP 1.2 Request", "SOAP 1.2 Response")
    ]
    assert -1 not in places, places
    assert places == sorted(places), places


def generators_prefixes(answer: Answer) -> None:
    said = html.fromstring(answer.body).text_content()
    beginning = (
        '{}:Envelope xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
        'xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:{}='
    )
    assert said.count(beginning.format("soap", "soap")) == 2
    assert said.count(beginning.format("soap12", "soap12")) == 2


def discovery(answer: Answer) -> None:
    root = etree.fromstring(answer.body)
    assert root.tag == "{http://schemas.xmlsoap.org/disco/}discovery"
    contract, *ports = root
    assert contract.tag == "{http://schemas.xmlsoap.org/disco/scl/}contractRef"
    assert contract.get("ref") == f"{answer.url}?wsdl"
    assert contract.get("docRef") == answer.url
    assert [port.tag for port in ports] == ["{http://schemas.xmlsoap.org/disco/soap/}soap"] * 2
    assert [port.get("address") for port in ports] == [answer.url] * 2


def bindings(answer: Answer) -> None:
    _, first, second = etree.fromstring(answer.body)
    assert (first.get("binding"), second.get("binding")) == ("q1:IntegrationServiceSoap", "q2:IntegrationServiceSoap12")
    for port, prefix in ((first, "q1"), (second, "q2")):
        assert port.nsmap[prefix] == "http://webservices.listrak.com/v31/"


def says_json(trailing: str):
    def check(answer: Answer) -> None:
        assert json.loads(answer.body)["Message"] == UNRECOGNIZED.format(trailing), answer.body

    return check


def verb(method: str, name: str = "", target: str = "") -> Case:
    return case(name or method, versions=V11, method=method, path=PATH + target)


SECTION = Section(
    "pages",
    "Pages, verbs and paths",
    [
        Rule(
            "A GET gets the service page: name, description, and links to `?WSDL` and `?op=`.",
            records,
            get("the text").gets(
                200,
                HTML,
                check=text(
                    "IntegrationService",
                    "Listrak Integration Services Version 3.1",
                    SERVICE_PAGE,
                    "GetLegacyProcessStatus",
                    DESCRIPTION,
                ),
            ),
            get("the links").gets(200, HTML, check=links("?WSDL", "?op=GetLegacyProcessStatus")),
        ),
        Rule(
            "`?op=` gets the operation's page: its description, then four samples.",
            records,
            get("the description", "?op=GetLegacyProcessStatus").gets(
                200, HTML, check=text("GetLegacyProcessStatus", DESCRIPTION)
            ),
            get("the samples", "?op=GetLegacyProcessStatus").gets(200, HTML, check=samples),
            get("with another parameter", "?a=b&op=GetLegacyProcessStatus").gets(200, HTML, check=samples),
        ),
        Rule(
            "The samples on the operation's page show the prefixes and the order of declarations of their "
            "generator, not the wire's.",
            records,
            get("xsi, xsd, soap; and soap12", "?op=GetLegacyProcessStatus").gets(200, HTML, check=generators_prefixes),
        ),
        Rule(
            "`?op=` of an unknown operation is a page that says so.",
            source,
            get("unknown", "?op=Nope").gets(
                200, HTML, check=text("Method Not Found", "Method 'Nope' was not found in service IntegrationService.")
            ),
            *(
                get(name, f"?op={sent}").gets(200, HTML, check=text(f"Method '{read}' was not found in"))
                for name, sent, read in (
                    ("in UTF-8", "caf%C3%A9", "café"),
                    ("as UTF-16 units", "caf%u00E9", "café"),
                    ("in no UTF-8", "%E0%80%FF", "\ufffd\ufffd"),
                    ("with a plus", "a+b%2Bc", "a b+c"),
                    ("twice", "a&op=b", "a,b"),
                )
            ),
            get("in markup", "?op=%3Cb%3E").gets(
                200, HTML, check=text("Method '<b>' was not found in service IntegrationService.")
            ),
        ),
        Rule(
            "Any other query gets the service page.",
            source,
            *(
                get(query, query).gets(200, HTML, check=text(SERVICE_PAGE))
                for query in ("?singleWsdl", "?anything", "?a=b", "?schema", "?disco=x", "?")
            ),
        ),
        Rule(
            "A description or schema that is asked for by a name is not found; an empty name counts as one.",
            source,
            get("wsdl=nope", "?wsdl=nope").gets(500, TEXT, body="XML Web service description was not found.\r\n"),
            get("wsdl=", "?wsdl=").gets(500, TEXT, body="XML Web service description was not found.\r\n"),
            get("WSDL=nope", "?WSDL=nope").gets(500, TEXT, body="XML Web service description was not found.\r\n"),
            get("schema=nope", "?schema=nope").gets(500, TEXT, body="Schema not found.\r\n"),
            get("schema=", "?schema=").gets(500, TEXT, body="Schema not found.\r\n"),
        ),
        Rule(
            "`?disco` gets a discovery document: the contract, then an address for each port with its binding.",
            source,
            get("the document", "?disco").gets(200, XML, check=discovery),
            get("the bindings", "?disco").gets(200, XML, check=bindings),
        ),
        Rule(
            "Pages are text/html, plain texts text/plain, descriptions text/xml, all with charset=utf-8.",
            source,
            get("a page").gets(200, HTML),
            get("a plain text", "?wsdl=nope").gets(500, TEXT),
            get("the WSDL", "?wsdl").gets(200, XML),
            get("disco", "?disco").gets(200, XML),
            get("an error", "/x").gets(500, HTML),
        ),
        Rule(
            "A POST with a query is still SOAP.",
            source,
            case("?op=", path=PATH + "?op=GetLegacyProcessStatus").runs(),
            case("?WSDL", path=PATH + "?WSDL").runs(),
            case("?wsdl=nope", path=PATH + "?wsdl=nope").runs(),
            case("anything", path=PATH + "?a=b&c").runs(),
            case("a fault", path=PATH + "?WSDL", list_id="x").not_a_number(5, 21),
        ),
        Rule(
            "PUT, DELETE and PATCH are 405.",
            source,
            *(verb(method).gets(405, HTML) for method in ("PUT", "DELETE", "PATCH")),
            verb("PUT", "PUT with a query", "?wsdl").gets(405, HTML),
        ),
        Rule(
            "HEAD is a 405 without a body.",
            source,
            verb("HEAD").gets(405, HTML, body=b""),
            verb("HEAD", "of the WSDL", "?wsdl").gets(405, HTML, body=b""),
        ),
        Rule(
            "OPTIONS is 200 with Allow.",
            guess,
            verb("OPTIONS").gets(200, ANY, check=lambda answer: _allows(answer, "GET", "POST", "OPTIONS")),
        ),
        Rule(
            "Any request with a trailing path is a 500 that names it; a lone slash counts.",
            source,
            *(
                verb(method, f"{method} {trailing}", trailing).gets(
                    500, HTML, check=text(UNRECOGNIZED.format(trailing))
                )
                for method in ("GET", "POST", "PUT")
                for trailing in ("/GetLegacyProcessStatus", "/")
            ),
            verb("GET", "with a query", "/x?wsdl").gets(500, HTML, check=text(UNRECOGNIZED.format("/x"))),
            verb("GET", "deeper", "/a/b").gets(500, HTML, check=text(UNRECOGNIZED.format("/a/b"))),
            verb("HEAD", "HEAD", "/x").gets(500, HTML, body=b""),
        ),
        Rule(
            "A trailing path asked for as JSON gets a JSON object with Message, and a header `jsonerror`.",
            guess,
            case("POST", versions=V11, path=PATH + "/GetLegacyProcessStatus", content_type="application/json").gets(
                500,
                "application/json; charset=utf-8",
                headers={"jsonerror": "true"},
                check=says_json("/GetLegacyProcessStatus"),
            ),
            case("with a charset", versions=V11, path=PATH + "/x", content_type="application/json; charset=utf-8").gets(
                500, "application/json; charset=utf-8", headers={"jsonerror": "true"}, check=says_json("/x")
            ),
        ),
        Rule(
            "Another path is a 404 page.",
            guess,
            *(
                case(path, versions=V11, method="GET", path="!" + path).gets(404, HTML)
                for path in (
                    "/",
                    "/v31",
                    "/v31/",
                    "/v31/Other.asmx",
                    "/IntegrationService.asmx",
                    "/v31/IntegrationService.asmxx",
                )
            ),
            case("a POST", path="!/v31/Other.asmx").gets(404, HTML),
            case("as public records show it", versions=V11, method="GET", path="!/nope").gets(
                404, HTML, check=text("404 - File or directory not found.")
            ),
        ),
    ],
)


def _allows(answer: Answer, *verbs: str) -> None:
    allowed = {verb.strip() for verb in (answer.header("Allow") or "").split(",")}
    assert allowed >= set(verbs), allowed


@pytest.mark.parametrize("row", SECTION.rows())
def test_pages(wire, row):
    row.hold(wire)
