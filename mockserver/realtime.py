"""The machine's own clocks, which no test can stop.

freezegun replaces attributes of modules, so the functions come from a fresh copy of the (built-in) time module, and are
held in a class, where it doesn't look. time-machine replaces ``time.time`` for every copy, but no monotonic clock: the
wall clock is read once, when this module is imported, and a monotonic clock says how much has passed since. The pytest
plugin imports it when the session begins, before any test can have touched the time.
"""

from __future__ import annotations

import importlib.util
from types import ModuleType


def _fresh_time() -> ModuleType:
    spec = importlib.util.find_spec("time")
    if spec is None or spec.loader is None:  # pragma: no cover - every interpreter has it built in
        raise ImportError("there is no time module")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


_time = _fresh_time()


class Real:
    """Real time, whatever the process believes."""

    monotonic = staticmethod(_time.monotonic)
    """Seconds on a clock that only goes forward, as event loops use it."""
    _elapsed = staticmethod(_time.perf_counter)
    _epoch = _time.time() - _time.perf_counter()

    @classmethod
    def now(cls) -> float:
        """Seconds since 1970-01-01T00:00:00Z; moves evenly."""
        return float(cls._epoch + cls._elapsed())
