"""Offices that exchange packages, for tests: stores filled by plain inserts, enrolled with one another."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from db import audit, founding, partitions, settings
from db.ids import new_id
from db.store import Store
from desktop_app.exchange.safe_write import Files
from desktop_app.exchange.service import ExchangeService
from desktop_app.exchange.views import InboxEntry, Receipt, SentPackage
from tests.helpers.offices import FixedClock

PERIOD = "2026-11"
KEY = bytes(range(32))
SINCE = "2020-01-01"
_GIVEN = ("Vàng Seo Dìn", "Lù Thị Mỷ", "Nguyễn Văn An", "Đặng Thị Ánh", "Giàng A Páo", "Hoàng Ỷ Nhình")


@dataclass
class Side:
    """One office with its store and its exchange."""

    store: Store
    office_id: str
    folder: Path
    clock: FixedClock
    exchange: ExchangeService

    def groups(self, asked: tuple[int, ...]) -> dict[int, str]:
        """Return the groups of the own check code that someone reads out."""
        code = self.exchange.check_code().split()
        return {number: code[number - 1] for number in asked}


def make_side(folder: Path, code: str, name: str, kind: str, files: Files | None = None) -> Side:
    """Create an office with an empty register."""
    folder.mkdir(parents=True)
    clock = FixedClock()
    store = Store.create(folder / "sochibo.db", KEY)
    store.now = lambda: audit.stamp(clock())
    office_id = founding.found(
        store,
        code=code,
        name=name,
        header_name=name.upper(),
        kind=kind,
        place="Mường Khương",
        upper_name="",
        sample=False,
    )
    assert settings.get(store, founding.OFFICE) == office_id
    return Side(store, office_id, folder, clock, ExchangeService(store, office_id, folder, clock, files=files))


def commune(folder: Path, code: str = "MK01", files: Files | None = None) -> Side:
    """Create a commune."""
    return make_side(folder, code, f"Đảng ủy xã {code}", "commune_committee", files)


def province(folder: Path) -> Side:
    """Create an upper office."""
    return make_side(folder, "LC", "Tỉnh ủy Lào Cai", "province_committee")


def enrol(child: Side, parent: Side, stick: Path) -> None:
    """Enrol a child with its parent as two clerks do."""
    stick.mkdir(parents=True, exist_ok=True)
    request = parent.exchange.read_request(child.exchange.request_file(stick))
    answered = parent.exchange.answer(request, child.groups(request.asked), stick)
    answer = child.exchange.read_answer(answered)
    child.exchange.accept(answer, parent.groups(answer.asked))


def insert(side: Side, dataset: str, rows: list[dict[str, Any]]) -> None:
    """Write rows of one dataset as the services would keep them."""
    columns = partitions.SOURCES[dataset].columns
    with side.store.operation("test.insert", dataset):
        partitions.insert(side.store, dataset, [tuple(row[column] for column in columns) for row in rows])


def change(side: Side, sql: str, *values: object) -> None:
    """Change a row as a later entry would."""
    with side.store.operation("test.change", "-"):
        side.store.execute(sql, values)


def add_cell(side: Side, code: str, name: str) -> str:
    """Add a cell with one hamlet."""
    cell, hamlet = new_id(), new_id()
    insert(
        side,
        "organizations",
        [
            {
                "id": cell,
                "owner_id": side.office_id,
                "code": code,
                "name": name,
                "header_name": name.upper(),
                "kind": "cell",
                "parent_id": side.office_id,
                "place": "Nà Lừa",
                "meeting_day": 3,
                "established_on": SINCE,
                "closed_on": None,
                "valid_from": SINCE,
                "valid_to": None,
            }
        ],
    )
    insert(side, "hamlets", [{"id": hamlet, "owner_id": side.office_id, "name": f"Thôn {name}"}])
    insert(
        side,
        "cell_hamlets",
        [
            {
                "id": new_id(),
                "owner_id": side.office_id,
                "cell_id": cell,
                "hamlet_id": hamlet,
                "valid_from": SINCE,
                "valid_to": None,
            }
        ],
    )
    return cell


_cards = itertools.count(100_000)


def add_members(side: Side, cell: str, count: int) -> list[str]:
    """Add official members to a cell."""
    ids = [new_id() for _ in range(count)]
    owned = {"owner_id": side.office_id}
    insert(
        side,
        "members",
        [
            owned
            | {
                "id": id_,
                "full_name": _GIVEN[position % len(_GIVEN)],
                "birth_date": ("1980-05-03", "1975", "1969-11", "")[position % 4],
                "sex": ("male", "female")[position % 2],
                "admitted_on": "2010-02-03",
                "official_on": None if position % 7 == 0 else "2011-02-03",
                "card_number": str(next(_cards)),
                "sort_name": "",
                "revision": 1,
            }
            for position, id_ in enumerate(ids)
        ],
    )
    spans = {"valid_from": SINCE, "valid_to": None}
    insert(
        side,
        "memberships",
        [owned | spans | {"id": new_id(), "member_id": id_, "cell_id": cell} for id_ in ids],
    )
    insert(
        side,
        "member_status",
        [
            owned
            | spans
            | {
                "id": new_id(),
                "member_id": id_,
                "axis": "standing",
                "status": "probationary" if position % 7 == 0 else "official",
                "decision": "Số 12-QĐ/ĐU",
                "reason": "",
            }
            for position, id_ in enumerate(ids)
        ],
    )
    return ids


def add_meeting(side: Side, cell: str, members: list[str], period: str = PERIOD, **given: Any) -> str:
    """Add a final regular meeting with attendance, agenda, opinions and a guest."""
    meeting = new_id()
    chair = members[0] if members else None
    insert(side, "meetings", [_meeting_row(side, meeting, cell, members, period) | given])
    insert(side, "attendance", _attendance_rows(meeting, members))
    insert(side, "agenda_items", _agenda_rows(meeting, members))
    insert(side, "opinions", _opinion_rows(meeting, chair))
    insert(side, "guests", _guest_rows(meeting))
    return meeting


def _meeting_row(side: Side, meeting: str, cell: str, members: list[str], period: str) -> dict[str, Any]:
    return {
        "id": meeting,
        "owner_id": side.office_id,
        "series_id": new_id(),
        "version": 1,
        "state": "final",
        "number": 5,
        "cell_id": cell,
        "kind": "regular",
        "period": period,
        "held_on": f"{period}-03",
        "start_time": "07:30",
        "end_time": "09:15",
        "place": "Nhà văn hóa thôn Nà Lừa",
        "chair_id": members[0] if members else None,
        "secretary_id": members[0] if members else None,
        "theme": "",
        "approval_agree": len(members),
        "required": len(members),
        "present": len(members),
        "excused": 0,
        "unexcused": 0,
        "conclusions": 1,
        "finalized_at": f"{period}-03T10:00:00",
        "revision_reason": "",
    }


def _attendance_rows(meeting: str, members: list[str]) -> list[dict[str, Any]]:
    return [
        {
            "meeting_id": meeting,
            "position": position,
            "member_id": member,
            "full_name": _GIVEN[position % len(_GIVEN)],
            "standing": "official",
            "duty": "active",
            "presence": "present",
            "reason": "",
        }
        for position, member in enumerate(members)
    ]


def _agenda_rows(meeting: str, members: list[str]) -> list[dict[str, Any]]:
    return [
        {
            "meeting_id": meeting,
            "position": 0,
            "title": "Kiểm điểm công tác tháng 10",
            "content": "Đồng chí bí thư thông qua báo cáo. " * 150 + "\nHết.",
            "conclusion": "Thống nhất nhiệm vụ tháng tới.",
            "vote_form": "hands",
            "vote_entitled": len(members),
            "vote_agree": len(members),
            "vote_disagree": 0,
            "vote_other": 0,
        },
        {
            "meeting_id": meeting,
            "position": 1,
            "title": "=cmd|' /C calc'!A0",
            "content": '<b>x</b><img src="x">',
            "conclusion": "",
            "vote_form": None,
            "vote_entitled": None,
            "vote_agree": None,
            "vote_disagree": None,
            "vote_other": None,
        },
    ]


def _opinion_rows(meeting: str, chair: str | None) -> list[dict[str, Any]]:
    return [
        {
            "meeting_id": meeting,
            "item_position": 0,
            "position": 0,
            "member_id": chair,
            "speaker": "Giàng A Páo",
            "text": "Nhất trí với dự thảo.\nĐề nghị bổ sung đường bê tông thôn.",
        }
    ]


def _guest_rows(meeting: str) -> list[dict[str, Any]]:
    return [
        {
            "meeting_id": meeting,
            "position": 0,
            "name": "Nguyễn Thị Hà",
            "role": "Ủy viên Ban Thường vụ",
            "unit": "Đảng ủy xã",
            "from_above": 1,
        }
    ]


@dataclass
class Pair:
    """A commune with two cells that met, and the upper office it is enrolled with."""

    child: Side
    parent: Side
    stick: Path
    cells: list[str]
    members: list[list[str]]

    def send(self, period: str = PERIOD) -> SentPackage:
        """Make the commune's package."""
        return self.child.exchange.make_package(period, self.stick)

    def take(self, sent: SentPackage, reason: str = "") -> Receipt:
        """Take a package in at the upper office."""
        return self.parent.exchange.apply(self.look(sent), reason)

    def look(self, sent: SentPackage) -> InboxEntry:
        """Look at a package at the upper office."""
        return self.parent.exchange.preview(sent.path)


def make_pair(folder: Path, *, members: int = 5, files: Files | None = None) -> Pair:
    """Create a commune and its upper office, enrolled, with one month's meetings."""
    child, parent, stick = commune(folder / "xa", files=files), province(folder / "tinh"), folder / "usb"
    cells = [add_cell(child, "CB01", "Chi bộ thôn Nà Lừa"), add_cell(child, "CB02", "Chi bộ thôn Bản Sen")]
    people = [add_members(child, cell, members) for cell in cells]
    for cell, ids in zip(cells, people, strict=True):
        add_meeting(child, cell, ids)
    enrol(child, parent, stick)
    return Pair(child, parent, stick, cells, people)


def dump(side: Side, owner: str, periods: tuple[str, ...] = (PERIOD,)) -> dict[tuple[str, str], list[Any]]:
    """Return every carried row of one owner as a store holds it, by dataset and period."""
    found: dict[tuple[str, str], list[Any]] = {}
    for name in partitions.SOURCES:
        for period in periods:
            found[name, period] = partitions.read(side.store, name, owner, period)
    return found
