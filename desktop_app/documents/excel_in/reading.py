"""Reading a workbook of any usual kind (.xlsx, .xlsm, .xls, .ods) as plain cells, within limits.

The kind is told from the content, never from the name. Macros and links to other files are not looked at. What a file
weighs is found out before the reader is let loose on it (``survey``).
"""

from __future__ import annotations

import errno
import functools
import hashlib
import io
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from db.problems import ProblemError
from desktop_app.documents.excel_in import survey, survey_ods, survey_xls, survey_xlsx
from desktop_app.documents.excel_in.header import likeness
from desktop_app.documents.excel_in.model import Raw, SheetInfo, SourceBook, SourceSheet

if TYPE_CHECKING:
    from io import BufferedReader

    from python_calamine import CalamineSheet, CalamineWorkbook

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_WEB_PAGE = ("<!doctype html", "<html", "<table", "<head", "<meta", "<body", "mime-version:", "<?xml", "<div", "<style")
_PLAIN: frozenset[Any] = frozenset({str, int, bool, date})
_LOOKED_AT = 60
_SMALL = 200_000
"""Sheets of up to so many cells are looked into to tell which holds the list."""


def open_book(path: Path) -> SourceBook:
    """Return what a workbook holds: its sheets and the one that most looks like a list of people.

    Raises ProblemError: R50 not found, R51 in use, R52 protected by a password, R53 a web page, R54 plain text,
    R55 no workbook, R56 a kind that is not read, R57 damaged, R58 too large on disk, R59 too many cells, R60 a sheet
    reaching too far, R61 too large once unpacked, R62 definitions that unfold, R63 nothing in it.
    """
    with _opened(path) as (digest, seen, book):
        hidden = _hidden(book)
        infos = tuple(
            SheetInfo(name, sheet.rows, sheet.columns, hidden.get(name, False))
            for name, sheet in seen.sheets.items()
            if name in hidden
        )
        if not any(info.rows for info in infos):
            raise ProblemError("R63", name=path.name)
        return SourceBook(path, digest, infos, _likely(book, infos), seen.version)


def read_sheet(path: Path, name: str) -> SourceSheet:
    """Return the cells of one sheet. Raises ProblemError as ``open_book`` does, and R64 when the sheet is gone."""
    with _opened(path) as (_, seen, book):
        if name not in book.sheet_names:
            raise ProblemError("R64", sheet=name)
        sheet = book.get_sheet_by_name(name)
        about = seen.sheets.get(name, survey.SheetSurvey())
        rows = _rows(sheet)
        merged = _merged(sheet, len(rows)) if about.merged <= survey.MAX_MERGED else ()
    for (row, column), text in about.errors.items():
        if row < len(rows) and column < len(rows[row]):
            rows[row][column] = text
    return SourceSheet(
        info=SheetInfo(name, len(rows), len(rows[0]) if rows else 0, _hidden(book).get(name, False)),
        rows=rows,
        fonts=about.fonts,
        hidden_columns=frozenset(about.hidden_columns),
        formulas=frozenset(about.formulas),
        merged=merged,
        from_1904=seen.from_1904,
    )


@contextmanager
def _opened(path: Path) -> Iterator[tuple[str, survey.Survey, CalamineWorkbook]]:
    """Open a workbook that was looked through; everything that may go wrong with the file becomes a ProblemError."""
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    if path.name.startswith("~$"):
        raise ProblemError("R51", name=path.name.removeprefix("~$"))
    try:
        with path.open("rb") as file:
            digest = _digest(file)
            seen = _survey(digest, path)
            book = CalamineWorkbook.from_filelike(_patched(file, seen.patches))
            try:
                yield digest, seen, book
            finally:
                book.close()
    except ProblemError as problem:
        problem.values.setdefault("name", path.name)
        raise
    except PermissionError:
        raise ProblemError("R51", name=path.name) from None
    except PasswordError:
        raise ProblemError("R52", name=path.name) from None
    except (CalamineError, EOFError, ValueError, NotImplementedError):
        raise ProblemError("R57", name=path.name) from None
    except OSError as failure:
        # A place before the beginning of the file is asked for by damage, everything else comes from the disk.
        raise ProblemError("R57" if failure.errno == errno.EINVAL else "R50", name=path.name) from None
    except BaseException as failure:
        if type(failure).__name__ != "PanicException":
            raise
        raise ProblemError("R57", name=path.name) from None


def _digest(file: BufferedReader) -> str:
    if file.seek(0, 2) > survey.MAX_FILE:
        raise ProblemError("R58", limit=survey.MAX_FILE >> 20)
    file.seek(0)
    return hashlib.file_digest(file, "sha256").hexdigest()


def _patched(file: BufferedReader, patches: list[tuple[int, bytes]]) -> BufferedReader | io.BytesIO:
    """Return the file with the patches of its survey, ready to be read from its beginning."""
    file.seek(0)
    if not patches:
        return file
    content = bytearray(file.read())
    for offset, replacement in patches:
        content[offset : offset + len(replacement)] = replacement
    return io.BytesIO(content)


@functools.lru_cache(maxsize=2)
def _survey(digest: str, path: Path) -> survey.Survey:
    """Return what a file with this digest holds, looked through once for all its sheets. Raises ProblemError."""
    import zipfile
    import zlib

    del digest
    with path.open("rb") as file:
        head = file.read(4096)
        file.seek(0)
        if head.startswith(_OLE):
            return survey_xls.survey(file.read())
        if not head.startswith(b"PK"):
            raise ProblemError(_kind_of(head))
        try:
            with zipfile.ZipFile(file) as packed:
                names = set(packed.namelist())
                if "xl/workbook.bin" in names:
                    raise ProblemError("R56")
                if "xl/workbook.xml" in names:
                    return survey_xlsx.survey(packed)
                if "content.xml" in names:
                    return survey_ods.survey(packed)
        except (zipfile.BadZipFile, zlib.error, RuntimeError):
            raise ProblemError("R57") from None
    raise ProblemError("R55")


def _kind_of(head: bytes) -> str:
    """Return the problem of a file that is no workbook by its first bytes."""
    if not head:
        return "R63"
    text = head.decode("utf-16", "replace") if head[:2] in (b"\xff\xfe", b"\xfe\xff") else head.decode("latin-1")
    # Letters of any encoding have the high bit; what no text has are the control characters.
    start = text.lstrip("\ufeffï»¿ \t\r\n").lower()
    if start.startswith("<?xml") and "schemas-microsoft-com:office:spreadsheet" in start:
        return "R56"
    if start.startswith(_WEB_PAGE):
        return "R53"
    if head[:2] == b"\x09\x00" or head[:2] in (b"\x09\x02", b"\x09\x04", b"\x09\x08"):
        return "R56"
    return "R55" if any(letter < " " and letter not in "\t\r\n\f" for letter in text) else "R54"


def _hidden(book: CalamineWorkbook) -> dict[str, bool]:
    """Return whether a sheet is hidden, for every sheet that holds cells."""
    from python_calamine import SheetTypeEnum, SheetVisibleEnum

    return {
        meta.name: meta.visible is not SheetVisibleEnum.Visible
        for meta in book.sheets_metadata
        if meta.typ is SheetTypeEnum.WorkSheet
    }


def _likely(book: CalamineWorkbook, infos: tuple[SheetInfo, ...]) -> str:
    """Return the name of the sheet that most looks like a list of people: known titles first, then length."""
    waiting = [info for info in infos if info.rows and not info.hidden] or [info for info in infos if info.rows]
    if len(waiting) == 1:
        return waiting[0].name

    def likely(info: SheetInfo) -> tuple[int, int]:
        if info.rows * info.columns > _SMALL:
            return 0, info.rows
        return likeness(_rows(book.get_sheet_by_name(info.name), _LOOKED_AT)), info.rows

    return max(waiting, key=likely).name


def _merged(sheet: CalamineSheet, rows: int) -> tuple[tuple[int, int, int, int], ...]:
    ranges = sheet.merged_cell_ranges or ()
    return tuple((first[0], first[1], last[0], last[1]) for first, last in ranges if first[0] < rows)


def _rows(sheet: CalamineSheet, limit: int | None = None) -> list[list[Raw]]:
    # Almost every cell is a text or a day: only the others are looked at one by one.
    rows: Any = sheet.to_python(skip_empty_area=False, nrows=limit)
    return [[cell if cell != "" and cell.__class__ in _PLAIN else _raw(cell) for cell in row] for row in rows]


def _raw(cell: Any) -> Raw:
    if cell == "":
        return None
    if isinstance(cell, float):
        return int(cell) if cell.is_integer() and abs(cell) < 1e15 else cell
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, (time, timedelta)):
        return str(cell)
    return cell  # type: ignore[no-any-return]
