"""What a document says, apart from how it is drawn: every writer (PDF, Word) takes the same one."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

import msgspec


class Style(StrEnum):
    """What a paragraph is for; each writer knows how that looks."""

    HEADING = "heading"
    """Section heading; stays with what follows."""
    ITEM = "item"
    """Heading of one item in a section; stays with what follows."""
    SUBITEM = "subitem"
    """A reference to an item above what was said on it; stays with what follows."""
    BODY = "body"


class Paragraph(msgspec.Struct, frozen=True):
    """One paragraph of plain text: nothing in it is markup."""

    text: str
    style: Style = Style.BODY


class Signature(msgspec.Struct, frozen=True, kw_only=True):
    """One place to sign: what the person is, how to sign, the printed name."""

    role: str
    """A line break begins its next line, for instance "T/M CHI BỘ" above "BÍ THƯ"."""
    note: str
    """How to sign, in small letters; empty where nothing is said."""
    name: str


class Letterhead(msgspec.Struct, frozen=True, kw_only=True):
    """The two columns that open a document of the Party."""

    upper_name: str
    """Tên cơ quan cấp trên, capitals."""
    issuer: str
    """Tên cơ quan ban hành, capitals."""
    number: str
    """The whole line, for instance "Số 05-BB/CB"."""
    place_and_date: str


class Document(msgspec.Struct, frozen=True, kw_only=True):
    """A document ready to be drawn."""

    on: date
    """The day whose layout applies."""
    letterhead: Letterhead
    title: str
    """Tên loại, capitals."""
    subject: tuple[str, ...]
    """Trích yếu, a line each."""
    note: str = ""
    """Said in small letters under the subject, for instance that this version replaces another."""
    paragraphs: tuple[Paragraph, ...]
    closing: str = ""
    """The last sentence; it stays on one page with the signatures. Where it is empty the last paragraph does."""
    signatures: tuple[Signature, ...]
    """One or two places to sign, from left to right; the only one stands on the right."""
    recipients: tuple[str, ...] = ()
    """Nơi nhận, a line each: left of the only signature, below two of them."""
    name: str
    """Title in the file's properties."""
    author: str
    mark: str = ""
    """Printed across every page, for instance "BẢN NHÁP"."""
    footer: str = ""
    """Printed at the foot of every page, for instance "DỮ LIỆU MẪU"."""
    file_name: str = ""
    """Proposed when it is kept, without ending."""
    template: str = "minutes"
    """Which template its Word face has (``documents.word.fields.Kind``)."""
