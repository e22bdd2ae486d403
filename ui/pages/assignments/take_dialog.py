"""Lấy sẵn: what the plan could hold, to be ticked before it is taken in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QVBoxLayout

from db.task_records import AssignmentInput
from desktop_app.rules.dates import format_day
from desktop_app.texts import term, tr
from ui import theme
from ui.widgets.check_list import CheckList
from ui.widgets.plain import plain_label

if TYPE_CHECKING:
    from ui.pages.base import Page


class TakeDialog(QDialog):
    """``taken`` brings what was ticked."""

    taken = Signal(object)

    def __init__(self, page: Page, proposals: list[AssignmentInput]) -> None:
        super().__init__(page)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Lấy sẵn vào kế hoạch"))
        self.resize(theme.px(820), theme.px(480))
        self._proposals = proposals
        layout = QVBoxLayout(self)
        layout.addWidget(plain_label(tr("Bỏ đánh dấu (phím cách) những việc không nhận; Enter để đưa vào kế hoạch.")))
        self.list = CheckList(tr("Việc có thể đưa vào kế hoạch"))
        self.list.offer([(str(place), _words(one)) for place, one in enumerate(proposals)], ticked=True)
        layout.addWidget(self.list)
        buttons = QDialogButtonBox()
        self.agree = buttons.addButton(tr("Đư&a vào kế hoạch"), QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton(tr("Thôi"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self._take)
        buttons.rejected.connect(self.reject)
        layout.addWidget(buttons)
        self.agree.setDefault(True)
        self.list.setFocus()

    def _take(self) -> None:
        chosen = [self._proposals[int(key)] for key in self.list.ticked()]
        self.accept()
        if chosen:
            self.taken.emit(chosen)


def _words(one: AssignmentInput) -> str:
    due = format_day(one.due_on) if one.due_on else tr("cả năm")
    return f"{term('task_origin', one.origin)} – {one.text} ({due})" + (f": {one.assignee}" if one.assignee else "")
