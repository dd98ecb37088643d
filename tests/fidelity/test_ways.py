"""Every way to name the operation, with every envelope: where the rules of routing, version and reading meet."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from tests.fidelity.requests import Version
from tests.fidelity.rules import V11, V12, Case, Rule, Section, case, source

NO_ACTION = "Unable to handle request without a valid action parameter. Please supply a valid soap action."
NO_BODY = "Request format is invalid: Missing required soap:Body element."
NOT_XML = "Data at the root level is invalid. Line 1, position 1."

Way = Mapping[str, object]

BY_SOAPACTION: Mapping[str, Way] = {
    "SOAPAction, text/xml": {"content_type": "text/xml; charset=utf-8", "soapaction": '"{action}"'},
}
BY_ACTION_IN_TEXT: Mapping[str, Way] = {
    "action, text/xml": {"content_type": "text/xml; charset=utf-8; action={action}", "soapaction": None},
}
BY_ACTION_IN_SOAP: Mapping[str, Way] = {
    "action, soap+xml": {"content_type": "application/soap+xml; charset=utf-8; action={action}", "soapaction": None},
}
BY_BODY_IN_TEXT: Mapping[str, Way] = {
    "body, text/xml": {"content_type": "text/xml; charset=utf-8", "soapaction": None},
    "empty action, text/xml": {"content_type": "text/xml; charset=utf-8; action=", "soapaction": None},
}
BY_BODY_IN_SOAP: Mapping[str, Way] = {
    "body, soap+xml": {"content_type": "application/soap+xml; charset=utf-8", "soapaction": None},
    "SOAPAction, soap+xml": {"content_type": "application/soap+xml; charset=utf-8", "soapaction": '"{action}"'},
}
IN_TEXT = {**BY_SOAPACTION, **BY_ACTION_IN_TEXT, **BY_BODY_IN_TEXT}
IN_SOAP = {**BY_ACTION_IN_SOAP, **BY_BODY_IN_SOAP}
BY_HEADER_12 = {**BY_ACTION_IN_TEXT, **BY_ACTION_IN_SOAP}
BY_BODY = {**BY_BODY_IN_TEXT, **BY_BODY_IN_SOAP}
ALL = {**IN_TEXT, **IN_SOAP}


def each(
    ways: Mapping[str, Way], versions: tuple[Version, ...], expect: Callable[[Case], Case], **changed: object
) -> list[Case]:
    """A case for each of the ways, its envelope of these versions, with the same changed and the same expected."""
    numbers = " and ".join(versions)
    return [
        expect(case(f"{name}, {numbers} envelope", versions=versions, **{**way, **changed}))
        for name, way in ways.items()
    ]


def taken(expect: Callable[[Case], Case], **changed: object) -> list[Case]:
    """The ways that take the envelope: 1.1 only in text/xml, 1.2 in both."""
    return [*each(IN_TEXT, V11, expect, **changed), *each(ALL, V12, expect, **changed)]


EMPTY = '<soap:Envelope xmlns:soap="{soap}"><soap:Header>{user}</soap:Header></soap:Envelope>'
OTHER = {"body": "<Other/>"}

SECTION = Section(
    "ways",
    "Every way with every envelope",
    [
        Rule(
            "A good call runs in every way that takes its envelope, and is answered in the envelope's version.",
            source,
            *taken(lambda row: row.runs()),
        ),
        Rule(
            "A 1.1 envelope in application/soap+xml is a 415 of 1.1, if the operation was found.",
            source,
            *each(IN_SOAP, V11, lambda row: row.empty(415)),
        ),
        Rule(
            "The 415 of a 1.1 envelope comes before an XML error behind the operation.",
            source,
            *each(IN_SOAP, V11, lambda row: row.empty(415), document="{good}</x>"),
        ),
        Rule(
            "A ListID that is no number is told in the envelope's version in every way.",
            source,
            *taken(lambda row: row.not_a_number(5, 21), list_id="x"),
        ),
        Rule(
            "An XML error behind the operation's start tag is a 400 in the envelope's version in every way.",
            source,
            *taken(lambda row: row.empty(400), list_id="5</ListID></x>"),
        ),
        Rule(
            "A header that is not understood is told in the envelope's version in every way.",
            source,
            *taken(
                lambda row: row.fault("MustUnderstand", "SOAP header x was not understood."),
                header='<x soap:mustUnderstand="1"/>{user}',
            ),
        ),
        Rule(
            "Another element in Body is list 0 where a header names the operation, and a fault where the body has to.",
            source,
            *each({**BY_SOAPACTION, **BY_ACTION_IN_TEXT}, V11, lambda row: row.runs(0), **OTHER),
            *each({**BY_SOAPACTION, **BY_HEADER_12}, V12, lambda row: row.runs(0), **OTHER),
            *each(BY_BODY, V11 + V12, lambda row: row.fault("Client", NO_ACTION), **OTHER),
        ),
        Rule(
            "A missing Body is the caller's fault where a header names the operation, and the server's where the body "
            "has to.",
            source,
            *each({**BY_SOAPACTION, **BY_ACTION_IN_TEXT}, V11, lambda row: row.unreadable(NO_BODY), document=EMPTY),
            *each({**BY_SOAPACTION, **BY_HEADER_12}, V12, lambda row: row.unreadable(NO_BODY), document=EMPTY),
            *each(BY_BODY, V11 + V12, lambda row: row.unprocessable(NO_BODY), document=EMPTY),
        ),
        Rule(
            "What is not XML at all is a 400 where a header names the operation, and the server's fault where the body "
            "has to, in the version that was guessed.",
            source,
            *each(BY_SOAPACTION, V11, lambda row: row.empty(400), document="hello"),
            *each(BY_HEADER_12, V12, lambda row: row.empty(400), document="hello"),
            *each(BY_BODY, V12, lambda row: row.unprocessable(NOT_XML), document="hello"),
        ),
        Rule(
            "A root in an unknown namespace is a VersionMismatch of 1.1 in every way.",
            source,
            *each(
                ALL,
                V11,
                lambda row: row.fault(
                    "VersionMismatch",
                    "Possible SOAP version mismatch: Envelope namespace urn:n was unexpected. Expecting {soap11}.",
                ),
                document='<e:Envelope xmlns:e="urn:n"><e:Body>{operation}</e:Body></e:Envelope>',
            ),
        ),
    ],
)


@pytest.mark.parametrize("row", SECTION.rows())
def test_ways(wire, row):
    row.hold(wire)
