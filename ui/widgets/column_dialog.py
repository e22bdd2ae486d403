"""Which columns of a list are shown: a box to tick for each."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop_app.texts import tr
from ui import theme
from ui.widgets.plain import plain_label


class ColumnDialog(QDialog):
    """Arrows choose a column, the space bar ticks it; at least one stays."""

    def __init__(self, titles: Sequence[str], hidden: Collection[int], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Chọn cột"))
        layout = QVBoxLayout(self)
        label = plain_label(tr("&Cột được hiện, in và xuất ra (Dấu cách: chọn hoặc bỏ):"), wrap=True)
        layout.addWidget(label)
        self.list = QListWidget()
        self.list.setAccessibleName(tr("Các cột của danh sách"))
        label.setBuddy(self.list)
        for place, title in enumerate(titles):
            item = QListWidgetItem(title)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Unchecked if place in hidden else Qt.CheckState.Checked)
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        self.list.itemChanged.connect(lambda _item: self._check())
        layout.addWidget(self.list)
        buttons = QDialogButtonBox()
        self.all = QPushButton(tr("Hiện &tất cả"))
        self.all.clicked.connect(self.show_all)
        buttons.addButton(self.all, QDialogButtonBox.ButtonRole.ResetRole)
        self.agree = buttons.addButton(tr("&Đồng ý"), QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton(tr("Thôi"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout.addWidget(buttons)
        # Only now does the dialog know the button.
        self.agree.setDefault(True)
        theme.fit(self, 420, 420)
        self.list.setFocus()

    def hidden_places(self) -> list[int]:
        """Return the places of the columns that are not ticked."""
        rows = range(self.list.count())
        return [row for row in rows if self.list.item(row).checkState() is not Qt.CheckState.Checked]

    def show_all(self) -> None:
        """Tick every column."""
        for row in range(self.list.count()):
            self.list.item(row).setCheckState(Qt.CheckState.Checked)

    def _check(self) -> None:
        self.agree.setEnabled(len(self.hidden_places()) < self.list.count())
