"""Báo cáo: the consolidated table of the month, who has not reported, and the workbook."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QPushButton, QWidget

from db.records import ConsolidatedRow
from desktop_app.rules.percentages import format_number, format_percent
from desktop_app.rules.reporting import ReportState, report_state
from desktop_app.texts import term, tr
from ui import theme
from ui.context import WindowContext, month_name
from ui.documents import open_file
from ui.icons import on_button
from ui.pages.base import Page
from ui.widgets.list_tools import Listed, ListTools
from ui.widgets.plain import plain_label, set_role
from ui.widgets.record_table import Column, RecordModel, RecordTable


def _state_icon(row: ConsolidatedRow) -> tuple[str, str]:
    c = theme.colors()
    return ("done", c.ok) if report_state(row) is ReportState.REPORTED else ("warning", c.warning)


def _columns() -> list[Column[ConsolidatedRow]]:
    return [
        Column(tr("Đơn vị"), lambda row: row.office_name),
        Column(tr("Chi bộ"), lambda row: row.cell_name),
        Column(tr("Báo cáo"), lambda row: term("report_state", report_state(row)), 164, icon=_state_icon),
        Column(tr("Số\nĐV"), lambda row: format_number(row.members), 62, number=True),
        Column(tr("Thường\nkỳ"), lambda row: str(row.regular), 78, number=True),
        Column(tr("Chuyên\nđề"), lambda row: str(row.thematic), 78, number=True),
        Column(tr("Khác"), lambda row: str(row.other), 60, number=True, spare=True),
        Column(tr("Phải\ndự"), lambda row: format_number(row.required), 62, number=True),
        Column(tr("Có\nmặt"), lambda row: format_number(row.present), 62, number=True),
        Column(tr("Tỷ lệ"), lambda row: format_percent(row.present, row.required), 78, number=True),
        Column(tr("Kết\nluận"), lambda row: str(row.conclusions), 62, number=True),
        Column(tr("Từ gói"), lambda row: row.package, 176),
    ]


def _summary(rows: list[ConsolidatedRow]) -> tuple[str, str]:
    """Return the sentence above the table and the look of its box."""
    if not rows:
        return tr("Chưa có chi bộ nào trong tháng này."), "info-box"
    states = [report_state(row) for row in rows]
    missing, without = states.count(ReportState.MISSING), states.count(ReportState.NO_REGULAR)
    offices = len({row.office_id for row in rows})
    if missing:
        said = tr(
            "{missing}/{cells} chi bộ chưa có số liệu tháng này ({offices} đơn vị).",
            missing=missing,
            cells=len(rows),
            offices=offices,
        )
    else:
        said = tr("Đủ số liệu của {cells} chi bộ, {offices} đơn vị.", cells=len(rows), offices=offices)
    if without:
        said += " " + tr("{count} chi bộ không có biên bản sinh hoạt thường kỳ.", count=without)
    return said, "warning-box" if missing or without else "ok-box"


class ConsolidatedPage(Page):
    """One row a cell of this office and of the offices below, as far as their packages came in."""

    name = "consolidated"

    def __init__(self, context: WindowContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.excel = QPushButton(tr("&Xuất Excel (Ctrl+E)"))
        on_button(self.excel, "excel", theme.colors().on_primary)
        self.excel.setProperty("kind", "primary")
        self.excel.clicked.connect(self.export)
        self.tools.addWidget(self.excel)
        self.state = QFrame()
        line = QHBoxLayout(self.state)
        line.setContentsMargins(theme.px(12), theme.px(6), theme.px(12), theme.px(6))
        self.state_text = plain_label(wrap=True)
        line.addWidget(self.state_text, 1)
        self.only_missing = QCheckBox(tr("Chỉ hiện nơi &còn thiếu"))
        self.only_missing.toggled.connect(self._choose)
        line.addWidget(self.only_missing)
        self.body.addWidget(self.state)
        self.saved = QFrame()
        self.saved.setProperty("role", "ok-box")
        saved_line = QHBoxLayout(self.saved)
        saved_line.setContentsMargins(theme.px(12), theme.px(4), theme.px(6), theme.px(4))
        self.saved_text = plain_label(wrap=True)
        saved_line.addWidget(self.saved_text, 1)
        self.open_workbook = QPushButton(tr("&Mở tệp"))
        self.open_workbook.clicked.connect(lambda: self._path and open_file(self._path))
        saved_line.addWidget(self.open_workbook)
        self.open_folder = QPushButton(tr("Mở &thư mục"))
        self.open_folder.clicked.connect(lambda: self._path and open_file(self._path.parent))
        saved_line.addWidget(self.open_folder)
        self.saved.hide()
        self.body.addWidget(self.saved)
        self.model: RecordModel[ConsolidatedRow] = RecordModel(_columns())
        self.table = RecordTable(self.model, tr("Bảng tổng hợp tháng"))
        self.body.addWidget(self.table, 1)
        self.totals = plain_label(role="muted", wrap=True)
        self.body.addWidget(self.totals)
        listed: Listed[ConsolidatedRow] = Listed("consolidated", lambda: self.title, totals=self.totals.text)
        self.list_tools = ListTools(self, self.table, listed)
        self.tools.insertWidget(0, self.list_tools)
        self._rows: list[ConsolidatedRow] = []
        self._path: Path | None = None
        shortcut = QShortcut(QKeySequence("Ctrl+E"), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(self.export)
        context.period_changed.connect(self._month_changed)

    @property
    def title(self) -> str:
        """Return the words at the top."""
        return tr("Báo cáo tổng hợp · {month}", month=month_name(self.context.period))

    @property
    def help_text(self) -> str:
        """Return what F1 says."""
        return tr(
            "Mỗi dòng là một chi bộ: số liệu của tháng lấy từ gói nào, hoặc nơi nào chưa báo cáo. Xuất Excel "
            "(Ctrl+E) để in "
            "hoặc gửi tiếp; Ctrl+C chép các dòng đang chọn."
        )

    def open(self, **_args: object) -> None:
        """Come to the front and read."""
        self.refresh()
        self.table.setFocus()

    def _month_changed(self, _period: str) -> None:
        self.title_label.setText(self.title)
        self.saved.hide()
        if self.isVisible():
            self.refresh()

    def refresh(self) -> None:
        """Read again what is shown."""
        self.title_label.setText(self.title)
        period = self.context.period
        self.run(lambda office: (period, office.reports.consolidated(period)), self._show, busy=tr("Đang tổng hợp…"))

    def _show(self, answer: tuple[str, list[ConsolidatedRow]]) -> None:
        period, rows = answer
        if period != self.context.period:
            return
        self.clear_problem()
        self._rows = list(rows)
        said, role = _summary(rows)
        self.state_text.setText(said)
        set_role(self.state, role)
        self.table.leave_out(0, out=len({row.office_id for row in rows}) <= 1)
        self.table.leave_out(len(self.model.columns) - 1, out=not any(row.package for row in rows))
        self.only_missing.setVisible(any(report_state(row) is not ReportState.REPORTED for row in rows))
        self.excel.setEnabled(bool(rows))
        self._choose()
        reported = [row for row in rows if row.reported]
        required = sum(row.required for row in reported)
        present = sum(row.present for row in reported)
        self.totals.setText(
            tr(
                "Cộng: {members} đảng viên · phải dự {required} · có mặt {present} ({rate}) · {conclusions} kết luận",
                members=format_number(sum(row.members for row in rows)),
                required=format_number(required),
                present=format_number(present),
                rate=format_percent(present, required),
                conclusions=sum(row.conclusions for row in reported),
            )
            if rows
            else ""
        )

    def _choose(self) -> None:
        only = self.only_missing.isChecked()
        self.model.set_rows([row for row in self._rows if not (only and report_state(row) is ReportState.REPORTED)])
        self.table.select(0)

    def export(self) -> None:
        """Ask for a place and write the workbook there."""
        if not self.excel.isEnabled():
            return
        period = self.context.period
        preferences = self.context.preferences
        folder = Path(preferences.document_folder) if preferences.document_folder else Path.home()
        suggested = folder / f"tong-hop-{period}.xlsx"
        target = self.context.questions.save_file(tr("Lưu bảng tổng hợp"), "Excel (*.xlsx)", suggested)
        if target is None:
            return
        preferences.document_folder = str(target.parent)
        preferences.save()
        self.excel.setEnabled(False)
        self.run(
            lambda office: office.documents.consolidated(period, target),
            self._exported,
            on_done=lambda: self.excel.setEnabled(True),
            busy=tr("Đang lập bảng Excel…"),
        )

    def _exported(self, path: Path) -> None:
        self.clear_problem()
        self._path = path
        self.saved_text.setText(tr("Đã ghi {path}", path=path))
        self.saved.show()
        self.open_workbook.setFocus()
