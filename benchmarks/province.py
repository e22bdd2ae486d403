"""The store of a province: 2,124 cells, 33,000 people with their particulars, twelve months of meetings.

Every meeting has three conclusions and gave two tasks; every cell has its list of themes and a committee that met. On
demand it holds the review of the year, half of it decided.
"""

from __future__ import annotations

import atexit
import itertools
import random
import tempfile
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from db.ids import new_id

if TYPE_CHECKING:
    from db.evaluation_records import Campaign
    from db.store import Store
    from desktop_app.demo_people import Person
    from desktop_app.office import Office

CELLS: Final = 2_124
MEMBERS: Final = 33_000
MONTHS: Final = 12
TODAY: Final = date(2026, 11, 23)
YEAR: Final = TODAY.year
PERIODS: Final = tuple(f"{2025 + (10 + n) // 12}-{(10 + n) % 12 + 1:02}" for n in range(1, MONTHS + 1))
"""December 2025 to November 2026."""

_SINCE = date(2025, 7, 1)
_VILLAGES = (
    *("Nà Lừa", "Bản Lầu", "Cốc Cái", "Sín Chải", "Na Đẩy", "Pha Long", "Tả Gia Khâu", "Nậm Chảy", "Lũng Vài"),
    *("Cao Sơn", "La Pan Tẩn", "Tung Chung Phố", "Dìn Chin", "Nấm Lư", "Thanh Bình", "Bản Sen", "Lùng Khấu Nhin"),
)
_COMMUNES = ("Mường Khương", "Si Ma Cai", "Bắc Hà", "Bảo Thắng", "Văn Bàn", "Bát Xát", "Sa Pa", "Mường Hum")
_WORK = ("Làm ruộng", "Giáo viên tiểu học", "Cán bộ xã", "Hưu trí", "Bộ đội biên phòng", "Buôn bán", "Y sĩ trạm y tế")
_POSTS = (
    "",
    "",
    "",
    "",
    "Trưởng thôn",
    "Bí thư chi bộ",
    "Phó chủ tịch UBND xã",
    "Hiệu trưởng",
    "Chủ tịch hội nông dân",
)


def clock() -> datetime:
    """Return the moment at which the province is looked at."""
    return datetime(TODAY.year, TODAY.month, TODAY.day, 9, 0)  # noqa: DTZ001


_shared: list[tuple[Office, tempfile.TemporaryDirectory[str]]] = []


def shared() -> Office:
    """Return the province of this run, made when it is first asked for and removed when the program ends."""
    if not _shared:
        folder = tempfile.TemporaryDirectory(prefix="sochibo-province-", ignore_cleanup_errors=True)
        _shared.append((make(Path(folder.name) / "province"), folder))
        atexit.register(_forget)
    return _shared[0][0]


def _forget() -> None:
    while _shared:
        office, folder = _shared.pop()
        office.close(backup=False)
        folder.cleanup()


def campaign(office: Office) -> Campaign:
    """Return the review of the year, opened when it is first asked for; every other cell is decided, some cells voted.

    Stages and levels are written in bulk: what they say of a person does not matter here, only that they differ.
    """
    found = office.reviews.campaign(YEAR)
    if found is not None:
        return found
    made = office.reviews.open(YEAR)
    levels = [level.code for level in office.schemes.get(made.scheme).levels][:3]
    units = sorted(unit.organization_id for unit in office.reviews.cells(made.id))
    with office.store.operation("province.review", f"campaign:{made.id}"):
        for stage, place in (("decided", 0), ("decided", 1), ("voted", 2)):
            office.store.change_many(
                "UPDATE evaluation SET stage = ?, self_level = ?, committee_level = ?, points = 850,"
                " decided_level = CASE ? WHEN 'decided' THEN ? ELSE '' END"
                " WHERE campaign_id = ? AND organization_id = ? AND exclusion = ''",
                [
                    (stage, levels[0], level, stage, level, made.id, unit)
                    for level, unit in zip(itertools.cycle(levels), units[place::4])
                ],
            )
    return made


def make(folder: Path, *, cells: int = CELLS, people: int = MEMBERS, months: int = MONTHS) -> Office:
    """Return an open office of that size in ``folder``; written in bulk, as a restored backup would be."""
    from db.keyslots import FLOOR
    from desktop_app import demo_people
    from desktop_app.office import Setup, create_office

    setup = Setup(
        name="Đảng ủy Bắc Sông",
        header_name="ĐẢNG BỘ BẮC SÔNG",
        code="BS",
        kind="upper_committee",
        place="Bắc Sông",
        password="mot mat khau du dai",
    )
    office = create_office(folder, setup, kdf=FLOOR, clock=clock)[0]
    store = office.store
    rng = random.Random(26)  # noqa: S311 - invented people, the same at every run
    counter = demo_people.counter()
    units = [new_id() for _ in range(cells)]
    sizes = [people // cells + (place < people % cells) for place in range(cells)]
    groups = ("01", "02", "07", "08", "09", "15", "43")
    lists = [
        [(new_id(), person) for person in demo_people.village(rng, size, rng.sample(groups, 2), counter)]
        for size in sizes
    ]
    with store.operation("province.make", "organization:-"):
        _write_cells(store, office.id, units)
        for unit, persons in zip(units, lists, strict=True):
            _write_people(store, office.id, unit, persons, rng)
        for place, (unit, persons) in enumerate(zip(units, lists, strict=True)):
            _write_meetings(store, office.id, (place, unit), persons, PERIODS[MONTHS - months :], rng)
            _write_themes(store, office.id, unit, persons)
    return office


def _write_cells(store: Store, office_id: str, units: list[str]) -> None:
    from db import hamlets, organizations
    from db.records import CellHamlet, Hamlet, Organization

    for number, unit in enumerate(units):
        village = f"{_VILLAGES[number % len(_VILLAGES)]} {number // len(_VILLAGES) + 1}"
        organizations.insert(
            store,
            Organization(
                id=unit,
                owner_id=office_id,
                code=f"CB{number:04}",
                name=f"Chi bộ thôn {village}",
                header_name=f"CHI BỘ THÔN {village.upper()}",
                kind="cell",
                parent_id=office_id,
                place=_COMMUNES[number % len(_COMMUNES)],
                meeting_day=number % 28 + 1,
                valid_from=_SINCE,
            ),
        )
        hamlet = Hamlet(id=f"h-{unit}", owner_id=office_id, name=f"Thôn {village}")
        hamlets.insert(store, [hamlet])
        cover = CellHamlet(id=new_id(), owner_id=office_id, cell_id=unit, hamlet_id=hamlet.id, valid_from=_SINCE)
        hamlets.insert_covers(store, [cover])


def _write_people(
    store: Store, office_id: str, unit: str, persons: list[tuple[str, Person]], rng: random.Random
) -> None:
    from db import text

    members: list[dict[str, Any]] = []
    for id_, person in persons:
        members.append(
            {
                "id": id_,
                "owner_id": office_id,
                "full_name": person.full_name,
                "birth_date": person.birth_date,
                "sex": person.sex.value,
                "ethnic_code": person.ethnic_code,
                "admitted_on": person.admitted_on.isoformat(),
                "official_on": person.official_on and person.official_on.isoformat(),
                "card_number": person.card_number,
                "sort_name": "",
                "note": "",
                "revision": 1,
                "name_search": text.person_search_text(person.full_name),
                "name_sort": text.person_sort_key(person.full_name),
            }
        )
    _insert(store, "member", members)
    _insert(store, "member_profile", [_profile(id_, unit, rng) for id_, _ in persons])
    stays = [
        {"id": new_id(), "owner_id": office_id, "member_id": id_, "cell_id": unit, "valid_from": _day(person.since)}
        for id_, person in persons
    ]
    _insert(store, "membership", stays)
    _insert(store, "member_status", list(_statuses(office_id, persons)))


def _day(value: date | None) -> str | None:
    return None if value is None else value.isoformat()


def _profile(member_id: str, unit: str, rng: random.Random) -> dict[str, Any]:
    from db.register_records import MemberProfile

    village, commune = rng.choice(_VILLAGES), rng.choice(_COMMUNES)
    known = {
        "home_place": f"Xã {rng.choice(_COMMUNES)}, tỉnh Lào Cai",
        "birth_place": f"Xã {commune}",
        "permanent_address": f"Thôn {village} {rng.randint(1, 9)}, xã {commune}, tỉnh Lào Cai",
        "national_id": f"0{rng.randint(10_000_000_000, 99_999_999_999)}",
        "phone": f"09{rng.randint(10_000_000, 99_999_999)}",
        "occupation": rng.choice(_WORK),
        "general_education": f"{rng.randint(5, 12)}/12",
        "introducers": "Hoàng Văn Hùng, Nông Thị Lan",
        "file_number": f"{rng.randint(1, 999_999):06}",
        "party_position": rng.choice(_POSTS),
        "government_position": rng.choice(_POSTS),
        "hamlet_id": f"h-{unit}" if rng.random() < 0.5 else None,
    }
    empty = MemberProfile()
    values = {name: getattr(empty, name) for name in empty.__struct_fields__}
    return {"member_id": member_id, **values, **known, "youth_member": 0}


def _statuses(office_id: str, persons: list[tuple[str, Person]]) -> Iterator[dict[str, Any]]:
    for id_, person in persons:
        first = "probationary" if person.was_probationary else person.standing.value
        standing = [(first, person.since, person.official_on if person.was_probationary else None)]
        if person.was_probationary and person.official_on:
            standing.append(("official", person.official_on, None))
        lines = [("standing", *line) for line in standing]
        if person.duty_since is not None:
            lines.append(("duty", person.duty.value, person.duty_since, None))
        for axis, status, start, until in lines:
            yield {
                "id": new_id(),
                "owner_id": office_id,
                "member_id": id_,
                "axis": axis,
                "status": status,
                "valid_from": _day(start),
                "valid_to": _day(until),
                "decision": "",
                "reason": "",
            }


def _write_meetings(
    store: Store,
    office_id: str,
    cell: tuple[int, str],
    persons: list[tuple[str, Person]],
    periods: tuple[str, ...],
    rng: random.Random,
) -> None:
    meetings, attendance, items, tasks, assignments = [], [], [], [], []
    for number, period in enumerate(periods, 1):
        if rng.random() < 0.02:
            continue
        meeting_id = new_id()
        held_on = f"{period}-{cell[0] % 28 + 1:02}"
        absent = {id_ for id_, _ in persons if rng.random() < 0.08}
        meetings.append(
            {
                "id": meeting_id,
                "owner_id": office_id,
                "series_id": meeting_id,
                "version": 1,
                "state": "final",
                "number": number,
                "cell_id": cell[1],
                "kind": "combined" if number % 3 == 0 else "regular",
                "period": period,
                "held_on": held_on,
                "start_time": "07:30",
                "end_time": "10:00",
                "place": "Nhà văn hóa thôn",
                "chair_id": persons[0][0],
                "secretary_id": persons[-1][0],
                "theme": "Học tập và làm theo Bác" if number % 3 == 0 else "",
                "approval_agree": len(persons) - len(absent),
                "required": len(persons),
                "present": len(persons) - len(absent),
                "excused": len(absent),
                "unexcused": 0,
                "conclusions": 3,
                "finalized_at": f"{period}-28T10:30:00",
                "revision_reason": "",
            }
        )
        attendance += [
            {
                "meeting_id": meeting_id,
                "position": place,
                "member_id": id_,
                "full_name": person.full_name,
                "standing": person.standing.value,
                "duty": person.duty.value,
                "presence": "excused" if id_ in absent else "present",
                "reason": "",
            }
            for place, (id_, person) in enumerate(persons)
        ]
        items += _items(meeting_id)
        for place in range(2):
            who = persons[place % len(persons)]
            task, given = _task((office_id, cell[1]), (meeting_id, held_on), place, who)
            tasks.append(task)
            assignments.append(given)
    _insert(store, "meeting", [*meetings, *(_committee(meeting) for meeting in meetings)])
    _insert(store, "attendance", attendance)
    _insert(store, "agenda_item", items)
    _insert(store, "meeting_task", tasks)
    _insert(store, "assignment", assignments)


def _committee(meeting: dict[str, Any]) -> dict[str, Any]:
    """The meeting of the committee a day or more before."""
    id_ = new_id()
    return {
        **meeting,
        "id": id_,
        "series_id": id_,
        "kind": "committee",
        "held_on": f"{meeting['period']}-01",
        "theme": "",
        "required": 3,
        "present": 3,
        "excused": 0,
        "conclusions": 0,
    }


def _items(meeting_id: str) -> list[dict[str, Any]]:
    return [
        {
            "meeting_id": meeting_id,
            "position": place,
            "title": f"Nội dung {place + 1}",
            "content": "Chi ủy báo cáo kết quả lãnh đạo trong tháng, phương hướng tháng tới. " * 3,
            "conclusion": "Chi bộ thống nhất đánh giá của chi ủy; đảng viên phụ trách hộ tiếp tục vận động.",
        }
        for place in range(3)
    ]


def _task(
    of: tuple[str, str], meeting: tuple[str, str], place: int, who: tuple[str, Person]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return a task of the minutes and the assignment made of it; ``of`` is (office, cell), ``meeting`` (id, day)."""
    task_id, due = new_id(), f"{meeting[1][:8]}28"
    shared = {"text": "Vận động ba hộ làm đường nội thôn", "assignee": who[1].full_name, "member_id": who[0]}
    done = place == 0 and meeting[1] < "2026-11"
    given = {
        "id": task_id, "owner_id": of[0], "cell_id": of[1], "meeting_id": meeting[0], **shared, "given_on": meeting[1],
        "due_on": due, "outcome": "on_time" if done else "open", "done_on": due if done else None, "remark": "",
        "recorded_in": None, "year": int(due[:4]), "revision": 1,
    }  # fmt: skip
    task = {"meeting_id": meeting[0], "item_position": 2, "position": place, "task_id": task_id, **shared}
    return {**task, "due_on": due}, given


def _write_themes(store: Store, office_id: str, unit: str, persons: list[tuple[str, Person]]) -> None:
    themes = [
        {
            "id": new_id(), "owner_id": office_id, "cell_id": unit, "year": 2026, "quarter": quarter,
            "title": f"Chuyên đề quý {quarter}: học tập và làm theo Bác", "writer_id": persons[0][0],
            "presenter_id": persons[-1][0], "approved_on": "2026-01-12", "approval_number": "15-CV/ĐU",
            "sent_on": None, "reported_on": None, "note": "", "revision": 1,
        }
        for quarter in range(1, 5)
    ]  # fmt: skip
    _insert(store, "theme", themes)
    leaders = [
        {
            "id": new_id(), "owner_id": office_id, "organization_id": unit, "role": role, "member_id": id_,
            "person_name": "", "valid_from": _SINCE.isoformat(), "decision": "", "note": "",
        }
        for role, (id_, _) in zip(("secretary", "deputy", "committee"), persons, strict=False)
    ]  # fmt: skip
    _insert(store, "organization_role", leaders)


def _insert(store: Store, table: str, rows: list[dict[str, Any]]) -> None:
    if rows:
        store.insert_many(table, list(rows[0]), [list(row.values()) for row in rows])
