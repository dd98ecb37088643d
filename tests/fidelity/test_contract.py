"""What the service is: its address, its operation, and what a row is made of."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pytest
from lxml import etree

from mockserver import Rows
from tests.fidelity.rules import V11, XML, Case, Rule, Section, case, get, guess, ours, records, wsdl
from tests.fidelity.wire import Answer
from tests.soap import rows_of

ROW = {
    "StatusID": 7,
    "ListID": 12345,
    "ProcessType": "Send to List",
    "CurrentStep": 1,
    "MaxStep": 4,
    "ProcessStartTime": "2015-03-09T10:15:30",
    "ProcessCompleteTime": "none",
}
S = "{http://www.w3.org/2001/XMLSchema}"


def described(path: str, **attributes: str) -> Case:
    """The schema in the WSDL declares the element of this path with just these attributes."""

    def check(answer: Answer) -> None:
        found = _declared(etree.fromstring(answer.body), path.split("/"))
        assert dict(found.attrib) == attributes, dict(found.attrib)

    return get(path, "?WSDL").gets(200, XML, check=check)


def _declared(root: etree._Element, names: list[str]) -> etree._Element:
    """The last of the names, which stands somewhere in what the schema calls by the first."""
    first, *rest = names
    found = [child for child in root.find(f".//{S}schema") if child.get("name") == first]
    for name in rest:
        found = [inner for each in found for inner in each.iter(f"{S}element") if inner.get("name") == name]
    assert found, f"nothing is called {names}"
    return found[0]


def row_has(**values: str) -> Mapping[str, object]:
    def check(answer: Answer) -> None:
        (row,) = rows_of(answer.body)
        assert row.items() >= values.items(), row

    return {"check": check}


def completed_at_its_start(answer: Answer) -> None:
    (row,) = rows_of(answer.body)
    assert row["ProcessCompleteTime"] == row["ProcessStartTime"], row


def names_in_order(answer: Answer) -> None:
    (row,) = rows_of(answer.body)
    assert list(row) == [
        *("StatusID", "ListID", "ProcessType", "CurrentStep", "MaxStep", "ProcessStartTime", "ProcessCompleteTime")
    ]


def dates_have_no_zone(answer: Answer) -> None:
    (row,) = rows_of(answer.body)
    for name in ("ProcessStartTime", "ProcessCompleteTime"):
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,3})?", row[name]), row[name]


SECTION = Section(
    "contract",
    "The contract",
    [
        Rule(
            "The service is at /v31/IntegrationService.asmx, and the path's case does not matter.",
            records,
            case("as the vendor writes it").runs(),
            case("lower case", path="/v31/integrationservice.asmx").runs(),
            case("upper case", path="/V31/INTEGRATIONSERVICE.ASMX").runs(),
            case("percent-encoded", path="/v31/IntegrationService%2Easmx").runs(),
        ),
        Rule(
            "The operation is document/literal, wrapped: GetLegacyProcessStatus with one required ListID, an int.",
            wsdl,
            described("GetLegacyProcessStatus", name="GetLegacyProcessStatus"),
            described("GetLegacyProcessStatus/ListID", minOccurs="1", maxOccurs="1", name="ListID", type="s:int"),
            case("it answers").runs(),
        ),
        Rule(
            "The response holds an optional result, a list of any number of rows, each of which may be nil.",
            wsdl,
            described("GetLegacyProcessStatusResponse", name="GetLegacyProcessStatusResponse"),
            described(
                "GetLegacyProcessStatusResponse/GetLegacyProcessStatusResult",
                minOccurs="0",
                maxOccurs="1",
                name="GetLegacyProcessStatusResult",
                type="tns:ArrayOfWSLegacyProcessStatus",
            ),
            described(
                "ArrayOfWSLegacyProcessStatus/WSLegacyProcessStatus",
                minOccurs="0",
                maxOccurs="unbounded",
                name="WSLegacyProcessStatus",
                nillable="true",
                type="tns:WSLegacyProcessStatus",
            ),
        ),
        Rule(
            "A row has seven elements, all required but ProcessType, none nillable.",
            wsdl,
            *(
                described(
                    f"WSLegacyProcessStatus/{name}",
                    minOccurs="0" if name == "ProcessType" else "1",
                    maxOccurs="1",
                    name=name,
                    type=kind,
                )
                for name, kind in (
                    ("StatusID", "s:int"),
                    ("ListID", "s:int"),
                    ("ProcessType", "s:string"),
                    ("CurrentStep", "s:int"),
                    ("MaxStep", "s:int"),
                    ("ProcessStartTime", "s:dateTime"),
                    ("ProcessCompleteTime", "s:dateTime"),
                )
            ),
        ),
        Rule(
            "The elements of a row come in the schema's order, and there is none that says a status.",
            wsdl,
            case("a status").gets(200, check=names_in_order),
            case("exact rows", answer=Rows([ROW])).gets(200, check=names_in_order),
        ),
        Rule(
            "The log-on is the header WSUser with optional UserName and Password, and any attribute.",
            wsdl,
            described("WSUser", name="WSUser", type="tns:WSUser"),
            described("WSUser/UserName", minOccurs="0", maxOccurs="1", name="UserName", type="s:string"),
            described("WSUser/Password", minOccurs="0", maxOccurs="1", name="Password", type="s:string"),
            case(
                "any attribute",
                header='<WSUser xmlns="{tns}" a="b" soap:c="d" soap:actor="">'
                "<UserName>me</UserName><Password>secret</Password></WSUser>",
            ).runs(),
        ),
        Rule(
            "A running process carries a ProcessCompleteTime too: .NET's first moment.",
            guess,
            case("a status").gets(200, **row_has(ProcessCompleteTime="0001-01-01T00:00:00")),
            case("a row", answer=Rows([ROW])).gets(200, **row_has(ProcessCompleteTime="0001-01-01T00:00:00")),
        ),
        Rule(
            "What says that there is no date is a setting, as other services write other dates.",
            ours,
            *(
                case(date, versions=V11, settings={"no_date": date}).gets(200, **row_has(ProcessCompleteTime=date))
                for date in ("1753-01-01T00:00:00", "1900-01-01T00:00:00")
            ),
        ),
        Rule(
            "What says that there is no date can also be the row's own ProcessStartTime.",
            ours,
            case("start", settings={"no_date": "start"}).gets(200, check=completed_at_its_start),
        ),
        Rule(
            "ProcessType is free text.",
            wsdl,
            *(
                case(text, answer=Rows([ROW | {"ProcessType": text}])).gets(200, **row_has(ProcessType=text))
                for text in ("Send to List", "Send to File", "anything else")
            ),
        ),
        Rule(
            "Dates carry no zone and at most three digits of a fraction.",
            records,
            case("a status").gets(200, check=dates_have_no_zone),
        ),
    ],
)


@pytest.mark.parametrize("row", SECTION.rows())
def test_contract(wire, row):
    row.hold(wire)
