"""Minutes of a meeting as a document: what stands in them, in the order a party office expects.

Sources: Hướng dẫn 16-HD/VPTW ngày 23/02/2023 (parts of minutes), Hướng dẫn 36-HD/VPTW ngày 03/4/2018 (layout). The
wording lies in resources/templates/minutes.toml and is Vietnamese whatever language the program shows; titles,
subjects and places to sign are dated values (resources/regulations/prints.toml).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Literal

import msgspec

from db.meeting_records import Meeting, MeetingContent, MeetingDraft, MeetingKind, MeetingState
from db.records import Organization
from desktop_app.documents import minutes_parts
from desktop_app.documents.minutes_words import clock_time, day_of, long_day, quoted, share, subject_line, wording
from desktop_app.documents.model import Document, Letterhead, Paragraph, Signature
from desktop_app.rules import attendance, dates, numbering, regulation
from desktop_app.rules.check_code import check_code

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
    check_code: str = ""
    """By which paper and file can be matched; empty while the meeting is a draft."""
    prepared_on: date | None = None
    """When the committee of the cell met to prepare the meeting."""


def minutes_data(
    meeting: Meeting | MeetingDraft,
    cell: Organization,
    office: Organization,
    names: Mapping[str, str] | None = None,
    *,
    prepared_on: date | None = None,
) -> MinutesData:
    """Return what the minutes of a meeting or draft print.

    ``cell`` and ``office`` are the organisations as of the meeting day. Names of chair and secretary come from the
    attendance list, or from ``names`` (full names by member id) for someone who is not on it; ``prepared_on`` is when
    the committee of the cell prepared the meeting.
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
        check_code=check_code(meeting) if isinstance(meeting, Meeting) else "",
        prepared_on=prepared_on,
    )


def _state(meeting: Meeting) -> State:
    states: dict[MeetingState, State] = {
        MeetingState.FINAL: "final",
        MeetingState.SUPERSEDED: "superseded",
        MeetingState.CANCELLED: "cancelled",
    }
    return states[meeting.state]


def minutes_document(
    data: MinutesData, *, sample: bool = False, overrides: regulation.Overrides | None = None
) -> Document:
    """Return the minutes as a document; ``sample`` marks every page as sample data.

    ``overrides`` are the office's own values of rules on the day of the meeting.
    """
    on = day_of(data.content)
    title = fixed("title.minutes", on, overrides)
    return Document(
        on=on,
        letterhead=letterhead(data, overrides),
        title=title,
        subject=tuple(subject(data, overrides)),
        note=_note(data),
        paragraphs=tuple(_paragraphs(data, overrides)),
        closing=_closing(data),
        signatures=tuple(
            Signature(role=fixed(f"sign.{place}", on, overrides), note=fixed("sign.note", on, overrides), name=name)
            for place, name in (("secretary", data.secretary), ("chair", data.chair))
        ),
        name=f"{title.capitalize()} {subject_line(data.content, overrides)} – {data.cell_name}",
        author=data.cell_name,
        mark=mark(data.state, sample=sample),
        footer=_footer(data, overrides, sample=sample),
        file_name=_file_name(data),
    )


def _file_name(data: MinutesData) -> str:
    from desktop_app.documents.papers.common import file_part

    names = wording()["file"]
    name = names["draft" if data.number is None else "minutes"]
    number = "" if data.number is None else f"{data.number:02}"
    return "-".join(part for part in (name, file_part(data.cell_name), data.content.period, number) if part)


def fixed(name: str, on: date, overrides: regulation.Overrides | None) -> str:
    """Return fixed words of a paper as they hold on a day. Source: rule ``print.<name>``."""
    words: str = regulation.in_force(f"print.{name}", on, overrides).value
    return words


def letterhead(data: MinutesData, overrides: regulation.Overrides | None) -> Letterhead:
    """Return the head of minutes with their number, dots while they have none."""
    content, words = data.content, wording(data.content.kind)
    return Letterhead(
        upper_name=data.upper_header,
        issuer=data.cell_header,
        number=numbering.minutes_label(data.number, day_of(content), overrides, content.kind),
        place_and_date=words["place_and_date"].format(
            place=data.place or words["unknown"], date=long_day(content.held_on)
        ),
    )


def subject(data: MinutesData, overrides: regulation.Overrides | None) -> Iterator[str]:
    """Yield the lines of the subject: the meeting, its party group, its theme."""
    content = data.content
    yield subject_line(content, overrides)
    if content.kind is MeetingKind.PARTY_GROUP and content.party_group.strip():
        yield content.party_group.strip()
    if content.theme.strip():
        yield quoted(content.theme)


def mark(state: State, *, sample: bool) -> str:
    """Return what is printed across every page of a paper in a state."""
    marks: dict[str, str] = wording()["mark"]
    return marks.get(state) or (marks["sample"] if sample else "")


def _footer(data: MinutesData, overrides: regulation.Overrides | None, *, sample: bool) -> str:
    marks = wording()["mark"]
    footers = [marks["sample_footer"]] if sample else []
    if data.state == "draft":
        footers.append(marks["draft_footer"])
    elif data.check_code and fixed("check_code", day_of(data.content), overrides) == "yes":
        footers.append(marks["code_footer"].format(code=data.check_code))
    return " · ".join(footers)


def _note(data: MinutesData) -> str:
    words: dict[str, str] = wording()["subject"]
    if data.state == "cancelled":
        return words["cancelled"].format(reason=data.reason or wording()["unknown"])
    if data.version == 1:
        return ""
    pattern = words["replaces"] if data.reason else words["replaces_without_reason"]
    return pattern.format(version=data.version, reason=data.reason)


# --- the sections ---


def _paragraphs(data: MinutesData, overrides: regulation.Overrides | None) -> Iterator[Paragraph]:
    content = data.content
    yield Paragraph(_opening(data, overrides))
    yield from minutes_parts.people(content, data.chair, data.secretary)
    yield from minutes_parts.contents(content, data.prepared_on)
    yield from minutes_parts.discussion(content)
    yield from minutes_parts.conclusions(content)
    yield from minutes_parts.votes(content)
    yield from minutes_parts.score(content.score)


def _opening(data: MinutesData, overrides: regulation.Overrides | None) -> str:
    content = data.content
    words = wording(content.kind)["opening"]
    if content.kind in (MeetingKind.EXTRAORDINARY, MeetingKind.CONGRESS):
        # The day stands in the sentence already.
        line = regulation.in_force(f"print.subject.{content.kind.value}", day_of(content), overrides).value
    else:
        line = subject_line(content, overrides)
    sentence: str = words["sentence"]
    return sentence.format(
        start=clock_time(content.start_time),
        date=long_day(content.held_on),
        place=content.place or wording()["unknown"],
        cell=data.cell_name,
        subject=line[:1].lower() + line[1:],
        group=content.party_group.strip() or words.get("group", ""),
        period=dates.format_period(content.period),
    )


def _closing(data: MinutesData) -> str:
    content = data.content
    words = wording(content.kind)["closing"]
    end: str = words["end"].format(end=clock_time(content.end_time))
    if content.approval_agree is None:
        return end
    present = attendance.counts(content.attendance).present
    percent = share(content.approval_agree, present)
    return f"{words['approved'].format(agree=content.approval_agree, present=present, percent=percent)} {end}"
