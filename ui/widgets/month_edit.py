"""A field for a month that may be left empty; typed freely and tidied when it is left."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtWidgets import QLineEdit, QWidget

from desktop_app.texts import tr
from ui.widgets.dates import month_text, parse_month


class MonthEdit(QLineEdit):
    """A month as ``mm/yyyy``; a month alone is that of the year of ``today``."""

    def __init__(self, today: Callable[[], date], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._today = today
        self.setPlaceholderText(tr("tháng/năm"))
        self.setMaxLength(10)
        self.editingFinished.connect(self.tidy)

    def value(self) -> str:
        """Return ``YYYY-MM``, empty when nothing is typed or it is no month."""
        return parse_month(self.text(), self._today().year) or ""

    def set_value(self, period: str) -> None:
        """Show a month."""
        self.setText(month_text(period) if period else "")

    def complaint(self) -> str:
        """Return what is wrong with what is typed, empty when it is a month or nothing."""
        if not self.text().strip() or self.value():
            return ""
        return tr("“{text}” không phải là tháng; hãy ghi tháng/năm, ví dụ 10/2026.", text=self.text().strip())

    def tidy(self) -> None:
        """Write the month in full; called when the field is left."""
        if self.value():
            self.set_value(self.value())
