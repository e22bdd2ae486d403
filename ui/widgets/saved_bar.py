"""Where a file was written, with buttons to open it or its folder."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from desktop_app.texts import tr
from ui import theme
from ui.documents import open_file
from ui.widgets.plain import plain_label


class SavedBar(QFrame):
    """Hidden until ``show_path``."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "ok-box")
        self.path: Path | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(12), theme.px(4), theme.px(6), theme.px(4))
        self.text = plain_label(wrap=True)
        row.addWidget(self.text, 1)
        self.open_button = QPushButton(tr("&Mở tệp"))
        self.open_button.clicked.connect(lambda: self._open(folder=False))
        row.addWidget(self.open_button)
        self.folder_button = QPushButton(tr("Mở &thư mục"))
        self.folder_button.clicked.connect(lambda: self._open(folder=True))
        row.addWidget(self.folder_button)
        self.close_button = QPushButton(tr("Đã hiểu"))
        self.close_button.clicked.connect(self.hide)
        row.addWidget(self.close_button)
        self.hide()

    def show_path(self, path: Path) -> None:
        """Say where the file lies and put the cursor on opening it."""
        self.path = path
        self.text.setText(tr("Đã ghi {path}", path=path))
        self.show()
        self.open_button.setFocus()

    def _open(self, *, folder: bool) -> None:
        if self.path is not None:
            open_file(self.path.parent if folder else self.path)
