"""Second section of the form: who was there, who was not, and what that comes to."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from PySide6.QtGui import QUndoStack
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from db.meeting_records import MeetingContent
from db.records import Finding
from desktop_app.texts import tr
from ui import theme
from ui.pages.meetings.section import Section
from ui.widgets.attendance_table import AttendanceTable
from ui.widgets.field import FindingLine
from ui.widgets.plain import plain_label


class AttendanceSection(Section):
    """Điểm danh: the table, and the counts that follow every key."""

    def __init__(self, undo: QUndoStack) -> None:
        super().__init__()
        self.title = tr("Điểm danh")
        self.table = AttendanceTable(undo)
        self._figures = [plain_label(role="figure") for _ in range(5)]
        self._visited: set[int] = set()
        self._all_visited = False
        self._findings: tuple[Finding, ...] = ()
        figures = QHBoxLayout()
        figures.setSpacing(theme.px(22))
        for figure, words in zip(
            self._figures,
            (tr("phải dự"), tr("có mặt"), tr("vắng có lý do"), tr("vắng không lý do"), tr("tỷ lệ")),
            strict=True,
        ):
            pair = QHBoxLayout()
            pair.setSpacing(theme.px(6))
            pair.addWidget(figure)
            pair.addWidget(plain_label(words, role="muted"))
            figure.setAccessibleName(words)
            figures.addLayout(pair)
        figures.addStretch(1)
        self.finding = FindingLine()
        self.body.addLayout(figures)
        self.body.addWidget(self.finding)
        self.body.addWidget(self.table, 1)
        self.table.changed.connect(self._changed)
        self.table.row_left.connect(self._row_left)

    @property
    def figures(self) -> list[QLabel]:
        """Required, present, excused, unexcused, percentage."""
        return self._figures

    def fill(self, content: MeetingContent) -> None:
        """Show the list of a meeting."""
        self._visited.clear()
        self.table.set_marks(content.attendance)
        self._count()

    def collect(self, content: MeetingContent) -> MeetingContent:
        """Return the meeting with this list."""
        return msgspec.structs.replace(content, attendance=self.table.model.marks)

    def copy_before(self, before: MeetingContent, focused: QWidget) -> bool:
        """Bring the presence and the reason of the person in hand from the meeting before."""
        row = self.table.row
        if not self.table.isAncestorOf(focused) or row < 0:
            return False
        member_id = self.table.model.marks[row].member_id
        mark = next((mark for mark in before.attendance if mark.member_id == member_id), None)
        return mark is not None and self.table.model.take_over(row, mark)

    def show_findings(self, findings: Sequence[Finding]) -> None:
        """Show findings about the whole list above it, those about one person in the row."""
        self._findings = tuple(findings)
        whole: list[Finding] = []
        rows: dict[int, list[Finding]] = {}
        for finding in findings:
            head, _, rest = finding.field.partition(".")
            if head == "attendance":
                place = rest.partition(".")[0]
                if not place.isdigit():
                    whole.append(finding)
                elif self._all_visited or int(place) in self._visited:
                    rows.setdefault(int(place), []).append(finding)
        self.finding.show_findings(whole if self._all_visited or self._visited else ())
        self.table.show_findings(rows)

    def visit_all(self, *, visited: bool) -> None:
        """Treat every row as visited, or none."""
        self._all_visited = visited
        if not visited:
            self._visited.clear()

    def focus_first(self) -> None:
        """Begin in the search line: most were there, only the absent have to be found."""
        self.table.search.setFocus()

    def focus_path(self, path: str) -> bool:
        """Go to a person, into the reason where it is the reason that is meant."""
        head, _, rest = path.partition(".")
        if head != "attendance":
            return False
        place, _, part = rest.partition(".")
        if place.isdigit():
            self.table.go_to(int(place), reason=part == "reason")
        elif not self.table.model.marks:
            self.table.renew.setFocus()
        else:
            self.table.table.setFocus()
        return True

    def _changed(self) -> None:
        self._count()
        self.changed.emit()

    def _row_left(self, row: int) -> None:
        self._visited.add(row)

    def _count(self) -> None:
        from desktop_app.rules import attendance, percentages

        count = attendance.counts(self.table.model.marks)
        figures = (count.required, count.present, count.excused, count.unexcused)
        for label, figure in zip(self._figures, figures, strict=False):
            label.setText(str(figure))
        self._figures[-1].setText(percentages.format_percent(count.present, count.required))
