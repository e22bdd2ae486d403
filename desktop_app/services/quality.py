"""The quality of meetings: the score sheet of a meeting being written, and the levels of a whole year."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from db import founding, meeting_bases, meeting_views, meetings, organizations, quality, roles, settings
from db.meeting_records import Meeting, MeetingContent, MeetingDraft
from db.meeting_views import LivingCell
from db.problems import ProblemError
from db.quality import ScoredMeeting
from db.records import Finding, Organization
from db.register_records import RoleKind
from desktop_app.rules import dates
from desktop_app.rules import quality as rules
from desktop_app.rules.quality import Figure, Scheme
from desktop_app.rules.quality_figures import QualityContext, automatic
from desktop_app.rules.quality_year import YearLevel, rated, yearly_rule
from desktop_app.rules.regulation import Rule
from desktop_app.services.base import Clock
from desktop_app.services.regulations import RegulationService

if TYPE_CHECKING:
    from db.store import Store
    from desktop_app.documents.table_model import TableDocument
    from desktop_app.rules.regulation import Overrides


@dataclass(frozen=True)
class Assessment:
    """What there is to know about the score of a meeting as it stands."""

    scheme: Scheme | None
    """The scheme the sheet is of; without a sheet the one meetings of this kind are scored by. None: no scoring."""
    usual: Scheme | None
    """The scheme that meetings of this kind are scored by on that day."""
    figures: Mapping[str, Figure]
    """What the program counts, by criterion."""
    choices: tuple[Scheme, ...] = ()
    """Every scheme that can be chosen on that day."""
    from_above: str = ""
    """Who of those present came from above and may confirm: name and office."""


@dataclass(frozen=True)
class CellYear:
    """One cell's line of a year."""

    cell_id: str
    cell_name: str
    months: tuple[ScoredMeeting | None, ...]
    """The regular meeting of each month, January first; None where there is none."""
    due: tuple[bool, ...]
    """Of each month whether a meeting is there or ought to be: the month is over, and the cell existed all through."""
    result: YearLevel
    running: bool
    """Whether the year is not over for this cell yet."""

    @property
    def provisional(self) -> bool:
        """Whether the level of the year may still change."""
        return self.running or self.result.provisional


class QualityService:
    """Use-cases of scoring; what is scored is kept with the meeting, so this service writes nothing itself."""

    def __init__(self, store: Store, office_id: str, clock: Clock) -> None:
        self._store = store
        self._office_id = office_id
        self._clock = clock
        self._regulations = RegulationService(store, office_id, clock)

    # --- one meeting ---

    def assess(self, draft: MeetingDraft) -> Assessment:
        """Return the scheme of a draft and what the program counts for it. Raises ProblemError V05."""
        on = draft.content.held_on or self._today()
        own = self._regulations.overrides(on)
        found = assessed(self._store, draft, self._cell(draft.content.cell_id, on), self._today(), own)
        choices = tuple(rules.schemes(on, own))
        return Assessment(found.scheme, found.usual, found.figures, choices, _from_above(draft.content))

    def prefill(self, draft: MeetingDraft, scheme_code: str = "") -> MeetingDraft:
        """Return the draft with a score sheet in which everything the program can count is proposed.

        What stands in a sheet already stays under the same words. ``scheme_code`` chooses another scheme than that of
        the kind. Raises ProblemError M33 where there is none, V05.
        """
        on = draft.content.held_on or self._today()
        own = self._regulations.overrides(on)
        kind = draft.content.kind
        scheme = rules.scheme(scheme_code, on, own) if scheme_code else rules.scheme_of_kind(kind, on, own)
        if scheme is None:
            raise ProblemError("M33")
        cell = self._cell(draft.content.cell_id, on)
        figures = automatic(draft.content, scheme, _context(self._store, draft, cell, self._today(), own))
        sheet = rules.sheet(scheme, figures, draft.content.score)
        if not sheet.confirmed_by:
            sheet = msgspec.structs.replace(sheet, confirmed_by=_from_above(draft.content))
        return msgspec.structs.replace(draft, content=msgspec.structs.replace(draft.content, score=sheet))

    # --- a year ---

    def year(self, year: int, cell_id: str | None = None) -> list[CellYear]:
        """Return one line a cell of the office for a year, in the order of the cells' names; of one where it is named.

        Regular meetings count, those combined with a theme among them.
        """
        first, last, today = date(year, 1, 1), date(year, 12, 31), self._today()
        on = min(last, max(today, first))
        rule = yearly_rule(on, self._regulations.overrides(on))
        held: dict[str, dict[str, ScoredMeeting]] = {}
        for meeting in quality.of_year(self._store, self._office_id, year, meetings.COUNTED, cell_id):
            held.setdefault(meeting.cell_id, {})[meeting.period] = meeting
        months = _months(year, meeting_views.first_period(self._store, self._office_id), today)
        cells = meeting_views.cells_of_span(self._store, self._office_id, first, last, on)
        return [
            _cell_year(cell, months, held.get(cell.id, {}), today, rule) for cell in cells if cell_id in (None, cell.id)
        ]

    # --- papers ---

    def score_sheet(self, source: Meeting | MeetingDraft, *, blank: bool = False) -> TableDocument:
        """Return the score sheet of a meeting as a paper; ``blank`` to be filled in by hand.

        Without a sheet it has the criteria of the scheme and nothing else. Raises ProblemError M33 where meetings of
        this kind have no scheme, V05.
        """
        from desktop_app.documents.score_sheet import score_sheet_document
        from desktop_app.services.documents import DocumentService

        content = source.content
        on = content.held_on or dates.last_day(content.period)
        own = self._regulations.overrides(on)
        usual = rules.scheme_of_kind(content.kind, on, own)
        scheme = rules.scheme(content.score.scheme, on, own) if content.score else usual
        sheet = content.score or (rules.sheet(scheme, {}) if scheme else None)
        if sheet is None:
            raise ProblemError("M33")
        if isinstance(source, MeetingDraft):
            sheet = rules.settled(sheet, scheme) or sheet
        return score_sheet_document(
            DocumentService(self._store, self._office_id, self._clock).minutes_data(source),
            sheet,
            own,
            scheme_name=scheme.name if scheme else "",
            blank=blank or content.score is None,
            sample=settings.get(self._store, founding.SAMPLE) == "1",
        )

    # --- shared ---

    def _cell(self, cell_id: str, on: date) -> Organization:
        cell = organizations.get(self._store, cell_id, on)
        if cell is None:
            raise ProblemError("V05", id=cell_id)
        return cell

    def _today(self) -> date:
        return self._clock().date()


# --- for the service of meetings, inside its own reading ---


def assessed(
    store: Store, draft: MeetingDraft, cell: Organization, today: date, overrides: Overrides | None
) -> Assessment:
    """Return the scheme of a draft and what the program counts for it; nothing is counted where nothing is scored."""
    content = draft.content
    on = content.held_on or today
    usual = rules.scheme_of_kind(content.kind, on, overrides)
    scheme = rules.scheme(content.score.scheme, on, overrides) if content.score else usual
    figures = automatic(content, scheme, _context(store, draft, cell, today, overrides)) if scheme else {}
    return Assessment(scheme, usual, figures)


def findings(
    store: Store, draft: MeetingDraft, cell: Organization, today: date, overrides: Overrides | None
) -> list[Finding]:
    """Return what there is to say about the score sheet of a draft; nothing where there is none."""
    if draft.content.score is None:
        return []
    found = assessed(store, draft, cell, today, overrides)
    return rules.findings(draft.content.score, found.scheme, found.figures)


def settled(
    store: Store, draft: MeetingDraft, cell: Organization, today: date, overrides: Overrides | None
) -> MeetingContent:
    """Return the content of a draft as a final keeps it: level and total fixed, no sheet where nothing is scored."""
    content = draft.content
    if content.score is None:
        return content
    found = assessed(store, draft, cell, today, overrides)
    return msgspec.structs.replace(content, score=rules.settled(content.score, found.scheme, found.figures))


def _context(
    store: Store, draft: MeetingDraft, cell: Organization, today: date, overrides: Overrides | None
) -> QualityContext:
    content = draft.content
    on = content.held_on or today
    held = roles.of_unit(store, content.cell_id, on)
    series = _series(store, draft)
    return QualityContext(
        today=today,
        meeting_day=cell.meeting_day,
        has_committee=any(role.role is RoleKind.COMMITTEE for role in held),
        committee_on=_committee_on(store, content, on, series),
        invited_on=quality.invited_on(store, content.cell_id, series, content.held_on),
        overrides=overrides,
    )


def _committee_on(store: Store, content: MeetingContent, on: date, series: str) -> date | None:
    """Return the day the committee met before the meeting: the one named, else the last one that can be meant."""
    if content.prepared_by:
        met = meeting_bases.held_on(store, content.prepared_by)
    else:
        found = meeting_bases.preparing(store, content.cell_id, on, series)
        met = found[1] if found else None
    return met if met is not None and met <= on else None


def _series(store: Store, draft: MeetingDraft) -> str:
    revised = meetings.head(store, draft.revises) if draft.revises else None
    return revised.series_id if revised else draft.id


def _from_above(content: MeetingContent) -> str:
    guest = next((guest for guest in content.guests if guest.from_above and guest.name.strip()), None)
    return ", ".join(part for part in (guest.name, guest.position) if part) if guest else ""


# --- the year ---


class _Month(NamedTuple):
    """What is the same for every cell in a month."""

    period: str
    first: date
    last: date
    over: bool
    """Whether a meeting that is not kept is missing: the month is over, and the office kept minutes by then."""


def _months(year: int, begun: str, today: date) -> list[_Month]:
    found = []
    for number in range(1, 13):
        period = f"{year:04}-{number:02}"
        last = dates.last_day(period)
        over = last < today and begun != "" and period >= begun
        found.append(_Month(period, last.replace(day=1), last, over))
    return found


def _cell_year(
    cell: LivingCell, months: Sequence[_Month], held: Mapping[str, ScoredMeeting], today: date, rule: Rule
) -> CellYear:
    meetings_held = tuple(held.get(month.period) for month in months)
    due = tuple(
        meeting is not None
        or (month.over and cell.begun <= month.first and (not cell.closed or cell.closed > month.last))
        for month, meeting in zip(months, meetings_held, strict=True)
    )
    levels = [meeting.level if meeting else "" for meeting, counts in zip(meetings_held, due, strict=True) if counts]
    return CellYear(
        cell_id=cell.id,
        cell_name=cell.name,
        months=meetings_held,
        due=due,
        result=rated(levels, rule),
        running=today <= min(months[-1].last, cell.closed or date.max),
    )
