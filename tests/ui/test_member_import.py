"""The import assistant on the screen: every step by keyboard, nothing written before it is asked for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from db.problems import ProblemError
from desktop_app import texts
from desktop_app.documents.excel_in.fields import FIELDS
from desktop_app.documents.excel_in.model import Decision, Encoding, Verdict
from tests.helpers import messy
from tests.helpers.clerk import CTRL, NONE, Clerk, copied_commune, press, write
from tests.helpers.importing import FakeChangeSets, FakeImport
from tests.helpers.offices import FixedClock, make_office
from tests.helpers.ui import underlined
from tests.ui.conftest import Desk
from ui.pages.members.columns import HIDDEN
from ui.pages.members.import_assistant import ImportAssistant
from ui.pages.members.page import MembersPage

SHIFT = Qt.KeyboardModifier.ShiftModifier


@dataclass
class Import:
    """The assistant, the import behind it, and the file it reads."""

    desk: Desk
    page: MembersPage
    fake: FakeImport
    sets: FakeChangeSets
    path: Path

    @property
    def assistant(self) -> ImportAssistant:
        assert self.page.importing.assistant is not None
        return self.page.importing.assistant

    def settle(self) -> None:
        self.desk.clerk.settle()

    def go_on(self, times: int = 1) -> None:
        for _ in range(times):
            press(Qt.Key.Key_Return, CTRL)
            self.settle()

    def choose(self) -> None:
        self.desk.clerk.answers.path = self.path
        press(Qt.Key.Key_Space)
        self.settle()


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    """Two cells and hardly anybody in them: the lines come from the fake."""
    clock = FixedClock("2026-11-23T08:30:00")
    cells = copied_commune(tmp_path / "xa", clock, members=1)
    clerk = Clerk(qtbot, tmp_path / "xa", clock)
    yield Desk(clerk, cells, tmp_path / "xa")
    clerk.leave()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = tmp_path / "ds dang vien.xlsx"
    lines = messy.good_lines()
    messy.write(made, {messy.FIRST_ROW + place: line for place, line in enumerate(lines)}, empty=range(0), totals=30)
    return made


@pytest.fixture
def importing(desk: Desk, path: Path) -> Iterator[Import]:
    fake, sets = FakeImport(), FakeChangeSets()
    desk.clerk.ask(lambda office: office.__dict__.update(member_import=fake, change_sets=sets))
    desk.clerk.window.open_page("members")
    desk.clerk.settle()
    page = desk.clerk.window.page
    assert isinstance(page, MembersPage)
    press(Qt.Key.Key_I, CTRL)
    yield Import(desk, page, fake, sets, path)
    fake.gate.set()


def focused() -> QWidget | None:
    return QApplication.focusWidget()


def test_choosing_a_file_shows_its_rows_with_the_header_marked(importing: Import) -> None:
    importing.choose()
    step = importing.assistant.sheet
    assert importing.assistant.step is step
    assert step.sheet.value() == "DSDV"
    assert (step.first.row(), step.last.row()) == (7, 8)
    assert step.model.headerData(6, Qt.Orientation.Vertical) == "7 tiêu đề"
    assert step.model.headerData(8, Qt.Orientation.Vertical) == "9"
    assert step.model.index(8, 1).data() == "Nông Văn Cường"
    assert step.model.index(8, 7).data() == "xã Mường Khương, tỉnh Lào Cai"
    assert focused() is step.grid


def test_a_hidden_sheet_is_named_as_hidden(importing: Import) -> None:
    book = openpyxl.load_workbook(importing.path)
    book["Ghi chú"].sheet_state = "hidden"
    book.save(importing.path)
    importing.choose()
    words = [importing.assistant.sheet.sheet.itemText(place) for place in range(2)]
    assert "đang ẩn" in words[0]
    assert "ẩn" not in words[1]


def test_the_header_is_set_on_the_row_in_hand_by_one_key(importing: Import) -> None:
    importing.choose()
    step = importing.assistant.sheet
    # "TT" is one cell over both header rows, "Ng.sinh" stands over "Nam".
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Down):
        press(key)
    write("h")
    assert (step.first.row(), step.last.row()) == (8, 8)
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Down)
    write("H")
    assert (step.first.row(), step.last.row()) == (8, 10)
    importing.go_on()
    assert importing.fake.headers[-1] == (8, 10)
    assert importing.assistant.step is importing.assistant.columns


def test_the_rows_of_the_header_are_typed_or_stepped_by_the_arrow_keys(importing: Import) -> None:
    importing.choose()
    step = importing.assistant.sheet
    step.first.setFocus()
    press(Qt.Key.Key_Up)
    press(Qt.Key.Key_Up)
    assert (step.first.row(), step.last.row()) == (9, 9)
    step.last.setFocus()
    step.last.selectAll()
    write("8")
    assert (step.first.row(), step.last.row()) == (8, 8)
    assert step.model.headerData(7, Qt.Orientation.Vertical) == "8 tiêu đề"
    step.first.selectAll()
    step.first.setFocus()
    write("9999")
    assert step.first.row() == step.first.most


def test_a_header_left_as_it_was_is_not_looked_for_again(importing: Import) -> None:
    importing.choose()
    importing.go_on()
    assert importing.fake.headers == [(None, None)]


def test_another_sheet_is_read_at_once(importing: Import) -> None:
    importing.choose()
    step = importing.assistant.sheet
    step.sheet.setFocus()
    press(Qt.Key.Key_Up)
    importing.settle()
    assert step.model.index(0, 0).data() == "Bản gõ lại tháng 6"


def columns_of(importing: Import) -> dict[str, str]:
    return {plan.letter: plan.target for plan in importing.assistant.columns.plans}


def test_a_column_is_given_another_meaning_by_typing_part_of_its_name(importing: Import) -> None:
    importing.choose()
    importing.go_on()
    step = importing.assistant.columns
    step.table.select(11)
    press(Qt.Key.Key_Return)
    assert focused() is step.target
    write(step.target._people.persons[-1].full_name[:6])
    press(Qt.Key.Key_Return)
    QApplication.processEvents()
    plan = step.plans[11]
    assert plan.target
    assert plan.reason == "hand"
    assert focused() is step.table


def test_a_column_is_left_out_by_delete(importing: Import) -> None:
    importing.choose()
    importing.go_on()
    step = importing.assistant.columns
    step.table.select(6)
    assert columns_of(importing)["G"] == "card_number"
    press(Qt.Key.Key_Delete)
    assert columns_of(importing)["G"] == ""
    assert "(bỏ qua)" in step.model.index(6, 2).data()


def test_what_is_no_field_changes_nothing(importing: Import) -> None:
    importing.choose()
    importing.go_on()
    step = importing.assistant.columns
    step.table.select(6)
    press(Qt.Key.Key_Return)
    write("khong co muc nay")
    press(Qt.Key.Key_Tab)
    assert columns_of(importing)["G"] == "card_number"
    assert step.target.person_id() == "card_number"


def test_esc_in_a_meaning_puts_it_back_and_closes_nothing(importing: Import) -> None:
    importing.choose()
    importing.go_on()
    step = importing.assistant.columns
    step.table.select(6)
    press(Qt.Key.Key_Return)
    write("khong co muc nay")
    press(Qt.Key.Key_Escape)
    assert focused() is step.table
    assert step.target.person_id() == "card_number"
    assert importing.page.importing.active
    assert len(importing.desk.clerk.answers.asked) == 1, "only the file was asked for"


def test_another_encoding_is_seen_at_once_in_the_values(importing: Import) -> None:
    importing.choose()
    importing.go_on()
    step = importing.assistant.columns
    step.table.select(7)
    assert "xã Mường Khương" in step.samples.text()
    step.encoding.setFocus()
    press(Qt.Key.Key_Home)
    assert step.encoding.value() is Encoding.UNICODE
    assert "xã Mường Khương" not in step.samples.text()
    assert step.plans[7].encoding is Encoding.UNICODE


def test_a_field_given_twice_and_a_missing_name_are_said_and_stop_the_import(importing: Import) -> None:
    importing.choose()
    importing.go_on()
    step = importing.assistant.columns
    step.table.select(1)
    press(Qt.Key.Key_Delete)
    step.table.select(8)
    step.target.set_value("card_number")
    step._target_left()
    assert "Họ và tên" in step.problems.text()
    assert "G, I" in step.problems.text()
    importing.go_on()
    assert importing.assistant.step is step
    assert not importing.fake.previews


def test_the_cell_and_the_day_of_lines_that_name_none_are_handed_on(importing: Import) -> None:
    importing.choose()
    importing.go_on()
    step = importing.assistant.columns
    step.cell.setFocus()
    press(Qt.Key.Key_Down)
    step.since.setFocus()
    step.since.selectAll()
    write("3/2/2026")
    press(Qt.Key.Key_Tab)
    importing.go_on()
    [choices] = importing.fake.previews
    assert choices.cell_id in importing.desk.cells
    assert choices.since == date(2026, 2, 3)


def to_lines(importing: Import) -> None:
    importing.choose()
    importing.go_on(2)
    assert importing.assistant.step is importing.assistant.lines


def rows(importing: Import) -> list[int]:
    return [line.row for line in importing.assistant.lines.model.rows if line is not None]


def test_the_counts_are_filters_and_the_doubtful_come_first(importing: Import) -> None:
    to_lines(importing)
    step = importing.assistant.lines
    assert rows(importing) == [15, 16]
    assert step.filters[Verdict.DOUBTFUL].isChecked()
    assert step.filters[None].text() == "Tất &cả: 10"
    assert step.filters[Verdict.NEW].text() == "Mới: 2"
    step.filters[Verdict.REFUSED].setFocus()
    press(Qt.Key.Key_Space)
    assert rows(importing) == [17, 18]
    assert step.detail.problems.item(0).text().startswith("H17: lỗi: ")


def test_the_line_in_hand_is_shown_field_by_field_with_sensitive_ones_covered(importing: Import) -> None:
    to_lines(importing)
    detail = importing.assistant.lines.detail
    shown = [[detail.model.index(row, place).data() for place in (1, 2)] for row in range(2)]
    assert shown == [["(trống)", "0912345678"], [HIDDEN, HIDDEN]]
    detail.reveal.click()
    assert [detail.model.index(1, place).data() for place in (1, 2)] == ["010", "011"]


def test_doubtful_lines_are_decided_by_one_key_each(importing: Import) -> None:
    to_lines(importing)
    write("m")
    assert importing.assistant.lines.table.currentIndex().row() == 1
    write("t")
    assert importing.assistant.session.decisions == {15: Decision.AS_NEW, 16: Decision.AS_KNOWN}
    importing.go_on()
    assert importing.fake.decisions == [{15: Decision.AS_NEW, 16: Decision.AS_KNOWN}]
    assert "Thêm 3 người mới và sửa 3 người" in " ".join(importing.desk.clerk.answers.asked)


def test_one_key_decides_for_all_of_a_filter(importing: Import) -> None:
    to_lines(importing)
    step = importing.assistant.lines
    step.show_verdict(None)
    press(Qt.Key.Key_A, CTRL)
    write("b")
    decided = importing.assistant.session.decisions
    assert set(decided.values()) == {Decision.SKIP}
    assert set(decided) == {9, 10, 13, 14, 15, 16}
    importing.go_on()
    assert not importing.fake.decisions
    assert "Không có gì để nhập" in importing.desk.clerk.answers.asked[-1]


def test_nothing_is_written_when_the_clerk_says_no(importing: Import) -> None:
    to_lines(importing)
    importing.desk.clerk.answers.yes = False
    importing.go_on()
    assert not importing.fake.decisions
    assert importing.assistant.step is importing.assistant.lines


def test_the_result_says_what_was_done_and_all_of_it_is_taken_back_by_one_button(
    importing: Import, tmp_path: Path
) -> None:
    to_lines(importing)
    importing.go_on()
    step = importing.assistant.result
    assert importing.assistant.step is step
    assert "Đã thêm 2 người mới, sửa 2 người." in step.lines.text()
    assert "2 dòng bị từ chối" in step.lines.text()
    importing.desk.clerk.answers.path = tmp_path / "tra lai.xlsx"
    press(Qt.Key.Key_Space)
    importing.settle()
    assert (tmp_path / "tra lai.xlsx").exists()
    press(Qt.Key.Key_Tab)
    assert focused() is step.undo
    press(Qt.Key.Key_Space)
    importing.settle()
    assert importing.sets.undone == ["set-1"]
    assert step.heading.text() == "Đã hoàn tác."
    press(Qt.Key.Key_Return, CTRL)
    assert not importing.page.importing.active
    assert importing.page.list.isVisible()


def test_a_file_changed_meanwhile_is_said_and_read_again_instead_of_written(importing: Import) -> None:
    to_lines(importing)
    book = openpyxl.load_workbook(importing.path)
    book["DSDV"]["B9"] = "Nông Văn Khác"
    book.save(importing.path)
    importing.go_on()
    importing.settle()
    assert not importing.fake.decisions
    assert "Tệp đã thay đổi" in importing.desk.clerk.answers.asked[-1]
    assert importing.assistant.step is importing.assistant.sheet
    assert importing.assistant.sheet.model.index(8, 1).data() == "Nông Văn Khác"


def test_esc_stops_the_comparison_and_leaves_everything_as_it_was(importing: Import, qtbot: QtBot) -> None:
    importing.choose()
    importing.go_on()
    importing.fake.gate.clear()
    press(Qt.Key.Key_Return, CTRL)
    importing.fake.begun.wait()
    qtbot.waitUntil(importing.assistant.panel.isVisible)
    assert not importing.assistant.stack.isEnabled()
    press(Qt.Key.Key_Escape)
    importing.fake.gate.set()
    importing.settle()
    assert importing.assistant.step is importing.assistant.columns
    assert importing.assistant.stack.isEnabled()
    assert not importing.assistant.panel.isVisible()
    assert importing.assistant.session.preview is None


def test_esc_gives_up_reading_a_file(importing: Import, qtbot: QtBot) -> None:
    importing.fake.gate.clear()
    importing.desk.clerk.answers.path = importing.path
    press(Qt.Key.Key_Space)
    importing.fake.begun.wait()
    qtbot.waitUntil(importing.assistant.panel.isVisible)
    press(Qt.Key.Key_Escape)
    importing.fake.gate.set()
    importing.settle()
    assert importing.assistant.stack.currentIndex() == 0
    assert importing.assistant.session.book is None
    assert focused() is importing.assistant.file.button


def test_an_import_that_was_written_before_it_noticed_the_stop_is_said_to_be_written(
    importing: Import, qtbot: QtBot
) -> None:
    to_lines(importing)
    importing.fake.begun.clear()
    importing.fake.gate.clear()
    press(Qt.Key.Key_Return, CTRL)
    importing.fake.begun.wait()
    qtbot.waitUntil(importing.assistant.panel.isVisible)
    press(Qt.Key.Key_Escape)
    importing.fake.gate.set()
    importing.settle()
    assert importing.assistant.step is importing.assistant.result


@pytest.mark.parametrize("stops", [True, False])
def test_closing_the_window_in_the_middle_of_writing_asks_and_never_leaves_half(
    importing: Import, qtbot: QtBot, stops: bool
) -> None:
    to_lines(importing)
    importing.fake.begun.clear()
    importing.fake.gate.clear()
    window, answers = importing.desk.clerk.window, importing.desk.clerk.answers
    closed: list[bool] = []
    window.closed.connect(lambda: closed.append(True))
    press(Qt.Key.Key_Return, CTRL)
    importing.fake.begun.wait()
    qtbot.waitUntil(importing.assistant.panel.isVisible)
    answers.yes = stops
    window.close()
    press(Qt.Key.Key_1, Qt.KeyboardModifier.AltModifier)
    assert not closed
    assert window.page is importing.page
    assert sum("chưa xong" in asked for asked in answers.asked) == 2
    assert importing.assistant.panel.stoppable is not stops
    importing.fake.gate.set()
    importing.settle()
    assert importing.assistant.step is importing.assistant.result
    window.close()
    assert closed


def test_going_back_and_on_keeps_the_decisions_while_nothing_else_changed(importing: Import) -> None:
    to_lines(importing)
    write("m")
    importing.assistant.back.setFocus()
    press(Qt.Key.Key_Space)
    assert importing.assistant.step is importing.assistant.columns
    importing.go_on()
    assert len(importing.fake.previews) == 1
    assert importing.assistant.session.decisions == {15: Decision.AS_NEW}
    importing.assistant.go_back()
    importing.assistant.columns.table.select(6)
    importing.assistant.columns.table.setFocus()
    press(Qt.Key.Key_Delete)
    importing.go_on()
    assert len(importing.fake.previews) == 2
    assert not importing.assistant.session.decisions


def test_a_file_that_cannot_be_read_is_told_in_a_sentence_and_another_may_be_chosen(importing: Import) -> None:
    importing.fake.refusal = ProblemError("S05", path="x")
    importing.choose()
    assert importing.assistant.problem_bar.isVisible()
    assert importing.assistant.stack.currentIndex() == 0
    importing.fake.refusal = None
    importing.assistant.file.button.setFocus()
    importing.choose()
    assert not importing.assistant.problem_bar.isVisible()
    assert importing.assistant.step is importing.assistant.sheet


def test_leaving_with_choices_made_asks_and_stays_when_told_so(importing: Import) -> None:
    importing.choose()
    importing.desk.clerk.answers.yes = False
    press(Qt.Key.Key_Escape)
    assert importing.page.importing.active
    press(Qt.Key.Key_1, Qt.KeyboardModifier.AltModifier)
    assert importing.desk.clerk.window.page is importing.page
    importing.desk.clerk.answers.yes = True
    press(Qt.Key.Key_Escape)
    assert not importing.page.importing.active


def test_a_file_dropped_on_the_page_is_read(importing: Import) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(importing.path))])
    event = QDropEvent(QPointF(9, 9), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, NONE)
    importing.assistant.file.dropEvent(event)
    importing.settle()
    assert importing.assistant.step is importing.assistant.sheet


def test_an_empty_list_offers_the_import(qtbot: QtBot, tmp_path: Path) -> None:
    clock = FixedClock("2026-11-23T08:30:00")
    make_office(tmp_path / "xa", clock=clock).close(backup=False)
    clerk = Clerk(qtbot, tmp_path / "xa", clock)
    try:
        clerk.window.open_page("members")
        clerk.settle()
        page = clerk.window.page
        assert isinstance(page, MembersPage)
        assert page.importing.empty.isVisible()
        page.importing.empty.button.setFocus()
        press(Qt.Key.Key_Return)
        assert page.importing.active
    finally:
        clerk.leave()


def test_a_list_with_people_offers_nothing_over_it(desk: Desk) -> None:
    desk.clerk.window.open_page("members")
    desk.clerk.settle()
    page = desk.clerk.window.page
    assert isinstance(page, MembersPage)
    assert not page.importing.empty.isVisible()
    assert page.importing.button.isVisible()


@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_every_field_has_its_words(language: str) -> None:
    texts.set_language(language)
    try:
        words = {name: texts.term("import_field", name) for name in (*FIELDS, "hamlet_id")}
    finally:
        texts.set_language("vi")
    assert not [name for name, word in words.items() if word == name]
    offered = [words[name] for name in FIELDS]
    assert len(set(offered)) == len(offered)


@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_no_underlined_letter_leads_to_two_places(importing: Import, language: str) -> None:
    texts.set_language(language)
    try:
        importing.page.importing._close()
        importing.page.importing.start()
        letters: list[list[str]] = []
        importing.desk.clerk.answers.path = importing.path
        importing.assistant.file.choose()
        importing.settle()
        for _ in importing.assistant.steps:
            visible = [widget for widget in importing.desk.clerk.window.findChildren(QWidget) if widget.isVisible()]
            letters.append(sorted(letter for widget in visible for letter in underlined(widget)))
            importing.go_on()
    finally:
        texts.set_language("vi")
    assert len(letters) == 5
    assert not [step for step in letters if len(step) != len(set(step))]
