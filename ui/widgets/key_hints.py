"""The key of each line of a list, in small muted letters at its right edge."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from ui import theme

KEY = Qt.ItemDataRole.UserRole + 1
"""Role of the words of the key."""


class KeyHints(QStyledItemDelegate):
    """Draws the key where the line has room for it beside its words."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Draw the line and its key."""
        super().paint(painter, option, index)
        key = str(index.data(KEY) or "")
        rect: QRect = option.rect  # type: ignore[attr-defined,unused-ignore]
        font = painter.font()
        font.setPointSizeF(font.pointSizeF() * 0.8)
        painter.save()
        painter.setFont(font)
        if rect.width() > 2 * painter.fontMetrics().horizontalAdvance(key) + theme.px(40):
            painter.setPen(QColor(theme.colors().muted))
            right = rect.adjusted(0, 0, -theme.px(10), 0)
            painter.drawText(right, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, key)
        painter.restore()
