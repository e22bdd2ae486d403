"""The part of a year that is looked at: the whole of it, a half, or a quarter."""

from __future__ import annotations

from desktop_app.texts import tr
from ui.widgets.choice import Choice

_SPANS = {"year": (1, 12), "h1": (1, 6), "h2": (7, 12), "q1": (1, 3), "q2": (4, 6), "q3": (7, 9), "q4": (10, 12)}


class SpanChoice(Choice[str]):
    """Chooses a part of the year in hand."""

    def __init__(self) -> None:
        super().__init__(
            [
                ("year", tr("Cả năm")),
                ("h1", tr("6 tháng đầu năm")),
                ("h2", tr("6 tháng cuối năm")),
                ("q1", tr("Quý I")),
                ("q2", tr("Quý II")),
                ("q3", tr("Quý III")),
                ("q4", tr("Quý IV")),
            ]
        )
        self.setAccessibleName(tr("Kỳ"))

    def span(self, year: int) -> tuple[str, str]:
        """Return the first and the last month, YYYY-MM."""
        first, last = _SPANS[self.value()]
        return f"{year:04}-{first:02}", f"{year:04}-{last:02}"

    def words(self, year: int) -> str:
        """Return the span as a title says it."""
        return f"{self.currentText().lower()} {year}" if self.value() != "year" else tr("năm {year}", year=year)
