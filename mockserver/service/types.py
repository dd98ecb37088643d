"""The Spyne types of the service, derived from the contract."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mockserver.contract import NAMESPACE, ROW_FIELDS, XsdType
from mockserver.service.spyne_shim import ComplexModel, DateTime, Integer32, Unicode

_TYPES: dict[XsdType, Any] = {"int": Integer32, "string": Unicode, "dateTime": DateTime}


class WSLegacyProcessStatus(ComplexModel):  # type: ignore[misc]  # Spyne has no types
    """One process. The wire knows no nil inside it: a string that is null is left out."""

    __namespace__ = NAMESPACE
    _type_info = [  # noqa: RUF012 - Spyne's way to say it
        (field.name, _TYPES[field.type](min_occurs=int(field.required), nillable=False)) for field in ROW_FIELDS
    ]


class ArrayOfWSLegacyProcessStatus(ComplexModel):  # type: ignore[misc]  # Spyne has no types
    """The operation's result. Its items may be nil."""

    __namespace__ = NAMESPACE
    _type_info = [  # noqa: RUF012 - Spyne's way to say it
        (
            "WSLegacyProcessStatus",
            WSLegacyProcessStatus.customize(min_occurs=0, max_occurs="unbounded", nillable=True),
        )
    ]


class WSUser(ComplexModel):  # type: ignore[misc]  # Spyne has no types
    """The log-on, a SOAP header. The real schema also allows any attribute, which Spyne can't say."""

    __namespace__ = NAMESPACE
    _type_info = [  # noqa: RUF012 - Spyne's way to say it
        ("UserName", Unicode(min_occurs=0, nillable=False)),
        ("Password", Unicode(min_occurs=0, nillable=False)),
    ]


def type_info(kind: Any) -> Mapping[str, Any]:  # noqa: ANN401 - Spyne has no types
    """The members of a Spyne type by name, in their order on the wire."""
    members: Mapping[str, Any] = kind.get_flat_type_info(kind)
    return members
