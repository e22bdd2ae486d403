"""The consolidated table of a month as an Excel workbook: a row a cell, totals, and who has not reported."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from db import files
from db.records import ConsolidatedRow
from desktop_app.documents.excel.cells import safe_row, text_cell
from desktop_app.rules import percentages
from desktop_app.rules.reporting import ReportState, report_state
from desktop_app.texts import term, tr

if TYPE_CHECKING:
    from openpyxl.styles import Font

HEADER_ROW = 5
"""Row of the column names; the rows of cells follow it."""
_WIDTHS = (5, 26, 9, 32, 8, 7, 7, 9, 8, 8, 7, 7, 22, 19)
_SHARE_COLUMN = 7
_MISSING_WIDTHS = (6, 34, 12, 40, 10)
_SHARE_FORMAT = "0.00%"
_TITLE_ROW = 2
_TITLE_HEIGHT = 22
_HEADER_HEIGHT = 32
"""Points: two lines of the names of columns."""
_MARGIN = 0.4
"""Inches."""


def consolidated_workbook(
    rows: Iterable[ConsolidatedRow], *, office_name: str, period: str, sample: bool, path: Path
) -> None:
    """Write the consolidated table of ``period`` (YYYY-MM) to ``path``, replacing a file of that name.

    Counts are numbers, shares are fractions shown as per cent, strings are never anything but strings. Raises
    ProblemError as ``db.files.write`` does; then an old file at ``path`` is untouched.
    """
    from openpyxl import Workbook

    listed = [_named(row) for row in rows]
    missing = [row for row in listed if not row.reported]
    book = Workbook(write_only=True)
    book.properties.creator = "Sổ Chi Bộ"
    book.properties.title = tr("Tổng hợp sinh hoạt chi bộ tháng {month}", month=_month(period))
    sheet = book.create_sheet(tr("Tổng hợp"))
    _set_up(sheet, _WIDTHS, HEADER_ROW + len(listed))
    cells = sum(1 for row in listed if row.cell_id)
    _head(sheet, office_name, period, sample=sample, told=_told(listed, cells))
    _append_header(sheet, _columns())
    _append_cells(sheet, listed)
    _append_totals(sheet, listed)
    _append_missing(book, missing, office_name, period, sample=sample)
    buffer = BytesIO()
    book.save(buffer)
    files.write(path, buffer.getvalue())


def _named(row: ConsolidatedRow) -> ConsolidatedRow:
    """Return the row with words where an office has not told its cells yet."""
    if row.cell_id:
        return row
    return msgspec.structs.replace(row, cell_name=tr("(chưa nhận gói nào của đơn vị này)"))


def _columns() -> list[str]:
    return [
        tr("STT"),
        tr("Đảng bộ"),
        tr("Mã"),
        tr("Chi bộ"),
        tr("Đảng viên"),
        tr("Phải dự"),
        tr("Có mặt"),
        tr("Tỷ lệ %"),
        tr("Thường kỳ"),
        tr("Chuyên đề"),
        tr("Khác"),
        tr("Số kết luận"),
        tr("Gói"),
        tr("Trạng thái"),
    ]


def _month(period: str) -> str:
    return f"{period[5:7]}/{period[:4]}"


def _set_up(sheet: Any, widths: Sequence[int], last_row: int) -> None:
    """Widths, frozen names of columns, and a landscape A4 that repeats them on every page."""
    from openpyxl.formatting.rule import Rule
    from openpyxl.styles import Border, Side
    from openpyxl.styles.differential import DifferentialStyle
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.properties import PageSetupProperties

    for number, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.freeze_panes = f"A{HEADER_ROW + 1}"
    sheet.auto_filter.ref = f"A{HEADER_ROW}:{get_column_letter(len(widths))}{max(last_row, HEADER_ROW + 1)}"
    sheet.print_title_rows = f"{HEADER_ROW}:{HEADER_ROW}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_options.horizontalCentered = True
    margins = sheet.page_margins
    margins.left = margins.right = _MARGIN
    sheet.row_dimensions[HEADER_ROW].height = _HEADER_HEIGHT
    sheet.row_dimensions[_TITLE_ROW].height = _TITLE_HEIGHT
    # One rule draws the lines of the whole table: lines cell by cell would cost more than all the rest.
    line = Side(style="thin")
    drawn = DifferentialStyle(border=Border(line, line, line, line))
    table = f"A{HEADER_ROW}:{get_column_letter(len(widths))}{max(last_row, HEADER_ROW + 1)}"
    sheet.conditional_formatting.add(table, Rule(type="expression", formula=["TRUE"], dxf=drawn))
    sheet.oddFooter.center.text = "&P/&N"


def _bold(size: float = 11, color: str | None = None) -> Font:
    """Return bold letters of the face that every other cell has: without a name a program takes any."""
    from openpyxl.styles import Font

    return Font(name="Calibri", size=size, bold=True, color=color)


def _told(rows: Sequence[ConsolidatedRow], cells: int) -> str:
    """Return how many cells reported, and how many of those without minutes of a regular meeting."""
    states = [report_state(row) for row in rows]
    without = states.count(ReportState.NO_REGULAR)
    told = tr(
        "Đã báo cáo: {reported}/{total} chi bộ", reported=len(rows) - states.count(ReportState.MISSING), total=cells
    )
    if without:
        told += " · " + tr("{count} chi bộ không có biên bản sinh hoạt thường kỳ.", count=without)
    return told


def _head(sheet: Any, office_name: str, period: str, *, sample: bool, told: str) -> None:
    """Put the four lines above the names of columns."""
    office = text_cell(sheet, office_name)
    title = text_cell(
        sheet,
        tr("BẢNG TỔNG HỢP SINH HOẠT CHI BỘ THÁNG {month}", month=_month(period))
        if told
        else tr("CHI BỘ CHƯA BÁO CÁO THÁNG {month}", month=_month(period)),
    )
    office.font, title.font = _bold(), _bold(size=14)
    sheet.append([office])
    sheet.append([title])
    mark = text_cell(sheet, tr("DỮ LIỆU MẪU"))
    mark.font = _bold(color="C00000")
    sheet.append([mark if sample else None])
    sheet.append([told or None])


def _append_header(sheet: Any, names: Sequence[str]) -> None:
    from openpyxl.cell.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Border, PatternFill, Side

    line = Side(style="thin")
    cells = []
    for name in names:
        cell = WriteOnlyCell(sheet, name)
        cell.font = _bold()
        cell.fill = PatternFill("solid", start_color="E7E6E6")
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        cell.border = Border(line, line, line, line)
        cells.append(cell)
    sheet.append(cells)


def _append_cells(sheet: Any, rows: Sequence[ConsolidatedRow]) -> None:
    from openpyxl.cell.cell import WriteOnlyCell

    # A sheet is written as it is appended to, so one styled cell serves all rows that show the same.
    @functools.cache
    def share(count: int, base: int) -> Any:
        cell = WriteOnlyCell(sheet, _share(count, base))
        cell.number_format = _SHARE_FORMAT
        return cell

    missing = WriteOnlyCell(sheet, tr("CHƯA BÁO CÁO"))
    missing.font = _bold(color="C00000")
    without = WriteOnlyCell(sheet, term("report_state", ReportState.NO_REGULAR))
    without.font = _bold()
    reported = term("report_state", ReportState.REPORTED)
    for number, row in enumerate(rows, 1):
        values: list[Any] = [number, row.office_name, row.cell_code, row.cell_name, row.members]
        if row.reported:
            values += [row.required, row.present, share(row.present, row.required) if row.required else None]
            state = reported if report_state(row) is ReportState.REPORTED else without
            values += [row.regular, row.thematic, row.other, row.conclusions, row.package or None, state]
        else:
            values += [None] * 8 + [missing]
        sheet.append(safe_row(sheet, values))


def _share(count: int, base: int) -> float | None:
    """Return count / base as a fraction, rounded half up to what two decimals of a per cent show."""
    share = percentages.percent(count, base)
    return None if share is None else float(share / 100)


def _append_totals(sheet: Any, rows: Sequence[ConsolidatedRow]) -> None:
    from openpyxl.cell.cell import WriteOnlyCell
    from openpyxl.styles import Border, Side

    sums = {name: sum(getattr(row, name) for row in rows if row.reported) for name in _SUMMED}
    values: list[Any] = [None, tr("Cộng"), None, tr("{number} chi bộ", number=sum(1 for row in rows if row.cell_id))]
    values += [sum(row.members for row in rows), sums["required"], sums["present"]]
    values += [_share(sums["present"], sums["required"])]
    values += [sums["regular"], sums["thematic"], sums["other"], sums["conclusions"], None, None]
    cells = []
    for column, value in enumerate(values):
        cell = WriteOnlyCell(sheet, value)
        cell.font = _bold()
        cell.border = Border(top=Side(style="thin"), bottom=Side(style="double"))
        if column == _SHARE_COLUMN:
            cell.number_format = _SHARE_FORMAT
        cells.append(cell)
    sheet.append(cells)


_SUMMED = ("required", "present", "regular", "thematic", "other", "conclusions")


def _append_missing(book: Any, rows: Sequence[ConsolidatedRow], office_name: str, period: str, *, sample: bool) -> None:
    sheet = book.create_sheet(tr("Chưa báo cáo"))
    _set_up(sheet, _MISSING_WIDTHS, HEADER_ROW + len(rows))
    _head(sheet, office_name, period, sample=sample, told="")
    _append_header(sheet, [tr("STT"), tr("Đảng bộ"), tr("Mã"), tr("Chi bộ"), tr("Đảng viên")])
    for line in _missing_lines(rows):
        sheet.append(safe_row(sheet, line))
    if not rows:
        sheet.append([None, tr("Tất cả chi bộ đã báo cáo.")])


def _missing_lines(rows: Sequence[ConsolidatedRow]) -> Iterator[list[Any]]:
    for number, row in enumerate(rows, 1):
        yield [number, row.office_name, row.cell_code, row.cell_name, row.members]
