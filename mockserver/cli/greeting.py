"""What ``listrak-mock serve`` says when it is ready."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from html import escape

from mockserver.cli.table import table
from mockserver.contract import NAMESPACE, OPERATION, SOAP_ACTION
from mockserver.sandbox.printing import printable
from mockserver.scenarios.scenario import Scenario
from mockserver.server import MockServer
from mockserver.settings import Settings
from mockserver.version import VERSION


def greeting(server: MockServer, columns: int | None) -> str:
    """The addresses, who is let in, what each list does, and a call to paste; never a password."""
    scenarios = [script.scenario for script in server.sandbox.scripts]
    credentials = server.settings.credentials
    return (
        f"listrak-mock {VERSION} is ready. Ctrl-C ends it.\n\n"
        f"  endpoint  {server.url}\n"
        f"  WSDL      {server.wsdl_url}\n"
        f"  log-on    {_log_on(credentials)}\n"
        f"{_settings(server.settings)}\n"
        f"{table(scenarios, columns)}\n"
        f"{_others(scenarios, server.sandbox.settings_in_play)}\n\n"
        f"{_try_it(server.url, _first_list(scenarios), credentials)}\n\n"
        "Calls:\n"
    )


def _log_on(credentials: Mapping[str, str] | None) -> str:
    if credentials is None:
        return "any user name and password that are not empty"
    return f"only {', '.join(printable(user) for user in credentials)}"


def _settings(settings: Settings) -> str:
    """Those that are not as usual, a line each; flags and variables may come from far away. The log-on has its own."""
    return "".join(
        f"  setting   {name}: {printable(repr(getattr(settings, name)), 100)}\n"
        for name in settings.unusual
        if name != "credentials"
    )


def _others(scenarios: Sequence[Scenario], settings: Settings) -> str:
    if any(scenario.ListID == "any" and scenario.UserName is None for scenario in scenarios):
        return "`any` is every ListID that has no line of its own."
    match settings.unknown_list:
        case "explain":
            return "Every other ListID gets a fault that says so."
        case "empty":
            return "Every other ListID gets an empty result."
        case _:
            return "Every other ListID gets the fault that the setting unknown_list says."


def _first_list(scenarios: Sequence[Scenario]) -> int:
    return min((scenario.ListID for scenario in scenarios if isinstance(scenario.ListID, int)), default=1)


def _try_it(url: str, ListID: int, credentials: Mapping[str, str] | None) -> str:
    if credentials is None:
        return f"Try it:\n\n  {_curl(url, ListID, 'me', 'secret')}"
    user = next(iter(credentials))
    return f"Try it, with the password in the place of PASSWORD:\n\n  {_curl(url, ListID, user, 'PASSWORD')}"


def _curl(url: str, ListID: int, user: str, password: str) -> str:
    """A call to paste into a shell."""
    envelope = (
        '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/">'
        f'<s:Header><WSUser xmlns="{NAMESPACE}"><UserName>{escape(user, quote=False)}</UserName>'
        f"<Password>{password}</Password></WSUser></s:Header>"
        f'<s:Body><{OPERATION} xmlns="{NAMESPACE}"><ListID>{ListID}</ListID></{OPERATION}></s:Body></s:Envelope>'
    )
    words = ("-H", "Content-Type: text/xml; charset=utf-8", "-H", f'SOAPAction: "{SOAP_ACTION}"', "-d", envelope, url)
    return f"curl {shlex.join(words)}"
