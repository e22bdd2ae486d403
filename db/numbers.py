"""Numbers that documents of a cell bear, and those that are left out with a reason."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

import msgspec

from db.meeting_records import MeetingKind, NumberSkip
from db.organizations import iso
from db.view_records import NumberedDocument

if TYPE_CHECKING:
    from db.store import Store

_SKIP = ("id", "owner_id", "cell_id", "document", "first", "last", "on_date", "reason")
_READ_SKIP = 'SELECT id, owner_id, cell_id, document, first, last, on_date AS "on", reason FROM number_skip'
_WITHIN = "(:since IS NULL OR {day} >= :since) AND (:until IS NULL OR {day} < :until)"


def of_minutes(
    store: Store, cell_id: str, kinds: Sequence[MeetingKind], since: date | None, until: date | None
) -> list[NumberedDocument]:
    """Return the minutes of some kinds of meetings held from ``since`` to before ``until``, by number and version."""
    places = ", ".join(f"'{kind.value}'" for kind in kinds)
    rows = store.rows(
        'SELECT id, series_id, number, version, state, held_on AS "on", kind, period,'
        " CASE WHEN kind = 'party_group' THEN party_group ELSE theme END AS words, revision_reason AS reason"
        f" FROM meeting WHERE cell_id = :cell AND kind IN ({places}) AND {_WITHIN.format(day='held_on')}"
        " ORDER BY number, held_on, series_id, version",
        {"cell": cell_id, "since": iso(since), "until": iso(until)},
    )
    return msgspec.convert(rows, list[NumberedDocument])


def of_issued(store: Store, cell_id: str, type_: str, since: date | None, until: date | None) -> list[NumberedDocument]:
    """Return the documents of a type issued from ``since`` to before ``until``, by number and version."""
    rows = store.rows(
        "SELECT id, series_id, number, version, state, issued_on AS \"on\", '' AS kind, '' AS period,"
        " subject AS words, revision_reason AS reason FROM issued_document"
        f" WHERE cell_id = :cell AND type = :type AND {_WITHIN.format(day='issued_on')}"
        " ORDER BY number, issued_on, series_id, version",
        {"cell": cell_id, "type": type_, "since": iso(since), "until": iso(until)},
    )
    return msgspec.convert(rows, list[NumberedDocument])


def skips(store: Store, cell_id: str, document: str, since: date | None, until: date | None) -> list[NumberSkip]:
    """Return the numbers left out of a count from ``since`` to before ``until``, the lowest first."""
    rows = store.rows(
        f"{_READ_SKIP} WHERE cell_id = :cell AND document = :document"
        f" AND {_WITHIN.format(day='on_date')} ORDER BY first, id",
        {"cell": cell_id, "document": document, "since": iso(since), "until": iso(until)},
    )
    return msgspec.convert(rows, list[NumberSkip])


def skip(store: Store, skip_id: str) -> NumberSkip | None:
    """Return one line of left-out numbers, or None."""
    row = store.row(f"{_READ_SKIP} WHERE id = ?", (skip_id,))
    return msgspec.convert(row, NumberSkip) if row else None


# --- writing: inside an operation ---


def insert_skips(store: Store, rows: Sequence[NumberSkip]) -> None:
    """Write lines of left-out numbers."""
    store.insert_many(
        "number_skip",
        _SKIP,
        [
            (row.id, row.owner_id, row.cell_id, row.document, row.first, row.last, row.on.isoformat(), row.reason)
            for row in rows
        ],
    )


def remove_skip(store: Store, skip_id: str) -> bool:
    """Take a line of left-out numbers back; return whether there was one."""
    return store.execute("DELETE FROM number_skip WHERE id = ?", (skip_id,)) > 0
