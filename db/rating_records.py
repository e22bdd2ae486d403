"""The words of what follows from ratings: titles registered, plans of remedies, summary tables, ratings of the years.

A level is always a code of the scheme of its own year; nothing here turns one year's level into another's.
"""

from __future__ import annotations

from datetime import date

import msgspec

from db.evaluation_records import Exclusion, Registration, Remedy, RemedyState, Stage, Subject
from db.record_base import Record


class RegistrationInput(Record, frozen=True, kw_only=True):
    """What a form hands over about one registration; without level, title and note there is none."""

    year: int
    subject: Subject
    organization_id: str
    member_id: str | None = None
    level: str = ""
    title: str = ""
    registered_on: date | None = None
    note: str = ""
    revision: int | None = None
    """Of the registration as the user saw it, 0 where there was none; None where nobody saw it."""


class RegistrationLine(Record, frozen=True, kw_only=True):
    """Somebody who may register for a year, what was registered, and what the review of that year came to."""

    subject: Subject
    organization_id: str
    organization_name: str
    member_id: str | None = None
    name: str
    registration: Registration | None = None
    evaluation_id: str = ""
    """Empty where nobody is reviewed that year."""
    exclusion: Exclusion = Exclusion.NONE
    decided_level: str = ""
    """Empty where nothing was decided, or it was annulled."""


class RemedyInput(Record, frozen=True, kw_only=True):
    """What a form hands over about one shortcoming."""

    year: int
    organization_id: str
    member_id: str | None = None
    evaluation_id: str | None = None
    shortcoming: str = ""
    measure: str = ""
    responsible: str = ""
    responsible_id: str | None = None
    due_on: date | None = None
    state: RemedyState = RemedyState.OPEN
    done_on: date | None = None
    result: str = ""


class RemedyLine(Record, frozen=True, kw_only=True):
    """One shortcoming with the names it points at."""

    remedy: Remedy
    organization_name: str
    name: str
    """Of the member, else of the collective."""
    responsible: str
    """As typed, else the name of the member in charge."""
    overdue: bool = False


class PlanLine(Record, frozen=True, kw_only=True):
    """One member or collective whose review asks for a plan of remedies, or who has one."""

    evaluation_id: str
    subject: Subject
    organization_id: str
    organization_name: str
    member_id: str | None
    name: str
    level: str
    """As decided, else as proposed."""
    suggested: bool
    """Whether those above asked for something to be addressed (gợi ý kiểm điểm)."""
    items: int
    """Shortcomings in the plan, those dropped left out."""
    done: int


class Tally(Record, frozen=True, kw_only=True):
    """How the members of one cell, or the collectives of one kind, were rated: counts only, percentages follow."""

    key: str
    """The organisation, or the group."""
    name: str
    group: str = ""
    """Under which heading the line stands."""
    levels: dict[str, int] = msgspec.field(default_factory=dict)
    """Those with a level that holds, by its code; a part ("trong đó") is counted at its own code only."""
    women: dict[str, int] = msgspec.field(default_factory=dict)
    """Women among them, by level."""
    excluded: dict[str, int] = msgspec.field(default_factory=dict)
    """Those not rated, by reason."""
    undecided: int = 0
    """To be rated, and nothing decided yet."""
    annulled: int = 0
    """Whose rating was annulled."""


class RatedLine(Record, frozen=True, kw_only=True):
    """One person or collective behind a figure of a summary table."""

    evaluation_id: str
    subject: Subject
    organization_id: str
    organization_name: str
    member_id: str | None
    name: str
    birth_date: str = ""
    sex: str = ""
    positions: str = ""
    type_code: str = ""
    sector_code: str = ""
    exclusion: Exclusion = Exclusion.NONE
    exclusion_note: str = ""
    stage: Stage = Stage.NONE
    level: str = ""
    annulled: bool = False
    points: int | None = None
    """In tenths."""
    decision_number: str = ""
    decided_on: date | None = None
    reason: str = ""
    """Why it was decided so, as said with the decision or by the committee."""
    disciplines: str = ""
    """Disciplines of the year, one after another: "2026-05-12 warning"."""
    votes: int | None = None
    """Votes for the level at the last count."""
    voters: int | None = None
    """Members convened to it."""


class YearRating(Record, frozen=True, kw_only=True):
    """What the review of one year said of a member or collective, in that year's own words."""

    evaluation_id: str
    campaign_id: str
    year: int
    scheme: str
    subject: Subject
    organization_id: str
    organization_name: str
    """As it was called at the end of that year."""
    member_id: str | None
    exclusion: Exclusion
    exclusion_note: str
    stage: Stage
    self_level: str
    proposed_level: str
    decided_level: str
    decided_on: date | None
    decided_by: str
    decision_number: str
    annulled_on: date | None
    annul_reason: str
    points: int | None


class Admitted(Record, frozen=True, kw_only=True):
    """One person who was admitted to the Party in a period."""

    member_id: str
    full_name: str
    birth_date: str
    sex: str
    ethnic_code: str
    category_code: str
    youth_member: bool
    admitted_on: str
    cell_id: str
    cell_name: str
