"""Time zones as settings name them."""

from __future__ import annotations

import re
from datetime import UTC, timedelta, timezone, tzinfo

from mockserver.contract import shown
from mockserver.errors import ScenarioError
from mockserver.scenarios.checking import FieldMistake, nearest, refusal
from mockserver.scenarios.kinds import Kind

_FARTHEST = 14 * 60  # minutes; XML Schema's bound
_OFFSET = re.compile("([+-])([0-9]{2}):([0-5][0-9])")
_NEARLY_OFFSET = re.compile("(?:UTC|GMT)? ?([+-]) ?([0-9]{1,2})(?::?([0-5][0-9]))?", re.IGNORECASE)
_NAME = re.compile("[A-Za-z0-9_+-]+(/[A-Za-z0-9_+-]+)*")


class TimeZone(Kind):
    """UTC, an offset from it, or a name of the IANA's database; models keep the text, see ``zone``."""

    expected = "UTC, an offset from -14:00 to +14:00, or a name such as Europe/Berlin"

    def _check(self, value: object) -> object:
        if not isinstance(value, str):
            raise refusal(self.expected, value)
        try:
            zone(value)
        except (KeyError, ValueError, OSError):  # there is none; it is no zone; it is a folder of zones
            raise self._unknown(value) from None
        return value

    def _unknown(self, value: str) -> ScenarioError:
        names = _all_names()
        advice = "" if names else "; names need a database, which this machine lacks: install the package tzdata"
        what = f"expected {self.expected}, got {shown(value)}{advice}"
        return ScenarioError([FieldMistake(what, found=shown(value), nearest=_meant(value, names))])


def zone(text: str) -> tzinfo:
    """The time zone that a checked text means. Of other texts: raises KeyError, ValueError or OSError."""
    if text == "UTC":
        return UTC
    if offset := _OFFSET.fullmatch(text):
        return _with_offset(*offset.groups())
    if not _NAME.fullmatch(text):
        raise ValueError("no name of a zone")
    from zoneinfo import ZoneInfo  # noqa: PLC0415 - most never need it

    return ZoneInfo(text)


def _with_offset(sign: str, hours: str, minutes: str | None) -> tzinfo:
    away = int(hours) * 60 + int(minutes or 0)
    if away > _FARTHEST:
        raise ValueError("no zone is so far from UTC")
    return timezone(timedelta(minutes=-away if sign == "-" else away))


def _all_names() -> set[str]:
    from zoneinfo import available_timezones  # noqa: PLC0415 - reads the whole database, and only a mistake needs it

    return available_timezones()


def _meant(value: str, names: set[str]) -> str | None:
    """The right text that is most like a wrong one. The names ``Etc/GMT+2`` are not meant: their sign is the other."""
    if near := _NEARLY_OFFSET.fullmatch(value.strip()):
        sign, hours, minutes = near.groups()
        return f"{sign}{int(hours):02}:{minutes or '00'}" if int(hours) < _FARTHEST // 60 else None
    cities = {name.rpartition("/")[2].casefold(): name for name in sorted(names)}
    return cities.get(value.casefold().replace(" ", "_")) or nearest(value, ("UTC", *sorted(names)))
