"""The list of agenda items at the left of the form, the keys that mean something in it, and what is below it."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QPushButton, QVBoxLayout, QWidget

from db.meeting_records import AgendaItem
from desktop_app.texts import tr
from ui import theme
from ui.icons import icon, on_button
from ui.widgets.field import WrappingLabel


class ItemList(QListWidget):
    """The list of items: Delete takes one away, Insert adds one, Enter goes into the one in hand."""

    removed = Signal()
    added = Signal()
    entered_item = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Turn the keys into what they mean."""
        meaning = {
            Qt.Key.Key_Delete: self.removed,
            Qt.Key.Key_Insert: self.added,
            Qt.Key.Key_Return: self.entered_item,
            Qt.Key.Key_Enter: self.entered_item,
        }.get(Qt.Key(event.key()))
        if meaning is not None and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            meaning.emit()
        elif event.modifiers() & (Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ControlModifier):
            event.ignore()
        else:
            super().keyPressEvent(event)


class ItemColumn(QWidget):
    """The list with its buttons and a note of what was just done."""

    added = Signal()
    removed = Signal()
    moved = Signal(int)
    """By how many places the item in hand shall move: -1 up, 1 down."""

    def __init__(self) -> None:
        super().__init__()
        self.list = ItemList()
        self.list.setAccessibleName(tr("Các nội dung sinh hoạt"))
        self.list.setWordWrap(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setIconSize(QSize(theme.px(16), theme.px(16)))
        self.list.setMinimumHeight(theme.px(30))
        self.list.removed.connect(self.removed)
        self.list.added.connect(self.added)
        self.note = WrappingLabel(role="muted")
        self.add = QPushButton(tr("&Thêm"))
        on_button(self.add, "add")
        self.add.setToolTip(tr("Thêm nội dung (Ctrl+N)"))
        self.add.setAccessibleName(tr("Thêm nội dung (Ctrl+N)"))
        self.add.clicked.connect(self.added)
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.px(4))
        buttons.addWidget(self.add, 1)
        remove, up, down = (QPushButton(icon(look), "") for look in ("delete", "up", "down"))
        for button, words, keys in (
            (remove, tr("Bỏ nội dung này"), "Delete"),
            (up, tr("Đưa lên"), "Alt+↑"),
            (down, tr("Đưa xuống"), "Alt+↓"),
        ):
            button.setAccessibleName(words)
            button.setToolTip(f"{words} ({keys})")
            button.setFixedWidth(theme.px(38))
            button.setIconSize(QSize(theme.px(16), theme.px(16)))
            buttons.addWidget(button)
        remove.clicked.connect(self.removed)
        up.clicked.connect(lambda: self.moved.emit(-1))
        down.clicked.connect(lambda: self.moved.emit(1))
        self._for_items = (remove, up, down)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.list, 1)
        layout.addLayout(buttons)
        layout.addWidget(self.note)
        self.setMaximumWidth(theme.px(280))

    def set_item_in_hand(self, *, there: bool) -> None:
        """Allow what can only be done to an item."""
        for button in self._for_items:
            button.setEnabled(there)

    def name_item(self, place: int, item: AgendaItem, *, wrong: bool) -> None:
        """Write the line of an item: its number and title, and a sign of how far it is."""
        line = self.list.item(place)
        line.setText(f"{place + 1}. {item.title.strip() or tr('(chưa có tên)')}")
        look, colors = "none", theme.colors()
        color = colors.muted
        if wrong:
            look, color = "error", colors.error
        elif item.conclusion.strip():
            look, color = "done", colors.ok
        elif item.content.strip() or item.opinions:
            look, color = "draft", colors.text
        line.setIcon(icon(look, color))

    def name_guidance(self, *, written: bool) -> None:
        """Write the last line, which is no item."""
        line = self.list.item(self.list.count() - 1)
        if line is not None:
            colors = theme.colors()
            line.setText(tr("Chỉ đạo, đảng phí"))
            line.setIcon(icon("done" if written else "none", colors.ok if written else colors.muted))
