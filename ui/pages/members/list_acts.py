"""Acts of membership from the list: one act for the person in hand, another cell for all who are selected."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from db.records import MemberRow
from db.register_records import ChangeKind
from desktop_app.texts import tr
from ui.context import WindowContext
from ui.pages.members.change_dialog import ChangeDialog
from ui.pages.members.model import MemberModel
from ui.widgets.record_table import RecordTable


class ListActs(QObject):
    """Adds its two entries to the menu of a list of people; both also have keys while the list is in hand."""

    def __init__(self, context: WindowContext, table: RecordTable, over: QWidget) -> None:
        super().__init__(over)
        self._context = context
        self._table = table
        self._over = over
        self.dialog: ChangeDialog | None = None
        self.act = self._action(tr("Ghi &thay đổi…"), "Ctrl+T", self.begin)
        self.move = self._action(tr("&Chuyển chi bộ…"), "Ctrl+M", self.move_selected)
        table.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        table.selectionModel().selectionChanged.connect(lambda *_: self._allow())
        table.model().modelReset.connect(self._allow)
        self._allow()

    def _action(self, words: str, keys: str, work: object) -> QAction:
        action = QAction(words, self)
        action.setShortcut(QKeySequence(keys))
        action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        action.triggered.connect(work)
        self._table.addAction(action)
        return action

    def _allow(self) -> None:
        count = len(self._table.selected_rows())
        self.act.setEnabled(count == 1)
        self.move.setEnabled(count > 0)

    def begin(self) -> None:
        """Open the form of the next act of the person in hand."""
        self._with_selected(self._begin)

    def _begin(self, people: list[tuple[str, str]]) -> None:
        if len(people) == 1:
            self._open(ChangeDialog(self._context, people, self._over.window()))

    def move_selected(self) -> None:
        """Open the form that moves everyone selected to another cell."""
        self._with_selected(self._move)

    def _move(self, people: list[tuple[str, str]]) -> None:
        if people:
            self._open(ChangeDialog(self._context, people, self._over.window(), kinds=(ChangeKind.CELL_MOVE,)))

    def _with_selected(self, work: Callable[[list[tuple[str, str]]], None]) -> None:
        """Call ``work`` with (identifier, name) of everyone selected; who was never looked at is read first."""
        model, numbers = self._table.records, self._table.selected_rows()
        rows = [model.row(number) for number in numbers]
        known = [(row.id, row.full_name) for row in rows if isinstance(row, MemberRow)]
        if len(known) == len(rows) or not isinstance(model, MemberModel):
            work(known)
            return
        wanted, names = model.wanted, dict(known)

        def read(ids: list[str]) -> None:
            work([(ids[number], names.get(ids[number], "")) for number in numbers if number < len(ids)])

        self._context.operations.run(
            lambda office: office.members.ids(wanted), read, receiver=self._over, busy=tr("Đang đọc danh sách…")
        )

    def _open(self, dialog: ChangeDialog) -> None:
        self.dialog = dialog
        dialog.finished.connect(self._closed)
        dialog.open()

    def _closed(self) -> None:
        self.dialog = None
        self._table.setFocus()
