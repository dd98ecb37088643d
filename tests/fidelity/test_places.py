"""Where a value error is told: line and column, counted by hand."""

from __future__ import annotations

import pytest

from tests.fidelity.rules import V11, V12, Rule, Section, case, source

# `<ListID>x</ListID>` has 18 characters, so the node behind it begins in column 19.
BAD = "<ListID>x</ListID>"


def operation(inner: str) -> str:
    return f'<GetLegacyProcessStatus xmlns="{{tns}}">{inner}</GetLegacyProcessStatus>'


def behind(node: str) -> str:
    """The operation with this behind a bad ListID, which begins line 4."""
    return operation(f"\n{BAD}{node}")


# In 1.1: 17 + 41 + 2 characters for the envelope, 6 for Body, 31 + 35 + 2 for the operation, 18 for ListID. So the end
# tag begins in column 153, and its name in 155.
ONE_LINE = (
    '<Envelope xmlns="{soap}"><Body><GetLegacyProcessStatus xmlns="{tns}">'
    + BAD
    + "</GetLegacyProcessStatus></Body></Envelope>"
)

SECTION = Section(
    "places",
    "Lines and columns",
    [
        Rule(
            "The place told is that of the node behind `</ListID>` or `<ListID/>`.",
            source,
            case("behind an end tag", body=behind("")).not_a_number(4, 21),
            case("behind a self-closed element", body=operation("\n<ListID/>")).not_a_number(4, 12),
            case("behind an empty element", body=operation("\n<ListID></ListID>")).not_a_number(4, 20),
            case("of a number that is too large", body=operation("\n<ListID>9999999999</ListID>")).out_of_range(4, 30),
            case("by body", by_body=True, body=behind("")).not_a_number(4, 21),
        ),
        Rule(
            "The place of a tag is its name: two past the `<` of an end tag, one past that of a start tag.",
            source,
            case("an end tag", body=behind("")).not_a_number(4, 21),
            case("a start tag", body=behind("<a></a>")).not_a_number(4, 20),
            case("a self-closed tag", body=behind("<a/>")).not_a_number(4, 20),
            case("a name with a prefix", body=behind("<soap:a/>")).not_a_number(4, 20),
        ),
        Rule(
            "The place of a processing instruction is its target, of a comment or CDATA section its first inner "
            "character.",
            source,
            case("a processing instruction", body=behind("<?a b?>")).not_a_number(4, 21),
            case("a comment", body=behind("<!-- a -->")).not_a_number(4, 23),
            case("an empty comment", body=behind("<!---->")).not_a_number(4, 23),
            case("a CDATA section", body=behind("<![CDATA[a]]>")).not_a_number(4, 28),
        ),
        Rule(
            "The place of text, white space or a reference is its own first character.",
            source,
            case("text", body=behind("a")).not_a_number(4, 19),
            case("a blank", body=behind(" ")).not_a_number(4, 19),
            case("a line break", body=behind("\n")).not_a_number(4, 19),
            case("a CR LF", body=behind("\r\n  ")).not_a_number(4, 19),
            case("a character reference", body=behind("&#65;")).not_a_number(4, 19),
            case("an entity reference", body=behind("&amp;")).not_a_number(4, 19),
        ),
        Rule(
            "A reference counts as long as it is written.",
            source,
            case("a character", list_id="&#120;").not_a_number(5, 26),
            case("in hexadecimal", list_id="&#x00078;").not_a_number(5, 29),
            case("an entity", list_id="&amp;").not_a_number(5, 25),
            case("a line break by reference is no line end", list_id="&#10;x").not_a_number(5, 26),
        ),
        Rule(
            "Columns count UTF-16 units of the decoded text; a tab is one.",
            source,
            case("a tab", list_id="\tx").not_a_number(5, 22),
            case("two bytes of UTF-8", list_id="ä").not_a_number(5, 21),
            case("three bytes", list_id="€").not_a_number(5, 21),
            case("beyond the first plane", list_id="😀").not_a_number(5, 22),
            case("in an attribute before", body=operation("\n<a b='ä€😀'/>" + BAD)).not_a_number(4, 34),
            case(
                "in UTF-16", versions=V11, content_type="text/xml; charset=utf-16", encoding="utf-16-le", list_id="😀"
            ).not_a_number(5, 22),
            case(
                "in ISO 8859-1",
                versions=V11,
                content_type="text/xml; charset=iso-8859-1",
                encoding="latin-1",
                list_id="ä",
            ).not_a_number(5, 21),
            case(
                "what ASCII can't read is a character a byte", versions=V11, content_type="text/xml", list_id="ä"
            ).not_a_number(5, 22),
        ),
        Rule(
            "LF, CR LF and CR are one line end each.",
            source,
            *(
                case(name, body=breaks + behind("")).not_a_number(line, 21)
                for name, breaks, line in (
                    ("LF", "\n\n", 6),
                    ("CR LF", "\r\n\r\n", 6),
                    ("CR", "\r\r", 6),
                    ("LF CR are two", "\n\r", 6),
                    ("CR CR LF are two", "\r\r\n", 6),
                    ("in a comment", "<!--\n\r\n\r-->", 7),
                    ("in an attribute", "<a b='\n\r\n'/>", 6),
                    ("in CDATA", "<![CDATA[\r\n\n]]>", 6),
                    ("in a tag", "<a\n\n/>", 6),
                    ("in a processing instruction", "<?a\r\rb?>", 6),
                    ("U+0085 is none", "\x85", 4),
                    ("U+2028 is none", "\u2028", 4),
                )
            ),
            case("within the value", list_id="\r\nx\r").not_a_number(7, 12),
        ),
        Rule(
            "A byte order mark does not count for the column.",
            source,
            case("none", versions=V11, document=ONE_LINE).not_a_number(1, 155),
            case("none, 1.2", versions=V12, document=ONE_LINE).not_a_number(1, 153),
            case("UTF-8", versions=V11, document="\ufeff" + ONE_LINE).not_a_number(1, 155),
            case("UTF-8, 1.2", versions=V12, document="\ufeff" + ONE_LINE).not_a_number(1, 153),
            case("UTF-16", versions=V11, document="\ufeff" + ONE_LINE, encoding="utf-16-le").not_a_number(1, 155),
            case(
                "UTF-16 the other way round", versions=V11, document="\ufeff" + ONE_LINE, encoding="utf-16-be"
            ).not_a_number(1, 155),
            case("UTF-8 on another line", document="\ufeff{good}", list_id="x").not_a_number(5, 21),
        ),
        Rule(
            "Prefixes, blanks in tags and all that stands before on the line count for the column.",
            source,
            case(
                "a prefix",
                body='<t:GetLegacyProcessStatus xmlns:t="{tns}">\n<t:ListID>x</t:ListID></t:GetLegacyProcessStatus>',
            ).not_a_number(4, 25),
            case("blanks in tags", body=operation("\n<ListID  >x</ListID >")).not_a_number(4, 24),
            case("an attribute", body=operation("\n<ListID a='b'>x</ListID>")).not_a_number(4, 27),
            case("a comment before", body=operation("\n<!--a-->" + BAD)).not_a_number(4, 29),
            case(
                "a declaration", versions=V11, document='<?xml version="1.0" encoding="utf-8"?>' + ONE_LINE
            ).not_a_number(1, 193),
        ),
    ],
)


@pytest.mark.parametrize("row", SECTION.rows())
def test_places(wire, row):
    row.hold(wire)
