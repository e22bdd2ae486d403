"""The refused rows come back in the clerk's own file, can be corrected there, and then change nobody else."""

from __future__ import annotations

import re
import zipfile
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Font, PatternFill

from db.problems import ProblemError
from desktop_app.documents.excel_in.own_book import REASON_TITLE
from desktop_app.office import Office
from tests.helpers.member_lists import HEADER, bring_in, cells_of, dump, line, preview, verdicts, write
from tests.helpers.workbooks import bare_ods

GOOD = line("Lò Thị Mai", sex="Nữ", birth="01/02/1980", admitted="03/02/2005", official="03/02/2006")
BAD_DAY = line("Vàng A Sử", birth="31/02/1965")
BAD_CELL = line("Giàng Seo Páo", birth="1960", cell="Nậm Mòn")


@pytest.fixture(autouse=True)
def _cells(office: Office) -> None:
    cells_of(office)


def messy(path: Path) -> Path:
    """Write a clerk's workbook: formats, a formula, a merged title, another sheet, good and bad rows mixed."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Đảng viên"
    sheet["A1"] = "DANH SÁCH ĐẢNG VIÊN XÃ"
    sheet.merge_cells("A1:E1")
    sheet.append([])
    sheet.append(list(HEADER))
    for row in (GOOD, BAD_DAY, line("Hoàng Văn Páo", birth="1959"), BAD_CELL):
        sheet.append([cell if cell != "" else None for cell in row])
    sheet["B5"].font = Font(name="Arial", size=15, color="FF0000FF")
    sheet["B7"].fill = PatternFill("solid", start_color="FFFFFF00")
    sheet.row_dimensions[7].height = 40
    sheet.column_dimensions["B"].width = 33
    sheet["L7"] = "=1+1"
    book.create_sheet("Khác")["A1"] = "giữ nguyên"
    book.save(path)
    return path


def with_result(path: Path, formula: str, result: str) -> Path:
    """Give a formula the result that Excel would have kept beside it."""
    with zipfile.ZipFile(path) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    with zipfile.ZipFile(path, "w") as packed:
        for name, content in parts.items():
            # An empty element is written one way by the standard library and another way by lxml.
            known = re.sub(
                rf"(<f>{re.escape(formula)}</f>)<v(?: ?/>|></v>)".encode(), rf"\g<1><v>{result}</v>".encode(), content
            )
            packed.writestr(name, known)
    return path


def refused(office: Office, path: Path, target: Path) -> Path:
    shown = preview(office, path)
    office.member_import.commit(shown, {})
    return office.member_import.refused_file(shown, target)


def test_the_file_keeps_the_clerks_formats_and_only_the_refused_rows(office: Office, tmp_path: Path) -> None:
    target = refused(office, messy(tmp_path / "a.xlsx"), tmp_path / "bị từ chối.xlsx")
    book = load_workbook(target)
    assert book.sheetnames == ["Đảng viên", "Khác"]
    sheet = book["Đảng viên"]
    assert [sheet.cell(row, 2).value for row in range(1, sheet.max_row + 1)] == [
        *(None, None, "Họ và tên", "Vàng A Sử", "Giàng Seo Páo"),
    ]
    assert [str(merged) for merged in sheet.merged_cells.ranges] == ["A1:E1"]
    assert (sheet["B4"].font.name, sheet["B4"].font.size) == ("Arial", 15)
    assert sheet["B5"].fill.start_color.rgb == "FFFFFF00"
    assert sheet.row_dimensions[5].height == 40
    assert sheet.column_dimensions["B"].width == 33


def test_bad_cells_are_coloured_commented_and_explained_beside(office: Office, tmp_path: Path) -> None:
    target = refused(office, messy(tmp_path / "a.xlsx"), tmp_path / "b.xlsx")
    sheet = load_workbook(target)["Đảng viên"]
    birth, cell = sheet.cell(4, HEADER.index("Ngày sinh") + 1), sheet.cell(5, HEADER.index("Chi bộ") + 1)
    for row, bad, words in ((4, birth, "31/02/1965"), (5, cell, "Nậm Mòn")):
        assert bad.fill.start_color.rgb == "FFFFC7CE"
        assert bad.comment is not None
        assert words in bad.comment.text
        assert bad.comment.text in str(sheet.cell(row, len(HEADER) + 1).value)
    assert sheet.cell(3, len(HEADER) + 1).value == REASON_TITLE
    assert "C4" in str(sheet.cell(4, len(HEADER) + 1).value)
    assert "Dòng 5 " in str(sheet.cell(4, len(HEADER) + 1).value)
    assert sheet.cell(4, 1).comment is None
    assert sheet.cell(4, 2).fill.fill_type is None


def test_corrected_and_brought_in_again_only_those_rows_change(office: Office, tmp_path: Path) -> None:
    target = refused(office, with_result(messy(tmp_path / "a.xlsx"), "1+1", "2"), tmp_path / "b.xlsx")
    before = dump(office)["member"]
    book = load_workbook(target)
    sheet = book["Đảng viên"]
    sheet.cell(4, HEADER.index("Ngày sinh") + 1).value = date(1965, 2, 28)
    sheet.cell(5, HEADER.index("Chi bộ") + 1).value = "Sa Pả"
    book.save(target)
    shown = preview(office, target)
    assert [one.target for one in shown.choices.columns][len(HEADER)] == ""
    assert verdicts(shown) == ["new", "new"]
    assert office.member_import.commit(shown, {}).added == 2
    after = dump(office)["member"]
    assert [row for row in after if row in before] == before
    assert len(after) == len(before) + 2


def test_a_file_half_corrected_comes_back_with_one_column_of_reasons_and_fresh_colours(
    office: Office, tmp_path: Path
) -> None:
    target = refused(office, messy(tmp_path / "a.xlsx"), tmp_path / "b.xlsx")
    book = load_workbook(target)
    sheet = book["Đảng viên"]
    sheet.cell(4, HEADER.index("Ngày sinh") + 1).value = "28/02/1965"
    sheet.cell(4, HEADER.index("Giới tính") + 1).value = "gì đó"
    book.save(target)
    again = load_workbook(refused(office, target, tmp_path / "c.xlsx"))["Đảng viên"]
    titles = [cell.value for cell in again[3]]
    assert titles == [*HEADER, REASON_TITLE]
    assert again.cell(4, HEADER.index("Ngày sinh") + 1).fill.fill_type is None
    assert again.cell(4, HEADER.index("Ngày sinh") + 1).comment is None
    assert again.cell(4, HEADER.index("Giới tính") + 1).fill.start_color.rgb == "FFFFC7CE"
    assert "31/02/1965" not in str(again.cell(4, len(HEADER) + 1).value)


def test_formulas_become_the_values_they_had_and_stay_where_they_had_none(office: Office, tmp_path: Path) -> None:
    place = HEADER.index("Ghi chú") + 1
    plain = load_workbook(refused(office, messy(tmp_path / "a.xlsx"), tmp_path / "b.xlsx"))["Đảng viên"]
    assert plain.cell(5, place).value == "=1+1"
    source = with_result(messy(tmp_path / "c.xlsx"), "1+1", "2")
    known = load_workbook(refused(office, source, tmp_path / "d.xlsx"))["Đảng viên"]
    assert (known.cell(5, place).value, known.cell(5, place).data_type) == (2, "n")


def test_another_kind_of_file_comes_back_as_xlsx_with_the_same_values(office: Office, tmp_path: Path) -> None:
    cell = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    rows = "".join(
        f"<table:table-row>{''.join(cell.format(value) for value in row)}</table:table-row>"
        for row in (HEADER, GOOD, BAD_CELL)
    )
    path = bare_ods(tmp_path / "a.ods", f'<table:table table:name="Danh:sách">{rows}</table:table>')
    target = refused(office, path, tmp_path / "b.ods")
    assert target == tmp_path / "b.xlsx"
    sheet = load_workbook(target).worksheets[0]
    assert [cell.value for cell in sheet[2]][1:5] == BAD_CELL[1:5]
    assert sheet.max_row == 2
    assert verdicts(preview(office, target)) == ["refused"]


def test_what_looks_like_a_formula_stays_a_text(office: Office, tmp_path: Path) -> None:
    from desktop_app.documents.excel import refused as module

    hostile = line("Vàng A Sử", birth="31/02/1965", home='=HYPERLINK("x")', note="+84 912")
    path = tmp_path / "a.xlsx"
    write(path, [])
    book = load_workbook(path)
    sheet = book.worksheets[0]
    for column, value in enumerate(hostile, 1):
        cell = sheet.cell(4, column)
        cell.value = value or None
        cell.data_type = "n" if isinstance(value, int) else "s"
    book.save(path)
    shown = preview(office, path)
    for limit in (module._MOST_CELLS, 0):
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(module, "_MOST_CELLS", limit)
            target = office.member_import.refused_file(shown, tmp_path / f"b{limit}.xlsx")
        written = load_workbook(target).worksheets[0]
        place = HEADER.index("Quê quán") + 1
        assert (written.cell(4, place).value, written.cell(4, place).data_type) == ('=HYPERLINK("x")', "s")


def test_a_source_that_was_changed_meanwhile_is_not_mixed_up(office: Office, tmp_path: Path) -> None:
    path = write(tmp_path / "a.xlsx", [BAD_DAY])
    shown = preview(office, path)
    write(path, [GOOD, BAD_DAY, BAD_CELL])
    with pytest.raises(ProblemError) as problem:
        office.member_import.refused_file(shown, tmp_path / "b.xlsx")
    assert problem.value.code == "R71"
    assert not (tmp_path / "b.xlsx").exists()


def test_doubtful_rows_may_be_kept_in_it_as_well(office: Office, tmp_path: Path) -> None:
    bring_in(office, write(tmp_path / "a.xlsx", [GOOD]))
    path = write(tmp_path / "b.xlsx", [[1, "Lò Thị Mái", *GOOD[2:]], BAD_DAY])
    shown = preview(office, path)
    assert verdicts(shown) == ["doubtful", "refused"]
    target = office.member_import.refused_file(shown, tmp_path / "c.xlsx", rows=[shown.lines[0].row])
    sheet = load_workbook(target).worksheets[0]
    assert [sheet.cell(row, 2).value for row in (4, 5)] == ["Lò Thị Mái", "Vàng A Sử"]
    assert "Lò Thị Mai" in str(sheet.cell(4, len(HEADER) + 1).value)
