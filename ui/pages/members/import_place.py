"""Where the import assistant stands: in place of the member list, and offered where the list is empty."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QFrame, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from desktop_app.texts import tr
from ui import theme
from ui.icons import on_button
from ui.widgets.plain import plain_label

if TYPE_CHECKING:
    from ui.pages.base import Page
    from ui.pages.members.import_assistant import ImportAssistant


class ImportPlace(QObject):
    """Opens the assistant on a page over its list and takes it away again."""

    def __init__(self, page: Page, stack: QStackedWidget, listed: QWidget, tools: Sequence[QWidget]) -> None:
        super().__init__(page)
        self.page = page
        self.stack = stack
        self.listed = listed
        self.assistant: ImportAssistant | None = None
        self.button = QPushButton(tr("Nhập từ E&xcel"))
        self.button.setToolTip("Ctrl+I")
        on_button(self.button, "excel")
        self.button.clicked.connect(self.start)
        page.tools.insertWidget(0, self.button)
        self._tools = tuple(tools)
        self.empty = _Empty()
        self.empty.button.clicked.connect(self.start)
        self.empty.hide()
        layout = listed.layout()
        assert isinstance(layout, QVBoxLayout)
        layout.insertWidget(0, self.empty)
        stack.currentChanged.connect(lambda _index: self.button.setVisible(stack.currentWidget() is listed))

    @property
    def active(self) -> bool:
        """Whether the assistant is open."""
        return self.assistant is not None

    def start(self) -> None:
        """Open the assistant, unless something else stands in place of the list."""
        if self.active or self.stack.currentWidget() is not self.listed:
            return
        from ui.pages.members.import_assistant import ImportAssistant

        self.page.clear_problem()
        self.assistant = ImportAssistant(self.page.context)
        self.assistant.closed.connect(self._close)
        self.assistant.imported.connect(self.page.context.cells_changed)
        self.stack.addWidget(self.assistant)
        self.stack.setCurrentWidget(self.assistant)
        self.page.title_label.setText(tr("Nhập danh sách đảng viên từ Excel"))
        for tool in self._tools:
            tool.hide()
        self.assistant.focus_first()

    def escape(self) -> bool:
        """Take Esc while the assistant is open; returns whether it was taken."""
        if self.assistant is None:
            return False
        self.assistant.escape()
        return True

    def may_leave(self) -> bool:
        """Return whether another page may come to the front; the assistant is closed when it agrees."""
        if self.assistant is None:
            return True
        if not self.assistant.may_leave():
            return False
        self._close()
        return True

    def show_empty(self, *, empty: bool) -> None:
        """Offer the assistant where there is nobody yet."""
        self.empty.setVisible(empty)

    def _close(self) -> None:
        assistant, self.assistant = self.assistant, None
        if assistant is None:
            return
        self.stack.setCurrentWidget(self.listed)
        self.stack.removeWidget(assistant)
        assistant.hide()
        assistant.deleteLater()
        self.page.title_label.setText(self.page.title)
        for tool in self._tools:
            tool.show()
        self.page.refresh()
        self.listed.setFocus(Qt.FocusReason.OtherFocusReason)
        self.listed.focusNextChild()


class _Empty(QFrame):
    """What to do while the register holds nobody."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "info-box")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.px(16), theme.px(12), theme.px(16), theme.px(12))
        layout.addWidget(plain_label(tr("Sổ chưa có đảng viên nào."), role="heading"))
        layout.addWidget(
            plain_label(
                tr(
                    "Đã có danh sách trong Excel thì nhập một lần cho cả đảng bộ; chưa có thì thêm từng người bằng "
                    "Ctrl+N."
                ),
                wrap=True,
            )
        )
        self.button = QPushButton(tr("&Nhập danh sách từ Excel"))
        on_button(self.button, "excel", theme.colors().on_primary)
        self.button.setProperty("kind", "primary")
        layout.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)
