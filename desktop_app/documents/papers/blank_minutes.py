"""Mẫu biên bản để ghi tay: the minutes of one meeting with lines to write on, in the order of the form on the screen.

Whoever types it in afterwards goes down the page and down the form together: day and officers, guests, the absent,
documents, earlier tasks, each item with what was said and concluded, tasks, votes, guidance, dues, score, approval.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from db.meeting_records import AttendanceMark, FollowUp, MeetingKind, Presence
from desktop_app.documents.minutes import MinutesData, fixed, letterhead
from desktop_app.documents.minutes_words import day_of, quoted, subject_line
from desktop_app.documents.model import Paragraph, Style
from desktop_app.documents.papers.meeting_paper import day_line, dotted_lines, meeting_paper, wording
from desktop_app.documents.table_model import Align, Block, Table, TableColumn, TableDocument, TableRow
from desktop_app.rules import attendance, dates, regulation

_ROW_MM = 8.4
"""Of a row of a table to write in."""
_NAME_MM = 6.2
"""Of a row of the roll."""
_TWO_UP = 12
"""More names than these stand in two columns beside each other."""
_CONTENT_LINES, _CONCLUSION_LINES, _OPINION_ROWS, _TASK_ROWS, _DOCUMENT_ROWS = 4, 2, 2, 4, 3
_FREE_ITEMS = 1
"""Items to be named by hand after those of the usual agenda."""
_WITH_THEME = (MeetingKind.THEMATIC, MeetingKind.COMBINED)


def blank_minutes_document(
    data: MinutesData, overrides: regulation.Overrides | None = None, *, sample: bool = False
) -> TableDocument:
    """Return the form for the meeting of ``data``: names of its roll, titles of its agenda, tasks given before."""
    words, content = wording()["minutes"], data.content
    subject = [subject_line(content, overrides)]
    if content.theme.strip():
        subject.append(quoted(content.theme))
    return meeting_paper(
        data,
        fixed("title.minutes", day_of(content), overrides),
        list(_blocks(data)),
        overrides,
        file=words["file"],
        number=letterhead(data, overrides).number,
        subject=subject,
        note=words["hint"],
        blank=True,
        sample=sample,
    )


def _blocks(data: MinutesData) -> Iterator[Block]:
    words, content = wording()["minutes"], data.content
    yield _heading("info")
    yield dotted_lines(list(_info(data)))
    yield _heading("attendance")
    required = attendance.counts(content.attendance).required
    yield Paragraph(words["attendance_hint"].format(required=required))
    yield _roll([mark for mark in content.attendance if mark.presence is not Presence.NOT_REQUIRED])
    yield _heading("agenda")
    yield Paragraph(words["documents"], Style.ITEM)
    yield _table(("document_number", 42), ("document_summary", 123), rows=[("", "")] * _DOCUMENT_ROWS)
    if content.follow_ups:
        yield Paragraph(words["follow_ups"], Style.ITEM)
        yield _follow_ups(content.follow_ups)
    titles = [item.title.strip() for item in content.agenda]
    for number, title in enumerate([*titles, *[""] * _FREE_ITEMS], 1):
        yield from _item(number, title)
    yield Paragraph(words["tasks"], Style.ITEM)
    yield _table(("task", 88), ("assignee", 50), ("due", 27), rows=[("", "", "")] * _TASK_ROWS)
    yield dotted_lines([words["guidance"], "", words["reply"], words["dues"]])
    yield _heading("closing")
    yield dotted_lines([words["score"], words["approval"]])


def _heading(name: str) -> Paragraph:
    return Paragraph(wording()["minutes"][name], Style.HEADING)


def _info(data: MinutesData) -> Iterator[str]:
    words, content = wording()["minutes"], data.content
    if content.kind is MeetingKind.PARTY_GROUP:
        yield f"{words['party_group']} {content.party_group}".strip()
    yield words["date"].format(date=day_line(data, blank=True))
    yield ""
    yield words["people"]
    if content.kind in _WITH_THEME and not content.theme.strip():
        yield words["theme"]
    yield words["guests"]
    yield ""
    yield ""


def _item(number: int, title: str) -> Iterator[Block]:
    words = wording()["minutes"]
    if title:
        yield Paragraph(words["item"].format(number=number, title=title), Style.ITEM)
        yield dotted_lines([""] * _CONTENT_LINES)
    else:
        yield dotted_lines([words["other_item"].format(number=number), *[""] * _CONTENT_LINES])
    yield _table(("speaker", 42), ("opinion", 123), rows=[("", "")] * _OPINION_ROWS)
    yield dotted_lines([words["conclusion"], *[""] * (_CONCLUSION_LINES - 1), words["vote"]])


# --- pieces to write on ---


def _table(*widths: tuple[str, float], rows: Sequence[tuple[str, ...]]) -> Table:
    titles = wording()["minutes"]["columns"]
    return Table(
        columns=tuple(TableColumn(titles[name], width) for name, width in widths),
        rows=[TableRow(row) for row in rows],
        row_mm=_ROW_MM,
        size=11,
    )


def _follow_ups(follow_ups: Sequence[FollowUp]) -> Table:
    words = wording()["minutes"]
    rows = []
    for one in follow_ups:
        due = words["due"].format(day=dates.format_day(one.due_on)) if one.due_on else ""
        rows.append((one.text, "\n".join(part for part in (one.assignee, due) if part), ""))
    return _table(("task", 75), ("assignee", 40), ("outcome", 50), rows=rows)


def _roll(marks: Sequence[AttendanceMark]) -> Table:
    """Return the names with room for a tick and a reason, in two columns where there are many."""
    columns = 2 if len(marks) > _TWO_UP else 1
    deep = -(-len(marks) // columns)
    rows = []
    for place in range(deep):
        cells: list[str | int] = []
        for column in range(columns):
            number = place + column * deep
            named = number < len(marks)
            cells += [number + 1, marks[number].full_name, "", "", ""] if named else [""] * 5
        rows.append(TableRow(tuple(cells)))
    return Table(columns=_roll_columns(columns), rows=rows, row_mm=_NAME_MM, size=10.5)


def _roll_columns(columns: int) -> tuple[TableColumn, ...]:
    titles = wording()["minutes"]["columns"]
    whole = 165 / columns
    widths = (("number", 9.0), ("name", whole * 0.45), ("excused", 10.0), ("unexcused", 12.5), ("reason", 0.0))
    left = whole - sum(width for _, width in widths)
    return tuple(
        TableColumn(
            titles[name], width or left, Align.CENTRE if name in ("number", "excused", "unexcused") else Align.LEFT
        )
        for _ in range(columns)
        for name, width in widths
    )
