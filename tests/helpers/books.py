"""Books of the meetings of ``tests.helpers.minutes``, for tests and benchmarks of bound minutes."""

from __future__ import annotations

import functools
from datetime import date

import msgspec

from desktop_app.documents.book import Book, BookData, BookLine, BookPart, LineKind, book_of, remark
from desktop_app.documents.minutes import minutes_document
from desktop_app.documents.model import Document
from tests.helpers.minutes import minutes, ordinary_content

YEAR = 2026


def lines(months: int, cell: int = 0) -> tuple[BookLine, ...]:
    """Return a line for each of so many months; keys tell the cell and the month apart."""
    return tuple(
        BookLine(
            key=f"{cell}-{month}",
            number=f"{month:02}",
            on=date(YEAR, month, 3),
            what=f"Sinh hoạt chi bộ thường kỳ tháng {month:02} năm {YEAR}",
        )
        for month in range(1, months + 1)
    )


def cancelled(number: int, reason: str) -> BookLine:
    """Return the line of minutes that were cancelled."""
    return BookLine(
        kind=LineKind.CANCELLED,
        number=f"{number:02}",
        on=date(YEAR, 5, 12),
        what=f"Sinh hoạt chi bộ bất thường ngày 12 tháng 5 năm {YEAR}",
        remark=remark(LineKind.CANCELLED, reason=reason),
    )


def part(name: str, *listed: BookLine) -> BookPart:
    """Return the part of a cell."""
    return BookPart(name=name, header=name.upper(), lines=listed)


def book(*parts: BookPart, sample: bool = False) -> Book:
    """Return the book of these cells."""
    whole = len(parts) > 1
    return book_of(
        BookData(
            document="minutes",
            year=YEAR,
            upper_header="ĐẢNG BỘ TỈNH LÀO CAI" if whole else "ĐẢNG BỘ XÃ MƯỜNG KHƯƠNG",
            header="ĐẢNG BỘ XÃ MƯỜNG KHƯƠNG" if whole else parts[0].header,
            name="Đảng ủy xã Mường Khương" if whole else parts[0].name,
            place="Mường Khương",
            parts=parts,
            whole_office=whole,
            secretary="Hoàng Văn Hường",
            sample=sample,
        )
    )


def commune(cells: int, months: int = 12) -> Book:
    """Return the book of a commune of so many cells."""
    return book(*(part(f"Chi bộ thôn {cell + 1}", *lines(months, cell)) for cell in range(cells)))


@functools.cache
def _month(month: int) -> Document:
    content = msgspec.structs.replace(ordinary_content(), period=f"{YEAR}-{month:02}", held_on=date(YEAR, month, 3))
    return minutes_document(minutes(content, number=month))


def document_of(line: BookLine) -> Document:
    """Return the minutes of a line: three pages, their number and month its own."""
    return _month(int(line.number))


def made_anew(line: BookLine) -> Document:
    """Return the same, made anew at every call, as a service does."""
    return _month.__wrapped__(int(line.number))
