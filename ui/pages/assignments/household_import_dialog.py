"""A list of households before it is taken in: what is new, what is there already, what is wrong and why."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QPushButton, QVBoxLayout

from db.problems import ProblemError
from desktop_app import lists
from desktop_app.services.household_import import HouseholdRead, LineState
from desktop_app.texts import explain, sentence, tr
from ui import theme
from ui.widgets.field import FindingLine
from ui.widgets.plain import plain_label
from ui.widgets.record_table import Column, RecordModel, RecordTable

if TYPE_CHECKING:
    from desktop_app.office import Office
    from ui.pages.base import Page


class HouseholdImportDialog(QDialog):
    """``taken`` brings how many households were written."""

    taken = Signal(int)

    def __init__(self, page: Page, lines: tuple[HouseholdRead, ...]) -> None:
        super().__init__(page)
        self.page, self.lines = page, lines
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Nhập danh sách hộ"))
        self.resize(theme.px(980), theme.px(560))
        self.model: RecordModel[HouseholdRead] = RecordModel(_columns())
        self.table = RecordTable(self.model, tr("Các dòng của danh sách hộ"))
        # What needs a look stands first.
        self.model.set_rows(sorted(lines, key=lambda line: (line.state is not LineState.WRONG, line.row)))
        self.trouble = FindingLine()
        counts = {state: sum(line.state is state for line in lines) for state in LineState}
        self.new = counts[LineState.NEW]
        words = tr(
            "{total} dòng: {new} hộ mới, {known} hộ đã có, {wrong} dòng chưa đúng.",
            total=len(lines),
            new=self.new,
            known=counts[LineState.KNOWN],
            wrong=counts[LineState.WRONG],
        )
        column = QVBoxLayout(self)
        column.addWidget(plain_label(words, role="heading", wrap=True))
        note = tr(
            "Chỉ ghi hộ mới; hộ đã có giữ nguyên. Dòng chưa đúng không được ghi: sửa trong tệp rồi nhập lại, những hộ "
            "đã ghi sẽ không bị ghi hai lần."
        )
        column.addWidget(plain_label(note, role="muted", wrap=True))
        column.addWidget(self.table, 1)
        column.addWidget(self.trouble)
        buttons = QDialogButtonBox()
        self.agree = QPushButton(tr("Ghi {count} hộ mới (Ctrl+S)", count=self.new))
        self.agree.setProperty("kind", "primary")
        self.agree.setShortcut("Ctrl+S")
        self.agree.setEnabled(bool(self.new))
        self.agree.setToolTip("" if self.new else tr("Không có hộ mới nào để ghi."))
        buttons.addButton(self.agree, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.addButton(tr("Thôi"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.rejected.connect(self.reject)
        self.agree.clicked.connect(self.take)
        column.addWidget(buttons)
        self.table.select(0)
        (self.agree if self.new else self.table).setFocus()

    def take(self) -> None:
        """Write what is new."""
        self.agree.setEnabled(False)

        def work(office: Office) -> int:
            return office.household_import.take(self.lines)

        self.page.context.operations.run(work, self._taken, self._failed, receiver=self)

    def _taken(self, count: int) -> None:
        self.taken.emit(count)
        self.accept()

    def _failed(self, problem: ProblemError) -> None:
        self.trouble.say(str(explain(problem)), grave=True)
        self.agree.setEnabled(True)


def ask_for_list(page: Page) -> Path | None:
    """Ask which workbook is to be read; None when the user gives up."""
    return page.context.questions.open_file(tr("Chọn danh sách hộ"), "Excel (*.xlsx *.xls *.xlsm *.ods)")


def _columns() -> list[Column[HouseholdRead]]:
    return [
        Column(tr("Dòng"), lambda line: str(line.row), 60, number=True),
        Column(tr("Chủ hộ"), lambda line: line.household.head, 190),
        Column(tr("Thôn"), lambda line: line.hamlet, 130),
        Column(tr("Số khẩu"), lambda line: str(line.household.people or ""), 78, number=True),
        Column(tr("Diện hộ"), _circumstance, 140, spare=True),
        Column(tr("Kết quả"), _state, wrap=True, icon=_icon),
    ]


def _circumstance(line: HouseholdRead) -> str:
    return lists.words("household_circumstances").get(line.circumstance, "")


def _state(line: HouseholdRead) -> str:
    if line.state is LineState.WRONG:
        return " ".join(sentence(finding) for finding in line.findings)
    return tr("đã có") if line.state is LineState.KNOWN else tr("mới")


def _icon(line: HouseholdRead) -> tuple[str, str]:
    c = theme.colors()
    return {
        LineState.NEW: ("done", c.ok),
        LineState.KNOWN: ("none", c.muted),
        LineState.WRONG: ("warning", c.warning),
    }[line.state]
