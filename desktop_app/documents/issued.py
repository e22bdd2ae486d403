"""Resolutions, notices and invitations of a cell as documents.

Layout: Hướng dẫn 36-HD/VPTW ngày 03/4/2018. The wording lies in resources/templates/issued.toml and is Vietnamese
whatever language the program shows.
"""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Iterator
from datetime import date
from importlib import resources
from typing import Any, Literal

import msgspec

from db.meeting_records import IssuedContent, IssuedDocument, IssuedDraft, MeetingState
from db.records import Organization
from desktop_app.documents.model import Document, Letterhead, Paragraph, Signature, Style
from desktop_app.rules import dates, numbering, regulation

State = Literal["draft", "final", "superseded", "cancelled"]
_STATES: dict[MeetingState, State] = {
    MeetingState.FINAL: "final",
    MeetingState.SUPERSEDED: "superseded",
    MeetingState.CANCELLED: "cancelled",
}


class IssuedData(msgspec.Struct, frozen=True, kw_only=True):
    """Everything a document prints; nothing is looked up any more."""

    content: IssuedContent
    upper_header: str
    """Header name of the office above the cell."""
    cell_header: str
    cell_name: str
    place: str
    """Địa danh."""
    today: date
    """Whose layout and number line a document without a day is drawn by."""
    number: int | None = None
    """None while the document is a draft."""
    state: State = "draft"
    version: int = 1
    reason: str = ""
    """Why this version replaces another, or why the document was cancelled."""


def issued_data(
    document: IssuedDocument | IssuedDraft, cell: Organization, office: Organization, today: date
) -> IssuedData:
    """Return what a kept document or draft prints; ``cell`` and ``office`` are as of the day of issue."""
    kept = document if isinstance(document, IssuedDocument) else None
    return IssuedData(
        content=document.content,
        upper_header=office.header_name or office.name.upper(),
        cell_header=cell.header_name or cell.name.upper(),
        cell_name=cell.name,
        place=cell.place or office.place,
        today=today,
        number=kept.number if kept else None,
        state=_STATES[kept.state] if kept else "draft",
        version=kept.version if kept else 1,
        reason=kept.revision_reason if kept else "",
    )


@functools.cache
def wording() -> Any:
    """Return the wording of these documents: tables of texts with {places}."""
    file = resources.files("resources").joinpath("templates/issued.toml")
    return tomllib.loads(file.read_text("utf-8"))


def issued_document(
    data: IssuedData, *, sample: bool = False, overrides: regulation.Overrides | None = None
) -> Document:
    """Return the document; ``sample`` marks every page as sample data.

    ``overrides`` are the office's own values of rules on the day of issue.
    """
    words, content = wording(), data.content
    on = content.issued_on or data.today
    unknown: str = words["unknown"]
    day = dates.format_long(content.issued_on) if content.issued_on else words["undated"]
    role = "\n".join(line for line in (content.authority, content.signer_title) if line)
    name = f"{words['name'][content.type.value]} {_lower(content.subject)}".strip()
    return Document(
        on=on,
        letterhead=Letterhead(
            upper_name=data.upper_header,
            issuer=data.cell_header,
            number=numbering.label(numbering.Counted(content.type.value), data.number, on, overrides),
            place_and_date=words["place_and_date"].format(place=data.place or unknown, date=day),
        ),
        title=words["title"][content.type.value],
        subject=(content.subject,) if content.subject else (),
        note=_note(data),
        paragraphs=tuple(_paragraphs(content)),
        signatures=(Signature(role=role, note="", name=content.signer),),
        recipients=content.recipients,
        name=f"{name} – {data.cell_name}",
        author=data.cell_name,
        mark=words["mark"].get(data.state) or (words["mark"]["sample"] if sample else ""),
        footer=_footer(data.state, sample=sample),
        template=content.type.value,
    )


def _paragraphs(content: IssuedContent) -> Iterator[Paragraph]:
    for section in content.sections:
        if section.heading:
            yield Paragraph(section.heading, Style.HEADING)
        if section.text:
            yield Paragraph(section.text)


def _note(data: IssuedData) -> str:
    words = wording()
    reason = data.reason or words["unknown"]
    if data.state == "cancelled":
        return str(words["cancelled"].format(reason=reason))
    return str(words["replaces"].format(version=data.version, reason=reason)) if data.version > 1 else ""


def _footer(state: State, *, sample: bool) -> str:
    marks = wording()["mark"]
    footers = ([marks["sample_footer"]] if sample else []) + ([marks["draft_footer"]] if state == "draft" else [])
    return " · ".join(footers)


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
