"""Đối chiếu mã kiểm tra: which kept meeting a printed paper is of, by the code at the foot of its pages."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from db.meeting_records import MeetingState
from db.problems import ProblemError
from desktop_app.services.meeting_history import FoundPaper
from desktop_app.texts import explain, term, tr
from ui import theme
from ui.context import WindowContext
from ui.widgets.enter_moves import EnterMoves
from ui.widgets.field import Field, WrappingLabel
from ui.widgets.plain import plain_label, set_role
from ui.widgets.year_picker import YearPicker


class CodeDialog(QDialog):
    """Enter looks the code up; a second Enter opens the meeting found."""

    opened = Signal(object)
    """The FoundPaper to be opened."""

    def __init__(self, context: WindowContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Đối chiếu mã kiểm tra"))
        self.setMinimumWidth(theme.px(560))
        self.context = context
        self.found: FoundPaper | None = None
        self.code = QLineEdit()
        self.code.setMaxLength(40)
        self.code.setPlaceholderText("7K2M-9QXD-4T")
        self.year = YearPicker(int(context.period[:4]))
        self.said = WrappingLabel()
        buttons = QDialogButtonBox()
        self.look_up = buttons.addButton(tr("Đối &chiếu"), QDialogButtonBox.ButtonRole.ActionRole)
        self.open_button = buttons.addButton(tr("&Mở biên bản"), QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton(tr("Đóng (Esc)"), QDialogButtonBox.ButtonRole.RejectRole)
        self.look_up.clicked.connect(self.match)
        self.open_button.clicked.connect(self._open)
        self.open_button.setEnabled(False)
        buttons.rejected.connect(self.reject)
        row = QHBoxLayout()
        row.addWidget(Field(tr("Mã ở cuối trang &in"), self.code), 1)
        row.addWidget(Field(tr("&Năm họp"), self.year))
        layout = QVBoxLayout(self)
        layout.setSpacing(theme.px(8))
        words = tr(
            "Mỗi trang biên bản đã chốt in một mã ở cuối trang. Gõ mã trên tờ giấy để biết tờ ấy là biên bản nào, và "
            "còn đúng với sổ hay không."
        )
        layout.addWidget(plain_label(words, wrap=True))
        layout.addLayout(row)
        layout.addWidget(self.said)
        layout.addWidget(buttons)
        self.moves = EnterMoves([self.code], self.match, self)
        self.code.textChanged.connect(self._typed)
        self.code.setFocus()

    def _typed(self) -> None:
        self.found = None
        self.open_button.setEnabled(False)
        self.said.setText("")

    def match(self) -> None:
        """Look the code up."""
        typed, year = self.code.text(), self.year.year
        if not typed.strip():
            self.code.setFocus()
            return
        self.context.operations.run(
            lambda office: office.meetings_history.find_code(typed, year),
            self._show,
            self.show_problem,
            receiver=self,
            busy=tr("Đang đối chiếu…"),
        )

    def _show(self, found: FoundPaper | None) -> None:
        self.found = found
        self.open_button.setEnabled(found is not None)
        if found is None:
            words = tr(
                "KHÔNG KHỚP: không có biên bản nào họp năm {year} mang mã này. Hãy xem lại mã và năm; nếu gõ đúng thì "
                "tờ giấy khác với sổ.",
                year=self.year.year,
            )
            self._say(words, "error")
            return
        words = tr(
            "KHỚP: {label}, {cell}, họp ngày {day}, bản {version}.",
            label=found.label,
            cell=found.cell_name,
            day=found.held_on,
            version=found.version,
        )
        if found.state is MeetingState.FINAL:
            self._say(tr("{found} Bản đang dùng.", found=words), "ok")
        elif found.state is MeetingState.SUPERSEDED:
            self._say(
                tr("{found} Tờ này đã có bản {newest} thay thế.", found=words, newest=found.newest_version), "warning"
            )
        else:
            self._say(
                tr("{found} Trạng thái: {state}.", found=words, state=term("meeting_state", found.state.value)),
                "warning",
            )
        self.open_button.setFocus()

    def _say(self, words: str, role: str) -> None:
        self.said.setText(words)
        set_role(self.said, role)
        self.adjustSize()

    def _open(self) -> None:
        if self.found is not None:
            self.opened.emit(self.found)
            self.accept()

    def show_problem(self, problem: ProblemError) -> None:
        """Say what cannot be looked up."""
        told = explain(problem)
        self._say(f"{told.what} {told.next}", "error")
        self.code.setFocus()
        self.code.selectAll()
