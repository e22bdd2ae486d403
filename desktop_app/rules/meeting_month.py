"""What the rules ask of the month around a meeting: the fixed day, the committee first, a theme each quarter."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import msgspec

from db.meeting_records import MeetingContent, MeetingKind
from db.records import Finding
from desktop_app.rules import absences, dates, regulation
from desktop_app.rules.absences import Pasts
from desktop_app.rules.findings import warning

MONTHLY = (MeetingKind.REGULAR, MeetingKind.COMBINED)
"""The kinds of which a cell has one a month, on its fixed day."""
WITH_THEME = (MeetingKind.THEMATIC, MeetingKind.COMBINED)
PREPARED = (MeetingKind.REGULAR, MeetingKind.COMBINED, MeetingKind.THEMATIC)
"""The kinds a committee prepares, and at which absences count."""


class MeetingContext(msgspec.Struct, frozen=True, kw_only=True):
    """What the rules have to know beside the meeting itself."""

    today: date
    meeting_day: int | None = None
    """The cell's fixed day of the month, where it has one."""
    has_committee: bool = False
    committee_on: date | None = None
    """The day the committee met to prepare this meeting, as far as it is known."""
    themes_held: int | None = None
    """Other final meetings of the cell and quarter at which a theme was held; None where nobody looked."""
    pasts: Pasts = msgspec.field(default_factory=dict)
    """Earlier meetings of the year of those who are absent now."""
    overrides: regulation.Overrides | None = None
    """The office's own values of rules."""


def findings(content: MeetingContent, context: MeetingContext) -> Iterator[Finding]:
    """Yield what is remarkable about a meeting in its month; nothing is known without its day."""
    if content.held_on is None:
        return
    yield from _committee(content, content.held_on, context)
    yield from _theme(content, content.held_on, context)
    if content.kind in PREPARED:
        marks, pasts = content.attendance, context.pasts
        yield from absences.findings(marks, content.period, pasts, content.held_on, context.overrides)


def off_fixed_day(content: MeetingContent, held: date, context: MeetingContext) -> Iterator[Finding]:
    """Yield a warning when a monthly meeting is not on the cell's day. Source: rule ``meeting.fixed_day``."""
    rule = _asked("meeting.fixed_day", held, context)
    if rule is None or context.meeting_day is None or content.kind not in MONTHLY:
        return
    fixed = dates.fixed_day(content.period, context.meeting_day)
    if fixed != held:
        values = {"date": dates.format_day(held), "fixed": dates.format_day(fixed)}
        yield warning("MEETING_OFF_FIXED_DAY", "held_on", rule.source, **values)


def chair_writes(content: MeetingContent, context: MeetingContext) -> Iterator[Finding]:
    """Yield a warning when the chair takes the minutes. Source: rule ``meeting.officers.distinct``."""
    rule = _asked("meeting.officers.distinct", content.held_on or context.today, context)
    if rule is not None and content.chair_id is not None and content.chair_id == content.secretary_id:
        yield warning("MEETING_CHAIR_IS_SECRETARY", "secretary_id", rule.source)


def _committee(content: MeetingContent, held: date, context: MeetingContext) -> Iterator[Finding]:
    """Source: rule ``meeting.committee.first`` (Hướng dẫn 12-HD/BTCTW ngày 06/7/2018, 42-HD/BTCTW ngày 28/10/2025)."""
    rule = _asked("meeting.committee.first", held, context)
    if rule is None or not context.has_committee or content.kind not in PREPARED:
        return
    if context.committee_on is None:
        yield warning("MEETING_COMMITTEE_DID_NOT_MEET", "prepared_by", rule.source)
    elif context.committee_on > held:
        day = dates.format_day(context.committee_on)
        yield warning("MEETING_COMMITTEE_MET_LATER", "prepared_by", rule.source, day=day)


def _theme(content: MeetingContent, held: date, context: MeetingContext) -> Iterator[Finding]:
    """Source: rule ``meeting.thematic.per_quarter``; asked from the last month of a quarter on, at monthly meetings."""
    rule = regulation.find("meeting.thematic.per_quarter", held, context.overrides)
    if rule is None or context.themes_held is None or content.kind not in MONTHLY or held.month % 3:
        return
    count = context.themes_held + (content.kind in WITH_THEME)
    if count < rule.value:
        quarter = f"{held.month // 3}/{held.year}"
        yield warning("MEETING_NO_THEME_THIS_QUARTER", "kind", rule.source, quarter=quarter, least=rule.value)


def _asked(rule_id: str, on: date, context: MeetingContext) -> regulation.Rule | None:
    rule = regulation.find(rule_id, on, context.overrides)
    return rule if rule is not None and rule.value == "yes" else None
