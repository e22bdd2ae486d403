"""The open list of a drop-down: wide enough for its words, whatever room the field has."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from ui.widgets.choice import MOST_IN_SIGHT, DropDown


def test_the_open_list_is_as_wide_as_its_longest_words(qtbot: QtBot) -> None:
    box = DropDown()
    qtbot.addWidget(box)
    box.addItems(["Chi bộ thôn 2", "Chi bộ ghép Thẳm Én - Bó Lếch - Khuổi Nọi - Nặm Tốc"])
    box.setFixedWidth(120)
    box.show()
    box.showPopup()
    assert box.view().width() >= box.view().sizeHintForColumn(0) > 120
    box.hidePopup()


def test_a_long_list_scrolls(qtbot: QtBot) -> None:
    box = DropDown()
    qtbot.addWidget(box)
    box.addItems([f"Chi bộ thôn {number}" for number in range(MOST_IN_SIGHT * 2)])
    box.show()
    box.showPopup()
    assert box.view().height() <= (MOST_IN_SIGHT + 1) * box.view().sizeHintForRow(0)
    box.hidePopup()
