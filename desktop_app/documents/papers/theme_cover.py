"""Bìa chuyên đề: the sheet in front of a theme paper that says what it is, who wrote it and who approved it."""

from __future__ import annotations

from datetime import date

import msgspec

from db.meeting_records import Theme
from desktop_app.documents.minutes import MinutesData, fixed
from desktop_app.documents.minutes_words import day_of, quoted
from desktop_app.documents.model import Signature
from desktop_app.documents.papers.meeting_paper import meeting_paper, wording
from desktop_app.documents.table_model import Fact, Facts, TableDocument
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
    signer: str,
    overrides: regulation.Overrides | None = None,
    *,
    sample: bool = False,
) -> TableDocument:
    """Return the cover for the meeting of ``data``; ``signer`` is the secretary of the cell."""
    words, content = wording()["theme"], data.content
    on = day_of(content)
    approved = words["approved_line"].format(number=cover.approval_number, date=_day(cover.approved_on)).strip()
    facts = (
        ("cell", data.cell_name, True),
        ("writer", cover.writer, True),
        ("presenter", cover.presenter, True),
        ("approved", approved, True),
        ("sent", _day(cover.sent_on), False),
        ("held", _day(content.held_on), False),
        ("place", content.place, True),
        ("reported", _day(cover.reported_on), True),
        ("note", cover.note, True),
    )
    return meeting_paper(
        data,
        fixed("title.theme", on, overrides),
        [
            Facts(
                facts=tuple(
                    Fact(words[name], value, wide=wide) for name, value, wide in facts if value or name != "note"
                ),
                unknown=words["blank"],
            )
        ],
        overrides,
        file=words["file"],
        subject=(quoted(cover.title), words["quarter"].format(quarter=_ROMAN[cover.quarter - 1], year=cover.year)),
        signatures=(
            Signature(role=words["writer"].upper(), note=fixed("sign.note", on, overrides), name=cover.writer),
            Signature(role=words["right"], note=fixed("sign.note", on, overrides), name=signer),
        ),
        sample=sample,
        template="cover",
    )


_ROMAN = ("I", "II", "III", "IV")


def _day(day: date | None) -> str:
    return dates.format_day(day) if day is not None else ""
