"""What holds for every request, however spoilt."""

from __future__ import annotations

import pytest
from hypothesis import given, note
from hypothesis import strategies as st
from lxml import etree

from mockserver.asmx import document, plain, routing
from mockserver.messages import Request
from tests.properties import good, judge, mutations
from tests.properties.asking import Asked, ask
from tests.soap import HEADERS_11, SOAP11, SOAP12, envelope, fault_of, rows_of

_ANY = st.one_of(mutations.requests(), mutations.requests(), mutations.requests(), mutations.noise())
_TYPES = {"1.1": "text/xml; charset=utf-8", "1.2": "application/soap+xml; charset=utf-8"}
_CODES = {
    "1.1": {"Client", "Server", "MustUnderstand", "VersionMismatch"},
    "1.2": {"Sender", "Receiver", "MustUnderstand"},
}


def version_of(asked: Asked) -> str:
    """The version that the answer's Content-Type says."""
    return {content_type: version for version, content_type in _TYPES.items()}[asked.content_type]


@given(good.requests())
def test_a_good_request_gets_its_rows(request):
    asked = ask(request)
    assert asked.reply.status == 200
    assert len(rows_of(asked.reply.body)) == 1
    assert asked.ListID in (5, 12, 7, -(2**31))
    assert asked.user is not None
    assert None not in asked.user


def check_answer(asked: Asked) -> None:
    """The reply is rows, an empty 400, an empty 415, or a fault; rows are what the operation has given."""
    status, body = asked.reply.status, asked.readable
    version = version_of(asked)
    if status == 200:
        assert len(rows_of(body)) == 1
        assert etree.QName(etree.fromstring(body)).namespace == {"1.1": SOAP11, "1.2": SOAP12}[version]
    elif status == 500:
        said = fault_of(body)
        assert said.version == version
        assert said.code in _CODES[version]
    else:
        assert (status, body) in [(400, b""), (415, b"")]
    assert asked.was_answered == (status == 200)


def ask_exactly(request: Request) -> Asked:
    """The answer where the quick reader takes nothing."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(document, "read_plainly", lambda _data: None)
        return ask(request)


@given(_ANY)
def test_any_request_gets_rows_or_an_empty_400_or_an_empty_415_or_a_fault(request):
    asked = ask(request)
    note(f"{asked.reply.status} {asked.reply.body!r}")
    check_answer(asked)


@pytest.mark.parametrize("headers", [HEADERS_11, {"content-type": "text/xml; charset=utf-8"}], ids=["action", "body"])
def test_each_oddity_at_each_place_that_counts_gets_such_an_answer_by_either_reader(headers):
    for text in mutations.spoilt_where_it_counts(envelope()):
        asked = ask(Request("POST", "/", headers, text.encode()))
        try:
            check_answer(asked)
            assert ask_exactly(Request("POST", "/", headers, text.encode())) == asked
        except AssertionError as error:
            error.add_note(text)
            raise


@given(_ANY)
def test_the_version_of_the_answer_is_that_of_the_root_or_else_the_guessed_one(request):
    asked = ask(request)
    note(f"{asked.reply.status} {asked.reply.body!r}")
    assert version_of(asked) in judge.versions(request, asked.reply.status)


@given(_ANY)
def test_a_root_of_neither_version_is_a_mismatch_told_in_version_1_1(request):
    asked = ask(request)
    status = asked.reply.status
    mismatch = status == 500 and fault_of(asked.readable).code == "VersionMismatch"
    note(f"{status} {asked.reply.body!r}")
    if mismatch:
        assert version_of(asked) == "1.1"
        assert judge.text_of(request) is None or judge.is_mismatch(request) or not judge.is_well_formed(request)
    elif judge.is_mismatch(request):
        unknown_action = "soapaction" in request.headers and judge.guess(request.headers) == "1.1"
        assert status == 415 or (unknown_action and not judge.knows_soap_action(request.headers))


@given(_ANY)
def test_rows_come_only_under_a_media_type_of_their_version(request):
    asked = ask(request)
    if asked.reply.status == 200:
        types = {"1.1": ("text/xml",), "1.2": ("text/xml", "application/soap+xml")}[version_of(asked)]
        assert judge.media_type(request.headers) in types


@given(_ANY)
def test_no_rows_for_what_is_not_well_formed(request):
    asked = ask(request)
    text = judge.text_of(request)
    if asked.reply.status == 200 and text is not None:
        assert judge.root(text).well_formed or judge.is_overlooked(text)


@given(_ANY)
def test_the_same_bytes_get_the_same_answer(request):
    asked = ask(request)
    assert ask(request) == asked
    plain._read_again.cache_clear()
    routing.media_type.cache_clear()
    assert ask(request) == asked


@given(st.one_of(good.requests(), _ANY))
def test_the_answer_does_not_depend_on_the_reader(request):
    asked = ask(request)
    assert ask_exactly(request) == asked
