"""The figures of a period, đầu kỳ … cuối kỳ: whether they balance, and behind each the people ("vì sao số này?")."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractItemView, QDialog, QFrame, QHBoxLayout, QPushButton, QVBoxLayout

from desktop_app.rules.dates import format_day
from desktop_app.rules.percentages import format_number
from desktop_app.texts import term, tr
from ui import theme
from ui.icons import on_button
from ui.pages.base import Page, ProblemBar
from ui.paper_window import show_paper
from ui.widgets.plain import plain_label, set_role
from ui.widgets.record_table import Column, RecordModel, RecordTable

if TYPE_CHECKING:
    from db.problems import ProblemError
    from db.register_records import Movements
    from desktop_app.documents.papers.changes import ChangesData
    from desktop_app.documents.table_model import TableDocument
    from desktop_app.office import Office
    from desktop_app.services.registers import Behind


_NAMES = 190
"""Width of the names of cells where the figures leave them no room."""
_HEADING = 7
"""Letters of a line of a heading, unless a word is longer."""


@dataclass(frozen=True)
class FigureRow:
    """One line of figures: a cell, or all of them."""

    name: str
    cell_id: str | None
    amounts: dict[str, int]


class ReconciliationWindow(QDialog):
    """Above the figures of each cell; Enter on one shows below the people it counts. Esc closes."""

    def __init__(self, page: Page, data: ChangesData, cell_id: str | None) -> None:
        super().__init__(page)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowFlag(Qt.WindowType.WindowMaximizeButtonHint)
        self.setWindowTitle(tr("Tăng, giảm đảng viên trong kỳ"))
        self.page, self.data, self._cell_id = page, data, cell_id
        self._asked = 0
        layout = QVBoxLayout(self)
        layout.setSpacing(theme.px(8))
        layout.addLayout(self._head())
        self.problem_bar = ProblemBar()
        layout.addWidget(self.problem_bar)
        layout.addWidget(self._verdict())
        layout.addWidget(self._figures(), 3)
        self.heading = plain_label(tr("Chọn một số rồi bấm Enter để xem vì sao có số này."), role="heading", wrap=True)
        layout.addWidget(self.heading)
        self._figure = ""
        self.people: RecordModel[Behind] = RecordModel(_people_columns(self._what))
        self.behind = RecordTable(self.people, tr("Những người trong số đã chọn"))
        layout.addWidget(self.behind, 2)
        theme.fit(self, 1220, 670)
        shortcut = QShortcut(QKeySequence("Ctrl+P"), self)
        shortcut.activated.connect(self.show_paper)
        self.table.setFocus()

    def _head(self) -> QHBoxLayout:
        whole = self.data.whole
        row = QHBoxLayout()
        words = tr("Từ {start} đến {end}", start=format_day(whole.start), end=format_day(whole.end))
        row.addWidget(plain_label(words, role="heading"))
        row.addStretch(1)
        self.paper = QPushButton(tr("&Xem bản in (Ctrl+P)"))
        on_button(self.paper, "print")
        self.paper.setAutoDefault(False)
        self.paper.clicked.connect(self.show_paper)
        row.addWidget(self.paper)
        self.close_button = QPushButton(tr("Đóng (Esc)"))
        self.close_button.setAutoDefault(False)
        self.close_button.clicked.connect(self.close)
        row.addWidget(self.close_button)
        return row

    def _verdict(self) -> QFrame:
        from desktop_app.documents.papers.changes import formula

        box = QFrame()
        inside = QVBoxLayout(box)
        inside.setContentsMargins(theme.px(12), theme.px(6), theme.px(12), theme.px(6))
        self.formula = plain_label(formula(self.data.whole), wrap=True)
        self.verdict = plain_label(_verdict_words(self.data.whole), wrap=True)
        inside.addWidget(self.formula)
        inside.addWidget(self.verdict)
        set_role(box, "warning-box" if self.data.whole.breaks else "ok-box")
        return box

    def _figures(self) -> RecordTable:
        from desktop_app.documents.papers import changes

        shown = changes.figures(self.data)
        self.names = [changes.OPENING, *(name for name, _ in shown), changes.CLOSING]
        signs = {name: "+" if sign > 0 else "−" for name, sign in shown}
        columns = [Column[FigureRow](tr("Chi bộ"), lambda row: row.name, _NAMES if theme.is_large() else 0)]
        for name in self.names:
            title = _broken(f"{signs[name]}\u00a0{term('figure', name)}" if name in signs else term("figure", name))
            columns.append(
                Column(title, partial(_amount, name=name, always=name not in signs), _figure_width(title), number=True)
            )
        rows = [FigureRow(cell.name, cell.cell_id, changes.amounts(cell.movements)) for cell in self.data.cells]
        rows.append(FigureRow(tr("Cộng"), self._cell_id, changes.amounts(self.data.whole)))
        self.model: RecordModel[FigureRow] = RecordModel(columns)
        self.table = RecordTable(self.model, tr("Số đầu kỳ, tăng, giảm, cuối kỳ của từng chi bộ"))
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.model.set_rows(rows)
        self.model.emphasized = {len(rows) - 1}
        self.table.setCurrentIndex(self.model.index(len(rows) - 1, 1))
        self.table.opened.connect(lambda _row: self.open_figure())
        return self.table

    # --- why this figure ---

    def open_figure(self) -> None:
        """Read the people behind the figure in hand."""
        index = self.table.currentIndex()
        row = self.model.row(index)
        if row is None or index.column() == 0:
            return
        name, data, cell_id = self.names[index.column() - 1], self.data, row.cell_id
        self._asked += 1
        self.page.context.operations.run(
            lambda office: office.registers.behind(data, name, cell_id),
            partial(self._show_people, self._asked, row.name, name),
            receiver=self,
        )

    def _show_people(self, asked: int, cell: str, figure: str, people: list[Behind]) -> None:
        if asked == self._asked:
            self.problem_bar.hide()
            self._figure = figure
            words = f"{cell} · {term('figure', figure)}"
            self.heading.setText(tr("{figure}: {count} người", figure=words, count=format_number(len(people))))
            self.people.set_rows(people)
            self.behind.select(0)

    def _what(self, row: Behind) -> str:
        return term("standing", row.standing.value) if row.standing else term("figure", self._figure)

    # --- the paper ---

    def show_paper(self) -> None:
        """Show the list of changes as it will be printed."""
        whole, cell_id = self.data.whole, self._cell_id

        def work(office: Office) -> tuple[TableDocument, bytes]:
            document = office.registers.changes(whole.start, whole.end, cell_id)
            return document, office.registers.pdf(document)

        self.page.context.operations.run(
            work,
            self._show_paper,
            receiver=self,
            busy=tr("Đang dựng trang in…"),
        )

    def _show_paper(self, made: tuple[TableDocument, bytes]) -> None:
        show_paper(self.page.context, self, made)

    def show_problem(self, problem: ProblemError) -> None:
        """Show a known failure at the top."""
        self.problem_bar.show_problem(problem)


def _verdict_words(whole: Movements) -> str:
    from desktop_app.documents.papers.changes import explained

    if not whole.breaks:
        return tr("Số liệu cân đối.")
    people = "; ".join(
        tr("{name} ({cell}, {on})", name=line.full_name, cell=line.cell_name, on=format_day(line.on))
        for line in whole.breaks
    )
    return tr(
        "Không cân đối: theo các việc đã ghi thì cuối kỳ có {sum}, sổ đang có {closing}. Các dòng làm lệch: {people}.",
        sum=format_number(explained(whole)),
        closing=format_number(whole.closing),
        people=people,
    )


def _amount(row: FigureRow, *, name: str, always: bool) -> str:
    amount = row.amounts.get(name, 0)
    return format_number(amount) if amount or always else ""


def _broken(title: str) -> str:
    """Return a heading on as many lines as keep its column narrow."""
    lines = [""]
    for word in title.split(" "):
        if lines[-1] and len(lines[-1]) + 1 + len(word) > _HEADING:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return "\n".join(lines)


def _figure_width(title: str) -> int:
    return max(58, 18 + 9 * max(map(len, title.split("\n"))))


def _people_columns(what: Callable[[Behind], str]) -> list[Column[Behind]]:
    return [
        Column(tr("Họ và tên"), lambda row: row.full_name),
        Column(tr("Chi bộ"), lambda row: row.cell_name),
        Column(tr("Ngày"), lambda row: format_day(row.on) if row.on else "", 108),
        Column(tr("Nội dung"), what, 190),
        Column(tr("Số quyết định"), lambda row: row.decision, 190, spare=True),
        Column(tr("Từ đâu, đến đâu"), lambda row: row.place, 200, spare=True),
    ]
