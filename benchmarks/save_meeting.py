"""Figure 2: a meeting with 30 attendance rows checked and kept, beside a bare transaction of the same rows."""

from __future__ import annotations

import hashlib
import time
from datetime import date, datetime
from pathlib import Path
from typing import Any

import msgspec

from benchmarks.harness import Figure, Trial
from db.ids import new_id
from db.keyslots import FLOOR
from db.meeting_records import AgendaItem, MeetingDraft, MeetingKind
from db.records import MemberInput, OrganizationKind, Sex
from desktop_app.office import Office, Setup, create_office

MEMBERS = 30
ITEMS = 4
_TABLES = {"meeting": 1, "attendance": MEMBERS, "agenda_item": ITEMS}
_PERIOD = "2026-11"
_DAY = date(2026, 11, 3)
_PASSWORD = "a sentence nobody guesses"


def _now() -> datetime:
    return datetime(2026, 11, 3, 10, 30)  # noqa: DTZ001


class Bench:
    """One office with one cell of thirty members."""

    def __init__(self, folder: Path) -> None:
        setup = Setup("Đảng ủy xã A", "ĐẢNG BỘ XÃ A", "A", OrganizationKind.COMMUNE.value, "A", _PASSWORD)
        self.office: Office = create_office(folder, setup, kdf=FLOOR, clock=_now)[0]
        since = date(2020, 1, 1)
        cell = self.office.organizations.add_cell("C1", "Chi bộ thôn Một", "", "A", 3, ("Thôn Một",), since)
        self.cell_id = cell.id
        for number in range(MEMBERS):
            name = f"Hoàng Thị {chr(ord('A') + number % 26)}{number}"
            self.office.members.add(MemberInput(full_name=name, sex=Sex.FEMALE, cell_id=cell.id, since=since))

    def draft(self) -> MeetingDraft:
        """Return a complete draft, kept as the form keeps it."""
        draft = self.office.meetings.prepare(self.cell_id, MeetingKind.EXTRAORDINARY, _PERIOD)
        people = [mark.member_id for mark in draft.content.attendance]
        item = AgendaItem(
            title="Đánh giá tháng trước", content="Đồng chí bí thư trình bày. " * 20, conclusion="Nhất trí."
        )
        content = msgspec.structs.replace(
            draft.content,
            held_on=_DAY,
            start_time="07:30",
            end_time="10:00",
            place="Nhà văn hóa",
            chair_id=people[0],
            secretary_id=people[1],
            agenda=(item,) * ITEMS,
            approval_agree=MEMBERS,
        )
        return self.office.meetings.save_draft(msgspec.structs.replace(draft, content=content))

    def counts(self) -> tuple[int, ...]:
        """Return how many rows every table concerned holds."""
        return tuple(self.office.store.value(f"SELECT count(*) FROM {name}") for name in (*_TABLES, "draft", "audit"))


def _rows_of(bench: Bench, meeting_id: str) -> dict[str, tuple[str, list[list[Any]]]]:
    """Return what a kept meeting wrote: for each table its INSERT and its rows."""
    written: dict[str, tuple[str, list[list[Any]]]] = {}
    for table in _TABLES:
        key = "id" if table == "meeting" else "meeting_id"
        rows = bench.office.store.rows(f"SELECT * FROM {table} WHERE {key} = ?", (meeting_id,))
        names = ", ".join(rows[0])
        statement = f"INSERT INTO {table} ({names}) VALUES ({', '.join('?' * len(rows[0]))})"
        written[table] = (statement, [list(row.values()) for row in rows])
    return written


def prepare(folder: Path) -> Trial:
    """Two offices of the same content: one keeps meetings, the other's connection repeats the bare rows."""
    ours_bench, floor_bench = Bench(folder / "ours"), Bench(folder / "floor")
    first = floor_bench.office.meetings.finalize(floor_bench.draft())
    ours_bench.office.meetings.finalize(ours_bench.draft())
    pattern = _rows_of(floor_bench, first.id)
    bare = floor_bench.office.store.connection
    number = {"meeting": 1}

    def floor() -> tuple[float, tuple[int, ...]]:
        draft = floor_bench.draft()
        meeting_id = new_id()
        number["meeting"] += 1
        fresh = {
            table: [[meeting_id if value == first.id else value for value in row] for row in rows]
            for table, (_, rows) in pattern.items()
        }
        seq = bare.execute("SELECT max(seq) FROM audit").fetchone()[0] + 1
        digest = hashlib.sha256(meeting_id.encode()).digest()
        audit = (seq, "2026-11-03T10:30:00", "clerk", "meeting.finalize", f"meeting:{meeting_id}", "{}", digest, digest)
        started = time.perf_counter()
        bare.execute("BEGIN IMMEDIATE")
        for table, (statement, _) in pattern.items():
            bare.executemany(statement, fresh[table])
        bare.execute("DELETE FROM draft WHERE form = 'meeting' AND id = ?", (draft.id,))
        bare.execute("INSERT INTO audit VALUES (?, ?, ?, ?, ?, ?, ?, ?)", audit)
        bare.execute("COMMIT")
        return time.perf_counter() - started, floor_bench.counts()

    def ours() -> tuple[float, tuple[int, ...]]:
        draft = ours_bench.draft()
        started = time.perf_counter()
        ours_bench.office.meetings.finalize(draft)
        return time.perf_counter() - started, ours_bench.counts()

    def check(floor_counts: Any, ours_counts: Any) -> None:
        assert floor_counts == ours_counts, (floor_counts, ours_counts)
        kept = ours_counts[0]
        assert ours_counts[:4] == (kept, kept * MEMBERS, kept * ITEMS, 0), ours_counts

    def close() -> None:
        ours_bench.office.close(backup=False)
        floor_bench.office.close(backup=False)

    return Trial(floor=floor, ours=ours, check=check, close=close, timed=True)


FIGURE = Figure(
    number=2, title="check and keep a meeting, 30 attendance rows", reach=1.5, prepare=prepare, repeats=80, warm_up=5
)
