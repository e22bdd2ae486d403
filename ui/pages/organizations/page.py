"""Tổ chức: the cells of the office with their hamlets, and a form to add one."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QPushButton, QWidget

from db.records import CellView, Organization
from desktop_app.rules.dates import format_day
from desktop_app.rules.percentages import format_number
from desktop_app.texts import term, tr
from ui import theme
from ui.context import WindowContext
from ui.icons import on_button
from ui.pages.base import Page
from ui.pages.organizations.form import CellForm
from ui.pages.organizations.papers import OrganizationPapers
from ui.widgets.plain import plain_label
from ui.widgets.record_table import Column, RecordModel, RecordTable


def _columns() -> list[Column[CellView]]:
    return [
        Column(tr("Mã"), lambda row: row.organization.code, 90),
        Column(tr("Tên chi bộ"), lambda row: row.organization.name),
        Column(tr("Thôn, bản, tổ dân phố"), lambda row: "; ".join(row.hamlets), wrap=True),
        Column(tr("Số thôn"), lambda row: str(len(row.hamlets)), 84, number=True),
        Column(tr("Số ĐV"), lambda row: str(row.members), 76, number=True),
        Column(tr("Ngày họp"), _meeting_day, 112),
        Column(tr("Từ ngày"), lambda row: format_day(row.organization.valid_from), 108),
    ]


def _meeting_day(row: CellView) -> str:
    held = row.organization.meeting_day
    return tr("ngày {day}", day=f"{held:02d}") if held else ""


class OrganizationsPage(Page):
    """Reads the tree; adds cells. Changing and closing cells comes with its own form later."""

    name = "organizations"

    def __init__(self, context: WindowContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.new = QPushButton(tr("&Thêm chi bộ (Ctrl+N)"))
        on_button(self.new, "add", theme.colors().on_primary)
        self.new.setProperty("kind", "primary")
        self.new.clicked.connect(self.show_form)
        self.tools.addWidget(self.new)
        self.office = plain_label(role="heading", wrap=True)
        self.office_facts = plain_label(role="muted", wrap=True)
        self.body.addWidget(self.office)
        self.body.addWidget(self.office_facts)
        self.form = CellForm(context)
        self.form.saved.connect(self._saved)
        self.form.cancelled.connect(self.hide_form)
        self.form.hide()
        self.body.addWidget(self.form)
        self.model: RecordModel[CellView] = RecordModel(_columns())
        self.table = RecordTable(self.model, tr("Danh sách chi bộ"))
        self.body.addWidget(self.table, 1)
        self.count = plain_label(role="muted")
        self.body.addWidget(self.count)
        self.papers = OrganizationPapers(self, self.table, self.count.text)
        self.tools.insertWidget(0, self.papers.tools)
        for keys, action in (("Ctrl+N", self.show_form), ("Esc", self.hide_form), ("Ctrl+S", self._save)):
            shortcut = QShortcut(QKeySequence(keys), self)
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
            "Danh sách chi bộ của đơn vị và các thôn, bản, tổ dân phố mỗi chi bộ phụ trách. Ctrl+N thêm chi bộ; chi bộ "
            "ghép nhiều thôn thì ghi các thôn cách nhau bằng dấu chấm phẩy."
        )

    def open(self, **_args: object) -> None:
        """Come to the front and read."""
        self.refresh()
        self.table.setFocus()

    def refresh(self) -> None:
        """Read again what is shown."""
        today = self.context.today()
        self.run(
            lambda office: (
                office.organizations.office(),
                office.organizations.parent(),
                office.upper_name,
                office.organizations.cells(today),
            ),
            self._show,
        )

    def _show(self, read: tuple[Organization, Organization | None, str, list[CellView]]) -> None:
        office, parent, upper_name, cells = read
        self.office.setText(office.name)
        above = parent.name if parent else upper_name
        facts = [term("organization_kind", office.kind), tr("mã {code}", code=office.code)]
        if above:
            facts.append(tr("cấp trên: {name}", name=above))
        self.office_facts.setText(" · ".join(facts))
        self.model.set_rows(cells)
        self.table.select(0)
        hamlets = sum(len(cell.hamlets) for cell in cells)
        members = sum(cell.members for cell in cells)
        self.count.setText(
            tr(
                "{cells} chi bộ · {hamlets} thôn, bản, tổ dân phố · {members} đảng viên",
                cells=len(cells),
                hamlets=hamlets,
                members=format_number(members),
            )
        )

    # --- adding ---

    def show_form(self) -> None:
        """Open the form of a new cell."""
        self.form.begin(self.model.rowCount() + 1)
        self.form.show()
        self.form.name_edit.setFocus()

    def hide_form(self) -> None:
        """Close the form; asks when something was typed."""
        if not self.form.isVisible():
            return
        if self.form.changed and not self.context.questions.discard_changes():
            return
        self.form.hide()
        self.table.setFocus()

    def _save(self) -> None:
        if self.form.isVisible():
            self.form.save()

    def _saved(self, name: str) -> None:
        self.form.hide()
        self.context.say(tr("Đã thêm {name}.", name=name))
        self.context.cells_changed.emit()
        self.refresh()
        self.table.setFocus()

    def may_leave(self) -> bool:
        """Return whether another page may come to the front."""
        self.hide_form()
        return not self.form.isVisible()
