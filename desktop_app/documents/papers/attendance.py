"""Danh sách dự họp: who was at a meeting, to be filed with its minutes; or blank, with names, to be signed."""

from __future__ import annotations

from collections.abc import Iterator

from db.meeting_records import AttendanceMark, MeetingContent, Presence
from db.records import Duty
from desktop_app.documents.minutes import MinutesData, fixed
from desktop_app.documents.minutes_words import clock_time, day_of, share
from desktop_app.documents.model import Paragraph
from desktop_app.documents.papers.meeting_paper import day_line, dotted_lines, meeting_paper, wording
from desktop_app.documents.table_model import Align, Block, RowKind, Table, TableColumn, TableDocument, TableRow
from desktop_app.rules import attendance, regulation

_WIDTHS = (
    *(("number", 10), ("name", 45), ("standing", 22), ("present", 11), ("excused", 11), ("unexcused", 13)),
    *(("reason", 30), ("signature", 23)),
)
_CENTRED = frozenset({"number", "standing", "present", "excused", "unexcused"})
_ABSENT = frozenset({"excused", "unexcused"})
_ROW_MM = 7.2
"""High enough to sign in."""
_GUEST_ROWS = 2
"""Rows for guests on a blank list."""


def attendance_document(
    data: MinutesData, overrides: regulation.Overrides | None = None, *, blank: bool = False, sample: bool = False
) -> TableDocument:
    """Return the attendance list of a meeting; ``blank`` leaves all but the names to be written by hand."""
    words, content = wording()["attendance"], data.content
    place = content.place or wording()["unknown"]
    when: Block
    if blank:
        when = dotted_lines([words["blank_when"].format(date=day_line(data, blank=True))])
    else:
        time, day = clock_time(content.start_time), day_line(data, blank=content.held_on is None)
        when = Paragraph(words["when"].format(time=time, date=day, place=place))
    table = Table(
        columns=_columns(),
        rows=list(_rows(content, blank=blank)),
        row_mm=_ROW_MM,
        size=11,
        empty=words["empty"],
        sheet=words["columns"]["name"],
    )
    return meeting_paper(
        data,
        fixed("title.attendance", day_of(content), overrides),
        [when, table, Paragraph(_total(content, blank=blank))],
        overrides,
        file=words["blank_file" if blank else "file"],
        blank=blank,
        sample=sample,
        template="attendance",
    )


def _columns() -> tuple[TableColumn, ...]:
    words = wording()["attendance"]
    return tuple(
        TableColumn(
            words["columns"][name],
            width,
            Align.CENTRE if name in _CENTRED else Align.LEFT,
            words["group"] if name in _ABSENT else "",
        )
        for name, width in _WIDTHS
    )


def _rows(content: MeetingContent, *, blank: bool) -> Iterator[TableRow]:
    words, marks = wording()["attendance"], content.attendance
    required = [mark for mark in marks if mark.presence is not Presence.NOT_REQUIRED]
    others = [mark for mark in marks if mark.presence is Presence.NOT_REQUIRED]
    for number, mark in enumerate(required, 1):
        yield _row(number, mark, blank=blank)
    if others:
        yield TableRow((words["not_required"],), RowKind.SECTION)
    for number, mark in enumerate(others, len(required) + 1):
        yield _row(number, mark, blank=blank)
    guests = [", ".join(part for part in (one.name, one.position, one.unit) if part) for one in content.guests]
    if blank:
        guests += [""] * (_GUEST_ROWS - len(guests))
    if guests:
        yield TableRow((words["guests"],), RowKind.SECTION)
    for number, guest in enumerate(guests, 1):
        present = "" if blank else words["tick"]
        yield TableRow((number, guest, "", present, "", "", "", ""))


def _row(number: int, mark: AttendanceMark, *, blank: bool) -> TableRow:
    tick = wording()["attendance"]["tick"]
    ticks = ["" if blank or mark.presence is not one else tick for one in _TICKED]
    away = mark.duty is not Duty.ACTIVE
    said = wording()["duty"].get(mark.duty.value, "") if away else ""
    reason = "" if blank or mark.reason == said else mark.reason
    note = "; ".join(part for part in (said, reason) if part)
    return TableRow((number, mark.full_name, wording()["standing"].get(mark.standing.value, ""), *ticks, note, ""))


_TICKED = (Presence.PRESENT, Presence.EXCUSED, Presence.UNEXCUSED)


def _total(content: MeetingContent, *, blank: bool) -> str:
    words, count = wording()["attendance"], attendance.counts(content.attendance)
    if blank:
        return str(words["blank_total"].format(required=count.required))
    return str(
        words["total"].format(
            required=count.required,
            present=count.present,
            official=count.official_present,
            probationary=count.probationary_present,
            percent=share(count.present, count.required),
            excused=count.excused,
            unexcused=count.unexcused,
        )
    )
