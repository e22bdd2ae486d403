"""The program's own line icons, drawn in the colour of the text they stand beside."""

from __future__ import annotations

import functools
from importlib import resources

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QAbstractButton

from ui import theme


def icon(name: str, color: str = "") -> QIcon:
    """Return resources/icons/<name>.svg in ``color`` (#RRGGBB; the text colour in use when empty)."""
    return _drawn(name, color or theme.colors().text)


def pixmap(name: str, size: int, color: str = "") -> QPixmap:
    """Return the icon as a picture of ``size`` by ``size`` pixels."""
    return icon(name, color).pixmap(size, size)


def on_button(button: QAbstractButton, name: str, color: str = "") -> None:
    """Put the icon before the words of a button, with some air between them."""
    side, air = theme.px(17), theme.px(6)
    picture = QPixmap(side + air, side)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.drawPixmap(0, 0, icon(name, color).pixmap(side, side))
    painter.end()
    button.setIcon(QIcon(picture))
    button.setIconSize(picture.size())


@functools.cache
def _drawn(name: str, color: str) -> QIcon:
    from PySide6.QtSvg import QSvgRenderer

    source = resources.files("resources").joinpath(f"icons/{name}.svg").read_text("utf-8")
    renderer = QSvgRenderer(QByteArray(source.replace("currentColor", color).encode()))
    drawn = QIcon()
    for size in (16, 20, 24, 32, 48, 64):
        picture = QPixmap(size, size)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        renderer.render(painter, QRectF(0, 0, size, size))
        painter.end()
        drawn.addPixmap(picture)
    return drawn
