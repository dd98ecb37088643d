"""``listrak-mock health``: whether a server is ready; for images that have no curl."""

from __future__ import annotations

import argparse
import json
from http.client import HTTPException
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import ProxyHandler, build_opener

from mockserver.control.health import PATH
from mockserver.errors import ListrakMockError

_SECONDS = 5.0
_MOST_BYTES = 65_536


def run(arguments: argparse.Namespace) -> int:
    """Print the server's state, one line. Raises ListrakMockError if it is not ready, or not one of ours."""
    state = _state(_health_url(arguments.url))
    print(f"ok: {state['scenarios']} scenarios at {state['url']}")
    return 0


def _health_url(text: str) -> str:
    """Any address of the server will do: its endpoint's, its WSDL's, or just host and port."""
    try:
        parts = urlsplit(text if "//" in text else f"http://{text}")
        host, port = parts.hostname, parts.port
    except ValueError:
        host = None
    if not host or parts.scheme not in ("http", "https") or not host.isprintable() or " " in host:
        raise ListrakMockError(f"expected an address such as http://127.0.0.1:8080, got '{text}'")
    host = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{host}{'' if port is None else f':{port}'}{PATH}"


def _state(url: str) -> dict[str, object]:
    try:
        state = json.loads(_get(url))
    except (ValueError, RecursionError):
        state = None
    if isinstance(state, dict) and state.get("status") == "ok" and "scenarios" in state and "url" in state:
        return state
    raise _not_ours(url)


def _get(url: str) -> bytes:
    try:
        # Directly: a proxy of the environment does not know this machine's ports.
        with build_opener(ProxyHandler({})).open(url, timeout=_SECONDS) as answer:
            body: bytes = answer.read(_MOST_BYTES)
            return body
    except HTTPError as error:
        error.close()
        raise _not_ours(url) from error
    except HTTPException as error:
        raise _not_ours(url) from error
    except (OSError, UnicodeError) as error:
        reason = error.reason if isinstance(error, URLError) else error
        raise ListrakMockError(
            f"no server answers at {url}: {reason}. Is it started, and is the port right?"
        ) from error


def _not_ours(url: str) -> ListrakMockError:
    return ListrakMockError(
        f"something answers at {url}, but it is not a listrak-mock of this version. Is the port right?"
    )
