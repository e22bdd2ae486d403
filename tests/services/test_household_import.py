"""A list of households is understood by its titles, looked at line by line, and taken in whole or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from db.households import WantedHouseholds
from db.problems import ProblemError
from db.text import normalize
from desktop_app import lists
from desktop_app.office import Office, Password, open_office
from desktop_app.services.household_import import MAX_LINES, HouseholdRead, LineState
from tests.helpers.clerk import copied_commune
from tests.helpers.offices import PASSWORD, FixedClock
from tests.helpers.papers import HOSTILE

TITLES = "TT\tHọ và tên chủ hộ\tThôn, bản\tNhân khẩu\tDiện\tNơi ở"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    clock = FixedClock("2026-11-23T08:30:00")
    copied_commune(tmp_path / "xa", clock)
    opened = open_office(tmp_path / "xa", Password(PASSWORD), clock=clock)
    yield opened
    opened.close(backup=False)


def kept(office: Office) -> list[tuple[str, str, int | None, str]]:
    lines, _ = office.households.page(WantedHouseholds(on=date(2026, 11, 23)), 0, -1)
    return [(line.household.head, line.hamlet_name, line.household.people, line.circumstance) for line in lines]


def states(lines: tuple[HouseholdRead, ...]) -> list[LineState]:
    return [line.state for line in lines]


def test_a_pasted_table_is_understood_by_its_titles_whatever_stands_above(office: Office) -> None:
    text = "\n".join(
        ("DANH SÁCH HỘ", "", TITLES, "1\tGiàng A Páo\tna lua\t5\tHN\tXóm trên", "2\tSùng Thị Hoa\t\t\t\t", "\t\t\t\t\t")
    )
    lines = office.household_import.read_text(text)
    assert states(lines) == [LineState.NEW, LineState.NEW]
    assert [line.row for line in lines] == [4, 5]
    assert office.household_import.take(lines) == 2
    assert sorted(kept(office)) == [("Giàng A Páo", "Nà Lừa", 5, "poor"), ("Sùng Thị Hoa", "", None, "")]


def test_the_same_list_once_more_writes_nothing(office: Office) -> None:
    text = f"{TITLES}\n1\tGiàng A Páo\tNà Lừa\t5\t\tXóm trên"
    office.household_import.take(office.household_import.read_text(text))
    again = office.household_import.read_text(text)
    assert states(again) == [LineState.KNOWN]
    assert office.household_import.take(again) == 0
    assert len(kept(office)) == 1


def test_two_heads_of_one_name_are_told_apart_by_their_address_only(office: Office) -> None:
    rows = ("Giàng A Páo\tNà Lừa\t\t\tXóm trên", "giang a pao\tNà Lừa\t\t\tXóm dưới", "Giàng A Páo\tNà Lừa\t\t\t")
    lines = office.household_import.read_text("\n".join((TITLES.removeprefix("TT\t"), *rows)))
    assert states(lines) == [LineState.NEW, LineState.NEW, LineState.KNOWN]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("\tNà Lừa\t5\t\t", "HOUSEHOLD_NO_HEAD"),
        ("Páo\tNà Lừa\tnăm\t\t", "HOUSEHOLD_PEOPLE_UNREAD"),
        ("Páo\tNà Lừa\t99999\t\t", "HOUSEHOLD_PEOPLE"),
        ("Páo\tBản Mây\t5\t\t", "HOUSEHOLD_HAMLET_UNKNOWN"),
        ("Páo\tNà Lừa\t5\tgiàu có\t", "HOUSEHOLD_CIRCUMSTANCE_UNKNOWN"),
    ],
)
def test_a_wrong_line_is_named_and_left_out_while_the_others_are_taken(office: Office, row: str, code: str) -> None:
    titles = TITLES.removeprefix("TT\t")
    lines = office.household_import.read_text(f"{titles}\n{row}\nLò Thị Mai\t\t\t\t")
    assert states(lines) == [LineState.WRONG, LineState.NEW]
    assert code in {finding.code for finding in lines[0].findings}
    assert office.household_import.take(lines) == 1
    assert [line[0] for line in kept(office)] == ["Lò Thị Mai"]


def test_a_list_without_heads_or_without_end_is_refused(office: Office) -> None:
    for text in ("", "Thôn\tSố khẩu\nNà Lừa\t5", "chỉ là mấy chữ"):
        with pytest.raises(ProblemError, match="Q95"):
            office.household_import.read_text(text)
    with pytest.raises(ProblemError, match="Q96"):
        office.household_import.read_text("Chủ hộ\n" + "Páo\n" * (MAX_LINES + 1))


def test_a_workbook_is_read_and_hostile_words_stay_words(office: Office, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Chủ hộ", "Số khẩu", "Ghi chú"])
    for text in HOSTILE:
        clean = "".join(letter for letter in text if letter.isprintable())
        sheet.append(["x", 4, "y"])
        for column, value in ((1, f"Hộ {clean}"), (3, clean)):
            sheet.cell(sheet.max_row, column).value = value
            sheet.cell(sheet.max_row, column).data_type = "s"
    book.save(tmp_path / "ho.xlsx")
    lines = office.household_import.read_file(tmp_path / "ho.xlsx")
    assert len(lines) == len(HOSTILE)
    taken = office.household_import.take(lines)
    assert taken == sum(line.state is LineState.NEW for line in lines) > 10
    assert {people for _, _, people, _ in kept(office)} == {4}
    (tmp_path / "gia.xlsx").write_bytes(b"khong phai excel")
    with pytest.raises(ProblemError, match="R54"):
        office.household_import.read_file(tmp_path / "gia.xlsx")


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.text(max_size=30), max_size=7), max_size=12))
def test_no_table_breaks_the_reader(rows: list[list[str]]) -> None:
    from desktop_app.services.household_import import _header

    if not any(lists.code_of("household_columns", normalize(cell)) == "head" for row in rows for cell in row):
        with pytest.raises(ProblemError, match="Q95"):
            _header(rows)
    else:
        at, columns = _header(rows)
        assert "head" in columns
        assert at < len(rows)
