"""The kinds of tasks an office uses: added, renamed, put aside."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout

from db.problems import ProblemError
from db.task_records import TaskKind
from desktop_app.texts import explain, tr
from ui import theme
from ui.widgets.field import Field, FindingLine
from ui.widgets.plain import plain_label
from ui.widgets.record_table import Column, RecordModel, RecordTable

if TYPE_CHECKING:
    from desktop_app.office import Office
    from ui.pages.base import Page

_MOST = 300


class KindsDialog(QDialog):
    """``changed`` follows every write; a kind put aside stays with the tasks that have it."""

    changed = Signal()

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self.page = page
        self._kind: TaskKind | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Loại nhiệm vụ"))
        self.resize(theme.px(640), theme.px(520))
        self.model: RecordModel[TaskKind] = RecordModel(
            [
                Column(tr("Loại nhiệm vụ"), lambda kind: kind.name),
                Column(tr("Nguồn"), lambda kind: tr("của đơn vị") if kind.own else tr("có sẵn"), 110),
                Column(tr("Sử dụng"), lambda kind: tr("không dùng") if kind.hidden else tr("đang dùng"), 120),
            ]
        )
        self.table = RecordTable(self.model, tr("Các loại nhiệm vụ"))
        self.name = QLineEdit()
        self.name.setMaxLength(_MOST)
        self.field = Field(tr("Tê&n loại"), self.name)
        self.trouble = FindingLine()
        self.add_button = QPushButton(tr("Thêm loại (Ctrl+N)"))
        self.hide_button = QPushButton(tr("&Dùng / không dùng (phím cách)"))
        self.keep = QPushButton(tr("Lưu tên (Ctrl+S)"))
        self.keep.setProperty("kind", "primary")
        self._lay_out()
        self.add_button.clicked.connect(self.begin_new)
        self.hide_button.clicked.connect(self.toggle)
        self.keep.clicked.connect(self.save)
        self.name.returnPressed.connect(self.save)
        self.table.opened.connect(lambda _row: self.begin_rename())
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._show_name())
        for keys, work in (("Ctrl+N", self.begin_new), ("Ctrl+S", self.save)):
            QShortcut(QKeySequence(keys), self).activated.connect(work)
        space = QShortcut(QKeySequence(Qt.Key.Key_Space), self.table)
        space.setContext(Qt.ShortcutContext.WidgetShortcut)
        space.activated.connect(self.toggle)
        self.refresh()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        words = tr(
            "Enter đổi tên, phím cách cho dùng hay thôi dùng. Loại không dùng vẫn còn ở những việc đã giao. Danh mục "
            "có sẵn là gợi ý của chương trình, không văn bản nào ấn định."
        )
        column.addWidget(plain_label(words, wrap=True, role="muted"))
        column.addWidget(self.table, 1)
        row = QHBoxLayout()
        row.addWidget(self.add_button)
        row.addWidget(self.hide_button)
        row.addStretch(1)
        column.addLayout(row)
        row = QHBoxLayout()
        row.addWidget(self.field, 1)
        row.addWidget(self.keep, 0, Qt.AlignmentFlag.AlignBottom)
        column.addLayout(row)
        column.addWidget(self.trouble)
        buttons = QDialogButtonBox()
        closing = buttons.addButton(tr("Đóng"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.rejected.connect(self.reject)
        column.addWidget(buttons)
        for button in (self.add_button, self.hide_button, self.keep, closing):
            button.setAutoDefault(False)
        self.table.setFocus()

    def refresh(self, wanted: str = "") -> None:
        """Read the kinds again; the one of code ``wanted`` is in hand afterwards."""

        def shown(found: list[TaskKind]) -> None:
            place = max(0, self.table.currentIndex().row())
            self.model.set_rows(found)
            self.table.select(next((at for at, kind in enumerate(found) if kind.code == wanted), place))
            self._show_name()

        self.page.context.operations.run(lambda office: office.tasks.kinds(hidden=True), shown, receiver=self)

    def _show_name(self) -> None:
        self._kind = self.model.row(self.table.currentIndex())
        self.name.setText(self._kind.name if self._kind else "")
        self.trouble.hide()

    def begin_new(self) -> None:
        """Ask for the name of a new kind."""
        self._kind = None
        self.name.clear()
        self.name.setFocus()

    def begin_rename(self) -> None:
        """Ask for another name of the kind in hand."""
        self._show_name()
        self.name.selectAll()
        self.name.setFocus()

    def save(self) -> None:
        """Write the name."""
        kind = self._kind
        self._write(self.name.text(), kind.code if kind else "", hidden=kind.hidden if kind else False)

    def toggle(self) -> None:
        """Use the kind in hand, or do so no longer."""
        kind = self.model.row(self.table.currentIndex())
        if kind is not None:
            self._write(kind.name, kind.code, hidden=not kind.hidden)

    def _write(self, name: str, code: str, *, hidden: bool) -> None:
        def work(office: Office) -> TaskKind:
            return office.tasks.set_kind(name, code, hidden=hidden)

        def done(kept: TaskKind) -> None:
            self.table.setFocus()
            self.refresh(kept.code)
            self.changed.emit()

        self.page.context.operations.run(work, done, self._failed, receiver=self)

    def _failed(self, problem: ProblemError) -> None:
        self.trouble.say(str(explain(problem)), grave=True)
        self.name.setFocus()
