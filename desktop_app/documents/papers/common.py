"""What all papers of the register share: their wording, their head and signing, and small pieces of text."""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Mapping, Sequence
from datetime import date
from importlib import resources
from typing import Any

import msgspec

from db.registers import RegisterPerson
from db.text import fold
from desktop_app.documents.model import Letterhead, Signature
from desktop_app.documents.table_model import Align, Block, TableColumn, TableDocument
from desktop_app.rules import dates


class Issuer(msgspec.Struct, frozen=True, kw_only=True):
    """Who issues a paper on which day: an office, or one of its cells."""

    on: date
    upper_name: str
    """Header name of the unit above."""
    header_name: str
    name: str
    place: str
    """Địa danh; empty when unknown."""
    signing: str
    """Whose secretary signs: "cell", "office" or "upper"."""
    secretary: str = ""
    """Printed name; empty when unknown."""
    sample: bool = False


@functools.cache
def wording() -> dict[str, Any]:
    """Return the wording of the papers: tables of texts with {places}."""
    file = resources.files("resources").joinpath("templates/registers.toml")
    return tomllib.loads(file.read_text("utf-8"))


def paper(
    issuer: Issuer,
    kind: str | Mapping[str, Any],
    *,
    subject: Sequence[str],
    blocks: Sequence[Block],
    note: str = "",
    landscape: bool,
    about: str = "",
    left: str = "",
) -> TableDocument:
    """Return a paper with letterhead, signing and marks.

    ``kind`` is its table in the wording, or a table of another wording with "title" and "file"; ``about`` goes into
    the file's name; ``left`` is who signs at the left.
    """
    words = wording()
    own: Mapping[str, Any] = words[kind] if isinstance(kind, str) else kind
    signing = words["signature"]
    place = words["place_and_date"].format(place=issuer.place or words["unknown"], date=dates.format_long(issuer.on))
    title: str = own["title"]
    return TableDocument(
        on=issuer.on,
        letterhead=Letterhead(upper_name=issuer.upper_name, issuer=issuer.header_name, number="", place_and_date=place),
        title=title,
        subject=tuple(subject),
        note=note,
        blocks=tuple(blocks),
        signatures=(
            Signature(role=left or signing["left"], note=signing["note"], name=""),
            Signature(role=signing[issuer.signing], note=signing["note"], name=issuer.secretary),
        ),
        landscape=landscape,
        name=f"{title.capitalize()} – {issuer.name}",
        author=issuer.name,
        file_name="-".join(part for part in (own["file"], about, issuer.on.isoformat()) if part),
        mark=words["mark"]["sample"] if issuer.sample else "",
        footer=words["mark"]["sample_footer"] if issuer.sample else "",
    )


def columns(kind: str, widths: Sequence[tuple[str, float]], centred: Sequence[str] = ()) -> tuple[TableColumn, ...]:
    """Return columns with the titles the wording has under ``kind``; ``centred`` ones are short."""
    titles: dict[str, str] = wording()[kind]["columns"]
    return tuple(
        TableColumn(titles[name], width, Align.CENTRE if name in centred else Align.LEFT) for name, width in widths
    )


def stacked(*parts: str) -> str:
    """Return texts one below another, empty ones left out."""
    return "\n".join(part for part in parts if part)


def said(pattern: str, text: str) -> str:
    """Return ``text`` put into a pattern with the place {text}; empty when there is none."""
    return pattern.format(text=text) if text else ""


def word(group: str, code: str) -> str:
    """Return the word the papers have for a code; the code itself when they have none."""
    found: str = wording()[group].get(code, code)
    return found


def position(person: RegisterPerson) -> str:
    """Return what a person is in the Party: as typed, else as the committee of the cell has it."""
    return person.profile.party_position or (word("role", person.role.value) if person.role else "")


def file_part(text: str) -> str:
    """Return text as a piece of a file name: ASCII letters, digits, hyphens."""
    return re.sub("[^a-z0-9]+", "-", fold(text)).strip("-")[:60]
