"""Cập nhật theo sổ đảng viên: where the register and a campaign differ, each line to be ticked before it counts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QHBoxLayout, QPushButton, QVBoxLayout

from db.evaluation_records import CampaignChange
from desktop_app.texts import term, tr
from ui import theme
from ui.widgets.check_list import CheckList
from ui.widgets.plain import plain_label

if TYPE_CHECKING:
    from ui.pages.base import Page


class ChangesDialog(QDialog):
    """``taken`` brings the changes that were ticked."""

    taken = Signal(object)

    def __init__(self, page: Page, changes: Sequence[CampaignChange]) -> None:
        super().__init__(page)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Cập nhật theo sổ đảng viên"))
        self.resize(theme.px(820), theme.px(480))
        self._changes = list(changes)
        layout = QVBoxLayout(self)
        words = tr(
            "Có {count} chỗ đợt kiểm điểm khác sổ đảng viên. Bỏ đánh dấu (phím cách) chỗ không cập nhật; "
            "Enter để cập nhật.",
            count=len(changes),
        )
        layout.addWidget(plain_label(words, wrap=True))
        self.list = CheckList(tr("Những chỗ khác sổ đảng viên"))
        self.list.offer([(str(place), change_words(one)) for place, one in enumerate(changes)], ticked=True)
        layout.addWidget(self.list)
        row = QHBoxLayout()
        for text, ticked in ((tr("Đánh dấu &hết"), True), (tr("&Bỏ hết"), False)):
            button = QPushButton(text)
            button.setAutoDefault(False)
            button.clicked.connect(lambda _checked=False, ticked=ticked: self.list.tick_all(ticked=ticked))
            row.addWidget(button)
        row.addStretch(1)
        buttons = QDialogButtonBox()
        self.agree = buttons.addButton(tr("&Cập nhật"), QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton(tr("Thôi"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self._take)
        buttons.rejected.connect(self.reject)
        row.addWidget(buttons)
        layout.addLayout(row)
        self.agree.setDefault(True)
        self.list.setFocus()

    def _take(self) -> None:
        chosen = [self._changes[int(key)] for key in self.list.ticked()]
        self.accept()
        if chosen:
            self.taken.emit(chosen)


def change_words(one: CampaignChange) -> str:
    """Return a change in one line: who, where, what it was and what it becomes."""
    who = f"{one.name} ({one.cell_name})" if one.cell_name and one.cell_name != one.name else one.name
    what = term("campaign_change", one.kind)
    if one.kind == "moved":
        what = tr("chuyển từ {was}", was=one.was)
    elif one.kind == "exclusion":
        what = tr("{was} → {now}", was=_rated(one.before), now=_rated(one.after))
    elif one.kind == "form":
        what = tr("mẫu {was} → {now}", was=one.before or "–", now=one.after)
    return f"{who}: {what}"


def _rated(exclusion: str) -> str:
    return term("exclusion", exclusion) if exclusion else tr("được xếp loại")
