"""Requests that are good but for what a case changes, as bytes for a socket.

In every text `{soap}` stands for the envelope's namespace in the row's version, `{soap11}` and `{soap12}` for either,
`{tns}` for the service's namespace, `{action}` for the SOAPAction, `{user}` for a good WSUser, `{operation}` for a good
operation element, and `{good}` for the whole good document.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from mockserver.contract import SOAP_ACTION
from tests.soap import SOAP11, SOAP12, TNS

Version = Literal["1.1", "1.2"]
NAMESPACES: dict[Version, str] = {"1.1": SOAP11, "1.2": SOAP12}
MEDIA: dict[Version, str] = {"1.1": "text/xml", "1.2": "application/soap+xml"}

USER = f'<WSUser xmlns="{TNS}"><UserName>me</UserName><Password>secret</Password></WSUser>'

GOOD = """\
<soap:Envelope xmlns:soap="{soap}">
<soap:Header>{header}</soap:Header>
<soap:Body>{body}</soap:Body>
</soap:Envelope>"""
"""The Header is line 2, and Body begins line 3."""

OPERATION = """
<GetLegacyProcessStatus xmlns="{tns}">
<ListID>{list_id}</ListID></GetLegacyProcessStatus>
"""
"""In the good document ListID's start tag is the first thing of line 5, so that places can be counted by hand."""

DEFAULT = "the default"
"""Stands for the header that the row's version has by default."""


@dataclass(frozen=True)
class Request:
    """What a case sends; everything that is not given is as in a good call."""

    by_body: bool = False
    """No header names the operation: the body has to."""
    content_type: str | None = DEFAULT
    soapaction: str | None = DEFAULT
    headers: Sequence[tuple[str, str]] = ()
    """More headers. One that is usual is replaced; a SOAPAction is added, so that there can be two."""
    document: str = GOOD
    header: str = "{user}"
    body: str = OPERATION
    list_id: str = "12345"
    encoding: str = "utf-8"
    sent: bytes | Callable[[], bytes] | None = None
    """The HTTP body, in place of the document."""
    method: str = "POST"
    path: str = "/v31/IntegrationService.asmx"
    http: str = "HTTP/1.1"
    without: Sequence[str] = field(default=())
    """Headers that are left out: Host, Content-Length."""

    def text(self, version: Version, template: str) -> str:
        """A text with its placeholders filled in."""
        places = {
            "good": GOOD,
            "header": self.header,
            "body": self.body,
            "operation": OPERATION,
            "list_id": self.list_id,
            "user": USER,
            "soap": NAMESPACES[version],
            "soap11": SOAP11,
            "soap12": SOAP12,
            "tns": TNS,
            "action": SOAP_ACTION,
        }
        for name, value in places.items():
            template = template.replace(f"{{{name}}}", value)
        return template

    def http_body(self, version: Version) -> bytes:
        """The bytes behind the headers."""
        if self.sent is not None:
            return self.sent() if callable(self.sent) else self.sent
        return self.text(version, self.document).encode(self.encoding)

    def http_request(self, version: Version, prefix: str, host: str) -> bytes:
        """The whole request; the prefix leads to a sandbox."""
        body = self.http_body(version)
        target = self.path if self.path.startswith("!") else prefix + self.path
        lines = [f"{self.method} {target.removeprefix('!')} {self.http}"]
        given = {name.lower() for name, _ in self.headers} - {"soapaction"} | {name.lower() for name in self.without}
        usual = [("Host", host), *self._soap_headers(version)]
        if self.method == "POST" and "transfer-encoding" not in given:
            usual.append(("Content-Length", str(len(body))))
        for name, value in [*(pair for pair in usual if pair[0].lower() not in given), *self.headers]:
            lines.append(f"{name}: {self.text(version, value)}")
        return "\r\n".join([*lines, "", ""]).encode("latin-1") + (body if self.method == "POST" else b"")

    def _soap_headers(self, version: Version) -> list[tuple[str, str]]:
        if self.method != "POST":
            return []
        usual_type, usual_action = f"{MEDIA[version]}; charset=utf-8", None
        if not self.by_body and version == "1.1":
            usual_action = f'"{SOAP_ACTION}"'
        elif not self.by_body:
            usual_type += f'; action="{SOAP_ACTION}"'
        content_type = usual_type if self.content_type == DEFAULT else self.content_type
        soapaction = usual_action if self.soapaction == DEFAULT else self.soapaction
        pairs = [("Content-Type", content_type), ("SOAPAction", soapaction)]
        return [(name, self.text(version, value)) for name, value in pairs if value is not None]
