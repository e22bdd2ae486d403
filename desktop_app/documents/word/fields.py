"""The fields a template may name, by kind of document; their names are what a clerk reads in Word."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Union

import msgspec


class Kind(StrEnum):
    """The templates there are."""

    MINUTES = "minutes"
    RESOLUTION = "resolution"
    NOTICE = "notice"
    INVITATION = "invitation"
    EXTRACT = "extract"
    COVER = "cover"
    """Bìa chuyên đề."""
    ATTENDANCE = "attendance"
    SCORE_SHEET = "score_sheet"
    REVIEW_FORM = "review_form"
    """Bản kiểm điểm, báo cáo kiểm điểm tập thể, phiếu phân tích chất lượng."""
    REVIEW_MINUTES = "review_minutes"
    """Biên bản họp kiểm điểm, biên bản kiểm phiếu."""
    REVIEW_LIST = "review_list"
    """Đề nghị, kết quả xếp loại, bản đăng ký, kế hoạch khắc phục."""
    BALLOT = "ballot"
    """Phiếu biểu quyết xếp loại: slips to cut off, without a letterhead of the page."""
    TABLE = "table"
    """Every paper that is mostly a table and has no template of its own."""
    BOOK = "book"


TABLES = frozenset(
    {
        *(Kind.ATTENDANCE, Kind.SCORE_SHEET, Kind.TABLE),
        *(Kind.REVIEW_FORM, Kind.REVIEW_MINUTES, Kind.REVIEW_LIST, Kind.BALLOT),
    }
)
"""Kinds whose documents are TableDocuments."""


class Leaf(StrEnum):
    """What a field is that has nothing inside."""

    TEXT = "text"
    FLAG = "flag"
    """Only asked for."""
    BLOCK = "block"
    """Whole paragraphs or tables; takes the place of the paragraph its tag stands in."""


TEXT, FLAG, BLOCK = Leaf.TEXT, Leaf.FLAG, Leaf.BLOCK


class ListOf(msgspec.Struct, frozen=True):
    """A list whose entries all have one shape."""

    entry: Shape


Record = Mapping[str, "Shape"]
Shape = Union[Leaf, ListOf, Record, None]  # noqa: UP007  # names itself
"""None where nothing is known, after a mistake that was noted already."""

LOOP: Record = {"first": FLAG, "last": FLAG, "index": TEXT}

_SIGNATURE: Record = {"chuc_vu": ListOf(TEXT), "cach_ky": TEXT, "ho_ten": TEXT}
_PARAGRAPH: Record = {"chu": TEXT, "de_muc": FLAG, "muc": FLAG, "dan": FLAG}
_HEAD: Record = {
    "tieu_de_dang": TEXT,
    "co_quan_cap_tren": TEXT,
    "co_quan": TEXT,
    "so_ky_hieu": TEXT,
    "noi_ngay": TEXT,
    "ten_loai": TEXT,
    "trich_yeu": ListOf(TEXT),
    "ghi_chu": TEXT,
}
_EDGES: Record = {"dau_cheo": TEXT, "chan_trang": TEXT}
_TEXTS: Record = {
    **_HEAD,
    "noi_dung": ListOf(_PARAGRAPH),
    "cau_ket": TEXT,
    "ky_trai": _SIGNATURE,
    "ky_phai": _SIGNATURE,
    "noi_nhan_dau": TEXT,
    "noi_nhan": ListOf(TEXT),
}
_BLOCKS = ListOf({**_PARAGRAPH, "bang": BLOCK})
_TABLES: Record = {**_HEAD, "noi_dung": _BLOCKS, "phan_ky": BLOCK}
_BOUND: Record = {
    **_TEXTS,
    "noi_dung": _BLOCKS,
    "phan_ky": BLOCK,
    "sang_trang": FLAG,
}


def shape_of(kind: Kind) -> Record:
    """Return the fields of a kind of document."""
    if kind is Kind.BALLOT:
        return {**_EDGES, "noi_dung": _BLOCKS}
    if kind is Kind.BOOK:
        return {**_EDGES, "van_ban": ListOf(_BOUND)}
    return {**(_TABLES if kind in TABLES else _TEXTS), **_EDGES}
