"""Everything the rules have to say about a meeting before it is finalised: errors block, warnings never do."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from db.meeting_records import AgendaItem, AttendanceMark, MeetingContent, MeetingKind, Presence, Vote
from db.records import Finding
from desktop_app.rules import attendance, dates, meeting_additions, meeting_month, regulation, voting
from desktop_app.rules.findings import error, warning
from desktop_app.rules.meeting_additions import MAX_LINE, MAX_TEXT, too_long
from desktop_app.rules.meeting_month import WITH_THEME, MeetingContext

__all__ = ["MAX_LINE", "MAX_TEXT", "MeetingContext", "agenda_template", "check", "least_minutes"]

_SHORT = {MeetingKind.REGULAR: "MEETING_SHORT", MeetingKind.COMBINED: "MEETING_SHORT_COMBINED"}
_OF_PART = {MeetingKind.COMMITTEE: "MEETING_NO_COMMITTEE", MeetingKind.PARTY_GROUP: "MEETING_NO_GROUP_MEMBERS"}
"""Kinds only a part of the cell comes to, and what is said when nobody stands on the list."""


def check(content: MeetingContent, context: MeetingContext) -> list[Finding]:
    """Return all findings about a meeting in the order of its form; rules are those of the day it was held.

    Sources stand in the findings; they come from resources/regulations/meetings.toml.
    """
    return [
        *_when(content, context),
        *_where_and_who(content, context),
        *_attendance(content, context),
        *meeting_month.findings(content, context),
        *meeting_additions.findings(content),
        *_agenda(content, context),
        *meeting_additions.length(content),
        *_approval(content),
    ]


def agenda_template(
    kind: MeetingKind, on: date, overrides: regulation.Overrides | None = None
) -> tuple[AgendaItem, ...]:
    """Return the usual agenda of a kind of meeting, to be edited freely. Source: rules ``meeting.agenda.<kind>``."""
    titles: list[str] = regulation.in_force(f"meeting.agenda.{kind.value}", on, overrides).value
    return tuple(AgendaItem(title=title) for title in titles)


def _when(content: MeetingContent, context: MeetingContext) -> Iterator[Finding]:
    held = content.held_on
    if held is None:
        yield error("MEETING_NO_DATE", "held_on")
    else:
        day = dates.format_day(held)
        if held > context.today:
            yield error("MEETING_IN_FUTURE", "held_on", date=day)
        if held.isoformat()[:7] != content.period:
            yield error("MEETING_OTHER_MONTH", "held_on", date=day, period=_month(content.period))
        else:
            yield from meeting_month.off_fixed_day(content, held, context)
    yield from _times(content, context)


def _times(content: MeetingContent, context: MeetingContext) -> Iterator[Finding]:
    for field, code in (("start_time", "MEETING_NO_START"), ("end_time", "MEETING_NO_END")):
        time = getattr(content, field)
        if not time:
            yield error(code, field)
        elif dates.minutes_of(time) is None:
            yield error("MEETING_BAD_TIME", field, time=time[:MAX_LINE])
    start, end = dates.minutes_of(content.start_time), dates.minutes_of(content.end_time)
    if start is None or end is None:
        return
    if end <= start:
        yield error("MEETING_ENDS_BEFORE_START", "end_time", start=content.start_time, end=content.end_time)
        return
    rule = least_minutes(content.kind, content.held_on, context.overrides) if content.held_on else None
    if rule is not None and end - start < rule.value:
        code = _SHORT.get(content.kind, "MEETING_SHORT_OTHER")
        yield warning(code, "end_time", rule.source, minutes=end - start, least=rule.value)


def least_minutes(kind: MeetingKind, on: date, overrides: regulation.Overrides | None = None) -> regulation.Rule | None:
    """Return the rule of how many minutes a kind of meeting takes at least, None where no length is asked for.

    Source: rules ``meeting.min_minutes.<kind>`` (Hướng dẫn 12-HD/BTCTW ngày 06/7/2018, 42-HD/BTCTW ngày 28/10/2025).
    """
    rule = regulation.find(f"meeting.min_minutes.{kind.value}", on, overrides)
    return rule if rule is not None and rule.value > 0 else None


def _where_and_who(content: MeetingContent, context: MeetingContext) -> Iterator[Finding]:
    if not content.place.strip():
        yield error("MEETING_NO_PLACE", "place")
    yield from too_long("place", content.place, MAX_LINE)
    listed = {mark.member_id: mark for mark in content.attendance}
    yield from _officer("chair_id", "MEETING_NO_CHAIR", "MEETING_CHAIR_ABSENT", content.chair_id, listed)
    yield from _officer(
        "secretary_id", "MEETING_NO_SECRETARY", "MEETING_SECRETARY_ABSENT", content.secretary_id, listed
    )
    yield from meeting_month.chair_writes(content, context)
    if content.kind is MeetingKind.PARTY_GROUP and not content.party_group.strip():
        yield error("MEETING_NO_PARTY_GROUP", "party_group")
    if content.kind in WITH_THEME and not content.theme.strip():
        yield error("MEETING_NO_THEME", "theme")
    yield from too_long("theme", content.theme, MAX_LINE)
    for position, guest in enumerate(content.guests):
        if not guest.name.strip():
            yield error("MEETING_GUEST_WITHOUT_NAME", f"guests.{position}.name", number=position + 1)
        for field in ("name", "position", "unit"):
            yield from too_long(f"guests.{position}.{field}", getattr(guest, field), MAX_LINE)


def _attendance(content: MeetingContent, context: MeetingContext) -> Iterator[Finding]:
    # The share of those who come is asked of the cell, not of its committee or a party group.
    missing = _OF_PART.get(content.kind)
    on = None if missing else content.held_on
    for finding in attendance.findings(content.attendance, on, context.overrides):
        if missing and finding.code == "MEETING_NO_ATTENDANCE":
            yield error(missing, finding.field)
        else:
            yield finding


def _officer(
    field: str, missing: str, absent: str, member_id: str | None, listed: dict[str, AttendanceMark]
) -> Iterator[Finding]:
    if not member_id:
        yield error(missing, field)
        return
    mark = listed.get(member_id)
    if mark is not None and mark.presence != Presence.PRESENT:
        yield error(absent, field, name=mark.full_name)


def _agenda(content: MeetingContent, context: MeetingContext) -> Iterator[Finding]:
    if not content.agenda:
        yield error("MEETING_NO_AGENDA", "agenda")
        return
    for position, item in enumerate(content.agenda):
        yield from _item(item, position)
        yield from meeting_additions.tasks(item, position, content)
        if item.vote is not None:
            yield from _vote(item, item.vote, position, content, context)
    if all(item.vote is None for item in content.agenda):
        yield warning("MEETING_NO_VOTE", "agenda")


def _item(item: AgendaItem, position: int) -> Iterator[Finding]:
    place, number = f"agenda.{position}", position + 1
    if not item.title.strip():
        yield error("MEETING_ITEM_WITHOUT_TITLE", f"{place}.title", number=number)
    yield from too_long(f"{place}.title", item.title, MAX_LINE)
    yield from too_long(f"{place}.content", item.content, MAX_TEXT)
    for order, opinion in enumerate(item.opinions):
        if opinion.text.strip() and not opinion.speaker.strip():
            yield error("MEETING_OPINION_WITHOUT_SPEAKER", f"{place}.opinions.{order}.speaker", number=number)
        yield from too_long(f"{place}.opinions.{order}.speaker", opinion.speaker, MAX_LINE)
        yield from too_long(f"{place}.opinions.{order}.text", opinion.text, MAX_TEXT)
    if not item.conclusion.strip():
        yield warning("MEETING_ITEM_WITHOUT_CONCLUSION", f"{place}.conclusion", number=number)
    yield from too_long(f"{place}.conclusion", item.conclusion, MAX_TEXT)


def _vote(
    item: AgendaItem, vote: Vote, position: int, content: MeetingContent, context: MeetingContext
) -> Iterator[Finding]:
    place, number = f"agenda.{position}.vote", position + 1
    on = content.held_on or context.today
    present = voting.entitled(content.attendance, on, context.overrides)
    if min(vote.entitled, vote.agree, vote.disagree, vote.other) < 0:
        yield error("MEETING_VOTE_NEGATIVE", f"{place}.agree", number=number)
        return
    if not vote.entitled:
        yield error("MEETING_VOTE_BY_NOBODY", f"{place}.entitled", number=number)
        return
    counted = vote.agree + vote.disagree + vote.other
    if counted != vote.entitled:
        values = {"number": number, "counted": counted, "entitled": vote.entitled}
        yield error("MEETING_VOTE_SUM", f"{place}.agree", **values)
    if vote.entitled > present > 0:
        source = regulation.in_force("meeting.vote.standings", on, context.overrides).source
        values = {"number": number, "entitled": vote.entitled, "present": present}
        yield error("MEETING_VOTE_TOO_MANY", f"{place}.entitled", source, **values)
    elif vote.entitled < present:
        source = regulation.in_force("meeting.vote.standings", on, context.overrides).source
        values = {"number": number, "entitled": vote.entitled, "present": present}
        yield warning("MEETING_VOTE_NOT_ALL", f"{place}.entitled", source, **values)
    members = voting.body(content.attendance, on, context.overrides)
    result = voting.result(vote, members, on, context.overrides)
    if item.conclusion.strip() and not result.passed:
        rule = voting.majority(vote.matter, on, context.overrides)
        code = "MEETING_VOTE_NOT_REACHED" if result.at_least else "MEETING_VOTE_NOT_PASSED"
        field, base, part = f"{place}.agree", result.base, result.part
        yield warning(code, field, rule.source, number=number, agree=vote.agree, base=base, part=part)


def _approval(content: MeetingContent) -> Iterator[Finding]:
    agreed = content.approval_agree
    if agreed is None:
        yield warning("MEETING_NOT_APPROVED", "approval_agree")
        return
    present = attendance.counts(content.attendance).present
    if agreed < 0:
        yield error("MEETING_APPROVAL_NEGATIVE", "approval_agree")
    elif agreed > present > 0:
        yield error("MEETING_APPROVAL_TOO_MANY", "approval_agree", agree=agreed, present=present)


def _month(period: str) -> str:
    return f"{period[5:7]}/{period[:4]}"
