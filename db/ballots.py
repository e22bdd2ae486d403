"""Counts of ballots of the year-end review: kept whole, read by body, and what the last of them says of somebody."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from db.evaluation_records import Ballot, BallotForm, BallotLine, Exclusion, Stage, Subject
from db.organizations import day, iso

if TYPE_CHECKING:
    from db.store import Row, Store

_COLUMNS = (
    "id", "owner_id", "campaign_id", "organization_id", "held_on", "form", "convened", "present", "issued", "returned",
    "valid", "chair_id", "head_teller", "tellers", "note", "revision",
)  # fmt: skip
_SELECT = f"SELECT {', '.join(f'b.{column}' for column in _COLUMNS)} FROM ballot b"
_LATEST = "b.held_on DESC, b.id DESC"
"""The last count first: identifiers rise with time."""


class Rated(NamedTuple):
    """Somebody whose evaluation is in a campaign, as ballots and decisions name them."""

    evaluation_id: str
    subject: Subject
    organization_id: str
    organization_name: str
    member_id: str
    """Empty for a collective."""
    full_name: str
    """Empty for a collective."""
    exclusion: Exclusion
    stage: Stage
    form: str
    self_level: str
    committee_level: str
    proposed_level: str
    decided_level: str
    annulled: bool
    revision: int


class Meeting(NamedTuple):
    """The year-end meeting a count of ballots belongs to."""

    id: str
    held_on: date
    chair_id: str | None
    convened: int
    """Members with a vote who had to come."""
    present: int


class Body(NamedTuple):
    """A cell of a campaign: how many there are to vote on, and how many were."""

    organization_id: str
    name: str
    members: int
    """Members to be rated."""
    members_voted: int
    collectives: int
    collectives_voted: int
    held_on: date | None
    """Of the last count."""


def get(store: Store, ballot_id: str) -> Ballot | None:
    """Return a count with its lines, or None."""
    found = _built(store, store.rows(f"{_SELECT} WHERE b.id = ?", (ballot_id,)))
    return found[0] if found else None


def of_body(store: Store, campaign_id: str, organization_id: str) -> list[Ballot]:
    """Return the counts a body held in a campaign with their lines, the last first."""
    rows = store.rows(
        f"{_SELECT} WHERE b.campaign_id = ? AND b.organization_id = ? ORDER BY {_LATEST}",
        (campaign_id, organization_id),
    )
    return _built(store, rows)


def several(store: Store, ballot_ids: Iterable[str]) -> list[Ballot]:
    """Return counts with their lines, the last first."""
    asked = json.dumps(sorted(set(ballot_ids)))
    return _built(store, store.rows(f"{_SELECT} JOIN json_each(?) j ON j.value = b.id ORDER BY {_LATEST}", (asked,)))


def latest(store: Store, evaluation_ids: Sequence[str]) -> dict[str, str]:
    """Return by evaluation the last count that has votes for it; those nobody voted on are left out."""
    rows = store.tuples(
        f"""
        SELECT l.evaluation_id, b.id FROM json_each(?) j JOIN ballot_line l ON l.evaluation_id = j.value
        JOIN ballot b ON b.id = l.ballot_id WHERE l.votes > 0 GROUP BY l.evaluation_id, b.id ORDER BY {_LATEST}
        """,
        (json.dumps(list(evaluation_ids)),),
    )
    found: dict[str, str] = {}
    for evaluation_id, ballot_id in rows:
        found.setdefault(evaluation_id, ballot_id)
    return found


def headers(store: Store, campaign_id: str) -> list[tuple[str, str, date | None]]:
    """Return (count, body, day) of a campaign, the last first."""
    rows = store.tuples(
        f"SELECT b.id, b.organization_id, b.held_on FROM ballot b WHERE b.campaign_id = ? ORDER BY {_LATEST}",
        (campaign_id,),
    )
    return [(ballot, body, day(held)) for ballot, body, held in rows]


def _built(store: Store, rows: Sequence[Row]) -> list[Ballot]:
    lines: dict[str, dict[str, dict[str, int]]] = {}
    for row in store.rows(
        "SELECT l.ballot_id, l.evaluation_id, l.level, l.votes FROM json_each(?) j"
        " JOIN ballot_line l ON l.ballot_id = j.value JOIN evaluation e ON e.id = l.evaluation_id"
        " LEFT JOIN member m ON m.id = e.member_id"
        " ORDER BY l.ballot_id, e.member_id IS NOT NULL, m.name_sort, l.evaluation_id, l.level",
        (json.dumps([row["id"] for row in rows]),),
    ):
        lines.setdefault(row["ballot_id"], {}).setdefault(row["evaluation_id"], {})[row["level"]] = row["votes"]
    return [_ballot(row, lines.get(row["id"], {})) for row in rows]


def _ballot(row: Row, lines: dict[str, dict[str, int]]) -> Ballot:
    kept: dict[str, Any] = {column: row[column] for column in _COLUMNS}
    kept |= {"held_on": day(row["held_on"]), "form": BallotForm(row["form"])}
    kept["tellers"] = tuple(json.loads(row["tellers"]))
    return Ballot(**kept, lines=tuple(BallotLine(evaluation_id=id_, votes=votes) for id_, votes in lines.items()))


# --- who is voted on ---

_NAMED = """
    LEFT JOIN organization_version v ON v.organization_id = e.organization_id AND v.valid_from = (
        SELECT max(w.valid_from) FROM organization_version w
        WHERE w.organization_id = e.organization_id AND w.valid_from <= :on)
"""
_RATED = f"""
    SELECT e.id, e.subject, e.organization_id, coalesce(v.name, ''), coalesce(e.member_id, ''),
           coalesce(m.full_name, ''), e.exclusion, e.stage, e.form, e.self_level, e.committee_level, e.proposed_level,
           e.decided_level, e.annulled_on IS NOT NULL, e.revision
    FROM evaluation e LEFT JOIN member m ON m.id = e.member_id {_NAMED}
"""


def rated(
    store: Store, campaign_id: str, on: date, *, collectives: bool, organization_id: str | None = None
) -> list[Rated]:
    """Return everybody in a campaign, or in one organisation of it, in the order of their names of the day ``on``.

    Members or collectives, those not rated among them.
    """
    rows = store.tuples(
        f"{_RATED} WHERE e.campaign_id = :campaign AND e.member_id IS {'NULL' if collectives else 'NOT NULL'}"
        f"{' AND e.organization_id = :organization' if organization_id else ''}"
        f" ORDER BY {'e.subject, ' if collectives else ''}v.name_sort, e.organization_id, m.name_sort, e.id",
        {"campaign": campaign_id, "organization": organization_id, "on": on.isoformat()},
    )
    return [_rated(row) for row in rows]


def named(store: Store, evaluation_ids: Sequence[str], on: date) -> list[Rated]:
    """Return those whose evaluations are named, in their order; unknown ones are left out."""
    rows = store.tuples(
        f"{_RATED} JOIN json_each(:ids) j ON j.value = e.id ORDER BY j.key",
        {"ids": json.dumps(list(evaluation_ids)), "on": on.isoformat()},
    )
    return [_rated(row) for row in rows]


def _rated(row: tuple[Any, ...]) -> Rated:
    id_, subject, cell, cell_name, member, name, exclusion, stage, *rest = row
    form, self_level, committee, proposed, decided, annulled, revision = rest
    return Rated(
        id_, Subject(subject), cell, cell_name, member, name, Exclusion(exclusion), Stage(stage), form, self_level,
        committee, proposed, decided, bool(annulled), revision,
    )  # fmt: skip


def bodies(store: Store, campaign_id: str, on: date) -> list[Body]:
    """Return the cells of a campaign by name with how many are to be voted on and how many have votes."""
    rows = store.tuples(
        f"""
        SELECT e.organization_id, coalesce(v.name, ''), e.members, e.members_voted, e.collectives, e.collectives_voted
        FROM (
            SELECT e.organization_id,
                   sum(e.member_id IS NOT NULL) AS members,
                   sum(e.member_id IS NOT NULL AND voted.id IS NOT NULL) AS members_voted,
                   sum(e.member_id IS NULL) AS collectives,
                   sum(e.member_id IS NULL AND voted.id IS NOT NULL) AS collectives_voted
            FROM evaluation e LEFT JOIN (
                SELECT DISTINCT l.evaluation_id AS id FROM ballot b JOIN ballot_line l ON l.ballot_id = b.id
                WHERE b.campaign_id = :campaign AND l.votes > 0) voted ON voted.id = e.id
            WHERE e.campaign_id = :campaign AND e.exclusion = '' GROUP BY e.organization_id
        ) e {_NAMED} ORDER BY v.name_sort, e.organization_id
        """,
        {"campaign": campaign_id, "on": on.isoformat()},
    )
    held: dict[str, date | None] = {}
    for _, body, last in headers(store, campaign_id):
        held.setdefault(body, last)
    return [
        Body(cell, name, members, voted, collectives, collectives_voted, held.get(cell))
        for cell, name, members, voted, collectives, collectives_voted in rows
    ]


def year_end_meeting(store: Store, cell_id: str, first: date, last: date, standings: Sequence[str]) -> Meeting | None:
    """Return the last final year-end meeting of a cell in a span, with those who have a vote by their standing."""
    row = store.row(
        """
        SELECT m.id, m.held_on, m.chair_id, sum(a.presence <> 'not_required') AS convened,
               sum(a.presence = 'present') AS present
        FROM meeting m LEFT JOIN attendance a ON a.meeting_id = m.id
             AND a.standing IN (SELECT value FROM json_each(:standings))
        WHERE m.cell_id = :cell AND m.kind = 'year_end' AND m.state = 'final' AND m.held_on BETWEEN :first AND :last
        GROUP BY m.id ORDER BY m.held_on DESC, m.id DESC LIMIT 1
        """,
        {
            "cell": cell_id,
            "first": first.isoformat(),
            "last": last.isoformat(),
            "standings": json.dumps(list(standings)),
        },
    )
    if row is None:
        return None
    return Meeting(
        row["id"], date.fromisoformat(row["held_on"]), row["chair_id"], row["convened"] or 0, row["present"] or 0
    )


# --- writing: inside an operation ---


def put(store: Store, ballot: Ballot) -> None:
    """Keep a count with its lines in the place of what was there."""
    row: dict[str, Any] = {column: getattr(ballot, column) for column in _COLUMNS}
    row |= {"held_on": iso(ballot.held_on), "form": ballot.form.value}
    row["tellers"] = json.dumps(list(ballot.tellers), ensure_ascii=False)
    store.execute(
        f"INSERT INTO ballot ({', '.join(_COLUMNS)}) VALUES ({', '.join('?' * len(_COLUMNS))}) ON CONFLICT (id)"
        f" DO UPDATE SET {', '.join(f'{name} = excluded.{name}' for name in _COLUMNS[1:])}",
        [row[column] for column in _COLUMNS],
    )
    store.execute("DELETE FROM ballot_line WHERE ballot_id = ?", (ballot.id,))
    store.insert_many(
        "ballot_line",
        ("ballot_id", "evaluation_id", "level", "votes"),
        (
            (ballot.id, line.evaluation_id, level, votes)
            for line in ballot.lines
            for level, votes in line.votes.items()
            if votes
        ),
    )


def remove(store: Store, ballot_id: str) -> None:
    """Take a count away with its lines."""
    store.execute("DELETE FROM ballot_line WHERE ballot_id = ?", (ballot_id,))
    store.execute("DELETE FROM ballot WHERE id = ?", (ballot_id,))


def set_stages(store: Store, stages: Mapping[str, Stage]) -> None:
    """Let evaluations stand at these stages, where they stood at others."""
    store.change_many(
        "UPDATE evaluation SET stage = ?, revision = revision + 1 WHERE id = ? AND stage <> ?",
        ((stage.value, id_, stage.value) for id_, stage in stages.items()),
    )
