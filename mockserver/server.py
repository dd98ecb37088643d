"""MockServer: the one place where the parts are put together."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self, cast

from mockserver.contract import shown
from mockserver.errors import ListrakMockError
from mockserver.options import OPTION
from mockserver.sandbox.journal import Call
from mockserver.sandbox.sandbox import Sandbox
from mockserver.sandbox.sandboxes import Sandboxes
from mockserver.scenarios.library import Library, catalogue
from mockserver.scenarios.loading import load
from mockserver.scenarios.scenario import Scenario
from mockserver.scenarios.setting_kinds import wrong_credentials
from mockserver.settings import Settings
from mockserver.site import Site
from mockserver.transport.limits import Limits
from mockserver.transport.listener import Listener

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication


_REACHED_BY = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - nothing is bound here
"""Addresses that listen everywhere, and the one by which this machine reaches them."""


class MockServer:
    """A fake of the service on a port of this machine. A context manager; start and stop may be repeated.

    ``scenarios`` are files, folders or Scenario objects for the default sandbox; without any it plays the catalogue.
    ``credentials`` maps each user name that is let in to its password, and counts more than the setting of that name;
    without either, every pair that is not empty is let in.
    ``on_call`` is told each call when its answer leaves or is given up, in the server's thread: it must not block.
    ``library`` is where new sandboxes look scenarios up; default: the catalogue.
    Raises ScenarioError with all mistakes of all scenarios, and ListrakMockError if another argument can't be meant.
    """

    def __init__(
        self,
        *scenarios: str | Path | Scenario,
        host: str = "127.0.0.1",
        port: int = 0,
        credentials: Mapping[str, str] | None = None,
        settings: Settings | None = None,
        on_call: Callable[[Call], None] | None = None,
        library: Library | None = None,
    ) -> None:
        __tracebackhide__ = True  # pytest shows the arguments of what it shows: passwords may be among them
        _check(host, port, on_call)
        _check_settings(settings)
        _check_library(library)
        self._library = library
        credentials = checked_credentials(credentials)
        settings = settings or Settings()
        if credentials is not None:
            settings = settings.but({"credentials": credentials})
        self._sandboxes = Sandboxes(lambda: self.base_url, settings=settings, credentials=credentials, on_call=on_call)
        self._sandboxes.default.load(_loaded(scenarios))
        self._site = Site(self._sandboxes)
        limits = Limits(body_bytes=settings.max_request_bytes, connections=settings.max_connections)
        self._listener = Listener(self._site.handle, host, port, limits=limits)

    def start(self) -> Self:
        """Listen; returns when clients can connect. Raises PortInUse if the address can't be had."""
        self._listener.start()
        return self

    def stop(self) -> None:
        """Close every connection at once, and every sandbox but the default one; pending answers are cut."""
        self._listener.stop()
        self._sandboxes.close_all()

    @property
    def host(self) -> str:
        """The address it listens on, as a number."""
        return self._listener.host

    @property
    def port(self) -> int:
        """The port it listens on."""
        return self._listener.port

    @property
    def base_url(self) -> str:
        """The address without a path. Raises ListrakMockError before the first start, when the port is not known."""
        if not self.port:
            raise ListrakMockError("the server has no address yet: start it first, or use it in a `with` statement")
        host = _REACHED_BY.get(self.host, self.host)
        host = f"[{host}]" if ":" in host else host
        return f"http://{host}:{self.port}"

    @property
    def url(self) -> str:
        """The endpoint of the default sandbox."""
        return self.sandbox.url

    @property
    def wsdl_url(self) -> str:
        """The WSDL of the default sandbox."""
        return self.sandbox.wsdl_url

    @property
    def settings(self) -> Settings:
        """What it was given, ``credentials`` included; new sandboxes have the same unless they are given their own."""
        return self._sandboxes.settings

    @property
    def sandbox(self) -> Sandbox:
        """The default sandbox, at the root."""
        return self._sandboxes.default

    @property
    def sandboxes(self) -> Mapping[str, Sandbox]:
        """The open sandboxes by name, but for the default one, as they are at this moment."""
        return self._sandboxes.open

    def new_sandbox(
        self,
        name: str | None = None,
        *,
        settings: Settings | None = None,
        credentials: Mapping[str, str] | None = None,
        origin: str | None = None,
        library: Library | None = None,
    ) -> Sandbox:
        """A world of its own at a URL of its own, empty. Closed with the server at the latest.

        A name that is taken gets a number. ``settings`` are the server's unless given; who is let in is said by
        ``credentials``, or else by those settings, or else by the server's ``credentials``. ``origin`` tells in the
        fault of a late call whose sandbox it was (default: the name), and ``library`` is where the sandbox looks
        scenarios up (default: the server's). Raises SettingsError if the settings want a longer request
        than the server reads, ListrakMockError if another argument can't be meant or too many sandboxes are open.
        """
        __tracebackhide__ = True  # as above
        if name is not None and not isinstance(name, str):
            raise ListrakMockError(f"the name of a sandbox is text for its URL, not {shown(name)}")
        _check_settings(settings)
        _check_library(library)
        return self._sandboxes.new(
            name,
            origin=origin,
            settings=settings,
            credentials=checked_credentials(credentials),
            library=library or self._library,
        )

    @contextmanager
    def offline(self) -> Iterator[None]:
        """The port refuses connections meanwhile, as if the service was down."""
        self._listener.stop()
        try:
            yield
        finally:
            self._listener.start()

    @property
    def wsgi_app(self) -> WSGIApplication:
        """The same answers as a WSGI application, for a server of one's own or for Werkzeug's test client."""
        return self._site.wsgi_app

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def __repr__(self) -> str:
        where = self.url if self._listener.running else "not running"
        return f"<MockServer {where}>"


def checked_credentials(given: object) -> Mapping[str, str] | None:
    """The same, if credentials can be that; None lets anybody in. Raises ListrakMockError, which shows no part."""
    __tracebackhide__ = True
    wrong = None if given is None else wrong_credentials(given)
    if wrong is None:
        return cast("Mapping[str, str] | None", given)
    raise ListrakMockError(
        'credentials= is a dict of user names and their passwords, such as {"me": "my password"}; '
        f"got {wrong}; leave it out to let in any user name and password"
    )


def _check(host: object, port: object, on_call: object) -> None:
    """Raise ListrakMockError for what is not of its type; whether the address can be had shows at the start."""
    if not isinstance(host, str):
        raise ListrakMockError(f'host= is an address of this machine as text, such as "127.0.0.1", not {shown(host)}')
    if not isinstance(port, int) or isinstance(port, bool):
        raise ListrakMockError(f"port= is a number from 0 to 65535 (0 picks a free one), not {shown(port)}")
    if on_call is not None and not callable(on_call):
        raise ListrakMockError(f"on_call= is a function that is called with each Call, not {shown(on_call)}")


def _check_library(library: object) -> None:
    if library is not None and not isinstance(library, Library):
        raise ListrakMockError(f"library= is a Library, such as Library([Path('scenarios')]), not {shown(library)}")


def _check_settings(settings: object) -> None:
    __tracebackhide__ = True
    if settings is not None and not isinstance(settings, Settings):
        raise ListrakMockError(
            f'settings= is a Settings object, such as Settings(no_date="start"), not {_without_passwords(settings)}'
        )


def _without_passwords(settings: object) -> str:
    """What came instead of a Settings object."""
    if not isinstance(settings, Mapping):
        return f"a value of type {type(settings).__name__}"
    public = OPTION.keys() - {"credentials"}
    return shown({name: value if name in public else "***" for name, value in settings.items()})


def _loaded(scenarios: tuple[str | Path | Scenario, ...]) -> list[Scenario]:
    if not scenarios:
        return list(catalogue())
    for each in scenarios:
        if not isinstance(each, str | Path | Scenario):
            raise ListrakMockError(f"expected scenario files, folders or Scenario objects, got {shown(each)}")
    paths = [each for each in scenarios if not isinstance(each, Scenario)]
    return [*(load(paths) if paths else ()), *(each for each in scenarios if isinstance(each, Scenario))]
