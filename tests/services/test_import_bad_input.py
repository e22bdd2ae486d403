"""Bad input from the file to the register: each with its row, cell and sentence, and never a part of a person."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from db.problems import ProblemError
from desktop_app.documents.excel_in.model import Verdict
from desktop_app.office import Office
from desktop_app.texts import explain
from tests.documents.excel_in.test_reading import compound
from tests.helpers.member_lists import HEADER, cells_of, dump, line, preview, told, write
from tests.helpers.workbooks import SHEET, bare_xlsx


@pytest.fixture(autouse=True)
def _cells(office: Office) -> None:
    cells_of(office)


def good(number: int) -> list[Any]:
    return line(f"Hoàng Văn Páo {number}", birth=f"{1950 + number}")


BAD: dict[str, tuple[list[Any], str, str]] = {
    "a day that no calendar has": (line("Vàng A Sử", birth="31/02/1965"), "Ngày sinh", "31/02/1965"),
    "an error of Excel": (line("Vàng A Sử", home="#REF!"), "Quê quán", "#REF!"),
    "recognised before admitted": (line("Vàng A Sử", official="03/02/1990"), "Ngày chính thức", "trước ngày kết nạp"),
    "admitted before born": (line("Vàng A Sử", birth="05/03/1999"), "Ngày vào Đảng", "sinh"),
    "no cell of that name": (line("Vàng A Sử", cell="Nậm Mòn"), "Chi bộ", "Nậm Mòn"),
    "neither man nor woman": (line("Vàng A Sử", sex="?"), "Giới tính", "?"),
    "a number that Excel has shortened": (line("Vàng A Sử", card="1,23E+07"), "Số thẻ", "1,23E+07"),
    "a personal number of 13 digits": (line("Vàng A Sử", national="0100700000012"), "Số CCCD", "12"),
    "a formula instead of a name": (line("=HYPERLINK(1)"), "Họ và tên", "=HYPERLINK(1)"),
    "a name of digits": (line("12345"), "Họ và tên", "12345"),
    "a day in another order": (line("Vàng A Sử", birth="12/25/1965"), "Ngày sinh", "12/25/1965"),
    "a day to come": (line("Vàng A Sử", admitted="03/02/2030", official=""), "Ngày vào Đảng", ""),
}


def as_text(path: Path) -> Path:
    """Make every text of a workbook a plain text, also those that openpyxl took for a formula or an error."""
    book = load_workbook(path)
    for row in book.worksheets[0].iter_rows():
        for cell in row:
            if cell.data_type == "f":
                cell.data_type = "s"
    book.save(path)
    return path


@pytest.mark.parametrize("kind", BAD)
def test_a_bad_line_is_refused_with_its_cell_and_a_sentence_and_the_rest_comes_in(
    office: Office, tmp_path: Path, kind: str
) -> None:
    bad, title, words = BAD[kind]
    path = as_text(write(tmp_path / "a.xlsx", [good(1), bad, good(2)]))
    shown = preview(office, path)
    assert [one.verdict for one in shown.lines] == [Verdict.NEW, Verdict.REFUSED, Verdict.NEW]
    assert shown.lines[1].row == 5
    problems = told(shown.lines[1])
    assert HEADER.index(title) in [column for column, _ in problems]
    assert any(words in sentence for _, sentence in problems), problems
    result = office.member_import.commit(shown, {})
    assert (result.added, result.refused) == (2, 1)
    assert office.store.value("SELECT count(*) FROM member") == 2


def test_a_workbook_with_every_kind_of_error_at_once(office: Office, tmp_path: Path) -> None:
    rows = [good(1), *(bad for bad, _, _ in BAD.values()), good(2)]
    shown = preview(office, as_text(write(tmp_path / "a.xlsx", rows)))
    assert [one.verdict for one in shown.lines] == [
        Verdict.NEW,
        *(Verdict.REFUSED for _ in BAD),
        Verdict.NEW,
    ]


def test_the_furniture_of_a_list_is_left_out_without_a_word(office: Office, tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for text in ("ĐẢNG BỘ XÃ", "*", "DANH SÁCH", "(kèm theo)", None):
        sheet.append([text])
    sheet.append(["STT", "Họ và tên", "Ngày sinh", "Giới tính", "Chi bộ", "Ngày vào Đảng", None])
    sheet.append([None, None, None, None, None, "Dự bị", "Chính thức"])
    sheet.merge_cells("F6:G6")
    for column in "ABCDE":
        sheet.merge_cells(f"{column}6:{column}7")
    sheet.append([1, "Lò Thị Mai", date(1980, 2, 1), "Nữ", "Nà Lừa", "3.2.05", "3/2/2006"])
    for _ in range(3):
        sheet.append([])
    sheet.append([2, "Vàng A Sử", "1965", "Nam", "Sa Pả", 1990, None])
    sheet.append([None, "Cộng: 2 đồng chí"])
    sheet.append([None, None, None, None, "Người lập biểu"])
    sheet.column_dimensions["F"].hidden = True
    path = tmp_path / "a.xlsx"
    book.save(path)
    shown = preview(office, path)
    assert [(one.row, one.verdict, one.name) for one in shown.lines] == [
        (8, Verdict.NEW, "Lò Thị Mai"),
        (12, Verdict.NEW, "Vàng A Sử"),
    ]
    assert set(shown.skipped_rows) >= {9, 10, 11, 13}
    office.member_import.commit(shown, {})
    people = {row.full_name: (row.birth_date, row.admitted_on, row.official_on) for row in everyone(office)}
    assert people == {
        "Lò Thị Mai": ("1980-02-01", "2005-02-03", "2006-02-03"),
        "Vàng A Sử": ("1965", "1990", ""),
    }


def everyone(office: Office) -> list[Any]:
    from db.records import MemberFilter

    return list(office.members.page(MemberFilter(on=office.clock().date()), 0, 100).rows)


def _web_page() -> bytes:
    return "<html><table><tr><td>Họ và tên</td></tr></table></html>".encode()


def _separated() -> bytes:
    return "Họ và tên;Ngày sinh\nLò Thị Mai;1980\n".encode()


def _cut_short() -> bytes:
    book, buffer = Workbook(), io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()[:-400]


def _unfolding() -> bytes:
    buffer = io.BytesIO()
    entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10 if n else "ha"}">' for n in range(12))
    with zipfile.ZipFile(buffer, "w") as packed:
        book = Workbook()
        plain = io.BytesIO()
        book.save(plain)
        with zipfile.ZipFile(plain) as parts:
            for name in parts.namelist():
                content = parts.read(name)
                if name.endswith("sheet1.xml"):
                    content = f"<?xml version='1.0'?><!DOCTYPE x [{entities}]><worksheet>&a11;</worksheet>".encode()
                packed.writestr(name, content)
    return buffer.getvalue()


def _locked() -> bytes:
    return compound("EncryptedPackage")


@pytest.mark.parametrize("made", [_web_page, _locked, _separated, _cut_short, _unfolding, bytes])
def test_a_file_that_is_no_list_is_refused_in_a_sentence_and_nothing_is_touched(
    office: Office, tmp_path: Path, made: Callable[[], bytes]
) -> None:
    path = tmp_path / "danh sách.xlsx"
    path.write_bytes(made())
    before = dump(office)
    with pytest.raises(ProblemError) as problem:
        preview(office, path)
    told_so = explain(problem.value)
    assert problem.value.code.startswith(("R5", "R6"))
    assert told_so.what
    assert told_so.safe
    assert told_so.next
    assert dump(office) == before


def test_a_cell_that_is_not_ours_takes_nobody_in(office: Office, tmp_path: Path) -> None:
    shown = preview(office, write(tmp_path / "a.xlsx", [line("Lò Thị Mai", sex="Nữ", cell="Chi bộ Sở Nội vụ")]))
    assert [one.verdict for one in shown.lines] == [Verdict.REFUSED]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (
            [line("Vàng A Sử", birth="00/00/1965")],
            [(4, Verdict.NEW, 2, "Ô C4: “00/00/1965” thiếu ngày hoặc tháng, chỉ ghi 1965.")],
        ),
        (
            [line("Vàng A Sử", birth="01/06/1997", admitted="03/02/2015", official="03/02/2016")],
            [(4, Verdict.NEW, 5, "Khi kết nạp mới 17 tuổi, dưới 18 tuổi;")],
        ),
        (
            [line("Vàng A Sử", card="87654321"), line("Lý A Páo", birth="1964", card="87654321")],
            [
                (row, Verdict.REFUSED, 7, f"Số thẻ 87654321 ghi cho nhiều người khác nhau: còn ở dòng {other}.")
                for row, other in ((4, 5), (5, 4))
            ],
        ),
        (
            [line("Vàng A Sử", birth=1965, card=12345678, national="010065000001"), line("Lò A Páo", card="12345679")],
            [],
        ),
    ],
    ids=[
        "a day of zeros",
        "17 years old at admission",
        "two people with one card",
        "numbers as text and text as numbers",
    ],
)
def test_what_is_said_names_its_row_its_cell_and_what_is_wrong(
    office: Office, tmp_path: Path, rows: list[list[Any]], said: list[tuple[int, Verdict, int, str]]
) -> None:
    shown = preview(office, write(tmp_path / "a.xlsx", rows))
    found = [(one.row, one.verdict, *problem) for one in shown.lines for problem in told(one)]
    assert [one[:3] for one in found] == [one[:3] for one in said]
    for one, other in zip(found, said, strict=True):
        assert one[3].startswith(other[3]), one[3]
    office.member_import.commit(shown, {})
    taken = [one for one in shown.lines if one.verdict is Verdict.NEW]
    assert office.store.value("SELECT count(*) FROM member") == len(taken)
    if not said:
        assert {row.card_number for row in everyone(office)} == {"12345678", "12345679"}


def test_a_formula_says_what_it_was_when_the_file_was_saved_and_a_hidden_column_is_read(
    office: Office, tmp_path: Path
) -> None:
    titles = ("Họ và tên", "Ngày sinh", "Giới tính", "Chi bộ")
    values = ("Lò Thị Mai", "1980", "Nữ", "Nà Lừa")
    head = "".join(
        f'<c r="{at}1" t="inlineStr"><is><t>{text}</t></is></c>' for at, text in zip("ABCD", titles, strict=True)
    )
    body = "".join(
        f'<c r="{at}2" t="str"><f>X!{at}9</f><v>{text}</v></c>' for at, text in zip("ABCD", values, strict=True)
    )
    rows = f'<row r="1">{head}</row><row r="2">{body}</row>'
    sheet = SHEET.format(rows=rows).replace("<sheetData>", '<cols><col min="2" max="2" hidden="1"/></cols><sheetData>')
    shown = preview(office, bare_xlsx(tmp_path / "a.xlsx", {"sheet": sheet}))
    assert [(one.row, one.verdict, one.name) for one in shown.lines] == [(2, Verdict.NEW, "Lò Thị Mai")]
    office.member_import.commit(shown, {})
    assert [(row.full_name, row.birth_date) for row in everyone(office)] == [("Lò Thị Mai", "1980")]
