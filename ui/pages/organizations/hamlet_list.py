"""Thôn, bản, tổ dân phố: the list with what is missing in each, and a form to add, rename, move or end one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from enum import Enum
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from db.problems import ProblemError
from db.records import CellView, Finding
from db.tree_records import HamletView
from desktop_app.rules.dates import format_day
from desktop_app.texts import explain, tr
from ui import theme
from ui.context import WindowContext
from ui.icons import on_button
from ui.widgets.choice import Choice
from ui.widgets.dates import DateEdit
from ui.widgets.enter_moves import EnterMoves
from ui.widgets.field import Field, FindingLine
from ui.widgets.list_tools import Listed, ListTools
from ui.widgets.plain import plain_label
from ui.widgets.record_table import Column, RecordModel, RecordTable

if TYPE_CHECKING:
    from desktop_app.office import Office
    from ui.pages.base import Page


class Doing(Enum):
    """What the form does."""

    ADD = "add"
    RENAME = "rename"
    MOVE = "move"
    CLOSE = "close"


def _columns() -> list[Column[HamletView]]:
    return [
        Column(tr("Thôn, bản, tổ dân phố"), lambda view: view.hamlet.name),
        Column(tr("Chi bộ phụ trách"), lambda view: "; ".join(view.cells)),
        Column(tr("Đảng viên ở"), _members, 150),
        Column(tr("Cần chú ý"), flags, 250, icon=_flag_icon),
        Column(tr("Từ ngày"), lambda view: _day(view.hamlet.established_on), 106),
    ]


def _day(on: date | None) -> str:
    return format_day(on) if on else ""


def _members(view: HamletView) -> str:
    if view.unplaced:
        return tr("{count} (còn {more} chưa rõ)", count=view.members, more=view.unplaced)
    return str(view.members)


def flags(view: HamletView) -> str:
    """Return in words what is missing in a hamlet."""
    found = []
    if view.without_cell:
        found.append(tr("chưa có chi bộ"))
    if view.without_member:
        found.append(tr("trắng đảng viên"))
    if len(view.cell_ids) > 1:
        found.append(tr("{count} chi bộ cùng phụ trách", count=len(view.cell_ids)))
    return " · ".join(found)


def _flag_icon(view: HamletView) -> tuple[str, str]:
    return ("warning", theme.colors().warning) if view.without_cell or view.without_member else ("", "")


class HamletForm(QFrame):
    """One thing done to one hamlet; ``saved`` says what was done."""

    saved = Signal(str)
    closed = Signal()

    def __init__(self, context: WindowContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.doing = Doing.ADD
        self.hamlet_id = ""
        self.setProperty("role", "card")
        self.heading = plain_label(role="heading")
        self.name_edit = QLineEdit()
        self.name_edit.setMaxLength(400)
        self.cell: Choice[str] = Choice([("", "")])
        self.on = DateEdit(context.today)
        self.fields = {
            "name": Field(tr("Tê&n thôn, bản"), self.name_edit, "name"),
            "cell_id": Field(tr("Chi bộ &phụ trách"), self.cell, "cell_id"),
            "on": Field(tr("Từ ngà&y"), self.on, "on"),
        }
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(12), theme.px(8), theme.px(12), theme.px(10))
        column.addWidget(self.heading)
        row = QHBoxLayout()
        row.setSpacing(theme.px(10))
        for name, stretch in (("name", 4), ("cell_id", 4), ("on", 2)):
            row.addWidget(self.fields[name], stretch, Qt.AlignmentFlag.AlignTop)
        column.addLayout(row)
        self.trouble = FindingLine()
        column.addWidget(self.trouble)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        give_up = QPushButton(tr("Thôi (Esc)"))
        give_up.clicked.connect(self.closed)
        self.keep = QPushButton(tr("Lưu (Ctrl+S)"))
        self.keep.setProperty("kind", "primary")
        self.keep.clicked.connect(self.save)
        buttons.addWidget(give_up)
        buttons.addWidget(self.keep)
        column.addLayout(buttons)
        self.moves = EnterMoves([self.name_edit, self.cell, self.on], self.save, self)
        self.hide()

    def begin(self, doing: Doing, view: HamletView | None, cells: list[CellView]) -> None:
        """Ask for one thing done to a hamlet, or for a new one."""
        self.doing, self.hamlet_id = doing, view.hamlet.id if view else ""
        known = view.hamlet.name if view else ""
        words = {
            Doing.ADD: tr("Thêm thôn, bản, tổ dân phố"),
            Doing.RENAME: tr("Đổi tên {name}", name=known),
            Doing.MOVE: tr("Chuyển {name} về chi bộ khác (đảng viên không chuyển theo)", name=known),
            Doing.CLOSE: tr("{name} không còn (nhập thôn, di dời)", name=known),
        }
        self.heading.setText(words[doing])
        self.cell.offer(
            [("", tr("(để chưa có chi bộ)"))] + [(one.organization.id, one.organization.name) for one in cells]
        )
        self.cell.take(view.cell_ids[0] if view and view.cell_ids else "")
        self.name_edit.setText(known)
        self.on.set_value(self.context.today())
        for name, one in self.fields.items():
            one.visited = False
            one.show_findings([])
            shown = {"name": doing in (Doing.ADD, Doing.RENAME), "cell_id": doing in (Doing.ADD, Doing.MOVE)}
            one.setVisible(shown.get(name, True))
        self.trouble.show_findings([])
        self._begun = self._typed()
        self.show()
        first = {Doing.MOVE: self.cell, Doing.CLOSE: self.on}.get(doing, self.name_edit)
        first.setFocus()

    def _typed(self) -> tuple[str, str, str]:
        return self.name_edit.text(), self.cell.value(), self.on.text()

    @property
    def changed(self) -> bool:
        """Whether something was typed that would be lost."""
        return self.isVisible() and self._typed() != self._begun

    def save(self) -> None:
        """Do it."""
        if not self.keep.isEnabled():
            return
        for one in self.fields.values():
            one.visited = True
            one.show_findings([])
        if self.on.complaint():
            self.on.setFocus()
            return
        name, cell, hamlet, doing = self.name_edit.text(), self.cell.value(), self.hamlet_id, self.doing
        on = self.on.value() or self.context.today()
        self.keep.setEnabled(False)

        def work(office: Office) -> None:
            if doing is Doing.ADD:
                office.hamlets.add(name, on, cell)
            elif doing is Doing.RENAME:
                office.hamlets.rename(hamlet, name, on)
            elif doing is Doing.MOVE:
                office.hamlets.move(hamlet, cell, on)
            else:
                office.hamlets.close(hamlet, on)

        self.context.operations.run(
            work,
            lambda _none: self.saved.emit(name),
            self.show_problem,
            on_done=lambda: self.keep.setEnabled(True),
            receiver=self,
        )

    def show_problem(self, problem: ProblemError) -> None:
        """Show findings beside their fields, anything else below them."""
        findings = problem.values.get("findings")
        found: tuple[Finding, ...] = findings if isinstance(findings, tuple) else ()
        for path, one in self.fields.items():
            one.visited = True
            one.show_findings([finding for finding in found if finding.field == path])
        hidden = [one for one in found if not self.fields[one.field].isVisible()]
        self.trouble.show_findings(hidden)
        if not found:
            self.trouble.say(str(explain(problem)), grave=True)
        first = next((self.fields[one.field] for one in found if self.fields[one.field].isVisible()), None)
        if first is not None:
            first.editor.setFocus()


class HamletList(QWidget):
    """The hamlets of the office; ``changed`` is emitted when one was written."""

    changed = Signal(str)

    def __init__(self, context: WindowContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self._all: list[HamletView] = []
        self._cells: list[CellView] = []
        self.model: RecordModel[HamletView] = RecordModel(_columns())
        self.table = RecordTable(self.model, tr("Thôn, bản, tổ dân phố"))
        self.table.opened.connect(lambda _row: self.begin(Doing.RENAME))
        self.only = QCheckBox(tr("Chỉ thôn cần chú &ý"))
        self.only.toggled.connect(self._show_rows)
        self.form = HamletForm(context)
        self.form.saved.connect(self._saved)
        self.form.closed.connect(self.close_form)
        self.buttons: dict[Doing, QPushButton] = {
            Doing.ADD: QPushButton(tr("Thêm thôn… (Ctrl+N)")),
            Doing.RENAME: QPushButton(tr("Đổi tên… (Ctrl+E)")),
            Doing.MOVE: QPushButton(tr("Chuyển chi bộ…")),
            Doing.CLOSE: QPushButton(tr("Thôn không còn…")),
        }
        on_button(self.buttons[Doing.ADD], "add")
        row = self._bar = QHBoxLayout()
        row.addWidget(self.only)
        row.addStretch(1)
        for doing, button in self.buttons.items():
            button.clicked.connect(lambda _checked=False, doing=doing: self.begin(doing))
            row.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(8), theme.px(8), theme.px(8), theme.px(8))
        column.addLayout(row)
        column.addWidget(self.form)
        column.addWidget(self.table, 1)

    def add_tools(self, page: Page, totals: Callable[[], str]) -> None:
        """Let the list be printed and written to a workbook from its page."""
        listed = Listed[HamletView]("hamlets", lambda: tr("Thôn, bản, tổ dân phố"), totals=totals)
        self.tools = ListTools(page, self.table, listed, scope=self)
        self._bar.insertWidget(2, self.tools)

    def show_hamlets(self, views: list[HamletView], cells: list[CellView], *, editable: bool) -> None:
        """Show these hamlets; only those of today can be changed."""
        self._all, self._cells = views, cells
        for button in self.buttons.values():
            button.setVisible(editable)
        self._show_rows()

    def _show_rows(self) -> None:
        row = max(0, self.table.currentIndex().row())
        self.model.set_rows([one for one in self._all if not self.only.isChecked() or flags(one)])
        self.table.select(min(row, self.model.rowCount() - 1))
        for doing, button in self.buttons.items():
            button.setEnabled(doing is Doing.ADD or self.model.rowCount() > 0)

    def begin(self, doing: Doing) -> None:
        """Open the form for the hamlet in hand, or for a new one."""
        view = self.model.row(self.table.currentIndex().row())
        if not self.buttons[doing].isHidden() and (doing is Doing.ADD or view is not None):
            self.form.begin(doing, None if doing is Doing.ADD else view, self._cells)

    def close_form(self) -> bool:
        """Close the form; asks when something was typed. Return whether it is closed."""
        if not self.form.isVisible():
            return True
        if self.form.changed and not self.context.questions.discard_changes():
            return False
        self.form.hide()
        self.table.setFocus()
        return True

    def _saved(self, name: str) -> None:
        self.form.hide()
        self.table.setFocus()
        self.changed.emit(name)
