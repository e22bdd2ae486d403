"""The narrow column of the month's cells: find one by part of its name, Enter takes it in hand."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QListView, QVBoxLayout, QWidget

from db.records import BoardRow, BoardState
from desktop_app.texts import tr
from ui import theme
from ui.pages.meetings.models import CellsModel


class CellList(QWidget):
    """Cells with their state; ``chosen`` carries the id of the one to take in hand."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = CellsModel(self)
        self.search = QLineEdit()
        self.search.setPlaceholderText(tr("Tìm chi bộ (Ctrl+L)"))
        self.search.setAccessibleName(tr("Tìm chi bộ"))
        self.search.setClearButtonEnabled(True)
        self.search.textEdited.connect(self._filter)
        self.search.installEventFilter(self)
        self.list = QListView()
        self.list.setModel(self.model)
        self.list.setAccessibleName(tr("Chi bộ trong tháng"))
        self.list.setIconSize(QSize(theme.px(18), theme.px(18)))
        self.list.setUniformItemSizes(True)
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.installEventFilter(self)
        self.list.clicked.connect(lambda _index: self._choose())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.px(6))
        layout.addWidget(self.search)
        layout.addWidget(self.list, 1)
        self.setFocusProxy(self.search)

    def show_rows(self, rows: Sequence[BoardRow], cell_id: str) -> None:
        """Show the month's cells, ``cell_id`` as the one in hand."""
        current = self.list.currentIndex().row()
        self.model.set_rows(rows)
        self._filter(self.search.text())
        row = self.model.row_of(cell_id)
        row = row if row >= 0 else min(max(current, 0), len(self.model.rows) - 1)
        self.list.setCurrentIndex(self.model.index(row, 0))

    def mark(self, cell_id: str) -> None:
        """Show which cell is in hand."""
        row = self.model.row_of(cell_id)
        if row >= 0:
            self.list.setRowHidden(row, False)
            self.list.setCurrentIndex(self.model.index(row, 0))

    def has_draft(self, cell_id: str) -> bool:
        """Whether the cell is shown as having a draft (or a final) already."""
        row = self.model.row_of(cell_id)
        return row >= 0 and self.model.rows[row].state is not BoardState.NONE

    def next_without_minutes(self, cell_id: str) -> str:
        """Return the cell after this one, round the list, that has no final minutes; empty when all have."""
        rows, here = self.model.rows, self.model.row_of(cell_id)
        following = [rows[(here + step) % len(rows)] for step in range(1, len(rows) + 1)]
        return next((row.cell_id for row in following if row.state is not BoardState.FINAL), "")

    def focus_search(self) -> None:
        """Put the cursor into the search line."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def _filter(self, text: str) -> None:
        fitting = [row for row in range(len(self.model.rows)) if self.model.fits(row, text)]
        for row in range(len(self.model.rows)):
            self.list.setRowHidden(row, row not in fitting)
        if fitting and self.list.currentIndex().row() not in fitting:
            self.list.setCurrentIndex(self.model.index(fitting[0], 0))

    def _choose(self) -> None:
        row = self.list.currentIndex().row()
        if 0 <= row < len(self.model.rows) and not self.list.isRowHidden(row):
            if self.search.text():
                self.search.clear()
                self._filter("")
            self.chosen.emit(self.model.rows[row].cell_id)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter takes the cell in hand; the arrows move in the list also from the search line."""
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self._choose()
            return True
        arrows = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)
        if watched is self.search and event.key() in arrows and not event.modifiers():
            QApplication.sendEvent(self.list, event)
            return True
        return False
