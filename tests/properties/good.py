"""Good requests of both versions, in the many forms in which clients send them."""

from __future__ import annotations

from typing import NamedTuple

from hypothesis import strategies as st

from mockserver.contract import SOAP_ACTION
from mockserver.messages import Request
from tests.soap import SOAP11, SOAP12, TNS

Headers = dict[str, str]


class Sending(NamedTuple):
    """How a text is sent: the media type and charset that its Content-Type names, and how it is written."""

    content_type: str
    codec: str
    mark: str = ""


TEXT_XML = (
    Sending("text/xml; charset=utf-8", "utf-8"),
    Sending('text/xml;charset="UTF-8"', "utf-8", "\ufeff"),
    Sending("text/xml", "ascii"),
    Sending("text/xml; charset=iso-8859-1", "latin-1"),
    Sending("text/xml; charset=utf-16", "utf-16-le"),
    Sending("Text/XML; charset=us-ascii", "utf-16-be", "\ufeff"),
)
APPLICATION = (
    Sending("application/soap+xml; charset=utf-8", "utf-8"),
    Sending("application/soap+xml", "utf-8"),
    Sending("application/soap+xml", "utf-16-le", "\ufeff"),
    Sending(f'application/soap+xml; charset=utf-8; action="{SOAP_ACTION}"', "utf-8"),
    Sending(f"application/soap+xml;action={SOAP_ACTION}", "utf-8", "\ufeff"),
)
SENDINGS = TEXT_XML + APPLICATION
sendings = st.sampled_from(SENDINGS)
_FOR_11 = st.sampled_from(TEXT_XML)
_SOAP_ACTIONS = st.sampled_from((f'"{SOAP_ACTION}"', SOAP_ACTION, None))

_NAMESPACES = st.sampled_from((SOAP11, SOAP12))
_PREFIXES = st.sampled_from(("soap", "soap-env", "SOAP-ENV", "s", ""))
_PAYLOAD_PREFIXES = st.sampled_from(("", "tns:"))
_DECLARATIONS = st.sampled_from(
    ("", "", '<?xml version="1.0"?>', "<?xml version='1.0' encoding='utf-8' standalone='yes'?>\r\n")
)
_WHITE_SPACE = st.sampled_from(("", "", "\n  ", "\r\n\t"))
_MARKED_LOG_ON = (
    '<{t}WSUser{x} {p}mustUnderstand="1">{w}<{t}Password>s</{t}Password>{w}'
    "<{t}UserName>é&amp;</{t}UserName></{t}WSUser>"
)
_LOG_ONS = st.sampled_from(
    (
        "<{t}WSUser{x}><{t}UserName>me</{t}UserName><{t}Password>secret</{t}Password></{t}WSUser>",
        _MARKED_LOG_ON,
        "<{t}WSUser{x}><{t}UserName/><{t}Password>&lt;]]&#62;</{t}Password><other><b>1</b></other></{t}WSUser>",
    )
)
_OTHER_HEADERS = st.sampled_from(
    ("", "", '<a:b xmlns:a="u" c="d"><e/></a:b>', '<To xmlns="" mustUnderstand="1">x</To>')
)
_LIST_IDS = st.sampled_from(("5", " 0012\n", "-2147483648", "&#53;", "<![CDATA[7]]>"))
_PLAIN_OPERATION = "<{t}GetLegacyProcessStatus{x}>{w}<{t}ListID>{n}</{t}ListID>{w}</{t}GetLegacyProcessStatus>"
_OPERATIONS = st.sampled_from(
    (
        _PLAIN_OPERATION,
        '<{t}GetLegacyProcessStatus{x} id="a"><b/>text<!-- c --><{t}ListID>{n}</{t}ListID></{t}GetLegacyProcessStatus>',
    )
)


@st.composite
def texts(draw: st.DrawFn, *, plain: bool = False) -> str:
    """The text of a good envelope of either version; a ``plain`` one has no oddities within the fields it needs."""
    namespace = draw(_NAMESPACES)
    prefix = draw(_PREFIXES)
    payload = draw(_PAYLOAD_PREFIXES)
    parts = {
        "p": f"{prefix}:" if prefix else "",
        "t": payload,
        "x": f' xmlns{":" if payload else ""}{payload.rstrip(":")}="{TNS}"',
        "w": draw(_WHITE_SPACE),
        "n": "5" if plain else draw(_LIST_IDS),
    }
    header = draw(_OTHER_HEADERS) + draw(_LOG_ONS) + draw(_OTHER_HEADERS)
    body = _PLAIN_OPERATION if plain else draw(_OPERATIONS)
    declared = f'xmlns{":" if prefix else ""}{prefix}="{namespace}"'
    envelope = (
        f"<{{p}}Envelope {declared}>{{w}}<{{p}}Header>{header}</{{p}}Header>{{w}}"
        f"<{{p}}Body>{{w}}{body}</{{p}}Body>{{w}}</{{p}}Envelope>"
    )
    return draw(_DECLARATIONS) + envelope.format(**parts)


@st.composite
def headers(draw: st.DrawFn, text: str) -> tuple[Headers, Sending]:
    """Headers with which a client may send such a text, and how it is then written."""
    sending = draw(_FOR_11 if SOAP11 in text else sendings)
    soap_action = draw(_SOAP_ACTIONS)
    found = {"content-type": sending.content_type}
    return (found if soap_action is None else found | {"soapaction": soap_action}), sending


def written(text: str, sending: Sending) -> bytes:
    """The bytes of a text; what the charset does not have is a question mark in them."""
    if sending.codec == "utf-16-le" and sending.mark:
        text = text.replace("encoding='utf-8'", "encoding='utf-16'", 1)  # by which such a text is read
    return (sending.mark + text).encode(sending.codec, "replace")


@st.composite
def requests(draw: st.DrawFn) -> Request:
    """A good request."""
    text = draw(texts())
    found, sending = draw(headers(text))
    return Request("POST", "/", found, written(text, sending))
