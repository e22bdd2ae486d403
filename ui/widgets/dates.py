"""Fields for a day, a day known in part, and a month; typed freely and tidied when they are left."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Literal

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QToolButton, QWidget

from db.problems import ProblemError
from desktop_app.texts import explain, tr


class DateEdit(QLineEdit):
    """A day as ``dd/mm/yyyy``; also takes what desktop_app.rules.dates reads, such as ``5/3`` or ``hôm nay``.

    ``today`` tells the day that short forms are completed from.
    """

    def __init__(self, today: Callable[[], date], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._today = today
        self.setPlaceholderText(tr("ngày/tháng/năm"))
        self.setMaxLength(40)
        self.editingFinished.connect(self.tidy)

    def value(self) -> date | None:
        """Return the day, None when nothing is typed or it is no day."""
        return self._read()[0]

    def set_value(self, day: date | None) -> None:
        """Show ``day``."""
        from desktop_app.rules import dates

        text = "" if day is None else dates.format_day(day)
        if text != self.text():
            self.setText(text)

    def complaint(self) -> str:
        """Return what is wrong with what is typed, empty when it is a day or nothing."""
        return self._read()[1]

    def tidy(self) -> None:
        """Write the day in full; called when the field is left, never while typing (Unikey)."""
        day = self.value()
        if day is not None:
            self.set_value(day)

    def _read(self) -> tuple[date | None, str]:
        from desktop_app.rules import dates

        text = self.text().strip()
        if not text:
            return None, ""
        try:
            return dates.parse_day(text, self._today()), ""
        except ProblemError as problem:
            return None, explain(problem).what


class PartialDateEdit(QLineEdit):
    """A day of which perhaps only the year, or month and year, is known."""

    def __init__(
        self, today: Callable[[], date], years: Literal["recent", "birth"] = "birth", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._today = today
        self._years: Literal["recent", "birth"] = years
        self.setPlaceholderText(tr("ngày/tháng/năm hoặc năm"))
        self.setMaxLength(40)
        self.editingFinished.connect(self.tidy)

    def value(self) -> str | None:
        """Return ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``; empty when nothing is typed; None when it is no date."""
        return self._read()[0]

    def complaint(self) -> str:
        """Return what is wrong with what is typed, empty when it is a date or nothing."""
        return self._read()[1]

    def _read(self) -> tuple[str | None, str]:
        from desktop_app.rules import dates

        try:
            return dates.parse_partial(self.text(), self._today(), self._years), ""
        except ProblemError as problem:
            return None, explain(problem).what

    def set_value(self, partial: str) -> None:
        """Show a partial date."""
        from desktop_app.rules import dates

        text = dates.format_partial(partial) if partial else ""
        if text != self.text():
            self.setText(text)

    def tidy(self) -> None:
        """Write the date in the usual form; called when the field is left."""
        partial = self.value()
        if partial:
            self.set_value(partial)


_MONTH = re.compile(r"^(\d{1,2})\s*[/.\- ]\s*(\d{4}|\d{2})$|^(\d{1,2})(\d{4})$|^(\d{1,2})$")


def parse_month(text: str, year: int) -> str | None:
    """Return the period ``YYYY-MM`` of "11/2026", "11.26", "112026" or "11" (of ``year``); None when it is no month."""
    found = _MONTH.match(text.strip())
    if found is None:
        return None
    month = int(found[1] or found[3] or found[5])
    typed = found[2] or found[4]
    wanted = year if typed is None else int(typed) + (2000 if len(typed) == 2 else 0)
    return f"{wanted:04d}-{month:02d}" if 1 <= month <= 12 and 1930 <= wanted <= 2999 else None


def shift_month(period: str, months: int) -> str:
    """Return the period ``months`` later, or earlier when negative."""
    year, month = divmod(int(period[:4]) * 12 + int(period[5:]) - 1 + months, 12)
    return f"{year:04d}-{month + 1:02d}"


def month_text(period: str) -> str:
    """Return a period as people write it, ``mm/yyyy``."""
    return f"{period[5:]}/{period[:4]}"


class MonthPicker(QWidget):
    """The month in hand: typed, or stepped by the arrow keys and the two buttons."""

    period_changed = Signal(str)

    def __init__(self, period: str, parent: QWidget | None = None, *, buttons: bool = True) -> None:
        super().__init__(parent)
        self._period = period
        self.edit = QLineEdit(month_text(period))
        self.edit.setMaxLength(10)
        self.edit.setAccessibleName(tr("Tháng"))
        self.edit.setToolTip(tr("Gõ tháng/năm, hoặc dùng phím mũi tên lên xuống"))
        self.edit.installEventFilter(self)
        self.edit.editingFinished.connect(self._typed)
        earlier, later = QToolButton(self), QToolButton(self)
        for button, arrow, name, step in (
            (earlier, Qt.ArrowType.LeftArrow, tr("Tháng trước"), -1),
            (later, Qt.ArrowType.RightArrow, tr("Tháng sau"), 1),
        ):
            button.setArrowType(arrow)
            button.setAccessibleName(name)
            button.setToolTip(name)
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.setVisible(buttons)
            button.clicked.connect(lambda _checked=False, step=step: self.set_period(shift_month(self._period, step)))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        for widget in (earlier, self.edit, later) if buttons else (self.edit,):
            layout.addWidget(widget)
        self.setFocusProxy(self.edit)

    @property
    def period(self) -> str:
        """The month in hand, ``YYYY-MM``."""
        return self._period

    def set_period(self, period: str) -> None:
        """Take another month in hand and say so when it is another."""
        changed = period != self._period
        self._period = period
        self.edit.setText(month_text(period))
        if changed:
            self.period_changed.emit(period)

    def eventFilter(self, watched: object, event: object) -> bool:
        """Step a month on the up and down keys."""
        if watched is self.edit and isinstance(event, QKeyEvent) and event.type() == QKeyEvent.Type.KeyPress:
            step = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}.get(Qt.Key(event.key()))
            if step is not None:
                self.set_period(shift_month(parse_month(self.edit.text(), int(self._period[:4])) or self._period, step))
                return True
        return False

    def _typed(self) -> None:
        self.set_period(parse_month(self.edit.text(), int(self._period[:4])) or self._period)
