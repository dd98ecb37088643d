"""How .NET puts texts into its sentences: long ones are cut."""

from __future__ import annotations

_MOST = 1_024
_DOTS = "..."


def argument(text: str) -> str:
    """The text as it stands in a sentence of .NET's resources: of more than 1,024 UTF-16 units, 1,021 and dots.

    Source: Res.GetString, the same in each assembly.
    """
    if len(text) <= _MOST // 2:
        return text
    units = text.encode("utf-16-le", "surrogatepass")
    if len(units) <= 2 * _MOST:
        return text
    return units[: 2 * (_MOST - len(_DOTS))].decode("utf-16-le", "replace") + _DOTS
