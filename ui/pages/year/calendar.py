"""Lịch sinh hoạt: every cell and month of a year with the signs of its meetings; Enter opens one."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QMenu, QStyledItemDelegate, QStyleOptionViewItem

from db.meeting_records import MeetingKind
from db.view_records import CalendarMark, CalendarMonth, CalendarRow
from desktop_app.rules.dates import format_day
from desktop_app.texts import term, tr
from ui import theme
from ui.pages.panel import Panel
from ui.pages.tabs import TabsPage
from ui.widgets.field import WrappingLabel
from ui.widgets.list_tools import Listed, ListTools
from ui.widgets.plain import plain_label, plain_tip
from ui.widgets.record_table import Column, Index, RecordModel, RecordTable
from ui.widgets.words import capital

FIRST_MONTH = 1
"""Place of the column of January."""


def sign(mark: CalendarMark) -> str:
    """Return the letters a meeting has in the calendar; a draft has a star."""
    letters = term("calendar_sign", mark.kind.value)
    return f"{letters}*" if mark.draft else letters


def month_text(month: CalendarMonth) -> str:
    """Return what a month says in letters, for copying, printing and reading aloud."""
    if not month.exists and not month.marks:
        return ""
    signs = [sign(mark) for mark in month.marks]
    return " ".join([*signs, "!"] if month.missing else signs)


def month_words(row: CalendarRow, number: int, year: int) -> str:
    """Return a month of a cell in whole words."""
    month = row.month(number)
    parts = []
    for mark in month.marks:
        kind = capital(term("meeting_kind", mark.kind.value))
        day = format_day(mark.held_on) if mark.held_on else ""
        parts.append(
            tr("{kind} {day} (nháp)", kind=kind, day=day).replace("  ", " ")
            if mark.draft
            else tr("{kind} ngày {day}", kind=kind, day=day)
        )
    if month.missing:
        parts.append(tr("thiếu biên bản sinh hoạt định kỳ"))
    if not month.exists:
        parts.append(tr("chi bộ chưa thành lập hoặc đã kết thúc"))
    words = "; ".join(parts) if parts else tr("chưa có biên bản")
    return tr("{cell}, tháng {month}/{year}: {what}.", cell=row.cell_name, month=number, year=year, what=words)


class CalendarModel(RecordModel[CalendarRow]):
    """The rows; a month is read aloud in words."""

    year = 0

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what Qt shows of a cell."""
        number = index.column() - FIRST_MONTH + 1
        if role == Qt.ItemDataRole.AccessibleTextRole and 1 <= number <= 12:
            row = self.row(index)
            return month_words(row, number, self.year) if row is not None else ""
        if role == Qt.ItemDataRole.ToolTipRole and 1 <= number <= 12:
            row = self.row(index)
            return plain_tip(month_words(row, number, self.year)) if row is not None else None
        if role == Qt.ItemDataRole.TextAlignmentRole and 1 <= number <= 12:
            return Qt.AlignmentFlag.AlignCenter
        return super().data(index, role)


class _Signs(QStyledItemDelegate):
    """Draws a month: a chip for each meeting, a word of warning where the regular one is missing."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Draw the ground as always, and chips for letters."""
        model = index.model()
        row = model.row(index) if isinstance(model, CalendarModel) else None
        super().paint(painter, option, index)
        if row is None:
            return
        month = row.month(index.column() - FIRST_MONTH + 1)
        rect = QRectF(option.rect)  # type: ignore[attr-defined,unused-ignore]
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if not month.exists and not month.marks:
            painter.fillRect(rect.adjusted(1, 1, -1, -1), QColor(theme.colors().sunken))
        _chips(painter, rect, month)
        painter.restore()

    def initStyleOption(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        """Leave the letters out: they are drawn as chips."""
        super().initStyleOption(option, index)
        option.text = ""  # type: ignore[attr-defined,unused-ignore]


def _look(mark: CalendarMark) -> tuple[str, str]:
    """Return ground and letters of a chip."""
    c = theme.colors()
    if mark.kind is MeetingKind.REGULAR:
        return c.ok_back, c.ok
    if mark.kind in (MeetingKind.THEMATIC, MeetingKind.COMBINED):
        return c.info_back, c.primary
    if mark.kind in (MeetingKind.COMMITTEE, MeetingKind.PARTY_GROUP):
        return c.sunken, c.muted
    return c.warning_back, c.warning


def _chips(painter: QPainter, rect: QRectF, month: CalendarMonth) -> None:
    font = QFont(painter.font())
    font.setPointSizeF(font.pointSizeF() * 0.82)
    font.setBold(True)
    painter.setFont(font)
    metrics = QFontMetrics(font)
    c = theme.colors()
    shown: list[tuple[str, str, str, bool]] = [(sign(mark), *_look(mark), mark.draft) for mark in month.marks]
    if month.missing:
        shown.append(("!", c.error_back, c.error, False))
    gap = theme.px(3)
    every, wide = shown, [metrics.horizontalAdvance(words) + theme.px(7) for words, *_ in shown]
    kept = len(every)
    while kept > 1 and sum(wide) + gap * (len(wide) - 1) > rect.width() - theme.px(2):
        kept -= 1
        shown = [*every[:kept], (f"+{len(every) - kept}", c.sunken, c.text, False)]
        wide = [metrics.horizontalAdvance(words) + theme.px(7) for words, *_ in shown]
    left = rect.left() + (rect.width() - sum(wide) - gap * max(0, len(wide) - 1)) / 2
    high = min(rect.height() - theme.px(6), metrics.height() + theme.px(4))
    for (words, ground, letters, draft), width in zip(shown, wide, strict=True):
        chip = QRectF(left, rect.center().y() - high / 2, width, high)
        pen = QPen(QColor(letters), 1, Qt.PenStyle.DashLine if draft else Qt.PenStyle.SolidLine)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush if draft else QColor(ground))
        painter.drawRoundedRect(chip, 4, 4)
        painter.setPen(QColor(letters))
        painter.drawText(chip, Qt.AlignmentFlag.AlignCenter, words)
        left += width + gap


class CalendarTable(RecordTable):
    """Walked cell by cell; copying takes whole rows."""

    def __init__(self, model: CalendarModel, name: str) -> None:
        super().__init__(model, name)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self._signs = _Signs(self)
        for month in range(12):
            self.setItemDelegateForColumn(FIRST_MONTH + month, self._signs)
        self.setShowGrid(True)

    def selected_rows(self) -> list[int]:
        """Return the rows in which a cell is selected."""
        return sorted({index.row() for index in self.selectedIndexes()})


class CalendarPanel(Panel):
    """Twelve months of every cell; below in words what stands under the cursor, and what the signs mean."""

    def __init__(self, page: TabsPage) -> None:
        super().__init__(page)
        self.model = CalendarModel(_columns())
        self.table = CalendarTable(self.model, tr("Lịch sinh hoạt: mỗi chi bộ một dòng, mỗi tháng một ô"))
        self.table.opened.connect(lambda _row: self.open_cell())
        self.table.selectionModel().currentChanged.connect(lambda *_: self._tell())
        self.menu = QMenu(self.table)
        self.summary = plain_label(role="heading")
        listed: Listed[CalendarRow] = Listed("year-calendar", self._title, totals=_legend_text)
        self.list_tools = ListTools(page, self.table, listed, scope=self)
        head = QHBoxLayout()
        head.addWidget(self.summary, 1)
        head.addWidget(self.list_tools)
        self.column.addLayout(head)
        self.column.addWidget(self.table, 1)
        self.words = WrappingLabel()
        self.words.setAccessibleName(tr("Ô đang chọn"))
        self.column.addWidget(self.words)
        self.column.addWidget(WrappingLabel(_legend_text(), role="muted"))

    @property
    def help_text(self) -> str:
        """Return what F1 says."""
        return tr(
            "Lịch sinh hoạt: mũi tên đi từng ô; Enter mở buổi sinh hoạt của chi bộ và tháng ấy (nhiều buổi thì chọn "
            "trong danh sách; chưa có thì bắt đầu ghi). Dấu ! là tháng đã qua mà thiếu biên bản định kỳ."
        )

    def _title(self) -> str:
        return tr("Lịch sinh hoạt chi bộ năm {year}", year=self.year)

    def focus_first(self) -> None:
        """Put the cursor into the table."""
        self.table.setFocus()

    def refresh(self) -> None:
        """Read the year again."""
        year = self.year
        self.read(
            lambda office: office.meeting_views.calendar(year),
            partial(self._show, year),
            busy=tr("Đang đọc lịch sinh hoạt…"),
        )

    def _show(self, year: int, rows: list[CalendarRow]) -> None:
        current = self.table.currentIndex()
        before = self.model.row(current)
        column = current.column() if current.isValid() else int(self.context.period[5:])
        self.model.year = year
        self.model.set_rows(rows)
        wanted = self.cell_id or (before.cell_id if before else "")
        place = next((number for number, row in enumerate(rows) if row.cell_id == wanted), 0)
        self.table.setCurrentIndex(self.model.index(place, column))
        held, asked = sum(row.regular for row in rows), sum(sum(row.expected) for row in rows)
        missing = sum(sum(row.missing) for row in rows)
        words = tr("Sinh hoạt định kỳ đã chốt {held}/{asked} lượt", held=held, asked=asked)
        if missing:
            words += " · " + tr("còn thiếu {count} lượt của các tháng đã qua", count=missing)
        self.summary.setText(words if rows else tr("Năm này đơn vị chưa có chi bộ nào."))
        self._tell()

    def _tell(self) -> None:
        index = self.table.currentIndex()
        row, number = self.model.row(index), index.column() - FIRST_MONTH + 1
        self.words.setText(month_words(row, number, self.model.year) if row and 1 <= number <= 12 else "")

    def open_cell(self) -> None:
        """Open the meeting of the month in hand; of several, let one be chosen."""
        index = self.table.currentIndex()
        row, number = self.model.row(index), index.column() - FIRST_MONTH + 1
        if row is None:
            return
        if not 1 <= number <= 12:
            self.context.set_cell_id(row.cell_id)
            return
        period, month = f"{self.model.year:04}-{number:02}", row.month(number)
        if len(month.marks) > 1:
            self.menu.clear()
            for mark in month.marks:
                words = capital(term("meeting_kind", mark.kind.value))
                day = format_day(mark.held_on) if mark.held_on else ""
                note = tr("nháp") if mark.draft else ""
                action = self.menu.addAction(" · ".join(part for part in (words, day, note) if part))
                action.triggered.connect(
                    lambda _checked=False, mark=mark: self.open_meeting(row.cell_id, period, mark.id)
                )
            self.menu.popup(self.table.viewport().mapToGlobal(self.table.visualRect(index).bottomLeft()))
            self.menu.setActiveAction(self.menu.actions()[0])
        elif month.marks or month.exists:
            self.open_meeting(row.cell_id, period, month.marks[0].id if month.marks else "")


def _columns() -> list[Column[CalendarRow]]:
    def month(number: int) -> Column[CalendarRow]:
        title = str(number) if theme.is_large() else tr("T{month}", month=number)
        return Column(title, lambda row: month_text(row.month(number)), _month_width())

    return [
        Column(tr("Chi bộ"), lambda row: row.cell_name),
        *(month(number) for number in range(1, 13)),
        Column(tr("Định\nkỳ"), lambda row: f"{row.regular}/{sum(row.expected)}", 84, number=True, spare=True),
    ]


def _month_width() -> int:
    # On a small screen with large text twelve months leave the names little room.
    return 52 if theme.is_large() else 64


def _legend_text() -> str:
    signs = [f"{term('calendar_sign', kind.value)} {term('meeting_kind', kind.value)}" for kind in MeetingKind]
    return " · ".join([*signs, tr("* bản nháp"), tr("! thiếu buổi định kỳ")])
