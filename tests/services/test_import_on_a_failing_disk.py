"""A list of hundreds on a disk that is full, read-only or breaks: nothing of it, or all of it, and in a sentence."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlcipher3 import dbapi2

from db import audit
from db.problems import ProblemError
from desktop_app.office import Office
from tests.helpers import many
from tests.helpers.member_lists import cells_of, dump, preview
from tests.helpers.stores import FailingConnection


@pytest.fixture(autouse=True)
def _cells(office: Office) -> None:
    cells_of(office)


@pytest.mark.parametrize(
    ("spoil", "mend", "code"),
    [
        ("PRAGMA max_page_count = {pages}", "PRAGMA max_page_count = 1000000", "S06"),
        ("PRAGMA query_only = 1", "PRAGMA query_only = 0", "S05"),
    ],
)
def test_a_disk_that_takes_no_more_leaves_nothing_and_the_preview_still_holds(
    office: Office, tmp_path: Path, spoil: str, mend: str, code: str
) -> None:
    shown = preview(office, many.workbook(tmp_path / "a.xlsx"))
    before, sets = dump(office), office.change_sets.listed()
    pages = int(office.store.value("PRAGMA page_count")) + 20
    office.store.connection.execute(spoil.format(pages=pages))
    with pytest.raises(ProblemError) as refused:
        office.member_import.commit(shown, {})
    assert refused.value.code == code
    assert dump(office) == before
    assert office.change_sets.listed() == sets
    office.store.connection.execute(mend)
    assert office.member_import.commit(shown, {}).added == many.PEOPLE
    assert audit.first_broken(office.store) is None


@pytest.mark.parametrize("committed", [True, False])
def test_a_commit_that_fails_is_looked_into_and_never_half_there(
    office: Office, tmp_path: Path, committed: bool
) -> None:
    shown = preview(office, many.workbook(tmp_path / "a.xlsx"))
    before = dump(office)
    error = dbapi2.OperationalError("disk I/O error")
    vars(error)["sqlite_errorcode"] = 10
    office.store.db.conn = FailingConnection(office.store.connection, error, committed=committed)  # type: ignore[assignment]
    if not committed:
        with pytest.raises(ProblemError, match="S13"):
            office.member_import.commit(shown, {})
        assert dump(office) == before
        assert office.change_sets.listed() == []
        shown = preview(office, shown.source)
        assert office.member_import.commit(shown, {}).added == many.PEOPLE
    else:
        assert office.member_import.commit(shown, {}).added == many.PEOPLE
    (made,) = office.change_sets.listed()
    assert office.change_sets.undo(made.id).removed == many.PEOPLE
    assert dump(office)["member"] == before["member"]
