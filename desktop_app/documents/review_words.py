"""What the papers of the year-end review share: their wording, who is rated, levels and grades to tick, the head."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum
from importlib import resources
from typing import Any

import msgspec

from db.evaluation_records import CollectiveFigures, Evaluation, Exclusion, Subject, YearFigures
from desktop_app.documents.model import Letterhead, Signature
from desktop_app.documents.papers.common import Issuer
from desktop_app.documents.table_model import Block, Table, TableColumn, TableDocument, TableRow, Tick
from desktop_app.rules import ballots, dates
from desktop_app.rules.percentages import format_number, format_percent
from desktop_app.rules.scheme import Level, Scheme

_LINE_MM = 7.8
"""From one line to write on to the next."""


class Fill(StrEnum):
    """How much of a form is printed."""

    BLANK = "blank"
    """Để viết tay: who it is for, and lines to write on."""
    PREFILLED = "prefilled"
    """Điền sẵn: what the twelve months say and what was written so far, with room to go on by hand."""
    COMPLETE = "complete"
    """Đầy đủ: what stands in the record, to be signed."""


class Rated(msgspec.Struct, frozen=True, kw_only=True):
    """Who is rated, as papers name them: a member, or a collective by its name alone."""

    name: str
    """Full name, or the name of the collective."""
    cell_name: str = ""
    """Of a member; empty for a collective."""
    birth_date: str = ""
    """Partial date, ISO; empty when unknown."""
    positions: str = ""
    """Chức vụ Đảng, chính quyền, đoàn thể."""
    workplace: str = ""
    admitted_on: str = ""
    official_on: str = ""


NOBODY = Rated(name="")
"""For a form on which even the name is written by hand."""


class VoteCount(msgspec.Struct, frozen=True, kw_only=True):
    """The votes for one who is rated, and what came of them."""

    votes: Mapping[str, int]
    """By level; "" counts ballots on which nothing was ticked here."""
    base: int | None
    """Of which number shares are taken; None while it is not known."""
    level: str = ""
    """Code of the level that reached the threshold by itself; empty for none."""
    cumulative: str = ""
    """Code of the level reached where votes for better ones are added from above; empty where it is not asked for."""


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One who is rated in a list, with everything the lists print."""

    rated: Rated
    evaluation: Evaluation
    count: VoteCount | None = None


@functools.cache
def wording() -> dict[str, Any]:
    """Return the wording of the papers: tables of texts with {places}."""
    file = resources.files("resources").joinpath("templates/reviews.toml")
    return tomllib.loads(file.read_text("utf-8"))


def review_paper(
    issuer: Issuer,
    *,
    title: str,
    subject: Sequence[str],
    blocks: Sequence[Block],
    file: str,
    day: str,
    template: str,
    note: str = "",
    signatures: Sequence[Signature] = (),
    landscape: bool = False,
    about: str = "",
    bare: bool = False,
) -> TableDocument:
    """Return a paper with letterhead and marks; ``day`` is its date in words, ``about`` goes into the file's name."""
    words = wording()
    place = words["place_and_date"].format(place=issuer.place or words["unknown"], date=day)
    return TableDocument(
        on=issuer.on,
        letterhead=Letterhead(upper_name=issuer.upper_name, issuer=issuer.header_name, number="", place_and_date=place),
        title=title,
        subject=tuple(subject),
        note=note,
        blocks=tuple(blocks),
        signatures=tuple(signatures),
        landscape=landscape,
        bare=bare,
        name=f"{title.capitalize()} – {issuer.name}",
        author=issuer.name,
        file_name="-".join(part for part in (file, about) if part),
        mark=words["mark"]["sample"] if issuer.sample else "",
        footer=words["mark"]["sample_footer"] if issuer.sample else "",
        template=template,
    )


def day_words(day: date | None, year: int) -> str:
    """Return a day in words; where it is not known, dots to write on in the year of the review."""
    return dates.format_long(day) if day else str(wording()["blank_day"]).format(year=year)


def signer(role: str, name: str = "", note: str = "note") -> Signature:
    """Return a place to sign for a role of the wording."""
    words = wording()["sign"]
    return Signature(role=words[role], note=words[note], name=name)


def who(subject: Subject | None) -> str:
    """Return what is rated, in small letters, for instance "đảng viên"; None stands for collectives of any kind."""
    return str(wording()["who"][subject.value if subject else "collectives"])


def ballot_levels(scheme: Scheme, subject: Subject | None, lines: Sequence[Line]) -> tuple[Level, ...]:
    """Return the levels a ballot has a column for, the best first, each code once."""
    named = {line.evaluation.subject for line in lines} if subject is None else {subject}
    return ballots.ranked(scheme, named or _COLLECTIVES)


_COLLECTIVES = (Subject.CELL, Subject.GRASSROOTS, Subject.COMMITTEE)


def whole_levels(scheme: Scheme, subject: Subject | None) -> tuple[Level, ...]:
    """Return the levels that together are all who are rated, the best first: those that are no part of another."""
    levels = ballots.ranked(scheme, (subject,) if subject else _COLLECTIVES)
    return tuple(level for level in levels if not level.within)


def level_name(scheme: Scheme, code: str, subject: Subject) -> str:
    """Return the name of a level; its code where the scheme does not know it, empty for none."""
    level = scheme.level(code, subject) or scheme.level(code)
    return level.name if level else code


def level_short(scheme: Scheme, code: str, subject: Subject) -> str:
    """Return the short name of a level; its code where the scheme does not know it, empty for none."""
    level = scheme.level(code, subject) or scheme.level(code)
    return level.short if level else code


def level_ticks(scheme: Scheme, subject: Subject, chosen: str = "") -> tuple[Tick, ...]:
    """Return the levels of a subject as answers to tick."""
    return tuple(Tick(level.name, level.code == chosen) for level in scheme.levels_of(subject))


def grade_ticks(scheme: Scheme, chosen: str = "") -> tuple[Tick, ...]:
    """Return the grades of a scheme as answers to tick, the best first."""
    grades = sorted(scheme.grades, key=lambda grade: grade.rank)
    return tuple(Tick(grade.name, grade.code == chosen) for grade in grades)


def points_text(tenths: int) -> str:
    """Return points in tenths as they are written: 850 is "85", 855 "85,5"."""
    whole, rest = divmod(tenths, 10)
    return f"{format_number(whole)},{rest}" if rest else format_number(whole)


def dotted(count: int, begin: str = "") -> Table:
    """Return lines to write on; the first one begins with words."""
    rows = [TableRow((begin if not number else "",)) for number in range(max(1, count))]
    return Table(columns=(TableColumn("", 165),), rows=rows, row_mm=_LINE_MM, dotted=True, size=12)


def figures_words(names: Sequence[str], figures: YearFigures | CollectiveFigures | None) -> str:
    """Return what figures say in words, in the order they are asked for; empty where there are none.

    Attendance is said as one fraction; a figure of the other subject or one that is not known is left out.
    """
    words: dict[str, str] = wording()["figures"]
    said = []
    for name in names:
        value = getattr(figures, name, None)
        if value is None or name not in words:
            continue
        said.append(
            words[name].format(
                value=format_number(value),
                attended=getattr(figures, "attended", ""),
                required=getattr(figures, "required", ""),
                percent=format_percent(value, getattr(figures, "required", 0)),
            )
        )
    return "; ".join(said)


def exclusion_words(evaluation: Evaluation) -> str:
    """Return why somebody is not rated; empty for those who are."""
    if evaluation.exclusion is Exclusion.NONE:
        return ""
    reason: str = wording()["exclusion"][evaluation.exclusion.value]
    if evaluation.exclusion is Exclusion.OTHER and evaluation.exclusion_note:
        return evaluation.exclusion_note
    return f"{reason} ({evaluation.exclusion_note})" if evaluation.exclusion_note else reason


def vote_words(scheme: Scheme, subject: Subject, count: VoteCount) -> tuple[str, str]:
    """Return the votes level by level in short, and what they came to."""
    words = wording()["meeting"]
    votes = "; ".join(
        words["vote"].format(
            short=level.short,
            count=count.votes.get(level.code, 0),
            percent=format_percent(count.votes.get(level.code, 0), count.base or 0),
        )
        for level in ballots.ranked(scheme, (subject,))
    )
    return votes, outcome_words(scheme, subject, count)


def outcome_words(scheme: Scheme, subject: Subject, count: VoteCount, *, short: bool = False) -> str:
    """Return what a vote came to: the level reached, or that none was and what adding up from above gives."""
    naming = level_short if short else level_name
    if count.level:
        return naming(scheme, count.level, subject)
    words = wording()["count"]
    said: str = words["no_level"]
    if count.cumulative:
        reached = words["cumulative"].format(level=naming(scheme, count.cumulative, subject))
        said = f"{said}. {reached}"
    return said


def counts_words(scheme: Scheme, subject: Subject | None, levels: Sequence[str]) -> str:
    """Return how many there are of each level, the best first; parts are left out of the sum they belong to."""
    words = wording()["meeting"]
    return "; ".join(
        words["count"].format(
            level=level.short,
            count=sum(one == level.code or _whole(scheme, one) == level.code for one in levels),
        )
        for level in whole_levels(scheme, subject)
    )


def _whole(scheme: Scheme, code: str) -> str:
    level = scheme.level(code)
    return level.within if level else ""
