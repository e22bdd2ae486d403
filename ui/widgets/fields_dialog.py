"""A small dialog of labelled lines, for questions that need a few words."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFormLayout, QLineEdit, QVBoxLayout, QWidget

from desktop_app.texts import tr
from ui.widgets.plain import plain_label


class FieldsDialog(QDialog):
    """Asks for several short texts; Enter goes to the next line and accepts on the last."""

    def __init__(
        self, title: str, text: str, labels: Mapping[str, str], *, secret: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.edits: dict[str, QLineEdit] = {}
        layout = QVBoxLayout(self)
        layout.addWidget(plain_label(text, wrap=True))
        form = QFormLayout()
        for key, label in labels.items():
            edit = QLineEdit()
            if secret:
                edit.setEchoMode(QLineEdit.EchoMode.Password)
            form.addRow(label, edit)
            self.edits[key] = edit
        layout.addLayout(form)
        buttons = QDialogButtonBox()
        self.agree = buttons.addButton(tr("Đồng ý"), QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton(tr("Thôi"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout.addWidget(buttons)
        edits = list(self.edits.values())
        self.agree.setAutoDefault(False)
        for edit, following in zip(edits, [*edits[1:], self.agree], strict=True):
            edit.returnPressed.connect(following.setFocus if following is not self.agree else self.accept)

    def ask(self) -> dict[str, str] | None:
        """Show the dialog until it is answered; None when the user gave up."""
        return self.answers() if self.exec() == QDialog.DialogCode.Accepted else None

    def answers(self) -> dict[str, str]:
        """Return what stands in the lines now."""
        return {key: edit.text() for key, edit in self.edits.items()}
