"""Figure 10: a member list of 33,000 rows opened, read, compared with a province's register; beside calamine alone."""

from __future__ import annotations

import random
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks import province
from benchmarks.harness import Figure, Trial
from desktop_app.documents.excel_in.model import ImportPreview, Verdict

if TYPE_CHECKING:
    from desktop_app.office import Office

ROWS = province.MEMBERS
KNOWN = ROWS // 2
CHANGED = 1_000
"""Of the known ones, those who have another telephone in the file."""
HEADER = (
    *("STT", "Họ và tên", "Ngày sinh", "Giới tính", "Chi bộ", "Ngày vào Đảng", "Ngày chính thức", "Số thẻ đảng viên"),
    *("Quê quán", "Nơi thường trú", "Nghề nghiệp hiện nay", "Trình độ văn hóa", "Số CCCD", "Điện thoại", "Ghi chú"),
)
_PEOPLE = """
    SELECT m.full_name, m.birth_date, m.sex, v.name, m.admitted_on, m.official_on, m.card_number, p.home_place,
           p.permanent_address, p.occupation, p.general_education, p.national_id, p.phone
    FROM member m JOIN member_profile p ON p.member_id = m.id
    JOIN membership s ON s.member_id = m.id AND s.valid_to IS NULL
    JOIN organization_version v ON v.organization_id = s.cell_id ORDER BY m.rowid
"""


def write_list(office: Office, path: Path) -> None:
    """Write the list: half of the rows are people of the register, the others the same people under new numbers."""
    from openpyxl import Workbook

    people = office.store.tuples(_PEOPLE)
    rng = random.Random(10)  # noqa: S311 - the same list at every run
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Danh sách")
    sheet.append(["DANH SÁCH ĐẢNG VIÊN"])
    sheet.append(list(HEADER))
    for number, person in enumerate(people):
        sheet.append([number + 1, *_cells(list(person), number, rng), None])
    book.save(path)


def _cells(person: list[Any], number: int, rng: random.Random) -> list[Any]:
    from datetime import date

    name, birth, sex, cell, admitted, official, card, *others = person
    if number >= KNOWN:
        # Somebody else of the same cell: another name and birth, other numbers.
        name = f"{name.split()[0]} {rng.choice(('Quốc', 'Bảo', 'Ngọc', 'Khánh'))} {name.split()[-1]}"
        birth = f"{int(birth[:4]) - 1}{birth[4:]}"
        card = f"9{number:07}"
        others[4] = f"010{0 if sex == 'male' else 1}{birth[2:4]}{number:06}"
        others[5] = f"03{number:08}"
    elif number < CHANGED:
        others[5] = f"03{number:08}"
    # Days are written as lists have them: some as days, some as text.
    day = date.fromisoformat(birth) if len(birth) == len("2000-01-01") else birth
    if number % 2:
        admitted = "/".join(reversed(admitted.split("-"))) if admitted else None
    else:
        admitted = date.fromisoformat(admitted) if admitted else None
    official = "/".join(reversed(official.split("-"))) if official else None
    return [name, day, "Nam" if sex == "male" else "Nữ", cell, admitted, official, card, *others]


def prepare_trial(folder: Path) -> Trial:
    """Both read the same file; ours stands where the clerk may say *Nhập*."""
    from python_calamine import CalamineWorkbook

    office = province.make(folder / "province", months=0)
    path = folder / "list.xlsx"
    write_list(office, path)

    def floor() -> int:
        return len(CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python())

    def ours() -> ImportPreview:
        # A new service knows nothing of the file it read in the last run.
        vars(office).pop("member_import", None)
        _, choices = office.member_import.open(path)
        return office.member_import.preview(path, choices)

    def check(rows: int, shown: ImportPreview) -> None:
        found = {verdict: shown.count(verdict) for verdict in Verdict}
        assert rows == len(shown.lines) + 2 == ROWS + 2, (rows, len(shown.lines))
        assert found[Verdict.CHANGED] == CHANGED, found
        assert found[Verdict.SAME] + found[Verdict.DOUBTFUL] >= KNOWN - CHANGED, found
        assert found[Verdict.NEW] > ROWS - KNOWN - ROWS // 100, found

    def close() -> None:
        office.close(backup=False)

    return Trial(floor=floor, ours=ours, check=check, close=close)


FIGURE = Figure(
    number=10, title="member list of 33,000 rows, preview ready", reach=6, prepare=prepare_trial, repeats=5, warm_up=1
)
