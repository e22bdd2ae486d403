"""The year in hand: typed, or stepped by the arrow keys and two buttons."""

from __future__ import annotations

from PySide6.QtCore import QRegularExpression, Qt, Signal
from PySide6.QtGui import QKeyEvent, QRegularExpressionValidator
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QToolButton, QWidget

from desktop_app.texts import tr
from ui import theme
from ui.icons import icon

FIRST, LAST = 1990, 2999
"""Years that can be taken in hand."""


class _Edit(QLineEdit):
    """Four figures; the arrow keys ask for another year."""

    stepped = Signal(int)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Step a year on the up and down keys."""
        step = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            self.stepped.emit(step)


class YearPicker(QWidget):
    """Emits ``year_changed`` when another year was taken in hand."""

    year_changed = Signal(int)

    def __init__(self, year: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._year = year
        self.edit = _Edit(str(year))
        self.edit.setValidator(QRegularExpressionValidator(QRegularExpression(r"[0-9]{0,4}"), self.edit))
        self.edit.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.edit.setFixedWidth(theme.px(72))
        self.edit.setAccessibleName(tr("Năm"))
        self.edit.stepped.connect(self.step)
        self.edit.editingFinished.connect(self._typed)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        row.addWidget(self._arrow("left", tr("Năm trước"), -1))
        row.addWidget(self.edit)
        row.addWidget(self._arrow("right", tr("Năm sau"), 1))
        self.setFocusProxy(self.edit)

    def _arrow(self, picture: str, words: str, years: int) -> QToolButton:
        button = QToolButton()
        button.setProperty("kind", "flat")
        button.setIcon(icon(picture))
        button.setAccessibleName(words)
        button.setToolTip(words)
        # The arrow keys in the field do the same.
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.clicked.connect(lambda: self.step(years))
        return button

    @property
    def year(self) -> int:
        """The year in hand."""
        return self._year

    def step(self, years: int) -> None:
        """Take a year before or after in hand."""
        self.set_year(self._year + years)

    def set_year(self, year: int, *, quietly: bool = False) -> None:
        """Take another year in hand, within bounds; ``quietly`` tells nobody."""
        year = min(max(year, FIRST), LAST)
        changed = year != self._year
        self._year = year
        self.edit.setText(str(year))
        if changed and not quietly:
            self.year_changed.emit(year)

    def _typed(self) -> None:
        text = self.edit.text()
        # "26" is this century; nothing at all is a slip.
        self.set_year(self._year if not text else int(text) + (2000 if len(text) < 3 else 0))
