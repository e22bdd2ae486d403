"""Step: the cells with their hamlets, typed or pasted from a table."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from db.problems import ProblemError
from db.records import OrganizationKind
from desktop_app.texts import explain, sentence, tr
from ui import theme
from ui.pages.first_run.steps import FirstDay, Step
from ui.widgets.plain import plain_label

if TYPE_CHECKING:
    from desktop_app.office import Office

ROWS = 30
USUAL_DAY = "3"
"""The 3rd of the month, which guidance asks for; may be changed on each line."""


@dataclass(frozen=True)
class CellLine:
    """One line of the table, as typed."""

    row: int
    name: str
    hamlets: tuple[str, ...]
    day: int | None
    code: str


@dataclass(frozen=True)
class Refused:
    """A line the service did not take, and why."""

    row: int
    why: str


class CellsTable(QTableWidget):
    """Goes to the next field on Enter, from the last of a line to the first of the next."""

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        """End typing in a field; Enter, unlike leaving with the mouse, goes on."""
        super().closeEditor(editor, hint)
        if hint is QAbstractItemDelegate.EndEditHint.SubmitModelCache:
            self._go_on()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take Enter in a field nobody types in."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            # While somebody types, the end of the editor goes on; its Enter comes by here as well.
            if self.state() != QAbstractItemView.State.EditingState:
                self._go_on()
        else:
            super().keyPressEvent(event)

    def _go_on(self) -> None:
        row, column = self.currentRow(), self.currentColumn() + 1
        if column == self.columnCount():
            row, column = row + 1, 0
            self.setRowCount(max(self.rowCount(), row + 1))
        self.setCurrentCell(row, column)


class CellsStep(Step):
    """A small table: name, hamlets parted by semicolons, day of the meeting, code."""

    back_allowed = False

    def __init__(self, day: FirstDay, today: date, parent: QWidget | None = None) -> None:
        super().__init__(day, parent)
        self.today = today
        self.done: set[int] = set()
        self.column.addWidget(
            plain_label(
                tr(
                    "Gõ mỗi chi bộ một dòng, hoặc chép từ Excel rồi dán vào (Ctrl+V). Chi bộ ghép nhiều thôn thì "
                    "ghi các "
                    "thôn cách nhau bằng dấu chấm phẩy. Có thể để trống và nhập sau ở trang Tổ chức."
                ),
                wrap=True,
            )
        )
        self.table = CellsTable(ROWS, 4)
        self.table.setHorizontalHeaderLabels(
            [tr("Tên chi bộ"), tr("Thôn, bản, tổ dân phố"), tr("Ngày họp"), tr("Mã (tự đặt)")]
        )
        self.table.setAccessibleName(tr("Các chi bộ"))
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.AllEditTriggers)
        self.table.verticalHeader().setDefaultSectionSize(theme.px(30))
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        self.table.setColumnWidth(2, theme.px(90))
        self.table.setColumnWidth(3, theme.px(110))
        self.column.addWidget(self.table, 1)
        row = QHBoxLayout()
        self.count = plain_label(role="muted")
        row.addWidget(self.count)
        row.addStretch(1)
        self.column.addLayout(row)
        self.column.addWidget(self.trouble)
        self.table.itemChanged.connect(self._count)
        paste = QShortcut(QKeySequence.StandardKey.Paste, self.table)
        paste.setContext(Qt.ShortcutContext.WidgetShortcut)
        paste.activated.connect(self.paste)
        self._count()

    @property
    def title(self) -> str:
        """Return the words at the top."""
        return tr("Chi bộ và thôn")

    @property
    def next_word(self) -> str:
        """Return the word on the button that goes on."""
        return tr("&Ghi và tiếp tục")

    def focus_first(self) -> None:
        """Put the cursor where work begins."""
        self.table.setFocus()
        self.table.setCurrentCell(0, 0)

    def _count(self) -> None:
        self.count.setText(tr("{count} chi bộ", count=len(self.lines())))

    def paste(self) -> None:
        """Put what the clipboard holds, lines and tabs, into the table from the present cell on."""
        text = QGuiApplication.clipboard().text()
        top, left = max(0, self.table.currentRow()), max(0, self.table.currentColumn())
        rows = [line.split("\t") for line in text.replace("\r\n", "\n").strip("\n").split("\n")]
        self.table.setRowCount(max(self.table.rowCount(), top + len(rows) + 5))
        for down, cells in enumerate(rows):
            for across, words in enumerate(cells[: 4 - left]):
                self.table.setItem(top + down, left + across, QTableWidgetItem(words.strip().strip('"')))
        self._count()

    def _text(self, row: int, column: int) -> str:
        item = self.table.item(row, column)
        return item.text().strip() if item else ""

    def lines(self) -> list[CellLine]:
        """Return the lines that have a name."""
        found: list[CellLine] = []
        for row in range(self.table.rowCount()):
            name = self._text(row, 0)
            if not name:
                continue
            day = re.search(r"\d+", self._text(row, 2) or USUAL_DAY)
            hamlets = tuple(part.strip() for part in re.split(r"[;,\n]", self._text(row, 1)) if part.strip())
            code = self._text(row, 3) or f"CB{row + 1:02d}"
            found.append(CellLine(row, name, hamlets, int(day[0]) if day else None, code))
        return found

    def leave(self) -> bool:
        """Return whether to go on at once."""
        wanted = [line for line in self.lines() if line.row not in self.done]
        if not wanted or self.day.kind != OrganizationKind.COMMUNE.value:
            return True
        since = self.today.replace(month=1, day=1)

        def work(office: Office) -> tuple[list[int], list[Refused]]:
            return add_cells(office, wanted, since)

        self.setEnabled(False)
        self.day.operations.run(
            work,
            self._written,
            self.show_problem,
            on_done=lambda: self.setEnabled(True),
            receiver=self,
            busy=tr("Đang ghi các chi bộ…"),
        )
        return False

    def _written(self, answer: tuple[list[int], list[Refused]]) -> None:
        done, refused = answer
        self.done.update(done)
        if not refused:
            self.ready.emit()
            return
        lines = [tr("Dòng {row}: {why}", row=line.row + 1, why=line.why) for line in refused[:5]]
        self.trouble.setText(
            tr("Đã ghi {done} chi bộ; {left} dòng chưa ghi được:", done=len(done), left=len(refused))
            + "\n"
            + "\n".join(lines)
        )
        self.trouble.show()
        self.table.setCurrentCell(refused[0].row, 0)


def add_cells(office: Office, lines: list[CellLine], since: date) -> tuple[list[int], list[Refused]]:
    """Add the cells one by one on the worker; return the rows that were taken and those that were not, with why."""
    done: list[int] = []
    refused: list[Refused] = []
    for line in lines:
        try:
            place = office.organizations.office().place
            office.organizations.add_cell(line.code, line.name, "", place, line.day, line.hamlets, since)
        except ProblemError as problem:
            findings = problem.values.get("findings", ())
            why = " ".join(sentence(finding) for finding in findings) if isinstance(findings, tuple) else ""
            refused.append(Refused(line.row, why or str(explain(problem))))
        else:
            done.append(line.row)
    return done, refused
