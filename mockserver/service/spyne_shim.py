"""Spyne 2.14.0 on every Python from 3.11 on. The only module that imports Spyne; the others take its names from here.

Spyne's last release is of 2022. Its vendored ``six`` does not find ``collections.abc`` on Python 3.12 and later, some
of its modules import ``cgi``, gone since 3.13, and importing it warns of escapes and of ``pkg_resources``.
"""

from __future__ import annotations

import collections.abc
import sys
import types
import warnings
from importlib.machinery import ModuleSpec
from importlib.util import spec_from_loader
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
            import spyne.util.six  # noqa: PLC0415 - the stand-ins must be in place before

            _teach(spyne.util.six._importer)
    finally:
        if lacks_cgi:
            del sys.modules["cgi"]


def _teach(importer: Any) -> None:  # noqa: ANN401 - Spyne has no types
    """Give the vendored six's importer, which stays on ``sys.meta_path``, the method that importers have had since 3.4.

    Without it, Python 3.11 warns of it (ImportWarning) at each later import of a module that is not there.
    """
    kind = type(importer)
    if not hasattr(kind, "find_spec"):

        def find_spec(self: Any, name: str, _path: object = None, _target: object = None) -> ModuleSpec | None:  # noqa: ANN401
            return spec_from_loader(name, self) if name in self.known_modules else None

        kind.find_spec = find_spec


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
