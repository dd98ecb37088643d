"""``listrak-mock health``: whether a server is ready; for images that have no curl."""

from __future__ import annotations

import argparse
import json
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import ProxyHandler, build_opener

from mockserver.control.health import PATH
from mockserver.errors import ListrakMockError

_SECONDS = 5.0


def run(arguments: argparse.Namespace) -> int:
    """Print the server's state, one line. Raises ListrakMockError if it is not ready, or not one of ours."""
    parts = urlsplit(arguments.url if "//" in arguments.url else f"http://{arguments.url}")
    url = f"{parts.scheme}://{parts.netloc}{PATH}"
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise ListrakMockError(f"expected an address such as http://127.0.0.1:8080, got '{arguments.url}'")
    state = _ask(url)
    print(f"ok: {state['scenarios']} scenarios at {state['url']}")
    return 0


def _ask(url: str) -> dict[str, object]:
    try:
        # Directly: a proxy of the environment does not know this machine's ports.
        with build_opener(ProxyHandler({})).open(url, timeout=_SECONDS) as answer:
            state = json.loads(answer.read(65_536))
    except (URLError, OSError) as error:
        reason = getattr(error, "reason", error)
        raise ListrakMockError(f"no server answers at {url}: {reason}. Is it started, and is the port right?") from error
    except ValueError as error:
        raise ListrakMockError(f"what answers at {url} is not listrak-mock") from error
    if not isinstance(state, dict) or state.get("status") != "ok":
        raise ListrakMockError(f"the server at {url} is not ready: {state!r}")
    return state
