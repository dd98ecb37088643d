"""A password never gets into what is kept."""

from xml.sax.saxutils import escape

import pytest

from mockserver.sandbox.redaction import readable, redact_request, redact_response, redact_text, words_of_passwords

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
    "the name in another element's attribute": "<b Password='{}'/>",
    "the name in an attribute, in another way": """<b\n p:passWord = "{}" x=''/>""",
    "an attribute's value without quotes": "<b Password={}/>",
    "an attribute that never ends": "<b Password='{}",
    "an attribute of its own": "<Password xml:space='{}'>x</Password>",
    "an attribute of an empty one": "<Password value='{}'/>",
    "another usual name": "<pwd>{0}</pwd><p:PassWd>{0}</p:PassWd><pass>{0}</pass>",
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
    body = "<r a='ä'><Password>x</Password><PasswordHint>€</PasswordHint><b c='y'/><Password/></r>"
    body += "<Password xmlns='urn:n'>x</Password>"
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
    assert redact_response(b"<text>no hunter22 here</text>", SECRET, None, LIMIT) == b"<text>no *** here</text>"
    assert redact_response(b"<text>a&amp;b</text>", "a&b", None, LIMIT) == b"<text>***</text>"
    assert redact_response(b"<text>as ever</text>", SECRET, None, 6) == b"<text>"
    assert redact_text("bad password hunter22!", SECRET, None, LIMIT) == "bad password ***!"
    assert redact_text("bad password hunter22!", SECRET, None, 15) == "bad password ***"
    assert redact_text("nobody logged on", None, None, LIMIT) == "nobody logged on"


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
    assert redact_text(text, password, None, LIMIT) == kept


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


@pytest.mark.parametrize(
    "where", ["\0{}", "{}\0", "<r>{}</r>\0\0<x/>", "<Pass\0word>{}</Password>", "<\0Password>{}", "<Password\0>{}"]
)
def test_a_nul_somewhere_hides_nothing_from_the_search(where: str) -> None:
    body = where.format(SECRET if "assword" in where else f"<a><Password>{SECRET}</Password></a>").encode()
    assert SECRET.encode() not in redact_request(body, None, LIMIT)


def test_ebcdic_that_nobody_declared_is_looked_at_too() -> None:
    body = "<a><Password>hunter22</Password>ab</a>".encode("cp037")
    assert redact_request(body, None, LIMIT) == "<a><Password>***</Password>ab</a>".encode("cp037")
    assert redact_request(body, None, 33) == "<a><Password>***</Password>".encode("cp037") + b"\x81"


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "latin-1", "cp1252", "koi8-r", "euc-kr", "utf-16", "utf-16-be", "utf-32-le"]
)
def test_a_request_is_kept_in_the_encoding_that_it_came_in(encoding: str) -> None:
    body = "<a>d\xe9j\xe0 ?</a>".encode(encoding, "replace")
    text = body.decode(encoding).encode()
    assert readable(body, text) == body
    assert readable(body, text[:6]) == body
    assert readable(body, None) == body


@pytest.mark.parametrize("encoding", ["cp037", "cp500", "utf-7", "hz", "iso2022_jp"])
def test_a_request_in_an_encoding_that_hides_its_markup_is_kept_as_utf_8(encoding: str) -> None:
    text = "<a>\u3042</a>" if encoding in ("hz", "iso2022_jp", "utf-7") else "<a>b</a>"
    assert readable(text.encode(encoding), text.encode()) == text.encode()


@pytest.mark.parametrize("order", [(1, 0, 3, 2), (2, 3, 0, 1)], ids=["2143", "3412"])
def test_a_request_in_an_odd_order_of_bytes_is_kept_as_utf_8(order: tuple[int, ...]) -> None:
    usual = "<a>b</a>".encode("utf-32-be")
    odd = bytes(usual[at + place] for at in range(0, len(usual), 4) for place in order)
    assert readable(odd, b"<a>b</a>") == b"<a>b</a>"


def test_a_text_that_quotes_a_password_element_loses_its_content() -> None:
    assert (
        redact_text(f"SOAPAction: <Password>{SECRET}</Password>.", None, None, LIMIT)
        == "SOAPAction: <Password>***</Password>."
    )


QUOTED = {
    "a name": ("<Password>x<hunter2:y/>", "The 'hunter2' prefix."),
    "what isn't a name": ("<Password><a b=hunter2!xyzzy</Password>", "'hunter2' is unexpected."),
    "a short one": ("<Password>&h2x;", "Entity 'h2x'."),
    "punctuation": ("<Password>x!y@z#1</Password>", "The action x!y@z#1."),
    "other letters": ("<Password>\xe9\xe8</Password>", "The '\xe9\xe8' tag."),
    "inside of another": ("<Password>hunter2</Password>", "The action 'xxhunter2xx'."),
    "half of one, cut": ("<Password>hunter2</Password>", "The action: xxxhunt...."),
    "half of one, dots before": ("<Password>hunter2</Password>", "The action 'a...xhunt...' is none."),
    "written as references": ("<Password a='&#104;unter2'/>", "'hunter2' is invalid."),
    "of an attribute": ("<Password xml:space='hunter2'>", "'hunter2' is invalid."),
    "of an element's attribute": ("<User Password='hunter2'>", "'hunter2' is invalid."),
    "behind an empty element": ("<Password></Password><Password>&hunter2;", "Entity 'hunter2'."),
    "the fifth element": ("<Password>a</Password>" * 4 + "<Password>&hunter2;", "Entity 'hunter2'."),
    "far behind": ("x" * 70_000 + "<Password>&hunter2;", "Entity 'hunter2'."),
    "behind much": ("<Password>" + "x" * 70_000 + " &hunter2;", "Entity 'hunter2'."),
    "behind many words": ("<Password>" + " ".join(f"w{n:05}" for n in range(99)) + "&hunter2;", "Entity 'hunter2'."),
    "a NUL in the name": ("<Pass\0word>hunter2<", "The 'hunter2' tag."),
}


@pytest.mark.parametrize(("document", "sentence"), QUOTED.values(), ids=QUOTED)
def test_no_sentence_quotes_what_stands_where_passwords_do(document: str, sentence: str) -> None:
    words = words_of_passwords(document.encode())
    secrets = ["hunt", "h2x", "x!y", "\xe9"]
    assert any(secret in sentence for secret in secrets)
    kept = redact_text(sentence, None, words, LIMIT)
    assert "***" in kept
    assert not any(secret in kept for secret in secrets)
    answer = redact_response(f"<hunter2>{sentence}</hunter2>".encode(), None, words, LIMIT).decode()
    assert not any(secret in answer[9:-10] for secret in secrets)
    assert answer.startswith("<hunter2>"), "an answer's own tags stay"


@pytest.mark.parametrize("limit", range(4, 24))
def test_a_sentence_is_cut_when_its_words_are_gone(limit: int) -> None:
    words = words_of_passwords(b"<Password>hunter2</Password>")
    assert "hu" not in redact_text("Entity 'xhunter2'.", None, words, limit)
    assert b"hu" not in redact_response(b"<a>Entity 'xhunter2'.</a>", None, words, limit)


def test_a_word_that_is_longer_than_what_is_looked_at_goes_too() -> None:
    word = "hunter2" * 1_000
    words = words_of_passwords(f"<Password>&{word};".encode())
    assert redact_text(f"Entity 'xx{word}'", None, words, 50) == "Entity 'xx***"


def test_a_document_without_passwords_has_no_words() -> None:
    words = words_of_passwords(b"<a>no such element</a>")
    assert not words
    assert redact_text("no such element", None, words, LIMIT) == "no such element"


@pytest.mark.parametrize(
    ("attribute", "sentence"),
    [
        ("xmlns='urn:n'", "'Password' in the namespace 'urn:n'"),
        ('xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="xsd:string"', "Input string was not right."),
        ("xsi:nil='true'", "nil is true"),
    ],
)
def test_the_usual_attributes_of_a_password_hide_nothing(attribute: str, sentence: str) -> None:
    document = f"<Password {attribute}>secret</Password>".encode()
    assert redact_text(sentence, None, words_of_passwords(document), LIMIT) == sentence
    assert redact_request(document, None, LIMIT) == document.replace(b"secret", b"***")


def test_many_words_and_many_lengths_cost_no_product() -> None:
    words = words_of_passwords(("<Password>" + " ".join("q" * n for n in range(4, 2_000))).encode())
    assert redact_text("z" * 1_000 + " &#65;" * 900, None, words, 4_096) == ("z" * 1_000 + " &#65;" * 900)[:4_096]
