"""Bản kiểm điểm, báo cáo kiểm điểm tập thể: any form of any scheme, blank, filled in beforehand or complete.

Nothing of a form stands here: sections, their order, kinds, points and figures come from the scheme of the year
(``desktop_app.rules.scheme``), what is written from the evaluation. The end, where committees remark and decide, has
the structure of Mẫu 02 (Hướng dẫn 21-HD/BTCTW, 2019; the text of 2025 was not at hand).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

import msgspec

from db.evaluation_records import Evaluation, Part, Remedy, Subject
from db.meeting_records import Assignment, AssignmentOutcome
from desktop_app.documents.model import Paragraph, Style
from desktop_app.documents.papers.common import Issuer, file_part
from desktop_app.documents.review_words import (
    NOBODY,
    Fill,
    Rated,
    day_words,
    dotted,
    figures_words,
    grade_ticks,
    level_ticks,
    points_text,
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
    RowKind,
    Signing,
    Table,
    TableColumn,
    TableDocument,
    TableRow,
    Ticks,
)
from desktop_app.rules import dates
from desktop_app.rules.scheme import Form, Scheme, Section, SectionKind

_ROW_MM = 11.0
"""Of a row to write in by hand."""


class FormData(msgspec.Struct, frozen=True, kw_only=True):
    """Everything one form prints; nothing is looked up any more."""

    scheme: Scheme
    form: Form
    subject: Subject
    year: int
    fill: Fill
    rated: Rated = NOBODY
    evaluation: Evaluation | None = None
    """None for a form that is nobody's yet."""
    tasks: Sequence[Assignment] = ()
    """Of the year, those withdrawn left out."""
    shortcomings: Sequence[Remedy] = ()
    """Of the plan made after the last review."""
    secretary: str = ""
    """Who signs for the cell, or for the collective that reviews itself; empty when unknown."""
    deciding: str = "office"
    """Whose secretary signs the decision: "office" or "upper"."""
    deciding_secretary: str = ""


def form_document(data: FormData, issuer: Issuer) -> TableDocument:
    """Return one form. ``issuer`` is the cell of a member, the collective itself, or the office above both."""
    form, words = data.form, wording()["form"]
    member = data.subject is Subject.MEMBER
    evaluation = data.evaluation
    on = evaluation.content.self_on if evaluation and data.fill is Fill.COMPLETE else None
    subject = [words["year"].format(year=data.year)]
    if not member and data.rated.name:
        subject.insert(0, data.rated.name)
    name = data.rated.name
    paper = review_paper(
        issuer,
        title=form.title,
        subject=subject,
        note=words["hint"].format(hint=form.number) if form.number else "",
        blocks=list(_blocks(data)),
        file=words["file"] if member else words["collective_file"],
        day=day_words(on, data.year),
        template="review_form",
        about="-".join(part for part in (str(data.year), file_part(form.code), file_part(name)) if part),
    )
    return msgspec.structs.replace(paper, name=f"{form.title.capitalize()} {data.year} – {name or issuer.name}")


def _blocks(data: FormData) -> Iterator[Block]:
    evaluation = data.evaluation
    if evaluation is not None and evaluation.annulled_on is not None and data.fill is Fill.COMPLETE:
        said = wording()["form"]["annulled"]
        yield Paragraph(
            said.format(date=dates.format_long(evaluation.annulled_on), reason=evaluation.annul_reason), Style.SUBITEM
        )
    yield _facts(data)
    sections = list(data.form.sections)
    while sections:
        section = sections.pop(0)
        if section.kind is SectionKind.POINTS:
            run = [section]
            while sections and sections[0].kind is SectionKind.POINTS:
                run.append(sections.pop(0))
            yield _criteria(data, run)
        else:
            yield from _section(data, section)
    yield from _self_signing(data)
    yield from _end(data)


def _facts(data: FormData) -> Facts:
    names, rated, content = wording()["form"]["facts"], data.rated, data.evaluation and data.evaluation.content
    positions = (content.positions if content else "") or rated.positions
    facts: tuple[Fact, ...] = (
        Fact(names["full_name"], rated.name.upper(), wide=True),
        Fact(names["birth_date"], dates.format_partial(rated.birth_date)),
        Fact(names["admitted_on"], dates.format_partial(rated.admitted_on)),
        Fact(names["positions"], positions, wide=True),
        Fact(names["workplace"], rated.workplace, wide=True),
        Fact(names["cell"], rated.cell_name, wide=True),
    )
    if data.subject is not Subject.MEMBER:
        facts = (
            Fact(names["unit"], rated.name, wide=True),
            Fact(names["secretary"], data.secretary, wide=True),
        )
    return Facts(facts=facts, unknown=wording()["blank"])


# --- sections ---


def _part(data: FormData, code: str) -> Part:
    """Return what stands in a section; nothing on a form to be written by hand."""
    if data.evaluation is None or data.fill is Fill.BLANK:
        return Part(code=code)
    found = (part for part in data.evaluation.content.parts if part.code == code)
    return next(found, Part(code=code))


def _heading(section: Section) -> Paragraph:
    words = wording()["form"]
    pattern = words["letter_number"] if section.depth > 1 and section.number.isalpha() else words["sub_number"]
    title = pattern.format(number=section.number, title=section.title) if section.number else section.title
    return Paragraph(title, Style.HEADING if section.depth == 0 else Style.ITEM)


def _section(data: FormData, section: Section) -> Iterator[Block]:
    words = wording()["form"]
    yield _heading(section)
    if section.hint and data.fill is not Fill.COMPLETE:
        yield Paragraph(words["hint"].format(hint=section.hint), Style.SUBITEM)
    kind = section.kind
    if kind is SectionKind.TEXT:
        yield from _text(data, section, "text")
    elif kind is SectionKind.GRADE:
        yield from _text(data, section, "grade")
        if data.scheme.grades:
            yield Ticks(label=words["grade"], ticks=grade_ticks(data.scheme, _part(data, section.code).grade))
    elif kind is SectionKind.TASKS:
        yield from _tasks(data, section)
    elif kind is SectionKind.SHORTCOMINGS:
        yield from _shortcomings(data, section)
    elif kind is SectionKind.SUGGESTIONS:
        yield from _suggestions(data, section)
    elif kind is SectionKind.SELF_RATING:
        yield from _total(data)
        yield _levels(data, data.evaluation.content.self_level if data.evaluation else "", words["self_level"])
    elif kind is SectionKind.OFFICIAL_RATING:
        yield _levels(data, data.evaluation.content.official_level if data.evaluation else "", "")


def _levels(data: FormData, chosen: str, label: str) -> Ticks:
    shown = "" if data.fill is Fill.BLANK else chosen
    return Ticks(label=label, ticks=level_ticks(data.scheme, data.subject, shown))


def _text(data: FormData, section: Section, lines: str) -> Iterator[Block]:
    """Yield what was written in a section, or what the figures say, and the lines to go on by hand."""
    text = _part(data, section.code).text.strip()
    if not text and data.fill is not Fill.BLANK and data.evaluation is not None:
        said = figures_words(section.figures, data.evaluation.figures)
        text = wording()["form"]["figures"].format(text=said) if said else ""
    if text:
        yield Paragraph(text)
    yield from _lines(data.fill, lines, written=bool(text))


def _lines(fill: Fill, name: str, *, written: bool) -> Iterator[Block]:
    """Yield lines to write on: all of them, a few below what is written, or one where a complete form is empty."""
    counts = wording()["lines"]
    if fill is Fill.COMPLETE:
        if not written:
            yield dotted(1)
    elif written:
        yield dotted(counts["added"])
    else:
        yield dotted(counts[name])


def _criteria(data: FormData, sections: Sequence[Section]) -> Table:
    """Return criteria with points, one below another, and their sum."""
    words = wording()["form"]["criteria"]
    rows, scored = [], []
    for section in sections:
        part = _part(data, section.code)
        text = part.text.strip()
        if not text and data.fill is not Fill.BLANK and data.evaluation is not None:
            text = figures_words(section.figures, data.evaluation.figures)
            text = text[:1].upper() + text[1:]
        scored += [part.points] if part.points is not None else []
        points = "" if part.points is None else points_text(part.points)
        rows.append(TableRow((section.number, section.title, text, points_text(section.most), points)))
    total = points_text(sum(scored)) if scored else ""
    most = points_text(sum(section.most for section in sections))
    rows.append(TableRow(("", words["sum"], "", most, total), RowKind.TOTAL))
    widths = (("number", 9.0), ("title", 66.0), ("text", 58.0), ("most", 16.0), ("points", 16.0))
    columns = tuple(
        TableColumn(words[name], width, Align.LEFT if name in ("title", "text") else Align.CENTRE)
        for name, width in widths
    )
    return Table(columns=columns, rows=rows, size=11, row_mm=0 if data.fill is Fill.COMPLETE else _ROW_MM)


def _tasks(data: FormData, section: Section) -> Iterator[Block]:
    """Yield the tasks of the year with their outcomes, what was written on them, and their points."""
    words = wording()["form"]
    tasks = () if data.fill is Fill.BLANK else data.tasks
    text = _part(data, section.code).text.strip()
    if not text and not tasks and data.fill is not Fill.BLANK and data.evaluation is not None:
        said = figures_words(section.figures, data.evaluation.figures)
        text = words["figures"].format(text=said) if said else ""
    if text:
        yield Paragraph(text)
    if tasks or data.fill is not Fill.COMPLETE:
        yield _task_table(data, tasks)
    if data.fill is not Fill.COMPLETE or not (text or tasks):
        yield dotted(wording()["lines"]["tasks"] if data.fill is not Fill.COMPLETE else 1)
    if section.most:
        content = data.evaluation.content if data.evaluation and data.fill is not Fill.BLANK else None
        yield Paragraph(_points(words, "points", content.task_points if content else None, section.most))


def _points(words: dict[str, str], name: str, points: int | None, most: int) -> str:
    pattern = words[f"{name}_blank"] if points is None else words[name]
    return pattern.format(points="" if points is None else points_text(points), most=points_text(most))


def _task_table(data: FormData, tasks: Sequence[Assignment]) -> Table:
    words, outcomes = wording()["form"]["tasks"], wording()["form"]["outcome"]
    rows = []
    for number, task in enumerate(tasks, 1):
        due = words["until"].format(date=dates.format_day(task.due_on)) if task.due_on else ""
        aim = "\n".join(part for part in (task.target.strip(), due) if part)
        known = task.outcome is not AssignmentOutcome.OPEN or data.fill is Fill.COMPLETE
        rows.append(TableRow((number, task.text, aim, outcomes[task.outcome.value] if known else "")))
    if data.fill is not Fill.COMPLETE:
        spare = wording()["lines"]["added" if tasks else "task_rows"]
        rows += [TableRow(("", "", "", ""))] * spare
    widths = (("number", 9.0), ("task", 82.0), ("target", 42.0), ("outcome", 32.0))
    columns = tuple(
        TableColumn(words[name], width, Align.CENTRE if name == "number" else Align.LEFT) for name, width in widths
    )
    return Table(columns=columns, rows=rows, size=11, row_mm=0 if data.fill is Fill.COMPLETE else 8.5)


def _shortcomings(data: FormData, section: Section) -> Iterator[Block]:
    words, states = wording()["form"]["shortcomings"], wording()["remedies"]["state"]
    found = () if data.fill is Fill.BLANK and not data.evaluation else data.shortcomings
    text = _part(data, section.code).text.strip()
    if found or (data.fill is Fill.BLANK):
        rows = [
            TableRow(
                (
                    number,
                    one.shortcoming,
                    "" if data.fill is Fill.BLANK else states[one.state.value],
                    "" if data.fill is Fill.BLANK else one.result or one.measure,
                )
            )
            for number, one in enumerate(found, 1)
        ]
        rows += [TableRow(("", "", "", ""))] * (0 if found else wording()["lines"]["shortcoming_rows"])
        widths = (("number", 9.0), ("shortcoming", 68.0), ("state", 34.0), ("result", 54.0))
        columns = tuple(
            TableColumn(words[name], width, Align.CENTRE if name == "number" else Align.LEFT) for name, width in widths
        )
        yield Table(columns=columns, rows=rows, size=11, row_mm=0 if data.fill is Fill.COMPLETE else _ROW_MM)
    elif not text:
        yield Paragraph(words["none"])
    if text:
        yield Paragraph(text)
    if data.fill is Fill.PREFILLED:
        yield dotted(wording()["lines"]["added"])


def _suggestions(data: FormData, section: Section) -> Iterator[Block]:
    words = wording()["form"]
    asked = data.evaluation.content.suggestions.strip() if data.evaluation else ""
    text = _part(data, section.code).text.strip()
    if asked:
        yield Paragraph(words["suggested"].format(text=asked))
    elif data.fill is Fill.COMPLETE and not text:
        yield Paragraph(words["no_suggestion"])
        return
    elif data.fill is Fill.BLANK:
        yield dotted(1, words["suggested_blank"])
    if text:
        yield Paragraph(text)
    yield from _lines(data.fill, "suggestions", written=bool(text))


def _total(data: FormData) -> Iterator[Block]:
    most = sum(section.most for section in data.form.sections)
    if most:
        points = data.evaluation.content.points if data.evaluation and data.fill is not Fill.BLANK else None
        yield Paragraph(_points(wording()["form"], "total", points, most))


# --- the end ---


def _self_signing(data: FormData) -> Iterator[Block]:
    if data.subject is Subject.MEMBER:
        yield Signing(signatures=(signer("self", data.rated.name),))
    else:
        role = "committee" if data.subject is Subject.COMMITTEE else "cell"
        yield Signing(signatures=(signer(role, data.secretary),))


def _end(data: FormData) -> Iterator[Block]:
    """Yield the remarks and the rating of those who look at the review after the one who wrote it."""
    words, fill, member = wording()["form"]["end"], data.fill, data.subject is Subject.MEMBER
    evaluation = data.evaluation if fill is not Fill.BLANK else None
    content = evaluation.content if evaluation else None
    yield Paragraph(words["heading"].format(who=who(data.subject).upper()), Style.HEADING)
    if content is not None and content.residence_comment.strip():
        yield Paragraph(words["residence"], Style.ITEM)
        yield Paragraph(content.residence_comment.strip())
        if content.residence_by or content.residence_on:
            day = dates.format_long(content.residence_on) if content.residence_on else ""
            yield Paragraph(", ".join(part for part in (content.residence_by, day) if part), Style.SUBITEM)
    yield Paragraph(words["remark" if member else "collective_remark"], Style.ITEM)
    remark = content.committee_remark.strip() if content else ""
    if remark:
        yield Paragraph(remark)
    yield from _lines(fill, "remark", written=bool(remark))
    annulled = evaluation is not None and evaluation.annulled_on is not None
    proposed = evaluation.proposed_level if evaluation else ""
    decided = evaluation.decided_level if evaluation and not annulled else ""
    for label, chosen in (("proposal", proposed), ("decision", decided)):
        words_of = words[label if member else f"collective_{label}"]
        yield Ticks(label=words_of, ticks=level_ticks(data.scheme, data.subject, chosen))
    if evaluation and decided and evaluation.decision_number:
        number = words["number"].format(number=evaluation.decision_number)
        day = day_words(evaluation.decided_on, data.year)
        yield Paragraph(words["by"].format(by=evaluation.decided_by, number=number, date=day), Style.SUBITEM)
    proposed_on = evaluation.proposed_on if evaluation and proposed else None
    decided_on = evaluation.decided_on if evaluation and decided else None
    deciding = signer(data.deciding, data.deciding_secretary, "seal")
    if member:
        days = (_dated(proposed_on, data.year), _dated(decided_on, data.year))
        yield Signing(signatures=(signer("cell", data.secretary), deciding), dated=days)
    else:
        yield Signing(signatures=(deciding,), dated=(_dated(decided_on, data.year),))


def _dated(day: date | None, year: int) -> str:
    said = day_words(day, year)
    return said[:1].upper() + said[1:]
