"""The sandboxes of one server: the default one at the root, the others by name, and the names of the closed ones."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Callable, Mapping
from threading import Lock

from mockserver.errors import ListrakMockError
from mockserver.sandbox import explanations
from mockserver.sandbox.journal import Call
from mockserver.sandbox.nobody import Nobody
from mockserver.sandbox.sandbox import Sandbox
from mockserver.scenarios.library import Library
from mockserver.service.backend import Backend
from mockserver.settings import Settings

PREFIX = "/s/"
"""What stands before a sandbox's name in its URLs."""

_NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9_.~-]+")
_LONGEST_NAME = 80


class Sandboxes:
    """Makes, finds and forgets sandboxes. Thread-safe."""

    def __init__(
        self,
        root_url: Callable[[], str],
        *,
        settings: Settings,
        credentials: Mapping[str, str] | None,
        on_call: Callable[[Call], None] | None,
    ) -> None:
        self._root_url, self._credentials, self._on_call = root_url, credentials, on_call
        self.settings = settings
        """Of the server, its credentials included; each sandbox has them unless it is given its own."""
        self._lock = Lock()
        self._made = 0
        self._open: dict[str, Sandbox] = {}
        self._closed: OrderedDict[str, str] = OrderedDict()  # name and origin
        self.default = Sandbox(
            "default",
            root_url,
            settings=settings,
            credentials=settings.credentials,
            on_call=on_call,
            most_request_bytes=settings.max_request_bytes,
        )

    def new(
        self,
        name: str | None = None,
        *,
        origin: str | None = None,
        settings: Settings | None = None,
        credentials: Mapping[str, str] | None = None,
        library: Library | None = None,
    ) -> Sandbox:
        """A new sandbox, empty.

        Characters of the name that a URL can't carry become ``-``; a name that is taken, or was, gets a number.
        Who is let in is said by ``credentials``, or else by ``settings``, or else by the server's credentials.
        ``origin`` says in a late call's fault whose sandbox it was; default: the name. Raises ListrakMockError if as
        many sandboxes are open as the settings allow.
        """
        settings = settings or self.settings
        if settings.credentials is None and credentials is None:
            credentials = self._credentials
        if credentials is not None:
            settings = settings.but({"credentials": credentials})
        wanted = _NOT_IN_NAMES.sub("-", name or "sandbox").strip("-.")[:_LONGEST_NAME] or "sandbox"
        with self._lock:
            if len(self._open) >= self.settings.max_sandboxes:
                raise ListrakMockError(
                    f"{len(self._open)} sandboxes are open, and no more are allowed: close those that are done with, "
                    "or raise the setting max_sandboxes"
                )
            free = self._free_name(wanted)
            sandbox = Sandbox(
                free,
                lambda: f"{self._root_url()}{PREFIX}{free}",
                origin=origin,
                library=library,
                settings=settings,
                credentials=settings.credentials,
                on_call=self._on_call,
                on_close=self._forget,
                most_request_bytes=self.settings.max_request_bytes,
            )
            self._open[free] = sandbox
        return sandbox

    def backend(self, name: str | None) -> Backend:
        """What answers calls to the sandbox of that name, None being the default one; also if there is none."""
        if name is None:
            return self.default.backend
        if sandbox := self._open.get(name):
            return sandbox.backend
        origin = self._closed.get(name)
        told = explanations.no_sandbox(name) if origin is None else explanations.closed(origin)
        return Nobody(told, self.settings)

    def named(self, name: str | None) -> Sandbox | None:
        """The open sandbox of that name, None being the default one."""
        return self.default if name is None else self._open.get(name)

    @property
    def open(self) -> Mapping[str, Sandbox]:
        """The open ones by name, but for the default one: a snapshot."""
        with self._lock:
            return dict(self._open)

    def close_all(self) -> None:
        """Close every sandbox but the default one, which is as old as the server."""
        for sandbox in self.open.values():
            sandbox.close()

    def _free_name(self, wanted: str) -> str:
        name = wanted
        while name in self._open or name in self._closed:
            self._made += 1
            name = f"{wanted}-{self._made}"
        return name

    def _forget(self, sandbox: Sandbox) -> None:
        with self._lock:
            self._closed[sandbox.name] = sandbox.origin  # first: a call in between finds one or the other
            self._open.pop(sandbox.name)
            while len(self._closed) > self.settings.kept_closed:
                self._closed.popitem(last=False)
