"""A field for points with one place after the comma, kept as whole tenths."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit, QWidget

from desktop_app.texts import tr
from ui.widgets.score_model import points_of


class PointsEdit(QLineEdit):
    """``8``, ``8,5`` or nothing; ``most`` in tenths is shown as what it is out of."""

    def __init__(self, most: int = 0, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMaxLength(7)
        self.set_most(most)

    def set_most(self, most: int) -> None:
        """Tell the highest points, in tenths; 0 tells none."""
        from desktop_app.rules.quality import text_of

        self.setPlaceholderText(f"/{text_of(most)}" if most else "")

    def value(self) -> int | None:
        """Return the points in tenths, None for nothing or what is no number."""
        return points_of(self.text())

    def set_value(self, points: int | None) -> None:
        """Show points."""
        from desktop_app.rules.quality import text_of

        text = text_of(points)
        if text != self.text():
            self.setText(text)

    def complaint(self) -> str:
        """Return what is wrong with what is typed, empty for points or nothing."""
        if self.text().strip() and self.value() is None:
            return tr("“{text}” không phải là điểm; ví dụ: 8 hoặc 8,5.", text=self.text().strip())
        return ""
