"""The sections of minutes from the people to the votes and the score, in the order a party office expects.

Sources: Hướng dẫn 16-HD/VPTW ngày 23/02/2023 (parts of minutes, how opinions and votes are written).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from db.meeting_records import (
    AgendaItem,
    FollowUp,
    Guest,
    MeetingContent,
    MeetingTask,
    Opinion,
    Presence,
    ScoreSheet,
    Vote,
    VoteMatter,
)
from desktop_app.documents.minutes_words import finished, level_word, long_day, points, share, short, wording
from desktop_app.documents.model import Paragraph, Style
from desktop_app.rules import attendance, dates

# --- I: who was there ---


def people(content: MeetingContent, chair: str, secretary: str) -> Iterator[Paragraph]:
    """Yield the section on who was there, with the numbers of the attendance list."""
    words, marks = wording(content.kind)["people"], content.attendance
    count = attendance.counts(marks)
    others = "".join(
        words[name].format(number=number)
        for name in ("visiting", "exempt", "away", "suspended")
        if (number := getattr(count, name))
    )
    yield Paragraph(words["heading"], Style.HEADING)
    yield Paragraph(
        words["members"].format(
            members=count.members,
            official=count.official,
            probationary=count.probationary,
            others=others,
            required=count.required,
        )
    )
    yield Paragraph(
        words["present"].format(
            present=count.present,
            required=count.required,
            official=count.official_present,
            probationary=count.probationary_present,
            percent=share(count.present, count.required),
        )
    )
    excused = [
        words["absent_with_reason"].format(name=mark.full_name, reason=mark.reason) if mark.reason else mark.full_name
        for mark in marks
        if mark.presence == Presence.EXCUSED
    ]
    unexcused = [mark.full_name for mark in marks if mark.presence == Presence.UNEXCUSED]
    for names, some, none in ((excused, "excused", "no_excused"), (unexcused, "unexcused", "no_unexcused")):
        text = words[some].format(number=len(names), names="; ".join(names)) if names else words[none]
        yield Paragraph(text)
    yield from _guests(content.guests)
    for role, name in (("chair", chair), ("secretary", secretary)):
        yield Paragraph(words[role].format(name=name) if name else words[f"no_{role}"])
    if content.recorded:
        yield Paragraph(words["recorded"])


def _guests(guests: tuple[Guest, ...]) -> Iterator[Paragraph]:
    words = wording()["people"]
    if not guests:
        yield Paragraph(words["no_guests"])
        return
    yield Paragraph(words["guests"])
    for from_above, line in ((True, "from_above"), (False, "invited")):
        names = [
            ", ".join(part for part in (guest.name, guest.position, guest.unit) if part)
            for guest in guests
            if guest.from_above == from_above
        ]
        if names:
            yield Paragraph(words[line].format(names="; ".join(names)))


# --- II: what was presented ---


def contents(content: MeetingContent, prepared_on: date | None) -> Iterator[Paragraph]:
    """Yield the section on what was presented: documents, earlier tasks, then item by item, dues at the end."""
    words = wording(content.kind)["content"]
    yield Paragraph(words["heading"], Style.HEADING)
    if prepared_on is not None:
        yield Paragraph(words["prepared"].format(date=long_day(prepared_on)))
    announced = [one for one in content.documents if one.number.strip() or one.summary.strip()]
    if announced:
        yield Paragraph(words["documents"], Style.SUBITEM)
    for one in announced:
        whole = one.number.strip() and one.summary.strip()
        pattern = words["document"] if whole else words["document_alone"]
        yield Paragraph(pattern.format(number=one.number, summary=one.summary, text=one.number or one.summary))
    if content.follow_ups:
        yield Paragraph(words["follow_ups"], Style.SUBITEM)
    for follow_up in content.follow_ups:
        yield Paragraph(_follow_up(follow_up))
    for number, item in enumerate(content.agenda, 1):
        yield from item_content(number, item)
    if content.dues_note.strip():
        yield Paragraph(words["dues"].format(text=content.dues_note.strip()))


def item_content(number: int, item: AgendaItem) -> Iterator[Paragraph]:
    """Yield what was presented on an item, under its title."""
    words = wording()["content"]
    yield Paragraph(words["item"].format(number=number, title=item.title), Style.ITEM)
    if text := item.content.strip():
        yield Paragraph(text)
    if item.attached:
        yield Paragraph(words["attached"])


def _follow_up(follow_up: FollowUp) -> str:
    words = wording()["content"]
    due = words["due"].format(day=dates.format_day(follow_up.due_on)) if follow_up.due_on else ""
    details = "; ".join(part for part in (follow_up.assignee.strip(), due) if part)
    remark = follow_up.remark.strip()
    line: str = words["follow_up"].format(
        text=follow_up.text.strip(),
        who=words["who"].format(parts=details) if details else "",
        outcome=wording()["outcome"][follow_up.outcome.value],
        remark=words["remark"].format(text=remark) if remark else "",
    )
    return finished(line)


# --- III: what was said ---


def discussion(content: MeetingContent) -> Iterator[Paragraph]:
    """Yield the section on what was said, with the guidance of those above and the answer to it."""
    words = wording()["discussion"]
    yield Paragraph(words["heading"], Style.HEADING)
    spoken = [(number, item, said) for number, item in enumerate(content.agenda, 1) if (said := _said(item))]
    if not spoken:
        yield Paragraph(words["nothing"])
    for number, item, said in spoken:
        if len(content.agenda) > 1:
            yield Paragraph(words["item"].format(number=number, title=short(item)), Style.SUBITEM)
        yield from map(_opinion, said)
    for name, text in (("guidance", content.guidance.strip()), ("reply", content.guidance_reply.strip())):
        if text:
            yield Paragraph(words[name].format(text=text))


def opinions(item: AgendaItem) -> Iterator[Paragraph]:
    """Yield what each speaker said on an item."""
    yield from map(_opinion, _said(item))


def _opinion(opinion: Opinion) -> Paragraph:
    pattern: str = wording()["discussion"]["opinion"]
    return Paragraph(pattern.format(speaker=_speaker(opinion.speaker), text=finished(opinion.text)))


def _said(item: AgendaItem) -> list[Opinion]:
    return [opinion for opinion in item.opinions if opinion.text.strip()]


def _speaker(name: str) -> str:
    words = wording()["discussion"]
    name = name.strip() or wording()["unknown"]
    if name.lower().startswith(tuple(f"{title} " for title in words["titles"])):
        return name
    comrade: str = words["comrade"]
    return comrade.format(name=name)


# --- IV: what was concluded, and who does what until when ---


def conclusions(content: MeetingContent) -> Iterator[Paragraph]:
    """Yield the section on conclusions and the tasks given."""
    words = wording()["conclusion"]
    yield Paragraph(words["heading"], Style.HEADING)
    concluded = [
        (number, item) for number, item in enumerate(content.agenda, 1) if item.conclusion.strip() or item.tasks
    ]
    if not concluded:
        yield Paragraph(words["nothing"])
    for number, item in concluded:
        text = item.conclusion.strip()
        pattern = words["item"] if text else words["tasks_only"]
        yield Paragraph(pattern.format(number=number, title=short(item), text=text))
        yield from tasks(item)


def tasks(item: AgendaItem) -> Iterator[Paragraph]:
    """Yield the tasks given on an item, a paragraph each."""
    for task in item.tasks:
        if task.text.strip() or task.assignee.strip():
            yield Paragraph(_task(task))


def _task(task: MeetingTask) -> str:
    words = wording()["conclusion"]
    due = words["due"].format(day=dates.format_day(task.due_on)) if task.due_on else ""
    parts = "; ".join(part for part in (task.assignee.strip(), due) if part)
    text = task.text.strip()
    if not parts:
        return str(words["task"].format(text=finished(text), details=""))
    return str(words["task"].format(text=text, details=words["task_details"].format(parts=parts)))


# --- V and VI: votes, score ---


def votes(content: MeetingContent) -> Iterator[Paragraph]:
    """Yield the section on votes: form, base and result of each."""
    words = wording()["vote"]
    yield Paragraph(words["heading"], Style.HEADING)
    if all(item.vote is None for item in content.agenda):
        yield Paragraph(words["nothing"])
    for number, item in enumerate(content.agenda, 1):
        if item.vote is not None:
            yield Paragraph(vote_line(words["item"], item.vote, number=number, title=short(item)))


def vote_line(pattern: str, vote: Vote, **places: object) -> str:
    """Return a vote put into a pattern of the wording."""
    matter = ""
    if vote.matter is not VoteMatter.ORDINARY:
        matter = wording()["vote"]["matter"].format(name=wording()["vote_matter"][vote.matter.value])
    return pattern.format(
        **places,
        matter=matter,
        form=wording()["vote_form"][vote.form.value],
        entitled=vote.entitled,
        agree=vote.agree,
        percent=share(vote.agree, vote.entitled),
        disagree=vote.disagree,
        other=vote.other,
    )


def score(sheet: ScoreSheet | None) -> Iterator[Paragraph]:
    """Yield the section on the quality of the meeting; nothing where it was not scored."""
    if sheet is None or sheet.total is None:
        return
    words = wording()["score"]
    most, level = sum(point.most for point in sheet.points), level_word(sheet.level)
    pattern = words["line"] if level else words["no_level"]
    yield Paragraph(words["heading"], Style.HEADING)
    yield Paragraph(pattern.format(points=points(sheet.total), most=points(most), level=level))
    if sheet.confirmed_by.strip():
        yield Paragraph(words["confirmed"].format(name=sheet.confirmed_by.strip()))
