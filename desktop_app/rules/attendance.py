"""The arithmetic of attendance: who had to come, who came, and what the regulations say about it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from operator import attrgetter

import msgspec

from db.meeting_records import AttendanceMark, Presence
from db.records import Duty, Finding, Standing
from desktop_app.rules import percentages, regulation
from desktop_app.rules.findings import error, warning

MAX_REASON = 200
"""Characters of a reason for absence that still print on the list of the absent."""


_KIND_OF_MARK = attrgetter("standing", "duty", "presence")


class AttendanceCounts(msgspec.Struct, frozen=True, kw_only=True):
    """Counts of one attendance list.

    ``required = present + excused + unexcused`` always holds: who is not required is counted nowhere in it.
    Visiting members (sinh hoạt tạm thời đến) take part like others but belong to another cell: they are in
    ``required``, ``present`` and the like, but not in ``members``, ``official`` and ``probationary``.
    """

    members: int = 0
    """Đảng số: all on the list but the visiting."""
    official: int = 0
    probationary: int = 0
    visiting: int = 0
    exempt: int = 0
    """Miễn or tạm miễn sinh hoạt, and therefore not required."""
    away: int = 0
    suspended: int = 0
    required: int = 0
    official_required: int = 0
    present: int = 0
    official_present: int = 0
    probationary_present: int = 0
    visiting_present: int = 0
    """Among those present, the visiting, whatever their standing."""
    excused: int = 0
    unexcused: int = 0


def counts(marks: Sequence[AttendanceMark]) -> AttendanceCounts:
    """Return the counts of an attendance list."""
    totals = dict.fromkeys(AttendanceCounts.__struct_fields__, 0)
    # Most marks of a list are alike: each kind of mark is looked at once and counts as often as it occurs.
    for (standing, duty, presence), times in Counter(map(_KIND_OF_MARK, marks)).items():
        official = standing == Standing.OFFICIAL
        visiting = duty == Duty.VISITING
        required = presence != Presence.NOT_REQUIRED
        present = presence == Presence.PRESENT
        totals["members"] += times * (not visiting)
        totals["official"] += times * (official and not visiting)
        totals["probationary"] += times * (not official and not visiting)
        totals["visiting"] += times * visiting
        totals["exempt"] += times * (duty in (Duty.EXEMPT, Duty.TEMPORARILY_EXEMPT) and not required)
        totals["away"] += times * (duty == Duty.AWAY and not required)
        totals["suspended"] += times * (duty == Duty.SUSPENDED and not required)
        totals["required"] += times * required
        totals["official_required"] += times * (official and required)
        totals["present"] += times * present
        totals["official_present"] += times * (present and official)
        totals["probationary_present"] += times * (present and not official)
        totals["visiting_present"] += times * (present and visiting)
        totals["excused"] += times * (presence == Presence.EXCUSED)
        totals["unexcused"] += times * (presence == Presence.UNEXCUSED)
    return AttendanceCounts(**totals)


def findings(
    marks: Sequence[AttendanceMark], on: date | None, overrides: regulation.Overrides | None = None
) -> list[Finding]:
    """Return what is wrong or remarkable about an attendance list; rules of the day ``on`` apply, none without a day.

    Source: rules ``meeting.attendance.above_percent`` and ``meeting.attendance.max_unexcused``.
    """
    count = counts(marks)
    found = list(_errors(marks, count))
    if on is None or not count.required:
        return found
    threshold = regulation.find("meeting.attendance.above_percent", on, overrides)
    if threshold is not None and not percentages.is_above(count.present, count.required, threshold.value):
        values = {
            "present": count.present,
            "required": count.required,
            "percent": percentages.format_percent(count.present, count.required),
            "threshold": threshold.value,
        }
        found.append(warning("MEETING_ATTENDANCE_LOW", "attendance", threshold.source, **values))
    limit = regulation.find("meeting.attendance.max_unexcused", on, overrides)
    if limit is not None and count.unexcused > limit.value:
        found.append(warning("MEETING_UNEXCUSED", "attendance", limit.source, unexcused=count.unexcused))
    return found


def _errors(marks: Sequence[AttendanceMark], count: AttendanceCounts) -> list[Finding]:
    if not count.required:
        return [error("MEETING_NO_ATTENDANCE", "attendance")]
    found = [] if count.present else [error("MEETING_NOBODY_PRESENT", "attendance")]
    seen: set[str] = set()
    for position, mark in enumerate(marks):
        place = f"attendance.{position}"
        if mark.member_id in seen:
            found.append(error("MEETING_MEMBER_TWICE", place, name=mark.full_name))
        seen.add(mark.member_id)
        if mark.presence == Presence.EXCUSED and not mark.reason.strip():
            found.append(error("MEETING_REASON_MISSING", f"{place}.reason", name=mark.full_name))
        if len(mark.reason) > MAX_REASON:
            field, length = f"{place}.reason", len(mark.reason)
            found.append(error("MEETING_REASON_LONG", field, name=mark.full_name, length=length, limit=MAX_REASON))
    return found
