"""The register as a workbook that can be worked on and read back: locked headings, drop-downs, stamps out of sight."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from importlib import resources
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from db import files, partial
from desktop_app.documents.excel.cells import is_plain, legal
from desktop_app.documents.excel_in import own_book
from desktop_app.documents.excel_in.columns import letter_of
from desktop_app.texts import tr

HEADER_ROW: Final = 4
"""Row of the headings; hidden marks, the title and a word of use stand above."""
_HIDDEN: Final = 2
"""The first columns: the identifier and the stamps."""
_NUMBER_WIDTH: Final = 6
_FIRST_DAY: Final = date(1900, 3, 1)
"""Excel counts the days before wrongly; they are written as text."""
_DAYS: Final = frozenset({"birth_date", "admitted_on", "official_on", "youth_joined_on", "card_issued_on"})
_SPARE_ROWS: Final = 500
"""Empty rows under the list that have drop-downs too, for people to be added."""


@dataclass(frozen=True)
class RegisterColumn:
    """One column of the workbook."""

    field: str
    title: str
    width: float
    words: Mapping[str, str]
    """What a cell says for each canonical value, for fields with a few values."""


@dataclass(frozen=True)
class RegisterRow:
    """One person of the workbook."""

    member_id: str
    stamps: str
    texts: Mapping[str, str]
    """What each cell says, by field; partial dates as they are kept."""


@functools.cache
def register_columns() -> tuple[RegisterColumn, ...]:
    """Return the columns of the workbook in their order; titles and words are Vietnamese in any language."""
    file = resources.files("resources").joinpath("lists/register_columns.toml")
    found = tomllib.loads(file.read_text("utf-8"))
    words: dict[str, dict[str, str]] = found["words"]
    return tuple(
        RegisterColumn(entry["field"], entry["title"], entry["width"], words.get(entry["field"], {}))
        for entry in found["column"]
    )


def register_workbook(
    rows: Iterable[RegisterRow],
    path: Path,
    *,
    title: str,
    columns: Sequence[RegisterColumn],
    stamped: Sequence[str],
    choices: Mapping[str, Sequence[str]],
) -> int:
    """Write the register to ``path``, replacing a file of that name, and return how many people are in it.

    ``choices`` are the texts of drop-downs by field; ``stamped`` the fields in the order of the rows' stamps. Strings
    are never anything but strings. Raises ProblemError as ``db.files.write`` does; then an old file is untouched.
    """
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    book.properties.creator = "Sổ Chi Bộ"
    book.properties.title = title
    sheet = book.create_sheet(tr("Đảng viên"))
    listed = {column.field: choices[column.field] for column in columns if choices.get(column.field)}
    _set_up(sheet, columns)
    _head(sheet, title, columns, stamped)
    count = _append(sheet, rows, columns)
    last = HEADER_ROW + count + _SPARE_ROWS
    sheet.auto_filter.ref = f"{letter_of(_HIDDEN)}{HEADER_ROW}:{letter_of(_HIDDEN + len(columns))}{HEADER_ROW + count}"
    _drop_downs(book, sheet, columns, listed, last)
    buffer = BytesIO()
    book.save(buffer)
    files.write(path, buffer.getvalue())
    return count


def _set_up(sheet: Any, columns: Sequence[RegisterColumn]) -> None:
    """Widths, frozen headings, and a protection that lets everything be done but changing the headings."""
    from openpyxl.styles import Protection

    widths = [12.0] * _HIDDEN + [_NUMBER_WIDTH] + [column.width for column in columns]
    days = {index for index, column in enumerate(columns, _HIDDEN + 1) if column.field in _DAYS}
    for index, width in enumerate(widths):
        dimension = sheet.column_dimensions[letter_of(index)]
        dimension.width = width
        dimension.hidden = index < _HIDDEN
        # Cells without a format of their own have that of their column: rows below the list can be filled in.
        dimension.protection = Protection(locked=False)
        if index > _HIDDEN:
            dimension.number_format = "dd/mm/yyyy" if index in days else "@"
    sheet.row_dimensions[1].hidden = True
    sheet.row_dimensions[HEADER_ROW].height = 32
    sheet.freeze_panes = f"{letter_of(_HIDDEN + 2)}{HEADER_ROW + 1}"
    sheet.print_title_rows = f"{HEADER_ROW}:{HEADER_ROW}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9
    # Too wide for one sheet of paper: each page across repeats the number and the name.
    sheet.print_title_cols = f"{letter_of(_HIDDEN)}:{letter_of(_HIDDEN + 1)}"
    protection = sheet.protection
    protection.sheet = True
    for allowed in (
        *("formatCells", "formatColumns", "formatRows", "insertRows", "deleteRows", "sort", "autoFilter"),
        "insertHyperlinks",
    ):
        setattr(protection, allowed, False)


def _head(sheet: Any, title: str, columns: Sequence[RegisterColumn], stamped: Sequence[str]) -> None:
    from openpyxl.cell.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

    sheet.append([own_book.VERSION_CELL, ",".join(stamped)])
    named = _text(sheet, title, locked=True)
    named.font = Font(name="Calibri", size=14, bold=True)
    sheet.append([None] * _HIDDEN + [named])
    told = tr("Sửa ngay trên tệp này rồi nhập lại: chỉ những ô đã sửa được cập nhật; dòng thêm ở cuối là người mới.")
    word = _text(sheet, told, locked=True)
    word.font = Font(name="Calibri", size=11, italic=True)
    sheet.append([None] * _HIDDEN + [word])
    line = Side(style="thin")
    cells = []
    for name in (own_book.ID_TITLE, own_book.STAMP_TITLE, tr("STT"), *(column.title for column in columns)):
        cell = WriteOnlyCell(sheet, name)
        cell.font = Font(name="Calibri", size=11, bold=True)
        cell.fill = PatternFill("solid", start_color="E7E6E6")
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        cell.border = Border(line, line, line, line)
        cells.append(cell)
    sheet.append(cells)


def _append(sheet: Any, rows: Iterable[RegisterRow], columns: Sequence[RegisterColumn]) -> int:
    from openpyxl.cell.cell import WriteOnlyCell
    from openpyxl.styles import Protection

    # A sheet is written as it is appended to, so a few styled cells serve all rows.
    shared = [(_text(sheet, ""), _quoted(sheet), _day_cell(sheet)) for _ in range(len(columns) + _HIDDEN)]
    number = WriteOnlyCell(sheet)
    number.protection = Protection(locked=False)
    count = 0
    for count, row in enumerate(rows, 1):
        number.value = count
        cells: list[Any] = [_filled(shared[0], row.member_id), _filled(shared[1], row.stamps), number]
        for place, column in enumerate(columns, _HIDDEN):
            text = row.texts.get(column.field, "")
            own = partial.whole(text) if column.field in _DAYS else None
            if own is not None and own >= _FIRST_DAY:
                shared[place][2].value = own
                cells.append(shared[place][2])
            else:
                cells.append(_filled(shared[place], _shown_date(text) if column.field in _DAYS else text))
        sheet.append(cells)
    return count


def _filled(kinds: tuple[Any, Any, Any], text: str) -> Any:
    """Return the cell that holds a text as text; None for none."""
    if not text:
        return None
    cell = kinds[0] if is_plain(text) else kinds[1]
    cell.value = legal(text)
    cell.data_type = "s"
    return cell


def _text(sheet: Any, text: str, *, locked: bool = False) -> Any:
    from openpyxl.cell.cell import WriteOnlyCell
    from openpyxl.styles import Protection

    cell = WriteOnlyCell(sheet)
    cell.value = legal(text)
    cell.data_type = "s"
    # The format "text": what is typed over it stays as typed, card numbers with their leading zeros.
    cell.number_format = "@"
    cell.protection = Protection(locked=locked)
    return cell


def _quoted(sheet: Any) -> Any:
    cell = _text(sheet, "")
    cell.quotePrefix = True
    return cell


def _day_cell(sheet: Any) -> Any:
    from openpyxl.styles import Alignment

    cell = _text(sheet, "")
    cell.number_format = "dd/mm/yyyy"
    cell.alignment = Alignment(horizontal="left")
    return cell


def _shown_date(text: str) -> str:
    return "/".join(reversed(text.split("-")))


def _drop_downs(
    book: Any, sheet: Any, columns: Sequence[RegisterColumn], listed: Mapping[str, Sequence[str]], last: int
) -> None:
    """Put the texts to choose from on a sheet out of sight, and offer them in their columns."""
    from openpyxl.worksheet.datavalidation import DataValidation

    page = book.create_sheet(tr("Danh mục"))
    page.sheet_state = "hidden"
    fields = list(listed)
    for number in range(max((len(texts) for texts in listed.values()), default=0)):
        texts = [listed[field][number] if number < len(listed[field]) else None for field in fields]
        page.append([_text(page, text) if text else None for text in texts])
    for place, column in enumerate(columns, _HIDDEN + 1):
        if column.field not in listed:
            continue
        source = letter_of(fields.index(column.field))
        rule = DataValidation(
            type="list",
            formula1=f"'{page.title}'!${source}$1:${source}${len(listed[column.field])}",
            allow_blank=True,
            # A new cell or another spelling may be typed: the import says what it does not know.
            errorStyle="warning",
            showErrorMessage=True,
            errorTitle="Sổ Chi Bộ",
            error=tr("Giá trị này không có trong danh mục."),
        )
        rule.add(f"{letter_of(place)}{HEADER_ROW + 1}:{letter_of(place)}{last}")
        sheet.data_validations.append(rule)
