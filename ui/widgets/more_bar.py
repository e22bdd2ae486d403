"""How much of a long list is shown, with a button that reads on."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from desktop_app.rules.percentages import format_number
from desktop_app.texts import tr
from ui.widgets.plain import plain_label


class MoreBar(QWidget):
    """Hidden while everything is shown."""

    wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.text = plain_label(role="muted")
        self.button = QPushButton(tr("Đọ&c tiếp"))
        self.button.clicked.connect(self.wanted)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.text, 1)
        row.addWidget(self.button)
        self.hide()

    def show_share(self, shown: int, total: int | None, *, more: bool) -> None:
        """Say how many of how many are shown, as far as they were counted, while there are ``more``."""
        if total is None:
            self.text.setText(tr("Đang hiện {shown}, còn nữa.", shown=format_number(shown)))
        else:
            words = tr("Đang hiện {shown} trong {total}.", shown=format_number(shown), total=format_number(total))
            self.text.setText(words)
        self.setVisible(more)
