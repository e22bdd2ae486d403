"""Who is rated, and which form a member writes."""

from __future__ import annotations

import pytest

from db.evaluation_records import Exclusion, Rateable, Subject
from db.record_base import Duty, Standing
from desktop_app.rules import form_choice, scheme
from desktop_app.rules.scheme import Applies, Scheme

SCHEMES = scheme.read(scheme.shipped().items())


def rules(code: str) -> Scheme:
    found = SCHEMES.get(code)
    assert found is not None
    return found


def person(**fields: object) -> Rateable:
    plain: dict[str, object] = {
        "member_id": "m",
        "cell_id": "c",
        "standing": Standing.OFFICIAL,
        "duty": Duty.ACTIVE,
        "admitted_on": "2010",
        "away_days": 0,
        "political_system": "",
        "category_code": "",
        "party_position": "",
        "government_position": "",
        "union_position": "",
        "roles": (),
        "office_roles": (),
    }
    return Rateable(**(plain | fields))  # type: ignore[arg-type]  # the fields are those of the record


@pytest.mark.parametrize(
    ("fields", "applies", "form"),
    [
        ({"category_code": "farmer"}, Applies.OUTSIDE, "2C"),
        (
            {"category_code": "farmer", "roles": ("secretary",), "party_position": "Bí thư chi bộ"},
            Applies.OUTSIDE,
            "2C",
        ),
        ({"category_code": "retired", "political_system": "no"}, Applies.OUTSIDE, "2C"),
        ({"category_code": "civil_servant"}, Applies.NO_POST, "2A"),
        ({"category_code": "civil_servant", "political_system": "no"}, Applies.OUTSIDE, "2C"),
        ({"political_system": "yes", "government_position": "Công chức địa chính"}, Applies.NO_POST, "2A"),
        ({"political_system": "yes", "government_position": "Phó Chủ tịch Ủy ban nhân dân xã"}, Applies.LEADER, "2B"),
        ({"political_system": "yes", "government_position": "hiệu trưởng trường tiểu học"}, Applies.LEADER, "2B"),
        ({"political_system": "yes", "office_roles": ("committee",)}, Applies.LEADER, "2B"),
    ],
)
def test_the_form_of_2025_follows_from_the_position(fields: dict[str, object], applies: Applies, form: str) -> None:
    assert form_choice.position(person(**fields)) is applies
    assert form_choice.form_of(rules("2025"), Subject.MEMBER, applies) == form


@pytest.mark.parametrize("one", SCHEMES.schemes, ids=lambda one: one.code)
@pytest.mark.parametrize("applies", [Applies.LEADER, Applies.NO_POST, Applies.OUTSIDE])
def test_every_scheme_has_a_form_for_everybody_it_rates(one: Scheme, applies: Applies) -> None:
    form = one.form(form_choice.form_of(one, Subject.MEMBER, applies))
    assert form is not None
    assert not form.analysis
    assert Subject.MEMBER in form.subjects


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({}, Exclusion.NONE),
        ({"standing": Standing.PROBATIONARY}, Exclusion.NONE),
        ({"duty": Duty.EXEMPT}, Exclusion.EXEMPT),
        ({"duty": Duty.SUSPENDED}, Exclusion.SUSPENDED),
        ({"duty": Duty.VISITING}, Exclusion.VISITING),
        ({"duty": Duty.AWAY}, Exclusion.NONE),
        ({"away_days": 359}, Exclusion.NONE),
        ({"away_days": 365}, Exclusion.TEMPORARILY_EXEMPT),
        ({"admitted_on": "2026-07-01"}, Exclusion.NONE),
        ({"admitted_on": "2026-07-02"}, Exclusion.TOO_NEW),
        ({"admitted_on": "2026-07"}, Exclusion.NONE),
        ({"admitted_on": "2026"}, Exclusion.NONE),
        ({"admitted_on": "2027-01-03"}, Exclusion.TOO_NEW),
        ({"admitted_on": ""}, Exclusion.NONE),
    ],
)
def test_who_is_not_rated_is_left_out_for_a_reason_of_the_scheme(fields: dict[str, object], reason: Exclusion) -> None:
    assert form_choice.exclusion_of(rules("2025"), 2026, person(**fields)) is reason


@pytest.mark.parametrize(
    ("day", "months"), [("2025-12-31", 12), ("2026-01-01", 12), ("2026-12-01", 1), ("2026-12-02", 0)]
)
def test_months_of_membership_are_whole_ones(day: str, months: int) -> None:
    assert form_choice.months_of(day, 2026) == months


def test_posts_are_told_in_one_line() -> None:
    told = person(party_position="Chi ủy viên", union_position="Chi hội trưởng Hội Nông dân")
    assert form_choice.positions_text(told) == "Chi ủy viên; Chi hội trưởng Hội Nông dân"
