"""The words of a commitment, for one member or for several at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QVBoxLayout

from db.problems import ProblemError
from db.task_records import Commitment, CommitmentLine
from desktop_app.texts import explain, sentence, tr
from ui import theme
from ui.widgets.dates import DateEdit
from ui.widgets.field import Field, FindingLine
from ui.widgets.plain import plain_label
from ui.widgets.plain_text import PlainTextEdit

if TYPE_CHECKING:
    from ui.pages.base import Page


class CommitmentDialog(QDialog):
    """``saved`` brings how many were written."""

    saved = Signal(int)

    def __init__(self, page: Page, year: int, chosen: list[CommitmentLine]) -> None:
        super().__init__(page)
        self.page, self.year, self.chosen = page, year, chosen
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Bản cam kết năm {year}", year=year))
        self.resize(theme.px(720), theme.px(420))
        known = next((line.commitment for line in chosen if line.commitment), None)
        who = ", ".join(line.full_name for line in chosen[:6]) + (" …" if len(chosen) > 6 else "")
        self.text = PlainTextEdit(8)
        self.text.set_value(known.text if known else "")
        self.signed_on = DateEdit(page.context.today)
        self.signed_on.set_value(known.signed_on if known else None)
        self.trouble = FindingLine()
        layout = QVBoxLayout(self)
        layout.addWidget(plain_label(who, wrap=True, role="heading"))
        layout.addWidget(Field(tr("&Nội dung cam kết"), self.text), 1)
        layout.addWidget(Field(tr("N&gày ký"), self.signed_on))
        layout.addWidget(self.trouble)
        buttons = QDialogButtonBox()
        self.keep = buttons.addButton(tr("&Lưu"), QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton(tr("Thôi"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.save)
        buttons.rejected.connect(self.reject)
        layout.addWidget(buttons)
        self.text.setFocus()

    def save(self) -> None:
        """Write it for everybody chosen."""
        if self.signed_on.complaint():
            self.trouble.say(self.signed_on.complaint(), grave=True)
            self.signed_on.setFocus()
            return
        people = [(line.member_id, line.cell_id) for line in self.chosen]
        year, text, day = self.year, self.text.value(), self.signed_on.value()
        self.page.context.operations.run(
            lambda office: office.commitments.write(people, year, text, day), self._saved, self._failed, receiver=self
        )

    def _saved(self, made: list[Commitment]) -> None:
        self.saved.emit(len(made))
        self.accept()

    def _failed(self, problem: ProblemError) -> None:
        findings = problem.values.get("findings")
        if isinstance(findings, tuple):
            self.trouble.say(" ".join(sentence(finding) for finding in findings), grave=True)
        else:
            self.trouble.say(str(explain(problem)), grave=True)
