"""Prints come out of the store as it stood on the day of the meeting."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import msgspec
import openpyxl
import pytest
from pypdf import PdfReader

from db.meeting_records import AgendaItem, Meeting, MeetingDraft, MeetingKind
from db.problems import ProblemError
from db.records import MemberInput, Organization, Sex
from desktop_app.office import Office
from tests.helpers.offices import commune_setup

SINCE = date(2020, 1, 1)


def words(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(pdf)).pages)


def cell_of(office: Office) -> Organization:
    cell = office.organizations.add_cell("NL", "Chi bộ thôn Nà Lừa", "", "", 3, ["Nà Lừa"], SINCE)
    for name in ("Lý A Sùng", "Bàn Thị Mẩy", "Hoàng Văn Hường"):
        office.members.add(MemberInput(full_name=name, sex=Sex.MALE, cell_id=cell.id, since=SINCE))
    return cell


def draft_of(office: Office, cell: Organization) -> MeetingDraft:
    draft = office.meetings.prepare(cell.id, MeetingKind.REGULAR, "2026-11")
    first, second = (mark.member_id for mark in draft.content.attendance[:2])
    content = msgspec.structs.replace(
        draft.content,
        held_on=date(2026, 11, 3),
        start_time="06:30",
        end_time="08:15",
        place="Nhà văn hóa thôn",
        chair_id=first,
        secretary_id=second,
        agenda=(AgendaItem(title="Nhiệm vụ tháng tới", conclusion="Nhất trí."),),
    )
    return msgspec.structs.replace(draft, content=content)


def finalized(office: Office) -> Meeting:
    draft = draft_of(office, cell_of(office))
    return office.meetings.finalize(office.meetings.save_draft(draft))


def test_a_final_prints_with_its_number_and_the_names_of_its_day(office: Office) -> None:
    meeting = finalized(office)
    printed = words(office.documents.minutes(meeting.id))
    for text in (
        "Số 01-BB/CB",
        "ĐẢNG BỘ XÃ MƯỜNG KHƯƠNG",
        "CHI BỘ THÔN NÀ LỪA",
        "Mường Khương, ngày 03 tháng 11 năm 2026",
    ):
        assert text in printed
    assert "MẪU" not in printed


def test_an_old_meeting_keeps_the_old_name_of_its_cell(office: Office) -> None:
    meeting = finalized(office)
    cell_id = meeting.content.cell_id
    office.organizations.update_cell(cell_id, "NL", "Chi bộ thôn Mới", "", "", 3, ["Nà Lừa"], date(2026, 11, 10))
    assert "CHI BỘ THÔN NÀ LỪA" in words(office.documents.minutes(meeting.id))


def test_a_preview_is_a_draft_and_changes_nothing(office: Office) -> None:
    draft = draft_of(office, cell_of(office))
    rows = office.store.value("SELECT count(*) FROM audit")
    printed = words(office.documents.preview(draft))
    assert "BẢN NHÁP" in printed
    assert "Số …-BB/CB" in printed
    assert office.store.value("SELECT count(*) FROM audit") == rows


def test_a_draft_with_nothing_in_it_can_be_previewed(office: Office) -> None:
    cell = office.organizations.add_cell("X", "Chi bộ X", "", "", None, [], SINCE)
    draft = office.meetings.prepare(cell.id, MeetingKind.THEMATIC, "2026-11")
    empty = msgspec.structs.replace(draft, content=msgspec.structs.replace(draft.content, held_on=None, agenda=()))
    assert office.documents.preview(empty).startswith(b"%PDF")


def test_prints_go_to_the_office_folder_under_a_plain_name(office: Office, tmp_path: Path) -> None:
    meeting = finalized(office)
    path: Path = office.documents.save_minutes(meeting.id)
    assert path == office.folder / "in" / "bien-ban-nl-2026-11-01.pdf"
    assert path.read_bytes() == office.documents.minutes(meeting.id)
    assert office.documents.save_minutes(meeting.id, tmp_path / "USB").parent == tmp_path / "USB"


def test_a_new_version_does_not_overwrite_the_print_of_the_old(office: Office) -> None:
    meeting = finalized(office)
    first = office.documents.save_minutes(meeting.id)
    revised = office.meetings.finalize(office.meetings.revise(meeting.id, "sửa địa điểm"))
    second = office.documents.save_minutes(revised.id)
    assert second.name == "bien-ban-nl-2026-11-01-ban-2.pdf"
    assert first.exists()
    assert "ĐÃ THAY THẾ" in words(office.documents.minutes(meeting.id))
    assert "Bản lần 2, thay thế bản trước. Lý do: sửa địa điểm" in words(office.documents.minutes(revised.id))


def test_a_meeting_that_is_not_there_is_a_known_problem(office: Office) -> None:
    with pytest.raises(ProblemError) as caught:
        office.documents.minutes("nothing")
    assert caught.value.code == "V05"


def test_prints_of_a_sample_office_are_marked(make: Callable[..., Office]) -> None:
    office = make("sample", commune_setup(sample=True))
    meeting = finalized(office)
    assert "DỮ LIỆU MẪU" in words(office.documents.minutes(meeting.id))


@pytest.mark.parametrize(("given", "name"), [("", "tong-hop-2026-11.xlsx"), ("t.xlsx", "t.xlsx"), ("t", "t.xlsx")])
def test_the_consolidated_table_is_written_where_asked(given: str, name: str, office: Office, tmp_path: Path) -> None:
    finalized(office)
    path: Path = office.documents.consolidated("2026-11", tmp_path / given)
    assert path == tmp_path / name
    lines: list[Any] = list(openpyxl.load_workbook(path).worksheets[0].iter_rows(values_only=True))
    assert lines[5][3] == "Chi bộ thôn Nà Lừa"
    assert lines[5][4:7] == (3, 3, 3)
