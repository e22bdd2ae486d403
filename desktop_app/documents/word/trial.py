"""Trying a template out before an office uses it: sample documents in which every field says its own name."""

from __future__ import annotations

import re
from datetime import date
from io import BytesIO

import msgspec

from db.problems import ProblemError
from desktop_app.documents.layout import Layout
from desktop_app.documents.model import Document, Letterhead, Paragraph, Signature, Style
from desktop_app.documents.table_model import Fact, Facts, Slip, Table, TableColumn, TableDocument, TableRow
from desktop_app.documents.word.document import book_docx, document_docx
from desktop_app.documents.word.fields import TABLES, Kind

_TOKEN = re.compile("⟪([^⟫]*)⟫")
_NEEDED = ("ten_loai", "noi_dung", "cau_ket", "ky", "phan_ky")
"""What a document may not go without, by the beginning of a field's name."""
_HOSTILE = "{{ 7*7 }} {% if %} {_{ <w:p/> &amp; ]]> \u202e“”"


class TemplateCheck(msgspec.Struct, frozen=True, kw_only=True):
    """What came of trying a template out."""

    kind: Kind
    left_out: tuple[str, ...] = ()
    """Fields whose words the template does not print, though it may do without them."""


def try_out(data: bytes, kind: Kind, layout: Layout) -> TemplateCheck:
    """Fill a template with sample documents and return what it leaves out.

    Raises ProblemError: M60 to M66, M68 (it cannot be used), M67 (it leaves out what no document may go without).
    """
    for paper in (_bare(kind), _hostile(kind)):
        _written(paper, kind, data, layout)
    sample = _sample(kind)
    # In small letters: a template may write a field in capitals.
    found = set(_TOKEN.findall(_words(_written(sample, kind, data, layout)).lower()))
    asked = list(dict.fromkeys(_TOKEN.findall(repr(sample))))
    missing = [token for token in asked if token not in found]
    needed = [token for token in missing if token.startswith(_NEEDED)]
    if needed:
        raise ProblemError("M67", fields=_named(needed))
    return TemplateCheck(kind=kind, left_out=tuple(dict.fromkeys(token.split(" ")[0] for token in missing)))


def _named(tokens: list[str]) -> str:
    return ", ".join(dict.fromkeys(token.replace(" ", ".") for token in tokens))


def _written(paper: Document | TableDocument, kind: Kind, data: bytes, layout: Layout) -> bytes:
    if kind is Kind.BOOK:
        second = _table("phan_ky")
        return book_docx([paper, second], data, layout, title="", author="", on=paper.on)
    return document_docx(paper, data, layout)


def _words(written: bytes) -> str:
    """Return the words of a written file, headers and footers too. Raises ProblemError M68 where it does not open."""
    import docx
    from docx.oxml.ns import qn

    try:
        opened = docx.Document(BytesIO(written))
        parts = [opened.element.body]
        for section in opened.sections:
            edges = (section.header, section.first_page_header, section.footer, section.first_page_footer)
            parts += [edge._element for edge in edges if not edge.is_linked_to_previous]
    except Exception as error:  # whatever a file that holds no document makes the reader raise
        raise ProblemError("M68") from error
    said = []
    for part in parts:
        said += [text.text or "" for text in part.iter(qn("w:t"))]
        said += [value for shape in part.iter("{urn:schemas-microsoft-com:vml}textpath") for value in shape.values()]
    return "".join(said)


# --- sample documents ---


def _sample(kind: Kind) -> Document | TableDocument:
    if kind is Kind.BALLOT:
        return _slips()
    return _table("phan_ky") if kind in TABLES else _document(kind)


def _letterhead(words: dict[str, str]) -> Letterhead:
    return Letterhead(
        upper_name=words["co_quan_cap_tren"],
        issuer=words["co_quan"],
        number=words["so_ky_hieu"],
        place_and_date=words["noi_ngay"],
    )


def _tokens() -> dict[str, str]:
    names = "co_quan_cap_tren co_quan so_ky_hieu noi_ngay ten_loai trich_yeu ghi_chu cau_ket dau_cheo chan_trang"
    return {name: f"⟪{name}⟫" for name in names.split()}


def _paragraphs() -> tuple[Paragraph, ...]:
    words = {Style.HEADING: "de_muc", Style.ITEM: "muc", Style.SUBITEM: "dan", Style.BODY: "chu"}
    return tuple(Paragraph(f"⟪noi_dung {name}⟫", style) for style, name in words.items())


def _signer(name: str) -> Signature:
    return Signature(role=f"⟪{name} chuc_vu⟫", note=f"⟪{name} cach_ky⟫", name=f"⟪{name} ho_ten⟫")


def _document(kind: Kind) -> Document:
    words = _tokens()
    return Document(
        on=date(2026, 11, 3),
        letterhead=_letterhead(words),
        title=words["ten_loai"],
        subject=(words["trich_yeu"],),
        note=words["ghi_chu"],
        paragraphs=_paragraphs(),
        closing=words["cau_ket"],
        signatures=(_signer("ky_trai"), _signer("ky_phai")),
        recipients=("⟪noi_nhan⟫",),
        name="",
        author="",
        mark=words["dau_cheo"],
        footer=words["chan_trang"],
        template=kind.value,
    )


def _table(signer: str, template: str = Kind.TABLE) -> TableDocument:
    words = _tokens()
    rows = (TableRow(("⟪noi_dung bang⟫",)),)
    facts = Facts(facts=(Fact("⟪noi_dung bang ten⟫", "⟪noi_dung bang gia_tri⟫"),))
    return TableDocument(
        on=date(2026, 11, 3),
        letterhead=_letterhead(words),
        title=words["ten_loai"],
        subject=(words["trich_yeu"],),
        note=words["ghi_chu"],
        blocks=(*_paragraphs(), facts, Table(columns=(TableColumn("⟪noi_dung bang cot⟫", 40),), rows=rows)),
        signatures=(_signer(signer),),
        name="",
        author="",
        file_name="",
        mark=words["dau_cheo"],
        footer=words["chan_trang"],
        template=template,
    )


def _slips() -> TableDocument:
    """Return slips: the names of what stands in a block are those of the list, for they have no fields of their own."""
    words, empty = _tokens(), Letterhead(upper_name="", issuer="", number="", place_and_date="")
    rows = (TableRow(("⟪noi_dung bang⟫",)),)
    slip = Slip(
        upper_name="", issuer="", title="⟪noi_dung phieu⟫", table=Table(columns=(TableColumn("", 40),), rows=rows)
    )
    return TableDocument(
        on=date(2026, 11, 3),
        letterhead=empty,
        title="",
        blocks=(*_paragraphs(), slip),
        bare=True,
        name="",
        author="",
        file_name="",
        mark=words["dau_cheo"],
        footer=words["chan_trang"],
        template=Kind.BALLOT,
    )


def _bare(kind: Kind) -> Document | TableDocument:
    """Return a document in which nothing is said."""
    head = Letterhead(upper_name="", issuer="", number="", place_and_date="")
    sample = _sample(kind)
    empty = {"letterhead": head, "title": "", "subject": (), "note": "", "mark": "", "footer": "", "signatures": ()}
    if isinstance(sample, TableDocument):
        return msgspec.structs.replace(sample, blocks=(), **empty)
    return msgspec.structs.replace(sample, paragraphs=(), closing="", recipients=(), **empty)


def _hostile(kind: Kind) -> Document | TableDocument:
    """Return a document whose words look like tags."""
    sample = _sample(kind)
    many = tuple(Paragraph(_HOSTILE, style) for style in Style for _ in range(3))
    if isinstance(sample, TableDocument):
        return msgspec.structs.replace(sample, title=_HOSTILE, blocks=(*many, *sample.blocks), mark=_HOSTILE)
    return msgspec.structs.replace(sample, title=_HOSTILE, paragraphs=many, recipients=(_HOSTILE,) * 3, mark=_HOSTILE)
