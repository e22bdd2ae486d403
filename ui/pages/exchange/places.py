"""Where packages are written to or read from: a stick, or a folder."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QStorageInfo, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from desktop_app.exchange.removable import is_removable
from desktop_app.texts import tr
from ui import theme
from ui.context import WindowContext
from ui.icons import icon, on_button
from ui.widgets.choice import DropDown
from ui.widgets.plain import plain_label


def sticks() -> list[tuple[str, Path]]:
    """Return name and folder of every stick that is plugged in and ready."""
    found = []
    for volume in QStorageInfo.mountedVolumes():
        folder = Path(volume.rootPath())
        if volume.isValid() and volume.isReady() and is_removable(folder):
            found.append((volume.displayName() or str(folder), folder))
    return found


class PlacePicker(QWidget):
    """A list of the sticks and the folder used last, and a button for any other folder."""

    chosen = Signal(Path)

    def __init__(self, context: WindowContext, words: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(6))
        label = plain_label(words)
        row.addWidget(label)
        self.box = DropDown()
        self.box.setAccessibleName(words.replace("&", "").rstrip(":"))
        self.box.setMinimumWidth(theme.px(220))
        label.setBuddy(self.box)
        self.box.activated.connect(lambda _index: self._emit())
        row.addWidget(self.box, 1)
        self.browse = QPushButton(tr("Chọn thư &mục…"))
        self.browse.clicked.connect(self._browse)
        row.addWidget(self.browse)
        self.again = QPushButton(tr("Tìm lại &USB"))
        on_button(self.again, "refresh")
        self.again.clicked.connect(self.fill)
        row.addWidget(self.again)
        self.fill()

    def fill(self) -> None:
        """Look for sticks again; the choice stays where it is still there."""
        before = self.folder()
        self.box.clear()
        for name, folder in sticks():
            self.box.addItem(icon("usb"), tr("USB {name} ({folder})", name=name, folder=folder), str(folder))
        used = self.context.preferences.package_folder
        if used and self.box.findData(used) < 0 and Path(used).is_dir():
            self.box.addItem(icon("folder"), used, used)
        if not self.box.count():
            self.box.addItem(tr("Chưa cắm USB nào"), "")
        self.box.setCurrentIndex(max(0, self.box.findData(str(before)) if before else 0))

    def folder(self) -> Path | None:
        """Return the folder chosen, None when there is none."""
        data = self.box.currentData()
        return Path(str(data)) if data else None

    def choose(self, folder: Path) -> None:
        """Take a folder and remember it for the next time."""
        self.context.preferences.package_folder = str(folder)
        self.context.preferences.save()
        self.fill()
        self.box.setCurrentIndex(max(0, self.box.findData(str(folder))))
        self._emit()

    def _browse(self) -> None:
        chosen = self.context.questions.folder(tr("Chọn thư mục hoặc USB"), start=self.folder())
        if chosen is not None:
            self.choose(chosen)

    def _emit(self) -> None:
        folder = self.folder()
        if folder is not None:
            self.chosen.emit(folder)
