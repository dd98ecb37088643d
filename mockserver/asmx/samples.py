"""The four sample messages of the operation's help page.

They show the prefixes of the page's generator (``soap12`` in version 1.2, declarations in another order), which are
not those of the wire.
"""

from __future__ import annotations

from mockserver.asmx.names import SOAP11, SOAP12, XSD, XSI
from mockserver.contract import ENDPOINT, NAMESPACE, OPERATION, ROW_FIELDS, SOAP_ACTION

_HOST = "webservices.listrak.com"

_REQUEST_HEADER = f"""\
    <WSUser xmlns="{NAMESPACE}">
      <UserName>string</UserName>
      <Password>string</Password>
    </WSUser>
"""
_REQUEST_BODY = f"""\
    <{OPERATION} xmlns="{NAMESPACE}">
      <ListID>int</ListID>
    </{OPERATION}>
"""
_FIELDS = "".join(f"          <{field.name}>{field.type}</{field.name}>\n" for field in ROW_FIELDS)
_ROW = f"        <WSLegacyProcessStatus>\n{_FIELDS}        </WSLegacyProcessStatus>\n"
_RESPONSE_BODY = f"""\
    <{OPERATION}Response xmlns="{NAMESPACE}">
      <{OPERATION}Result>
{_ROW}{_ROW}      </{OPERATION}Result>
    </{OPERATION}Response>
"""


def _message(prefix: str, namespace: str, header: str, body: str) -> str:
    written_header = f"  <{prefix}:Header>\n{header}  </{prefix}:Header>\n" if header else ""
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        f'<{prefix}:Envelope xmlns:xsi="{XSI}" xmlns:xsd="{XSD}" xmlns:{prefix}="{namespace}">\n'
        f"{written_header}  <{prefix}:Body>\n{body}  </{prefix}:Body>\n</{prefix}:Envelope>"
    )


def _request(content_type: str, action: str, message: str) -> str:
    return (
        f"POST {ENDPOINT} HTTP/1.1\nHost: {_HOST}\nContent-Type: {content_type}; charset=utf-8\n"
        f"Content-Length: length\n{action}\n{message}"
    )


def _response(content_type: str, message: str) -> str:
    return f"HTTP/1.1 200 OK\nContent-Type: {content_type}; charset=utf-8\nContent-Length: length\n\n{message}"


SAMPLES: tuple[tuple[str, str], ...] = (
    (
        "SOAP 1.1 Request",
        _request(
            "text/xml", f'SOAPAction: "{SOAP_ACTION}"\n', _message("soap", SOAP11, _REQUEST_HEADER, _REQUEST_BODY)
        ),
    ),
    ("SOAP 1.1 Response", _response("text/xml", _message("soap", SOAP11, "", _RESPONSE_BODY))),
    (
        "SOAP 1.2 Request",
        _request("application/soap+xml", "", _message("soap12", SOAP12, _REQUEST_HEADER, _REQUEST_BODY)),
    ),
    ("SOAP 1.2 Response", _response("application/soap+xml", _message("soap12", SOAP12, "", _RESPONSE_BODY))),
)
"""Title and text of each, in the page's order."""
