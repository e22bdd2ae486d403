"""Who is behind a figure of a summary table: people and collectives rated, or people admitted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from db.rating_records import Admitted, RatedLine
from desktop_app.rules.scheme import Scheme
from desktop_app.texts import tr
from ui.pages.base import Page
from ui.pages.reviews import table_columns
from ui.widgets.field import WrappingLabel
from ui.widgets.list_tools import Listed, ListTools, Report
from ui.widgets.record_table import RecordModel, RecordTable

if TYPE_CHECKING:
    from desktop_app.office import Office

Everybody = Callable[["Office"], Sequence[RatedLine]]


class TableBehind(QWidget):
    """One list at a time under its heading."""

    def __init__(self, page: Page, scheme: Callable[[], Scheme | None]) -> None:
        super().__init__()
        self.page = page
        self._everybody: Everybody | None = None
        self.heading = WrappingLabel(role="heading")
        self.rated_model: RecordModel[RatedLine] = RecordModel(table_columns.rated_columns(scheme))
        self.rated = RecordTable(self.rated_model, tr("Những người, tập thể của con số đang chọn"))
        self.admitted_model: RecordModel[Admitted] = RecordModel(table_columns.admitted_columns())
        self.admitted = RecordTable(self.admitted_model, tr("Những người của con số đang chọn"))
        self.rated_tools = self._tools(self.rated, "reviews-behind", self._fetch)
        self.admitted_tools = self._tools(self.admitted, "reviews-admitted", None)
        self.tables = QStackedWidget()
        self.tables.addWidget(self.rated)
        self.tables.addWidget(self.admitted)
        row = QHBoxLayout()
        row.addWidget(self.heading, 1)
        row.addWidget(self.rated_tools)
        row.addWidget(self.admitted_tools)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(row)
        column.addWidget(self.tables, 1)
        self.hide()

    def _tools(
        self, table: RecordTable, name: str, fetch: Callable[[], Callable[[Office, Report], Sequence[Any]]] | None
    ) -> ListTools:
        listed: Listed[Any] = Listed(name, self.heading.text, fetch=fetch)
        return ListTools(self.page, table, listed, scope=table, keys=False, words=tr("In &danh sách"))

    def _fetch(self) -> Callable[[Office, Report], Sequence[RatedLine]]:
        everybody, rows = self._everybody, [row for row in self.rated_model.rows if row is not None]
        if everybody is None:
            return lambda _office, _report: rows
        return lambda office, _report: everybody(office)

    def show_rated(self, title: str, rows: Sequence[RatedLine], everybody: Everybody | None = None) -> None:
        """Show people and collectives; ``everybody`` reads them all where these are the first of many."""
        self._everybody = everybody
        self.rated.leave_out(table_columns.VOTES, out=all(row.votes is None for row in rows))
        self.rated_model.set_rows(rows)
        self._show(title, self.rated)

    def show_admitted(self, title: str, people: Sequence[Admitted]) -> None:
        """Show people admitted."""
        self.admitted_model.set_rows(people)
        self._show(title, self.admitted)

    def _show(self, title: str, table: RecordTable) -> None:
        self.heading.setText(title)
        self.tables.setCurrentWidget(table)
        self.rated_tools.setVisible(table is self.rated)
        self.admitted_tools.setVisible(table is self.admitted)
        table.select(0)
        self.show()

    @property
    def has_focus(self) -> bool:
        """Whether the cursor is in the list."""
        return self.rated.hasFocus() or self.admitted.hasFocus()

    def focus_first(self) -> None:
        """Put the cursor into the list."""
        self.tables.currentWidget().setFocus()  # type: ignore[union-attr]  # there are always two
