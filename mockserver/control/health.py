"""Whether a server is ready: what load balancers, compose files and ``listrak-mock health`` ask."""

from __future__ import annotations

import json
from typing import TypedDict

from mockserver.version import VERSION

PATH = "/__mock__/health"


class Health(TypedDict):
    """What ``GET /__mock__/health`` answers, as JSON."""

    status: str
    """``ok``: the scenarios are loaded and the port is known, or nothing would answer."""
    version: str
    scenarios: int
    """How many the default sandbox has in play."""
    sandboxes: int
    """How many are open beside the default one."""
    url: str
    """The endpoint of the default sandbox, as the asker sees it."""


def health(*, scenarios: int, sandboxes: int, url: str) -> Health:
    """The state of a server that can answer at all."""
    return Health(status="ok", version=VERSION, scenarios=scenarios, sandboxes=sandboxes, url=url)


def as_json(state: Health) -> str:
    """The state as it goes over the wire, one line."""
    return json.dumps(state) + "\n"
