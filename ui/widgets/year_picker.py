"""The year in hand: typed, or stepped by the arrow keys and two buttons."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QAbstractSpinBox, QHBoxLayout, QSpinBox, QToolButton, QWidget

from desktop_app.texts import tr
from ui import theme
from ui.icons import icon

FIRST, LAST = 1990, 2999
"""Years that can be taken in hand."""


class YearPicker(QWidget):
    """Emits ``year_changed`` when another year was taken in hand."""

    year_changed = Signal(int)

    def __init__(self, year: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.edit = QSpinBox()
        self.edit.setRange(FIRST, LAST)
        self.edit.setValue(year)
        self.edit.setKeyboardTracking(False)
        self.edit.setButtonSymbols(QAbstractSpinBox.ButtonSymbols.NoButtons)
        self.edit.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.edit.setFixedWidth(theme.px(72))
        self.edit.setAccessibleName(tr("Năm"))
        self.edit.valueChanged.connect(self.year_changed)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        row.addWidget(self._step("left", tr("Năm trước"), -1))
        row.addWidget(self.edit)
        row.addWidget(self._step("right", tr("Năm sau"), 1))
        self.setFocusProxy(self.edit)

    def _step(self, picture: str, words: str, years: int) -> QToolButton:
        button = QToolButton()
        button.setProperty("kind", "flat")
        button.setIcon(icon(picture))
        button.setAccessibleName(words)
        button.setToolTip(words)
        # The arrow keys in the field do the same.
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.clicked.connect(lambda: self.edit.setValue(self.edit.value() + years))
        return button

    @property
    def year(self) -> int:
        """The year in hand."""
        return self.edit.value()

    def set_year(self, year: int, *, quietly: bool = False) -> None:
        """Take another year in hand; ``quietly`` tells nobody."""
        self.edit.blockSignals(quietly)
        self.edit.setValue(year)
        self.edit.blockSignals(False)
