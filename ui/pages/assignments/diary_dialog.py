"""The diary of one task: what was done on which day, and how far it has come."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout

from db.problems import ProblemError
from db.task_records import TaskEntry, TaskLine
from desktop_app.rules.dates import format_day
from desktop_app.texts import explain, tr
from ui import theme
from ui.pages.assignments.columns import progress_text
from ui.pages.assignments.review import tenths
from ui.widgets.dates import DateEdit
from ui.widgets.field import Field, FindingLine
from ui.widgets.plain import plain_label
from ui.widgets.plain_text import PlainTextEdit
from ui.widgets.record_table import Column, RecordModel, RecordTable

if TYPE_CHECKING:
    from desktop_app.office import Office
    from ui.pages.base import Page


class DiaryDialog(QDialog):
    """``written`` follows every entry; the entries stay above the one being typed."""

    written = Signal()

    def __init__(self, page: Page, line: TaskLine) -> None:
        super().__init__(page)
        self.page, self.line = page, line
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Nhật ký thực hiện nhiệm vụ"))
        self.resize(theme.px(760), theme.px(540))
        self.model: RecordModel[TaskEntry] = RecordModel(
            [
                Column(tr("Ngày"), lambda entry: format_day(entry.on), 100),
                Column(tr("Việc đã làm"), lambda entry: entry.text, wrap=True),
                Column(tr("Tiến độ"), lambda entry: progress_text(entry.progress), 80, number=True),
            ]
        )
        self.table = RecordTable(self.model, tr("Nhật ký thực hiện nhiệm vụ"))
        self.on = DateEdit(page.context.today)
        self.on.set_value(page.context.today())
        self.text = PlainTextEdit(3, block_field="content")
        self.progress = QLineEdit()
        self.progress.setMaxLength(6)
        self.progress.setPlaceholderText("%")
        self.fields = {
            "on": Field(tr("N&gày"), self.on, "on"),
            "text": Field(tr("&Việc đã làm"), self.text, "text"),
            "progress": Field(tr("&Tiến độ (%)"), self.progress, "progress"),
        }
        self.trouble = FindingLine()
        self.keep = QPushButton(tr("Ghi (Ctrl+S)"))
        self._lay_out()
        self.keep.clicked.connect(self.save)
        QShortcut(QKeySequence("Ctrl+S"), self).activated.connect(self.save)
        self.refresh()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        task = self.line.assignment
        column.addWidget(plain_label(f"{task.assignee}: {task.text}", wrap=True, role="heading"))
        column.addWidget(self.table, 1)
        row = QHBoxLayout()
        row.addWidget(self.fields["on"], 2, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.fields["text"], 7)
        row.addWidget(self.fields["progress"], 2, Qt.AlignmentFlag.AlignTop)
        column.addLayout(row)
        column.addWidget(self.trouble)
        buttons = QDialogButtonBox()
        self.keep.setProperty("kind", "primary")
        buttons.addButton(self.keep, QDialogButtonBox.ButtonRole.ActionRole)
        closing = buttons.addButton(tr("Đóng"), QDialogButtonBox.ButtonRole.RejectRole)
        closing.setAutoDefault(False)
        self.keep.setAutoDefault(False)
        buttons.rejected.connect(self.reject)
        column.addWidget(buttons)
        self.text.setFocus()

    def refresh(self) -> None:
        """Read the diary again."""
        task_id = self.line.assignment.id
        self.page.context.operations.run(
            lambda office: office.tasks.entries(task_id), self.model.set_rows, receiver=self
        )

    def reject(self) -> None:
        """Ask when something typed would be lost."""
        if not self.text.value().strip() or self.page.context.questions.discard_changes():
            super().reject()

    def save(self) -> None:
        """Write the entry."""
        for field in self.fields.values():
            field.visited = True
            field.show_findings([])
        self.trouble.hide()
        typed, day = self.progress.text().strip(), self.on.value()
        progress = tenths(typed)
        if self.on.complaint() or day is None:
            self.on.setFocus()
            return
        if typed and progress is None:
            self.trouble.say(tr("Tiến độ là một số từ 0 đến 100."), grave=True)
            self.progress.setFocus()
            return
        task_id, text = self.line.assignment.id, self.text.value()

        def work(office: Office) -> TaskEntry:
            return office.tasks.add_entry(task_id, day, text, progress)

        self.page.context.operations.run(work, self._saved, self._failed, receiver=self)

    def _saved(self, _kept: TaskEntry) -> None:
        self.text.set_value("")
        self.progress.clear()
        self.text.setFocus()
        self.refresh()
        self.written.emit()

    def _failed(self, problem: ProblemError) -> None:
        findings = problem.values.get("findings")
        if not isinstance(findings, tuple):
            self.trouble.say(str(explain(problem)), grave=True)
            return
        for path, field in self.fields.items():
            field.show_findings([finding for finding in findings if finding.field == path])
        first = next((field for path, field in self.fields.items() if any(f.field == path for f in findings)), None)
        if first is not None:
            first.editor.setFocus()
