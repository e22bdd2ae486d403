"""The form of a new cell."""

from __future__ import annotations

import re

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from db.problems import ProblemError
from db.records import Finding
from desktop_app.texts import explain, tr
from ui import theme
from ui.context import WindowContext
from ui.widgets.dates import DateEdit
from ui.widgets.enter_moves import EnterMoves
from ui.widgets.field import Field
from ui.widgets.plain import plain_label


class CellForm(QFrame):
    """One line of fields for a new cell; ``saved`` carries its name."""

    saved = Signal(str)
    cancelled = Signal()

    def __init__(self, context: WindowContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.setProperty("role", "card")
        self.name_edit = QLineEdit()
        self.hamlets = QLineEdit()
        self.hamlets.setPlaceholderText(tr("Thôn Nà Lừa; Thôn Bản Sen"))
        self.code = QLineEdit()
        self.meeting_day = QLineEdit()
        self.since = DateEdit(context.today)
        self.fields = {
            "name": Field(tr("Tê&n chi bộ"), self.name_edit, "name"),
            "hamlets": Field(tr("Thôn, &bản, tổ dân phố"), self.hamlets, "hamlets"),
            "code": Field(tr("&Mã"), self.code, "code"),
            "meeting_day": Field(tr("N&gày họp"), self.meeting_day, "meeting_day"),
            "since": Field(tr("Từ ngà&y"), self.since, "since"),
        }
        layout = QVBoxLayout(self)
        row = QHBoxLayout()
        row.setSpacing(theme.px(10))
        for path, stretch in (("name", 5), ("hamlets", 6), ("code", 2), ("meeting_day", 2), ("since", 3)):
            row.addWidget(self.fields[path], stretch, Qt.AlignmentFlag.AlignTop)
        layout.addLayout(row)
        self.trouble = plain_label(role="error", wrap=True)
        self.trouble.hide()
        layout.addWidget(self.trouble)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        cancel = QPushButton(tr("Thôi (Esc)"))
        cancel.clicked.connect(self.cancelled)
        buttons.addWidget(cancel)
        self.keep = QPushButton(tr("Lưu (Ctrl+S)"))
        self.keep.setProperty("kind", "primary")
        self.keep.clicked.connect(self.save)
        buttons.addWidget(self.keep)
        layout.addLayout(buttons)
        order = [self.name_edit, self.hamlets, self.code, self.meeting_day, self.since]
        self.moves = EnterMoves(order, self.save, self)

    def begin(self, number: int) -> None:
        """Empty the form and propose a code."""
        for edit in (self.name_edit, self.hamlets):
            edit.clear()
        self.code.setText(f"CB{number:02d}")
        self.meeting_day.setText("3")
        self.since.set_value(self.context.today().replace(day=1))
        for field in self.fields.values():
            field.visited = False
            field.show_findings([])
        self.trouble.hide()

    @property
    def changed(self) -> bool:
        """Whether something was typed that would be lost."""
        return bool(self.name_edit.text().strip() or self.hamlets.text().strip())

    def save(self) -> None:
        """Add the cell."""
        if not self.keep.isEnabled():
            return
        name, code = self.name_edit.text(), self.code.text()
        hamlets = tuple(part.strip() for part in re.split("[;\n]", self.hamlets.text()) if part.strip())
        typed_day = self.meeting_day.text().strip()
        # What is no number is sent as a day that no month has, so that the service says what is wrong.
        day_number = (int(typed_day) if typed_day.isdecimal() else 0) if typed_day else None
        since = self.since.value() or self.context.today()
        self.keep.setEnabled(False)
        self.context.operations.run(
            lambda office: office.organizations.add_cell(
                code, name, "", office.organizations.office().place, day_number, hamlets, since
            ),
            lambda cell: self.saved.emit(cell.name),
            self.show_problem,
            on_done=lambda: self.keep.setEnabled(True),
            receiver=self,
        )

    def show_problem(self, problem: ProblemError) -> None:
        """Show findings beside their fields, anything else below them."""
        findings = problem.values.get("findings")
        found: tuple[Finding, ...] = findings if isinstance(findings, tuple) else ()
        for path, field in self.fields.items():
            field.visited = True
            field.show_findings([finding for finding in found if finding.field.split(".")[0] == path])
        self.trouble.setText(str(explain(problem)))
        self.trouble.setVisible(not found)
        first = next((self.fields[f.field.split(".")[0]] for f in found if f.field.split(".")[0] in self.fields), None)
        if first is not None:
            first.editor.setFocus()
