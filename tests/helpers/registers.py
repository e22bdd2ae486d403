"""Registers as Hypothesis invents them: people with any particulars the program accepts, hostile texts among them."""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import strategies as st

from db.records import MemberInput, Sex, Standing
from db.register_records import MemberProfile
from desktop_app import lists
from desktop_app.services.import_fields import LISTS

_FAMILY = ("Nguyễn", "Lò", "Vàng", "Giàng", "Hoàng", "Y", "Sùng")
_MIDDLE = ("Văn", "Thị", "A", "Seo", "")
_GIVEN = ("Hùng", "Hưng", "Hung", "Mai", "Páo", "Sử", "Hòa", "Hoà", "H'Hen")
names = st.builds(
    lambda *words: " ".join(word for word in words if word),
    st.sampled_from(_FAMILY),
    st.sampled_from(_MIDDLE),
    st.sampled_from(_GIVEN),
)
texts = st.one_of(
    st.just(""),
    st.sampled_from(
        [
            *("Xã Mường Khương", "=1+1", "-5", "+84", "@ai", "'nháy", "12/12", "00123", "3/2", "1.0", "TRUE", "#REF!"),
            *("Đảng ủy, UBND", "“ngoặc”", "a;b", "Làm   ruộng", "Nguyễn A"),
        ]
    ),
)
births = st.one_of(
    st.just(""),
    st.integers(1935, 1975).map(str),
    st.builds("{}-{:02}".format, st.integers(1935, 1975), st.integers(1, 12)),
    st.dates(date(1935, 1, 1), date(1975, 12, 31)).map(date.isoformat),
)
later = st.one_of(
    st.just(""),
    st.integers(1996, 2010).map(str),
    st.dates(date(1996, 1, 1), date(2010, 12, 31)).map(date.isoformat),
)


def _code(listed: str) -> st.SearchStrategy[str]:
    return st.sampled_from(["", *lists.names(listed)])


_CODES: dict[str, Any] = {field: _code(listed) for field, listed in LISTS.items() if field != "ethnic_code"}
profiles = st.builds(
    MemberProfile,
    alias=texts,
    home_place=texts,
    permanent_address=texts,
    occupation=texts,
    introducers=texts,
    party_position=texts,
    phone=st.sampled_from(["", "0912345678", "02143881234"]),
    general_education=st.sampled_from(["", "12/12", "10/10", "7/10"]),
    youth_joined_on=st.sampled_from(["", "1994", "1994-03-26"]),
    youth_member=st.booleans(),
    political_system=st.sampled_from(["", "yes", "no"]),
    health=texts,
    family_circumstances=texts,
    **_CODES,
)


def _people(cells: list[str]) -> st.SearchStrategy[MemberInput]:
    return st.builds(
        MemberInput,
        full_name=names,
        birth_date=births,
        sex=st.sampled_from(Sex),
        ethnic_code=_code("ethnic_groups"),
        admitted_on=st.sampled_from(["", "1995", "1995-02-03"]),
        official_on=later,
        sort_name=st.sampled_from(["", "Hùng"]),
        note=st.sampled_from(["", "Ghi chú", "dòng một\ndòng hai", "=cmd|' /C calc'!A0"]),
        card_number=st.sampled_from(["", "kept"]),
        profile=profiles,
        cell_id=st.sampled_from(cells),
        standing=st.sampled_from([Standing.OFFICIAL, Standing.OFFICIAL, Standing.PROBATIONARY]),
        since=st.just(date(2020, 1, 1)),
    )


def registers(cells: list[str], most: int = 8) -> st.SearchStrategy[list[MemberInput]]:
    """Return a strategy for lists of people in these cells, card numbers given to some and to no two."""
    from msgspec.structs import replace

    def numbered(people: list[MemberInput]) -> list[MemberInput]:
        return [
            replace(person, card_number=f"{place:08}" if person.card_number else "")
            for place, person in enumerate(people, 1)
        ]

    return st.lists(_people(cells), max_size=most).map(numbered)
