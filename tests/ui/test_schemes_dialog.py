"""The rating schemes in the settings: every value with its state in words, set with its document, files taken in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication

from desktop_app.rules import scheme as scheme_rules
from desktop_app.services.schemes import ValueView
from tests.helpers.clerk import CTRL, press, write
from tests.helpers.schemes import NEXT, next_scheme
from tests.ui.conftest import Desk
from ui.pages.settings.page import SettingsPage
from ui.pages.settings.scheme_list import status
from ui.pages.settings.schemes import SchemesDialog

ABOVE = "levels/excellent/conditions/tasks_above/value"
OVER_HALF = "levels/excellent/conditions/disciplined/value"


@pytest.fixture
def dialog(desk: Desk) -> Iterator[SchemesDialog]:
    desk.clerk.window.context.open_page("settings")
    desk.clerk.settle()
    page = desk.clerk.window.findChild(SettingsPage)
    assert page is not None
    page.schemes.setFocus()
    press(Qt.Key.Key_Space)
    desk.clerk.settle()
    opened = page.findChild(SchemesDialog)
    assert opened is not None
    yield opened
    if QApplication.activeWindow() is opened:
        desk.clerk.answers.yes = True
        opened.reject()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def go(dialog: SchemesDialog, path: str) -> ValueView:
    row = next(n for n, value in enumerate(dialog.model.rows) if value is not None and value.line.path == path)
    dialog.table.select(row)
    view = dialog.form.view
    assert view is not None
    assert view.line.path == path
    return view


def retype(text: str) -> None:
    press(Qt.Key.Key_A, CTRL)
    press(Qt.Key.Key_Delete)
    write(text)


def held(desk: Desk, path: str, code: str = "2025") -> ValueView:
    values = desk.clerk.ask(lambda office: office.schemes.values(code))
    return next(value for value in values if value.line.path == path)


def test_the_youngest_scheme_is_shown_with_every_value_and_its_state_in_words(dialog: SchemesDialog) -> None:
    assert dialog.schemes.value() == "2025"
    go(dialog, ABOVE)
    row = dialog.table.currentIndex().row()
    cells = [dialog.model.index(row, column).data() for column in range(4)]
    assert cells == ["HTXSNV: cần", "Nhiệm vụ hoàn thành vượt mức", "từ 30% trở lên", "Đã đối chiếu"]
    go(dialog, "caps/member/base")
    row = dialog.table.currentIndex().row()
    assert dialog.model.index(row, 3).data() == "Chưa đối chiếu"
    assert "Chưa đối chiếu với toàn văn" in dialog.about.text()


def test_a_value_is_set_by_keyboard_with_the_document_it_rests_on(desk: Desk, dialog: SchemesDialog) -> None:
    go(dialog, ABOVE)
    dialog.table.setFocus()
    press(Qt.Key.Key_Return)
    assert dialog.form.line.hasFocus()
    retype("35")
    press(Qt.Key.Key_Return)
    retype("Huong dan")
    press(Qt.Key.Key_Return)
    retype("77-HD/BTCTW")
    press(Qt.Key.Key_Return)
    retype("1/12/2026")
    press(Qt.Key.Key_Return)
    press(Qt.Key.Key_S, CTRL)
    desk.clerk.settle()
    kept = held(desk, ABOVE)
    assert (kept.shown, kept.default) == ("từ 35% trở lên", "từ 30% trở lên")
    assert kept.line.set_by is not None
    assert kept.line.set_by.dated == date(2026, 12, 1)
    assert status(kept) == "Đơn vị đã sửa"
    assert "✓" in dialog.form.answer.text()


def test_a_value_without_a_document_is_refused_beside_it(desk: Desk, dialog: SchemesDialog) -> None:
    go(dialog, ABOVE)
    dialog.form.line.setFocus()
    retype("35")
    press(Qt.Key.Key_S, CTRL)
    desk.clerk.settle()
    assert "văn bản" in dialog.form.answer.text()
    assert dialog.form.document.hasFocus()
    assert not held(desk, ABOVE).line.own


def test_saving_a_value_unchanged_confirms_it_and_the_document_stays_for_the_next(
    desk: Desk, dialog: SchemesDialog
) -> None:
    go(dialog, OVER_HALF)
    dialog.form.document.setFocus()
    retype("Quy dinh")
    press(Qt.Key.Key_S, CTRL)
    desk.clerk.settle()
    assert status(held(desk, OVER_HALF)) == "Đơn vị đã xác nhận"
    go(dialog, "vote/strict")
    assert dialog.form.document.text() == "Quy dinh"
    assert not dialog.form.changed


def test_a_value_of_the_office_is_dropped_after_asking(desk: Desk, dialog: SchemesDialog) -> None:
    desk.clerk.ask(lambda office: office.schemes.set_value("2025", ABOVE, 35, "Hướng dẫn", "77-HD", date(2026, 12, 1)))
    dialog.refresh()
    desk.clerk.settle()
    go(dialog, ABOVE)
    desk.clerk.answers.yes = True
    dialog.form.restore_default()
    desk.clerk.settle()
    assert not held(desk, ABOVE).line.own


def test_the_list_can_be_narrowed_to_a_part_and_to_what_was_not_seen_in_print(dialog: SchemesDialog) -> None:
    everything = len(dialog.model.rows)
    dialog.parts.take("caps")
    dialog.parts.activated.emit(dialog.parts.currentIndex())
    caps = [value for value in dialog.model.rows if value is not None]
    assert 0 < len(caps) < everything
    assert all(value.line.path.startswith("caps/") for value in caps)
    dialog.parts.take("conditions")
    dialog.parts.activated.emit(dialog.parts.currentIndex())
    dialog.unverified.setChecked(True)
    assert dialog.model.rows
    assert all(value is not None and not value.line.verified for value in dialog.model.rows)


def test_another_scheme_shows_its_own_levels(desk: Desk, dialog: SchemesDialog) -> None:
    dialog.schemes.take("2007")
    dialog.schemes.activated.emit(dialog.schemes.currentIndex())
    desk.clerk.settle()
    shown = {value.shown for value in dialog.model.rows if value is not None}
    assert "Đủ tư cách, hoàn thành tốt nhiệm vụ" in shown
    assert "Hoàn thành xuất sắc nhiệm vụ" not in shown


def test_a_file_is_taken_in_after_showing_what_it_is_and_dropped_again(
    desk: Desk, dialog: SchemesDialog, tmp_path: Path
) -> None:
    path = tmp_path / "moi.toml"
    path.write_text(next_scheme(), "utf-8")
    desk.clerk.answers.path = path
    desk.clerk.answers.yes = True
    dialog.take_in()
    desk.clerk.settle()
    assert dialog.schemes.value() == NEXT
    assert dialog.forget.isEnabled()
    dialog.forget_scheme()
    desk.clerk.settle()
    assert dialog.schemes.value() == "2025"


def test_a_broken_file_is_named_with_its_key_and_nothing_changes(
    desk: Desk, dialog: SchemesDialog, tmp_path: Path
) -> None:
    path = tmp_path / "hong.toml"
    path.write_text(next_scheme().replace('short = "HTXSNV"\n', "", 1), "utf-8")
    desk.clerk.answers.path = path
    dialog.take_in()
    desk.clerk.settle()
    assert "levels[0]" in dialog.problem_bar.label.text()
    assert "short" in dialog.problem_bar.label.text()
    assert desk.clerk.ask(lambda office: office.schemes.all().get(NEXT)) is None


def test_the_scheme_in_hand_is_written_as_a_file_that_can_be_taken_in(
    desk: Desk, dialog: SchemesDialog, tmp_path: Path
) -> None:
    desk.clerk.answers.path = tmp_path / "mau.toml"
    dialog.export_scheme()
    desk.clerk.settle()
    written = scheme_rules.parse((tmp_path / "mau.toml").read_text("utf-8"))
    assert written.code == "2025"


def test_esc_asks_before_what_was_typed_is_lost(desk: Desk, dialog: SchemesDialog) -> None:
    go(dialog, ABOVE)
    dialog.form.line.setFocus()
    retype("36")
    desk.clerk.answers.yes = False
    press(Qt.Key.Key_Escape)
    assert dialog.isVisible()
    desk.clerk.answers.yes = True
    press(Qt.Key.Key_Escape)
    desk.clerk.settle()
    assert held(desk, ABOVE).shown == "từ 30% trở lên"
