"""What the member list shows: what is typed, which cell, which standing, which sex, and whether those who left."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from db.records import Duty, MemberFilter, Sex, Standing
from desktop_app.texts import term, tr
from ui import theme
from ui.context import WindowContext
from ui.pages.members.editors import Codes, capital
from ui.widgets.choice import DropDown

PAUSE = 80
"""Milliseconds after the last key before the list is read again."""
DUE = "due"


class FilterBar(QWidget):
    """One line over the list; ``changed`` when the list is to be read again."""

    changed = Signal()

    def __init__(self, context: WindowContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        row = QHBoxLayout()
        column.addLayout(row)
        self.search = QLineEdit()
        self.search.setPlaceholderText(tr("Tìm tên, thẻ, nghề… (Ctrl+F)"))
        self.search.setAccessibleName(tr("Tìm đảng viên"))
        self.search.setClearButtonEnabled(True)
        self.search.setMinimumWidth(theme.px(220))
        row.addWidget(self.search, 3)
        self.cell = DropDown()
        self.cell.setAccessibleName(tr("Lọc theo chi bộ"))
        self.cell.setMinimumWidth(theme.px(150))
        self.cell.activated.connect(self._cell_chosen)
        row.addWidget(self.cell, 2)
        self.standing = Codes(_standings())
        self.standing.setAccessibleName(tr("Lọc theo tình trạng"))
        self.standing.setMinimumWidth(theme.px(226))
        row.addWidget(self.standing, 1)
        self.sex = Codes([("", tr("Nam và nữ")), *((sex.value, capital(term("sex", sex.value))) for sex in Sex)])
        self.sex.setMaximumWidth(theme.px(124))
        self.sex.setAccessibleName(tr("Lọc theo giới tính"))
        row.addWidget(self.sex)
        self.left = QCheckBox(tr("Cả người đã &rời đi"))
        if theme.is_large():
            row = QHBoxLayout()
            row.addStretch(1)
            column.addLayout(row)
        row.addWidget(self.left)
        self.row = row
        self._pause = QTimer(self, singleShot=True, interval=PAUSE)
        self._pause.timeout.connect(self.changed)
        self.search.textChanged.connect(lambda _text: self._pause.start())
        self.standing.activated.connect(lambda _index: self.changed.emit())
        self.sex.activated.connect(lambda _index: self.changed.emit())
        self.left.toggled.connect(lambda _on: self.changed.emit())
        self.show_cells()

    def show_cells(self) -> None:
        """Offer the cells of the office; the one in hand is chosen."""
        self.cell.clear()
        self.cell.addItem(tr("Tất cả chi bộ"), None)
        for view in self._context.cells:
            self.cell.addItem(view.organization.name, view.organization.id)
        held = self._context.cell.organization.id if self._context.cell else None
        self.cell.setCurrentIndex(max(0, self.cell.findData(held)))

    def _cell_chosen(self, index: int) -> None:
        chosen = self.cell.itemData(index)
        self._context.set_cell(next((c for c in self._context.cells if c.organization.id == chosen), None))

    @property
    def narrows(self) -> bool:
        """Whether anything but the whole register is asked for."""
        wanted = self.wanted("name", descending=False)
        return wanted != MemberFilter(on=wanted.on, include_left=wanted.include_left)

    def wanted(self, order_by: str, *, descending: bool) -> MemberFilter:
        """Return what the list is to show."""
        chosen = self.standing.value()
        sex = self.sex.value()
        return MemberFilter(
            text=self.search.text().strip(),
            cell_id=self._context.cell.organization.id if self._context.cell else None,
            standing=Standing(chosen) if chosen in _STANDINGS else None,
            duty=Duty(chosen) if chosen in _DUTIES else None,
            sex=Sex(sex) if sex else None,
            recognition_due=chosen == DUE,
            include_left=self.left.isChecked(),
            order_by=order_by,
            descending=descending,
            on=self._context.today(),
        )


_STANDINGS = (Standing.OFFICIAL.value, Standing.PROBATIONARY.value)
_DUTIES = tuple(duty.value for duty in Duty if duty is not Duty.ACTIVE)


def _standings() -> list[tuple[str, str]]:
    """Return (code, word) of what the list can be narrowed to."""
    return [
        ("", tr("Mọi tình trạng")),
        *((value, capital(term("standing", value))) for value in _STANDINGS),
        (DUE, tr("Dự bị đến hạn công nhận")),
        *((value, capital(term("duty", value))) for value in _DUTIES),
    ]
