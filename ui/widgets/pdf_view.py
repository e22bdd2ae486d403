"""PDF pages in the window: drawn by pypdfium2 when they come into sight, and only then."""

from __future__ import annotations

import contextlib
from collections import OrderedDict
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSizeF, Qt, Signal
from PySide6.QtGui import QColor, QImage, QKeyEvent, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from desktop_app.texts import tr
from ui import theme

if TYPE_CHECKING:
    import pypdfium2

KEPT = 8
"""How many drawn pages are kept; an A4 page at screen size is some 4 MB."""
GAP = 12
STEPS = (0.5, 0.67, 0.8, 1.0, 1.25, 1.5, 2.0, 3.0)


class PdfPages:
    """A PDF whose pages ``image`` draws, one at a time.

    The document is opened anew for each page: that costs a fraction of drawing one, and nothing stays open that a
    window closed in any of many ways would have to give back.
    """

    def __init__(self, data: bytes) -> None:
        self._data = data
        with self._opened() as document:
            self.sizes = [QSizeF(*document.get_page_size(place)) for place in range(len(document))]
            """Width and height of each page in points."""

    def __len__(self) -> int:
        return len(self.sizes)

    def image(self, place: int, scale: float, *, grey: bool = False) -> QImage:
        """Draw page ``place`` (from 0) at ``scale`` pixels a point."""
        with self._opened() as document, contextlib.closing(document[place]) as page:
            bitmap = page.render(scale=scale, grayscale=grey, prefer_bgrx=True)
            form = QImage.Format.Format_Grayscale8 if bitmap.n_channels == 1 else QImage.Format.Format_RGB32
            drawn = QImage(bytes(bitmap.buffer), bitmap.width, bitmap.height, bitmap.stride, form)
            return drawn.copy()

    def _opened(self) -> contextlib.closing[pypdfium2.PdfDocument]:
        import pypdfium2

        return contextlib.closing(pypdfium2.PdfDocument(self._data))


class PdfView(QAbstractScrollArea):
    """Shows the pages below one another, at first as wide as the view; keys: PgUp, PgDn, Home, End, + - 0."""

    page_changed = Signal(int, int)
    """Page in sight (from 1) and number of pages."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(tr("Trang in"))
        self._pages: PdfPages | None = None
        self._drawn: OrderedDict[tuple[int, int], QImage] = OrderedDict()
        self._zoom = 0.0
        """0 means as wide as the view."""
        self._tops: list[int] = []
        self.verticalScrollBar().valueChanged.connect(self._scrolled)

    # --- content ---

    def set_pdf(self, data: bytes | None) -> None:
        """Show another document from its first page, or nothing."""
        self._pages = PdfPages(data) if data else None
        self._drawn.clear()
        self._lay_out()
        self.verticalScrollBar().setValue(0)
        self._scrolled()

    @property
    def page_count(self) -> int:
        """How many pages there are."""
        return len(self._pages) if self._pages else 0

    def set_zoom(self, zoom: float) -> None:
        """Show at ``zoom`` (1.0 = as printed, 0 = as wide as the view)."""
        self._zoom = zoom
        self._drawn.clear()
        self._lay_out()

    def step_zoom(self, step: int) -> None:
        """Go to the next larger (1) or smaller (-1) size."""
        now = self._scale() * 72 / self.logicalDpiX()
        bigger = [zoom for zoom in STEPS if (zoom - now) * step > 0.01]
        if bigger:
            self.set_zoom(min(bigger) if step > 0 else max(bigger))

    # --- geometry ---

    def _scale(self) -> float:
        """Pixels of the view per point."""
        if self._zoom or not self._pages or not self._pages.sizes:
            return (self._zoom or 1.0) * self.logicalDpiX() / 72
        widest = max(size.width() for size in self._pages.sizes)
        return max(0.1, (self.viewport().width() - 2 * GAP) / widest)

    def _rectangle(self, place: int) -> QRect:
        assert self._pages is not None
        size = self._pages.sizes[place] * self._scale()
        room = max(self.viewport().width(), int(size.width()) + 2 * GAP)
        left = (room - int(size.width())) // 2 - self.horizontalScrollBar().value()
        return QRect(left, self._tops[place] - self.verticalScrollBar().value(), int(size.width()), int(size.height()))

    def _lay_out(self) -> None:
        scale, top = self._scale(), GAP
        self._tops = []
        widest = 0
        for size in self._pages.sizes if self._pages else ():
            self._tops.append(top)
            top += int(size.height() * scale) + GAP
            widest = max(widest, int(size.width() * scale))
        view = self.viewport()
        self.verticalScrollBar().setRange(0, max(0, top - view.height()))
        self.verticalScrollBar().setPageStep(view.height())
        self.verticalScrollBar().setSingleStep(40)
        self.horizontalScrollBar().setRange(0, max(0, widest + 2 * GAP - view.width()) if self._zoom else 0)
        self.horizontalScrollBar().setPageStep(view.width())
        view.update()

    # --- Qt ---

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the pages to the new width."""
        super().resizeEvent(event)
        if not self._zoom:
            self._drawn.clear()
        self._lay_out()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the pages in sight."""
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), QColor(theme.colors().sunken))
        for place in range(self.page_count):
            place_on_view = self._rectangle(place)
            if place_on_view.intersects(event.rect()):
                painter.drawImage(place_on_view, self._image(place))
                painter.setPen(QColor(theme.colors().border))
                painter.drawRect(place_on_view.adjusted(-1, -1, 0, 0))
        painter.end()

    def _image(self, place: int) -> QImage:
        assert self._pages is not None
        scale = self._scale() * self.devicePixelRatioF()
        key = (place, round(scale * 1000))
        image = self._drawn.get(key)
        if image is None:
            image = self._drawn[key] = self._pages.image(place, scale)
            while len(self._drawn) > KEPT:
                self._drawn.popitem(last=False)
        self._drawn.move_to_end(key)
        return image

    def _scrolled(self) -> None:
        middle = self.verticalScrollBar().value() + self.viewport().height() // 2
        page = sum(top <= middle for top in self._tops)
        self.page_changed.emit(max(page, min(1, self.page_count)), self.page_count)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Scroll and zoom."""
        bar = self.verticalScrollBar()
        if event.text() in ("+", "="):
            self.step_zoom(1)
        elif event.text() == "-":
            self.step_zoom(-1)
        elif event.text() == "0":
            self.set_zoom(0)
        elif event.key() == Qt.Key.Key_Home:
            bar.setValue(0)
        elif event.key() == Qt.Key.Key_End:
            bar.setValue(bar.maximum())
        elif event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom with Ctrl, scroll without."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.step_zoom(1 if event.angleDelta().y() > 0 else -1)
        else:
            super().wheelEvent(event)
