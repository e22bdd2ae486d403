"""Every list can be printed, kept as a workbook, copied, cut down to chosen columns; papers are asked for and shown."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QMenu

from db.records import Sex
from tests.helpers.clerk import CTRL, press
from tests.helpers.ui import bury
from tests.ui.conftest import Desk
from tests.ui.windows import CTRL_SHIFT, members_page, settle, shown, table_of
from ui.pages.base import Page
from ui.pages.consolidated.page import ConsolidatedPage
from ui.pages.exchange.page import ExchangePage
from ui.pages.home.page import HomePage
from ui.pages.meetings.page import MeetingsPage
from ui.pages.members.page import MembersPage
from ui.pages.organizations.page import OrganizationsPage
from ui.paper_window import PaperWindow
from ui.preferences import Preferences, load
from ui.widgets.column_dialog import ColumnDialog
from ui.widgets.list_tools import ListTools
from ui.widgets.pdf_view import PdfPages


@pytest.fixture
def page(desk: Desk) -> Iterator[MembersPage]:
    yield from members_page(desk)


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


def test_the_menu_sorts_what_a_click_on_a_header_sorts(desk: Desk, page: MembersPage) -> None:
    (orders,) = [action.menu() for action in page.papers.tools._menu.actions() if action.menu() is not None]
    assert isinstance(orders, QMenu)
    by_birth = orders.actions()[1]
    assert by_birth.text() == "Ngày sinh"
    by_birth.trigger()
    settle(desk)
    assert (page.model.wanted.order_by, page.model.wanted.descending) == ("birth_date", False)
    by_birth.trigger()
    settle(desk)
    assert page.model.wanted.descending


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
