"""Nhật ký biên bản: who did what when with a meeting and the documents out of it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from db.problems import ProblemError
from desktop_app.rules import dates
from desktop_app.services.meeting_history import MeetingEvent
from desktop_app.texts import term, tr
from ui import theme
from ui.context import WindowContext
from ui.pages.base import ProblemBar
from ui.widgets.plain import plain_label
from ui.widgets.record_table import Column, RecordModel, RecordTable


class TrailDialog(QDialog):
    """The newest event first; Enter opens the version an event is about."""

    version_wanted = Signal(str)
    compare_wanted = Signal()

    def __init__(self, context: WindowContext, meeting_id: str, heading: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Nhật ký biên bản"))
        theme.fit(self, 1080, 560)
        self.problem_bar = ProblemBar()
        self.model: RecordModel[MeetingEvent] = RecordModel(_columns())
        self.table = RecordTable(self.model, tr("Nhật ký biên bản"))
        self.table.opened.connect(self._opened)
        self.compare_button = QPushButton(tr("&So sánh hai bản…"))
        self.compare_button.setAutoDefault(False)
        self.compare_button.clicked.connect(self._compare)
        self.compare_button.setEnabled(False)
        close = QPushButton(tr("Đóng (Esc)"))
        close.setAutoDefault(False)
        close.clicked.connect(self.reject)
        row = QHBoxLayout()
        row.addWidget(plain_label(tr("Enter trên một dòng: mở bản ấy."), role="hint"))
        row.addStretch(1)
        row.addWidget(self.compare_button)
        row.addWidget(close)
        layout = QVBoxLayout(self)
        layout.setSpacing(theme.px(8))
        layout.addWidget(plain_label(heading, role="heading", wrap=True))
        layout.addWidget(self.problem_bar)
        layout.addWidget(self.table, 1)
        layout.addLayout(row)
        self.table.setFocus()
        context.operations.run(
            lambda office: office.meetings_history.of(office.meetings_history.series_of(meeting_id)),
            self._show,
            receiver=self,
        )

    def _show(self, events: list[MeetingEvent]) -> None:
        self.model.set_rows(events)
        self.compare_button.setEnabled(len({event.meeting_id for event in events if event.meeting_id}) > 1)
        if events:
            self.table.select(0)

    def _opened(self, row: int) -> None:
        event = self.model.row(row)
        if event is not None and event.meeting_id:
            self.version_wanted.emit(event.meeting_id)
            self.accept()

    def _compare(self) -> None:
        self.compare_wanted.emit()
        self.accept()

    def show_problem(self, problem: ProblemError) -> None:
        """Show a known failure above the list."""
        self.problem_bar.show_problem(problem)


def _when(event: MeetingEvent) -> str:
    moment = dates.format_stamp(event.at)
    until = dates.format_stamp(event.until)
    if until == moment:
        return moment
    return tr("{start} đến {end}", start=moment, end=until[11:] if until[:10] == moment[:10] else until)


def _what(event: MeetingEvent) -> str:
    words = term("history_action", event.action)
    if event.times > 1:
        words = tr("{action} ({times} lần)", action=words, times=event.times)
    return words


def _columns() -> list[Column[MeetingEvent]]:
    return [
        Column(tr("Lúc"), _when, 230),
        Column(tr("Việc"), _what, 250),
        Column(
            tr("Số, bản"),
            lambda event: tr("{label}, bản {version}", label=event.label, version=event.version) if event.label else "",
            180,
        ),
        Column(
            tr("Ai"),
            lambda event: term("actor", event.actor) if event.actor else tr("Văn phòng khác"),
            120,
            spare=True,
        ),
        Column(tr("Lý do"), lambda event: event.reason.replace("\n", " "), wrap=True),
    ]
