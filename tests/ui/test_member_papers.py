"""Papers of the register are asked for by day and cell, shown, printed and kept; figures open down to their people."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QApplication

from db.register_records import ChangeInput, ChangeKind
from desktop_app.documents.excel_in.model import ImportPreview, Verdict
from desktop_app.office import Office
from tests.helpers.clerk import CTRL, press
from tests.ui.conftest import Desk
from tests.ui.windows import members_page, settle, shown, table_of
from ui.pages.members.page import MembersPage
from ui.pages.members.reconciliation import ReconciliationWindow
from ui.pages.organizations.page import OrganizationsPage
from ui.paper_window import PaperWindow
from ui.printing import Printing, new_printer
from ui.widgets.paper_dialog import PaperDialog
from ui.widgets.pdf_view import PdfPages


@pytest.fixture
def page(desk: Desk) -> Iterator[MembersPage]:
    yield from members_page(desk)


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


def test_the_register_goes_out_to_be_edited_and_comes_back_unchanged(
    desk: Desk, page: MembersPage, tmp_path: Path
) -> None:
    target = tmp_path / "so.xlsx"
    desk.clerk.answers.path = target
    page.papers.workbook()
    shown(PaperDialog).accept()
    settle(desk)
    assert str(target) in page.papers.tools.saved.text.text()

    def again(office: Office) -> ImportPreview:
        _, choices = office.member_import.open(target)
        return office.member_import.preview(target, choices)

    preview = desk.clerk.ask(again)
    assert preview.count(Verdict.SAME) == len(preview.lines) == 24


def test_the_button_opens_by_keyboard(desk: Desk, page: MembersPage) -> None:
    lines = [action.text() for action in page.papers.tools.menu().actions() if not action.isSeparator()]
    assert len(lines) == 11
    assert page.papers.tools.text() == "&In, xuất"
