"""Minutes print as a party office expects them, whatever is written in them."""

from __future__ import annotations

import itertools
import unicodedata
from datetime import date
from io import BytesIO
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader
from syrupy.assertion import SnapshotAssertion

from db.meeting_records import AgendaItem, Meeting, MeetingContent, MeetingDraft, MeetingKind, MeetingState, Opinion
from db.records import Organization
from desktop_app import texts
from desktop_app.documents.layout import POINTS_PER_MM, document_layout
from desktop_app.documents.minutes import MinutesData, minutes_data, minutes_document
from desktop_app.documents.model import Document, Style
from desktop_app.documents.pdf.minutes import minutes_pdf
from desktop_app.documents.pdf.party import least_head, split_point
from desktop_app.documents.pdf.typeset import Line
from tests.helpers.drawn import Drawn, as_text, drawn_by
from tests.helpers.minutes import minutes, ordinary_content, passage

LAYOUT = document_layout(date(2026, 11, 3))
LEFT = LAYOUT.margin_left_mm * POINTS_PER_MM
RIGHT = LEFT + LAYOUT.text_width
BOTTOM = LAYOUT.margin_bottom_mm * POINTS_PER_MM
PARTY = "ĐẢNG CỘNG SẢN VIỆT NAM"


def lines_of(data: MinutesData, *, sample: bool = False) -> list[Drawn]:
    return drawn_by(lambda: minutes_pdf(data, sample=sample))


def short(**changes: Any) -> MeetingContent:
    """Return a meeting of one item, with changes."""
    content = ordinary_content()
    return msgspec.structs.replace(content, **{"agenda": content.agenda[:1], **changes})


def with_text(text: str) -> MeetingContent:
    """Return a meeting into which ``text`` was typed wherever one can type."""
    mark = ordinary_content().attendance[3]
    return short(
        place=text,
        theme=text,
        attendance=(msgspec.structs.replace(mark, full_name=text, reason=text), *ordinary_content().attendance[4:]),
        guests=(msgspec.structs.replace(ordinary_content().guests[0], name=text),),
        agenda=(AgendaItem(title=text, content=text, opinions=(Opinion(speaker=text, text=text),), conclusion=text),),
    )


# --- what stands where ---


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("regular", minutes()),
        ("thematic", minutes(short(kind=MeetingKind.THEMATIC, theme="Học tập và làm theo tư tưởng Hồ Chí Minh"))),
        ("combined", minutes(short(kind=MeetingKind.COMBINED, theme="Xây dựng nông thôn mới", end_time="22:00"))),
        ("extraordinary", minutes(short(kind=MeetingKind.EXTRAORDINARY, held_on=date(2026, 11, 12), guests=()))),
        ("draft", minutes(MeetingContent(cell_id="c", kind=MeetingKind.REGULAR, period="2026-02"), number=None,
                          state="draft", chair="", secretary="")),
        ("replaced", minutes(short(), version=2, reason="ghi nhầm số đảng viên có mặt")),
        ("cancelled", minutes(short(), state="cancelled", reason="lập nhầm chi bộ")),
    ],
)  # fmt: skip
def test_minutes_print_as_they_did(name: str, data: MinutesData, snapshot: SnapshotAssertion) -> None:
    assert as_text(lines_of(data)) == snapshot(name=name)


def test_sections_stand_in_their_order_even_when_nothing_was_said() -> None:
    empty = AgendaItem(title="Việc khác")
    document = minutes_document(minutes(short(agenda=(empty,), guests=())))
    headings = [paragraph.text for paragraph in document.paragraphs if paragraph.style == Style.HEADING]
    assert [heading.split(".")[0] for heading in headings] == ["I", "II", "III", "IV", "V"]
    text = " ".join(paragraph.text for paragraph in document.paragraphs)
    for sentence in ("khách mời: không.", "Không có ý kiến phát biểu.", "Không có nội dung phải biểu quyết."):
        assert sentence in text


def test_votes_are_printed_with_their_percentage() -> None:
    text = " ".join(paragraph.text for paragraph in minutes_document(minutes()).paragraphs)
    assert "tán thành 33/34 đồng chí (97,06%); không tán thành 0; ý kiến khác 1." in text
    assert "hình thức giơ tay" in text
    assert "- Có mặt: 37/40 đồng chí (chính thức 35, dự bị 2), đạt 92,50%." in text


def test_a_whole_share_is_written_without_decimals() -> None:
    assert "37/37 đồng chí có mặt tán thành (100%)" in minutes_document(minutes()).closing


def test_absent_members_are_named_with_their_reasons() -> None:
    text = " ".join(paragraph.text for paragraph in minutes_document(minutes()).paragraphs)
    assert "- Vắng có lý do 2 đồng chí: Giàng Seo Phừ (ốm); Vàng Văn Khuể (đi công tác tại tỉnh)." in text
    assert "- Vắng không lý do 1 đồng chí: Nông Seo Phừ." in text


def test_a_speaker_is_called_comrade_once() -> None:
    opinions = (Opinion(speaker="Lý A Sùng", text="Nhất trí."), Opinion(speaker="Đồng chí Bàn Thị Mẩy", text="Đồng ý"))
    document = minutes_document(minutes(short(agenda=(AgendaItem(title="Việc khác", opinions=opinions),))))
    said = [paragraph.text for paragraph in document.paragraphs if paragraph.text.startswith("- Đồng chí")]
    assert said == ["- Đồng chí Lý A Sùng: Nhất trí.", "- Đồng chí Bàn Thị Mẩy: Đồng ý."]


def test_minutes_stay_vietnamese_in_an_english_program() -> None:
    vietnamese = minutes_pdf(minutes())
    texts.set_language("en")
    assert minutes_pdf(minutes()) == vietnamese


# --- from records to minutes ---


CELL = Organization(
    id="cell",
    owner_id="office",
    code="NL",
    name="Chi bộ thôn Nà Lừa",
    header_name="",
    kind="cell",
    parent_id="office",
    place="",
    valid_from=date(2020, 1, 1),
)
OFFICE = msgspec.structs.replace(
    CELL, id="office", name="Đảng ủy xã Mường Khương", header_name="ĐẢNG BỘ XÃ MƯỜNG KHƯƠNG", place="Mường Khương"
)


def test_a_kept_meeting_prints_its_number_and_names() -> None:
    meeting = Meeting(
        id="m",
        owner_id="office",
        series_id="m",
        version=2,
        state=MeetingState.SUPERSEDED,
        number=7,
        content=msgspec.structs.replace(ordinary_content(), secretary_id="elsewhere"),
        finalized_at="",
        revision_reason="sửa tên",
    )
    data = minutes_data(meeting, CELL, OFFICE, {"elsewhere": "Trần Văn Thắng"})
    assert (data.number, data.state, data.version, data.reason) == (7, "superseded", 2, "sửa tên")
    assert (data.chair, data.secretary) == ("Hoàng Văn Hường", "Trần Văn Thắng")
    assert (data.cell_header, data.upper_header) == ("CHI BỘ THÔN NÀ LỪA", "ĐẢNG BỘ XÃ MƯỜNG KHƯƠNG")
    assert data.place == "Mường Khương"


def test_a_draft_prints_without_a_number() -> None:
    data = minutes_data(MeetingDraft(id="d", content=ordinary_content()), CELL, OFFICE)
    assert (data.number, data.state) == (None, "draft")
    assert any(line.text == "Số …-BB/CB" for line in lines_of(data))


# --- the file ---


def test_the_same_minutes_are_the_same_bytes() -> None:
    assert minutes_pdf(minutes(), sample=True) == minutes_pdf(minutes(), sample=True)


def test_every_face_is_embedded_and_no_other_font_is_named() -> None:
    reader = PdfReader(BytesIO(minutes_pdf(minutes(), sample=True)))
    named: dict[str, Any] = {}
    for page in reader.pages:
        fonts: Any = page["/Resources"]
        for font in fonts["/Font"].values():
            named[font.get_object()["/BaseFont"]] = font.get_object()
    assert named
    for name, font in named.items():
        assert "Tinos" in name
        assert "/FontFile2" in font["/FontDescriptor"].get_object()


def test_the_file_says_what_it_is_and_whose() -> None:
    about = PdfReader(BytesIO(minutes_pdf(minutes()))).metadata
    assert about is not None
    assert about.title == "Biên bản Sinh hoạt chi bộ thường kỳ tháng 11 năm 2026 – Chi bộ thôn Nà Lừa"
    assert about.author == "Chi bộ thôn Nà Lừa"


def test_text_can_be_searched_and_copied() -> None:
    page = PdfReader(BytesIO(minutes_pdf(minutes()))).pages[0].extract_text()
    for words in (PARTY, "CHI BỘ THÔN NÀ LỪA", "Mường Khương, ngày 03 tháng 11 năm 2026", "Phó Bí thư Thường trực"):
        assert words in page


def test_pages_are_numbered_from_the_second() -> None:
    lines = lines_of(minutes())
    numbers = [(line.page, line.text) for line in lines if line.y > 800]
    assert numbers == [(2, "2"), (3, "3")]


def marks_of(data: MinutesData, *, sample: bool) -> list[str]:
    return [page.extract_text() for page in PdfReader(BytesIO(minutes_pdf(data, sample=sample))).pages]


def test_sample_data_is_marked_on_every_page() -> None:
    for page in marks_of(minutes(), sample=True):
        assert page.count("DỮ LIỆU MẪU") == 2


def test_a_preview_is_marked_as_a_draft_and_still_as_sample() -> None:
    for page in marks_of(minutes(state="draft", number=None), sample=True):
        assert "BẢN NHÁP" in page
        assert "DỮ LIỆU MẪU" in page


def test_real_minutes_carry_no_mark() -> None:
    for page in marks_of(minutes(), sample=False):
        assert "MẪU" not in page
        assert "NHÁP" not in page


@pytest.mark.parametrize(("state", "mark"), [("superseded", "ĐÃ THAY THẾ"), ("cancelled", "ĐÃ HỦY")])
def test_minutes_no_longer_valid_say_so(state: str, mark: str) -> None:
    assert mark in marks_of(minutes(state=state), sample=False)[0]


# --- the letterhead ---


@pytest.mark.parametrize(
    ("upper", "cell", "place"),
    [
        ("ĐẢNG BỘ XÃ MƯỜNG KHƯƠNG", "CHI BỘ THÔN NÀ LỪA", "Mường Khương"),
        ("ĐẢNG BỘ XÃ " + "LŨNG PHÌN THƯỢNG " * 3, "CHI BỘ " + "TRUNG TÂM DỊCH VỤ TỔNG HỢP " * 3, "Lũng Phìn Thượng"),
        ("", "CHI BỘ", ""),
        ("Đ" * 60, "C" * 90, "Thị trấn Nông trường Thống Nhất Phong Hải"),
    ],
)  # fmt: skip
def test_the_title_of_the_party_stays_on_one_line_beside_any_name(upper: str, cell: str, place: str) -> None:
    lines = lines_of(minutes(upper_header=upper, cell_header=cell, place=place))
    (title,) = [line for line in lines if line.text == PARTY]
    assert (title.font, title.size) == ("Tinos-Bold", 15)
    assert title.right <= RIGHT + 0.1
    head = [line for line in lines if line.page == 1 and line.y >= title.y - 200]
    left = head[: next(n for n, line in enumerate(head) if line.text == "BIÊN BẢN")]
    for line in left:
        assert line.x >= LEFT - 0.1
        if line.text != PARTY and "ngày" not in line.text:
            assert line.right < title.x


def test_the_cell_is_bold_and_the_office_above_is_not() -> None:
    lines = lines_of(minutes(upper_header="ĐẢNG BỘ XÃ NẬM LÚC"))
    drawn = {(line.text, line.font, line.size) for line in lines}
    assert drawn >= {
        ("ĐẢNG BỘ XÃ NẬM LÚC", "Tinos-Regular", 14),
        ("CHI BỘ THÔN NÀ LỪA", "Tinos-Bold", 14),
        ("BIÊN BẢN", "Tinos-Bold", 16),
        ("Mường Khương, ngày 03 tháng 11 năm 2026", "Tinos-Italic", 14),
    }


# --- the flow ---


def assert_inside(lines: list[Drawn]) -> None:
    for line in lines:
        assert line.x >= LEFT - 0.1, line
        assert line.right <= RIGHT + 0.1, line
        assert line.y >= BOTTOM - 0.1, line


def last_page(lines: list[Drawn]) -> list[Drawn]:
    return [line for line in lines if line.page == lines[-1].page and line.y < 800]


@settings(max_examples=40)
@given(st.integers(1, 60), st.integers(0, 12))
def test_the_signatures_are_never_alone_and_headings_never_last(sentences: int, opinions: int) -> None:
    said = tuple(Opinion(speaker="Lý A Sùng", text=passage(n, n % 3 + 1)) for n in range(opinions))
    agenda = (
        AgendaItem(title="Nhiệm vụ tháng tới", content=passage(0, sentences), opinions=said, conclusion="Nhất trí."),
    )
    lines = lines_of(minutes(short(agenda=agenda)))
    assert_inside(lines)
    assert any(line.text.endswith("cùng ngày.") for line in last_page(lines))
    assert [line.text for line in last_page(lines)].count("(ký, ghi rõ họ tên)") == 2
    for line, following in itertools.pairwise(lines):
        if following.page != line.page:
            assert line.font == "Tinos-Regular", line.text


@given(st.integers(1, 200), st.integers(0, 60))
def test_no_line_of_a_paragraph_stands_alone_on_a_page(lines: int, room: int) -> None:
    taken = split_point(lines, room)
    assert 0 <= taken <= min(lines, room)
    if 0 < taken < lines:
        assert taken >= 2
        assert lines - taken >= 2
    if room >= 4:
        assert taken > 0


def test_a_short_paragraph_is_never_divided() -> None:
    assert split_point(3, 2) == 0
    assert least_head([Line("", 0, 0)] * 3) == 3
    assert least_head([Line("", 0, 0)] * 9) == 2


def test_sixty_pages_are_printed_whole() -> None:
    agenda = tuple(
        AgendaItem(title=f"Nội dung {number}", content=passage(number, 90), conclusion="Nhất trí.")
        for number in range(15)
    )
    lines = lines_of(minutes(short(agenda=agenda)))
    assert lines[-1].page >= 60
    assert_inside(lines)
    assert sum(line.text.startswith("Nội dung 14") or "15. Nội dung 14" in line.text for line in lines) >= 1


def test_two_hundred_speakers_are_all_heard() -> None:
    said = tuple(Opinion(speaker=f"Lý A Sùng {number}", text="Nhất trí.") for number in range(200))
    lines = lines_of(minutes(short(agenda=(AgendaItem(title="Việc khác", opinions=said),))))
    assert sum(line.text.startswith("- Đồng chí Lý A Sùng") for line in lines) == 200
    assert_inside(lines)


# --- hostile text ---


HOSTILE = [
    "<b>x</b><img src=file:///etc/passwd>",
    "=cmd|' /C calc'!A0",
    "&lt;&amp;&#0;",
    "{0.__class__} {title} %s %(x)s",
    "a\x00b\x07c\x1bd\u202ee\u200bf",
    unicodedata.normalize("NFD", "Nguyễn Thị Đềnh học tập, làm theo Bác"),
    "W" * 10_000,
    "một đoạn rất dài " * 600,
    "dòng một\r\ndòng hai\n\n\n\ndòng ba",
    "汉字 😀 العربية ☑",
    "(a\\) Tj ET",
    "   ",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_whatever_is_typed_is_printed_as_text_inside_the_margins(text: str) -> None:
    data = minutes(with_text(text), chair=text[:300], secretary=text[:300], place=text[:80], cell_name=text[:80])
    lines = lines_of(data)
    assert_inside([line for line in lines if line.y < 800])
    assert lines[-1].page < 100


def test_markup_is_printed_letter_for_letter() -> None:
    text = "<b>x</b> &amp; {title} =cmd|' /C calc'!A0"
    pages = PdfReader(BytesIO(minutes_pdf(minutes(short(place=text))))).pages
    assert "<b>x</b>" in pages[0].extract_text()
    assert any("{title}" in line.text for line in lines_of(minutes(short(place=text))))


def test_decomposed_letters_are_put_together_and_invisible_ones_left_out() -> None:
    text = unicodedata.normalize("NFD", "Nhà văn hóa Đềnh") + "\x00\u200b\u202e"
    assert any("Nhà văn hóa Đềnh" in line.text for line in lines_of(minutes(short(place=text))))


def test_a_letter_no_face_has_is_shown_as_a_question_mark() -> None:
    assert any("thôn ?? Lừa" in line.text for line in lines_of(minutes(short(place="thôn 汉字 Lừa"))))


@settings(max_examples=60)
@given(st.text(max_size=400))
def test_any_text_at_all_can_be_printed(text: str) -> None:
    data = minutes(with_text(text), chair=text, secretary=text, place=text[:80], cell_header=text, upper_header=text)
    assert_inside([line for line in lines_of(data) if line.y < 800 and line.x > LEFT + 30])


def test_a_document_is_the_same_for_every_writer() -> None:
    document = minutes_document(minutes())
    assert isinstance(document, Document)
    assert msgspec.json.decode(msgspec.json.encode(document), type=Document) == document
