"""Ctrl+K: find people, cells, pages and commands by part of a name, with or without accents."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QWidget

from desktop_app.texts import tr
from ui import theme
from ui.context import WindowContext
from ui.icons import icon
from ui.navigation import INNER, PAGES

if TYPE_CHECKING:
    from db.records import MemberRow

PAUSE = 120
"""Milliseconds after the last key before people are searched."""


@dataclass(frozen=True)
class Hit:
    """One line of what was found."""

    icon: str
    text: str
    go: Callable[[], None]


class SearchBox(QLineEdit):
    """Searches in a list that pops up below; what is typed is never rewritten, so input methods work."""

    def __init__(self, context: WindowContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.setPlaceholderText(tr("Tìm người, chi bộ, trang… (Ctrl+K)"))
        self.setAccessibleName(tr("Tìm người, chi bộ, trang"))
        self.setClearButtonEnabled(False)
        self.list = QListWidget()
        self.list.setWindowFlags(Qt.WindowType.ToolTip)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setFocusProxy(self)
        self.list.itemClicked.connect(self._go)
        self.hits: list[Hit] = []
        self._pause = QTimer(self, singleShot=True, interval=PAUSE)
        self._pause.timeout.connect(self._search)
        self.textEdited.connect(self._typed)
        self.installEventFilter(self)
        self.destroyed.connect(self.list.deleteLater)

    def _typed(self) -> None:
        if self.text().strip():
            self._pause.start()
        else:
            self._pause.stop()
            self.list.hide()

    def _search(self) -> None:
        text = self.text().strip()
        today = self.context.today()
        self.context.operations.run(
            lambda office: office.members.search(text, today, limit=8),
            lambda people: self._show(text, people),
            receiver=self,
        )

    def _show(self, text: str, people: list[MemberRow]) -> None:
        if text != self.text().strip() or not self.hasFocus():
            return
        self.hits = [*self._pages(text), *self._cells(text), *(self._person(row) for row in people)]
        self.list.clear()
        for hit in self.hits:
            self.list.addItem(QListWidgetItem(icon(hit.icon), hit.text))
        if not self.hits:
            self.list.addItem(QListWidgetItem(icon("none"), tr("Không tìm thấy “{text}”", text=text)))
        self.list.setCurrentRow(0)
        width = max(self.width(), theme.px(380))
        tall = self.list.sizeHintForRow(0) * self.list.count() + 2 * self.list.frameWidth() + 2
        self.list.resize(width, tall)
        self.list.move(self.mapToGlobal(QPoint(self.width() - width, self.height() + 2)))
        self.list.show()

    def _pages(self, text: str) -> list[Hit]:
        from db.text import fold

        wanted = fold(text)
        return [
            Hit(spec.icon, spec.word(), partial(self.context.open_page, spec.name))
            for spec in (*PAGES, *INNER)
            if wanted in fold(spec.word())
        ][:3]

    def _cells(self, text: str) -> list[Hit]:
        from db.text import fold

        wanted = fold(text)
        found = [cell for cell in self.context.cells if wanted in fold(cell.organization.name)]
        return [
            Hit("organizations", cell.organization.name, partial(self.context.set_cell, cell)) for cell in found[:4]
        ]

    def _person(self, row: MemberRow) -> Hit:
        words = f"{row.full_name} · {row.cell_name}"
        return Hit("members", words, lambda: self.context.open_page("members", member_id=row.id))

    def _go(self) -> None:
        row = self.list.currentRow()
        self.list.hide()
        if 0 <= row < len(self.hits):
            hit = self.hits[row]
            self.clear()
            hit.go()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Watch the keys and the focus."""
        if event.type() == QEvent.Type.FocusOut:
            self.list.hide()
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent) or not self.list.isVisible():
            return False
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
        if event.key() in steps:
            row = self.list.currentRow() + steps[Qt.Key(event.key())]
            self.list.setCurrentRow(max(0, min(self.list.count() - 1, row)))
            return True
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._go()
            return True
        if event.key() == Qt.Key.Key_Escape:
            self.list.hide()
            return True
        return False
