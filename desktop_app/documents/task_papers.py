"""The papers of tasks: plan of a year, slips, tracking sheets, households in charge, commitments."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from importlib import resources
from itertools import groupby
from typing import Any

import msgspec

from db.meeting_records import Assignment
from db.task_records import CommitmentLine, HouseholdLine, ReviewLine, TaskLine
from desktop_app.documents.model import Paragraph, Signature, Style
from desktop_app.documents.papers.common import Issuer, file_part, paper, said, stacked
from desktop_app.documents.table_model import (
    Align,
    Block,
    Fact,
    Facts,
    RowKind,
    Table,
    TableColumn,
    TableDocument,
    TableRow,
)
from desktop_app.rules import dates, quality

_CENTRED = frozenset({"number", "due", "given", "progress", "outcome", "people", "visits", "last", "month", "kept"})
_HANDWRITTEN_MM = 11.0
_BLANK_LINES = 6


@functools.cache
def wording() -> dict[str, Any]:
    """Return the wording of the papers of tasks: tables of texts with {places}."""
    return tomllib.loads(resources.files("resources").joinpath("templates/assignments.toml").read_text("utf-8"))


def plan_document(year: int, lines: Sequence[TaskLine], issuer: Issuer) -> TableDocument:
    """Return the plan of a year; tasks of one person stand together, in the order of ``lines``, cells under theirs."""
    words = wording()["plan"]
    several = len({line.assignment.cell_id for line in lines}) > 1
    rows: list[TableRow] = []
    people = 0
    for cell, within in groupby(lines, key=lambda line: line.cell_name):
        if several:
            rows.append(TableRow((cell,), RowKind.SECTION))
        for name, tasks in groupby(within, key=lambda line: line.assignment.assignee):
            people += 1
            for place, line in enumerate(tasks):
                rows.append(_planned(people if not place else None, name if not place else "", line.assignment))
    if lines:
        total = words["total"].format(tasks=len(lines), people=people)
        rows.append(TableRow(("", total, *[""] * 5), RowKind.TOTAL))
    widths = (("number", 10.0), ("name", 42.0), ("task", 82.0), ("target", 44.0), ("due", 24.0), ("supervisor", 32.0))
    table = Table(columns=_columns("plan", (*widths, ("note", 46.0))), rows=rows, empty=words["empty"], size=11)
    return paper(
        issuer,
        words,
        subject=(words["subject"].format(year=year),),
        blocks=[table],
        landscape=True,
        about=f"{year}-{file_part(issuer.name)}",
    )


def _planned(number: int | None, name: str, task: Assignment) -> TableRow:
    words = wording()
    ended = ""
    if task.ended_on is not None:
        ended = words["ended"].format(date=dates.format_day(task.ended_on), reason=task.end_reason)
    note = stacked(said(words["area"], task.area), said(words["basis"], task.basis), ended)
    return TableRow((number, name, task.text, task.target, _due(task), task.supervisor, note))


def slip_document(year: int, name: str, cell: str, lines: Sequence[TaskLine], issuer: Issuer) -> TableDocument:
    """Return the slip by which a cell gives one person tasks; it is signed by both."""
    words = wording()["slip"]
    rows = [
        TableRow(
            (
                number,
                stacked(one.text, said(wording()["area"], one.area)),
                one.target,
                dates.format_day(one.given_on),
                _due(one),
                one.supervisor,
            )
        )
        for number, one in enumerate((line.assignment for line in lines), 1)
    ]
    widths = (("number", 10.0), ("task", 62.0), ("target", 34.0), ("given", 22.0), ("due", 22.0), ("supervisor", 26.0))
    made = paper(
        issuer,
        words,
        subject=(words["subject"].format(year=year),),
        blocks=[
            Paragraph(words["opening"].format(cell=cell, name=name, year=year)),
            Table(columns=_columns("slip", widths), rows=rows, size=11),
            Paragraph(words["closing"]),
        ],
        landscape=False,
        about=f"{year}-{file_part(name)}",
        left=wording()["sign"]["taker"],
    )
    return _signed(made, left_name=name, right_role=wording()["sign"]["committee"])


def tracking_document(span: str, lines: Sequence[ReviewLine], issuer: Issuer, *, blank: bool) -> TableDocument:
    """Return the sheet of a span with what was said of each task, or ``blank`` to be written on by hand."""
    words = wording()["tracking"]
    several = len({row.line.assignment.cell_id for row in lines}) > 1
    rows: list[TableRow] = []
    number = 0
    for cell, within in groupby(lines, key=lambda row: row.line.cell_name):
        if several:
            rows.append(TableRow((cell,), RowKind.SECTION))
        for row in within:
            number += 1
            rows.append(_tracked(number, row, blank=blank))
    widths = (
        *(("number", 10.0), ("name", 38.0), ("task", 66.0), ("due", 22.0), ("progress", 17.0), ("self", 36.0)),
        *(("committee", 34.0), ("conclusion", 34.0), ("outcome", 24.0)),
    )
    table = Table(
        columns=_columns("tracking", widths),
        rows=rows,
        empty=words["empty"],
        size=10.5,
        row_mm=_HANDWRITTEN_MM if blank else 0,
    )
    return paper(
        issuer,
        words,
        subject=(span_words(span),),
        blocks=[table],
        landscape=True,
        about=f"{span.lower()}-{file_part(issuer.name)}",
    )


def _tracked(number: int, row: ReviewLine, *, blank: bool) -> TableRow:
    task, review = row.line.assignment, row.review
    given = (number, task.assignee, task.text, _due(task))
    if blank:
        return TableRow((*given, "", "", "", "", ""))
    progress = f"{quality.text_of(review.progress)}%" if review.progress is not None else ""
    outcome = wording()["outcome"].get(review.outcome.value, "")
    return TableRow((*given, progress, review.self_assessment, review.committee_remark, review.conclusion, outcome))


def span_words(span: str) -> str:
    """Return a span as a paper names it; raises ValueError for what is no span."""
    words = wording()["tracking"]
    year, _, part = span.partition("-")
    if not part:
        pattern: str = words["year"]
        return pattern.format(year=int(year))
    halves = {"H1": "first_half", "H2": "second_half"}
    if part in halves:
        return str(words[halves[part]]).format(year=year)
    if part.startswith("Q"):
        return str(words["quarter"]).format(number=("I", "II", "III", "IV")[int(part[1:]) - 1], year=year)
    return str(words["month"]).format(number=int(part), year=year)


def households_document(
    lines: Sequence[HouseholdLine], circumstances: dict[str, str], issuer: Issuer, *, by_hamlet: bool
) -> TableDocument:
    """Return the households under who is in charge of them, or under their hamlets; ``circumstances`` are names."""
    words = wording()["households"]
    rows: list[TableRow] = []
    for title, within in _grouped(lines, by_hamlet=by_hamlet):
        rows.append(TableRow((title,), RowKind.SECTION))
        rows += (_household(number, line, circumstances, by_hamlet=by_hamlet) for number, line in enumerate(within, 1))
    widths = [("number", 10.0), ("head", 44.0), ("address", 52.0), ("people", 18.0), ("circumstance", 40.0)]
    widths += [("member", 42.0)] if by_hamlet else []
    widths += [("visits", 20.0), ("last", 26.0), ("note", 34.0)]
    if lines:
        charged = sum(line.member_id is not None for line in lines)
        total = words["total"].format(count=len(lines), charged=charged)
        rows.append(TableRow(("", total, *[""] * (len(widths) - 2)), RowKind.TOTAL))
    return paper(
        issuer,
        words,
        subject=(words["subject"].format(date=dates.format_day(issuer.on)),),
        blocks=[Table(columns=_columns("households", widths), rows=rows, empty=words["empty"], size=11)],
        landscape=True,
        about=file_part(issuer.name),
    )


def _grouped(lines: Sequence[HouseholdLine], *, by_hamlet: bool) -> Iterator[tuple[str, list[HouseholdLine]]]:
    """Give the households of each group under its heading; what belongs to none comes last."""
    words = wording()["households"]
    found: dict[tuple[bool, str, str], list[HouseholdLine]] = {}
    for line in lines:
        name = line.hamlet_name if by_hamlet else line.full_name
        known = (line.household.hamlet_id if by_hamlet else line.member_id) or ""
        found.setdefault((not known, name, known), []).append(line)
    for (is_none, name, _), within in sorted(found.items()):
        if is_none:
            pattern = words["no_hamlet" if by_hamlet else "nobody"]
        else:
            pattern = words["hamlet" if by_hamlet else "member"]
        yield pattern.format(name=name, count=len(within)), within


def _household(number: int, line: HouseholdLine, circumstances: dict[str, str], *, by_hamlet: bool) -> TableRow:
    kept = line.household
    where = kept.address if by_hamlet else ", ".join(part for part in (kept.address, line.hamlet_name) if part)
    what = circumstances.get(line.circumstance, line.circumstance)
    member = (line.full_name,) if by_hamlet else ()
    last = dates.format_day(line.last_visit) if line.last_visit else ""
    return TableRow((number, kept.head, where, kept.people, what, *member, line.visits or "", last, kept.note))


def commitment_document(line: CommitmentLine, year: int, issuer: Issuer, *, blank: bool = False) -> TableDocument:
    """Return a member's commitment of a year with the months looked back on; ``blank`` leaves lines to write on."""
    words = wording()["commitment"]
    kept = None if blank else line.commitment
    blocks: list[Block] = [
        Facts(facts=(Fact(words["name"], line.full_name), Fact(words["cell"], line.cell_name))),
        Paragraph(words["promised"], Style.HEADING),
    ]
    if kept is not None and kept.text.strip():
        blocks += [Paragraph(text) for text in kept.text.splitlines() if text.strip()]
    else:
        lines = [TableRow(("",))] * _BLANK_LINES
        blocks.append(Table(columns=(TableColumn("", 170.0),), rows=lines, dotted=True))
    if kept is not None and kept.signed_on is not None:
        blocks.append(Paragraph(words["signed"].format(date=dates.format_day(kept.signed_on))))
    if kept is not None and kept.note.strip():
        blocks.append(Paragraph(words["note"].format(text=kept.note)))
    blocks.append(Paragraph(words["months"], Style.HEADING))
    reviews = {review.period: review for review in kept.reviews} if kept is not None else {}
    rows = []
    for number in range(1, 13):
        review = reviews.get(f"{year}-{number:02}")
        how = words["kept"].get(review.kept.value, review.kept.value) if review else ""
        rows.append(TableRow((number, how, review.text if review else "")))
    table = Table(
        columns=_columns("commitment", (("month", 16.0), ("kept", 40.0), ("text", 114.0))),
        rows=rows,
        size=11,
        row_mm=7.5,
    )
    made = paper(
        issuer,
        words,
        subject=(words["subject"].format(year=year),),
        blocks=[*blocks, table],
        landscape=False,
        about=f"{year}-{file_part(line.full_name)}",
        left=wording()["sign"]["committee"],
    )
    secretary = made.signatures[1].name
    left, right = made.signatures
    return msgspec.structs.replace(
        made,
        signatures=(
            msgspec.structs.replace(left, name=secretary),
            msgspec.structs.replace(right, role=wording()["sign"]["promised"], name=line.full_name),
        ),
    )


def _signed(made: TableDocument, *, left_name: str, right_role: str) -> TableDocument:
    left, right = made.signatures
    signatures: tuple[Signature, ...] = (
        msgspec.structs.replace(left, name=left_name),
        msgspec.structs.replace(right, role=right_role),
    )
    return msgspec.structs.replace(made, signatures=signatures)


def _columns(kind: str, widths: Iterable[tuple[str, float]]) -> tuple[TableColumn, ...]:
    titles: dict[str, str] = wording()[kind]["columns"]
    return tuple(
        TableColumn(titles[name], width, Align.CENTRE if name in _CENTRED else Align.LEFT) for name, width in widths
    )


def _due(task: Assignment) -> str:
    return dates.format_day(task.due_on) if task.due_on else str(wording()["all_year"])
