"""The service description, as ASP.NET generates it.

Spyne can't name its parts as ASP.NET does, so the text is a checked-in template; a test holds its schema and the Spyne
types together.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from xml.sax.saxutils import escape

_TEMPLATE = Path(__file__).with_name("IntegrationService.wsdl")


def wsdl(address: str) -> bytes:
    """The WSDL whose two ports are both at this URL."""
    return _template().replace("$address", escape(address, {'"': "&quot;"})).encode()


@cache
def _template() -> str:
    return _TEMPLATE.read_text(encoding="utf-8")
