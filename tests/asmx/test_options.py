"""What the settings change about the engine's answers: the products' headers, the largest body."""

from __future__ import annotations

import pytest

from mockserver.contract import SERVER_HEADERS
from mockserver.service.backend import Answered, PlainReply
from mockserver.settings import Settings
from tests.soap import HEADERS_11, HEADERS_12, SOAP12, envelope, list_id


def test_the_products_are_named_as_the_setting_says(asmx):
    asmx.settings = Settings(server_headers={"Server": "nginx", "Via": "1.1 proxy"})
    names = ["Cache-Control", "Content-Type", "Server", "Via", "Date"]
    for body in (envelope(), list_id("x"), "<"):
        reply = asmx.post(body)
        assert [name for name, _ in reply.headers] == names
        assert dict(reply.headers)["Server"] == "nginx"
    asmx.answered = Answered(plain=PlainReply(503, b"", {"Via": "mine"}))
    assert [pair for pair in asmx.post(envelope()).headers if pair[0] != "Date"] == [
        ("Via", "mine"),
        ("Server", "nginx"),
    ]


def test_the_products_may_stay_unnamed(asmx):
    asmx.settings = Settings(server_headers={})
    assert [name for name, _ in asmx.post(envelope()).headers] == ["Cache-Control", "Content-Type", "Date"]


def test_the_products_are_named_as_iis_does_if_nothing_is_said(asmx):
    assert set(SERVER_HEADERS.items()) < set(asmx.post(envelope()).headers)


@pytest.mark.parametrize("headers", [HEADERS_11, HEADERS_12])
def test_a_body_longer_than_the_setting_is_refused(asmx, said, headers):
    body = envelope(namespace=SOAP12) if headers is HEADERS_12 else envelope()
    asmx.settings = Settings(max_request_bytes=len(body))
    assert asmx.post(body, headers).status == 200
    reply = asmx.post(f"{body} ", headers)
    assert reply.status == 500
    told = {"1.1": "Maximum request length exceeded.", "1.2": "Object reference not set to an instance of an object."}
    assert said(reply).text.rpartition(" ---> ")[2] == told[said(reply).version]
