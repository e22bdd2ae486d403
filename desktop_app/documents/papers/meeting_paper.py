"""What the papers around a meeting share: their wording, their head, signing and marks."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Sequence
from datetime import date
from importlib import resources
from typing import Any

from desktop_app.documents.minutes import MinutesData, fixed
from desktop_app.documents.minutes_words import day_of, subject_line
from desktop_app.documents.model import Letterhead, Signature
from desktop_app.documents.table_model import Block, Table, TableColumn, TableDocument, TableRow
from desktop_app.rules import dates, regulation

_LINE_MM = 7.8
"""From one line to write on to the next."""
_LINE_SIZE = 12


@functools.cache
def wording() -> dict[str, Any]:
    """Return the wording of the papers: tables of texts with {places}."""
    file = resources.files("resources").joinpath("templates/meeting_papers.toml")
    return tomllib.loads(file.read_text("utf-8"))


def meeting_paper(
    data: MinutesData,
    title: str,
    blocks: Sequence[Block],
    overrides: regulation.Overrides | None,
    *,
    file: str,
    number: str = "",
    subject: Sequence[str] = (),
    note: str = "",
    signatures: Sequence[Signature] | None = None,
    blank: bool = False,
    sample: bool = False,
    template: str = "table",
) -> TableDocument:
    """Return an upright paper of a meeting with letterhead, places to sign and marks.

    ``file`` begins its file's name; ``number`` is its number line; the minute-taker and the chair sign where no other
    ``signatures`` are given; on a ``blank`` one the day is left to be written.
    """
    words, content = wording(), data.content
    marks = words["mark"]
    footers = [marks["sample_footer"]] if sample else []
    if data.state == "draft" and not blank:
        footers.append(marks["draft_footer"])
    return TableDocument(
        on=day_of(content),
        letterhead=Letterhead(
            upper_name=data.upper_header,
            issuer=data.cell_header,
            number=number,
            place_and_date=words["place_and_date"].format(
                place=data.place or words["unknown"], date=day_line(data, blank=blank)
            ),
        ),
        title=title,
        subject=tuple(subject) or (subject_line(content, overrides),),
        note=note,
        blocks=tuple(blocks),
        signatures=tuple(officers(data, overrides, blank=blank) if signatures is None else signatures),
        landscape=False,
        name=f"{title.capitalize()} – {data.cell_name}",
        author=data.cell_name,
        file_name="-".join(part for part in (file, file_code(data), content.period) if part),
        mark=marks["sample"] if sample else "",
        footer=" · ".join(footers),
        template=template,
    )


def officers(data: MinutesData, overrides: regulation.Overrides | None, *, blank: bool) -> tuple[Signature, ...]:
    """Return the places where minute-taker and chair sign; on a blank paper without their names."""
    on = day_of(data.content)
    return tuple(
        Signature(
            role=fixed(f"sign.{place}", on, overrides),
            note=fixed("sign.note", on, overrides),
            name="" if blank else name,
        )
        for place, name in (("secretary", data.secretary), ("chair", data.chair))
    )


def day_line(data: MinutesData, *, blank: bool) -> str:
    """Return the day of the meeting in words; dots where it is to be written, the month where it is known."""
    held: date | None = data.content.held_on
    words = wording()
    if held is not None and not blank:
        return dates.format_long(held)
    if not data.content.period:
        return str(words["blank_day"])
    year, month = data.content.period.split("-")
    spoken = dates.format_period(data.content.period).split()[1]
    return str(words["blank_day_of_month"].format(month=spoken or month, year=year))


def dotted_lines(lines: Sequence[str]) -> Table:
    """Return lines to write on, each with the words it begins with."""
    rows = [TableRow((line,)) for line in lines]
    return Table(columns=(TableColumn("", 165),), rows=rows, row_mm=_LINE_MM, dotted=True, size=_LINE_SIZE)


def file_code(data: MinutesData) -> str:
    """Return the name of the cell as a piece of a file name."""
    from desktop_app.documents.papers.common import file_part

    return file_part(data.cell_name)
