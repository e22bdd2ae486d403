"""What a Word file says, read back by another library than wrote its words: paragraphs with their styles, in order."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import Any, NamedTuple

import docx
from docx.oxml.ns import qn


class Said(NamedTuple):
    """One paragraph."""

    style: str
    text: str


def paragraphs(data: bytes) -> list[Said]:
    """Return the paragraphs of the body as they stand in the file, cells from left to right."""
    return list(_all(docx.Document(BytesIO(data)).element.body))


def in_order_of_print(data: bytes) -> list[Said]:
    """Return the paragraphs in the order in which the print draws them.

    On paper the right half of the letterhead is drawn first, and those who receive a document after who signs it.
    """
    found: list[Said] = []
    for child in docx.Document(BytesIO(data)).element.body:
        said = list(_all([child]))
        styles = {one.style for one in said}
        if child.tag == qn("w:tbl") and "ScbTieuDeDang" in styles:
            left, right = (list(_all([cell])) for cell in child.iter(qn("w:tc")))
            said = right + left
        elif child.tag == qn("w:tbl") and "ScbNoiNhan" in styles:
            said = sorted(said, key=lambda one: one.style == "ScbNoiNhan")
        found += said
    return found


def edges(data: bytes) -> list[str]:
    """Return what stands in the headers and footers: first header, header, first footer, footer."""
    section = docx.Document(BytesIO(data)).sections[0]
    parts = (section.first_page_header, section.header, section.first_page_footer, section.footer)
    return ["".join(one.text for one in _all(part._element)) for part in parts]


def marks(data: bytes) -> list[str]:
    """Return the words across the page, of the first and of the other pages."""
    section = docx.Document(BytesIO(data)).sections[0]
    shapes = (
        shape
        for part in (section.first_page_header, section.header)
        for shape in part._element.iter("{urn:schemas-microsoft-com:vml}textpath")
    )
    return [words for shape in shapes if (words := shape.get("string"))]


def as_text(data: bytes) -> str:
    """Return a file as text to be kept as a golden file."""
    lines = [f"{one.style:<14} {one.text}".rstrip() for one in paragraphs(data)]
    return "\n".join([*lines, *(f"{'edge':<14} {text}".rstrip() for text in edges(data))])


def _all(part: Any) -> Iterator[Said]:
    for element in part:
        for paragraph in element.iter(qn("w:p")):
            style = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
            text = "".join(one.text or "" for one in paragraph.iter(qn("w:t")))
            yield Said(style.get(qn("w:val")) if style is not None else "", text)
