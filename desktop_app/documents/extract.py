"""Trích biên bản: chosen items of kept minutes, word for word, for those who need no more of them."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date

import msgspec

from db.meeting_records import AgendaItem
from desktop_app.documents import minutes_parts
from desktop_app.documents.minutes import MinutesData, fixed, letterhead, mark, subject
from desktop_app.documents.minutes_words import day_of, long_day, share, subject_line, wording
from desktop_app.documents.model import Document, Paragraph, Signature, Style
from desktop_app.documents.papers.common import file_part
from desktop_app.rules import attendance, dates, regulation


def extract_document(
    data: MinutesData,
    items: Collection[int],
    on: date,
    *,
    signer: str = "",
    sample: bool = False,
    overrides: regulation.Overrides | None = None,
) -> Document:
    """Return the extract, made on day ``on``, of the items with these places (0 is the first) in the agenda.

    ``signer`` is the secretary of the cell, who confirms that it is true to the minutes; ``overrides`` are the
    office's own values of rules on the day of the meeting, whose titles and layout it has.
    """
    words, content = wording(data.content.kind), data.content
    head, day = letterhead(data, overrides), day_of(content)
    title, note = fixed("title.extract", day, overrides), fixed("sign.note", day, overrides)
    marks = words["mark"]
    place = words["place_and_date"].format(place=data.place or words["unknown"], date=dates.format_long(on))
    return Document(
        on=day,
        letterhead=msgspec.structs.replace(head, number="", place_and_date=place),
        title=title,
        subject=tuple(subject(data, overrides)),
        paragraphs=tuple(_paragraphs(data, sorted(set(items)), head.number)),
        closing=words["extract"]["closing"].format(cell=data.cell_name),
        signatures=(
            Signature(role=words["extract"]["left"], note=note, name=""),
            Signature(role=words["extract"]["right"], note=note, name=signer),
        ),
        recipients=tuple(words["extract"]["recipients"]),
        name=f"{title.capitalize()} {subject_line(content, overrides)} – {data.cell_name}",
        author=data.cell_name,
        mark=mark(data.state, sample=sample),
        footer=marks["sample_footer"] if sample else "",
        file_name=f"{words['extract']['file']}-{file_part(data.cell_name)}-{content.period}",
        template="extract",
    )


def _paragraphs(data: MinutesData, items: list[int], number: str) -> Iterator[Paragraph]:
    words, content = wording()["extract"], data.content
    source = words["source"].format(number=number[:1].lower() + number[1:], date=long_day(content.held_on))
    if data.number is None:
        source = words["source_draft"]
    yield Paragraph(source + (words["code"].format(code=data.check_code) if data.check_code else ""))
    count = attendance.counts(content.attendance)
    yield Paragraph(
        words["present"].format(
            present=count.present,
            required=count.required,
            percent=share(count.present, count.required),
            chair=data.chair or wording()["unknown"],
            secretary=data.secretary or wording()["unknown"],
        )
    )
    yield Paragraph(words["contents"], Style.HEADING)
    for place in items:
        yield from _item(place + 1, content.agenda[place])


def _item(number: int, item: AgendaItem) -> Iterator[Paragraph]:
    words = wording()["extract"]
    yield from minutes_parts.item_content(number, item)
    said = list(minutes_parts.opinions(item))
    if said:
        yield Paragraph(words["discussion"], Style.SUBITEM)
        yield from said
    if text := item.conclusion.strip():
        yield Paragraph(words["conclusion"].format(text=text))
    given = list(minutes_parts.tasks(item))
    if given:
        yield Paragraph(words["tasks"], Style.SUBITEM)
        yield from given
    if item.vote is not None:
        yield Paragraph(minutes_parts.vote_line(words["vote"], item.vote))
