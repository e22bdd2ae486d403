"""Phiếu phân tích chất lượng: the sheet on which others grade a collective or a member, criterion by criterion.

Sources: Mẫu 03, 04, 05 (Hướng dẫn 16-HD/BTCTW, 2018; 21-HD/BTCTW, 2019); the criteria stand in the scheme's file.
"""

from __future__ import annotations

from collections.abc import Iterator

from db.evaluation_records import Subject
from desktop_app.documents.model import Paragraph, Style
from desktop_app.documents.papers.common import Issuer, file_part
from desktop_app.documents.review_words import (
    Rated,
    day_words,
    dotted,
    level_ticks,
    points_text,
    review_paper,
    signer,
    wording,
)
from desktop_app.documents.table_model import (
    Align,
    Block,
    RowKind,
    Signing,
    Table,
    TableColumn,
    TableDocument,
    TableRow,
    Ticks,
)
from desktop_app.rules.scheme import Form, Scheme, Section, SectionKind

_ROW_MM = 8.4


def sheet_document(
    scheme: Scheme, form: Form, subject: Subject, year: int, rated: Rated, issuer: Issuer
) -> TableDocument:
    """Return an analysis sheet on somebody, to be filled in by hand by those who take part in the rating."""
    words = wording()["sheet"]
    return review_paper(
        issuer,
        title=form.title,
        subject=(words["year"].format(year=year),),
        note=wording()["form"]["hint"].format(hint=form.number) if form.number else "",
        blocks=list(_blocks(scheme, form, subject, rated)),
        file=words["file"],
        day=day_words(None, year),
        template="review_form",
        about="-".join(part for part in (str(year), file_part(form.code), file_part(rated.name)) if part),
    )


def _blocks(scheme: Scheme, form: Form, subject: Subject, rated: Rated) -> Iterator[Block]:
    words, lines = wording()["sheet"], wording()["lines"]
    yield dotted(1, f"{words['assessor']}:")
    assessed = ", ".join(part for part in (rated.name, rated.positions, rated.cell_name) if part)
    if assessed:
        yield Paragraph(f"{words['assessed']}: {assessed}.", Style.ITEM)
    else:
        yield dotted(1, f"{words['assessed']}:")
    yield Paragraph(words["hint"], Style.SUBITEM)
    yield _criteria(scheme, form)
    written = [section.title for section in form.sections if section.kind is SectionKind.TEXT]
    for title in written or [words["remark"]]:
        yield Paragraph(title, Style.ITEM)
        yield dotted(lines["remark"])
    yield Ticks(label=words["proposal"], ticks=level_ticks(scheme, subject))
    yield Signing(signatures=(signer("assessor", note="seal"),))


def _criteria(scheme: Scheme, form: Form) -> Table:
    titles = wording()["sheet"]["columns"]
    grades = sorted(scheme.grades, key=lambda grade: grade.rank)
    scored = any(section.most for section in form.sections)
    columns = [TableColumn(titles["number"], 10, Align.CENTRE), TableColumn(titles["title"], 78)]
    columns += [TableColumn(grade.name, 18, Align.CENTRE, group=titles["grades"]) for grade in grades]
    if scored:
        columns += [TableColumn(titles["most"], 16, Align.CENTRE), TableColumn(titles["points"], 16, Align.CENTRE)]
    if len(columns) == 2:
        columns.append(TableColumn(titles["level"], 30, Align.CENTRE))
    rows = [_row(section, len(columns), scored=scored) for section in _rows_of(form)]
    return Table(columns=tuple(columns), rows=rows, size=11, row_mm=_ROW_MM)


def _rows_of(form: Form) -> list[Section]:
    """Return what is graded with the headings above it; what is written and the rating stand below the table."""
    below = (SectionKind.TEXT, SectionKind.SELF_RATING, SectionKind.OFFICIAL_RATING)
    return [section for section in form.sections if section.kind not in below]


def _row(section: Section, columns: int, *, scored: bool) -> TableRow:
    if section.kind is SectionKind.HEADING:
        title = wording()["form"]["sub_number"].format(number=section.number, title=section.title)
        return TableRow((title if section.number else section.title,), RowKind.SECTION)
    most = points_text(section.most) if scored and section.most else ""
    cells: list[str] = [section.number, section.title, *[""] * (columns - 2)]
    if scored:
        cells[-2] = most
    return TableRow(tuple(cells))
