"""The cells of the first day, typed: Enter goes from field to field."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from tests.helpers.clerk import press
from ui.pages.first_run.cells_step import CellsTable


def test_enter_ends_a_field_and_goes_to_the_next_and_to_the_next_line(qtbot: QtBot) -> None:
    table = CellsTable(2, 2)
    table.setEditTriggers(CellsTable.EditTrigger.AllEditTriggers)
    qtbot.addWidget(table)
    table.show()
    table.activateWindow()
    table.setFocus()
    table.setCurrentCell(0, 0)
    for words in ("Chi bo", "Thon", "Chi bo hai", "", "Chi bo ba"):
        if words:
            qtbot.waitUntil(lambda: isinstance(QApplication.focusWidget(), QLineEdit))
            focused = QApplication.focusWidget()
            assert focused is not None
            QTest.keyClicks(focused, words)
        with qtbot.waitSignal(table.currentCellChanged):
            press(Qt.Key.Key_Return)
    texts = []
    for row in range(table.rowCount()):
        items = [table.item(row, column) for column in range(2)]
        texts.append([item.text() if item else "" for item in items])
    assert texts == [["Chi bo", "Thon"], ["Chi bo hai", ""], ["Chi bo ba", ""]]
