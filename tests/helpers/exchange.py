"""Offices that exchange packages, for tests: stores filled by plain inserts, enrolled with one another."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from db import audit, founding, partitions, settings
from db.ids import new_id
from db.partition_sources import SOURCES
from db.store import Store
from desktop_app.exchange.safe_write import Files
from desktop_app.exchange.service import ExchangeService
from desktop_app.exchange.views import InboxEntry, Receipt, SentPackage
from tests.helpers import exchange_rows
from tests.helpers.exchange_rows import GIVEN, SINCE
from tests.helpers.offices import FixedClock
from tests.helpers.stores import KEY, new_store
from tests.helpers.templates import copied

PERIOD = "2026-11"


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
    store = new_store(folder / "sochibo.db")
    store.actor = "-"
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
    return _side(store, office_id, folder, files)


def _side(store: Store, office_id: str, folder: Path, files: Files | None = None) -> Side:
    clock = FixedClock()
    store.now = lambda: audit.stamp(clock())
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
    columns = SOURCES[dataset].columns
    with side.store.operation("test.insert", dataset):
        partitions.insert(side.store, dataset, [tuple(row[column] for column in columns) for row in rows])


def change(side: Side, sql: str, *values: object) -> None:
    """Change a row as a later entry would."""
    with side.store.operation("test.change", "-"):
        side.store.execute(sql, values)


def add_unit(side: Side, code: str, name: str, kind: str, parent_id: str | None = None) -> str:
    """Add a cell or a section with the act that made it."""
    unit, event = new_id(), new_id()
    insert(
        side,
        "organizations",
        [
            {
                "id": unit,
                "owner_id": side.office_id,
                "code": code,
                "name": name,
                "header_name": name.upper(),
                "kind": kind,
                "parent_id": parent_id or side.office_id,
                "place": "Nà Lừa",
                "meeting_day": 3 if kind == "cell" else None,
                "sector_code": "hamlet" if kind == "cell" else "",
                "type_code": "direct_cell" if kind == "cell" else "section",
                "established_on": SINCE,
                "closed_on": None,
                "valid_from": SINCE,
                "valid_to": None,
            }
        ],
    )
    insert(
        side,
        "organization_events",
        [
            {
                "id": event,
                "owner_id": side.office_id,
                "kind": "created",
                "on_date": SINCE,
                "decision_number": "Số 5-QĐ/ĐU",
                "decision_on": SINCE,
                "decided_by": "Đảng ủy xã",
                "note": "",
                "cancelled": "",
                "cancel_reason": "",
            }
        ],
    )
    insert(side, "organization_event_parts", [{"event_id": event, "organization_id": unit, "part": "subject"}])
    return unit


def add_cell(side: Side, code: str, name: str, parent_id: str | None = None) -> str:
    """Add a cell with one hamlet, which had another name before."""
    cell, hamlet = add_unit(side, code, name, "cell", parent_id), new_id()
    insert(
        side,
        "hamlets",
        [
            {
                "id": hamlet,
                "owner_id": side.office_id,
                "name": f"Thôn {name}",
                "established_on": None,
                "closed_on": None,
            }
        ],
    )
    insert(side, "hamlet_names", [{"hamlet_id": hamlet, "name": f"Bản {name}", "until": "2024-07-01"}])
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
    """Add official members to a cell, each with particulars and the act by which they were written down."""
    ids = [new_id() for _ in range(count)]
    owned = {"owner_id": side.office_id}
    insert(
        side,
        "members",
        [
            owned
            | {
                "id": id_,
                "full_name": GIVEN[position % len(GIVEN)],
                "birth_date": ("1980-05-03", "1975", "1969-11", "")[position % 4],
                "sex": ("male", "female")[position % 2],
                "admitted_on": "2010-02-03",
                "official_on": None if position % 7 == 0 else "2011-02-03",
                "card_number": str(next(_cards)),
                "merged_into": None,
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
        [owned | spans | {"id": new_id(), "member_id": id_, "cell_id": cell, "party_group": "Tổ 1"} for id_ in ids],
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
            }
            for position, id_ in enumerate(ids)
        ],
    )
    insert(
        side,
        "member_profiles",
        [exchange_rows.profile(position) | {"member_id": id_} for position, id_ in enumerate(ids)],
    )
    insert(
        side,
        "member_events",
        [owned | exchange_rows.registered(id_, cell, position) for position, id_ in enumerate(ids)],
    )
    return ids


def add_role(side: Side, unit: str, member: str | None, name: str = "", role: str = "deputy") -> str:
    """Let somebody lead a unit."""
    role_id = new_id()
    row = {
        "id": role_id,
        "owner_id": side.office_id,
        "organization_id": unit,
        "role": role,
        "member_id": member,
        "person_name": name,
        "valid_from": SINCE,
        "valid_to": None,
        "decision": "",
    }
    insert(side, "organization_roles", [row])
    return role_id


def add_meeting(side: Side, cell: str, members: list[str], period: str = PERIOD, **given: Any) -> str:
    """Add a final regular meeting with attendance, agenda, opinions and a guest."""
    meeting = new_id()
    chair = members[0] if members else None
    insert(side, "meetings", [exchange_rows.meeting_row(side.office_id, meeting, cell, members, period) | given])
    insert(side, "attendance", exchange_rows.attendance_rows(meeting, members))
    insert(side, "agenda_items", exchange_rows.agenda_rows(meeting, members))
    insert(side, "opinions", exchange_rows.opinion_rows(meeting, chair))
    insert(side, "guests", exchange_rows.guest_rows(meeting))
    insert(side, "meeting_documents", exchange_rows.document_rows(meeting))
    insert(side, "meeting_tasks", exchange_rows.task_rows(meeting, chair))
    insert(side, "meeting_follow_ups", exchange_rows.follow_up_rows(meeting))
    insert(side, "meeting_scores", exchange_rows.score_rows(meeting))
    return meeting


@dataclass
class Pair:
    """A commune with two cells that met, one of them in a section, and the upper office it is enrolled with."""

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
    """Create a commune and its upper office, enrolled, with one month's meetings; each time the same two."""

    def make(place: Path) -> Pair:
        made = _make_pair(place, members)
        made.child.store.close()
        made.parent.store.close()
        return made

    made = copied(("exchange", members), folder, make)
    child, parent = (
        _side(Store.open(folder / name / "sochibo.db", KEY), side.office_id, folder / name, own)
        for name, side, own in (("xa", made.child, files), ("tinh", made.parent, None))
    )
    return Pair(child, parent, folder / "usb", made.cells, made.members)


def _make_pair(folder: Path, members: int) -> Pair:
    child, parent, stick = commune(folder / "xa"), province(folder / "tinh"), folder / "usb"
    section = add_unit(child, "BP01", "Đảng bộ bộ phận Bản Sen", "section")
    cells = [add_cell(child, "CB01", "Chi bộ thôn Nà Lừa"), add_cell(child, "CB02", "Chi bộ thôn Bản Sen", section)]
    people = [add_members(child, cell, members) for cell in cells]
    for cell, ids in zip(cells, people, strict=True):
        add_meeting(child, cell, ids)
        add_role(child, cell, ids[0])
    enrol(child, parent, stick)
    return Pair(child, parent, stick, cells, people)


def dump(side: Side, owner: str, periods: tuple[str, ...] = (PERIOD,)) -> dict[tuple[str, str], list[Any]]:
    """Return every carried row of one owner as a store holds it, by dataset and period."""
    found: dict[tuple[str, str], list[Any]] = {}
    for name in SOURCES:
        for period in periods:
            found[name, period] = partitions.read(side.store, name, owner, period)
    return found
