"""Over the list: a form that was being typed when the program ended, offered to be gone on with."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton

from desktop_app.services.member_drafts import NEW, MemberDraft
from desktop_app.texts import tr
from ui import theme
from ui.pages.base import Page
from ui.widgets.plain import plain_label


class DraftNotice(QFrame):
    """Names the form saved last; ``chosen`` gives the member, empty for somebody new."""

    chosen = Signal(str)

    def __init__(self, page: Page) -> None:
        super().__init__()
        self._page = page
        self._draft: MemberDraft | None = None
        self.setProperty("role", "info-box")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(theme.px(10), theme.px(4), theme.px(6), theme.px(4))
        self.label = plain_label(wrap=True)
        layout.addWidget(self.label, 1)
        self.go_on = QPushButton(tr("Nhậ&p tiếp"))
        self.go_on.clicked.connect(self._go_on)
        layout.addWidget(self.go_on)
        self.discard = QPushButton(tr("&Bỏ phần nhập dở"))
        self.discard.clicked.connect(self._discard)
        layout.addWidget(self.discard)
        self.hide()

    def refresh(self) -> None:
        """Look for forms that were never saved."""
        self._page.run(lambda office: office.member_drafts.listed(), self._listed)

    def _listed(self, found: list[MemberDraft]) -> None:
        self._draft = found[0] if found else None
        self.setVisible(bool(found))
        if self._draft is None:
            return
        from desktop_app.rules import dates

        name = self._draft.name or tr("người mới chưa ghi tên")
        at = dates.format_stamp(self._draft.saved_at)
        self.label.setText(tr("Phiếu đang nhập dở: {name}, giữ lại lúc {at}.", name=name, at=at))

    def _go_on(self) -> None:
        if self._draft is not None:
            self.hide()
            self.chosen.emit("" if self._draft.id == NEW else self._draft.id)

    def _discard(self) -> None:
        draft = self._draft
        if draft is not None:
            self._page.run(lambda office: office.member_drafts.discard(draft.id), lambda _done: self.refresh())
