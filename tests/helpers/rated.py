"""Reviews that are decided already: thousands of members and collectives with their levels, written at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from db import evaluations, review_board
from db.evaluation_records import (
    Campaign,
    CampaignState,
    Evaluation,
    EvaluationContent,
    Exclusion,
    Stage,
    Subject,
)
from db.ids import new_id
from db.store import Store

START = date(2000, 1, 1)


def campaign(store: Store, office_id: str, year: int, scheme: str) -> Campaign:
    """Write an empty campaign of an office."""
    made = Campaign(
        id=new_id(),
        owner_id=office_id,
        unit_id=office_id,
        year=year,
        scheme=scheme,
        state=CampaignState.OPEN,
        version=1,
        opened_on=date(year, 11, 1),
    )
    with store.operation("test.campaign", f"campaign:{made.id}"):
        evaluations.put_campaign(store, made)
    return made


def units(store: Store, office_id: str, count: int, kind: str, type_code: str, sector: str = "") -> list[str]:
    """Write so many organisations of an office and return their identifiers."""
    ids = [new_id() for _ in range(count)]
    with store.operation("test.units", f"organization:{office_id}"):
        store.insert_many(
            "organization",
            ("id", "owner_id", "code"),
            ((id_, office_id, f"{type_code}{place}") for place, id_ in enumerate(ids)),
        )
        store.insert_many(
            "organization_version",
            (
                "organization_id", "valid_from", "name", "header_name", "kind", "parent_id", "place", "name_search",
                "name_sort", "type_code", "sector_code",
            ),
            (
                (id_, START.isoformat(), f"{type_code} {place:04}", "", kind, office_id, "", f"{type_code} {place}",
                 f"{type_code} {place:04}", type_code, sector)
                for place, id_ in enumerate(ids)
            ),
        )  # fmt: skip
    return ids


def rate(
    store: Store,
    made: Campaign,
    subject: Subject,
    who: Sequence[tuple[str, str | None]],
    levels: Mapping[str, int],
    excluded: Mapping[Exclusion, int] | None = None,
) -> list[str]:
    """Write evaluations of (organisation, member): so many at each level, "" undecided, then so many excluded."""
    standing = [(level, Exclusion.NONE) for level, count in levels.items() for _ in range(count)]
    standing += [("", reason) for reason, count in (excluded or {}).items() for _ in range(count)]
    written = [
        Evaluation(
            id=new_id(),
            owner_id=made.owner_id,
            campaign_id=made.id,
            year=made.year,
            scheme=made.scheme,
            subject=subject,
            organization_id=unit,
            member_id=member,
            content=EvaluationContent(form=""),
            exclusion=reason,
            stage=Stage.DECIDED if level else Stage.NONE,
        )
        for (unit, member), (level, reason) in zip(who, standing, strict=True)
    ]
    with store.operation("test.rate", f"campaign:{made.id}"):
        review_board.insert(store, written)
        store.change_many(
            "UPDATE evaluation SET decided_level = ?, decided_on = ? WHERE id = ?",
            (
                (level, date(made.year, 12, 20).isoformat() if level else None, one.id)
                for one, (level, _) in zip(written, standing, strict=True)
            ),
        )
    return [one.id for one in written]
