"""A finalised meeting: its minutes as printed, number and versions, and the ways on: a new version, cancelling."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from db.meeting_records import Meeting, MeetingState, MeetingSummary
from db.problems import ProblemError
from desktop_app.texts import term, tr
from ui import theme
from ui.context import WindowContext
from ui.icons import on_button
from ui.printing import Printing
from ui.widgets.choice import DropDown
from ui.widgets.field import WrappingLabel
from ui.widgets.pdf_panel import PdfPanel
from ui.widgets.plain import plain_label, set_role
from ui.widgets.words import capital


class FinalView(QWidget):
    """Read only: what was finalised is changed by a new version, never in place."""

    revise_wanted = Signal()
    cancel_wanted = Signal()
    version_wanted = Signal(str)
    next_wanted = Signal()
    """The next cell without minutes shall be opened."""
    problem = Signal(ProblemError)

    def __init__(self, context: WindowContext, printing: Printing) -> None:
        super().__init__()
        self.meeting: Meeting | None = None
        self._file_name = ""
        self.heading = plain_label(role="heading")
        self.state = plain_label()
        self.reason = WrappingLabel(role="muted")
        self.versions = DropDown()
        self.versions.setAccessibleName(tr("Các bản của biên bản này"))
        self.versions.activated.connect(lambda _row: self.version_wanted.emit(self.versions.currentData()))
        self.revise = QPushButton(tr("Lập &bản mới"))
        on_button(self.revise, "edit")
        self.revise.clicked.connect(self.revise_wanted)
        self.cancel = QPushButton(tr("&Hủy biên bản"))
        on_button(self.cancel, "delete", theme.colors().error)
        self.cancel.setProperty("kind", "danger")
        self.cancel.clicked.connect(self.cancel_wanted)
        self.next_cell = QPushButton(tr("Chi bộ tiếp (F7)"))
        self.next_cell.setToolTip(tr("Mở chi bộ tiếp theo chưa có biên bản tháng này"))
        on_button(self.next_cell, "right")
        self.next_cell.clicked.connect(self.next_wanted)
        self.panel = PdfPanel(context, printing, closable=False)
        self.panel.problem.connect(self.problem)
        head = QHBoxLayout()
        head.setSpacing(theme.px(8))
        head.addWidget(self.state)
        head.addStretch(1)
        for widget in (self.versions, self.revise, self.cancel, self.next_cell):
            head.addWidget(widget)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.px(6))
        layout.addWidget(self.heading)
        layout.addLayout(head)
        layout.addWidget(self.reason)
        layout.addWidget(self.panel, 1)
        self.setFocusProxy(self.panel)

    def show_meeting(self, meeting: Meeting, versions: Sequence[MeetingSummary], heading: str, file_name: str) -> None:
        """Show what is known of a kept meeting; its minutes follow by ``show_minutes``."""
        self.meeting = meeting
        final = meeting.state is MeetingState.FINAL
        self.heading.setText(heading)
        self.state.setText(
            tr(
                "{state} lúc {time} ngày {day}",
                state=capital(term("meeting_state", meeting.state)),
                time=meeting.finalized_at[11:16],
                day="/".join(reversed(meeting.finalized_at[:10].split("-"))),
            )
            if final
            else capital(term("meeting_state", meeting.state))
        )
        set_role(self.state, "ok" if final else "warning")
        self.reason.setText(tr("Lý do: {reason}", reason=meeting.revision_reason))
        self.reason.setVisible(bool(meeting.revision_reason))
        self.versions.clear()
        for summary in versions:
            self.versions.addItem(
                tr(
                    "Bản {version} ({state})",
                    version=summary.version,
                    state=term("meeting_state", summary.state).lower(),
                ),
                summary.id,
            )
        self.versions.setCurrentIndex(max(0, self.versions.findData(meeting.id)))
        self.versions.setVisible(len(versions) > 1)
        self.revise.setVisible(final)
        self.cancel.setVisible(final)
        self._file_name = file_name
        self.panel.show_document(b"", "", self._file_name)

    def show_minutes(self, data: bytes) -> None:
        """Show the minutes as they are printed."""
        meeting = self.meeting
        source = None if meeting is None else lambda office: office.papers.minutes(meeting)
        self.panel.show_document(data, "", self._file_name, source)
