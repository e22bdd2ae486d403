"""The bound book: every minute in its order on the page the contents name, ready for both sides of a sheet."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable
from io import BytesIO, RawIOBase
from typing import Any

import msgspec
import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader
from syrupy.assertion import SnapshotAssertion

from desktop_app.documents.book import Book, BookLine, LineKind, closing_document, remark, span_of
from desktop_app.documents.layout import POINTS_PER_MM, document_layout
from desktop_app.documents.model import Document, Paragraph
from desktop_app.documents.pdf.book import USUAL, Binding, Bound, book_pdf
from desktop_app.documents.pdf.document import document_pdf
from tests.helpers.books import book, cancelled, commune, document_of, lines, part
from tests.helpers.drawn import Drawn, as_text, drawn_by

ONE_SIDED = Binding(double_sided=False)
RIGHT_HAND = Binding(double_sided=True, right_hand=True)
LAYOUT = document_layout(book(part("Chi bộ thôn Nà Lừa")).cover.on)
NARROW, WIDE = LAYOUT.margin_right_mm * POINTS_PER_MM, LAYOUT.margin_left_mm * POINTS_PER_MM
HOSTILE = ("<b>x</b>&amp;", "{number} %s \\", "汉字 😀", "\u202eđảo ngược\x00", "Nguyễn" * 60, "=1+1", "")


def year(*more: BookLine) -> Book:
    """Return the year of one cell: three months and what else stands in the contents."""
    return book(part("Chi bộ thôn Nà Lừa", *lines(3), *more))


def short(line: BookLine) -> Document:
    """Return minutes of one page."""
    return msgspec.structs.replace(document_of(line), paragraphs=(Paragraph("Nội dung."),))


def bound(
    whole: Book, binding: Binding = USUAL, document: Callable[[BookLine], Document] = document_of
) -> tuple[bytes, Bound]:
    sink = BytesIO()
    made = book_pdf(whole, document, sink, binding=binding)
    return sink.getvalue(), made


def texts(pdf: bytes) -> list[str]:
    return [" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(pdf)).pages]


def lines_drawn(whole: Book, binding: Binding = USUAL) -> list[Drawn]:
    """Return what is drawn on the pages of the book, in the order of drawing."""
    found = drawn_by(lambda: bound(whole, binding, short)[0])
    # The first lines are those of the contents on a sheet that is thrown away.
    cover = next(place for place, line in enumerate(found) if line.page == 1)
    return found[cover:]


# --- what stands where ---


@pytest.mark.parametrize("binding", [Binding(), ONE_SIDED, RIGHT_HAND])
def test_each_minute_begins_on_the_page_the_contents_name(binding: Binding) -> None:
    pdf, made = bound(year(), binding)
    pages = texts(pdf)
    assert len(pages) == made.pages
    contents = next(page for page in pages if "MỤC LỤC" in page)
    for line in lines(3):
        first = made.first_pages[line.key]
        assert f"{line.number} 03/{line.number}/2026 {line.what} {first}" in contents
        assert f"Số {line.number}-BB/CB" in pages[first - 1]
        assert "BIÊN BẢN" in pages[first - 1]


def test_every_page_but_the_cover_and_empty_ones_bears_its_number() -> None:
    for binding in (Binding(), ONE_SIDED, RIGHT_HAND):
        pages = texts(bound(year(), binding)[0])
        for number, page in enumerate(pages, 1):
            assert (page.split()[:1] or [str(number)]) == [str(number)] or number == 1


def test_cancelled_minutes_are_listed_with_their_reason_and_not_printed() -> None:
    whole = year(cancelled(4, "lập nhầm chi bộ"))
    pdf, made = bound(whole)
    assert "Đã hủy. Lý do: lập nhầm chi bộ –" in texts(pdf)[2]
    assert len(made.first_pages) == 3
    assert "Số biên bản đã hủy, có ghi lý do ở mục lục: 04." in texts(pdf)[-1]


def test_numbers_nothing_bears_are_named_in_the_contents_and_on_the_last_page() -> None:
    skipped = BookLine(
        kind=LineKind.SKIPPED, number=span_of(5, 7), remark=remark(LineKind.SKIPPED, reason="ghi sổ giấy")
    )
    missing = BookLine(kind=LineKind.MISSING, number=span_of(9, 9), remark=remark(LineKind.MISSING))
    pages = texts(bound(year(skipped, missing))[0])
    assert "05–07 Không dùng. Lý do: ghi sổ giấy –" in pages[2]
    assert "09 Không có trong sổ, chưa ghi lý do." in pages[2]
    assert "Số không dùng, có ghi lý do ở mục lục: 05–07." in pages[-1]
    assert "chưa ghi lý do: 09." in pages[-1]


def test_the_last_page_says_how_many_pages_and_minutes_there_are() -> None:
    pdf, made = bound(year())
    last = texts(pdf)[-1]
    assert f"Sổ này có {made.pages} trang, đánh số từ 1 đến {made.pages}, gồm 3 biên bản đã chốt." in last
    for words in ("XÁC NHẬN CỦA CHI BỘ", "NGƯỜI LẬP SỔ", "T/M CHI BỘ", "Hoàng Văn Hường"):
        assert words in last


def test_cover_contents_and_last_page_print_as_they_did(snapshot: SnapshotAssertion) -> None:
    drawn = lines_drawn(year(cancelled(4, "lập nhầm chi bộ")))
    last = max(line.page for line in drawn)
    own = [line for line in drawn if line.page in (1, 3, last)]
    assert as_text(sorted(own, key=lambda line: line.page)) == snapshot


def test_a_minute_in_the_book_reads_as_it_does_alone() -> None:
    line = lines(3)[1]
    pdf, made = bound(year())
    alone = texts(document_pdf(document_of(line)))
    first = made.first_pages[line.key]
    for place, page in enumerate(alone):
        number = str(first + place)
        assert texts(pdf)[first - 1 + place].removeprefix(number).strip() == page.removeprefix(str(place + 1)).strip()


# --- both sides of a sheet ---


def test_the_wide_margin_lies_where_the_sheets_are_bound() -> None:
    for line in lines_drawn(year()):
        left, right = (NARROW, WIDE) if line.page % 2 == 0 else (WIDE, NARROW)
        assert line.x >= left - 0.1, line
        assert line.right <= 595.3 - right + 0.1, line
    assert min(line.x for line in lines_drawn(year()) if line.page % 2 == 0) < WIDE


def test_one_sided_pages_are_all_alike_and_none_is_empty() -> None:
    assert all(line.x >= WIDE - 0.1 for line in lines_drawn(year(), ONE_SIDED))
    assert all(texts(bound(year(), ONE_SIDED)[0]))


def test_minutes_begin_on_the_right_where_that_is_wished() -> None:
    _pdf, made = bound(year(), RIGHT_HAND)
    assert all(first % 2 == 1 for first in made.first_pages.values())
    assert made.pages > bound(year())[1].pages
    sample = book(part("Chi bộ thôn Nà Lừa", *lines(3)), sample=True)
    empty = [page for page in texts(bound(sample, RIGHT_HAND)[0]) if not page]
    assert empty


# --- many cells ---


def test_the_book_of_all_cells_names_each_on_a_page_of_its_own() -> None:
    whole = book(part("Chi bộ thôn Nà Lừa", *lines(2)), part("Chi bộ Trạm Y tế"), part("Chi bộ Cốc Cái", *lines(1, 1)))
    pdf, made = bound(whole)
    pages = texts(pdf)
    for number, name, count in ((0, "CHI BỘ THÔN NÀ LỪA", 2), (2, "CHI BỘ CỐC CÁI", 1)):
        first = made.first_pages[f"part-{number}"]
        assert first % 2 == 1
        assert pages[first - 1] == f"{first} {name} Gồm {count} biên bản"
    assert "part-1" not in made.first_pages
    assert "Chi bộ Trạm Y tế – Trong năm không có biên bản đã chốt." in pages[2]
    assert "XÁC NHẬN CỦA CẤP ỦY" in pages[-1]


def test_long_contents_go_on_and_still_name_the_right_pages() -> None:
    pdf, made = bound(commune(8), document=short)
    pages = texts(pdf)
    contents = [page for page in pages if "Số Ngày Nội dung Trang" in page]
    assert len(contents) > 2
    for key, first in made.first_pages.items():
        if not key.startswith("part"):
            assert f"Số {int(key.split('-')[1]):02}-BB/CB" in pages[first - 1]
            assert any(f" năm 2026 {first}" in page for page in contents)


@settings(max_examples=25)
@given(
    st.lists(st.tuples(st.integers(0, 12), st.text(max_size=90)), min_size=1, max_size=5),
    st.booleans(),
    st.booleans(),
)
def test_pages_are_whole_and_in_their_order_whatever_is_bound(
    cells: list[tuple[int, str]],
    double_sided: bool,
    right_hand: bool,
) -> None:
    parts = [
        part(f"Chi bộ {number} {name}", *lines(count, number), cancelled(20, name))
        for number, (count, name) in enumerate(cells)
    ]
    pdf, made = bound(book(*parts), Binding(double_sided, right_hand), short)
    with pypdfium2.PdfDocument(pdf) as opened:
        assert len(opened) == made.pages
        for one in parts:
            for line in one.lines:
                if line.key:
                    page = opened[made.first_pages[line.key] - 1].get_textpage().get_text_bounded()
                    assert f"Số {line.number}-BB/CB" in page


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_names_and_reasons_are_only_text(text: str) -> None:
    line = msgspec.structs.replace(lines(1)[0], what=text, number=text[:20])
    whole = book(part(text, line, cancelled(2, text)), part(text))
    pdf, made = bound(whole, document=lambda _line: document_of(lines(1)[0]))
    assert len(texts(pdf)) == made.pages


# --- the file ---


def test_the_same_book_is_the_same_bytes() -> None:
    assert bound(year())[0] == bound(year())[0]


def test_viewers_list_the_minutes_and_lead_to_them() -> None:
    pdf, made = bound(year())
    reader = PdfReader(BytesIO(pdf))
    listed: list[Any] = list(reader.outline)
    assert [entry.title for entry in listed] == [f"{line.number} – {line.what}" for line in lines(3)]
    places = [reader.get_destination_page_number(entry) for entry in listed]
    assert places == [made.first_pages[line.key] - 1 for line in lines(3)]
    links: Any = reader.pages[2]["/Annots"]
    assert len(links) == 3


class _OneWay(RawIOBase):
    """A place bytes only go to."""

    def __init__(self) -> None:
        self.length = 0

    def writable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return False

    def write(self, piece: Any) -> int:
        self.length += len(piece)
        return len(piece)


def _peak(cells: int) -> int:
    whole = commune(cells)
    sink = _OneWay()
    tracemalloc.start()
    try:
        book_pdf(whole, short, sink)  # type: ignore[arg-type]  # all that is asked of it is to take bytes
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_ten_times_the_minutes_take_no_more_memory() -> None:
    bound(year())
    few, many = _peak(4), _peak(40)
    # Where each minute begins has to be known at the end, and no more than that: 2 KB for each of 432 more.
    assert many - few < 432 * 2_048, (few, many)


def test_pages_leave_for_the_file_while_others_are_still_to_come() -> None:
    sink, lengths = _OneWay(), list[int]()

    def told(_done: int, _total: int) -> None:
        lengths.append(sink.length)

    book_pdf(year(), document_of, sink, progress=told)  # type: ignore[arg-type]
    assert lengths[0] > 1_000
    assert lengths == sorted(set(lengths))


def test_progress_is_told_and_may_end_the_writing() -> None:
    told: list[tuple[int, int]] = []
    book_pdf(year(), document_of, BytesIO(), progress=lambda done, total: told.append((done, total)))
    assert told == [(1, 3), (2, 3), (3, 3)]

    def stop(_done: int, _total: int) -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        book_pdf(year(), document_of, BytesIO(), progress=stop)


def test_the_last_page_of_the_book_of_all_says_which_cell_a_number_is_of() -> None:
    whole = book(
        part("Chi bộ A", *lines(1), cancelled(2, "nhầm")), part("Chi bộ B", *lines(1, 1), cancelled(3, "nhầm"))
    )
    words = " ".join(paragraph.text for paragraph in closing_document(whole, 9).paragraphs)
    assert "02 (Chi bộ A); 03 (Chi bộ B)" in words
