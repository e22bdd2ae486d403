"""The meetings of one cell in one month, to choose from, and the way to a further one."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from desktop_app.texts import tr
from ui import theme
from ui.icons import on_button
from ui.pages.meetings.models import Entry
from ui.widgets.choice import DropDown
from ui.widgets.plain import plain_label


class EntryBar(QWidget):
    """Hidden until a cell is in hand."""

    chosen = Signal(str)
    another = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.box = DropDown()
        self.box.setMinimumWidth(theme.px(234))
        self.box.activated.connect(lambda _row: self.chosen.emit(self.box.currentData()))
        label = plain_label(tr("Buổi:"))
        label.setBuddy(self.box)
        self.box.setAccessibleName(tr("Buổi sinh hoạt"))
        self.add = QPushButton(tr("Buổi khác…"))
        on_button(self.add, "add")
        self.add.clicked.connect(self.another)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.px(6))
        for widget in (label, self.box, self.add):
            layout.addWidget(widget)
        if theme.is_large():
            # The line of the page has no room for the words; the box and the sign say the same.
            label.hide()
            self.box.setMinimumWidth(theme.px(110))
            self.add.setToolTip(self.add.text())
            self.add.setAccessibleName(self.add.text())
            self.add.setText("")
            self.add.setFixedWidth(theme.px(44))
        self.hide()

    def show_entries(self, entries: Sequence[Entry], shown: str) -> None:
        """Offer these meetings; ``shown`` is the id of the one in sight."""
        self.box.clear()
        for entry in entries:
            self.box.addItem(entry.words, entry.id)
        self.box.setCurrentIndex(self.box.findData(shown))
        self.setVisible(bool(entries))
