"""A made-up meeting in an office's own names, to look at the page while its layout and wording are being changed."""

from __future__ import annotations

import functools
import tomllib
from datetime import date, timedelta
from importlib import resources
from typing import Any

import msgspec

from db.meeting_records import (
    AgendaItem,
    AttendanceMark,
    Guest,
    MeetingContent,
    MeetingKind,
    MeetingTask,
    Opinion,
    Presence,
    Vote,
)
from db.records import Duty, Standing
from desktop_app.documents.minutes import MinutesData, minutes_document
from desktop_app.documents.model import Document
from desktop_app.documents.table_model import TableDocument
from desktop_app.rules import dates, numbering, regulation


class SpecimenHead(msgspec.Struct, frozen=True, kw_only=True):
    """In whose name the specimen is made."""

    upper_header: str
    cell_header: str
    cell_name: str
    place: str


@functools.cache
def _words() -> dict[str, Any]:
    file = resources.files("resources").joinpath("templates/specimen.toml")
    return tomllib.loads(file.read_text("utf-8"))


def specimen(
    rule_id: str, on: date, head: SpecimenHead, overrides: regulation.Overrides | None = None
) -> Document | TableDocument:
    """Return the paper on which a rule of layout, wording or numbering shows, as it prints on a day."""
    data = _data(_kind(rule_id), on, head)
    if rule_id == "print.title.attendance":
        from desktop_app.documents.papers.attendance import attendance_document

        paper: Document | TableDocument = attendance_document(data, overrides)
    elif rule_id == "print.title.extract":
        from desktop_app.documents.extract import extract_document

        paper = extract_document(data, range(len(data.content.agenda)), on, signer=data.chair, overrides=overrides)
    elif rule_id == "print.title.theme":
        from desktop_app.documents.theme_cover import ThemeCover, theme_cover_document

        cover = ThemeCover(title=data.content.theme, year=on.year, quarter=dates.quarter(data.content.period))
        paper = theme_cover_document(data, cover, data.chair, overrides)
    else:
        paper = _minutes(rule_id, data, overrides)
    words = _words()
    footer = " · ".join(part for part in (words["footer"], paper.footer) if part)
    return msgspec.structs.replace(paper, mark=words["mark"], footer=footer)


def _minutes(rule_id: str, data: MinutesData, overrides: regulation.Overrides | None) -> Document:
    document = minutes_document(data, overrides=overrides)
    counted = rule_id.removeprefix("numbering.").removesuffix(".label")
    if counted not in list(numbering.Counted):
        return document
    line = numbering.label(numbering.Counted(counted), data.number, document.on, overrides)
    return msgspec.structs.replace(document, letterhead=msgspec.structs.replace(document.letterhead, number=line))


def _kind(rule_id: str) -> MeetingKind:
    """Return the kind of meeting on whose papers a rule shows; the regular one where it shows on all."""
    by_subject = rule_id.removeprefix("print.subject.")
    if by_subject in list(MeetingKind):
        return MeetingKind(by_subject)
    others = {
        "print.title.theme": MeetingKind.THEMATIC,
        "numbering.committee_minutes.label": MeetingKind.COMMITTEE,
        "numbering.group_minutes.label": MeetingKind.PARTY_GROUP,
    }
    return others.get(rule_id, MeetingKind.REGULAR)


def _data(kind: MeetingKind, on: date, head: SpecimenHead) -> MinutesData:
    words = _words()
    with_theme = kind in (MeetingKind.THEMATIC, MeetingKind.COMBINED)
    titles: list[str] = regulation.in_force(f"meeting.agenda.{kind.value}", on).value
    count = len(words["members"])
    vote = Vote(entitled=count - 1, agree=count - 1)
    content = MeetingContent(
        cell_id="",
        kind=kind,
        period=f"{on:%Y-%m}",
        held_on=on,
        start_time=words["start_time"],
        end_time=words["end_time"],
        place=words["place"],
        theme=words["theme"] if with_theme else "",
        party_group=words["party_group"] if kind is MeetingKind.PARTY_GROUP else "",
        attendance=tuple(
            AttendanceMark(
                member_id=str(number),
                full_name=name,
                standing=Standing.OFFICIAL,
                duty=Duty.ACTIVE,
                presence=Presence.EXCUSED if number == count - 1 else Presence.PRESENT,
                reason=words["reason"] if number == count - 1 else "",
            )
            for number, name in enumerate(words["members"])
        ),
        guests=(Guest(name=words["guest"], position=words["guest_position"], from_above=True),),
        agenda=tuple(
            AgendaItem(
                title=title,
                content=words["content"],
                opinions=(Opinion(speaker=words["secretary"], text=words["opinion"]),),
                conclusion=words["conclusion"],
                tasks=(MeetingTask(id="", text=words["task"], assignee=words["chair"], due_on=on + timedelta(30)),),
                vote=vote if number == len(titles) else None,
            )
            for number, title in enumerate(titles, 1)
        ),
        approval_agree=count - 1,
    )
    return MinutesData(
        content=content,
        upper_header=head.upper_header,
        cell_header=head.cell_header,
        cell_name=head.cell_name,
        place=head.place,
        number=words["number"],
        chair=words["chair"],
        secretary=words["secretary"],
        state="final",
        check_code=words["code"],
    )
