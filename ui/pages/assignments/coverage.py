"""Độ phủ: how many of the active members of every cell have a task, and who has none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout

from db.task_records import CellCoverage
from desktop_app.rules.percentages import format_percent
from desktop_app.texts import tr
from ui import theme
from ui.pages.panel import Panel
from ui.pages.tabs import TabsPage
from ui.widgets.field import WrappingLabel
from ui.widgets.list_tools import Listed, ListTools
from ui.widgets.plain import plain_label
from ui.widgets.record_table import Column, RecordModel, RecordTable

if TYPE_CHECKING:
    from desktop_app.office import Office


class CoveragePanel(Panel):
    """Enter gives a task to the first who has none."""

    def __init__(self, page: TabsPage) -> None:
        super().__init__(page)
        self.model: RecordModel[CellCoverage] = RecordModel(_columns())
        self.table = RecordTable(self.model, tr("Đảng viên có nhiệm vụ: mỗi chi bộ một dòng"))
        self.summary = plain_label(role="heading")
        listed: Listed[CellCoverage] = Listed("assignments-coverage", self._title, note=lambda: self.where)
        self.list_tools = ListTools(page, self.table, listed, scope=self)
        head = QHBoxLayout()
        head.addWidget(self.summary, 1)
        head.addWidget(self.list_tools)
        self.column.addLayout(head)
        self.column.addWidget(self.table, 1)
        self.words = WrappingLabel()
        self.column.addWidget(self.words)
        self.table.opened.connect(lambda _row: self.give())
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._tell())

    @property
    def help_text(self) -> str:
        """Return what F1 says."""
        return tr(
            "Độ phủ: 100% đảng viên đang sinh hoạt phải có nhiệm vụ. Người được miễn, tạm miễn, đi sinh hoạt tạm thời "
            "hoặc bị đình chỉ không tính. Enter giao việc cho người đầu tiên chưa có nhiệm vụ của chi bộ đang chọn."
        )

    def _title(self) -> str:
        return tr("Đảng viên được phân công nhiệm vụ năm {year}", year=self.year)

    def focus_first(self) -> None:
        """Put the cursor into the table."""
        self.table.setFocus()

    def refresh(self) -> None:
        """Read the cells again."""
        year, cell_id = self.year, self.cell_id

        def read(office: Office) -> list[CellCoverage]:
            return office.tasks.coverage(year, None, cell_id)

        self.read(read, self._show, tr("Đang đọc nhiệm vụ…"))

    def _show(self, rows: list[CellCoverage]) -> None:
        place = max(0, self.table.currentIndex().row())
        self.model.set_rows(rows)
        self.table.select(min(place, max(0, len(rows) - 1)))
        active = sum(row.active for row in rows)
        having = active - sum(len(row.without) for row in rows)
        share = format_percent(having, active)
        self.summary.setText(
            tr("{having}/{active} đảng viên có nhiệm vụ ({share})", having=having, active=active, share=share)
        )
        self._tell()

    def _tell(self) -> None:
        row = self.model.row(self.table.currentIndex())
        names = ", ".join(name for _, name in row.without) if row else ""
        self.words.setText(tr("Chưa có nhiệm vụ: {names}.", names=names) if names else "")

    def give(self) -> None:
        """Give a task to the first member of the cell in hand who has none."""
        row = self.model.row(self.table.currentIndex())
        if row is None or not row.without:
            return
        member_id, name = row.without[0]
        self.context.set_cell_id(row.cell_id)
        self.context.open_page("assignments", panel="plan", year=self.year, member_id=member_id, full_name=name)


def _columns() -> list[Column[CellCoverage]]:
    return [
        Column(tr("Chi bộ"), lambda row: row.cell_name, wrap=True),
        Column(tr("Đang sinh hoạt"), lambda row: str(row.active), 130, number=True),
        Column(tr("Có nhiệm vụ"), lambda row: str(row.active - len(row.without)), 120, number=True),
        Column(tr("Tỷ lệ"), lambda row: format_percent(row.active - len(row.without), row.active), 100, number=True),
        Column(
            tr("Chưa có"),
            lambda row: str(len(row.without) or ""),
            100,
            number=True,
            icon=lambda row: ("warning", theme.colors().warning) if row.without else ("done", theme.colors().ok),
        ),
        Column(tr("Không tính"), lambda row: str(row.left_out or ""), 110, number=True),
    ]
