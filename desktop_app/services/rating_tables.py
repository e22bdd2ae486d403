"""The summary tables of a review (biểu tổng hợp), with who stands behind every figure, as papers and on the screen."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from db import evaluations, rating_views
from db.evaluation_records import Campaign, Subject
from db.problems import ProblemError
from db.rating_records import Admitted, RatedLine, Tally
from db.rating_views import Wanted
from db.record_base import Record
from desktop_app import lists
from desktop_app.rules import admissions, dates, rating_tables
from desktop_app.rules.admissions import Group
from desktop_app.rules.rating_tables import Figure, FigureKind, Options, RatingTable
from desktop_app.rules.scheme import Level, Scheme
from desktop_app.services.base import Clock
from desktop_app.services.registers import RegisterService
from desktop_app.services.schemes import SchemeService

if TYPE_CHECKING:
    from db.store import Store
    from desktop_app.documents.table_model import TableDocument

COLLECTIVES = (Subject.GRASSROOTS, Subject.CELL, Subject.COMMITTEE)


class Admissions(Record, frozen=True, kw_only=True):
    """Who was admitted in a period, by groups that overlap."""

    start: date
    end: date
    people: tuple[Admitted, ...]
    groups: tuple[Group, ...]
    uncertain: int
    """People whose day of admission is known too roughly to say whether it lies in the period."""


class RatingTableService:
    """Reads only; each paper is a ``TableDocument``."""

    def __init__(self, store: Store, office_id: str, clock: Clock) -> None:
        self._store = store
        self._office_id = office_id
        self._clock = clock
        self._schemes = SchemeService(store, office_id, clock)
        self._registers = RegisterService(store, office_id, clock)

    # --- Biểu 1, Biểu 2 ---

    def members(self, year: int, options: Options = Options()) -> RatingTable:  # noqa: B008 - frozen
        """Return how members were rated, a line a cell (Biểu 1). Raises ProblemError Q40 while there is no campaign."""
        campaign, scheme = self._campaign(year)
        tallies = rating_views.member_tallies(self._store, campaign.id, self._on(year), proposed=options.proposed)
        levels = rating_tables.columns(scheme, (Subject.MEMBER,))
        listed = rating_views.listed(self._store, self._office_id, date(year, 12, 31))
        return _table(year, scheme, (Subject.MEMBER,), levels, tallies, options, listed)

    def collectives(self, year: int, options: Options = Options()) -> RatingTable:  # noqa: B008 - frozen
        """Return how collectives were rated, by type and sector (Biểu 2). Raises ProblemError Q40."""
        campaign, scheme = self._campaign(year)
        found = rating_views.collective_tallies(self._store, campaign.id, self._on(year), proposed=options.proposed)
        order = {subject.value: place for place, subject in enumerate(COLLECTIVES)}
        tallies = sorted(found, key=lambda tally: (order.get(tally.group, len(order)), tally.key))
        subjects = tuple(one for one in COLLECTIVES if any(tally.group == one.value for tally in tallies))
        return _table(year, scheme, subjects, rating_tables.columns(scheme, subjects), tallies, options, None)

    def document(self, table: RatingTable) -> TableDocument:
        """Return a summary table as a paper of today."""
        from desktop_app.documents.papers.rating_tables import table_document

        return table_document(table, self._registers.issuer(self._clock().date()))

    def behind(
        self, table: RatingTable, key: str, figure: Figure, offset: int = 0, limit: int = -1
    ) -> tuple[list[RatedLine], int]:
        """Return who stands behind a figure of a line ("vì sao số này?"), and how many there are in all.

        ``key`` is that of a tally, of a sum, or empty for the whole table. Raises ProblemError Q40.
        """
        campaign, _ = self._campaign(table.year)
        wanted = _wanted(table, key, figure)
        return rating_views.rows(self._store, campaign.id, self._on(table.year), wanted, offset, limit)

    # --- Biểu 3, Biểu 4 ---

    def named(self, year: int, *, failing: bool, proposed: bool = False) -> list[RatedLine]:
        """Return those at the best level (Biểu 3), or those who failed (Biểu 4), collectives first.

        Raises ProblemError Q40.
        """
        campaign, scheme = self._campaign(year)
        pick = rating_tables.failing if failing else rating_tables.outstanding
        found: list[RatedLine] = []
        for subject in (*COLLECTIVES, Subject.MEMBER):
            codes = tuple(level.code for level in pick(scheme, subject))
            if codes:
                wanted = Wanted(subjects=(subject,), levels=codes, proposed=proposed)
                found += rating_views.rows(self._store, campaign.id, self._on(year), wanted)[0]
        return found

    def named_document(self, year: int, *, failing: bool, proposed: bool = False) -> TableDocument:
        """Return the list of the outstanding, or of the failing with reasons, as a paper. Raises ProblemError Q40."""
        from desktop_app.documents.papers.rating_tables import list_document

        _, scheme = self._campaign(year)
        lines = self.named(year, failing=failing, proposed=proposed)
        issuer = self._registers.issuer(self._clock().date())
        return list_document(year, scheme, lines, issuer, failing=failing, proposed=proposed)

    # --- admissions ---

    def admissions(self, start: date, end: date) -> Admissions:
        """Return who was admitted in a period (both days included), by groups that overlap.

        Raises ProblemError R80 when the period ends before it begins.
        """
        if end < start:
            raise ProblemError("R80", start=dates.format_day(start), end=dates.format_day(end))
        possible = rating_views.admitted(self._store, self._office_id, start, end, min(end, self._clock().date()))
        touching = [one for one in possible if admissions.touches(one, start, end)]
        people = admissions.within(touching, start, end)
        groups = admissions.groups(people, tuple(lists.names("categories")))
        return Admissions(
            start=start, end=end, people=tuple(people), groups=tuple(groups), uncertain=len(touching) - len(people)
        )

    def admissions_document(self, found: Admissions, decimals: int = 2, *, listed: bool = True) -> TableDocument:
        """Return the table of admissions as a paper of today."""
        from desktop_app.documents.papers.admissions import AdmissionData, admissions_document

        data = AdmissionData(
            start=found.start,
            end=found.end,
            people=found.people,
            groups=found.groups,
            decimals=decimals,
            uncertain=found.uncertain,
        )
        return admissions_document(data, self._registers.issuer(self._clock().date()), listed=listed)

    # --- shared ---

    def _campaign(self, year: int) -> tuple[Campaign, Scheme]:
        found = evaluations.campaign_of(self._store, self._office_id, year)
        if found is None:
            raise ProblemError("Q40", year=year)
        return found, self._schemes.get(found.scheme)

    def _on(self, year: int) -> date:
        return min(date(year, 12, 31), self._clock().date())


def _table(
    year: int,
    scheme: Scheme,
    subjects: tuple[Subject, ...],
    levels: tuple[Level, ...],
    tallies: list[Tally],
    options: Options,
    listed: int | None,
) -> RatingTable:
    people = Subject.MEMBER in subjects
    whole = rating_tables.added(tallies)
    sums = (
        (whole,)
        if people
        else tuple(
            rating_tables.added(
                (one for one in tallies if one.group == subject.value), subject.value, "", subject.value
            )
            for subject in subjects
        )
    )
    return RatingTable(
        year=year,
        scheme=scheme,
        subjects=subjects,
        levels=levels,
        figures=rating_tables.figures(levels, whole, people=people),
        tallies=tuple(tallies),
        sums=sums,
        options=options,
        findings=tuple(rating_tables.findings(levels, tallies, options, listed)),
    )


def _wanted(table: RatingTable, key: str, figure: Figure) -> Wanted:
    subjects = table.subjects
    if key in [subject.value for subject in subjects]:
        subjects, key = (Subject(key),), ""
    level = next((one for one in table.levels if one.code == figure.code), None)
    codes = rating_tables.codes(table.levels, level) if level is not None else ()
    kind = figure.kind
    return Wanted(
        subjects=subjects,
        key=key,
        levels=codes,
        rated=kind in (FigureKind.RATED, FigureKind.WOMEN),
        women=kind is FigureKind.WOMEN,
        undecided=kind is FigureKind.UNDECIDED,
        annulled=kind is FigureKind.ANNULLED,
        exclusion=figure.code if kind is FigureKind.EXCLUDED else "",
        excluded=kind is FigureKind.EXCLUDED,
        proposed=table.options.proposed,
    )
