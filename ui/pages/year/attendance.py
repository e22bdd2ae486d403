"""Dự sinh hoạt từng người: how often each person came in a span of months, and behind each figure the meetings."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from itertools import pairwise, zip_longest
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QSplitter, QVBoxLayout, QWidget

from db.meeting_records import Presence
from db.records import Finding, Severity
from db.text import fold, person_sort_key, sort_key
from db.view_records import AttendancePage, AttendedMeeting, PersonAttendance
from desktop_app.rules.dates import format_day
from desktop_app.rules.percentages import format_number, format_percent
from desktop_app.texts import sentence, term, tr
from ui import theme
from ui.pages.panel import Panel
from ui.pages.tabs import TabsPage
from ui.pages.year.spans import SpanChoice
from ui.widgets.choice import Choice
from ui.widgets.list_tools import Listed, ListTools, Report, paged
from ui.widgets.more_bar import MoreBar
from ui.widgets.plain import plain_label
from ui.widgets.record_table import Column, RecordModel, RecordTable
from ui.widgets.words import capital

if TYPE_CHECKING:
    from desktop_app.office import Office

AT_ONCE = 500
"""People read at once where there are too many to read all."""


class AttendancePanel(Panel):
    """Above the people, below the meetings of the one in hand; Enter on a meeting opens its minutes."""

    def __init__(self, page: TabsPage) -> None:
        super().__init__(page)
        self._all: list[PersonAttendance] = []
        self._total = 0
        self._order = ("cell", False)
        self._behind = ""
        self.span = SpanChoice()
        self.kinds: Choice[str] = Choice([("monthly", tr("Sinh hoạt định kỳ")), ("all", tr("Mọi buổi của chi bộ"))])
        self.kinds.setAccessibleName(tr("Tính những buổi"))
        self.search = QLineEdit()
        self.search.setPlaceholderText(tr("Tìm tên…"))
        self.search.setAccessibleName(tr("Tìm tên"))
        self.search.setMaxLength(60)
        self.only = QCheckBox(tr("Chỉ người cần chú &ý"))
        self.model: RecordModel[PersonAttendance] = RecordModel(_columns())
        self.table = RecordTable(self.model, tr("Dự sinh hoạt của từng đảng viên"))
        self.meetings: RecordModel[AttendedMeeting] = RecordModel(_meeting_columns())
        self.behind = RecordTable(self.meetings, tr("Các buổi sau số đang chọn"))
        self.more = MoreBar()
        self.totals = plain_label(role="muted", wrap=True)
        self.heading = plain_label(role="heading")
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        listed: Listed[PersonAttendance] = Listed(
            "year-attendance", self._title, fetch=self._fetch, totals=self.totals.text
        )
        self.list_tools = ListTools(self.page, self.table, listed, scope=self)
        head = QHBoxLayout()
        head.setSpacing(theme.px(8))
        for words, field in ((tr("&Kỳ"), self.span), (tr("Tín&h"), self.kinds)):
            label = plain_label(words)
            label.setBuddy(field)
            head.addWidget(label)
            head.addWidget(field)
        head.addWidget(self.search, 1)
        head.addWidget(self.only)
        head.addWidget(self.list_tools)
        self.column.addLayout(head)
        self.below = QWidget()
        inside = QVBoxLayout(self.below)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(self.heading)
        inside.addWidget(self.behind, 1)
        self.below.hide()
        split = QSplitter(Qt.Orientation.Vertical)
        split.setChildrenCollapsible(False)
        split.addWidget(self.table)
        split.addWidget(self.below)
        split.setStretchFactor(0, 3)
        split.setStretchFactor(1, 2)
        self.column.addWidget(split, 1)
        self.column.addWidget(self.more)
        self.column.addWidget(self.totals)
        chain: tuple[QWidget, ...] = (self.span, self.kinds, self.search, self.only, self.list_tools, self.table)
        for before, after in pairwise(chain):
            QWidget.setTabOrder(before, after)

    def _connect(self) -> None:
        self.span.currentIndexChanged.connect(lambda _place: self.refresh())
        self.kinds.currentIndexChanged.connect(lambda _place: self.refresh())
        self.search.textChanged.connect(lambda _text: self._show_rows())
        self.only.toggled.connect(lambda _on: self._show_rows())
        self.table.opened.connect(self.open_person)
        self.table.sort_wanted.connect(self._sort)
        self.behind.opened.connect(self._open_meeting)
        self.more.wanted.connect(self._read_on)
        self.table.show_order("cell", descending=False)

    @property
    def help_text(self) -> str:
        """Return what F1 says."""
        return tr(
            "Dự sinh hoạt từng người: chọn kỳ và loại buổi được tính. Tỷ lệ = có mặt / phải dự; người được miễn, đang "
            "đi nơi khác hay bị đình chỉ không phải dự. Enter trên một người: các buổi của người ấy; Enter lần nữa mở "
            "biên bản; Esc đóng. Bấm tiêu đề cột, hoặc nút “In, xuất”, để sắp xếp."
        )

    def focus_first(self) -> None:
        """Put the cursor into the table."""
        self.table.setFocus()

    def escape(self) -> bool:
        """Close the meetings below."""
        if self.below.isHidden():
            return False
        self.below.hide()
        self.table.setFocus()
        return True

    # --- reading ---

    def _title(self) -> str:
        words = tr("Đảng viên dự sinh hoạt chi bộ {span}", span=self.span.words(self.year))
        return f"{words} – {self.where}" if self.where else words

    def _wanted(self) -> Callable[[Office, int, int], AttendancePage]:
        span, cell_id, monthly = self.span.span(self.year), self.cell_id, self.kinds.value() == "monthly"

        def read(office: Office, offset: int, limit: int) -> AttendancePage:
            return office.meeting_views.attendance(span, cell_id, monthly=monthly, offset=offset, limit=limit)

        return read

    def refresh(self) -> None:
        """Read the people again."""
        read = self._wanted()
        self.read(lambda office: read(office, 0, AT_ONCE), self._show, busy=tr("Đang tính số buổi dự…"))

    def _show(self, page: AttendancePage) -> None:
        self._all, self._total = list(page.rows), page.total
        self._show_rows()
        if not self.below.isHidden():
            self.below.hide()

    def _read_on(self) -> None:
        read, offset = self._wanted(), len(self._all)

        def add(page: AttendancePage) -> None:
            self._all += page.rows
            self._show_rows()

        self.read(lambda office: read(office, offset, AT_ONCE), add, busy=tr("Đang tính số buổi dự…"))

    def _fetch(self) -> Callable[[Office, Report], Sequence[PersonAttendance]]:
        """Return what a print shows: the rows chosen and sorted here; all of them where only a part was read."""
        if len(self._all) == self._total:
            rows = [row for row in self.model.rows if row is not None]
            return lambda _office, _report: rows
        read = self._wanted()

        def everybody(office: Office, report: Report) -> Sequence[PersonAttendance]:
            def some(offset: int, limit: int) -> tuple[Sequence[PersonAttendance], int]:
                page = read(office, offset, limit)
                return page.rows, page.total

            return paged(some, report)

        return everybody

    def _sort(self, order: str, descending: bool) -> None:  # noqa: FBT001 - Qt's signal
        self._order = (order, descending)
        self._show_rows()

    def _show_rows(self) -> None:
        current = self.model.row(self.table.currentIndex())
        words = fold(self.search.text()).split()
        rows = [
            row
            for row in self._all
            if (row.noted or not self.only.isChecked()) and all(word in fold(row.full_name) for word in words)
        ]
        order, descending = self._order
        rows.sort(key=_KEYS[order], reverse=descending)
        self.model.set_rows(rows)
        place = next((number for number, row in enumerate(rows) if current and row.member_id == current.member_id), 0)
        self.table.select(place)
        self.more.show_share(len(self._all), self._total, more=len(self._all) < self._total)
        self.totals.setText(_totals(rows))

    # --- behind the figures ---

    def open_person(self, number: int) -> None:
        """Show the meetings behind a person's figures."""
        row = self.model.row(number)
        if row is None:
            return
        span, monthly, member_id = self.span.span(self.year), self.kinds.value() == "monthly", row.member_id
        self.read(
            lambda office: office.meeting_views.attended(member_id, span, monthly=monthly),
            partial(self._show_behind, row),
            busy=tr("Đang đọc các buổi…"),
        )

    def _show_behind(self, person: PersonAttendance, meetings: list[AttendedMeeting]) -> None:
        self.meetings.set_rows(meetings)
        figures = tr(
            "{name}: có mặt {present}/{required} buổi phải dự",
            name=person.full_name,
            present=person.present,
            required=person.required,
        )
        self.heading.setText(figures)
        self.below.show()
        self.behind.select(0)
        self.behind.setFocus()

    def _open_meeting(self, number: int) -> None:
        row = self.meetings.row(number)
        if row is not None:
            self.open_meeting(row.cell_id, row.period, row.meeting_id)


def _share(row: PersonAttendance) -> float:
    return row.present / row.required if row.required else 2.0


_KEYS: dict[str, Callable[[PersonAttendance], tuple[object, ...]]] = {
    "name": lambda row: (person_sort_key(row.full_name), row.member_id),
    "cell": lambda row: (sort_key(row.cell_name), person_sort_key(row.full_name), row.member_id),
    "required": lambda row: (row.required,),
    "present": lambda row: (row.present,),
    "share": lambda row: (_share(row), -row.required),
    "excused": lambda row: (row.excused,),
    "unexcused": lambda row: (row.unexcused,),
    "run": lambda row: (row.absent_run,),
}


def noted_text(row: PersonAttendance) -> str:
    """Return in words what has to be looked at."""
    return "; ".join(
        sentence(Finding(code=code, severity=Severity.WARNING, field="", values=_figures(row))) for code in row.noted
    )


def _figures(row: PersonAttendance) -> dict[str, str | int]:
    return {"run": row.excused_run, "months": row.unexcused_months}


def _noted_tip(row: PersonAttendance) -> str:
    lines = []
    for code, source in zip_longest(row.noted, row.sources, fillvalue=""):
        said = sentence(Finding(code=code, severity=Severity.WARNING, field="", values=_figures(row)))
        lines.append(f"{said} – {source}" if source else said)
    return "\n".join(lines)


def _noted_icon(row: PersonAttendance) -> tuple[str, str]:
    return ("warning", theme.colors().warning) if row.noted else ("", "")


def _columns() -> list[Column[PersonAttendance]]:
    return [
        Column(tr("Họ và tên"), lambda row: row.full_name, 200, order="name"),
        Column(tr("Chi bộ"), lambda row: row.cell_name, order="cell"),
        Column(tr("Phải\ndự"), lambda row: str(row.required), 58, number=True, order="required"),
        Column(tr("Có\nmặt"), lambda row: str(row.present), 58, number=True, order="present"),
        Column(tr("Tỷ lệ"), lambda row: format_percent(row.present, row.required), 92, number=True, order="share"),
        Column(tr("Vắng có\nlý do"), lambda row: str(row.excused), 88, number=True, order="excused"),
        Column(tr("Vắng không\nlý do"), lambda row: str(row.unexcused), 112, number=True, order="unexcused"),
        Column(tr("Đang vắng\nliền"), lambda row: str(row.absent_run), 104, number=True, order="run", spare=True),
        Column(tr("Cần chú ý"), noted_text, icon=_noted_icon, tip=_noted_tip, wrap=True),
    ]


def _presence_icon(row: AttendedMeeting) -> tuple[str, str]:
    c = theme.colors()
    return {
        Presence.PRESENT: ("done", c.ok),
        Presence.EXCUSED: ("warning", c.warning),
        Presence.UNEXCUSED: ("error", c.error),
        Presence.NOT_REQUIRED: ("none", c.muted),
    }[row.presence]


def _meeting_columns() -> list[Column[AttendedMeeting]]:
    return [
        Column(tr("Ngày họp"), lambda row: format_day(row.held_on), 104),
        Column(tr("Loại sinh hoạt"), lambda row: capital(term("meeting_kind", row.kind.value)), 250),
        Column(tr("Số"), lambda row: str(row.number), 56, number=True),
        Column(tr("Dự"), lambda row: capital(term("presence", row.presence.value)), 170, icon=_presence_icon),
        Column(tr("Lý do vắng"), lambda row: row.reason),
        Column(tr("Chi bộ"), lambda row: row.cell_name, spare=True),
    ]


def _totals(rows: Sequence[PersonAttendance]) -> str:
    required, present = sum(row.required for row in rows), sum(row.present for row in rows)
    return tr(
        "{people} người · {required} lượt phải dự, {present} lượt có mặt ({rate}), vắng có lý do {excused}, "
        "không lý do {unexcused}",
        people=format_number(len(rows)),
        required=format_number(required),
        present=format_number(present),
        rate=format_percent(present, required),
        excused=format_number(sum(row.excused for row in rows)),
        unexcused=format_number(sum(row.unexcused for row in rows)),
    )
