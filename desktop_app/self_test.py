"""The program tests itself where it stands: store, prints, Word, workbook, package, and a second office verifies it."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from datetime import date, datetime, timezone
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from db import places
from db.meeting_records import AgendaItem, Meeting, MeetingKind, Vote
from db.records import MemberInput, OrganizationKind, Sex
from desktop_app.texts import tr

if TYPE_CHECKING:
    from desktop_app.office import Office

_PERIOD = "2026-11"
_PASSWORD = "tự kiểm tra chương trình"  # noqa: S105  # of offices that live for a second
_PEOPLE = ("Đặng Thị Ánh", "Giàng A Sử", "Nguyễn Văn Hùng")


def _clock() -> datetime:
    return datetime(2026, 11, 20, 8, 0, tzinfo=timezone.utc)  # noqa: UP017


def run(report: Callable[[str], None]) -> None:
    """Do one small month in a temporary folder and tell each step; ends with "OK".

    Raises ProblemError when the world is at fault, AssertionError when the program is.
    """
    with tempfile.TemporaryDirectory(prefix="sochibo-", ignore_cleanup_errors=True) as place:
        folder = Path(place)
        commune = _office(folder / "a", "TK01", OrganizationKind.COMMUNE)
        try:
            upper = _office(folder / "b", "TK", OrganizationKind.PROVINCE)
            try:
                _month(commune, upper, folder / "usb", report)
            finally:
                upper.close()
        finally:
            commune.close()
    report("OK")


def _office(folder: Path, code: str, kind: OrganizationKind) -> Office:
    from db.keyslots import FLOOR
    from desktop_app.office import Setup, create_office

    name = f"Văn phòng tự kiểm tra {code}"
    setup = Setup(
        name=name, header_name=name.upper(), code=code, kind=kind.value, place="Thử", password=_PASSWORD, sample=True
    )
    office, _ = create_office(folder, setup, kdf=FLOOR, clock=_clock)
    return office


def _month(commune: Office, upper: Office, stick: Path, report: Callable[[str], None]) -> None:
    from desktop_app import demo_exchange as way

    stick.mkdir()
    meeting = _meeting(commune)
    assert commune.members.search("anh", date(2026, 11, 20))[0].full_name == _PEOPLE[0]
    report(tr("Sổ dữ liệu mã hóa: ghi và đọc được"))
    pdf = commune.documents.save_minutes(meeting.id).read_bytes()
    assert pdf.startswith(b"%PDF")
    report(tr("Biên bản PDF: {size} byte", size=len(pdf)))
    word = commune.folder / places.PRINTS / "bien-ban.docx"
    trouble = commune.word_templates.save(commune.papers.minutes(meeting), word)
    assert trouble is None
    assert word.read_bytes().startswith(b"PK")
    report(tr("Biên bản Word: {size} byte", size=word.stat().st_size))
    way.enrol(commune, upper, stick)
    package = commune.exchange.make_package(_PERIOD, stick)
    entry = upper.exchange.verify(package.path)
    assert entry.can_apply, entry.code
    report(tr("Gói dữ liệu: {size} byte, chữ ký đúng", size=package.size))
    spoiled = stick / "hong.goi"
    data = bytearray(package.path.read_bytes())
    data[len(data) // 2] ^= 1
    spoiled.write_bytes(data)
    assert not upper.exchange.verify(spoiled).can_apply
    spoiled.unlink()
    report(tr("Gói bị sửa một bit: bị từ chối"))
    way.take_in(upper, stick)
    assert way.same_finals(commune, upper, _PERIOD) == 1
    workbook = upper.documents.consolidated(_PERIOD, upper.folder / places.PRINTS)
    assert workbook.read_bytes().startswith(b"PK")
    report(tr("Bảng tổng hợp Excel: {size} byte", size=workbook.stat().st_size))


def _meeting(office: Office) -> Meeting:
    since = date(2026, 1, 1)
    cell = office.organizations.add_cell("A", "Chi bộ thôn Thử", "", "Thử", 3, ["Thử"], since)
    for name in _PEOPLE:
        office.members.add(MemberInput(full_name=name, sex=Sex.MALE, cell_id=cell.id, since=since))
    draft = office.meetings.prepare(cell.id, MeetingKind.REGULAR, _PERIOD)
    marks = draft.content.attendance
    content = msgspec.structs.replace(
        draft.content,
        start_time="07:30",
        end_time="09:30",
        place="Nhà văn hóa",
        chair_id=marks[0].member_id,
        secretary_id=marks[1].member_id,
        agenda=(
            AgendaItem(
                title="Nhiệm vụ tháng tới",
                content="Đồng chí được phân công báo cáo.",
                conclusion="Nhất trí.",
                vote=Vote(entitled=3, agree=3),
            ),
        ),
        approval_agree=3,
    )
    return office.meetings.finalize(msgspec.structs.replace(draft, content=content))
