"""So sánh hai bản: what a new version of a meeting's minutes says differently, field by field and word by word."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QTextCharFormat
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QSplitter, QTextEdit, QVBoxLayout, QWidget

from db.meeting_records import Meeting
from db.problems import ProblemError
from desktop_app.rules import dates
from desktop_app.rules.meeting_compare import Difference, Piece, pieces
from desktop_app.texts import term, tr
from ui import theme
from ui.context import WindowContext
from ui.pages.base import ProblemBar
from ui.widgets.choice import DropDown
from ui.widgets.plain import plain_label
from ui.widgets.record_table import Column, RecordModel, RecordTable

if TYPE_CHECKING:
    from desktop_app.office import Office


class CompareDialog(QDialog):
    """Two versions to choose from, their differences in a table, and the one in hand word by word below."""

    def __init__(self, context: WindowContext, meeting_id: str, heading: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("So sánh hai bản biên bản"))
        theme.fit(self, 1180, 660)
        self.context = context
        self.problem_bar = ProblemBar()
        self.before, self.after = DropDown(), DropDown()
        self.model: RecordModel[Difference] = RecordModel(_columns())
        self.table = RecordTable(self.model, tr("Những chỗ khác nhau"))
        self.table.setSelectionMode(RecordTable.SelectionMode.SingleSelection)
        self.table.selectionModel().currentChanged.connect(lambda *_: self._show_words())
        self.words = QTextEdit()
        self.words.setReadOnly(True)
        self.words.setTabChangesFocus(True)
        self.words.setAccessibleName(tr("Chỗ đang chọn, từng chữ"))
        self.said = plain_label(role="muted", wrap=True)
        self._lay_out(heading)
        self.before.activated.connect(lambda _row: self._compare())
        self.after.activated.connect(lambda _row: self._compare())
        context.operations.run(
            lambda office: office.meetings_history.versions(office.meetings_history.series_of(meeting_id)),
            self._show_versions,
            receiver=self,
        )

    def _lay_out(self, heading: str) -> None:
        choice = QHBoxLayout()
        choice.setSpacing(theme.px(8))
        for words, box in ((tr("Bản &trước"), self.before), (tr("Bản &sau"), self.after)):
            label = plain_label(words)
            label.setBuddy(box)
            box.setAccessibleName(words.replace("&", ""))
            box.setMinimumWidth(theme.px(340))
            choice.addWidget(label)
            choice.addWidget(box)
        choice.addStretch(1)
        split = QSplitter(Qt.Orientation.Vertical)
        split.setChildrenCollapsible(False)
        split.addWidget(self.table)
        split.addWidget(self.words)
        split.setStretchFactor(0, 3)
        split.setStretchFactor(1, 2)
        close = QPushButton(tr("Đóng (Esc)"))
        close.setAutoDefault(False)
        close.clicked.connect(self.reject)
        row = QHBoxLayout()
        row.addWidget(self.said, 1)
        row.addWidget(close)
        layout = QVBoxLayout(self)
        layout.setSpacing(theme.px(8))
        layout.addWidget(plain_label(heading, role="heading", wrap=True))
        layout.addWidget(self.problem_bar)
        layout.addLayout(choice)
        layout.addWidget(split, 1)
        layout.addLayout(row)

    # --- content ---

    def _show_versions(self, versions: list[Meeting]) -> None:
        for box in (self.before, self.after):
            for meeting in versions:
                box.addItem(_version_words(meeting), meeting.id)
        self.before.setCurrentIndex(max(0, len(versions) - 2))
        self.after.setCurrentIndex(len(versions) - 1)
        if len(versions) > 1:
            self._compare()
        else:
            self.said.setText(tr("Biên bản này mới có một bản."))
        self.table.setFocus()

    def _compare(self) -> None:
        before_id, after_id = str(self.before.currentData()), str(self.after.currentData())

        def work(office: Office) -> list[Difference]:
            return office.meetings_history.compare(before_id, after_id)

        self.context.operations.run(work, self._show, receiver=self, busy=tr("Đang so sánh…"))

    def _show(self, differences: list[Difference]) -> None:
        self.problem_bar.hide()
        self.model.set_rows(differences)
        self.said.setText(
            tr("{count} chỗ khác nhau. Chữ bỏ đi gạch ngang, chữ thêm vào gạch chân.", count=len(differences))
            if differences
            else tr("Hai bản giống hệt nhau.")
        )
        self.words.clear()
        if differences:
            self.table.select(0)
            self._show_words()

    def _show_words(self) -> None:
        row = self.model.row(self.table.currentIndex()) if self.table.currentIndex().isValid() else None
        self.words.clear()
        last = " "
        for piece in pieces(row.before, row.after) if row is not None else ():
            if piece.mark == "+" and not last[-1].isspace():
                # The last word of a text has no space behind it that would part it from what replaced it.
                self.words.textCursor().insertText(" ", QTextCharFormat())
            self.words.textCursor().insertText(piece.text, _look(piece))
            last = piece.text
        self.words.moveCursor(self.words.textCursor().MoveOperation.Start)

    def show_problem(self, problem: ProblemError) -> None:
        """Show a known failure above the choice."""
        self.problem_bar.show_problem(problem)


def _look(piece: Piece) -> QTextCharFormat:
    look, colors = QTextCharFormat(), theme.colors()
    if piece.mark == "-":
        look.setFontStrikeOut(True)
        look.setBackground(QColor(colors.error_back))
        look.setForeground(QColor(colors.error))
    elif piece.mark == "+":
        look.setFontUnderline(True)
        look.setFontWeight(QFont.Weight.Bold)
        look.setBackground(QColor(colors.ok_back))
        look.setForeground(QColor(colors.ok))
    return look


def _version_words(meeting: Meeting) -> str:
    return tr(
        "Bản {version}, chốt {at} ({state})",
        version=meeting.version,
        at=dates.format_stamp(meeting.finalized_at),
        state=term("meeting_state", meeting.state.value),
    )


def _short(text: str) -> str:
    return text.replace("\n", " ") if text else "–"


def _columns() -> list[Column[Difference]]:
    return [
        Column(tr("Phần"), lambda one: one.place or tr("Buổi sinh hoạt"), 210, wrap=True),
        Column(tr("Chỗ"), lambda one: one.field, 170, wrap=True),
        Column(tr("Bản trước ghi"), lambda one: _short(one.before), wrap=True),
        Column(tr("Bản sau ghi"), lambda one: _short(one.after), wrap=True),
    ]
