"""The bytes of answers, and their HTTP headers."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone

import pytest

from mockserver import Fault, Row, Rows
from tests import answers
from tests.answers import ROW, WRITTEN_ROW
from tests.fidelity.requests import Version
from tests.fidelity.rules import V11, V12, Case, Rule, Section, case, source
from tests.fidelity.wire import Answer

NAMED_NO_BODY = "Server was unable to read request. ---> Request format is invalid: Missing required soap:Body element."


def message(body: str, header: str = "", namespace: str = "{soap}") -> str:
    """In the row's version, if no other is given."""
    return answers.message(namespace, body, header)


def result(rows: str) -> str:
    """An answer with these rows."""
    return message(answers.response(f"<GetLegacyProcessStatusResult>{rows}</GetLegacyProcessStatusResult>"))


def rows(name: str, given: list[Row | None] | None, written: str) -> Case:
    return case(name, answer=Rows(given)).gets(200, body=written)


def process_type(name: str, text: str | None, written: str) -> Case:
    element = "<ProcessType>Send to List</ProcessType>"
    return rows(name, [ROW._replace(ProcessType=text)], result(WRITTEN_ROW.replace(element, written)))


def moment(given: object, written: str, name: str = "") -> Case:
    row = ROW._replace(ProcessStartTime=given)  # type: ignore[arg-type]  # a datetime is taken too
    return rows(name or str(given), [row], result(WRITTEN_ROW.replace("2015-03-09T10:15:30", written)))


def fault_11(code: str, text: str, rest: str = "<detail />") -> str:
    return f"<soap:Fault><faultcode>soap:{code}</faultcode><faultstring>{text}</faultstring>{rest}</soap:Fault>"


def fault_12(code: str, text: str, rest: str = "<soap:Detail />") -> str:
    return (
        f"<soap:Fault><soap:Code><soap:Value>soap:{code}</soap:Value></soap:Code>"
        f'<soap:Reason><soap:Text xml:lang="en">{text}</soap:Text></soap:Reason>{rest}</soap:Fault>'
    )


def thrown(name: str, versions: tuple[Version, ...], fault: Fault, written: str) -> Case:
    return case(name, versions=versions, answer=fault).gets(500, body=message(written))


UPGRADE = (
    '<soap:Header><soap12:Upgrade xmlns:soap12="{soap12}"><soap12:SupportedEnvelope qname="soap:Envelope" '
    'xmlns:soap="{soap11}" /><soap12:SupportedEnvelope qname="soap12:Envelope" xmlns:soap12="{soap12}" />'
    "</soap12:Upgrade></soap:Header>"
)
MISMATCH = "Possible SOAP version mismatch: Envelope namespace urn:n was unexpected. Expecting {soap11}."
OF_IIS = {"Server": "Microsoft-IIS/10.0", "X-AspNet-Version": "4.0.30319", "X-Powered-By": "ASP.NET"}


def has_a_date(answer: Answer) -> None:
    assert re.fullmatch(r"\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT", answer.header("Date") or ""), answer.headers


def tells_its_length(answer: Answer) -> None:
    assert answer.header("Content-Length") == str(len(answer.body)), answer.headers
    assert answer.header("Transfer-Encoding") is None, answer.headers


SECTION = Section(
    "bytes",
    "The bytes of answers",
    [
        Rule(
            "An answer is one line of UTF-8 without a mark: the declaration, then the root, then nothing.",
            source,
            rows("a row", [ROW], result(WRITTEN_ROW)),
            rows(
                "rows in order",
                [ROW, ROW._replace(StatusID=-8)],
                result(WRITTEN_ROW + WRITTEN_ROW.replace("<StatusID>7", "<StatusID>-8")),
            ),
        ),
        Rule(
            "The envelope's prefix is `soap` in both versions; soap, xsi and xsd are declared in this order, "
            "and the payload is in the default namespace.",
            source,
            case("1.1", versions=V11, answer=Rows([])).gets(
                200,
                contains=[
                    (
                        '<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/" '
                        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema">'
                        '<soap:Body><GetLegacyProcessStatusResponse xmlns="http://webservices.listrak.com/v31/">'
                    )
                ],
            ),
            case("1.2", versions=V12, answer=Rows([])).gets(
                200,
                contains=[
                    (
                        '<soap:Envelope xmlns:soap="http://www.w3.org/2003/05/soap-envelope" '
                        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema">'
                        '<soap:Body><GetLegacyProcessStatusResponse xmlns="http://webservices.listrak.com/v31/">'
                    )
                ],
            ),
            case(
                "whatever the request's prefix",
                versions=V11,
                answer=Rows([]),
                document='<e:Envelope xmlns:e="{soap}"><e:Header>{user}</e:Header><e:Body>{operation}</e:Body>'
                "</e:Envelope>",
            ).gets(200, contains=["<soap:Envelope "]),
        ),
        Rule(
            "An empty list is an empty element, an absent one leaves the response empty.",
            source,
            rows(
                "empty",
                [],
                message(
                    '<GetLegacyProcessStatusResponse xmlns="{tns}"><GetLegacyProcessStatusResult />'
                    "</GetLegacyProcessStatusResponse>"
                ),
            ),
            rows("absent", None, message('<GetLegacyProcessStatusResponse xmlns="{tns}" />')),
        ),
        Rule(
            "A null row is an element with xsi:nil.",
            source,
            rows("alone", [None], result('<WSLegacyProcessStatus xsi:nil="true" />')),
            rows(
                "among others",
                [ROW, None, ROW],
                result(WRITTEN_ROW + '<WSLegacyProcessStatus xsi:nil="true" />' + WRITTEN_ROW),
            ),
        ),
        Rule(
            "A null ProcessType is left out, an empty one is an empty element.",
            source,
            process_type("null", None, ""),
            process_type("empty", "", "<ProcessType />"),
        ),
        Rule(
            "Text escapes `&`, `<` and `>` only.",
            source,
            process_type("all three", "a & b < c > d", "<ProcessType>a &amp; b &lt; c &gt; d</ProcessType>"),
            process_type("quotes", "\"a\" 'b'", "<ProcessType>\"a\" 'b'</ProcessType>"),
            process_type("letters", "äé€☃😀", "<ProcessType>äé€☃😀</ProcessType>"),
            process_type("white space", " a\tb\nc ", "<ProcessType> a\tb\nc </ProcessType>"),
            process_type("an escape escaped", "&amp;", "<ProcessType>&amp;amp;</ProcessType>"),
            process_type("blanks", "  ", "<ProcessType>  </ProcessType>"),
        ),
        Rule(
            "Numbers are written without anything round them.",
            source,
            rows(
                "the smallest",
                [ROW._replace(StatusID=-2147483648)],
                result(WRITTEN_ROW.replace("<StatusID>7", "<StatusID>-2147483648")),
            ),
            rows(
                "the largest",
                [ROW._replace(StatusID=2147483647)],
                result(WRITTEN_ROW.replace("<StatusID>7", "<StatusID>2147483647")),
            ),
            rows("zero", [ROW._replace(StatusID=0)], result(WRITTEN_ROW.replace("<StatusID>7", "<StatusID>0"))),
        ),
        Rule(
            "A dateTime has a fraction only if it is not zero, up to seven digits, without zeros at its end.",
            source,
            moment("2015-03-09T10:15:30", "2015-03-09T10:15:30"),
            moment("2015-03-09T10:15:30.0", "2015-03-09T10:15:30"),
            moment("2015-03-09T10:15:30.0000000", "2015-03-09T10:15:30"),
            moment("2015-03-09T10:15:30.5", "2015-03-09T10:15:30.5"),
            moment("2015-03-09T10:15:30.120", "2015-03-09T10:15:30.12"),
            moment("2015-03-09T10:15:30.007", "2015-03-09T10:15:30.007"),
            moment("2015-03-09T10:15:30.1234567", "2015-03-09T10:15:30.1234567"),
            moment("2015-03-09T10:15:30.0000001", "2015-03-09T10:15:30.0000001"),
            moment(datetime(2015, 3, 9, 10, 15, 30, 120_000), "2015-03-09T10:15:30.12", "a datetime"),
        ),
        Rule(
            "A dateTime's suffix is nothing if unspecified, `Z` for UTC, and the offset if local.",
            source,
            moment("2015-03-09T10:15:30Z", "2015-03-09T10:15:30Z"),
            moment("2015-03-09T10:15:30-04:00", "2015-03-09T10:15:30-04:00"),
            moment("2015-03-09T10:15:30.5+05:30", "2015-03-09T10:15:30.5+05:30"),
            moment(datetime(2015, 3, 9, 10, 15, 30, tzinfo=UTC), "2015-03-09T10:15:30Z", "a datetime in UTC"),
            moment(
                datetime(2015, 3, 9, 10, 15, 30, tzinfo=timezone(timedelta(hours=-4))),
                "2015-03-09T10:15:30-04:00",
                "a datetime with an offset",
            ),
        ),
        Rule(
            "The first moment is 0001-01-01T00:00:00, the last 9999-12-31T23:59:59.9999999.",
            source,
            moment("0001-01-01T00:00:00", "0001-01-01T00:00:00"),
            moment("9999-12-31T23:59:59.9999999", "9999-12-31T23:59:59.9999999"),
            moment(datetime.min, "0001-01-01T00:00:00", "datetime.min"),
        ),
        Rule(
            "A 1.1 fault is faultcode, faultstring and detail, which is empty.",
            source,
            thrown("the server's", V11, Fault("a < b & c"), fault_11("Server", "a &lt; b &amp; c")),
            thrown("the caller's", V11, Fault("no", code="Client"), fault_11("Client", "no")),
            case("the engine's", versions=V11, document='<a:Envelope xmlns:a="{soap}"/>').gets(
                500, body=message(fault_11("Client", NAMED_NO_BODY.replace(">", "&gt;")))
            ),
        ),
        Rule(
            "A 1.1 fault has a faultactor only if one is set, behind faultstring.",
            source,
            thrown(
                "set",
                V11,
                Fault("no", actor="urn:a"),
                fault_11("Server", "no", "<faultactor>urn:a</faultactor><detail />"),
            ),
            thrown(
                "escaped",
                V11,
                Fault("no", actor="urn:a&b"),
                fault_11("Server", "no", "<faultactor>urn:a&amp;b</faultactor><detail />"),
            ),
        ),
        Rule(
            "A 1.2 fault is Code, Reason in English and Detail, which is empty.",
            source,
            thrown("the server's", V12, Fault("a < b & c"), fault_12("Receiver", "a &lt; b &amp; c")),
            thrown("the caller's", V12, Fault("no", code="Client"), fault_12("Sender", "no")),
            case("the engine's", versions=V12, document='<a:Envelope xmlns:a="{soap}"/>').gets(
                500, body=message(fault_12("Sender", NAMED_NO_BODY.replace(">", "&gt;")))
            ),
        ),
        Rule(
            "In a 1.2 fault an actor becomes Node, then Role.",
            source,
            thrown(
                "set",
                V12,
                Fault("no", actor="urn:a"),
                fault_12("Receiver", "no", "<soap:Node>urn:a</soap:Node><soap:Role>urn:a</soap:Role><soap:Detail />"),
            ),
        ),
        Rule(
            "A detail that the service built is written as it is.",
            source,
            thrown(
                "1.1",
                V11,
                Fault("no", detail="<why>busy</why>"),
                fault_11("Server", "no", "<detail><why>busy</why></detail>"),
            ),
            thrown(
                "1.2",
                V12,
                Fault("no", detail="<why>busy</why>"),
                fault_12("Receiver", "no", "<soap:Detail><why>busy</why></soap:Detail>"),
            ),
        ),
        Rule(
            "A MustUnderstand fault has no detail, and no NotUnderstood header.",
            source,
            case("1.1", versions=V11, header='<x soap:mustUnderstand="1"/>').gets(
                500, body=message(fault_11("MustUnderstand", "SOAP header x was not understood.", ""))
            ),
            case("1.2", versions=V12, header='<x soap:mustUnderstand="1"/>').gets(
                500, body=message(fault_12("MustUnderstand", "SOAP header x was not understood.", ""))
            ),
        ),
        Rule(
            "A VersionMismatch has an Upgrade header that names both envelopes.",
            source,
            case("the bytes", document='<a xmlns="urn:n"/>').gets(
                500, answered="1.1", body=message(fault_11("VersionMismatch", MISMATCH), UPGRADE, "{soap11}")
            ),
        ),
        Rule(
            "Cache-Control is `private, max-age=0` on success and `private` on faults.",
            source,
            case("success").gets(200, headers={"Cache-Control": "private, max-age=0"}),
            case("a fault of the engine", list_id="x").gets(500, headers={"Cache-Control": "private"}),
            case("a fault of the service", answer=Fault("no")).gets(500, headers={"Cache-Control": "private"}),
        ),
        Rule(
            "The Content-Type is text/xml or application/soap+xml with charset=utf-8, and never has an action.",
            source,
            case("success").gets(200),
            case("a fault", answer=Fault("no")).gets(500),
            case(
                "a request in another charset",
                versions=V12,
                content_type='application/soap+xml; charset=utf-16; action="{action}"',
                encoding="utf-16-le",
            ).gets(200),
        ),
        Rule(
            "A request's Content-Encoding is sent back as it came.",
            source,
            *(
                case(f"{value}", headers=[("Content-Encoding", value)]).gets(200, headers={"Content-Encoding": value})
                for value in ("identity", "gzip", "X-Other")
            ),
            case("on a fault", headers=[("Content-Encoding", "identity")], list_id="x").gets(
                500, headers={"Content-Encoding": "identity"}
            ),
            case("on a 400", headers=[("Content-Encoding", "identity")], document="").gets(
                400, headers={"Content-Encoding": "identity"}
            ),
            case("none", headers=[]).gets(200, headers={"Content-Encoding": None}),
        ),
        Rule(
            "Server, X-AspNet-Version, X-Powered-By and Date are those of IIS.",
            source,
            case("success").gets(200, headers=OF_IIS, check=has_a_date),
            case("a fault", list_id="x").gets(500, headers=OF_IIS, check=has_a_date),
            case("a 400", document="").gets(400, headers=OF_IIS, check=has_a_date),
        ),
        Rule(
            "An answer is buffered and tells its length; it is never chunked.",
            source,
            case("success").gets(200, check=tells_its_length),
            case("a thousand rows", answer=Rows([ROW] * 1000)).gets(200, check=tells_its_length),
            case("a fault", list_id="x").gets(500, check=tells_its_length),
        ),
    ],
)


@pytest.mark.parametrize("row", SECTION.rows())
def test_bytes(wire, row):
    row.hold(wire)
