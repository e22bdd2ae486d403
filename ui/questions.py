"""Every question to the user, one method each returning a plain value, so that a test can answer instead."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from desktop_app.texts import ProblemText, tr


class Questions:
    """Asks in dialogs over ``parent``."""

    def __init__(self, parent: QWidget | None = None) -> None:
        self.parent = parent

    # --- telling ---

    def tell(self, title: str, text: str, *, detail: str = "") -> None:
        """Say something that needs no answer."""
        self._box(QMessageBox.Icon.Information, title, text, detail, ((tr("Đã hiểu"), True),))

    def problem(self, problem: ProblemText) -> None:
        """Show a known failure: what happened, whether the data is safe, what to do."""
        detail = "\n\n".join(part for part in (problem.safe, problem.next, tr("Mã: {code}", code=problem.code)) if part)
        self._box(QMessageBox.Icon.Warning, tr("Có vấn đề"), problem.what, detail, ((tr("Đã hiểu"), True),))

    # --- yes or no ---

    def confirm(self, title: str, text: str, *, yes: str, no: str = "", detail: str = "", loses: bool = False) -> bool:
        """Ask for a decision; ``yes`` and ``no`` are the words on the buttons. Esc means no.

        Enter means yes, except where yes ``loses`` something: then it has to be chosen.
        """
        answers = ((yes, True), (no or tr("Không"), False))
        return self._box(QMessageBox.Icon.Question, title, text, detail, answers, usual=not loses)

    def discard_changes(self) -> bool:
        """Ask whether what was typed and not saved may be thrown away."""
        return self.confirm(
            tr("Chưa lưu"),
            tr("Những thay đổi vừa nhập chưa được lưu."),
            yes=tr("&Bỏ thay đổi"),
            no=tr("Ở &lại"),
            loses=True,
        )

    def leave_sample(self) -> bool:
        """Ask whether to open the sample data, which lives in a folder of its own."""
        return self.confirm(
            tr("Mở dữ liệu mẫu"),
            tr("Dữ liệu mẫu là một đảng bộ xã không có thật, để tập dùng chương trình."),
            yes=tr("&Mở dữ liệu mẫu"),
            no=tr("&Thôi"),
            detail=tr("Dữ liệu thật của đơn vị không bị đụng tới. Lập dữ liệu mẫu lần đầu mất chừng một phút."),
        )

    # --- choosing ---

    def choose(self, title: str, text: str, choices: Sequence[str]) -> int | None:
        """Let one of several be chosen; return its place, None when the user gives up."""
        from PySide6.QtWidgets import QInputDialog

        chosen, agreed = QInputDialog.getItem(self.parent, title, text, list(choices), 0, False)
        return list(choices).index(chosen) if agreed else None

    def text(self, title: str, label: str, *, initial: str = "") -> str | None:
        """Ask for one line; None when the user gives up."""
        from PySide6.QtWidgets import QInputDialog

        typed, agreed = QInputDialog.getText(self.parent, title, label, text=initial)
        return typed if agreed else None

    def reason(self, title: str, label: str) -> str | None:
        """Ask for a reason in one or more lines; None when the user gives up, never an empty text."""
        from ui.widgets.reason_dialog import ReasonDialog

        dialog = ReasonDialog(title, label, self.parent)
        try:
            return dialog.ask()
        finally:
            dialog.deleteLater()

    def fields(
        self, title: str, text: str, labels: Mapping[str, str], *, secret: bool = False
    ) -> dict[str, str] | None:
        """Ask for several short texts at once, by key; None when the user gives up."""
        from ui.widgets.fields_dialog import FieldsDialog

        dialog = FieldsDialog(title, text, labels, secret=secret, parent=self.parent)
        try:
            return dialog.ask()
        finally:
            dialog.deleteLater()

    # --- files ---

    def open_file(self, title: str, kinds: str, *, start: Path | None = None) -> Path | None:
        """Let an existing file be chosen; ``kinds`` is a Qt filter such as "Gói (*.goi)"."""
        chosen, _ = QFileDialog.getOpenFileName(self.parent, title, str(start or ""), kinds)
        return Path(chosen) if chosen else None

    def save_file(self, title: str, kinds: str, suggested: Path) -> Path | None:
        """Let a place be chosen for a new file; asks before replacing one. The file has the ending suggested."""
        chosen, _ = QFileDialog.getSaveFileName(self.parent, title, str(suggested), kinds)
        if not chosen:
            return None
        path = with_ending(Path(chosen), suggested.suffix)
        if str(path) == chosen or not path.exists():
            return path
        # The dialog asked about the name that was typed, not about this one.
        replaced = tr("Thay tệp {name} đang có bằng tệp mới?", name=path.name)
        return path if self.confirm(title, replaced, yes=tr("Th&ay"), no=tr("&Thôi"), loses=True) else None

    def folder(self, title: str, *, start: Path | None = None) -> Path | None:
        """Let a folder be chosen."""
        chosen = QFileDialog.getExistingDirectory(self.parent, title, str(start or ""))
        return Path(chosen) if chosen else None

    # --- the one box ---

    def _box(
        self,
        icon: QMessageBox.Icon,
        title: str,
        text: str,
        detail: str,
        answers: Sequence[tuple[str, bool]],
        *,
        usual: bool = True,
    ) -> bool:
        box = QMessageBox(self.parent)
        box.setIcon(icon)
        box.setWindowTitle(title)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setText(text)
        box.setInformativeText(detail)
        values = {}
        for word, value in answers:
            role = QMessageBox.ButtonRole.AcceptRole if value else QMessageBox.ButtonRole.RejectRole
            button = box.addButton(word, role)
            values[button] = value
            if value is usual:
                box.setDefaultButton(button)
        box.setEscapeButton(button)
        box.exec()
        answer = next((value for button, value in values.items() if button is box.clickedButton()), False)
        box.deleteLater()
        return answer


def with_ending(path: Path, ending: str) -> Path:
    """Return the path with this ending; "biên bản 03.11" has none yet, whatever stands after its last dot."""
    return path if path.suffix.lower() == ending.lower() else path.with_name(path.name + ending)
