"""The two sides of an issued document: being written, and as it prints."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from db.problems import ProblemError
from desktop_app.texts import tr
from ui import theme
from ui.context import WindowContext
from ui.icons import on_button
from ui.pages.meetings.issued_form import IssuedForm
from ui.printing import Printing
from ui.widgets.pdf_panel import PdfPanel
from ui.widgets.plain import plain_label, set_role

if TYPE_CHECKING:
    from db.meeting_records import IssuedDocument, IssuedDraft


class Writing(QWidget):
    """The form with its heading, how it is saved, and what can be decided."""

    discard_wanted = Signal()
    preview_wanted = Signal()
    finalize_wanted = Signal()

    def __init__(self, today: Callable[[], date]) -> None:
        super().__init__()
        self.form = IssuedForm(today)
        self.heading, self.save_label = plain_label(role="heading"), plain_label(role="muted")
        self.discard_button = QPushButton(tr("Bỏ nháp"))
        self.preview_button = QPushButton(tr("Xem trước (F9)"))
        self.finalize_button = QPushButton(tr("Chốt (Ctrl+Enter)"))
        self.finalize_button.setProperty("kind", "primary")
        on_button(self.discard_button, "delete")
        on_button(self.preview_button, "print")
        head, buttons = QHBoxLayout(), QHBoxLayout()
        head.addWidget(self.heading, 1)
        head.addWidget(self.save_label)
        buttons.addStretch(1)
        for button, wanted in (
            (self.discard_button, self.discard_wanted),
            (self.preview_button, self.preview_wanted),
            (self.finalize_button, self.finalize_wanted),
        ):
            button.setAutoDefault(False)
            button.clicked.connect(wanted)
            buttons.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(head)
        column.addWidget(self.form, 1)
        column.addLayout(buttons)

    def show_state(self, state: str, saved_at: str) -> None:
        """Say how what is typed is kept: "unsaved", "saving" or "saved" with the time."""
        saved = state == "saved"
        self.save_label.setText(tr("Đã lưu nháp {time}", time=saved_at[11:19]) if saved else tr("Chưa lưu"))
        set_role(self.save_label, "warning" if state == "unsaved" else "muted")


class Showing(QWidget):
    """The printed face, of a draft with the way back to it, of a kept document with what can be done with it."""

    back_wanted = Signal()
    revise_wanted = Signal()
    cancel_wanted = Signal()
    problem = Signal(ProblemError)

    def __init__(self, context: WindowContext, printing: Printing) -> None:
        super().__init__()
        self.state = plain_label()
        self.panel = PdfPanel(context, printing, closable=False)
        self.panel.problem.connect(self.problem)
        self.back_button = QPushButton(tr("Sửa &tiếp (Esc)"))
        self.revise_button = QPushButton(tr("Lập bản &mới"))
        self.cancel_button = QPushButton(tr("&Hủy văn bản"))
        self.cancel_button.setProperty("kind", "danger")
        on_button(self.back_button, "edit")
        on_button(self.revise_button, "edit")
        on_button(self.cancel_button, "delete", theme.colors().error)
        head = QHBoxLayout()
        head.addWidget(self.state)
        head.addStretch(1)
        for button, wanted in (
            (self.back_button, self.back_wanted),
            (self.revise_button, self.revise_wanted),
            (self.cancel_button, self.cancel_wanted),
        ):
            button.setAutoDefault(False)
            button.clicked.connect(wanted)
            head.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(head)
        column.addWidget(self.panel, 1)

    @property
    def is_preview(self) -> bool:
        """Whether a draft is shown."""
        return not self.back_button.isHidden()

    def show_print(
        self, shown: IssuedDocument | IssuedDraft, data: bytes, name: str, words: str, *, preview: bool, final: bool
    ) -> None:
        """Show the print of a document under the words that say what it is; ``final`` when it is in use."""
        self.state.setText(words)
        set_role(self.state, "ok" if final else "warning")
        self.back_button.setVisible(preview)
        self.revise_button.setVisible(final)
        self.cancel_button.setVisible(final)
        self.panel.show_document(data, "", f"{name}.pdf", lambda office: office.issued.document(shown))
        self.panel.view.setFocus()
