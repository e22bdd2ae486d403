"""Names and codes of organisations."""

from __future__ import annotations

import pytest

from desktop_app.rules import naming


@pytest.mark.parametrize("code", ["A", "MK01", "TT-2", "a" * 20])
def test_a_short_plain_word_may_be_a_code(code: str) -> None:
    assert naming.is_code(code)


@pytest.mark.parametrize("code", ["", "-A", "A-", "MK 01", "ĐB", "../x", "a" * 21, "A\n", "CON.", "２"])
def test_what_could_harm_a_file_name_is_no_code(code: str) -> None:
    assert not naming.is_code(code)


def test_each_wrong_name_of_an_office_is_told_at_its_own_field() -> None:
    found = naming.office_findings(name=" \u200b ", header_name="x" * 201, code="mã số")
    assert [(finding.field, finding.code) for finding in found] == [
        ("name", "FIELD_EMPTY"),
        ("header_name", "TEXT_TOO_LONG"),
        ("code", "OFFICE_CODE_FORM"),
    ]


def test_right_names_raise_nothing() -> None:
    assert naming.office_findings(name="Đảng ủy xã A", header_name="ĐẢNG BỘ XÃ A", code="A01") == []
