"""Tổ chức: the tree of units as of a day, what is known of each, the acts that change it, and the hamlets."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QHBoxLayout,
    QMenu,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from db.records import OrganizationKind
from db.register_records import TreeEvent, TreeEventKind
from db.tree_records import TreeNode, UnitInput
from desktop_app.rules import tree
from desktop_app.rules.dates import format_day
from desktop_app.texts import term, tr
from ui import theme
from ui.context import WindowContext
from ui.icons import on_button
from ui.pages.base import Page
from ui.pages.organizations.act_form import ActForm
from ui.pages.organizations.act_menu import counts_line, fill
from ui.pages.organizations.details import DetailsPanel
from ui.pages.organizations.hamlet_list import Doing, HamletList
from ui.pages.organizations.papers import OrganizationPapers
from ui.pages.organizations.reading import Read, read_page
from ui.pages.organizations.tree_model import TreeModel
from ui.pages.organizations.tree_view import TreeTable
from ui.widgets.dates import DateEdit
from ui.widgets.plain import plain_label

TREE, HAMLETS = 0, 1
"""The tabs of the page."""
_OF_CELLS = (TreeEventKind.SPLIT, TreeEventKind.MERGED)


class OrganizationsPage(Page):
    """The tree and the hamlets; a form takes their place while an act is written."""

    name = "organizations"

    def __init__(self, context: WindowContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._read: Read | None = None
        self._wanted = ""
        self._make_tools()
        self.stack = QStackedWidget()
        self.body.addWidget(self.stack, 1)
        self.overview = QWidget()
        self._lay_out()
        self.form = ActForm(context)
        self.form.saved.connect(self._saved)
        self.form.cancelled.connect(self.close_form)
        self.stack.addWidget(self.overview)
        self.stack.addWidget(self.form)
        keys: tuple[tuple[str, Callable[[], object]], ...] = (
            ("Ctrl+N", self.add),
            ("Ctrl+E", self.edit),
            ("Del", self.close_unit),
            ("Ctrl+S", self._save),
            ("Esc", self._escape),
        )
        for pressed, action in keys:
            shortcut = QShortcut(QKeySequence(pressed), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(action)

    @property
    def title(self) -> str:
        """Return the words at the top."""
        return tr("Tổ chức")

    @property
    def help_text(self) -> str:
        """Return what F1 says."""
        return tr(
            "Mũi tên: đi trong cây, phải và trái để mở và gập. Enter: lịch sử, thôn, cấp ủy của tổ chức đang chọn.\n"
            "Ctrl+N: thêm chi bộ dưới tổ chức đang chọn. Ctrl+E: sửa. Delete: kết thúc hoạt động. Nút “Việc khác”: "
            "chia tách, sáp nhập, chuyển cấp trên và các việc còn lại.\n"
            "“Xem tại ngày” cho thấy cây của một ngày đã qua.\n"
            "Ghi nhầm: Enter, thẻ “Lịch sử” có nút hủy; tổ chức đã kết thúc nhầm thì hủy ở lịch sử của đơn vị, dòng "
            "đầu của cây.\n"
            "Thẻ “Thôn, bản” liệt kê thôn chưa có chi bộ và thôn trắng đảng viên."
        )

    # --- building ---

    def _make_tools(self) -> None:
        self.new = QPushButton(tr("Thêm chi bộ (Ctrl+N)"))
        on_button(self.new, "add", theme.colors().on_primary)
        self.new.setProperty("kind", "primary")
        self.new.clicked.connect(self.add)
        self.change = QPushButton(tr("Sửa (Ctrl+E)"))
        on_button(self.change, "edit")
        self.change.clicked.connect(self.edit)
        self.more = QPushButton(tr("Việc &khác"))
        self.menu = QMenu(self.more)
        self.menu.aboutToShow.connect(self._fill_menu)
        self.more.setMenu(self.menu)
        self.day = DateEdit(self.context.today)
        self.day.setMaximumWidth(theme.px(130))
        self.day.setAccessibleName(tr("Xem tại ngày"))
        self.day.editingFinished.connect(self._day_left)
        words = plain_label(tr("&Xem tại ngày"))
        words.setBuddy(self.day)
        self.now = QPushButton(tr("Về hôm nay"))
        self.now.clicked.connect(self.back_to_today)
        for widget in (words, self.day, self.now, self.more, self.change, self.new):
            self.tools.addWidget(widget)

    def _lay_out(self) -> None:
        self.office = plain_label(role="heading")
        self.office_facts = plain_label(role="muted", wrap=True)
        self.past = plain_label(role="warning", wrap=True)
        self.past.hide()
        self.model = TreeModel()
        self.table = TreeTable(self.model)
        self.table.opened.connect(lambda _unit: self.show_details())
        self.table.chosen.connect(lambda _unit: self._unit_chosen())
        self.table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.table.customContextMenuRequested.connect(
            lambda place: self.menu.exec(self.table.viewport().mapToGlobal(place))
        )
        self.details = DetailsPanel(self.context)
        self.details.changed.connect(self._changed)
        self.details.closed.connect(self.hide_details)
        self.splitter = QSplitter(Qt.Orientation.Vertical)
        self.splitter.addWidget(self.table)
        self.splitter.addWidget(self.details)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setSizes([theme.px(250), theme.px(290)])
        self.hamlets = HamletList(self.context)
        self.hamlets.changed.connect(lambda _name: self._changed())
        self.tabs = QTabWidget()
        self.tabs.addTab(self.splitter, tr("Cây tổ &chức"))
        self.tabs.addTab(self.hamlets, tr("Thôn, &bản, tổ dân phố"))
        self.tabs.currentChanged.connect(lambda _tab: self._show_tools())
        self.count = plain_label(role="muted", wrap=True)
        self.papers = OrganizationPapers(self, self.splitter, lambda: self.on, self.count.text)
        self.tools.insertWidget(0, self.papers.tools)
        self.setTabOrder(self.papers.tools, self.day)
        self.hamlets.add_tools(self, self.count.text)
        column = QVBoxLayout(self.overview)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(6))
        head = QHBoxLayout()
        head.addWidget(self.office)
        head.addWidget(self.office_facts, 1)
        column.addLayout(head)
        column.addWidget(self.past)
        column.addWidget(self.tabs, 1)
        column.addWidget(self.count)

    # --- reading ---

    @property
    def on(self) -> date:
        """The day the page shows."""
        return self.day.value() or self.context.today()

    @property
    def _is_today(self) -> bool:
        return self.on == self.context.today()

    def open(self, **_args: object) -> None:
        """Come to the front and read; a cell in hand is taken in hand here too."""
        if not self.day.text():
            self.day.set_value(self.context.today())
        self._wanted = self.context.cell.organization.id if self.context.cell else ""
        self.refresh()
        if self.stack.currentWidget() is self.overview:
            self.table.setFocus()

    def refresh(self) -> None:
        """Read again what is shown."""
        on = self.on
        self.run(lambda office: read_page(office, on), self._show)

    def _show(self, read: Read) -> None:
        self._read = read
        office = read.office
        self.office.setText(office.name)
        above = read.parent.name if read.parent else read.upper_name
        facts = [tree.type_word(office.type_code, office.kind), tr("mã {code}", code=office.code)]
        if above:
            facts.append(tr("cấp trên: {name}", name=above))
        self.office_facts.setText(" · ".join(facts))
        self.past.setText(
            tr("Đang xem cây tổ chức tại ngày {day}; muốn sửa thì bấm “Về hôm nay”.", day=format_day(self.on))
        )
        self.past.setVisible(not self._is_today)
        self.table.show_nodes(read.nodes)
        if self._wanted:
            self.table.select(self._wanted)
            self._wanted = ""
        self.hamlets.show_hamlets(read.hamlets, read.cells, editable=self._is_today)
        self.count.setText(counts_line(read.counts))
        self._show_tools()
        if self.details.isVisible():
            self.show_details(focus=False)

    def _day_left(self) -> None:
        if self._read is not None and not self.day.complaint():
            if not self.day.text().strip():
                self.day.set_value(self.context.today())
            self.refresh()

    def back_to_today(self) -> None:
        """Show the tree of today again."""
        self.day.set_value(self.context.today())
        self.refresh()
        self.table.setFocus()

    def _show_tools(self) -> None:
        on_tree = self.tabs.currentIndex() == TREE and self.stack.currentWidget() is self.overview
        for button in (self.new, self.change, self.more):
            button.setVisible(on_tree and self._is_today)
        self.papers.tools.setVisible(on_tree)
        for widget in (self.day, self.now):
            widget.setEnabled(self.stack.currentWidget() is self.overview)
        self.now.setVisible(not self._is_today)
        self._unit_chosen()

    # --- the unit in hand ---

    def _own(self, node: TreeNode | None) -> bool:
        """Return whether a unit is one of the office's own cells and sections."""
        if node is None or self._read is None:
            return False
        return node.organization.owner_id == self._read.office.id and node.organization.kind in tree.OWN

    def _unit_chosen(self) -> None:
        node = self.table.node()
        self.change.setEnabled(self._own(node))
        if self.details.isVisible() and node is not None and node.organization.id != self.details.unit_id:
            self.show_details(focus=False)

    def show_details(self, *, focus: bool = True) -> None:
        """Show what is known of the unit in hand below the tree."""
        node = self.table.node()
        if node is None or self._read is None:
            return
        own = node.organization.owner_id == self._read.office.id
        self.details.show_unit(node, self.on, editable=self._is_today, own=own)
        self.details.show()
        if focus:
            self.table.scrollTo(self.table.currentIndex())
            self.details.tabs.setFocus()

    def hide_details(self) -> bool:
        """Give the room back to the tree; asks when something was typed. Return whether it is hidden."""
        if not self.details.roles.close_form():
            return False
        self.details.hide()
        self.table.setFocus()
        return True

    # --- acts ---

    def _fill_menu(self) -> None:
        node = self.table.node()
        fill(self.menu, self, node, own=self._own(node) and self._is_today)

    def add(self) -> None:
        """Ask for a new cell below the unit in hand, or for a new hamlet on the other tab."""
        if not self._is_today or self.stack.currentWidget() is self.form:
            return
        if self.tabs.currentIndex() == HAMLETS:
            self.hamlets.begin(Doing.ADD)
        else:
            self._add(OrganizationKind.CELL)

    def add_section(self) -> None:
        """Ask for a new section."""
        self._add(OrganizationKind.SECTION)

    def _add(self, kind: OrganizationKind) -> None:
        node = self.table.node()
        above = ""
        # Sections rarely stand in one another: a new one is proposed right below the office.
        if kind is OrganizationKind.CELL and node is not None and self._own(node):
            unit = node.organization
            above = unit.id if unit.kind == OrganizationKind.SECTION.value else unit.parent_id or ""
        office = self._read.office.id if self._read else ""
        self._show_form()
        self.form.begin(
            TreeEventKind.CREATED,
            (),
            UnitInput(
                kind=kind.value,
                parent_id="" if above == office else above,
                meeting_day=self._usual_day() if kind is OrganizationKind.CELL else None,
            ),
        )

    def _usual_day(self) -> int | None:
        days = [node.organization.meeting_day for node in self.model.nodes() if node.organization.meeting_day]
        return max(sorted(set(days)), key=days.count) if days else 3

    def edit(self) -> None:
        """Change the unit in hand, or rename the hamlet in hand on the other tab."""
        if self.tabs.currentIndex() == HAMLETS:
            self.hamlets.begin(Doing.RENAME)
        else:
            self.begin(TreeEventKind.RENAMED)

    def close_unit(self) -> None:
        """Ask where everything goes when the unit in hand ends."""
        if self.tabs.currentIndex() == TREE:
            self.begin(TreeEventKind.CLOSED)

    def begin(self, kind: TreeEventKind) -> None:
        """Open the form of an act on the unit in hand; a merger takes every selected cell."""
        node = self.table.node()
        if node is None or not self._own(node) or not self._is_today or self.stack.currentWidget() is self.form:
            return
        if kind in _OF_CELLS and node.organization.kind != OrganizationKind.CELL.value:
            return
        units = [node.organization.id]
        if kind is TreeEventKind.MERGED:
            units += [
                one.organization.id
                for one in self.table.selected()
                if self._own(one) and one.organization.kind == OrganizationKind.CELL.value
            ]
        self._show_form()
        self.form.begin(kind, tuple(dict.fromkeys(units)))

    def _show_form(self) -> None:
        self.stack.setCurrentWidget(self.form)
        self._show_tools()

    def close_form(self) -> bool:
        """Go back to the tree; asks when something was typed. Return whether the form is closed."""
        if self.stack.currentWidget() is not self.form:
            return True
        if self.form.changed and not self.context.questions.discard_changes():
            return False
        self._leave_form()
        return True

    def _leave_form(self) -> None:
        self.stack.setCurrentWidget(self.overview)
        self._show_tools()
        self.table.setFocus()

    def _save(self) -> None:
        if self.stack.currentWidget() is self.form:
            self.form.save()
        elif self.details.roles.form.isVisible():
            self.details.roles.form.save()
        elif self.hamlets.form.isVisible():
            self.hamlets.form.save()

    def _escape(self) -> None:
        if self.stack.currentWidget() is self.form:
            self.close_form()
        elif self.hamlets.form.isVisible():
            self.hamlets.close_form()
        elif self.details.roles.form.isVisible():
            self.details.roles.close_form()
        elif self.details.isVisible():
            self.hide_details()

    def _saved(self, event: TreeEvent) -> None:
        self._leave_form()
        made = (*event.successors, *event.subjects)
        self._wanted = made[0] if made else ""
        self.context.say(
            tr("Đã ghi: {act}, từ ngày {day}.", act=term("tree_event", event.kind.value), day=format_day(event.on))
        )
        self._changed()

    def _changed(self) -> None:
        self.context.cells_changed.emit()
        self.refresh()

    def may_leave(self) -> bool:
        """Return whether another page may come to the front."""
        return self.close_form() and self.hamlets.close_form() and self.details.roles.close_form()
