"""The dialog in which text blocks are changed, moved to another field and thrown away."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QListWidget, QPushButton, QVBoxLayout, QWidget

from db.meeting_records import TextBlock
from db.problems import ProblemError
from db.records import Finding
from db.text import sort_key
from desktop_app.texts import term, tr
from ui import theme
from ui.context import WindowContext
from ui.icons import on_button
from ui.pages.base import ProblemBar
from ui.widgets.choice import Choice
from ui.widgets.field import Field
from ui.widgets.plain_text import PlainTextEdit


class BlockDialog(QDialog):
    """The list at the left, the block in hand at the right; Ctrl+S keeps it, Delete in the list throws it away."""

    def __init__(self, context: WindowContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Đoạn mẫu"))
        theme.fit(self, 860, 480)
        from desktop_app.services.text_blocks import FIELDS

        self.context = context
        self._blocks: list[TextBlock] = []
        self._block: TextBlock | None = None
        self.problem_bar = ProblemBar()
        self.list = QListWidget()
        self.list.setAccessibleName(tr("Đoạn mẫu"))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.currentRowChanged.connect(self._row_changed)
        self.title = QLineEdit()
        self.title.setMaxLength(200)
        places = [("", tr("Mọi ô")), *((field, term("text_block_field", field)) for field in FIELDS)]
        self.field: Choice[str] = Choice(places)
        self.body = PlainTextEdit(9)
        self.fields = {
            "title": Field(tr("&Tên đoạn mẫu"), self.title, "title"),
            "field": Field(tr("Dùng trước hết ở &ô"), self.field, "field"),
            "body": Field(tr("&Nội dung"), self.body, "body"),
        }
        self.save = QPushButton(tr("Lưu (Ctrl+S)"))
        self.save.setProperty("kind", "primary")
        self.remove = QPushButton(tr("&Xóa đoạn mẫu"))
        on_button(self.remove, "delete")
        self.close_button = QPushButton(tr("Đóng (Esc)"))
        self._build()
        self.save.clicked.connect(self.keep)
        self.remove.clicked.connect(self.throw_away)
        self.close_button.clicked.connect(self.reject)
        for keys, owner, action in (("Ctrl+S", self, self.keep), ("Delete", self.list, self.throw_away)):
            shortcut = QShortcut(QKeySequence(keys), owner)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(action)
        self._show(None)
        self.read("")

    def _build(self) -> None:
        form = QVBoxLayout()
        form.setSpacing(theme.px(8))
        for field in self.fields.values():
            form.addWidget(field, 1 if field.editor is self.body else 0)
        columns = QHBoxLayout()
        columns.setSpacing(theme.px(12))
        columns.addWidget(self.list, 2)
        columns.addLayout(form, 3)
        buttons = QHBoxLayout()
        buttons.addWidget(self.remove)
        buttons.addStretch(1)
        for button in (self.save, self.close_button):
            buttons.addWidget(button)
        for button in (self.save, self.remove, self.close_button):
            button.setAutoDefault(False)
        layout = QVBoxLayout(self)
        layout.addWidget(self.problem_bar)
        layout.addLayout(columns, 1)
        layout.addLayout(buttons)

    # --- content ---

    def read(self, block_id: str) -> None:
        """Read the blocks again and take one in hand, the first by default."""
        self.context.operations.run(
            lambda office: office.text_blocks.listed(),
            partial(self._take, block_id),
            self.problem_bar.show_problem,
            receiver=self,
        )

    def _take(self, block_id: str, blocks: Sequence[TextBlock]) -> None:
        self._blocks = sorted(blocks, key=lambda block: sort_key(block.title))
        self.list.blockSignals(True)
        self.list.clear()
        self.list.addItems([block.title for block in self._blocks])
        row = next((row for row, block in enumerate(self._blocks) if block.id == block_id), 0)
        self.list.setCurrentRow(row if self._blocks else -1)
        self.list.blockSignals(False)
        self._show(self._blocks[row] if self._blocks else None)

    def _show(self, block: TextBlock | None) -> None:
        self._block = block
        self.title.setText(block.title if block else "")
        self.field.take(block.field if block else "")
        self.body.set_value(block.body if block else "")
        for field in self.fields.values():
            field.setEnabled(block is not None)
            field.show_findings(())
        for button in (self.save, self.remove):
            button.setEnabled(block is not None)

    @property
    def dirty(self) -> bool:
        """Whether something was changed that is not kept."""
        block = self._block
        typed = (self.title.text(), self.field.value(), self.body.value())
        return block is not None and typed != (block.title, block.field, block.body)

    def _row_changed(self, row: int) -> None:
        block = self._blocks[row] if 0 <= row < len(self._blocks) else None
        if block is self._block:
            return
        if self.dirty and not self.context.questions.discard_changes():
            self.list.blockSignals(True)
            self.list.setCurrentRow(next(i for i, one in enumerate(self._blocks) if one is self._block))
            self.list.blockSignals(False)
            return
        self._show(block)

    # --- acts ---

    def keep(self) -> None:
        """Write the block in hand."""
        block = self._block
        if block is None or not self.dirty:
            return
        title, field, body = self.title.text(), self.field.value(), self.body.value()
        self.context.operations.run(
            lambda office: office.text_blocks.update(block.id, block.revision, field, title, body),
            self._kept,
            self._refused,
            receiver=self,
        )

    def _kept(self, block: TextBlock) -> None:
        self.problem_bar.hide()
        self.read(block.id)

    def _refused(self, problem: ProblemError) -> None:
        found = problem.values.get("findings")
        if not isinstance(found, tuple):
            self.problem_bar.show_problem(problem)
            return
        findings = [finding for finding in found if isinstance(finding, Finding)]
        for path, field in self.fields.items():
            field.visited = True
            field.show_findings([finding for finding in findings if finding.field == path])
        self.fields[findings[0].field].editor.setFocus()

    def throw_away(self) -> None:
        """Forget the block in hand, after asking."""
        block = self._block
        if block is not None and self.context.questions.confirm(
            tr("Xóa đoạn mẫu"),
            tr("Xóa đoạn mẫu “{title}”? Biên bản đã dùng đoạn này không thay đổi.", title=block.title),
            yes=tr("&Xóa"),
            no=tr("&Giữ lại"),
            loses=True,
        ):
            self.context.operations.run(
                lambda office: office.text_blocks.remove(block.id),
                lambda _none: self.read(""),
                self.problem_bar.show_problem,
                receiver=self,
            )

    def reject(self) -> None:
        """Close; ask when something would be lost."""
        if not self.dirty or self.context.questions.discard_changes():
            super().reject()
