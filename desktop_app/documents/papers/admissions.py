"""Biểu tổng hợp kết nạp đảng viên: groups that overlap, each with its share of all, and who they are."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import msgspec

from db.rating_records import Admitted
from desktop_app import lists
from desktop_app.documents.model import Paragraph, Style
from desktop_app.documents.papers.common import Issuer, paper
from desktop_app.documents.papers.common import word as register_word
from desktop_app.documents.papers.rating_tables import number, wording
from desktop_app.documents.table_model import Align, Block, RowKind, Table, TableColumn, TableDocument, TableRow
from desktop_app.rules import admissions, dates
from desktop_app.rules.admissions import Group


class AdmissionData(msgspec.Struct, frozen=True, kw_only=True):
    """What the paper prints."""

    start: date
    end: date
    people: Sequence[Admitted]
    groups: Sequence[Group]
    decimals: int
    uncertain: int = 0
    """People whose day of admission is known too roughly to say whether it lies in the period."""


def group_word(code: str) -> str:
    """Return what a group is called on paper."""
    words = wording()["admissions"]
    if code.startswith(admissions.ETHNIC):
        name = lists.name_of("ethnic_groups", code.removeprefix(admissions.ETHNIC))
        return str(words["ethnic"].format(name=name))
    if code.startswith(admissions.CATEGORY):
        category = code.removeprefix(admissions.CATEGORY)
        return lists.name_of("categories", category)
    return str(words[code])


def admissions_document(data: AdmissionData, issuer: Issuer, *, listed: bool = True) -> TableDocument:
    """Return the table of a period; ``listed`` adds the people, ethnic group and category of each."""
    words = wording()["admissions"]
    rows = tuple(
        TableRow(
            (place, group_word(group.code), group.count, number(group.percent(data.decimals), data.decimals)),
            RowKind.TOTAL if group.code == admissions.ALL else RowKind.PLAIN,
        )
        for place, group in enumerate(data.groups, 1)
    )
    table = Table(
        columns=(
            TableColumn(wording()["number"], 10, Align.CENTRE),
            TableColumn(words["group"], 90),
            TableColumn(words["count"], 28, Align.RIGHT),
            TableColumn(words["share"], 28, Align.RIGHT),
        ),
        rows=rows,
        size=11,
    )
    blocks: list[Block] = [table, Paragraph(words["overlap"])]
    if data.uncertain:
        blocks.append(Paragraph(words["uncertain"].format(count=data.uncertain)))
    if listed:
        blocks += [Paragraph(words["list"], Style.HEADING), _list(data)]
    period = words["period"].format(start=dates.format_long(data.start), end=dates.format_long(data.end))
    about = f"{data.start:%Y%m%d}-{data.end:%Y%m%d}"
    return paper(issuer, words, subject=[period], blocks=blocks, landscape=False, about=about)


def _list(data: AdmissionData) -> Table:
    titles = wording()["admissions"]["columns"]
    widths = (("name", 44), ("birth", 22), ("sex", 13), ("ethnic", 20), ("category", 30), ("on", 22), ("cell", 40))
    columns = (
        TableColumn(wording()["number"], 9, Align.CENTRE),
        *(TableColumn(titles[name], width) for name, width in widths),
    )
    rows = tuple(
        TableRow(
            (
                place,
                one.full_name,
                dates.format_partial(one.birth_date),
                register_word("sex", one.sex),
                lists.name_of("ethnic_groups", one.ethnic_code) if one.ethnic_code else "",
                lists.name_of("categories", one.category_code) if one.category_code else "",
                dates.format_partial(one.admitted_on),
                one.cell_name,
            )
        )
        for place, one in enumerate(data.people, 1)
    )
    return Table(columns=columns, rows=rows, empty=wording()["empty"], size=9.5, sheet=wording()["admissions"]["list"])
