"""The open list of a drop-down: wide enough for its words, whatever room the field has."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from ui.widgets.choice import DropDown


def test_the_open_list_is_as_wide_as_its_longest_words(qtbot: QtBot) -> None:
    box = DropDown()
    qtbot.addWidget(box)
    box.addItems(["Chi bộ thôn 2", "Chi bộ ghép Thẳm Én - Bó Lếch - Khuổi Nọi - Nặm Tốc"])
    # As the style sheet of the window has it: without this a drop-down draws a menu as wide as itself.
    box.setStyleSheet("QComboBox { combobox-popup: 0; }")
    box.setFixedWidth(120)
    box.fit_list()
    assert box.view().minimumWidth() >= box.view().sizeHintForColumn(0) > 120
