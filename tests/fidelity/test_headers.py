"""The log-on, and headers that must be understood."""

from __future__ import annotations

import pytest

from tests.fidelity.rules import V11, V12, Rule, Section, case, guess, source


def enveloped(inner: str) -> str:
    """A document whose envelope has just this inside."""
    return f'<soap:Envelope xmlns:soap="{{soap}}">{inner}</soap:Envelope>'


def user(inner: str, attributes: str = "") -> str:
    return f'<WSUser xmlns="{{tns}}"{attributes}>{inner}</WSUser>'


XSI = 'xmlns:i="http://www.w3.org/2001/XMLSchema-instance"'
NAME, PASSWORD = "<UserName>me</UserName>", "<Password>secret</Password>"
BODY = "<soap:Body>{operation}</soap:Body>"
VALID = "is not a valid value for the field EncodedMustUnderstand. Valid values are '0', '1', 'true', and 'false'."
VALID_RELAY = VALID.replace("EncodedMustUnderstand", "EncodedRelay")


def relayed(value: str) -> str:
    """A good WSUser whose relay is the first thing of line 3."""
    return f'<WSUser xmlns="{{tns}}" xmlns:b="{{soap12}}"\nb:relay="{value}">{NAME}{PASSWORD}</WSUser>'


def must_understand(value: str, on: str = "x") -> str:
    return f'<{on} soap:mustUnderstand="{value}"/>{{user}}'


SECTION = Section(
    "headers",
    "Headers and log-on",
    [
        Rule(
            "WSUser is matched by name and namespace, wherever it stands in the Header.",
            source,
            case("behind others", header="<a/><b><c/>text</b>text{user}").runs(),
            case("before others", header="{user}<a/>").runs(),
            case("in no namespace", header="<WSUser>" + NAME + PASSWORD + "</WSUser>").refused_log_on(),
            case(
                "in another namespace", header='<WSUser xmlns="urn:n">' + NAME + PASSWORD + "</WSUser>"
            ).refused_log_on(),
            case("in another case", header='<wsuser xmlns="{tns}">' + NAME + PASSWORD + "</wsuser>").refused_log_on(),
            case("inside another header", header="<a>{user}</a>").refused_log_on(),
        ),
        Rule(
            "WSUser's children come in any order; unknown ones and text are skipped.",
            source,
            case("Password first", header=user(PASSWORD + NAME)).runs(),
            case("unknown ones", header=user("<a>b<c/></a>" + NAME + "<b/>" + PASSWORD + "<c/>")).runs(),
            case("text", header=user("a" + NAME + "b" + PASSWORD + "c")).runs(),
            case(
                "CDATA, comments, processing instructions",
                header=user("<![CDATA[a]]>" + NAME + "<!--b-->" + PASSWORD + "<?c?>"),
            ).runs(),
            case("in another case", header=user("<username>me</username>" + PASSWORD)).refused_log_on(),
        ),
        Rule(
            "In WSUser the first UserName and the first Password count.",
            source,
            case("UserName", header=user(NAME + "<UserName>you</UserName>" + PASSWORD)).runs(),
            case("Password", header=user(NAME + PASSWORD + "<Password>other</Password>")).runs(),
            case("the right one second", header=user("<UserName>you</UserName>" + NAME + PASSWORD)).refused_log_on(),
            case("an empty one first", header=user(NAME + "<Password/>" + PASSWORD)).refused_log_on(),
            case(
                "what a further one holds is not read", header=user(NAME + PASSWORD + "<Password>a<!--b--></Password>")
            ).runs(),
        ),
        Rule(
            "Children of WSUser in no namespace, or in another, are read as null.",
            source,
            case("UserName", header=user('<UserName xmlns="">me</UserName>' + PASSWORD)).refused_log_on(),
            case("Password", header=user(NAME + '<Password xmlns="urn:n">secret</Password>')).refused_log_on(),
            case(
                "only WSUser has a prefix", header='<t:WSUser xmlns:t="{tns}">' + NAME + PASSWORD + "</t:WSUser>"
            ).refused_log_on(),
            case(
                "the good one counts, though second", header=user('<UserName xmlns="">you</UserName>' + NAME + PASSWORD)
            ).runs(),
        ),
        Rule(
            "UserName and Password are taken as they are written, white space included; CDATA and references are text.",
            source,
            case("CDATA", header=user("<UserName><![CDATA[me]]></UserName>" + PASSWORD)).runs(),
            case("references", header=user("<UserName>&#109;&#x65;</UserName>" + PASSWORD)).runs(),
            case("white space", header=user("<UserName> me</UserName>" + PASSWORD)).refused_log_on(),
        ),
        Rule(
            "Only the first WSUser is the log-on; a further one is an unknown header whose content is not read.",
            source,
            case("the good one first", header="{user}" + user("<UserName>you</UserName>")).runs(),
            case("the good one second", header=user("<UserName>you</UserName>" + PASSWORD) + "{user}").refused_log_on(),
            case("an empty one first", header='<WSUser xmlns="{tns}"/>{user}').refused_log_on(),
            case("bad content in the second", header="{user}" + user("<UserName>a<!--b--></UserName>")).runs(),
            case("a bad mustUnderstand on the second", header="{user}" + user("", ' soap:mustUnderstand="x"')).runs(),
            case(
                "another type of the second",
                header="{user}" + user("", ' xmlns:i="http://www.w3.org/2001/XMLSchema-instance" i:type="a"'),
            ).runs(),
            case("mustUnderstand on the second", header="{user}" + user("", ' soap:mustUnderstand="1"')).fault(
                "MustUnderstand", "SOAP header WSUser was not understood."
            ),
        ),
        Rule(
            "Without a WSUser the engine lets the call through, and the service refuses it as a bad log-on.",
            guess,
            case("no Header", document=enveloped(BODY)).refused_log_on(),
            case("an empty Header", header="").refused_log_on(),
            case("a self-closed Header", document=enveloped("<soap:Header/>" + BODY)).refused_log_on(),
            case("an empty WSUser", header='<WSUser xmlns="{tns}"/>').refused_log_on(),
            case("no Password", header=user(NAME)).refused_log_on(),
        ),
        Rule(
            "xsi:type of WSUser naming another type is a value error at WSUser's name.",
            source,
            *(
                case(
                    name,
                    header=user(NAME + PASSWORD, f' xmlns:i="http://www.w3.org/2001/XMLSchema-instance" {attributes}'),
                ).unreadable(
                    f"There is an error in XML document (2, 15). ---> The specified type was not recognized: "
                    f"name='{local}', namespace='{namespace}', at <WSUser xmlns='{{tns}}'>."
                )
                for name, attributes, local, namespace in (
                    ("another name", 'i:type="Other"', "Other", "{tns}"),
                    ("another namespace", 'xmlns:p="urn:p" i:type="p:WSUser"', "WSUser", "urn:p"),
                    ("another case", 'i:type="wsuser"', "wsuser", "{tns}"),
                )
            ),
            case(
                "its own",
                header=user(NAME + PASSWORD, ' xmlns:i="http://www.w3.org/2001/XMLSchema-instance" i:type="WSUser"'),
            ).runs(),
            case(
                "its own by a prefix",
                header=user(
                    NAME + PASSWORD,
                    ' xmlns:i="http://www.w3.org/2001/XMLSchema-instance" xmlns:t="{tns}" i:type="t:WSUser"',
                ),
            ).runs(),
            case(
                "of an unknown header",
                header='<a xmlns:i="http://www.w3.org/2001/XMLSchema-instance" i:type="b"/>{user}',
            ).runs(),
        ),
        Rule(
            "xsi:type of WSUser is taken as it is written, and a prefix in it must be declared.",
            source,
            case("empty", header=f'<WSUser xmlns="{{tns}}" {XSI} i:type=""/>').unreadable(
                "There is an error in XML document (2, 15). ---> The specified type was not recognized: name='', "
                "namespace='{tns}', at <WSUser xmlns='{tns}'>."
            ),
            case("a blank in front", header=f'<WSUser xmlns="{{tns}}" {XSI} i:type=" WSUser"/>').unreadable(
                "There is an error in XML document (2, 15). ---> The specified type was not recognized: name=' "
                "WSUser', "
                "namespace='{tns}', at <WSUser xmlns='{tns}'>."
            ),
            case("an empty prefix", header=f'<WSUser xmlns="{{tns}}" {XSI} i:type=":WSUser"/>').unreadable(
                "There is an error in XML document (2, 15). ---> The specified type was not recognized: "
                "name=':WSUser', "
                "namespace='{tns}', at <WSUser xmlns='{tns}'>."
            ),
            case("an undeclared prefix", header=f'<WSUser xmlns="{{tns}}" {XSI} i:type="p:WSUser"/>').unreadable(
                "There is an error in XML document (2, 15). ---> Namespace prefix 'p' is not defined."
            ),
        ),
        Rule(
            "xsi:nil of WSUser is skipped.",
            source,
            case("true", header=f'<WSUser xmlns="{{tns}}" {XSI} i:nil="true">{NAME}{PASSWORD}</WSUser>').runs(),
        ),
        Rule(
            "On an unknown header only exactly `1` or `true` is mustUnderstand.",
            source,
            *(
                case(f"{value}", header=must_understand(value)).fault(
                    "MustUnderstand", "SOAP header x was not understood."
                )
                for value in ("1", "true")
            ),
            *(
                case(f"but not {value!r}", header=must_understand(value)).runs()
                for value in ("0", "false", "TRUE", "True", "yes", "", "01", " 1", "1 ", "2")
            ),
        ),
        Rule(
            "mustUnderstand is taken from either SOAP namespace in either version, and from no other.",
            source,
            case("1.2's in 1.1", versions=V11, header='<x xmlns:b="{soap12}" b:mustUnderstand="1"/>{user}').fault(
                "MustUnderstand", "SOAP header x was not understood."
            ),
            case("1.1's in 1.2", versions=V12, header='<x xmlns:b="{soap11}" b:mustUnderstand="true"/>{user}').fault(
                "MustUnderstand", "SOAP header x was not understood."
            ),
            case("in no namespace", header='<x mustUnderstand="1"/>{user}').runs(),
            case("in another namespace", header='<x xmlns:b="urn:b" b:mustUnderstand="1"/>{user}').runs(),
            case("in another case", header='<x soap:mustunderstand="1"/>{user}').runs(),
        ),
        Rule(
            "If a header has both versions' mustUnderstand, SOAP 1.1's counts.",
            source,
            case(
                "1.1 says no",
                header='<x xmlns:a="{soap11}" xmlns:b="{soap12}" b:mustUnderstand="1" a:mustUnderstand="0"/>{user}',
            ).runs(),
            case(
                "1.1 says yes",
                header='<x xmlns:a="{soap11}" xmlns:b="{soap12}" b:mustUnderstand="0" a:mustUnderstand="1"/>{user}',
            ).fault("MustUnderstand", "SOAP header x was not understood."),
        ),
        Rule(
            "On WSUser mustUnderstand must be exactly `0`, `1`, `true` or `false`.",
            source,
            *(
                case(f"{value}", header=user(NAME + PASSWORD, f' soap:mustUnderstand="{value}"')).runs()
                for value in ("0", "1", "true", "false")
            ),
            # `<soap:Header><WSUser xmlns="http://webservices.listrak.com/v31/" ` is 13 + 8 + 7 + 35 + 2 characters.
            *(
                case(f"but not {value!r}", header=user(NAME + PASSWORD, f' soap:mustUnderstand="{value}"')).unreadable(
                    f"There is an error in XML document (2, 66). ---> '{value}' {VALID}"
                )
                for value in ("yes", "", "TRUE", "False", "2", " 1", "01")
            ),
            case(
                "and behind other attributes", header='\n<WSUser a="b"\nsoap:mustUnderstand="x" xmlns="{tns}"/>'
            ).unreadable(f"There is an error in XML document (4, 1). ---> 'x' {VALID}"),
            case(
                "of the other version",
                header='\n<WSUser xmlns:a="{soap11}" xmlns:b="{soap12}"\n  b:mustUnderstand="x" xmlns="{tns}"/>',
            ).unreadable(f"There is an error in XML document (4, 3). ---> 'x' {VALID}"),
        ),
        Rule(
            "A bad mustUnderstand on WSUser is told at once, before anything behind it is read.",
            source,
            case("a bad ListID", header=user("", ' soap:mustUnderstand="x"'), list_id="y").unreadable(
                f"There is an error in XML document (2, 66). ---> 'x' {VALID}"
            ),
            case(
                "the end",
                document='<soap:Envelope xmlns:soap="{soap}">\n<soap:Header>'
                '<WSUser xmlns="{tns}" soap:mustUnderstand="x">',
            ).unreadable(f"There is an error in XML document (2, 66). ---> 'x' {VALID}"),
            case(
                "no Body",
                document=enveloped("\n<soap:Header>" + user("", ' soap:mustUnderstand="x"') + "</soap:Header>"),
            ).unreadable(f"There is an error in XML document (2, 66). ---> 'x' {VALID}"),
        ),
        Rule(
            "On WSUser SOAP 1.2's relay must be exactly `0`, `1`, `true` or `false`, in either version.",
            source,
            *(case(value, header=relayed(value)).runs() for value in ("0", "1", "true", "false")),
            *(
                case(f"but not {value!r}", header=relayed(value)).gets(
                    500,
                    contains=["Server was unable to read request. ---&gt; There is an error in XML document (3, 1)"],
                )
                for value in ("yes", "", "TRUE", "2", " 1", "01")
            ),
            case("SOAP 1.1 has none", header=user(NAME + PASSWORD, ' xmlns:b="{soap11}" b:relay="x"')).runs(),
            case("in no namespace", header=user(NAME + PASSWORD, ' relay="x"')).runs(),
            case("on another header", header='<x xmlns:b="{soap12}" b:relay="x"/>{user}').runs(),
        ),
        Rule(
            "A bad relay is told like a bad mustUnderstand, with the name of its own field.",
            guess,
            case("a word", header=relayed("yes")).unreadable(
                f"There is an error in XML document (3, 1). ---> 'yes' {VALID_RELAY}"
            ),
            case("empty", header=relayed("")).unreadable(
                f"There is an error in XML document (3, 1). ---> '' {VALID_RELAY}"
            ),
        ),
        Rule(
            "On a header element without a prefix that is itself in a SOAP namespace, mustUnderstand has none either.",
            source,
            *(
                case(name, header=f'<x xmlns="{{{namespace}}}" mustUnderstand="{value}"/>{{user}}').fault(
                    "MustUnderstand", "SOAP header x was not understood."
                )
                for name, namespace, value in (
                    ("of 1.1", "soap11", "1"),
                    ("of 1.2", "soap12", "1"),
                    ("the word", "soap", "true"),
                )
            ),
            case("it says no", header='<x xmlns="{soap}" mustUnderstand="0"/>{user}').runs(),
            case("a prefix of the attribute", header='<x xmlns="{soap}" soap:mustUnderstand="1"/>{user}').runs(),
            case("a prefix of the element", header='<soap:x mustUnderstand="1"/>{user}').runs(),
        ),
        Rule(
            "A child of WSUser that is not known is a header too, and its mustUnderstand counts.",
            source,
            case("an element", header=user('<x soap:mustUnderstand="1"/>' + NAME + PASSWORD)).fault(
                "MustUnderstand", "SOAP header x was not understood."
            ),
            case("a second UserName", header=user(NAME + PASSWORD + '<UserName soap:mustUnderstand="1"/>')).fault(
                "MustUnderstand", "SOAP header UserName was not understood."
            ),
            case("but not inside it", header=user('<x><y soap:mustUnderstand="1"/></x>' + NAME + PASSWORD)).runs(),
            case(
                "nor on UserName and Password",
                header=user(
                    '<UserName soap:mustUnderstand="1">me</UserName><Password soap:mustUnderstand="x">secret</Password>'
                ),
            ).runs(),
        ),
        Rule(
            "Actor and role are not looked at.",
            source,
            case("actor", header='<x soap:actor="urn:other" soap:mustUnderstand="1"/>{user}').fault(
                "MustUnderstand", "SOAP header x was not understood."
            ),
            case("role", header='<x soap:role="{soap12}/role/none" soap:mustUnderstand="1"/>{user}').fault(
                "MustUnderstand", "SOAP header x was not understood."
            ),
            case(
                "next",
                header='<x soap:actor="http://schemas.xmlsoap.org/soap/actor/next" soap:mustUnderstand="1"/>{user}',
            ).fault("MustUnderstand", "SOAP header x was not understood."),
            case("on WSUser", header=user(NAME + PASSWORD, ' soap:actor="urn:other"')).runs(),
        ),
        Rule(
            "The first header that is not understood is told, by its local name.",
            source,
            case("a prefix", header='<p:Security xmlns:p="urn:p" soap:mustUnderstand="1"/>{user}').fault(
                "MustUnderstand", "SOAP header Security was not understood."
            ),
            case("two", header='<a/><b soap:mustUnderstand="1"/><c soap:mustUnderstand="1"/>{user}').fault(
                "MustUnderstand", "SOAP header b was not understood."
            ),
            case("behind the log-on", header='{user}<c soap:mustUnderstand="1"/>').fault(
                "MustUnderstand", "SOAP header c was not understood."
            ),
            case("one inside another does not count", header='<a><b soap:mustUnderstand="1"/></a>{user}').runs(),
            case("a WSUser of another namespace", header='<WSUser xmlns="urn:n" soap:mustUnderstand="1"/>{user}').fault(
                "MustUnderstand", "SOAP header WSUser was not understood."
            ),
        ),
        Rule(
            "mustUnderstand comes before the log-on.",
            source,
            case("no log-on", header='<x soap:mustUnderstand="1"/>').fault(
                "MustUnderstand", "SOAP header x was not understood."
            ),
            case("a wrong one", header='<x soap:mustUnderstand="1"/>' + user(NAME)).fault(
                "MustUnderstand", "SOAP header x was not understood."
            ),
        ),
    ],
)


@pytest.mark.parametrize("row", SECTION.rows())
def test_headers(wire, row):
    row.hold(wire)
