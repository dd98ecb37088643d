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
        UnservedAnswers,
    )
    from mockserver.sandbox.clock import Clock
    from mockserver.sandbox.journal import Call
    from mockserver.sandbox.polls import Polls
    from mockserver.sandbox.sandbox import Sandbox
    from mockserver.sandbox.script import Script
    from mockserver.scenarios.answers import Answer, Fault, Http, Logon, Recorded, Rows, Status
    from mockserver.scenarios.beside import Chaos, Rate
    from mockserver.scenarios.dress import Dress
    from mockserver.scenarios.processes import Process
    from mockserver.scenarios.scenario import Scenario
    from mockserver.scenarios.setting_kinds import Lockout
    from mockserver.server import MockServer
    from mockserver.settings import Settings

__version__ = VERSION

_HOMES = {
    "Answer": "scenarios.answers",
    "Call": "sandbox.journal",
    "Chaos": "scenarios.beside",
    "Clock": "sandbox.clock",
    "Dress": "scenarios.dress",
    "Fault": "scenarios.answers",
    "Http": "scenarios.answers",
    "ListrakMockError": "errors",
    "Lockout": "scenarios.setting_kinds",
    "Logon": "scenarios.answers",
    "Mistake": "errors",
    "MockServer": "server",
    "Polls": "sandbox.polls",
    "PortInUse": "errors",
    "Process": "scenarios.processes",
    "Rate": "scenarios.beside",
    "Recorded": "scenarios.answers",
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
    "UnservedAnswers": "errors",
}

__all__ = [
    "Answer",
    "Call",
    "Chaos",
    "Clock",
    "Dress",
    "Fault",
    "Http",
    "ListrakMockError",
    "Lockout",
    "Logon",
    "Mistake",
    "MockServer",
    "Polls",
    "PortInUse",
    "Process",
    "Rate",
    "Recorded",
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
    "UnservedAnswers",
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
