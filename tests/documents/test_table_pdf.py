"""Papers that are mostly tables are drawn whole: headings on every page, rows in one piece, nothing over the edges."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader
from syrupy.assertion import SnapshotAssertion

from desktop_app.documents.layout import POINTS_PER_MM, document_layout
from desktop_app.documents.model import Paragraph, Style
from desktop_app.documents.pdf.table import table_pdf
from desktop_app.documents.table_model import (
    Align,
    Block,
    Fact,
    Facts,
    RowKind,
    Table,
    TableColumn,
    TableDocument,
    TableRow,
)
from tests.helpers.drawn import Drawn, as_text, drawn_by
from tests.helpers.papers import HOSTILE, document, signed, table

LAYOUT = document_layout(date(2026, 11, 20))
BOTTOM = LAYOUT.margin_bottom_mm * POINTS_PER_MM
TOP = 210 * POINTS_PER_MM - LAYOUT.margin_top_mm * POINTS_PER_MM
LEFT = LAYOUT.margin_top_mm * POINTS_PER_MM
RIGHT = (297 - LAYOUT.margin_right_mm) * POINTS_PER_MM


def lines_of(paper: TableDocument) -> list[Drawn]:
    return drawn_by(lambda: table_pdf(paper))


def pages_of(pdf: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(BytesIO(pdf)).pages]


def rows(count: int, *, lines: int = 1) -> list[TableRow]:
    """Return numbered rows, each ``lines`` lines high."""
    return [TableRow((number, "\n".join(["tên"] * lines), f"hết {number}")) for number in range(1, count + 1)]


def grouped() -> Table:
    """Return a table with everything a table can have."""
    return Table(
        columns=(
            TableColumn("STT", 10, Align.CENTRE),
            TableColumn("Họ và tên", 50),
            TableColumn("Ngày đến, từ đâu", 30, group="Chuyển sinh hoạt đảng"),
            TableColumn("Ngày đi", 30, group="Chuyển sinh hoạt đảng"),
            TableColumn("Số đảng viên", 20, Align.RIGHT),
        ),
        rows=[
            TableRow(("Chi bộ thôn Nà Lừa",), RowKind.SECTION),
            TableRow((1, "Lù Văn Páo\n(Lù Seo Páo)", "01/07/2025\nĐảng bộ xã Pha Long", None, 12)),
            TableRow((2, "Vàng Thị Mỷ", "", "", 1476)),
            TableRow((None, "Cộng", None, None, 1488), RowKind.TOTAL),
        ],
        numbered=True,
    )


def test_a_paper_prints_as_it_did(snapshot: SnapshotAssertion) -> None:
    facts = Facts(
        facts=(Fact("Họ và tên", "Lù Văn Páo"), Fact("Bí danh", ""), Fact("Ghi chú", "dài", wide=True)), unknown="……"
    )
    paper = document(
        Paragraph("I. THÔNG TIN", Style.HEADING),
        facts,
        Paragraph("Danh sách trong kỳ."),
        grouped(),
        subject=("Tính đến ngày 20 tháng 11 năm 2026",),
        note="(Mẫu thử)",
        signatures=signed(),
        mark="DỮ LIỆU MẪU",
        footer="DỮ LIỆU MẪU",
    )
    assert as_text(lines_of(paper)) == snapshot


def test_the_same_paper_gives_the_same_bytes() -> None:
    assert table_pdf(document(grouped())) == table_pdf(document(grouped()))


def test_headings_and_column_numbers_stand_on_every_page() -> None:
    found = pages_of(table_pdf(document(table(rows(90), numbered=True))))
    assert len(found) > 2
    for number, text in enumerate(found, 1):
        assert "Cột 1" in text
        assert "Cột 3" in text
        assert number == 1 or text.split()[0] == str(number)


@pytest.mark.parametrize("lines", [1, 3, 7])
def test_a_row_is_never_split_over_two_pages(lines: int) -> None:
    drawn = lines_of(document(table(rows(40, lines=lines))))
    begins = {line.text: line.page for line in drawn if line.text.isdigit() and line.size == 10}
    for line in drawn:
        if line.text.startswith("hết "):
            assert begins[line.text.removeprefix("hết ")] == line.page
    per_page = [sum(line.page == page and line.text == "tên" for line in drawn) for page in {d.page for d in drawn}]
    assert all(count % lines == 0 for count in per_page)


def test_a_row_taller_than_a_page_goes_on_under_the_headings_of_the_next() -> None:
    words = "\n".join(f"dòng {number}" for number in range(120))
    drawn = lines_of(document(table([TableRow((1, words, "bên cạnh")), TableRow((2, "sau", "đó"))])))
    said = [line.text for line in drawn if line.text.startswith("dòng ")]
    assert said == [f"dòng {number}" for number in range(120)]
    assert len({line.page for line in drawn}) > 2
    assert all(line.y >= BOTTOM for line in drawn)


def test_a_section_heading_never_stands_alone_at_the_foot_of_a_page() -> None:
    for before in range(10, 30):
        listed = [*rows(before), TableRow(("Phần mới",), RowKind.SECTION), *rows(3)]
        drawn = lines_of(document(table(listed)))
        place = next(i for i, line in enumerate(drawn) if line.text == "Phần mới")
        assert drawn[place].page == drawn[place + 1].page, before


def test_words_above_a_table_stay_with_its_first_row() -> None:
    for before in range(10, 30):
        blocks: list[Block] = [table(rows(before)), Paragraph("Bảng sau", Style.HEADING), table(rows(2))]
        drawn = lines_of(document(*blocks))
        place = next(i for i, line in enumerate(drawn) if line.text == "Bảng sau")
        first_row = [line for line in drawn[place:] if line.text == "1"]
        assert drawn[place].page == first_row[0].page, before


def test_signing_stays_in_one_piece() -> None:
    for count in range(8, 26):
        drawn = lines_of(document(table(rows(count)), signatures=signed()))
        assert len({line.page for line in drawn if line.text in ("NGƯỜI LẬP", "BÍ THƯ", "Lý Seo Dìn")}) == 1


def test_signatures_never_stand_alone_on_a_page() -> None:
    for count in range(3, 60):
        drawn = lines_of(
            document(table([*rows(count), TableRow(("", "Cộng", ""), RowKind.TOTAL)]), signatures=signed())
        )
        signing = next(line.page for line in drawn if line.text == "NGƯỜI LẬP")
        assert any(line.page == signing and line.text == "Cộng" for line in drawn), count
        assert any(line.page == signing and line.text == str(count) for line in drawn), count


def test_an_empty_table_says_so_under_its_headings() -> None:
    text = pages_of(table_pdf(document(table([], empty="Không có ai."))))[0]
    assert text.index("Cột 1") < text.index("Không có ai.")


def test_narrow_columns_keep_the_words_of_their_headings_whole() -> None:
    columns = (TableColumn("STT", 1), TableColumn("Tên", 200), TableColumn("Nghiêng", 1))
    drawn = [line.text for line in lines_of(document(Table(columns=columns, rows=[])))]
    assert {"STT", "Nghiêng"} <= set(drawn)


def test_a_numbers_thousands_have_dots() -> None:
    assert "1.476" in [line.text for line in lines_of(document(grouped()))]


def test_upright_and_lying_paper_have_their_sizes() -> None:
    for landscape, size in ((True, (842, 595)), (False, (595, 842))):
        box = PdfReader(BytesIO(table_pdf(document(table(rows(1)), landscape=landscape)))).pages[0].mediabox
        assert (round(box.width), round(box.height)) == size


def test_progress_is_told_and_may_end_the_drawing() -> None:
    told: list[int] = []
    table_pdf(document(table(rows(1200))), progress=told.append)
    assert told == [500, 1000]

    def stop(_count: int) -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        table_pdf(document(table(rows(600))), progress=stop)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_in_every_place_stays_text_within_the_margins(text: str) -> None:
    paper = document(
        Paragraph(text),
        Facts(facts=(Fact(text, text), Fact("Nhãn", text, wide=True))),
        table([TableRow((text, text, text)), TableRow((text,), RowKind.SECTION)], empty=text),
        title=text.upper(),
        subject=(text,),
        note=text,
        name=text,
        author=text,
        mark=text[:40],
        footer=text[:40],
    )
    drawn = lines_of(paper)
    assert all(line.y >= BOTTOM - 0.1 for line in drawn if line.text != paper.footer and line.size != 10.0)
    for line in drawn:
        if line.size == 10.0 and line.y > BOTTOM:
            assert line.x >= LEFT - 0.1
            assert line.right <= RIGHT + 0.1


words = st.text(st.characters(categories=["L", "N", "P"]), min_size=1, max_size=30)
cells = st.one_of(st.none(), st.integers(-9999, 99999), st.lists(words, max_size=12).map(" ".join))


@settings(max_examples=40)
@given(st.lists(st.tuples(cells, cells, cells), max_size=40), st.booleans())
def test_everything_in_a_table_is_drawn_within_the_paper(
    listed: list[tuple[str | int | None, ...]], landscape: bool
) -> None:
    drawn = lines_of(document(table([TableRow(row) for row in listed]), landscape=landscape))
    width, height = (842, 595) if landscape else (595, 842)
    assert all(line.x >= 0 and line.right <= width and 0 < line.y < height for line in drawn)
