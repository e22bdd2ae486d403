"""Who a line of a list is: numbers first, then name and birth; a likeness alone only raises a question."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.rules.matching import Directory, Identity, Likeness, name_key, same_name

HUNG = Identity("Nguyễn Văn Hùng", "1970-03-05", "12345678", "010070000001", "nalua", "m1")
MAI = Identity("Lò Thị Mai", "1980", "", "", "sapa", "m2")
SU = Identity("Vàng A Sử", "", "", "", "sapa", "m3")
REGISTER = Directory([HUNG, MAI, SU])


def line(name: str, birth: str = "", card: str = "", national: str = "", cell: str = "") -> Identity:
    return Identity(name, birth, card, national, cell)


@pytest.mark.parametrize(
    ("asked", "known"),
    [
        (Identity("Ai đó", id="m1"), HUNG),
        (line("Nguyễn Văn Hùng", card="12345678"), HUNG),
        (line("Nguyen Van Hung", card="12345678"), HUNG),
        (line("NGUYỄN VĂN HÙNG", "1970-03-05"), HUNG),
        (line("Nguyễn Văn Hùng", "1970-03-05", cell="sapa"), HUNG),
        (line("Trần Văn Hùng", "1970-03-05", national="010070000001"), HUNG),
        (line("Lò Thị Mai", "1980", cell="sapa"), MAI),
        (line("Vàng A Sử", cell="sapa"), SU),
    ],
)
def test_a_line_is_surely_somebody_known(asked: Identity, known: Identity) -> None:
    match = REGISTER.find(asked)
    assert (match.likeness, match.known) == (Likeness.SURE, known)


@pytest.mark.parametrize(
    ("asked", "known", "code"),
    [
        (line("Trần Thị Lan", "1990-01-01", card="12345678"), HUNG, "IMPORT_CARD_OF_OTHER"),
        (line("Trần Thị Lan", "1990-01-01", national="010070000001"), HUNG, "IMPORT_NATIONAL_ID_OF_OTHER"),
        (line("Nguyễn Văn Hưng", "1970-03-05"), HUNG, "IMPORT_NAME_ACCENTS"),
        (line("Nguyễn Văn Hùng", "1970-05-03", cell="nalua"), HUNG, "IMPORT_BIRTH_SWAPPED"),
        (line("Nguyễn Văn Hùng", "1970"), HUNG, "IMPORT_BIRTH_LESS_KNOWN"),
        (line("Nguyễn Văn Hùng", "1970-03-05", card="87654321"), HUNG, "IMPORT_OTHER_CARD"),
        (line("Nguyễn Văn Hùng", "1970-03-05", national="010070000002"), HUNG, "IMPORT_OTHER_NATIONAL_ID"),
        (line("Lò Thị Mai", "1980", cell="nalua"), MAI, "IMPORT_SAME_NAME_AND_YEAR"),
        (line("Vàng A Sử"), SU, "IMPORT_SAME_NAME"),
        (line("Vàng A Sử", "1965", cell="sapa"), SU, "IMPORT_BIRTH_LESS_KNOWN"),
    ],
)
def test_a_line_that_is_only_like_somebody_raises_a_question(asked: Identity, known: Identity, code: str) -> None:
    match = REGISTER.find(asked)
    assert (match.likeness, match.known, match.code) == (Likeness.NEAR, known, code)


@pytest.mark.parametrize(
    "asked",
    [
        line("Nguyễn Văn Hùng", "1971-03-05"),
        line("Nguyễn Văn Dũng", "1970-03-05"),
        line("Lò Thị Mai", "1981", cell="sapa"),
        line("Vàng A Sử", cell="nalua"),
        line("Vàng A Sử", "1965", cell="nalua"),
    ],
)
def test_a_line_may_be_nobody_known(asked: Identity) -> None:
    assert REGISTER.find(asked).likeness is Likeness.NOBODY


def test_numbers_of_two_people_on_one_line_contradict_each_other() -> None:
    other = Identity("Lý Thị Hoa", "1985-01-01", "", "010085000009", "sapa", "m4")
    match = Directory([HUNG, other]).find(line("Lý Thị Hoa", "1985-01-01", "12345678", "010085000009"))
    assert (match.likeness, match.known, match.other) == (Likeness.CONTRADICTION, HUNG, other)


def test_two_namesakes_of_one_day_raise_a_question_about_the_one_in_the_same_cell() -> None:
    twins = [Identity("Sùng A Páo", "1990-01-01", cell_id=cell, id=cell) for cell in ("nalua", "sapa")]
    match = Directory(twins).find(line("Sùng A Páo", "1990-01-01", cell="sapa"))
    assert (match.likeness, match.known, match.code) == (Likeness.NEAR, twins[1], "IMPORT_SEVERAL_ALIKE")


def test_names_are_alike_whatever_the_place_of_the_tone_and_the_capitals() -> None:
    assert same_name("Hoà Thị THUỶ", "Hòa Thị Thủy")
    assert not same_name("Hoa Thị Thủy", "Hòa Thị Thủy")
    assert name_key("H'Hen Niê") == name_key("H’HEN NIÊ") == name_key("hhen nie")


@given(
    st.builds(
        Identity,
        st.text(min_size=1, max_size=12).filter(lambda name: bool(name.split())),
        st.sampled_from(["", "1950", "1950-03", "1950-03-05"]),
        st.sampled_from(["", "00000001"]),
        st.sampled_from(["", "010050000001"]),
        st.sampled_from(["a", "b"]),
    )
)
def test_everybody_in_a_cell_is_found_again_by_their_own_particulars(person: Identity) -> None:
    match = Directory([person]).find(person)
    assert (match.likeness, match.known) == (Likeness.SURE, person)
