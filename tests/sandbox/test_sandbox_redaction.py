"""A password never gets into what is kept."""

from xml.sax.saxutils import escape

import pytest

from mockserver.sandbox.redaction import redact_request, redact_response, redact_text, words_of_passwords

LIMIT = 65_536
SECRET = "hunter22"

ELEMENTS = {
    "plain": "<Password>{}</Password>",
    "a prefix": "<tns:Password>{}</tns:Password>",
    "another case": "<PASSWORD>{}</PASSWORD>",
    "attributes": """<Password xml:lang="a>b" x='/'>{}</Password >""",
    "an attribute that ends like an empty element's": "<Password x='/>'>{}</Password>",
    "white space": "<Password\n\t>\n{}\n</Password\n>",
    "CDATA": "<Password><![CDATA[{}]]></Password>",
    "CDATA with an end tag in it": "<Password><![CDATA[x</Password>{}]]></Password>",
    "CDATA that never ends": "<Password><![CDATA[x</Password>{}",
    "a comment with an end tag in it": "<Password><!--</Password>-->{}</Password>",
    "an element inside": "<Password><a>{}</a></Password>",
    "a Password inside": "<Password><Password>x</Password>{}</Password>",
    "no end": "<a><Password>{}",
    "the end of another": "<a><Password>{}</a>",
    "a tag that never ends": "<Password a='{}",
    "a tag that never ends, inside": "<Password><Password a='{}",
    "after an empty one": "<Password/><Password />  <Password x='' /><Password>{}</Password>",
    "several": "<Password>{0}</Password><a/><p:Password>{0}</p:Password>",
    "inside a comment": "<!-- <Password>{}</Password> -->",
}
ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"]


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("shape", ELEMENTS.values(), ids=ELEMENTS)
def test_the_content_of_a_password_element_goes_whatever_its_shape_and_encoding(shape: str, encoding: str) -> None:
    body = f"<r><before/>{shape.format('s3cr€t')}".encode(encoding)
    kept = redact_request(body, None, LIMIT).decode(encoding)
    assert "s3cr" not in kept
    assert kept.startswith("<r><before/>")
    assert "***" in kept


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_all_else_stays_as_it_is(encoding: str) -> None:
    body = "<r a='ä'><Password>x</Password><PasswordHint>€</PasswordHint><b Password='y'/><Password/></r>"
    kept = redact_request(body.encode(encoding), None, LIMIT)
    assert kept == body.replace(">x<", ">***<").encode(encoding)


@pytest.mark.parametrize(
    "body", [b"", b"no xml", b"\xff\xfe\xfd", b"\x00", b"<a>\xe9</a>", b"<Passwor", b"</Password>", b"<Password/>"]
)
def test_a_body_without_a_password_is_kept_to_the_byte(body: bytes) -> None:
    assert redact_request(body, SECRET, LIMIT) == body


@pytest.mark.parametrize(
    ("password", "written"),
    [
        (SECRET, "<!-- hunter22 -->"),
        (SECRET, "<x y='hunter22hunter22'/>"),
        (SECRET, "<x>&#104;unter2&#x32;</x>"),
        ("a&b<c>\"'", "<x>a&amp;b&lt;c&gt;&quot;&apos;</x>"),
        ("a&b<c>\"'", "<x><![CDATA[a&b<c>\"']]></x>"),
        ("a&b<c>\"'", '<x y="a&amp;b&lt;c>&#34;\'"/>'),
        ("pässwörd", "<x>pässwörd</x>"),
        ("pw", "<x>pw</x>"),
        ("&amp;", "<x>&amp;amp;</x>"),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "latin-1", "utf-16", "utf-32-be"])
def test_the_log_ons_password_goes_wherever_it_stands(password: str, written: str, encoding: str) -> None:
    body = f"<r>{written}<Password>{escape(password)}</Password></r>"
    kept = redact_request(body.encode(encoding), password, LIMIT).decode(encoding)
    assert password not in kept
    assert written not in kept
    assert kept.startswith("<r>")
    assert kept.endswith("</r>")


def test_answers_and_texts_lose_the_log_ons_password_too() -> None:
    assert redact_response(b"<text>no hunter22 here</text>", SECRET, (), LIMIT) == b"<text>no *** here</text>"
    assert redact_response(b"<text>a&amp;b</text>", "a&b", (), LIMIT) == b"<text>***</text>"
    assert redact_response(b"<text>as ever</text>", SECRET, (), 6) == b"<text>"
    assert redact_text("bad password hunter22!", SECRET, (), LIMIT) == "bad password ***!"
    assert redact_text("bad password hunter22!", SECRET, (), 15) == "bad password ***"
    assert redact_text("nobody logged on", None, (), LIMIT) == "nobody logged on"


@pytest.mark.parametrize(
    ("password", "text", "kept"),
    [
        ("", "a b", "a b"),
        ("a", "a bad apple", "a bad apple"),
        ("me", "<UserName>some</UserName><x>me</x> me", "<UserName>some</UserName><x>***</x> ***"),
        ("soap", "soapy soap", "***y ***"),
    ],
)
def test_a_very_short_password_is_hidden_only_where_it_is_a_word_of_its_own(
    password: str, text: str, kept: str
) -> None:
    assert redact_text(text, password, (), LIMIT) == kept


@pytest.mark.parametrize("encoding", ["utf-8", "latin-1", "koi8-r", "cp932", "utf-16"])
def test_what_a_password_element_holds_goes_elsewhere_too_when_the_log_on_is_not_known(encoding: str) -> None:
    body = "<a>пароль</a><Password>\n пароль\n </Password>\n <!--пароль-->".encode(encoding, "replace")
    kept = redact_request(body, None, LIMIT)
    assert kept == "<a>***</a><Password>***</Password>\n <!--***-->".encode(encoding)


@pytest.mark.parametrize("limit", range(20, 60))
@pytest.mark.parametrize("shape", ["<Password>{}</Password>", "<x>{}</x>", "<x>&#104;unter2&#x32;</x>"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le"])
def test_half_a_password_at_the_cut_goes_too(shape: str, limit: int, encoding: str) -> None:
    body = ("<aaaaaaa/>" + shape.format(SECRET) + "b" * 500).encode(encoding)
    kept = redact_request(body, SECRET, limit).decode(encoding, "ignore")
    assert "unt" not in kept
    assert len(kept) <= limit + 8


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize(
    "piece",
    ["<Password ", "<Password>", "<Password x='", "<Password><![CDATA[", "<a:", "&#1", "&amp;", "<Password '\"", "<"],
)
def test_hostile_bodies_take_time_in_proportion_to_their_length(piece: str, encoding: str) -> None:
    body = (piece * 200_000).encode(encoding)  # with anything quadratic this would take hours
    assert len(redact_request(body, SECRET, 500_000)) <= 500_100


@pytest.mark.parametrize("where", ["\0{}", "{}\0", "<r>{}</r>\0\0<x/>"])
def test_a_nul_somewhere_hides_nothing_from_the_search(where: str) -> None:
    body = where.format(f"<a><Password>{SECRET}</Password></a>").encode()
    assert SECRET.encode() not in redact_request(body, None, LIMIT)


def test_a_text_that_quotes_a_password_element_loses_its_content() -> None:
    assert (
        redact_text(f"SOAPAction: <Password>{SECRET}</Password>.", None, (), LIMIT)
        == "SOAPAction: <Password>***</Password>."
    )


def test_the_words_of_a_broken_documents_passwords_are_known() -> None:
    assert words_of_passwords(f"<Password>x<{SECRET}:y/></Password>".encode()) == [SECRET]
    assert words_of_passwords(b"<a>no such element</a>") == []


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "utf-32-be"])
def test_the_words_are_known_in_every_encoding_and_go_from_answers_too(encoding: str) -> None:
    words = words_of_passwords(f"<Password><{SECRET}></Password>".encode(encoding))
    assert SECRET in words
    assert redact_text(f"The '{SECRET}' start tag", None, words, LIMIT) == "The '***' start tag"
    assert redact_response(f"<a>{SECRET}</a>".encode(), None, words, LIMIT) == b"<a>***</a>"


def test_many_words_and_many_references_cost_no_product() -> None:
    elements = "".join("<Password>" + " ".join(f"w{n:03}{m}" for n in range(199)) + "</Password>" for m in range(4))
    words = words_of_passwords(elements.encode())
    assert len(words) == 32
    assert redact_text("&#65;" * 4_000, None, words, 4_096) == ("&#65;" * 4_000)[:4_096]
