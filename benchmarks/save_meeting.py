"""Figure 2: one meeting with 30 attendance rows, saved durably, beside a bare transaction of the same rows."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from benchmarks.harness import Figure, Trial
from db.ids import new_id
from db.store import Store, prepare

ATTENDANCE = 30
_KEY = bytes(range(32))
_OFFICE = "01930000-0000-7000-8000-000000000001"
_CELL = "01930000-0000-7000-8000-000000000002"
_MEETING = [
    "id", "owner_id", "series_id", "version", "state", "number", "cell_id", "kind", "period", "held_on", "start_time",
    "end_time", "place", "chair_id", "secretary_id", "theme", "approval_agree", "required", "present", "excused",
    "unexcused", "conclusions", "finalized_at", "revision_reason",
]  # fmt: skip
_ATTENDANCE = ["meeting_id", "position", "member_id", "full_name", "standing", "duty", "presence", "reason"]
_MEMBER = [
    "id", "owner_id", "full_name", "birth_date", "sex", "ethnic_code", "card_number", "sort_name", "note", "revision",
    "name_search", "name_sort",
]  # fmt: skip
_AUDIT = ["seq", "at", "actor", "action", "subject", "detail", "previous", "hash"]


def _insert(table: str, columns: list[str]) -> str:
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"


def _members() -> list[tuple[Any, ...]]:
    return [
        (new_id(), _OFFICE, f"Hoàng Thị Mẩy {n}", "1970", "female", "11", "", "", "", 1, f" may hoang {n}", f"MAY{n}")
        for n in range(ATTENDANCE)
    ]


def _rows(members: list[tuple[Any, ...]], number: int) -> tuple[tuple[Any, ...], list[tuple[Any, ...]]]:
    meeting_id = new_id()
    meeting = (
        meeting_id, _OFFICE, meeting_id, 1, "final", number, _CELL, "extraordinary", "2026-11", "2026-11-03", "07:30",
        "10:00", "Nhà văn hóa thôn", members[0][0], members[1][0], "", 30, 30, 29, 1, 0, 3, "2026-11-03T10:30:00", "",
    )  # fmt: skip
    return meeting, [
        (meeting_id, position, member[0], member[2], "official", "active", "present", "")
        for position, member in enumerate(members)
    ]


def _found(path: Path, members: list[tuple[Any, ...]]) -> Store:
    store = Store.create(path, _KEY)
    with store.operation("bench.prepare", "-"):
        store.insert_many("organization", ("id", "owner_id", "code"), [(_OFFICE, _OFFICE, "X"), (_CELL, _OFFICE, "C")])
        store.insert_many("member", _MEMBER, members)
    return store


def prepare_trial(folder: Path) -> Trial:
    """Two stores of the same content; the floor's is then driven by the bare driver with the same pragmas."""
    from sqlcipher3 import dbapi2

    members = _members()
    store = _found(folder / "ours.db", members)
    _found(folder / "floor.db", members).close()
    bare = dbapi2.connect(str(folder / "floor.db"), isolation_level=None)
    prepare(bare, _KEY, new=False)
    insert_meeting, insert_attendance = _insert("meeting", _MEETING), _insert("attendance", _ATTENDANCE)
    insert_audit = _insert("audit", _AUDIT)
    count = {"floor": 0, "ours": 0}

    def floor() -> None:
        count["floor"] += 1
        meeting, attendance = _rows(members, count["floor"])
        digest = hashlib.sha256(meeting[0].encode()).digest()
        audit = (count["floor"] + 1, "2026-11-03T10:30:00", "-", "meeting.finalize", f"meeting:{meeting[0]}", "{}")
        bare.execute("BEGIN IMMEDIATE")
        bare.execute(insert_meeting, meeting)
        bare.executemany(insert_attendance, attendance)
        bare.execute(insert_audit, (*audit, digest, digest))
        bare.execute("COMMIT")

    def ours() -> None:
        count["ours"] += 1
        meeting, attendance = _rows(members, count["ours"])
        with store.operation("meeting.finalize", f"meeting:{meeting[0]}"):
            store.insert_many("meeting", _MEETING, [meeting])
            store.insert_many("attendance", _ATTENDANCE, attendance)

    def check(_floor: object, _ours: object) -> None:
        assert _counts(bare) == (count["floor"], count["floor"] * ATTENDANCE, count["floor"] + 1)
        assert _counts(store.connection) == (count["ours"], count["ours"] * ATTENDANCE, count["ours"] + 1)

    def close() -> None:
        bare.close()
        store.close()

    return Trial(floor=floor, ours=ours, check=check, close=close)


def _counts(connection: Any) -> tuple[int, ...]:
    names = ("meeting", "attendance", "audit")
    return tuple(connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in names)


FIGURE = Figure(number=2, title="save a meeting with 30 attendance rows", reach=1.5, prepare=prepare_trial, repeats=60)
