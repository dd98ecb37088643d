"""An answer as it was seen: the bytes of one HTTP body, what they say, and in what they break the contract."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, cast

from mockserver.contract import LooseRow, Row, date_time
from mockserver.scenarios.checking import refusal
from mockserver.scenarios.http_parts import bytes_beside, bytes_of
from mockserver.scenarios.kinds import Kind
from mockserver.scenarios.nodes import Node
from mockserver.scenarios.recorded_contract import Judge, RecordedFault, Version
from mockserver.scenarios.recorded_xml import Document, Element, codec_of, read_document

if TYPE_CHECKING:
    from mockserver.scenarios.reading import Reader
    from mockserver.scenarios.writing import Data, Writer

RecordedRows = tuple[Row | LooseRow | None, ...] | None
"""The rows of a recording: None is an absent result, a LooseRow one that breaks the contract."""

_TIMES = ("ProcessStartTime", "ProcessCompleteTime")


class _Spot(NamedTuple):
    """Where in the bytes a value stands that can be adapted."""

    start: int
    end: int
    name: str
    text: str


@dataclass(frozen=True, repr=False)
class Recording:
    """One answer as it was seen. Two with the same bytes are equal, wherever they come from."""

    data: bytes
    path: str = field(compare=False)
    """The file's name as it was given."""
    version: Version | None = field(compare=False)
    """The envelope's; None if there is none."""
    charset: str = field(compare=False)
    """As the document names it."""
    rows: RecordedRows = field(compare=False)
    """As far as they can be read; a fault has none."""
    fault: RecordedFault | None = field(compare=False)
    breaches: tuple[str, ...] = field(compare=False)
    """In what it breaks the contract: sentences that begin with the line, in the order of the document."""
    _spots: tuple[_Spot, ...] = field(compare=False)
    _earliest: tuple[datetime, ...] = field(compare=False)
    """The first of the times with a zone, and the first of those without, as far as there are any."""

    def __repr__(self) -> str:
        return f"Recording({self.path!r})"

    def adapted(self, ListID: int, now: datetime) -> bytes:
        """The bytes with this ListID in each row, and with times so that the earliest of them is ``now``.

        ``now`` is aware, and in the zone of times that are written without one. All times are moved by the same whole
        seconds, so that fractions and zones stay as written; a time before 1970 or in 9999 is none, and stays. Every
        other byte stays.
        """
        new = self._adapter(ListID, now)
        codec = codec_of(self.data, self.charset)
        parts, done = [], 0
        for spot in self._spots:
            parts += [self.data[done : spot.start], new(spot.name, spot.text).encode(codec)]
            done = spot.end
        return b"".join([*parts, self.data[done:]])

    def adapted_rows(self, ListID: int, now: datetime) -> RecordedRows:
        """The rows that `adapted` says."""
        if not self.rows:
            return self.rows
        new = self._adapter(ListID, now)
        return tuple(_adapted_row(row, ListID, new) for row in self.rows)

    def _adapter(self, ListID: int, now: datetime) -> Callable[[str, str], str]:
        """What makes the new text of a field from its name and its text."""
        # Times without a zone are told in the zone that `now` has, as it is now: a change of the clocks moves none.
        zone = timezone(now.utcoffset() or timedelta(0))
        instants = [time if time.tzinfo else time.replace(tzinfo=zone) for time in self._earliest]
        by = now.replace(microsecond=0) - min(instants) if instants else timedelta(0)

        def new(name: str, text: str) -> str:
            if name in _TIMES:
                return _shifted(text, by)
            return str(ListID) if name == "ListID" else text

        return new


def read_recording(data: bytes, path: str = "") -> Recording:
    """Read the bytes of one HTTP body, whatever they are. A DTD is not read, and nothing is fetched."""
    document = read_document(data)
    judge = Judge()
    if document.root is not None:
        judge.envelope(document.root)
    spots = tuple(_spots(judge.row_elements, data, codec_of(data, document.charset)))
    times = [time for time in (_moment(spot.text) for spot in spots if spot.name in _TIMES) if time is not None]
    return Recording(
        data=data,
        path=path,
        version=judge.version,
        charset=document.charset,
        rows=judge.rows,
        fault=judge.fault,
        breaches=tuple(_breaches(document, judge)),
        _spots=spots,
        _earliest=tuple(_earliest(times)),
    )


def _earliest(times: Sequence[datetime]) -> Iterator[datetime]:
    for group in ([time for time in times if time.tzinfo], [time for time in times if not time.tzinfo]):
        if group:
            yield min(group)


def _breaches(document: Document, judge: Judge) -> Iterator[str]:
    if document.root is not None and document.charset.lower() != "utf-8":
        yield f"line 1: it is in {document.charset}, and the service's answers are in utf-8"
    yield from judge.breaches
    if document.problem is not None:
        yield document.problem


def _spots(rows: Iterable[Element], data: bytes, codec: str) -> Iterator[_Spot]:
    for child in (child for row in rows for child in row.children if child.name in ("ListID", *_TIMES)):
        if child.start is not None and child.end is not None and not child.children:
            yield _spot(child, child.start, child.end, data, codec)


def _spot(element: Element, start: int, end: int, data: bytes, codec: str) -> _Spot:
    """Where the value stands; white space round it stays, unless the value is written with references."""
    text = element.text.strip(" \t\r\n")
    value = text.encode(codec, "replace")
    found = data.find(value, start, end)
    return _Spot(start, end, element.name, text) if found < 0 else _Spot(found, found + len(value), element.name, text)


def _adapted_row(row: Row | LooseRow | None, ListID: int, new: Callable[[str, str], str]) -> Row | LooseRow | None:
    if row is None:
        return None
    if isinstance(row, LooseRow):
        return LooseRow(tuple((name, new(name, text)) for name, text in row.elements))
    start, complete = (new(name, getattr(row, name)) for name in _TIMES)
    return row._replace(ListID=ListID, ProcessStartTime=start, ProcessCompleteTime=complete)


def _moment(text: str) -> datetime | None:
    """The time that a field tells, to the second and with its zone; None if it tells none."""
    try:
        date_time(text)
        moment = datetime.fromisoformat(text[:19] + text[19:].lstrip(".0123456789"))
    except ValueError:
        return None
    return moment if 1970 <= moment.year < 9999 else None


def _shifted(text: str, by: timedelta) -> str:
    moment = _moment(text)
    if moment is None:
        return text
    try:
        return (moment.replace(tzinfo=None) + by).isoformat() + text[19:]
    except OverflowError:
        return text


class RecordedFile(Kind):
    """A recording: in a scenario's file the name of one beside it or below, in Python its path; models keep it read."""

    expected = "the name of a file with a recorded answer"

    def _check(self, value: object) -> object:
        if isinstance(value, Recording):
            return value
        if not isinstance(value, str | Path):
            raise refusal("the path of a file with a recorded answer", value)
        where = f" in {Path.cwd()}, where paths start in Python"
        return read_recording(bytes_of(Path(value), str(value), where), str(value))

    def _read(self, node: Node, reader: Reader) -> object:
        name, data = bytes_beside(self.scalar(node), reader)
        return read_recording(data, name)

    def _write(self, value: object, writer: Writer) -> Data:
        return writer.beside(cast("Recording", value).data, ".xml")
