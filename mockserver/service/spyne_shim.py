"""Spyne 2.14.0 on every Python from 3.11 on. The only module that imports Spyne; the others take its names from here.

Spyne's last release is of 2022. Its vendored ``six`` does not find ``collections.abc`` on Python 3.12 and later, some
of its modules import ``cgi``, gone since 3.13, and importing it warns of escapes and of ``pkg_resources``.
"""

from __future__ import annotations

import collections.abc
import sys
import types
import warnings
from typing import Any

_MOVED = "spyne.util.six.moves.collections_abc"


def _import_spyne() -> None:
    sys.modules.setdefault(_MOVED, collections.abc)
    lacks_cgi = "cgi" not in sys.modules
    if lacks_cgi:
        sys.modules["cgi"] = types.ModuleType("cgi")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import spyne  # noqa: F401, PLC0415 - the stand-ins must be in place before
    finally:
        if lacks_cgi:
            del sys.modules["cgi"]


_import_spyne()

from spyne import (  # noqa: E402 - the stand-ins must be in place before
    Application,
    ComplexModel,
    DateTime,
    Fault,
    Integer32,
    MethodContext,
    Service,
    Unicode,
    rpc,
)
from spyne.protocol import ProtocolBase  # noqa: E402
from spyne.server import ServerBase  # noqa: E402

Context = Any
"""A Spyne MethodContext: Spyne has no types."""

__all__ = [
    "Application",
    "ComplexModel",
    "Context",
    "DateTime",
    "Fault",
    "Integer32",
    "MethodContext",
    "ProtocolBase",
    "ServerBase",
    "Service",
    "Unicode",
    "rpc",
]
