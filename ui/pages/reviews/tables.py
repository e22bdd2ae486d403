"""Biểu tổng hợp: the summary tables of a review and of admissions; Enter on a figure names who is behind it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from db.rating_records import RatedLine
from desktop_app.rules import admissions as admission_rules
from desktop_app.rules.admissions import Group
from desktop_app.rules.rating_tables import Figure, FigureKind, RatingTable, amount
from desktop_app.rules.scheme import Scheme
from desktop_app.services.rating_tables import Admissions
from desktop_app.texts import sentence, tr
from ui import theme
from ui.icons import on_button
from ui.pages.base import shorten
from ui.pages.panel import Panel
from ui.pages.reviews import table_columns
from ui.pages.reviews.table_behind import TableBehind
from ui.pages.reviews.table_choices import ADMISSIONS, COLLECTIVES, FAILING, MEMBERS, TableChoices
from ui.pages.reviews.table_columns import FIRST_FIGURE, GridLine
from ui.pages.reviews.votes import NoCampaign
from ui.pages.tabs import TabsPage
from ui.paper_window import ask_for_workbook, show_paper
from ui.widgets.field import WrappingLabel
from ui.widgets.list_tools import bars
from ui.widgets.record_table import RecordModel, RecordTable

if TYPE_CHECKING:
    from db.problems import ProblemError
    from desktop_app.documents.table_model import TableDocument
    from desktop_app.office import Office

AT_ONCE = 500
"""People read at once behind a figure."""


@dataclass(frozen=True)
class Found:
    """What the panel shows at once."""

    scheme: Scheme | None = None
    """None while the year has no campaign."""
    table: RatingTable | None = None
    named: tuple[RatedLine, ...] = ()
    admissions: Admissions | None = None


class FigureTable(RecordTable):
    """Walked figure by figure; copying takes whole rows."""

    def __init__(self, model: RecordModel[Any], name: str) -> None:
        super().__init__(model, name)
        self.setSelectionBehavior(RecordTable.SelectionBehavior.SelectItems)
        self.setSelectionMode(RecordTable.SelectionMode.SingleSelection)

    def selected_rows(self) -> list[int]:
        """Return the rows in which a cell is selected."""
        return sorted({index.row() for index in self.selectedIndexes()})


class TablesPanel(Panel):
    """One table at a time above, who is behind the figure in hand below."""

    def __init__(self, page: TabsPage) -> None:
        super().__init__(page)
        self.scheme: Scheme | None = None
        self.table: RatingTable | None = None
        self.admissions: Admissions | None = None
        self._period_of = 0
        self.choices = TableChoices(self.context)
        self.grid: RecordModel[GridLine] = RecordModel([])
        self.figures = FigureTable(self.grid, "")
        self.groups_model: RecordModel[Group] = RecordModel(table_columns.group_columns(self.choices.places))
        self.groups = FigureTable(self.groups_model, tr("Kết nạp đảng viên theo nhóm"))
        self.behind = TableBehind(page, lambda: self.scheme)
        self.findings = WrappingLabel(role="warning")
        self.words = WrappingLabel(role="muted")
        self.print_button = QPushButton(tr("&In biểu…"))
        on_button(self.print_button, "print")
        self.print_button.setToolTip("Ctrl+P")
        self.excel_button = QPushButton(tr("&Excel…"))
        on_button(self.excel_button, "excel")
        self.excel_button.setToolTip("Ctrl+Shift+E")
        self.nothing = NoCampaign(page)
        self.saved, _ = bars(page)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(theme.px(8))
        head.addWidget(self.choices)
        head.addStretch(1)
        head.addWidget(self.print_button)
        head.addWidget(self.excel_button)
        if theme.is_large():
            shorten(head)
        self.holder = QWidget()
        column = QVBoxLayout(self.holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.figures)
        self.above = QStackedWidget()
        self.above.addWidget(self.holder)
        self.above.addWidget(self.groups)
        split = QSplitter(Qt.Orientation.Vertical)
        split.setChildrenCollapsible(False)
        split.addWidget(self.above)
        split.addWidget(self.behind)
        split.setStretchFactor(0, 3)
        split.setStretchFactor(1, 2)
        board = QWidget()
        column = QVBoxLayout(board)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(6))
        column.addWidget(self.findings)
        column.addWidget(split, 1)
        column.addWidget(self.words)
        self.stack = QStackedWidget()
        self.stack.addWidget(board)
        self.stack.addWidget(self.nothing)
        self.column.addLayout(head)
        if theme.is_large():
            self.column.addWidget(self.choices.boxes)
        self.column.addWidget(self.stack, 1)

    def _connect(self) -> None:
        self.choices.changed.connect(self.refresh)
        self.groups.opened.connect(lambda _row: self._open_group())
        self.print_button.clicked.connect(lambda _checked=False: self.print_table())
        self.excel_button.clicked.connect(lambda _checked=False: self.export_table())
        for keys, work in (("Ctrl+P", self.print_table), ("Ctrl+Shift+E", self.export_table)):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(work)

    @property
    def help_text(self) -> str:
        """Return what F1 says."""
        return tr(
            "Biểu tổng hợp: tỷ lệ tính trên số được xếp loại; “trong đó” tính trên mức mà nó là một phần. Đi tới một "
            "con số rồi Enter để xem những người hoặc tập thể của con số ấy. Biểu kết nạp đếm theo từng nhóm: một "
            "người có thể thuộc nhiều nhóm nên không cộng thành tổng. Ctrl+P xem và in biểu (có cả Word), "
            "Ctrl+Shift+E ra Excel."
        )

    def focus_first(self) -> None:
        """Put the cursor into the table."""
        if self.stack.currentWidget() is self.nothing:
            self.nothing.button.setFocus()
        elif self.above.isHidden():
            self.behind.focus_first()
        else:
            (self.groups if self.above.currentWidget() is self.groups else self.figures).setFocus()

    def escape(self) -> bool:
        """Go back from the people to the figures."""
        if self.behind.has_focus and not self.above.isHidden():
            self.focus_first()
            return True
        return False

    # --- reading ---

    def refresh(self) -> None:
        """Read the table again."""
        if self._period_of != self.year:
            self._period_of = self.year
            self.choices.begin(self.year)
        kind, year, options, span = self.choices.kind.value(), self.year, self.choices.options, self.choices.span()
        if kind == ADMISSIONS and span is None:
            return

        def read(office: Office) -> Found:
            if kind == ADMISSIONS and span is not None:
                return Found(admissions=office.rating_tables.admissions(*span))
            campaign = office.reviews.campaign(year)
            if campaign is None:
                return Found()
            scheme = office.schemes.get(campaign.scheme)
            if kind == MEMBERS:
                return Found(scheme, office.rating_tables.members(year, options))
            if kind == COLLECTIVES:
                return Found(scheme, office.rating_tables.collectives(year, options))
            named = office.rating_tables.named(year, failing=kind == FAILING, proposed=options.proposed)
            return Found(scheme, named=tuple(named))

        self.read(read, partial(self._show, kind), tr("Đang lập biểu…"))

    def _show(self, kind: str, found: Found) -> None:
        self.scheme, self.table, self.admissions = found.scheme, found.table, found.admissions
        can = found.admissions is not None or found.scheme is not None
        self.print_button.setEnabled(can)
        self.excel_button.setEnabled(can)
        if not can:
            self.nothing.words.setText(tr("Chưa mở đợt kiểm điểm năm {year} nên chưa có biểu.", year=self.year))
            self.stack.setCurrentWidget(self.nothing)
            return
        self.stack.setCurrentIndex(0)
        of_people = found.admissions is not None
        self.above.setVisible(found.table is not None or of_people)
        self.above.setCurrentWidget(self.groups if of_people else self.holder)
        if found.table is not None:
            self._show_table(found.table)
        elif found.admissions is not None:
            self._show_admissions(found.admissions)
        else:
            self._show_named(kind, found.named)

    def _show_table(self, table: RatingTable) -> None:
        place = (self.figures.currentIndex().row(), self.figures.currentIndex().column())
        had_focus = self.figures.hasFocus()
        columns = table_columns.grid_columns(table)
        if [column.title for column in columns] != [column.title for column in self.grid.columns]:
            place = (0, FIRST_FIGURE)
        self.grid = RecordModel(columns)
        figures = FigureTable(self.grid, self.choices.kind.currentText())
        layout = self.holder.layout()
        assert layout is not None
        layout.replaceWidget(self.figures, figures)
        self.figures.deleteLater()
        self.figures = figures
        lines = table_columns.grid_lines(table)
        self.grid.emphasized = {row for row, line in enumerate(lines) if line.total}
        self.grid.set_rows(lines)
        figures.opened.connect(lambda _row: self._open_figure())
        figures.selectionModel().currentChanged.connect(lambda *_: self._tell())
        figures.setCurrentIndex(self.grid.index(max(0, min(place[0], len(lines) - 1)), max(FIRST_FIGURE, place[1])))
        if had_focus:
            figures.setFocus()
        self.findings.setText("\n".join(sentence(finding) for finding in table.findings[:4]))
        self.findings.setVisible(bool(table.findings))
        self.behind.hide()
        self._tell()

    def _show_named(self, kind: str, named: Sequence[RatedLine]) -> None:
        self.findings.hide()
        words = tr("Danh sách không hoàn thành") if kind == FAILING else tr("Danh sách xuất sắc")
        title = tr("{words} năm {year}: {count}", words=words, year=self.year, count=len(named))
        self.behind.show_rated(title, named)
        self.words.clear()

    def _show_admissions(self, found: Admissions) -> None:
        self.findings.setVisible(bool(found.uncertain))
        self.findings.setText(tr("Có {count} người chưa rõ ngày kết nạp đầy đủ nên chưa tính.", count=found.uncertain))
        self.groups_model.emphasized = {0}
        self.groups_model.set_rows(found.groups)
        self.groups.select(0)
        self.behind.hide()
        self.words.setText(
            tr("Một người có thể thuộc nhiều nhóm: các dòng không cộng thành tổng. Enter xem danh sách.")
        )

    # --- who is behind a figure ---

    def _figure(self) -> tuple[GridLine, Figure] | None:
        index = self.figures.currentIndex()
        line = self.grid.row(index)
        if line is None or self.table is None:
            return None
        place = index.column() - FIRST_FIGURE
        figures = table_columns.shown_figures(self.table)
        return line, figures[place] if 0 <= place < len(figures) else Figure(kind=FigureKind.TOTAL)

    def _tell(self) -> None:
        found = self._figure()
        if found is None or self.table is None:
            self.words.clear()
            return
        line, figure = found
        count = amount(self.table.levels, line.tally, figure)
        share = line.shares.get(figure.code) if figure.kind is FigureKind.LEVEL else None
        title = table_columns.figure_title(self.table.levels, figure).replace("\n", " ")
        words = table_columns.base_words(count, share)
        self.words.setText(
            tr("{name}, {title}: {words}. Enter xem danh sách.", name=line.name, title=title, words=words)
        )

    def _open_figure(self) -> None:
        found, table = self._figure(), self.table
        if found is None or table is None:
            return
        line, figure = found
        title = table_columns.figure_title(table.levels, figure).replace("\n", " ")
        key = line.tally.key

        def read(office: Office) -> tuple[list[RatedLine], int]:
            return office.rating_tables.behind(table, key, figure, 0, AT_ONCE)

        everybody = partial(_everybody, table, key, figure)
        self.page.run(read, partial(self._show_behind, f"{line.name} – {title}", everybody), self.page.show_problem)

    def _show_behind(
        self,
        title: str,
        everybody: Callable[[Office], Sequence[RatedLine]],
        found: tuple[list[RatedLine], int],
    ) -> None:
        rows, total = found
        words = f"{title}: {total}"
        if len(rows) < total:
            words += " " + tr("(hiện {shown} dòng đầu; In danh sách có đủ)", shown=len(rows))
        self.behind.show_rated(words, rows, everybody)
        self.behind.focus_first()

    def _open_group(self) -> None:
        group, found = self.groups_model.row(self.groups.currentIndex()), self.admissions
        if group is not None and found is not None:
            people = [one for one in found.people if admission_rules.belongs(one, group.code)]
            self.behind.show_admitted(f"{table_columns.group_words(group)}: {len(people)}", people)
            self.behind.focus_first()

    # --- papers ---

    def _document(self) -> Callable[[Office], TableDocument]:
        kind, year, table, admissions = self.choices.kind.value(), self.year, self.table, self.admissions
        options = self.choices.options

        def make(office: Office) -> TableDocument:
            if admissions is not None:
                return office.rating_tables.admissions_document(admissions, options.decimals)
            if table is not None:
                return office.rating_tables.document(table)
            return office.rating_tables.named_document(year, failing=kind == FAILING, proposed=options.proposed)

        return make

    def print_table(self) -> None:
        """Show the table as it will be printed; its window keeps it as PDF, Word and Excel too."""
        if not self.print_button.isEnabled():
            return
        make = self._document()

        def work(office: Office) -> tuple[TableDocument, bytes]:
            document = make(office)
            return document, office.registers.pdf(document)

        self.page.run(
            work,
            self._show_paper,
            self._refused,
            busy=tr("Đang dựng trang in…"),
        )

    def _show_paper(self, made: tuple[TableDocument, bytes]) -> None:
        show_paper(self.context, self.page, made)

    def export_table(self) -> None:
        """Ask for a place and write the table there as a workbook."""
        if not self.excel_button.isEnabled():
            return
        from desktop_app.documents.papers.common import file_part

        target = ask_for_workbook(self.context, f"{file_part(self.choices.kind.currentText())}-{self.year}")
        if target is not None:
            make = self._document()
            self.page.run(
                lambda office: office.registers.excel(make(office), target),
                self.saved.show_path,
                self._refused,
                busy=tr("Đang ghi tệp Excel…"),
            )

    def _refused(self, problem: ProblemError) -> None:
        self.page.show_refused(problem)


def _everybody(table: RatingTable, key: str, figure: Figure, office: Office) -> Sequence[RatedLine]:
    return office.rating_tables.behind(table, key, figure)[0]
