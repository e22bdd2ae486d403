"""What stands after the items of the agenda: guidance from above and the answer to it, and what was said about dues."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from db.meeting_records import MeetingContent
from db.records import Finding
from desktop_app.texts import tr
from ui import theme
from ui.widgets.field import Field
from ui.widgets.plain_text import PlainTextEdit


class GuidanceEditor(QWidget):
    """Ý kiến chỉ đạo của cấp trên, chủ trì tiếp thu, đảng phí; ``changed`` speaks only of what the user did."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._filling = False
        self.guidance = PlainTextEdit(4, block_field="guidance")
        self.reply = PlainTextEdit(3, block_field="guidance")
        self.dues = PlainTextEdit(2, block_field="dues")
        self.fields = {
            "guidance": Field(tr("Ý kiến &chỉ đạo của cấp trên"), self.guidance, "guidance"),
            "guidance_reply": Field(tr("Chủ trì ti&ếp thu"), self.reply, "guidance_reply"),
            "dues_note": Field(tr("Đảng phí"), self.dues, "dues_note"),
        }
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, theme.px(6), 0)
        layout.setSpacing(theme.px(6))
        for field, share in zip(self.fields.values(), (4, 3, 2), strict=True):
            layout.addWidget(field, share)
        for editor in (self.guidance, self.reply, self.dues):
            editor.textChanged.connect(self._changed)

    def fill(self, content: MeetingContent) -> None:
        """Show a meeting's."""
        self._filling = True
        self.guidance.set_value(content.guidance)
        self.reply.set_value(content.guidance_reply)
        self.dues.set_value(content.dues_note)
        self._filling = False

    def collect(self, content: MeetingContent) -> MeetingContent:
        """Return the meeting with what stands here."""
        return msgspec.structs.replace(
            content,
            guidance=self.guidance.value(),
            guidance_reply=self.reply.value(),
            dues_note=self.dues.value(),
        )

    @property
    def written(self) -> bool:
        """Whether anything stands here."""
        return any(field.value().strip() for field in (self.guidance, self.reply, self.dues))

    def copy_before(self, before: MeetingContent, focused: QWidget) -> bool:
        """Bring the field in hand from the meeting before; False when there is nothing to bring."""
        for name, field in self.fields.items():
            if field.editor is focused:
                assert isinstance(field.editor, PlainTextEdit)
                text: str = getattr(before, name)
                if text:
                    field.editor.put_in(text)
                return bool(text)
        return False

    def show_findings(self, findings: Sequence[Finding]) -> None:
        """Show findings at their fields."""
        for path, field in self.fields.items():
            field.show_findings([finding for finding in findings if finding.field == path])

    def _changed(self) -> None:
        if not self._filling:
            self.changed.emit()
