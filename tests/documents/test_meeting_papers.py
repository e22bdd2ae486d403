"""The papers around a meeting print its names and numbers; blank ones leave room to write in the order of the form."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from io import BytesIO
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader
from syrupy.assertion import SnapshotAssertion

from db.meeting_records import AgendaItem, AttendanceMark, FollowUp, MeetingKind, Presence, Theme
from db.records import Duty
from db.text import normalize
from desktop_app.documents.excel.table import table_workbook
from desktop_app.documents.extract import extract_document
from desktop_app.documents.layout import document_layout
from desktop_app.documents.minutes import MinutesData
from desktop_app.documents.model import Document
from desktop_app.documents.papers.attendance import attendance_document
from desktop_app.documents.papers.blank_minutes import blank_minutes_document
from desktop_app.documents.pdf.document import document_pdf
from desktop_app.documents.pdf.several import several_pdf
from desktop_app.documents.pdf.table import table_pdf
from desktop_app.documents.specimen import SpecimenHead, specimen
from desktop_app.documents.table_model import RowKind, Table, TableDocument, TableRow
from desktop_app.documents.theme_cover import ThemeCover, cover_of, theme_cover_document
from desktop_app.rules import attendance, own_values
from tests.helpers.drawn import Drawn, as_text, drawn_by
from tests.helpers.minutes import full_content, marks, minutes, ordinary_content

TODAY = date(2026, 11, 20)
CODE = "7K2M-9QXD-4T"
COVER = ThemeCover(
    title="Nâng cao chất lượng tự phê bình và phê bình ở chi bộ thôn",
    year=2026,
    quarter=4,
    writer="Lý A Sùng",
    presenter="Nông Thị Đềnh",
    approval_number="12-TB/ĐU",
    approved_on=date(2026, 10, 5),
)


def unwritten(**changes: Any) -> MinutesData:
    """Return what a blank form of a meeting is made of."""
    follow_up = FollowUp(assignment_id="a", text="Làm đường liên thôn", assignee="Lý A Sùng", due_on=date(2026, 10, 30))
    content = msgspec.structs.replace(ordinary_content(), follow_ups=(follow_up,), guests=(), **changes)
    return minutes(content, number=None, state="draft")


def drawn(paper: Document | TableDocument) -> list[Drawn]:
    return drawn_by(lambda: document_pdf(paper) if isinstance(paper, Document) else table_pdf(paper))


def words(paper: Document | TableDocument) -> str:
    return " ".join(line.text for line in drawn(paper))


def extract(*places: int, data: MinutesData | None = None) -> Document:
    return extract_document(data or minutes(full_content(), check_code=CODE), places, TODAY, signer="Hoàng Văn Hường")


def tables(paper: TableDocument) -> Iterator[Table]:
    yield from (block for block in paper.blocks if isinstance(block, Table))


def rows(paper: TableDocument) -> list[TableRow]:
    return [row for table in tables(paper) for row in table.rows]


# --- golden prints ---


@pytest.mark.parametrize(
    ("name", "paper"),
    [
        ("attendance", attendance_document(minutes())),
        ("attendance_blank", attendance_document(unwritten(), blank=True)),
        ("blank_minutes", blank_minutes_document(unwritten())),
        ("blank_thematic", blank_minutes_document(unwritten(kind=MeetingKind.THEMATIC, attendance=marks(9)))),
        ("extract", extract(3)),
        ("theme_cover", theme_cover_document(minutes(), COVER, "Hoàng Văn Hường")),
        ("theme_cover_unknown", theme_cover_document(minutes(), ThemeCover(title="Dân vận", year=2026, quarter=1))),
    ],
)
def test_each_paper_prints_as_it_did(name: str, paper: Document | TableDocument, snapshot: SnapshotAssertion) -> None:
    assert as_text(drawn(paper)) == snapshot(name=name)


# --- the attendance list ---

rolls = st.lists(st.sampled_from(Presence), min_size=1, max_size=60).map(
    lambda presences: tuple(
        msgspec.structs.replace(mark, presence=presence, duty=Duty.ACTIVE)
        for mark, presence in zip(marks(len(presences)), presences, strict=True)
    )
)


@given(rolls)
def test_the_ticks_of_the_list_are_the_numbers_under_it(roll: tuple[AttendanceMark, ...]) -> None:
    content = msgspec.structs.replace(ordinary_content(), attendance=roll, guests=())
    paper, count = attendance_document(minutes(content)), attendance.counts(roll)
    plain = [row for row in rows(paper) if row.kind is RowKind.PLAIN]
    ticks = [sum(row.cells[place] == "x" for row in plain) for place in (3, 4, 5)]
    assert ticks == [count.present, count.excused, count.unexcused]
    assert sum(ticks) == count.required
    assert f"Phải dự: {count.required}. Có mặt: {count.present} " in words(paper)
    assert [row.cells[0] for row in plain] == list(range(1, len(roll) + 1))


def test_a_blank_list_ticks_nobody_and_names_everybody() -> None:
    paper = attendance_document(unwritten(), blank=True)
    plain = [row for row in rows(paper) if row.kind is RowKind.PLAIN and len(row.cells) > 1]
    assert {row.cells[1] for row in plain} >= {mark.full_name for mark in marks(41)}
    assert all(row.cells[place] == "" for row in plain for place in (3, 4, 5))
    assert "Miễn sinh hoạt" in words(paper)
    assert [signature.name for signature in paper.signatures] == ["", ""]


def test_the_list_of_a_draft_says_so_and_of_sample_data_too() -> None:
    paper = attendance_document(minutes(state="draft", number=None), sample=True)
    assert "chưa chốt" in paper.footer
    assert paper.mark == "DỮ LIỆU MẪU"


def test_the_list_can_be_kept_as_a_workbook(tmp_path: Any) -> None:
    table_workbook(attendance_document(minutes()), tmp_path / "list.xlsx")
    assert (tmp_path / "list.xlsx").stat().st_size > 0


# --- the form to write by hand ---


def test_the_form_goes_in_the_order_of_the_screen() -> None:
    said = words(blank_minutes_document(unwritten()))
    order = [
        *("1. THÔNG TIN", "Ngày sinh hoạt", "Địa điểm", "Chủ trì", "Thư ký", "Đại biểu cấp trên"),
        *("2. ĐIỂM DANH", "3. NỘI DUNG", "Văn bản được thông báo", "Kết quả thực hiện nhiệm vụ", "Nội dung 1."),
        *("Tóm tắt ý kiến", "Kết luận:", "Biểu quyết", "Nội dung 2.", "Phân công nhiệm vụ", "Ý kiến chỉ đạo"),
        *("Chủ trì tiếp thu", "Đảng phí", "4. KẾT THÚC", "Điểm chất lượng", "tán thành biên bản", "Kết thúc:"),
    ]
    places = [said.index(one) for one in order]
    assert places == sorted(places)


@given(st.integers(0, 80))
def test_the_form_names_everyone_who_has_to_come_once(members: int) -> None:
    content = msgspec.structs.replace(ordinary_content(), attendance=marks(members))
    paper = blank_minutes_document(minutes(content, number=None, state="draft"))
    roll = next(table for table in tables(paper) if table.columns[0].title == "STT")
    named = [
        (row.cells[start], row.cells[start + 1])
        for row in roll.rows
        for start in range(0, len(row.cells), 5)
        if row.cells[start]
    ]
    required = [mark.full_name for mark in marks(members) if mark.presence is not Presence.NOT_REQUIRED]
    assert sorted(named) == list(enumerate(required, 1))


@pytest.mark.parametrize("members", [3, 12, 13, 30, 48, 120])
def test_the_places_to_sign_never_stand_alone_on_a_page(members: int) -> None:
    data = unwritten(attendance=marks(members))
    for paper in (blank_minutes_document(data), attendance_document(data, blank=True)):
        lines = drawn(paper)
        last = [line.text for line in lines if line.page == lines[-1].page and line.y < 800]
        assert "CHỦ TRÌ" in last
        assert any("KẾT THÚC" in line or "Phải dự:" in line for line in last)


def test_a_form_has_room_to_write_between_its_lines() -> None:
    lines = [line for line in drawn(blank_minutes_document(unwritten())) if line.text.startswith("Kết luận:")]
    table = next(table for table in tables(blank_minutes_document(unwritten())) if table.dotted)
    assert table.row_mm >= 7
    assert len(lines) == 5


# --- the extract ---


def test_an_extract_holds_the_chosen_items_in_their_order_and_no_other() -> None:
    said = words(extract(3, 1, 3))
    assert said.index("2. Đánh giá kết quả") < said.index("4. Nhiệm vụ tháng 12")
    assert "1. Thông tin thời sự" not in said
    assert "Thu hoạch xong lúa mùa – Lý A Sùng; thời hạn 30/11/2026." in said
    assert f"Mã kiểm tra của biên bản gốc: {CODE}" in " ".join(said.split())


def test_an_extract_is_dated_and_signed_when_it_is_made() -> None:
    paper = extract(0)
    assert paper.letterhead.place_and_date == "Mường Khương, ngày 20 tháng 11 năm 2026"
    assert [signature.name for signature in paper.signatures] == ["", "Hoàng Văn Hường"]
    assert paper.letterhead.number == ""


def test_an_extract_of_minutes_no_longer_valid_says_so() -> None:
    assert extract(0, data=minutes(full_content(), state="cancelled")).mark == "ĐÃ HỦY"


# --- the cover ---


def test_a_line_of_the_yearly_list_makes_a_cover() -> None:
    theme = Theme(
        id="t",
        owner_id="o",
        cell_id="c",
        year=2026,
        quarter=2,
        title="Dân vận khéo",
        approval_number="7-TB/ĐU",
        approved_on=date(2026, 1, 9),
    )
    said = words(theme_cover_document(minutes(), cover_of(theme, "Lý A Sùng", ""), "Hoàng Văn Hường"))
    for text in ("“Dân vận khéo”", "Quý II năm 2026", "7-TB/ĐU 09/01/2026", "Người soạn: Lý A Sùng"):
        assert text in said


# --- whatever is typed ---


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=300))
def test_any_text_at_all_prints_on_every_paper(text: str) -> None:
    whole = full_content()
    item = AgendaItem(title=text, content=text, conclusion=text)
    mark = msgspec.structs.replace(marks(4)[3], full_name=text, reason=text)
    follow_up = FollowUp(assignment_id="a", text=text, assignee=text)
    content = msgspec.structs.replace(
        whole, agenda=(item,), attendance=(mark, *marks(3)), place=text, theme=text, follow_ups=(follow_up,)
    )
    data = minutes(content, chair=text, cell_name=text, place=text)
    for paper in (
        attendance_document(data),
        attendance_document(data, blank=True),
        blank_minutes_document(data),
        extract(0, data=data),
        theme_cover_document(data, msgspec.structs.replace(COVER, title=text, note=text, writer=text), text),
    ):
        assert drawn(paper)


@given(st.lists(st.sampled_from(["Nguyễn", "học", "tập", "<b>x</b>", "{0}", "3,5"]), min_size=1, max_size=30))
def test_what_is_typed_stands_unchanged_in_an_extract(typed: list[str]) -> None:
    text = " ".join(typed)
    item = AgendaItem(title="Việc khác", content=text, conclusion=text)
    data = minutes(msgspec.structs.replace(full_content(), agenda=(item,)), check_code=CODE)
    pages = PdfReader(BytesIO(document_pdf(extract(0, data=data)))).pages
    said = " ".join(" ".join(page.extract_text().split()) for page in pages)
    assert said.count(normalize(text)) >= 2


# --- many papers in one file ---


def page_numbers(pdf: bytes) -> list[str]:
    return [page.extract_text().split("\n")[0] for page in PdfReader(BytesIO(pdf)).pages]


def test_papers_in_one_file_keep_their_pages_and_numbers() -> None:
    papers: list[Document | TableDocument] = [
        blank_minutes_document(unwritten()),
        attendance_document(unwritten(), blank=True),
        extract(3),
    ]
    alone = [several_pdf([(paper, None)]) for paper in papers]
    together = PdfReader(BytesIO(several_pdf([(paper, None) for paper in papers]))).pages
    separate = [page for pdf in alone for page in PdfReader(BytesIO(pdf)).pages]
    assert [page.extract_text() for page in together] == [page.extract_text() for page in separate]


def test_a_paper_alone_is_what_its_own_writer_makes() -> None:
    paper = attendance_document(minutes())
    assert several_pdf([(paper, None)]) == table_pdf(paper)
    assert several_pdf([(extract(0), None)]) == document_pdf(extract(0))


def test_papers_printed_on_both_sides_begin_on_the_front_of_a_sheet() -> None:
    cover = theme_cover_document(minutes(), COVER)
    pages = PdfReader(BytesIO(several_pdf([(cover, None)] * 3, even=True))).pages
    assert [bool(page.extract_text().strip()) for page in pages] == [True, False, True, False, True]


def test_papers_lying_on_their_side_stand_among_upright_ones() -> None:
    upright = attendance_document(minutes())
    flat = msgspec.structs.replace(upright, landscape=True)
    pages = PdfReader(BytesIO(several_pdf([(upright, None), (flat, None), (upright, None)]))).pages
    wide = [page.mediabox.width > page.mediabox.height for page in pages]
    assert wide == [False] * 2 + [True] * (len(pages) - 4) + [False] * 2
    layout = document_layout(TODAY)
    assert len(pages) > 4
    assert layout.paper_mm == (210, 297)


def test_no_paper_is_no_file() -> None:
    assert several_pdf([]) == b""


def test_progress_is_told_after_each_paper_and_may_end_the_work() -> None:
    told: list[int] = []
    several_pdf([(extract(0), None)] * 3, told.append)
    assert told == [1, 2, 3]

    def stop(_number: int) -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        several_pdf([(extract(0), None)] * 3, stop)


# --- the page to look at ---

HEAD = SpecimenHead(upper_header="ĐẢNG BỘ XÃ", cell_header="CHI BỘ THÔN", cell_name="Chi bộ thôn", place="Mường Khương")
PRINTED = [
    entry
    for entry in own_values.entries().values()
    if entry.rule.startswith(("layout.", "print.")) or entry.rule.endswith(".label")
]


@pytest.mark.parametrize("rule", sorted({entry.rule for entry in PRINTED}))
def test_every_rule_that_shows_on_paper_has_a_page_to_look_at(rule: str) -> None:
    paper = specimen(rule, TODAY, HEAD)
    assert paper.mark == "BẢN XEM THỬ"
    assert several_pdf([(paper, None)]).startswith(b"%PDF")


@pytest.mark.parametrize(
    "rule", sorted({entry.rule for entry in PRINTED if entry.kind in (own_values.Kind.TEXT, own_values.Kind.PATTERN)})
)
def test_the_words_being_typed_show_on_the_page(rule: str) -> None:
    if rule.startswith("layout."):
        own: dict[str, Any] = {rule: {"party_title": "CHỮ ĐANG THỬ"}}
    else:
        own = {rule: "CHỮ ĐANG THỬ{number}" if rule.endswith(".label") else "CHỮ ĐANG THỬ"}
    pdf = several_pdf([(specimen(rule, TODAY, HEAD, own), own)])
    assert "CHỮ ĐANG THỬ" in PdfReader(BytesIO(pdf)).pages[0].extract_text() or any(
        "CHỮ ĐANG THỬ" in page.extract_text() for page in PdfReader(BytesIO(pdf)).pages
    )
