"""Every proposal, decision and annulment of one member or collective."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QVBoxLayout, QWidget

from db.evaluation_records import Ruling
from desktop_app.rules.scheme import Scheme
from desktop_app.texts import tr
from ui import theme
from ui.pages.reviews import decision_columns
from ui.widgets.plain import plain_label
from ui.widgets.record_table import RecordModel, RecordTable


class RulingsDialog(QDialog):
    """What was ruled about one, the first first."""

    def __init__(self, name: str, found: list[Ruling], scheme: Callable[[], Scheme | None], parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Quá trình đề xuất, quyết định"))
        self.resize(theme.px(900), theme.px(380))
        column = QVBoxLayout(self)
        column.addWidget(plain_label(name, role="heading"))
        self.model: RecordModel[Ruling] = RecordModel(decision_columns.ruling_columns(scheme))
        self.table = RecordTable(self.model, tr("Quá trình đề xuất, quyết định"))
        self.model.set_rows(found)
        column.addWidget(self.table, 1)
        if not found:
            column.addWidget(plain_label(tr("Chưa đề xuất, quyết định lần nào."), role="muted"))
        buttons = QDialogButtonBox()
        buttons.addButton(tr("Đóng"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.rejected.connect(self.reject)
        column.addWidget(buttons)
        self.table.select(0)
        self.table.setFocus()
