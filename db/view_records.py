"""The words of looking back at meetings: themes with what became of them, the calendar, attendance, conclusions.

The conventions of ``db.records`` hold.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from db.meeting_records import Assignment, IssuedType, MeetingKind, MeetingState, Presence, Theme
from db.record_base import Record

# --- the yearly list of themes ---


class ThemeInput(Record, frozen=True, kw_only=True):
    """What a form hands over about one line of the list of themes."""

    cell_id: str
    year: int
    quarter: int
    title: str
    writer_id: str | None = None
    presenter_id: str | None = None
    approved_on: date | None = None
    approval_number: str = ""
    sent_on: date | None = None
    reported_on: date | None = None
    note: str = ""


class ThemeLine(Record, frozen=True, kw_only=True):
    """One line of the list with the names it points at and the meeting that carried it out."""

    theme: Theme
    cell_name: str
    writer: str
    presenter: str
    meeting_id: str | None
    """The first final meeting that bears the theme."""
    held_on: date | None


class QuarterState(StrEnum):
    """How a cell stands with the theme of a quarter."""

    DONE = "done"
    """Đã sinh hoạt."""
    LATE = "late"
    """Hết quý mà chưa sinh hoạt."""
    DUE = "due"
    """Tháng cuối của quý, chưa sinh hoạt."""
    LISTED = "listed"
    """Có trong danh mục, chưa tới hạn."""
    BEFORE = "before"
    """Quý trước khi đơn vị ghi biên bản ở đây."""
    UNLISTED = "unlisted"
    """Chưa có trong danh mục."""
    NOT_ASKED = "not_asked"
    """Chi bộ chưa thành lập, đã kết thúc, hay quy định không đòi."""


class QuarterCover(Record, frozen=True, kw_only=True):
    """One quarter of one cell: what is on the list and what was held."""

    state: QuarterState
    listed: int
    """Themes on the list."""
    approved: int
    """Themes on the list that the committee above approved."""
    held: int
    """Thematic and combined meetings finalised."""
    meeting_id: str | None = None
    """The first of them."""
    held_on: date | None = None
    source: str = ""
    """Document, number, date of the rule that asks for it."""


class CellCover(Record, frozen=True, kw_only=True):
    """The four quarters of a cell."""

    cell_id: str
    cell_name: str
    quarters: tuple[QuarterCover, ...]


# --- the calendar ---


class CalendarMark(Record, frozen=True, gc=False):
    """One meeting in the calendar."""

    id: str
    kind: MeetingKind
    draft: bool
    held_on: date | None
    """None for a draft without its day."""


class CalendarMonth(Record, frozen=True):
    """One month of one cell."""

    exists: bool
    """Whether the cell counts in that month."""
    expected: bool
    """Whether there should be a regular meeting by now: the month has begun, and the office kept minutes already."""
    missing: bool
    """Whether the month is over and its regular meeting was not finalised."""
    marks: tuple[CalendarMark, ...] = ()


class CalendarRow(Record, frozen=True, kw_only=True):
    """The twelve months of a cell.

    A province has 25,000 months, of which a screen shows three hundred: one is made when it is looked at.
    """

    cell_id: str
    cell_name: str
    exists: tuple[bool, ...]
    expected: tuple[bool, ...]
    missing: tuple[bool, ...]
    """Of each month, January first, as ``CalendarMonth`` has it."""
    held: tuple[str, ...]
    """Kind, day and identifier of the final meetings of each month, as ``db.meeting_views.held_of_year`` gives them."""
    drafts: tuple[tuple[CalendarMark, ...], ...]
    regular: int
    """Months with a finalised regular meeting."""

    def month(self, number: int) -> CalendarMonth:
        """Return a month, 1 to 12: its final meetings as they were held, then the drafts."""
        place = number - 1
        finals = [one.split(" ") for one in self.held[place].split(",") if one]
        marks = [
            CalendarMark(id_, MeetingKind(kind), draft=False, held_on=date.fromisoformat(on))
            for kind, on, id_ in sorted(finals, key=lambda one: one[1])
        ]
        return CalendarMonth(
            self.exists[place], self.expected[place], self.missing[place], (*marks, *self.drafts[place])
        )

    @property
    def months(self) -> tuple[CalendarMonth, ...]:
        """All twelve."""
        return tuple(self.month(number) for number in range(1, 13))


# --- attendance of people ---


class PersonAttendance(Record, frozen=True, kw_only=True):
    """How often one person was at the meetings of a span of months."""

    member_id: str
    full_name: str
    cell_id: str
    cell_name: str
    """The cell of the last of the meetings, or where the person is now."""
    required: int
    present: int
    excused: int
    unexcused: int
    unexcused_months: int
    """Months with an absence without reason."""
    excused_run: int
    """The longest run of excused absences in a row."""
    absent_run: int
    """Absences in a row up to the last meeting."""
    noted: tuple[str, ...] = ()
    """What a regulation has to say about it, as codes of resources/i18n/findings."""
    sources: tuple[str, ...] = ()
    """Beside each of ``noted`` its document, number, date."""


class AttendancePage(Record, frozen=True, kw_only=True):
    """The people of a span, or some of them where there are very many, and how many there are in all."""

    rows: tuple[PersonAttendance, ...]
    total: int
    offset: int = 0


class AttendedMeeting(Record, frozen=True, kw_only=True):
    """One meeting as one person attended it."""

    meeting_id: str
    cell_id: str
    cell_name: str
    kind: MeetingKind
    period: str
    held_on: date
    number: int
    presence: Presence
    reason: str


# --- what was concluded and whether it was done ---


class OutcomeFilter(StrEnum):
    """Which conclusions and tasks are listed."""

    ALL = "all"
    """Conclusions, each with the tasks given under it."""
    TASKS = "tasks"
    OPEN = "open"
    OVERDUE = "overdue"
    DONE = "done"
    NOT_DONE = "not_done"


class OutcomeLine(Record, frozen=True, kw_only=True):
    """One conclusion, or one task; a task carries its assignment."""

    cell_id: str
    cell_name: str
    meeting_id: str | None
    held_on: date
    """The day of the meeting; the day it was given for a task no meeting gave."""
    title: str
    """Title of the agenda item."""
    conclusion: str = ""
    tasks: int = 0
    """Tasks given under the conclusion."""
    finished: int = 0
    """Those of them that are done, on time or not."""
    assignment: Assignment | None = None
    overdue: bool = False
    recorded_on: date | None = None
    """Day of the meeting whose follow-up told the outcome."""


class OutcomePage(Record, frozen=True, kw_only=True):
    """Some of the lines, and how many there are in all.

    Where conclusions are listed, ``offset``, ``read`` and ``total`` count the meetings they stand in.
    """

    rows: tuple[OutcomeLine, ...]
    total: int | None
    """None where there are very many: counting them would take longer than reading a page."""
    offset: int
    read: int
    """How many of them this page has."""
    more: bool
    """Whether there are more behind this page."""


class NumberedDocument(Record, frozen=True, kw_only=True):
    """One version of a document that bears a number."""

    id: str
    series_id: str
    number: int
    version: int
    state: MeetingState
    on: date
    kind: str = ""
    """Kind of the meeting; empty for what is no minutes."""
    period: str = ""
    words: str = ""
    """Theme of a meeting, party group, or what a document is about."""
    reason: str = ""


class IssuedSummary(Record, frozen=True, kw_only=True):
    """A kept document in one line of a list."""

    id: str
    series_id: str
    type: IssuedType
    cell_id: str
    issued_on: date
    number: int
    version: int
    state: MeetingState
    subject: str
    meeting_series: str | None = None
