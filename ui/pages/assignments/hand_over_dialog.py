"""Bàn giao: the open tasks of people who left a cell, given to one of its members in one step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLineEdit, QVBoxLayout

from db.meeting_records import Assignment
from db.problems import ProblemError
from db.records import MemberRow
from db.task_records import Orphan
from desktop_app.texts import explain, tr
from ui import theme
from ui.widgets.check_list import CheckList
from ui.widgets.choice import Choice
from ui.widgets.field import Field, FindingLine
from ui.widgets.member_picker import MemberPicker, People, Person

if TYPE_CHECKING:
    from ui.pages.base import Page


class HandOverDialog(QDialog):
    """``done_over`` brings how many tasks were handed over."""

    done_over = Signal(int)

    def __init__(self, page: Page, orphans: list[Orphan]) -> None:
        super().__init__(page)
        self.page = page
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Bàn giao việc dang dở"))
        self.resize(theme.px(820), theme.px(520))
        self._orphans = orphans
        cells = {one.cell_id: one.cell_name for one in orphans}
        self.cell: Choice[str] = Choice(list(cells.items()))
        self.list = CheckList(tr("Việc của người đã rời chi bộ"))
        self.member = MemberPicker()
        self.reason = QLineEdit(tr("Đồng chí đã chuyển khỏi chi bộ"))
        self.trouble = FindingLine()
        layout = QVBoxLayout(self)
        layout.addWidget(Field(tr("&Chi bộ"), self.cell))
        layout.addWidget(self.list, 1)
        layout.addWidget(Field(tr("&Người nhận"), self.member))
        layout.addWidget(Field(tr("&Lý do"), self.reason))
        layout.addWidget(self.trouble)
        buttons = QDialogButtonBox()
        self.agree = buttons.addButton(tr("&Bàn giao"), QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton(tr("Thôi"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.hand_over)
        buttons.rejected.connect(self.reject)
        layout.addWidget(buttons)
        self.cell.currentIndexChanged.connect(lambda _place: self._show_cell())
        self._show_cell()
        self.member.setFocus()

    def _show_cell(self) -> None:
        cell_id, today = self.cell.value(), self.page.context.today()
        self.list.offer(
            [(one.assignment_id, f"{one.full_name}: {one.text}") for one in self._orphans if one.cell_id == cell_id],
            ticked=True,
        )
        self.page.context.operations.run(
            lambda office: office.members.of_cell(cell_id, today), self._offer_people, receiver=self
        )

    def _offer_people(self, rows: list[MemberRow]) -> None:
        self.member.set_people(People([Person(row.id, row.full_name, row.birth_date) for row in rows]))

    def hand_over(self) -> None:
        """Hand over what is ticked."""
        ticked = set(self.list.ticked())
        chosen = [(one.assignment_id, one.revision) for one in self._orphans if one.assignment_id in ticked]
        member, reason, today = self.member.person_id() or "", self.reason.text(), self.page.context.today()
        if chosen:
            self.page.context.operations.run(
                lambda office: office.tasks.take_over(chosen, member, today, reason),
                self._handed_over,
                self._failed,
                receiver=self,
            )

    def _handed_over(self, made: list[Assignment]) -> None:
        self.done_over.emit(len(made))
        self.accept()

    def _failed(self, problem: ProblemError) -> None:
        self.trouble.say(str(explain(problem)), grave=True)
