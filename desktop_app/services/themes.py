"""The yearly lists of themes: writing them, copying last year's, their approval, and which quarter is covered."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

import msgspec

from db import meeting_views, members, organizations, roles, themes
from db.ids import new_id
from db.meeting_records import Theme
from db.problems import ProblemError
from db.records import Finding
from db.text import fold, normalize
from db.view_records import CellCover, QuarterCover, QuarterState, ThemeInput, ThemeLine
from desktop_app.rules import dates, regulation
from desktop_app.rules import themes as rules
from desktop_app.rules.findings import error
from desktop_app.services.base import Clock, refuse_errors
from desktop_app.services.regulations import RegulationService

if TYPE_CHECKING:
    from db.store import Store

_QUARTERS = (1, 2, 3, 4)


class ThemeService:
    """Use-cases of the lists of themes; each writing method is one transaction."""

    def __init__(self, store: Store, office_id: str, clock: Clock) -> None:
        self._store = store
        self._office_id = office_id
        self._clock = clock
        self._regulations = RegulationService(store, office_id, clock)

    # --- reading ---

    def listed(self, year: int, cell_id: str | None = None) -> list[ThemeLine]:
        """Return the lines of the office's lists of a year by cell and quarter, of one cell where it is named."""
        on = min(date(year, 12, 31), self._clock().date())
        return themes.lines(self._store, self._office_id, year, cell_id, on)

    def of_quarter(self, cell_id: str, period: str) -> list[Theme]:
        """Return the themes listed for the quarter a month lies in, those not held yet first."""
        return themes.of_quarter(self._store, cell_id, int(period[:4]), dates.quarter(period))

    def coverage(self, year: int) -> list[CellCover]:
        """Return how every cell stands with each quarter of a year, in the order of the cells' names."""
        today, first, last = self._clock().date(), date(year, 1, 1), date(year, 12, 31)
        listed = themes.listed_of_year(self._store, self._office_id, year)
        held = themes.held(self._store, self._office_id, year)
        since = meeting_views.first_period(self._store, self._office_id)
        own = self._regulations.own()
        asked = {
            quarter: regulation.find(rules.PER_QUARTER, start, own.on(start))
            for quarter in _QUARTERS
            for start in (rules.first_day(year, quarter),)
        }
        sources = {quarter: rule.source if rule else "" for quarter, rule in asked.items()}

        def cover(cell: meeting_views.LivingCell, quarter: int) -> QuarterCover:
            kept, rule = held.get((cell.id, quarter)), asked[quarter]
            found, approved = listed.get((cell.id, quarter), (0, 0))
            return QuarterCover(
                state=rules.state(
                    (year, quarter),
                    (cell.begun, cell.closed),
                    listed=found,
                    held=kept.count if kept else 0,
                    today=today,
                    kept_since=since,
                    rule=rule,
                ),
                listed=found,
                approved=approved,
                held=kept.count if kept else 0,
                meeting_id=kept.meeting_id if kept else None,
                held_on=kept.held_on if kept else None,
                source=sources[quarter],
            )

        cells = meeting_views.cells_of_span(self._store, self._office_id, first, last, min(last, today))
        return [
            CellCover(
                cell_id=cell.id,
                cell_name=cell.name,
                quarters=tuple(cover(cell, quarter) for quarter in _QUARTERS),
            )
            for cell in cells
        ]

    def check(self, entered: ThemeInput, theme_id: str | None = None) -> list[Finding]:
        """Return errors and warnings about a new line, or about the changed ``theme_id``."""
        entered = cleaned(entered)
        others = [
            theme
            for theme in themes.of_year(self._store, self._office_id, entered.year, entered.cell_id)
            if theme.id != theme_id
        ]
        found = list(rules.check(entered, others, self._clock().date()))
        found += [
            error("THEME_PERSON_UNKNOWN", field)
            for field in ("writer_id", "presenter_id")
            if (person := getattr(entered, field)) is not None and members.get(self._store, person) is None
        ]
        return found

    # --- writing ---

    def add(self, entered: ThemeInput) -> Theme:
        """Write a new line and return it.

        Raises ProblemError V01 with the errors found, V04 for a cell of another office, V05 for an unknown one.
        """
        entered = cleaned(entered)
        self._own_cell(entered.cell_id)
        refuse_errors(self.check(entered))
        theme = Theme(id=new_id(), owner_id=self._office_id, **msgspec.structs.asdict(entered))
        with self._store.operation("theme.add", f"theme:{theme.id}", cell=theme.cell_id, year=theme.year):
            themes.insert_many(self._store, [theme])
        return theme

    def update(self, theme_id: str, revision: int, entered: ThemeInput) -> Theme:
        """Write a line anew and return it.

        Raises ProblemError M80 when it is no longer there, M81 when it was changed since it was read, V01, V04, V05.
        """
        entered = cleaned(entered)
        before = self._own(theme_id)
        self._own_cell(entered.cell_id)
        refuse_errors(self.check(entered, theme_id))
        theme = Theme(id=theme_id, owner_id=before.owner_id, revision=revision + 1, **msgspec.structs.asdict(entered))
        with self._store.operation("theme.change", f"theme:{theme_id}", cell=theme.cell_id, year=theme.year):
            if not themes.update(self._store, theme):
                raise ProblemError("M81")
        return theme

    def approve(self, theme_ids: Sequence[str], number: str, on: date) -> None:
        """Write the approval of the committee above into lines, all of them or none.

        A list is approved by one document, so its number and day are typed once. Raises ProblemError M80, V01, V04.
        """
        known = [self._own(theme_id) for theme_id in theme_ids]
        kept = normalize(number)
        found = []
        for theme in known:
            entered = msgspec.structs.replace(_input(theme), approval_number=kept, approved_on=on)
            found += [each for each in self.check(entered, theme.id) if each.field.startswith("approv")]
        refuse_errors(found)
        with self._store.operation("theme.approve", f"organization:{self._office_id}", themes=len(known)):
            themes.approve(self._store, [theme.id for theme in known], kept, on)

    def remove(self, theme_id: str) -> Theme:
        """Take a line away and return what it was.

        Raises ProblemError M80 when it is no longer there, M83 when a final meeting carried it out, V04.
        """
        before = self._own(theme_id)
        line = next(line for line in self.listed(before.year, before.cell_id) if line.theme.id == theme_id)
        if line.held_on is not None:
            raise ProblemError("M83", day=dates.format_day(line.held_on))
        with self._store.operation("theme.remove", f"theme:{theme_id}", cell=before.cell_id, year=before.year):
            themes.remove(self._store, theme_id)
        return before

    def copy(self, from_year: int, to_year: int, cell_id: str | None = None) -> int:
        """Take the lines of a year over into another as a first draft of its list; return how many were.

        Titles, quarters and people are taken, not the days; a title the new list has already stays out, and so does a
        cell that does not exist any more. Raises ProblemError M82 when nothing is left to take over, V01 for a year
        out of bounds.
        """
        last = date(to_year, 12, 31)
        living = {
            cell.id
            for cell in meeting_views.cells_of_span(
                self._store, self._office_id, date(to_year, 1, 1), last, min(last, self._clock().date())
            )
        }
        known = {
            (theme.cell_id, fold(theme.title))
            for theme in themes.of_year(self._store, self._office_id, to_year, cell_id)
        }
        made: list[Theme] = []
        for theme in themes.of_year(self._store, self._office_id, from_year, cell_id):
            if theme.cell_id in living and (theme.cell_id, fold(theme.title)) not in known:
                known.add((theme.cell_id, fold(theme.title)))
                made.append(self._taken_over(theme, to_year))
        if not made:
            raise ProblemError("M82", year=from_year, into=to_year)
        refuse_errors(rules.check(_input(made[0]), (), self._clock().date()))
        with self._store.operation(
            "theme.copy", f"organization:{cell_id or self._office_id}", from_year=from_year, year=to_year
        ):
            themes.insert_many(self._store, made)
        return len(made)

    def _taken_over(self, theme: Theme, year: int) -> Theme:
        today = self._clock().date()

        def still(person: str | None) -> str | None:
            return person if person and roles.in_cell(self._store, person, theme.cell_id, today) else None

        return Theme(
            id=new_id(),
            owner_id=self._office_id,
            cell_id=theme.cell_id,
            year=year,
            quarter=theme.quarter,
            title=theme.title,
            writer_id=still(theme.writer_id),
            presenter_id=still(theme.presenter_id),
            approval_number="",
            note="",
        )

    # --- shared ---

    def _own(self, theme_id: str) -> Theme:
        found = themes.get(self._store, theme_id)
        if found is None:
            raise ProblemError("M80")
        if found.owner_id != self._office_id:
            raise ProblemError("V04", name=found.title)
        return found

    def _own_cell(self, cell_id: str) -> None:
        cell = organizations.get(self._store, cell_id, self._clock().date())
        if cell is None:
            raise ProblemError("V05", id=cell_id)
        if cell.owner_id != self._office_id:
            raise ProblemError("V04", name=cell.name)


def cleaned(entered: ThemeInput) -> ThemeInput:
    """Return a line with every text in its kept form."""
    return msgspec.structs.replace(
        entered,
        title=normalize(entered.title),
        approval_number=normalize(entered.approval_number),
        note=normalize(entered.note, keep_newlines=True),
        writer_id=entered.writer_id or None,
        presenter_id=entered.presenter_id or None,
    )


def late(rows: Sequence[CellCover]) -> list[CellCover]:
    """Return the cells that owe a theme for a quarter that is over."""
    return [row for row in rows if any(quarter.state is QuarterState.LATE for quarter in row.quarters)]


def _input(theme: Theme) -> ThemeInput:
    known = msgspec.structs.asdict(theme)
    return ThemeInput(**{field: known[field] for field in ThemeInput.__struct_fields__})
