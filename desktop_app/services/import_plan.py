"""What an import would write of one line, decided before anything is written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from db.records import Finding, MemberInput, Severity
from db.register_records import ChangeInput
from desktop_app.documents.excel_in.fields import FIELDS
from desktop_app.documents.excel_in.model import CellProblem, ColumnPlan, Decision
from desktop_app.rules import regulation
from desktop_app.rules.findings import error, warning
from desktop_app.services.import_fields import PERSON_FIELDS, PROFILE_FIELDS

Progress = Callable[[int, int], None]
"""Called with (done, total) now and then; what it raises ends the work with nothing written."""
Own = Callable[[date], regulation.Overrides]
"""Gives the office's own values of rules on a day."""


@dataclass(frozen=True, slots=True)
class Planned:
    """What taking a line would write: a new person, or changes of a known one."""

    new: MemberInput | None = None
    member_id: str = ""
    revision: int = 0
    changes: Mapping[str, str] = field(default_factory=dict)
    """New canonical texts by field."""
    acts: tuple[ChangeInput, ...] = ()
    """In the order of their days."""

    @property
    def options(self) -> tuple[Decision, ...]:
        """What the clerk may decide about a doubtful line besides leaving it out."""
        found = [Decision.AS_NEW] if self.new is not None else []
        if self.changes or self.acts:
            found.append(Decision.AS_KNOWN)
        return (*found, Decision.SKIP)


NOTHING = Planned()
"""What a line writes that says nothing new."""


class Columns:
    """Where in the file each field stands."""

    def __init__(self, columns: tuple[ColumnPlan, ...]) -> None:
        self._places: dict[str, int] = {}
        for column in columns:
            if column.target == "hamlet":
                self._places.setdefault("hamlet_id", column.index)
            for name in (column.target, *(FIELDS[column.target].fills if column.target in FIELDS else ())):
                if name:
                    self._places.setdefault(name, column.index)
        self.of_person = tuple(name for name in PERSON_FIELDS if name in self._places)
        """Fields of a person, apart from the profile, that the file has a column for."""
        self.of_profile = tuple(name for name in PROFILE_FIELDS if name in self._places)

    def __contains__(self, name: str) -> bool:
        return name in self._places

    def fields(self) -> frozenset[str]:
        """Return the fields that the file has a column for."""
        return frozenset(self._places)

    def problem(self, row: int, finding: Finding) -> CellProblem:
        """Return a problem at the cell of the finding's field, or of the whole row where the file has none."""
        name = {"cell_id": "cell"}.get(finding.field, finding.field)
        return CellProblem(row, self._places.get(name, -1), finding)

    def error(self, row: int, code: str, name: str, /, **values: str | int) -> CellProblem:
        """Return a problem that refuses the line."""
        return self.problem(row, error(code, name, **values))

    def warning(self, row: int, code: str, name: str, /, **values: str | int) -> CellProblem:
        """Return a problem that is only pointed out."""
        return self.problem(row, warning(code, name, **values))


def refuses(problems: list[CellProblem]) -> bool:
    """Return whether one of the problems is an error."""
    return bool(problems) and any(problem.finding.severity is Severity.ERROR for problem in problems)
