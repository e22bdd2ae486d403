"""Put a finished PDF on paper, or into the hands of the program that shows PDFs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QMarginsF, QRectF, QUrl
from PySide6.QtGui import QDesktopServices, QPageLayout, QPageSize, QPainter
from PySide6.QtWidgets import QWidget

from db.problems import ProblemError
from desktop_app.texts import tr
from ui.widgets.pdf_view import PdfPages

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

MOST_DOTS = 300
"""Dots an inch at which a page is drawn: sharp for text, and 9 MB a page in shades of grey."""


class Printing:
    """The way to the printer, both sides of a sheet by default where ``duplex`` says so.

    A test puts one in its place that asks nobody.
    """

    def __init__(self, *, duplex: bool = False) -> None:
        self.duplex = duplex

    def choose(self, parent: QWidget, pages: int, title: str) -> QPrinter | None:
        """Let a printer and a range of pages be chosen; None when the user gives up.

        Raises ProblemError M21 when the computer has no printer.
        """
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter, QPrinterInfo

        if not QPrinterInfo.availablePrinterNames():
            raise ProblemError("M21")
        printer = new_printer(title)
        if self.duplex:
            printer.setDuplex(QPrinter.DuplexMode.DuplexLongSide)
        dialog = QPrintDialog(printer, parent)
        dialog.setWindowTitle(tr("In"))
        dialog.setMinMax(1, max(1, pages))
        dialog.setOption(QPrintDialog.PrintDialogOption.PrintPageRange)
        agreed = dialog.exec() == QPrintDialog.DialogCode.Accepted
        dialog.deleteLater()
        return printer if agreed else None

    def open_file(self, path: Path) -> bool:
        """Show a file in the computer's own PDF program; False when there is none."""
        return QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))

    def print_pdf(self, data: bytes, parent: QWidget, title: str) -> bool:
        """Ask where to print and print; False when the user gave up.

        Raises ProblemError M21 when the computer has no printer, M22 when the printer refused.
        """
        pages = PdfPages(data)
        printer = self.choose(parent, len(pages), title)
        if printer is None:
            return False
        if not paint(pages, printer):
            raise ProblemError("M22", printer=printer.printerName() or title)
        return True


def new_printer(title: str) -> QPrinter:
    """Return a printer set to whole A4 sheets: the margins are in the document already."""
    from PySide6.QtPrintSupport import QPrinter

    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setDocName(title)
    printer.setPageLayout(
        QPageLayout(QPageSize(QPageSize.PageSizeId.A4), QPageLayout.Orientation.Portrait, QMarginsF(0, 0, 0, 0))
    )
    printer.setFullPage(True)
    return printer


def paint(pages: PdfPages, printer: QPrinter) -> bool:
    """Draw the chosen pages on ``printer``, each at its own size; False when the printer refuses to begin."""
    first = max(1, printer.fromPage() or 1)
    last = min(len(pages), printer.toPage() or len(pages))
    _turn(printer, pages, first - 1)
    painter = QPainter()
    if not painter.begin(printer):
        return False
    dots = printer.resolution()
    for place in range(first - 1, last):
        size = pages.sizes[place]
        if place > first - 1:
            _turn(printer, pages, place)
            printer.newPage()
        image = pages.image(place, min(dots, MOST_DOTS) / 72, grey=True)
        painter.drawImage(QRectF(0, 0, size.width() * dots / 72, size.height() * dots / 72), image)
    return painter.end()


def _turn(printer: QPrinter, pages: PdfPages, place: int) -> None:
    """Lay the next sheet the way page ``place`` lies."""
    if place < len(pages):
        size = pages.sizes[place]
        lies = size.width() > size.height()
        printer.setPageOrientation(QPageLayout.Orientation.Landscape if lies else QPageLayout.Orientation.Portrait)
