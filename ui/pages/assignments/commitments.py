"""Cam kết: who has written the yearly commitment, and how it was kept in each month, by one key a month."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QPushButton

from db.problems import ProblemError
from db.task_records import CommitmentLine, CommitmentReview, Kept
from desktop_app.rules.dates import format_day
from desktop_app.texts import term, tr
from ui import theme
from ui.icons import on_button
from ui.pages.assignments.commitment_dialog import CommitmentDialog
from ui.pages.panel import Panel
from ui.pages.tabs import TabsPage
from ui.widgets.field import WrappingLabel
from ui.widgets.list_tools import Listed, ListTools
from ui.widgets.plain import plain_label
from ui.widgets.record_table import Column, RecordModel, RecordTable

if TYPE_CHECKING:
    from desktop_app.office import Office

Index = QModelIndex | QPersistentModelIndex
FIRST_MONTH = 2
_KEYS = {"1": Kept.KEPT, "2": Kept.PARTLY, "3": Kept.NOT_KEPT}


def month_sign(line: CommitmentLine, number: int) -> str:
    """Return the sign of a month (from 1), empty where nothing was said."""
    review = said(line, number)
    return term("commitment_sign", review.kept) if review else ""


def said(line: CommitmentLine, number: int) -> CommitmentReview | None:
    """Return what was said of a month."""
    reviews = line.commitment.reviews if line.commitment else ()
    return next((one for one in reviews if int(one.period[5:]) == number), None)


class CommitmentModel(RecordModel[CommitmentLine]):
    """Months stand in the middle of their fields."""

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what Qt shows of a field."""
        number = index.column() - FIRST_MONTH + 1
        row = self.row(index)
        if 1 <= number <= 12 and row is not None:
            if role == Qt.ItemDataRole.TextAlignmentRole:
                return Qt.AlignmentFlag.AlignCenter
            review = said(row, number)
            if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
                words = term("commitment_kept", review.kept) if review else tr("chưa ghi")
                return tr("Tháng {month}: {words}", month=number, words=words)
        return super().data(index, role)


class CommitmentTable(RecordTable):
    """1, 2, 3 say how a month was kept, Delete takes it away; the keys go to the panel."""

    panel: CommitmentsPanel | None = None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Write a month by one key."""
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        if self.panel is not None and plain and event.text() in _KEYS:
            self.panel.mark(_KEYS[event.text()])
        elif self.panel is not None and plain and event.key() == Qt.Key.Key_Delete:
            self.panel.mark(None)
        else:
            super().keyPressEvent(event)


class CommitmentsPanel(Panel):
    """Enter writes the commitment of those selected."""

    def __init__(self, page: TabsPage) -> None:
        super().__init__(page)
        self.model = CommitmentModel(_columns())
        self.table = CommitmentTable(self.model, tr("Cam kết của đảng viên và tự soi hằng tháng"))
        self.table.panel = self
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.summary = plain_label(role="heading")
        self.write_button = QPushButton(tr("Ghi cam kết (Enter)"))
        on_button(self.write_button, "edit")
        self.write_button.clicked.connect(self.write)
        self.copy_button = QPushButton(tr("&Chép năm trước"))
        on_button(self.copy_button, "copy")
        self.copy_button.clicked.connect(self.copy)
        listed: Listed[CommitmentLine] = Listed("assignments-commitments", self._title, note=lambda: self.where)
        self.list_tools = ListTools(page, self.table, listed, scope=self)
        head = QHBoxLayout()
        head.setSpacing(theme.px(8))
        head.addWidget(self.summary, 1)
        for button in (self.copy_button, self.write_button, self.list_tools):
            head.addWidget(button)
        self.column.addLayout(head)
        self.column.addWidget(self.table, 1)
        legend = tr("Từng tháng: 1 thực hiện tốt (T) · 2 chưa đầy đủ (Đ) · 3 chưa thực hiện (C) · Delete bỏ")
        self.column.addWidget(WrappingLabel(legend, role="muted"))
        self.table.opened.connect(lambda _row: self.write())

    @property
    def help_text(self) -> str:
        """Return what F1 says."""
        return tr(
            "Cam kết tu dưỡng, rèn luyện, phấn đấu: Enter ghi bản cam kết của những người đang chọn (Shift+mũi tên). "
            "Ở cột tháng bấm 1 thực hiện tốt, 2 chưa đầy đủ, 3 chưa thực hiện, Delete bỏ. “Chép năm trước” đưa lời "
            "cam kết năm trước sang cho người chưa có."
        )

    def _title(self) -> str:
        words = tr("Cam kết tu dưỡng, rèn luyện năm {year}", year=self.year)
        return f"{words} – {self.where}" if self.where else words

    def focus_first(self) -> None:
        """Put the cursor into the table."""
        self.table.setFocus()

    def refresh(self) -> None:
        """Read the commitments of the year again."""
        year, cell_id = self.year, self.cell_id

        def read(office: Office) -> list[CommitmentLine]:
            return office.commitments.listed(year, cell_id)

        self.read(read, self._show, tr("Đang đọc bản cam kết…"))

    def _show(self, rows: list[CommitmentLine]) -> None:
        index = self.table.currentIndex()
        place, column = max(0, index.row()), index.column() if index.isValid() else FIRST_MONTH
        self.model.set_rows(rows)
        self.table.setCurrentIndex(self.model.index(min(place, len(rows) - 1), column))
        having = sum(row.commitment is not None for row in rows)
        self.summary.setText(tr("{having}/{all} đảng viên đã viết cam kết", having=having, all=len(rows)))
        self.copy_button.setEnabled(having < len(rows))

    @property
    def member_in_hand(self) -> tuple[str, str]:
        """The member and the cell of the line in hand."""
        row = self.model.row(self.table.currentIndex())
        return (row.member_id, row.cell_id) if row is not None else ("", "")

    def _chosen(self) -> list[CommitmentLine]:
        places = {index.row() for index in self.table.selectionModel().selectedIndexes()}
        places = places or {self.table.currentIndex().row()}
        return [row for place in sorted(places) if (row := self.model.row(place)) is not None]

    def write(self) -> None:
        """Write the commitment of those selected."""
        chosen = self._chosen()
        if chosen:
            dialog = CommitmentDialog(self.page, self.year, chosen)
            dialog.saved.connect(self._saved)
            dialog.open()

    def _saved(self, count: int) -> None:
        self.context.say(tr("Đã ghi {count} bản cam kết.", count=count))
        self.refresh()

    def copy(self) -> None:
        """Take last year's commitments over for those who have none."""
        year, cell_id = self.year, self.cell_id
        self.page.run(lambda office: office.commitments.copy(year, cell_id), self._saved, self._refused)

    def mark(self, kept: Kept | None) -> None:
        """Write how the month in hand was kept by the one in hand, and go to the next line."""
        index = self.table.currentIndex()
        row, number = self.model.row(index), index.column() - FIRST_MONTH + 1
        if row is None or not 1 <= number <= 12:
            return
        if row.commitment is None:
            self.context.say(tr("{name} chưa có bản cam kết: bấm Enter để ghi.", name=row.full_name))
            return
        period = f"{self.year:04}-{number:02}"
        before = said(row, number)
        review = CommitmentReview(period=period, kept=kept, text=before.text if before else "") if kept else None
        member_id, place = row.member_id, min(index.row() + 1, self.model.rowCount() - 1)

        def done(_none: None) -> None:
            self.table.setCurrentIndex(self.model.index(place, index.column()))
            self.refresh()

        self.page.run(lambda office: office.commitments.review([(member_id, period, review)]), done, self._refused)

    def _refused(self, problem: ProblemError) -> None:
        self.page.show_refused(problem)


def _columns() -> list[Column[CommitmentLine]]:
    def month(number: int) -> Column[CommitmentLine]:
        return Column(tr("T{month}", month=number), lambda line: month_sign(line, number), 44)

    return [
        Column(tr("Họ và tên"), lambda line: line.full_name, wrap=True),
        Column(tr("Cam kết"), _written, 130),
        *(month(number) for number in range(1, 13)),
    ]


def _written(line: CommitmentLine) -> str:
    if line.commitment is None:
        return tr("chưa có")
    return format_day(line.commitment.signed_on) if line.commitment.signed_on else tr("chưa ký")
