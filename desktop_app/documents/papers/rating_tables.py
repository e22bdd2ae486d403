"""Biểu tổng hợp xếp loại: members by cell, collectives by type, and the lists of the outstanding and of the failing."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Iterator, Sequence
from importlib import resources
from typing import Any

from db.evaluation_records import Exclusion, Subject
from db.rating_records import RatedLine, Tally
from desktop_app import lists
from desktop_app.documents.model import Paragraph, Style
from desktop_app.documents.papers.common import Issuer, paper
from desktop_app.documents.table_model import (
    Align,
    Block,
    Cell,
    Reckoned,
    RowKind,
    Table,
    TableColumn,
    TableDocument,
    TableRow,
)
from desktop_app.rules import dates, percentages, rating_tables, rating_words
from desktop_app.rules.rating_tables import Figure, FigureKind, RatingTable
from desktop_app.rules.scheme import Level, Scheme
from desktop_app.texts import term

_NUMBER_MM, _NAME_MM, _COUNT_MM, _PERCENT_MM = 9.0, 52.0, 13.0, 15.0
_UNKNOWN = "–"


@functools.cache
def wording() -> dict[str, Any]:
    """Return the wording of these papers: tables of texts with {places}."""
    file = resources.files("resources").joinpath("templates/rating_tables.toml")
    return tomllib.loads(file.read_text("utf-8"))


def line_name(tally: Tally) -> str:
    """Return what a line is called: the cell, or the type and sector of collectives."""
    if tally.name or "/" not in tally.key:
        return tally.name
    _subject, type_code, sector = tally.key.split("/")
    parts = [_word("organization_type", type_code) if type_code else _UNKNOWN]
    parts += [_word("organization_sector", sector)] if sector else []
    name = " – ".join(parts)
    return name[:1].upper() + name[1:]


def _word(group: str, code: str) -> str:
    return term(group, code, language="vi")


def number(value: Any, decimals: int) -> str:
    """Return a percentage as the column under "%" has it, a dash without a base."""
    if value is None:
        return _UNKNOWN
    rounded = value.quantize(type(value)(1).scaleb(-decimals))
    return Reckoned(percentages.format_number(rounded), rounded)


# --- Biểu 1, Biểu 2 ---


def table_document(table: RatingTable, issuer: Issuer) -> TableDocument:
    """Return the summary table of members by cell, or of collectives by type."""
    kind = "members" if Subject.MEMBER in table.subjects else "collectives"
    words = wording()
    blocks: list[Block] = [Table(columns=_columns(table, kind), rows=tuple(_rows(table)), empty=words["empty"], size=9)]
    blocks.append(Paragraph(words["part_base" if any(level.within for level in table.levels) else "base"]))
    if table.options.adjusted:
        blocks.append(Paragraph(words["rounded"]))
    if table.findings:
        said = " ".join(words["finding"][one.code].format_map(one.values) for one in table.findings)
        blocks.append(Paragraph(words["check"].format(findings=said)))
    return paper(
        issuer,
        words[kind],
        subject=_subject(table.year, table.scheme),
        note=words["proposed"] if table.options.proposed else "",
        blocks=blocks,
        landscape=True,
        about=str(table.year),
    )


def _subject(year: int, scheme: Scheme) -> list[str]:
    return [wording()["year"].format(year=year), wording()["scheme"].format(scheme=scheme.name)]


def _columns(table: RatingTable, kind: str) -> tuple[TableColumn, ...]:
    words = wording()
    found = [TableColumn(words["number"], _NUMBER_MM, Align.CENTRE), TableColumn(words[kind]["name"], _NAME_MM)]
    for figure in table.figures:
        title = figure_title(table.levels, figure, kind)
        if figure.kind is FigureKind.LEVEL:
            found.append(TableColumn("n", _COUNT_MM, Align.RIGHT, group=title))
            found.append(TableColumn(words["percent"], _PERCENT_MM, Align.RIGHT, group=title))
        elif figure.kind is FigureKind.EXCLUDED:
            reason = _word("exclusion", figure.code)
            found.append(TableColumn(reason, _PERCENT_MM, Align.RIGHT, group=words["figure"]["excluded"]))
        else:
            found.append(TableColumn(title, _PERCENT_MM, Align.RIGHT))
    return tuple(found)


def figure_title(levels: Sequence[Level], figure: Figure, kind: str) -> str:
    """Return how a column is headed; ``kind`` is "members" or "collectives"."""
    words = wording()
    level = next((one for one in levels if one.code == figure.code), None)
    short = level.short if level is not None else figure.code
    if figure.kind is FigureKind.LEVEL:
        return words["part"].format(level=short) if level is not None and level.within else short
    if figure.kind is FigureKind.WOMEN and figure.code:
        return str(words["figure"]["women_level"].format(level=short))
    if figure.kind is FigureKind.TOTAL:
        return str(words[kind]["total"])
    return str(words["figure"][figure.kind.value])


def _rows(table: RatingTable) -> Iterator[TableRow]:
    words = wording()
    for whole in table.sums:
        lines = [tally for tally in table.tallies if not whole.group or tally.group == whole.group]
        if whole.group:
            yield TableRow((_word("review_subject", whole.group),), RowKind.SECTION)
        for place, tally in enumerate(lines, 1):
            yield TableRow((place, line_name(tally), *_cells(table, tally)))
        yield TableRow((None, words["total"], *_cells(table, whole)), RowKind.TOTAL)


def _cells(table: RatingTable, tally: Tally) -> Iterator[Cell]:
    shares = {share.level.code: share for share in rating_tables.shares(table.levels, tally, table.options)}
    for figure in table.figures:
        yield rating_tables.amount(table.levels, tally, figure)
        if figure.kind is FigureKind.LEVEL:
            yield number(shares[figure.code].percent, table.options.decimals)


# --- Biểu 3, Biểu 4 ---


def list_document(
    year: int, scheme: Scheme, lines: Sequence[RatedLine], issuer: Issuer, *, failing: bool, proposed: bool = False
) -> TableDocument:
    """Return the list of those at the best level, or of those who failed with the reason for each."""
    words = wording()
    kind = words["failing" if failing else "outstanding"]
    pick = rating_tables.failing if failing else rating_tables.outstanding
    names = dict.fromkeys(
        level.name.upper() for subject in Subject for level in pick(scheme, subject) if not _silent(lines, subject)
    )
    members = [line for line in lines if line.subject is Subject.MEMBER]
    others = [line for line in lines if line.subject is not Subject.MEMBER]
    blocks: list[Block] = []
    for heading, group in (("collectives", others), ("members", members)):
        if group or not lines:
            said = words["list"][heading].format(count=len(group))
            blocks += [Paragraph(said, Style.HEADING), _list(scheme, group, failing=failing)]
        if not lines:
            break
    return paper(
        issuer,
        {**kind, "title": kind["title"].format(level=", ".join(names)).strip()},
        subject=_subject(year, scheme),
        note=words["proposed"] if proposed else "",
        blocks=blocks,
        landscape=True,
        about=str(year),
    )


def _silent(lines: Sequence[RatedLine], subject: Subject) -> bool:
    return bool(lines) and all(line.subject is not subject for line in lines)


def _list(scheme: Scheme, lines: Sequence[RatedLine], *, failing: bool) -> Table:
    words = wording()["list"]
    people = any(line.subject is Subject.MEMBER for line in lines)
    shown = [
        TableColumn(wording()["number"], _NUMBER_MM, Align.CENTRE),
        TableColumn(words["name" if people else "unit"], 52 if people else 74),
    ]
    if people:
        shown += [TableColumn(words["birth"], 22, Align.CENTRE), TableColumn(words["position"], 52)]
    shown += [TableColumn(words["level"], 24)]
    shown += [TableColumn(words["points"], 15, Align.RIGHT)] if any(line.points is not None for line in lines) else []
    shown += [TableColumn(words["votes"], 20, Align.CENTRE)] if any(line.votes is not None for line in lines) else []
    shown += [TableColumn(words["decision"], 34)]
    shown += [TableColumn(words["reason"], 78)] if failing else []
    return Table(
        columns=tuple(shown),
        rows=tuple(_list_rows(scheme, lines, failing=failing)),
        empty=wording()["empty"],
        size=10,
    )


def _list_rows(scheme: Scheme, lines: Sequence[RatedLine], *, failing: bool) -> Iterator[TableRow]:
    points = any(line.points is not None for line in lines)
    votes = any(line.votes is not None for line in lines)
    people = any(line.subject is Subject.MEMBER for line in lines)
    cell = ""
    for place, line in enumerate(lines, 1):
        if people and line.organization_id != cell:
            cell = line.organization_id
            yield TableRow((line.organization_name,), RowKind.SECTION)
        cells: list[Cell] = [place, line.name]
        cells += [dates.format_partial(line.birth_date), line.positions] if people else []
        level = scheme.level(line.level, line.subject)
        cells.append(level.short if level is not None else line.level)
        cells += [rating_words.points_number(line.points) if line.points is not None else ""] if points else []
        cells += [vote_words(line)] if votes else []
        cells.append(decision_words(line))
        cells += [reason_words(line)] if failing else []
        yield TableRow(tuple(cells))


def vote_words(line: RatedLine) -> str:
    """Return the votes for the level: "19/21"; empty where nobody voted."""
    if line.votes is None:
        return ""
    return str(wording()["list"]["vote_count"].format(votes=line.votes, voters=line.voters or _UNKNOWN))


def decision_words(line: RatedLine) -> str:
    """Return number and day of the decision."""
    day = dates.format_day(line.decided_on) if line.decided_on is not None else ""
    if line.decision_number and day:
        return str(wording()["list"]["decision_line"].format(number=line.decision_number, day=day))
    return line.decision_number or day


def reason_words(line: RatedLine) -> str:
    """Return why somebody stands there: disciplines of the year, then what was said with the decision."""
    words = wording()["list"]
    parts = []
    for said in line.disciplines.split("\n") if line.disciplines else ():
        on, _, form = said.partition(" ")
        name = lists.name_of("disciplines", form)
        parts.append(words["discipline"].format(form=name.lower(), day=dates.format_partial(on)))
    if line.exclusion is not Exclusion.NONE:
        parts.append(_word("exclusion", line.exclusion.value))
    return "\n".join([*parts, *([line.reason] if line.reason else [])])
