"""Phiếu chấm điểm chất lượng buổi sinh hoạt: the score sheet of a meeting, filled in or to be filled in by hand.

Three hands as local forms have them (domain notes 1.8): what the committee proposes, what the cell votes, what whoever
came from above confirms. Wording: resources/templates/score_sheet.toml.
"""

from __future__ import annotations

import functools
import itertools
import tomllib
from collections.abc import Iterator, Sequence
from importlib import resources
from typing import Any

from db.meeting_records import ScorePoint, ScoreSheet
from desktop_app.documents.minutes import MinutesData
from desktop_app.documents.minutes_words import clock_time, level_word
from desktop_app.documents.model import Paragraph, Signature
from desktop_app.documents.papers.meeting_paper import day_line, dotted_lines, meeting_paper, officers
from desktop_app.documents.table_model import Align, Block, RowKind, Table, TableColumn, TableDocument, TableRow
from desktop_app.rules import quality, regulation
from desktop_app.rules.quality import Stage

_WIDTHS = (
    ("number", 8.0),
    ("title", 91.0),
    ("most", 12.0),
    *((stage.value, 13.0) for stage in Stage),
    ("remark", 18.0),
)
_BLANK_ROW_MM = 6.6
_SIZE = 9.5
"""Of the letters in the table: the sheet of a usual scheme and its signatures fit one page."""


@functools.cache
def wording() -> dict[str, Any]:
    """Return the wording of the sheet: tables of texts with {places}."""
    file = resources.files("resources").joinpath("templates/score_sheet.toml")
    return tomllib.loads(file.read_text("utf-8"))


def score_sheet_document(
    data: MinutesData,
    sheet: ScoreSheet,
    overrides: regulation.Overrides | None = None,
    *,
    scheme_name: str = "",
    blank: bool = False,
    sample: bool = False,
) -> TableDocument:
    """Return the score sheet of a meeting as a paper; a ``blank`` one has its criteria and room to write.

    ``sheet`` gives the criteria, ``scheme_name`` what the scheme is called; level and total are those of the sheet.
    """
    words = wording()
    return meeting_paper(
        data,
        words["title"],
        list(_blocks(data, sheet, scheme_name, blank=blank)),
        overrides,
        file=words["blank_file" if blank else "file"],
        signatures=_signatures(data, sheet, overrides, blank=blank),
        blank=blank,
        sample=sample,
        template="score_sheet",
    )


def _blocks(data: MinutesData, sheet: ScoreSheet, scheme_name: str, *, blank: bool) -> Iterator[Block]:
    words, content = wording(), data.content
    unknown = words["unknown"]
    day = day_line(data, blank=blank)
    if blank:
        yield dotted_lines((words["blank_held"].format(date=day), words["blank_officers"]))
    else:
        time, place = clock_time(content.start_time), content.place or unknown
        yield Paragraph(words["held"].format(time=time, date=day, place=place))
        yield Paragraph(words["officers"].format(chair=data.chair or unknown, secretary=data.secretary or unknown))
    if scheme_name:
        yield Paragraph(words["scheme"].format(scheme=scheme_name))
    yield Table(
        columns=tuple(_column(name, width) for name, width in _WIDTHS),
        # The result stands in the last row, so that whoever signs signs below it on the same page.
        rows=[*_rows(sheet.points, blank=blank), TableRow((_result(sheet, blank=blank),), RowKind.SECTION)],
        empty=words["empty"],
        size=_SIZE,
        row_mm=_BLANK_ROW_MM if blank else 0,
    )


def _column(name: str, width: float) -> TableColumn:
    words = wording()["columns"]
    scored = name in list(Stage)
    align = Align.LEFT if name in ("title", "remark") else Align.CENTRE
    return TableColumn(words[name], width, align, group=words["scored"] if scored else "")


def _rows(points: Sequence[ScorePoint], *, blank: bool) -> Iterator[TableRow]:
    number = 0
    for group, within in itertools.groupby(points, key=lambda point: point.group):
        lines = list(within)
        most = quality.text_of(sum(point.most for point in lines))
        yield TableRow((wording()["group"].format(group=group, most=most),), RowKind.SECTION)
        for point in lines:
            number += 1
            given = ("", "", "") if blank else tuple(quality.text_of(getattr(point, stage)) for stage in Stage)
            remark = "" if blank else point.remark
            yield TableRow((number, point.title, quality.text_of(point.most), *given, remark))
    yield _sum(points, blank=blank)


def _sum(points: Sequence[ScorePoint], *, blank: bool) -> TableRow:
    whole = ScoreSheet(scheme="", points=tuple(points))
    last = quality.stage(whole)
    sums = []
    for stage in Stage:
        passed = last is not None and list(Stage).index(stage) <= list(Stage).index(last)
        filled = any(getattr(point, stage) is not None for point in points)
        sums.append(quality.text_of(quality.total(whole, stage)) if passed and filled and not blank else "")
    most = quality.text_of(sum(point.most for point in points))
    return TableRow(("", wording()["total"], most, *sums, ""), RowKind.TOTAL)


def _result(sheet: ScoreSheet, *, blank: bool) -> str:
    words = wording()
    most = quality.text_of(sum(point.most for point in sheet.points))
    if blank or sheet.total is None:
        return str(words["blank_result"].format(most=most))
    said = [
        words["result"].format(
            total=quality.text_of(sheet.total), most=most, level=level_word(sheet.level) or words["unknown"]
        )
    ]
    last = quality.stage(sheet)
    if last is not None:
        said.append(words["stage"].format(stage=words["stages"][last.value]))
    if sheet.confirmed_by:
        said.append(words["confirmed_by"].format(name=sheet.confirmed_by))
    return " ".join(said)


def _signatures(
    data: MinutesData, sheet: ScoreSheet, overrides: regulation.Overrides | None, *, blank: bool
) -> tuple[Signature, ...]:
    chair = officers(data, overrides, blank=blank)[-1]
    name = "" if blank else sheet.confirmed_by.split(",")[0].strip()
    return Signature(role=wording()["signature"]["above"], note=chair.note, name=name), chair
