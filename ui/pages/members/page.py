"""Đảng viên: find, add and change people of the register."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QPushButton, QStackedWidget, QVBoxLayout, QWidget

from db.records import CellView, MemberFilter, MemberPage
from desktop_app.rules.percentages import format_number
from desktop_app.texts import tr
from ui import theme
from ui.context import WindowContext
from ui.icons import on_button
from ui.pages.base import Page
from ui.pages.members.columns import HIDDEN, columns
from ui.pages.members.draft_notice import DraftNotice
from ui.pages.members.editing import Editing, Opened
from ui.pages.members.filters import FilterBar
from ui.pages.members.form import MemberForm
from ui.pages.members.import_place import ImportPlace
from ui.pages.members.model import MemberModel
from ui.pages.members.papers import MemberPapers
from ui.pages.members.people_menu import PeopleMenu
from ui.widgets.plain import plain_label
from ui.widgets.record_table import RecordTable


class MembersPage(Page):
    """The list, and the form that takes its place while a person is added or changed."""

    name = "members"

    def __init__(self, context: WindowContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._ethnic_shown = False
        self.stack = QStackedWidget()
        self.body.addWidget(self.stack, 1)
        self.list = QWidget()
        self.table: RecordTable
        self._again: tuple[str, date | None] = ("", None)
        """Cell and day of the member added last: lists are typed cell by cell."""
        self._keep: tuple[str, ...] = ()
        """Whom the list takes in hand again once it has been read, the one in hand first."""
        self._build_list()
        self.form = MemberForm(context)
        self.form.set_cells(context.cells)
        self.editing = Editing(self, self.form)
        self.editing.shown.connect(self._form_shown)
        self.editing.closed.connect(self._form_closed)
        self.editing.saved.connect(self.refresh)
        self.stack.addWidget(self.list)
        self.stack.addWidget(self.form)
        self.papers = MemberPapers(self)
        self.people = PeopleMenu(self)
        self.importing = ImportPlace(self, self.stack, self.list, (self.new, self.edit))
        for keys, action in (
            ("Ctrl+N", self.add),
            ("Ctrl+S", self.save),
            ("Esc", self._escape),
            ("Ctrl+F", self._find),
            ("Ctrl+I", self.importing.start),
        ):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(action)
        context.cell_changed.connect(self._cell_taken)
        context.period_changed.connect(self._month_taken)
        context.data_changed.connect(self._stale)
        context.cells_changed.connect(self._stale)

    @property
    def opened(self) -> Opened | None:
        """Whom the form shows, None while the list is there."""
        return self.editing.opened

    @property
    def title(self) -> str:
        """Return the words at the top."""
        return tr("Đảng viên")

    @property
    def help_text(self) -> str:
        """Return what F1 says."""
        return tr(
            "Tìm: gõ một phần tên, nơi ở, nghề nghiệp, chức vụ (có dấu hoặc không dấu), số thẻ, điện thoại, số lý "
            "lịch.\n"
            "Enter: mở phiếu của người đang chọn. Ctrl+N: thêm người. Ctrl+I: nhập danh sách từ Excel.\n"
            "Ctrl+T: ghi thay đổi (công nhận chính thức, chuyển đi, miễn sinh hoạt, từ trần…). Ctrl+M: chuyển chi bộ "
            "cho những người đang chọn.\n"
            "Chọn nhiều người bằng Shift hoặc Ctrl: Ctrl+B sửa một mục cho tất cả, Ctrl+C chép các dòng.\n"
            "Ctrl+D: tìm người trùng. Ctrl+H: xem và hoàn tác các lần nhập, sửa hàng loạt.\n"
            "Trong phiếu: Enter sang ô sau, Ctrl+Tab đổi thẻ, Ctrl+S lưu, Esc đóng. Dân tộc, tôn giáo, CCCD… được che; "
            "bấm “Hiện” khi cần xem."
        )

    # --- the list ---

    def _build_list(self) -> None:
        self.new = QPushButton(tr("&Thêm đảng viên (Ctrl+N)"))
        on_button(self.new, "add", theme.colors().on_primary)
        self.new.setProperty("kind", "primary")
        self.new.clicked.connect(self.add)
        self.tools.addWidget(self.new)
        layout = QVBoxLayout(self.list)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.px(8))
        self.filters = FilterBar(self.context)
        self.search, self.cell, self.left = self.filters.search, self.filters.cell, self.filters.left
        self.filters.changed.connect(self._filter)
        self.reveal = QPushButton(tr("Hiện &dân tộc"))
        self.reveal.setCheckable(True)
        on_button(self.reveal, "eye")
        self.reveal.toggled.connect(self._show_ethnic)
        self.filters.row.addWidget(self.reveal)
        self.edit = QPushButton(tr("&Sửa (Enter)"))
        on_button(self.edit, "edit")
        self.edit.clicked.connect(lambda: self._open_row(self.table.currentIndex().row()))
        self.tools.insertWidget(0, self.edit)
        layout.addWidget(self.filters)
        self.model = MemberModel(columns(self._ethnic), self._fetch, self._wanted())
        self.table = RecordTable(self.model, tr("Danh sách đảng viên"))
        self.table.show_order("name", descending=False)
        self.table.sort_wanted.connect(self._sort)
        self.table.opened.connect(self._open_row)
        self.drafts = DraftNotice(self)
        self.drafts.chosen.connect(self._open_draft)
        layout.addWidget(self.drafts)
        layout.addWidget(self.table, 1)
        self.count = plain_label(role="muted")
        self.model.counted.connect(self._show_count)
        layout.addWidget(self.count)
        self.search.returnPressed.connect(self.table.setFocus)

    def _ethnic(self, code: str) -> str:
        if not code:
            return ""
        if not self._ethnic_shown:
            return HIDDEN
        from desktop_app.lists import ethnic_groups

        return ethnic_groups().get(code, code)

    def _show_ethnic(self, shown: bool) -> None:  # noqa: FBT001 - a Qt signal
        self._ethnic_shown = shown
        self.reveal.setText(tr("Ẩn &dân tộc") if shown else tr("Hiện &dân tộc"))
        on_button(self.reveal, "eye-off" if shown else "eye")
        self.table.viewport().update()

    def _wanted(self, **changes: object) -> MemberFilter:
        if not hasattr(self, "model"):
            return self.filters.wanted("name", descending=False)
        before = self.model.wanted
        order = str(changes.get("order_by", before.order_by))
        return self.filters.wanted(order, descending=bool(changes.get("descending", before.descending)))

    def _fetch(self, wanted: MemberFilter, offset: int, limit: int, take: Callable[[MemberPage], None]) -> None:
        def taken(page: MemberPage) -> None:
            if wanted is self.model.wanted:
                take(page)

        self.run(lambda office: office.members.page(wanted, offset, limit), taken, busy=tr("Đang đọc danh sách…"))

    def _filter(self) -> None:
        self.model.show_filter(self._wanted())

    def _sort(self, order: str, descending: bool) -> None:  # noqa: FBT001 - a Qt signal
        self.model.show_filter(self._wanted(order_by=order, descending=descending))

    def _show_count(self, total: int) -> None:
        self.count.setText(tr("{count} người", count=format_number(total)))
        self.importing.show_empty(empty=total == 0 and not self.filters.narrows)
        kept, self._keep = self._keep, ()
        words = tr("Không có ai khớp với những gì đang lọc.") if self.filters.narrows else ""
        if not total and words:
            self.count.setText(words)
        if total and kept:
            wanted = self.model.wanted
            self.run(lambda office: office.members.ids(wanted), lambda ids: self._take(wanted, ids, kept))
        elif total and not self.table.currentIndex().isValid():
            self.table.select(0)

    def _in_hand(self) -> tuple[str, ...]:
        """Return who is selected and has been read, the current one first."""
        current = self.table.currentIndex().row()
        rows = [
            self.model.rows[number] for number in sorted(self.table.selected_rows(), key=lambda one: one != current)
        ]
        return tuple(row.id for row in rows if row is not None)

    def _take(self, wanted: MemberFilter, ids: list[str], kept: tuple[str, ...]) -> None:
        """Take people in hand where they stand in the list now; the first one when none is in it any more."""
        if wanted is self.model.wanted and not self.table.currentIndex().isValid():
            places = {member_id: place for place, member_id in enumerate(ids)}
            self.table.select(*([places[one] for one in kept if one in places] or [0]))

    def _cell_taken(self, _cell: CellView | None) -> None:
        self.filters.show_cells()
        if self.isVisible():
            self._filter()

    def _month_taken(self, _period: str) -> None:
        self._again = (self._again[0], None)

    def _stale(self) -> None:
        if self.isVisible() and self.opened is None and not self.importing.active:
            self.refresh()

    def _find(self) -> None:
        if self.opened is None and not self.importing.active:
            self.search.setFocus()
            self.search.selectAll()

    def _escape(self) -> None:
        if self.importing.escape():
            return
        if self.opened is not None:
            self.editing.escape()
        elif self.search.text():
            self.search.clear()

    # --- what the window asks ---

    def open(self, **args: object) -> None:
        """Come to the front and read."""
        if self.importing.active and ("member_id" not in args or not self.importing.may_leave()):
            return
        member_id = args.get("member_id")
        if isinstance(member_id, str) and (self.opened is None or self.close_form()):
            self.open_member(member_id)
        elif self.opened is None:
            self.refresh()
            self.search.setFocus()
            if args.get("importing"):
                self.importing.start()

    def refresh(self) -> None:
        """Read again what is shown."""
        if self.opened is None and not self.importing.active:
            self.filters.show_cells()
            self.form.set_cells(self.context.cells)
            self._keep = self._keep or self._in_hand()
            self._filter()
            self.drafts.refresh()

    def may_leave(self) -> bool:
        """Return whether another page may come to the front."""
        return self.importing.may_leave() and (self.opened is None or self.close_form())

    # --- the form ---

    def add(self) -> None:
        """Open an empty form."""
        if self.opened is not None or self.importing.active:
            return
        cell_id, since = self._again
        if self.context.cell is not None:
            cell_id = self.context.cell.organization.id
        # From the first of the month in hand: who is written down today was a member at this month's meeting already.
        since = since or min(date.fromisoformat(f"{self.context.period}-01"), self.context.today())
        self.editing.add(cell_id, since)

    def _open_draft(self, member_id: str) -> None:
        if member_id:
            self.open_member(member_id)
        else:
            self.add()

    def _open_row(self, number: int) -> None:
        row = self.model.row(number)
        if row is not None:
            self.open_member(row.id)

    def open_member(self, member_id: str) -> None:
        """Open the form of a known person."""
        self.editing.open(member_id)

    def _form_shown(self, title: str) -> None:
        self.form.set_cells(self.context.cells)
        self.title_label.setText(title)
        self.new.hide()
        self.edit.hide()
        self.stack.setCurrentWidget(self.form)

    def close_form(self) -> bool:
        """Go back to the list; asks when something typed would be lost. Returns whether it was closed."""
        return self.editing.close()

    def _form_closed(self) -> None:
        self._again = self.editing.last_place or self._again
        self._keep = (self.editing.written_id,) if self.editing.written_id else ()
        self.editing.written_id = ""
        self.title_label.setText(self.title)
        self.new.show()
        self.edit.show()
        self.stack.setCurrentWidget(self.list)
        self.table.setFocus()

    def save(self) -> None:
        """Save what the form holds."""
        self.editing.save()
