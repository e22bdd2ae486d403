"""Before an office is open: choose a backup, unlock it, and go on with what it holds."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from db.problems import ProblemError
from desktop_app.texts import explain, term, tr
from ui import theme
from ui.operations import Operations
from ui.questions import Questions
from ui.widgets.plain import plain_label, set_role
from ui.widgets.record_table import Column, RecordModel, RecordTable

if TYPE_CHECKING:
    from db.backup import Description
    from desktop_app.office import Office


def _columns() -> list[Column[Description]]:
    return [
        Column(tr("Ngày"), lambda made: "/".join(reversed(made.day.split("-"))), 100),
        Column(tr("Giờ"), lambda made: made.time[:5], 60),
        Column(tr("Được tạo"), lambda made: term("backup_reason", made.reason), 190),
        Column(tr("Số thao tác"), lambda made: str(made.seq), 110, number=True),
        Column(tr("Nơi chứa"), lambda made: str(made.path.parent), spare=True),
    ]


class RestorePage(QWidget):
    """Brings the office of ``folder`` back from a backup; what is there now stays beside it under another name.

    ``opened`` says that the worker holds the restored office and whether a new password must be set; ``given_up`` that
    the user goes back.
    """

    opened = Signal(bool)
    given_up = Signal()

    def __init__(
        self, operations: Operations, folder: Path, questions: Questions, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.operations = operations
        self.folder = folder
        self.questions = questions
        self._must_change = False
        self.secret = QLineEdit()
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(theme.px(8))
        self.title = plain_label(tr("Khôi phục từ bản sao lưu"), role="title")
        self.column.addWidget(self.title)
        self.place = plain_label(tr("Khôi phục vào: {folder}", folder=folder), role="hint", wrap=True)
        self.column.addWidget(self.place)
        self.choice = QWidget()
        self._build_choice()
        self.column.addWidget(self.choice, 1)
        self.trouble = QFrame()
        self.trouble.setProperty("role", "error-box")
        inside = QVBoxLayout(self.trouble)
        inside.setContentsMargins(theme.px(10), theme.px(8), theme.px(10), theme.px(8))
        self.trouble_text = plain_label(wrap=True)
        inside.addWidget(self.trouble_text)
        self.trouble.hide()
        self.column.addWidget(self.trouble)
        self._build_buttons()
        self.look(folder / "backups", quietly=True)

    def _build_choice(self) -> None:
        column = QVBoxLayout(self.choice)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(8))
        column.addWidget(
            plain_label(
                tr("Không có gì bị ghi đè: sổ đang có trong thư mục được giữ lại bên cạnh dưới tên khác."),
                role="muted",
                wrap=True,
            )
        )
        row = QHBoxLayout()
        self.found = plain_label(wrap=True)
        row.addWidget(self.found, 1)
        self.browse_folder = QPushButton(tr("Chọn &thư mục hoặc USB…"))
        self.browse_folder.clicked.connect(self._choose_folder)
        row.addWidget(self.browse_folder)
        self.browse_file = QPushButton(tr("Chọn tệ&p…"))
        self.browse_file.clicked.connect(self._choose_file)
        row.addWidget(self.browse_file)
        column.addLayout(row)
        self.model: RecordModel[Description] = RecordModel(_columns())
        self.table = RecordTable(self.model, tr("Các bản sao lưu tìm thấy"))
        self.table.setMinimumHeight(theme.px(150))
        self.table.opened.connect(lambda _row: self.secret.setFocus())
        column.addWidget(self.table, 1)
        self.label = plain_label()
        column.addWidget(self.label)
        self.secret.setEchoMode(QLineEdit.EchoMode.Password)
        self.secret.setMinimumHeight(theme.px(34))
        self.secret.returnPressed.connect(self.restore)
        self.label.setBuddy(self.secret)
        column.addWidget(self.secret)
        self.by_recovery = QCheckBox(tr("Dùng &khóa khôi phục đã in thay cho mật khẩu"))
        self.by_recovery.toggled.connect(self._name_secret)
        column.addWidget(self.by_recovery)
        self._name_secret(recovery=False)

    def _build_buttons(self) -> None:
        row = QHBoxLayout()
        self.back = QPushButton(tr("&Quay lại"))
        self.back.clicked.connect(self.given_up)
        row.addWidget(self.back)
        row.addStretch(1)
        self.go = QPushButton(tr("Khôi phục &bản đã chọn"))
        self.go.setProperty("kind", "primary")
        self.go.setMinimumHeight(theme.px(36))
        self.go.clicked.connect(self.restore)
        row.addWidget(self.go)
        self.enter = QPushButton(tr("&Vào sổ"))
        self.enter.setProperty("kind", "primary")
        self.enter.setMinimumHeight(theme.px(36))
        self.enter.clicked.connect(lambda: self.opened.emit(self._must_change))
        self.enter.hide()
        row.addWidget(self.enter)
        self.column.addLayout(row)

    def focus_first(self) -> None:
        """Put the cursor where work begins."""
        (self.secret if self.model.rows else self.browse_folder).setFocus()

    def _name_secret(self, recovery: bool) -> None:  # noqa: FBT001 - a Qt signal
        words = (
            tr("&Khóa khôi phục trên tờ giấy đã in")
            if recovery
            else tr("&Mật khẩu của sổ (của hôm nay hoặc lúc sao lưu)")
        )
        self.label.setText(words)
        self.secret.setAccessibleName(words.replace("&", ""))
        self.secret.setEchoMode(QLineEdit.EchoMode.Normal if recovery else QLineEdit.EchoMode.Password)
        self.secret.clear()

    # --- looking ---

    def look(self, place: Path, *, quietly: bool = False) -> None:
        """Show the backups at ``place``, a file or a folder; ``quietly`` says nothing when there are none."""

        def work() -> list[Description]:
            from desktop_app import restoring

            return restoring.find(place)

        self.trouble.hide()
        self.operations.call(work, self._show, lambda problem: self._nothing(problem, quietly=quietly), receiver=self)

    def _show(self, found: list[Description]) -> None:
        self.model.set_rows(found)
        self.table.selectRow(0)
        self.found.setText(tr("Tìm thấy {count} bản sao lưu, bản mới nhất ở trên.", count=len(found)))
        self.go.setEnabled(True)
        self.secret.setFocus()

    def _nothing(self, problem: ProblemError, *, quietly: bool) -> None:
        self.model.set_rows([])
        self.go.setEnabled(False)
        self.found.setText(tr("Chưa thấy bản sao lưu nào. Hãy cắm USB hoặc chỉ nơi chứa bản sao lưu."))
        if not quietly:
            self.show_problem(problem)
        self.browse_folder.setFocus()

    def _choose_folder(self) -> None:
        chosen = self.questions.folder(tr("Nơi chứa bản sao lưu"), start=self.folder)
        if chosen is not None:
            self.look(chosen)

    def _choose_file(self) -> None:
        chosen = self.questions.open_file(
            tr("Tệp sao lưu"), tr("Bản sao lưu (sochibo_*.db)"), start=self.folder / "backups"
        )
        if chosen is not None:
            self.look(chosen)

    # --- restoring ---

    def restore(self) -> None:
        """Restore the chosen backup after a question."""
        made = self.model.row(self.table.currentIndex())
        if made is None or not self.go.isEnabled():
            return
        text, by_recovery, folder = self.secret.text(), self.by_recovery.isChecked(), self.folder
        if not text:
            self.secret.setFocus()
            return
        when = f"{'/'.join(reversed(made.day.split('-')))} {made.time[:5]}"
        if not self.questions.confirm(
            tr("Khôi phục từ bản sao lưu"),
            tr("Đưa sổ về lúc {when}?", when=when),
            yes=tr("&Khôi phục"),
            no=tr("&Thôi"),
            detail=tr("Những gì ghi sau lúc đó không có trong sổ khôi phục; sổ đang có được giữ lại dưới tên khác."),
        ):
            return

        def opener() -> Office:
            from desktop_app import restoring
            from desktop_app.office import Password, Recovery

            return restoring.restore_office(folder, made.path, Recovery(text) if by_recovery else Password(text))

        self.trouble.hide()
        self._allow(allowed=False)
        self.operations.open(
            opener,
            lambda _office: self._ask_ending(made),
            self.show_problem,
            on_done=lambda: self._allow(allowed=True),
            receiver=self,
        )

    def _allow(self, *, allowed: bool) -> None:
        self.go.setText(tr("Khôi phục &bản đã chọn") if allowed else tr("Đang khôi phục…"))
        for widget in (self.go, self.back, self.choice):
            widget.setEnabled(allowed)
        if allowed and self.enter.isHidden():
            self.secret.setFocus()

    def _ask_ending(self, made: Description) -> None:
        """Ask on the worker, where the office lives, what there is to say."""

        def work(office: Office) -> tuple[bool, str]:
            from desktop_app import restoring

            return office.must_change_password, restoring.ending(office, made)

        self.operations.run(work, self._restored, receiver=self)

    def _restored(self, said: tuple[bool, str]) -> None:
        self.secret.clear()
        self._must_change, ending = said
        for widget in (self.choice, self.go, self.back):
            widget.hide()
        self.title.setText(tr("Đã khôi phục"))
        self.trouble_text.setText(ending)
        set_role(self.trouble, "ok-box")
        self.trouble.show()
        self.column.addStretch(1)
        self.enter.show()
        self.enter.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_problem(self, problem: ProblemError) -> None:
        """Show a known failure below the fields."""
        said = explain(problem)
        free = problem.values.get("wait") == 0
        following = tr("Hãy kiểm tra phím Caps Lock và bộ gõ tiếng Việt rồi gõ lại.") if free else said.next
        self.trouble_text.setText(f"{said.what} {said.safe}\n{following}")
        set_role(self.trouble, "error-box")
        self.trouble.show()
