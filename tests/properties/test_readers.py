"""The quick reader, the exact one, and lxml agree wherever they have to."""

from __future__ import annotations

import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from lxml import etree

from mockserver.asmx import envelope
from mockserver.asmx.plain import read_plainly
from mockserver.asmx.reading import InvalidRequest, Parameters
from mockserver.asmx.xml.errors import XmlError
from mockserver.asmx.xml.text_reader import Kind, XmlTextReader
from mockserver.contract import NAMESPACE, OPERATION
from tests import soap
from tests.properties import judge, mutations
from tests.properties.documents import documents
from tests.soap import SOAP11, SOAP12

_TEXTUAL = (Kind.TEXT, Kind.CDATA, Kind.WHITESPACE)

Event = tuple[object, ...]


# The quick reader


def _agree(text: str) -> bool:
    """Whether the quick reader takes a text at all. If so, the exact one has to read the same, and nothing wrong."""
    plain = read_plainly(text.encode("utf-8", "replace"))
    if plain is None:
        return False
    reader = XmlTextReader(text)
    assert {SOAP11: "1.1", SOAP12: "1.2"}[envelope.root(reader).namespace] == plain.version
    first = envelope.request_element(reader)
    assert first is not None
    assert first.is_called(OPERATION, NAMESPACE)
    reader, found = XmlTextReader(text), Parameters()
    envelope.root(reader)
    envelope.read_parameters(reader, found)
    assert found == Parameters(user=plain.user, ListID=plain.ListID)
    return True


@given(st.one_of(mutations.texts(most=1, plain=True), mutations.texts(most=2, plain=True), mutations.texts()))
def test_what_the_quick_reader_reads_the_exact_one_reads_too(text):
    _agree(text)


@pytest.mark.parametrize("namespace", [SOAP11, SOAP12])
def test_the_readers_agree_on_each_oddity_at_each_place_that_counts(namespace):
    text = soap.envelope(namespace=namespace)
    assert _agree(text)
    for spoilt in mutations.spoilt_where_it_counts(text):
        try:
            _agree(spoilt)
        except (AssertionError, XmlError, InvalidRequest) as error:
            error.add_note(spoilt)
            raise


# The exact reader


def events_of(text: str) -> list[Event]:
    """What XmlTextReader tells of a text; pieces of text that follow each other are one."""
    reader, events = XmlTextReader(text), list[Event]()
    while reader.read():
        if reader.kind is Kind.ELEMENT:
            attributes = {(a.namespace, a.local): a.value for a in reader.attributes}
            events.append(("start", reader.namespace, reader.local, attributes))
            if reader.is_empty_element:
                events.append(("end", reader.namespace, reader.local))
        elif reader.kind is Kind.END_ELEMENT:
            events.append(("end", reader.namespace, reader.local))
        elif reader.kind not in _TEXTUAL:
            events.append((reader.kind,))
        elif reader.depth:
            _add_text(events, reader.value)
    return events


def events_by_lxml(text: str) -> list[Event]:
    """The same by lxml: the attributes with a prefix, and mustUnderstand without one."""
    tree = etree.ElementTree(etree.fromstring(text.encode(), judge.parser()))
    events: list[Event] = []
    for event, node in etree.iterwalk(tree, ("start", "end", "comment", "pi")):
        if event == "start":
            names = {etree.QName(key): value for key, value in node.attrib.items()}
            kept = {
                (n.namespace or "", n.localname): v for n, v in names.items() if n.namespace or n == "mustUnderstand"
            }
            events.append(("start", etree.QName(node).namespace or "", etree.QName(node).localname, kept))
            _add_text(events, node.text)
            continue
        if event == "end":
            events.append(("end", etree.QName(node).namespace or "", etree.QName(node).localname))
        else:
            events.append((Kind.COMMENT if event == "comment" else Kind.INSTRUCTION,))
        if node.getparent() is not None:
            _add_text(events, node.tail)
    return events


def _add_text(events: list[Event], text: str | None) -> None:
    if text and events[-1][0] == "text":
        text = f"{events.pop()[1]}{text}"
    if text:
        events.append(("text", text))


@given(st.one_of(documents(), documents(), mutations.texts()))
def test_what_lxml_finds_well_formed_is_read_as_lxml_reads_it(text):
    assume(judge.root(text).well_formed and not _is_refused_by_dotnet(text))
    assert events_of(text) == events_by_lxml(text)


def _is_refused_by_dotnet(text: str) -> bool:
    """What .NET refuses although it is well-formed: another xml:space, and another version than 1.0."""
    space = re.search(r"xml:space\s*=\s*[\"'](?!\s*(?:preserve|default)\s*[\"'])", text)
    version = re.match(r"<\?xml\s+version\s*=\s*[\"'](?!1\.0[\"'])", text)
    return space is not None or version is not None


@given(st.one_of(documents(), mutations.texts()))
def test_what_the_exact_reader_takes_to_its_end_lxml_finds_well_formed(text):
    try:
        events_of(text)
    except XmlError:
        return
    assert judge.root(text).well_formed


@given(st.one_of(documents(), mutations.texts()), st.integers(0, 6))
def test_skipping_an_element_ends_where_reading_it_does(text, steps):
    assert _left(text, steps, skipping=True) == _left(text, steps, skipping=False)


def _left(text: str, steps: int, *, skipping: bool) -> Event:
    """Where the element at which so many steps lead is left, or why it can't be."""
    reader = XmlTextReader(text)
    try:
        for _ in range(steps + 1):
            reader.read()
        if skipping:
            reader.skip()
        else:
            _read_behind(reader)
    except XmlError as error:
        return ("error", error.message(text))
    return (reader.kind, reader.place, reader.depth, reader.namespace if reader.kind is Kind.ELEMENT else "")


def _read_behind(reader: XmlTextReader) -> None:
    if reader.kind is Kind.ELEMENT and not reader.is_empty_element:
        depth = reader.depth
        while reader.read() and reader.depth > depth:
            pass
    reader.read()
