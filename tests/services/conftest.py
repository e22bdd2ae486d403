"""A small commune office on a store of its own, for the tests of the services."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from db import organizations
from db.ids import new_id
from db.records import Member, MemberInput, Organization, OrganizationKind, Sex
from db.register_records import ChangeInput, ChangeKind, MemberChange
from db.store import Store
from desktop_app.services.hamlets import HamletService
from desktop_app.services.meetings import MeetingService
from desktop_app.services.member_changes import MemberChangeService
from desktop_app.services.members import MemberService
from desktop_app.services.organizations import OrganizationService
from desktop_app.services.reports import ReportService
from desktop_app.services.roles import RoleService
from desktop_app.services.tree_changes import TreeService
from tests.helpers.templates import copied

TODAY = date(2026, 11, 20)
START = date(2020, 1, 1)


def now() -> datetime:
    return datetime(2026, 11, 20, 9, 30)  # noqa: DTZ001


class Commune:
    """The services of one office and short ways to fill it."""

    def __init__(self, store: Store, made: Organization) -> None:
        self.store = store
        self.office = made
        office = made.id
        self.organizations = OrganizationService(store, office, now)
        self.tree = TreeService(store, office, now)
        self.hamlets = HamletService(store, office, now)
        self.roles = RoleService(store, office, now)
        self.meetings = MeetingService(store, office, now)
        self.reports = ReportService(store, office, now)
        self.members = MemberService(store, office, now)
        self.changes = MemberChangeService(store, office, now)

    def cell(self, code: str = "NL", name: str = "Chi bộ thôn Nà Lừa", *hamlets: str) -> Organization:
        return self.organizations.add_cell(code, name, "", "Mường Khương", 3, hamlets or ("Nà Lừa",), START)

    def person(self, cell_id: str, name: str, **changes: object) -> Member:
        return self.members.add(entered(cell_id, name, **changes))

    def act(self, member_id: str, kind: ChangeKind, on: date, **fields: Any) -> MemberChange:
        return self.changes.apply(member_id, ChangeInput(kind=kind, on=on, **fields))


def found(folder: Path) -> Organization:
    """Make the store of an office in a folder and return the office."""
    office = new_id()
    made = Organization(
        id=office,
        owner_id=office,
        code="MK",
        name="Đảng ủy xã Mường Khương",
        header_name="ĐẢNG BỘ XÃ MƯỜNG KHƯƠNG",
        kind=OrganizationKind.COMMUNE.value,
        parent_id=None,
        place="Mường Khương",
        valid_from=START,
    )
    folder.mkdir()
    store = Store.create(folder / "sochibo.db", bytes(32))
    with store.operation("office.create", f"organization:{office}"):
        organizations.insert(store, made)
    store.close()
    return made


def entered(cell_id: str, name: str, **changes: object) -> MemberInput:
    fields: dict[str, object] = {"full_name": name, "sex": Sex.MALE, "cell_id": cell_id, "since": START, **changes}
    return MemberInput(**fields)  # type: ignore[arg-type]  # the tests name the fields they change


@pytest.fixture
def commune(tmp_path: Path) -> Iterator[Commune]:
    made = copied("services", tmp_path / "xa", found)
    store = Store.open(tmp_path / "xa" / "sochibo.db", bytes(32))
    yield Commune(store, made)
    store.close()
