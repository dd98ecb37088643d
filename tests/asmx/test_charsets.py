"""Character sets of requests: their names, how one is found, and what becomes of bytes that are not in it."""

from __future__ import annotations

import codecs

import pytest

from mockserver.asmx import charsets
from mockserver.asmx.charset_names import CODECS
from mockserver.contract import SOAP_ACTION
from tests.soap import HEADERS_11, SOAP12, envelope

APPLICATION = {"content-type": f"application/soap+xml; action={SOAP_ACTION}"}
BY_BODY = {"content-type": "application/soap+xml"}


def text_xml(parameters: str) -> dict[str, str]:
    return HEADERS_11 | {"content-type": f"text/xml{parameters}"}


def named(name: str, *, namespace: str = SOAP12) -> str:
    """A good request from this user."""
    return envelope(namespace=namespace).replace("me<", f"{name}<")


def declared(encoding: str, name: str = "me", rest: str = "") -> str:
    return f"<?xml version='1.0' encoding=\"{encoding}\"{rest}?>{named(name)}"


# The charset parameter.


@pytest.mark.parametrize(
    ("charset", "encoder", "name"),
    [
        ("utf-8", "utf-8", "mé€😀"),
        ("x-unicode-2-0-utf-8", "utf-8", "mé€"),
        ("utf-16", "utf-16-le", "mé€😀"),
        ("UTF-16LE", "utf-16-le", "mé€"),
        ("ucs-2", "utf-16-le", "mé€"),
        ("ISO-10646-UCS-2", "utf-16-le", "mé€"),
        ("Unicode", "utf-16-le", "mé€"),
        ("UTF-16BE", "utf-16-be", "mé€"),
        ("unicodeFFFE", "utf-16-be", "mé€"),
        ("utf-32", "utf-32-le", "mé€😀"),
        ("UTF-32BE", "utf-32-be", "mé€"),
        ("utf-7", "utf-7", "mé€+-"),
        ("csUnicode11UTF7", "utf-7", "mé€"),
        ("us-ascii", "ascii", "me"),
        ("ANSI_X3.4-1968", "ascii", "me"),
        ("iso-8859-1", "latin-1", "mé"),
        ("ISO_8859-1:1987", "latin-1", "mé"),
        ("csISOLatin1", "latin-1", "mé"),
        ("iso-8859-2", "iso8859-2", "mč"),
        ("l3", "iso8859-3", "mĉ"),
        ("latin4", "iso8859-4", "mņ"),
        ("cyrillic", "iso8859-5", "мы"),
        ("arabic", "iso8859-6", "مي"),
        ("ELOT_928", "iso8859-7", "με"),
        ("iso-8859-8-i", "iso8859-8", "אני"),
        ("ISO-8859-8 Visual", "iso8859-8", "אני"),
        ("iso-8859-9", "iso8859-9", "mş"),
        ("iso-8859-11", "cp874", "ฉัน"),
        ("iso-8859-13", "iso8859-13", "mė"),
        ("iso-8859-15", "iso8859-15", "m€"),
        ("windows-1250", "cp1250", "mč"),
        ("x-cp1251", "cp1251", "мы"),
        ("Windows-1252", "cp1252", "m€"),
        ("x-ansi", "cp1252", "m€"),
        ("windows-1253", "cp1253", "με"),
        ("windows-1254", "cp1254", "mş"),
        ("windows-1255", "cp1255", "אני"),
        ("cp1256", "cp1256", "مي"),
        ("windows-1257", "cp1257", "mė"),
        ("windows-1258", "cp1258", "mơ"),
        ("koi8-r", "koi8-r", "мы"),
        ("koi8-ru", "koi8-u", "ми"),
        ("437", "cp437", "mé"),
        ("DOS-720", "cp720", "mé"),
        ("ibm737", "cp737", "με"),
        ("ibm775", "cp775", "mė"),
        ("cp850", "cp850", "mé"),
        ("ibm852", "cp852", "mč"),
        ("IBM855", "cp855", "мы"),
        ("ibm857", "cp857", "mş"),
        ("PC-Multilingual-850+euro", "cp858", "m€"),
        ("IBM860", "cp860", "mã"),
        ("ibm861", "cp861", "mþ"),
        ("DOS-862", "cp862", "אני"),
        ("IBM863", "cp863", "mé"),
        ("IBM864", "cp864", "m£"),
        ("IBM865", "cp865", "mø"),
        ("cp866", "cp866", "мы"),
        ("ibm869", "cp869", "με"),
        ("shift_jis", "cp932", "名前"),
        ("sjis", "cp932", "名前"),
        ("euc-jp", "euc_jp", "名前"),
        ("iso-2022-jp", "iso2022_jp", "名前"),
        ("csISO2022JP", "iso2022_jp_ext", "ﾅﾏｴ"),
        ("gb2312", "gbk", "名字"),
        ("GBK", "gbk", "名字"),
        ("x-cp20936", "gb2312", "名字"),
        ("GB18030", "gb18030", "名字€"),
        ("hz-gb-2312", "hz", "名字~"),
        ("big5", "cp950", "名字"),
        ("Big5-HKSCS", "cp950", "名字"),
        ("ks_c_5601-1987", "cp949", "이름"),
        ("euc-kr", "euc_kr", "이름"),
        ("iso-2022-kr", "iso2022_kr", "이름"),
        ("Johab", "johab", "이름"),
        ("macintosh", "mac-roman", "mé"),
        ("x-mac-arabic", "mac-arabic", "مي"),
        ("x-mac-ce", "mac-latin2", "mč"),
        ("x-mac-croatian", "mac-croatian", "mč"),
        ("x-mac-cyrillic", "mac-cyrillic", "мы"),
        ("x-mac-greek", "mac-greek", "με"),
        ("x-mac-icelandic", "mac-iceland", "mþ"),
        ("x-mac-romanian", "mac-romanian", "mă"),
        ("x-mac-turkish", "mac-turkish", "mş"),
        ("ibm037", "cp037", "mé"),
        ("ebcdic-cp-us", "cp037", "mé"),
        ("IBM273", "cp273", "mé"),
        ("IBM424", "cp424", "אני"),
        ("IBM500", "cp500", "mé"),
        ("cp875", "cp875", "με"),
        ("IBM1026", "cp1026", "mş"),
        ("ebcdic-us-37+euro", "cp1140", "m€"),
    ],
)
@pytest.mark.parametrize("media", ["text/xml", "application/soap+xml"])
def test_a_charset_that_dotnet_knows_is_read(asmx, media, charset, encoder, name):
    data = named(name).encode(encoder)
    assert asmx.post(data, HEADERS_11 | {"content-type": f"{media}; charset={charset}"}).status == 200
    assert asmx.ListIDs == [12345]
    assert asmx.asked[0].user.UserName == name


def test_every_known_name_has_a_codec_that_reads_what_it_writes():
    text = "<?xml version=\"1.0\"?><a:b c='d'>Az09 -_.:/=;#</a:b>"
    for name, codec in CODECS.items():
        read = charsets.utf8(text.encode(codec), name.upper(), by_declaration=True)
        assert read == (text.encode(), None), name


@pytest.mark.parametrize(
    "charset",
    [
        "",
        "utf8",
        "UTF 8",
        "utf_8",
        "latin-1",
        "cp1252",
        "iso-8859-10",
        "iso-8859-16",
        "ucs-4",
        "65001",
        "x-user-defined",
        "\u212aoi8-r",
    ],
)
def test_any_other_name_is_as_good_as_none(asmx, charset):
    """text/xml is ASCII then, and a byte above 127 a question mark."""
    asmx.post(named("mé"), text_xml(f"; charset={charset}"))
    assert asmx.asked[0].user.UserName == "m??"


@pytest.mark.parametrize("charset", ["UTF-8", "Utf-8", " utf-8 ", '"utf-8"', "'utf-8'", '" utf-8\t"', "''utf-8\"\""])
def test_case_blanks_and_quotes_round_a_charset_do_not_matter(asmx, charset):
    asmx.post(named("mé"), text_xml(f";charset = {charset}"))
    assert asmx.asked[0].user.UserName == "mé"


def test_the_declaration_is_not_looked_at_where_the_charset_is_known_or_the_type_is_text(asmx):
    for encoding in ("nope", "utf-16", "ibm037"):
        for headers in (
            text_xml("; charset=utf-8"),
            text_xml(""),
            {"content-type": "application/soap+xml;charset=utf-8"},
        ):
            assert asmx.post(declared(encoding), headers).status == 200


# Byte order marks.

MARKS = {
    "utf-8": codecs.BOM_UTF8,
    "utf-16-le": codecs.BOM_UTF16_LE,
    "utf-16-be": codecs.BOM_UTF16_BE,
    "utf-32-le": codecs.BOM_UTF32_LE,
    "utf-32-be": codecs.BOM_UTF32_BE,
}


@pytest.mark.parametrize("encoding", MARKS)
@pytest.mark.parametrize(
    "parameters", ["", "; charset=nope", "; charset=iso-8859-1", "; charset=utf-8", "; charset=ibm037"]
)
def test_a_byte_order_mark_beats_the_charset(asmx, encoding, parameters):
    assert asmx.post(MARKS[encoding] + named("mé").encode(encoding), text_xml(parameters)).status == 200
    assert asmx.asked[0].user.UserName == "mé"


@pytest.mark.parametrize("encoding", MARKS)
def test_a_second_mark_is_text_before_the_root(asmx, encoding):
    assert asmx.post(MARKS[encoding] * 2 + named("me").encode(encoding), text_xml("")).status == 400


def test_the_charsets_own_mark_is_looked_for_first(asmx):
    """FF FE 00 00 is the mark of UTF-32; in a request that says UTF-16 it is UTF-16's, and a NUL."""
    data = codecs.BOM_UTF32_LE + named("me").encode("utf-32-le")
    assert asmx.post(data, text_xml("; charset=utf-16")).status == 400
    assert asmx.post(data, text_xml("; charset=utf-8")).status == 200


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
@pytest.mark.parametrize("parameters", ["; charset=utf-8", "", "; charset=iso-8859-1"])
def test_without_a_mark_text_xml_is_what_its_charset_says(asmx, encoding, parameters):
    """expat would notice that it is UTF-16, and read it; to .NET a NUL is no character of XML."""
    assert asmx.post(named("me").encode(encoding), text_xml(parameters)).status == 400
    assert not asmx.asked


@pytest.mark.parametrize(
    ("encoding", "sentence"),
    [
        ("utf-16-le", "Name cannot begin with the '.' character, hexadecimal value 0x00. Line 1, position 2."),
        ("utf-32-le", "Name cannot begin with the '.' character, hexadecimal value 0x00. Line 1, position 2."),
        ("utf-16-be", "Root element is missing."),
        ("utf-32-be", "Root element is missing."),
    ],
)
@pytest.mark.parametrize("content_type", ["text/xml", "text/xml; charset=utf-8", "application/soap+xml; charset=utf-8"])
def test_a_nul_is_no_character_of_xml_and_before_the_root_it_is_the_end(asmx, said, content_type, encoding, sentence):
    reply = asmx.post(named("me").encode(encoding), {"content-type": content_type})
    assert said(reply) == ("1.2", "Receiver", f"Server was unable to process request. ---> {sentence}")


def test_a_wrong_label_makes_another_text_of_it(asmx):
    assert asmx.post(named("me"), text_xml("; charset=utf-16")).status == 400
    assert asmx.post(named("mé").encode("utf-16-le"), text_xml("; charset=utf-16be")).status == 400
    asmx.post(named("mé"), text_xml("; charset=windows-1252"))
    assert asmx.asked[0].user.UserName == "mÃ©"


# What replaces bytes that can't be decoded.


@pytest.mark.parametrize(
    ("charset", "data", "name"),
    [
        ("utf-8", b"m\xff", "m\ufffd"),
        ("utf-8", "mé".encode("latin-1"), "m\ufffd"),
        ("utf-16", "m".encode("utf-16-le") + b"\x00\xd8", "m\ufffd"),
        ("utf-32", "m".encode("utf-32-le") + b"\xff\xff\xff\xff", "m\ufffd"),
        ("us-ascii", b"m\xe9", "m?"),
        ("shift_jis", b"m\x85\x20", "m? "),
        ("windows-1257", b"m\xa1", "m?"),
    ],
)
def test_unicode_replaces_by_its_own_character_and_the_rest_by_a_question_mark(asmx, charset, data, name):
    before, after = (part.encode(CODECS[charset]) for part in named("\0").split("\0"))
    assert asmx.post(before + data + after, text_xml(f"; charset={charset}")).status == 200
    assert asmx.asked[0].user.UserName == name


def test_what_ascii_has_not_is_no_digit(asmx, said):
    reply = asmx.post(envelope().replace("12345", "\uff11\uff12"), text_xml(""))
    assert said(reply).text.endswith("Input string was not in a correct format.")


@pytest.mark.parametrize(
    ("data", "units"),
    [
        (b"", 0),
        ("é€".encode(), 2),
        ("😀".encode(), 2),
        (b"\xff", 1),
        (b"\x80\x80", 2),
        (b"\xc0\x80", 2),
        (b"\xe2\x82", 1),
        (b"\xf0\x9f\x98", 1),
        (b"\xe0\x80\x80", 2),
        (b"\xed\xa0\x80", 2),
        (b"\xf0\x80\x80\x80", 3),
        (b"\xf4\x90\x80\x80", 3),
        (b"\xe2\xe0\x80\xc3\xa9", 3),
        (b"\xf8\x88\x80\x80\x80", 5),
    ],
)
def test_positions_count_replaced_sequences_as_dotnet_framework_does(asmx, said, data, units):
    body = named("\0").replace("12345", "x").encode().replace(b"\0", data)
    column = body.index(b"</GetLegacyProcessStatus>") - len(data) + units + 3
    assert f"(1, {column})" in said(asmx.post(body, text_xml("; charset=utf-8"))).text


@pytest.mark.parametrize(
    ("charset", "tail"),
    [("utf-8", b"\xe2\x82"), ("utf-16", b"<"), ("utf-32", b"<\0\0"), ("shift_jis", b"\x83"), ("gb18030", b"\x81\x30")],
)
def test_an_unfinished_last_character_is_dropped(asmx, charset, tail):
    assert asmx.post(named("me").encode(CODECS[charset]) + tail, text_xml(f"; charset={charset}")).status == 200


# application/... without a known charset: the first bytes and the declaration.


def ucs4(text: str, order: str, *, mark: bool) -> bytes:
    data = (b"\0\0\xfe\xff" if mark else b"") + text.encode("utf-32-be")
    return b"".join(bytes(data[i + int(byte) - 1] for byte in order) for i in range(0, len(data), 4))


@pytest.mark.parametrize("parameters", ["", "; charset=", "; charset=nope"])
@pytest.mark.parametrize("marked", [True, False])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be", "1234", "4321", "2143", "3412"])
def test_the_first_bytes_tell_the_form_of_a_document(asmx, encoding, marked, parameters):
    if encoding.isdigit():
        data = ucs4(named("mé"), encoding, mark=marked)
    else:
        data = (MARKS[encoding] if marked else b"") + named("mé").encode(encoding)
    assert asmx.post(data, {"content-type": f"application/soap+xml{parameters}"}).status == 200
    assert asmx.asked[0].user.UserName == "mé"


@pytest.mark.parametrize(
    ("encoding", "encoder", "name", "read"),
    [
        ("UTF-8", "utf-8", "mé", "mé"),
        ("windows-1252", "cp1252", "m€", "m€"),
        ("koi8-r", "koi8-r", "мы", "мы"),
        ("Shift_JIS", "cp932", "名前", "名前"),
        ("us-ascii", "utf-8", "mé", "m??"),
        ("unicode-1-1-utf-8", "latin-1", "mé", "m\ufffd"),
        ("ucs-4", "latin-1", "mé", "m\ufffd"),
    ],
)
def test_a_declared_encoding_is_read_and_only_utf8_by_its_own_name_is_strict(asmx, encoding, encoder, name, read):
    for rest in ("", " standalone='yes'", "\n"):
        assert asmx.post(declared(encoding, name, rest).encode(encoder), APPLICATION).status == 200
    assert {exchange.user.UserName for exchange in asmx.asked} == {read}


@pytest.mark.parametrize(
    ("mark", "encoder", "encoding", "status"),
    [
        (codecs.BOM_UTF8, "utf-8", "utf-8", 200),
        (codecs.BOM_UTF8, "utf-8", "unicode-1-1-utf-8", 200),
        (codecs.BOM_UTF8, "utf-8", "ucs-4", 200),
        (codecs.BOM_UTF8, "utf-8", "iso-8859-1", 200),
        (codecs.BOM_UTF8, "utf-8", "utf-16", 400),
        (codecs.BOM_UTF8, "utf-8", "unicode", 400),
        (codecs.BOM_UTF16_LE, "utf-16-le", "utf-16", 200),
        (codecs.BOM_UTF16_LE, "utf-16-le", "unicode", 200),
        (codecs.BOM_UTF16_LE, "utf-16-le", "utf-16be", 400),
        (codecs.BOM_UTF16_LE, "utf-16-le", "utf-8", 400),
        (codecs.BOM_UTF16_LE, "utf-16-le", "iso-8859-1", 400),
        (codecs.BOM_UTF16_BE, "utf-16-be", "utf-16", 200),
        (codecs.BOM_UTF16_BE, "utf-16-be", "UCS-2", 200),
        (codecs.BOM_UTF16_BE, "utf-16-be", "ucs-4", 200),
        (codecs.BOM_UTF16_BE, "utf-16-be", "utf-16le", 400),
        (b"", "utf-16-le", "utf-16", 200),
        (b"", "utf-16-be", "utf-16", 200),
        (codecs.BOM_UTF32_LE, "utf-32-le", "utf-32", 200),
        (codecs.BOM_UTF32_LE, "utf-32-le", "ucs-4", 200),
        (codecs.BOM_UTF32_LE, "utf-32-le", "utf-32be", 400),
        (codecs.BOM_UTF32_LE, "utf-32-le", "utf-16", 400),
        (b"", "utf-8", "utf-16le", 400),
        (b"", "utf-8", "utf-32", 400),
        (b"", "utf-8", "ibm037", 400),
        (b"", "utf-8", "utf-7", 200),
    ],
)
def test_a_declaration_that_contradicts_the_first_bytes_changes_the_encoding_behind_it(
    asmx, mark, encoder, encoding, status
):
    """But for the names utf-16, ucs-2 and ucs-4, which leave it to the first bytes."""
    assert asmx.post(mark + declared(encoding).encode(encoder), APPLICATION).status == status


INVALID = "Invalid character in the given encoding."
UNSUPPORTED = "System does not support '{}' encoding. Line 1, position 31."
NO_MARK = "There is no Unicode byte order mark. Cannot switch to Unicode."


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (declared("nope").encode(), UNSUPPORTED.format("nope")),
        (declared("utf8").encode(), UNSUPPORTED.format("utf8")),
        (declared("").encode(), UNSUPPORTED.format("")),
        (declared("utf-8 ").encode(), UNSUPPORTED.format("utf-8 ")),
        (declared("utf-8é").encode(), UNSUPPORTED.format("utf-8Ã©")),
        (codecs.BOM_UTF8 + declared("utf-8é").encode(), UNSUPPORTED.format("utf-8é")),
        (codecs.BOM_UTF16_BE + declared("nope").encode("utf-16-be"), UNSUPPORTED.format("nope")),
        (declared("nope")[:40].encode(), UNSUPPORTED.format("nope")),
        (declared("nope").encode("cp037"), "System does not support 'ebcdic' encoding. Line 1, position 1."),
        (declared("utf-16").encode(), NO_MARK),
        (declared("UCS-2").encode(), NO_MARK),
        (declared("iso-10646-ucs-2").encode(), NO_MARK),
        (codecs.BOM_UTF8 + declared("utf-16").encode(), NO_MARK),
        (declared("utf-8").encode() + b"\xff", None),
        (b"", "Root element is missing."),
        (codecs.BOM_UTF8, "Root element is missing."),
        (codecs.BOM_UTF16_LE, "Root element is missing."),
        (b"\xe2", "Root element is missing."),
        (b"\xff", f"{INVALID} Line 1, position 1."),
        (b"<!--\r\n\t\xc3(", f"{INVALID} Line 2, position 2."),
        (b'<?xml version="1.0" encoding="utf-8"?>\n<!--\xe9-->', f"{INVALID} Line 2, position 5."),
        (ucs4("<!--", "1234", mark=True) + b"\xff\xff\xff\xff", f"{INVALID} Line 1, position 5."),
    ],
)
def test_bytes_that_are_not_what_they_claim_are_the_servers_fault_while_routing_and_else_not_xml(
    asmx, said, data, sentence
):
    assert asmx.post(data, APPLICATION).status == 400
    reply = asmx.post(data, BY_BODY)
    if sentence is None:  # the element that routes it comes before
        assert reply.status == 400
    else:
        assert said(reply) == ("1.2", "Receiver", f"Server was unable to process request. ---> {sentence}")


@pytest.mark.parametrize("media", ["application/xml", "application/octet-stream", "Application"])
def test_the_declaration_counts_for_any_application_that_is_routed_by_its_body(asmx, said, media):
    """The media type is judged when the request was routed."""
    assert asmx.post(declared("utf-8"), {"content-type": media}).status == 415
    assert said(asmx.post(declared("nope"), {"content-type": media})).text.endswith(UNSUPPORTED.format("nope"))


def test_undecodable_bytes_are_an_error_only_where_the_declaration_counts(asmx):
    data = named("mé").encode("latin-1")
    assert asmx.post(data, APPLICATION).status == 400
    assert asmx.post(data, {"content-type": APPLICATION["content-type"] + "; charset=utf-8"}).status == 200
    assert asmx.post(data, text_xml("; charset=utf-8")).status == 200


@pytest.mark.parametrize(
    ("units", "text", "reason"),
    [
        ("\ud83d\ude00", "a😀b", None),
        ("\ude00", "a", "'\ufffd', hexadecimal value 0xDE00, is an invalid character."),
        ("\ud83d", "a\ufffd", "'b', hexadecimal value 0x62, is an invalid character."),
        ("\ud83d\ud83d", "a\ufffd", "'\ufffd', hexadecimal value 0xD83D, is an invalid character."),
    ],
)
def test_half_a_surrogate_pair_is_an_invalid_character(units, text, reason):
    data = codecs.BOM_UTF16_LE + f"a{units}b".encode("utf-16-le", "surrogatepass")
    broken = reason and (len(text.encode()), reason)
    assert charsets.utf8(data, "", by_declaration=True) == (text.encode(), broken)


def test_an_undecodable_byte_is_told_in_document_order(asmx, said):
    """Behind the element that routes it is no longer the server's fault; and a root that was read says the version."""
    behind = envelope(namespace=SOAP12).replace("12345", "\xff").encode("latin-1")
    assert asmx.post(behind, BY_BODY).status == 400
    before = envelope().replace("<soap:Header>", "<soap:Header>\xff").encode("latin-1")
    column = before.index(b"\xff") + 1
    text = f"Invalid character in the given encoding. Line 1, position {column}."
    assert said(asmx.post(before, BY_BODY)) == ("1.1", "Server", f"Server was unable to process request. ---> {text}")


@pytest.mark.parametrize("tail", [b"\xc3", b"\xf0\x9f\x98"])
def test_strict_utf8_drops_an_unfinished_last_character_too(asmx, tail):
    assert asmx.post(named("mé").encode() + tail, APPLICATION).status == 200


@pytest.mark.parametrize(
    "declaration",
    [
        "<?xml encoding='nope'?>",
        "<?xml version='1.0' encoding=\"nope'?>",
        "<?xml version='1.0'encoding='nope'?>",
        "<?xml version='1.0' standalone='yes' encoding='nope'?>",
    ],
)
def test_a_malformed_declaration_is_told_as_bad_xml_and_its_encoding_not_minded(declaration):
    read = charsets.utf8(f"{declaration}<a/>".encode(), "", by_declaration=True)
    assert read == (f"{declaration}<a/>".encode(), None)


@pytest.mark.parametrize("charset", ["iso-2022-jp", "iso-2022-kr", "csISO2022KR"])
def test_an_escape_without_end_is_no_xml(asmx, charset):
    """Python's decoders keep it to see how it goes on, until they can keep no more, and raise."""
    assert asmx.post(b"\x1b" + b"(" * 50, text_xml(f"; charset={charset}")).status == 400
    assert asmx.post(b"<a>\x1b(" + b"a" * 50 + b"</a>", text_xml(f"; charset={charset}")).status == 500
