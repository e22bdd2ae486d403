"""The notice that the meeting being written has a second draft, with the ways out: open that one, or throw it away."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton

from db.meeting_records import MeetingDraft
from desktop_app.texts import tr
from ui import theme
from ui.icons import on_button
from ui.widgets.field import WrappingLabel


class TwinBar(QFrame):
    """Hidden while there is only one draft."""

    open_wanted = Signal(str)
    discard_wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "info-box")
        self._twin = ""
        self.text = WrappingLabel()
        self.open_other = QPushButton(tr("Mở bản kia"))
        self.discard_other = QPushButton(tr("Bỏ bản kia"))
        on_button(self.discard_other, "delete")
        self.open_other.clicked.connect(lambda: self.open_wanted.emit(self._twin))
        self.discard_other.clicked.connect(lambda: self.discard_wanted.emit(self._twin))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(theme.px(10), theme.px(4), theme.px(6), theme.px(4))
        layout.addWidget(self.text, 1)
        layout.addWidget(self.open_other)
        layout.addWidget(self.discard_other)
        self.hide()

    def show_twin(self, twin: MeetingDraft | None) -> None:
        """Tell of the other draft, or of none."""
        self._twin = twin.id if twin else ""
        self.setVisible(twin is not None)
        if twin is None:
            return
        written = [item for item in twin.content.agenda if item.content.strip() or item.conclusion.strip()]
        self.text.setText(
            tr(
                "Chính buổi này còn một bản nháp khác, lưu lúc {time} ngày {day}, đã ghi {written} nội dung. "
                "Chỉ giữ một bản.",
                time=twin.saved_at[11:16],
                day="/".join(reversed(twin.saved_at[:10].split("-"))),
                written=len(written),
            )
        )
