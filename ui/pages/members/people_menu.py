"""The button "Thao tác" of the member list: acts, one field of many, people written down twice, taking back."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QDialog, QMenu, QPushButton

from desktop_app.texts import tr
from ui.icons import icon, on_button
from ui.pages.members.list_acts import ListActs

if TYPE_CHECKING:
    from ui.pages.members.page import MembersPage


class PeopleMenu(QObject):
    """Adds its button to the title line and its lines to the menu of the list."""

    def __init__(self, page: MembersPage) -> None:
        super().__init__(page)
        self.page = page
        self.dialog: QDialog | None = None
        self.acts = ListActs(page.context, page.table, page)
        self.button = QPushButton(tr("Th&ao tác"))
        on_button(self.button, "members")
        menu = QMenu(self.button)
        menu.addActions([self.acts.act, self.acts.move])
        menu.addSeparator()
        self.bulk = self._action(menu, tr("&Sửa hàng loạt…"), "Ctrl+B", self.edit_many, "edit")
        self.compare = self._action(menu, tr("S&o sánh, gộp hai người đã chọn…"), "", self.compare_two, "members")
        menu.addSeparator()
        self.duplicates = self._action(menu, tr("Tìm &người trùng…"), "Ctrl+D", self.find_duplicates, "search")
        self.history = self._action(menu, tr("&Lịch sử nhập, sửa hàng loạt…"), "Ctrl+H", self.show_history, "refresh")
        self.button.setMenu(menu)
        menu.aboutToShow.connect(self._allow)
        page.tools.insertWidget(0, self.button)
        page.stack.currentChanged.connect(lambda _place: self.button.setVisible(self._listed))

    @property
    def _listed(self) -> bool:
        return self.page.stack.currentWidget() is self.page.list

    def _action(self, menu: QMenu, words: str, keys: str, work: Callable[[], None], picture: str) -> QAction:
        action = QAction(icon(picture), words, self.page.list)
        if keys:
            action.setShortcut(QKeySequence(keys))
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        action.triggered.connect(work)
        menu.addAction(action)
        self.page.list.addAction(action)
        return action

    def _allow(self) -> None:
        count = len(self.page.table.selected_rows())
        self.bulk.setEnabled(count > 0)
        self.compare.setEnabled(count == 2)

    # --- what the lines do ---

    def edit_many(self) -> None:
        """Open the bulk edit of the people selected, read or not."""
        self._with_selected(self._edit)

    def _edit(self, member_ids: list[str]) -> None:
        from ui.pages.members.bulk_dialog import BulkDialog

        if member_ids:
            self._open(BulkDialog(self.page.context, member_ids, self.page.window()))
        else:
            self.page.context.say(tr("Hãy chọn những người cần sửa trong danh sách trước."))

    def compare_two(self) -> None:
        """Open the two people selected side by side."""
        self._with_selected(self._compare)

    def _compare(self, member_ids: list[str]) -> None:
        from ui.pages.members.duplicates_dialog import DuplicatesDialog

        if len(member_ids) == 2:
            pair = (member_ids[0], member_ids[1])
            self._open(DuplicatesDialog(self.page.context, pair, self.page.window()))

    def find_duplicates(self) -> None:
        """Open the people who may have been written down twice."""
        from ui.pages.members.duplicates_dialog import DuplicatesDialog

        self._open(DuplicatesDialog(self.page.context, None, self.page.window()))

    def show_history(self) -> None:
        """Open the change sets."""
        from ui.pages.members.history_dialog import HistoryDialog

        self._open(HistoryDialog(self.page.context, self.page.window()))

    def _with_selected(self, work: Callable[[list[str]], None]) -> None:
        """Call ``work`` with the identifiers of the rows selected; rows never looked at are read first."""
        numbers = self.page.table.selected_rows()
        rows = [self.page.model.rows[number] for number in numbers]
        known = [row.id for row in rows if row is not None]
        if len(known) == len(rows):
            work(known)
            return
        wanted = self.page.model.wanted
        self.page.run(
            lambda office: office.members.ids(wanted),
            partial(self._all_read, numbers, work),
            busy=tr("Đang đọc danh sách…"),
        )

    def _all_read(self, numbers: list[int], work: Callable[[list[str]], None], ids: list[str]) -> None:
        work([ids[number] for number in numbers if number < len(ids)])

    def _open(self, dialog: QDialog) -> None:
        self.dialog = dialog
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.finished.connect(self._closed)
        dialog.open()

    def _closed(self) -> None:
        self.dialog = None
        self.page.table.setFocus()
