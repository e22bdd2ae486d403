"""No file makes the reading take more than 512 MiB, measured in a process of its own."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.helpers.workbooks import SHEET, bare_xlsx

LIMIT = 512
TEXT = '<c r="{}" t="inlineStr"><is><t>{}</t></is></c>'
HEAD, TAIL = SHEET.split("{rows}")
CODE = """
import sys
from pathlib import Path
from db.problems import ProblemError
from desktop_app.documents.excel_in.reading import open_book, read_sheet
from tests.helpers.workbooks import lines_of
path = Path(sys.argv[1])
try:
    found = str(len(lines_of(read_sheet(path, open_book(path).likely))[0]))
except ProblemError as problem:
    found = problem.code
status = Path("/proc/self/status").read_text("utf-8")
peak = next(line for line in status.splitlines() if line.startswith("VmHWM"))
sys.stdout.write(f"{found} {int(peak.split()[1]) // 1024}")
"""
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the peak of a process is read from /proc")


def outcome(path: Path) -> tuple[str, int]:
    """Return (what became of a file, peak memory in MiB) of reading it in a fresh process."""
    done = subprocess.run(
        [sys.executable, "-c", CODE, str(path)],
        cwd=Path(__file__).resolve().parents[3],
        capture_output=True,
        text=True,
        check=True,
    )
    found, peak = done.stdout.split()
    return found, int(peak)


def empty_cells(size: int) -> Iterator[str]:
    """Yield a sheet with a header and one person, and so many MiB of cells that only have a look."""
    yield HEAD
    for row, texts in ((1, ("Họ và tên", "Ngày sinh")), (2, ("Lò Văn A", "1965"))):
        cells = "".join(
            f'<c r="{"AB"[i]}{row}" t="inlineStr"><is><t>{text}</t></is></c>' for i, text in enumerate(texts)
        )
        yield f'<row r="{row}">{cells}</row>'
    pattern = "".join(f'<c r="{letter}#" s="1"/>' for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    written, row = 0, 3
    while written < size << 20:
        rows = "".join(f'<row r="{row + i}">{pattern.replace("#", str(row + i))}</row>' for i in range(500))
        written, row = written + len(rows), row + 500
        yield rows
    yield TAIL


def test_200_mb_of_empty_cells_are_passed_over(tmp_path: Path) -> None:
    found, peak = outcome(bare_xlsx(tmp_path / "a.xlsx", {"sheet": empty_cells(200)}))
    assert found == "1"
    assert peak < LIMIT


def test_a_large_full_sheet_keeps_far_within_the_limit(tmp_path: Path) -> None:
    titles = ["Họ và tên", "Ngày sinh", "Số thẻ", "CCCD", "Chi bộ", "Quê quán", "Nơi ở", "Ghi chú", "Nghề", "Nơi sinh"]

    def rows() -> Iterator[str]:
        yield HEAD
        for row in range(1, 20_001):
            cells = (
                TEXT.format(f"{letter}{row}", title if row == 1 else f"Lò Văn {letter}{row}")
                for letter, title in zip("ABCDEFGHIJ", titles, strict=True)
            )
            yield f'<row r="{row}">{"".join(cells)}</row>'
        yield TAIL

    found, peak = outcome(bare_xlsx(tmp_path / "a.xlsx", {"sheet": rows()}))
    assert found == "19999"
    assert peak < LIMIT // 2


@pytest.mark.parametrize(
    ("name", "code"),
    [("blanks", "R61"), ("one text", "R61"), ("shared", "R59"), ("open cells", "R59"), ("sparse", "R60")],
)
def test_what_would_not_fit_is_refused_early(tmp_path: Path, name: str, code: str) -> None:
    one = '<row r="1"><c r="A1" t="s"><v>0</v></c></row>'
    parts: dict[str, dict[str, Iterator[str]]] = {
        "blanks": {"sheet": iter([HEAD, *[" " * (32 << 20)] * 25, TAIL])},
        "one text": {"sheet": iter([HEAD, '<row r="1"><c r="A1"><v>', *["ế" * (8 << 20)] * 8, "</v></c></row>", TAIL])},
        "shared": {
            "sheet": iter([HEAD, one, TAIL]),
            "shared": iter(["<sst>", *["<si><t/></si>" * 10_000] * 200, "</sst>"]),
        },
        "open cells": {"sheet": iter([HEAD, *['<row r="1">' + '<c r="A1"></c>' * 10_000 + "</row>"] * 200, TAIL])},
        "sparse": {
            "sheet": iter([HEAD, *[f'<row r="{r}"><c r="CA{r}"><v>1</v></c></row>' for r in range(1, 60_000)], TAIL])
        },
    }
    found, peak = outcome(bare_xlsx(tmp_path / "a.xlsx", dict(parts[name])))
    assert found == code
    assert peak < LIMIT // 2
