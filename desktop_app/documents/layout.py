"""The Party's document layout of a day: paper, margins, sizes, as the regulations in force give them."""

from __future__ import annotations

from datetime import date

import msgspec

from desktop_app.rules import regulation

POINTS_PER_MM = 72 / 25.4


class Layout(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Measures of a document; sizes, leading and spaces in points, the rest in millimetres.

    Source: rule ``layout.document`` (Hướng dẫn 36-HD/VPTW ngày 03/4/2018, since replaced; see the rule's notes).
    """

    font: str
    """Family of the bundled faces, whose widths are those of Times New Roman."""
    paper_mm: tuple[float, float]
    margin_top_mm: float
    margin_bottom_mm: float
    margin_left_mm: float
    margin_right_mm: float
    party_title: str
    party_title_size: float
    upper_name_size: float
    issuer_size: float
    number_size: float
    date_size: float
    title_size: float
    subject_size: float
    body_size: float
    body_leading: float
    paragraph_space: float
    first_line_indent_mm: float
    page_number_size: float
    page_number_mm: float
    """From the upper edge of the paper to the page number."""
    recipients_title: str
    """Stands above those who receive the document: "Nơi nhận:"."""
    recipients_size: float

    @property
    def text_width(self) -> float:
        """Width between the margins, in points."""
        return (self.paper_mm[0] - self.margin_left_mm - self.margin_right_mm) * POINTS_PER_MM

    @property
    def works_out(self) -> bool:
        """Whether the page number stays above the text and lines do not run into each other."""
        number_ends = self.page_number_mm + self.page_number_size / POINTS_PER_MM
        return number_ends <= self.margin_top_mm + 1 and self.body_leading >= self.body_size


def document_layout(on: date, overrides: regulation.Overrides | None = None) -> Layout:
    """Return the layout of documents dated ``on``; the office's own table may replace the data's.

    Raises msgspec.ValidationError when a value is missing or of the wrong kind.
    """
    return msgspec.convert(regulation.in_force("layout.document", on, overrides).value, Layout)
