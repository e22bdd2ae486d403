"""The book of a year as the store has it: what stands in it, what is missing, and the file."""

from __future__ import annotations

import errno
import os
from datetime import date
from pathlib import Path
from unittest import mock

import msgspec
import pytest
from pypdf import PdfReader

from db.meeting_records import AgendaItem, Meeting, MeetingDraft, MeetingKind
from db.problems import ProblemError
from db.records import MemberInput, Organization, Sex
from desktop_app.documents.book import LineKind
from desktop_app.documents.pdf.book import Binding
from desktop_app.office import Office
from desktop_app.rules.numbering import Counted
from tests.helpers.offices import FixedClock

SINCE = date(2026, 8, 15)


@pytest.fixture
def year(office: Office, clock: FixedClock) -> Office:
    """The office in November 2026."""
    clock.advance(days=20)
    return office


def cell_of(office: Office, code: str = "NL", name: str = "Chi bộ thôn Nà Lừa") -> Organization:
    cell = office.organizations.add_cell(code, name, "", "", 3, [name.removeprefix("Chi bộ ")], SINCE)
    for person in ("Lý A Sùng", "Bàn Thị Mẩy", "Hoàng Văn Hường"):
        office.members.add(MemberInput(full_name=person, sex=Sex.MALE, cell_id=cell.id, since=SINCE))
    return cell


def draft_of(
    office: Office, cell: Organization, month: int, kind: MeetingKind = MeetingKind.REGULAR, day: int = 3
) -> MeetingDraft:
    draft = office.meetings.prepare(cell.id, kind, f"2026-{month:02}")
    held_on = date(2026, month, day)
    draft = office.meetings.refresh_attendance(
        msgspec.structs.replace(draft, content=msgspec.structs.replace(draft.content, held_on=held_on))
    )
    first, second = (mark.member_id for mark in draft.content.attendance[:2])
    content = msgspec.structs.replace(
        draft.content,
        start_time="07:30",
        end_time="09:15",
        place="Nhà văn hóa thôn",
        chair_id=first,
        secretary_id=second,
        agenda=(AgendaItem(title="Nhiệm vụ tháng tới", conclusion="Nhất trí."),),
    )
    return msgspec.structs.replace(draft, content=content)


def held(
    office: Office, cell: Organization, month: int, kind: MeetingKind = MeetingKind.REGULAR, day: int = 3
) -> Meeting:
    return office.meetings.finalize(draft_of(office, cell, month, kind, day))


def words(path: Path) -> list[str]:
    return [" ".join(page.extract_text().split()) for page in PdfReader(path).pages]


# --- the plan ---


def test_the_plan_lists_the_minutes_of_a_year_in_the_order_they_were_held(year: Office) -> None:
    cell = cell_of(year)
    held(year, cell, 10)
    first = held(year, cell, 9)
    held(year, cell, 10, MeetingKind.EXTRAORDINARY, day=20)
    [part] = year.books.plan(cell.id, 2026).parts
    assert [line.on for line in part.part.lines] == [date(2026, 9, 3), date(2026, 10, 3), date(2026, 10, 20)]
    assert part.part.lines[0].key == first.id
    assert part.part.lines[0].what == "Sinh hoạt chi bộ thường kỳ tháng 9 năm 2026"
    assert part.part.lines[2].what.startswith("Sinh hoạt chi bộ bất thường ngày 20")


def test_a_version_that_was_replaced_is_left_out_and_the_new_one_says_why(year: Office) -> None:
    cell = cell_of(year)
    old = held(year, cell, 9)
    new = year.meetings.finalize(year.meetings.revise(old.id, "sửa địa điểm"))
    [line] = year.books.plan(cell.id, 2026).parts[0].part.lines
    assert (line.key, line.remark) == (new.id, "Bản lần 2, thay thế bản trước. Lý do: sửa địa điểm")


def test_a_cancelled_meeting_is_listed_with_its_reason_and_its_month_is_missing(year: Office) -> None:
    cell = cell_of(year)
    year.meetings.cancel(held(year, cell, 9).id, "lập nhầm\nchi bộ")
    plan = year.books.plan(cell.id, 2026)
    [line] = plan.parts[0].part.lines
    assert (line.kind, line.key, line.remark) == (LineKind.CANCELLED, "", "Đã hủy. Lý do: lập nhầm chi bộ")
    assert plan.printed == 0
    assert "2026-09" in [gap.period for gap in plan.gaps]


def test_missing_are_the_months_over_since_the_cell_exists(year: Office) -> None:
    cell = cell_of(year)
    held(year, cell, 9)
    assert [gap.period for gap in year.books.plan(cell.id, 2026).gaps] == ["2026-08", "2026-10"]
    assert year.books.plan(cell.id, 2025).gaps == ()


def test_a_draft_is_named_instead_of_its_month(year: Office) -> None:
    cell = cell_of(year)
    draft = year.meetings.save_draft(draft_of(year, cell, 10))
    gaps = {gap.period: gap.draft_id for gap in year.books.plan(cell.id, 2026).gaps}
    assert gaps == {"2026-08": "", "2026-09": "", "2026-10": draft.id}


def test_numbers_left_out_stand_where_they_belong_with_the_reason(year: Office) -> None:
    cell = cell_of(year)
    held(year, cell, 9)
    year.numbers.skip(cell.id, Counted.MINUTES, 2, 4, date(2026, 9, 30), "đã ghi ở sổ giấy")
    held(year, cell, 10)
    lines = year.books.plan(cell.id, 2026).parts[0].part.lines
    assert [(line.number, line.kind) for line in lines] == [
        ("01", LineKind.PRINTED),
        ("02–04", LineKind.SKIPPED),
        ("05", LineKind.PRINTED),
    ]
    assert lines[1].remark == "Không dùng. Lý do: đã ghi ở sổ giấy"
    [skip] = [line.skip_id for line in year.numbers.ledger(cell.id, Counted.MINUTES, 2026).lines if line.skip_id]
    year.numbers.unskip(skip)
    assert year.books.plan(cell.id, 2026).parts[0].part.lines[1].kind is LineKind.MISSING


def test_the_meetings_of_the_committee_are_bound_apart(year: Office) -> None:
    cell = cell_of(year)
    held(year, cell, 9)
    assert year.books.plan(cell.id, 2026, Counted.COMMITTEE_MINUTES).printed == 0
    assert year.books.plan(cell.id, 2026, Counted.COMMITTEE_MINUTES).gaps == ()
    name = year.books.plan(cell.id, 2026, Counted.COMMITTEE_MINUTES).file_name
    assert name == "so-bien-ban-chi-uy-2026-nl"


def test_the_book_of_all_cells_holds_each_once_in_the_order_of_names(year: Office) -> None:
    second, first = cell_of(year, "NL", "Chi bộ thôn Nà Lừa"), cell_of(year, "BL", "Chi bộ thôn Bản Lầu")
    for cell in (first, second):
        held(year, cell, 9)
    plan = year.books.plan(None, 2026)
    assert [part.cell_id for part in plan.parts] == [first.id, second.id]
    assert [one.file_name for one in year.books.single(plan)] == ["so-bien-ban-2026-bl", "so-bien-ban-2026-nl"]
    assert plan.file_name == "so-bien-ban-2026"


def test_a_year_that_cannot_be_and_a_cell_that_is_not_are_known_problems(year: Office) -> None:
    for cell_id, number, code in ((None, 26, "M70"), ("nothing", 2026, "V05")):
        with pytest.raises(ProblemError) as caught:
            year.books.plan(cell_id, number)
        assert caught.value.code == code


# --- the file ---


def test_the_book_is_written_into_the_prints_of_the_office(year: Office) -> None:
    cell = cell_of(year)
    for month in (9, 10):
        held(year, cell, month)
    told: list[tuple[int, int]] = []
    path = year.books.write(year.books.plan(cell.id, 2026), progress=lambda *done: told.append(done))
    assert path == year.folder / "in" / "so-bien-ban-2026-nl.pdf"
    assert told == [(1, 2), (2, 2)]
    pages = words(path)
    for text in ("SỔ BIÊN BẢN", "SINH HOẠT CHI BỘ", "CHI BỘ THÔN NÀ LỪA", "ĐẢNG BỘ XÃ MƯỜNG KHƯƠNG"):
        assert text in pages[0]
    assert "02 03/10/2026 Sinh hoạt chi bộ thường kỳ tháng 10 năm 2026 5" in pages[2]
    assert "Số 02-BB/CB" in pages[4]


def test_the_book_goes_where_it_is_wanted(year: Office, tmp_path: Path) -> None:
    cell = cell_of(year)
    held(year, cell, 9)
    plan = year.books.plan(cell.id, 2026)
    one_sided = Binding(double_sided=False)
    assert year.books.write(plan, tmp_path, one_sided).name == "so-bien-ban-2026-nl.pdf"
    assert year.books.write(plan, tmp_path / "sổ chi bộ", one_sided) == tmp_path / "sổ chi bộ.pdf"
    assert len(words(tmp_path / "sổ chi bộ.pdf")) == 4


def test_the_names_in_a_book_are_those_of_each_day(year: Office, tmp_path: Path) -> None:
    cell = cell_of(year)
    held(year, cell, 9)
    year.organizations.update_cell(cell.id, "NL", "Chi bộ thôn Mới", "", "", 3, ["Nà Lừa"], date(2026, 10, 10))
    pages = words(year.books.write(year.books.plan(cell.id, 2026), tmp_path, Binding(double_sided=False)))
    assert "CHI BỘ THÔN MỚI" in pages[0]
    assert "CHI BỘ THÔN NÀ LỪA" in pages[2]


def test_the_word_file_says_what_the_print_says_but_for_the_numbers_of_pages(year: Office, tmp_path: Path) -> None:
    import docx

    cell = cell_of(year)
    for month in (9, 10):
        held(year, cell, month)
    plan = year.books.plan(cell.id, 2026)
    told: list[tuple[int, int]] = []
    assert year.books.write_word(plan, tmp_path / "sổ.docx", lambda *done: told.append(done)) is None
    assert told == [(1, 2), (2, 2)]
    opened = docx.Document(str(tmp_path / "sổ.docx"))
    said = [element.text for element in opened.element.body.iter("{*}t") if element.text]
    whole = " ".join(" ".join(said).split())
    places = [
        whole.index(words)
        for words in ("SỔ BIÊN BẢN", "MỤC LỤC", "03/10/2026", "Số 01-BB/CB", "Số 02-BB/CB", "Sổ này có … trang")
    ]
    assert places == sorted(places)
    code = year.documents.minutes_document(plan.parts[0].part.lines[0].key).footer
    assert code in whole


def test_nothing_to_bind_is_said_and_no_file_is_made(year: Office, tmp_path: Path) -> None:
    cell = cell_of(year)
    with pytest.raises(ProblemError) as caught:
        year.books.write(year.books.plan(cell.id, 2026), tmp_path)
    assert caught.value.code == "M71"
    with pytest.raises(ProblemError) as caught:
        year.books.write_word(year.books.plan(cell.id, 2026), tmp_path / "x.docx")
    assert caught.value.code == "M71"
    assert not [*tmp_path.glob("*.pdf"), *tmp_path.glob("*.docx")]


def test_a_book_given_up_half_way_leaves_the_old_file_and_nothing_else(year: Office, tmp_path: Path) -> None:
    cell = cell_of(year)
    held(year, cell, 9)
    plan = year.books.plan(cell.id, 2026)
    path = tmp_path / "so.pdf"
    path.write_bytes(b"old")

    def stop(_done: int, _total: int) -> None:
        raise RuntimeError("stopped")

    with pytest.raises(RuntimeError):
        year.books.write(plan, path, progress=stop)
    with mock.patch.object(os, "fsync", side_effect=OSError(errno.ENOSPC, "full")):
        with pytest.raises(ProblemError) as caught:
            year.books.write(plan, path)
        assert caught.value.code == "S06"
    assert path.read_bytes() == b"old"
    assert [file.name for file in tmp_path.iterdir() if file.is_file()] == ["so.pdf"]


def test_binding_a_book_changes_nothing_in_the_store(year: Office, tmp_path: Path) -> None:
    cell = cell_of(year)
    held(year, cell, 9)
    rows = year.store.value("SELECT count(*) FROM audit")
    year.books.write(year.books.plan(cell.id, 2026), tmp_path)
    assert year.store.value("SELECT count(*) FROM audit") == rows
