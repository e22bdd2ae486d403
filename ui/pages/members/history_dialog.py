"""Lịch sử nhập, sửa hàng loạt: what was changed for many people at once, and taking it back."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from db.problems import ProblemError
from db.register_records import ChangeSet
from desktop_app.rules.percentages import format_number
from desktop_app.texts import explain, term, tr
from ui import theme
from ui.context import WindowContext
from ui.icons import on_button
from ui.pages.base import ProblemBar
from ui.widgets.plain import plain_label
from ui.widgets.record_table import Column, RecordModel, RecordTable

if TYPE_CHECKING:
    from desktop_app.services.change_sets import Undone


def label(made: ChangeSet) -> str:
    """Return what a change set was about: the file, the field, the person."""
    return term("person_field", made.label) if made.kind == "bulk" else made.label


def _moment(stamp: str) -> str:
    day, _, time = stamp.partition("T")
    year, month, number = day.split("-")
    return f"{number}/{month}/{year} {time[:5]}"


def _columns() -> list[Column[ChangeSet]]:
    return [
        Column(tr("Lúc"), lambda made: _moment(made.at), 150),
        Column(tr("Việc"), lambda made: term("change_set", made.kind), 150),
        Column(tr("Nội dung"), label),
        Column(tr("Thêm"), lambda made: format_number(made.added), 80, number=True),
        Column(tr("Sửa"), lambda made: format_number(made.changed), 80, number=True),
        Column(
            tr("Trạng thái"),
            lambda made: (
                tr("Đã hoàn tác {at}", at=_moment(made.undone_at)) if made.undone_at else tr("Đang có hiệu lực")
            ),
            280,
            icon=_mark,
        ),
    ]


def _mark(made: ChangeSet) -> tuple[str, str]:
    colors = theme.colors()
    return ("none", colors.muted) if made.undone_at else ("done", colors.ok)


class HistoryDialog(QDialog):
    """Lists the change sets, the latest first; *Hoàn tác* takes the one in hand back as a whole."""

    def __init__(self, context: WindowContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Lịch sử nhập, sửa hàng loạt"))
        theme.fit(self, 980, 520)
        self.context = context
        layout = QVBoxLayout(self)
        layout.setSpacing(theme.px(8))
        layout.addWidget(
            plain_label(
                tr(
                    "Mỗi lần nhập Excel, sửa hàng loạt hoặc gộp người trùng có thể hoàn tác trọn vẹn: người được thêm "
                    "biến mất, người được sửa trở lại như trước."
                ),
                wrap=True,
            )
        )
        self.problem_bar = ProblemBar()
        layout.addWidget(self.problem_bar)
        self.model: RecordModel[ChangeSet] = RecordModel(_columns())
        self.table = RecordTable(self.model, tr("Các lần nhập, sửa hàng loạt, gộp"))
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._allow())
        self.table.opened.connect(lambda _row: self.undo())
        layout.addWidget(self.table, 1)
        self.empty = plain_label(tr("Chưa có lần nhập hay sửa hàng loạt nào."), role="muted")
        layout.addWidget(self.empty)
        row = QHBoxLayout()
        row.addStretch(1)
        self.close_button = QPushButton(tr("Đóng (Esc)"))
        self.close_button.setAutoDefault(False)
        self.close_button.clicked.connect(self.reject)
        row.addWidget(self.close_button)
        self.undo_button = QPushButton(tr("&Hoàn tác (Ctrl+Z)"))
        self.undo_button.setAutoDefault(False)
        on_button(self.undo_button, "refresh")
        self.undo_button.clicked.connect(self.undo)
        row.addWidget(self.undo_button)
        layout.addLayout(row)
        shortcut = QShortcut(QKeySequence("Ctrl+Z"), self)
        shortcut.activated.connect(self.undo)
        self.table.setFocus()
        self.refresh()

    def refresh(self) -> None:
        """Read the list again."""
        self.context.operations.run(lambda office: office.change_sets.listed(), self._show, receiver=self)

    def _show(self, listed: list[ChangeSet]) -> None:
        self.model.set_rows(listed)
        self.empty.setVisible(not listed)
        if listed:
            self.table.select(0)
        self._allow()

    def _chosen(self) -> ChangeSet | None:
        return self.model.row(self.table.currentIndex()) if self.table.currentIndex().isValid() else None

    def _allow(self) -> None:
        made = self._chosen()
        self.undo_button.setEnabled(made is not None and not made.undone_at)

    def undo(self) -> None:
        """Ask, then take the change set in hand back."""
        made = self._chosen()
        if made is None or made.undone_at:
            return
        agreed = self.context.questions.confirm(
            tr("Hoàn tác"),
            tr(
                "Hoàn tác “{what}: {label}” lúc {at}?",
                what=term("change_set", made.kind),
                label=label(made),
                at=_moment(made.at),
            ),
            yes=tr("&Hoàn tác"),
            no=tr("&Thôi"),
            detail=tr(
                "{added} người được thêm sẽ bị bỏ, {changed} người được sửa trở lại như trước.",
                added=format_number(made.added),
                changed=format_number(made.changed),
            ),
            loses=True,
        )
        if agreed:
            self._undo(made, keep_later=False)

    def _undo(self, made: ChangeSet, *, keep_later: bool) -> None:
        self.undo_button.setEnabled(False)
        self.context.operations.run(
            lambda office: office.change_sets.undo(made.id, keep_later=keep_later),
            self._done,
            partial(self._refused, made),
            receiver=self,
            busy=tr("Đang hoàn tác…"),
        )

    def _refused(self, made: ChangeSet, problem: ProblemError) -> None:
        self._allow()
        if problem.code != "R31":
            self.problem_bar.show_problem(problem)
            return
        told = explain(problem)
        if self.context.questions.confirm(
            tr("Có người đã được sửa sau đó"),
            told.what,
            yes=tr("&Giữ những người này, hoàn tác phần còn lại"),
            no=tr("&Không hoàn tác"),
            detail=f"{told.safe} {told.next}",
            loses=True,
        ):
            self._undo(made, keep_later=True)

    def _done(self, undone: Undone) -> None:
        self.problem_bar.hide()
        words = tr(
            "Đã hoàn tác: {restored} người trở lại như trước, {removed} người được bỏ.",
            restored=format_number(undone.restored),
            removed=format_number(undone.removed),
        )
        if undone.left_alone:
            words += " " + tr("{count} người được giữ nguyên.", count=format_number(len(undone.left_alone)))
        self.context.say(words)
        self.context.cells_changed.emit()
        self.context.data_changed.emit()
        self.refresh()

    def show_problem(self, problem: ProblemError) -> None:
        """Show a failure over the list."""
        self.problem_bar.show_problem(problem)
