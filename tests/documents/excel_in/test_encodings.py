"""The old encodings: read as they were written, told apart by content and font, never forced on real Unicode."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.documents.excel_in import encodings
from desktop_app.documents.excel_in.encodings import decode, detect, encode
from desktop_app.documents.excel_in.model import Encoding

LOWER = "aàảãáạăằẳẵắặâầẩẫấậbcdđeèẻẽéẹêềểễếệghiìỉĩíịklmnoòỏõóọôồổỗốộơờởỡớợpqrstuùủũúụưừửữứựvxyỳỷỹýỵ"
NAMES = ["Nguyễn Văn Hùng", "Lò Thị Mỷ", "Đặng Thị Mười", "Trương Quốc Dũng", "Vàng Seo Chẩn", "Hoàng Thị Phượng"]
small_text = st.text(alphabet=LOWER + " ,.0123456789", max_size=40)
any_text = st.text(alphabet=LOWER + LOWER.upper() + " ,.0123456789", max_size=40)


@given(small_text)
def test_small_letters_come_back_from_tcvn3(text: str) -> None:
    assert decode(encode(text, Encoding.TCVN3), Encoding.TCVN3) == text


@given(any_text)
def test_capitals_come_back_from_tcvn3_through_a_font_of_capitals(text: str) -> None:
    assert decode(encode(text, Encoding.TCVN3), Encoding.TCVN3, capitals=True) == text.upper()


@given(any_text)
def test_every_text_comes_back_from_vni(text: str) -> None:
    assert decode(encode(text, Encoding.VNI), Encoding.VNI) == text


@given(any_text)
def test_unicode_is_only_composed(text: str) -> None:
    assert decode(unicodedata.normalize("NFD", text), Encoding.UNICODE) == text


@pytest.mark.parametrize(
    ("written", "encoding", "read"),
    [
        ("NguyÔn V¨n Hïng, §¶ng bé x·", Encoding.TCVN3, "Nguyễn Văn Hùng, Đảng bộ xã"),
        (
            "Nguyeãn Vaên Huøng, Ñaûng boä xaõ, ngöôøi daân toäc Taøy",
            Encoding.VNI,
            "Nguyễn Văn Hùng, Đảng bộ xã, người dân tộc Tày",
        ),
        ("NguyÔn ThÞ H\u00adêng", Encoding.TCVN3, "Nguyễn Thị Hường"),
        ("Nguyêìn Thiò Ba\u0300", Encoding.WINDOWS_1258, "Nguyến Thị Bà"),
    ],
)
def test_samples_read_as_people_read_them(written: str, encoding: Encoding, read: str) -> None:
    assert decode(written, encoding) == read


@pytest.mark.parametrize("encoding", [Encoding.TCVN3, Encoding.VNI, Encoding.UNICODE])
def test_a_column_of_names_tells_its_encoding(encoding: Encoding) -> None:
    assert detect([encode(name, encoding) for name in NAMES]) is encoding


@pytest.mark.parametrize("name", ["Tày", "Bé", "Hà", "Lê Thị Mến", "Lò Văn Bé", "Đinh Công Tráng", "Nông Thị Hòa"])
def test_unicode_names_are_never_taken_for_an_old_encoding(name: str) -> None:
    assert detect([name]) is Encoding.UNICODE
    assert detect([unicodedata.normalize("NFD", name)]) is Encoding.UNICODE


@pytest.mark.parametrize("name", ["Nam", "Kinh", "0912345678", ""])
def test_plain_letters_tell_nothing_and_are_unicode(name: str) -> None:
    assert detect([name], Encoding.TCVN3) is Encoding.UNICODE


@given(st.lists(st.sampled_from(NAMES), min_size=3, max_size=6), st.sampled_from([Encoding.TCVN3, Encoding.VNI]))
def test_any_few_names_tell_their_encoding(names: list[str], encoding: Encoding) -> None:
    assert detect([encode(name, encoding) for name in names]) is encoding


@pytest.mark.parametrize(
    ("font", "encoding", "capitals"),
    [
        (".VnTime", Encoding.TCVN3, False),
        (".VnTimeH", Encoding.TCVN3, True),
        (".vnarial", Encoding.TCVN3, False),
        ("VNI-Times", Encoding.VNI, False),
        ("Times New Roman", None, False),
    ],
)
def test_a_font_tells_the_encoding(font: str, encoding: Encoding | None, capitals: bool) -> None:
    assert encodings.of_font(font) is encoding
    assert encodings.capitals(Encoding.TCVN3, font) is capitals


@pytest.mark.parametrize(
    ("left", "restored", "lost"),
    [
        ("Dơng Văn Trờng", "Dương Văn Trường", True),
        ("HƠNG", "HƯƠNG", True),
        ("Trần Văn T", "Trần Văn T", True),
        ("Nguyễn Thị Hương", "Nguyễn Thị Hương", False),
        ("Sơn La", "Sơn La", False),
    ],
)
def test_a_lost_letter_is_put_back_where_it_is_certain(left: str, restored: str, lost: bool) -> None:
    assert encodings.restore_lost_horn(left) == (restored, lost)
