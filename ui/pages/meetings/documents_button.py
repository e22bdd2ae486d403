"""The button "Văn bản": documents out of the meeting in hand, its history, and papers matched by their code."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QMenu, QPushButton

from db.meeting_records import IssuedType, Meeting, MeetingDraft, MeetingState
from desktop_app.services.meeting_history import FoundPaper
from desktop_app.texts import term, tr
from ui.context import month_name

if TYPE_CHECKING:
    from ui.pages.meetings.issued_list import About
    from ui.pages.meetings.page import MeetingsPage

KEY = "F8"


class DocumentsButton(QPushButton):
    """A menu; F8 opens it."""

    def __init__(self, page: MeetingsPage) -> None:
        super().__init__(tr("Văn bản"))
        words = tr("Nghị quyết, thông báo, giấy mời; sổ số; nhật ký, so sánh các bản; đối chiếu mã kiểm tra")
        self.setToolTip(f"{words} ({KEY})")
        self._page = page
        self.dialog: QDialog | None = None
        menu = QMenu(self)
        self.begin_actions = [
            self._add(menu, words, partial(self._begin, type_))
            for type_, words in (
                (IssuedType.RESOLUTION, tr("&1. Nghị quyết của buổi này…")),
                (IssuedType.NOTICE, tr("&2. Thông báo kết luận của buổi này…")),
                (IssuedType.INVITATION, tr("&3. Giấy mời dự buổi này…")),
            )
        ]
        self.all_action = self._add(menu, tr("&4. Văn bản của chi bộ…"), self.show_documents)
        self._add(menu, tr("&5. Sổ số văn bản"), partial(page.context.open_page, "year", panel="ledger"))
        menu.addSeparator()
        self.trail_action = self._add(menu, tr("&6. Nhật ký biên bản…"), self.show_trail)
        self.compare_action = self._add(menu, tr("&7. So sánh hai bản…"), self.compare)
        self._add(menu, tr("&8. Đối chiếu mã kiểm tra…"), self.match_code)
        menu.aboutToShow.connect(self._allow)
        self.setMenu(menu)
        shortcut = QShortcut(QKeySequence(KEY), page)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(self.showMenu)

    def _add(self, menu: QMenu, words: str, work: Callable[[], object]) -> QAction:
        action = menu.addAction(words)
        action.triggered.connect(lambda _checked=False: work())
        return action

    def _allow(self) -> None:
        in_hand = self._page.in_hand
        for action in self.begin_actions:
            action.setEnabled(in_hand is not None)
        self.all_action.setEnabled(bool(self._page.cell_id))
        self.trail_action.setEnabled(in_hand is not None)
        self.compare_action.setEnabled(self._revises is not None or self._has_versions)

    @property
    def _revises(self) -> str | None:
        in_hand = self._page.in_hand
        return in_hand.revises if isinstance(in_hand, MeetingDraft) else None

    @property
    def _has_versions(self) -> bool:
        in_hand = self._page.in_hand
        return isinstance(in_hand, Meeting) and (in_hand.version > 1 or in_hand.state is MeetingState.SUPERSEDED)

    # --- documents ---

    def _about(self) -> About:
        from ui.pages.meetings.issued_list import About

        page, in_hand = self._page, self._page.in_hand
        year = int(page.context.period[:4])
        if in_hand is None:
            return About(page.cell_id, page.cell_name, year)
        words = f"{term('meeting_kind', in_hand.content.kind)} {month_name(in_hand.content.period).lower()}"
        return About(page.cell_id, page.cell_name, year, in_hand.id, words)

    def show_documents(self) -> None:
        """Show the documents of the cell in hand, those of the meeting first."""
        self._documents()

    def _documents(self, type_: IssuedType | None = None) -> None:
        if not self._page.cell_id:
            return
        from ui.pages.meetings.issued_dialog import IssuedDialog

        self._page.draft.autosave.flush()
        dialog = IssuedDialog(self._page.context, self._page.printing, self._about(), self._page)
        if type_ is not None:
            dialog.begin(type_)
        self._open(dialog)

    def _begin(self, type_: IssuedType) -> None:
        if isinstance(self._page.in_hand, MeetingDraft):
            # The document is written out of what the store holds.
            self._page.draft.save()
        self._documents(type_)

    # --- history ---

    def _heading(self) -> str:
        about = self._about()
        return f"{about.cell_name} · {about.meeting_words}"

    def show_trail(self) -> None:
        """Show who did what with the meeting in hand."""
        in_hand = self._page.in_hand
        if in_hand is None:
            return
        from ui.pages.meetings.trail_dialog import TrailDialog

        dialog = TrailDialog(self._page.context, in_hand.id, self._heading(), self._page)
        dialog.version_wanted.connect(lambda meeting_id: self._page.open_cell(self._page.cell_id, meeting_id))
        dialog.compare_wanted.connect(self.compare)
        self._open(dialog)

    def compare(self) -> None:
        """Show what the versions of the meeting in hand say differently."""
        in_hand = self._page.in_hand
        if in_hand is None:
            return
        from ui.pages.meetings.compare_dialog import CompareDialog

        self._open(CompareDialog(self._page.context, in_hand.id, self._heading(), self._page))

    def match_code(self) -> None:
        """Look a check code of a paper up."""
        from ui.pages.meetings.code_dialog import CodeDialog

        dialog = CodeDialog(self._page.context, self._page)
        dialog.opened.connect(self._open_found)
        self._open(dialog)

    def _open_found(self, found: FoundPaper) -> None:
        self._page.open(cell_id=found.cell_id, period=found.period, meeting_id=found.meeting_id)

    def _open(self, dialog: QDialog) -> None:
        self.dialog = dialog
        dialog.finished.connect(self._closed)
        dialog.open()

    def _closed(self) -> None:
        self.dialog = None
