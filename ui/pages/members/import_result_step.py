"""Step: what was done, the file of the refused lines, and the way back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop_app.rules.percentages import format_number
from desktop_app.texts import tr
from ui import theme
from ui.icons import on_button, pixmap
from ui.pages.members.import_lines_step import save_refused
from ui.pages.members.import_steps import ImportSession, ImportStep
from ui.pages.members.import_words import back, done
from ui.widgets.field import WrappingLabel
from ui.widgets.plain import set_role

if TYPE_CHECKING:
    from desktop_app.documents.excel_in.model import ImportResult
    from desktop_app.office import Office


class ResultStep(ImportStep):
    """Says what was done; everything can be taken back here in one step."""

    undone = Signal()
    back_allowed = False

    def __init__(self, session: ImportSession, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.box = QFrame()
        self.box.setProperty("role", "ok-box")
        row = QHBoxLayout(self.box)
        row.setContentsMargins(theme.px(16), theme.px(14), theme.px(16), theme.px(14))
        row.setSpacing(theme.px(12))
        self.mark = QLabel()
        row.addWidget(self.mark, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(theme.px(4))
        self.heading = WrappingLabel(role="heading")
        self.lines = WrappingLabel()
        words.addWidget(self.heading)
        words.addWidget(self.lines)
        row.addLayout(words, 1)
        self.column.addWidget(self.box)
        self.column.addSpacing(theme.px(6))
        self.refused = self._choice(tr("&Lưu tệp các dòng bị từ chối…"), "excel")
        self.refused.clicked.connect(lambda: save_refused(session))
        self.refused_hint = WrappingLabel(
            tr("Chính tệp vừa chọn, ô sai được tô màu, lý do ghi bên cạnh. Sửa trong tệp ấy rồi nhập lại."),
            role="hint",
        )
        self.column.addWidget(self.refused_hint)
        self.undo = self._choice(tr("&Hoàn tác lần nhập này"), "left")
        self.undo.setProperty("kind", "danger")
        self.undo.clicked.connect(self.take_back)
        self.undo_hint = WrappingLabel(
            tr("Đưa sổ về đúng như trước khi nhập. Về sau vẫn làm được ở Lịch sử nhập, sửa hàng loạt (Ctrl+H)."),
            role="hint",
        )
        self.column.addWidget(self.undo_hint)
        self.column.addStretch(1)

    def _choice(self, words: str, picture: str) -> QPushButton:
        button = QPushButton(words)
        on_button(button, picture)
        button.setMinimumWidth(theme.px(300))
        self.column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        return button

    @property
    def word(self) -> str:
        """Return the word of the step."""
        return tr("Kết quả")

    @property
    def next_word(self) -> str:
        """Return the word on the button that ends."""
        return tr("Xong (Ctrl+Enter)")

    def enter(self) -> None:
        """Show what the session did."""
        result = self.session.result
        if result is None:
            return
        self._say(tr("Đã nhập xong."), _sentences(result), done=True)
        for widget in (self.refused, self.refused_hint):
            widget.setVisible(result.refused > 0)
        for widget in (self.undo, self.undo_hint):
            widget.setVisible(bool(result.change_set_id))

    def _say(self, heading: str, lines: str, *, done: bool) -> None:
        set_role(self.box, "ok-box" if done else "info-box")
        color = theme.colors().ok if done else theme.colors().primary
        self.mark.setPixmap(pixmap("done" if done else "info", theme.px(28), color))
        self.heading.setText(heading)
        self.lines.setText(lines)

    def focus_first(self) -> None:
        """Put the cursor on what is left to do."""
        for button in (self.undo, self.refused):
            if not button.isHidden():
                button.setFocus()

    def take_back(self) -> None:
        """Undo the import after a question."""
        result, questions = self.session.result, self.session.context.questions
        if result is None or not result.change_set_id:
            return
        agreed = questions.confirm(
            tr("Hoàn tác lần nhập này"),
            back(result.added, result.changed),
            yes=tr("&Hoàn tác"),
            no=tr("&Thôi"),
            loses=True,
        )
        if agreed:
            set_id = result.change_set_id
            self.session.run(self._undoing(set_id), self._taken_back, busy=tr("Đang hoàn tác…"))

    def _undoing(self, set_id: str) -> object:
        def work(office: Office) -> object:
            return office.change_sets.undo(set_id)

        return work

    def _taken_back(self, _undone: object) -> None:
        self._say(tr("Đã hoàn tác."), tr("Sổ trở lại đúng như trước lần nhập này."), done=False)
        self.undo.hide()
        self.undo_hint.hide()
        self.undone.emit()


def _sentences(result: ImportResult) -> str:
    said = [done(result.added, result.changed)]
    if result.same:
        said.append(tr("{count} dòng trùng khớp với sổ, để nguyên.", count=format_number(result.same)))
    if result.left_out:
        said.append(tr("{count} dòng được bỏ qua.", count=format_number(result.left_out)))
    if result.refused:
        said.append(tr("{count} dòng bị từ chối vì có lỗi.", count=format_number(result.refused)))
    return " ".join(said)
