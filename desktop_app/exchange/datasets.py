"""The datasets of a report: their partitions, and how rows become lines and are read back from lines."""

from __future__ import annotations

import functools
import hashlib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby, pairwise
from types import MappingProxyType
from typing import Any

import msgspec

from db.partition_sources import SOURCES
from db.problems import ProblemError
from db.records import OrganizationKind
from desktop_app.exchange import dataset_lines as shapes
from desktop_app.exchange import limits, line_checks, strict_json

Row = Any
"""Any of the lines of ``dataset_lines``."""

CELL, SECTION = OrganizationKind.CELL.value, OrganizationKind.SECTION.value


@dataclass(frozen=True)
class Dataset:
    """One kind of rows in a package."""

    name: str
    line: type[shapes.Line]
    by: str
    """What its partitions go by: "office", "cell" (its own column), or "meeting" (the cell of its meeting)."""
    dated: bool = False
    """Whether it belongs to a month; a register has the period "-"."""
    days: tuple[str, ...] = ()
    """Columns that hold a day or null."""
    partial: Mapping[str, str | None] = field(default_factory=lambda: MappingProxyType({}))
    """Columns that hold a partial date, with what stands there when it is unknown."""
    leads: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """Columns that lead to a row of another dataset of the same package, or to nothing when they are null: the name of
    that dataset, "cells" for organisations that are cells."""

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
            rows: list[Row] = _decoder(self.line).decode_lines(data)
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
            rows: list[Row] = _decoder(self.line).decode_lines(data)
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
def _decoder(line: type[shapes.Line]) -> Any:
    return msgspec.json.Decoder(line)


def _where(name: str, message: str) -> dict[str, object]:
    found = re.search(r"`\$\[(\d+)\]\.?([a-z_]*)", message)
    if found is None:
        return {"line": "?", "field": name}
    return {"line": int(found[1]) + 1, "field": f"{name}.{found[2]}" if found[2] else name}


_SPAN = ("valid_from", "valid_to")
_OF_MEMBER = MappingProxyType({"member_id": "members"})
_OF_MEETING = MappingProxyType({"meeting_id": "meetings"})

DATASETS: dict[str, Dataset] = {
    dataset.name: dataset
    for dataset in (
        Dataset("organizations", shapes.OrganizationLine, "office", days=("closed_on", "established_on", *_SPAN)),
        Dataset("organization_events", shapes.OrganizationEventLine, "office", days=("decision_on", "on_date")),
        Dataset(
            "organization_event_parts",
            shapes.OrganizationEventPartLine,
            "office",
            leads={"event_id": "organization_events", "organization_id": "organizations"},
        ),
        Dataset("hamlets", shapes.HamletLine, "office", days=("closed_on", "established_on")),
        Dataset("hamlet_names", shapes.HamletNameLine, "office", days=("until",), leads={"hamlet_id": "hamlets"}),
        Dataset(
            "cell_hamlets",
            shapes.CellHamletLine,
            "cell",
            days=_SPAN,
            leads={"cell_id": "cells", "hamlet_id": "hamlets"},
        ),
        Dataset(
            "members",
            shapes.MemberLine,
            "office",
            partial={"admitted_on": None, "birth_date": "", "official_on": None},
            leads={"merged_into": "members"},
        ),
        Dataset(
            "organization_roles",
            shapes.RoleLine,
            "office",
            days=_SPAN,
            leads={"member_id": "members", "organization_id": "organizations"},
        ),
        Dataset(
            "memberships",
            shapes.MembershipLine,
            "cell",
            days=_SPAN,
            leads={"cell_id": "cells", "member_id": "members"},
        ),
        Dataset("member_status", shapes.StatusLine, "office", days=_SPAN, leads=_OF_MEMBER),
        Dataset(
            "member_events",
            shapes.MemberEventLine,
            "office",
            days=("decision_on", "on_date", "until"),
            leads={"cell_id": "cells", "member_id": "members"},
        ),
        Dataset(
            "member_profiles",
            shapes.ProfileLine,
            "office",
            partial={"card_issued_on": "", "youth_joined_on": ""},
            leads={"hamlet_id": "hamlets", "member_id": "members"},
        ),
        Dataset("member_sensitive", shapes.SensitiveLine, "office", leads=_OF_MEMBER),
        Dataset(
            "meetings",
            shapes.MeetingLine,
            "cell",
            dated=True,
            days=("held_on",),
            leads={"cell_id": "cells", "chair_id": "members", "secretary_id": "members"},
        ),
        Dataset("agenda_items", shapes.AgendaLine, "meeting", dated=True, leads=_OF_MEETING),
        Dataset("opinions", shapes.OpinionLine, "meeting", dated=True, leads=_OF_MEETING | _OF_MEMBER),
        Dataset("attendance", shapes.AttendanceLine, "meeting", dated=True, leads=_OF_MEETING | _OF_MEMBER),
        Dataset("guests", shapes.GuestLine, "meeting", dated=True, leads=_OF_MEETING),
        Dataset("meeting_documents", shapes.AnnouncedLine, "meeting", dated=True, leads=_OF_MEETING),
        Dataset(
            "meeting_tasks",
            shapes.TaskLine,
            "meeting",
            dated=True,
            days=("due_on",),
            leads=_OF_MEETING | _OF_MEMBER,
        ),
        Dataset("meeting_follow_ups", shapes.FollowUpLine, "meeting", dated=True, days=("due_on",), leads=_OF_MEETING),
        Dataset("meeting_scores", shapes.ScoreLine, "meeting", dated=True, leads=_OF_MEETING),
    )
}
"""The fixed list of this schema, in the order of the package."""

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


EMPTY = hashlib.sha256(b"").hexdigest()
"""Digest of a partition without rows."""
