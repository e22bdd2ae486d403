"""What is wrong with the choices of an import is said before any line is looked at."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from db.problems import ProblemError
from db.records import Severity
from desktop_app.documents.excel_in import encodings
from desktop_app.documents.excel_in.choosing import choice_findings, require_same
from desktop_app.documents.excel_in.columns import letter_of
from desktop_app.documents.excel_in.model import ColumnPlan, Encoding
from desktop_app.texts import sentence

DAY = date(2026, 11, 1)


def plans(*targets: str) -> list[ColumnPlan]:
    return [ColumnPlan(place, letter_of(place), "", target) for place, target in enumerate(targets)]


def said(*targets: str, cell_id: str = "c", since: date | None = DAY) -> dict[str, Severity]:
    return {finding.code: finding.severity for finding in choice_findings(plans(*targets), cell_id, since, str.upper)}


def test_a_name_and_something_to_know_people_by_is_enough() -> None:
    assert said("full_name", "birth_date") == {}
    assert said("full_name", "national_id", "cell", cell_id="") == {}


def test_a_name_may_stand_in_two_columns() -> None:
    assert said("family_name", "given_name", "birth_year") == {}
    assert said("names", "birth_date") == {}
    assert "IMPORT_NO_NAME_COLUMN" in said("given_name", "birth_year")


def test_without_a_name_or_a_day_nothing_is_imported() -> None:
    assert said("birth_date")["IMPORT_NO_NAME_COLUMN"] is Severity.ERROR
    assert said("full_name", "birth_date", since=None) == {"IMPORT_NO_DAY": Severity.ERROR}


def test_a_field_given_to_two_columns_is_said_with_their_letters() -> None:
    [finding] = choice_findings(plans("full_name", "phone", "card_number", "phone"), "c", DAY, str.upper)
    assert finding.severity is Severity.ERROR
    assert "B, D" in sentence(finding)
    assert "PHONE" in sentence(finding)


def test_a_field_given_also_by_a_column_of_several_is_given_twice() -> None:
    [finding] = choice_findings(plans("full_name", "admitted_official", "admitted_on", "phone"), "c", DAY, str.upper)[
        :1
    ]
    assert finding.code == "IMPORT_FIELD_TWICE"
    assert "B, C" in sentence(finding)
    assert said("full_name", "birth_male", "birth_female", "sex") == {}


def test_a_missing_cell_and_a_name_alone_are_only_pointed_out() -> None:
    assert said("full_name", cell_id="") == {
        "IMPORT_NO_CELL": Severity.WARNING,
        "IMPORT_NAME_ALONE": Severity.WARNING,
    }


def test_a_file_that_was_changed_or_is_gone_is_told(tmp_path: Path) -> None:
    import hashlib

    path = tmp_path / "ds.xlsx"
    path.write_bytes(b"one")
    known = hashlib.sha256(b"one").hexdigest()
    require_same(path, known)
    path.write_bytes(b"two")
    with pytest.raises(ProblemError, match="R85"):
        require_same(path, known)
    path.unlink()
    with pytest.raises(ProblemError, match="R85"):
        require_same(path, known)


def test_letters_that_only_unicode_has_settle_a_column() -> None:
    cells = ["Chi bộ thôn Nà Lừa", "Chi bộ thôn Cốc Cái", "Chi bộ thôn Bản Lầu"]
    assert encodings.detect(cells, Encoding.TCVN3) is Encoding.UNICODE
    old = [encodings.encode(cell, Encoding.TCVN3) for cell in cells]
    assert encodings.detect(old) is Encoding.TCVN3
