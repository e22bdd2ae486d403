"""Lists of the year-end review: what cells propose, what was decided, what was registered, plans of remedies."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date

import msgspec

from db.evaluation_records import Exclusion, Subject
from db.rating_records import RegistrationLine, RemedyLine
from desktop_app.documents.model import Paragraph, Style
from desktop_app.documents.papers.common import Issuer, file_part
from desktop_app.documents.review_words import (
    Line,
    counts_words,
    day_words,
    exclusion_words,
    level_name,
    level_short,
    outcome_words,
    review_paper,
    signer,
    who,
    wording,
)
from desktop_app.documents.table_model import (
    Align,
    Block,
    Cell,
    RowKind,
    Table,
    TableColumn,
    TableDocument,
    TableRow,
)
from desktop_app.rules import dates
from desktop_app.rules.percentages import format_percent
from desktop_app.rules.scheme import Scheme


class ListData(msgspec.Struct, frozen=True, kw_only=True):
    """Everything a list of those rated prints; nothing is looked up any more."""

    scheme: Scheme
    subject: Subject | None
    """None for collectives of any kind."""
    year: int
    lines: Sequence[Line]
    """In the order they are printed; members of one cell stand together."""
    one_cell: bool = False
    """Whether all of them are of the cell that issues the list."""


def proposals_document(data: ListData, issuer: Issuer) -> TableDocument:
    """Return what a cell proposes of its members, or what all cells propose, with the votes; then who is not rated."""
    words = wording()["proposal"]
    opening = words["opening" if data.one_cell else "opening_office"]
    rated = [line for line in data.lines if line.evaluation.exclusion is Exclusion.NONE]
    blocks: list[Block] = [
        Paragraph(opening.format(cell=issuer.name, who=who(data.subject), year=data.year)),
        _table(data, "proposal", rated, _PROPOSED, lambda line: _proposal(data, line)),
        *_total(data, [line.evaluation.proposed_level for line in rated]),
        *_excluded(data),
    ]
    return _list(data, "proposal", issuer, blocks)


def decisions_document(data: ListData, issuer: Issuer) -> TableDocument:
    """Return what was decided, to be attached to the decision; where all were decided by one, it is named."""
    words = wording()["decision"]
    rated = [line for line in data.lines if line.evaluation.exclusion is Exclusion.NONE]
    made = {(line.evaluation.decision_number, line.evaluation.decided_on) for line in rated}
    note = words["attached_blank"]
    if len(made) == 1:
        number, on = next(iter(made))
        if number and on:
            note = words["attached"].format(number=number, date=dates.format_long(on))
    standing = [line.evaluation.decided_level for line in rated if line.evaluation.annulled_on is None]
    blocks: list[Block] = [
        _table(data, "decision", rated, _DECIDED, lambda line: _decision(data, line)),
        *_total(data, standing),
        *_excluded(data),
    ]
    return _list(data, "decision", issuer, blocks, note=note)


_PROPOSED = (
    *(("number", 9.0), ("name", 46.0), ("position", 38.0), ("self_level", 22.0), ("committee_level", 22.0)),
    *(("votes", 46.0), ("proposed", 30.0), ("note", 30.0)),
)
_DECIDED = (
    *(("number", 9.0), ("name", 50.0), ("position", 44.0), ("proposed", 34.0), ("decided", 40.0)),
    *(("decision", 34.0), ("note", 36.0)),
)
_CENTRED = ("number", "self_level", "committee_level", "proposed")


def _list(data: ListData, name: str, issuer: Issuer, blocks: Sequence[Block], note: str = "") -> TableDocument:
    words = wording()[name]
    return review_paper(
        issuer,
        title=words["title"],
        subject=(words["subject"].format(who=who(data.subject), year=data.year),),
        note=note,
        blocks=blocks,
        file=words["file"],
        day=day_words(None if issuer.on.year < data.year else issuer.on, data.year),
        template="review_list",
        signatures=(signer("maker"), signer(issuer.signing, issuer.secretary, "seal")),
        landscape=True,
        about="-".join((str(data.year), data.subject.value if data.subject else "collective", file_part(issuer.name))),
    )


def _table(
    data: ListData,
    name: str,
    lines: Sequence[Line],
    widths: Sequence[tuple[str, float]],
    cells: Callable[[Line], tuple[Cell, ...]],
) -> Table:
    words, member = wording()[name], data.subject is Subject.MEMBER
    titles = {**words["columns"]}
    if not member:
        titles |= {"name": titles["collective"], "proposed": titles["collective_proposed"]}
    shown = [(column, width) for column, width in widths if member or column != "position"]
    columns = tuple(
        TableColumn(titles[column], width, Align.CENTRE if column in _CENTRED else Align.LEFT)
        for column, width in shown
    )
    rows = list(_rows(data, lines, cells, len(columns)))
    return Table(columns=columns, rows=rows, empty=words["empty"], size=11)


def _rows(
    data: ListData, lines: Sequence[Line], cells: Callable[[Line], tuple[Cell, ...]], columns: int
) -> Iterator[TableRow]:
    """Yield the rows, numbered through, under the name of each cell where there are several."""
    cell = ""
    for number, line in enumerate(lines, 1):
        if not data.one_cell and line.rated.cell_name and line.rated.cell_name != cell:
            cell = line.rated.cell_name
            yield TableRow((cell,), RowKind.SECTION)
        said = cells(line)
        positions = line.evaluation.content.positions or line.rated.positions
        person: tuple[Cell, ...] = (positions,) if data.subject is Subject.MEMBER else ()
        yield TableRow((number, line.rated.name, *person, *said)[:columns])


def _proposal(data: ListData, line: Line) -> tuple[Cell, ...]:
    content, scheme, subject = line.evaluation.content, data.scheme, line.evaluation.subject
    votes = ""
    if line.count is not None:
        proposed = line.count.level or line.evaluation.proposed_level
        number = line.count.votes.get(proposed, 0)
        share = format_percent(number, line.count.base) if line.count.base else ""
        said = outcome_words(scheme, subject, line.count, short=True)
        votes = f"{said}: {number} ({share})" if line.count.level else said
    return (
        level_short(scheme, content.self_level, subject),
        level_short(scheme, content.committee_level, subject),
        votes,
        level_short(scheme, line.evaluation.proposed_level, subject),
        "",
    )


def _decision(data: ListData, line: Line) -> tuple[Cell, ...]:
    words, kept = wording()["decision"], line.evaluation
    note = ""
    if kept.annulled_on is not None:
        note = words["annulled"].format(date=dates.format_day(kept.annulled_on), reason=kept.annul_reason)
    decided = level_name(data.scheme, kept.decided_level, kept.subject)
    made = ", ".join(
        part for part in (kept.decision_number, dates.format_day(kept.decided_on) if kept.decided_on else "") if part
    )
    return (
        level_short(data.scheme, kept.proposed_level, kept.subject),
        decided or words["undecided"],
        made,
        note,
    )


def _total(data: ListData, levels: Sequence[str]) -> Iterator[Paragraph]:
    given = [level for level in levels if level]
    if given:
        words = wording()["proposal"]
        counts = counts_words(data.scheme, data.subject, given)
        yield Paragraph(words["total"].format(total=len(given), who=who(data.subject), counts=counts))


def _excluded(data: ListData) -> Iterator[Block]:
    words = wording()["proposal"]
    lines = [line for line in data.lines if line.evaluation.exclusion is not Exclusion.NONE]
    if not lines:
        return
    titles, member = words["columns"], data.subject is Subject.MEMBER
    columns = [
        TableColumn(titles["number"], 9, Align.CENTRE),
        TableColumn(titles["name" if member else "collective"], 90),
        TableColumn(titles["reason"], 148),
    ]
    rows = list(_rows(data, lines, lambda line: (exclusion_words(line.evaluation),), 4 if member else 3))
    if member:
        columns.insert(2, TableColumn(titles["position"], 60))
    yield Paragraph(words["excluded"], Style.ITEM)
    yield Table(columns=tuple(columns), rows=rows, size=11)


# --- registered at the start of the year ---


def registrations_document(
    scheme: Scheme, year: int, lines: Sequence[RegistrationLine], issuer: Issuer
) -> TableDocument:
    """Return what collectives and members set out to reach in a year, beside what they reached."""
    words = wording()["registration"]
    ended = any(line.decided_level for line in lines)
    widths = [("number", 10.0), ("name", 62.0), ("level", 46.0), ("title", 54.0), ("on", 26.0)]
    widths += [("result", 40.0)] if ended else []
    widths += [("note", 30.0), *([] if ended else [("sign", 26.0)])]
    columns = tuple(
        TableColumn(words["columns"][name], width, Align.CENTRE if name in ("number", "on") else Align.LEFT)
        for name, width in widths
    )
    rows = list(_registered(scheme, lines, ended=ended))
    table = Table(columns=columns, rows=rows, empty=words["empty"], size=11, row_mm=0 if ended else 8.4)
    return review_paper(
        issuer,
        title=words["title"],
        subject=(words["subject"].format(year=year),),
        blocks=[table],
        file=words["file"],
        day=day_words(issuer.on, year),
        template="review_list",
        signatures=(signer("maker"), signer(issuer.signing, issuer.secretary)),
        landscape=True,
        about="-".join((str(year), file_part(issuer.name))),
    )


def _registered(scheme: Scheme, lines: Sequence[RegistrationLine], *, ended: bool) -> Iterator[TableRow]:
    words = wording()["registration"]
    several = len({line.subject is Subject.MEMBER for line in lines}) > 1
    shown: bool | None = None
    for number, line in enumerate(lines, 1):
        member = line.subject is Subject.MEMBER
        if several and member is not shown:
            shown = member
            yield TableRow((words["members" if member else "collectives"],), RowKind.SECTION)
        made = line.registration
        level = level_name(scheme, made.level, line.subject) if made else ""
        cells: list[Cell] = [
            number,
            line.name,
            level,
            made.title if made else "",
            _day(made.registered_on if made else None),
        ]
        if ended:
            cells += [level_name(scheme, line.decided_level, line.subject), made.note if made else ""]
        else:
            cells += [made.note if made else "", ""]
        yield TableRow(tuple(cells))


def _day(day: date | None) -> str:
    return dates.format_day(day) if day else ""


# --- plan of remedies ---

_BLANK_ROWS = 8


def remedies_document(
    name: str, year: int, lines: Sequence[RemedyLine], issuer: Issuer, *, blank: bool = False
) -> TableDocument:
    """Return the plan of a collective or a member to overcome what the review of ``year`` found.

    A ``blank`` one has rows to write in. Source: Kế hoạch khắc phục, mandatory where the level says so.
    """
    words = wording()["remedies"]
    widths = (
        *(("number", 10.0), ("shortcoming", 62.0), ("measure", 66.0), ("responsible", 42.0), ("due", 24.0)),
        ("result", 48.0),
    )
    columns = tuple(
        TableColumn(words["columns"][column], width, Align.CENTRE if column in ("number", "due") else Align.LEFT)
        for column, width in widths
    )
    rows = [_remedy(number, line) for number, line in enumerate(lines, 1)]
    rows += [TableRow(("", "", "", "", "", ""))] * (_BLANK_ROWS if blank else 0)
    table = Table(columns=columns, rows=rows, empty=words["empty"], size=11, row_mm=12 if blank else 0)
    return review_paper(
        issuer,
        title=words["title"],
        subject=(words["subject"].format(year=year), *([] if name == issuer.name else [name])),
        blocks=[table],
        file=words["file"],
        day=day_words(None if blank else issuer.on, issuer.on.year),
        template="review_list",
        signatures=(signer("maker"), signer(issuer.signing, issuer.secretary)),
        landscape=True,
        about="-".join((str(year), file_part(name or issuer.name))),
    )


def _remedy(number: int, line: RemedyLine) -> TableRow:
    one = line.remedy
    state = wording()["remedies"]["state"][one.state.value]
    done = f"{state}, {dates.format_day(one.done_on)}" if one.done_on else state
    result = "\n".join(part for part in (done, one.result.strip()) if part)
    return TableRow((number, one.shortcoming, one.measure, line.responsible, _day(one.due_on), result))
