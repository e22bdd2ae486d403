"""Queries of documents a cell issues beside its minutes: resolutions, notices, invitations; kept as meetings are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import msgspec

from db.meeting_records import (
    DocumentSection,
    IssuedContent,
    IssuedDocument,
    IssuedType,
    MeetingState,
)
from db.view_records import IssuedSummary

if TYPE_CHECKING:
    from db.store import Store

_DOCUMENT = (
    "id", "owner_id", "series_id", "version", "state", "type", "number", "cell_id", "issued_on", "meeting_series",
    "subject", "recipients", "authority", "signer_title", "signer_id", "signer", "finalized_at", "revision_reason",
)  # fmt: skip
_SECTION = ("document_id", "position", "heading", "text")


@dataclass(frozen=True)
class Head:
    """What is asked of a kept document before another one is written."""

    id: str
    owner_id: str
    cell_id: str
    series_id: str
    version: int
    state: MeetingState
    number: int
    type: IssuedType
    issued_on: date


# --- reading ---


def head(store: Store, document_id: str) -> Head | None:
    """Return the first facts of a kept document, or None."""
    row = store.row(
        "SELECT id, owner_id, cell_id, series_id, version, state, number, type, issued_on FROM issued_document"
        " WHERE id = ?",
        (document_id,),
    )
    return msgspec.convert(row, Head) if row else None


def get(store: Store, document_id: str) -> IssuedDocument | None:
    """Return a kept document with everything written in it, or None."""
    row = store.row(f"SELECT {', '.join(_DOCUMENT)} FROM issued_document WHERE id = ?", (document_id,))
    if row is None:
        return None
    sections = store.tuples(
        "SELECT heading, text FROM issued_section WHERE document_id = ? ORDER BY position", (document_id,)
    )
    return _document(row, tuple(DocumentSection(heading, text) for heading, text in sections))


def _document(row: dict[str, Any], sections: tuple[DocumentSection, ...]) -> IssuedDocument:
    content = IssuedContent(
        type=IssuedType(row["type"]),
        cell_id=row["cell_id"],
        issued_on=date.fromisoformat(row["issued_on"]),
        meeting_series=row["meeting_series"],
        subject=row["subject"],
        sections=sections,
        recipients=tuple(row["recipients"].split("\n")) if row["recipients"] else (),
        authority=row["authority"],
        signer_title=row["signer_title"],
        signer_id=row["signer_id"],
        signer=row["signer"],
    )
    return IssuedDocument(
        id=row["id"],
        owner_id=row["owner_id"],
        series_id=row["series_id"],
        version=row["version"],
        state=MeetingState(row["state"]),
        number=row["number"],
        content=content,
        finalized_at=row["finalized_at"],
        revision_reason=row["revision_reason"],
    )


def summaries(
    store: Store, *, cell_id: str | None = None, meeting_series: str | None = None, year: int | None = None
) -> list[IssuedSummary]:
    """Return kept documents of any state, newest first, of one cell, meeting or year where these are named."""
    rows = store.rows(
        "SELECT id, series_id, type, cell_id, issued_on, number, version, state, subject, meeting_series"
        " FROM issued_document WHERE (:cell IS NULL OR cell_id = :cell)"
        " AND (:series IS NULL OR meeting_series = :series)"
        " AND (:year IS NULL OR substr(issued_on, 1, 4) = :year)"
        " ORDER BY issued_on DESC, type, number DESC, version DESC",
        {"cell": cell_id, "series": meeting_series, "year": None if year is None else f"{year:04}"},
    )
    return msgspec.convert(rows, list[IssuedSummary])


# --- writing: inside an operation ---


def insert(store: Store, document: IssuedDocument) -> None:
    """Write a kept document with its sections."""
    content = document.content
    if content.issued_on is None:
        raise ValueError("a kept document has a day")
    store.insert_many(
        "issued_document",
        _DOCUMENT,
        [
            (
                document.id, document.owner_id, document.series_id, document.version, document.state.value,
                content.type.value, document.number, content.cell_id, content.issued_on.isoformat(),
                content.meeting_series, content.subject, "\n".join(content.recipients), content.authority,
                content.signer_title, content.signer_id, content.signer, document.finalized_at,
                document.revision_reason,
            )
        ],
    )  # fmt: skip
    store.insert_many("issued_section", _SECTION, _section_rows(document.id, content.sections))


def _section_rows(document_id: str, sections: Sequence[DocumentSection]) -> list[tuple[Any, ...]]:
    return [(document_id, position, part.heading, part.text) for position, part in enumerate(sections)]


def set_state(store: Store, document_id: str, state: MeetingState, reason: str | None = None) -> bool:
    """Take a final document out of use; return whether it was final. The reason is kept where one is given."""
    changed = store.execute(
        "UPDATE issued_document SET state = ?, revision_reason = coalesce(?, revision_reason)"
        " WHERE id = ? AND state = 'final'",
        (state.value, reason, document_id),
    )
    return changed == 1
