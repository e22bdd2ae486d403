"""What is known of one unit: its history, its hamlets, and who leads it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QTabWidget, QVBoxLayout, QWidget

from db.problems import ProblemError
from db.records import CellHamlet
from db.register_records import TreeEvent
from db.tree_records import TreeNode
from desktop_app.rules.dates import format_day
from desktop_app.services.tree_history import TreeLine, kind_word
from desktop_app.texts import explain, term, tr
from ui import theme
from ui.context import WindowContext
from ui.pages.organizations.roles_tab import RolesTab
from ui.widgets.field import FindingLine, WrappingLabel
from ui.widgets.record_table import Column, RecordModel, RecordTable

if TYPE_CHECKING:
    from desktop_app.office import Office

Span = tuple[str, CellHamlet]
"""A hamlet's name and the span in which the cell covered it."""


def _history_columns() -> list[Column[TreeLine]]:
    return [
        Column(tr("Từ ngày"), lambda line: format_day(line.on), 106),
        Column(tr("Việc"), kind_word, 200),
        Column(tr("Nội dung"), lambda line: line.what, wrap=True),
        Column(tr("Quyết định"), lambda line: line.decision, 220),
        Column(tr("Ghi chú"), lambda line: line.note, 150, spare=True),
    ]


def _hamlet_columns() -> list[Column[Span]]:
    return [
        Column(tr("Thôn, bản, tổ dân phố"), lambda span: span[0]),
        Column(tr("Từ ngày"), lambda span: format_day(span[1].valid_from), 130),
        Column(tr("Đến ngày"), lambda span: format_day(span[1].valid_to) if span[1].valid_to else "", 130),
    ]


class DetailsPanel(QFrame):
    """Three tabs about the unit in hand; ``changed`` is emitted when something was written, ``closed`` on Esc."""

    changed = Signal()
    closed = Signal()

    def __init__(self, context: WindowContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.unit_id = ""
        self._own = False
        self.setProperty("role", "card")
        self.heading = WrappingLabel(role="heading")
        self.close_button = QPushButton(tr("Đóng (Esc)"))
        self.close_button.clicked.connect(self.closed)
        self.history: RecordModel[TreeLine] = RecordModel(_history_columns())
        self.history_table = RecordTable(self.history, tr("Lịch sử"))
        self.undo = QPushButton(tr("Hủy việc ghi nhầm sau cùng…"))
        self.undo.clicked.connect(self.cancel_last)
        self.trouble = FindingLine()
        self.hamlets: RecordModel[Span] = RecordModel(_hamlet_columns())
        self.hamlet_table = RecordTable(self.hamlets, tr("Các thôn của chi bộ"))
        self.roles = RolesTab(context)
        self.roles.changed.connect(self.changed)
        self.tabs = QTabWidget()
        self.tabs.addTab(self._history_page(), tr("Lịch &sử"))
        self.tabs.addTab(self.hamlet_table, tr("Các thô&n"))
        self.tabs.addTab(self.roles, tr("Cấp &ủy"))
        head = QHBoxLayout()
        head.addWidget(self.heading, 1)
        head.addWidget(self.close_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(10), theme.px(6), theme.px(10), theme.px(8))
        column.setSpacing(theme.px(6))
        column.addLayout(head)
        column.addWidget(self.tabs, 1)
        self.hide()

    def _history_page(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(theme.px(8), theme.px(8), theme.px(8), theme.px(8))
        column.addWidget(self.history_table, 1)
        row = QHBoxLayout()
        row.addWidget(self.trouble, 1)
        row.addStretch()
        row.addWidget(self.undo)
        column.addLayout(row)
        return page

    def show_unit(self, node: TreeNode, on: date, *, editable: bool, own: bool) -> None:
        """Show a unit as of a day; ``own`` says whether it belongs to this office and can be changed here at all."""
        unit = node.organization
        self.unit_id = unit.id
        self._own = own and editable
        self.heading.setText(" · ".join(part for part in (unit.name, node.type_word) if part))
        self.undo.setVisible(self._own)
        self.trouble.show_findings([])
        unit_id = unit.id
        self.context.operations.run(_read(unit_id, on), self._show, receiver=self)
        self.roles.show_unit(unit_id, on, editable=self._own)

    def _show(self, read: tuple[list[TreeLine], list[Span]]) -> None:
        lines, spans = read
        self.history.set_rows(list(reversed(lines)))
        self.history_table.select(0)
        self.hamlets.set_rows(spans)
        self.hamlet_table.select(0)
        self.undo.setEnabled(any(line.event_id and not line.cancelled for line in lines))

    def cancel_last(self) -> None:
        """Take the last act of the unit back, after asking why."""
        unit_id = self.unit_id
        self.context.operations.run(lambda office: office.tree.last_act(unit_id), self._ask_why, receiver=self)

    def _ask_why(self, event: TreeEvent | None) -> None:
        if event is None:
            return
        told = tr(
            "Hủy việc “{act}” ghi từ ngày {day}: mọi thứ trở lại như trước việc ấy, kể cả đảng viên đã chuyển theo. "
            "Vì sao hủy?",
            act=term("tree_event", event.kind.value),
            day=format_day(event.on),
        )
        reason = self.context.questions.reason(tr("Hủy việc ghi nhầm"), told)
        if not reason:
            return
        event_id = event.id
        self.context.operations.run(
            lambda office: office.tree.cancel(event_id, reason),
            lambda _none: self._cancelled(event),
            receiver=self,
            busy=tr("Đang hủy…"),
        )

    def _cancelled(self, event: TreeEvent) -> None:
        self.context.say(
            tr("Đã hủy: {act}, từ ngày {day}.", act=term("tree_event", event.kind.value), day=format_day(event.on))
        )
        self.changed.emit()

    def show_problem(self, problem: ProblemError) -> None:
        """Show a known failure beside the button."""
        self.trouble.say(str(explain(problem)), grave=True)


def _read(unit_id: str, on: date) -> Callable[[Office], tuple[list[TreeLine], list[Span]]]:
    def read(office: Office) -> tuple[list[TreeLine], list[Span]]:
        return office.tree.history(unit_id), office.hamlets.spans_of_cell(unit_id, on)

    return read
