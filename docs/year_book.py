"""Ten months of one cell of the sample commune, so that pictures can show the book of a year."""

from __future__ import annotations

import re
from datetime import date

import msgspec

from db.meeting_records import AgendaItem, AttendanceMark, Meeting, MeetingKind, Presence
from desktop_app.office import Office

MONTHS = range(1, 11)
DAY = 3
"""Of the month, on which the cell meets."""


def fill(office: Office, cell_id: str, like: Meeting) -> None:
    """Finalise the meetings of a cell from January to October in the words of another one's November."""
    for month in MONTHS:
        draft = office.meetings.prepare(cell_id, MeetingKind.REGULAR, f"2026-{month:02}")
        content = msgspec.structs.replace(draft.content, held_on=date(2026, month, DAY))
        draft = office.meetings.refresh_attendance(msgspec.structs.replace(draft, content=content))
        leading = {draft.content.chair_id, draft.content.secretary_id}
        marks = _attendance(draft.content.attendance, month, leading)
        present = [mark for mark in marks if mark.presence is Presence.PRESENT]
        content = msgspec.structs.replace(
            draft.content,
            start_time=like.content.start_time,
            end_time=like.content.end_time,
            place=like.content.place,
            chair_id=draft.content.chair_id or present[0].member_id,
            secretary_id=draft.content.secretary_id or present[1].member_id,
            attendance=marks,
            guests=like.content.guests,
            agenda=tuple(_item(item, month, present) for item in like.content.agenda),
            approval_agree=len(present),
        )
        office.meetings.finalize(msgspec.structs.replace(draft, content=content))


def _attendance(marks: tuple[AttendanceMark, ...], month: int, leading: set[str | None]) -> tuple[AttendanceMark, ...]:
    """Let two others be away each month, but none of those who lead the meeting."""
    away = {month % len(marks), (3 * month + 1) % len(marks)}
    return tuple(
        msgspec.structs.replace(mark, presence=Presence.EXCUSED, reason="việc gia đình")
        if place in away and mark.presence is Presence.PRESENT and mark.member_id not in leading
        else mark
        for place, mark in enumerate(marks)
    )


def _item(item: AgendaItem, month: int, present: list[AttendanceMark]) -> AgendaItem:
    """Return an item as it was said in another month by members of this cell, without its votes and tasks."""
    said = tuple(
        msgspec.structs.replace(
            opinion,
            speaker=present[(month + place) % len(present)].full_name,
            member_id=present[(month + place) % len(present)].member_id,
            text=_dated(opinion.text, month),
        )
        for place, opinion in enumerate(item.opinions)
    )
    return msgspec.structs.replace(
        item,
        title=_dated(item.title, month),
        content=_dated(item.content, month),
        conclusion=_dated(item.conclusion, month),
        opinions=said,
        vote=None,
        tasks=(),
    )


def _dated(text: str, month: int) -> str:
    """Return a text in which November and the months beside it have become another month and those beside it."""
    return re.sub(r"\b(10|11|12)/2026\b", lambda found: f"{(month + int(found[1]) - 12) % 12 + 1:02}/2026", text)
