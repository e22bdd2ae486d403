"""Minutes of a meeting as a document: what stands in them, in the order a party office expects.

Sources: Hướng dẫn 16-HD/VPTW ngày 23/02/2023 (parts of minutes), Hướng dẫn 36-HD/VPTW ngày 03/4/2018 (layout). The
wording lies in resources/templates/minutes.toml and is Vietnamese whatever language the program shows.
"""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from importlib import resources
from typing import Any, Literal

import msgspec

from db.meeting_records import (
    AgendaItem,
    Guest,
    Meeting,
    MeetingContent,
    MeetingDraft,
    MeetingKind,
    MeetingState,
    Opinion,
    Presence,
)
from db.records import Organization
from desktop_app.documents.model import Document, Letterhead, Paragraph, Signature, Style
from desktop_app.rules import attendance, dates, numbering, percentages, regulation

State = Literal["draft", "final", "superseded", "cancelled"]


class MinutesData(msgspec.Struct, frozen=True, kw_only=True):
    """Everything the minutes of one meeting print; nothing is looked up any more."""

    content: MeetingContent
    upper_header: str
    """Header name of the office above the cell."""
    cell_header: str
    cell_name: str
    place: str
    """Địa danh."""
    number: int | None
    """None while the meeting is a draft."""
    chair: str
    """Full name; empty while nobody is chosen."""
    secretary: str
    state: State
    version: int = 1
    reason: str = ""
    """Why this version replaces another, or why the meeting was cancelled."""


def minutes_data(
    meeting: Meeting | MeetingDraft, cell: Organization, office: Organization, names: Mapping[str, str] | None = None
) -> MinutesData:
    """Return what the minutes of a meeting or draft print.

    ``cell`` and ``office`` are the organisations as of the meeting day. Names of chair and secretary come from the
    attendance list, or from ``names`` (full names by member id) for someone who is not on it.
    """
    content = meeting.content
    known = {**(names or {}), **{mark.member_id: mark.full_name for mark in content.attendance}}
    final = isinstance(meeting, Meeting)
    return MinutesData(
        content=content,
        upper_header=office.header_name or office.name.upper(),
        cell_header=cell.header_name or cell.name.upper(),
        cell_name=cell.name,
        place=cell.place or office.place,
        number=meeting.number if isinstance(meeting, Meeting) else None,
        chair=known.get(content.chair_id or "", ""),
        secretary=known.get(content.secretary_id or "", ""),
        state=_state(meeting) if isinstance(meeting, Meeting) else "draft",
        version=meeting.version if isinstance(meeting, Meeting) else 1,
        reason=meeting.revision_reason if final else "",
    )


def _state(meeting: Meeting) -> State:
    states: dict[MeetingState, State] = {
        MeetingState.FINAL: "final",
        MeetingState.SUPERSEDED: "superseded",
        MeetingState.CANCELLED: "cancelled",
    }
    return states[meeting.state]


@functools.cache
def wording() -> Any:
    """Return the wording of minutes: tables of texts with {places}."""
    file = resources.files("resources").joinpath("templates/minutes.toml")
    return tomllib.loads(file.read_text("utf-8"))


def minutes_document(
    data: MinutesData, *, sample: bool = False, overrides: regulation.Overrides | None = None
) -> Document:
    """Return the minutes as a document; ``sample`` marks every page as sample data.

    ``overrides`` are the office's own values of rules on the day of the meeting.
    """
    words, content = wording(), data.content
    on = content.held_on or _first_of(content.period)
    unknown: str = words["unknown"]
    return Document(
        on=on,
        letterhead=Letterhead(
            upper_name=data.upper_header,
            issuer=data.cell_header,
            number=numbering.minutes_label(data.number, on, overrides, content.kind),
            place_and_date=words["place_and_date"].format(place=data.place or unknown, date=_long(content.held_on)),
        ),
        title=words["title"],
        subject=tuple(_subject(data)),
        note=_note(data),
        paragraphs=tuple(_paragraphs(data)),
        closing=_closing(data),
        signatures=(
            Signature(role=words["signature"]["secretary"], note=words["signature"]["note"], name=data.secretary),
            Signature(role=words["signature"]["chair"], note=words["signature"]["note"], name=data.chair),
        ),
        name=f"{words['title'].capitalize()} {_kind_line(content)} – {data.cell_name}",
        author=data.cell_name,
        mark=_mark(data.state, sample=sample),
        footer=_footer(data.state, sample=sample),
    )


def _mark(state: State, *, sample: bool) -> str:
    marks: dict[str, str] = wording()["mark"]
    return marks.get(state) or (marks["sample"] if sample else "")


def _footer(state: State, *, sample: bool) -> str:
    marks = wording()["mark"]
    footers = ([marks["sample_footer"]] if sample else []) + ([marks["draft_footer"]] if state == "draft" else [])
    return " · ".join(footers)


def _note(data: MinutesData) -> str:
    words: dict[str, str] = wording()["subject"]
    if data.state == "cancelled":
        return words["cancelled"].format(reason=data.reason or wording()["unknown"])
    if data.version == 1:
        return ""
    pattern = words["replaces"] if data.reason else words["replaces_without_reason"]
    return pattern.format(version=data.version, reason=data.reason)


def _first_of(period: str) -> date:
    return date(int(period[:4]), int(period[5:7]), 1)


def _long(day: date | None) -> str:
    undated: str = wording()["undated"]
    return undated if day is None else dates.format_long(day)


def _time(time: str) -> str:
    words = wording()["opening"]
    hour, _, minute = time.partition(":")
    if not minute:
        return str(words["time"].format(hour=wording()["unknown"], minute=wording()["unknown"]))
    pattern: str = words["full_hour"] if minute == "00" else words["time"]
    return pattern.format(hour=hour, minute=minute)


def _kind_line(content: MeetingContent) -> str:
    pattern: str = wording()["subject"][content.kind.value]
    if content.kind == MeetingKind.EXTRAORDINARY and content.held_on is not None:
        return pattern.format(period=dates.format_long(content.held_on))
    return pattern.format(period=dates.format_period(content.period))


def _subject(data: MinutesData) -> Iterator[str]:
    yield _kind_line(data.content)
    if data.content.theme:
        yield wording()["subject"]["theme"].format(theme=data.content.theme.strip('“”" '))


# --- the sections ---


def _paragraphs(data: MinutesData) -> Iterator[Paragraph]:
    yield from _opening(data)
    yield from _people(data)
    yield from _contents(data.content)
    yield from _discussion(data.content)
    yield from _conclusions(data.content)
    yield from _votes(data.content)


def _opening(data: MinutesData) -> Iterator[Paragraph]:
    words, content = wording(), data.content
    line = _kind_line(content)
    if content.kind == MeetingKind.EXTRAORDINARY:
        line = words["opening"]["extraordinary"]
    yield Paragraph(
        words["opening"]["sentence"].format(
            start=_time(content.start_time),
            date=_long(content.held_on),
            place=content.place or words["unknown"],
            cell=data.cell_name,
            subject=line[:1].lower() + line[1:],
        )
    )


def _people(data: MinutesData) -> Iterator[Paragraph]:
    words, marks = wording()["people"], data.content.attendance
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
            percent=_share(count.present, count.required),
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
    yield from _guests(data.content.guests)
    for role, name in (("chair", data.chair), ("secretary", data.secretary)):
        yield Paragraph(words[role].format(name=name or wording()["unknown"]).replace("….", "…"))


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


def _contents(content: MeetingContent) -> Iterator[Paragraph]:
    words = wording()["content"]
    yield Paragraph(words["heading"], Style.HEADING)
    for number, item in enumerate(content.agenda, 1):
        text = item.content.strip()
        title = Paragraph(words["item"].format(number=number, title=item.title), Style.ITEM)
        yield title
        if text:
            yield Paragraph(text)


def _discussion(content: MeetingContent) -> Iterator[Paragraph]:
    words = wording()["discussion"]
    yield Paragraph(words["heading"], Style.HEADING)
    spoken = [(number, item, said) for number, item in enumerate(content.agenda, 1) if (said := _said(item))]
    if not spoken:
        yield Paragraph(words["nothing"])
    for number, item, opinions in spoken:
        if len(content.agenda) > 1:
            yield Paragraph(words["item"].format(number=number, title=_short(item)), Style.SUBITEM)
        for opinion in opinions:
            yield Paragraph(words["opinion"].format(speaker=_speaker(opinion.speaker), text=_ended(opinion.text) + "."))


def _said(item: AgendaItem) -> list[Opinion]:
    return [opinion for opinion in item.opinions if opinion.text.strip()]


def _speaker(name: str) -> str:
    words = wording()["discussion"]
    name = name.strip() or wording()["unknown"]
    if name.lower().startswith(tuple(f"{title} " for title in words["titles"])):
        return name
    comrade: str = words["comrade"]
    return comrade.format(name=name)


def _conclusions(content: MeetingContent) -> Iterator[Paragraph]:
    words = wording()["conclusion"]
    yield Paragraph(words["heading"], Style.HEADING)
    concluded = [(number, item) for number, item in enumerate(content.agenda, 1) if item.conclusion.strip()]
    if not concluded:
        yield Paragraph(words["nothing"])
    for number, item in concluded:
        yield Paragraph(words["item"].format(number=number, title=_short(item), text=item.conclusion.strip()))


def _votes(content: MeetingContent) -> Iterator[Paragraph]:
    words = wording()["vote"]
    yield Paragraph(words["heading"], Style.HEADING)
    if all(item.vote is None for item in content.agenda):
        yield Paragraph(words["nothing"])
    for number, item in enumerate(content.agenda, 1):
        if item.vote is None:
            continue
        vote = item.vote
        yield Paragraph(
            words["item"].format(
                number=number,
                title=_short(item),
                form=wording()["vote_form"][vote.form.value],
                entitled=vote.entitled,
                agree=vote.agree,
                percent=_share(vote.agree, vote.entitled),
                disagree=vote.disagree,
                other=vote.other,
            )
        )


def _closing(data: MinutesData) -> str:
    words, content = wording()["closing"], data.content
    end: str = words["end"].format(end=_time(content.end_time))
    if content.approval_agree is None:
        return end
    present = attendance.counts(content.attendance).present
    percent = _share(content.approval_agree, present)
    return f"{words['approved'].format(agree=content.approval_agree, present=present, percent=percent)} {end}"


def _share(count: int, base: int) -> str:
    """Return a percentage as minutes write it: 78,05%, but 100%."""
    return percentages.format_percent(count, base).replace(",00%", "%")


def _short(item: AgendaItem) -> str:
    """Return a title without its final stop, to stand inside a sentence."""
    return _ended(item.title)


def _ended(text: str) -> str:
    return text.strip().rstrip(".")
