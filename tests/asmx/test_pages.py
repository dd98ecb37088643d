"""The answers to everything but SOAP."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path

import pytest
from lxml import etree, html

from mockserver.asmx.disco import disco
from mockserver.asmx.pages import PageRequest, not_found, page

URL = "http://mock:8080/v31/IntegrationService.asmx"


def get(query: str = "", *, method: str = "GET", trailing: str = "", content_type: str = ""):
    return page(PageRequest(method, URL, trailing, query, 0.0, content_type))


def header(reply, name: str):
    return dict(reply.headers).get(name)


def text_of(reply) -> str:
    return " ".join(html.fromstring(reply.body).text_content().split())


@pytest.mark.parametrize("query", ["wsdl", "WSDL", "Wsdl&a=b", "x=1&wsdl", "%77sdl", "wsdl&op=GetLegacyProcessStatus"])
def test_a_query_of_wsdl_in_any_case_gives_the_description(query):
    reply = get(query)
    assert (reply.status, header(reply, "Content-Type")) == (200, "text/xml; charset=utf-8")
    assert header(reply, "Cache-Control") == "private, max-age=0"
    assert reply.body.count(f'location="{URL}"'.encode()) == 2


@pytest.mark.parametrize("query", ["disco", "DISCO", "x=1&Disco", "disco&op=x"])
def test_the_same_rule_holds_for_disco(query):
    reply = get(query)
    assert (reply.status, header(reply, "Content-Type")) == (200, "text/xml; charset=utf-8")
    assert header(reply, "Cache-Control") == "private, max-age=0"
    assert reply.body == disco(URL)


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("wsdl=nope", b"XML Web service description was not found.\r\n"),
        ("wsdl=", b"XML Web service description was not found.\r\n"),
        ("WSDL=wsdl1&wsdl", b"XML Web service description was not found.\r\n"),
        ("disco&wsdl=x", b"XML Web service description was not found.\r\n"),
        ("schema=nope", b"Schema not found.\r\n"),
        ("schema=", b"Schema not found.\r\n"),
        ("Schema=x&wsdl", b"Schema not found.\r\n"),
        ("wsdl=x&schema=x&op=x", b"Schema not found.\r\n"),
    ],
)
def test_an_unknown_description_is_a_plain_text(query, text):
    reply = get(query)
    assert (reply.status, reply.body) == (500, text)
    assert header(reply, "Content-Type") == "text/plain; charset=utf-8"
    assert header(reply, "Cache-Control") == "private"


@pytest.mark.parametrize(
    "query",
    [
        *("", "singleWsdl", "schema", "disco=x", "anything", "a=b", "op"),
        *("wsdl&x", "a&wsdl", "WSDL&WSDL", "wsdl&disco", "wsdl&", "&wsdl", "wsdl+", "xwsdl", "=wsdl"),
    ],
)
def test_any_other_query_gives_the_service_page(query):
    reply = get(query)
    assert (reply.status, header(reply, "Content-Type")) == (200, "text/html; charset=utf-8")
    assert header(reply, "Cache-Control") == "private, max-age=0"
    assert "The following operations are supported." in text_of(reply)
    links = [link for _, _, link, _ in html.fromstring(reply.body).iterlinks()]
    assert links == [f"{URL}?WSDL", f"{URL}?op=GetLegacyProcessStatus"]


@pytest.mark.parametrize(
    "query", ["op=GetLegacyProcessStatus", "OP=GetLegacyProcessStatus&x", "%6fp=GetLegacy%50rocessStatus"]
)
def test_a_query_of_op_gives_the_operations_page(query):
    assert "SOAP 1.1 Request" in text_of(get(query))


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("op=Nope", "Nope"),
        ("op=", ""),
        ("op=getlegacyprocessstatus", "getlegacyprocessstatus"),
        ("op=GetLegacyProcessStatus&op=GetLegacyProcessStatus", "GetLegacyProcessStatus,GetLegacyProcessStatus"),
        ("op=%3Cscript%3Ealert(1)%3C/script%3E", "<script>alert(1)</script>"),
        ("op=caf%C3%A9", "café"),
        ("op=caf%u00E9", "café"),
    ],
)
def test_an_unknown_operation_is_told_and_escaped(query, named):
    reply = get(query)
    assert (reply.status, header(reply, "Content-Type")) == (200, "text/html; charset=utf-8")
    assert html.fromstring(reply.body).findtext(".//h2") == "Method Not Found"
    assert f"Method '{named}' was not found in service IntegrationService." in text_of(reply)
    assert b"<script" not in reply.body


def test_the_operations_page_has_the_four_samples():
    """They have the prefixes of the page's generator, not those of the wire."""
    document = html.fromstring(get("op=GetLegacyProcessStatus").body)
    titles = [title.text for title in document.iter("h3")]
    samples = [sample.text for sample in document.iter("pre")]
    expected = Path(__file__).with_name("IntegrationService.samples.txt").read_text(encoding="utf-8")
    assert "\n".join(f"== {title}\n{sample}\n" for title, sample in zip(titles, samples, strict=True)) == expected


def test_the_pages_lead_to_each_other():
    links = [link for _, _, link, _ in html.fromstring(get("op=GetLegacyProcessStatus").body).iterlinks()]
    assert links == [URL, f"{URL}?WSDL"]


@pytest.mark.parametrize("query", ["", "op=GetLegacyProcessStatus", "op=x"])
def test_the_pages_can_be_read_without_seeing_them(query):
    document = html.fromstring(get(query).body)
    assert document.get("lang") == "en"
    assert document.findtext(".//title") == "IntegrationService Web Service"
    assert len(list(document.iter("main"))) == 1
    levels = [int(heading.tag[1]) for heading in document.iter("h1", "h2", "h3")]
    assert levels[0] == 1
    assert all(deeper - level <= 1 for level, deeper in pairwise(levels)), "no level is left out"
    for sample in document.iter("pre"):
        assert sample.get("tabindex") == "0", "what scrolls can be reached with the keyboard"
        (label,) = document.xpath("//*[@id=$id]", id=sample.get("aria-labelledby"))
        assert label.tag == "h3"


def test_the_products_are_told_as_they_are_set():
    request = PageRequest("GET", URL, "", "", 0.0, products={"Server": "other"})
    assert [name for name, _ in page(request).headers] == ["Cache-Control", "Content-Type", "Server", "Date"]


def test_disco_names_the_contract_and_an_address_for_each_port():
    reply = get("disco")
    root = etree.fromstring(reply.body)
    assert root.tag == "{http://schemas.xmlsoap.org/disco/}discovery"
    contract, *ports = root
    assert dict(contract.attrib) == {"ref": f"{URL}?wsdl", "docRef": URL}
    resolved = [(port.get("binding").split(":")[1], port.nsmap[port.get("binding").split(":")[0]]) for port in ports]
    assert resolved == [
        ("IntegrationServiceSoap", "http://webservices.listrak.com/v31/"),
        ("IntegrationServiceSoap12", "http://webservices.listrak.com/v31/"),
    ]
    assert {port.get("address") for port in ports} == {URL}


def test_disco_is_written_as_aspnet_writes_it():
    assert (
        disco("http://mock/a&b").decode()
        == """\
<?xml version="1.0" encoding="utf-8"?>
<discovery xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema" \
xmlns="http://schemas.xmlsoap.org/disco/">
  <contractRef ref="http://mock/a&amp;b?wsdl" docRef="http://mock/a&amp;b" \
xmlns="http://schemas.xmlsoap.org/disco/scl/" />
  <soap address="http://mock/a&amp;b" xmlns:q1="http://webservices.listrak.com/v31/" \
binding="q1:IntegrationServiceSoap" xmlns="http://schemas.xmlsoap.org/disco/soap/" />
  <soap address="http://mock/a&amp;b" xmlns:q2="http://webservices.listrak.com/v31/" \
binding="q2:IntegrationServiceSoap12" xmlns="http://schemas.xmlsoap.org/disco/soap/" />
</discovery>"""
    )


@pytest.mark.parametrize("method", ["HEAD", "PUT", "DELETE", "PATCH", "TRACE", "DEBUG", "post", "<b>"])
def test_another_verb_is_not_allowed(method):
    reply = get(method=method)
    assert (reply.status, header(reply, "Allow")) == (405, "GET, OPTIONS, POST")
    assert header(reply, "Content-Type") == "text/html; charset=utf-8"
    assert header(reply, "Cache-Control") == "private"
    assert (
        html.fromstring(reply.body).findtext(".//title") == "405 - HTTP verb used to access this page is not allowed."
    )
    assert f"The method {method} is not allowed here" in text_of(reply)


def test_options_tells_the_verbs():
    reply = get(method="OPTIONS")
    assert (reply.status, header(reply, "Allow")) == (200, "GET, OPTIONS, POST")


@pytest.mark.parametrize("method", ["GET", "POST", "HEAD", "PUT", "OPTIONS"])
@pytest.mark.parametrize("trailing", ["/", "/GetLegacyProcessStatus", "/a/b", "/<b>"])
def test_a_trailing_path_is_an_unrecognized_request(method, trailing):
    reply = get("wsdl", method=method, trailing=trailing)
    assert (reply.status, header(reply, "Content-Type")) == (500, "text/html; charset=utf-8")
    document = html.fromstring(reply.body)
    assert document.findtext(".//h1") == "Server Error in '/' Application."
    assert document.findtext(".//p") == f"Request format is unrecognized for URL unexpectedly ending in '{trailing}'."


@pytest.mark.parametrize("content_type", ["application/json", "Application/JSON; charset=utf-8", "application/json;x"])
def test_who_sends_json_gets_the_error_as_json(content_type):
    reply = get(method="POST", trailing="/GetLegacyProcessStatus", content_type=content_type)
    text = "Request format is unrecognized for URL unexpectedly ending in '/GetLegacyProcessStatus'."
    assert (reply.status, header(reply, "Content-Type")) == (500, "application/json; charset=utf-8")
    assert header(reply, "jsonerror") == "true"
    assert json.loads(reply.body)["Message"] == text


@pytest.mark.parametrize("content_type", ["", "text/xml", "application/jsonp", "application/json ;x", "text/json"])
def test_any_other_type_is_no_json(content_type):
    reply = get(method="POST", trailing="/x", content_type=content_type)
    assert header(reply, "Content-Type") == "text/html; charset=utf-8"
    assert header(reply, "jsonerror") is None


def test_json_without_a_trailing_path_is_nothing_special():
    assert header(get(content_type="application/json"), "Content-Type") == "text/html; charset=utf-8"


def test_another_path_is_not_found():
    reply = not_found(PageRequest("GET", "http://mock:8080/", "", "", 0.0, service=URL), "/<b>")
    assert [link for _, _, link, _ in html.fromstring(reply.body).iterlinks()] == [URL]
    assert reply.status == 404
    assert html.fromstring(reply.body).findtext(".//title") == "404 - File or directory not found."
    assert "Nothing is at /<b>." in text_of(reply)


@pytest.mark.parametrize(
    "reply",
    [get(), get("wsdl"), get("disco"), get("wsdl=x"), get(method="PUT"), get(trailing="/"), get(method="OPTIONS")],
)
def test_every_answer_has_the_servers_headers(reply):
    names = [name for name, _ in reply.headers]
    assert len(set(names)) == len(names)
    assert {"Cache-Control", "Content-Type", "Server", "X-AspNet-Version", "X-Powered-By", "Date"} <= set(names)
    assert header(reply, "Date") == "Thu, 01 Jan 1970 00:00:00 GMT"
