"""A store written by an earlier release: it opens, is brought up to date, and everything in it is still there."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlcipher3 import dbapi2

from db import audit, backup
from db.records import Duty, MemberFilter, Standing
from db.register_records import ChangeInput, ChangeKind, MemberProfile
from db.store import Store
from desktop_app.services.meetings import MeetingService
from desktop_app.services.member_changes import MemberChangeService
from desktop_app.services.member_records import MemberRecordService
from desktop_app.services.members import MemberService

RELEASED = Path(__file__).parent / "released"
KEY = bytes.fromhex((RELEASED / "release_0002.key").read_text("ascii"))
TODAY = date(2026, 11, 23)
TABLES = {
    "member": "id, owner_id, full_name, birth_date, sex, ethnic_code, admitted_on, official_on, card_number, sort_name,"
    " note, revision, name_search, name_sort",
    "membership": "id, owner_id, member_id, cell_id, valid_from, valid_to",
    "member_status": "id, owner_id, member_id, axis, status, valid_from, valid_to, decision, reason",
    "organization": "id, owner_id, code, closed_on",
    "hamlet": "id, owner_id, name",
    "cell_hamlet": "id, owner_id, cell_id, hamlet_id, valid_from, valid_to",
    "meeting": "id, owner_id, series_id, version, state, number, cell_id, kind, period, held_on, start_time, end_time,"
    " place, chair_id, secretary_id, theme, approval_agree, required, present, excused, unexcused, conclusions,"
    " finalized_at, revision_reason",
    "attendance": "*",
    "agenda_item": "meeting_id, position, title, content, conclusion, vote_form, vote_entitled, vote_agree,"
    " vote_disagree, vote_other",
    "draft": "*",
    "setting": "*",
    "audit": "*",
}


def now() -> datetime:
    return datetime(2026, 11, 23, 8, 30)  # noqa: DTZ001


def contents(read: Callable[[str], list[dict[str, Any]]]) -> dict[str, list[dict[str, Any]]]:
    return {table: read(f"SELECT {columns} FROM {table} ORDER BY 1, 2") for table, columns in TABLES.items()}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    target = tmp_path / "sochibo.db"
    shutil.copy(RELEASED / "release_0002.db", target)
    return target


@pytest.fixture
def before(path: Path) -> dict[str, list[dict[str, Any]]]:
    """What stands in the file before this program has touched it."""
    with closing(dbapi2.connect(str(path))) as connection:
        connection.execute(f"PRAGMA key = \"x'{KEY.hex()}'\"")

        def read(sql: str) -> list[dict[str, Any]]:
            found = connection.execute(sql)
            names = [column[0] for column in found.description]
            return [dict(zip(names, row, strict=True)) for row in found]

        return contents(read)


@pytest.fixture
def store(path: Path, before: dict[str, list[dict[str, Any]]]) -> Iterator[Store]:
    opened = Store.open(path, KEY)
    yield opened
    opened.close()


@pytest.fixture
def office_id(before: dict[str, list[dict[str, Any]]]) -> str:
    return str(before["member"][0]["owner_id"])


def everybody(store: Store) -> list[str]:
    return [row["id"] for row in store.rows("SELECT id FROM member ORDER BY id")]


def test_everything_the_release_wrote_is_still_there(store: Store, before: dict[str, list[dict[str, Any]]]) -> None:
    assert len(before["member"]) == 17
    after = contents(store.rows)
    # What bringing it up to date did stands on the trail, after what was there.
    after["audit"] = after["audit"][: len(before["audit"])]
    assert after == before
    assert audit.first_broken(store) is None
    (made,) = backup.listed(store.path.parent / "backups")
    assert made.reason == "migration"


def test_opening_a_second_time_changes_nothing(store: Store, path: Path) -> None:
    store.close()
    there = path.read_bytes()
    Store.open(path, KEY).close()
    assert path.read_bytes() == there


def test_nothing_more_is_known_of_anybody_yet(store: Store, office_id: str) -> None:
    members = MemberService(store, office_id, now)
    assert {members.profile(member_id) for member_id in everybody(store)} == {MemberProfile()}
    assert all(members.form(member_id).profile == MemberProfile() for member_id in everybody(store))
    assert not any(MemberRecordService(store, office_id, now).listed(member_id) for member_id in everybody(store))
    assert store.value("SELECT count(*) FROM member WHERE merged_into IS NOT NULL") == 0
    assert {row["party_group"] for row in store.rows("SELECT party_group FROM membership")} == {""}


def test_what_happened_to_people_has_become_acts(store: Store, office_id: str) -> None:
    changes = MemberChangeService(store, office_id, now)
    names = {row["full_name"]: row["id"] for row in store.rows("SELECT id, full_name FROM member")}

    def acts(name: str) -> list[ChangeKind]:
        return [act.change.kind for act in changes.listed(names[name])]

    assert all(
        acts(name)[0] in (ChangeKind.REGISTERED, ChangeKind.TEMPORARY_IN, ChangeKind.ADMISSION) for name in names
    )
    assert acts("Nông Văn Hòa") == [ChangeKind.REGISTERED]
    assert acts("Vàng A Muộn")[1:] == [ChangeKind.RECOGNITION]
    assert acts("Triệu Văn Toàn")[1:] == [ChangeKind.CELL_MOVE]
    assert acts("Bàn Thị Mẩy")[1:] == [ChangeKind.EXEMPTION]
    assert acts("Lò Văn Cường")[1:] == [ChangeKind.TEMPORARY_OUT, ChangeKind.TEMPORARY_END]
    assert acts("Đặng Văn Hùng")[1:] == [ChangeKind.TRANSFER_OUT]
    assert acts("Sùng A Sử")[1:] == [ChangeKind.DEATH]
    # What changed on one day is one act: moved to another cell and exempt at once.
    assert acts("Phùng Văn Lâm")[1:] == [ChangeKind.EXEMPTION]
    assert changes.listed(names["Phùng Văn Lâm"])[1].change.cell_id != ""


def test_the_acts_explain_every_difference_in_the_counts(store: Store, office_id: str) -> None:
    changes = MemberChangeService(store, office_id, now)
    year = changes.movements(date(2025, 7, 1), date(2026, 11, 30))
    assert year.breaks == ()
    assert (year.opening, year.closing) == (0, 14)
    cells = [row["id"] for row in store.rows("SELECT id FROM organization WHERE id <> ?", (office_id,))]
    assert not any(changes.movements(date(2025, 7, 1), date(2026, 11, 30), cell_id).breaks for cell_id in cells)


def test_work_goes_on_where_the_release_left_it(store: Store, office_id: str) -> None:
    members, changes = MemberService(store, office_id, now), MemberChangeService(store, office_id, now)
    probationary = next(
        row
        for row in members.page(MemberFilter(on=TODAY), 0, 50).rows
        if row.standing is Standing.PROBATIONARY and row.duty is Duty.ACTIVE
    )
    act = changes.apply(probationary.id, ChangeInput(kind=ChangeKind.RECOGNITION, on=TODAY))
    assert members.get(probationary.id).official_on == TODAY.isoformat()
    changes.cancel(act.id, "Nhầm người")
    assert members.get(probationary.id).official_on == ""
    meetings = MeetingService(store, office_id, now)
    (draft,) = meetings.drafts("2026-11")
    assert draft.content.attendance
    assert len(meetings.listed(period="2026-10")) == 2


def test_an_act_of_the_old_release_can_be_taken_back(store: Store, office_id: str) -> None:
    changes = MemberChangeService(store, office_id, now)
    moved = store.row("SELECT id FROM member WHERE full_name = 'Triệu Văn Toàn'")
    assert moved is not None
    changes.cancel(changes.listed(moved["id"])[-1].id, "Ghi nhầm")
    stays = store.rows("SELECT valid_from, valid_to FROM membership WHERE member_id = ?", (moved["id"],))
    assert stays == [{"valid_from": "2025-07-01", "valid_to": None}]
