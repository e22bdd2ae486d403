"""The code lists: complete, unambiguous, and found by any usual spelling."""

from __future__ import annotations

import pytest

from desktop_app.lists import ethnic_code, ethnic_groups


def test_all_54_groups_are_there_and_two_that_are_none() -> None:
    assert list(ethnic_groups()) == [f"{number:02}" for number in range(1, 57)]
    assert len(set(ethnic_groups().values())) == 56


@pytest.mark.parametrize(
    ("spelling", "code"),
    [
        ("Tày", "02"),
        ("Mông", "08"),
        ("H'Mông", "08"),
        ("hmong", "08"),
        ("Khmer", "05"),
        ("K'Ho", "16"),
        ("Bru - Vân Kiều", "23"),
        ("Ê Đê", "12"),
        ("Cờ Lao", "47"),
        ("Xyz", ""),
        ("", ""),
    ],
)
def test_a_group_is_found_by_any_usual_spelling(spelling: str, code: str) -> None:
    assert ethnic_code(spelling) == code


def test_every_name_leads_back_to_its_own_code() -> None:
    assert {ethnic_code(name): name for name in ethnic_groups().values()} == ethnic_groups()
