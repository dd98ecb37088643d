"""The values in Body, as .NET's XmlSerializer reads them."""

from __future__ import annotations

import pytest

from tests.fidelity.rules import Rule, Section, case, source


def operation(inner: str, attributes: str = "") -> str:
    return f'<GetLegacyProcessStatus xmlns="{{tns}}"{attributes}>{inner}</GetLegacyProcessStatus>'


def user(inner: str) -> str:
    return f'<WSUser xmlns="{{tns}}">{inner}</WSUser>'


FIVE = "<ListID>5</ListID>"
NAME, PASSWORD = "<UserName>me</UserName>", "<Password>secret</Password>"
XSI = 'xmlns:i="http://www.w3.org/2001/XMLSchema-instance"'

SECTION = Section(
    "values",
    "The values in Body",
    [
        Rule(
            "Unknown elements, unknown attributes and stray text are skipped in silence.",
            source,
            case("elements beside ListID", body=operation("<a/>" + FIVE + "<b><c/>d</b>")).runs(5),
            case("a ListID inside another element", body=operation("<a><ListID>9</ListID></a>" + FIVE)).runs(5),
            case("elements beside the operation", body="<a/>" + operation(FIVE) + "<b>c</b>").runs(5),
            case("text", body="a" + operation("b" + FIVE + "c") + "d").runs(5),
            case("CDATA", body=operation("<![CDATA[b]]>" + FIVE)).runs(5),
            case(
                "comments and processing instructions",
                body="<!--a-->" + operation("<?b?>" + FIVE + "<!--c-->") + "<?d?>",
            ).runs(5),
            case("attributes", body=operation("<ListID a='b' soap:c='d'>5</ListID>", ' e="f"')).runs(5),
            case("other parameters", body=operation("<UserName>x</UserName>" + FIVE + "<ProcessID>y</ProcessID>")).runs(
                5
            ),
            case("thousands of nested ones", body=operation("<a>" * 3000 + "</a>" * 3000 + FIVE)).runs(5),
        ),
        Rule(
            "xsi:type of ListID, of the operation and of UserName is skipped.",
            source,
            case("ListID", body=operation(f"<ListID {XSI} i:type='string'>5</ListID>")).runs(5),
            case("ListID, an undeclared prefix", body=operation(f"<ListID {XSI} i:type='xsd:int'>5</ListID>")).runs(5),
            case("the operation", body=operation(FIVE, f" {XSI} i:type='Other'")).runs(5),
            case("UserName", header=user(f"<UserName {XSI} i:type='a'>me</UserName>{PASSWORD}")).runs(),
        ),
        Rule(
            "A missing ListID is 0, and the operation runs.",
            source,
            case("none", body=operation("")).runs(0),
            case("a self-closed operation", body='<GetLegacyProcessStatus xmlns="{tns}"/>').runs(0),
            case("another name", body=operation("<ListId>5</ListId>")).runs(0),
            case("in lower case", body=operation("<listid>5</listid>")).runs(0),
            case("text alone", body=operation("5")).runs(0),
            case("an attribute", body=operation("", ' ListID="5"')).runs(0),
            case("by body", by_body=True, body=operation("")).runs(0),
        ),
        Rule(
            "A ListID in no namespace, or in another, is a missing one.",
            source,
            case("none", body=operation('<ListID xmlns="">5</ListID>')).runs(0),
            case(
                "only the operation has a prefix",
                body='<t:GetLegacyProcessStatus xmlns:t="{tns}"><ListID>5</ListID></t:GetLegacyProcessStatus>',
            ).runs(0),
            case("another", body=operation('<ListID xmlns="urn:n">5</ListID>')).runs(0),
            case(
                "without the last slash",
                body=operation('<ListID xmlns="http://webservices.listrak.com/v31">5</ListID>'),
            ).runs(0),
            case("its text is not read", body=operation('<ListID xmlns="">x</ListID>')).runs(0),
        ),
        Rule(
            "Under a known action a wrong or missing operation element is a missing ListID.",
            source,
            case("an empty Body", body="").runs(0),
            case(
                "a self-closed Body",
                document='<soap:Envelope xmlns:soap="{soap}"><soap:Header>{user}</soap:Header><soap:Body/>'
                "</soap:Envelope>",
            ).runs(0),
            case("another element", body='<Other xmlns="{tns}"><ListID>5</ListID></Other>').runs(0),
            case("in no namespace", body="<GetLegacyProcessStatus><ListID>5</ListID></GetLegacyProcessStatus>").runs(0),
            case(
                "in lower case",
                body='<getlegacyprocessstatus xmlns="{tns}"><ListID>5</ListID></getlegacyprocessstatus>',
            ).runs(0),
            case("a ListID without the operation", body='<ListID xmlns="{tns}">5</ListID>').runs(0),
            case("text", body="5").runs(0),
        ),
        Rule(
            "The first ListID counts; a further one is not parsed.",
            source,
            case("two", body=operation(FIVE + "<ListID>9</ListID>")).runs(5),
            case("the second no number", body=operation(FIVE + "<ListID>x</ListID>")).runs(5),
            case("the second with a comment", body=operation(FIVE + "<ListID>9<!--a--></ListID>")).runs(5),
            case("the first no number", body="\n" + operation("<ListID>x</ListID>\n<ListID>5</ListID>")).not_a_number(
                4, 87
            ),
        ),
        Rule(
            "Of several operation elements the last ListID wins; one without ListID changes nothing.",
            source,
            case("two", body=operation(FIVE) + operation("<ListID>6</ListID>")).runs(6),
            case("the second without", body=operation(FIVE) + operation("")).runs(5),
            case("the first without", body=operation("") + operation(FIVE)).runs(5),
            case("three", body=operation(FIVE) + operation("<ListID>6</ListID>") + operation("<a/>")).runs(6),
            case("a wrong one between", body=operation(FIVE) + "<Other><ListID>7</ListID></Other>").runs(5),
        ),
        Rule(
            "The first ListID of each operation element is parsed.",
            source,
            case(
                "no number in the first", body="\n" + operation("\n<ListID>x</ListID>") + operation(FIVE)
            ).not_a_number(5, 21),
            case("no number in the second", body=operation(FIVE) + operation("\n<ListID>x</ListID>")).not_a_number(
                4, 21
            ),
            case(
                "not the second of the second", body=operation(FIVE) + operation("<ListID>6</ListID><ListID>x</ListID>")
            ).runs(6),
        ),
        Rule(
            "ListID may have a sign, leading zeros, and white space round it.",
            source,
            *(
                case(repr(text), list_id=text).runs(number)
                for text, number in (
                    ("7", 7),
                    ("+7", 7),
                    ("-7", -7),
                    ("0", 0),
                    ("-0", 0),
                    ("007", 7),
                    ("-007", -7),
                    ("0" * 40 + "7", 7),
                    (" 7", 7),
                    ("7 ", 7),
                    ("\t7\t", 7),
                    ("\n7\n", 7),
                    ("\r\n7\r\n", 7),
                    (" \t\r\n+7 \n", 7),
                    ("&#13;7&#9;", 7),
                    ("2147483647", 2147483647),
                    ("-2147483648", -2147483648),
                )
            ),
        ),
        Rule(
            "CDATA sections and references in ListID are text like any other.",
            source,
            case("CDATA", list_id="<![CDATA[7]]>").runs(7),
            case("text and CDATA", list_id="1<![CDATA[2]]>3").runs(123),
            case("white space in CDATA", list_id="<![CDATA[ 7 ]]>").runs(7),
            case("a reference", list_id="&#55;").runs(7),
            case("a hexadecimal reference", list_id="&#x37;1").runs(71),
            case("CDATA around an end tag", list_id="<![CDATA[</ListID>]]>").not_a_number(5, 41),
        ),
        Rule(
            "A ListID that is anything else is not a number.",
            source,
            *(
                case(name, list_id=text).not_a_number(5, column)
                # The end tag of the operation begins 8 + n + 9 characters on, its name two later.
                for name, text, column in (
                    ("an underscore", "1_0", 23),
                    ("a no-break space in front", "\u00a07", 22),
                    ("a no-break space behind", "7\u00a0", 22),
                    ("an em space", "\u20037", 22),
                    ("an Arabic digit", "\u0663", 21),
                    ("a full-width digit", "\uff17", 21),
                    ("a mathematical digit", "\U0001d7d5", 22),
                    ("a fraction", "1.0", 23),
                    ("an exponent", "1e3", 23),
                    ("hexadecimal", "0x1F", 24),
                    ("thousands", "1,000", 25),
                    ("a blank behind the sign", "- 7", 23),
                    ("a trailing sign", "7-", 22),
                    ("a trailing plus", "7+", 22),
                    ("two signs", "--7", 23),
                    ("a sign alone", "-", 21),
                    ("parentheses", "(7)", 23),
                    ("a currency", "$7", 22),
                    ("a minus of typography", "\u22127", 22),
                    ("two numbers", "1 2", 23),
                    ("empty", "", 20),
                    ("blank", "   ", 23),
                    ("a word", "twelve", 26),
                    ("true", "true", 24),
                    ("NaN", "NaN", 23),
                    ("empty CDATA", "<![CDATA[]]>", 32),
                )
            ),
            case("a line break inside", list_id="7\n7").not_a_number(6, 13),
            case("self-closed", body=operation("\n<ListID/>")).not_a_number(4, 12),
            case("xsi:nil", body=operation(f"\n<ListID {XSI} i:nil='true'/>")).not_a_number(4, 77),
            case("xsi:nil and an end tag", body=operation(f"\n<ListID {XSI} i:nil='true'></ListID>")).not_a_number(
                4, 85
            ),
        ),
        Rule(
            "A ListID that does not fit into 32 bits is told to be too large or too small.",
            source,
            case("one too large", list_id="2147483648").out_of_range(5, 30),
            case("one too small", list_id="-2147483649").out_of_range(5, 31),
            case("an Int64", list_id="9999999999").out_of_range(5, 30),
            case("very long", list_id="9" * 500).out_of_range(5, 520),
            case("with white space", list_id=" 2147483648\n").out_of_range(6, 12),
        ),
        Rule(
            "A wrong character makes ListID not a number even when it is also too long.",
            source,
            case("behind", list_id="99999999999x").not_a_number(5, 32),
            case("very long", list_id="9" * 100 + "x").not_a_number(5, 121),
            case("a trailing sign", list_id="99999999999-").not_a_number(5, 32),
        ),
        Rule(
            "An element as the very first node in ListID is entered, and its text is the value.",
            source,
            case("in ListID", list_id="<a>7</a>").runs(7),
            case("of any name and namespace", list_id='<ListID xmlns="urn:n" b="c">7</ListID>').runs(7),
            case("no number in it", list_id="<a>x</a>").not_a_number(5, 19),
            case("empty, with an end tag", list_id="<a></a>").not_a_number(5, 18),
            case("CDATA in it", list_id="<a><![CDATA[7]]></a>").runs(7),
        ),
        Rule(
            "Behind an element that was entered in ListID reading goes on one level further out than the document is.",
            source,
            case("text behind it", list_id="<a>7</a>8").runs(7),
            case("a comment behind it", list_id="<a>7</a><!--b-->").runs(7),
            case("a ListID behind it", body=operation("<ListID><a>7</a></ListID><ListID>8</ListID>")).runs(7),
            case(
                "a second operation element behind it", body=operation("<ListID><a>7</a></ListID>") + operation(FIVE)
            ).runs(7),
        ),
        Rule(
            "An element that was entered in UserName or Password makes their end tag that of WSUser; what is "
            "left of the Header is passed over.",
            source,
            case("Password, at the end", header=user(NAME + "<Password><a>secret</a></Password>")).runs(),
            case(
                "in UserName, then a Password", header=user("<UserName><a>me</a></UserName>" + PASSWORD)
            ).refused_log_on(),
            case("in UserName, behind the Password", header=user(PASSWORD + "<UserName><a>me</a></UserName>")).runs(),
            case(
                "a header behind it",
                header=user(PASSWORD + "<UserName><a>me</a></UserName>") + '<x soap:mustUnderstand="1"/>',
            ).runs(),
        ),
        Rule(
            "Any other child, comment or processing instruction in ListID, UserName or Password is an empty 400.",
            source,
            *(
                case(f"{name} in {where}", **{key: wrap(text)}).empty(400)
                for where, key, wrap in (
                    ("ListID", "list_id", str),
                    ("UserName", "header", lambda text: user(f"<UserName>{text}</UserName>{PASSWORD}")),
                    ("Password", "header", lambda text: user(f"{NAME}<Password>{text}</Password>")),
                )
                for name, text in (
                    ("a comment", "<!--a-->"),
                    ("a comment behind text", "1<!--a-->"),
                    ("a comment before text", "<!--a-->1"),
                    ("a processing instruction", "1<?a?>"),
                    ("an element behind text", "1<a>2</a>"),
                    ("an element behind white space", " <a>2</a>"),
                    ("a self-closed element", "<a/>"),
                    ("an element in the element", "<a><b>1</b></a>"),
                    ("a comment in the element", "<a>1<!--b--></a>"),
                )
            ),
            case("by body", by_body=True, list_id="1<a/>").empty(400),
        ),
    ],
)


@pytest.mark.parametrize("row", SECTION.rows())
def test_values(wire, row):
    row.hold(wire)
