"""The answers to everything but SOAP."""

from __future__ import annotations

import json

import pytest
from lxml import etree, html

from mockserver.asmx.pages import PageRequest, not_found, page

URL = "http://mock:8080/v31/IntegrationService.asmx"


def get(query: str = "", *, method: str = "GET", trailing: str = "", wants_json: bool = False):
    return page(PageRequest(method, URL, trailing, query, 0.0, wants_json))


def header(reply, name: str):
    return dict(reply.headers).get(name)


def text_of(reply) -> str:
    return " ".join(html.fromstring(reply.body).text_content().split())


@pytest.mark.parametrize("query", ["wsdl", "WSDL", "Wsdl&a=b", "x=1&wsdl"])
def test_a_query_of_wsdl_in_any_case_gives_the_description(query):
    reply = get(query)
    assert (reply.status, header(reply, "Content-Type")) == (200, "text/xml; charset=utf-8")
    assert header(reply, "Cache-Control") == "private, max-age=0"
    assert reply.body.count(f'location="{URL}"'.encode()) == 2


@pytest.mark.parametrize(
    ("query", "status", "text"),
    [
        ("wsdl=nope", 500, b"XML Web service description was not found.\r\n"),
        ("wsdl=", 500, b"XML Web service description was not found.\r\n"),
        ("schema=nope", 500, b"Schema not found.\r\n"),
        ("schema=", 500, b"Schema not found.\r\n"),
    ],
)
def test_an_unknown_description_is_a_plain_text(query, status, text):
    reply = get(query)
    assert (reply.status, reply.body) == (status, text)
    assert header(reply, "Content-Type") == "text/plain; charset=utf-8"


@pytest.mark.parametrize("query", ["", "singleWsdl", "schema", "disco=x", "anything", "a=b", "wsdl&x"])
def test_any_other_query_gives_the_service_page(query):
    reply = get(query)
    assert (reply.status, header(reply, "Content-Type")) == (200, "text/html; charset=utf-8")
    assert "The following operations are supported." in text_of(reply)
    links = [link for _, _, link, _ in html.fromstring(reply.body).iterlinks()]
    assert links == [f"{URL}?WSDL", f"{URL}?op=GetLegacyProcessStatus"]


def test_the_operations_page_has_the_four_samples():
    reply = get("op=GetLegacyProcessStatus")
    titles = [title.text for title in html.fromstring(reply.body).iter("h3")]
    assert titles == ["SOAP 1.1 Request", "SOAP 1.1 Response", "SOAP 1.2 Request", "SOAP 1.2 Response"]
    samples = [sample.text for sample in html.fromstring(reply.body).iter("pre")]
    for sample in samples:
        etree.fromstring(sample.partition("\n\n")[2].encode())
    assert "<soap12:Envelope" in samples[2], "the samples show the generator's prefix"


def test_an_unknown_operation_is_told_and_escaped():
    reply = get("op=%3Cscript%3Ealert(1)%3C/script%3E")
    assert reply.status == 200
    assert "Method '<script>alert(1)</script>' was not found in service IntegrationService." in text_of(reply)
    assert b"<script>" not in reply.body


def test_disco_names_the_contract_and_an_address_for_each_port():
    reply = get("disco")
    root = etree.fromstring(reply.body)
    assert header(reply, "Content-Type") == "text/xml; charset=utf-8"
    assert root.tag == "{http://schemas.xmlsoap.org/disco/}discovery"
    contract, *ports = root
    assert dict(contract.attrib) == {"ref": f"{URL}?wsdl", "docRef": URL}
    resolved = [(port.get("binding").split(":")[1], port.nsmap[port.get("binding").split(":")[0]]) for port in ports]
    assert resolved == [
        ("IntegrationServiceSoap", "http://webservices.listrak.com/v31/"),
        ("IntegrationServiceSoap12", "http://webservices.listrak.com/v31/"),
    ]
    assert {port.get("address") for port in ports} == {URL}


@pytest.mark.parametrize("method", ["HEAD", "PUT", "DELETE", "PATCH", "TRACE"])
def test_another_verb_is_not_allowed(method):
    reply = get(method=method)
    assert (reply.status, header(reply, "Allow")) == (405, "GET, OPTIONS, POST")
    assert header(reply, "Content-Type") == "text/html; charset=utf-8"


def test_options_tells_the_verbs():
    reply = get(method="OPTIONS")
    assert (reply.status, header(reply, "Allow")) == (200, "GET, OPTIONS, POST")


@pytest.mark.parametrize("method", ["GET", "POST", "HEAD"])
def test_a_trailing_path_is_an_unrecognized_request(method):
    reply = get(method=method, trailing="/GetLegacyProcessStatus")
    text = "Request format is unrecognized for URL unexpectedly ending in '/GetLegacyProcessStatus'."
    assert (reply.status, header(reply, "Content-Type")) == (500, "text/html; charset=utf-8")
    assert text in text_of(reply)
    asked_json = get(method=method, trailing="/GetLegacyProcessStatus", wants_json=True)
    assert (asked_json.status, json.loads(asked_json.body)["Message"]) == (500, text)
    assert header(asked_json, "jsonerror") == "true"


def test_another_path_is_not_found():
    reply = not_found(PageRequest("GET", "http://mock:8080/", "", "", 0.0, service=URL), "/<b>")
    assert [link for _, _, link, _ in html.fromstring(reply.body).iterlinks()] == [URL]
    assert reply.status == 404
    assert "404 - File or directory not found." in text_of(reply)
    assert "Nothing is at /<b>." in text_of(reply)
