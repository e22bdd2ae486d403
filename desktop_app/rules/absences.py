"""Absences that repeat: excused ones in a row, and unexcused ones in a year."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from db.meeting_records import AttendanceMark, Presence
from db.records import Finding
from desktop_app.rules import regulation
from desktop_app.rules.findings import warning


class Past(NamedTuple):
    """Whether a person was at an earlier meeting of the same cell and year."""

    period: str
    presence: Presence


Pasts = Mapping[str, Sequence[Past]]
"""The earlier meetings of a person of this cell in the year of the meeting, the newest first, by member."""


def findings(
    marks: Sequence[AttendanceMark], period: str, pasts: Pasts, on: date, overrides: regulation.Overrides | None = None
) -> Iterator[Finding]:
    """Yield a warning for each person whose absences have become as many as the rules of the day name.

    A meeting somebody need not come to neither counts nor ends a row. Unexcused absences count by months. Sources:
    rules ``meeting.attendance.excused_in_row`` (Hướng dẫn 12-HD/BTCTW ngày 06/7/2018) and
    ``meeting.attendance.unexcused_in_year`` (Điều lệ Đảng, Điều 8).
    """
    in_row = regulation.find("meeting.attendance.excused_in_row", on, overrides)
    in_year = regulation.find("meeting.attendance.unexcused_in_year", on, overrides)
    for position, mark in enumerate(marks):
        earlier = pasts.get(mark.member_id, ())
        if mark.presence is Presence.EXCUSED and in_row is not None:
            times = 1 + _row(earlier)
            if times >= in_row.value:
                yield _found("MEETING_EXCUSED_IN_ROW", position, mark, in_row, times)
        if mark.presence is Presence.UNEXCUSED and in_year is not None:
            months = len({period} | {past.period for past in earlier if past.presence is Presence.UNEXCUSED})
            if months >= in_year.value:
                yield _found("MEETING_UNEXCUSED_IN_YEAR", position, mark, in_year, months)


def _row(earlier: Sequence[Past]) -> int:
    """Return how many of the last meetings a person missed with a reason before one they did not."""
    count = 0
    for past in earlier:
        if past.presence is Presence.NOT_REQUIRED:
            continue
        if past.presence is not Presence.EXCUSED:
            break
        count += 1
    return count


def _found(code: str, position: int, mark: AttendanceMark, rule: regulation.Rule, times: int) -> Finding:
    return warning(code, f"attendance.{position}", rule.source, name=mark.full_name, times=times)
