"""Trang chủ: the month as a table, one row a cell, with what is missing and the next step."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from db.records import BoardRow, MemberFilter, OrganizationKind
from desktop_app.rules.percentages import format_number, format_percent
from desktop_app.texts import tr
from ui import theme
from ui.context import WindowContext, month_name
from ui.icons import on_button
from ui.pages.base import Page
from ui.pages.home.columns import Totals, add_up, columns
from ui.widgets.list_tools import Listed, ListTools
from ui.widgets.plain import plain_label
from ui.widgets.record_table import RecordModel, RecordTable

if TYPE_CHECKING:
    from desktop_app.office import Office


@dataclass(frozen=True)
class Read:
    """What the page shows: the board of a month, and what the register waits for today."""

    period: str
    rows: list[BoardRow]
    recognition: int
    """Probationary members who have served their time."""
    badges: int
    """Members to be given a badge this year."""


class HomePage(Page):
    """The board; Enter on a line opens that cell's meeting of the month."""

    name = "home"

    def __init__(self, context: WindowContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.send = QPushButton(tr("Lập gói gửi &cấp trên"))
        on_button(self.send, "package")
        self.send.clicked.connect(lambda: self.context.open_page("exchange"))
        self.tools.addWidget(self.send)
        self.counters = _Counters()
        self.body.addWidget(self.counters)
        self.model: RecordModel[BoardRow] = RecordModel(columns())
        self.table = RecordTable(self.model, tr("Bảng tháng: mỗi chi bộ một dòng"))
        self.table.opened.connect(self._open_row)
        self.body.addWidget(self.table, 1)
        self.totals = plain_label(role="muted")
        self.body.addWidget(self.totals)
        listed: Listed[BoardRow] = Listed("home", lambda: self.title, totals=self.totals.text)
        self.list_tools = ListTools(self, self.table, listed)
        self.tools.insertWidget(0, self.list_tools)
        context.period_changed.connect(self._month_changed)
        context.data_changed.connect(self._stale)
        context.cells_changed.connect(self._stale)
        self._keep: str | None = None

    @property
    def title(self) -> str:
        """Return the words at the top."""
        return tr("Bảng tháng · {month}", month=month_name(self.context.period))

    @property
    def help_text(self) -> str:
        """Return what F1 says."""
        return tr(
            "Mỗi dòng là một chi bộ trong tháng đang chọn: đã có biên bản chưa, bao nhiêu đảng viên có mặt, còn "
            "thiếu gì. "
            "Chọn dòng rồi bấm Enter để mở cuộc họp của chi bộ. Khi các chi bộ đã chốt, bấm “Lập gói gửi cấp trên”. "
            "Ctrl+C chép các dòng đang chọn để dán vào Excel."
        )

    def open(self, **_args: object) -> None:
        """Come to the front and read."""
        self.refresh()
        self.table.setFocus()

    def _month_changed(self, _period: str) -> None:
        self.title_label.setText(self.title)
        self._stale()

    def _stale(self) -> None:
        if self.isVisible():
            self.refresh()

    def refresh(self) -> None:
        """Read again what is shown."""
        self.title_label.setText(self.title)
        period = self.context.period
        current = self.model.row(self.table.currentIndex())
        self._keep = current.cell_id if current else None
        today = self.context.today()

        def read(office: Office) -> Read:
            return Read(
                period,
                office.meetings.board(period),
                office.members.page(MemberFilter(on=today, recognition_due=True), 0, 1).total,
                len(office.member_records.badges_due(today.year)),
            )

        self.run(read, self._show, busy=tr("Đang đọc bảng tháng…"))

    def _show(self, read: Read) -> None:
        rows = read.rows
        if read.period != self.context.period:
            return
        self.clear_problem()
        self.model.set_rows(rows)
        chosen = self._keep or (self.context.cell.organization.id if self.context.cell else None)
        place = next((i for i, row in enumerate(rows) if row.cell_id == chosen), 0)
        self.table.select(place)
        totals = add_up(rows)
        self.counters.show_totals(totals, "" if rows else self._empty_words())
        self.counters.show_due(_due_line(read, self.context.today().year))
        self.totals.setText(_totals_line(totals))
        self.totals.setVisible(bool(rows))

    def _empty_words(self) -> str:
        facts = self.context.facts
        if facts is not None and facts.office.kind != OrganizationKind.COMMUNE.value:
            return tr(
                "Đơn vị không có chi bộ trực thuộc. Mở Gửi và nhận (Alt+8) để nhập gói của cấp dưới, Báo cáo (Alt+9) "
                "để xem bảng tổng hợp."
            )
        return tr("Đơn vị chưa có chi bộ nào. Mở trang Tổ chức (Alt+2) để thêm chi bộ và thôn.")

    def _open_row(self, number: int) -> None:
        row = self.model.row(number)
        if row is not None:
            self.context.set_cell_id(row.cell_id)
            self.context.open_page("meetings", cell_id=row.cell_id, period=self.context.period)


def _due_line(read: Read, year: int) -> str:
    """Return in one sentence what the register waits for; empty when it waits for nothing."""
    parts = []
    if read.recognition:
        parts.append(tr("{count} đảng viên dự bị đến hạn công nhận chính thức", count=format_number(read.recognition)))
    if read.badges:
        parts.append(
            tr("{count} đồng chí đến hạn Huy hiệu Đảng năm {year}", count=format_number(read.badges), year=year)
        )
    return tr("Đảng viên (Alt+3): {what}.", what="; ".join(parts)) if parts else ""


def _totals_line(totals: Totals) -> str:
    return tr(
        "Cộng {cells} chi bộ · {members} đảng viên · đã chốt {final}: phải dự {required}, có mặt {present} ({rate})",
        cells=totals.cells,
        members=format_number(totals.members),
        final=totals.final,
        required=format_number(totals.required),
        present=format_number(totals.present),
        rate=format_percent(totals.present, totals.required),
    )


class _Counters(QWidget):
    """Four figures of the month and a sentence on the next step."""

    def __init__(self) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(10))
        self.final = self._card(row, tr("Đã chốt"))
        self.drafts = self._card(row, tr("Đang nháp"))
        self.none = self._card(row, tr("Chưa có"))
        self.rate = self._card(row, tr("Tỷ lệ dự họp"))
        hint = QFrame()
        hint.setProperty("role", "info-box")
        inside = QVBoxLayout(hint)
        inside.setContentsMargins(theme.px(12), theme.px(6), theme.px(12), theme.px(6))
        inside.addWidget(plain_label(tr("Việc tiếp theo"), role="hint"))
        self.hint = plain_label(wrap=True)
        inside.addWidget(self.hint)
        self.due = plain_label(wrap=True)
        inside.addWidget(self.due)
        row.addWidget(hint, 1)

    def _card(self, row: QHBoxLayout, words: str) -> QLabel:
        card = QFrame()
        card.setProperty("role", "card")
        inside = QVBoxLayout(card)
        inside.setContentsMargins(theme.px(12), theme.px(6), theme.px(12), theme.px(6))
        inside.setSpacing(0)
        inside.addWidget(plain_label(words, role="hint"))
        figure = plain_label("–", role="figure")
        figure.setAccessibleName(words)
        inside.addWidget(figure)
        card.setMinimumWidth(theme.px(104))
        row.addWidget(card)
        return figure

    def show_totals(self, totals: Totals, instead: str = "") -> None:
        """Show the figures, and what to do next: ``instead`` where there is no board."""
        none = totals.cells - totals.final - totals.drafts
        self.final.setText(f"{totals.final}/{totals.cells}")
        self.drafts.setText(str(totals.drafts))
        self.none.setText(str(none))
        self.rate.setText(format_percent(totals.present, totals.required))
        self.hint.setText(instead or _next_step(totals, none))

    def show_due(self, words: str) -> None:
        """Say what the register waits for, below the step of the month."""
        self.due.setText(words)
        self.due.setVisible(bool(words))


def _next_step(totals: Totals, none: int) -> str:
    if not totals.members:
        return tr(
            "Danh sách chưa có đảng viên nào: mở trang Đảng viên (Alt+3), Ctrl+I nhập từ Excel, Ctrl+N thêm từng người."
        )
    if totals.drafts:
        return tr("Mở các bản nháp (Enter), kiểm tra rồi chốt: còn {count} bản.", count=totals.drafts)
    if none and none < totals.cells:
        return tr("Còn {count} chi bộ chưa có biên bản; có thể lập gói ngay và gửi bổ sung sau.", count=none)
    if none:
        return tr("Chọn một chi bộ rồi bấm Enter để ghi biên bản đầu tiên của tháng.")
    return tr("Đã đủ biên bản của tháng: lập gói gửi cấp trên.")
