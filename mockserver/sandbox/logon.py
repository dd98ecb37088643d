"""The check of user and password, and the faults that the service gives when it refuses them."""

from __future__ import annotations

from collections.abc import Mapping

from mockserver.sandbox.printing import quoted
from mockserver.service.backend import SoapFault, User

_WORDS = {
    "InvalidLogonAttempt": "The user name or password is not valid.",
    "LoginAttemptsExceeded": "There were too many failed log-on attempts. Try again later.",
    "ProhibitedIPAddress": "Calls from this IP address are not allowed.",
}


def logon_fault(token: str) -> SoapFault:
    """The fault of a refused log-on. The token is the service's own; the words after it are made up."""
    return SoapFault("Client", f"[{token}] {_WORDS.get(token, 'The log-on was refused.')}")


def refusal(user: User | None, note: str | None, credentials: Mapping[str, str] | None) -> str | None:
    """Why the log-on is not good, for reports; None if it is. No credentials: any non-empty pair is good.

    ``note`` says what the request has in the place of what is missing.
    """
    if user is None:
        return note or "the request has no WSUser header"
    if not user.UserName:
        return note or ("WSUser has no UserName" if user.UserName is None else "UserName is empty")
    if not user.Password:
        return note or ("WSUser has no Password" if user.Password is None else "Password is empty")
    if credentials is None or credentials.get(user.UserName) == user.Password:
        return None
    if user.UserName not in credentials:
        return f"no user is called {quoted(user.UserName)}"
    return f"the password is not that of user {quoted(user.UserName)}"
