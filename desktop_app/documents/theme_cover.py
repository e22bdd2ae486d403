"""Bìa chuyên đề: the sheet in front of a theme paper that says what it is, who wrote it and who approved it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import msgspec

from db.meeting_records import Theme
from desktop_app.documents.minutes import MinutesData, fixed, letterhead, mark
from desktop_app.documents.minutes_words import day_of, quoted
from desktop_app.documents.model import Document, Paragraph, Signature, Style
from desktop_app.documents.papers.common import file_part
from desktop_app.documents.papers.meeting_paper import wording
from desktop_app.rules import dates, regulation


class ThemeCover(msgspec.Struct, frozen=True, kw_only=True):
    """What the cover says of a theme; names are looked up already."""

    title: str
    year: int
    quarter: int
    writer: str = ""
    presenter: str = ""
    approval_number: str = ""
    approved_on: date | None = None
    sent_on: date | None = None
    reported_on: date | None = None
    note: str = ""


def cover_of(theme: Theme, writer: str, presenter: str) -> ThemeCover:
    """Return what the cover says of a line of the yearly list; ``writer`` and ``presenter`` are full names."""
    return ThemeCover(
        title=theme.title,
        year=theme.year,
        quarter=theme.quarter,
        writer=writer,
        presenter=presenter,
        approval_number=theme.approval_number,
        approved_on=theme.approved_on,
        sent_on=theme.sent_on,
        reported_on=theme.reported_on,
        note=theme.note,
    )


def theme_cover_document(
    data: MinutesData,
    cover: ThemeCover,
    signer: str = "",
    overrides: regulation.Overrides | None = None,
    *,
    sample: bool = False,
) -> Document:
    """Return the cover for the meeting of ``data``; ``signer`` is the secretary of the cell.

    What is unknown is left as dots to write on; ``overrides`` are the office's own values on the day of the meeting.
    """
    words, content = wording()["theme"], data.content
    on = day_of(content)
    title, note = fixed("title.theme", on, overrides), fixed("sign.note", on, overrides)
    return Document(
        on=on,
        letterhead=msgspec.structs.replace(letterhead(data, overrides), number=""),
        title=title,
        subject=(quoted(cover.title), words["quarter"].format(quarter=_ROMAN[cover.quarter - 1], year=cover.year)),
        paragraphs=tuple(_paragraphs(data, cover)),
        signatures=(
            Signature(role=words["left"], note=note, name=cover.writer),
            Signature(role=words["right"], note=note, name=signer),
        ),
        name=f"{title.capitalize()} – {data.cell_name}",
        author=data.cell_name,
        mark=mark("final", sample=sample),
        footer=wording()["mark"]["sample_footer"] if sample else "",
        file_name=f"{words['file']}-{file_part(data.cell_name)}-{content.period}",
        template="cover",
    )


_ROMAN = ("I", "II", "III", "IV")


def _paragraphs(data: MinutesData, cover: ThemeCover) -> Iterator[Paragraph]:
    words, content = wording()["theme"], data.content
    approved = words["approved_line"].format(number=cover.approval_number, date=_day(cover.approved_on)).strip()
    yield Paragraph(words["about"], Style.HEADING)
    for name, value in (
        ("cell", data.cell_name),
        ("writer", cover.writer),
        ("presenter", cover.presenter),
        ("approved", approved),
        ("sent", _day(cover.sent_on)),
        ("held", _day(content.held_on)),
        ("place", content.place),
        ("reported", _day(cover.reported_on)),
    ):
        yield Paragraph(words["line"].format(label=words[name], value=value or words["blank"]))
    if cover.note.strip():
        yield Paragraph(words["line"].format(label=words["note"], value=cover.note.strip()))
    yield Paragraph(words["parts"], Style.HEADING)
    for part in words["part"]:
        yield Paragraph(part)


def _day(day: date | None) -> str:
    return dates.format_day(day) if day is not None else ""
