"""Phiếu biểu quyết xếp loại with the names of those rated, several on a page, and the minutes of their count."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from db.evaluation_records import Ballot, BallotForm, BallotInput, Subject
from desktop_app.documents.model import Paragraph, Style
from desktop_app.documents.papers.common import Issuer, file_part
from desktop_app.documents.review_words import (
    Line,
    VoteCount,
    ballot_levels,
    day_words,
    outcome_words,
    review_paper,
    signer,
    who,
    wording,
)
from desktop_app.documents.table_model import (
    Align,
    Block,
    Fact,
    Facts,
    Slip,
    Table,
    TableColumn,
    TableDocument,
    TableRow,
)
from desktop_app.rules import ballots
from desktop_app.rules.percentages import format_number, format_percent
from desktop_app.rules.scheme import Scheme, VoteRule

_ROW_MM, _LEAST_ROW_MM = 7.6, 6.2
_HALF_PAGE_MM = 76.0
"""For the rows of a ballot of which two stand on a page."""


class CountData(msgspec.Struct, frozen=True, kw_only=True):
    """Everything the minutes of a count print; a ``blank`` one has only the names."""

    scheme: Scheme
    subject: Subject | None
    """None for collectives of any kind."""
    year: int
    body: str
    """The body that voted, for instance "Chi bộ thôn Nà Lừa"."""
    lines: Sequence[Line]
    ballot: Ballot | BallotInput | None
    """None while nothing was counted: then the minutes are to be filled in by hand."""
    chair: str = ""
    place: str = ""
    """Where it was held; the place of the issuer where it is empty."""


def ballots_document(
    scheme: Scheme, subject: Subject | None, year: int, lines: Sequence[Line], issuer: Issuer, copies: int
) -> TableDocument:
    """Return so many ballots on which every name has one box a level; no ``subject`` means collectives of any kind."""
    words = wording()["ballot"]
    slip = _slip(scheme, subject, year, lines, issuer)
    return review_paper(
        issuer,
        title=words["title"],
        subject=(words["subject"].format(who=who(subject), year=year),),
        blocks=[slip] * copies,
        file=words["file"],
        day="",
        template="ballot",
        about="-".join((str(year), file_part(issuer.name))),
        bare=True,
    )


def _slip(scheme: Scheme, subject: Subject | None, year: int, lines: Sequence[Line], issuer: Issuer) -> Slip:
    words = wording()["ballot"]
    levels = ballot_levels(scheme, subject, lines)
    columns = (
        TableColumn(words["number"], 10, Align.CENTRE),
        TableColumn(words["name" if subject is Subject.MEMBER else "collective"], 70),
        *(TableColumn(level.short, 21, Align.CENTRE) for level in levels),
    )
    rows = [TableRow((number, line.rated.name, *[""] * len(levels))) for number, line in enumerate(lines, 1)]
    said = "; ".join(words["levels"].format(short=level.short, name=level.name) for level in levels)
    return Slip(
        upper_name=issuer.upper_name,
        issuer=issuer.header_name,
        title=words["title"],
        subject=(words["subject"].format(who=who(subject), year=year),),
        note=words["note"],
        table=Table(columns=columns, rows=rows, size=11, row_mm=_row_mm(len(rows))),
        below=words["below"].format(levels=said),
    )


def _row_mm(rows: int) -> float:
    """Return how high the rows of a ballot are: a little lower where two ballots would not stand on a page else."""
    half = _HALF_PAGE_MM / max(1, rows)
    return min(_ROW_MM, half) if half >= _LEAST_ROW_MM else _ROW_MM


# --- the count ---


def count_document(data: CountData, issuer: Issuer) -> TableDocument:
    """Return the minutes of a count, with shares on the scheme's base and the result of each."""
    words = wording()["count"]
    hands = data.ballot is not None and data.ballot.form is BallotForm.HANDS
    held = data.ballot.held_on if data.ballot else None
    head = data.ballot.head_teller if data.ballot else ""
    right = signer("secretary" if hands else "head_teller", "" if hands else head)
    return review_paper(
        issuer,
        title=words["hands_title" if hands else "title"],
        subject=(words["subject"].format(who=who(data.subject), year=data.year),),
        blocks=list(_count_blocks(data, issuer, hands=hands)),
        file=words["file"],
        day=day_words(held, data.year),
        template="review_minutes",
        signatures=(signer("chair", data.chair), right),
        landscape=True,
        about="-".join((str(data.year), file_part(issuer.name))),
    )


def _count_blocks(data: CountData, issuer: Issuer, *, hands: bool) -> Iterator[Block]:
    words, ballot = wording()["count"], data.ballot
    day = day_words(ballot.held_on if ballot else None, data.year)
    opening = words["opening"].format(
        date=day[:1].upper() + day[1:],
        place=data.place or issuer.place or wording()["blank"],
        body=data.body,
        who=who(data.subject),
        year=data.year,
    )
    yield Paragraph(opening)
    yield Paragraph(words["hands" if hands else "ballot"])
    if not hands:
        yield Paragraph(_tellers(ballot))
    yield _facts(ballot, hands=hands)
    yield Paragraph(words["result"], Style.HEADING)
    yield _count_table(data)
    yield Paragraph(_rule(data))
    if ballot is not None and ballot.note.strip():
        yield Paragraph(ballot.note.strip())
    yield Paragraph(words["closing"])


def _tellers(ballot: Ballot | BallotInput | None) -> str:
    words = wording()["count"]
    if ballot is None or not ballot.head_teller.strip():
        blank = wording()["blank"]
        return str(words["tellers"].format(head=blank, others=words["other_tellers"].format(names=blank)))
    names = ", ".join(name.strip() for name in ballot.tellers if name.strip())
    others = words["other_tellers"].format(names=names) if names else ""
    return str(words["tellers"].format(head=ballot.head_teller.strip(), others=others))


def _facts(ballot: Ballot | BallotInput | None, *, hands: bool) -> Facts:
    names = wording()["count"]["facts"]
    figures = {name: getattr(ballot, name, None) for name in ("convened", "present", "issued", "returned", "valid")}
    figures["invalid"] = ballots.invalid(ballot) if ballot else None
    asked = ("convened", "present") if hands else tuple(names)
    facts = tuple(
        Fact(names[name], "" if (number := figures[name]) is None else format_number(number)) for name in asked
    )
    return Facts(facts=facts, unknown="…………")


def _count_table(data: CountData) -> Table:
    titles = wording()["count"]["columns"]
    levels = ballot_levels(data.scheme, data.subject, data.lines)
    columns = [
        TableColumn(titles["number"], 10, Align.CENTRE),
        TableColumn(titles["name" if data.subject is Subject.MEMBER else "collective"], 54),
    ]
    for level in levels:
        columns += [
            TableColumn(titles["votes"], 14, Align.CENTRE, group=level.short),
            TableColumn(titles["share"], 17, Align.CENTRE, group=level.short),
        ]
    columns += [TableColumn(titles["blank"], 16, Align.CENTRE), TableColumn(titles["result"], 48)]
    rows = []
    for number, line in enumerate(data.lines, 1):
        count = line.count if data.ballot is not None else None
        cells: list[str | int] = [number, line.rated.name]
        for level in levels:
            cells += _votes(count, level.code)
        blank = count.votes.get("", 0) if count else ""
        result = outcome_words(data.scheme, line.evaluation.subject, count, short=True) if count else ""
        rows.append(TableRow((*cells, blank, result)))
    return Table(columns=tuple(columns), rows=rows, size=11, row_mm=_ROW_MM)


def _votes(count: VoteCount | None, level: str) -> tuple[str | int, str]:
    if count is None:
        return "", ""
    votes = count.votes.get(level, 0)
    return votes, format_percent(votes, count.base) if count.base else ""


def _rule(data: CountData) -> str:
    """Return on which number shares are taken and what carries a level."""
    words, rule = wording()["count"], data.scheme.vote
    number = ballots.base_of(rule, data.ballot) if data.ballot else None
    pattern = words["share_blank"] if number is None else words["share"]
    return str(
        pattern.format(
            base=words["base"][rule.base.value],
            number="" if number is None else format_number(number),
            rule=words["more" if rule.strict else "least"],
            share=_share(rule),
        )
    )


def _share(rule: VoteRule) -> str:
    words = wording()["count"]
    if (rule.numerator, rule.denominator) == (1, 2):
        return str(words["half"])
    return str(words["part"].format(numerator=rule.numerator, denominator=rule.denominator))
