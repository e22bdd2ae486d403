"""The versions of the rows: what packages of earlier releases carried, and how such rows become those of today."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Any, Literal

import msgspec

from desktop_app.exchange import manifest
from desktop_app.exchange.dataset_lines import (
    AxisCode,
    Count,
    Day,
    DayOfMonth,
    DutyCode,
    Id,
    Line,
    Long,
    MaybePartial,
    MeetingStateCode,
    Named,
    OfficeKind,
    Partial,
    Reference,
    SexCode,
    Stamp,
    StandingCode,
    Text,
    VoteFormCode,
    WholeNumber,
)
from desktop_app.exchange.datasets import DATASETS, Dataset, Row

MeetingKindCode2 = Literal["regular", "thematic", "combined", "extraordinary"]


class MeetingLine2(Line, frozen=True, gc=False):
    """A kept meeting of one of four kinds, without what was said about dues and by those above, without points."""

    approval_agree: Count | None
    cell_id: Reference
    chair_id: Reference | None
    conclusions: Count
    end_time: Annotated[str, msgspec.Meta(max_length=5)]
    excused: Count
    finalized_at: Stamp
    held_on: Day
    id: Id
    kind: MeetingKindCode2
    number: WholeNumber
    owner_id: Reference
    period: Annotated[str, msgspec.Meta(min_length=7, max_length=7)]
    place: Text
    present: Count
    required: Count
    revision_reason: Text
    secretary_id: Reference | None
    series_id: Id
    start_time: Annotated[str, msgspec.Meta(max_length=5)]
    state: MeetingStateCode
    theme: Text
    unexcused: Count
    version: WholeNumber


class AgendaLine2(Line, frozen=True, gc=False):
    """One agenda item; every vote was on an ordinary matter."""

    conclusion: Long
    content: Long
    meeting_id: Reference
    position: Count
    title: Text
    vote_agree: Count | None
    vote_disagree: Count | None
    vote_entitled: Count | None
    vote_form: VoteFormCode | None
    vote_other: Count | None


class OrganizationLine1(Line, frozen=True, gc=False):
    """The office or one of its cells; there were no sections and no types."""

    closed_on: Day | None
    code: Named
    established_on: Day | None
    header_name: Text
    id: Id
    kind: OfficeKind
    meeting_day: DayOfMonth | None
    name: Named
    owner_id: Reference
    parent_id: Reference | None
    place: Text
    valid_from: Day
    valid_to: Day | None


class HamletLine1(Line, frozen=True, gc=False):
    """A hamlet; nobody knew since when and until when."""

    id: Id
    name: Named
    owner_id: Reference


class MemberLine1(Line, frozen=True, gc=False):
    """A person; nobody was found to be written twice."""

    admitted_on: Partial | None
    birth_date: MaybePartial
    card_number: Text
    full_name: Named
    id: Id
    official_on: Partial | None
    owner_id: Reference
    revision: WholeNumber
    sex: SexCode
    sort_name: Text


class MembershipLine1(Line, frozen=True, gc=False):
    """In which cell a member is, without the group within it."""

    cell_id: Reference
    id: Id
    member_id: Reference
    owner_id: Reference
    valid_from: Day
    valid_to: Day | None


class StatusLine1(Line, frozen=True, gc=False):
    """One dated row of a member's history, with its reason, which is not kept any more."""

    axis: AxisCode
    decision: Text
    id: Id
    member_id: Reference
    owner_id: Reference
    reason: Text
    status: StandingCode | DutyCode
    valid_from: Day
    valid_to: Day | None


_LINES_2: dict[str, type[Line]] = {
    **{
        name: dataset.line
        for name, dataset in DATASETS.items()
        if name not in ("meeting_documents", "meeting_tasks", "meeting_follow_ups", "meeting_scores")
    },
    "meetings": MeetingLine2,
    "agenda_items": AgendaLine2,
}
"""What schema 2 (packages with the whole register, November 2026) carried, in the order of its packages."""
_LINES_1: dict[str, type[Line]] = {
    "organizations": OrganizationLine1,
    "hamlets": HamletLine1,
    "cell_hamlets": DATASETS["cell_hamlets"].line,
    "members": MemberLine1,
    "memberships": MembershipLine1,
    "member_status": StatusLine1,
    **{name: _LINES_2[name] for name in ("meetings", "agenda_items", "opinions", "attendance", "guests")},
}
"""What schema 1 (releases with packages until November 2026) carried, in the order of its packages."""


def _older(lines: Mapping[str, type[Line]]) -> dict[str, Dataset]:
    return {
        name: dataclasses.replace(
            DATASETS[name],
            line=line,
            days=tuple(column for column in DATASETS[name].days if column in line.__struct_fields__),
            leads={column: to for column, to in DATASETS[name].leads.items() if column in line.__struct_fields__},
        )
        for name, line in lines.items()
    }


SCHEMAS: dict[int, Mapping[str, Dataset]] = {1: _older(_LINES_1), 2: _older(_LINES_2), manifest.SCHEMA: DATASETS}
"""By version the datasets of its packages, in their order."""

_ADDED: dict[int, dict[str, dict[str, Any]]] = {
    2: {
        "organizations": {"sector_code": "", "type_code": ""},
        "hamlets": {"closed_on": None, "established_on": None},
        "members": {"merged_into": None},
        "memberships": {"party_group": ""},
        "member_status": {},
    },
    3: {
        "meetings": {
            "dues_note": [],
            "guidance": [],
            "guidance_reply": [],
            "party_group": "",
            "prepared_by": None,
            "quality_level": "",
            "quality_points": None,
            "recorded": 0,
            "score_confirmed_by": "",
            "score_scheme": "",
        },
        "agenda_items": {"attached": 0, "vote_matter": "ordinary"},
    },
}
"""By version what stands in the columns it added to rows that are older; the reason of a status, which schema 1 had,
is left out."""


def upgraded(rows: Mapping[str, Sequence[Row]], schema: int) -> dict[str, list[Row]]:
    """Return rows of any version as rows of today; datasets that version did not know are not there at all."""
    found = {name: list(of_name) for name, of_name in rows.items()}
    added: dict[str, dict[str, Any]] = {}
    for version, columns in _ADDED.items():
        if version > schema:
            for name, values in columns.items():
                added[name] = added.get(name, {}) | values
    for name in found.keys() & added.keys():
        line: Callable[..., Row] = DATASETS[name].line
        unknown = added[name]
        carried = [field for field in DATASETS[name].line.__struct_fields__ if field not in unknown]
        found[name] = [line(**unknown, **{field: getattr(row, field) for field in carried}) for row in found[name]]
    return found


def of_names(names: Sequence[str]) -> int:
    """Return the version whose packages carry exactly these datasets, that of today for any others."""
    return next((schema for schema, known in SCHEMAS.items() if list(known) == list(names)), manifest.SCHEMA)


def lines_of_today(name: str, data: bytes, schema: int) -> bytes:
    """Return the lines of one dataset of a package as its lines would be today; empty for what it did not carry.

    Raises ProblemError E12 and E40 as ``Dataset.read`` does.
    """
    if schema == manifest.SCHEMA or name not in SCHEMAS[schema]:
        return data
    rows = upgraded({name: SCHEMAS[schema][name].read(data)}, schema)[name]
    return msgspec.json.Encoder().encode_lines(rows)
