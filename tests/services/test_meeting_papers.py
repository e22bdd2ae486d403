"""Papers around a meeting come out of the store as it stood that day, for one cell or for many."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from io import BytesIO
from pathlib import Path

import msgspec
import pytest
from pypdf import PdfReader

from db.meeting_records import AgendaItem, Meeting, MeetingDraft, MeetingKind
from db.problems import ProblemError
from db.records import MemberInput, Organization, Sex
from desktop_app.documents.table_model import Table
from desktop_app.office import Office
from desktop_app.rules.check_code import check_code
from desktop_app.services.meeting_papers import Blank
from tests.helpers.offices import commune_setup

SINCE = date(2020, 1, 1)
NAMES = ("Lý A Sùng", "Bàn Thị Mẩy", "Hoàng Văn Hường")


def words(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(pdf)).pages)


def add_cell(office: Office, code: str = "NL", name: str = "Chi bộ thôn Nà Lừa") -> Organization:
    cell = office.organizations.add_cell(code, name, "", "", 3, [name], SINCE)
    for person in NAMES:
        office.members.add(MemberInput(full_name=person, sex=Sex.MALE, cell_id=cell.id, since=SINCE))
    return cell


def written(
    office: Office, cell: Organization, kind: MeetingKind = MeetingKind.REGULAR, **changes: object
) -> MeetingDraft:
    draft = office.meetings.prepare(cell.id, kind, "2026-11")
    first, second = (mark.member_id for mark in draft.content.attendance[:2])
    fields: dict[str, object] = {
        "held_on": date(2026, 11, 3),
        "start_time": "06:30",
        "end_time": "08:15",
        "place": "Nhà văn hóa thôn",
        "chair_id": first,
        "secretary_id": second,
        "agenda": (
            AgendaItem(title="Thông tin thời sự", conclusion="Nhất trí."),
            AgendaItem(title="Nhiệm vụ tháng tới", content="Làm đường.", conclusion="Nhất trí."),
        ),
    }
    return msgspec.structs.replace(draft, content=msgspec.structs.replace(draft.content, **{**fields, **changes}))


def finalized(office: Office, draft: MeetingDraft) -> Meeting:
    return office.meetings.finalize(office.meetings.save_draft(draft))


def test_minutes_of_a_final_bear_the_code_of_the_meeting(office: Office) -> None:
    meeting = finalized(office, written(office, add_cell(office)))
    printed = words(office.papers.pdf(office.papers.minutes(meeting)))
    assert f"Mã kiểm tra: {check_code(office.meetings.get(meeting.id))}" in printed
    assert office.papers.pdf(office.papers.minutes(meeting)) == office.documents.minutes(meeting.id)


def test_the_meeting_of_the_committee_that_prepared_it_is_named_with_its_day(office: Office) -> None:
    cell = add_cell(office)
    earlier = finalized(office, written(office, cell, MeetingKind.EXTRAORDINARY, held_on=date(2026, 11, 1)))
    draft = written(office, cell, prepared_by=earlier.series_id)
    assert "chi ủy họp chuẩn bị ngày 01 tháng 11 năm 2026" in words(office.documents.preview(draft))
    office.meetings.cancel(earlier.id, "nhầm")
    assert "chi ủy họp chuẩn bị ngày 01 tháng 11 năm 2026" in words(office.documents.preview(draft))
    unknown = msgspec.structs.replace(draft.content, prepared_by="elsewhere")
    assert "chuẩn bị" not in words(office.documents.preview(msgspec.structs.replace(draft, content=unknown)))


def test_the_attendance_list_of_a_draft_and_of_a_final_name_everyone(office: Office) -> None:
    draft = written(office, add_cell(office))
    for source in (draft, finalized(office, draft)):
        printed = words(office.papers.pdf(office.papers.attendance(source)))
        assert all(name in printed for name in NAMES)


def test_an_extract_is_made_of_kept_items_only(office: Office) -> None:
    meeting = finalized(office, written(office, add_cell(office)))
    printed = words(office.papers.pdf(office.papers.extract(meeting.id, [1, 7])))
    assert "2. Nhiệm vụ tháng tới" in printed
    assert "Thông tin thời sự" not in printed
    for places in ([], [7], [-1]):
        with pytest.raises(ProblemError) as caught:
            office.papers.extract(meeting.id, places)
        assert caught.value.code == "M51"
    with pytest.raises(ProblemError) as caught:
        office.papers.extract("nothing", [0])
    assert caught.value.code == "V05"


def test_a_cover_needs_a_theme(office: Office) -> None:
    cell = add_cell(office)
    with pytest.raises(ProblemError) as caught:
        office.papers.theme_cover(written(office, cell))
    assert caught.value.code == "M50"
    draft = written(office, cell, MeetingKind.THEMATIC, theme="Dân vận khéo")
    printed = words(office.papers.pdf(office.papers.theme_cover(draft)))
    assert "“Dân vận khéo” Quý IV năm 2026" in printed


# --- blank forms ---


@pytest.mark.parametrize("form", Blank)
def test_a_blank_form_writes_nothing_and_names_the_cell(office: Office, form: Blank) -> None:
    cell = add_cell(office)
    paper = office.papers.blank(form, cell.id, MeetingKind.REGULAR, "2026-12")
    assert "CHI BỘ THÔN NÀ LỪA" in words(office.papers.pdf(paper))
    assert office.meetings.drafts() == []


def test_what_the_draft_says_already_stands_in_the_form(office: Office) -> None:
    cell = add_cell(office)
    office.meetings.save_draft(written(office, cell))
    paper = office.papers.blank(Blank.MINUTES, cell.id, MeetingKind.REGULAR, "2026-11")
    printed = words(office.papers.pdf(paper))
    assert "Nội dung 2. Nhiệm vụ tháng tới" in printed
    assert "Làm đường" not in printed
    assert all(name in printed for name in NAMES)


def test_someone_who_came_later_stands_not_on_an_earlier_form(office: Office) -> None:
    cell = add_cell(office)
    later = MemberInput(full_name="Vàng Thị Máy", sex=Sex.FEMALE, cell_id=cell.id, since=date(2026, 12, 1))
    office.members.add(later)
    for period, there in (("2026-11", False), ("2026-12", True)):
        paper = office.papers.blank(Blank.ATTENDANCE, cell.id, MeetingKind.REGULAR, period)
        assert ("Vàng Thị Máy" in words(office.papers.pdf(paper))) == there


def test_forms_of_many_cells_come_in_one_file_cell_after_cell(office: Office) -> None:
    cells = [add_cell(office, f"C{number}", f"Chi bộ số {number}") for number in range(4)]
    told: list[int] = []
    pdf = office.papers.blanks(
        [Blank.MINUTES, Blank.ATTENDANCE], [cell.id for cell in cells], MeetingKind.REGULAR, "2026-12", told.append
    )
    pages = [page.extract_text() for page in PdfReader(BytesIO(pdf)).pages]
    fronts = [number for number, page in enumerate(pages) if "CHI BỘ SỐ" in page]
    assert len(fronts) == 8
    assert all(front % 2 == 0 for front in fronts)
    assert [pages[front].split("CHI BỘ SỐ ")[1][0] for front in fronts] == list("00112233")
    assert told[-1] == 16
    assert told == sorted(told)


def test_many_forms_end_when_they_are_stopped(office: Office) -> None:
    cells = [add_cell(office, f"C{number}", f"Chi bộ số {number}").id for number in range(3)]

    def stop(count: int) -> None:
        if count >= 2:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        office.papers.blanks([Blank.MINUTES], cells, MeetingKind.REGULAR, "2026-12", stop)


def test_no_cell_or_no_form_is_said(office: Office) -> None:
    for forms, cells in (([], ["c"]), ([Blank.MINUTES], [])):
        with pytest.raises(ProblemError) as caught:
            office.papers.blanks(forms, cells, MeetingKind.REGULAR, "2026-12")
        assert caught.value.code == "M52"


# --- files and marks ---


def test_a_paper_is_kept_among_the_prints_of_the_office(office: Office) -> None:
    paper = office.papers.blank(Blank.ATTENDANCE, add_cell(office).id, MeetingKind.REGULAR, "2026-12")
    path = office.papers.save(paper)
    assert path.name == "danh-sach-du-hop-trong-chi-bo-thon-na-lua-2026-12.pdf"
    assert path.read_bytes() == office.papers.pdf(paper)


def test_papers_of_a_sample_office_say_so(make: Callable[..., Office]) -> None:
    office = make("mau", commune_setup(sample=True))
    cell = add_cell(office)
    for form in (Blank.MINUTES, Blank.ATTENDANCE):
        paper = office.papers.blank(form, cell.id, MeetingKind.REGULAR, "2026-12")
        assert paper.mark == "DỮ LIỆU MẪU"
        assert any(isinstance(block, Table) for block in paper.blocks)


# --- the page to look at ---


def test_a_value_is_looked_at_before_it_is_kept(office: Office) -> None:
    add_cell(office)
    day = date(2026, 11, 20)
    printed = words(office.papers.specimen("print.title.minutes", "BIÊN BẢN HỌP", day))
    assert "BIÊN BẢN HỌP" in printed
    assert "CHI BỘ THÔN NÀ LỪA" in printed
    assert office.regulations.own().book == {}
    wide = len(PdfReader(BytesIO(office.papers.specimen("layout.document.body_size", "16", day))).pages)
    assert wide >= len(PdfReader(BytesIO(office.papers.specimen("layout.document.body_size", "11", day))).pages)


def test_what_is_kept_already_shows_in_the_page_too(office: Office) -> None:
    office.regulations.override("print.sign.chair", "CHỦ TỌA", "theo văn phòng", date(2026, 11, 1))
    printed = words(office.papers.specimen("print.title.minutes", "BIÊN BẢN", date(2026, 11, 20)))
    assert "CHỦ TỌA" in printed


@pytest.mark.parametrize(
    ("entry", "text", "code"),
    [
        ("layout.document.body_size", "lớn", "R01"),
        ("layout.document.body_size", "60", "R02"),
        ("layout.document.body_leading", "12", "R09"),
        ("layout.document.font", "Arial", "R07"),
    ],
)
def test_a_value_that_cannot_be_is_refused_before_it_is_looked_at(
    office: Office, entry: str, text: str, code: str
) -> None:
    with pytest.raises(ProblemError) as caught:
        office.papers.specimen(entry, text, date(2026, 11, 20))
    assert caught.value.code == code


def test_a_folder_may_be_chosen(office: Office, tmp_path: Path) -> None:
    draft = written(office, add_cell(office))
    path = office.papers.save(office.papers.minutes(draft), tmp_path / "in")
    assert path.parent == tmp_path / "in"
    assert path.name == "ban-nhap-chi-bo-thon-na-lua-2026-11.pdf"
