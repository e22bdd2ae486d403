"""The bar at the top: the month in hand, the cell in hand, and the search over people, cells and pages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QToolButton, QWidget

from desktop_app.texts import tr
from ui import theme
from ui.context import WindowContext, month_name, shifted
from ui.icons import icon, pixmap
from ui.search_box import SearchBox
from ui.widgets.choice import DropDown
from ui.widgets.plain import plain_label

if TYPE_CHECKING:
    from db.records import CellView


class TopBar(QWidget):
    """Changes the month and the cell of the context, and shows them; ``cell_agreed`` follows Enter on the cell."""

    cell_agreed = Signal()

    def __init__(self, context: WindowContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.setObjectName("topbar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(theme.px(12), theme.px(6), theme.px(12), theme.px(6))
        layout.setSpacing(theme.px(6))
        self.earlier = self._arrow("left", tr("Tháng trước (Ctrl+PgUp)"), -1)
        layout.addWidget(self.earlier)
        self.month = plain_label(month_name(context.period), role="heading")
        self.month.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.month.setMinimumWidth(theme.px(150))
        layout.addWidget(self.month)
        self.later = self._arrow("right", tr("Tháng sau (Ctrl+PgDn)"), 1)
        layout.addWidget(self.later)
        layout.addSpacing(theme.px(14))
        label = plain_label(tr("Chi bộ:"))
        layout.addWidget(label)
        self.cell = DropDown()
        self.cell.setAccessibleName(tr("Chi bộ đang làm"))
        self.cell.setMinimumWidth(theme.px(180))
        self.cell.setMaximumWidth(theme.px(340))
        self.cell.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.cell.addItem(tr("Tất cả chi bộ"), None)
        self.cell.activated.connect(self._cell_chosen)
        self.cell.installEventFilter(self)
        label.setBuddy(self.cell)
        layout.addWidget(self.cell)
        layout.addStretch(1)
        glass = QLabel()
        glass.setPixmap(pixmap("search", theme.px(18), theme.colors().muted))
        layout.addWidget(glass)
        self.search = SearchBox(context)
        self.search.setMinimumWidth(theme.px(180))
        self.search.setMaximumWidth(theme.px(380))
        layout.addWidget(self.search, 3)
        context.period_changed.connect(self._show_month)
        context.cell_changed.connect(self._show_cell)

    def _arrow(self, name: str, words: str, months: int) -> QToolButton:
        button = QToolButton()
        button.setProperty("kind", "flat")
        button.setIcon(icon(name))
        button.setIconSize(QSize(theme.px(16), theme.px(16)))
        button.setToolTip(words)
        button.setAccessibleName(words)
        button.clicked.connect(lambda: self.step_month(months))
        return button

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let Enter on the cell in hand lead to the page: the arrow keys have chosen it already."""
        if watched is self.cell and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            if is_enter:
                self.cell_agreed.emit()
                return True
        return super().eventFilter(watched, event)

    def step_month(self, months: int) -> None:
        """Take the month ``months`` later in hand."""
        self.context.set_period(shifted(self.context.period, months))

    def focus_search(self) -> None:
        """Put the cursor into the search box and select what stands there."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def show_cells(self, cells: Sequence[CellView]) -> None:
        """Offer these cells, keeping the choice where it is still there."""
        chosen = self.context.cell.organization.id if self.context.cell else None
        self.cell.clear()
        self.cell.addItem(tr("Tất cả chi bộ"), None)
        for cell in cells:
            self.cell.addItem(cell.organization.name, cell.organization.id)
        self.context.set_cell(next((cell for cell in cells if cell.organization.id == chosen), None))
        self._show_cell(self.context.cell)

    def _cell_chosen(self, index: int) -> None:
        chosen = self.cell.itemData(index)
        self.context.set_cell(next((c for c in self.context.cells if c.organization.id == chosen), None))

    def _show_month(self, period: str) -> None:
        self.month.setText(month_name(period))

    def _show_cell(self, cell: CellView | None) -> None:
        self.cell.setCurrentIndex(max(0, self.cell.findData(cell.organization.id if cell else None)))
