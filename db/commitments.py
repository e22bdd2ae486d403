"""Queries of the yearly commitments of members and the monthly look back on them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

from db.organizations import day, iso
from db.task_records import Commitment, CommitmentLine, CommitmentReview, Kept

if TYPE_CHECKING:
    from db.store import Store

_COLUMNS = ("id", "owner_id", "cell_id", "member_id", "year", "signed_on", "text", "note", "revision")


def lines(store: Store, owner_id: str, year: int, on: date, cell_id: str | None = None) -> list[CommitmentLine]:
    """Return every member of an office's cells on a day with the commitment of a year, where there is one; by name."""
    rows = store.rows(
        f"""
        SELECT m.id AS who, m.full_name, ms.cell_id AS here, coalesce(v.name, '') AS cell_name,
               {", ".join(f"c.{column}" for column in _COLUMNS)}
        FROM membership ms
        JOIN organization o ON o.id = ms.cell_id AND o.owner_id = :owner
        JOIN member m ON m.id = ms.member_id
        JOIN member_status st ON st.member_id = m.id AND st.axis = 'standing' AND st.valid_from <= :on
             AND (st.valid_to IS NULL OR st.valid_to > :on) AND st.status IN ('probationary', 'official')
        LEFT JOIN organization_version v ON v.organization_id = ms.cell_id AND v.valid_to IS NULL
        LEFT JOIN commitment c ON c.member_id = m.id AND c.year = :year
        WHERE ms.valid_from <= :on AND (ms.valid_to IS NULL OR ms.valid_to > :on)
              {"AND ms.cell_id = :cell" if cell_id else ""}
        ORDER BY v.name_sort, ms.cell_id, m.name_sort, m.rowid
        """,
        {"owner": owner_id, "year": year, "on": on.isoformat(), "cell": cell_id},
    )
    said: dict[str, list[CommitmentReview]] = {}
    for id_, period, kept, text in store.tuples(
        "SELECT r.commitment_id, r.period, r.kept, r.text FROM commitment_review r JOIN commitment c"
        " ON c.id = r.commitment_id WHERE c.owner_id = ? AND c.year = ? ORDER BY r.period",
        (owner_id, year),
    ):
        said.setdefault(id_, []).append(CommitmentReview(period=period, kept=Kept(kept), text=text))
    found = []
    for row in rows:
        kept_row: dict[str, Any] = {column: row[column] for column in _COLUMNS}
        commitment = None
        if kept_row["id"] is not None:
            kept_row["signed_on"] = day(kept_row["signed_on"])
            commitment = Commitment(**kept_row, reviews=tuple(said.get(kept_row["id"], ())))
        found.append(
            CommitmentLine(
                member_id=row["who"],
                full_name=row["full_name"],
                cell_id=row["here"],
                cell_name=row["cell_name"],
                commitment=commitment,
            )
        )
    return found


def get(store: Store, member_id: str, year: int) -> Commitment | None:
    """Return a member's commitment of a year, or None."""
    row = store.row(f"SELECT {', '.join(_COLUMNS)} FROM commitment WHERE member_id = ? AND year = ?", (member_id, year))
    if row is None:
        return None
    kept: dict[str, Any] = dict(row)
    kept["signed_on"] = day(kept["signed_on"])
    reviews = store.tuples(
        "SELECT period, kept, text FROM commitment_review WHERE commitment_id = ? ORDER BY period", (kept["id"],)
    )
    said = tuple(CommitmentReview(period=period, kept=Kept(how), text=text) for period, how, text in reviews)
    return Commitment(**kept, reviews=said)


# --- writing: inside an operation ---


def put(store: Store, made: Iterable[Commitment]) -> None:
    """Write commitments in the place of what was there, without their reviews."""
    store.change_many(
        f"INSERT INTO commitment ({', '.join(_COLUMNS)}) VALUES ({', '.join('?' * len(_COLUMNS))})"
        f" ON CONFLICT (id) DO UPDATE SET {', '.join(f'{name} = excluded.{name}' for name in _COLUMNS[1:])}",
        [[iso(one.signed_on) if name == "signed_on" else getattr(one, name) for name in _COLUMNS] for one in made],
    )


def put_reviews(store: Store, said: Iterable[tuple[str, CommitmentReview | None, str]]) -> None:
    """Write (commitment, review, period); no review takes away what was said of the period."""
    for commitment_id, review, period in said:
        store.execute("DELETE FROM commitment_review WHERE commitment_id = ? AND period = ?", (commitment_id, period))
        if review is not None:
            store.execute(
                "INSERT INTO commitment_review (commitment_id, period, kept, text) VALUES (?, ?, ?, ?)",
                (commitment_id, period, review.kept.value, review.text),
            )
