"""Papers that are mostly tables become workbooks in which numbers are numbers and text is nothing but text."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from db.problems import ProblemError
from db.text import normalize
from desktop_app.documents.excel.cells import legal
from desktop_app.documents.excel.table import table_workbook
from desktop_app.documents.model import Paragraph, Style
from desktop_app.documents.table_model import Align, Fact, Facts, RowKind, Table, TableColumn, TableDocument, TableRow
from tests.helpers.papers import HOSTILE, document, signed, table, workbook_values


def written(paper: TableDocument, folder: Path) -> Any:
    path = folder / "giay.xlsx"
    table_workbook(paper, path)
    return openpyxl.load_workbook(path)


def grouped(**changes: Any) -> Table:
    return Table(
        columns=(
            TableColumn("STT", 10, Align.CENTRE),
            TableColumn("Ngày đến", 30, group="Chuyển"),
            TableColumn("Ngày đi", 30, group="Chuyển"),
            TableColumn("Số", 20, Align.RIGHT),
        ),
        rows=[
            TableRow(("Chi bộ Nà Lừa",), RowKind.SECTION),
            TableRow((1, "01/07/2025\nPha Long", None, 1476)),
            TableRow((None, "Cộng", None, 1476), RowKind.TOTAL),
        ],
        numbered=True,
        **changes,
    )


def test_head_table_and_signing_stand_in_the_order_of_the_print(tmp_path: Path) -> None:
    paper = document(
        Paragraph("Danh sách trong kỳ."), grouped(), subject=("Năm 2026",), signatures=signed(), mark="DỮ LIỆU MẪU"
    )
    [sheet] = workbook_values(paper, tmp_path)
    assert [[value for value in row if value is not None] for row in sheet if any(row)] == [
        ["ĐẢNG BỘ TỈNH LÀO CAI", "ĐẢNG CỘNG SẢN VIỆT NAM"],
        ["ĐẢNG BỘ XÃ MƯỜNG KHƯƠNG", "Mường Khương, ngày 20 tháng 11 năm 2026"],
        ["*"],
        ["DANH SÁCH THỬ"],
        ["Năm 2026"],
        ["DỮ LIỆU MẪU"],
        ["Danh sách trong kỳ."],
        ["STT", "Chuyển", "Số"],
        ["Ngày đến", "Ngày đi"],
        [1, 2, 3, 4],
        ["Chi bộ Nà Lừa"],
        [1, "01/07/2025\nPha Long", 1476],
        ["Cộng", 1476],
        ["NGƯỜI LẬP", "T/M CHI BỘ"],
        ["(ký, ghi rõ họ tên)", "BÍ THƯ"],
        ["(ký, ghi rõ họ tên)"],
        ["Lý Seo Dìn"],
    ]


def test_headings_are_merged_frozen_and_repeated_on_every_printed_page(tmp_path: Path) -> None:
    sheet = written(document(grouped()), tmp_path).active
    top = next(row for row in range(1, 20) if sheet.cell(row, 1).value == "STT")
    merged = {str(span) for span in sheet.merged_cells.ranges}
    assert {f"A{top}:A{top + 1}", f"B{top}:C{top}", f"D{top}:D{top + 1}", f"A{top + 3}:D{top + 3}"} <= merged
    assert sheet.freeze_panes == f"A{top + 3}"
    assert sheet.print_title_rows == f"${top}:${top + 2}"
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.page_setup.fitToHeight == 0


def test_a_table_with_a_name_begins_a_worksheet_with_the_words_before_it(tmp_path: Path) -> None:
    rows = [TableRow((1, "a", "b"))]
    paper = document(
        table(rows, sheet="Theo chi bộ"), Paragraph("Từng việc", Style.HEADING), table(rows, sheet="Theo chi bộ")
    )
    book = written(paper, tmp_path)
    assert book.sheetnames == ["Theo chi bộ", "Theo chi bộ 2"]
    assert book.worksheets[1]["A1"].value == "Từng việc"


@pytest.mark.parametrize("name", ["a/b:c*d?[e]\\f", "'", "x" * 60, ""])
def test_names_of_worksheets_are_what_excel_takes(tmp_path: Path, name: str) -> None:
    [found] = written(document(table([], sheet=name), title=name or "DS"), tmp_path).sheetnames
    assert 0 < len(found) <= 31
    assert not re.search(r"[\[\]:*?/\\']", found)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_in_every_column_stays_text(tmp_path: Path, text: str) -> None:
    paper = document(
        Paragraph(text),
        Facts(facts=(Fact(text, text),)),
        table([TableRow((text, text, text)), TableRow((text,), RowKind.SECTION)]),
        title=text,
        subject=(text,),
        name=text,
        footer=text,
    )
    book = written(paper, tmp_path)
    cells = [cell for row in book.active.iter_rows() for cell in row if cell.value is not None]
    kept = normalize(legal(text), keep_newlines=True)
    assert sum(cell.value == kept for cell in cells) >= 6
    assert {cell.data_type for cell in cells} == {"s"}
    assert all(cell.hyperlink is None for cell in cells)
    for cell in cells:
        assert cell.quotePrefix or not str(cell.value).startswith(("=", "+", "-", "@", "#"))
    with zipfile.ZipFile(tmp_path / "giay.xlsx") as parts:
        assert b"<f>" not in parts.read("xl/worksheets/sheet1.xml")


def test_a_row_of_many_lines_is_as_high_as_its_words(tmp_path: Path) -> None:
    sheet = written(document(table([TableRow(("a\nb\nc", "", "")), TableRow(("a", "", ""))])), tmp_path).active
    row = next(row for row in range(1, 20) if sheet.cell(row, 1).value == "a\nb\nc")
    assert sheet.row_dimensions[row].height > 2.5 * 10
    assert sheet.row_dimensions[row + 1].height is None


def test_progress_may_end_the_writing_and_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "cu.xlsx"
    path.write_bytes(b"old")

    def stop(count: int) -> None:
        assert count == 500
        raise InterruptedError

    with pytest.raises(InterruptedError):
        table_workbook(document(table([TableRow((1, "a", "b"))] * 600)), path, stop)
    assert path.read_bytes() == b"old"


def test_a_disk_that_refuses_is_told(tmp_path: Path) -> None:
    with pytest.raises(ProblemError):
        table_workbook(document(table([])), tmp_path / "no" / "such" / "giay.xlsx")


cells = st.one_of(st.none(), st.integers(-(10**9), 10**9), st.text(max_size=20))


@settings(max_examples=30)
@given(st.lists(st.tuples(cells, cells, cells), max_size=8))
def test_every_value_comes_back_as_it_was(
    tmp_path_factory: pytest.TempPathFactory, listed: list[tuple[Any, ...]]
) -> None:
    folder = tmp_path_factory.mktemp("so")
    [sheet] = workbook_values(document(table([TableRow(row) for row in listed])), folder)
    start = next(number for number, row in enumerate(sheet) if row[0] == "Cột 1") + 1
    for row, found in zip(listed, sheet[start:], strict=False):
        for value, kept in zip(row, found, strict=False):
            wanted = (legal(normalize(value, keep_newlines=True)) or None) if isinstance(value, str) else value
            assert kept == wanted
