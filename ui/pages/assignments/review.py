"""Đánh giá theo kỳ: what the member, the committee and the cell say of every task at the end of a span."""

from __future__ import annotations

from functools import partial
from typing import Any

import msgspec
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QPushButton

from db.meeting_records import AssignmentOutcome
from db.problems import ProblemError
from db.task_records import ReviewLine, TaskReview
from desktop_app.texts import term, tr
from ui import theme
from ui.icons import on_button
from ui.pages.assignments.columns import progress_text
from ui.pages.panel import Panel
from ui.pages.tabs import TabsPage
from ui.widgets.choice import Choice
from ui.widgets.field import FindingLine
from ui.widgets.list_tools import Listed, ListTools
from ui.widgets.plain import plain_label
from ui.widgets.record_table import Column, RecordModel, RecordTable
from ui.widgets.words import capital

Index = QModelIndex | QPersistentModelIndex
WHO, TASK, PROGRESS, SELF, COMMITTEE, CELL, OUTCOME = range(7)
_FIELDS = {SELF: "self_assessment", COMMITTEE: "committee_remark", CELL: "conclusion"}
_KEYS = {
    "0": AssignmentOutcome.OPEN,
    "1": AssignmentOutcome.ON_TIME,
    "2": AssignmentOutcome.ABOVE,
    "3": AssignmentOutcome.LATE,
    "4": AssignmentOutcome.NOT_DONE,
}


class ReviewModel(RecordModel[ReviewLine]):
    """Holds what is typed; ``changed`` follows every change."""

    changed = Signal()

    def __init__(self, columns: list[Column[ReviewLine]]) -> None:
        super().__init__(columns)
        self.typed: dict[str, TaskReview] = {}

    def review(self, row: ReviewLine) -> TaskReview:
        """Return what is said of a task now."""
        return self.typed.get(row.review.assignment_id, row.review)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let words and progress be typed."""
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsEditable if index.column() in (PROGRESS, *_FIELDS) else flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what is shown, or what is edited."""
        row = self.row(index)
        if row is not None and role == Qt.ItemDataRole.EditRole:
            review = self.review(row)
            if index.column() == PROGRESS:
                return progress_text(review.progress).rstrip("%")
            return getattr(review, _FIELDS[index.column()]) if index.column() in _FIELDS else None
        return super().data(index, role)

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Take what was typed."""
        row = self.row(index)
        if row is None or role != Qt.ItemDataRole.EditRole:
            return False
        if index.column() == PROGRESS:
            return self._put(index, row, progress=tenths(str(value)))
        if index.column() in _FIELDS:
            return self._put(index, row, **{_FIELDS[index.column()]: str(value)})
        return False

    def conclude(self, index: Index, outcome: AssignmentOutcome) -> None:
        """Take what the cell concluded; what is done is done whole."""
        row = self.row(index)
        if row is not None:
            done = outcome in (AssignmentOutcome.ON_TIME, AssignmentOutcome.ABOVE, AssignmentOutcome.LATE)
            self._put(index, row, outcome=outcome, **({"progress": 1000} if done else {}))

    def _put(self, index: Index, row: ReviewLine, **fields: Any) -> bool:
        self.typed[row.review.assignment_id] = msgspec.structs.replace(self.review(row), **fields)
        self.dataChanged.emit(self.index(index.row(), 0), self.index(index.row(), OUTCOME))
        self.changed.emit()
        return True


def tenths(typed: str) -> int | None:
    """Return a typed percentage in tenths, None for nothing or what is none."""
    text = typed.strip().rstrip("%").replace(",", ".").strip()
    try:
        return round(float(text) * 10) if text else None
    except ValueError:
        return None


class ReviewTable(RecordTable):
    """Enter edits the field in hand and goes on; a figure key concludes."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Conclude by one key; begin to type in a field of words."""
        index = self.currentIndex()
        model = self.model()
        if isinstance(model, ReviewModel) and index.isValid() and self.state() == self.State.NoState:
            plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
            if plain and event.text() in _KEYS and index.column() not in (PROGRESS, *_FIELDS):
                model.conclude(index, _KEYS[event.text()])
                if index.row() + 1 < model.rowCount():
                    self.setCurrentIndex(model.index(index.row() + 1, index.column()))
                return
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and index.column() in (PROGRESS, *_FIELDS):
                self.edit(index)
                return
        super().keyPressEvent(event)


class ReviewPanel(Panel):
    """Chosen by span; Ctrl+S keeps everything that was typed."""

    def __init__(self, page: TabsPage) -> None:
        super().__init__(page)
        self.span: Choice[str] = Choice([])
        self._offer_spans()
        self.model = ReviewModel(self._columns())
        self.table = ReviewTable(self.model, tr("Đánh giá nhiệm vụ theo kỳ"))
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.table.setEditTriggers(
            QAbstractItemView.EditTrigger.AnyKeyPressed
            | QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
        )
        self.summary = plain_label(role="heading")
        self.trouble = FindingLine()
        self.keep = QPushButton(tr("Lưu (Ctrl+S)"))
        self.keep.setProperty("kind", "primary")
        on_button(self.keep, "save")
        self.keep.clicked.connect(self.save)
        listed: Listed[ReviewLine] = Listed("assignments-review", self._title, note=lambda: self.where)
        self.list_tools = ListTools(page, self.table, listed, scope=self)
        head = QHBoxLayout()
        head.setSpacing(theme.px(8))
        label = plain_label(tr("&Kỳ"))
        label.setBuddy(self.span)
        head.addWidget(label)
        head.addWidget(self.span)
        head.addWidget(self.summary, 1)
        head.addWidget(self.list_tools)
        head.addWidget(self.keep)
        self.column.addLayout(head)
        self.column.addWidget(self.trouble)
        self.column.addWidget(self.table, 1)
        self.column.addWidget(
            plain_label(tr("Mức: 1 đúng hạn · 2 vượt mức · 3 chậm · 4 không hoàn thành · 0 đang làm"), role="muted")
        )
        self._shown = self.span.value()
        self.span.currentIndexChanged.connect(lambda _place: self._span_changed())
        self.model.changed.connect(self._typed)

    def _offer_spans(self) -> None:
        year = self.year
        self._year_offered = year
        months = [(f"{year}-{month:02}", tr("Tháng {month}", month=month)) for month in range(1, 13)]
        quarters = [(f"{year}-Q{number}", tr("Quý {number}", number=word)) for number, word in _quarters()]
        halves = [(f"{year}-H1", tr("6 tháng đầu năm")), (f"{year}-H2", tr("6 tháng cuối năm"))]
        self.span.blockSignals(True)
        self.span.offer([*months, *quarters, *halves, (str(year), tr("Cả năm"))])
        self.span.take(f"{year}-{self.context.period[5:]}")
        self.span.blockSignals(False)

    def _columns(self) -> list[Column[ReviewLine]]:
        def said(name: str) -> Any:
            return lambda row: getattr(self.model.review(row), name).replace("\n", " ")

        return [
            Column(tr("Người thực hiện"), lambda row: row.line.assignment.assignee, 150),
            Column(tr("Nhiệm vụ"), lambda row: row.line.assignment.text, wrap=True),
            Column(tr("Tiến độ"), lambda row: progress_text(self.model.review(row).progress), 74, number=True),
            Column(tr("Tự đánh giá"), said("self_assessment"), 170, wrap=True),
            Column(tr("Chi ủy nhận xét"), said("committee_remark"), 160, wrap=True),
            Column(tr("Chi bộ kết luận"), said("conclusion"), 160, wrap=True),
            Column(tr("Mức"), lambda row: _outcome(self.model.review(row)), 130),
        ]

    @property
    def help_text(self) -> str:
        """Return what F1 says."""
        return tr(
            "Đánh giá theo kỳ: chọn tháng, quý, 6 tháng hoặc cả năm; bảng có mọi việc phải xem trong kỳ ấy. Mũi tên đi "
            "từng ô, gõ thẳng vào ô chữ; ở cột Mức hay cột tên bấm 1 đúng hạn, 2 vượt mức, 3 chậm, 4 không hoàn thành, "
            "0 đang làm. Ctrl+S lưu tất cả. Mức chi bộ kết luận là kết quả của nhiệm vụ, cuối năm xếp loại đếm theo đó."
        )

    def _title(self) -> str:
        words = tr("Đánh giá nhiệm vụ {span} năm {year}", span=self.span.currentText().lower(), year=self.year)
        return f"{words} – {self.where}" if self.where else words

    @property
    def member_in_hand(self) -> tuple[str, str]:
        """The member and the cell of the line in hand."""
        row = self.model.row(self.table.currentIndex())
        return (row.line.assignment.member_id or "", row.line.assignment.cell_id) if row is not None else ("", "")

    @property
    def span_in_hand(self) -> str:
        """The span in sight."""
        return self.span.value()

    def focus_first(self) -> None:
        """Put the cursor into the table."""
        self.table.setFocus()

    def may_leave(self) -> bool:
        """Ask when something was typed and not saved."""
        if self.model.typed and not self.context.questions.discard_changes():
            return False
        self.model.typed.clear()
        return True

    def _span_changed(self) -> None:
        if not self.may_leave():
            self.span.blockSignals(True)
            self.span.take(self._shown)
            self.span.blockSignals(False)
            return
        self.refresh()

    def refresh(self) -> None:
        """Read the sheet of the span again; what is typed stays."""
        if self._year_offered != self.year:
            self._offer_spans()
        span, cell_id = self.span.value(), self.cell_id
        self._shown = span
        self.read(lambda office: office.tasks.sheet(span, cell_id), partial(self._show, span), tr("Đang đọc nhiệm vụ…"))

    def _show(self, span: str, rows: list[ReviewLine]) -> None:
        index = self.table.currentIndex()
        place, column = max(0, index.row()), index.column() if index.isValid() else OUTCOME
        self.model.typed = {id_: one for id_, one in self.model.typed.items() if one.span == span}
        self.model.set_rows(rows)
        self.table.setCurrentIndex(self.model.index(min(place, len(rows) - 1), column))
        self._typed()

    def _typed(self) -> None:
        rows = [row for row in self.model.rows if row is not None]
        open_ones = sum(self.model.review(row).outcome is AssignmentOutcome.OPEN for row in rows)
        words = tr("{count} việc, {open} việc chưa kết luận", count=len(rows), open=open_ones)
        unsaved = len(self.model.typed)
        self.summary.setText(f"{words} · " + tr("{count} dòng chưa lưu", count=unsaved) if unsaved else words)
        self.keep.setEnabled(bool(unsaved))

    def save(self) -> None:
        """Keep everything that was typed."""
        said = list(self.model.typed.values())
        if said and self.keep.isEnabled():
            self.keep.setEnabled(False)
            self.page.run(lambda office: office.tasks.review(said), lambda _none: self._saved(len(said)), self._failed)

    def _saved(self, count: int) -> None:
        self.model.typed.clear()
        self.trouble.hide()
        self.context.say(tr("Đã lưu đánh giá của {count} nhiệm vụ.", count=count))
        self.context.data_changed.emit()

    def _failed(self, problem: ProblemError) -> None:
        self.keep.setEnabled(True)
        self.page.show_refused(problem)


def _quarters() -> list[tuple[int, str]]:
    return list(enumerate(("I", "II", "III", "IV"), 1))


def _outcome(review: TaskReview) -> str:
    return capital(term("assignment_outcome", review.outcome.value))
