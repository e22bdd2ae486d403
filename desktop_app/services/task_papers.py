"""The printed papers of tasks, households and commitments: of one person, of a cell, of all cells."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from db import files
from db.households import WantedHouseholds
from db.problems import ProblemError
from db.task_records import TaskLine
from db.tasks import WantedTasks
from desktop_app import lists
from desktop_app.services.base import Clock
from desktop_app.services.commitments import CommitmentService
from desktop_app.services.households import HouseholdService
from desktop_app.services.issuers import issuer_of
from desktop_app.services.regulations import RegulationService
from desktop_app.services.tasks import TaskService

if TYPE_CHECKING:
    from db.store import Store
    from desktop_app.documents.papers.common import Issuer
    from desktop_app.documents.table_model import TableDocument

Progress = Callable[[int], None]
"""Told how many papers are drawn; what it raises ends the work."""


class TaskPaperService:
    """Reads only; a paper is a ``TableDocument``, which is printed or kept as PDF, Word and workbook."""

    def __init__(self, store: Store, office_id: str, clock: Clock) -> None:
        self._store = store
        self._office_id = office_id
        self._clock = clock
        self._tasks = TaskService(store, office_id, clock)

    # --- tasks ---

    def plan(self, year: int, cell_id: str | None = None) -> TableDocument:
        """Return the plan of a year of a cell, or of all cells: whatever was given, by person. Raises ProblemError V05.

        Source: Điều lệ Đảng, Điều 24.2 (a cell gives tasks to its members); no form of it is prescribed.
        """
        from desktop_app.documents.task_papers import plan_document

        order = "member" if cell_id else "cell"
        lines, _ = self._tasks.page(WantedTasks(year=year, cell_id=cell_id, order=order), 0, -1)
        return plan_document(year, [line for own in _by_person(lines) for line in own], self._issuer(cell_id))

    def slips(self, year: int, cell_id: str, member_id: str | None = None) -> list[TableDocument]:
        """Return the slips of a cell's members who have tasks that run, or of one of them.

        Raises ProblemError Q90 where nobody has any, V05.
        """
        from desktop_app.documents.task_papers import slip_document

        wanted = WantedTasks(year=year, cell_id=cell_id, member_id=member_id)
        lines = [line for line in self._tasks.page(wanted, 0, -1)[0] if line.assignment.ended_on is None]
        issuer = self._issuer(cell_id)
        if not lines:
            raise ProblemError("Q90", where=issuer.name, year=year)
        return [slip_document(year, own[0].assignment.assignee, issuer.name, own, issuer) for own in _by_person(lines)]

    def tracking(self, span: str, cell_id: str | None = None, *, blank: bool = False) -> TableDocument:
        """Return the tracking sheet of a span ("2026-03", "2026-Q1" …), filled or ``blank``.

        Raises ValueError for what is no span, ProblemError V05.
        """
        from desktop_app.documents.task_papers import tracking_document

        return tracking_document(span, self._tasks.sheet(span, cell_id), self._issuer(cell_id), blank=blank)

    # --- households ---

    def households(self, cell_id: str | None = None, *, by_hamlet: bool = False) -> TableDocument:
        """Return today's households under who is in charge of them, or under their hamlets. Raises ProblemError V05."""
        from desktop_app.documents.task_papers import households_document

        service = HouseholdService(self._store, self._office_id, self._clock)
        lines, _ = service.page(WantedHouseholds(on=self._clock().date(), cell_id=cell_id), 0, -1)
        names = lists.names("household_circumstances")
        return households_document(lines, names, self._issuer(cell_id), by_hamlet=by_hamlet)

    # --- commitments ---

    def commitments(
        self, year: int, cell_id: str, member_id: str | None = None, *, blank: bool = False
    ) -> list[TableDocument]:
        """Return the commitments of a cell's members, or of one of them; ``blank`` ones of everybody.

        Raises ProblemError Q91 where nobody has written one, V05.
        """
        from desktop_app.documents.task_papers import commitment_document

        issuer = self._issuer(cell_id)
        listed = CommitmentService(self._store, self._office_id, self._clock).listed(year, cell_id)
        chosen = [
            line for line in listed if member_id in (None, line.member_id) and (blank or line.commitment is not None)
        ]
        if not chosen:
            raise ProblemError("Q91", where=issuer.name, year=year)
        return [commitment_document(line, year, issuer, blank=blank) for line in chosen]

    # --- files ---

    def pdf(self, papers: Sequence[TableDocument], progress: Progress | None = None) -> bytes:
        """Return papers as one PDF, the pages of each numbered by themselves."""
        from desktop_app.documents.pdf.several import several_pdf

        own = RegulationService(self._store, self._office_id, self._clock).own()
        return several_pdf(((one, own.on(one.on)) for one in papers), progress)

    def write_word(self, papers: Sequence[TableDocument], target: Path) -> ProblemError | None:
        """Write papers to one Word file, each beginning a page.

        Returns ProblemError M69 when the office's own template failed and another was used, else None.
        """
        from desktop_app.services.word_templates import WordTemplateService

        first = papers[0]
        made = WordTemplateService(self._store, self._office_id, self._clock).write_book(
            list(papers), title=first.name, author=first.author, on=first.on
        )
        files.make_folder(target.parent)
        files.write(target, made.data)
        return made.trouble

    def _issuer(self, cell_id: str | None) -> Issuer:
        return issuer_of(self._store, self._office_id, self._clock().date(), cell_id)


def _by_person(lines: Iterable[TaskLine]) -> list[list[TaskLine]]:
    """Return the tasks of each person of a cell together, in the order in which the people are first met."""
    found: dict[tuple[str, str], list[TaskLine]] = {}
    for line in lines:
        one = line.assignment
        found.setdefault((one.cell_id, one.member_id or one.assignee), []).append(line)
    return list(found.values())
