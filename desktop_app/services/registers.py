"""The printed and exported papers of the register, and of any list on the screen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec

from db import member_events, registers
from db.problems import ProblemError
from db.record_base import Duty, Standing
from db.records import Organization
from db.register_records import Movements
from desktop_app.rules import dates, party_age, reconciliation
from desktop_app.services.base import Clock
from desktop_app.services.issuers import issuer_of, organization_of
from desktop_app.services.regulations import RegulationService

if TYPE_CHECKING:
    from db.store import Store
    from desktop_app.documents.papers.changes import CellMovements, ChangesData
    from desktop_app.documents.papers.common import Issuer
    from desktop_app.documents.papers.lists import ListPaper
    from desktop_app.documents.table_model import TableDocument
    from desktop_app.rules.reconciliation import Step

Progress = Callable[[int], None]
"""Told how many rows were written so far; what it raises ends the work."""

_DAY: Final = timedelta(days=1)


@dataclass(frozen=True)
class Behind:
    """One person behind a figure of the reconciliation."""

    member_id: str
    full_name: str
    cell_name: str
    on: date | None
    """Day of the act; None for who simply was a member on that day."""
    standing: Standing | None
    """How a person simply counted on that day stood; None behind an act."""
    decision: str = ""
    place: str = ""


class RegisterService:
    """Reads only; what it writes are files, never the store.

    Every paper is a ``TableDocument``; ``pdf`` and ``excel`` give it its two faces. Sensitive particulars stand in a
    paper only where ``sensitive`` asks for them.
    """

    def __init__(self, store: Store, office_id: str, clock: Clock) -> None:
        self._store = store
        self._office_id = office_id
        self._clock = clock
        self._regulations = RegulationService(store, office_id, clock)

    # --- the two faces ---

    def pdf(self, document: TableDocument, progress: Progress | None = None) -> bytes:
        """Return a paper as PDF, in the layout of its day with the office's own values."""
        from desktop_app.documents.pdf.table import table_pdf

        return table_pdf(document, self._regulations.overrides(document.on), progress)

    def excel(self, document: TableDocument, path: Path, progress: Progress | None = None) -> Path:
        """Write a paper as a workbook to ``path`` (or into it, for a folder) and return the file.

        Raises ProblemError as ``db.files.write`` does.
        """
        from desktop_app.documents.excel.table import table_workbook

        target = path / f"{document.file_name}.xlsx" if path.is_dir() else path
        if target.suffix.lower() != ".xlsx":
            target = target.with_name(f"{target.name}.xlsx")
        table_workbook(document, target, progress)
        return target

    # --- people ---

    def register(
        self, cell_id: str | None, on: date, *, sensitive: bool = False, include_left: bool = False
    ) -> TableDocument:
        """Return the 14-column register (Mẫu 7-HSĐV) of a cell, or of all cells one after another, as of a day.

        ``include_left`` adds those who are no longer members. Raises ProblemError V05 for an unknown cell.
        """
        from desktop_app.documents.papers.register import RegisterData, register_document

        people = registers.people(self._store, on, cell_id=cell_id, left=include_left)
        data = RegisterData(
            people=[person for person in people if person.duty is not Duty.VISITING],
            crossings=registers.crossings(self._store, on),
            badges=registers.badges(self._store),
            sensitive=sensitive,
        )
        issuer = self.issuer(on, cell_id)
        return register_document(data, issuer, one_cell=cell_id is not None, about=self._about(cell_id, on))

    def members_by_cell(self, cell_id: str | None, on: date) -> TableDocument:
        """Return the short list of members of a cell or of all cells as of a day. Raises ProblemError V05."""
        from desktop_app.documents.papers.members import members_document

        people = registers.people(self._store, on, cell_id=cell_id)
        return members_document(
            people, self.issuer(on, cell_id), one_cell=cell_id is not None, about=self._about(cell_id, on)
        )

    def member_sheet(self, member_id: str, on: date, *, sensitive: bool = False) -> TableDocument:
        """Return all that is known of a person as of a day. Raises ProblemError V05 for one who is not in a cell."""
        from db import hamlets, member_records
        from desktop_app.documents.papers.sheet import SheetData, sheet_document

        found = registers.people(self._store, on, member_id=member_id, left=True)
        if not found:
            raise ProblemError("V05", id=member_id)
        person = found[0]
        changes = [change for change in member_events.of_member(self._store, member_id) if not change.cancelled]
        hamlet = hamlets.get(self._store, person.profile.hamlet_id, on) if person.profile.hamlet_id else None
        data = SheetData(
            person=person,
            hamlet=hamlet.name if hamlet else "",
            party_age=party_age.years(person.admitted_on, on),
            changes=changes,
            cells={
                change.change.cell_id: self._organization(change.change.cell_id, change.change.on).name
                for change in changes
                if change.change.cell_id
            },
            records=member_records.of_member(self._store, member_id),
            sensitive=sensitive,
        )
        return sheet_document(data, self.issuer(on, person.cell_id))

    # --- changes of a period ---

    def changes(self, start: date, end: date, cell_id: str | None = None) -> TableDocument:
        """Return the list of changes of a period (both days included) with the formula đầu kỳ … cuối kỳ.

        Raises ProblemError V05 for an unknown cell, R80 when the period ends before it begins.
        """
        from desktop_app.documents.papers.changes import changes_document

        data = self.movements(start, end, cell_id)
        return changes_document(data, self.issuer(end, cell_id), about=self._about(cell_id, end))

    def movements(self, start: date, end: date, cell_id: str | None = None) -> ChangesData:
        """Return the figures of a period for the office with each of its cells, or for one cell alone.

        Raises ProblemError R80 when the period ends before it begins.
        """
        from desktop_app.documents.papers.changes import ChangesData

        if end < start:
            raise ProblemError("R80", start=dates.format_day(start), end=dates.format_day(end))
        opening = member_events.counted(self._store, self._office_id, start - _DAY)
        closing = member_events.counted(self._store, self._office_id, end)
        steps = list(reconciliation.steps(member_events.period(self._store, self._office_id, start, end), start))
        whole = reconciliation.movements(start, end, opening, closing, steps, cell_id)
        cells = [] if cell_id else self._by_cell(whole, opening, closing, steps)
        lines = [line for found in (whole, *(cell.movements for cell in cells)) for line in found.lines]
        people = member_events.names(self._store, {line.member_id for line in lines})
        names = self._cell_names({(line.cell_name, line.on) for line in lines})
        return ChangesData(
            whole=reconciliation.named(whole, people, names),
            cells=[
                msgspec.structs.replace(cell, movements=reconciliation.named(cell.movements, people, names))
                for cell in cells
            ],
        )

    def _by_cell(
        self,
        whole: Movements,
        opening: Sequence[tuple[str, str, date]],
        closing: Sequence[tuple[str, str, date]],
        steps: Sequence[Step],
    ) -> list[CellMovements]:
        from desktop_app.documents.papers.changes import CellMovements

        listed = {cell.id: cell.name for cell in self._cells(whole.end)}
        touched = {cell for _, cell, _ in (*opening, *closing)} | {step.cell_id for step in steps if step.cell_id}
        for cell_id in sorted(touched - listed.keys()):
            # Closed within the period: its members went somewhere.
            listed[cell_id] = self._organization(cell_id, whole.start).name
        within: dict[str, list[Step]] = {}
        for step in steps:
            for cell_id in {step.cell_id, step.came_from}:
                within.setdefault(cell_id, []).append(step)
        first, last = _grouped(opening), _grouped(closing)
        return [
            CellMovements(
                cell_id=cell_id,
                name=name,
                movements=reconciliation.movements(
                    whole.start,
                    whole.end,
                    first.get(cell_id, ()),
                    last.get(cell_id, ()),
                    within.get(cell_id, ()),
                    cell_id,
                ),
            )
            for cell_id, name in listed.items()
        ]

    def _cell_names(self, wanted: set[tuple[str, date]]) -> dict[tuple[str, date], str]:
        return {(cell_id, on): self._organization(cell_id, on).name for cell_id, on in wanted if cell_id}

    def behind(self, data: ChangesData, figure: str, cell_id: str | None = None) -> list[Behind]:
        """Return the people behind one figure of ``movements``: "vì sao số này?".

        ``figure`` is a name of ``papers.changes.amounts``; ``cell_id`` chooses the line of a cell, None the total.
        """
        from desktop_app.documents.papers import changes

        chosen = next((cell.movements for cell in data.cells if cell.cell_id == cell_id), data.whole)
        if figure in (changes.OPENING, changes.CLOSING):
            on = chosen.start - _DAY if figure == changes.OPENING else chosen.end
            return self._members_on(on, cell_id)
        lines = [line for line in chosen.lines if changes.figure(line) == figure]
        return [
            Behind(line.member_id, line.full_name, line.cell_name, line.on, None, line.decision, line.place)
            for line in lines
        ]

    def _members_on(self, on: date, cell_id: str | None) -> list[Behind]:
        counted = {member for member, _, _ in member_events.counted(self._store, self._office_id, on)}
        return [
            Behind(person.id, person.full_name, person.cell_name, None, person.standing)
            for person in registers.people(self._store, on, cell_id=cell_id)
            if person.id in counted
        ]

    # --- organisations and badges ---

    def organizations(self, on: date) -> TableDocument:
        """Return the list of units, the office first and every unit before what is below it, as of a day."""
        from desktop_app.documents.papers.organizations import organizations_document
        from desktop_app.services.organizations import OrganizationService

        nodes = OrganizationService(self._store, self._office_id, self._clock).tree(on)
        return organizations_document(nodes, self.issuer(on))

    def badges(self, year: int) -> TableDocument:
        """Return the list of members who are to be given a badge in a year."""
        from desktop_app.documents.papers.badges import DueRow, badges_document
        from desktop_app.services.member_records import MemberRecordService

        end = date(year, 12, 31)
        due = MemberRecordService(self._store, self._office_id, self._clock).badges_due(year)
        cards = {person.id: person.card_number for person in registers.people(self._store, self._today())}
        rows = [
            DueRow(
                full_name=row.full_name,
                birth_date=row.birth_date,
                cell_name=row.cell_name,
                admitted_on=row.admitted_on,
                card_number=cards.get(row.member_id, ""),
                years=row.years,
                reached_on=row.reached_on,
                late=row.late,
                held=row.held,
            )
            for row in due
        ]
        rule = party_age.rule_of(end, self._regulations.own().on(end))
        return badges_document(rows, year, rule.source, self.issuer(self._today()))

    # --- lists of the screen ---

    def listed(self, paper: ListPaper) -> TableDocument:
        """Return a list of the screen as a paper of today: its chosen columns, its rows in their order."""
        from desktop_app.documents.papers.lists import list_document

        return list_document(paper, self.issuer(self._today()))

    # --- who issues ---

    def issuer(self, on: date, cell_id: str | None = None) -> Issuer:
        """Return the office, or one of its cells, as it issues a paper on a day."""
        return issuer_of(self._store, self._office_id, on, cell_id)

    def _about(self, cell_id: str | None, on: date) -> str:
        from desktop_app.documents.papers.common import file_part

        return file_part(self._organization(cell_id, on).code) if cell_id else ""

    def _cells(self, on: date) -> list[Organization]:
        from desktop_app.services.organizations import OrganizationService

        return [view.organization for view in OrganizationService(self._store, self._office_id, self._clock).cells(on)]

    def _organization(self, organization_id: str, on: date) -> Organization:
        return organization_of(self._store, organization_id, on)

    def _today(self) -> date:
        return self._clock().date()


def _grouped(counted: Sequence[tuple[str, str, date]]) -> dict[str, list[tuple[str, str, date]]]:
    found: dict[str, list[tuple[str, str, date]]] = {}
    for row in counted:
        found.setdefault(row[1], []).append(row)
    return found
