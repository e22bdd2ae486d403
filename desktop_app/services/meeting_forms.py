"""The meeting form without the store: what it is filled with at first, and its texts in the form they are kept in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable

import msgspec

from db.ids import new_id
from db.meeting_records import (
    AgendaItem,
    AnnouncedDocument,
    Assignment,
    AssignmentOutcome,
    AttendanceMark,
    FollowUp,
    Guest,
    MeetingContent,
    MeetingTask,
    Opinion,
    Presence,
    ScoreSheet,
)
from db.records import Duty, MemberRow
from db.register_records import OrganizationRole, RoleKind
from db.text import normalize

NOT_REQUIRED = frozenset({Duty.EXEMPT, Duty.TEMPORARILY_EXEMPT, Duty.AWAY, Duty.SUSPENDED})
"""Duties of those who need not come, whom minutes count apart: exempt, for a time or for good, elsewhere, suspended."""


def marks(register: Iterable[MemberRow], before: Iterable[AttendanceMark] = ()) -> tuple[AttendanceMark, ...]:
    """Return the attendance list of a register: all present but those who need not come.

    What was ticked ``before`` stays, except where the person has to come now and had not to, or the other way round.
    """
    ticked = {mark.member_id: mark for mark in before}
    return tuple(_mark(row, ticked.get(row.id)) for row in register)


def _mark(row: MemberRow, before: AttendanceMark | None) -> AttendanceMark:
    exempt = row.duty in NOT_REQUIRED
    fresh = Presence.NOT_REQUIRED if exempt else Presence.PRESENT
    same_duty = before is not None and (before.duty in NOT_REQUIRED) == exempt
    return AttendanceMark(
        member_id=row.id,
        full_name=row.full_name,
        standing=row.standing,
        duty=row.duty,
        presence=before.presence if before and same_duty else fresh,
        reason=before.reason if before and same_duty else "",
    )


def officers(
    roles: Iterable[OrganizationRole], before: MeetingContent, present: Collection[str], *, in_group: bool = False
) -> tuple[str | None, str | None]:
    """Return (who chairs, who takes the minutes) as far as it is known: only of those who can be present.

    The secretary of the cell chairs, in a party group its leader; else whoever chaired the meeting ``before``, else the
    deputy; the minutes are taken by whoever took them before, else by the deputy, never by the one who chairs.
    """
    held = {role.role: role.member_id for role in roles if role.member_id in present}
    last_chair = before.chair_id if before.chair_id in present else None
    leader = held.get(RoleKind.GROUP_LEADER if in_group else RoleKind.SECRETARY)
    chair = leader or last_chair or held.get(RoleKind.DEPUTY)
    takers = (before.secretary_id, held.get(RoleKind.DEPUTY))
    return chair, next((one for one in takers if one is not None and one in present and one != chair), None)


def people(content: MeetingContent) -> set[str]:
    """Return everybody a meeting names who has to be in the register."""
    said = {opinion.member_id for item in content.agenda for opinion in item.opinions}
    given = {task.member_id for item in content.agenda for task in item.tasks}
    named = {person for person in said | given | {content.chair_id, content.secretary_id} if person}
    return {mark.member_id for mark in content.attendance} | named


def touched(content: MeetingContent) -> set[str]:
    """Return the assignments a meeting gives or looks back on."""
    given = {task.id for item in content.agenda for task in item.tasks}
    return given | {line.assignment_id for line in content.follow_ups}


def follow_ups(open_ones: Iterable[Assignment], before: Iterable[FollowUp] = ()) -> tuple[FollowUp, ...]:
    """Return the lines of unfinished tasks; what was written about one ``before`` stays, even where it is not open."""
    written = {line.assignment_id: line for line in before}
    fresh = {one.id: _line_of(one) for one in open_ones}
    kept = {id_: line for id_, line in written.items() if id_ in fresh or _answered(line)}
    return tuple(kept.values()) + tuple(line for id_, line in fresh.items() if id_ not in kept)


def _line_of(task: Assignment) -> FollowUp:
    return FollowUp(assignment_id=task.id, text=task.text, assignee=task.assignee, due_on=task.due_on)


def _answered(line: FollowUp) -> bool:
    return line.outcome is not AssignmentOutcome.OPEN or bool(line.remark)


def reasons(content: MeetingContent) -> Counter[str]:
    """Return how often each reason for absence was given."""
    return Counter(mark.reason for mark in content.attendance if mark.presence is Presence.EXCUSED and mark.reason)


def register_differs(content: MeetingContent, roll: set[tuple[str, str, str]]) -> int:
    """Return how many people stand on the attendance list and not alike in the register, or the other way round.

    ``roll`` holds (member, standing, duty) of the register.
    """
    listed: set[tuple[str, str, str]] = {(mark.member_id, mark.standing, mark.duty) for mark in content.attendance}
    return len({line[0] for line in listed ^ roll})


def cleaned(content: MeetingContent) -> MeetingContent:
    """Return the content with every text in its kept form; no line is added or taken away."""
    return msgspec.structs.replace(
        content,
        start_time=normalize(content.start_time),
        end_time=normalize(content.end_time),
        place=normalize(content.place),
        theme=normalize(content.theme),
        party_group=normalize(content.party_group),
        guidance=normalize(content.guidance, keep_newlines=True),
        guidance_reply=normalize(content.guidance_reply, keep_newlines=True),
        dues_note=normalize(content.dues_note, keep_newlines=True),
        documents=tuple(map(_document, content.documents)),
        follow_ups=tuple(map(_follow_up, content.follow_ups)),
        score=_score(content.score),
        attendance=tuple(
            msgspec.structs.replace(mark, reason=normalize(mark.reason)) if mark.reason else mark
            for mark in content.attendance
        ),
        guests=tuple(map(_guest, content.guests)),
        agenda=tuple(map(_item, content.agenda)),
    )


def blank_guests(content: MeetingContent) -> set[str]:
    """Return the paths of the names of guests of whom nothing at all is written: such lines are no mistake."""
    return {f"guests.{position}.name" for position, guest in enumerate(content.guests) if _blank(guest)}


def without_blanks(content: MeetingContent) -> MeetingContent:
    """Return the content as it is kept for good: without lines in which nothing is written."""
    return msgspec.structs.replace(
        content,
        guests=tuple(guest for guest in content.guests if not _blank(guest)),
        documents=tuple(document for document in content.documents if document.number or document.summary),
        agenda=tuple(
            msgspec.structs.replace(
                item,
                opinions=tuple(opinion for opinion in item.opinions if opinion.speaker or opinion.text),
                tasks=tuple(task for task in item.tasks if not _blank_task(task)),
            )
            for item in content.agenda
        ),
    )


def told_apart(content: MeetingContent, taken: Collection[str]) -> MeetingContent:
    """Return the content with a new identifier for each task whose own is missing, twice or ``taken`` elsewhere."""
    seen = {"", *taken}

    def apart(task: MeetingTask) -> MeetingTask:
        fresh = new_id() if task.id in seen else task.id
        seen.add(fresh)
        return msgspec.structs.replace(task, id=fresh)

    agenda = tuple(
        msgspec.structs.replace(item, tasks=tuple(map(apart, item.tasks))) if item.tasks else item
        for item in content.agenda
    )
    return msgspec.structs.replace(content, agenda=agenda)


def _blank_task(task: MeetingTask) -> bool:
    return not (task.text or task.assignee or task.member_id or task.due_on)


def _blank(guest: Guest) -> bool:
    return not (guest.name or guest.position or guest.unit)


def _guest(guest: Guest) -> Guest:
    return msgspec.structs.replace(
        guest, name=normalize(guest.name), position=normalize(guest.position), unit=normalize(guest.unit)
    )


def _item(item: AgendaItem) -> AgendaItem:
    return msgspec.structs.replace(
        item,
        title=normalize(item.title),
        content=normalize(item.content, keep_newlines=True),
        opinions=tuple(
            Opinion(
                speaker=normalize(opinion.speaker),
                text=normalize(opinion.text, keep_newlines=True),
                member_id=opinion.member_id,
            )
            for opinion in item.opinions
        ),
        conclusion=normalize(item.conclusion, keep_newlines=True),
        tasks=tuple(
            msgspec.structs.replace(
                task, text=normalize(task.text, keep_newlines=True), assignee=normalize(task.assignee)
            )
            for task in item.tasks
        ),
    )


def _document(document: AnnouncedDocument) -> AnnouncedDocument:
    return AnnouncedDocument(number=normalize(document.number), summary=normalize(document.summary))


def _follow_up(line: FollowUp) -> FollowUp:
    return msgspec.structs.replace(
        line,
        text=normalize(line.text, keep_newlines=True),
        assignee=normalize(line.assignee),
        remark=normalize(line.remark, keep_newlines=True),
    )


def _score(sheet: ScoreSheet | None) -> ScoreSheet | None:
    """Return a sheet with its texts in their kept form, without level and total, which only finalising fixes."""
    if sheet is None:
        return None
    return msgspec.structs.replace(
        sheet,
        confirmed_by=normalize(sheet.confirmed_by),
        points=tuple(msgspec.structs.replace(point, remark=normalize(point.remark)) for point in sheet.points),
        level="",
        total=None,
    )
