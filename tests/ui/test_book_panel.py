"""The book of a year on the screen: what it holds and lacks, bound by one key, shown, printed, kept."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from unittest import mock

import msgspec
import pytest
from PySide6.QtCore import Qt

from db.meeting_records import AgendaItem, Meeting, MeetingKind
from desktop_app.office import Office
from tests.helpers.clerk import CTRL, press
from tests.ui.conftest import Desk
from ui import printing
from ui.book_window import BookWindow
from ui.operations import StoppedError
from ui.pages.meetings.page import MeetingsPage
from ui.pages.year.book import BookPanel
from ui.pages.year.page import YearPage


def held(office: Office, cell_id: str, month: int) -> Meeting:
    draft = office.meetings.prepare(cell_id, MeetingKind.REGULAR, f"2026-{month:02}")
    first, second = (mark.member_id for mark in draft.content.attendance[:2])
    content = msgspec.structs.replace(
        draft.content,
        held_on=date(2026, month, 3),
        start_time="07:30",
        end_time="09:15",
        place="Nhà văn hóa thôn",
        chair_id=second,
        secretary_id=first,
        agenda=(AgendaItem(title="Nhiệm vụ tháng tới", conclusion="Nhất trí."),),
    )
    return office.meetings.finalize(msgspec.structs.replace(draft, content=content))


@pytest.fixture
def panel(desk: Desk) -> BookPanel:
    for month in (8, 9, 10):
        desk.clerk.ask(lambda office, month=month: held(office, desk.cells[0], month))  # type: ignore[misc]
    desk.clerk.window.open_page("year", panel="book", year=2026)
    desk.clerk.settle()
    page = desk.clerk.window.page
    assert isinstance(page, YearPage)
    made = page.panel
    assert isinstance(made, BookPanel)
    desk.clerk.window.context.set_cell(None)
    desk.clerk.settle()
    return made


def shown(panel: BookPanel) -> list[list[str]]:
    model = panel.lines if panel.plan is not None and panel.plan.cell_id else panel.cells
    return [
        [str(model.index(row, column).data()) for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


def window(desk: Desk, panel: BookPanel) -> BookWindow:
    desk.clerk.settle()
    assert panel.window_ is not None
    return panel.window_


def test_every_cell_is_listed_with_what_it_has_and_lacks(panel: BookPanel) -> None:
    first, second = shown(panel)
    assert first[1:4] == ["0", "", "1–10"]
    assert second[1:4] == ["3", "", "1–7"]
    assert panel.totals.text() == "3 biên bản đã chốt · 17 tháng chưa có"


def test_enter_takes_a_cell_in_hand_and_shows_its_contents(desk: Desk, panel: BookPanel) -> None:
    panel.focus_first()
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Return)
    desk.clerk.settle()
    lines = shown(panel)
    assert lines[0] == ["", "01/2026", "Thường kỳ", "Chưa có biên bản đã chốt"]
    assert lines[7][:3] == ["01", "03/08/2026", "Sinh hoạt chi bộ thường kỳ tháng 8 năm 2026"]
    assert not panel.pieces.isVisible()


def test_enter_on_a_line_opens_its_meeting(desk: Desk, panel: BookPanel) -> None:
    desk.clerk.window.context.set_cell_id(desk.cells[0])
    desk.clerk.settle()
    panel.focus_first()
    press(Qt.Key.Key_End, CTRL)
    press(Qt.Key.Key_Return)
    desk.clerk.settle()
    page = desk.clerk.window.page
    assert isinstance(page, MeetingsPage)
    assert page.final.meeting is not None
    assert page.final.meeting.content.period == "2026-10"


def test_one_key_binds_the_book_and_shows_the_very_file(desk: Desk, panel: BookPanel) -> None:
    desk.clerk.window.context.set_cell_id(desk.cells[0])
    desk.clerk.settle()
    panel.focus_first()
    press(Qt.Key.Key_Return, CTRL)
    book = window(desk, panel)
    path = desk.folder / "in" / "so-bien-ban-2026-cb01.pdf"
    assert book.panel.data == path.read_bytes()
    assert book.panel.view.page_count == 7
    assert str(path) in book.note.text()
    assert book.printing.duplex
    press(Qt.Key.Key_Escape)
    assert panel.window_ is None
    assert panel.window().focusWidget() is panel.line_table


def test_a_one_sided_book_has_no_choice_of_the_right_hand_page(desk: Desk, panel: BookPanel) -> None:
    panel.double.setChecked(False)
    assert not panel.right.isEnabled()
    panel.make()
    book = window(desk, panel)
    assert not book.printing.duplex
    book.close()


def test_the_printer_is_asked_for_both_sides(desk: Desk, panel: BookPanel) -> None:
    panel.make()
    book = window(desk, panel)
    for chooser, wanted in ((book.printing, True), (printing.Printing(), False)):
        printer = mock.MagicMock()
        with (
            mock.patch("PySide6.QtPrintSupport.QPrintDialog"),
            mock.patch("PySide6.QtPrintSupport.QPrinterInfo.availablePrinterNames", return_value=["máy in"]),
            mock.patch.object(printing, "new_printer", return_value=printer),
        ):
            chooser.choose(book, 3, "sổ")
        assert printer.setDuplex.called is wanted
    assert printer.mock_calls == []
    book.close()


def test_the_book_can_be_kept_as_a_word_file(desk: Desk, panel: BookPanel, tmp_path: Path) -> None:
    desk.clerk.window.context.set_cell_id(desk.cells[0])
    desk.clerk.settle()
    panel.make()
    book = window(desk, panel)
    desk.clerk.answers.path = None
    book.word.click()
    desk.clerk.settle()
    desk.clerk.answers.path = tmp_path / "sổ.docx"
    book.word.click()
    desk.clerk.settle()
    assert (tmp_path / "sổ.docx").read_bytes().startswith(b"PK")
    assert book.saved.path == tmp_path / "sổ.docx"
    book.close()


def test_a_book_for_each_cell_goes_into_a_chosen_folder(desk: Desk, panel: BookPanel, tmp_path: Path) -> None:
    panel.pieces.set_value("each")
    desk.clerk.answers.path = None
    panel.make()
    desk.clerk.settle()
    desk.clerk.answers.path = tmp_path / "sổ"
    desk.clerk.answers.path.mkdir()
    panel.make()
    desk.clerk.settle()
    assert [file.name for file in (tmp_path / "sổ").iterdir()] == ["so-bien-ban-2026-cb01.pdf"]
    assert panel.line_tools.saved.path == tmp_path / "sổ"


def test_binding_can_be_stopped_and_leaves_no_file(desk: Desk, panel: BookPanel) -> None:
    with mock.patch.object(desk.clerk.operations, "report", side_effect=StoppedError):
        panel.make()
        desk.clerk.settle()
    assert panel.window_ is None
    assert not list((desk.folder / "in").glob("*"))
    assert not panel.line_tools.work.working


def test_a_year_with_nothing_to_bind_offers_nothing(desk: Desk, panel: BookPanel) -> None:
    panel.page.picker.set_year(2025)
    desk.clerk.settle()
    assert not panel.bind.isEnabled()
    press(Qt.Key.Key_Return, CTRL)
    desk.clerk.settle()
    assert panel.window_ is None


def test_the_book_of_the_committee_is_another_one(desk: Desk, panel: BookPanel) -> None:
    panel.book.set_value("committee_minutes")
    desk.clerk.settle()
    assert panel.plan is not None
    assert panel.plan.printed == 0
    assert panel.totals.text() == "Trong năm chưa có biên bản nào."
