"""What is pasted from Word, Excel and browsers: words stay, looks go, tables become lines."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.text import normalize
from ui.pasted import CELL, tidy

WORD_TABLE = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style>p {margin:0}</style></head><body>
<!--StartFragment--><p class=MsoNormal>Phân công<o:p></o:p></p>
<table class=MsoTableGrid border=1><tr><td><p>STT</p></td><td><p>Việc<br>được giao</p></td><td><p>Người</p></td></tr>
<tr><td><p>1</p></td><td><p>Làm đường</p><p>xóm trên</p></td><td><p>Đ/c&nbsp;Toàn</p></td></tr>
<tr><td><p>&nbsp;</p></td><td></td><td></td></tr></table>
<p class=MsoListParagraph><![if !supportLists]><span style='font-family:Symbol'>·<span>&nbsp;&nbsp; </span></span>
<![endif]>Hạn 30/11</p><!--EndFragment--></body></html>"""


def test_a_table_of_word_becomes_a_line_a_row() -> None:
    assert tidy("không ai đọc", WORD_TABLE).split("\n") == [
        "Phân công",
        "STT – Việc được giao – Người",
        "1 – Làm đường xóm trên – Đ/c Toàn",
        "- Hạn 30/11",
    ]


def test_a_range_of_a_sheet_becomes_a_line_a_row() -> None:
    assert tidy("Họ tên\tSố tiền\r\nNông Văn Hòa\t\t12.000\r\n") == "Họ tên – Số tiền\nNông Văn Hòa – 12.000"


@pytest.mark.parametrize(
    ("copied", "tidied"),
    [
        ("•\tMột\r\n•\tHai", "- Một\n- Hai"),
        ("\uf0b7\u00a0\u00a0Một", "- Một"),
        ("o\tMột", "- Một"),
        ("1.\tMột\r\n2)\tHai\r\na)\u00a0Ba", "1. Một\n2) Hai\na) Ba"),
        ("Một\x0bHai\x0cBa\u2028Bốn", "Một\nHai\nBa\nBốn"),
        ("Chi\u00a0bộ   Nà\u2003Lừa\u200b", "Chi bộ Nà Lừa"),
        ("Đảng\u00ad viên", "Đảng viên"),
        ("a\n\n\n\n\nb\n\n", "a\n\nb"),
        ("- đã có\n– gạch dài", "- đã có\n– gạch dài"),
        ("ông Toàn", "ông Toàn"),
        ("vào đầu tháng", "vào đầu tháng"),
    ],
)
def test_bullets_numbers_and_odd_spaces_are_made_plain(copied: str, tidied: str) -> None:
    assert tidy(copied) == tidied


def test_beside_looks_without_a_table_a_tab_only_indents() -> None:
    assert tidy("\tMột\tđoạn văn", "<p>Một đoạn văn</p>") == "Một đoạn văn"


def test_tables_within_tables_and_broken_ones_keep_their_words() -> None:
    inner = "<table><tr><td>a</td><td><table><tr><td>b</td><td>c</td></tr></table></td><td>d</td></tr></table>"
    assert tidy("", inner) == "a – b – c – d"
    assert tidy("", "<table><tr><td>a<td>b<tr><td>c") == "a – b\nc"
    assert tidy("", "</table></tr></td><tr>a<table>b</tr>") == "ab"
    assert tidy("", "<table><tr><td>" * 2_000 + "sâu") == "sâu"


@given(st.text(max_size=60))
def test_nothing_pasted_brings_what_cannot_be_seen(copied: str) -> None:
    kept = tidy(copied)
    assert "\t" not in kept
    assert "  " not in kept
    assert "\n\n\n" not in kept


@given(st.lists(st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=8), min_size=1, max_size=6))
def test_every_word_of_a_row_is_kept_in_order(words: list[str]) -> None:
    kept = normalize(tidy("\t".join(words)))
    plain = [normalize(word) for word in words if normalize(word)]
    assert kept == CELL.join(plain) or kept.startswith(("- ", plain[0]))
