"""The character sets of requests."""

from __future__ import annotations

import pytest

from tests.fidelity.rules import V11, V12, Case, Rule, Section, case, source
from tests.fidelity.wire import Answer

ACTION = ' action="{action}"'
TEXT, SOAP = "text/xml", "application/soap+xml;" + ACTION
USER = '<WSUser xmlns="{tns}"><UserName>mé</UserName><Password>secret</Password></WSUser>'
LATIN = "iso-8859-1"


def declared(encoding: str) -> str:
    """The good document behind a declaration."""
    return f'<?xml version="1.0" encoding="{encoding}"?>{{good}}'


def reads(name: str):
    """The user's name arrives so."""

    def check(answer: Answer) -> None:
        assert answer.sandbox.calls[-1].UserName == name, answer.sandbox.calls[-1].UserName

    return check


def text_xml(name: str, parameters: str, user: str, *, encoding: str = "utf-8", **changed: object) -> Case:
    """A 1.1 request for the user mé, sent in this encoding, and what the engine makes of the name."""
    content_type = TEXT + parameters
    return case(name, versions=V11, content_type=content_type, header=USER, encoding=encoding, **changed).gets(
        200, check=reads(user)
    )


def soap_xml(name: str, parameters: str, user: str, *, encoding: str = "utf-8", **changed: object) -> Case:
    """The same in 1.2."""
    content_type = SOAP + parameters
    return case(name, versions=V12, content_type=content_type, header=USER, encoding=encoding, **changed).gets(
        200, check=reads(user)
    )


SECTION = Section(
    "charsets",
    "Character sets of requests",
    [
        Rule(
            "A byte order mark wins over everything.",
            source,
            text_xml("UTF-8 over a charset", "; charset=iso-8859-1", "mé", encoding="utf-8-sig"),
            text_xml("UTF-8 over none", "", "mé", encoding="utf-8-sig"),
            text_xml("UTF-16 over utf-8", "; charset=utf-8", "mé", document="\ufeff{good}", encoding="utf-16-le"),
            text_xml("UTF-16 over none", "", "mé", document="\ufeff{good}", encoding="utf-16-le"),
            text_xml("UTF-16, big-endian", "", "mé", document="\ufeff{good}", encoding="utf-16-be"),
            text_xml("big-endian over utf-16", "; charset=utf-16", "mé", document="\ufeff{good}", encoding="utf-16-be"),
            text_xml("UTF-32 over utf-8", "; charset=utf-8", "mé", document="\ufeff{good}", encoding="utf-32-le"),
            soap_xml("1.2, UTF-8 over a charset", "; charset=iso-8859-1", "mé", encoding="utf-8-sig"),
            soap_xml("1.2, UTF-8 over none", "", "mé", encoding="utf-8-sig"),
            soap_xml("1.2, UTF-16 over none", "", "mé", document="\ufeff{good}", encoding="utf-16-le"),
            soap_xml("1.2, UTF-16, big-endian", "", "mé", document="\ufeff{good}", encoding="utf-16-be"),
        ),
        Rule(
            "Without a byte order mark the charset parameter counts, for both media types.",
            source,
            *(
                make(f"{charset}, {version}", f"; charset={charset}", "mé", encoding=encoding)
                for make, version in ((text_xml, "text/xml"), (soap_xml, "soap+xml"))
                for charset, encoding in (
                    ("utf-8", "utf-8"),
                    ("UTF-8", "utf-8"),
                    ('"utf-8"', "utf-8"),
                    ("iso-8859-1", "latin-1"),
                    ("ISO-8859-15", "iso-8859-15"),
                    ("windows-1252", "cp1252"),
                    ("ibm850", "cp850"),
                    ("macintosh", "mac-roman"),
                )
            ),
        ),
        Rule(
            "The charset `utf-16` without a mark is little-endian.",
            source,
            text_xml("utf-16", "; charset=utf-16", "mé", encoding="utf-16-le"),
            text_xml("UTF-16LE", "; charset=utf-16LE", "mé", encoding="utf-16-le"),
            text_xml("unicode", "; charset=unicode", "mé", encoding="utf-16-le"),
            text_xml("utf-16BE is not", "; charset=utf-16BE", "mé", encoding="utf-16-be"),
            soap_xml("1.2", "; charset=utf-16", "mé", encoding="utf-16-le"),
            case(
                "big-endian bytes are no XML",
                versions=V11,
                content_type="text/xml; charset=utf-16",
                encoding="utf-16-be",
            ).empty(400),
        ),
        Rule(
            "The names of charsets are .NET's.",
            source,
            text_xml("utf8 is unknown", "; charset=utf8", "m??"),
            text_xml("unicode-1-1-utf-8 is known", "; charset=unicode-1-1-utf-8", "mé"),
            text_xml("latin1 is known", "; charset=latin1", "mé", encoding="latin-1"),
            soap_xml("1.2, utf8 leaves it to the document", "; charset=utf8", "mé"),
        ),
        Rule(
            "With no charset, an empty or an unknown one, text/xml is ASCII: bytes above 127 become `?`.",
            source,
            text_xml("none", "", "m??"),
            text_xml("empty", "; charset=", "m??"),
            text_xml("empty quotes", '; charset=""', "m??"),
            text_xml("unknown", "; charset=nope", "m??"),
            text_xml("one byte a letter", "", "m?", encoding="latin-1"),
            text_xml("us-ascii", "; charset=us-ascii", "m??"),
            text_xml("a declaration does not help", "", "m??", document=declared("utf-8")),
            case("a 1.2 envelope too", versions=V12, content_type=TEXT + ";" + ACTION, header=USER).gets(
                200, check=reads("m??")
            ),
        ),
        Rule(
            "With no charset, an empty or an unknown one, application/soap+xml goes by the declaration, UTF-8 if "
            "there is none.",
            source,
            soap_xml("no declaration", "", "mé"),
            soap_xml("UTF-8 declared", "", "mé", document=declared("utf-8")),
            soap_xml("no encoding declared", "", "mé", document='<?xml version="1.0"?>{good}'),
            soap_xml("ISO 8859-1 declared", "", "mé", document=declared(LATIN), encoding="latin-1"),
            soap_xml(
                "in apostrophes",
                "",
                "mé",
                document="<?xml version='1.0' encoding='iso-8859-1'?>{good}",
                encoding="latin-1",
            ),
            soap_xml("Windows-1252 declared", "", "mé", document=declared("Windows-1252"), encoding="cp1252"),
            soap_xml("empty charset", "; charset=", "mé", document=declared(LATIN), encoding="latin-1"),
            soap_xml("unknown charset", "; charset=nope", "mé", document=declared(LATIN), encoding="latin-1"),
            soap_xml(
                "UTF-16 declared over UTF-16", "", "mé", document="\ufeff" + declared("utf-16"), encoding="utf-16-le"
            ),
        ),
        Rule(
            "In text/xml, and with a known charset, the declaration is never looked at.",
            source,
            text_xml("UTF-8 sent, ISO 8859-1 declared", "; charset=utf-8", "mé", document=declared(LATIN)),
            text_xml("UTF-8 sent, UTF-16 declared", "; charset=utf-8", "mé", document=declared("utf-16")),
            text_xml("an unknown name declared", "; charset=utf-8", "mé", document=declared("nope")),
            text_xml(
                "a charset that is not the declared one",
                "; charset=iso-8859-1",
                "mé",
                document=declared("utf-8"),
                encoding="latin-1",
            ),
            soap_xml("1.2 with a charset, ISO 8859-1 declared", "; charset=utf-8", "mé", document=declared(LATIN)),
            soap_xml("1.2 with a charset, unknown", "; charset=utf-8", "mé", document=declared("nope")),
            soap_xml("1.2 with a charset, UTF-16 declared", "; charset=utf-8", "mé", document=declared("utf-16")),
            text_xml("no charset, unknown declared", "", "m??", document=declared("nope")),
        ),
        Rule(
            "Where the declaration counts, undecodable bytes are an error: 400, or 500 while routing.",
            source,
            case("a byte of ISO 8859-1", versions=V12, content_type=SOAP, header=USER, encoding="latin-1").empty(400),
            case("in ListID", versions=V12, content_type=SOAP, list_id="5é", encoding="latin-1").empty(400),
            case(
                "UTF-8 declared",
                versions=V12,
                content_type=SOAP,
                document=declared("utf-8"),
                header=USER,
                encoding="latin-1",
            ).empty(400),
            case(
                "while routing", versions=V12, content_type="application/soap+xml", header=USER, encoding="latin-1"
            ).unprocessable("Invalid character in the given encoding. Line 2, position 77."),
            case(
                "behind the route", versions=V12, content_type="application/soap+xml", list_id="5é", encoding="latin-1"
            ).empty(400),
            case(
                "behind a UTF-8 mark",
                versions=V12,
                content_type=SOAP,
                sent=b'\xef\xbb\xbf<Envelope xmlns="http://www.w3.org/2003/05/soap-envelope"><Body>\xff</Body></Envelope>',
            ).empty(400),
        ),
        Rule(
            "Where the declaration counts, an unknown name and utf-16 over one-byte text are errors too, also "
            "behind a mark.",
            source,
            *(
                row
                for name, told in (
                    ("nope", "System does not support 'nope' encoding. Line 1, position 31."),
                    ("utf-16", "There is no Unicode byte order mark. Cannot switch to Unicode."),
                    ("utf8-", "System does not support 'utf8-' encoding. Line 1, position 31."),
                )
                for row in (
                    case(f"{name}", versions=V12, content_type=SOAP, document=declared(name)).empty(400),
                    case(
                        f"{name}, behind a mark",
                        versions=V12,
                        content_type=SOAP,
                        document=declared(name),
                        encoding="utf-8-sig",
                    ).empty(400),
                    case(
                        f"{name}, while routing",
                        versions=V12,
                        content_type="application/soap+xml",
                        document=declared(name),
                    ).unprocessable(told),
                )
            ),
        ),
        Rule(
            "Where the declaration does not count, undecodable bytes are replaced.",
            source,
            text_xml("utf-8", "; charset=utf-8", "m\ufffd", encoding="latin-1"),
            soap_xml("1.2 with a charset", "; charset=utf-8", "m\ufffd", encoding="latin-1"),
            case(
                "in ListID it is no number",
                versions=V11,
                content_type="text/xml; charset=utf-8",
                list_id="é",
                encoding="latin-1",
            ).not_a_number(5, 21),
        ),
        Rule(
            "UTF-8 bytes that are labelled utf-16 are no XML.",
            source,
            case("text/xml", versions=V11, content_type="text/xml; charset=utf-16").empty(400),
            case("soap+xml", versions=V12, content_type=SOAP + "; charset=utf-16").empty(400),
            case(
                "a 1.2 envelope in text/xml",
                versions=V12,
                content_type="text/xml; charset=utf-16",
                soapaction="{action}",
            ).empty(400, answered="1.1"),
        ),
        Rule(
            "UTF-16 bytes that are labelled otherwise are no XML.",
            source,
            case("utf-8", versions=V11, content_type="text/xml; charset=utf-8", encoding="utf-16-le").empty(400),
            case("none", versions=V11, content_type="text/xml", encoding="utf-16-le").empty(400),
            case(
                "iso-8859-1, big-endian",
                versions=V11,
                content_type="text/xml; charset=iso-8859-1",
                encoding="utf-16-be",
            ).empty(400),
        ),
    ],
)


@pytest.mark.parametrize("row", SECTION.rows())
def test_charsets(wire, row):
    row.hold(wire)
