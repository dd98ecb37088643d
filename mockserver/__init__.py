"""A local fake of Listrak's GetLegacyProcessStatus, for testing the code that polls it.

Everything public is here. Names are imported when they are first used: a test session that has the pytest plugin
installed and does not use it pays nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from mockserver.version import VERSION

if TYPE_CHECKING:
    from mockserver.contract import Row
    from mockserver.errors import (
        ListrakMockError,
        Mistake,
        PortInUse,
        SandboxClosed,
        ScenarioError,
        SettingsError,
        UnansweredCalls,
    )
    from mockserver.sandbox.clock import Clock
    from mockserver.sandbox.journal import Call
    from mockserver.sandbox.sandbox import Sandbox
    from mockserver.sandbox.script import Script
    from mockserver.scenarios.answers import Answer, Fault, Http, Logon, Rows, Status
    from mockserver.scenarios.processes import Process
    from mockserver.scenarios.scenario import Scenario
    from mockserver.server import MockServer
    from mockserver.settings import Settings

__version__ = VERSION

_HOMES = {
    "Answer": "scenarios.answers",
    "Call": "sandbox.journal",
    "Clock": "sandbox.clock",
    "Fault": "scenarios.answers",
    "Http": "scenarios.answers",
    "ListrakMockError": "errors",
    "Logon": "scenarios.answers",
    "Mistake": "errors",
    "MockServer": "server",
    "PortInUse": "errors",
    "Process": "scenarios.processes",
    "Row": "contract",
    "Rows": "scenarios.answers",
    "Sandbox": "sandbox.sandbox",
    "SandboxClosed": "errors",
    "Scenario": "scenarios.scenario",
    "ScenarioError": "errors",
    "Script": "sandbox.script",
    "Settings": "settings",
    "SettingsError": "errors",
    "Status": "scenarios.answers",
    "UnansweredCalls": "errors",
}

__all__ = [
    "Answer",
    "Call",
    "Clock",
    "Fault",
    "Http",
    "ListrakMockError",
    "Logon",
    "Mistake",
    "MockServer",
    "PortInUse",
    "Process",
    "Row",
    "Rows",
    "Sandbox",
    "SandboxClosed",
    "Scenario",
    "ScenarioError",
    "Script",
    "Settings",
    "SettingsError",
    "Status",
    "UnansweredCalls",
    "__version__",
]


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value: object = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__
