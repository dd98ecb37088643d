"""A DTD is refused as it is met: nothing of it is expanded, and nothing that it names is fetched."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.messages import Request
from tests.properties import good
from tests.properties.asking import ask
from tests.soap import HEADERS_11, fault_of, list_id

_BILLION = "".join(f"<!ENTITY b{n} '{f'&b{n - 1};' * 10}'>" for n in range(1, 10))
_PROHIBITED = "Server was unable to process request. ---> DTD is prohibited in this XML document."


class _Listener:
    """A port of this machine at which nobody may knock."""

    def __init__(self) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._socket.setblocking(False)
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}/outside"

    def knocked(self) -> bool:
        try:
            self._socket.accept()[0].close()
        except BlockingIOError:
            return False
        return True

    def close(self) -> None:
        self._socket.close()


@pytest.fixture(scope="module")
def listener() -> Iterator[_Listener]:
    listener = _Listener()
    yield listener
    listener.close()


@pytest.fixture(scope="module")
def secret(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The URL of a file that nobody may read: with it, a list would have a number."""
    path = tmp_path_factory.mktemp("outside") / "number"
    path.write_text("5")
    return path.as_uri()


_DTDS = st.sampled_from(
    (
        "<!DOCTYPE x>",
        "<!DOCTYPE x [<!ENTITY b '5'>]>",
        f"<!DOCTYPE x [<!ENTITY b0 '5555555555'>{_BILLION}<!ENTITY b '&b9;&b9;'>]>",
        "<!DOCTYPE x [<!ENTITY b SYSTEM '{file}'>]>",
        "<!DOCTYPE x [<!ENTITY b SYSTEM '{url}'>]>",
        "<!DOCTYPE x SYSTEM '{url}'>",
        "<!DOCTYPE x PUBLIC 'p' '{file}'>",
        "<!DOCTYPE x [<!ENTITY % p SYSTEM '{url}'>%p;]>",
        "<!DOCTYPE x [<!ATTLIST x a CDATA 'b'>]>",
        "<!DOCTYPE x [",
        "<!DOCTYPE",
    )
)
_BEFORE = st.sampled_from(("", "<?xml version='1.0'?>", "\n", "<!-- c -->", "<?p i?>\r\n"))


@given(_BEFORE, _DTDS, st.sampled_from(("&b;", "5", "&b;" * 1000)), st.sampled_from(good.SENDINGS), st.booleans())
def test_no_dtd_is_expanded_or_fetched(listener, secret, before, dtd, number, sending, by_body):
    text = before + dtd.replace("{url}", listener.url).replace("{file}", secret) + list_id(number)
    headers = {"content-type": sending.content_type.partition("; action")[0].partition(";action")[0]}
    headers |= {} if by_body else {"soapaction": HEADERS_11["soapaction"]}
    reply = ask(Request("POST", "/", headers, good.written(text, sending))).reply
    if by_body or sending.content_type.startswith("application/"):
        assert (reply.status, fault_of(reply.body).text) == (500, _PROHIBITED)
    else:
        assert (reply.status, reply.body) == (400, b"")
    assert not listener.knocked()
