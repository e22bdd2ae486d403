"""The rows a report carries: their shape, their partitions, and how they become lines and are read back from lines."""

from __future__ import annotations

import functools
import hashlib
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Annotated, Any, Literal

import msgspec

from db.partitions import SOURCES
from db.problems import ProblemError
from db.records import OrganizationKind
from desktop_app.exchange import limits, line_checks, strict_json

Id = Annotated[str, msgspec.Meta(min_length=36, max_length=36)]
"""A UUID; that all of a dataset are written as one is seen at once (``_sound``), not row by row."""
Reference = Annotated[str, msgspec.Meta(max_length=36)]
Text = Annotated[str, msgspec.Meta(max_length=limits.STRING_CHARS)]
Named = Annotated[str, msgspec.Meta(min_length=1, max_length=limits.STRING_CHARS)]
Long = Annotated[list[Named], msgspec.Meta(max_length=limits.LINE_BYTES // limits.STRING_CHARS)]
Day = Annotated[str, msgspec.Meta(min_length=10, max_length=10)]
Partial = Annotated[str, msgspec.Meta(min_length=4, max_length=10)]
"""A partial date; what is unknown is null."""
Count = Annotated[int, msgspec.Meta(ge=0, le=limits.INTEGER)]
OfficeKind = Annotated[str, msgspec.Meta(min_length=1, max_length=40)]

# The codes of db.records once more, as plain texts: they go straight from the line into the store. A test compares.
DutyCode = Literal["active", "exempt", "temporarily_exempt", "away", "visiting", "suspended"]
StandingCode = Literal["probationary", "official", "transferred", "removed", "expelled", "resigned", "deceased"]
SexCode = Literal["male", "female"]
AxisCode = Literal["standing", "duty"]
MeetingKindCode = Literal["regular", "thematic", "combined", "extraordinary"]
MeetingStateCode = Literal["final", "superseded", "cancelled"]
PresenceCode = Literal["present", "excused", "unexcused", "not_required"]
VoteFormCode = Literal["hands", "ballot", "electronic"]


class Line(msgspec.Struct, frozen=True, forbid_unknown_fields=True, gc=False):
    """Base of every row; the fields stand in order of name, which is the order of the canonical line.

    Rows hold texts, numbers and lists of texts, never one another: the garbage collector need not look at them.
    """


class OrganizationLine(Line, frozen=True, gc=False):
    """The office or one of its cells over one span of time."""

    closed_on: Day | None
    code: Named
    established_on: Day | None
    header_name: Text
    id: Id
    kind: OfficeKind
    meeting_day: Annotated[int, msgspec.Meta(ge=1, le=31)] | None
    name: Named
    owner_id: Reference
    parent_id: Reference | None
    place: Text
    valid_from: Day
    valid_to: Day | None


class HamletLine(Line, frozen=True, gc=False):
    """A hamlet."""

    id: Id
    name: Named
    owner_id: Reference


class CellHamletLine(Line, frozen=True, gc=False):
    """One hamlet of one cell over a span of time."""

    cell_id: Reference
    hamlet_id: Reference
    id: Id
    owner_id: Reference
    valid_from: Day
    valid_to: Day | None


class MemberLine(Line, frozen=True, gc=False):
    """A member, without what the upper office has no need of (ethnic group, note)."""

    admitted_on: Partial | None
    birth_date: Annotated[str, msgspec.Meta(max_length=10)]
    card_number: Text
    full_name: Named
    id: Id
    official_on: Partial | None
    owner_id: Reference
    revision: Annotated[int, msgspec.Meta(ge=1, le=limits.INTEGER)]
    sex: SexCode
    sort_name: Text


class MembershipLine(Line, frozen=True, gc=False):
    """In which cell a member is."""

    cell_id: Reference
    id: Id
    member_id: Reference
    owner_id: Reference
    valid_from: Day
    valid_to: Day | None


class StatusLine(Line, frozen=True, gc=False):
    """One dated row of a member's history."""

    axis: AxisCode
    decision: Text
    id: Id
    member_id: Reference
    owner_id: Reference
    reason: Text
    status: StandingCode | DutyCode
    valid_from: Day
    valid_to: Day | None


class MeetingLine(Line, frozen=True, gc=False):
    """A kept meeting of any state."""

    approval_agree: Count | None
    cell_id: Reference
    chair_id: Reference | None
    conclusions: Count
    end_time: Annotated[str, msgspec.Meta(max_length=5)]
    excused: Count
    finalized_at: Annotated[str, msgspec.Meta(max_length=40)]
    held_on: Day
    id: Id
    kind: MeetingKindCode
    number: Annotated[int, msgspec.Meta(ge=1, le=limits.INTEGER)]
    owner_id: Reference
    period: Annotated[str, msgspec.Meta(min_length=7, max_length=7)]
    place: Text
    present: Count
    required: Count
    revision_reason: Text
    secretary_id: Reference | None
    series_id: Id
    start_time: Annotated[str, msgspec.Meta(max_length=5)]
    state: MeetingStateCode
    theme: Text
    unexcused: Count
    version: Annotated[int, msgspec.Meta(ge=1, le=limits.INTEGER)]


class AgendaLine(Line, frozen=True, gc=False):
    """One agenda item; long texts come in pieces of at most 4,000 characters."""

    conclusion: Long
    content: Long
    meeting_id: Reference
    position: Count
    title: Text
    vote_agree: Count | None
    vote_disagree: Count | None
    vote_entitled: Count | None
    vote_form: VoteFormCode | None
    vote_other: Count | None


class OpinionLine(Line, frozen=True, gc=False):
    """What one speaker said on an agenda item."""

    item_position: Count
    meeting_id: Reference
    member_id: Reference | None
    position: Count
    speaker: Text
    text: Long


class AttendanceLine(Line, frozen=True, gc=False):
    """One person's line on the attendance list of a meeting."""

    duty: DutyCode
    full_name: Text
    meeting_id: Reference
    member_id: Reference
    position: Count
    presence: PresenceCode
    reason: Text
    standing: StandingCode


class GuestLine(Line, frozen=True, gc=False):
    """A guest of a meeting."""

    from_above: Literal[0, 1]
    meeting_id: Reference
    name: Text
    position: Count
    role: Text
    unit: Text


Row = Any
"""Any of the lines above."""


@dataclass(frozen=True)
class Dataset:
    """One kind of rows in a package."""

    name: str
    line: type[Line]
    by: str
    """What its partitions go by: "office", "cell" (its own column), or "meeting" (the cell of its meeting)."""
    dated: bool = False
    """Whether it belongs to a month; a register has the period "-"."""
    days: tuple[str, ...] = ()
    """Columns that hold a day or null."""

    @property
    def path(self) -> str:
        """Its file in the package."""
        return f"data/{self.name}.ndjson"

    @functools.cached_property
    def long(self) -> tuple[int, ...]:
        """Places of the columns carried in pieces."""
        source = SOURCES[self.name]
        return tuple(source.columns.index(column) for column in source.long)

    @property
    def key(self) -> tuple[str, ...]:
        """The columns that name a row."""
        return SOURCES[self.name].key

    def keys(self, rows: Iterable[Row]) -> list[tuple[Any, ...]]:
        """Return the key of each row."""
        names = self.key
        if len(names) == 1:
            return [(getattr(row, names[0]),) for row in rows]
        return [tuple([getattr(row, name) for name in names]) for row in rows]

    def of_values(self, values: Iterable[tuple[Any, ...]]) -> list[Row]:
        """Return rows made of what the store holds, long texts cut into pieces."""
        line: Callable[..., Row] = self.line
        if not self.long:
            return [line(*row) for row in values]
        return [
            line(*(strict_json.chunks(value) if place in self.long else value for place, value in enumerate(row)))
            for row in values
        ]

    def to_values(self, rows: Iterable[Row]) -> list[tuple[Any, ...]]:
        """Return plain values for the store, long texts joined again."""
        astuple = msgspec.structs.astuple
        if not self.long:
            return [astuple(row) for row in rows]
        return [
            tuple(["".join(value) if place in self.long else value for place, value in enumerate(astuple(row))])
            for row in rows
        ]

    def lines(self, rows: Sequence[Row]) -> bytes:
        """Return the canonical lines of rows. Raises ProblemError X05 as ``own`` does."""
        data = msgspec.json.Encoder().encode_lines(rows)
        self.own(data)
        return data

    def own(self, data: bytes) -> list[Row]:
        """Return the rows of lines that this office writes, held to what the receiver will hold them to.

        Raises ProblemError X05 when a row cannot be carried: a text that is too long or holds invisible characters.
        """
        try:
            line_checks.measure_lines(data)
            rows: list[Row] = _decoder(self.name).decode_lines(data)
            # A text whose only escapes are those of line ends and quotes can be written in one way only.
            canonical = line_checks.is_plain(data) or msgspec.json.Encoder().encode_lines(rows) == data
            sound = canonical and len(rows) <= limits.ROWS and self._sound(data, rows)
        except (ProblemError, msgspec.MsgspecError, UnicodeError) as error:
            raise ProblemError("X05", dataset=self.name) from error
        if not sound:
            raise ProblemError("X05", dataset=self.name)
        return rows

    def read(self, data: bytes) -> list[Row]:
        """Return the rows that canonical lines hold.

        Whatever would not be written again in exactly these bytes is refused: duplicate keys, floats, spaces, other
        escapes. Raises ProblemError E12 (a limit), E40 (shape; ``line`` and ``field`` say where).
        """
        line_checks.measure(data)
        try:
            rows: list[Row] = _decoder(self.name).decode_lines(data)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
            raise ProblemError("E40", **_where(self.name, str(error))) from error
        if msgspec.json.Encoder().encode_lines(rows) != data or not self._sound(data, rows):
            raise ProblemError("E40", line="?", field=self.name)
        keys = self.keys(rows)
        if any(before >= after for before, after in pairwise(keys)):
            raise ProblemError("E40", line="?", field=f"{self.name}.{self.key[0]}")
        return rows

    def _sound(self, data: bytes, rows: Sequence[Row]) -> bool:
        """Return what no decoder says: that ids are UUIDs and that texts hold nothing hidden."""
        ids = [column for column in _IDS if column in self.line.__struct_fields__]
        well = all(line_checks.are_ids([getattr(row, column) for row in rows]) for column in ids)
        return well and line_checks.is_clean(data, rows)


_IDS = ("id", "series_id")
"""Columns of the type Id."""


@functools.cache
def _decoder(name: str) -> Any:
    return msgspec.json.Decoder(DATASETS[name].line)


def _where(name: str, message: str) -> dict[str, object]:
    found = re.search(r"`\$\[(\d+)\]\.?([a-z_]*)", message)
    if found is None:
        return {"line": "?", "field": name}
    return {"line": int(found[1]) + 1, "field": f"{name}.{found[2]}" if found[2] else name}


_SPAN = ("valid_from", "valid_to")

DATASETS: dict[str, Dataset] = {
    dataset.name: dataset
    for dataset in (
        Dataset("organizations", OrganizationLine, "office", days=("closed_on", "established_on", *_SPAN)),
        Dataset("hamlets", HamletLine, "office"),
        Dataset("cell_hamlets", CellHamletLine, "cell", days=_SPAN),
        Dataset("members", MemberLine, "office"),
        Dataset("memberships", MembershipLine, "cell", days=_SPAN),
        Dataset("member_status", StatusLine, "office", days=_SPAN),
        Dataset("meetings", MeetingLine, "cell", dated=True, days=("held_on",)),
        Dataset("agenda_items", AgendaLine, "meeting", dated=True),
        Dataset("opinions", OpinionLine, "meeting", dated=True),
        Dataset("attendance", AttendanceLine, "meeting", dated=True),
        Dataset("guests", GuestLine, "meeting", dated=True),
    )
}
"""The fixed list, in the order of the package."""

Key = tuple[str, str, str]
"""A partition: (cell, dataset, period)."""


def cells_of(dataset: Dataset, rows: Sequence[Row], office_id: str, meeting_cells: dict[str, str]) -> list[str]:
    """Return for each row the cell whose partition it belongs to; "" for the row of an unknown meeting."""
    if dataset.by == "office":
        return [office_id] * len(rows)
    if dataset.by == "cell":
        return [row.cell_id for row in rows]
    return [meeting_cells.get(row.meeting_id, "") for row in rows]


def partition_digests(data: bytes, cells: Sequence[str]) -> dict[str, tuple[int, str]]:
    """Return by cell how many of the lines are its and the SHA-256 of those lines, in the order of the file."""
    lines, parts, start = data.split(b"\n"), dict[str, list[bytes]](), 0
    # Lines of one cell mostly follow one another.
    for cell, alike in groupby(cells):
        end = start + len(list(alike))
        parts.setdefault(cell, []).extend(lines[start:end])
        start = end
    return {cell: (len(lines), hashlib.sha256(b"\n".join(lines) + b"\n").hexdigest()) for cell, lines in parts.items()}


CELL = OrganizationKind.CELL.value
EMPTY = hashlib.sha256(b"").hexdigest()
"""Digest of a partition without rows."""
