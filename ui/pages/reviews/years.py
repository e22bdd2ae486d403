"""Các năm: ratings of several years side by side, each in its own scheme's levels; results of old years typed in."""

from __future__ import annotations

from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from db.evaluation_records import Exclusion, Subject
from desktop_app.rules.dates import format_partial
from desktop_app.rules.decision_checks import MAX_NUMBER
from desktop_app.rules.scheme import Level
from desktop_app.services.rating_history import OldResult, YearGrid, YearRow
from desktop_app.texts import term, tr
from ui import theme
from ui.icons import on_button
from ui.pages.base import shorten
from ui.pages.panel import Panel
from ui.pages.reviews import year_words
from ui.pages.reviews.year_table import FIRST_YEAR, Typed, YearModel, YearTable
from ui.pages.tabs import TabsPage
from ui.widgets.choice import Choice
from ui.widgets.dates import DateEdit
from ui.widgets.field import WrappingLabel
from ui.widgets.list_tools import Listed, ListTools
from ui.widgets.plain import plain_label
from ui.widgets.record_table import Column

if TYPE_CHECKING:
    from db.problems import ProblemError
    from desktop_app.office import Office

_BORN = 1
_WIDE = 5
"""Years up to which each has room for its scheme and a sign."""


class YearsPanel(Panel):
    """Figures type a level into the cell in hand where its year is over; Ctrl+S keeps them all."""

    def __init__(self, page: TabsPage) -> None:
        super().__init__(page)
        self.grid: YearGrid | None = None
        self.typed: Typed = {}
        self.model = YearModel(_fixed(), (), self.typed)
        self.table = YearTable(self.model, tr("Kết quả xếp loại các năm"))
        self.span: Choice[str] = Choice([(count, tr("{count} năm", count=count)) for count in _spans()])
        self.words = WrappingLabel()
        self.keys = WrappingLabel(role="hint")
        self.summary = WrappingLabel(role="heading")
        self.on = DateEdit(self.context.today)
        self.number = QLineEdit()
        self.number.setMaxLength(MAX_NUMBER)
        self.number.setMaximumWidth(theme.px(160))
        self.keep = QPushButton(tr("Lưu (Ctrl+S)"))
        self.keep.setProperty("kind", "primary")
        on_button(self.keep, "save", theme.colors().on_primary)
        self.keep.clicked.connect(lambda _checked=False: self.save())
        self.holder = QWidget()
        self._lay_out()
        self.span.currentIndexChanged.connect(lambda _place: self.refresh())

    def _lay_out(self) -> None:
        self.head = QHBoxLayout()
        self.head.setSpacing(theme.px(8))
        self.head.addWidget(self.summary, 1)
        label = plain_label(tr("&Hiện"))
        label.setBuddy(self.span)
        self.head.addWidget(label)
        self.head.addWidget(self.span)
        self.list_tools: ListTools | None = None
        self.column.addLayout(self.head)
        column = QVBoxLayout(self.holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.table)
        self.column.addWidget(self.holder, 1)
        self.column.addWidget(self.words)
        self.column.addWidget(self.keys)
        self.bar = QWidget()
        row = QHBoxLayout(self.bar)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(8))
        self.count = plain_label(role="heading")
        row.addWidget(self.count, 1)
        for words, field in ((tr("&Ngày quyết định"), self.on), (tr("&Số văn bản"), self.number)):
            name = plain_label(words)
            name.setBuddy(field)
            row.addWidget(name)
            row.addWidget(field)
        self.on.setMaximumWidth(theme.px(130))
        self.on.setToolTip(tr("Để trống: ngày cuối của mỗi năm"))
        row.addWidget(self.keep)
        self.bar.hide()
        self.column.addWidget(self.bar)
        if theme.is_large():
            shorten(self.head)

    @property
    def help_text(self) -> str:
        """Return what F1 says."""
        return tr(
            "Các năm: kết quả xếp loại nhiều năm cạnh nhau, mỗi năm theo mức của quy định năm ấy, không quy đổi. Chọn "
            "một chi bộ (Ctrl+Enter) để xem từng đảng viên. Năm đã qua mà chưa ghi: đi tới ô rồi bấm 1, 2, 3… theo "
            "thứ tự mức ghi ở dưới bảng, Enter xuống ô dưới, Delete bỏ mức vừa gõ, Ctrl+S lưu tất cả. Kết quả đã hủy "
            "được ghi rõ."
        )

    def focus_first(self) -> None:
        """Put the cursor into the table."""
        self.table.setFocus()

    def may_leave(self) -> bool:
        """Ask when levels were typed and not saved."""
        if self.typed and not self.context.questions.discard_changes():
            return False
        self._forget()
        return True

    def escape(self) -> bool:
        """Give up what was typed, after asking; then go back to all cells."""
        if self.typed:
            if self.may_leave():
                self.table.setFocus()
            return True
        if self.cell_id is not None:
            self.context.set_cell(None)
            return True
        return False

    def _forget(self) -> None:
        self.typed.clear()
        self.bar.hide()
        for row in range(self.model.rowCount()):
            self.model.touch(row)

    # --- reading ---

    def _title(self) -> str:
        words = tr("Kết quả xếp loại các năm {first} – {last}", first=self._first, last=self.year)
        return f"{words} – {self.where}" if self.where else words

    @property
    def _first(self) -> int:
        return self.year - int(self.span.value()) + 1

    def refresh(self) -> None:
        """Read the years again; what was typed and not kept stays only where the same is shown."""
        first, last, cell_id = self._first, self.year, self.cell_id

        def ask(office: Office) -> YearGrid:
            return office.rating_history.side_by_side(first, last, cell_id)

        self.read(ask, self._show, tr("Đang đọc kết quả các năm…"))

    def _show(self, grid: YearGrid) -> None:
        index = self.table.currentIndex()
        place = (max(0, index.row()), index.column() if index.column() >= FIRST_YEAR else -1)
        had_focus = self.table.hasFocus()
        before = self.grid
        self.grid = grid
        if before is None or before.years != grid.years or before.schemes != grid.schemes:
            self._rebuild(grid)
        keys = {row.key for row in grid.rows}
        for key, year in list(self.typed):
            if key not in keys or year not in grid.years:
                del self.typed[key, year]
        self.table.leave_out(_BORN, out=not any(row.birth_date for row in grid.rows))
        self.model.set_rows(grid.rows)
        column = place[1] if place[1] >= 0 else FIRST_YEAR + len(grid.years) - 1
        self.table.setCurrentIndex(self.model.index(min(place[0], max(0, len(grid.rows) - 1)), column))
        if had_focus:
            self.table.setFocus()
        self.summary.setText(self.where or tr("Tất cả tập thể; chọn một chi bộ để xem từng đảng viên"))
        self._tell()

    def _rebuild(self, grid: YearGrid) -> None:
        """Make the table anew: its columns are the years."""
        columns = [*_fixed(), *(self._year_column(year, grid) for year in grid.years)]
        self.model = YearModel(columns, grid.years, self.typed)
        table = YearTable(self.model, tr("Kết quả xếp loại các năm"))
        layout = self.holder.layout()
        assert layout is not None
        layout.replaceWidget(self.table, table)
        self.table.deleteLater()
        self.table = table
        if self.list_tools is not None:
            self.head.removeWidget(self.list_tools)
            for action in (self.list_tools.print_action, self.list_tools.excel_action):
                self.removeAction(action)
            self.list_tools.deleteLater()
        listed: Listed[YearRow] = Listed("reviews-years", self._title)
        self.list_tools = ListTools(self.page, table, listed, scope=self)
        self.head.addWidget(self.list_tools)
        for before, after in pairwise((self.span, self.list_tools, table, self.on, self.number, self.keep)):
            QWidget.setTabOrder(before, after)
        table.selectionModel().currentChanged.connect(lambda *_: self._tell())
        for keys, work in (
            ("Ctrl+Return", self.open_cell),
            ("Del", partial(self._type, -1)),
            *((str(number), partial(self._type, number - 1)) for number in range(1, 10)),
        ):
            shortcut = QShortcut(QKeySequence(keys), table)
            shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
            shortcut.activated.connect(work)

    def _year_column(self, year: int, grid: YearGrid) -> Column[YearRow]:
        scheme = grid.schemes.get(year)
        several = len(grid.years) > _WIDE
        title = str(year) if scheme is None or several else f"{year}\n{scheme.short}"
        width = 0 if theme.is_large() else 84 if several else 150
        return Column(
            title,
            lambda row: self._text(row, year),
            width,
            icon=None if several else lambda row: year_words.icon_of(row.years.get(year)),
            tip=lambda row: self._told(row, year),
        )

    def _text(self, row: YearRow, year: int) -> str:
        typed = self.typed.get((row.key, year))
        if typed is not None:
            scheme = self.grid.schemes.get(year) if self.grid is not None else None
            level = scheme.level(typed, row.subject) if scheme is not None else None
            return tr("{level} (mới)", level=level.short if level is not None else typed)
        return year_words.standing(row.years.get(year))

    def _told(self, row: YearRow, year: int) -> str:
        told = row.years.get(year)
        return tr("{name}, năm {year}: {words}", name=row.name, year=year, words=year_words.told_words(told))

    # --- the cell in hand ---

    @property
    def row(self) -> YearRow | None:
        """The member or collective in hand."""
        return self.model.row(self.table.currentIndex())

    @property
    def year_in_hand(self) -> int | None:
        """The year of the cell in hand."""
        return self.model.year(self.table.currentIndex())

    def _levels(self, year: int, subject: Subject) -> list[Level]:
        scheme = self.grid.schemes.get(year) if self.grid is not None else None
        return sorted(scheme.levels_of(subject), key=lambda level: level.rank) if scheme is not None else []

    def _may_type(self, year: int) -> str:
        """Return why nothing may be typed for a year, empty where it may."""
        assert self.grid is not None
        if year >= self.context.today().year:
            return tr("Năm {year} ghi ở thẻ Đề xuất, quyết định.", year=year)
        if year in self.grid.closed:
            return tr("Đợt năm {year} đã khóa.", year=year)
        if year not in self.grid.schemes:
            return tr("Năm {year} chưa có quy định đánh giá.", year=year)
        return ""

    def _tell(self) -> None:
        row, year = self.row, self.year_in_hand
        if row is None or self.grid is None:
            self.words.clear()
            self.keys.clear()
            return
        if year is None:
            self.words.setText(row.name)
            self.keys.clear()
            return
        self.words.setText(self._told(row, year))
        why = self._may_type(year)
        keys = [f"{number} {level.short}" for number, level in enumerate(self._levels(year, row.subject), 1)]
        scheme = self.grid.schemes.get(year)
        self.keys.setText(why or f"{scheme.short if scheme else ''}: {' · '.join(keys)}")

    def _type(self, place: int) -> None:
        row, year = self.row, self.year_in_hand
        if row is None or year is None or self._may_type(year):
            return
        levels = self._levels(year, row.subject)
        if place < 0:
            self.typed.pop((row.key, year), None)
        elif place < len(levels):
            told = row.years.get(year)
            if told is not None and told.rating.exclusion is not Exclusion.NONE:
                self.context.say(year_words.told_words(told))
                return
            if told is not None and told.standing == levels[place].code:
                self.typed.pop((row.key, year), None)
            else:
                self.typed[row.key, year] = levels[place].code
        self.model.touch(self.table.currentIndex().row())
        self.bar.setVisible(bool(self.typed))
        self.count.setText(tr("{count} kết quả chưa lưu", count=len(self.typed)))

    def open_cell(self) -> None:
        """Show the members of the cell in hand."""
        row = self.row
        if row is not None and row.subject is not Subject.MEMBER and self.cell_id is None and self.may_leave():
            self.context.set_cell_id(row.organization_id)

    def save(self) -> None:
        """Keep every level typed."""
        if not self.typed or self.grid is None or not self.keep.isEnabled():
            return
        if self.on.complaint():
            self.on.setFocus()
            self.context.say(self.on.complaint())
            return
        rows = {row.key: row for row in self.grid.rows}
        results = [
            OldResult(
                year=year,
                subject=rows[key].subject,
                organization_id=_unit(rows[key], year),
                member_id=rows[key].member_id,
                level=level,
            )
            for (key, year), level in self.typed.items()
        ]
        on, number = self.on.value(), self.number.text()
        self.keep.setEnabled(False)
        self.page.run(
            lambda office: office.rating_history.record(results, on=on, number=number),
            self._saved,
            self._refused,
            on_done=lambda: self.keep.setEnabled(True),
        )

    def _saved(self, count: int) -> None:
        self.typed.clear()
        self.bar.hide()
        self.number.clear()
        self.context.say(tr("Đã lưu {count} kết quả.", count=count))
        self.context.data_changed.emit()
        self.table.setFocus()

    def _refused(self, problem: ProblemError) -> None:
        self.page.show_refused(problem)


def _unit(row: YearRow, year: int) -> str:
    told = row.years.get(year)
    return told.rating.organization_id if told is not None else row.organization_id


def _spans() -> tuple[str, ...]:
    """Return how many years may stand side by side, as many as there is room for."""
    return ("3", "5") if theme.is_large() else ("5", "8", "10")


def _fixed() -> list[Column[YearRow]]:
    return [
        Column(tr("Tập thể, họ và tên"), _name, wrap=True),
        Column(tr("Ngày sinh"), lambda row: format_partial(row.birth_date), 104, spare=True),
    ]


def _name(row: YearRow) -> str:
    return row.name if row.subject is Subject.MEMBER else f"{term('review_subject', row.subject.value)}: {row.name}"
