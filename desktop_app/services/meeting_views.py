"""Looking back at a year of meetings: its calendar, who attended, what was concluded and whether it was done."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from db import duplicates, meeting_views, outcome_views
from db.assignments import COLUMNS
from db.meeting_records import Assignment, AssignmentOutcome, MeetingKind
from db.meeting_views import MONTHLY, OWN_MEETINGS, LivingCell, Named
from db.view_records import (
    AttendancePage,
    AttendedMeeting,
    CalendarMark,
    CalendarRow,
    OutcomeFilter,
    OutcomeLine,
    OutcomePage,
    PersonAttendance,
)
from desktop_app.rules import attendance_span, dates
from desktop_app.rules.attendance_span import Tally
from desktop_app.services.base import Clock
from desktop_app.services.regulations import RegulationService

if TYPE_CHECKING:
    from db.store import Row, Store

MANY = 3_000
"""People of a register of whom all are read and sorted at once; of more, one page by name."""
_FINISHED = (AssignmentOutcome.ABOVE, AssignmentOutcome.ON_TIME, AssignmentOutcome.LATE)
_OUTCOMES = {
    OutcomeFilter.TASKS: tuple(AssignmentOutcome),
    OutcomeFilter.OPEN: (AssignmentOutcome.OPEN,),
    OutcomeFilter.OVERDUE: (AssignmentOutcome.OPEN,),
    OutcomeFilter.DONE: _FINISHED,
    OutcomeFilter.NOT_DONE: (AssignmentOutcome.NOT_DONE,),
}
Span = tuple[str, str]
"""The first and the last month, YYYY-MM."""


_Where = tuple[str, str]
"""A cell and a month."""
_in_columns = itemgetter(*COLUMNS)
_NO_DRAFTS: tuple[tuple[CalendarMark, ...], ...] = ((),) * 12


class _Year(NamedTuple):
    """What was held and is being written in a year, by cell and month."""

    held: Mapping[_Where, str]
    drafts: Mapping[_Where, Sequence[CalendarMark]]
    met: Collection[_Where]
    """Where the regular meeting was finalised."""
    spans: dict[tuple[date, date | None], _LifeSpan]
    """What follows from the days a cell begins and ends: most cells of a province share them."""


class _Month(NamedTuple):
    """What is the same for every cell in a month of the calendar."""

    period: str
    first: date
    last: date
    asked: bool
    """Whether it has begun, and the office kept minutes by then."""
    over: bool

    @classmethod
    def of(cls, period: str, begun: str, today: date) -> _Month:
        last = dates.last_day(period)
        first = last.replace(day=1)
        asked = begun != "" and period >= begun and first <= today
        return cls(period, first, last, asked=asked, over=asked and last < today)


class _LifeSpan(NamedTuple):
    """Of each month whether a cell of certain days existed, ought to meet, and whether that month is over."""

    exists: tuple[bool, ...]
    expected: tuple[bool, ...]
    over: tuple[bool, ...]

    @classmethod
    def of(cls, cell: LivingCell, months: Sequence[_Month]) -> _LifeSpan:
        exists = tuple(
            cell.begun <= month.last and (cell.closed is None or cell.closed > max(month.first, cell.begun))
            for month in months
        )
        pairs = list(zip(exists, months, strict=True))
        expected = tuple(there and month.asked for there, month in pairs)
        return cls(exists, expected, over=tuple(there and month.over for there, month in pairs))


class _Kind(msgspec.Struct):
    kind: MeetingKind
    held_on: date | None = None


class _Draft(msgspec.Struct):
    content: _Kind


class MeetingViewService:
    """Reads; nothing is written here."""

    def __init__(self, store: Store, office_id: str, clock: Clock) -> None:
        self._store = store
        self._office_id = office_id
        self._clock = clock
        self._regulations = RegulationService(store, office_id, clock)

    # --- the calendar ---

    def calendar(self, year: int) -> list[CalendarRow]:
        """Return twelve months of every cell of the office, in the order of the cells' names."""
        today, first, last = self._clock().date(), date(year, 1, 1), date(year, 12, 31)
        held: dict[_Where, str] = {}
        met: set[_Where] = set()
        for cell, period, regular, meetings in meeting_views.held_of_year(self._store, self._office_id, year):
            held[cell, period] = meetings
            if regular:
                met.add((cell, period))
        drafts: dict[_Where, list[CalendarMark]] = {}
        for cell, period, draft, body in meeting_views.drafts_of_year(self._store, year):
            content = msgspec.json.decode(body, type=_Draft).content
            mark = CalendarMark(draft, content.kind, draft=True, held_on=content.held_on)
            drafts.setdefault((cell, period), []).append(mark)
        cells = meeting_views.cells_of_span(self._store, self._office_id, first, last, min(last, today))
        begun = meeting_views.first_period(self._store, self._office_id)
        months = [_Month.of(f"{year:04}-{month:02}", begun, today) for month in range(1, 13)]
        found = _Year(held, drafts, met, {})
        return [_calendar_row(cell, found, months) for cell in cells]

    # --- attendance ---

    def attendance(
        self, span: Span, cell_id: str | None = None, *, monthly: bool = True, offset: int = 0, limit: int = MANY
    ) -> AttendancePage:
        """Return who attended how often in a span of months, by cell and name, of one cell where it is named.

        ``monthly`` counts the regular and combined meetings only, else every meeting all members are called to.
        Everybody is there who stood on a list, also who has left. A register of more than ``MANY`` people is handed
        out ``limit`` people at a time: its members of today, by name.
        """
        kinds = MONTHLY if monthly else OWN_MEETINGS
        on = self._clock().date()
        if cell_id is None and meeting_views.many_people(self._store, MANY):
            people = meeting_views.members_by_name(self._store, on, offset, limit)
            marks = meeting_views.marks_of(self._store, [each.id for each in people], span, kinds)
            tallies = self._tallies(marks)
            rows = [self._person(each, tallies.get(each.id, Tally()), span) for each in people]
            total = meeting_views.member_total(self._store, on)
            return AttendancePage(rows=tuple(rows), total=total, offset=offset)
        tallies = self._tallies(meeting_views.marks(self._store, self._office_id, span, kinds, cell_id))
        names = meeting_views.named(self._store, list(tallies), on)
        ordered = sorted(names.values(), key=lambda each: (each.cell_name, each.key, each.id))
        found = tuple(self._person(each, tallies[each.id], span) for each in ordered)
        return AttendancePage(rows=found, total=len(found))

    def _tallies(self, marks: Iterable[tuple[str, str, str]]) -> dict[str, Tally]:
        """Return the counts by person; who was merged into somebody counts as that person."""
        into = meeting_views.retired(self._store)
        tallies: dict[str, Tally] = {}
        for person, period, presence in marks:
            while person in into:
                person = into[person]  # noqa: PLW2901 - the end of the chain is who is meant
            tally = tallies.get(person)
            if tally is None:
                tally = tallies[person] = Tally()
            tally.add(presence, period)
        return tallies

    def _person(self, person: Named, tally: Tally, span: Span) -> PersonAttendance:
        on = dates.last_day(span[1])
        noted = attendance_span.noted(tally, on, self._regulations.own().on(on))
        return PersonAttendance(
            member_id=person.id,
            full_name=person.full_name,
            cell_id=person.cell_id,
            cell_name=person.cell_name,
            required=tally.required,
            present=tally.present,
            excused=tally.excused,
            unexcused=tally.unexcused,
            unexcused_months=tally.unexcused_months,
            excused_run=tally.excused_run,
            absent_run=tally.absent_run,
            noted=tuple(code for code, _ in noted),
            sources=tuple(source for _, source in noted),
        )

    def attended(self, member_id: str, span: Span, *, monthly: bool = True) -> list[AttendedMeeting]:
        """Return the meetings behind a person's figures, the latest first."""
        people = duplicates.same_as(self._store, member_id)
        rows = meeting_views.attended(self._store, people, span, MONTHLY if monthly else OWN_MEETINGS)
        return msgspec.convert(rows, list[AttendedMeeting])

    # --- conclusions and tasks ---

    def outcomes(
        self,
        span: Span,
        cell_id: str | None = None,
        wanted: OutcomeFilter = OutcomeFilter.ALL,
        *,
        offset: int = 0,
        limit: int = -1,
    ) -> OutcomePage:
        """Return what was concluded in a span of months, each with its tasks, or the tasks of one state.

        Of one cell where it is named. ``offset`` and ``limit`` (negative for all) count meetings where conclusions
        are wanted, tasks otherwise. A task still open counts whenever it was given before the end of the span.
        """
        today = self._clock().date()
        many = cell_id is None and meeting_views.many_people(self._store, MANY)
        page = outcome_views.Page(
            offset=offset,
            # One more than wanted tells whether there are more.
            limit=limit + 1 if limit >= 0 else -1,
            on=min(dates.last_day(span[1]), today),
            many=many,
        )
        if wanted is OutcomeFilter.ALL:
            found, total = outcome_views.concluded(self._store, self._office_id, span, cell_id, page)
        else:
            asked = outcome_views.Asked(
                outcomes=[outcome.value for outcome in _OUTCOMES[wanted]],
                days=(date.fromisoformat(f"{span[0]}-01"), dates.last_day(span[1])),
                cell_id=cell_id,
                due_before=today if wanted is OutcomeFilter.OVERDUE else None,
            )
            found, total = outcome_views.assignments(self._store, self._office_id, asked, page)
        kept = found[:limit] if limit >= 0 else found
        if wanted is OutcomeFilter.ALL:
            rows = self._concluded(kept)
        else:
            rows = [self._task(row, row["cell_name"]) for row in kept]
        return OutcomePage(rows=tuple(rows), total=total, offset=offset, read=len(kept), more=len(found) > len(kept))

    def _concluded(self, held: Sequence[Row]) -> list[OutcomeLine]:
        ids = [row["meeting_id"] for row in held]
        items, given = outcome_views.items(self._store, ids), outcome_views.given(self._store, ids)
        rows: list[OutcomeLine] = []
        for meeting in held:
            for item in items.get(meeting["meeting_id"], ()):
                tasks = given.get((meeting["meeting_id"], item["position"]), ())
                rows.append(
                    OutcomeLine(
                        cell_id=meeting["cell_id"],
                        cell_name=meeting["cell_name"],
                        meeting_id=meeting["meeting_id"],
                        held_on=date.fromisoformat(meeting["held_on"]),
                        title=item["title"],
                        conclusion=item["conclusion"],
                        tasks=len(tasks),
                        finished=sum(task["outcome"] in _FINISHED for task in tasks),
                    )
                )
                rows += [self._task({**task, "title": item["title"]}, meeting["cell_name"]) for task in tasks]
        return rows

    def _task(self, row: Row, cell_name: str) -> OutcomeLine:
        kept = msgspec.convert(dict(zip(COLUMNS, _in_columns(row), strict=True)), Assignment)
        due = kept.due_on
        return OutcomeLine(
            cell_id=kept.cell_id,
            cell_name=cell_name,
            meeting_id=kept.meeting_id,
            held_on=kept.given_on,
            title=row["title"],
            assignment=kept,
            overdue=kept.outcome is AssignmentOutcome.OPEN and due is not None and due < self._clock().date(),
            recorded_on=date.fromisoformat(row["recorded_on"]) if row["recorded_on"] else None,
        )


def _calendar_row(cell: LivingCell, year: _Year, months: Sequence[_Month]) -> CalendarRow:
    span = cell.begun, cell.closed
    if span not in year.spans:
        year.spans[span] = _LifeSpan.of(cell, months)
    life = year.spans[span]
    places = [(cell.id, month.period) for month in months]
    met = [place in year.met for place in places]
    return CalendarRow(
        cell_id=cell.id,
        cell_name=cell.name,
        exists=life.exists,
        expected=life.expected,
        missing=tuple([over and not done for over, done in zip(life.over, met, strict=True)]),
        held=tuple([year.held.get(place, "") for place in places]),
        drafts=tuple([tuple(year.drafts.get(place, ())) for place in places]) if year.drafts else _NO_DRAFTS,
        regular=sum(met),
    )
