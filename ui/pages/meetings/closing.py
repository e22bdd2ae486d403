"""Last section of the form: the minutes read back, the end, and what is still open."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from db.meeting_records import MeetingContent
from db.records import Finding
from desktop_app.texts import tr
from ui import theme
from ui.pages.meetings.section import Section
from ui.widgets.field import Field
from ui.widgets.number import NumberEdit
from ui.widgets.plain import plain_label
from ui.widgets.problem_list import ProblemList
from ui.widgets.times import TimeEdit


class ClosingSection(Section):
    """Kết thúc: số tán thành biên bản, giờ kết thúc, những chỗ còn phải xem lại."""

    problem_chosen = Signal(Finding)

    def __init__(self) -> None:
        super().__init__()
        self.title = tr("Kết thúc")
        self.approval = NumberEdit()
        self.approval.setToolTip(tr("Phím = điền số đảng viên có mặt"))
        self.end_time = TimeEdit()
        self.fields = {
            "approval_agree": Field(tr("Số đảng viên &tán thành biên bản"), self.approval, "approval_agree"),
            "end_time": Field(tr("Giờ kết th&úc"), self.end_time, "end_time"),
        }
        self._present = plain_label(role="muted")
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.px(12))
        grid.addWidget(self.fields["approval_agree"], 0, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(self.fields["end_time"], 0, 1, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(self._present, 1, 0)
        for column in range(3):
            grid.setColumnStretch(column, 1)
        self.body.addWidget(
            plain_label(
                tr("Thư ký đọc lại biên bản, chi bộ biểu quyết thông qua, rồi kết thúc buổi sinh hoạt."), wrap=True
            )
        )
        self.body.addLayout(grid)
        self.open_problems = plain_label(role="heading", wrap=True)
        self.problems = ProblemList(closable=False)
        self.problems.chosen.connect(self.problem_chosen)
        self.body.addSpacing(theme.px(6))
        self.body.addWidget(self.open_problems)
        self.body.addWidget(self.problems)
        self.body.addStretch(1)
        self.approval.textEdited.connect(self.changed)
        self.end_time.textEdited.connect(self.changed)

    def fill(self, content: MeetingContent) -> None:
        """Show the end of a meeting."""
        self.approval.set_value(content.approval_agree)
        self.end_time.set_value(content.end_time)
        self.show_open(None)

    def collect(self, content: MeetingContent) -> MeetingContent:
        """Return the meeting with its end."""
        return msgspec.structs.replace(content, approval_agree=self.approval.value(), end_time=self.end_time.value())

    def copy_before(self, before: MeetingContent, focused: QWidget) -> bool:
        """Bring the end of the meeting before."""
        if focused is not self.end_time or not before.end_time:
            return False
        self.end_time.selectAll()
        self.end_time.insert(before.end_time)
        return True

    def set_present(self, present: int) -> None:
        """Tell how many were there."""
        self.approval.missing = present
        self._present.setText(tr("Có mặt {present} đồng chí; phím = điền số này.", present=present))

    def show_open(self, findings: Sequence[Finding] | None, *, elsewhere: bool = False) -> None:
        """List everything still open, unless it is listed ``elsewhere`` already; None while it is not known."""
        if findings is None or (findings and elsewhere):
            self.open_problems.setText("")
        elif findings:
            self.open_problems.setText(tr("Những chỗ cần xem lại"))
        else:
            self.open_problems.setText(tr("Mọi mục đã đủ. Nhấn Ctrl+Enter để chốt."))
        self.problems.show_findings(() if elsewhere or not findings else findings)

    def focus_first(self) -> None:
        """Begin with the approval of the minutes."""
        self.approval.setFocus()
