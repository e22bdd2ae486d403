"""The bar at the bottom: saved or not, what is going on, the last backup, the last package, the sample mark."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QWidget

from desktop_app.texts import tr
from ui import theme
from ui.context import OfficeFacts, SaveState, WindowContext
from ui.icons import pixmap
from ui.widgets.plain import plain_label

MESSAGE_STAYS = 8000
"""Milliseconds."""


class StatusBar(QWidget):
    """Shows; asks nothing."""

    def __init__(self, context: WindowContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("bottombar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(theme.px(12), theme.px(3), theme.px(12), theme.px(3))
        layout.setSpacing(theme.px(8))
        self.saved_icon = QLabel()
        self.saved = plain_label()
        self.message = plain_label()
        self.busy = QProgressBar()
        self.busy.setRange(0, 0)
        self.busy.setTextVisible(False)
        self.busy.setFixedWidth(theme.px(90))
        self.busy.hide()
        self.busy_text = plain_label()
        self.backup = plain_label(role="muted")
        self.package = plain_label(role="muted")
        self.clock = plain_label(role="warning")
        self.clock.hide()
        self.sample = plain_label(tr("DỮ LIỆU MẪU"), role="sample")
        self.sample.hide()
        for widget in (self.saved_icon, self.saved, self.message, self.busy, self.busy_text):
            layout.addWidget(widget)
        layout.addStretch(1)
        for widget in (self.clock, self.package, self.backup, self.sample):
            layout.addSpacing(theme.px(10))
            layout.addWidget(widget)
        self._clear = QTimer(self, singleShot=True, interval=MESSAGE_STAYS)
        self._clear.timeout.connect(self.message.clear)
        context.message.connect(self.say)
        context.save_state_changed.connect(self.show_saved)
        self.setMinimumHeight(theme.px(30))

    def say(self, text: str) -> None:
        """Show a sentence for a while."""
        self.message.setText(text)
        self._clear.start()

    def show_saved(self, state: str) -> None:
        """Show how the form on the screen stands."""
        words = {
            SaveState.NONE: ("", "", ""),
            SaveState.SAVED: ("done", tr("Đã lưu"), theme.colors().ok),
            SaveState.UNSAVED: ("draft", tr("Chưa lưu"), theme.colors().warning),
            SaveState.SAVING: ("draft", tr("Đang lưu…"), theme.colors().muted),
        }
        name, word, color = words[SaveState(state)]
        self.saved.setText(word)
        if name:
            self.saved_icon.setPixmap(pixmap(name, theme.px(16), color))
        else:
            self.saved_icon.clear()

    def show_busy(self, text: str) -> None:
        """Show that work is going on, or that it is over when ``text`` is empty."""
        self.busy_text.setText(text)
        self.busy.setVisible(bool(text))

    def show_facts(self, facts: OfficeFacts) -> None:
        """Show the last backup and package and whether the data is made up."""
        self.backup.setText(
            tr("Sao lưu gần nhất: {when}", when=facts.last_backup) if facts.last_backup else tr("Chưa sao lưu lần nào")
        )
        self.package.setText(
            tr("Gói gần nhất: {label}", label=facts.last_package) if facts.last_package else tr("Chưa lập gói nào")
        )
        self.clock.setText(
            tr("Đồng hồ máy sai ({day}): nhờ sửa giờ", day=facts.wrong_clock) if facts.wrong_clock else ""
        )
        self.clock.setVisible(bool(facts.wrong_clock))
        self.sample.setVisible(facts.is_sample)
