"""The list of text blocks that opens at the cursor: part of a title narrows it, Enter puts one in."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from db.meeting_records import TextBlock
from db.text import fold
from desktop_app.texts import term, tr
from ui import theme
from ui.widgets.enter_moves import press_button
from ui.widgets.field import WrappingLabel
from ui.widgets.plain_text import PlainTextEdit

_SHOWN = 400
"""Characters of a block that are shown before it is chosen."""


class BlockPopup(QFrame):
    """Chooses a block for one field; whatever is chosen, the cursor is back in the field."""

    picked = Signal(TextBlock)
    keep_wanted = Signal(PlainTextEdit)
    manage_wanted = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setProperty("role", "popup")
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self._blocks: list[tuple[str, TextBlock]] = []
        self._editor: PlainTextEdit | None = None
        self.search = QLineEdit()
        self.search.setPlaceholderText(tr("Tìm đoạn mẫu, có dấu hoặc không dấu"))
        self.search.setAccessibleName(tr("Tìm đoạn mẫu"))
        self.search.textEdited.connect(lambda _text: self._filter())
        self.search.installEventFilter(self)
        self.list = QListWidget()
        self.list.setAccessibleName(tr("Đoạn mẫu"))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.list.currentRowChanged.connect(self._show_body)
        self.list.itemClicked.connect(lambda _item: self._pick())
        self.body = WrappingLabel(role="muted")
        self.keep = QPushButton(tr("&Lưu thành đoạn mẫu"))
        self.keep.setToolTip("Shift+F3")
        self.keep.clicked.connect(self._keep)
        self.manage = QPushButton(tr("&Sửa các đoạn mẫu…"))
        self.manage.clicked.connect(self._manage)
        buttons = QHBoxLayout()
        buttons.addWidget(self.keep)
        buttons.addStretch(1)
        buttons.addWidget(self.manage)
        layout = QVBoxLayout(self)
        margin = theme.px(8)
        layout.setContentsMargins(margin, margin, margin, margin)
        layout.setSpacing(theme.px(6))
        layout.addWidget(self.search)
        layout.addWidget(self.list, 1)
        layout.addWidget(self.body)
        layout.addLayout(buttons)

    def open_at(self, editor: PlainTextEdit, blocks: Sequence[TextBlock]) -> None:
        """Open below the cursor of ``editor``."""
        self._editor = editor
        self._blocks = [(fold(f"{block.title} {block.body}"), block) for block in blocks]
        self.search.clear()
        self._filter()
        self.keep.setEnabled(bool(editor.value().strip()))
        self.setFixedSize(theme.px(520), theme.px(340))
        self.move(self._place(editor))
        self.show()
        self.search.setFocus(Qt.FocusReason.PopupFocusReason)

    def _place(self, editor: PlainTextEdit) -> QPoint:
        """Return where to open: below the line in hand, above it where the screen ends, never beside the screen."""
        line = editor.cursorRect()
        below = editor.viewport().mapToGlobal(line.bottomLeft()) + QPoint(0, theme.px(4))
        edge = theme.px(6)
        room = editor.screen().availableGeometry().adjusted(edge, edge, -edge, -edge)
        y = below.y()
        if y + self.height() > room.bottom():
            y = max(room.top(), editor.viewport().mapToGlobal(line.topLeft()).y() - self.height() - theme.px(4))
        return QPoint(max(room.left(), min(below.x(), room.right() - self.width())), y)

    def _filter(self) -> None:
        words = fold(self.search.text()).split()
        self.list.clear()
        for folded, block in self._blocks:
            if all(word in folded for word in words):
                where = term("text_block_field", block.field) if block.field else ""
                item = QListWidgetItem(f"{block.title}  ·  {where}" if where else block.title)
                item.setData(Qt.ItemDataRole.UserRole, block)
                self.list.addItem(item)
        self.list.setCurrentRow(0)
        if not self.list.count():
            none = tr("Không có đoạn mẫu nào như vậy.") if words else tr("Chưa có đoạn mẫu nào được lưu.")
            self.body.setText(none)

    def _block(self) -> TextBlock | None:
        item: QListWidgetItem | None = self.list.currentItem()
        block = item.data(Qt.ItemDataRole.UserRole) if item is not None else None
        return block if isinstance(block, TextBlock) else None

    def _show_body(self, _row: int) -> None:
        block = self._block()
        body = block.body if block else ""
        self.body.setText(f"{body[:_SHOWN]}…" if len(body) > _SHOWN else body)

    # --- choosing ---

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Press the button in hand by Enter."""
        if not press_button(self, event):
            super().keyPressEvent(event)

    def _leave(self) -> PlainTextEdit | None:
        editor, self._editor = self._editor, None
        self.hide()
        if editor is not None:
            editor.setFocus(Qt.FocusReason.PopupFocusReason)
        return editor

    def _pick(self) -> None:
        block = self._block()
        editor = self._leave() if block else None
        if block is not None and editor is not None:
            editor.put_in(block.body)
            self.picked.emit(block)

    def _keep(self) -> None:
        editor = self._leave()
        if editor is not None:
            self.keep_wanted.emit(editor)

    def _manage(self) -> None:
        self._leave()
        self.manage_wanted.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """In the search line: arrows move in the list, Enter puts the block in, F3 and Esc close."""
        if watched is not self.search or not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return False
        key = Qt.Key(event.key())
        if key in (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown) and not event.modifiers():
            QApplication.sendEvent(self.list, event)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._pick()
        elif key in (Qt.Key.Key_F3, Qt.Key.Key_Escape):
            self._leave()
        else:
            return False
        return True
