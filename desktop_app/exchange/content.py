"""What a report carries: the rows of the store as lines, checked, hashed and divided into partitions."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor

import msgspec

from db import partitions
from db.store import Store
from desktop_app.exchange import limits, manifest, policy
from desktop_app.exchange.datasets import CELL, DATASETS, EMPTY, Row, cells_of, partition_digests
from desktop_app.exchange.manifest import Partition, Total
from desktop_app.rules import dates


class Split:
    """Divides the datasets of a report into partitions.

    They are given one after another: organisations before what goes by cell, meetings before what belongs to them.
    """

    def __init__(self, office_id: str, period: str) -> None:
        self.office_id, self.period = office_id, period
        self._found: dict[str, list[Partition]] = {name: [] for name in DATASETS}
        self._cells: list[str] = []
        self._meeting_cells: dict[str, str] = {}

    @property
    def partitions(self) -> list[Partition]:
        """Every partition so far, those without rows too, in the order of datasets, then cells."""
        return [partition for found in self._found.values() for partition in found]

    def add(self, name: str, rows: Sequence[Row], data: bytes, whole: str) -> None:
        """Divide one dataset; ``data`` are its lines and ``whole`` their SHA-256.

        ``whole`` is that of the partition, too, where the office has only one.
        """
        dataset = DATASETS[name]
        if name == "organizations":
            self._cells = [row.id for row in rows if row.kind == CELL]
        if name == "meetings":
            self._meeting_cells = {row.id: row.cell_id for row in rows}
        if dataset.by == "office":
            digests = {self.office_id: (len(rows), whole)}
        else:
            of_rows = cells_of(dataset, rows, self.office_id, self._meeting_cells)
            digests = dict.fromkeys(self._cells, (0, EMPTY)) | partition_digests(data, of_rows)
        period = self.period if dataset.dated else "-"
        self._found[name] = [
            Partition(cell=cell, dataset=name, mode="snapshot", period=period, rows=count, sha256=digest)
            for cell, (count, digest) in sorted(digests.items())
        ]


class Content:
    """What one report carries, by dataset in the order of the package: the lines, and what the manifest says of them.

    The rows themselves are not kept; hardly anything needs them once they were seen to be well.
    """

    def __init__(self, office_id: str, recipient_id: str, period: str) -> None:
        self._recipient_id, self._period = recipient_id, period
        self._split = Split(office_id, period)
        self._people: dict[str, list[Row]] = {}
        self.data = dict.fromkeys(DATASETS, b"")
        self.digests = dict.fromkeys(DATASETS, EMPTY)
        self.counts = dict.fromkeys(DATASETS, 0)
        self.totals: list[Total] = []

    @property
    def partitions(self) -> list[Partition]:
        """The partitions of all datasets."""
        return self._split.partitions

    def add(self, name: str, data: bytes) -> None:
        """Take in the lines of one dataset, in the order that ``Split`` wants.

        Raises ProblemError X05 when a row cannot be carried.
        """
        dataset = DATASETS[name]
        rows = dataset.own(data)
        if name == "organizations":
            rows = _within(rows, self._recipient_id)
            data = dataset.lines(rows)
        digest = manifest.digest(data)
        self._split.add(name, rows, data, digest)
        self.data[name], self.digests[name], self.counts[name] = data, digest, len(rows)
        if name in ("memberships", "member_status"):
            self._people[name] = rows
        if len(self._people) == 2:
            self.totals = totals(self._people, self._period)
            self._people.clear()

    def digest(self, *, registers_only: bool = False) -> str:
        """Return one SHA-256 that stands for all the rows, or for those of the registers."""
        named = [
            f"{name} {digest}\n"
            for name, digest in self.digests.items()
            if not (registers_only and DATASETS[name].dated)
        ]
        return hashlib.sha256("".join(named).encode("ascii")).hexdigest()


def gather(store: Store, office_id: str, recipient_id: str, period: str) -> Content:
    """Return everything a report of ``period`` carries. Raises ProblemError X05 when a row cannot be carried.

    Of the sensitive particulars it carries those the receiver asks for and no others.
    """
    content = Content(office_id, recipient_id, period)
    wanted = policy.asked_by(store, recipient_id)
    # While this thread, the store's own, reads a dataset, the other takes in the one before. The small ones are the
    # last: when all is read, hardly anything is left to be taken in.
    first = (
        *("organizations", "meetings", "agenda_items", "member_profiles", "member_events", "attendance", "members"),
        *("memberships", "member_status"),
    )
    with ThreadPoolExecutor(max_workers=1) as other:
        taken = [
            other.submit(
                content.add, name, partitions.lines(store, name, office_id, period, limits.STRING_CHARS, wanted)
            )
            for name in dict.fromkeys((*first, *DATASETS))
        ]
    for one in taken:
        one.result()
    return content


def _within(rows: list[Row], recipient_id: str) -> list[Row]:
    """Forget parents that the receiver cannot know (offices above before the last reorganisation)."""
    known = {row.id for row in rows} | {recipient_id}
    return [
        row if row.parent_id is None or row.parent_id in known else msgspec.structs.replace(row, parent_id=None)
        for row in rows
    ]


def totals(content: Mapping[str, Sequence[Row]], period: str) -> list[Total]:
    """Return members by cell and standing on the last day of ``period``, for people to compare."""
    day = dates.last_day(period).isoformat()
    standing = {
        row.member_id: row.status
        for row in content["member_status"]
        if row.axis == "standing" and row.valid_from <= day and (row.valid_to is None or row.valid_to > day)
    }
    counted = Counter(
        (row.cell_id, standing.get(row.member_id, "-"))
        for row in content["memberships"]
        if row.valid_from <= day and (row.valid_to is None or row.valid_to > day)
    )
    return [Total(cell=cell, status=status, members=number) for (cell, status), number in sorted(counted.items())]
