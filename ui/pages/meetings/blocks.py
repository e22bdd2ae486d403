"""Text blocks at work in the form: read when asked for, put in at the cursor, kept from what was typed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QObject, Qt

from db.meeting_records import TextBlock
from db.problems import ProblemError
from desktop_app.texts import tr
from ui.context import WindowContext
from ui.pages.meetings.form import MeetingForm
from ui.widgets.block_popup import BlockPopup
from ui.widgets.plain_text import PlainTextEdit


class Blocks(QObject):
    """Stands between the form, which knows no store, and the office."""

    def __init__(self, context: WindowContext, form: MeetingForm, problem: Callable[[ProblemError], None]) -> None:
        super().__init__(form)
        self._context, self._form, self._problem = context, form, problem
        self.popup = BlockPopup(form)
        form.block_wanted.connect(self.offer)
        form.block_kept.connect(self.keep)
        self.popup.picked.connect(self._used)
        self.popup.keep_wanted.connect(self.keep)
        self.popup.manage_wanted.connect(self.manage)

    def offer(self, editor: PlainTextEdit) -> None:
        """Open the list of blocks at the cursor of a field."""
        field = editor.block_field or ""
        self._context.operations.run(
            lambda office: office.text_blocks.listed(field),
            partial(self._offer, editor),
            self._problem,
            receiver=self,
        )

    def _offer(self, editor: PlainTextEdit, blocks: Sequence[TextBlock]) -> None:
        if editor.hasFocus():
            self.popup.open_at(editor, blocks)

    def keep(self, editor: PlainTextEdit) -> None:
        """Keep what is marked in a field, or all of it, as a block, after asking for its name."""
        cursor = editor.textCursor()
        body = cursor.selectedText().replace("\u2029", "\n") if cursor.hasSelection() else editor.value()
        if not body.strip():
            self._context.say(tr("Ô này chưa có chữ để lưu thành đoạn mẫu."))
            return
        from desktop_app.services.text_blocks import first_words

        title = self._context.questions.text(
            tr("Lưu thành đoạn mẫu"), tr("Tên đoạn mẫu, để tìm lại khi nhấn F3:"), initial=first_words(body.strip())
        )
        editor.setFocus(Qt.FocusReason.OtherFocusReason)
        if title is None:
            return
        field = editor.block_field or ""
        self._context.operations.run(
            lambda office: office.text_blocks.add(field, body, title),
            lambda block: self._context.say(tr("Đã lưu đoạn mẫu “{title}”. Nhấn F3 để dùng lại.", title=block.title)),
            self._problem,
            receiver=self,
        )

    def _used(self, block: TextBlock) -> None:
        block_id = block.id
        self._context.operations.run(
            lambda office: office.text_blocks.used(block_id), None, self._problem, receiver=self
        )

    def manage(self) -> None:
        """Open the dialog of all blocks."""
        from ui.pages.meetings.block_dialog import BlockDialog

        dialog = BlockDialog(self._context, self._form)
        dialog.exec()
        dialog.deleteLater()
