"""The machine's own clocks, which no test can stop.

freezegun replaces attributes of modules, so the functions come from a fresh copy of the (built-in) time module, and are
held in a class, where it doesn't look. time-machine replaces ``time.time`` for every copy, and in some versions (2.16)
``time.monotonic``, but never ``time.perf_counter``: the wall clock is read once, when this module is imported, and that
counter says how much has passed since. The pytest plugin imports it when the session begins, before any test can have
touched the time.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
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

    elapsed: Callable[[], float] = staticmethod(_time.perf_counter)
    """Seconds since some moment, on a clock that only goes forward."""
    monotonic = elapsed
    """The same, by the name that event loops give it."""
    epoch: float = _time.time() - _time.perf_counter()
    """Seconds from 1970-01-01T00:00:00Z to the moment from which ``elapsed`` counts."""
