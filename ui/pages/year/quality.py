"""Chất lượng sinh hoạt: level and points of every cell's regular meetings of a year, and the level of the year."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout

from db.quality import ScoredMeeting
from desktop_app.rules.dates import format_day
from desktop_app.rules.quality import LEVELS, text_of
from desktop_app.services.quality import CellYear
from desktop_app.texts import term, tr
from ui import theme
from ui.pages.panel import Panel
from ui.pages.tabs import TabsPage
from ui.widgets.field import WrappingLabel
from ui.widgets.list_tools import Listed, ListTools
from ui.widgets.plain import plain_label
from ui.widgets.record_table import Column, Index, RecordModel, RecordTable

FIRST_MONTH = 1
"""Place of the column of January."""
RESULT = 13
"""Place of the column of the year."""


def month_text(row: CellYear, number: int) -> str:
    """Return what a month (from 1) says in letters: level and points, or why there are none."""
    meeting = row.months[number - 1]
    if meeting is None:
        return "!" if row.due[number - 1] else ""
    if not meeting.level:
        return text_of(meeting.points) or "–"
    return f"{term('quality_sign', meeting.level)} {text_of(meeting.points)}"


def month_words(row: CellYear, number: int, year: int) -> str:
    """Return a month of a cell in whole words; empty for a month that is not due and has no meeting."""
    meeting = row.months[number - 1]
    named = {"cell": row.cell_name, "month": number, "year": year}
    if meeting is None:
        missing = row.due[number - 1]
        return tr("{cell}, tháng {month}/{year}: chưa có biên bản thường kỳ.", **named) if missing else ""
    day = format_day(meeting.held_on)
    if meeting.points is None:
        return tr("{cell}, tháng {month}/{year}: họp ngày {day}, chưa chấm điểm.", **named, day=day)
    return tr(
        "{cell}, tháng {month}/{year}: họp ngày {day}, {points} điểm, xếp loại {level}.",
        **named,
        day=day,
        points=text_of(meeting.points),
        level=term("quality_level", meeting.level) if meeting.level else "–",
    )


def year_words(row: CellYear, year: int) -> str:
    """Return the year of a cell in whole words, with the document its level rests on."""
    result = row.result
    if not result.scored:
        return tr("{cell}, cả năm {year}: chưa có buổi nào được chấm điểm.", cell=row.cell_name, year=year)
    counts = ", ".join(f"{result.counts[level]} {term('quality_level', level)}" for level in LEVELS)
    level = term("quality_level", result.level)
    parts = [
        tr("{cell}, cả năm {year}: {level} ({counts}).", cell=row.cell_name, year=year, level=level, counts=counts)
    ]
    if result.missing:
        parts.append(tr("Tạm tính: còn {count} tháng chưa có điểm.", count=result.missing))
    elif row.running:
        parts.append(tr("Tạm tính: năm chưa hết."))
    parts.append(tr("Căn cứ: {source}.", source=result.source))
    return " ".join(parts)


def result_text(row: CellYear) -> str:
    """Return the level of the year, with a star where it is provisional."""
    if not row.result.level:
        return ""
    return term("quality_level", row.result.level) + ("*" if row.provisional else "")


def _brief(row: CellYear, number: int) -> str:
    """Return what a field shows in large letters: the level alone; the words below the table have the points."""
    if number < RESULT:
        return month_text(row, number).partition(" ")[0]
    level = row.result.level
    return term("quality_sign", level) + ("*" if row.provisional else "") if level else ""


class QualityModel(RecordModel[CellYear]):
    """The rows; colours say again what the letters say."""

    year = 0

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what Qt shows of a cell."""
        row, number = self.row(index), index.column() - FIRST_MONTH + 1
        if row is None or not 1 <= number <= RESULT:
            return super().data(index, role)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignCenter
        if role == Qt.ItemDataRole.DisplayRole and theme.is_large():
            return _brief(row, number)
        if role == Qt.ItemDataRole.ForegroundRole:
            return self._colour(row, number)
        if role == Qt.ItemDataRole.FontRole and number == RESULT:
            font = QFont()
            font.setBold(True)
            return font
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return self.words(index)
        return super().data(index, role)

    def words(self, index: Index) -> str:
        """Return a field of the table in whole words, empty where there is nothing to say."""
        row, number = self.row(index), index.column() - FIRST_MONTH + 1
        if row is None or number < 1:
            return ""
        return month_words(row, number, self.year) if number < RESULT else year_words(row, self.year)

    @staticmethod
    def _colour(row: CellYear, number: int) -> QColor | None:
        meeting: ScoredMeeting | None = row.months[number - 1] if number < RESULT else None
        level = row.result.level if number >= RESULT else meeting.level if meeting else ""
        colors = theme.colors()
        if number < RESULT and meeting is None:
            return QColor(colors.error)
        chosen = {"good": colors.ok, "fair": colors.primary, "average": colors.warning, "weak": colors.error}
        return QColor(chosen.get(level, colors.muted))


class QualityPanel(Panel):
    """Twelve months of every cell with the level of the year; below in words what stands under the cursor."""

    def __init__(self, page: TabsPage) -> None:
        super().__init__(page)
        self.model = QualityModel(_columns())
        name = tr("Chất lượng sinh hoạt: mỗi chi bộ một dòng, mỗi tháng một ô")
        self.table = RecordTable(self.model, name)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.table.setShowGrid(True)
        self.table.opened.connect(lambda _row: self.open_cell())
        self.table.selectionModel().currentChanged.connect(lambda *_: self._tell())
        self.summary = plain_label(role="heading")
        listed: Listed[CellYear] = Listed("year-quality", self._title, note=lambda: self.where, totals=_legend)
        self.list_tools = ListTools(page, self.table, listed, scope=self)
        head = QHBoxLayout()
        head.addWidget(self.summary, 1)
        head.addWidget(self.list_tools)
        self.column.addLayout(head)
        self.column.addWidget(self.table, 1)
        self.words = WrappingLabel()
        self.column.addWidget(self.words)
        self.column.addWidget(WrappingLabel(_legend(), role="muted"))

    @property
    def help_text(self) -> str:
        """Return what F1 says."""
        return tr(
            "Chất lượng sinh hoạt: xếp loại và điểm của buổi thường kỳ từng tháng, cột cuối là xếp loại cả năm. Mũi "
            "tên đi từng ô; Enter mở biên bản của chi bộ và tháng ấy. Dấu ! là tháng đã qua chưa có biên bản; dấu – "
            "là buổi đã chốt mà chưa chấm điểm. Xếp loại cả năm có dấu * là tạm tính: năm chưa hết hoặc còn tháng "
            "chưa có điểm."
        )

    def _title(self) -> str:
        return tr("Chất lượng sinh hoạt chi bộ năm {year}", year=self.year)

    def focus_first(self) -> None:
        """Put the cursor into the table."""
        self.table.setFocus()

    def refresh(self) -> None:
        """Read the year again."""
        year, cell_id = self.year, self.cell_id
        self.read(
            lambda office: office.quality.year(year, cell_id),
            partial(self._show, year),
            busy=tr("Đang đọc kết quả chấm điểm…"),
        )

    def _show(self, year: int, rows: list[CellYear]) -> None:
        current = self.table.currentIndex()
        before = self.model.row(current)
        column = current.column() if current.isValid() else int(self.context.period[5:])
        self.model.year = year
        self.model.set_rows(rows)
        wanted = before.cell_id if before else ""
        place = next((number for number, row in enumerate(rows) if row.cell_id == wanted), 0)
        self.table.setCurrentIndex(self.model.index(place, column))
        self.summary.setText(_summary(rows, year))
        self._tell()

    def _tell(self) -> None:
        self.words.setText(self.model.words(self.table.currentIndex()))

    def open_cell(self) -> None:
        """Open the meeting of the month in hand; on the name of a cell take the cell in hand."""
        index = self.table.currentIndex()
        row, number = self.model.row(index), index.column() - FIRST_MONTH + 1
        if row is None:
            return
        if not 1 <= number < RESULT:
            self.context.set_cell_id(row.cell_id)
            return
        meeting = row.months[number - 1]
        if meeting is not None or row.due[number - 1]:
            self.open_meeting(row.cell_id, f"{self.model.year:04}-{number:02}", meeting.meeting_id if meeting else "")


def _summary(rows: list[CellYear], year: int) -> str:
    counts = {level: sum(row.result.level == level for row in rows) for level in LEVELS}
    if not any(counts.values()):
        return tr("Chưa chi bộ nào có buổi sinh hoạt được chấm điểm trong năm {year}.", year=year)
    parts = [
        tr("{level}: {count} chi bộ", level=term("quality_level", level), count=count)
        for level, count in counts.items()
        if count
    ]
    without = len(rows) - sum(counts.values())
    if without:
        parts.append(tr("chưa có điểm: {count} chi bộ", count=without))
    return " · ".join(parts)


def _columns() -> list[Column[CellYear]]:
    # In large letters only the level stands in a month, so that nobody has to scroll sideways.
    narrow, wide = (46, 84) if theme.is_large() else (66, 108)

    def month(number: int) -> Column[CellYear]:
        return Column(tr("T{month}", month=number), lambda row: month_text(row, number), narrow)

    return [
        Column(tr("Chi bộ"), lambda row: row.cell_name, wrap=True),
        *(month(number) for number in range(1, 13)),
        Column(tr("Cả năm"), result_text, wide),
    ]


def _legend() -> str:
    return tr("T Tốt · K Khá · TB Trung bình · Kém · – chưa chấm điểm · ! thiếu biên bản · * tạm tính")
