"""The first words of a resolution, notice or invitation, taken from the meeting it comes out of or calls to.

Parts of a resolution: I. đánh giá, II. nhiệm vụ, III. tổ chức thực hiện, and the vote. Whoever writes it changes them
freely; a word nobody knows yet stands as "…".
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import msgspec

from db.meeting_records import (
    AgendaItem,
    DocumentSection,
    IssuedContent,
    IssuedType,
    MeetingContent,
    MeetingKind,
    Vote,
)
from db.text import fold
from desktop_app.documents.issued import wording
from desktop_app.rules import attendance, dates, percentages

_LOOKS_BACK = ("danh gia", "ket qua", "kiem diem", "thang truoc", "tong ket")
"""What a title of the agenda says where the cell looks back on what was done."""
_ROMAN = ("I", "II", "III")
_ALWAYS_WHOLE = (MeetingKind.REGULAR, MeetingKind.COMBINED)
"""Kinds whose resolution has all its parts, to be filled in by hand where the minutes say nothing."""


class Signer(msgspec.Struct, frozen=True):
    """Who signs for the cell."""

    title: str
    """For instance "BÍ THƯ"."""
    member_id: str | None
    name: str


def first_content(
    type_: IssuedType,
    cell_id: str,
    *,
    cell: str,
    office: str,
    signer: Signer,
    issued_on: date,
    meeting: MeetingContent | None = None,
    meeting_series: str | None = None,
) -> IssuedContent:
    """Return the content a document begins with; ``cell`` and ``office`` are names as running text has them."""
    words = wording()
    body = _body(meeting)
    recipients = words["recipients"]
    first = "invited" if type_ is IssuedType.INVITATION else "members"
    listed = [recipients["above"].format(office=office)] if type_ is not IssuedType.INVITATION else []
    return IssuedContent(
        type=type_,
        cell_id=cell_id,
        issued_on=issued_on,
        meeting_series=meeting_series,
        subject=_subject(type_, meeting),
        sections=tuple(_sections(type_, cell, meeting)),
        recipients=(*listed, recipients[first], recipients["keep"]),
        authority=words["authority"].get(body, words["authority"]["cell"]),
        signer_title=signer.title,
        signer_id=signer.member_id,
        signer=signer.name,
    )


def _body(meeting: MeetingContent | None) -> str:
    """Return who met: "cell", "committee", "party_group" or "congress"."""
    if meeting is None or meeting.kind.value not in wording()["body"]:
        return "cell"
    return meeting.kind.value


def _named(meeting: MeetingContent) -> str:
    """Return what a meeting is called in running text."""
    words = wording()["meeting"]
    period = dates.format_period(meeting.period)
    if meeting.kind is MeetingKind.EXTRAORDINARY and meeting.held_on is not None:
        period = dates.format_long(meeting.held_on)
    pattern: str = words[meeting.kind.value]
    return pattern.format(period=period, year=meeting.period[:4], group=meeting.party_group or words["group"])


def _subject(type_: IssuedType, meeting: MeetingContent | None) -> str:
    if meeting is None:
        return ""
    words = wording()["subject"]
    subject: str = words[type_.value].format(meeting=_named(meeting))
    if meeting.theme and type_ is not IssuedType.INVITATION:
        subject = words["theme"].format(subject=subject, theme=meeting.theme.strip('“”" '))
    return subject[:1].upper() + subject[1:]


def _sections(type_: IssuedType, cell: str, meeting: MeetingContent | None) -> Iterator[DocumentSection]:
    if meeting is None:
        yield DocumentSection()
    elif type_ is IssuedType.INVITATION:
        yield from _invitation(cell, meeting)
    elif type_ is IssuedType.RESOLUTION:
        yield from _resolution(cell, meeting)
    else:
        yield from _notice(cell, meeting)


# --- resolution and notice ---


def _opening(words: Any, cell: str, meeting: MeetingContent) -> DocumentSection:
    count = attendance.counts(meeting.attendance)
    day = dates.format_long(meeting.held_on) if meeting.held_on else wording()["undated"]
    text = words["opening"].format(
        date=day[:1].upper() + day[1:],
        cell=cell,
        meeting=_named(meeting),
        present=count.present,
        required=count.required,
        body=wording()["body"][_body(meeting)],
    )
    return DocumentSection("", text)


def _resolution(cell: str, meeting: MeetingContent) -> Iterator[DocumentSection]:
    words = wording()["resolution"]
    yield _opening(words, cell, meeting)
    looked_back = [item for item in meeting.agenda if _looks_back(item)]
    ahead = [item for item in meeting.agenda if not _looks_back(item)]
    review = [*_earlier(meeting), *_conclusions(looked_back)]
    vote = _vote(meeting)
    end = [words["order"]]
    if vote is not None:
        end.append(
            words["vote"].format(
                form=wording()["vote_form"][vote.form.value],
                agree=vote.agree,
                entitled=vote.entitled,
                percent=percentages.format_percent(vote.agree, vote.entitled).replace(",00%", "%"),
            )
        )
    parts = [
        ("review", review),
        ("tasks", list(_conclusions(ahead))),
        ("carrying_out", [*_tasks(meeting), *end]),
    ]
    kept = [part for part in parts if part[1] or meeting.kind in _ALWAYS_WHOLE]
    for roman, (name, lines) in zip(_ROMAN, kept, strict=False):
        yield DocumentSection(f"{roman}. {words[name]}", "\n".join(lines) or wording()["unknown"])


def _notice(cell: str, meeting: MeetingContent) -> Iterator[DocumentSection]:
    words = wording()["notice"]
    yield _opening(words, cell, meeting)
    concluded = list(_conclusions(meeting.agenda))
    yield DocumentSection("", "\n".join(concluded) or wording()["unknown"])
    tasks = list(_tasks(meeting))
    if tasks:
        yield DocumentSection(words["tasks"], "\n".join(tasks))
    yield DocumentSection("", words["end"])


def _looks_back(item: AgendaItem) -> bool:
    title = fold(item.title)
    return any(words in title for words in _LOOKS_BACK)


def _conclusions(items: tuple[AgendaItem, ...] | list[AgendaItem]) -> Iterator[str]:
    concluded = [item for item in items if item.conclusion.strip()]
    pattern: str = wording()["parts"]["conclusion"]
    for number, item in enumerate(concluded, 1):
        yield pattern.format(number=number, title=item.title.rstrip(" .:;"), text=item.conclusion.strip())


def _earlier(meeting: MeetingContent) -> Iterator[str]:
    words = wording()
    for task in meeting.follow_ups:
        pattern: str = words["parts"]["earlier" if task.assignee else "earlier_unassigned"]
        outcome = words["outcome"][task.outcome.value]
        yield pattern.format(text=task.text.rstrip(" .;"), assignee=task.assignee, outcome=outcome)


def _tasks(meeting: MeetingContent) -> Iterator[str]:
    words = wording()["parts"]
    for task in (task for item in meeting.agenda for task in item.tasks if task.text.strip()):
        # A person of the register is a comrade; "Chi ủy" or "Toàn thể đảng viên" is not.
        name = words["comrade"].format(name=task.assignee) if task.member_id and task.assignee else task.assignee
        pattern: str = words["task_due" if task.due_on else "task"]
        yield pattern.format(
            assignee=name or words["unassigned"],
            text=task.text.strip().rstrip(" .;"),
            date=dates.format_official(task.due_on) if task.due_on else "",
        )


def _vote(meeting: MeetingContent) -> Vote | None:
    """Return the vote on the resolution: of the item that names one, else the last one that was taken."""
    voted = [item for item in meeting.agenda if item.vote is not None]
    named = [item for item in voted if "nghi quyet" in fold(item.title)]
    return (named or voted)[-1].vote if voted else None


# --- invitation ---


def _invitation(cell: str, meeting: MeetingContent) -> Iterator[DocumentSection]:
    words, unknown = wording()["invitation"], wording()["unknown"]
    groups = {MeetingKind.COMMITTEE: "committee", MeetingKind.PARTY_GROUP: "group"}
    guests = [", ".join(part for part in (guest.name, guest.position, guest.unit) if part) for guest in meeting.guests]
    names = "; ".join([words[groups.get(meeting.kind, "everyone")], *(guest for guest in guests if guest)])
    lines = [words["invited"].format(cell=cell, names=names), words["to"].format(meeting=_named(meeting))]
    if meeting.theme:
        lines.append(words["theme"].format(theme=meeting.theme.strip('“”" ')))
    day = dates.format_long(meeting.held_on) if meeting.held_on else wording()["undated"]
    lines.append(words["time"].format(time=_time(meeting.start_time), date=day))
    lines.append(words["place"].format(place=meeting.place.rstrip(" .") or unknown))
    yield DocumentSection("", "\n".join(lines))
    titles = [item.title.strip() for item in meeting.agenda if item.title.strip()]
    agenda = [words["item"].format(number=number, title=title) for number, title in enumerate(titles, 1)]
    yield DocumentSection(words["agenda"], "\n".join(agenda) or unknown)
    yield DocumentSection("", words["end"])


def _time(time: str) -> str:
    words = wording()["parts"]
    hour, _, minute = time.partition(":")
    if not minute:
        hour = minute = wording()["unknown"]
    pattern: str = words["full_hour" if minute == "00" else "time"]
    return pattern.format(hour=hour, minute=minute)
