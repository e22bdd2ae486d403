"""Workbooks as clerks have them, and offices they are imported into."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from desktop_app.documents.excel_in.model import Decision, ImportLine, ImportPreview, ImportResult
from desktop_app.office import Office
from desktop_app.texts import sentence

SINCE = date(2020, 1, 1)
HEADER = (
    *("STT", "Họ và tên", "Ngày sinh", "Giới tính", "Chi bộ", "Ngày vào Đảng", "Ngày chính thức", "Số thẻ"),
    *("Số CCCD", "Quê quán", "Dân tộc", "Ghi chú"),
)
PLACES = {title: place for place, title in enumerate(HEADER)}


def line(name: str, **cells: Any) -> list[Any]:
    """Return one row under HEADER: a member of Nà Lừa, with the cells given by other names."""
    given = {
        "name": name,
        "birth": "05/03/1970",
        "sex": "Nam",
        "cell": "Nà Lừa",
        "admitted": "03/02/1995",
        "official": "03/02/1996",
        "card": "",
        "national": "",
        "home": "",
        "ethnic": "",
        "note": "",
        **cells,
    }
    return [1, *given.values()]


def write(path: Path, rows: Iterable[Sequence[Any]], *, header: Sequence[str] = HEADER, title: bool = True) -> Path:
    """Write a workbook with a title, a header and rows."""
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    if title:
        sheet.append(["DANH SÁCH ĐẢNG VIÊN"])
        sheet.append([])
    sheet.append(list(header))
    for row in rows:
        sheet.append([cell if cell != "" else None for cell in row])
    book.save(path)
    return path


def cells_of(office: Office) -> dict[str, str]:
    """Give an office the cells Nà Lừa (NL) and Sa Pả (SP) and return their identifiers by code."""
    made = [
        office.organizations.add_cell(code, name, "", "", None, (), SINCE)
        for code, name in (("NL", "Chi bộ thôn Nà Lừa"), ("SP", "Chi bộ thôn Sa Pả"))
    ]
    return {cell.code: cell.id for cell in made}


def preview(office: Office, path: Path) -> ImportPreview:
    """Open a workbook and look through it with everything as it is found."""
    _, choices = office.member_import.open(path)
    return office.member_import.preview(path, choices)


def bring_in(office: Office, path: Path, decisions: dict[int, Decision] | None = None) -> ImportResult:
    """Import a workbook with everything as it is found."""
    return office.member_import.commit(preview(office, path), decisions or {})


def told(found: ImportLine) -> list[tuple[int, str]]:
    """Return (column from 0, sentence) of everything said about a line."""
    return [(problem.column, sentence(problem.finding)) for problem in found.problems]


def codes(found: ImportLine) -> list[str]:
    """Return the codes of everything said about a line."""
    return [problem.finding.code for problem in found.problems]


def verdicts(found: ImportPreview) -> list[str]:
    """Return the verdicts of the lines in their order."""
    return [one.verdict.value for one in found.lines]


_LEFT_OUT = frozenset({"audit", "change_set", "change_set_row", "import_mapping"})


def dump(office: Office) -> dict[str, list[tuple[Any, ...]]]:
    """Return every row of every table but those that tell of the work itself."""
    tables = office.store.rows("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    # What the search index keeps of its own is no content: the rows it is made of are.
    names = sorted(name for row in tables if not (name := str(row["name"])).startswith("member_search_"))
    return {
        name: sorted(office.store.tuples(f"SELECT * FROM {name}"), key=repr) for name in names if name not in _LEFT_OUT
    }
