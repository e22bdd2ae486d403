"""The register from nothing: three cells, a list as offices keep them, its errors mended, and all of it taken back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from db import keyslots
from desktop_app.documents.excel_in.model import Encoding, Verdict
from desktop_app.office import Office
from tests.helpers import messy
from tests.helpers.clerk import CTRL, press
from tests.helpers.first_day import answers, found_office, new_machine, reach
from tests.helpers.messy import Line, Value
from tests.helpers.ui import wait_idle
from ui.app import Application
from ui.pages.members.import_assistant import ImportAssistant
from ui.pages.members.page import MembersPage

T = TypeVar("T")
LATER = 20
"""First row after three empty ones."""
EMPTY = range(17, LATER)
TOTALS = 40
GOOD = {messy.FIRST_ROW + place: line for place, line in enumerate(messy.good_lines())}
DOUBTED = {
    LATER: Line("Triệu Thị Mẩy", "00/00/1965", woman=True, card="51.000203"),
    LATER + 1: Line("Tráng Văn Quân", date(2003, 6, 1), days="3/2/2021 - 3/2/2022", card="51.000208"),
    LATER + 2: Line("Vừ Thị Say", date(1977, 4, 4), woman=True, national_id="01017700012", card="51.000210"),
}
"""What deserves a second look and comes in all the same."""
_WRONG: tuple[tuple[Line, str], ...] = (
    (Line("", "05/03/1970", card="51.000201"), "Lỗi: Ô B23: chưa ghi họ và tên."),
    (Line("Bàn Văn Lềnh", "31/02/1970", card="51.000202"), "Lỗi: Ô C24: không có ngày 31/02/1970 trong lịch."),
    (
        Line("Lù Seo Chúng", date(1972, 4, 4), card="#REF!"),
        "Lỗi: Ô G25 đang báo lỗi #REF! của Excel; hãy sửa công thức hoặc gõ lại giá trị.",
    ),
    (
        Line("Thào A Sử", date(1973, 4, 4), card="51.000205"),
        "G26: lỗi: Số thẻ 51000205 ghi cho nhiều người khác nhau: còn ở dòng 27. Hãy xem lại số thẻ của từng người.",
    ),
    (
        Line("Ma Văn Sửu", date(1974, 4, 4), card="51.000205"),
        "G27: lỗi: Số thẻ 51000205 ghi cho nhiều người khác nhau: còn ở dòng 26. Hãy xem lại số thẻ của từng người.",
    ),
    (
        Line("Sùng Thị Xay", date(1975, 4, 4), woman=True, days="3/2/2011 - 3/2/2010", card="51.000206"),
        "F28: lỗi: Ngày công nhận chính thức trước ngày kết nạp.",
    ),
    (
        Line("Ly Thị Chá", date(1990, 4, 4), woman=True, days="3/2/1985 - 3/2/1986", card="51.000207"),
        "F29: lỗi: Ngày kết nạp trước ngày sinh.",
    ),
    (
        Line("Cư Seo Hồ", date(1976, 4, 4), cell="Chi bộ Y tế", card="51.000209"),
        "I30: lỗi: Không có chi bộ nào tên là “Chi bộ Y tế”. Hãy sửa tên, hoặc thêm chi bộ này ở trang Tổ chức trước.",
    ),
    (
        Line("Nùng Chẩn Phìn", date(1978, 4, 4), days="19/19/2009", card="51.000211"),
        "Lỗi: Ô F31: không có ngày 19/19/2009 trong lịch.",
    ),
    (Line("12345", date(1979, 4, 4), card="51.000212"), "Lỗi: Ô B32: “12345” không phải họ và tên."),
    (Line("Hảng A Chu", date(2030, 4, 4), days="", card="51.000213"), "C33: lỗi: Ngày này ở tương lai."),
    (
        Line("=1+1", date(1980, 4, 4), card="51.000214"),
        "Lỗi: Ô B34 là công thức chưa có kết quả; hãy mở tệp bằng Excel, lưu lại rồi nhập.",
    ),
    (
        Line("Nông Văn Cường", "05/03/1968", card="51.000101"),
        "Dòng 35: lỗi: Trùng người với dòng 9 của tệp. Hãy xóa một trong hai dòng.",
    ),
)
WRONG = {LATER + len(DOUBTED) + place: line for place, (line, _) in enumerate(_WRONG)}
SAID = {row: said for row, (_, said) in zip(WRONG, _WRONG, strict=True)}
"""What is said of each row: twelve kinds of errors, two of the rows sharing one."""
CORRECTIONS: tuple[tuple[str, Value], ...] = (
    ("B", "Sần Văn Tính"),
    ("C", "28/02/1970"),
    ("G", "51.000204"),
    ("G", "51.000205"),
    ("G", "51.000218"),
    ("F", "3/2/2010 - 3/2/2011"),
    ("F", "3/2/2015 - 3/2/2016"),
    ("I", messy.CELLS[2]),
    ("F", "19/9/2009"),
    ("B", "Thền Văn Dương"),
    ("C", date(1983, 4, 4)),
    ("B", "Vàng Văn Dợ"),
)
"""(column, what is put there) row by row of the file that came back; its last row is taken away."""
MENDED = (
    *("Sần Văn Tính", "Bàn Văn Lềnh", "Lù Seo Chúng", "Thào A Sử", "Ma Văn Sửu", "Sùng Thị Xay", "Ly Thị Chá"),
    *("Cư Seo Hồ", "Nùng Chẩn Phìn", "Thền Văn Dương", "Hảng A Chu", "Vàng Văn Dợ"),
)
MEANINGS = {
    "A": "",
    "B": "full_name",
    "C": "birth_male",
    "D": "birth_female",
    "E": "ethnic_code",
    "F": "admitted_official",
    "G": "card_number",
    "H": "home_place",
    "I": "cell",
    "J": "national_id",
    "K": "phone",
    "L": "",
}
REFUSED_COLOUR = "FFFFC7CE"
TREE = "\n".join(f"{name}\tThôn {name.split('thôn ')[1]}\t3" for name in messy.CELLS)
KEPT = ("member", "member_profile", "membership", "member_status", "member_event", "member_record")
"""Tables that say who is in the register and how."""


@pytest.fixture
def program(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Application]:
    monkeypatch.setattr(keyslots, "calibrated", lambda: keyslots.FLOOR)
    with new_machine(qtbot, tmp_path) as made:
        yield made


class Hands:
    """The clerk's hands on the keyboard, and eyes on the store."""

    def __init__(self, qtbot: QtBot, program: Application) -> None:
        self.qtbot = qtbot
        self.program = program
        self.bugs: list[BaseException] = []
        program.operations.bug.connect(self.bugs.append)

    def settle(self) -> None:
        wait_idle(self.qtbot, self.program.operations)
        assert not self.bugs, self.bugs

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        press(key, modifier)
        self.settle()

    def go_on(self) -> None:
        self.press(Qt.Key.Key_Return, CTRL)

    def look(self, work: Callable[[Office], T]) -> T:
        said: list[T] = []
        self.program.operations.run(work, said.append, receiver=self.program)
        self.settle()
        return said[0]

    def register(self) -> dict[str, dict[str, dict[str, Any]]]:
        """Return every row about every member, by table and identifier."""

        def read(office: Office) -> dict[str, dict[str, dict[str, Any]]]:
            return {
                table: {
                    repr(sorted(row.items())): row for row in map(dict, office.store.rows(f"SELECT * FROM {table}"))
                }
                for table in KEPT
            }

        return self.look(read)

    @property
    def page(self) -> MembersPage:
        window = self.program.main_window
        assert window is not None
        assert isinstance(window.page, MembersPage)
        return window.page

    @property
    def assistant(self) -> ImportAssistant:
        assert self.page.importing.assistant is not None
        return self.page.importing.assistant

    def choose(self, path: Path) -> None:
        answers(self.program).paths = [path]
        self.press(Qt.Key.Key_Space)

    def save(self, path: Path) -> None:
        assert self.assistant.result.refused.hasFocus()
        self.choose(path)
        assert path.exists()

    def said_line_by_line(self) -> dict[int, str]:
        """Walk down the lines shown and return what is said first of each."""
        lines, said = self.assistant.lines, {}
        for _ in range(lines.model.rowCount()):
            line = lines.model.row(lines.table.currentIndex())
            assert line is not None
            said[line.row] = lines.detail.problems.item(0).text()
            self.press(Qt.Key.Key_Down)
        return said


def mend(path: Path) -> None:
    """Correct the file that came back as its clerk would, cell by coloured cell."""
    book = openpyxl.load_workbook(path)
    sheet = book["DSDV"]
    last = messy.FIRST_ROW + len(WRONG) - 1
    assert sheet.max_row == last
    for row, (column, value), (before, said) in zip(
        range(messy.FIRST_ROW, last), CORRECTIONS, SAID.items(), strict=False
    ):
        reason = str(sheet.cell(row, sheet.max_column).value)
        assert reason.startswith(f"Dòng {before} của tệp đã nhập:")
        # A sentence that names its cell names it as it stands in this file.
        sentence = said.split("lỗi: ")[-1].removeprefix("Lỗi: ").replace(f"Ô {column}{before}", f"Ô {column}{row}")
        assert sentence in reason
        cell = sheet[f"{column}{row}"]
        assert cell.fill.start_color.rgb == REFUSED_COLOUR, cell.coordinate
        cell.value = value
    sheet.delete_rows(last)
    book.save(path)


def test_a_list_as_offices_keep_it_comes_in_is_mended_comes_in_again_and_goes_back(
    qtbot: QtBot, program: Application, tmp_path: Path
) -> None:
    hands = Hands(qtbot, program)

    # An empty store, three cells, and on to the list at once.
    step = found_office(qtbot, program, TREE)
    assert step.begin.hasFocus()
    hands.press(Qt.Key.Key_Space)
    window = program.main_window
    assert window is not None
    window.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is window)
    assert len(window.context.cells) == 3

    # The file: its header is found under the titles, its columns are understood, the old letters read.
    path = tmp_path / "DS đảng viên.xlsx"
    messy.write(path, {**GOOD, **DOUBTED, **WRONG}, empty=EMPTY, totals=TOTALS)
    hands.choose(path)
    assert (hands.assistant.sheet.first.row(), hands.assistant.sheet.last.row()) == (7, 8)
    hands.go_on()
    plans = {plan.letter: plan for plan in hands.assistant.columns.plans}
    assert {letter: plan.target for letter, plan in plans.items()} == MEANINGS
    assert {letter for letter, plan in plans.items() if plan.encoding is Encoding.TCVN3} == {"H"}
    assert plans["H"].samples == ("xã Mường Khương, tỉnh Lào Cai",)

    # The lines: what is right is new, each error is named by row, cell and sentence.
    hands.go_on()
    lines = hands.assistant.lines
    preview = hands.assistant.session.preview
    assert preview is not None
    assert [line.row for line in preview.lines if line.verdict is Verdict.NEW] == [*GOOD, *DOUBTED]
    assert {*EMPTY, TOTALS} <= set(preview.skipped_rows)
    assert lines.filters[Verdict.REFUSED].isChecked()
    assert hands.said_line_by_line() == SAID
    assert hands.register() == {table: {} for table in KEPT}, "nothing is written before it is asked for"

    # Nhập: what is right is in the register; the rest comes back in the clerk's own file.
    hands.go_on()
    assert hands.assistant.result.heading.text() == "Đã nhập xong."
    first = hands.register()
    assert len(first["member"]) == len(GOOD) + len(DOUBTED)
    assert {row["home_place"] for row in first["member_profile"].values()} == {"xã Mường Khương, tỉnh Lào Cai"}
    refused = tmp_path / "tra lai.xlsx"
    hands.save(refused)
    mend(refused)
    hands.go_on()
    assert hands.page.list.isVisible()
    assert hands.page.count.text() == f"{len(first['member'])} người"

    # The corrected file: only its rows change anything.
    hands.press(Qt.Key.Key_I, CTRL)
    hands.choose(refused)
    hands.go_on()
    assert {plan.reason for plan in hands.assistant.columns.plans if plan.target} == {"remembered"}
    hands.go_on()
    preview = hands.assistant.session.preview
    assert preview is not None
    assert [(line.name, line.verdict) for line in preview.lines] == [(name, Verdict.NEW) for name in MENDED]
    hands.go_on()
    second = hands.register()
    for table in KEPT:
        assert first[table].items() <= second[table].items(), f"{table}: a row of somebody else changed"
    added = [row for key, row in second["member"].items() if key not in first["member"]]
    assert sorted(row["full_name"] for row in added) == sorted(MENDED)

    # One click takes the whole import back.
    reach(hands.assistant.result.undo)
    hands.press(Qt.Key.Key_Space)
    assert hands.assistant.result.heading.text() == "Đã hoàn tác."
    assert hands.register() == first
    hands.go_on()
    assert hands.page.count.text() == f"{len(first['member'])} người"
