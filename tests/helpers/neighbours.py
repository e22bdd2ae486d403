"""Two real office folders, a commune and the office above it, with one month finalised and its package on a stick."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import msgspec

from db.meeting_records import AgendaItem, Meeting, MeetingDraft, MeetingKind, Opinion, Presence, Vote
from db.records import MemberInput, Organization, Sex, Standing
from db.store import Store
from desktop_app import demo_exchange
from desktop_app.office import Office, Password, Setup, open_office
from tests.helpers.offices import PASSWORD, FixedClock, commune_setup, make_office, upper_setup

PERIOD = "2026-11"
SINCE = date(2020, 1, 1)
NAMES = ("Giàng A Páo", "Sùng Thị Mỷ", "Hoàng Văn Đào", "Đặng Thị Ánh")


@dataclass(frozen=True)
class Neighbours:
    """The folders of the two closed offices, and the package between them."""

    commune: Path
    upper: Path
    stick: Path
    package: Path

    def copied(self, folder: Path) -> Neighbours:
        """Return the same two offices once more below ``folder``, to be changed freely."""
        shutil.copytree(self.commune.parent, folder, dirs_exist_ok=True)
        return at(folder, self.package.name)


def at(folder: Path, package: str) -> Neighbours:
    """Return the neighbours that lie below ``folder``."""
    return Neighbours(folder / "xa", folder / "tinh", folder / "usb", folder / "usb" / package)


def make_neighbours(folder: Path, names: Sequence[str] = NAMES) -> Neighbours:
    """Create both offices, enrol them, finalise a meeting of people of these names and pack the month."""
    commune = make_office(folder / "xa", clock=FixedClock("2026-11-23T08:30:00"))
    upper = make_office(folder / "tinh", upper_setup(), clock=FixedClock("2026-11-23T09:30:00"))
    stick = folder / "usb"
    stick.mkdir()
    try:
        demo_exchange.enrol(commune, upper, stick)
        for left in stick.iterdir():
            left.unlink()
        cell = add_cell(commune, names)
        commune.meetings.finalize(meeting(commune, cell))
        sent = commune.exchange.make_package(PERIOD, stick)
    finally:
        commune.close()
        upper.close()
    return at(folder, sent.file_name)


def stranger_setup() -> Setup:
    """Return the answers of another commune's first start."""
    return replace(commune_setup(code="BL02"), name="Đảng ủy xã Bản Lầu", header_name="ĐẢNG BỘ XÃ BẢN LẦU")


def add_cell(office: Office, names: Sequence[str] = NAMES, code: str = "CB01") -> Organization:
    """Add a cell with official members of these names."""
    cell = office.organizations.add_cell(code, f"Chi bộ {code}", "", "Mường Khương", 3, [f"Thôn {code}"], SINCE)
    for name in names:
        office.members.add(
            MemberInput(
                full_name=name,
                birth_date="1980",
                sex=Sex.MALE,
                admitted_on="2010-03-03",
                official_on="2011-03-03",
                cell_id=cell.id,
                standing=Standing.OFFICIAL,
                since=SINCE,
            )
        )
    return cell


def meeting(office: Office, cell: Organization, period: str = PERIOD, **changes: Any) -> MeetingDraft:
    """Return the draft of a regular meeting that can be finalised; ``changes`` replace parts of its content."""
    draft = office.meetings.prepare(cell.id, MeetingKind.REGULAR, period)
    present = [mark for mark in draft.content.attendance if mark.presence is Presence.PRESENT]
    written = {
        "start_time": "07:30",
        "end_time": "10:00",
        "place": "Nhà văn hóa thôn",
        "chair_id": present[0].member_id,
        "secretary_id": present[1].member_id,
        "agenda": (
            AgendaItem(
                title="Nhiệm vụ tháng tới",
                content="Trồng rừng.\nLàm đường.",
                opinions=(Opinion(speaker=present[0].full_name, text="Nhất trí.", member_id=present[0].member_id),),
                conclusion=f"Giao {present[0].full_name} phụ trách.",
                vote=Vote(entitled=len(present), agree=len(present)),
            ),
        ),
        "approval_agree": len(present),
    }
    return msgspec.structs.replace(draft, content=msgspec.structs.replace(draft.content, **{**written, **changes}))


def only_meeting(office: Office, period: str = PERIOD) -> Meeting:
    """Return the one meeting of the month."""
    (line,) = office.meetings.listed(period=period)
    return office.meetings.get(line.id)


@contextmanager
def opened(folder: Path, clock: Callable[[], datetime] | None = None) -> Iterator[Office]:
    """The office of a folder, open for the block, left without a backup."""
    office = open_office(folder, Password(PASSWORD), clock=clock or FixedClock("2026-11-23T10:30:00"))
    try:
        yield office
    finally:
        office.close(backup=False)


def everything(store: Store) -> dict[str, list[tuple[Any, ...]]]:
    """Return every row of every table as the store holds it now."""
    tables = [row["name"] for row in store.rows("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
    return {name: sorted(store.tuples(f'SELECT * FROM "{name}"'), key=repr) for name in tables}
