"""The Word face of a paper says what its print says, in the same order, in the layout of its day."""

from __future__ import annotations

import functools
import re
import zipfile
from datetime import date
from io import BytesIO

import docx
import msgspec
import pytest
from docx.oxml.ns import qn
from docx.shared import Length, Mm, Pt
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader
from syrupy.assertion import SnapshotAssertion

from db.meeting_records import AgendaItem, Opinion
from desktop_app.documents.layout import document_layout
from desktop_app.documents.minutes import minutes_document
from desktop_app.documents.model import Document, Paragraph
from desktop_app.documents.pdf.document import document_pdf
from desktop_app.documents.pdf.table import table_pdf
from desktop_app.documents.pdf.typeset import family
from desktop_app.documents.table_model import Table, TableColumn, TableDocument, TableRow
from desktop_app.documents.word.document import book_docx, document_docx
from desktop_app.documents.word.fields import TABLES, Kind
from desktop_app.documents.word.shipped import shipped
from docs import word_templates
from tests.helpers import word
from tests.helpers.every_paper import Paper, tables, texts
from tests.helpers.minutes import minutes, ordinary_content
from tests.helpers.papers import HOSTILE, document, signed

LAYOUT = document_layout(date(2026, 11, 3))
TEXTS, TABLE_PAPERS = texts(), tables()
EVERY: dict[str, Paper] = {**TEXTS, **TABLE_PAPERS}


def written(paper: Paper, **changes: object) -> bytes:
    layout = msgspec.structs.replace(document_layout(paper.on), **changes)
    return document_docx(paper, shipped(Kind(paper.template)), layout)


@functools.cache
def face(name: str) -> bytes:
    """Return a sample paper as a Word file, made once."""
    return written(EVERY[name])


def words_of_word(data: bytes) -> str:
    return "".join("".join(one.text.split()) for one in word.in_order_of_print(data))


def numbered(paper: Paper) -> bool:
    """Return whether later pages bear their number: slips to cut off have none."""
    return isinstance(paper, Document) or not paper.bare


def words_of_print(paper: Paper) -> str:
    """Return the words of a print without spaces, the marks and numbers of its pages left out."""
    pdf = document_pdf(paper) if isinstance(paper, Document) else table_pdf(paper)
    said = ""
    for number, page in enumerate(PdfReader(BytesIO(pdf)).pages, 1):
        text = "".join(page.extract_text().split())
        for edge in (paper.mark, paper.footer, str(number) if number > 1 and numbered(paper) else ""):
            bare = "".join(edge.split())
            assert text.startswith(bare), (number, bare, text[:80])
            text = text.removeprefix(bare)
        said += text
    return said


def without_repeats(said: str, paper: Paper) -> str:
    """Return the words of a print with the headings of tables only where they stand first."""
    if isinstance(paper, Document):
        return said
    for block in paper.blocks:
        if isinstance(block, Table) and not block.dotted:
            heads = "".join("".join(column.title.split()) for column in block.columns)
            first = said.find(heads)
            if first >= 0 and not any(column.group for column in block.columns):
                while (again := said.find(heads, first + 1)) >= 0:
                    said = said[:again] + said[again + len(heads) :]
    return said


# --- the two faces ---


@pytest.mark.parametrize("name", EVERY)
def test_word_and_print_say_the_same_words_in_the_same_order(name: str) -> None:
    paper = EVERY[name]
    on_paper, in_word = words_of_print(paper), words_of_word(face(name))
    if on_paper != in_word:
        # Tables of one kind may stand several times in a paper: only headings repeated on a new page are no words.
        assert without_repeats(on_paper, paper) == without_repeats(in_word, paper)


@pytest.mark.parametrize("name", EVERY)
def test_marks_and_footers_stand_on_every_page(name: str) -> None:
    paper = EVERY[name]
    data = face(name)
    assert word.marks(data) == ([paper.mark] * 2 if paper.mark else [])
    first_head, head, first_foot, foot = word.edges(data)
    assert (first_head, head) == ("", "2" if numbered(paper) else ""), "only later pages bear their number"
    assert first_foot == foot == paper.footer


@pytest.mark.parametrize(
    "name",
    ["minutes_regular", "minutes_committee", "minutes_draft", "extract", "resolution", "notice", "invitation",
     "attendance", "cover", "score_sheet", "minutes_blank", "grouped", "review_form_complete", "review_ballots",
     "review_count", "review_proposals"],
)  # fmt: skip
def test_word_files_read_as_they_did(name: str, snapshot: SnapshotAssertion) -> None:
    assert word.as_text(face(name)) == snapshot(name=name)


def test_a_book_holds_its_documents_one_after_another_each_on_a_page_of_its_own() -> None:
    parts: list[Paper] = [TEXTS["minutes_regular"], TABLE_PAPERS["grouped"], TEXTS["resolution"]]
    data = book_docx(parts, shipped(Kind.BOOK), LAYOUT, title="Sổ biên bản", author="Chi bộ", on=date(2026, 12, 31))
    assert words_of_word(data) == "".join(words_of_word(written(part)) for part in parts)
    breaks = docx.Document(BytesIO(data)).element.body.findall(f".//{qn('w:br')}")
    assert [one.get(qn("w:type")) for one in breaks] == ["page", "page"]


# --- whatever is written ---

_TURNED = (("\u0590", "\u08ff"), ("\ufb1d", "\ufdff"), ("\ufe70", "\ufeff"))
"""Written from right to left: the reader of the print puts such letters where they would stand in their own script."""
_ANY = st.text(
    st.characters(exclude_categories=["Cs"]).filter(
        lambda letter: not any(first <= letter <= last for first, last in _TURNED)
    ),
    max_size=60,
) | st.sampled_from(HOSTILE)


def shown(text: str) -> str:
    """Return a text as a reader of the print sees it: letters the face has not are question marks."""
    return family(LAYOUT.font).regular.known_only(text)


@settings(max_examples=40, deadline=None)
@given(title=_ANY, body=_ANY, speaker=_ANY)
def test_whatever_is_typed_stands_in_both_faces(title: str, body: str, speaker: str) -> None:
    item = AgendaItem(title=title, content=body, opinions=(Opinion(speaker=speaker, text=body),), conclusion=body)
    content = msgspec.structs.replace(ordinary_content(), agenda=(item,), place=title)
    paper = minutes_document(minutes(content, chair=speaker[:12]))
    assert shown(words_of_word(written(paper))) == words_of_print(paper)


@settings(max_examples=40, deadline=None)
@given(cell=_ANY, heading=st.text("abcđ ", min_size=1, max_size=10))
def test_whatever_stands_in_a_cell_stands_in_both_faces(cell: str, heading: str) -> None:
    paper = document(
        Table(columns=(TableColumn(heading, 60), TableColumn("Ghi", 60)), rows=(TableRow((cell, 1476)),)),
        signatures=signed(),
    )
    assert shown(words_of_word(written(paper))) == words_of_print(paper)


@pytest.mark.parametrize(
    "text", ["{{ 7*7 }}", "{% if x %}", "{_{ a }_}", "{_% b %_}", "{# c #}", "&amp;lt;", "\uffff|"]
)
def test_words_that_look_like_tags_stay_words(text: str) -> None:
    paper = msgspec.structs.replace(TEXTS["resolution"], title=text, paragraphs=(Paragraph(text),), mark=text)
    said = [one.text for one in word.paragraphs(written(paper))]
    assert said.count(text.replace("\uffff", "?")) == 2
    assert word.marks(written(paper)) == [text.replace("\uffff", "?")] * 2


# --- layout ---


def in_mm(length: Length | None) -> float:
    assert length is not None
    return float(length.mm)


def test_sizes_and_margins_are_those_of_the_layout_in_force() -> None:
    data = written(TEXTS["minutes_regular"], body_size=13, title_size=15, margin_left_mm=35, first_line_indent_mm=10)
    opened = docx.Document(BytesIO(data))
    styles = {style.name: style for style in opened.styles}
    size = {name: styles[name].font.size.pt for name in ("SCB Đoạn", "SCB Tên loại", "SCB Số ký hiệu")}
    assert size == {"SCB Đoạn": 13, "SCB Tên loại": 15, "SCB Số ký hiệu": 14}
    assert styles["SCB Đoạn"].paragraph_format.first_line_indent.mm == pytest.approx(10, abs=0.1)
    assert in_mm(opened.sections[0].left_margin) == pytest.approx(35, abs=0.1)
    assert in_mm(opened.sections[0].right_margin) == pytest.approx(LAYOUT.margin_right_mm, abs=0.1)
    assert {style.font.name for name, style in styles.items() if name.startswith("SCB")} == {"Times New Roman"}


def test_what_a_clerk_changed_in_the_template_stays_whatever_the_layout_says() -> None:
    edited = docx.Document(BytesIO(shipped(Kind.MINUTES)))
    edited.styles["SCB Đoạn"].font.size = Pt(13)
    edited.sections[0].left_margin = Mm(25)
    kept = BytesIO()
    edited.save(kept)
    layout = msgspec.structs.replace(LAYOUT, body_size=12, margin_left_mm=35, margin_top_mm=22)
    opened = docx.Document(BytesIO(document_docx(TEXTS["minutes_regular"], kept.getvalue(), layout)))
    styles = {style.name: style for style in opened.styles}
    assert styles["SCB Đoạn"].font.size.pt == 13
    assert styles["SCB Mục"].font.size.pt == 12
    assert in_mm(opened.sections[0].left_margin) == pytest.approx(25, abs=0.1)
    assert in_mm(opened.sections[0].top_margin) == pytest.approx(22, abs=0.1)


def test_a_paper_that_lies_on_its_side_does_so_in_word() -> None:
    for landscape in (True, False):
        paper = msgspec.structs.replace(TABLE_PAPERS["grouped"], landscape=landscape)
        section = docx.Document(BytesIO(written(paper))).sections[0]
        assert in_mm(section.page_width) == pytest.approx(297 if landscape else 210, abs=0.2)
        assert in_mm(section.page_height) == pytest.approx(210 if landscape else 297, abs=0.2)


def test_the_names_in_the_letterhead_have_the_room_the_date_leaves() -> None:
    shares = []
    for place in ("Mường Khương, ngày 03 tháng 11 năm 2026", "Huế, ngày 3/11/2026"):
        head = msgspec.structs.replace(TEXTS["minutes_regular"].letterhead, place_and_date=place)
        paper = msgspec.structs.replace(TEXTS["minutes_regular"], letterhead=head)
        table = docx.Document(BytesIO(written(paper))).tables[0]
        left, right = (int(one.get(qn("w:w"))) for one in table._element.iter(qn("w:gridCol")))
        assert left + right == pytest.approx(LAYOUT.text_width * 20, abs=2)
        shares.append(left)
    face = family(LAYOUT.font).regular
    assert face.width("ĐẢNG BỘ XÃ MƯỜNG KHƯƠNG", LAYOUT.upper_name_size) * 20 <= shares[0] < shares[1]


@pytest.mark.parametrize(
    ("name", "words"),
    [("minutes_regular", "Biên bản đã được"), ("resolution", "Nghị quyết được biểu quyết"), ("grouped", "Cộng")],
)
def test_places_to_sign_never_stand_alone_on_a_page(name: str, words: str) -> None:
    body = docx.Document(BytesIO(face(name))).element.body
    above = [one for one in body.iter(qn("w:p")) if words in "".join(text.text or "" for text in one.iter(qn("w:t")))]
    assert above
    assert all(one.find(f"{qn('w:pPr')}/{qn('w:keepNext')}") is not None for one in above[-1:])


def test_a_long_place_stays_on_one_line_by_smaller_letters() -> None:
    head = TEXTS["minutes_regular"].letterhead
    long = msgspec.structs.replace(head, place_and_date="Thị trấn Nông trường Phong Hải, ngày 28 tháng 12 năm 2026")
    paper = msgspec.structs.replace(TEXTS["minutes_regular"], letterhead=long)
    styles = {style.name: style for style in docx.Document(BytesIO(written(paper))).styles}
    assert 8 <= styles["SCB Nơi, ngày"].font.size.pt < 14


# --- the file ---


@pytest.mark.parametrize("name", ["minutes_regular", "grouped"])
def test_the_same_paper_gives_the_same_bytes(name: str) -> None:
    assert written(EVERY[name]) == written(EVERY[name])


def test_the_file_names_its_document_and_nothing_of_the_machine() -> None:
    paper = msgspec.structs.replace(TEXTS["resolution"], name="Nghị quyết <số> & tháng {{ 1 }}", author="Chi bộ A & B")
    properties = docx.Document(BytesIO(written(paper))).core_properties
    assert (properties.title, properties.author) == ("Nghị quyết <số> & tháng {{ 1 }}", "Chi bộ A & B")
    assert properties.created is not None
    assert properties.created.date() == paper.on


@pytest.mark.parametrize("name", EVERY)
def test_every_cell_ends_with_a_paragraph_as_word_asks(name: str) -> None:
    body = docx.Document(BytesIO(face(name))).element.body
    cells = list(body.iter(qn("w:tc")))
    assert cells
    assert all(cell[-1].tag == qn("w:p") for cell in cells)
    for row in body.iter(qn("w:tr")):
        grid = row.getparent().find(qn("w:tblGrid"))
        spans = [cell.find(f"{qn('w:tcPr')}/{qn('w:gridSpan')}") for cell in row.findall(qn("w:tc"))]
        assert sum(int(span.get(qn("w:val"))) if span is not None else 1 for span in spans) == len(grid)


# --- the templates the program brings ---


@pytest.mark.parametrize("kind", list(Kind))
def test_the_templates_in_the_tree_are_those_the_script_makes(kind: Kind) -> None:
    assert word_templates.made(kind) == shipped(kind), "run python -m docs.word_templates"


def test_every_paper_has_a_template_of_its_own_sort() -> None:
    for paper in EVERY.values():
        assert (Kind(paper.template) in TABLES) is isinstance(paper, TableDocument)


def test_no_tag_of_a_template_is_left_in_a_document() -> None:
    for sample in EVERY:
        with zipfile.ZipFile(BytesIO(face(sample))) as packed:
            for name in packed.namelist():
                assert not re.search(rb"\{[{%#]", packed.read(name)), name
