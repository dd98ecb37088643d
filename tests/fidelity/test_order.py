"""What is told when several things are wrong, and which status it gets."""

from __future__ import annotations

import gzip

import pytest

from mockserver import Fault
from tests.fidelity.rules import V11, V12, Rule, Section, case, ours, source

XML = "http://www.w3.org/XML/1998/namespace"
NO_BODY = "Request format is invalid: Missing required soap:Body element."
MUST = '<x soap:mustUnderstand="1"/>'
X = "<soap:Header>{user}</soap:Header>"
NOT_A_NUMBER = "Input string was not in a correct format."
LAUGHS = '<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>'
ROUTING = "Server was unable to process request. ---&gt; "
WHOLE_CODE = '<soap:Code><soap:Value>soap:{}</soap:Value></soap:Code><soap:Reason><soap:Text xml:lang="en">{}'
FILE = '<!DOCTYPE a [<!ENTITY a SYSTEM "file:///etc/hostname">]>'


def operation(inner: str) -> str:
    return f'<GetLegacyProcessStatus xmlns="{{tns}}">{inner}</GetLegacyProcessStatus>'


SECTION = Section(
    "order",
    "Document order and statuses",
    [
        Rule(
            "A value fault that was found earlier is told although the rest is not well-formed.",
            source,
            case(
                "the end behind it",
                document='<soap:Envelope xmlns:soap="{soap}">\n<soap:Body>'
                '<GetLegacyProcessStatus xmlns="{tns}">\n<ListID>x</ListID><a>',
            ).not_a_number(3, 20),
            case("a wrong end tag behind it", list_id="x</ListID>\n<a></b>").not_a_number(5, 19),
            case(
                "the end tag of the operation is wrong",
                body="\n" + "<GetLegacyProcessStatus xmlns='{tns}'>\n<ListID>x</ListID>\n</Other>",
            ).not_a_number(5, 19),
            case("a forbidden character behind it", list_id="x</ListID><a/>\x01").not_a_number(5, 20),
            case(
                "a bad mustUnderstand of the log-on", header='\n<WSUser soap:mustUnderstand="x" xmlns="{tns}"/></a>'
            ).unreadable(
                "There is an error in XML document (3, 9). ---> 'x' is not a valid value for the field "
                "EncodedMustUnderstand. Valid values are '0', '1', 'true', and 'false'."
            ),
            case("no Body", document='<soap:Envelope xmlns:soap="{soap}"><a/>\n</b>').unreadable(NO_BODY),
            case("no Envelope", document='<soap:Other xmlns:soap="{soap}"></b>').unreadable(
                "Request format is invalid: Missing required soap:Envelope element."
            ),
        ),
        Rule(
            "An XML error that comes first is told in place of a value fault.",
            source,
            case("before ListID", body=operation("<a></b><ListID>x</ListID>")).empty(400),
            case("in ListID", list_id="x&nbsp;").empty(400),
            case("directly behind ListID", list_id="x</ListID><").empty(400),
            case(
                "the end directly behind ListID",
                document='<soap:Envelope xmlns:soap="{soap}"><soap:Body><GetLegacyProcessStatus xmlns="{tns}">'
                "<ListID>x</ListID>",
            ).empty(400),
            case("in the Header", header="<a></b>", list_id="x").empty(400),
            case(
                "a comment in the log-on",
                header='<WSUser xmlns="{tns}"><UserName><!--a--></UserName></WSUser>',
                list_id="x",
            ).empty(400),
        ),
        Rule(
            "The document is read to its end, and an XML error there spoils the call.",
            source,
            case("behind ListID", body=operation("<ListID>5</ListID><a></b>")).empty(400),
            case("behind the operation", body=operation("<ListID>5</ListID>") + "&x;").empty(400),
            case(
                "behind Body",
                document='<soap:Envelope xmlns:soap="{soap}">'
                + X
                + "<soap:Body>{operation}</soap:Body><a></soap:Envelope>",
            ).empty(400),
            case(
                "the last end tag",
                document='<soap:Envelope xmlns:soap="{soap}">' + X + "<soap:Body>{operation}</soap:Body>",
            ).empty(400),
            case(
                "its last character",
                document='<soap:Envelope xmlns:soap="{soap}">'
                + X
                + "<soap:Body>{operation}</soap:Body></soap:Envelope",
            ).empty(400),
            case(
                "by body",
                by_body=True,
                document='<soap:Envelope xmlns:soap="{soap}">' + X + "<soap:Body>{operation}</soap:Body>",
            ).empty(400),
        ),
        Rule(
            "A later XML error comes before mustUnderstand, and so does a value fault.",
            source,
            case(
                "truncated",
                document='<soap:Envelope xmlns:soap="{soap}"><soap:Header>' + MUST + "</soap:Header><soap:Body/>",
            ).empty(400),
            case("a wrong end tag", header=MUST + "{user}", list_id="5</ListID></a>").empty(400),
            case("a second root", header=MUST + "{user}", document="{good}<a/>").empty(400),
            case("a value fault", header=MUST + "{user}", list_id="x").not_a_number(5, 21),
            case(
                "no Body",
                document='<soap:Envelope xmlns:soap="{soap}"><soap:Header>' + MUST + "</soap:Header></soap:Envelope>",
            ).unreadable(NO_BODY),
        ),
        Rule(
            "A later XML error and a value fault come before the log-on.",
            source,
            case("an XML error", header="", list_id="5</ListID></a>").empty(400),
            case("a value fault", header="", list_id="x").not_a_number(5, 21),
        ),
        Rule(
            "The first of two value faults is told.",
            source,
            case(
                "in two operations",
                body="\n" + operation("\n<ListID>x</ListID>") + operation("<ListID>99999999999</ListID>"),
            ).not_a_number(5, 21),
            case(
                "the log-on's mustUnderstand first",
                header='\n<WSUser soap:mustUnderstand="x" xmlns="{tns}"/>',
                list_id="x",
            ).unreadable(
                "There is an error in XML document (3, 9). ---> 'x' is not a valid value for the field "
                "EncodedMustUnderstand. Valid values are '0', '1', 'true', and 'false'."
            ),
        ),
        Rule(
            "The engine reads one node past the root: behind white space, a comment or a processing instruction "
            "a second root is not noticed.",
            source,
            *(
                case(
                    f"behind {name}{', by body' if by_body else ''}",
                    document="{good}" + stands + "<a/>",
                    by_body=by_body,
                ).runs()
                for by_body in (False, True)
                for name, stands in (
                    ("a blank", " "),
                    ("a line break", "\r\n"),
                    ("a comment", "<!-- -->"),
                    ("a processing instruction", "<?a?>"),
                )
                if not by_body or name == "a blank"
            ),
            case("nor what is not well-formed", document="{good}\n</a>").runs(),
            case("nothing behind white space", document="{good}\n\n").runs(),
        ),
        Rule(
            "Anything but white space, comments and processing instructions directly behind the root is a 400.",
            source,
            *(
                case(name, document="{good}" + stands).empty(400)
                for name, stands in (
                    ("an element", "<a/>"),
                    ("text", "a"),
                    ("CDATA", "<![CDATA[a]]>"),
                    ("an end tag", "</a>"),
                    ("a reference", "&#32;"),
                    ("a DTD", "<!DOCTYPE a>"),
                    ("a declaration", '<?xml version="1.0"?>'),
                )
            ),
        ),
        Rule(
            "What is not well-formed is refused also where .NET's reader would overlook it.",
            ours,
            case("a NUL behind the root", document="{good}\x00").empty(400),
            case("several NULs", document="{good}\x00\x00\x00").empty(400),
            case("a NUL and more", document="{good}\x00a").empty(400),
            case("an undeclared entity in a header that is skipped", header="<a>&nbsp;</a>{user}").empty(400),
            case("an undeclared entity in an attribute", header="<a b='&nbsp;'/>{user}").empty(400),
            case("no name for an encoding", document="<?xml version='1.0' encoding='='?>{good}").empty(400),
            case("the namespace of xml for another prefix", header=f"<a xmlns:p='{XML}'/>{{user}}").empty(400),
        ),
        Rule(
            "A document that is not well-formed is an empty 400.",
            source,
            *(
                case(name, list_id=text).empty(400)
                for name, text in (
                    ("a wrong end tag", "5</ListId>"),
                    ("an end tag too many", "5</ListID></ListID>"),
                    ("overlapping tags", "<a><b></a></b>"),
                    ("a bare ampersand", "5 & 6"),
                    ("a bare less-than sign", "5 < 6"),
                    ("an attribute without quotes", "<a b=c/>"),
                    ("an attribute without a value", "<a b/>"),
                    ("attributes without a blank between", "<a b='c'd='e'/>"),
                    ("the same attribute twice", "<a b='' b=''/>"),
                    ("the same attribute by two prefixes", "<a xmlns:p='urn:p' xmlns:q='urn:p' p:b='' q:b=''/>"),
                    ("a less-than sign in an attribute", "<a b='<'/>"),
                    ("two hyphens in a comment", "<!-- a -- b -->"),
                    ("the end of a CDATA section in text", "]]>"),
                    ("a name that begins with a digit", "<1/>"),
                    ("a processing instruction called xml", "<?xml version='1.0'?>"),
                )
            ),
            case("not XML at all", document="hello").empty(400),
            case("JSON", document='{"ListID": 5}').empty(400),
            case("a form", document="ListID=5").empty(400),
        ),
        Rule(
            "A document with an error of namespaces or entities, or with a forbidden character, is an empty 400.",
            source,
            *(
                case(name, body=operation(f"<ListID>5</ListID>{text}")).empty(400)
                for name, text in (
                    ("an undeclared prefix of an element", "<p:a/>"),
                    ("an undeclared prefix of an attribute", "<a p:b='c'/>"),
                    ("two colons", "<soap:a:b/>"),
                    ("a prefix unbound", "<a xmlns:p=''/>"),
                    ("the prefix xmlns declared", "<a xmlns:xmlns='urn:x'/>"),
                    ("the prefix xml for another namespace", "<a xmlns:xml='urn:x'/>"),
                    ("an undeclared entity", "&nbsp;"),
                    ("a control character", "\x01"),
                    ("a NUL", "\x00"),
                    ("a vertical tab", "\x0b"),
                    ("U+FFFE", "\ufffe"),
                    ("U+FFFF", "\uffff"),
                    ("a reference to a control character", "&#1;"),
                    ("a reference to NUL", "&#0;"),
                    ("a reference to a surrogate", "&#xD800;"),
                    ("a reference past Unicode", "&#x110000;"),
                    ("a reference without digits", "&#;"),
                )
            ),
            case("an undeclared prefix of the envelope", document="<soap:Envelope/>").empty(400),
        ),
        Rule(
            "Nothing, only white space, and a document that is cut are 400, if the headers name the operation.",
            source,
            case("nothing", document="").empty(400),
            case("a blank", document=" ").empty(400),
            case("line breaks", document="\r\n\t\n").empty(400),
            case("a declaration alone", document='<?xml version="1.0"?>').empty(400),
            case("a comment alone", document="<!-- -->").empty(400),
            case("cut in the root", document="<soap:Envel").empty(400),
            case("cut behind the root", document='<soap:Envelope xmlns:soap="{soap}">').empty(400),
        ),
        Rule(
            "A DTD is prohibited, and nothing of it is read.",
            source,
            case("alone", document="<!DOCTYPE a>{good}").empty(400),
            case("with an external subset", document='<!DOCTYPE a SYSTEM "http://127.0.0.1:9/a.dtd">{good}').empty(400),
            case("with a file in an entity", document=FILE + "{good}", list_id="&a;").empty(400),
            case("with entities in entities", document=LAUGHS + "{good}", list_id="&b;").empty(400),
            case("behind a comment", document="<!-- --><!DOCTYPE a>{good}").empty(400),
            case("by body it is told", by_body=True, document=LAUGHS + "{good}").unprocessable(
                "DTD is prohibited in this XML document.", answered="1.2"
            ),
        ),
        Rule(
            "XML 1.1, and a declaration that is not the very first thing, are 400.",
            source,
            case("XML 1.1", document='<?xml version="1.1"?>{good}').empty(400),
            case("XML 2.0", document='<?xml version="2.0"?>{good}').empty(400),
            case("a blank before the declaration", document=' <?xml version="1.0"?>{good}').empty(400),
            case("a line break before it", document='\n<?xml version="1.0" encoding="utf-8"?>{good}').empty(400),
            case("a comment before it", document='<!-- --><?xml version="1.0"?>{good}').empty(400),
            case("a declaration without a version", document='<?xml encoding="utf-8"?>{good}').empty(400),
            case(
                "but a good one is fine", document='<?xml version="1.0" encoding="utf-8" standalone="yes"?>\n{good}'
            ).runs(),
        ),
        Rule(
            "A processing instruction whose name begins with `xml` is no declaration, also as the very first thing.",
            source,
            case("xml-stylesheet", document='<?xml-stylesheet href="a"?>{good}').runs(),
            case("by body", by_body=True, document='<?xml-stylesheet href="a"?>\n{good}').runs(),
            case("without anything", document="<?xmla?>{good}").runs(),
            case("a declaration behind it", document='<?xml-stylesheet?><?xml version="1.0"?>{good}').empty(400),
        ),
        Rule(
            "Long namespace names on many elements or attributes are read like any other.",
            source,
            case(
                "a long namespace and many attributes",
                versions=V11,
                header="<a xmlns:p='" + "u" * 30_000 + "'" + "".join(f" p:a{n}=''" for n in range(5_000)) + "/>{user}",
            ).runs(),
            case(
                "a long namespace and many elements",
                versions=V11,
                header="<a xmlns='" + "u" * 100_000 + "'>" + "<b/>" * 50_000 + "</a>{user}",
            ).runs(),
            case("a long one alone", versions=V11, header=f"<a xmlns='{'u' * 60_000}'/>{{user}}").runs(),
        ),
        Rule(
            "gzip is never decoded.",
            source,
            case(
                "Content-Encoding gzip", headers=[("Content-Encoding", "gzip")], sent=gzip.compress(b"<a/>", mtime=0)
            ).empty(400),
            case("without saying so", sent=gzip.compress(b"<a/>", mtime=0)).empty(400),
            case("a plain body that claims to be gzip", headers=[("Content-Encoding", "gzip")]).runs(),
        ),
        Rule(
            "400 and 415 carry the SOAP Content-Type of the version, guessed or real, and `Cache-Control: private`.",
            source,
            case(
                "400 of a 1.2 envelope in text/xml",
                versions=V12,
                content_type="text/xml; charset=utf-8",
                soapaction="{action}",
                list_id="<a/>",
            ).empty(400, answered="1.2"),
            case(
                "400 before the root is the guess's",
                versions=V12,
                content_type="text/xml",
                soapaction="{action}",
                document="",
            ).empty(400, answered="1.1"),
            case(
                "400 by an action in text/xml",
                versions=V11,
                content_type="text/xml; action={action}",
                soapaction=None,
                document="",
            ).empty(400, answered="1.2"),
            case("415 of a 1.1 envelope", versions=V11, content_type="application/soap+xml", soapaction=None).empty(
                415, answered="1.1"
            ),
            case("400's Cache-Control", document="").gets(400, body=b"", headers={"Cache-Control": "private"}),
            case("415's Cache-Control", content_type="a", soapaction="{action}").gets(
                415, answered="1.1", body=b"", headers={"Cache-Control": "private"}
            ),
            case("their length is told", document="").gets(400, headers={"Content-Length": "0"}),
        ),
        Rule(
            "There are no SOAP 1.2 subcodes.",
            source,
            *(
                case(name, versions=V12, **changed).gets(500, contains=[WHOLE_CODE.format(code, text)])
                for name, code, text, changed in (
                    ("the caller's fault", "Sender", "Server was unable to read request. ---&gt; ", {"list_id": "x"}),
                    ("an unknown action", "Sender", "Unable to handle request", {"by_body": True, "body": "<a/>"}),
                    ("the server's fault", "Receiver", f"{ROUTING}Root element", {"by_body": True, "sent": b""}),
                    ("mustUnderstand", "MustUnderstand", "SOAP header x was not", {"header": MUST}),
                )
            ),
        ),
        Rule(
            "A SoapException of the operation goes out as it is.",
            source,
            case("the server's", answer=Fault("the list was deleted")).gets(500, contains=[">the list was deleted<"]),
            case("the caller's", answer=Fault("no", code="Client")).gets(500, contains=[">no<"]),
        ),
        Rule(
            "Any other exception of the operation is the server's fault with its message.",
            source,
            case("an exception", throws="out of cheese").unprocessable("out of cheese"),
            case("with markup", throws="a < b & c").unprocessable("a < b & c"),
        ),
        Rule(
            "A message that is empty is told as the type of the outermost exception.",
            source,
            case("of a SoapException", versions=V11, answer=Fault("")).gets(
                500, contains=["<faultstring>SoapException</faultstring>"]
            ),
            case("of a SoapException, 1.2", versions=V12, answer=Fault("")).gets(
                500, contains=['<soap:Text xml:lang="en">SoapException</soap:Text>']
            ),
            case("of any other", throws="").unprocessable("SoapException"),
        ),
    ],
)


@pytest.mark.parametrize("row", SECTION.rows())
def test_order(wire, row):
    row.hold(wire)
