"""Figure 9: the consolidated workbook of 33,000 rows, beside openpyxl writing bare rows of the same values."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from benchmarks.harness import Figure, Trial
from db.records import ConsolidatedRow

ROWS = 33_000


def rows() -> list[ConsolidatedRow]:
    """Return the rows of a province: communes of 232 cells, one cell in fifty missing."""
    return [
        ConsolidatedRow(
            office_id=f"o{number // 232}",
            office_name=f"Đảng bộ xã Mường Khương {number // 232}",
            cell_id=f"c{number}",
            cell_code=f"CB{number:05}",
            cell_name=f"Chi bộ thôn Nà Lừa {number % 232}",
            members=41,
            reported=number % 50 != 0,
            regular=1,
            thematic=number % 3 == 0,
            other=0,
            required=38,
            present=30 + number % 9,
            conclusions=4,
            package=f"XA{number // 232:03} · 2026-11 · số 3",
        )
        for number in range(ROWS)
    ]


def prepare_trial(folder: Path) -> Trial:
    """The floor appends the values that are in our file and saves them; ours makes them from records."""
    from openpyxl import Workbook, load_workbook

    from desktop_app.documents.excel.consolidated import consolidated_workbook

    listed = rows()
    ours_path, floor_path = folder / "ours.xlsx", folder / "floor.xlsx"

    def ours() -> Path:
        consolidated_workbook(listed, office_name="Tỉnh ủy", period="2026-11", sample=False, path=ours_path)
        return ours_path

    def values(path: Path) -> list[list[tuple[Any, ...]]]:
        book = load_workbook(path, read_only=True)
        found = [list(sheet.iter_rows(values_only=True)) for sheet in book.worksheets]
        book.close()
        return found

    known = values(ours())

    def floor() -> Path:
        book = Workbook(write_only=True)
        for lines in known:
            sheet = book.create_sheet()
            for line in lines:
                sheet.append(line)
        book.save(floor_path)
        return floor_path

    def check(bare: Path, own: Path) -> None:
        assert bare.is_file()
        assert own.stat().st_size > bare.stat().st_size * 0.5
        assert len(known[0]) == ROWS + 6

    return Trial(floor=floor, ours=ours, check=check)


FIGURE = Figure(
    number=9, title="consolidated workbook, 33,000 rows", reach=1.3, prepare=prepare_trial, repeats=3, warm_up=0
)
