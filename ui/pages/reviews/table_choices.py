"""Which summary table is wanted, and how it is to be reckoned."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QWidget

from desktop_app.rules.rating_tables import Options
from desktop_app.texts import tr
from ui import theme
from ui.context import WindowContext
from ui.widgets.choice import Choice
from ui.widgets.dates import DateEdit
from ui.widgets.plain import plain_label

MEMBERS, COLLECTIVES = "members", "collectives"
OUTSTANDING, FAILING = "outstanding", "failing"
ADMISSIONS = "admissions"


class TableChoices(QWidget):
    """``changed`` follows every other choice; what does not concern the table in hand is out of sight."""

    changed = Signal()

    def __init__(self, context: WindowContext) -> None:
        super().__init__()
        self.kind: Choice[str] = Choice(
            [
                (MEMBERS, tr("Biểu 1: xếp loại đảng viên")),
                (COLLECTIVES, tr("Biểu 2: xếp loại tổ chức, tập thể")),
                (OUTSTANDING, tr("Biểu 3: danh sách xuất sắc")),
                (FAILING, tr("Biểu 4: danh sách không hoàn thành")),
                (ADMISSIONS, tr("Kết nạp đảng viên theo nhóm")),
            ]
        )
        self.decimals: Choice[str] = Choice(
            [(str(places), tr("{count} số lẻ", count=places)) for places in (2, 1, 0, 3)]
        )
        self.decimals.setAccessibleName(tr("Số lẻ của tỷ lệ"))
        self.adjusted = QCheckBox(tr("Tổn&g đúng 100%"))
        self.proposed = QCheckBox(tr("Theo mức đề &xuất"))
        self.start, self.end = DateEdit(context.today), DateEdit(context.today)
        self.period = QWidget()
        row = QHBoxLayout(self.period)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(8))
        for words, edit in ((tr("&Từ"), self.start), (tr("đế&n"), self.end)):
            name = plain_label(words)
            name.setBuddy(edit)
            edit.setAccessibleName(words.replace("&", ""))
            edit.setMaximumWidth(theme.px(110))
            row.addWidget(name)
            row.addWidget(edit)
        label = plain_label(tr("&Biểu"))
        label.setBuddy(self.kind)
        self.kind.setAccessibleName(tr("Biểu"))
        self.kind.setMinimumWidth(theme.px(250))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(8))
        self.boxes = QWidget()
        """Kept apart so that a panel may give them a line of their own."""
        boxes = QHBoxLayout(self.boxes)
        boxes.setContentsMargins(0, 0, 0, 0)
        boxes.setSpacing(theme.px(8))
        for widget in (self.adjusted, self.proposed, self.period):
            boxes.addWidget(widget)
        boxes.addStretch(1)
        for widget in (label, self.kind, self.decimals, self.boxes):
            row.addWidget(widget)
        self._told: tuple[object, ...] = ()
        for choice in (self.kind, self.decimals):
            choice.currentIndexChanged.connect(lambda _place: self._tell())
        for box in (self.adjusted, self.proposed):
            box.toggled.connect(lambda _on: self._tell())
        for edit in (self.start, self.end):
            edit.editingFinished.connect(self._tell)
        self._show()

    def begin(self, year: int) -> None:
        """Propose the whole of a year for the admissions."""
        self.start.set_value(date(year, 1, 1))
        self.end.set_value(date(year, 12, 31))

    @property
    def options(self) -> Options:
        """How the table is to be reckoned."""
        return Options(decimals=self.places(), adjusted=self.adjusted.isChecked(), proposed=self.proposed.isChecked())

    def places(self) -> int:
        """Return how many places after the comma are wanted."""
        return int(self.decimals.value())

    def span(self) -> tuple[date, date] | None:
        """Return the period of the admissions; None where a day cannot be read."""
        start, end = self.start.value(), self.end.value()
        return (start, end) if start is not None and end is not None else None

    def _tell(self) -> None:
        self._show()
        now = (self.kind.value(), self.options, self.span())
        if now != self._told:
            # Leaving a day as it was changes nothing.
            self._told = now
            self.changed.emit()

    def _show(self) -> None:
        kind = self.kind.value()
        self.decimals.setVisible(kind in (MEMBERS, COLLECTIVES, ADMISSIONS))
        self.adjusted.setVisible(kind in (MEMBERS, COLLECTIVES))
        self.proposed.setVisible(kind != ADMISSIONS)
        self.period.setVisible(kind == ADMISSIONS)
