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

NAME, CELL, SEX = "full_name", "cell", "sex"
HALVES = frozenset({"family_name", "given_name"})
"""Two columns that are one name together."""
KEYS = frozenset({"birth_date", "card_number", "national_id", "member_id"})
"""Fields by which a person known already is recognised beside the name."""


def choice_findings(
    columns: Sequence[ColumnPlan], cell_id: str, since: date | None, word: Callable[[str], str]
) -> list[Finding]:
    """Return what stops the import (no name, a field twice, no day) and what is worth a second look.

    ``word`` gives the words of a field. The field path of a finding is "columns", "since" or "cell_id".
    """
    found: list[Finding] = []
    chosen = [plan for plan in columns if plan.target]
    targets = {plan.target for plan in chosen}
    filled = {name for target in targets for name in _fills(target)}
    named = NAME in filled and (not HALVES & targets or targets >= HALVES or NAME in targets)
    if not named:
        found.append(error("IMPORT_NO_NAME_COLUMN", "columns"))
    for target in dict.fromkeys(plan.target for plan in chosen):
        # A sex may stand beside births parted by sex; any other field must be said in one place.
        letters = [
            plan.letter for plan in chosen if plan.target == target or (target in _parts(plan) and target != SEX)
        ]
        if len(letters) > 1:
            found.append(error("IMPORT_FIELD_TWICE", "columns", target=word(target), columns=", ".join(letters)))
    if since is None:
        found.append(error("IMPORT_NO_DAY", "since"))
    if CELL not in targets and not cell_id:
        found.append(warning("IMPORT_NO_CELL", "cell_id"))
    if named and not KEYS & filled:
        found.append(warning("IMPORT_NAME_ALONE", "columns"))
    return found


def _fills(target: str) -> tuple[str, ...]:
    return FIELDS[target].fills or (target,)


def _parts(plan: ColumnPlan) -> tuple[str, ...]:
    """Return the fields a combined column holds besides itself."""
    return FIELDS[plan.target].fills


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
