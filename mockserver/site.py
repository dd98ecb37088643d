"""Everything that one server answers, by path: the endpoints of its sandboxes, and everything else."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote, urlsplit

from mockserver.asmx import engine
from mockserver.contract import ENDPOINT
from mockserver.messages import Reply, Request, Work
from mockserver.sandbox.sandboxes import PREFIX, Sandboxes

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

_ENDPOINT = ENDPOINT.lower()


class Target(NamedTuple):
    """Where a request goes: a sandbox, and a path in it."""

    sandbox: str | None
    """The name of the sandbox; None is the default one."""
    path: str
    """The rest of the path, percent-decoded."""

    @classmethod
    def of(cls, path: str) -> Target:
        """The target that a percent-decoded path means."""
        path = canonical(path)
        if path.startswith(PREFIX):
            name, slash, rest = path.removeprefix(PREFIX).partition("/")
            return cls(name, slash + rest)
        return cls(None, path)

    @property
    def trailing(self) -> str | None:
        """What stands behind the service's path; empty for nothing, None if it is not the service's path at all.

        IIS does not tell cases apart.
        """
        behind = self.path[len(ENDPOINT) :]
        return behind if self.path[: len(ENDPOINT)].lower() == _ENDPOINT and behind[:1] in ("", "/") else None

    def takes_call(self, method: str) -> bool:
        """Whether a request with this method is a call: a POST to the service's path, with nothing behind it."""
        return method == "POST" and self.trailing == ""


def canonical(path: str) -> str:
    """A percent-decoded path as Windows' HTTP driver hands it on: no backslashes, no empty or dot segments."""
    path = path.replace("\\", "/")
    if "//" not in path and "/." not in path:
        return path
    kept: list[str] = []
    for segment in path.split("/"):
        if segment == "..":
            del kept[-1:]
        elif segment not in ("", "."):
            kept.append(segment)
    ends_in_folder = path.endswith(("/", "/.", "/.."))
    return "/" + "/".join(kept) + ("/" if kept and ends_in_folder else "")


class Site:
    """The handler of one server. SOAP calls go straight to the engine; all else goes through the WSGI application."""

    def __init__(self, sandboxes: Sandboxes) -> None:
        self.sandboxes = sandboxes

    def handle(self, request: Request) -> Reply | Work:
        """Answer any request: what a transport serves."""
        target = Target.of(unquote(request.target.partition("?")[0]))
        if target.takes_call(request.method):
            return self.call(request, target)
        return lambda: self._page(request)

    def call(self, request: Request, target: Target) -> Reply | Work:
        """Answer a call."""
        return engine.handle(request, self.sandboxes.backend(target.sandbox))

    @cached_property
    def wsgi_app(self) -> WSGIApplication:
        """The same answers as a WSGI application."""
        from mockserver.web import WebApplication  # noqa: PLC0415 - Werkzeug takes its time; most runs see no page

        return WebApplication(self)

    def _page(self, request: Request) -> Reply:
        from mockserver.transport.wsgi import call_wsgi  # noqa: PLC0415 - as above

        if not request.headers.get("host"):  # HTTP/1.0 has none; an address needs one
            host = urlsplit(self.sandboxes.default.base_url).netloc
            request = replace(request, headers={**request.headers, "host": host})
        return call_wsgi(self.wsgi_app, request)
