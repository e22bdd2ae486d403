"""The member list page by page: only what is looked at is read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QModelIndex, QTimer, Signal
from PySide6.QtWidgets import QWidget

from db.records import MemberFilter, MemberPage, MemberRow
from ui.widgets.record_table import Column, Index, RecordModel

PAGE = 100
"""Rows read at once."""

Fetch = Callable[[MemberFilter, int, int, Callable[[MemberPage], None]], None]
"""Reads (filter, offset, limit) and hands the page over later, on this thread."""


class MemberModel(RecordModel[MemberRow]):
    """Knows how many rows there are and reads a page when one of its rows is first shown."""

    counted = Signal(int)

    def __init__(
        self, columns: Sequence[Column[MemberRow]], fetch: Fetch, wanted: MemberFilter, parent: QWidget | None = None
    ) -> None:
        super().__init__(columns, parent)
        self.wanted = wanted
        self._fetch = fetch
        self._asked: set[int] = set()
        self._missing: set[int] = set()
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._read_missing)

    def show_filter(self, wanted: MemberFilter) -> None:
        """Read the list anew with another filter; the old rows stay until the answer is there."""
        self.wanted = wanted
        self._asked = {0}
        self._fetch(wanted, 0, PAGE, self._first_page)

    def _first_page(self, page: MemberPage) -> None:
        self.beginResetModel()
        rest: list[MemberRow | None] = [None] * max(0, page.total - len(page.rows))
        self.rows = [*page.rows, *rest]
        self.endResetModel()
        self.counted.emit(page.total)

    def row(self, index: Index | int) -> MemberRow | None:
        """Return the record at an index, and have its page read when it is not here yet."""
        place = index if isinstance(index, int) else index.row()
        found = super().row(place)
        if found is None and 0 <= place < len(self.rows) and place // PAGE not in self._asked:
            self._asked.add(place // PAGE)
            self._missing.add(place // PAGE)
            self._soon.start()
        return found

    def _read_missing(self) -> None:
        wanted, missing = self.wanted, sorted(self._missing)
        self._missing.clear()
        for number in missing:
            self._fetch(wanted, number * PAGE, PAGE, partial(self._more, wanted))

    def _more(self, wanted: MemberFilter, page: MemberPage) -> None:
        if wanted is not self.wanted or page.offset + len(page.rows) > len(self.rows):
            return
        self.rows[page.offset : page.offset + len(page.rows)] = page.rows
        last = page.offset + len(page.rows) - 1
        self.dataChanged.emit(self.index(page.offset, 0), self.index(last, self.columnCount(QModelIndex()) - 1))
