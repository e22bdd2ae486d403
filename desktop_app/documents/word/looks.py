"""How the styles of templates look under a layout: sizes, lines, indents, margins, set when a document is written.

What a clerk did not change in a template follows the layout in force on the day of the document; what was changed
stays as it is. "Not changed" means: it still has the measure of the templates the program brings, which are made with
the default layout.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, cast

import msgspec

from desktop_app import BUILD_DAY
from desktop_app.documents.layout import POINTS_PER_MM, Layout, document_layout
from desktop_app.documents.model import Letterhead

if TYPE_CHECKING:
    from docx.document import Document as DocxDocument
    from docx.section import Section
    from docx.styles.style import ParagraphStyle

_TABLE_TEXT = 12.0
"""Size of text between tables, as on the printed page."""
SIGNING_ROOM = 62.0
FOOTER_MM = 8.0
RULE_WIDTH = 52.0
"""Points of the short line under the title."""
SMALL = 12.0
DATE_SHARE = 56
"""Percent of the width that the right half of the letterhead takes at the most, and in a template."""
_BESIDE_DATE = 4.0
"""Points the right half of the letterhead has to spare."""
_FAMILIES = {"Tinos": "Times New Roman"}
"""What the bundled faces stand for: Word has the original, whose letters are as wide."""


class Look(msgspec.Struct, frozen=True, kw_only=True):
    """Measures of one style, in points."""

    size: float
    line: float = 0
    """Distance of lines; 0 for single."""
    before: float = 0
    after: float = 0
    first_line: float = 0
    sides: float = 0
    """Indent of both sides."""


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """Measures of the paper, in points."""

    page_width: float
    page_height: float
    top_margin: float
    bottom_margin: float
    left_margin: float
    right_margin: float
    header_distance: float
    footer_distance: float

    @property
    def text_width(self) -> float:
        """Width between the margins."""
        return self.page_width - self.left_margin - self.right_margin


def font_of(layout: Layout) -> str:
    """Return the family Word is told."""
    return _FAMILIES.get(layout.font, layout.font)


def page(layout: Layout, *, landscape: bool = False) -> Page:
    """Return the paper; a sheet lying on its side is bound at the upper edge, as on the printed page."""
    across, down = sorted(layout.paper_mm, reverse=True) if landscape else layout.paper_mm
    measures = {
        "page_width": across,
        "page_height": down,
        "top_margin": layout.margin_top_mm,
        "bottom_margin": layout.margin_bottom_mm,
        "left_margin": layout.margin_top_mm if landscape else layout.margin_left_mm,
        "right_margin": layout.margin_right_mm,
        "header_distance": layout.page_number_mm,
        "footer_distance": FOOTER_MM,
    }
    return Page(**{name: mm * POINTS_PER_MM for name, mm in measures.items()})


def looks(layout: Layout, *, table: bool, width: float, heads: Sequence[Letterhead] = ()) -> dict[str, Look]:
    """Return the looks of the styles by name; ``table`` for papers that are mostly tables, ``width`` in points.

    ``heads`` are the letterheads, whose lines are set smaller where one would not fit.
    """
    size = _TABLE_TEXT if table else layout.body_size
    line = round(_TABLE_TEXT * 1.3, 1) if table else layout.body_leading
    space = 3.0 if table else layout.paragraph_space
    indent = 0.0 if table else layout.first_line_indent_mm * POINTS_PER_MM
    text = Look(size=size, line=line, before=space, first_line=indent)
    upper, issuer, dated = _head_sizes(heads, layout, width)
    return {
        "SCB Cơ quan cấp trên": Look(size=upper),
        "SCB Cơ quan ban hành": Look(size=issuer),
        "SCB Số ký hiệu": Look(size=layout.number_size),
        "SCB Tiêu đề Đảng": Look(size=layout.party_title_size),
        "SCB Nơi, ngày": Look(size=dated, before=4.5),
        "SCB Tên loại": Look(size=layout.title_size, before=layout.body_leading * 1.3),
        "SCB Trích yếu": Look(size=layout.subject_size, line=layout.body_leading),
        "SCB Gạch chân": Look(size=4, after=6, sides=max(0.0, (width - RULE_WIDTH) / 2)),
        "SCB Ghi chú": Look(size=SMALL, after=6),
        "SCB Đề mục": text,
        "SCB Mục": text,
        "SCB Dẫn": text,
        "SCB Đoạn": text,
        "SCB Chức vụ": Look(size=size, line=line),
        "SCB Cách ký": Look(size=size, line=line),
        "SCB Họ tên": Look(size=size, line=line, before=SIGNING_ROOM),
        "SCB Nơi nhận": Look(size=layout.recipients_size),
        "SCB Số trang": Look(size=layout.page_number_size),
        "SCB Chân trang": Look(size=10),
        "SCB Bảng": Look(size=10),
        "SCB Thông tin": Look(size=11, after=2),
    }


def _head_sizes(heads: Sequence[Letterhead], layout: Layout, width: float) -> tuple[float, float, float]:
    """Return the sizes of the name above, of the issuer and of place and date.

    As on the printed page: the date stands on one line, a name does where a point less is enough for that.
    """
    if not heads:
        return layout.upper_name_size, layout.issuer_size, layout.date_size
    from desktop_app.documents.pdf.typeset import Face, family, fitting_size

    def fitted(texts: Sequence[str], face: Face, wanted: float, room: float, least: float) -> float:
        """Return the largest of the sizes half a point apart at which all texts fit."""
        size = min(fitting_size(face.printable(text), face, wanted, room, least) for text in texts)
        return wanted if size == wanted else size // 0.5 * 0.5

    faces = family(layout.font)
    dated = fitted([head.place_and_date for head in heads], faces.italic, layout.date_size, _room(width), 8)
    left = width - _right_half(heads, layout, width, dated)
    names = []
    for texts, face, wanted in (
        ([head.upper_name for head in heads], faces.regular, layout.upper_name_size),
        ([head.issuer for head in heads], faces.bold, layout.issuer_size),
    ):
        size = fitted(texts, face, wanted, left, wanted - 1)
        fits = all(face.width(face.printable(text), size) <= left for text in texts)
        names.append(size if fits else wanted)
    return names[0], names[1], dated


def _room(width: float) -> float:
    return width * DATE_SHARE / 100 - 1


def _right_half(heads: Sequence[Letterhead], layout: Layout, width: float, dated: float) -> float:
    """Return how wide the right half of the letterhead is, in points: what it says on one line, the names the rest."""
    from desktop_app.documents.pdf.typeset import family

    faces = family(layout.font)
    title = faces.bold.width(faces.bold.printable(layout.party_title), layout.party_title_size)
    lines = [faces.italic.width(faces.italic.printable(head.place_and_date), dated) for head in heads]
    return min(max([title, *lines]) + _BESIDE_DATE, width * DATE_SHARE / 100)


def apply(
    docx: DocxDocument, layout: Layout, *, table: bool, landscape: bool, heads: Sequence[Letterhead] = ()
) -> None:
    """Give the pages and styles of a template the measures of the layout, wherever they have those of the default."""
    shipped, wanted = _shipped(), page(layout, landscape=landscape)
    for section in docx.sections:
        _paper(section, page(shipped), wanted, landscape=landscape)
    usual = looks(shipped, table=table, width=page(shipped).text_width)
    now = looks(layout, table=table, width=wanted.text_width, heads=heads)
    if heads:
        dated = now["SCB Nơi, ngày"].size
        _letterhead(docx, _right_half(heads, layout, wanted.text_width, dated), wanted.text_width)
    for style in docx.styles:
        if style.name in usual:
            _style(cast("ParagraphStyle", style), usual[style.name], now[style.name], font_of(shipped), font_of(layout))


def _letterhead(docx: DocxDocument, right: float, width: float) -> None:
    """Divide the letterhead anew, where the clerk left it as it was: ``right`` of ``width`` points at the right."""
    from docx.oxml.ns import qn

    for table in docx.element.body.iter(qn("w:tbl")):
        cells = [cell.find(f"{qn('w:tcPr')}/{qn('w:tcW')}") for cell in table.iter(qn("w:tc"))]
        usual = [str(share * 50) for share in (100 - DATE_SHARE, DATE_SHARE)]
        if [cell.get(qn("w:w")) if cell is not None else "" for cell in cells] != usual:
            continue
        for cell, column, wide in zip(cells, table.iter(qn("w:gridCol")), (width - right, right), strict=True):
            cell.set(qn("w:w"), str(round(wide / width * 5000)))
            column.set(qn("w:w"), str(round(wide * 20)))


@functools.cache
def _shipped() -> Layout:
    return document_layout(date.fromisoformat(BUILD_DAY))


def _same(found: float, usual: float) -> bool:
    """Whether two measures are one, a twip or half a point aside."""
    return abs(found - usual) < 0.3


def _paper(section: Section, usual: Page, wanted: Page, *, landscape: bool) -> None:
    from docx.enum.section import WD_ORIENT
    from docx.shared import Pt

    for name in Page.__struct_fields__:
        found = getattr(section, name)
        if found is None or _same(found.pt, getattr(usual, name)):
            setattr(section, name, Pt(getattr(wanted, name)))
    if landscape:
        # The paper decides which way it lies, not the template.
        section.page_width, section.page_height = Pt(wanted.page_width), Pt(wanted.page_height)
    across = (section.page_width or 0) > (section.page_height or 0)
    section.orientation = WD_ORIENT.LANDSCAPE if across else WD_ORIENT.PORTRAIT


def _style(style: ParagraphStyle, usual: Look, now: Look, usual_font: str, font: str) -> None:
    from docx.enum.text import WD_LINE_SPACING
    from docx.shared import Pt

    shape, letters = style.paragraph_format, style.font
    if letters.size is None or _same(letters.size.pt, usual.size):
        letters.size = Pt(now.size)
    if letters.name in (None, usual_font):
        letters.name = font
    spacing = shape.line_spacing
    if _same(0.0 if spacing is None or isinstance(spacing, float) else spacing.pt, usual.line) and now.line:
        shape.line_spacing, shape.line_spacing_rule = Pt(now.line), WD_LINE_SPACING.EXACTLY
    for name, before, after in (
        ("space_before", usual.before, now.before),
        ("space_after", usual.after, now.after),
        ("first_line_indent", usual.first_line, now.first_line),
        ("left_indent", usual.sides, now.sides),
        ("right_indent", usual.sides, now.sides),
    ):
        found = getattr(shape, name)
        if _same(found.pt if found is not None else 0.0, before) and not _same(before, after):
            setattr(shape, name, Pt(after))
