"""What the fields of a template hold for a document: the words of the PDF, in the same order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from db.text import normalize
from desktop_app.documents.layout import Layout
from desktop_app.documents.model import Document, Letterhead, Paragraph, Signature, Style
from desktop_app.documents.table_model import Block, Facts, Signing, Slip, Table, TableDocument, Ticks
from desktop_app.documents.word import blocks, form_blocks
from desktop_app.documents.word.looks import page

Values = dict[str, Any]


def values_of(document: Document | TableDocument, layout: Layout) -> Values:
    """Return the values of a document of its own."""
    return {**_inside(document, layout), "dau_cheo": normalize(document.mark), "chan_trang": normalize(document.footer)}


def book_values(documents: Sequence[Document | TableDocument], layout: Layout, *, mark: str, footer: str) -> Values:
    """Return the values of documents bound together; each but the first begins a page."""
    parts = []
    for place, document in enumerate(documents):
        empty = {**_head(document.letterhead, layout), **_signed((), ()), "noi_nhan_dau": "", "cau_ket": ""}
        parts.append({**empty, "phan_ky": "", **_inside(document, layout), "sang_trang": place > 0})
    return {"van_ban": parts, "dau_cheo": normalize(mark), "chan_trang": normalize(footer)}


def _inside(document: Document | TableDocument, layout: Layout) -> Values:
    head: Values = {
        **_head(document.letterhead, layout),
        "ten_loai": normalize(document.title),
        "trich_yeu": [line for subject in document.subject if (line := normalize(subject))],
        "ghi_chu": normalize(document.note),
    }
    if isinstance(document, TableDocument):
        width = page(layout, landscape=document.landscape).text_width
        body = [entry for block in document.blocks for entry in _entries(block, width, layout.font)]
        return {**head, "noi_dung": body, "phan_ky": blocks.signing(document.signatures, width)}
    return {
        **head,
        "noi_dung": [entry for paragraph in document.paragraphs for entry in _paragraphs(paragraph)],
        "cau_ket": normalize(document.closing),
        "noi_nhan_dau": layout.recipients_title if document.recipients else "",
        **_signed(document.signatures, document.recipients),
    }


def _head(letterhead: Letterhead, layout: Layout) -> Values:
    return {
        "tieu_de_dang": normalize(layout.party_title),
        "co_quan_cap_tren": normalize(letterhead.upper_name),
        "co_quan": normalize(letterhead.issuer),
        "so_ky_hieu": normalize(letterhead.number),
        "noi_ngay": normalize(letterhead.place_and_date),
    }


def _signed(signatures: Sequence[Signature], recipients: Sequence[str]) -> Values:
    left = signatures[0] if len(signatures) > 1 else None
    return {
        "ky_trai": _signature(left),
        "ky_phai": _signature(signatures[-1] if signatures else None),
        "noi_nhan": [line for recipient in recipients if (line := normalize(recipient))],
    }


def _signature(signature: Signature | None) -> Values:
    if signature is None:
        return {"chuc_vu": [], "cach_ky": "", "ho_ten": ""}
    return {
        "chuc_vu": [normalize(role) for role in signature.role.split("\n")],
        "cach_ky": normalize(signature.note),
        "ho_ten": normalize(signature.name),
    }


def _entry(text: str, style: Style, block: str = "") -> Values:
    return {
        "chu": text,
        "de_muc": style is Style.HEADING,
        "muc": style is Style.ITEM,
        "dan": style is Style.SUBITEM,
        "bang": block,
    }


def _paragraphs(paragraph: Paragraph) -> list[Values]:
    return [_entry(line, paragraph.style) for line in blocks.lines(paragraph.text)]


def _entries(block: Block, width: float, font: str) -> list[Values]:
    if isinstance(block, Table):
        return [_entry("", Style.BODY, blocks.table(block, width, font))]
    if isinstance(block, Facts):
        return [_entry("", Style.BODY, blocks.facts(block, width))]
    if isinstance(block, Ticks):
        return [_entry("", Style.BODY, form_blocks.ticks(block, width, font))]
    if isinstance(block, Signing):
        return [_entry("", Style.BODY, form_blocks.signing(block, width))]
    if isinstance(block, Slip):
        return [_entry("", Style.BODY, form_blocks.slip(block, width, font))]
    return _paragraphs(block)
