"""The documents of a cell in a list, with the ways to begin a new one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from db.meeting_records import IssuedType
from db.view_records import IssuedSummary
from desktop_app.rules import dates
from desktop_app.texts import term, tr
from ui import theme
from ui.icons import on_button
from ui.widgets.plain import plain_label
from ui.widgets.record_table import Column, RecordModel, RecordTable
from ui.widgets.words import capital

if TYPE_CHECKING:
    from desktop_app.office import Office


@dataclass(frozen=True)
class About:
    """The cell whose documents these are, and the meeting in hand where there is one."""

    cell_id: str
    cell_name: str
    year: int
    meeting_id: str = ""
    """Of a kept meeting or of a draft."""
    meeting_words: str = ""


@dataclass(frozen=True)
class Line:
    """One line of the list: a draft or the newest version of a kept document."""

    id: str
    type: IssuedType
    number: str
    day: str
    subject: str
    state: str
    """"draft" or a value of MeetingState."""


def read(office: Office, about: About, only_meeting: bool) -> list[Line]:  # noqa: FBT001 - called on the worker
    """Return the drafts and the newest versions of what is kept, of the meeting in hand or of the cell's year."""
    series = office.meetings_history.series_of(about.meeting_id) if only_meeting else None
    lines = [
        Line(
            draft.id,
            draft.content.type,
            "",
            dates.format_day(draft.content.issued_on) if draft.content.issued_on else "",
            draft.content.subject,
            "draft",
        )
        for draft in office.issued.drafts(about.cell_id, series)
    ]
    newest: dict[str, IssuedSummary] = {}
    for kept in office.issued.listed(about.cell_id, series, None if only_meeting else about.year):
        if kept.series_id not in newest or newest[kept.series_id].version < kept.version:
            newest[kept.series_id] = kept
    lines += [
        Line(
            kept.id,
            kept.type,
            office.issued.label(kept),
            dates.format_day(kept.issued_on),
            kept.subject,
            kept.state.value,
        )
        for kept in newest.values()
    ]
    return lines


def _state(line: Line) -> str:
    return tr("nháp") if line.state == "draft" else term("meeting_state", line.state)


def _columns() -> list[Column[Line]]:
    return [
        Column(tr("Văn bản"), lambda line: line.number or tr("{type} (nháp)", type=term("counted", line.type)), 150),
        Column(tr("Ngày"), lambda line: line.day, 112),
        Column(tr("Trích yếu"), lambda line: line.subject, wrap=True),
        Column(tr("Trạng thái"), lambda line: capital(_state(line)), 110, spare=True),
    ]


class IssuedList(QWidget):
    """Enter opens the document in hand."""

    opened = Signal(object)
    begin_wanted = Signal(object)
    scope_changed = Signal()

    def __init__(self, about: About) -> None:
        super().__init__()
        self.model: RecordModel[Line] = RecordModel(_columns())
        self.table = RecordTable(self.model, tr("Văn bản của chi bộ"))
        self.table.setSelectionMode(RecordTable.SelectionMode.SingleSelection)
        self.table.opened.connect(self._opened)
        self.only_meeting = QCheckBox(tr("Chỉ của &buổi này"))
        self.only_meeting.setChecked(bool(about.meeting_id))
        self.only_meeting.setVisible(bool(about.meeting_id))
        self.only_meeting.toggled.connect(self.scope_changed)
        self.new_buttons: dict[IssuedType, QPushButton] = {}
        words = {
            IssuedType.RESOLUTION: tr("Nghị &quyết"),
            IssuedType.NOTICE: tr("&Thông báo"),
            IssuedType.INVITATION: tr("&Giấy mời"),
        }
        row = QHBoxLayout()
        row.setSpacing(theme.px(6))
        for place, (type_, text) in enumerate(words.items(), 1):
            button = QPushButton(text)
            button.setAutoDefault(False)
            on_button(button, "add")
            button.setToolTip(tr("Soạn {type} (Ctrl+{key})", type=term("counted", type_).lower(), key=place))
            button.clicked.connect(partial(self.begin_wanted.emit, type_))
            self.new_buttons[type_] = button
            row.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(plain_label(tr("Soạn mới:")))
        column.addLayout(row)
        column.addWidget(self.only_meeting)
        column.addWidget(self.table, 1)

    def _opened(self, row: int) -> None:
        line = self.model.row(row)
        if line is not None:
            self.opened.emit(line)

    def show_lines(self, lines: Sequence[Line], in_hand: str) -> None:
        """Show the documents, the one in hand selected."""
        self.model.set_rows(lines)
        if lines:
            self.table.select(next((row for row, line in enumerate(lines) if line.id == in_hand), 0))
