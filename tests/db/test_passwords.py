"""Which passwords are accepted: a sentence of a few words, and nothing a neighbour would try first."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db import passwords
from db.problems import ProblemError

PASSWORD = "sông Chảy mùa nước đổ"
OTHER = "ruộng bậc thang vàng óng"
NAMES = ("Đảng ủy xã Mường Khương", "ĐẢNG BỘ XÃ MƯỜNG KHƯƠNG", "MK01")


def problem_of(call: Callable[[], object]) -> ProblemError:
    with pytest.raises(ProblemError) as raised:
        call()
    return raised.value


@pytest.mark.parametrize(
    "good",
    [PASSWORD, OTHER, "con trâu đi trước cái cày", "Tx9#kLm2$vQ8", "mười hai quả bưởi 12", "trăng soi bản Mường"],
)
def test_a_sentence_of_a_few_words_is_accepted(good: str) -> None:
    passwords.check(good, *NAMES)


@pytest.mark.parametrize("short", ["", "ngắn", "mười một ký"[:11], " " * 40, unicodedata.normalize("NFD", "ẫẫẫẫẫẫ")])
def test_a_short_password_is_refused_with_the_number_it_needs(short: str) -> None:
    refused = problem_of(lambda: passwords.check(short, *NAMES))
    assert (refused.code, refused.values) == ("K05", {"minimum": 12})


@pytest.mark.parametrize(
    "easy",
    [
        "123456789012",
        "aaaaaaaaaaaaaaaa",
        "abababababab",
        "qwertyuiop123",
        "Matkhau123456",
        "Mật khẩu 2026!!",
        "password1234",
        "muongkhuong2026",
        "Đảng ủy xã Mường Khương",
        "dang uy xa muong khuong 2026",
        "MK01-MK01-MK01",
        "Việt Nam 02/09/1945",
        "abcdefghijklmnop",
        "1qaz2wsx3edc4rfv",
    ],
)
def test_an_easy_password_is_refused(easy: str) -> None:
    assert problem_of(lambda: passwords.check(easy, *NAMES)).code == "K06"


@given(st.text(max_size=60))
def test_no_password_breaks_the_check(text: str) -> None:
    code = ""
    try:
        passwords.check(text, *NAMES)
    except ProblemError as problem:
        code = problem.code
    assert code in {"", "K05", "K06"}
