"""Two people side by side, one line a field; the value that stays is chosen by Space, Enter or a click."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem, QWidget

from desktop_app.rules import dates
from desktop_app.services.duplicates import HISTORY, Comparison, FieldPair, Side
from desktop_app.texts import term, tr
from ui.pages.members.columns import HIDDEN
from ui.widgets.plain import plain_tip

CHOSEN, OTHER = "● ", "○ "
_SIDES = {1: "keep", 2: "drop"}


class MergeTable(QTableWidget):
    """Shows a comparison and knows what was chosen of it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(0, 3, parent)
        self.setAccessibleName(tr("So sánh hai người"))
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setWordWrap(True)
        self.verticalHeader().hide()
        self.setHorizontalHeaderLabels([tr("Mục"), tr("Người được giữ"), tr("Bản ghi trùng")])
        self.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for place in range(3):
            self.horizontalHeader().setSectionResizeMode(place, QHeaderView.ResizeMode.Stretch)
        self.cellClicked.connect(self.choose)
        self._fields: list[FieldPair] = []
        self.choices: dict[str, str] = {}
        self._revealed = False

    def show_comparison(self, found: Comparison | None) -> None:
        """Show two people with what is suggested chosen; nothing for None."""
        history = FieldPair(HISTORY, _told(found.keep), _told(found.drop), "keep") if found else None
        fields = sorted(found.fields, key=lambda pair: not pair.differs) if found else []
        self._fields = [*fields[:1], history, *fields[1:]] if history else []
        self.choices = {pair.field: pair.suggested for pair in self._fields if pair.differs}
        self.setRowCount(len(self._fields))
        for row in range(len(self._fields)):
            self._write(row)
        self.resizeRowsToContents()
        if self._fields:
            self.setCurrentCell(0, 1)

    def reveal(self, *, shown: bool) -> None:
        """Show sensitive values, or cover them."""
        self._revealed = shown
        for row in range(len(self._fields)):
            self._write(row)

    def _write(self, row: int) -> None:
        pair = self._fields[row]
        words = tr("Chi bộ, tình trạng, quá trình") if pair.field == HISTORY else term("person_field", pair.field)
        for place, text in enumerate((words, pair.keep, pair.drop)):
            covered = place > 0 and pair.sensitive and not self._revealed and bool(text)
            shown = HIDDEN if covered else text
            if place and pair.differs:
                mark = CHOSEN if self.choices[pair.field] == _SIDES[place] else OTHER
                shown = mark + (shown or tr("(trống)"))
            item = QTableWidgetItem(shown)
            item.setToolTip(plain_tip(shown))
            font = item.font()
            font.setBold(shown.startswith(CHOSEN))
            item.setFont(font)
            if not pair.differs:
                item.setForeground(self.palette().placeholderText())
            self.setItem(row, place, item)

    def choose(self, row: int, place: int) -> None:
        """Let the value of a side stay."""
        if not 0 <= row < len(self._fields) or place not in _SIDES or not self._fields[row].differs:
            return
        self.choices[self._fields[row].field] = _SIDES[place]
        self._write(row)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose by Space and Enter."""
        if event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.choose(self.currentRow(), self.currentColumn())
        else:
            super().keyPressEvent(event)


def _told(side: Side) -> str:
    lines = []
    for axis, value, start, until in side.spans:
        words = value if axis == "cell" else term(axis, value)
        span = dates.format_partial(start) + (f" – {dates.format_partial(until)}" if until else " –")
        lines.append(f"{words}: {span}")
    lines.append(tr("{acts} lần thay đổi, {meetings} biên bản", acts=side.acts, meetings=side.meetings))
    return "\n".join(lines)
