"""Every list can be printed, kept as a workbook, copied, cut down to chosen columns; papers are asked for and shown."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TypeVar

import msgspec
import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QApplication, QDialog

from db.records import Sex
from db.register_records import ChangeInput, ChangeKind
from desktop_app.office import Office
from tests.helpers.clerk import CTRL, press
from tests.helpers.ui import bury
from tests.ui.conftest import Desk
from ui.pages.base import Page
from ui.pages.consolidated.page import ConsolidatedPage
from ui.pages.exchange.page import ExchangePage
from ui.pages.home.page import HomePage
from ui.pages.meetings.page import MeetingsPage
from ui.pages.members.page import MembersPage
from ui.pages.members.reconciliation import ReconciliationWindow
from ui.pages.organizations.page import OrganizationsPage
from ui.paper_window import PaperWindow
from ui.preferences import Preferences, load
from ui.printing import Printing, new_printer
from ui.widgets.column_dialog import ColumnDialog
from ui.widgets.list_tools import ListTools
from ui.widgets.paper_dialog import PaperDialog
from ui.widgets.pdf_view import PdfPages

W = TypeVar("W", bound=QDialog)
CTRL_SHIFT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


def shown(kind: type[W]) -> W:
    """Return the one dialog of a kind that is open."""
    [found] = [one for one in QApplication.topLevelWidgets() if isinstance(one, kind) and one.isVisible()]
    return found


def settle(desk: Desk) -> None:
    desk.clerk.settle()


@pytest.fixture
def page(desk: Desk) -> Iterator[MembersPage]:
    desk.clerk.window.open_page("members")
    settle(desk)
    made = desk.clerk.window.page
    assert isinstance(made, MembersPage)
    first = made.model.row(0)
    assert first is not None
    desk.clerk.ask(lambda office: _give_ethnic_group(office, first.id))
    made.refresh()
    settle(desk)
    yield made
    for left in QApplication.topLevelWidgets():
        if isinstance(left, QDialog) and left.isVisible():
            left.close()
    bury()


def _give_ethnic_group(office: Office, member_id: str) -> None:
    known = office.members.form(member_id)
    changed = msgspec.structs.replace(known, ethnic_code="02")
    office.members.update(member_id, office.members.get(member_id).revision, changed)


def book(path: Path) -> list[list[object]]:
    return [list(row) for row in openpyxl.load_workbook(path).active.iter_rows(values_only=True)]  # type: ignore[union-attr]


def table_of(path: Path, first: str) -> list[list[object]]:
    """Return headings and rows of the table whose first heading is named."""
    lines = book(path)
    start = next(number for number, line in enumerate(lines) if line[0] == first)
    return [line for line in lines[start:] if line[0] is not None]


# --- print and export ---


def test_ctrl_p_shows_the_whole_list_with_the_sensitive_column_left_out(desk: Desk, page: MembersPage) -> None:
    page.table.setFocus()
    press(Qt.Key.Key_P, CTRL)
    settle(desk)
    window = shown(PaperWindow)
    rows = [row.cells for row in window.document.blocks[0].rows]  # type: ignore[union-attr]
    titles = [column.title for column in window.document.blocks[0].columns]  # type: ignore[union-attr]
    assert len(rows) == 24
    assert "Dân tộc" not in titles
    assert titles[:2] == ["STT", "Họ và tên"]
    assert len(PdfPages(window.panel.data)) >= 1
    press(Qt.Key.Key_Escape)
    bury()
    assert not [one for one in QApplication.topLevelWidgets() if isinstance(one, PaperWindow)]


def test_what_is_shown_of_the_list_is_what_is_printed_and_the_paper_says_so(desk: Desk, page: MembersPage) -> None:
    page.model.show_filter(msgspec.structs.replace(page.model.wanted, sex=Sex.MALE, text="phuc"))
    settle(desk)
    page.papers.tools.print_list()
    settle(desk)
    document = shown(PaperWindow).document
    assert document.note == "(Nam; tìm “phuc”)"
    assert all("Phúc" in str(row.cells[1]) for row in document.blocks[0].rows)  # type: ignore[union-attr]


def test_ctrl_shift_e_writes_the_chosen_columns_of_all_rows(desk: Desk, page: MembersPage, tmp_path: Path) -> None:
    desk.clerk.answers.path = tmp_path / "ds.xlsx"
    page.table.choose_columns([1, 2])
    page.table.setFocus()
    press(Qt.Key.Key_E, CTRL_SHIFT)
    settle(desk)
    lines = table_of(tmp_path / "ds.xlsx", "STT")
    assert lines[0] == ["STT", "Họ và tên", "Chi bộ", "Tình trạng", "Ngày vào Đảng", "Số thẻ"]
    assert len(lines) == 1 + 24
    assert page.papers.tools.saved.isVisible()
    assert str(tmp_path / "ds.xlsx") in page.papers.tools.saved.text.text()
    assert desk.clerk.window.context.preferences.document_folder == str(tmp_path)


def test_giving_up_the_choice_of_a_place_writes_nothing(desk: Desk, page: MembersPage) -> None:
    desk.clerk.answers.path = None
    page.papers.tools.export_list()
    settle(desk)
    assert not page.papers.tools.saved.isVisible()


def test_a_place_that_cannot_be_written_is_told_on_the_page(desk: Desk, page: MembersPage, tmp_path: Path) -> None:
    desk.clerk.answers.path = tmp_path / "no" / "such" / "ds.xlsx"
    page.papers.tools.export_list()
    settle(desk)
    assert page.problem_bar.isVisible()
    assert not page.papers.tools.work.working


def test_work_that_is_stopped_shows_no_paper(desk: Desk, page: MembersPage) -> None:
    page.papers.tools.print_list()
    page.papers.tools.work.button.show()
    page.papers.tools.work._job.stop()  # type: ignore[union-attr]
    settle(desk)
    assert not [one for one in QApplication.topLevelWidgets() if isinstance(one, PaperWindow) and one.isVisible()]
    assert not page.papers.tools.work.working
    page.papers.tools.print_list()
    settle(desk)
    shown(PaperWindow)


def test_while_a_form_covers_the_list_its_keys_rest(desk: Desk, page: MembersPage) -> None:
    page.add()
    settle(desk)
    press(Qt.Key.Key_P, CTRL)
    settle(desk)
    assert not [one for one in QApplication.topLevelWidgets() if isinstance(one, PaperWindow)]
    assert not page.papers.tools.isVisible()
    page.close_form()
    assert page.papers.tools.isVisible()


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("home", HomePage),
        ("organizations", OrganizationsPage),
        ("meetings", MeetingsPage),
        ("exchange", ExchangePage),
        ("consolidated", ConsolidatedPage),
    ],
)
def test_every_list_of_the_window_is_printed(desk: Desk, name: str, kind: type[Page]) -> None:
    desk.clerk.window.open_page(name)
    settle(desk)
    made = desk.clerk.window.page
    assert isinstance(made, kind)
    tools = [one for one in made.findChildren(ListTools) if one.isVisible()]
    assert len(tools) == 1
    tools[0].print_list()
    settle(desk)
    window = shown(PaperWindow)
    assert window.document.title
    window.close()
    bury()


def test_the_hamlets_have_their_own_print(desk: Desk) -> None:
    desk.clerk.window.open_page("organizations")
    settle(desk)
    units = desk.clerk.window.page
    assert isinstance(units, OrganizationsPage)
    units.tabs.setCurrentIndex(1)
    units.hamlets.table.setFocus()
    press(Qt.Key.Key_P, CTRL)
    settle(desk)
    window = shown(PaperWindow)
    assert window.document.title == "THÔN, BẢN, TỔ DÂN PHỐ"
    assert len(list(window.document.blocks[0].rows)) == 2  # type: ignore[union-attr]
    window.close()
    bury()


def test_the_help_of_a_page_with_a_list_names_its_keys(desk: Desk) -> None:
    for name, told in (("home", True), ("members", True), ("meetings", False), ("settings", False)):
        desk.clerk.window.open_page(name)
        settle(desk)
        desk.clerk.window.show_help()
        assert ("Ctrl+Shift+E" in desk.clerk.answers.asked[-1]) is told, name


def test_totals_of_the_board_stand_under_its_print(desk: Desk) -> None:
    desk.clerk.window.open_page("home")
    settle(desk)
    home = desk.clerk.window.page
    assert isinstance(home, HomePage)
    home.list_tools.print_list()
    settle(desk)
    window = shown(PaperWindow)
    assert [block.text for block in window.document.blocks[1:]] == [home.totals.text()]  # type: ignore[union-attr]
    window.close()
    bury()


# --- columns ---


def test_columns_taken_away_stay_away_on_the_screen_the_clipboard_and_the_next_start(
    desk: Desk, page: MembersPage, tmp_path: Path
) -> None:
    preferences = desk.clerk.window.context.preferences
    preferences.path = tmp_path / "chon.json"
    page.papers.tools.choose_columns()
    dialog = shown(ColumnDialog)
    desk.clerk._qtbot.waitUntil(dialog.list.hasFocus)
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Space)
    assert dialog.hidden_places() == [1]
    press(Qt.Key.Key_Return)
    bury()
    assert page.table.isColumnHidden(1)
    page.table.select(0)
    page.table.copy()
    assert len(QGuiApplication.clipboard().text().split("\t")) == 7
    kept = load(tmp_path / "chon.json")
    assert kept.hidden_columns == {"members.vi": ["Ngày sinh"]}
    again = MembersPage(desk.clerk.window.context)
    assert again.table.unwanted == {1}
    again.deleteLater()


def test_at_least_one_column_stays(desk: Desk, page: MembersPage) -> None:
    page.papers.tools.choose_columns()
    dialog = shown(ColumnDialog)
    for row in range(dialog.list.count()):
        dialog.list.item(row).setCheckState(Qt.CheckState.Unchecked)
    assert not dialog.agree.isEnabled()
    dialog.show_all()
    assert dialog.agree.isEnabled()
    dialog.reject()
    assert page.table.unwanted == frozenset()


def test_a_damaged_choice_of_columns_is_forgotten(tmp_path: Path) -> None:
    path = tmp_path / "chon.json"
    path.write_text('{"hidden_columns": {"a": ["x", 3], "b": "y", "c": null}}', "utf-8")
    assert load(path).hidden_columns == {"a": ["x"]}
    path.write_text('{"hidden_columns": ["a"]}', "utf-8")
    assert load(path).hidden_columns == {}
    assert Preferences().hidden_columns == {}


# --- papers of the register ---


def test_the_register_is_asked_for_without_what_is_sensitive(desk: Desk, page: MembersPage) -> None:
    page.papers.register()
    dialog = shown(PaperDialog)
    assert not dialog.sensitive.isChecked()
    dialog.cell.setFocus()
    for _ in range(4):
        press(Qt.Key.Key_Return)
    dialog.agree.click() if dialog.isVisible() else None
    settle(desk)
    document = shown(PaperWindow).document
    assert document.title == "SỔ DANH SÁCH ĐẢNG VIÊN"
    assert len(document.blocks[0].columns) == 14  # type: ignore[union-attr]
    assert "dân tộc" not in document.blocks[0].columns[2].title  # type: ignore[union-attr]


def test_the_cell_in_hand_is_proposed(desk: Desk, page: MembersPage) -> None:
    desk.clerk.window.context.set_cell_id(desk.cells[1])
    settle(desk)
    page.papers.by_cell()
    dialog = shown(PaperDialog)
    wanted = dialog.wanted()
    assert wanted is not None
    assert wanted.cell_id == desk.cells[1]
    dialog.accept()
    settle(desk)
    assert len([row for row in shown(PaperWindow).document.blocks[0].rows if len(row.cells) > 1]) == 12  # type: ignore[union-attr]


def test_a_day_that_cannot_be_read_keeps_the_dialog_open(desk: Desk, page: MembersPage) -> None:
    page.papers.by_cell()
    dialog = shown(PaperDialog)
    dialog.on.setText("31/02/2026")
    dialog.agree.click()
    assert dialog.isVisible()
    assert dialog.wanted() is None
    dialog.on.setText("20/11/2026")
    dialog.agree.click()
    settle(desk)
    assert shown(PaperWindow).document.on == date(2026, 11, 20)


def test_the_sheet_is_that_of_the_person_in_hand(desk: Desk, page: MembersPage) -> None:
    page.table.select(3)
    row = page.model.row(3)
    assert row is not None
    page.papers.sheet()
    shown(PaperDialog).accept()
    settle(desk)
    assert shown(PaperWindow).document.subject == (row.full_name.upper(),)


def test_without_a_person_in_hand_no_sheet_is_asked_for(desk: Desk, page: MembersPage) -> None:
    page.model.set_rows([])
    page.papers.sheet()
    assert not [one for one in QApplication.topLevelWidgets() if isinstance(one, PaperDialog)]


def test_badges_and_units_have_their_papers(desk: Desk, page: MembersPage) -> None:
    page.papers.badges()
    dialog = shown(PaperDialog)
    dialog.year.setText("12")
    dialog.agree.click()
    assert dialog.isVisible()
    dialog.year.setText("2040")
    dialog.agree.click()
    settle(desk)
    window = shown(PaperWindow)
    assert window.document.subject == ("Năm 2040",)
    window.close()
    desk.clerk.window.open_page("organizations")
    settle(desk)
    units = desk.clerk.window.page
    assert isinstance(units, OrganizationsPage)
    units.papers.organizations()
    shown(PaperDialog).accept()
    settle(desk)
    assert shown(PaperWindow).document.title == "DANH SÁCH TỔ CHỨC ĐẢNG"


def test_a_window_prints_lying_sheets_lying_and_keeps_a_workbook(desk: Desk, page: MembersPage, tmp_path: Path) -> None:
    page.papers.register()
    shown(PaperDialog).accept()
    settle(desk)
    window = shown(PaperWindow)
    printer = _to_file(tmp_path / "in.pdf")
    window.printing.choose = lambda *_asked: printer  # type: ignore[method-assign]
    window.panel.print_document()
    size = PdfPages((tmp_path / "in.pdf").read_bytes()).sizes[0]
    assert size.width() > size.height()
    desk.clerk.answers.path = tmp_path / "so.xlsx"
    window.save_workbook()
    settle(desk)
    assert window.saved.isVisible()
    assert table_of(tmp_path / "so.xlsx", "STT")[1] == list(range(1, 15))


def test_upright_sheets_still_print_upright(desk: Desk, page: MembersPage, tmp_path: Path) -> None:
    page.papers.by_cell()
    shown(PaperDialog).accept()
    settle(desk)
    printing = Printing()
    printing.choose = lambda *_asked: _to_file(tmp_path / "in.pdf")  # type: ignore[method-assign]
    assert printing.print_pdf(shown(PaperWindow).panel.data, page, "x")
    size = PdfPages((tmp_path / "in.pdf").read_bytes()).sizes[0]
    assert size.width() < size.height()


def _to_file(path: Path) -> QPrinter:
    printer = new_printer("thử")
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(path))
    printer.setResolution(72)
    return printer


# --- why this figure ---


def test_a_figure_opens_down_to_the_people_it_counts(desk: Desk, page: MembersPage) -> None:
    row = page.model.row(0)
    assert row is not None
    leave = ChangeInput(
        kind=ChangeKind.TRANSFER_OUT, on=date(2026, 11, 5), place="Lào Cai", paper_number="3", decision_number="1-QĐ"
    )
    desk.clerk.ask(lambda office: office.changes.apply(row.id, leave))
    page.papers.changes()
    shown(PaperDialog).accept()
    settle(desk)
    window = shown(ReconciliationWindow)
    assert window.verdict.text() == "Số liệu cân đối."
    assert "chuyển đi 1" in window.formula.text()
    window.table.setFocus()
    press(Qt.Key.Key_Return)
    settle(desk)
    assert window.heading.text() == "Cộng · Đầu kỳ: 24 người"
    column = 1 + window.names.index("transfer_out")
    window.table.setCurrentIndex(window.model.index(window.model.rowCount() - 1, column))
    press(Qt.Key.Key_Return)
    settle(desk)
    assert window.heading.text() == "Cộng · Chuyển đi: 1 người"
    [gone] = window.people.rows
    assert gone is not None
    assert (gone.full_name, gone.place) == (row.full_name, "Lào Cai")
    press(Qt.Key.Key_P, CTRL)
    settle(desk)
    assert shown(PaperWindow).document.title == "TĂNG, GIẢM ĐẢNG VIÊN"


def test_a_period_the_wrong_way_round_is_told_on_the_page(desk: Desk, page: MembersPage) -> None:
    page.papers.changes()
    dialog = shown(PaperDialog)
    dialog.start.setText("31/12/2026")
    dialog.end.setText("01/01/2026")
    dialog.agree.click()
    settle(desk)
    assert "R80" in page.problem_bar.label.text()


def test_the_button_opens_by_keyboard(desk: Desk, page: MembersPage) -> None:
    lines = [action.text() for action in page.papers.tools.menu().actions() if not action.isSeparator()]
    assert len(lines) == 9
    assert page.papers.tools.text() == "&In, xuất"
