"""Everything the rules have to say about a meeting before it is finalised: errors block, warnings never do."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import msgspec

from db.meeting_records import AgendaItem, AttendanceMark, MeetingContent, MeetingKind, Presence, Vote
from db.records import Finding
from desktop_app.rules import attendance, dates, regulation, voting
from desktop_app.rules.findings import error, warning

MAX_TEXT = 8_000
"""Characters of one written passage (content, conclusion, opinion): about three printed pages."""
MAX_GUIDANCE = 6_000
"""Characters of what those above said: with what else stands on the line of a meeting it fits into a package."""
MAX_PASSAGE = 2_000
"""Characters of a task, a remark, a note."""
MAX_LINE = 300
"""Characters of what prints as a title, a place or a name."""

_TIMED_AS = {
    MeetingKind.REGULAR: "meeting.min_minutes.regular",
    MeetingKind.COMBINED: "meeting.min_minutes.combined",
}
_WITH_THEME = (MeetingKind.THEMATIC, MeetingKind.COMBINED)
_ON_FIXED_DAY = (MeetingKind.REGULAR, MeetingKind.COMBINED)


class MeetingContext(msgspec.Struct, frozen=True, kw_only=True):
    """What the rules have to know beside the meeting itself."""

    today: date
    meeting_day: int | None = None
    """The cell's fixed day of the month, where it has one."""
    overrides: regulation.Overrides | None = None
    """The office's own values of rules."""


def check(content: MeetingContent, context: MeetingContext) -> list[Finding]:
    """Return all findings about a meeting in the order of its form; rules are those of the day it was held.

    Sources stand in the findings; they come from resources/regulations/meetings.toml.
    """
    return [
        *_when(content, context),
        *_where_and_who(content, context.overrides),
        *_parts(content),
        *attendance.findings(content.attendance, content.held_on, context.overrides),
        *_agenda(content, context),
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
        elif context.meeting_day is not None and content.kind in _ON_FIXED_DAY:
            fixed = dates.fixed_day(content.period, context.meeting_day)
            if fixed != held:
                yield warning("MEETING_OFF_FIXED_DAY", "held_on", date=day, fixed=dates.format_day(fixed))
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
    rule_id = _TIMED_AS.get(content.kind)
    if rule_id is None or content.held_on is None:
        return
    rule = regulation.find(rule_id, content.held_on, context.overrides)
    if rule is not None and end - start < rule.value:
        code = "MEETING_SHORT_COMBINED" if content.kind == MeetingKind.COMBINED else "MEETING_SHORT"
        yield warning(code, "end_time", rule.source, minutes=end - start, least=rule.value)


def _where_and_who(content: MeetingContent, overrides: regulation.Overrides | None) -> Iterator[Finding]:
    if not content.place.strip():
        yield error("MEETING_NO_PLACE", "place")
    yield from _too_long("place", content.place, MAX_LINE)
    listed = {mark.member_id: mark for mark in content.attendance}
    yield from _officer("chair_id", "MEETING_NO_CHAIR", "MEETING_CHAIR_ABSENT", content.chair_id, listed)
    yield from _officer(
        "secretary_id", "MEETING_NO_SECRETARY", "MEETING_SECRETARY_ABSENT", content.secretary_id, listed
    )
    if content.chair_id is not None and content.chair_id == content.secretary_id:
        rule = regulation.find("meeting.officers.separate", content.held_on, overrides) if content.held_on else None
        if rule is None or rule.value == "yes":
            yield warning("MEETING_CHAIR_IS_SECRETARY", "secretary_id", rule.source if rule else "")
    if content.kind in _WITH_THEME and not content.theme.strip():
        yield error("MEETING_NO_THEME", "theme")
    yield from _too_long("theme", content.theme, MAX_LINE)
    for position, guest in enumerate(content.guests):
        if not guest.name.strip():
            yield error("MEETING_GUEST_WITHOUT_NAME", f"guests.{position}.name", number=position + 1)
        for field in ("name", "position", "unit"):
            yield from _too_long(f"guests.{position}.{field}", getattr(guest, field), MAX_LINE)


def _parts(content: MeetingContent) -> Iterator[Finding]:
    """Yield what is wrong with documents, earlier tasks, guidance, dues, party group and score sheet as texts."""
    for position, document in enumerate(content.documents):
        yield from _too_long(f"documents.{position}.number", document.number, MAX_LINE)
        yield from _too_long(f"documents.{position}.summary", document.summary, MAX_PASSAGE)
    for position, earlier in enumerate(content.follow_ups):
        yield from _too_long(f"follow_ups.{position}.remark", earlier.remark, MAX_PASSAGE)
    for field, limit in (
        ("guidance", MAX_GUIDANCE),
        ("guidance_reply", MAX_PASSAGE),
        ("dues_note", MAX_PASSAGE),
        ("party_group", MAX_LINE),
    ):
        yield from _too_long(field, getattr(content, field), limit)
    if content.kind is MeetingKind.PARTY_GROUP and not content.party_group.strip():
        yield error("MEETING_NO_PARTY_GROUP", "party_group")
    if content.score is not None:
        yield from _too_long("score.confirmed_by", content.score.confirmed_by, MAX_LINE)
        for position, point in enumerate(content.score.points):
            yield from _too_long(f"score.points.{position}.remark", point.remark, MAX_LINE)


def _tasks(item: AgendaItem, position: int) -> Iterator[Finding]:
    for order, task in enumerate(item.tasks):
        place = f"agenda.{position}.tasks.{order}"
        if not task.text.strip() and (task.assignee.strip() or task.due_on is not None):
            yield error("MEETING_TASK_WITHOUT_TEXT", f"{place}.text", number=position + 1)
        elif task.text.strip() and not task.assignee.strip():
            yield warning("MEETING_TASK_WITHOUT_PERSON", f"{place}.assignee", number=position + 1)
        yield from _too_long(f"{place}.text", task.text, MAX_PASSAGE)
        yield from _too_long(f"{place}.assignee", task.assignee, MAX_LINE)


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
        if item.vote is not None:
            yield from _vote(item, item.vote, position, content, context)
    if all(item.vote is None for item in content.agenda):
        yield warning("MEETING_NO_VOTE", "agenda")


def _item(item: AgendaItem, position: int) -> Iterator[Finding]:
    place, number = f"agenda.{position}", position + 1
    if not item.title.strip():
        yield error("MEETING_ITEM_WITHOUT_TITLE", f"{place}.title", number=number)
    yield from _too_long(f"{place}.title", item.title, MAX_LINE)
    yield from _too_long(f"{place}.content", item.content, MAX_TEXT)
    for order, opinion in enumerate(item.opinions):
        if opinion.text.strip() and not opinion.speaker.strip():
            yield error("MEETING_OPINION_WITHOUT_SPEAKER", f"{place}.opinions.{order}.speaker", number=number)
        yield from _too_long(f"{place}.opinions.{order}.speaker", opinion.speaker, MAX_LINE)
        yield from _too_long(f"{place}.opinions.{order}.text", opinion.text, MAX_TEXT)
    yield from _tasks(item, position)
    if not item.conclusion.strip():
        yield warning("MEETING_ITEM_WITHOUT_CONCLUSION", f"{place}.conclusion", number=number)
    yield from _too_long(f"{place}.conclusion", item.conclusion, MAX_TEXT)


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
        yield warning("MEETING_VOTE_FEWER", f"{place}.entitled", source, **values)
    members = voting.body(content.attendance, on, context.overrides)
    result = voting.result(vote, members, on, context.overrides)
    if item.conclusion.strip() and not result.passed:
        rule = voting.threshold(vote.matter, on, context.overrides)
        part = f"{rule.value['numerator']}/{rule.value['denominator']}"
        field = f"{place}.agree"
        yield warning(
            "MEETING_VOTE_NOT_PASSED", field, rule.source, number=number, agree=vote.agree, base=result.base, part=part
        )


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


def _too_long(field: str, text: str, limit: int) -> Iterator[Finding]:
    if len(text) > limit:
        yield error("MEETING_TEXT_LONG", field, length=len(text), limit=limit)


def _month(period: str) -> str:
    return f"{period[5:7]}/{period[:4]}"
