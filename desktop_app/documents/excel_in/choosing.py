"""What is still wrong with the choices of an import before any line is looked at, and whether the file is the same."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from db.problems import ProblemError
from db.records import Finding
from desktop_app.documents.excel_in.fields import FIELDS
from desktop_app.documents.excel_in.model import ColumnPlan
from desktop_app.rules.findings import error, warning

NAME, CELL, BIRTH = "full_name", "cell", "birth_date"
KEYS = frozenset(
    {BIRTH, "card_number", "national_id", "birth_male", "birth_female", "birth_year", "card_file", "member_id"}
)
"""Fields by which a person known already is recognised beside the name."""


def choice_findings(
    columns: Sequence[ColumnPlan], cell_id: str, since: date | None, word: Callable[[str], str]
) -> list[Finding]:
    """Return what stops the import (no name, a field twice, no day) and what is worth a second look.

    ``word`` gives the words of a field. The field path of a finding is "columns", "since" or "cell_id".
    """
    found: list[Finding] = []
    targets = [plan.target for plan in columns if plan.target]
    named = any(NAME in (target, *FIELDS[target].fills) for target in targets if target in FIELDS)
    if not named:
        found.append(error("IMPORT_NO_NAME_COLUMN", "columns"))
    for target in dict.fromkeys(targets):
        letters = [plan.letter for plan in columns if plan.target == target]
        if len(letters) > 1:
            found.append(error("IMPORT_FIELD_TWICE", "columns", target=word(target), columns=", ".join(letters)))
    if since is None:
        found.append(error("IMPORT_NO_DAY", "since"))
    if CELL not in targets and not cell_id:
        found.append(warning("IMPORT_NO_CELL", "cell_id"))
    if named and not KEYS & set(targets):
        found.append(warning("IMPORT_NAME_ALONE", "columns"))
    return found


def require_same(path: Path, sha256: str) -> None:
    """Raise ProblemError R85 when the file is gone or its content is no longer the one with this SHA-256."""
    import hashlib

    try:
        with path.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        found = ""
    if found != sha256:
        raise ProblemError("R85", name=path.name)
